// Source code that two applicants both show as theirs: the fingerprints of what is not somebody else's in the history already, compared. Kept by the
// desk, so that earlier applicants count too. Used by screen.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "screen/history.h"

namespace bonafide::screen {

/// What a repository is compared by.
struct RepositoryKey {
    std::string name;
    std::vector<Repository::File> files;
    std::vector<Repository::Print> prints;
    std::vector<std::uint64_t> commit_ids;
    std::uint64_t complete_to = 0;  ///< prints above this hash may be missing
};
/// Without the files that came in by others, where the applicant is among the authors at all.
[[nodiscard]] RepositoryKey key_of(const Repository& repository, const CommitOwner& owner);

struct SimilarFile {
    std::string file, other_file;
    double similarity = 0;  ///< share of the first's fingerprints; 1: byte for byte
};
struct SameCode {
    static constexpr double alike = 0.5;               ///< share of the smaller one's fingerprints from which on it is said
    static constexpr std::size_t fewest_shared = 100;  ///< about a hundred and fifty lines
    double similarity = 0;                             ///< 0: below that
    bool one_history = false;                          ///< commits in common: a joint project, or two clones of one
    std::size_t same_files = 0;                        ///< byte for byte
    std::vector<SimilarFile> files;                    ///< the most alike, at most 20
};
/// `common`: fingerprints that very many have.
[[nodiscard]] SameCode compare(const RepositoryKey& a, const RepositoryKey& b, const std::function<bool(std::uint64_t hash)>& common);

void pack(Pack& p, const RepositoryKey& k);
void unpack(Unpack& u, RepositoryKey& k);

}  // namespace bonafide::screen
