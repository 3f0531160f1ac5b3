#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "assess/assessment.h"
#include "assess/decisions.h"

namespace bonafide {

namespace {

constexpr std::size_t family_count = 6;
constexpr std::string_view family_words[family_count] = {"identity", "network", "device", "money", "behaviour", "shared things"};

/// Summed smallest first, so that the sum is the same to the last bit whatever order the signals came in.
double ordered_sum(std::vector<double> numbers) {
    std::sort(numbers.begin(), numbers.end(), [](double a, double b) { return std::pair(std::abs(a), a) < std::pair(std::abs(b), b); });
    double sum = 0;
    for (const double number : numbers) sum += number;
    return sum;
}

/// A signal on its way to being counted.
struct Weighed {
    const Signal* signal = nullptr;
    const Check* check = nullptr;
    CountedSignal counted;
    bool in_full = false;  ///< a person confirmed it: no share of its group
};

/// Strongest first; the rest makes the order total.
bool stronger(const Weighed& a, const Weighed& b) {
    const double weight_a = std::abs(a.counted.counted), weight_b = std::abs(b.counted.counted);
    return std::tie(weight_b, a.check->id, a.signal->time, a.signal->summary, a.signal->shared_key) <
           std::tie(weight_a, b.check->id, b.signal->time, b.signal->summary, b.signal->shared_key);
}

std::string_view ordinal(std::size_t place) {
    constexpr std::string_view words[] = {"first", "second", "third", "fourth", "fifth"};
    return place < std::size(words) ? words[place] : "a further one";
}

void add_note(std::string& note, const std::string& more) { note += (note.empty() ? "" : "; ") + more; }

class Assessor {
public:
    Assessor(const People& people, const Attributes& attributes, const CheckSet& checks, const std::vector<Signal>& signals,
             const AssessmentRules& rules, const std::vector<Decision>& decisions)
        : people_(people), checks_(checks), signals_(signals), rules_(rules), book_(attributes, decisions), of_person_(people.persons.size()) {
        for (std::size_t i = 0; i < signals.size(); ++i) of_person_[signals[i].person].push_back(i);
    }

    [[nodiscard]] Assessment assess(std::size_t person) const {
        const std::vector<const Decision*> about = book_.about(people_.persons[person]);
        std::vector<Weighed> weighed;
        for (const std::size_t signal : of_person_[person]) weighed.push_back(weigh(signal, about));
        share_groups(weighed);
        Assessment out;
        out.person = person;
        std::vector<double> counted;
        for (const Weighed& w : weighed) counted.push_back(w.counted.counted);
        out.bits = ordered_sum(std::move(counted));
        out.probability = 1 / (1 + std::exp2(-(out.bits + rules_.prior_bits)));
        set_band(out, weighed, decision_for_person(about));
        std::sort(weighed.begin(), weighed.end(), [](const Weighed& a, const Weighed& b) {
            if (a.counted.counted != b.counted.counted) return a.counted.counted > b.counted.counted;
            if (a.counted.bits != b.counted.bits) return a.counted.bits > b.counted.bits;
            return stronger(a, b);
        });
        for (Weighed& w : weighed) out.waterfall.push_back(std::move(w.counted));
        return out;
    }

private:
    /// The weight of one signal by itself: the organisation's change of its check, and what people decided.
    [[nodiscard]] Weighed weigh(std::size_t index, const std::vector<const Decision*>& about) const {
        const Signal& signal = signals_[index];
        const Check& check = checks_.checks()[signal.check];
        Weighed out{&signal, &check, {index, signal.bits, signal.bits, ""}, false};
        if (const auto change = rules_.checks.find(check.id); change != rules_.checks.end()) {
            const WeightChange& by = change->second;
            out.counted.counted = std::clamp(signal.bits * by.times, -by.most, by.most);
            if (out.counted.counted != signal.bits) add_note(out.counted.note, "weight changed in assessment.yml: " + by.reason);
        }
        const Decision* decision = decision_for(about, check.id, signal);
        if (!decision) return out;
        // "Benign" explains suspicion away. Of an observation that clears, only a decision about that very check can take the weight.
        const bool applies = signal.bits > 0 || decision->check == check.id;
        if (decision->benign && applies) out.counted.counted = 0;
        if (!decision->benign) out.in_full = applies;
        if (applies) add_note(out.counted.note, decision_note(*decision));
        return out;
    }

    /// Within a group, and apart for what accuses and what clears, the strongest counts in full and the next ones by a falling share.
    void share_groups(std::vector<Weighed>& weighed) const {
        std::sort(weighed.begin(), weighed.end(), stronger);
        std::map<std::pair<std::string, bool>, std::size_t> places;
        for (Weighed& w : weighed) {
            if (w.counted.counted == 0 || w.in_full) continue;
            const std::string& group = w.check->group.empty() ? w.check->id : w.check->group;
            const std::vector<double>& shares = shares_of(group);
            const std::size_t place = places[{group, w.counted.counted < 0}]++;
            const double share = shares[std::min(place, shares.size() - 1)];
            if (share == 1) continue;
            w.counted.counted *= share;
            add_note(w.counted.note, fmt::format("{} of its group ({}), counts {:.0f}%", ordinal(place), group, share * 100));
        }
    }

