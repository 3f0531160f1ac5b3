#include "simulate/repository.h"

#include <fmt/format.h>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>

#include <algorithm>
#include <array>

#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::size_t file_count = 12;

constexpr std::string_view subjects[] = {"Handle empty pages in the export",
                                         "Fix off-by-one in retry loop",
                                         "Bump dependencies",
                                         "Add index on invoices.customer_id",
                                         "Refactor session cache",
                                         "Tests for currency rounding",
                                         "Log request ids",
                                         "Remove dead feature flag",
                                         "Speed up startup",
                                         "Update README",
                                         "Review comments",
                                         "Guard against nil profile",
                                         "Retry uploads on 503",
                                         "Move settings to YAML",
                                         "Typo",
                                         "Paginate audit endpoint",
                                         "Cache avatars",
                                         "Revert flaky change"};

std::string last_error() {
    const git_error* error = git_error_last();
    return error && error->message ? error->message : "unknown error of libgit2";
}

}  // namespace

std::vector<Commit> commits_of(const Organisation& org, const Person& p, const Day& day) {
    std::vector<Commit> out;
    if (!p.engineer) return out;
    Random random(org.seed(), "commits", p.index, day.date);
    if (!random.chance(0.62)) return out;
    const bool old_name = !p.former_family.empty() && random.chance(0.5);
    for (std::int64_t n = random.between(1, 2), i = 0; i < n; ++i) {
        Commit commit{.us = some_time(day, random),
                      .author = old_name ? p.name.given + " " + p.former_family : p.full_name(),
                      .email = p.email,
                      .person = p.index};
        // A traveller's laptop takes the local zone; a machine elsewhere keeps its own clock, where its user did not think of it.
        std::string zone = day.where == Where::travelling    ? org.places().cities()[day.city].time_zone
                           : p.has(Trait::commit_clock_east) ? org.places().cities()[p.work_city].time_zone
                                                             : p.commit_zone;
        if (p.has(Trait::commit_clock_east) && random.chance(p.kind == Kind::careful ? 0.12 : 0.4)) zone = p.commit_zone;
        if (p.moved_day && day.date < p.moved_day && day.where != Where::travelling) zone = org.places().cities()[p.former_home.city_index].time_zone;
        commit.offset_minutes = zone_minutes(zone, commit.us);
        const double slip = p.has(Trait::commit_address_shared) ? 0.25 : 0;
        if (random.chance(slip)) commit.email = p.commit_email;
        else if (random.chance(0.03)) commit.email = fmt::format("{}+{}@users.noreply.github.com", 20'000'000 + p.index * 37, p.github);
        out.push_back(std::move(commit));
    }
    return out;
}

struct RepositoryWriter::State {
    git_repository* repository = nullptr;
    git_odb* objects = nullptr;
    git_odb_backend* memory = nullptr;
    std::array<git_oid, file_count> files{};
    git_oid parent{};
    bool has_parent = false;
};

RepositoryWriter::~RepositoryWriter() {
    if (!state_) return;
    git_odb_free(state_->objects);
    git_repository_free(state_->repository);
    git_libgit2_shutdown();
    delete state_;
}

Result<void> RepositoryWriter::open(const std::filesystem::path& folder) {
    git_libgit2_init();
    state_ = new State;
    std::error_code ignored;
    std::filesystem::create_directories(folder.parent_path(), ignored);
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_NO_REINIT;
    options.initial_head = "main";
    if (git_repository_init_ext(&state_->repository, folder.c_str(), &options) < 0 || git_repository_odb(&state_->objects, state_->repository) < 0 ||
        git_mempack_new(&state_->memory) < 0 || git_odb_add_backend(state_->objects, state_->memory, 999) < 0)
        return fail(folder.string(), last_error());
    for (std::size_t i = 0; i < file_count; ++i) {
        const std::string text = fmt::format("module {}\n", i);
        if (git_blob_create_from_buffer(&state_->files[i], state_->repository, text.data(), text.size()) < 0)
            return fail(folder.string(), last_error());
    }
    return {};
}

namespace {

bool write_tree(git_repository* repository, const std::array<git_oid, file_count>& files, git_oid& out) {
    static constexpr std::string_view names[file_count] = {"README.md",  "billing.go", "cache.go", "config.yml", "export.go",  "http.go",
                                                           "invoice.go", "jobs.go",    "main.go",  "queue.go",   "session.go", "store.go"};
    git_treebuilder* builder = nullptr;
    if (git_treebuilder_new(&builder, repository, nullptr) < 0) return false;
    bool ok = true;
    for (std::size_t i = 0; i < file_count; ++i)
        ok = ok && git_treebuilder_insert(nullptr, builder, std::string(names[i]).c_str(), &files[i], GIT_FILEMODE_BLOB) == 0;
    ok = ok && git_treebuilder_write(&out, builder) == 0;
    git_treebuilder_free(builder);
    return ok;
}

}  // namespace

Result<void> RepositoryWriter::flush() {
    std::ranges::stable_sort(pending_, {}, &Commit::us);
    for (const Commit& c : pending_) {
        Random random(static_cast<std::uint64_t>(c.us), "commit", c.person);
        const std::string text =
            fmt::format("// {}\nfunc step{}() error {{\n\treturn run({})\n}}\n", random.pick(subjects), random.below(1000), random.below(100000));
        if (git_blob_create_from_buffer(&state_->files[random.below(file_count)], state_->repository, text.data(), text.size()) < 0)
            return fail("", last_error());
        git_oid tree_id{}, id{};
        if (!write_tree(state_->repository, state_->files, tree_id)) return fail("", last_error());
        git_tree* tree = nullptr;
        git_commit* parent = nullptr;
        git_signature* who = nullptr;
        int failed = git_tree_lookup(&tree, state_->repository, &tree_id);
        if (!failed && state_->has_parent) failed = git_commit_lookup(&parent, state_->repository, &state_->parent);
        if (!failed) failed = git_signature_new(&who, c.author.c_str(), c.email.c_str(), c.us / 1'000'000, c.offset_minutes);
        const git_commit* parents[] = {parent};
        const std::string message = fmt::format("{}\n", random.pick(subjects));
        if (!failed) failed = git_commit_create(&id, state_->repository, nullptr, who, who, nullptr, message.c_str(), tree, parent ? 1 : 0, parents);
        git_signature_free(who);
        git_commit_free(parent);
        git_tree_free(tree);
        if (failed) return fail("", last_error());
        state_->parent = id;
        state_->has_parent = true;
        ++commits_;
    }
    pending_.clear();
    return {};
}

Result<void> RepositoryWriter::close() {
    if (const auto written = flush(); !written) return written;
    git_buf pack = GIT_BUF_INIT;
    git_odb_writepack* writer = nullptr;
    git_indexer_progress progress{};
    int failed = git_mempack_dump(&pack, state_->repository, state_->memory);
    if (!failed) failed = git_odb_write_pack(&writer, state_->objects, nullptr, nullptr);
    if (!failed) failed = writer->append(writer, pack.ptr, pack.size, &progress);
    if (!failed) failed = writer->commit(writer, &progress);
    if (writer) writer->free(writer);
    git_buf_dispose(&pack);
    git_reference* head = nullptr;
    if (!failed && state_->has_parent) failed = git_reference_create(&head, state_->repository, "refs/heads/main", &state_->parent, 1, "import");
    git_reference_free(head);
    if (failed) return fail("code/platform.git", last_error());
    return {};
}

}  // namespace bonafide::sim
