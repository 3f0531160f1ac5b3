// Clusters: people joined by shared things (a bank account, a home network, a device): a laptop farm, a facilitator, one
// operator behind several names. Made from the signals of checks of kind `shared`.
#pragma once

#include <string>
#include <vector>

#include "check/check.h"

namespace bonafide {

struct ClusterLink {
    std::string check;     ///< check id
    std::string value;     ///< the shared thing, as shown
    double bits = 0;
    std::vector<std::size_t> persons;
};

struct Cluster {
    std::string id;                    ///< stable: of its smallest person id
    std::vector<std::size_t> persons;  ///< indexes into People::persons, sorted
    std::vector<ClusterLink> links;
    std::string summary;               ///< "4 people share one home network and two bank accounts"
};

/// Connected components over shared signals of at least `min_bits`; sorted by id.
[[nodiscard]] std::vector<Cluster> find_clusters(const People& people, const CheckSet& checks, const std::vector<Signal>& signals, double min_bits = 2);

}  // namespace bonafide
