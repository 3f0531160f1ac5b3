// Clusters: people joined by shared things (a bank account, a home network, a device): a laptop farm, a facilitator, one
// operator behind several names. Made from the signals of checks of kind `shared`; read by assess (people of one cluster stand
// together) and by report (the graph).
#pragma once

#include <string>
#include <vector>

#include "check/check.h"

namespace bonafide {

struct ClusterLink {
    std::string check;  ///< check id
    std::string value;  ///< the shared thing, as shown
    std::string thing;  ///< what it is: "bank account"
    double bits = 0;
    std::vector<std::size_t> persons;
};

struct Cluster {
    std::string id;                    ///< stable: of its smallest person id
    std::vector<std::size_t> persons;  ///< indexes into People::persons, sorted
    std::vector<ClusterLink> links;    ///< strongest first, then by check and value
    std::string summary;               ///< "4 people share one sign-in address and two bank accounts"
};

/// Connected components over shared signals of at least `min_bits`; sorted by id.
[[nodiscard]] std::vector<Cluster> find_clusters(const People& people, const Attributes& attributes, const CheckSet& checks,
                                                 const std::vector<Signal>& signals, double min_bits = 2);

}  // namespace bonafide
