#include "check/fixtures.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "base/yaml.h"
#include "check/run.h"
#include "check/working_hours.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::string_view usual_first_day = "2026-01-05";  // a Monday
constexpr std::int64_t most_days = 2000;

Timestamp read_day(const YamlNode& node, std::string_view fallback) {
    const std::string text = node.text(fallback);
    const auto parsed = parse_time(text);
    if (!parsed) node.error(fmt::format("found \"{}\", expected a date like 2026-03-04", text));
    return parsed ? parsed->at : Timestamp::from_seconds(0);
}

std::int64_t read_days(const YamlNode& node, std::int64_t fallback) {
    const std::int64_t days = node.integer(fallback);
    if (days >= 0 && days <= most_days) return days;
    node.error(fmt::format("found {}, expected 0 to {} days", days, most_days));
    return 1;
}

Timestamp plus_days(Timestamp at, std::int64_t days) { return {at.us + days * 86'400'000'000}; }

/// Builds the people of one case.
class Builder {
public:
    Builder(const Attributes& attributes, People& people) : attributes_(attributes), people_(people) {}

    void add(const YamlNode& node) {
        node.allow_only({"id", "kind", "facts", "activity", "seen"});
        Person person;
        person.id = node.require("id").text();
        const std::string kind = node.get("kind").text("employee");
        person.kind = kind == "applicant" ? PersonKind::applicant : kind == "service" ? PersonKind::service : PersonKind::employee;
        if (kind != "employee" && kind != "applicant" && kind != "service") node.get("kind").error("expected employee, applicant or service");
        for (const YamlNode& fact : node.get("facts").items()) add_fact(person, fact);
        std::ranges::sort(person.facts, [](const Fact& a, const Fact& b) {
            return std::tie(a.attribute, a.stance, a.key) < std::tie(b.attribute, b.stance, b.key);
        });
        for (const YamlNode& activity : node.get("activity").items()) add_activity(person.profile, activity);
        for (const YamlNode& seen : node.get("seen").items()) add_seen(person.profile, seen);
        std::ranges::sort(person.profile.sightings);
        people_.persons.push_back(std::move(person));
    }

    [[nodiscard]] Timestamp newest() const { return newest_; }

private:
    void add_fact(Person& person, const YamlNode& node) {
        node.allow_only({"attribute", "value", "stance", "first", "days", "every", "count"});
        const std::string name = node.require("attribute").text();
        const Attribute* attribute = attributes_.find(name);
        if (!attribute) return node.get("attribute").error(fmt::format("unknown attribute \"{}\"", name));
        Fact fact;
        fact.attribute = attribute->id;
        fact.stance = node.get("stance").text() == "claimed" ? Stance::claimed : node.get("stance").present() ? Stance::observed : attribute->stance;
        fact.value = node.require("value").text();
        fact.key = comparable_key(attribute->type, fact.value);
        if (fact.key.empty()) return;  // the ledger keeps no placeholder either
        Seen seen;
        seen.first = read_day(node.get("first"), usual_first_day);
        const std::int64_t days = read_days(node.get("days"), 1), every = std::max<std::int64_t>(1, read_days(node.get("every"), 1));
        for (std::int64_t i = 0; i < days; ++i) seen.days.add(plus_days(seen.first, i * every).day());
        seen.last = plus_days(seen.first, std::max<std::int64_t>(0, days - 1) * every);
        seen.count = static_cast<std::uint64_t>(std::max<std::int64_t>(1, node.get("count").integer(std::max<std::int64_t>(1, days))));
        seen.evidence.add(people_.pool.add({seen.first, {0, 0, 0, line_++}}));
        newest_ = std::max(newest_, seen.last);
        fact.seen.set(std::move(seen));
        person.facts.push_back(std::move(fact));
    }

    struct Span {
        check::WorkHours hours;
        TimeZone zone;
        std::int32_t from = 0, days = 0;
        bool weekends = false;
    };

    std::optional<Span> read_span(const YamlNode& node) {
        const std::string text = node.require("hours").text();
        const auto hours = check::WorkHours::parse(text);
        if (!hours) node.get("hours").error(fmt::format("found \"{}\", expected hours like 9-17", text));
        const auto zone = TimeZone::find(node.get("zone").text("UTC"));
        if (!zone) node.get("zone").error(fmt::format("unknown time zone \"{}\"", node.get("zone").text()));
        if (!hours || !zone) return std::nullopt;
        return Span{*hours, *zone, read_day(node.get("from"), usual_first_day).day(), static_cast<std::int32_t>(read_days(node.get("days"), 1)),
                    node.get("weekends").flag()};
    }

    /// Calls `use` for each whole UTC hour that lies within the span's local hours on one of its local days.
    template <class Use>
    void each_hour(const Span& span, Use use) {
        for (std::int64_t hour = (std::int64_t{span.from} - 2) * 24; hour < (std::int64_t{span.from} + span.days + 2) * 24; ++hour) {
            const Timestamp at = Timestamp::from_seconds(hour * 3600 + 900);
            const Timestamp local{at.us + std::int64_t{span.zone.offset_seconds(at)} * 1'000'000};
            const int local_hour = local.second_of_day() / 3600;
            const bool after_midnight = span.hours.end <= span.hours.start && local_hour < span.hours.start;
            const std::int32_t day = local.day() - (after_midnight ? 1 : 0);  // a night shift belongs to the day it began on
            const bool weekend = ((day % 7) + 7 + 3) % 7 >= 5;
            if (day < span.from || day >= span.from + span.days || (weekend && !span.weekends) || span.hours.outside(local_hour, 0)) continue;
            use(at);
        }
    }

    void add_activity(Profile& profile, const YamlNode& node) {
        node.allow_only({"hours", "zone", "from", "days", "weekends", "an_hour"});
        const auto span = read_span(node);
        if (!span) return;
        const std::int64_t an_hour = std::clamp<std::int64_t>(node.get("an_hour").integer(2), 1, 60);
        each_hour(*span, [&](Timestamp at) {
            for (std::int64_t i = 0; i < an_hour; ++i) profile.add_action(at);
            profile.events += static_cast<std::uint64_t>(an_hour);
            if (!profile.first.known() || at < profile.first) profile.first = at;
            profile.last = std::max(profile.last, at);
            newest_ = std::max(newest_, at);
        });
    }

    void add_seen(Profile& profile, const YamlNode& node) {
        node.allow_only({"place", "network", "hours", "zone", "from", "days", "weekends"});
        const auto place = read_place(node.require("place").text(), nullptr);
        if (!place) return node.get("place").error("expected a place like \"Austin, TX, US @30.27,-97.74,10\"");
        const auto span = read_span(node);
        if (!span) return;
        people_.places.push_back({*place, node.get("network").text()});
        const auto index = static_cast<std::uint32_t>(people_.places.size() - 1);
        each_hour(*span, [&](Timestamp at) {
            profile.add_sighting(at, index);
            newest_ = std::max(newest_, at);
        });
    }

    const Attributes& attributes_;
    People& people_;
    Timestamp newest_;
    std::uint64_t line_ = 1;
};

using Fired = std::vector<std::pair<std::string, double>>;  // person, bits

std::string words_of(const Fired& fired) {
    std::string out;
    for (const auto& [person, bits] : fired) out += fmt::format("{}{} {:+g}", out.empty() ? "" : ", ", person, bits);
    return out.empty() ? "nothing" : out;
}

struct CaseOutcome {
    bool fires = false;
    std::string failure;
};

CaseOutcome run_case(const YamlNode& node, const CheckSet& checks, std::size_t check, const Attributes& attributes, unsigned threads) {
    node.allow_only({"case", "people", "expect", "now", "says"});
    People people;
    Builder builder(attributes, people);
    for (const YamlNode& person : node.require("people").items()) builder.add(person);
    std::ranges::sort(people.persons, {}, &Person::id);
    Fired expected;
    for (const YamlNode& item : node.get("expect").items()) {
        item.allow_only({"person", "bits"});
        expected.emplace_back(item.require("person").text(), item.require("bits").number());
    }
    if (!node.get("expect").present() && !node.get("expect").is_null()) node.error("expected expect: (an empty list where nothing fires)");
    const Timestamp now = node.get("now").present() ? read_day(node.get("now"), {}) : builder.newest();
    const std::size_t which[] = {check};
    const Geo geo;
    const CheckOutcome outcome = check::run_checks({checks.data(), people, attributes, geo, now, threads}, which, {});
    Fired fired;
    for (const Signal& signal : outcome.signals) fired.emplace_back(people.persons[signal.person].id, signal.bits);
    std::ranges::sort(expected);
    std::ranges::sort(fired);
    const bool same =
        std::ranges::equal(fired, expected, [](const auto& a, const auto& b) { return a.first == b.first && std::abs(a.second - b.second) < 1e-9; });
    CaseOutcome out{!expected.empty(), {}};
    const std::string says = node.get("says").text();
    if (!same) out.failure = fmt::format("expected {}, got {}", words_of(expected), words_of(fired));
    else if (!says.empty() && std::ranges::none_of(outcome.signals, [&](const Signal& s) { return s.summary.find(says) != std::string::npos; }))
        out.failure = fmt::format("no sentence has \"{}\": {}", says, outcome.signals.empty() ? "" : outcome.signals.front().summary);
    return out;
}

}  // namespace

FixtureOutcome run_fixture(const CheckSet& checks, std::size_t check, const Attributes& attributes, unsigned threads) {
    FixtureOutcome out;
    std::filesystem::path file = checks.checks()[check].file;
    file.replace_extension(".test.yml");
    Errors errors;
    const auto documents = load_yaml_file(file, errors);
    bool some_fire = false, some_do_not = false;
    for (const YamlNode& document : documents)
        for (const YamlNode& node : document.items()) {
            const std::size_t before = errors.size();
            const CaseOutcome one = run_case(node, checks, check, attributes, threads);
            (one.fires ? some_fire : some_do_not) = true;
            if (!one.failure.empty()) out.failures.push_back(fmt::format("{}: case \"{}\": {}", node.where(), node.get("case").text(), one.failure));
            else if (errors.size() == before) ++out.passed;
        }
    for (const Error& error : errors) out.failures.push_back(error.text());
    if (errors.empty() && !some_fire) out.failures.push_back(file.string() + ": no case fires: expected at least one");
    if (errors.empty() && !some_do_not) out.failures.push_back(file.string() + ": every case fires: expected at least one innocent look-alike");
    return out;
}

FixtureOutcome run_fixtures(const CheckSet& checks, const Attributes& attributes, const Lists&, unsigned threads) {
    FixtureOutcome out;
    for (std::size_t check = 0; check < checks.checks().size(); ++check) {
        FixtureOutcome one = run_fixture(checks, check, attributes, threads);
        out.passed += one.passed;
        std::ranges::move(one.failures, std::back_inserter(out.failures));
    }
    return out;
}

}  // namespace bonafide
