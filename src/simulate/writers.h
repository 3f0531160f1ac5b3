// One function or class for each export, each in the vendor's own form. simulate.cpp calls them: the `..._of` once a person, the
// `..._day` once a person and day. All text is UTF-8.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "simulate/day.h"
#include "simulate/organisation.h"
#include "simulate/output.h"

namespace bonafide::sim {

/// The logs that grow day by day.
enum class Log : std::uint8_t { okta, slack, zoom, windows, osquery, github, zeek_dns, zeek_conn, badge, count };

/// Events that are not written yet. A day's work may reach into the next day (UTC), so lines wait until nothing earlier can come.
class DayLog {
public:
    void add(Log log, std::int64_t us, std::string text) { lines_[static_cast<std::size_t>(log)].push_back({us, std::move(text)}); }
    struct Line {
        std::int64_t us;
        std::string text;
    };
    /// Hands over the lines before `us`, in order of time, and forgets them.
    [[nodiscard]] std::vector<Line> take_before(Log log, std::int64_t us);

private:
    std::array<std::vector<Line>, static_cast<std::size_t>(Log::count)> lines_;
};

/// How much is written of each day: a large organisation gets less of each person.
struct Detail {
    double endpoint = 1;  ///< share of process, DNS and network events
    bool chat = true, meetings = true, code = true, office = true, candidates = true;
    [[nodiscard]] static Detail for_size(std::uint64_t people, int days);
};

struct Context {
    const Organisation& org;
    Detail detail;
};

// Once a person -----------------------------------------------------------------------------------------------------------
class PeopleFiles {
public:
    explicit PeopleFiles(Exports& exports, const Context& context);
    ~PeopleFiles();
    void add(const Person& person);
    void finish();  ///< closes the JSON documents
    [[nodiscard]] std::uint64_t applicants() const;

private:
    struct Files;
    std::unique_ptr<Files> files_;
};
void roster_of(Table& roster, Table& changes, Table& onboarding, Table& keys, const Context& context, const Person& person);
void shipment_of(Table& shipments, const Context& context, const Person& person);
void pay_of(Table& payroll, Table& contractors, Table& changes, const Context& context, const Person& person);
void inventory_of(Output& jamf, Output& intune, Table& monitors, std::uint64_t& macs, std::uint64_t& windows, const Context& context,
                  const Person& person);
[[nodiscard]] std::string inventory_end(std::uint64_t devices, bool jamf);
void candidate_of(Output& applications, Table& interviews, Table& references, bool& first, std::uint64_t& applicants, const Context& context,
                  const Person& person);
void screening_of(Table& background, Output& identity, const Context& context, const Person& person);

// Once a person and day -----------------------------------------------------------------------------------------------------
void okta_day(DayLog& log, const Context& context, const Person& person, const Day& day);
/// Accounts that no person uses: the HR system's directory sync.
void service_accounts_day(DayLog& log, const Context& context, std::int32_t date);
void slack_day(DayLog& log, const Context& context, const Person& person, const Day& day);
[[nodiscard]] std::string_view zoom_header();
[[nodiscard]] std::string_view badge_header();
void zoom_day(DayLog& log, const Context& context, const Person& person, const Day& day);
void windows_day(DayLog& log, const Context& context, const Person& person, const Day& day);
void osquery_day(DayLog& log, const Context& context, const Person& person, const Day& day);
void github_day(DayLog& log, const Context& context, const Person& person, const Day& day);
void office_day(DayLog& log, const Context& context, const Person& person, const Day& day);

// Shared ---------------------------------------------------------------------------------------------------------------------
/// `2026-11-24T08:19:05.123Z`
[[nodiscard]] std::string log_time(std::int64_t us);
/// `2026-11-24 08:19:05`
[[nodiscard]] std::string plain_time(std::int64_t us);
[[nodiscard]] std::string date_text(std::int32_t date);
[[nodiscard]] std::string us_date(std::int32_t date);  ///< `11/24/2026`
/// A time within the day's shifts.
[[nodiscard]] std::int64_t some_time(const Day& day, Random& random);
/// The address that a service sees of the laptop at that time (a fallen VPN included).
[[nodiscard]] std::uint32_t laptop_ip_at(const Day& day, std::int64_t us);

}  // namespace bonafide::sim
