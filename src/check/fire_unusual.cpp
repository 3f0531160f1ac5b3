#include <algorithm>

#include "check/fire.h"

namespace bonafide::check {

std::optional<Reading> read_statistic(const UnusualPlan& how, Context& context) {
    context.with = &how.with;
    auto reading = how.statistic->read(context);
    if (reading && reading->days < how.at_least.days) reading.reset();
    return reading;
}

Signal signal_of(const Plan& plan, Reading reading, double bits) {
    Said said;
    said.number = reading.number;
    said.value = said.value_label = said.observed = reading.value;
    said.days = said.of_days = reading.days;
    said.count = reading.count;
    said.first = reading.first;
    said.last = reading.last;
    Signal out;
    out.bits = bits;
    out.time = reading.first;
    out.summary = plan.say.fill(said);
    out.evidence = std::move(reading.evidence);
    keep_evidence(out.evidence);
    return out;
}

std::optional<Signal> fire_unusual(const Plan& plan, const UnusualPlan& how, Context& context) {
    auto reading = read_statistic(how, context);
    if (!reading || reading->count < how.at_least.count) return std::nullopt;
    double number = reading->number;
    if (how.against == Against::own) {
        const auto change = change_of_habit(how.statistic->daily(context));
        if (!change) return std::nullopt;
        number = *change;
    }
    const auto bits = bits_of(how.bits, number, how.low);
    if (!bits || silenced(plan, context)) return std::nullopt;
    return signal_of(plan, std::move(*reading), *bits);
}

}  // namespace bonafide::check
