// Does the history of an applicant's repositories agree with the application? Only commits whose author is their committer say anything about a
// clock. Each finding is a sentence; what it weighs stands in content/checks/story.commit_*.yml. Used by story, and by whoever asks whose a commit
// is.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "screen/story.h"

namespace bonafide::screen {

/// By what a person is recognised among the authors of commits: addresses, handles at code hosts, names, all of the applicant's own.
class CommitOwner {
public:
    explicit CommitOwner(const Claims& claims);
    [[nodiscard]] bool known() const { return !names_.empty() || !mails_.empty() || !handles_.empty(); }
    [[nodiscard]] bool owns(const Repository::Author& author) const { return by_mail(author) || by_name(author.name); }
    [[nodiscard]] bool by_mail(const Repository::Author& author) const;
    /// A claimed or former name, or a handle in its place.
    [[nodiscard]] bool by_name(std::string_view name) const;
    /// Of each author of a repository; empty where none is the applicant.
    [[nodiscard]] std::vector<bool> own(const Repository& repository) const;

private:
    std::vector<std::string> names_;         ///< plain()
    std::set<std::string> mails_, handles_;  ///< comparable; lower case
};

/// Does the text look like a person's name, and no handle or nickname: two to four words that begin with capitals?
[[nodiscard]] bool like_a_persons(std::string_view name);

[[nodiscard]] std::vector<Finding> tell_history(const Claims& claims, std::span<const Examined> documents, const StoryContext& context);

/// Another project from which this one says it comes, as `owner/name`: a remote beside origin, or an origin of somebody else who also wrote most
/// of it. "": none is declared.
[[nodiscard]] std::string declared_fork(const Repository& repository, const CommitOwner& owner);

}  // namespace bonafide::screen
