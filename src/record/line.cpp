#include "record/line.h"

#include <array>

#include "base/text.h"
#include "record/json_scan.h"
#include "record/line_parts.h"
#include "record/rendered.h"
#include "record/text_parser.h"
#include "record/xml_events.h"

namespace bonafide {

using namespace reading;

namespace {

bool is_object(std::string_view text) {
    text = trim(text);
    return text.starts_with('{') && text.ends_with('}') && end_of_value(text, 0) == text.size();
}

/// Enough to say that a line of nothing else is meant to be read by machines.
constexpr std::size_t few_pairs = 3;

bool is_pairs(std::string_view line) {
    Pairs pairs;
    find_pairs(line, pairs);
    return pairs.whole && pairs.items.size() >= few_pairs;
}

/// "jo : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/ls -la": only the semicolons part them.
void add_sudo(std::string_view message, JsonOut& out) {
    const std::size_t colon = message.find(" : ");
    if (colon == std::string_view::npos) return;
    out.member("user", trim(message.substr(0, colon)));
    for (std::string_view rest = message.substr(colon + 3); !rest.empty();) {
        std::size_t end = rest.find(" ; ");
        const std::string_view item = trim(rest.substr(0, rest.starts_with("COMMAND=") ? std::string_view::npos : end));
        if (const std::size_t equals = item.find('='); equals != std::string_view::npos) out.member(item.substr(0, equals), item.substr(equals + 1));
        if (end == std::string_view::npos || item.starts_with("COMMAND=")) return;
        rest.remove_prefix(end + 3);
    }
}

/// What a message of syslog holds, as further members. False: nothing but text.
bool add_content(std::string_view message, Timestamp near, JsonOut& out) {
    AuditMark mark;
    if (message.starts_with("@cee:")) message = trim(message.substr(5));
    if (is_object(message)) {
        const std::string_view inside = trim(trim(message).substr(1, trim(message).size() - 2));
        if (inside.empty()) return false;
        out.raw(','), out.raw(inside);
        return true;
    }
    if (is_event_xml(message)) {  // Sysmon for Linux
        JsonOut event;
        if (!write_event_xml(message, event)) return false;
        out.raw(','), out.raw(event.view().substr(1, event.size() - 2));
        return true;
    }
    if (is_cef(message)) return add_cef(message, out);
    if (is_leef(message)) return add_leef(message, out);
    if (take_audit(message, mark)) return add_audit({mark}, out), true;
    if (is_access(message)) return add_access(message, out);
    if (const std::size_t cisco = find_cisco(message); cisco != std::string_view::npos) return add_cisco(message, cisco, near, out);
    out.member("message", message);
    if (message.find(" ; COMMAND=") != std::string_view::npos) return add_sudo(message, out), true;
    Pairs pairs;
    find_pairs(message, pairs);
    if (pairs.items.size() >= few_pairs) add_pairs(pairs, out);
    return true;
}

}  // namespace

std::string_view line_kind_name(LineKind kind) {
    constexpr std::array<std::string_view, 10> names{"text", "json", "Windows XML", "syslog",     "Cisco syslog",
                                                     "CEF",  "LEEF", "auditd",      "access log", "key=value"};
    return names[static_cast<std::size_t>(kind)];
}

LineKind line_kind(std::string_view line) {
    line = trim(line);
    AuditMark mark;
    SyslogHead head;
    if (line.empty()) return LineKind::none;
    if (line.front() == '{') return is_object(line) ? LineKind::json : LineKind::none;
    if (is_event_xml(line)) return LineKind::xml;
    if (is_cef(line)) return LineKind::cef;
    if (is_leef(line)) return LineKind::leef;
    if (take_audit(line, mark)) return LineKind::audit;
    if (take_syslog(line, head)) return LineKind::syslog;
    if (is_access(line)) return LineKind::access;
    if (find_cisco(line) != std::string_view::npos) return LineKind::cisco;
    return is_pairs(line) ? LineKind::pairs : LineKind::none;
}

bool reading::write_line(LineKind kind, std::string_view line, Timestamp near, bool content, JsonOut& out) {
    line = trim(line);
    AuditMark mark;
    SyslogHead head;
    Pairs pairs;
    if (kind == LineKind::json) return out.raw(line), true;
    if (kind == LineKind::xml) return write_event_xml(line, out);
    out.raw('{');
    bool good = false;
    switch (kind) {
        case LineKind::cef: good = add_cef(line, out); break;
        case LineKind::leef: good = add_leef(line, out); break;
        case LineKind::audit:
            good = take_audit(line, mark);
            add_audit({mark}, out);
            break;
        case LineKind::access: good = add_access(line, out); break;
        case LineKind::cisco: good = add_cisco(line, find_cisco(line), near, out); break;
        case LineKind::pairs:
            find_pairs(line, pairs);
            add_pairs(pairs, out);
            good = !pairs.items.empty();
            break;
        case LineKind::syslog:
            good = take_syslog(line, head);
            add_syslog(head, near, out);
            if (!content || !add_content(head.message, near, out)) out.member("message", head.message);
            break;
        default: out.member("message", line), good = true;
    }
    out.raw('}');
    return good;
}

struct LineReader::State {
    State(const FieldNames& names, const ReadLimits& limits) : rendered(names, limits.max_depth), longest(limits.max_record_bytes) {}
    Rendered rendered;
    std::uint64_t longest;
    const char* fault = "";
};

LineReader::LineReader(const FieldNames& names, const ReadLimits& limits) : state_(std::make_unique<State>(names, limits)) {}
LineReader::~LineReader() = default;

const char* LineReader::fault() const { return state_->fault; }

const Record* LineReader::read(std::string_view message, const Locator& locator, Timestamp near, bool any) {
    State& state = *state_;
    const LineKind kind = line_kind(message);
    const auto fail = [&](const char* what) { return state.fault = what, nullptr; };
    if (message.size() > state.longest) return fail("line longer than the limit for one record");
    if (kind == LineKind::none && (!any || trim(message).empty())) return fail("a line of no kind known");
    for (const bool content : {true, false}) {  // what looks like JSON inside of a message may be none
        state.rendered.json.clear();
        if (!write_line(kind, message, near, content, state.rendered.json)) break;
        if (const Record* record = state.rendered.read(locator)) return record;
        if (kind == LineKind::json) return fail(state.rendered.fault());
    }
    return fail("a damaged line");
}

}  // namespace bonafide
