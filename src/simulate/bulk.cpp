// Mixed NDJSON of any size, for benchmarks: the sign-ins and endpoint events of a small organisation, day after day until there
// are enough.
#include <fmt/format.h>

#include <limits>

#include "simulate/organisation.h"
#include "simulate/output.h"
#include "simulate/writers.h"

namespace bonafide {

Result<SimulateSummary> simulate_bulk_events(std::uint64_t bytes, std::uint64_t seed, const std::filesystem::path& out) {
    using namespace sim;
    SimulateOptions options{.people = 400, .days = 3650, .seed = seed, .out = out, .truth = {}, .data = {}};
    const Organisation org(options, Places::load({}, seed));
    const Context context{org, Detail{}};
    std::vector<Person> people;
    for (std::uint64_t i = 0; i < org.size(); ++i) people.push_back(org.person(i));
    Output output(out);
    SimulateSummary summary{.people = options.people, .out = out, .truth = {}};
    DayLog log;
    for (std::int32_t date = org.first_day(); output.bytes() < bytes && output.error().empty(); ++date) {
        for (const Person& p : people)
            if (const Day day = plan_day(org, p, date); day.works) {
                okta_day(log, context, p, day);
                windows_day(log, context, p, day);
                github_day(log, context, p, day);
            }
        for (const Log kind : {Log::okta, Log::windows, Log::github})
            for (const DayLog::Line& line : log.take_before(kind, std::numeric_limits<std::int64_t>::max())) output.line(line.text), ++summary.events;
    }
    output.close();
    if (!output.error().empty()) return fail(out.string(), output.error());
    summary.files = 1;
    summary.bytes = output.bytes();
    return summary;
}

}  // namespace bonafide
