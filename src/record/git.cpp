#include "record/git.h"

#include <fmt/format.h>
#include <git2.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <set>
#include <unordered_set>

#include "base/text.h"

namespace bonafide::reading {

namespace {

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* object) const { release(object); }
};
template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;
using Odb = Owned<git_odb, git_odb_free>;
using OdbObject = Owned<git_odb_object, git_odb_object_free>;
using Object = Owned<git_object, git_object_free>;
using Tree = Owned<git_tree, git_tree_free>;
using Diff = Owned<git_diff, git_diff_free>;
using Remote = Owned<git_remote, git_remote_free>;

std::string last_error() {
    const git_error* error = git_error_last();
    return error && error->message ? error->message : "unknown error";
}

struct OidHash {
    std::size_t operator()(const git_oid& id) const {
        std::size_t out = 0;
        std::memcpy(&out, id.id, sizeof out);
        return out;
    }
};
struct OidEqual {
    bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_equal(&a, &b) != 0; }
};

std::string hex_of(const git_oid& id) {
    std::string out(GIT_OID_HEXSZ, '0');
    git_oid_fmt(out.data(), &id);
    return out;
}

/// Of a commit or of itself; null where it is missing or damaged.
git_tree* tree_of(::git_repository* repository, std::string_view id) {
    git_oid oid{};
    git_object *object = nullptr, *peeled = nullptr;
    if (git_oid_fromstrn(&oid, id.data(), id.size()) != 0 || git_object_lookup(&object, repository, &oid, GIT_OBJECT_ANY) != 0) return nullptr;
    const Object owned(object);
    return git_object_peel(&peeled, object, GIT_OBJECT_TREE) == 0 ? reinterpret_cast<git_tree*>(peeled) : nullptr;
}

/// `owner/name` of an address, the last part of a path on this machine.
std::string name_in_url(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    if (url.ends_with(".git")) url.remove_suffix(4);
    const bool remote = url.find("://") != std::string_view::npos || (url.find(':') != std::string_view::npos && url.find('/') > url.find(':'));
    std::size_t begin = url.find_last_of("/:");
    if (begin == std::string_view::npos) return std::string(url);
    if (remote && begin > 0 && url[begin] == '/') {
        const std::size_t owner = url.find_last_of("/:", begin - 1);
        if (owner != std::string_view::npos) begin = owner;
    }
    return std::string(url.substr(begin + 1));
}

/// libgit2 for as long as the program runs: shut down earlier it would leave behind what it keeps for the other threads.
class Library {
public:
    Library() {
        git_libgit2_init();
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);  // nothing of the repository is run, whoever owns it
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() { git_libgit2_shutdown(); }
};

}  // namespace

GitRepository::GitRepository() { static const Library library; }

GitRepository::~GitRepository() { git_repository_free(repository_); }

