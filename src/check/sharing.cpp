#include "check/sharing.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <map>
#include <numeric>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "person/place.h"

namespace bonafide::check {

namespace {

/// Which hashes were seen at least twice: two bits for each slot, set by all workers at once. May say twice too often, never too rarely.
class SeenTwice {
public:
    explicit SeenTwice(std::size_t entries) : once_(words_for(entries)), twice_(once_.size()) {}
    void add(std::uint64_t hash) {
        const std::uint64_t bit = std::uint64_t{1} << (hash & 63);
        if (once_[word(hash)].fetch_or(bit, std::memory_order_relaxed) & bit) twice_[word(hash)].fetch_or(bit, std::memory_order_relaxed);
    }
    [[nodiscard]] bool twice(std::uint64_t hash) const { return twice_[word(hash)].load(std::memory_order_relaxed) >> (hash & 63) & 1; }

private:
    static std::size_t words_for(std::size_t entries) { return std::bit_ceil(std::clamp<std::size_t>(entries / 8, 64, std::size_t{1} << 24)); }
    [[nodiscard]] std::size_t word(std::uint64_t hash) const { return (hash >> 6) & (once_.size() - 1); }
    std::vector<std::atomic<std::uint64_t>> once_, twice_;
};

struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t person = 0;
    const Fact* fact = nullptr;
};

/// One person's part in a thing.
struct Member {
    std::size_t person = 0;
    DaySet days;
    std::uint64_t count = 0;
    Timestamp first, last;
    const Fact* shown = nullptr;
    std::vector<Evidence> evidence;
};

template <class Use>
void each_fact(const SharedPlan& how, const Person& person, Use use) {
    for (const AttributeId attribute : how.attributes) {
        const auto [begin, end] = person.facts_of(attribute);
        for (const Fact* fact = begin; fact != end; ++fact)
            if (!fact->key.empty()) use(*fact);
    }
}

template <class Use>
void each_person(const Plan& plan, const People& people, unsigned worker, unsigned workers, Use use) {
    const std::size_t begin = people.persons.size() * worker / workers, end = people.persons.size() * (worker + 1) / workers;
    for (std::size_t i = begin; i < end; ++i)
        if (is_about(plan, people.persons[i])) use(i, people.persons[i]);
}

/// What at least two people may have, sorted by thing and person.
std::vector<Entry> candidates(const Plan& plan, const SharedPlan& how, const People& people, unsigned threads) {
    std::atomic<std::size_t> entries{0};
    run_workers(threads, [&](unsigned worker) {
        std::size_t mine = 0;
        each_person(plan, people, worker, threads, [&](std::size_t, const Person& person) { each_fact(how, person, [&](const Fact&) { ++mine; }); });
        entries += mine;
    });
    SeenTwice seen(entries * 16);
    run_workers(threads, [&](unsigned worker) {
        each_person(plan, people, worker, threads,
                    [&](std::size_t, const Person& person) { each_fact(how, person, [&](const Fact& fact) { seen.add(hash64(fact.key)); }); });
    });
    std::vector<std::vector<Entry>> parts(threads);
    run_workers(threads, [&](unsigned worker) {
        each_person(plan, people, worker, threads, [&](std::size_t i, const Person& person) {
            each_fact(how, person, [&](const Fact& fact) {
                const std::uint64_t hash = hash64(fact.key);
                if (seen.twice(hash)) parts[worker].push_back({hash, static_cast<std::uint32_t>(i), &fact});
            });
        });
    });
    std::vector<Entry> all;
    for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    std::ranges::sort(all, [](const Entry& a, const Entry& b) {
        if (a.hash != b.hash) return a.hash < b.hash;
        if (const int order = a.fact->key.compare(b.fact->key); order != 0) return order < 0;
        if (a.person != b.person) return a.person < b.person;
        return a.fact < b.fact;
    });
    return all;
}

std::vector<Member> members_of(std::span<const Entry> entries, const SharedPlan& how) {
    std::vector<Member> out;
    for (const Entry& entry : entries) {
        if (out.empty() || out.back().person != entry.person) out.push_back({entry.person, {}, 0, {}, {}, entry.fact, {}});
        Member& member = out.back();
        member.days.merge(entry.fact->days());
        member.count += entry.fact->count();
        if (entry.fact->first().known() && (!member.first.known() || entry.fact->first() < member.first)) member.first = entry.fact->first();
        member.last = std::max(member.last, entry.fact->last());
        member.evidence.insert(member.evidence.end(), entry.fact->evidence().begin(), entry.fact->evidence().end());
    }
    std::erase_if(out, [&](const Member& m) { return !how.at_least.reached(m.count, m.days.count(), how.at_least.distinct); });
    return out;
}

bool has_common(const Person& a, const Person& b, AttributeId attribute) {
    const auto [first, last] = a.facts_of(attribute);
    const auto [other, other_last] = b.facts_of(attribute);
    for (const Fact* x = first; x != last; ++x)
        for (const Fact* y = other; y != other_last; ++y)
            if (!x->key.empty() && x->key == y->key) return true;
    return false;
}

class Relations {
public:
    Relations(const SharedPlan& how, const Attributes& attributes) : how_(how) {
        const auto id = [&](std::string_view name) {
            const Attribute* found = attributes.find(name);
            return found ? found->id : no_attribute;
        };
        home_ = id("home.address");
        vendor_ = id("employment.vendor");
        name_ = id("person.name");
    }
    /// May these two share? The same name on two records, one of them an application, is one person who applied again.
    [[nodiscard]] bool expected(const Person& a, const Person& b) const {
        return std::ranges::any_of(how_.expected, [&](Expected relation) {
            switch (relation) {
                case Expected::same_home_claim: return has_common(a, b, home_);
                case Expected::same_vendor: return has_common(a, b, vendor_);
                case Expected::same_person_applying_again:
                    return (a.kind == PersonKind::applicant || b.kind == PersonKind::applicant) && has_common(a, b, name_);
            }
            return false;
        });
    }

private:
    const SharedPlan& how_;
    AttributeId home_ = no_attribute, vendor_ = no_attribute, name_ = no_attribute;
};

/// Households: members joined by expected relations, as the number of each member's household.
std::vector<std::size_t> households(std::span<const Member> members, const People& people, const Relations& relations) {
    std::vector<std::size_t> root(members.size());
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&](std::size_t i) {
        while (root[i] != i) i = root[i] = root[root[i]];
        return i;
    };
    for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = i + 1; j < members.size(); ++j)
            if (find(i) != find(j) && relations.expected(people.persons[members[i].person], people.persons[members[j].person]))
                root[find(j)] = find(i);
    for (std::size_t i = 0; i < root.size(); ++i) root[i] = find(i);
    return root;
}

