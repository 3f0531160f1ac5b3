#include "watch/alert.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "base/text.h"
#include "person/packer.h"
#include "report/json_out.h"

namespace bonafide::watch {

namespace {

constexpr std::array<std::string_view, 6> kinds{"rule", "correlation", "band", "cluster", "more", "notice"};
constexpr std::array<std::string_view, 5> severities{"informational", "low", "medium", "high", "critical"};
constexpr std::uint32_t layout = 0xA1E27001;

/// Control bytes cannot move a terminal's cursor or change its colours.
std::string printable(std::string_view text) {
    std::string out = valid_utf8(text) ? std::string(text) : repair_utf8(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    // C1 controls are two bytes in UTF-8: C2 80..9F.
    for (std::size_t at = 0; (at = out.find('\xc2', at)) != std::string::npos; ++at)
        if (at + 1 < out.size() && static_cast<unsigned char>(out[at + 1]) < 0xa0) out[at] = out[at + 1] = ' ';
    return out;
}

}  // namespace

std::string_view kind_name(AlertKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view severity_name(Severity severity) { return severities[static_cast<std::size_t>(severity)]; }

bool severity_from(std::string_view name, Severity& out) {
    const auto found = std::ranges::find(severities, name);
    if (found == severities.end()) return false;
    out = static_cast<Severity>(found - severities.begin());
    return true;
}

Severity severity_of(std::string_view level) {
    Severity out = Severity::low;
    (void)severity_from(level, out);
    return out;
}

std::string pack(const Alert& alert) {
    Packer out;
    out.put(layout), out.put(alert.kind), out.put(alert.severity), out.put(alert.time.us), out.put(alert.made.us), out.put(alert.count);
    out.put(alert.first.us), out.put(alert.last.us);
    for (const std::string* text : {&alert.key, &alert.check, &alert.title, &alert.subject, &alert.message, &alert.origin, &alert.locator})
        out.put(std::string_view(*text));
    out.put(static_cast<std::uint32_t>(alert.fields.size()));
    for (const auto& [name, value] : alert.fields) out.put(std::string_view(name)), out.put(std::string_view(value));
    out.put(static_cast<std::uint32_t>(alert.attack.size()));
    for (const std::string& technique : alert.attack) out.put(std::string_view(technique));
    return std::move(out.out);
}

Result<Alert> unpack_alert(std::string_view bytes) {
    Unpacker in(bytes);
    Alert out;
    const bool known = in.get<std::uint32_t>() == layout;
    const auto kind = in.get<std::uint8_t>(), severity = in.get<std::uint8_t>();
    if (!known || kind >= kinds.size() || severity >= severities.size()) return fail("outbox", "an alert of another layout");
    out.kind = static_cast<AlertKind>(kind);
    out.severity = static_cast<Severity>(severity);
    out.time.us = in.get<std::int64_t>();
    out.made.us = in.get<std::int64_t>();
    out.count = in.get<std::uint64_t>();
    out.first.us = in.get<std::int64_t>();
    out.last.us = in.get<std::int64_t>();
    for (std::string* text : {&out.key, &out.check, &out.title, &out.subject, &out.message, &out.origin, &out.locator}) *text = in.text();
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        std::string name = in.text();
        out.fields.emplace_back(std::move(name), in.text());
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) out.attack.push_back(in.text());
    if (!in.done()) return fail("outbox", "a damaged alert");
    return out;
}

std::string alert_json(const Alert& alert, std::int64_t sequence) {
    std::ostringstream text;
    JsonOut json(text, false);
    json.open('{').field("version", "bonafide.alert/1").field("sequence", sequence).field("key", alert.key).field("kind", kind_name(alert.kind));
    json.field("severity", severity_name(alert.severity)).field("time", iso_time(alert.time)).field("made", iso_time(alert.made));
    json.field("check", alert.check).field("title", alert.title).field("subject", alert.subject).field("message", alert.message);
    json.field("locator", alert.locator).field("count", alert.count).field("first", iso_time(alert.first)).field("last", iso_time(alert.last));
    json.texts("attack", alert.attack).key("fields").open('{');
    for (const auto& [name, value] : alert.fields) json.field(json_escape(valid_utf8(name) ? name : repair_utf8(name)), value);
    json.close('}').close('}');
    return std::move(text).str();
}

std::string alert_ocsf(const Alert& alert, std::int64_t sequence, std::string_view program_version) {
    constexpr std::array severity_ids{1, 2, 3, 4, 5};
    const Timestamp time = alert.time.known() ? alert.time : alert.made;
    std::ostringstream text;
    JsonOut json(text, false);
    json.open('{').field("class_uid", 2004).field("category_uid", 2).field("activity_id", 1).field("type_uid", 200401);
    json.field("severity_id", severity_ids[static_cast<std::size_t>(alert.severity)]).field("status_id", 1).field("time", time.us / 1000);
    json.field("message", alert.message).field("count", alert.count);
    json.key("metadata").open('{').field("version", "1.3.0").field("uid", alert.key).field("sequence", sequence).key("product").open('{');
    json.field("name", "Bonafide").field("vendor_name", "Bonafide").field("version", program_version).close('}').close('}');
    json.key("finding_info").open('{').field("uid", alert.key).field("title", alert.title).field("desc", alert.message);
    json.field("created_time", alert.made.us / 1000);
    if (alert.first.known()) json.field("first_seen_time", alert.first.us / 1000).field("last_seen_time", alert.last.us / 1000);
    json.key("analytic").open('{').field("uid", alert.check).field("name", alert.title).field("type_id", 1).close('}').key("attacks").open('[');
    for (const std::string& id : alert.attack) json.open('{').key("technique").open('{').field("uid", id).close('}').close('}');
    json.close(']').close('}');
    json.key("evidences").open('[').open('{').key("data").open('{').field("locator", alert.locator).close('}').close('}').close(']');
    json.key("resources").open('[').open('{').field("uid", alert.subject).field("name", alert.subject).close('}').close(']');
    json.key("unmapped").open('{').field("kind", kind_name(alert.kind)).close('}').close('}');
    return std::move(text).str();
}

std::string alert_text(const Alert& alert) {
    const Timestamp time = alert.time.known() ? alert.time : alert.made;
    return printable(iso_time(time) + "  " + std::string(severity_name(alert.severity)) + "  " + (alert.subject.empty() ? "-" : alert.subject) +
                     "  " + alert.message + (alert.locator.empty() ? "" : "  [" + alert.locator + "]"));
}

}  // namespace bonafide::watch