Result<std::unique_ptr<GitRepository>> GitRepository::open(const std::string& path) {
    std::unique_ptr<GitRepository> out(new GitRepository);
    out->path_ = path;
    if (git_repository_open_ext(&out->repository_, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        return fail(path, "git repository that cannot be opened: " + last_error());
    return out;
}

std::string GitRepository::name() const {
    git_remote* origin = nullptr;
    if (git_remote_lookup(&origin, repository_, "origin") == 0) {
        const Remote owned(origin);
        if (const char* url = git_remote_url(origin); url && *url) return repair_utf8(name_in_url(url));
    }
    std::string path = std::filesystem::absolute(path_).lexically_normal().string();
    if (path.ends_with("/.git")) path.resize(path.size() - 5);
    return repair_utf8(name_in_url(path));
}

Result<std::string> GitRepository::commit_text(std::uint64_t prefix) const {
    const std::string hex = fmt::format("{:016x}", prefix);
    git_oid beginning{}, id{};
    git_odb* odb = nullptr;
    git_odb_object* object = nullptr;
    if (git_repository_odb(&odb, repository_) != 0) return fail(path_, last_error());
    const Odb owned(odb);
    const bool found = git_oid_fromstrn(&beginning, hex.c_str(), hex.size()) == 0 && git_odb_exists_prefix(&id, odb, &beginning, hex.size()) == 0 &&
                       git_odb_read(&object, odb, &id) == 0;
    if (!found) return fail(path_, "no commit " + hex + ": " + last_error());
    const OdbObject text(object);
    return std::string(static_cast<const char*>(git_odb_object_data(object)), git_odb_object_size(object));
}

std::optional<std::uint64_t> GitRepository::changed_files(std::string_view tree, std::string_view parent_commit) const {
    const Tree after(tree_of(repository_, tree)), before(parent_commit.empty() ? nullptr : tree_of(repository_, parent_commit));
    if (!after || (!before && !parent_commit.empty())) return std::nullopt;
    git_diff* diff = nullptr;
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    if (git_diff_tree_to_tree(&diff, repository_, before.get(), after.get(), &options) != 0) return std::nullopt;
    const Diff owned(diff);
    return git_diff_num_deltas(diff);
}

bool GitRepository::each_changed(std::string_view tree, std::string_view parent_commit, const std::function<void(const TreeFile&)>& use) const {
    const Tree after(tree_of(repository_, tree)), before(parent_commit.empty() ? nullptr : tree_of(repository_, parent_commit));
    if (!after || (!before && !parent_commit.empty())) return false;
    git_diff* diff = nullptr;
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    if (git_diff_tree_to_tree(&diff, repository_, before.get(), after.get(), &options) != 0) return false;
    const Diff owned(diff);
    for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
        const git_diff_delta* delta = git_diff_get_delta(diff, i);
        if (delta->status != GIT_DELTA_DELETED && delta->new_file.path) use({repair_utf8(delta->new_file.path), hex_of(delta->new_file.id)});
    }
    return true;
}

Result<void> GitRepository::each_file(std::string_view commit, const std::function<bool(const TreeFile&)>& use) const {
    constexpr std::size_t deepest = 64;
    struct Level {
        Tree tree;
        std::size_t next = 0;
        std::string path;
    };
    std::vector<Level> levels;
    levels.push_back({Tree(tree_of(repository_, commit)), 0, ""});
    if (!levels.back().tree) return fail(path_, "the tree of " + std::string(commit) + " is missing or damaged");
    while (!levels.empty()) {
        Level& level = levels.back();
        const git_tree_entry* entry = git_tree_entry_byindex(level.tree.get(), level.next++);
        if (!entry) {
            levels.pop_back();
            continue;
        }
        std::string path = level.path + repair_utf8(git_tree_entry_name(entry));
        const git_oid& id = *git_tree_entry_id(entry);
        if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB && git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK) {
            if (!use({std::move(path), hex_of(id)})) return {};
        } else if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
            git_tree* below = nullptr;
            if (levels.size() >= deepest) return fail(path_, "folders more than " + std::to_string(deepest) + " deep");
            if (git_tree_lookup(&below, repository_, &id) != 0) return fail(path_, "the folder " + path + " is missing or damaged: " + last_error());
            levels.push_back({Tree(below), 0, path + "/"});
        }
    }
    return {};
}

Result<std::string> GitRepository::blob(std::string_view id, std::size_t most) const {
    git_oid oid{};
    git_odb* odb = nullptr;
    git_odb_object* object = nullptr;
    git_object_t type = GIT_OBJECT_INVALID;
    std::size_t size = 0;
    if (git_oid_fromstrn(&oid, id.data(), id.size()) != 0 || git_repository_odb(&odb, repository_) != 0) return fail(path_, last_error());
    const Odb owned(odb);
    if (git_odb_read_header(&size, &type, odb, &oid) != 0) return fail(path_, "a file that is missing or damaged: " + last_error());
    if (type != GIT_OBJECT_BLOB) return fail(path_, "no file: " + std::string(id));
    if (size > most) return fail(path_, "a file of " + std::to_string(size) + " bytes", "large");
    if (git_odb_read(&object, odb, &oid) != 0) return fail(path_, "a file that is missing or damaged: " + last_error());
    const OdbObject content(object);
    return std::string(static_cast<const char*>(git_odb_object_data(object)), git_odb_object_size(object));
}

std::string GitRepository::head() const {
    git_oid id{};
    return git_reference_name_to_id(&id, repository_, "HEAD") == 0 ? hex_of(id) : "";
}

