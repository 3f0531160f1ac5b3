#include "simulate/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "simulate/log_files.h"
#include "simulate/organisation.h"
#include "simulate/output.h"
#include "simulate/repository.h"
#include "simulate/truth.h"
#include "simulate/writers.h"

namespace bonafide {
namespace {

using namespace sim;

constexpr std::uint64_t batch_size = 20'000;  // people whose day is held and sorted at once; a larger organisation's logs come in batches

Result<void> check_out(const std::filesystem::path& out) {
    std::error_code failed;
    if (std::filesystem::exists(out, failed) && !(std::filesystem::is_directory(out, failed) && std::filesystem::is_empty(out, failed)))
        return fail(out.string(), "there is something already", "give a new folder, or delete it");
    std::filesystem::create_directories(out, failed);
    if (failed) return fail(out.string(), "could not make the folder: " + failed.message());
    return {};
}

void chat(LogFiles& files, DayLog& log, const Context& context, const Person& p, const Day& day) {
    slack_day(log, context, p, day);
    Random random(context.org.seed(), "slack access", p.index, day.date);
    files.add_access(p, day, day.laptop_ip, p.agent);
    if (day.drop_ip) files.add_access(p, day, day.drop_ip, p.agent);
    if (day.own_ip && random.chance(day.own_is_computer ? 0.5 : 0.2))
        files.add_access(p, day, day.own_ip, day.own_is_computer ? p.agent : p.phone_agent);
}

void one_day(LogFiles& files, RepositoryWriter& repository, DayLog& log, const Context& context, const std::vector<Person>& people,
             std::int32_t date) {
    for (const Person& p : people) {
        const Day day = plan_day(context.org, p, date);
        if (!day.works) continue;
        okta_day(log, context, p, day);
        windows_day(log, context, p, day);
        osquery_day(log, context, p, day);
        github_day(log, context, p, day);
        office_day(log, context, p, day);
        if (context.detail.meetings) zoom_day(log, context, p, day);
        if (context.detail.chat) chat(files, log, context, p, day);
        if (context.detail.code)
            for (Commit& commit : commits_of(context.org, p, day)) repository.add(std::move(commit));
    }
    // Whoever works on the following date begins this much before it by UTC at the earliest: Australia's early birds.
    constexpr std::int64_t day_us = 86'400'000'000, earliest = 6 * 3'600'000'000;
    files.write(log, (date + 1) * day_us - earliest);
}

Result<void> write_days(LogFiles& files, RepositoryWriter& repository, const Context& context) {
    const Organisation& org = context.org;
    DayLog log;
    for (std::uint64_t first = 0; first < org.size(); first += batch_size) {
        std::vector<Person> people;
        for (std::uint64_t i = first; i < std::min(org.size(), first + batch_size); ++i) people.push_back(org.person(i));
        for (std::int32_t date = org.first_day(); date <= org.last_day(); ++date) {
            if (first == 0) service_accounts_day(log, context, date);
            one_day(files, repository, log, context, people, date);
            if (context.detail.code)
                if (const auto written = repository.flush(); !written) return written;
        }
        files.write(log, std::numeric_limits<std::int64_t>::max());
    }
    return {};
}

}  // namespace

std::string SimulateSummary::text() const {
    return fmt::format("{} people ({} planted, {} hard innocent), {} events in {} files, {:.0f} MB, in {}\nthe truth about them: {}", people, planted,
                       hard_innocent, events, files, static_cast<double>(bytes) / 1e6, out.string(), truth.string());
}

Result<SimulateSummary> simulate(const SimulateOptions& options) {
    if (options.people < 20 || options.days < 1) return fail("", "at least 20 people and 1 day", "--people 300 --days 90");
    if (const auto ready = check_out(options.out); !ready) return std::unexpected(ready.error());
    SimulateSummary summary{.people = options.people, .out = options.out, .truth = options.truth};
    std::filesystem::path out = options.out;
    if (summary.truth.empty()) summary.truth = out.has_filename() ? out.string() + ".truth.json" : out.parent_path().string() + ".truth.json";

    const Organisation org(options, Places::load(options.data, options.seed));
    const Context context{org, Detail::for_size(options.people, options.days)};
    Exports exports(options.out);
    {
        PeopleFiles people(exports, context);
        for (std::uint64_t i = 0; i < org.size(); ++i) people.add(org.person(i));
        people.finish();
        summary.applicants = people.applicants();
    }
    LogFiles logs(exports, context);
    RepositoryWriter repository;
    if (context.detail.code)
        if (const auto opened = repository.open(options.out / "code" / "platform.git"); !opened) return std::unexpected(opened.error());
    if (const auto written = write_days(logs, repository, context); !written) return std::unexpected(written.error());
    logs.finish();
    if (context.detail.code)
        if (const auto closed = repository.close(); !closed) return std::unexpected(closed.error());
    summary.events = logs.events() + repository.commits();
    if (const auto closed = exports.close(); !closed) return std::unexpected(closed.error());
    Output truth(summary.truth);
    write_truth(truth, org, summary);
    truth.close();
    if (!truth.error().empty()) return fail(summary.truth.string(), truth.error());
    summary.files = exports.files();
    summary.bytes = exports.bytes();
    return summary;
}

}  // namespace bonafide
