// The history of a git repository (libgit2): every commit that a reference leads to, once, one Record each. Files are read for screening only,
// which looks at applicants' work samples by way of GitRepository and CommitWalk.
//
// Fields of a record, as docs/sources.md ("git") promises them to sources: commit.id, author.name, author.email, author.date,
// committer.name, committer.email, committer.date (ISO 8601 with the offset written in the commit), subject, message,
// signature (none | pgp | ssh | x509 | other), parents, files (counts), coauthor.name, coauthor.email (one for each trailer),
// repository. Used by open_input, reader and read_bytes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/chunk.h"
#include "record/open_input.h"
#include "record/unread_log.h"

struct git_repository;

namespace bonafide::reading {

/// libgit2 while it is used, and one repository. Not to be shared between threads.
class GitRepository {
public:
    [[nodiscard]] static Result<std::unique_ptr<GitRepository>> open(const std::string& path);
    ~GitRepository();
    GitRepository(const GitRepository&) = delete;
    GitRepository& operator=(const GitRepository&) = delete;
    [[nodiscard]] ::git_repository* get() const { return repository_; }
    /// `owner/name` of the remote `origin`, else the name of the folder.
    [[nodiscard]] std::string name() const;
    /// The commit object whose hash begins with these 64 bits.
    [[nodiscard]] Result<std::string> commit_text(std::uint64_t prefix) const;
    /// How many files differ between a tree and that of the parent ("": no parent); nothing where a tree is missing.
    [[nodiscard]] std::optional<std::uint64_t> changed_files(std::string_view tree, std::string_view parent_commit) const;
    /// A file of a tree: its path, and the hash of its content (a blob).
    struct TreeFile {
        std::string path, blob;
    };
    /// The files that differ from the parent's and are there afterwards; false where a tree is missing.
    [[nodiscard]] bool each_changed(std::string_view tree, std::string_view parent_commit, const std::function<void(const TreeFile&)>& use) const;
    /// Every file below the tree of a commit, folders in the order git keeps them, as long as `use` gives true. Links and submodules are none.
    [[nodiscard]] Result<void> each_file(std::string_view commit, const std::function<bool(const TreeFile&)>& use) const;
    /// The content of a file; an error where it is missing, damaged, or larger than `most` bytes (`Error::hint` is "large" then).
    [[nodiscard]] Result<std::string> blob(std::string_view id, std::size_t most) const;
    /// The commit that is checked out, "" where there is none.
    [[nodiscard]] std::string head() const;
    /// Name and `owner/name` of each remote.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> remotes() const;

private:
    GitRepository();
    std::string path_;
    ::git_repository* repository_ = nullptr;
};

/// All commits that references lead to, each once, depth first from the references in the order of their names. What cannot be read is reported and
/// left out; where a shallow clone ends is no fault.
class CommitWalk {
public:
    using Report = std::function<void(std::string reason, std::uint64_t commit)>;  ///< commit_number(), 0: the repository
    [[nodiscard]] static Result<std::unique_ptr<CommitWalk>> open(const GitRepository& repository, Report report);
    ~CommitWalk();
    CommitWalk(const CommitWalk&) = delete;
    CommitWalk& operator=(const CommitWalk&) = delete;
    struct Commit {
        std::string id;
        std::string_view text;  ///< valid until the next call
    };
    [[nodiscard]] std::optional<Commit> next();
    [[nodiscard]] bool shallow() const;

private:
    struct State;
    explicit CommitWalk(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// First 64 bits of a hash: the offset of a commit's Locator.
[[nodiscard]] std::uint64_t commit_number(std::string_view id);

/// A commit object taken apart (gitformat: header lines, blank line, message). Views into the text; nothing is decoded.
struct CommitText {
    struct Person {
        std::string_view name, email;
        std::string date;  ///< ISO 8601 with offset; "" where it makes no sense
    };
    std::string_view tree, parent, encoding, message, subject;
    std::uint64_t parents = 0;
    Person author, committer;
    std::string_view signature = "none";
    std::vector<Person> coauthors;
};
/// Nothing where there is no author: no commit.
[[nodiscard]] std::optional<CommitText> take_apart(std::string_view text);

struct CommitField {
    std::string_view name;
    std::string value;
    ValueKind kind = ValueKind::string;
};
/// Every field of a commit record that its text gives, in the order of the list above; text in UTF-8.
[[nodiscard]] std::vector<CommitField> commit_fields(std::string_view id, const CommitText& commit);
/// The hash of a commit object.
[[nodiscard]] std::string commit_id(std::string_view text);

[[nodiscard]] std::unique_ptr<OpenInput> open_repository(const Input& input, FileState& file, RunContext& context);

/// Chunks of commits → Records. One for each worker.
class CommitParser {
public:
    CommitParser(const FieldNames& names, UnreadLog& unread);
    void parse(const Chunk& chunk, Delivery& delivery);

private:
    void commit(const Chunk& chunk, const CommitPlace& place, Delivery& delivery);
    void add(const CommitField& field);
    void open(const Chunk& chunk);

    const FieldNames& names_;
    UnreadLog& unread_;
    Record record_;
    bool count_files_;
    std::unique_ptr<GitRepository> repository_;  // of the last chunk
    std::string path_, repository_name_;
};

}  // namespace bonafide::reading