std::vector<std::pair<std::string, std::string>> GitRepository::remotes() const {
    std::vector<std::pair<std::string, std::string>> out;
    git_strarray list{};
    if (git_remote_list(&list, repository_) != 0) return out;
    for (std::size_t i = 0; i < list.count; ++i) {
        git_remote* remote = nullptr;
        if (git_remote_lookup(&remote, repository_, list.strings[i]) != 0) continue;
        const Remote owned(remote);
        const char* url = git_remote_url(remote);
        out.emplace_back(repair_utf8(list.strings[i]), repair_utf8(name_in_url(url ? url : "")));
    }
    git_strarray_dispose(&list);
    return out;
}

struct CommitWalk::State {
    Report report;
    ::git_repository* repository = nullptr;
    Odb odb;
    OdbObject object;
    std::vector<git_oid> pending;
    std::unordered_set<git_oid, OidHash, OidEqual> seen;
    bool shallow = false;

    void push_references() {
        std::set<std::string> names;
        git_strarray list{};
        if (git_reference_list(&list, repository) == 0) {
            for (std::size_t i = 0; i < list.count; ++i) names.insert(list.strings[i]);
            git_strarray_dispose(&list);
        }
        names.insert("HEAD");
        for (const std::string& name : names) {
            git_oid id{};
            if (git_reference_name_to_id(&id, repository, name.c_str()) != 0) {
                if (name != "HEAD") report("a reference that cannot be read: " + name, 0);
            } else if (git_odb_exists(odb.get(), &id) == 0) {
                report("a reference that leads to nothing: " + name, 0);
            } else {
                push(id);
            }
        }
    }
    void push(const git_oid& id) {
        if (seen.insert(id).second) pending.push_back(id);
    }
    /// The hash that stands behind a word of a commit's or tag's header.
    void push_hash(std::string_view text, std::size_t at, std::string_view word) {
        git_oid id{};
        const std::string_view hash = text.substr(std::min(text.size(), at + word.size()), GIT_OID_HEXSZ);
        if (text.substr(at).starts_with(word) && hash.size() == GIT_OID_HEXSZ && git_oid_fromstrn(&id, hash.data(), hash.size()) == 0) push(id);
    }
};

CommitWalk::CommitWalk(std::unique_ptr<State> state) : state_(std::move(state)) {}
CommitWalk::~CommitWalk() = default;
bool CommitWalk::shallow() const { return state_->shallow; }

Result<std::unique_ptr<CommitWalk>> CommitWalk::open(const GitRepository& repository, Report report) {
    auto state = std::make_unique<State>();
    state->report = std::move(report);
    state->repository = repository.get();
    git_odb* odb = nullptr;  // read as they are: libgit2's own commits must be without fault
    if (git_repository_odb(&odb, repository.get()) != 0) return fail(repository.name(), "git objects cannot be read: " + last_error());
    state->odb.reset(odb);
    state->shallow = git_repository_is_shallow(repository.get()) == 1;
    state->push_references();
    if (state->pending.empty()) state->report("git repository without commits", 0);
    std::ranges::reverse(state->pending);
    return std::unique_ptr<CommitWalk>(new CommitWalk(std::move(state)));
}

std::optional<CommitWalk::Commit> CommitWalk::next() {
    State& s = *state_;
    while (!s.pending.empty()) {
        const git_oid id = s.pending.back();
        s.pending.pop_back();
        git_odb_object* found = nullptr;
        std::string hex = hex_of(id);
        if (git_odb_read(&found, s.odb.get(), &id) != 0) {
            if (!s.shallow) s.report("a commit that is missing or damaged", commit_number(hex));  // a shallow clone ends somewhere
            continue;
        }
        s.object.reset(found);
        const std::string_view text(static_cast<const char*>(git_odb_object_data(found)), git_odb_object_size(found));
        if (git_odb_object_type(found) == GIT_OBJECT_TAG) s.push_hash(text, 0, "object ");
        if (git_odb_object_type(found) != GIT_OBJECT_COMMIT) continue;  // a tag may name a tree or a file
        for (std::size_t at = text.find('\n'); at != std::string_view::npos && text.substr(at + 1).starts_with("parent ");
             at = text.find('\n', at + 1))
            s.push_hash(text, at + 1, "parent ");
        return Commit{std::move(hex), text};
    }
    return std::nullopt;
}

