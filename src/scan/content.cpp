#include "scan/content.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/hash.h"
#include "base/parallel.h"
#include "base/whole_file.h"
#include "base/yaml.h"

namespace bonafide {

namespace fs = std::filesystem;

namespace {

std::string hexadecimal(std::uint64_t number) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
    return text;
}

/// The files of a folder, or the file itself, by path.
std::vector<fs::path> files_under(const fs::path& path, const fs::path& but = {}) {
    std::vector<fs::path> files;
    std::error_code error;
    if (fs::is_regular_file(path, error)) files.push_back(path);
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        if (it->path() == but) it.disable_recursion_pending();
        else if (it->is_regular_file(error)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Names and bytes hashed together, in their order.
std::uint64_t hash_of(const std::vector<fs::path>& files, std::uint64_t hash) {
    for (const fs::path& file : files) {
        hash = mix64(hash, mix64(hash64(file.filename().string()), hash64(read_whole_file(file).value_or(""))));
    }
    return hash;
}

/// Rules are numbered in the order of their files, which is that of the paths given.
std::string rules_stamp(const ContentPaths& paths) {
    std::uint64_t hash = 0;
    for (const auto* list : {&paths.rules, &paths.pipelines}) {
        hash = mix64(hash, list->size());
        for (const fs::path& path : *list) hash = hash_of(files_under(path), mix64(hash, 1));
    }
    return hexadecimal(hash);
}

/// Of everything but the rules.
std::string content_stamp(const ContentPaths& paths) {
    std::vector<fs::path> files = files_under(paths.content, paths.content / "rules");
    files.insert(files.end(), paths.overrides.begin(), paths.overrides.end());
    std::uint64_t hash = hash_of(files, 0);
    std::error_code error;
    // What places and networks an address has went into what was read; of the data packages the sizes and times are enough.
    for (fs::directory_iterator it(paths.data, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone;
        if (!it->is_regular_file(gone)) continue;  // lists of names (cli/lists) lie in folders of their own: nothing that is read depends on them
        const auto time = static_cast<std::uint64_t>(it->last_write_time(gone).time_since_epoch().count());
        hash ^= mix64(hash64(it->path().filename().string()), mix64(it->file_size(gone), time));  // in any order
    }
    return hexadecimal(hash);
}

sigma::RuleSet load_rules(const ContentPaths& paths, const Lists& lists, Errors& errors) {
    return sigma::RuleSet::load(paths.rules, {paths.pipelines, &lists, usable_cores()}, errors);
}

/// A rule that holds for each kind of record of a source is read, and found wrong, for each of them.
void each_once(Errors& errors) {
    std::set<std::string> said;
    std::erase_if(errors, [&](const Error& error) { return !said.insert(error.text()).second; });
}

}  // namespace

std::unique_ptr<Content> Content::load(const ContentPaths& paths, Errors& errors) {
    auto content = std::make_unique<Content>();
    content->attributes = Attributes::load(paths.content / "attributes.yml", errors);
    // Sources on the one hand, what needs lists on the other; what they have to say comes in one order, whoever is first.
    Errors of_lists, of_sources, of_rules, of_rest;
    sigma::RuleSet set;
    std::string stamp;
    run_tasks(usable_cores(), {[&] {
                                   content->sources = Sources::load(paths.content / "sources", content->attributes, content->names, of_sources);
                                   for (const fs::path& file : paths.overrides) content->sources.apply_overrides(file, content->names, of_sources);
                               },
                               [&] {
                                   content->lists = Lists::load(paths.content / "lists", of_lists);
                                   if (!paths.rules.empty()) set = load_rules(paths, content->lists, of_rules);
                                   content->checks = CheckSet::load(paths.content / "checks", content->attributes, content->lists, of_rest);
                                   content->rules = AssessmentRules::load(paths.content / "assessment.yml", of_rest);
                                   content->rules.check_names(content->checks, of_rest);
                                   content->rule_weights = RuleWeights::load(paths.content / "assessment.yml", of_rest);
                               },
                               [&] {
                                   content->geo = Geo::load(paths.data);
                                   stamp = content_stamp(paths) + (paths.rules.empty() ? "" : "+" + rules_stamp(paths));
                               }});
    for (Errors* some : {&of_lists, &of_sources, &of_rules, &of_rest}) std::ranges::move(*some, std::back_inserter(errors));
    if (!paths.rules.empty()) {
        content->sigma = std::make_unique<RunningRules>(*content, std::move(set), paths.clock);
        content->sigma->intern(content->names);
    }
    content->names.freeze();
    if (content->sigma) content->sigma->finish(*content, errors);
    each_once(errors);
    content->fingerprint = std::move(stamp);
    return content;
}

std::string Content::exports_for(AttributeId attribute) const {
    const std::string& name = attributes[attribute].name;
    std::set<std::string> titles;
    for (const Source& source : sources.all())
        if (std::find(source.provides.begin(), source.provides.end(), name) != source.provides.end()) titles.insert(source.title);
    std::string out;
    std::size_t shown = 0;
    for (const std::string& title : titles) {
        if (shown == 3) return out + " or others (" + std::to_string(titles.size() - shown) + ")";
        out += (shown++ ? ", " : "") + title;
    }
    return out;
}

std::vector<fs::path> find_overrides(const std::vector<std::string>& inputs) {
    std::vector<fs::path> out;
    for (const std::string& input : inputs) {
        const fs::path file = fs::path(input) / "bonafide.yml";
        std::error_code error;
        if (input != "-" && fs::is_regular_file(file, error)) out.push_back(file);
    }
    return out;
}

}  // namespace bonafide
