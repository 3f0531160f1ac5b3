#include "screen/same_code.h"

#include <algorithm>
#include <map>

#include "screen/packing.h"

namespace bonafide::screen {

RepositoryKey key_of(const Repository& repository, const CommitOwner& owner) {
    const std::vector<bool> own = owner.own(repository);
    const auto counts = [&](std::uint16_t file) {
        const std::uint16_t author = repository.files[file].author;
        return own.empty() || author >= own.size() || own[author];
    };
    RepositoryKey out{repository.name, repository.files, {}, repository.commit_ids, UINT64_MAX};
    if (repository.prints.size() >= RepositoryLimits{}.prints) out.complete_to = repository.prints.back().hash;
    for (const Repository::Print& print : repository.prints)
        if (print.file < repository.files.size() && counts(print.file)) out.prints.push_back(print);
    return out;
}

SameCode compare(const RepositoryKey& a, const RepositoryKey& b, const std::function<bool(std::uint64_t)>& common) {
    SameCode out;
    std::vector<std::uint64_t> both;
    std::ranges::set_intersection(a.commit_ids, b.commit_ids, std::back_inserter(both));
    out.one_history = !both.empty();
    const std::uint64_t to = std::min(a.complete_to, b.complete_to);
    std::map<std::uint16_t, std::size_t> all;  // fingerprints by file of a
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::size_t> pairs;
    std::size_t of_a = 0, of_b = 0, shared = 0;
    auto x = a.prints.begin();
    auto y = b.prints.begin();
    while (x != a.prints.end() || y != b.prints.end()) {
        const bool in_a = x != a.prints.end() && (y == b.prints.end() || x->hash <= y->hash);
        const bool in_b = y != b.prints.end() && (x == a.prints.end() || y->hash <= x->hash);
        const std::uint64_t hash = in_a ? x->hash : y->hash;
        if (hash > to) break;
        if (!common(hash)) {
            of_a += in_a, of_b += in_b;
            if (in_a) ++all[x->file];
            if (in_a && in_b) ++shared, ++pairs[{x->file, y->file}];
        }
        if (in_a) ++x;
        if (in_b) ++y;
    }
    const std::size_t least = std::min(of_a, of_b);
    if (shared < SameCode::fewest_shared || static_cast<double>(shared) < SameCode::alike * static_cast<double>(least)) return out;
    out.similarity = static_cast<double>(shared) / static_cast<double>(least);
    for (const auto& [pair, count] : pairs) {
        if (pair.first >= a.files.size() || pair.second >= b.files.size()) continue;
        const Repository::File &own = a.files[pair.first], &other = b.files[pair.second];
        const bool same = own.blob == other.blob;
        const double share = same ? 1 : std::min(0.999, static_cast<double>(count) / static_cast<double>(all[pair.first]));
        if (share < SameCode::alike) continue;
        out.same_files += same;
        out.files.push_back({own.path, other.path, share});
    }
    std::ranges::sort(
        out.files, [](const SimilarFile& l, const SimilarFile& r) { return std::tuple(-l.similarity, l.file) < std::tuple(-r.similarity, r.file); });
    out.files.resize(std::min<std::size_t>(out.files.size(), 20));
    return out;
}

void pack(Pack& p, const RepositoryKey& k) { p(k.name)(k.files)(k.prints)(k.commit_ids)(k.complete_to); }
void unpack(Unpack& u, RepositoryKey& k) { u(k.name)(k.files)(k.prints)(k.commit_ids)(k.complete_to); }

}  // namespace bonafide::screen