    [[nodiscard]] const std::vector<double>& shares_of(const std::string& group) const {
        const auto found = rules_.shares_of_group.find(group);
        return found == rules_.shares_of_group.end() ? rules_.group_shares : found->second;
    }

    [[nodiscard]] Band band_of(double bits) const {
        return bits >= rules_.urgent_bits   ? Band::urgent
               : bits >= rules_.review_bits ? Band::review
               : bits >= rules_.watch_bits  ? Band::watch
                                            : Band::clear;
    }

    /// The families whose accusing evidence reaches the floor.
    [[nodiscard]] std::vector<std::string_view> families_of(const std::vector<Weighed>& weighed) const {
        std::array<std::vector<double>, family_count> bits;
        for (const Weighed& w : weighed)
            if (w.counted.counted > 0) bits[static_cast<std::size_t>(w.check->family)].push_back(w.counted.counted);
        std::vector<std::string_view> out;
        for (std::size_t family = 0; family < family_count; ++family)
            if (!bits[family].empty() && ordered_sum(bits[family]) >= rules_.family_floor) out.push_back(family_words[family]);
        return out;
    }

    void set_band(Assessment& out, const std::vector<Weighed>& weighed, const Decision* decision) const {
        out.band = band_of(out.bits);
        const auto stands_alone = [&](const Weighed& w) { return w.counted.counted >= rules_.family_floor && (w.check->stands_alone || w.in_full); };
        const bool alone = std::any_of(weighed.begin(), weighed.end(), stands_alone);
        if (out.band >= Band::review && !alone) cap_by_families(out, families_of(weighed));
        if (decision && !decision->benign) {
            out.band = Band::urgent;
            out.band_note = decision_note(*decision);
        } else if (decision) {
            add_note(out.band_note, decision_note(*decision));
        }
    }

    void cap_by_families(Assessment& out, const std::vector<std::string_view>& families) const {
        if (static_cast<int>(families.size()) >= rules_.min_families) return;
        std::string names;
        for (const std::string_view family : families) names += (names.empty() ? "" : ", ") + std::string(family);
        out.band_note =
            fmt::format("capped at watch ({} by bits): {} of evidence only{}", band_name(out.band),
                        families.size() <= 1 ? "one family" : fmt::format("{} families", families.size()), names.empty() ? "" : " (" + names + ")");
        out.band = Band::watch;
    }

    const People& people_;
    const CheckSet& checks_;
    const std::vector<Signal>& signals_;
    const AssessmentRules& rules_;
    DecisionBook book_;
    std::vector<std::vector<std::size_t>> of_person_;
};

/// By band, bits and id; then everybody of a cluster moves up to the first of it.
void rank(std::vector<Assessment>& all, const People& people, const std::vector<std::vector<std::size_t>>& clusters) {
    std::sort(all.begin(), all.end(), [&](const Assessment& a, const Assessment& b) {
        return std::tie(b.band, b.bits, people.persons[a.person].id) < std::tie(a.band, a.bits, people.persons[b.person].id);
    });
    constexpr std::size_t none = SIZE_MAX;
    std::vector<std::size_t> cluster_of(people.persons.size(), none);
    for (std::size_t i = 0; i < clusters.size(); ++i)
        for (const std::size_t person : clusters[i]) cluster_of[person] = i;
    std::vector<std::size_t> first_of(clusters.size(), none);
    std::vector<std::pair<std::size_t, std::size_t>> order;  // where the cluster's first stands, where one stands oneself
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t cluster = cluster_of[all[i].person];
        if (cluster != none && first_of[cluster] == none) first_of[cluster] = i;
        order.emplace_back(cluster == none ? i : first_of[cluster], i);
    }
    std::sort(order.begin(), order.end());
    std::vector<Assessment> ranked;
    ranked.reserve(all.size());
    for (const auto& [at, own] : order) {
        ranked.push_back(std::move(all[own]));
        ranked.back().rank = ranked.size();
    }
    all = std::move(ranked);
}

}  // namespace

std::vector<Assessment> assess(const People& people, const Attributes& attributes, const CheckSet& checks, const std::vector<Signal>& signals,
                               const std::vector<std::vector<std::size_t>>& clusters, const AssessmentRules& rules,
                               const std::vector<Decision>& decisions) {
    const Assessor assessor(people, attributes, checks, signals, rules, decisions);
    std::vector<Assessment> out;
    out.reserve(people.persons.size());
    for (std::size_t person = 0; person < people.persons.size(); ++person) out.push_back(assessor.assess(person));
    rank(out, people, clusters);
    return out;
}

}  // namespace bonafide
