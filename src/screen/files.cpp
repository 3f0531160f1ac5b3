#include "screen/files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "base/text.h"
#include "screen/archive.h"
#include "screen/profiles.h"
#include "screen/recording.h"
#include "screen/repository.h"

namespace bonafide::screen {

namespace fs = std::filesystem;

namespace {

std::string suffix_of(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\!");
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
    return ascii_lower(path.substr(dot + 1));
}

bool is_data(std::string_view path) {
    if (is_prompts(path)) return false;  // beside a recording
    static constexpr std::string_view suffixes[] = {"csv", "tsv", "json", "jsonl", "ndjson", "xlsx", "gz", "zst", "parquet"};
    return std::ranges::find(suffixes, suffix_of(path)) != std::end(suffixes);
}

bool is_archive(const fs::path& path) {
    const std::string name = path.string();
    if (!is_archive_name(name)) return false;
    if (suffix_of(name) != "zip") return true;
    std::array<char, 2> magic{};
    std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
    return magic == std::array{'P', 'K'};
}

bool is_noise(std::string_view name) {
    return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" || name.starts_with("._") || name == "bonafide.yml";
}

constexpr std::size_t fewest_applications = 2;  ///< folders with papers below a repository: it is the company's

Unread no_work_sample(FileName repository) {
    return {std::move(repository),
            0,
            0,
            1,
            "the history of a folder with applications: nobody's work sample",
            "a clone is an applicant's in a folder of its own beside the résumé"};
}

std::int64_t modified(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    return error ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

bool may_be_profile(std::string_view path) {
    const std::string suffix = suffix_of(path);
    return suffix == "json" || suffix == "ndjson" || suffix == "jsonl";
}

std::string beginning_of(const fs::path& path) {
    std::string out(profile_beginning, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(out.data(), static_cast<std::streamsize>(out.size()));
    out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return out;
}

/// A file of data that is the applicant's own profile is a document of the application, and no rows of an export.
void set_profile(GivenFile& file, std::string_view title) {
    if (title.empty()) return;
    file.profile = title;
    file.data = false;
}

bool is_paper_name(std::string_view path) {
    static constexpr std::array<std::string_view, 6> suffixes{"pdf", "docx", "doc", "odt", "rtf", "eml"};
    return std::ranges::find(suffixes, suffix_of(path)) != suffixes.end();
}

GivenFile given(FileName name, const std::string& root) {
    GivenFile out;
    out.name = std::move(name);
    out.root = root;
    return out;
}

/// One archive: its members first, for only all of them together show which are parts of a git clone.
class ArchiveFiles {
public:
    ArchiveFiles(const std::string& path, const std::string& root, const ProfileRules& profiles, GivenFiles& out)
        : path_(path), root_(root), profiles_(profiles), out_(out), modified_(modified(path)) {
        std::error_code error;
        size_ = fs::file_size(path, error);
    }

    void add() {
        reading::UnreadLog unread;
        auto done = each_member(path_, &unread, [&](reading::Member& member) { return list(member), true; });
        if (!done) out_.unread.push_back({{path_, ""}, 0, 0, 1, done.error().what, "unpack it with another program"});
        std::ranges::move(unread.take(), std::back_inserter(out_.unread));
        std::vector<std::string> names;
        for (const GivenFile& file : files_) names.push_back(file.name.member);
        for (const ClonePlace& clone : find_clones(names)) take_clone(clone);
        std::ranges::move(files_, std::back_inserter(out_.files));
        std::ranges::move(refused_, std::back_inserter(out_.unread));
    }

private:
    void list(reading::Member& member) {
        const std::string& name = member.name;
        if (is_noise(file_part({path_, name})) || ("/" + name).find("/__MACOSX/") != std::string::npos) return;
        if (member.refused) {
            refused_.push_back({{path_, name}, 0, 0, 1, member.refused->reason, member.refused->hint});
            return;
        }
        GivenFile file = member_file(name);
        file.data = is_data(name);
        if (file.data && member.stream && may_be_profile(name)) set_profile(file, profiles_.title_of(member.stream->peek(profile_beginning)));
        files_.push_back(std::move(file));
    }

    /// As add_repository(): the clone, and the papers right inside of its folder.
    void take_clone(const ClonePlace& place) {
        const auto below = [&](const std::string& member) -> std::string_view {
            if (place.folder.empty()) return member;
            const std::size_t end = place.folder.size();
            const bool inside = member.starts_with(place.folder) && member.size() > end && (member[end] == '/' || member[end] == '!');
            return inside ? std::string_view(member).substr(end + 1) : std::string_view{};
        };
        std::set<std::string_view> paper_folders;
        for (const GivenFile& file : files_) {
            const std::string_view inside = below(file.name.member);
            const std::size_t slash = inside.find('/');
            if (slash != std::string_view::npos && slash == inside.rfind('/') && is_paper_name(inside)) paper_folders.insert(inside.substr(0, slash));
        }
        const bool applications = paper_folders.size() >= fewest_applications;
        const auto goes = [&](const std::string& member) {
            if (member.starts_with(place.git)) return true;
            const std::string_view inside = below(member);
            return !applications && !inside.empty() && (inside.find('/') != std::string_view::npos || !is_paper_name(inside));
        };
        std::erase_if(files_, [&](const GivenFile& file) { return goes(file.name.member); });
        std::erase_if(refused_, [&](const Unread& one) { return goes(one.file.member); });
        if (applications) return refused_.push_back(no_work_sample({path_, place.git.substr(0, place.git.size() - 1)}));
        GivenFile clone = member_file(place.folder);
        clone.repository = true;
        clone.git = place.git;
        files_.push_back(std::move(clone));
    }

    [[nodiscard]] GivenFile member_file(const std::string& name) const {
        GivenFile out = given({path_, name}, root_);
        out.size = size_;
        out.modified_ns = modified_;
        return out;
    }

    const std::string &path_, &root_;
    const ProfileRules& profiles_;
    GivenFiles& out_;
    std::int64_t modified_ = 0;
    std::uint64_t size_ = 0;
    std::vector<GivenFile> files_;
    std::vector<Unread> refused_;
};

void add_file(const fs::path& path, const std::string& root, const ProfileRules& profiles, GivenFiles& out) {
    std::error_code error;
    if (is_noise(path.filename().string())) return;
    if (is_archive(path)) return ArchiveFiles(path.string(), root, profiles, out).add();
    GivenFile file = given({path.string(), ""}, root);
    file.data = is_data(path.string());
    file.size = fs::file_size(path, error);
    file.modified_ns = modified(path);
    if (file.data && may_be_profile(path.string())) set_profile(file, profiles.title_of(beginning_of(path)));
    out.files.push_back(std::move(file));
}

bool is_paper(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && is_paper_name(path.string());
}

/// Papers in two folders and more: applications that the company keeps under git, and nobody's work sample.
bool holds_applications(const fs::path& folder) {
    std::error_code error;
    std::size_t folders = 0;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code inside;
        if (!it->is_directory(inside) || it->path().filename() == ".git") continue;
        if (std::any_of(fs::directory_iterator(it->path(), inside), fs::directory_iterator(), [](const auto& e) { return is_paper(e.path()); }))
            ++folders;
    }
    return folders >= fewest_applications;
}

/// The clone, and the papers that lie right inside of its folder beside the code.
void add_repository(const fs::path& folder, const std::string& root, const ProfileRules& profiles, GivenFiles& out) {
    std::error_code error;
    GivenFile clone = given({folder.string(), ""}, root);
    clone.repository = true;
    clone.modified_ns = repository_stamp(folder);
    out.files.push_back(std::move(clone));
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (is_paper(it->path())) add_file(it->path(), root, profiles, out);
}

/// "ann.tar.gz" → "ann"
std::string without_suffix(const std::string& name) {
    const std::size_t begin = name.find_last_of('/') + 1;  // 0 where there is none
    const std::size_t dot = name.find('.', begin + 1);
    return name.substr(0, dot);
}

/// Archives below the input are like folders: what they hold belongs together, "all.zip!ann.zip!cv.pdf" lies in the folder "ann". Only one that lies
/// right in the input may hold anything, as the input does.
void stand_in_folders(GivenFile& file) {
    if (file.name.member.empty()) return;
    FileName place = file.place.path.empty() ? file.name : file.place;
    for (std::size_t mark = 0; (mark = place.member.find('!')) != std::string::npos;)
        place.member = without_suffix(place.member.substr(0, mark)) + "/" + place.member.substr(mark + 1);
    const fs::path folder = fs::path(place.path).parent_path(), root(file.root);
    if (!place.member.empty() && place.path != file.root && folder != root && folder != root.parent_path())
        place = {without_suffix(place.path) + "/" + place.member, ""};
    if (place != file.name) file.place = std::move(place);
}

}  // namespace

GivenFiles find_files(const std::vector<std::string>& inputs, const ProfileRules& profiles, const std::function<bool(const std::string&)>& skip) {
    GivenFiles out;
    for (const std::string& input : inputs) {
        std::error_code error;
        if (is_repository(input) && !holds_applications(input)) {
            add_repository(input, input, profiles, out);
        } else if (fs::is_directory(input, error)) {
            for (fs::recursive_directory_iterator it(input, fs::directory_options::skip_permission_denied, error), end; !error && it != end;
                 it.increment(error)) {
                std::error_code ignored;
                if (it->is_directory(ignored) && (it->path().filename() == ".git" || (skip && skip(it->path().string())))) {
                    it.disable_recursion_pending();
                    if (it->path().filename() == ".git") out.unread.push_back(no_work_sample({it->path().string(), ""}));
                    continue;
                }
                if (it->is_directory(ignored) && is_repository(it->path())) {
                    it.disable_recursion_pending();
                    add_repository(it->path(), input, profiles, out);
                    continue;
                }
                if (!it->is_regular_file(ignored) || (skip && skip(it->path().string()))) continue;
                add_file(it->path(), input, profiles, out);
            }
            if (error) out.unread.push_back({{input, ""}, 0, 0, 1, "the folder cannot be read: " + error.message(), ""});
        } else if (fs::is_regular_file(input, error)) {
            add_file(input, input, profiles, out);
        } else {
            out.unread.push_back({{input, ""}, 0, 0, 1, "there is no such file or folder", ""});
        }
    }
    std::ranges::sort(out.files, {}, &GivenFile::name);
    const auto twice = std::ranges::unique(out.files, {}, &GivenFile::name);
    out.files.erase(twice.begin(), twice.end());
    profiles.mark_exports(out.files);
    for (GivenFile& file : out.files) stand_in_folders(file);
    return out;
}

Result<std::string> read_file(const FileName& name, std::uint64_t max_bytes) {
    if (!name.member.empty()) {
        std::optional<Result<std::string>> found;
        auto done = each_member(name.path, nullptr, [&](reading::Member& member) {
            if (member.name != name.member) return true;
            if (member.stream) found = reading::read_rest(*member.stream, max_bytes);
            return false;
        });
        if (!done) return std::unexpected(done.error());
        return found ? std::move(*found) : fail(shown(name), "is not in the archive any more");
    }
    std::ifstream in(name.path, std::ios::binary | std::ios::ate);
    if (!in) return fail(name.path, "cannot be opened");
    const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(in.tellg(), 0));
    if (size > max_bytes) return fail(name.path, "is larger than " + std::to_string(max_bytes >> 20) + " MiB");
    std::string out(size, '\0');
    in.seekg(0);
    in.read(out.data(), static_cast<std::streamsize>(size));
    out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return out;
}

std::string file_part(const FileName& name) {
    const std::string& path = name.member.empty() ? name.path : name.member;
    return path.substr(path.find_last_of("/\\!") + 1);
}
std::string folder_part(const FileName& name) {
    if (!name.member.empty()) {
        const std::size_t slash = name.member.find_last_of('/');
        return name.path + "!" + (slash == std::string::npos ? "" : name.member.substr(0, slash));
    }
    const std::size_t slash = name.path.find_last_of('/');
    return slash == std::string::npos ? "." : name.path.substr(0, slash);
}
std::string shown(const FileName& name) { return name.member.empty() ? name.path : name.path + "!" + name.member; }

}  // namespace bonafide::screen
