#include "source/interpret.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "source/machine_account.h"

namespace bonafide::source {
namespace {

/// Civil time of a zone → UTC. In the hour that occurs twice the earlier one is meant.
Timestamp from_local(Timestamp local, const TimeZone& zone) {
    const auto back = [&](std::int32_t offset) { return Timestamp{local.us - static_cast<std::int64_t>(offset) * 1'000'000}; };
    return back(zone.offset_seconds(back(zone.offset_seconds(local))));
}

/// The first text of the rule that is a time.
std::optional<TimeText> time_text(const Pick& pick, bool day_first, const Reading& reading) {
    if (pick.parts.size() > 1) return parse_time(reading.first(pick), day_first);
    if (pick.parts.empty()) return std::nullopt;
    for (const FieldRef& field : pick.parts.front()) {
        for (const Value* value = reading.find(field.id); value != nullptr; value = reading.next(*value)) {
            const std::string_view text = trim(reading.text(*value));
            if (text.empty()) continue;
            if (const auto time = parse_time(text, day_first)) return time;
        }
    }
    return std::nullopt;
}

Timestamp instant(const TimeRule& rule, const std::optional<TimeText>& time) {
    if (!time) return Timestamp::none();
    // A mere date is the same date everywhere.
    return time->zoned || time->date_only || !rule.zone ? time->at : from_local(time->at, *rule.zone);
}

Timestamp time_of(const TimeRule& rule, const Reading& reading) { return instant(rule, time_text(rule.value, rule.day_first, reading)); }

/// The offset the record states for its actor; only where all of `same` are one.
std::int32_t offset_of(const OffsetRule& rule, const Reading& reading) {
    if (!rule.value.present()) return Event::unknown_offset;
    std::string_view first;
    for (const FieldRef& field : rule.same) {
        const Value* value = reading.find(field.id);
        const std::string_view text = value ? trim(reading.text(*value)) : std::string_view{};
        if (text.empty() || (!first.empty() && !equals_ignore_case(first, text))) return Event::unknown_offset;
        first = text;
    }
    const std::optional<TimeText> time = time_text(rule.value, false, reading);
    return time && time->zoned ? time->offset_seconds : Event::unknown_offset;
}

bool is_person_kind(IdentifierKind kind) {
    return kind == IdentifierKind::login || kind == IdentifierKind::email || kind == IdentifierKind::personal_email ||
           kind == IdentifierKind::git_author;
}

/// What a text is as an identifier; none for accounts of machines and for what is nobody's.
IdentifierView identify(IdentifierKind kind, std::string_view text) {
    if (text.empty() || (is_person_kind(kind) ? is_machine_account(text) : text == "-")) return {};
    if (kind == IdentifierKind::email && text.find('@') == std::string_view::npos) kind = IdentifierKind::login;
    return {kind, text};
}

IdentifierView first_of(const std::vector<IdentityRule>& rules, const Reading& reading) {
    for (const IdentityRule& rule : rules) {
        if (const IdentifierView found = identify(rule.kind, reading.first(rule.value)); found.kind != IdentifierKind::none) return found;
    }
    return {};
}

/// The identifier that stands for the person of a row: what other sources are likeliest to use.
IdentifierView best_of(const std::vector<IdentifierView>& identifiers) {
    static constexpr std::array order{IdentifierKind::email,           IdentifierKind::login,        IdentifierKind::personal_email,
                                      IdentifierKind::employee_number, IdentifierKind::applicant_id, IdentifierKind::account_id,
                                      IdentifierKind::git_author};
    for (const IdentifierKind kind : order) {
        const auto found = std::ranges::find(identifiers, kind, &IdentifierView::kind);
        if (found != identifiers.end()) return *found;
    }
    return {};
}

bool employed(const EmployedRule& rule, const Reading& reading) {
    if (rule.until.present() && !reading.first(rule.until).empty()) return false;
    if (!rule.status.present()) return true;
    const std::string_view status = reading.first(rule.status);
    return status.empty() || rule.matcher.matches(status) != rule.negated;
}

std::string_view name_of(const std::vector<Pick>& picks, const Reading& reading) {
    for (const Pick& pick : picks)
        if (const std::string_view name = reading.first(pick); !name.empty()) return name;
    return {};
}

std::string_view number_text(std::int64_t number, const Reading& reading) {
    std::string& out = reading.scratch().next();
    out.clear();
    fmt::format_to(std::back_inserter(out), "{}", number);
    return out;
}

}  // namespace

std::uint16_t Interpreter::kind(const Source::Rules& rules, const Reading& reading, Meaning& meaning) const {
    const auto rule = std::ranges::find_if(rules.kinds, [&](const KindRule& r) { return reading.holds(r.when); });
    std::uint16_t kind = rule == rules.kinds.end() ? vocabulary_.kinds.other : rule->kind;
    meaning.event.success = kind != vocabulary_.kinds.signin_failed && !(rules.has_failed && reading.holds(rules.failed));
    if (kind == vocabulary_.kinds.signin && !meaning.event.success) kind = vocabulary_.kinds.signin_failed;
    meaning.event.kind = vocabulary_.kind_name(kind);
    meaning.event.human = rules.human[kind] && meaning.event.success;
    return kind;
}

void Interpreter::add_fields(const Source::Rules& rules, const Reading& reading, Meaning& meaning) {
    Event& event = meaning.event;
    const auto add = [&](std::uint16_t field, std::string_view text) {
        if (vocabulary_.holds_ip(field)) text = clean_ip(text, reading.scratch());
        if (text.empty()) return;
        event.fields.push_back({field, text});
        if (field == vocabulary_.fields.src_ip && event.src_ip.empty()) event.src_ip = text;
    };
    for (const FieldRule& rule : rules.fields) {
        if (rule.alternative && !event.get(rule.field).empty()) continue;
        if (!rule.value.each && rule.value.split == 0) {
            add(rule.field, reading.first(rule.value));
            continue;
        }
        values_.clear();
        reading.all(rule.value, rule.value.each, values_);
        for (const std::string_view text : values_) add(rule.field, text);
    }
}

/// "United States (SC Top): 40 ms", and a device with its driver: "Integrated Camera; driver Microsoft 10.0.19041".
void Interpreter::add_meeting_fields(const Reading& reading, Event& event) const {
    const auto& f = vocabulary_.fields;
    const auto join = [&](std::uint16_t first, std::string_view between, std::uint16_t second, std::uint16_t to) {
        const std::string_view a = event.get(first), b = a.empty() ? std::string_view{} : event.get(second);
        if (b.empty()) return;
        std::string& out = reading.scratch().next();
        out.assign(a).append(between).append(b);
        event.fields.push_back({to, out});
    };
    join(f.meeting_camera, "; driver ", f.meeting_camera_driver, f.meeting_camera_identity);
    join(f.meeting_microphone, "; driver ", f.meeting_microphone_driver, f.meeting_microphone_identity);
    const std::string_view relay = event.get(f.meeting_relay), delay = relay.empty() ? std::string_view{} : event.get(f.meeting_delay);
    std::uint32_t ms = 0;
    if (std::from_chars(delay.data(), delay.data() + delay.size(), ms).ec != std::errc{} || ms == 0) return;
    // Rounded up: what is said of the least distance stays true, and a person's calls are few different values.
    const std::uint32_t step = ms < 50 ? 5 : ms < 200 ? 10 : 50;
    std::string& out = reading.scratch().next();
    out.clear();
    fmt::format_to(std::back_inserter(out), "{}: {} ms", relay, (ms + step - 1) / step * step);
    event.fields.push_back({f.meeting_round_trip, out});
}

void Interpreter::add_made_fields(const Source::Rules& rules, const Reading& reading, Event& event) const {
    if (const std::string_view id = event.get(vocabulary_.fields.usb_vendor_product); !id.empty()) {
        if (const std::string_view maker = event.get(vocabulary_.fields.usb_manufacturer); !maker.empty()) {
            std::string& identity = reading.scratch().next();
            identity.assign(id).append(1, ' ').append(maker);
            event.fields.push_back({vocabulary_.fields.usb_identity, identity});
        }
    }
    if (const std::string_view text = event.get(vocabulary_.fields.meeting_duration); !text.empty()) {
        double seconds = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc{} && seconds >= 0 && seconds < 1e9)
            event.fields.push_back({vocabulary_.fields.meeting_hours, number_text(static_cast<std::int64_t>(seconds) / 3600, reading)});
    }
    if (event.kind == "meeting" || event.kind == "call") add_meeting_fields(reading, event);
    event.utc_offset = offset_of(rules.offset, reading);
    if (event.utc_offset != Event::unknown_offset)
        event.fields.push_back({vocabulary_.fields.commit_utc_offset, number_text(event.utc_offset / 60, reading)});
}

