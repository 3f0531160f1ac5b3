#include "screen/repository.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "base/yaml.h"
#include "record/git.h"
#include "screen/dates.h"
#include "screen/packing.h"

namespace bonafide::screen {

namespace fs = std::filesystem;

RepositoryRules RepositoryRules::load(const fs::path& file, Errors& errors) {
    RepositoryRules out;
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"date", "source", "keywords", "folders", "files", "generated", "tools"});
        const YamlNode source = root.require("source");
        source.allow_only({"strokes", "hash", "dashes"});
        for (const auto& [name, kind] :
             {std::pair("strokes", Comment::strokes), std::pair("hash", Comment::hash), std::pair("dashes", Comment::dashes)})
            for (const std::string& suffix : source.get(name).texts()) out.suffixes.emplace(suffix, kind);
        for (std::string& word : root.require("keywords").texts()) out.keywords.insert(std::move(word));
        for (std::string& name : root.require("folders").texts()) out.folders.insert(std::move(name));
        out.files = root.require("files").texts();
        out.generated = root.require("generated").texts();
        for (const YamlNode& item : root.require("tools").items()) {
            item.allow_only({"name", "files", "released", "source"});
            Tool& tool = out.tools.emplace_back(item.require("name").text(), item.require("released").text(), item.require("source").text(),
                                                item.require("files").texts());
            if (month_number(tool.released, false) < 0) item.error("released: expected a month, as 2014-06");
        }
    }
    return out;
}

namespace {

std::string_view file_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view suffix(std::string_view file) {
    const std::size_t dot = file.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : file.substr(dot + 1);
}

bool in_folder(std::string_view lower, const RepositoryRules& rules) {
    for (std::size_t begin = 0, slash = 0; (slash = lower.find('/', begin)) != std::string_view::npos; begin = slash + 1)
        if (rules.folders.contains(lower.substr(begin, slash - begin))) return true;
    return false;
}

}  // namespace

bool RepositoryRules::counts(std::string_view path) const {
    const std::string lower = ascii_lower(path);
    const std::string_view file = file_of(lower);
    if (!suffixes.contains(suffix(file)) || in_folder(lower, *this)) return false;
    return std::ranges::none_of(files, [&](const std::string& pattern) { return glob_match(pattern, file); });
}

