#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "base/text.h"
#include "base/yaml.h"
#include "screen/profiles.h"

namespace bonafide::screen {

namespace {

constexpr std::size_t fewest_marks = 2;

std::vector<std::string> lowered(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts) out.push_back(ascii_lower(text));
    return out;
}

bool matches(const std::vector<std::string>& globs, std::string_view name) {
    return std::ranges::any_of(globs, [&](const std::string& glob) { return glob_match(glob, name); });
}

/// A folder, or a folder of an archive: what an export's files lie side by side in. The latter ends as members below it go on: "ann/", "ann.zip!";
/// the archive's top is "/".
using Folder = FileName;

Folder folder_of(const FileName& name) {
    if (name.member.empty()) {
        const std::size_t slash = name.path.find_last_of('/');
        return {slash == std::string::npos ? "" : name.path.substr(0, slash), ""};
    }
    const std::size_t end = name.member.find_last_of("/!");
    return {name.path, end == std::string::npos ? "/" : name.member.substr(0, end + 1)};
}

/// The path below `base`, folded; nothing where the file lies elsewhere.
std::optional<std::string> below(const FileName& name, const Folder& base) {
    if (base.member.empty()) {
        if (!name.member.empty() || !name.path.starts_with(base.path + "/")) return std::nullopt;
        return ascii_lower(name.path.substr(base.path.size() + 1));
    }
    const std::string folder = base.member == "/" ? "" : base.member;
    if (name.path != base.path || name.member.empty() || !name.member.starts_with(folder)) return std::nullopt;
    return ascii_lower(name.member.substr(folder.size()));
}

std::string own_name(const Folder& base) {
    if (base.member.size() < 2) return ascii_lower(base.path.substr(base.path.find_last_of('/') + 1));
    const std::string folder = base.member.substr(0, base.member.size() - 1);
    return ascii_lower(folder.substr(folder.find_last_of("/!") + 1));
}

bool is_data_name(std::string_view name) { return name.ends_with(".csv") || name.ends_with(".json") || name.ends_with(".html"); }

/// Why a file of the export is not read; "" if it is, nothing if it is no file of the export.
std::optional<std::string> role_of(const ProfileRules::Export& rules, std::string_view name, bool whole) {
    if (matches(rules.read, name)) return "";
    for (const ProfileRules::PassedOver& passed : rules.passed_over)
        if (matches(passed.files, name)) return passed.reason;
    if (whole && is_data_name(name)) return rules.otherwise;
    return std::nullopt;
}

class Marker {
public:
    Marker(const ProfileRules::Export& rules, std::vector<GivenFile>& files) : rules_(rules), files_(files) {}

    void run() {
        std::map<Folder, std::size_t> marks;
        for (const GivenFile& file : files_)
            if (!file.repository && matches(rules_.marks, ascii_lower(file_part(file.name)))) ++marks[folder_of(file.name)];
        for (const auto& [base, count] : marks)
            if (count >= fewest_marks) mark(base);
    }

private:
    /// Files are sorted by name, so those below a folder stand together: with a hundred thousand exports none looks at the files of another.
    [[nodiscard]] std::span<GivenFile> between(const FileName& first, const FileName& end) {
        const auto at = std::ranges::lower_bound(files_, first, {}, &GivenFile::name);
        return {at, std::ranges::lower_bound(at, files_.end(), end, {}, &GivenFile::name)};
    }
    [[nodiscard]] std::span<GivenFile> files_below(const Folder& base) {
        constexpr char behind_slash = '/' + 1;
        if (base.member.empty()) return between({base.path + '/', ""}, {base.path + behind_slash, ""});
        if (base.member == "/") return archive(base);
        std::string end = base.member;
        end.back() = static_cast<char>(end.back() + 1);
        return between({base.path, base.member}, {base.path, end});
    }
    [[nodiscard]] std::span<GivenFile> archive(const Folder& base) { return between({base.path, ""}, {base.path + '\0', ""}); }

    void mark(const Folder& base) {
        const bool whole = matches(rules_.whole, own_name(base)) || matches(rules_.whole, own_name({base.path, ""}));
        const std::span<GivenFile> all = files_below(base);
        std::vector<GivenFile*> own;
        for (GivenFile& file : all) {
            const auto name = below(file.name, base);
            const auto role = name && !file.repository ? role_of(rules_, *name, whole) : std::nullopt;
            if (!role) continue;
            file.data = false;
            file.profile = rules_.title;
            file.passed_over = *role;
            own.push_back(&file);
        }
        const bool alone = own.size() == all.size();
        const bool alone_in_archive = !base.member.empty() && own.size() == archive(base).size();
        for (GivenFile* file : own) file->place = place_of(base, alone, alone_in_archive);
    }
    /// An export by itself stands like one file in the folder that it lies in; among other files it is one of them.
    static FileName place_of(const Folder& base, bool alone, bool alone_in_archive) {
        if (base.member.empty()) return {alone ? base.path : base.path + "/profile", ""};
        if (alone_in_archive) return {base.path, ""};
        const std::string folder = base.member == "/" ? "" : base.member;
        return {base.path, alone && !folder.empty() ? folder.substr(0, folder.size() - 1) : folder + "profile"};
    }

    const ProfileRules::Export& rules_;
    std::vector<GivenFile>& files_;
};

}  // namespace

ProfileRules ProfileRules::load(const std::filesystem::path& file, Errors& errors) {
    ProfileRules out;
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"exports", "files"});
        for (const YamlNode& item : root.require("exports").items()) {
            item.allow_only({"title", "marks", "whole", "read", "passed_over", "otherwise"});
            Export one{item.require("title").text(),
                       lowered(item.require("marks").texts()),
                       lowered(item.get("whole").texts()),
                       lowered(item.require("read").texts()),
                       {},
                       item.require("otherwise").text()};
            for (const YamlNode& passed : item.get("passed_over").items()) {
                passed.allow_only({"reason", "files"});
                one.passed_over.push_back({passed.require("reason").text(), lowered(passed.require("files").texts())});
            }
            out.exports.push_back(std::move(one));
        }
        for (const YamlNode& item : root.require("files").items()) {
            item.allow_only({"title", "keys", "without"});
            out.files.push_back({item.require("title").text(), item.require("keys").texts(), item.get("without").texts()});
        }
    }
    return out;
}

std::string_view ProfileRules::title_of(std::string_view beginning) const {
    const std::string_view text = trim(beginning);
    if (!text.starts_with('{') && !text.starts_with('[')) return {};
    const auto has = [&](const std::string& key) { return text.find('"' + key + '"') != std::string_view::npos; };
    for (const File& file : files)
        if (std::ranges::all_of(file.keys, has) && std::ranges::none_of(file.without, has)) return file.title;
    return {};
}

void ProfileRules::mark_exports(std::vector<GivenFile>& given) const {
    for (const Export& one : exports) Marker(one, given).run();
}

}  // namespace bonafide::screen
