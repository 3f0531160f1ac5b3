#include "link/cluster.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "link/words.h"

namespace bonafide {

namespace {

/// Union-find over people (Tarjan 1975, path halving); the smallest index of a set is its root.
class Components {
public:
    explicit Components(std::size_t people) : parent_(people) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

    std::size_t root(std::size_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }

    void join(std::size_t a, std::size_t b) {
        a = root(a);
        b = root(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> parent_;
};

/// The fact of a shared thing, as one of its people has it; nullptr where the check made up its key.
const Fact* fact_of(const Person& person, const Check& check, const std::string& key) {
    for (const AttributeId attribute : check.reads) {
        const auto [first, last] = person.facts_of(attribute);
        for (const Fact* fact = first; fact != last; ++fact)
            if (fact->key == key) return fact;
    }
    return nullptr;
}

/// One link for each shared thing of each check, whoever's signals told of it.
std::vector<ClusterLink> find_links(const People& people, const Attributes& attributes, const CheckSet& checks, const std::vector<Signal>& signals,
                                    double min_bits) {
    std::map<std::pair<std::size_t, std::string>, ClusterLink> links;
    for (const Signal& signal : signals) {
        if (checks.checks()[signal.check].kind != CheckKind::shared || signal.bits < min_bits || signal.with.empty()) continue;
        ClusterLink& link = links[{signal.check, signal.shared_key}];
        link.bits = std::max(link.bits, signal.bits);
        link.persons.push_back(signal.person);
        link.persons.insert(link.persons.end(), signal.with.begin(), signal.with.end());
    }
    std::vector<ClusterLink> out;
    for (auto& [name, link] : links) {
        const Check& check = checks.checks()[name.first];
        std::sort(link.persons.begin(), link.persons.end());
        link.persons.erase(std::unique(link.persons.begin(), link.persons.end()), link.persons.end());
        const Fact* fact = fact_of(people.persons[link.persons.front()], check, name.second);
        link.check = check.id;
        link.value = fact ? fact->value : name.second;
        link.thing = fact ? attributes[fact->attribute].title : check.title;
        out.push_back(std::move(link));
    }
    std::sort(out.begin(), out.end(), [](const ClusterLink& a, const ClusterLink& b) {
        return std::tie(b.bits, a.check, a.value, a.persons) < std::tie(a.bits, b.check, b.value, b.persons);
    });
    return out;
}

/// "4 people share one sign-in address and two bank accounts". One thing that two checks tell of is counted once.
std::string summary_of(const Cluster& cluster) {
    std::vector<std::pair<std::string, std::vector<std::string>>> things;  // in the order of the links: strongest first
    for (const ClusterLink& link : cluster.links) {
        auto thing = std::find_if(things.begin(), things.end(), [&](const auto& t) { return t.first == link.thing; });
        if (thing == things.end()) thing = things.insert(things.end(), {link.thing, {}});
        if (std::find(thing->second.begin(), thing->second.end(), link.value) == thing->second.end()) thing->second.push_back(link.value);
    }
    std::vector<std::string> words;
    words.reserve(things.size());
    for (const auto& [thing, values] : things) words.push_back(counted(values.size(), thing));
    return std::to_string(cluster.persons.size()) + " people share " + listed(words);
}

std::string smallest_id(const People& people, const std::vector<std::size_t>& persons) {
    const auto by_id = [&](std::size_t a, std::size_t b) { return people.persons[a].id < people.persons[b].id; };
    return people.persons[*std::min_element(persons.begin(), persons.end(), by_id)].id;
}

}  // namespace

std::vector<Cluster> find_clusters(const People& people, const Attributes& attributes, const CheckSet& checks, const std::vector<Signal>& signals,
                                   double min_bits) {
    std::vector<ClusterLink> links = find_links(people, attributes, checks, signals, min_bits);
    Components components(people.persons.size());
    for (const ClusterLink& link : links)
        for (const std::size_t person : link.persons) components.join(link.persons.front(), person);

    std::map<std::size_t, Cluster> by_root;
    for (ClusterLink& link : links) {
        Cluster& cluster = by_root[components.root(link.persons.front())];
        cluster.persons.insert(cluster.persons.end(), link.persons.begin(), link.persons.end());
        cluster.links.push_back(std::move(link));
    }
    std::vector<Cluster> out;
    for (auto& [root, cluster] : by_root) {
        std::sort(cluster.persons.begin(), cluster.persons.end());
        cluster.persons.erase(std::unique(cluster.persons.begin(), cluster.persons.end()), cluster.persons.end());
        cluster.id = "cluster of " + smallest_id(people, cluster.persons);
        cluster.summary = summary_of(cluster);
        out.push_back(std::move(cluster));
    }
    std::sort(out.begin(), out.end(), [](const Cluster& a, const Cluster& b) { return a.id < b.id; });
    return out;
}

}  // namespace bonafide