void Interpreter::add_identifiers(const std::vector<IdentityRule>& rules, const Reading& reading, JoinView& join) {
    for (const IdentityRule& rule : rules) {
        values_.clear();
        reading.all(rule.value, rule.value.each, values_);
        for (const std::string_view text : values_) {
            const IdentifierView found = identify(rule.kind, text);
            if (found.kind != IdentifierKind::none) join.identifiers.push_back(found);
        }
    }
}

void Interpreter::add_join(const Source::Rules& rules, const Reading& reading, std::uint16_t kind, Meaning& meaning) {
    JoinView& join = meaning.join;
    add_identifiers(rules.identifiers, reading, join);
    const std::size_t own = join.identifiers.size();
    add_identifiers(rules.device_identifiers, reading, join);
    if (meaning.event.actor.kind == IdentifierKind::none) meaning.event.actor = best_of(join.identifiers);
    // A name is nobody's address: it counts only where a record has nothing better.
    if (meaning.event.actor.kind == IdentifierKind::none) meaning.event.actor = identify(IdentifierKind::full_name, name_of(rules.by_name, reading));
    // Devices alone are joined to whom the record is about.
    if (own == 0 && !join.identifiers.empty() && meaning.event.actor.kind != IdentifierKind::none) join.identifiers.push_back(meaning.event.actor);
    const bool of_people = kind == vocabulary_.kinds.roster || kind == vocabulary_.kinds.application;
    if (join.identifiers.size() < 2 && !of_people) join.identifiers.clear();
    if (join.identifiers.empty()) return;
    join.reason = rules.reason;
    join.employed = rules.employed ? employed(*rules.employed, reading) : kind == vocabulary_.kinds.roster;
}