namespace {

/// Chunks of commits. Reads objects one after the other; the workers do the rest.
class HistoryInput final : public OpenInput {
public:
    HistoryInput(FileState& file, RunContext& context) : file_(file), context_(context) {}

    bool open(const std::string& path) {
        auto repository = GitRepository::open(path);
        if (!repository) return report(repository.error().what), false;
        repository_ = std::move(*repository);
        auto walk = CommitWalk::open(*repository_, [this](std::string reason, std::uint64_t commit) { report(std::move(reason), commit); });
        if (!walk) return report(walk.error().what), false;
        walk_ = std::move(*walk);
        file_.report.format = walk_->shallow() ? "git (shallow clone)" : "git";
        return true;
    }

    bool next(Chunk& chunk) override {
        constexpr std::size_t most_commits = 256, most_bytes = 1 << 20;
        chunk.kind = ChunkKind::commits;
        chunk.file = &file_;
        chunk.offset = 0;
        chunk.line = 0;
        chunk.commits.clear();
        text_.clear();
        while (chunk.commits.size() < most_commits && text_.size() < most_bytes) {
            auto commit = walk_->next();
            if (!commit) break;
            chunk.commits.push_back({.id = std::move(commit->id), .begin = text_.size(), .size = commit->text.size()});
            text_ += commit->text;
            file_.report.bytes += commit->text.size();
        }
        chunk.bytes.assign(text_);
        return !chunk.commits.empty();
    }

private:
    void report(std::string reason, std::uint64_t offset = 0) {
        context_.unread.add({.file = file_.name, .offset = offset, .reason = std::move(reason), .hint = {}});
    }

    FileState& file_;
    RunContext& context_;
    std::unique_ptr<GitRepository> repository_;
    std::unique_ptr<CommitWalk> walk_;
    std::string text_;
};

constexpr std::uint64_t commit_shape = 0x636f6d6d6974;

}  // namespace

std::unique_ptr<OpenInput> open_repository(const Input& input, FileState& file, RunContext& context) {
    auto out = std::make_unique<HistoryInput>(file, context);
    if (!out->open(input.path)) return nullptr;
    return out;
}

CommitParser::CommitParser(const FieldNames& names, UnreadLog& unread)
    : names_(names), unread_(unread), record_(names.size()), count_files_(names.find("files") != no_field) {}

void CommitParser::open(const Chunk& chunk) {
    if (path_ == chunk.file->name.path) return;
    path_ = chunk.file->name.path;
    repository_.reset();
    if (auto repository = GitRepository::open(path_)) repository_ = std::move(*repository);
    repository_name_ = repository_ ? repository_->name() : path_;
}

void CommitParser::parse(const Chunk& chunk, Delivery& delivery) {
    open(chunk);
    for (const CommitPlace& place : chunk.commits) commit(chunk, place, delivery);
}

void CommitParser::commit(const Chunk& chunk, const CommitPlace& place, Delivery& delivery) {
    const std::string_view text = chunk.bytes.view().substr(place.begin, place.size);
    const auto taken = take_apart(text);
    const std::uint64_t number = commit_number(place.id);
    if (!taken) return unread_.add({.file = chunk.file->name, .offset = number, .reason = "a commit without an author", .hint = {}});
    const Locator locator{.file = chunk.file->number, .length = static_cast<std::uint32_t>(text.size()), .offset = number, .line = 0};
    record_.begin(RecordFormat::git, locator, text);
    record_.set_shape(commit_shape);
    std::vector<CommitField> fields = commit_fields(place.id, *taken);
    if (count_files_ && repository_) {
        if (const auto files = repository_->changed_files(taken->tree, taken->parent))
            fields.push_back({"files", std::to_string(*files), ValueKind::number});
    }
    fields.push_back({"repository", repository_name_});
    for (const CommitField& field : fields) add(field);
    ++delivery.records;
    delivery.sink.record(record_, nullptr);
}

void CommitParser::add(const CommitField& field) {
    const FieldId node = names_.child(no_field, field.name);
    if (node == no_field) return;
    if (names_.wanted(node)) record_.add(node, field.kind, field.value, false);
    const FieldId also = names_.also(node);
    if (also != no_field && names_.wanted(also)) record_.add(also, field.kind, field.value, false);
}

}  // namespace bonafide::reading