bool RepositoryRules::counts_text(std::string_view text) const {
    constexpr std::size_t least = 300, head = 1'000, longest_line = 300;
    if (text.size() < least || text.substr(0, 8'000).find('\0') != std::string_view::npos) return false;
    if (text.size() / static_cast<std::size_t>(1 + std::ranges::count(text, '\n')) > longest_line) return false;  // squeezed
    const std::string begin = ascii_lower(text.substr(0, head));
    return std::ranges::none_of(generated, [&](const std::string& mark) { return begin.find(mark) != std::string::npos; });
}

RepositoryRules::Comment RepositoryRules::comment_of(std::string_view path) const {
    const auto found = suffixes.find(suffix(file_of(ascii_lower(path))));
    return found == suffixes.end() ? Comment::strokes : found->second;
}

const RepositoryRules::Tool* RepositoryRules::tool_of(std::string_view path) const {
    const std::string lower = ascii_lower(path);
    for (const Tool& tool : tools)
        for (const std::string& pattern : tool.files)
            if (glob_match(pattern, pattern.find('/') == std::string::npos ? file_of(lower) : std::string_view(lower))) return &tool;
    return nullptr;
}

namespace {

using reading::CommitText;
using reading::CommitWalk;
using reading::GitRepository;

/// What a copy of a repository keeps from being an own work: read once, from the checked-out tree and through the history.
class CloneReader {
public:
    CloneReader(const GitRepository& git, const RepositoryRules& rules, const RepositoryLimits& limits) : git_(git), rules_(rules), limits_(limits) {}

    Result<Repository> read() {
        out_.name = git_.name();
        for (auto& [name, target] : git_.remotes())
            if (name != "origin") out_.upstream.emplace_back(std::move(name), std::move(target));
        if (const std::string head = git_.head(); head.empty()) bound("no commit is checked out: files were not compared");
        else read_files(head);
        if (auto done = read_history(); !done) return std::unexpected(done.error());
        if (out_.commits.empty()) return fail("", problem_.empty() ? "a git repository without commits that can be read" : problem_);
        std::ranges::sort(out_.commit_ids);
        out_.commit_ids.resize(std::min(out_.commit_ids.size(), limits_.commit_ids));
        return std::move(out_);
    }

private:
    void bound(std::string what) {
        if (std::ranges::find(out_.bounds, what) == out_.bounds.end()) out_.bounds.push_back(std::move(what));
    }

    void read_files(const std::string& head) {
        std::size_t seen = 0, bytes = 0, large = 0, damaged = 0;
        auto done = git_.each_file(head, [&](const GitRepository::TreeFile& file) {
            if (++seen > limits_.tree_files) return bound("only the first " + std::to_string(limits_.tree_files) + " files were looked at"), false;
            if (!rules_.counts(file.path)) return true;
            if (out_.files.size() >= limits_.files || bytes > limits_.bytes)
                return bound("only the first " + std::to_string(out_.files.size()) + " source files were compared"), false;
            auto text = git_.blob(file.blob, limits_.file_bytes);
            if (!text) return ++(text.error().hint == "large" ? large : damaged), true;
            bytes += text->size();
            if (rules_.counts_text(*text)) add_file(file, *text);
            return true;
        });
        if (!done) bound(done.error().what);
        if (large) bound(std::to_string(large) + " source files of more than " + std::to_string(limits_.file_bytes >> 10) + " KiB were not compared");
        if (damaged) bound(std::to_string(damaged) + " source files are missing or damaged");
        std::ranges::sort(out_.prints, {}, [](const Repository::Print& p) { return std::pair(p.hash, p.file); });
        const auto twice = std::ranges::unique(out_.prints, {}, &Repository::Print::hash);
        out_.prints.erase(twice.begin(), twice.end());
        out_.prints.resize(std::min(out_.prints.size(), limits_.prints));
    }
    void add_file(const GitRepository::TreeFile& file, std::string_view text) {
        const auto number = static_cast<std::uint16_t>(out_.files.size());
        const std::uint64_t blob = reading::commit_number(file.blob);
        out_.files.push_back({file.path, blob, Repository::nobody, false});
        came_.emplace_back();
        by_blob_[blob].push_back(number);
        for (const std::uint64_t hash : winnow(text, rules_.comment_of(file.path), rules_)) out_.prints.push_back({hash, number});
    }

    Result<void> read_history() {
        std::map<std::string, std::size_t> problems;
        auto walk = CommitWalk::open(git_, [&](const std::string& reason, std::uint64_t) {
            ++problems[reason];
            if (problem_.empty()) problem_ = reason;
        });
        if (!walk) return std::unexpected(walk.error());
        out_.shallow = (*walk)->shallow();
        while (auto commit = (*walk)->next()) {
            if (out_.commits.size() >= limits_.commits) {
                bound("only the first " + std::to_string(limits_.commits) + " commits of the history were read");
                break;
            }
            take(*commit);
        }
        for (const auto& [reason, count] : problems) bound(reason + (count > 1 ? ", " + std::to_string(count) + " times" : ""));
        return {};
    }

    void take(const CommitWalk::Commit& commit) {
        const auto text = reading::take_apart(commit.text);
        if (!text) return bound("a commit without an author");
        out_.commit_ids.push_back(reading::commit_number(commit.id));
        Repository::Commit& c = out_.commits.emplace_back();
        c.author = author(text->author);
        c.committer = author(text->committer);
        when(text->author.date, c.authored, c.author_offset);
        when(text->committer.date, c.committed, c.committer_offset);
        c.parents = static_cast<std::uint8_t>(std::min<std::uint64_t>(text->parents, 255));
        if (text->parents > 1) return;  // what a merge brings in was committed before
        if (++diffs_ > limits_.diffs || changes_ > limits_.changes)
            return bound("by whom files came in was looked for in a part of the history only");
        // The parent of where a shallow clone ends is missing: nothing is known of that commit's files.
        (void)git_.each_changed(text->tree, text->parent, [&](const GitRepository::TreeFile& file) { changed(file, c); });
    }

    void changed(const GitRepository::TreeFile& file, const Repository::Commit& c) {
        ++changes_;
        const std::uint64_t blob = reading::commit_number(file.blob);
        if (const auto found = by_blob_.find(blob); found != by_blob_.end())
            for (const std::uint16_t number : found->second) came(number, c);
        const RepositoryRules::Tool* tool = c.authored == Repository::unknown ? nullptr : rules_.tool_of(file.path);
        if (!tool || out_.early.size() >= 50 || in_folder(ascii_lower(file.path), rules_)) return;
        constexpr int months_before = 6;
        const Date date = civil_from_days(Timestamp::from_seconds(c.authored).day());
        if (date.year * 12 + static_cast<int>(date.month) - 1 >= month_number(tool->released, false) - months_before) return;
        out_.early.push_back({file.path, tool->name, tool->released, c.authored, c.author, c.committer});
    }
    /// The first to bring in a content is whose it is; by author's date, for the walk comes to the newest first.
    void came(std::uint16_t number, const Repository::Commit& c) {
        Repository::File& file = out_.files[number];
        if (file.author != Repository::nobody && came_[number] <= c.authored) return;
        came_[number] = c.authored;
        file.author = c.author;
        file.in_root = c.parents == 0;
    }

    std::uint16_t author(const CommitText::Person& person) {
        constexpr std::size_t most = 10'000, longest = 200;
        std::pair<std::string, std::string> key{repair_utf8(person.name.substr(0, longest)),
                                                ascii_lower(repair_utf8(person.email.substr(0, longest)))};
        if (const auto found = authors_.find(key); found != authors_.end()) return found->second;
        if (out_.authors.size() >= most) return bound("more than 10,000 authors: the others count as nobody"), Repository::nobody;
        const auto number = static_cast<std::uint16_t>(out_.authors.size());
        out_.authors.push_back({key.first, key.second});
        authors_.emplace(std::move(key), number);
        return number;
    }
    static void when(const std::string& date, std::int64_t& seconds, std::int16_t& offset) {
        const auto time = parse_time(date);
        if (!time || !time->zoned) return;
        seconds = time->at.seconds();
        offset = static_cast<std::int16_t>(time->offset_seconds / 60);
    }

    const GitRepository& git_;
    const RepositoryRules& rules_;
    const RepositoryLimits& limits_;
    Repository out_;
    std::string problem_;
    std::map<std::pair<std::string, std::string>, std::uint16_t> authors_;
    std::unordered_map<std::uint64_t, std::vector<std::uint16_t>> by_blob_;
    std::vector<std::int64_t> came_;  ///< by file: the author's date of the commit that it came with
    std::size_t diffs_ = 0, changes_ = 0;
};

}  // namespace

Result<Repository> read_repository(const std::string& folder, const RepositoryRules& rules, const RepositoryLimits& limits) {
    auto git = GitRepository::open(folder);
    if (!git) return std::unexpected(git.error());
    auto out = CloneReader(**git, rules, limits).read();
    if (!out) return fail(folder, out.error().what, "`git fsck` in the folder says what is damaged; ask for a fresh clone");
    return out;
}

bool is_repository(const fs::path& folder) {
    std::error_code error;
    const auto bare = [&](const fs::path& base) {
        return fs::is_regular_file(base / "HEAD", error) && fs::is_directory(base / "objects", error) && fs::is_directory(base / "refs", error);
    };
    // A file or link named .git leads elsewhere, to what nobody gave.
    return bare(folder) || (fs::symlink_status(folder / ".git", error).type() == fs::file_type::directory && fs::exists(folder / ".git/HEAD", error));
}

std::int64_t repository_stamp(const fs::path& folder) {
    std::error_code error;
    const fs::path base = fs::exists(folder / ".git", error) ? folder / ".git" : folder;
    std::uint64_t out = 0;
    const auto add = [&](const fs::path& path) {
        const auto time = fs::last_write_time(path, error);
        out += mix64(hash64(path.string()), error ? 0 : static_cast<std::uint64_t>(time.time_since_epoch().count()));
    };
    for (const char* name : {"HEAD", "packed-refs", "config", "shallow", "objects", "objects/pack"}) add(base / name);
    std::size_t entries = 0;
    for (fs::recursive_directory_iterator it(base / "refs", fs::directory_options::skip_permission_denied, error), end;
         !error && it != end && ++entries < 10'000; it.increment(error))
        add(it->path());
    return static_cast<std::int64_t>(out >> 1);
}

void pack(Pack& p, const Repository::Author& a) { p(a.name)(a.email); }
void unpack(Unpack& u, Repository::Author& a) { u(a.name)(a.email); }
void pack(Pack& p, const Repository::Commit& c) { p(c.author)(c.committer)(c.authored)(c.committed)(c.author_offset)(c.committer_offset)(c.parents); }
void unpack(Unpack& u, Repository::Commit& c) { u(c.author)(c.committer)(c.authored)(c.committed)(c.author_offset)(c.committer_offset)(c.parents); }
void pack(Pack& p, const Repository::File& f) { p(f.path)(f.blob)(f.author)(f.in_root); }
void unpack(Unpack& u, Repository::File& f) { u(f.path)(f.blob)(f.author)(f.in_root); }
void pack(Pack& p, const Repository::Print& f) { p(f.hash)(f.file); }
void unpack(Unpack& u, Repository::Print& f) { u(f.hash)(f.file); }
void pack(Pack& p, const Repository::Early& e) { p(e.path)(e.tool)(e.released)(e.authored)(e.author)(e.committer); }
void unpack(Unpack& u, Repository::Early& e) { u(e.path)(e.tool)(e.released)(e.authored)(e.author)(e.committer); }
void pack(Pack& p, const std::pair<std::string, std::string>& v);  // examine.cpp
void unpack(Unpack& u, std::pair<std::string, std::string>& v);

void pack(Pack& p, const Repository& r) {
    p(r.name)(r.upstream)(r.shallow)(r.authors)(r.commits)(r.files)(r.prints)(r.commit_ids)(r.early)(r.bounds);
}
void unpack(Unpack& u, Repository& r) { u(r.name)(r.upstream)(r.shallow)(r.authors)(r.commits)(r.files)(r.prints)(r.commit_ids)(r.early)(r.bounds); }

}  // namespace bonafide::screen