/// Splits members into those who used the thing within so many days of each other, in a chain.
std::vector<std::vector<Member>> by_time(std::vector<Member> members, std::optional<std::int32_t> overlap_days) {
    if (!overlap_days) return {std::move(members)};
    std::ranges::stable_sort(members, {}, &Member::first);
    std::vector<std::vector<Member>> out;
    std::int64_t last = 0;
    for (Member& member : members) {
        const bool unknown = !member.first.known();  // no time is known: it may have been any
        const bool apart = !out.empty() && !unknown && out.back().back().first.known() && member.first.day() - last > *overlap_days;
        if (out.empty() || apart) {
            out.emplace_back();
            last = unknown ? 0 : member.first.day();
        }
        if (!unknown) last = std::max<std::int64_t>(last, member.last.known() ? member.last.day() : member.first.day());
        out.back().push_back(std::move(member));
    }
    return out;
}

class Finder {
public:
    Finder(std::size_t check, const Plan& plan, const SharedPlan& how, const People& people, Context context)
        : check_(check), plan_(plan), how_(how), people_(people), context_(std::move(context)), relations_(how, context_.attributes) {}

    void look_at(std::span<const Entry> entries, std::vector<CommonThing>& common) {
        if (entries.front().person == entries.back().person) return;
        const Fact& thing = *entries.front().fact;
        if (ignored(thing)) return;
        std::vector<Member> members = members_of(entries, how_);
        if (how_.soon) std::erase_if(members, [&](const Member& member) { return !first_used_soon(member); });
        if (members.size() < 2) return;
        if (members.size() > how_.at_most) {
            common.push_back({check_, thing.value, members.size()});
            return;
        }
        const std::size_t before = members.size();
        std::erase_if(members, [&](const Member& member) {
            context_.facts.set(people_.persons[member.person]);
            return silenced(plan_, context_) || permitted(plan_, context_, member.shown->value, member.shown->key, member.shown->value);
        });
        if ((before - members.size()) * 2 >= before) return;  // where most have an innocent fact (a badge), it is that place's thing
        for (auto& group : by_time(std::move(members), how_.overlap_days)) judge(group, thing.key);
    }

