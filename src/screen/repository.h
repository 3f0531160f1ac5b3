// An applicant's git clone as it is kept and compared: who committed what when, which source files the checked-out tree has, by whom they came in,
// and their fingerprints. Read by record's GitRepository; limits are said in `bounds` where they were hit. Judged by history.h, compared by the desk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/hash.h"

namespace bonafide::screen {

/// content/screen/repositories.yml.
struct RepositoryRules {
    enum class Comment : std::uint8_t { strokes, hash, dashes };
    struct Tool {
        std::string name, released, source;
        std::vector<std::string> files;  ///< patterns, lower case
    };
    std::unordered_map<std::string, Comment, StringHash, std::equal_to<>> suffixes;
    std::unordered_set<std::string, StringHash, std::equal_to<>> keywords, folders;
    std::vector<std::string> files, generated;
    std::vector<Tool> tools;

    [[nodiscard]] static RepositoryRules load(const std::filesystem::path& file, Errors& errors);
    /// Source text that is not vendored, made by a program or put there by a project generator, as far as its path tells.
    [[nodiscard]] bool counts(std::string_view path) const;
    /// The same by its content: long enough to say anything, text, no mark of a generator, not squeezed into a few lines.
    [[nodiscard]] bool counts_text(std::string_view text) const;
    [[nodiscard]] Comment comment_of(std::string_view path) const;
    [[nodiscard]] const Tool* tool_of(std::string_view path) const;  ///< nullptr: none
};

struct Repository {
    static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::min();
    static constexpr std::uint16_t nobody = std::numeric_limits<std::uint16_t>::max();

    struct Author {
        std::string name, email;
    };
    struct Commit {
        std::uint16_t author = nobody, committer = nobody;     ///< into `authors`
        std::int64_t authored = unknown, committed = unknown;  ///< seconds since 1970
        std::int16_t author_offset = 0, committer_offset = 0;  ///< minutes east of UTC
        std::uint8_t parents = 0;
    };
    struct File {
        std::string path;
        std::uint64_t blob = 0;         ///< first 64 bits of the object id
        std::uint16_t author = nobody;  ///< who brought in this content first
        bool in_root = false;           ///< came with a commit that has no parent
    };
    struct Print {
        std::uint64_t hash = 0;
        std::uint16_t file = 0;  ///< into `files`
    };
    /// A file of a tool in a commit of a time when nobody had the tool.
    struct Early {
        std::string path, tool, released;
        std::int64_t authored = unknown;
        std::uint16_t author = nobody, committer = nobody;
    };

    std::string name;                                           ///< `owner/name` of the remote origin, else the folder's
    std::vector<std::pair<std::string, std::string>> upstream;  ///< other remotes, and what each leads to
    bool shallow = false;
    std::vector<Author> authors;
    std::vector<Commit> commits;
    std::vector<File> files;                ///< source files of the checked-out tree that count
    std::vector<Print> prints;              ///< sorted by hash; the lowest ones where there are very many
    std::vector<std::uint64_t> commit_ids;  ///< the lowest ones, sorted: those who share any share a history
    std::vector<Early> early;
    std::vector<std::string> bounds;  ///< what was not read, and why
};

struct RepositoryLimits {
    std::size_t commits = 20'000, diffs = 4'000, changes = 400'000, tree_files = 100'000, files = 3'000;
    std::size_t file_bytes = 512U << 10, bytes = 64U << 20;
    std::size_t prints = 4'096, commit_ids = 64;
};

/// An error where the folder is no repository that can be opened or has no commits.
[[nodiscard]] Result<Repository> read_repository(const std::string& folder, const RepositoryRules& rules, const RepositoryLimits& limits = {});

/// Winnowing (Schleimer, Wilkerson, Aiken 2003) over tokens: comments and layout left out, identifiers, numbers and texts folded into one each. Any
/// run of 45 tokens that two texts share gives both a common fingerprint. Sorted, each once.
[[nodiscard]] std::vector<std::uint64_t> winnow(std::string_view text, RepositoryRules::Comment comment, const RepositoryRules& rules);

/// Is it a clone with a work tree, or a bare repository?
[[nodiscard]] bool is_repository(const std::filesystem::path& folder);
/// Changes whenever something was committed, fetched or removed.
[[nodiscard]] std::int64_t repository_stamp(const std::filesystem::path& folder);

class Pack;  // packing.h
class Unpack;
void pack(Pack& p, const Repository& r);
void unpack(Unpack& u, Repository& r);
void pack(Pack& p, const Repository::File& f);
void unpack(Unpack& u, Repository::File& f);
void pack(Pack& p, const Repository::Print& f);
void unpack(Unpack& u, Repository::Print& f);

}  // namespace bonafide::screen
