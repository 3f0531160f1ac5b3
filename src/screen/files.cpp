#include "screen/files.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "base/text.h"
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

bool is_zip(const fs::path& path) {
    const std::string suffix = suffix_of(path.string());
    if (suffix == "docx" || suffix == "odt" || suffix == "xlsx" || suffix == "docm") return false;
    char magic[4] = {};
    std::ifstream(path, std::ios::binary).read(magic, 4);
    if (suffix == "tar" || suffix == "7z" || suffix == "tgz" || ascii_lower(path.string()).ends_with(".tar.gz")) return true;
    return suffix == "zip" && magic[0] == 'P' && magic[1] == 'K';
}

bool is_noise(std::string_view name) {
    return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" || name.starts_with("._") || name == "bonafide.yml";
}

std::int64_t modified(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    return error ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

struct CloseArchive {
    void operator()(archive* a) const { archive_read_free(a); }
};

Result<void> each_member(const std::string& path, const std::function<Result<bool>(archive*, archive_entry*)>& use) {
    std::unique_ptr<archive, CloseArchive> a(archive_read_new());
    archive_read_support_filter_all(a.get());
    archive_read_support_format_all(a.get());
    if (archive_read_open_filename(a.get(), path.c_str(), 1U << 16) != ARCHIVE_OK)
        return fail(path, std::string("no archive that can be opened: ") + archive_error_string(a.get()));
    for (archive_entry* entry = nullptr;;) {
        const int status = archive_read_next_header(a.get(), &entry);
        if (status == ARCHIVE_EOF) return {};
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return fail(path, std::string("the archive is damaged: ") + archive_error_string(a.get()));
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        auto go_on = use(a.get(), entry);
        if (!go_on) return std::unexpected(go_on.error());
        if (!*go_on) return {};
    }
}

std::string member_name(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    return name ? repair_utf8(name) : std::string{};
}

Result<std::string> member_bytes(const std::string& path, archive* a, std::uint64_t max_bytes) {
    std::string out;
    char buffer[1 << 16];
    for (;;) {
        const auto n = archive_read_data(a, buffer, sizeof buffer);
        if (n < 0)
            return fail(path, std::string("the member cannot be unpacked: ") + (archive_error_string(a) ? archive_error_string(a) : "damaged"));
        if (n == 0) return out;
        out.append(buffer, static_cast<std::size_t>(n));
        if (out.size() > max_bytes) return fail(path, "unpacks to more than " + std::to_string(max_bytes >> 20) + " MiB");
    }
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
std::string beginning_of(archive* member) {
    std::string out(profile_beginning, '\0');
    std::size_t filled = 0;
    while (filled < out.size()) {
        const auto n = archive_read_data(member, out.data() + filled, out.size() - filled);
        if (n <= 0) break;
        filled += static_cast<std::size_t>(n);
    }
    out.resize(filled);
    return out;
}

/// A file of data that is the applicant's own profile is a document of the application, and no rows of an export.
void set_profile(GivenFile& file, std::string_view title) {
    if (title.empty()) return;
    file.profile = title;
    file.data = false;
}

void add_archive(const std::string& path, const std::string& root, const ProfileRules& profiles, GivenFiles& out) {
    std::size_t members = 0;
    std::set<std::string> clones;
    auto done = each_member(path, [&](archive* a, archive_entry* entry) -> Result<bool> {
        const std::string member = member_name(entry);
        if (is_noise(member.substr(member.find_last_of('/') + 1)) || member.starts_with("__MACOSX/")) return true;
        if (++members > 200'000) return fail(path, "more than 200,000 members");
        if (const std::size_t at = ("/" + member).find("/.git/"); at != std::string::npos) return clones.insert(member.substr(0, at)), true;
        GivenFile file{.name = {path, member}, .root = root, .data = is_data(member), .profile = {}, .passed_over = {}, .place = {}};
        file.size = static_cast<std::uint64_t>(std::max<std::int64_t>(archive_entry_size(entry), 0));
        file.modified_ns = modified(path);
        if (file.data && may_be_profile(member)) set_profile(file, profiles.title_of(beginning_of(a)));
        out.files.push_back(std::move(file));
        return true;
    });
    for (const std::string& clone : clones)
        out.unread.push_back({{path, clone + ".git"}, 0, 0, 1, "a git repository inside of an archive", "unpack the archive and give its folder"});
    if (!done) out.unread.push_back({{path, ""}, 0, 0, 1, done.error().what, "unpack it with another program"});
    else if (members == 0) out.unread.push_back({{path, ""}, 0, 0, 1, "an archive with nothing in it", ""});
}

void add_file(const fs::path& path, const std::string& root, const ProfileRules& profiles, GivenFiles& out) {
    std::error_code error;
    if (is_noise(path.filename().string())) return;
    if (is_zip(path)) return add_archive(path.string(), root, profiles, out);
    GivenFile file{.name = {path.string(), ""}, .root = root, .data = is_data(path.string()), .profile = {}, .passed_over = {}, .place = {}};
    file.size = fs::file_size(path, error);
    file.modified_ns = modified(path);
    if (file.data && may_be_profile(path.string())) set_profile(file, profiles.title_of(beginning_of(path)));
    out.files.push_back(std::move(file));
}

bool is_paper(const fs::path& path) {
    static constexpr std::string_view suffixes[] = {"pdf", "docx", "doc", "odt", "rtf", "eml"};
    std::error_code error;
    return fs::is_regular_file(path, error) && std::ranges::find(suffixes, suffix_of(path.string())) != std::end(suffixes);
}

/// Papers in two folders and more: applications that the company keeps under git, and nobody's work sample.
bool holds_applications(const fs::path& folder) {
    std::error_code error;
    int folders = 0;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code inside;
        if (!it->is_directory(inside) || it->path().filename() == ".git") continue;
        folders +=
            std::any_of(fs::directory_iterator(it->path(), inside), fs::directory_iterator(), [](const auto& e) { return is_paper(e.path()); });
    }
    return folders >= 2;
}

/// The clone, and the papers that lie right inside of its folder beside the code.
void add_repository(const fs::path& folder, const std::string& root, const ProfileRules& profiles, GivenFiles& out) {
    std::error_code error;
    GivenFile clone{.name = {folder.string(), ""}, .root = root, .repository = true, .profile = {}, .passed_over = {}, .place = {}};
    clone.modified_ns = repository_stamp(folder);
    out.files.push_back(std::move(clone));
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (is_paper(it->path())) add_file(it->path(), root, profiles, out);
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
                    if (it->path().filename() == ".git")
                        out.unread.push_back({{it->path().string(), ""},
                                              0,
                                              0,
                                              1,
                                              "the history of a folder with applications: nobody's work sample",
                                              "a clone is an applicant's in a folder of its own beside the résumé"});
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
    return out;
}

Result<std::string> read_file(const FileName& name, std::uint64_t max_bytes) {
    if (!name.member.empty()) {
        std::string found;
        bool there = false;
        auto done = each_member(name.path, [&](archive* a, archive_entry* entry) -> Result<bool> {
            if (member_name(entry) != name.member) return true;
            auto bytes = member_bytes(shown(name), a, max_bytes);
            if (!bytes) return std::unexpected(bytes.error());
            found = std::move(*bytes);
            there = true;
            return false;
        });
        if (!done) return std::unexpected(done.error());
        if (!there) return fail(shown(name), "is not in the archive any more");
        return found;
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

Result<void> read_members(const std::string& path, std::uint64_t max_bytes, const std::function<bool(const std::string&, std::string)>& member) {
    return each_member(path, [&](archive* a, archive_entry* entry) -> Result<bool> {
        auto bytes = member_bytes(path, a, max_bytes);
        if (!bytes) return std::unexpected(bytes.error());
        return member(member_name(entry), std::move(*bytes));
    });
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