    /// One signal for each person and set of others: two people with forty common addresses are still two people.
    [[nodiscard]] std::vector<Signal> take() {
        std::vector<Signal> out;
        for (auto& [who, signal] : best_)
            if (keep_those_with_enough(signal)) out.push_back(std::move(signal));
        if (how_.at_least.distinct > 1) drop_repeated(out);
        return out;
    }

private:
    /// `at_least: {distinct: n}`: others with whom fewer things are shared than n do not count.
    [[nodiscard]] bool keep_those_with_enough(Signal& signal) const {
        if (how_.at_least.distinct < 2) return true;
        const std::size_t before = signal.with.size();
        std::erase_if(signal.with, [&](std::size_t other) { return things_.at(pair_of(signal.person, other)) < how_.at_least.distinct; });
        if (signal.with.size() == before) return true;
        const auto bits = bits_of(how_.fan_out, static_cast<double>(signal.with.size() + 1));
        if (signal.with.empty() || !bits) return false;
        signal.bits = *bits;
        return true;
    }

    /// Where others were taken out, one signal may say no more than another of the same person.
    static void drop_repeated(std::vector<Signal>& signals) {
        std::ranges::stable_sort(
            signals, [](const Signal& a, const Signal& b) { return std::tuple(a.person, b.with.size()) < std::tuple(b.person, a.with.size()); });
        std::vector<Signal> kept;
        for (Signal& signal : signals) {
            const bool said = std::ranges::any_of(
                kept, [&](const Signal& other) { return other.person == signal.person && std::ranges::includes(other.with, signal.with); });
            if (!said) kept.push_back(std::move(signal));
        }
        signals = std::move(kept);
    }

    [[nodiscard]] static std::pair<std::size_t, std::size_t> pair_of(std::size_t a, std::size_t b) { return {std::min(a, b), std::max(a, b)}; }