void Interpreter::add_derived(std::uint16_t kind, Meaning& meaning) const {
    const Event& event = meaning.event;
    const IdentifierView subject = event.actor.kind != IdentifierKind::none ? event.actor : event.device;
    if (subject.kind == IdentifierKind::none) return;
    for (const EventField& field : event.fields) {
        for (const AttributeId id : vocabulary_.derived(kind, field.field)) {
            meaning.statements.push_back({subject, id, vocabulary_[id].stance, field.text, event.time});
        }
    }
}

void Interpreter::add_stated(const Source::Rules& rules, const Reading& reading, Meaning& meaning) {
    const Event& event = meaning.event;
    const IdentifierView usual = event.actor.kind != IdentifierKind::none ? event.actor : event.device;
    for (const StatementRule& rule : rules.statements) {
        const IdentifierView subject = !rule.subject.empty() ? first_of(rule.subject, reading) : rule.of_device ? event.device : usual;
        if (subject.kind == IdentifierKind::none && !rules.profile) continue;
        if (rule.from_time) {
            if (event.time.known() && reading.holds(rule.value.when))
                meaning.statements.push_back({subject, rule.attribute, rule.stance, reading.scratch().next() = iso_time(event.time), event.time});
            continue;
        }
        values_.clear();
        reading.all(rule.value, rule.value.each, values_);
        const bool is_time = vocabulary_[rule.attribute].type == AttributeType::time;
        for (const std::string_view text : values_) {
            // "payment details changed at": said of that time, whenever the row is from.
            const Timestamp own = is_time ? instant(rules.time, parse_time(text, rules.time.day_first)) : Timestamp::none();
            meaning.statements.push_back({subject, rule.attribute, rule.stance, text, own.known() ? own : event.time});
        }
    }
}

void Interpreter::add_entry(const EntryRule& rule, const Reading& reading, Meaning& meaning) {
    if (!reading.holds(rule.when)) return;
    EntryView entry;
    entry.group = rule.group;
    for (const EntryPart& part : rule.parts)
        if (const std::string_view text = reading.first(part.value); !text.empty()) entry.parts.emplace_back(part.word, text);
    if (entry.parts.empty()) return;
    entry.from = reading.first(rule.from);
    entry.to = reading.first(rule.to);
    entry.current = reading.first(rule.current);
    meaning.entries.push_back(std::move(entry));
}

/// Each element of the array is read by itself, as `rows` are: nothing of a neighbour is taken for it.
void Interpreter::add_entries(const Source::Rules& rules, const Record& record, const Reading& reading, Meaning& meaning) {
    for (const EntryRule& rule : rules.entries) {
        if (!rule.in_array) {
            add_entry(rule, reading, meaning);
            continue;
        }
        for (const FieldRef& field : rule.each) {
            const Value* first = reading.find(field.id);
            if (first == nullptr || first->kind != ValueKind::object) continue;
            const Value* last = first;
            while (const Value* further = reading.next(*last)) last = further;
            Rows rows;
            rows.all = {first->raw.data(), static_cast<std::size_t>(last->raw.data() + last->raw.size() - first->raw.data())};
            for (const Value* element = first; element != nullptr; element = element == last ? nullptr : reading.next(*element)) {
                rows.row = element->raw;
                add_entry(rule, Reading(record, reading.scratch(), &rows), meaning);
            }
            break;
        }
    }
}

void Interpreter::read(const Source::Rules& rules, const Record& record, const Reading& reading, Meaning& meaning) {
    Event& event = meaning.event;
    event.time = time_of(rules.time, reading);
    const std::uint16_t number = kind(rules, reading, meaning);
    event.actor = first_of(rules.actors, reading);
    event.device = first_of(rules.devices, reading);
    add_fields(rules, reading, meaning);
    add_made_fields(rules, reading, event);
    meaning.display_name = name_of(rules.names, reading);
    add_join(rules, reading, number, meaning);
    add_derived(number, meaning);
    add_stated(rules, reading, meaning);
    add_entries(rules, record, reading, meaning);
}

}  // namespace bonafide::source
