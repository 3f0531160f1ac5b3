#include "check/run.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <tuple>

#include "base/blocks.h"
#include "check/fire.h"
#include "check/needs.h"
#include "check/sharing.h"

namespace bonafide::check {

namespace {

Context make_context(const Run& run) {
    return {run.attributes, run.geo, run.people.places, run.now, FactIndex(run.attributes.all().size()), {}, {}, nullptr, nullptr};
}

void set_person(Context& context, const Person& person) {
    context.facts.set(person);
    context.profile = &person.profile;
}

bool is_of_peers(const Plan& plan) {
    const auto* unusual = std::get_if<UnusualPlan>(&plan.how);
    return unusual && unusual->against == Against::peers;
}

std::optional<Signal> fire(const Plan& plan, Context& context) {
    if (const auto* match = std::get_if<MatchPlan>(&plan.how)) return fire_match(plan, *match, context);
    if (const auto* mismatch = std::get_if<MismatchPlan>(&plan.how)) return fire_mismatch(plan, *mismatch, context);
    if (const auto* unusual = std::get_if<UnusualPlan>(&plan.how)) return fire_unusual(plan, *unusual, context);
    return std::nullopt;
}

/// Calls `use(context, person index)` for everybody; people are given out in blocks.
template <class Use>
void for_everybody(const Run& run, Use use) {
    const auto state = [&](unsigned worker) { return std::pair(worker, make_context(run)); };
    for_each_in_blocks(run.threads, 0, run.people.persons.size(), state, [&](auto& own, std::size_t i) {
        set_person(own.second, run.people.persons[i]);
        use(own.first, own.second, i);
    });
}

using Signals = std::vector<Signal>;

/// Checks that need to see one person only.
Signals run_one_by_one(const Run& run, const std::vector<std::size_t>& which) {
    std::vector<Signals> parts(run.threads);
    for_everybody(run, [&](unsigned worker, Context& context, std::size_t i) {
        for (const std::size_t check : which) {
            const Plan& plan = run.checks.plans[check];
            if (!is_about(plan, run.people.persons[i])) continue;
            auto signal = fire(plan, context);
            if (!signal) continue;
            signal->check = check;
            signal->person = i;
            parts[worker].push_back(std::move(*signal));
        }
    });
    Signals out;
    for (Signals& part : parts) std::ranges::move(part, std::back_inserter(out));
    return out;
}

/// A figure of everybody first, then those who stand apart.
Signals run_against_peers(const Run& run, std::size_t check) {
    constexpr std::size_t fewest_peers = 10;
    const Plan& plan = run.checks.plans[check];
    const auto& how = std::get<UnusualPlan>(plan.how);
    std::vector<double> figures(run.people.persons.size(), std::nan(""));
    for_everybody(run, [&](unsigned, Context& context, std::size_t i) {
        if (!is_about(plan, run.people.persons[i])) return;
        if (const auto reading = read_statistic(how, context)) figures[i] = reading->number;
    });
    std::vector<double> known;
    std::ranges::copy_if(figures, std::back_inserter(known), [](double figure) { return !std::isnan(figure); });
    if (known.size() < fewest_peers) return {};
    const double share_like = 0.01, least_spread = *std::ranges::max_element(known) <= 1 ? share_like : 0.5;
    const Peers peers = Peers::of(std::move(known), least_spread);
    Signals out;
    Context context = make_context(run);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const auto bits = std::isnan(figures[i]) ? std::nullopt : bits_of(how.bits, peers.z(figures[i]), how.low);
        if (!bits) continue;
        set_person(context, run.people.persons[i]);
        auto reading = read_statistic(how, context);
        if (reading->count < how.at_least.count || silenced(plan, context)) continue;
        out.push_back(signal_of(plan, std::move(*reading), *bits));
        out.back().check = check;
        out.back().person = i;
    }
    return out;
}

}  // namespace

CheckOutcome run_checks(const Run& given, std::span<const std::size_t> which, const std::vector<AttributeId>& stated) {
    Run run = given;
    run.threads = std::clamp<unsigned>(run.threads, 1, 256);
    CheckOutcome out;
    const Present present = Present::in(run.people, run.attributes, stated);
    std::vector<std::size_t> single;
    for (const std::size_t check : which) {
        const Plan& plan = run.checks.plans[check];
        if (auto cannot = why_not(plan, present, run.attributes)) {
            cannot->check = check;
            out.cannot_run.push_back(std::move(*cannot));
            continue;
        }
        if (const auto* shared = std::get_if<SharedPlan>(&plan.how))
            std::ranges::move(fire_shared(
                                  check, plan, *shared, run.people, run.threads, [&] { return make_context(run); }, out.common),
                              std::back_inserter(out.signals));
        else if (is_of_peers(plan)) std::ranges::move(run_against_peers(run, check), std::back_inserter(out.signals));
        else single.push_back(check);
    }
    std::ranges::move(run_one_by_one(run, single), std::back_inserter(out.signals));
    std::ranges::sort(out.signals, [](const Signal& a, const Signal& b) {
        return std::tie(a.person, a.check, a.time, a.shared_key, a.with) < std::tie(b.person, b.check, b.time, b.shared_key, b.with);
    });
    std::ranges::sort(out.common, [](const CommonThing& a, const CommonThing& b) {
        return std::tie(a.check, a.value, a.people) < std::tie(b.check, b.value, b.people);
    });
    return out;
}

}  // namespace bonafide::check