    void count_things(const std::vector<Member>& members, const std::vector<std::size_t>& household) {
        if (how_.at_least.distinct < 2) return;
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = i + 1; j < members.size(); ++j)
                if (household[i] != household[j]) ++things_[pair_of(members[i].person, members[j].person)];
    }

    [[nodiscard]] bool ignored(const Fact& thing) {
        if (!how_.not_on.empty() && on_listed_network(thing)) return true;
        return !how_.ignore.empty() && how_.ignore.match(thing, context_.attributes[thing.attribute].type, context_.cache).has_value();
    }

    [[nodiscard]] bool on_listed_network(const Fact& thing) const {
        const auto ip = IpAddress::parse(thing.key);
        const auto network = ip ? context_.geo.ip(*ip).network : std::nullopt;
        if (!network)
            return std::ranges::any_of(people_.places,
                                       [](const SeenPlace& seen) { return !seen.network.empty(); });  // others are known, this one to nobody
        const std::string name = network_text(*network);
        return std::ranges::any_of(how_.not_on, [&](const List* list) { return list->find(name) != nullptr; });
    }

    [[nodiscard]] bool first_used_soon(const Member& member) const {
        const auto [begin, end] = people_.persons[member.person].facts_of(how_.soon->attribute);
        return is_soon(*how_.soon, member.first, {begin, end}, context_.attributes[how_.soon->attribute].type);
    }

    void judge(std::vector<Member>& members, const std::string& key) {
        if (members.size() < 2) return;
        std::ranges::sort(members, {}, &Member::person);
        const auto household = households(members, people_, relations_);
        std::vector<std::size_t> distinct = household;
        std::ranges::sort(distinct);
        distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
        const auto bits = bits_of(how_.fan_out, static_cast<double>(distinct.size()));
        if (distinct.size() < 2 || !bits) return;
        count_things(members, household);
        for (std::size_t i = 0; i < members.size(); ++i) {
            Signal signal = signal_for(members[i], distinct.size(), *bits, key);
            keep_evidence(signal.evidence, 3);
            std::vector<Evidence> others;
            for (std::size_t j = 0; j < members.size(); ++j)
                if (household[j] != household[i]) {
                    signal.with.push_back(members[j].person);
                    others.insert(others.end(), members[j].evidence.begin(), members[j].evidence.end());
                }
            keep_evidence(others, 5);
            signal.evidence.insert(signal.evidence.end(), others.begin(), others.end());
            keep_evidence(signal.evidence);
            keep(std::move(signal), members[i].days.count());
        }
    }

    [[nodiscard]] Signal signal_for(const Member& member, std::size_t people, double bits, const std::string& key) const {
        Said said;
        said.value = said.value_label = said.observed = member.shown->value;
        said.people = people;
        said.number = static_cast<double>(people);
        said.count = member.count;
        said.days = said.of_days = member.days.count();
        said.first = member.first;
        said.last = member.last;
        Signal out;
        out.check = check_;
        out.person = member.person;
        out.bits = bits;
        out.time = member.first;
        out.summary = plan_.say.fill(said);
        out.evidence = member.evidence;
        out.shared_key = key;
        return out;
    }

    void keep(Signal signal, std::uint64_t days) {
        const auto who = std::pair(signal.person, signal.with);
        const auto [at, fresh] = best_.try_emplace(who, signal);
        auto& best_days = days_[who];
        if (!fresh && (signal.bits > at->second.bits ||
                       (signal.bits == at->second.bits && (days > best_days || (days == best_days && signal.shared_key < at->second.shared_key)))))
            at->second = std::move(signal);
        else if (!fresh) return;
        best_days = days;
    }

    std::size_t check_;
    const Plan& plan_;
    const SharedPlan& how_;
    const People& people_;
    Context context_;
    Relations relations_;
    std::map<std::pair<std::size_t, std::vector<std::size_t>>, Signal> best_;
    std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::uint64_t> days_;
    std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> things_;  ///< that two people share, where it matters
};

}  // namespace

std::vector<Signal> fire_shared(std::size_t check, const Plan& plan, const SharedPlan& how, const People& people, unsigned threads,
                                const MakeContext& make_context, std::vector<CommonThing>& common) {
    const std::vector<Entry> entries = candidates(plan, how, people, threads);
    Finder finder(check, plan, how, people, make_context());
    for (std::size_t begin = 0; begin < entries.size();) {
        std::size_t end = begin + 1;
        while (end < entries.size() && entries[end].hash == entries[begin].hash && entries[end].fact->key == entries[begin].fact->key) ++end;
        finder.look_at(std::span(entries).subspan(begin, end - begin), common);
        begin = end;
    }
    return finder.take();
}

}  // namespace bonafide::check
