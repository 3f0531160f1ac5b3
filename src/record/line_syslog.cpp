// Syslog: RFC 5424, RFC 3164 and what is written into files by its name (without priority, with ISO times), Cisco's messages.
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "record/line_parts.h"

namespace bonafide::reading {

namespace {

constexpr std::array<std::string_view, 24> facilities{"kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
                                                      "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
                                                      "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::array<std::string_view, 8> severities{"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool digits(std::string_view text) {
    for (const char c : text)
        if (!is_digit(c)) return false;
    return !text.empty();
}
unsigned two(std::string_view text) {
    return (text[0] == ' ' ? 0U : static_cast<unsigned>(text[0] - '0') * 10) + static_cast<unsigned>(text[1] - '0');
}

/// `<34>`; -1 if there is none.
int take_priority(std::string_view& text) {
    const std::size_t close = text.substr(0, 5).find('>');
    if (!text.starts_with('<') || close == std::string_view::npos || close < 2 || !digits(text.substr(1, close - 1))) return -1;
    int out = 0;
    for (const char c : text.substr(1, close - 1)) out = out * 10 + (c - '0');
    if (out > 191) return -1;
    text.remove_prefix(close + 1);
    return out;
}

/// RFC 6587: the length of the frame before it, where frames are written one a line.
void skip_length(std::string_view& text) {
    const std::size_t blank = text.substr(0, 8).find(' ');
    if (blank != std::string_view::npos && blank + 1 < text.size() && text[blank + 1] == '<' && digits(text.substr(0, blank)))
        text.remove_prefix(blank + 1);
}

/// "Nov 24 18:14:18", perhaps with a year or a fraction of a second; its length, 0 if it is none.
std::size_t old_time(std::string_view text) {
    if (text.size() < 15 || text[3] != ' ') return 0;
    bool month = false;
    for (const std::string_view name : months) month = month || text.starts_with(name);
    if (!month || !(is_digit(text[4]) || text[4] == ' ') || !is_digit(text[5]) || text[6] != ' ') return 0;
    std::size_t at = 7;
    if (text.size() >= 20 && digits(text.substr(7, 4)) && text[11] == ' ') at = 12;
    if (text.size() < at + 8 || !digits(text.substr(at, 2)) || text[at + 2] != ':' || !digits(text.substr(at + 3, 2)) || text[at + 5] != ':' ||
        !digits(text.substr(at + 6, 2)))
        return 0;
    at += 8;
    if (at < text.size() && text[at] == '.') {
        std::size_t end = at + 1;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > at + 1) at = end;
    }
    return at;
}

/// "2026-11-24T18:14:18...", up to the next blank.
std::size_t new_time(std::string_view text) {
    if (text.size() < 19 || !digits(text.substr(0, 4)) || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':' || !digits(text.substr(11, 2)))
        return 0;
    return std::min(text.find(' ', 11), text.size());
}

/// The last time of this name not after `near` (and a day, for clocks that go wrong).
std::string with_year(std::string_view text, Timestamp near) {
    unsigned month = 1;
    for (unsigned i = 0; i < months.size(); ++i)
        if (text.starts_with(months[i])) month = i + 1;
    const unsigned day = two(text.substr(4, 2));
    const std::string_view clock = text.substr(7);
    if (!near.known()) return std::string(text);
    int year = civil_from_days(near.day()).year;
    if (days_from_civil({year, month, day}) > near.day() + 1) --year;
    return fmt::format("{:04}-{:02}-{:02}T{}", year, month, day, clock);
}

bool tag_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '@' || c == '(' ||
           c == ')';
}

/// `sshd[123]: message`; what is no tag is the message.
void take_tag(SyslogHead& out, std::string_view text) {
    out.message = text;
    if (is_cef(text) || is_leef(text)) return;
    std::size_t end = 0;
    while (end < text.size() && end < 64 && tag_letter(text[end])) ++end;
    std::string_view pid;
    std::size_t after = end;
    if (after < text.size() && text[after] == '[') {
        const std::size_t close = text.find(']', after);
        if (close == std::string_view::npos || close - after > 20) return;
        pid = text.substr(after + 1, close - after - 1);
        after = close + 1;
    }
    if (end == 0 || after >= text.size() || text[after] != ':') return;
    if (!digits(text.substr(0, end))) out.program = text.substr(0, end);  // a number is Cisco's count of messages
    out.pid = pid;
    out.message = text.substr(after + 1);
    if (out.message.starts_with(' ')) out.message.remove_prefix(1);
}

/// The end of structured data: `[id a="b"][..]` or "-".
std::size_t structured_end(std::string_view text) {
    if (text.starts_with('-')) return 1;
    std::size_t at = 0;
    while (at < text.size() && text[at] == '[') {
        bool quoted = false;
        for (++at; at < text.size() && (quoted || text[at] != ']'); ++at) {
            if (quoted && text[at] == '\\') ++at;
            else if (text[at] == '"') quoted = !quoted;
        }
        if (at >= text.size()) return std::string_view::npos;
        ++at;
    }
    return at == 0 ? std::string_view::npos : at;
}

std::string_view without_nil(std::string_view text) { return text == "-" ? std::string_view{} : text; }

bool take_modern(std::string_view text, SyslogHead& out) {
    if (!text.starts_with("1 ")) return false;
    text.remove_prefix(2);
    const std::string_view time = take_word(text);
    if (time != "-" && new_time(time) == 0) return false;
    out.time = without_nil(time);
    out.host = without_nil(take_word(text));
    out.program = without_nil(take_word(text));
    out.pid = without_nil(take_word(text));
    out.id = without_nil(take_word(text));
    const std::size_t end = structured_end(text);
    if (end == std::string_view::npos) {
        out.message = text;  // damaged, or left out
    } else {
        out.structured = without_nil(text.substr(0, end));
        out.message = text.substr(end);
        if (out.message.starts_with(' ')) out.message.remove_prefix(1);
    }
    if (out.message.starts_with("\xEF\xBB\xBF")) out.message.remove_prefix(3);
    out.modern = true;
    return true;
}

void add_structured(std::string_view text, JsonOut& out) {
    out.key("structured");
    out.raw('{');
    while (text.starts_with('[')) {
        const std::size_t end = structured_end(text.substr(0, text.size()));
        std::size_t close = 1;
        for (bool quoted = false; close < std::min(end, text.size()) && (quoted || text[close] != ']'); ++close) {
            if (quoted && text[close] == '\\') ++close;
            else if (text[close] == '"') quoted = !quoted;
        }
        std::string_view inside = text.substr(1, close - 1);
        out.key(take_word(inside));
        out.raw('{');
        Pairs pairs;
        find_pairs(inside, pairs);
        for (const auto& [key, value] : pairs.items) {
            std::string plain;
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (value[i] == '\\' && i + 1 < value.size() && std::string_view("\"\\]").find(value[i + 1]) != std::string_view::npos) ++i;
                plain += value[i];
            }
            out.member(key, plain);
        }
        out.raw('}');
        text.remove_prefix(std::min(close + 1, text.size()));
    }
    out.raw('}');
}

}  // namespace

std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view out = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return out;
}

bool take_syslog(std::string_view line, SyslogHead& out) {
    out = {};
    std::string_view text = line;
    skip_length(text);
    out.priority = take_priority(text);
    const bool marked = out.priority >= 0;
    if (marked && take_modern(text, out)) return true;
    const std::size_t old = old_time(text), modern = old == 0 && !text.starts_with('{') ? new_time(text) : 0;
    if (old + modern == 0 || text.size() <= old + modern || text[old + modern] != ' ') {
        if (!marked) return false;
        take_tag(out, text);  // RFC 3164, 4.3.3: no time; many devices send nothing else
        return true;
    }
    if (modern != 0 && text[10] != 'T') return false;
    out.time = text.substr(0, old + modern);
    out.yearless = old != 0 && !(text.size() > 11 && digits(text.substr(7, 4)));
    text.remove_prefix(old + modern + 1);
    std::string_view rest = text;
    const std::string_view host = take_word(rest);
    if (host.empty() || (!marked && rest.empty())) return false;
    if (host.ends_with(':') || is_cef(text) || is_leef(text)) {  // no host: "Nov 24 18:14:18 sudo: ..."
        take_tag(out, text);
        return marked || !out.program.empty() || is_cef(text) || is_leef(text);
    }
    out.host = host;
    take_tag(out, rest);
    if (marked || old != 0) return true;
    return !out.program.empty() || is_cef(out.message) || is_leef(out.message);  // an ISO time begins many other lines
}

void add_syslog(const SyslogHead& head, Timestamp near, JsonOut& out) {
    out.key("syslog");
    out.raw('{');
    if (head.priority >= 0) {
        out.member("facility", facilities[static_cast<std::size_t>(head.priority) / 8]);
        out.member("severity", severities[static_cast<std::size_t>(head.priority) % 8]);
    }
    if (!head.time.empty()) out.member("timestamp", head.yearless ? with_year(head.time, near) : std::string(head.time));
    if (!head.host.empty()) out.member("host", head.host);
    if (!head.program.empty()) out.member("program", head.program);
    if (!head.pid.empty()) out.member("pid", head.pid);
    if (!head.id.empty()) out.member("id", head.id);
    if (!head.structured.empty()) add_structured(head.structured, out);
    out.raw('}');
}

std::size_t find_cisco(std::string_view line) {
    for (std::size_t at = line.find('%'); at != std::string_view::npos && at < 160; at = line.find('%', at + 1)) {
        std::size_t end = at + 1, dashes = 0;
        bool level = false;
        for (; end < line.size() && (tag_letter(line[end])); ++end) {
            if (line[end] != '-') continue;
            ++dashes;
            level = level || (end + 2 < line.size() && is_digit(line[end + 1]) && line[end + 2] == '-');
        }
        if (dashes >= 2 && level && end < line.size() && line[end] == ':' && line[at + 1] >= 'A' && line[at + 1] <= 'Z') return at;
    }
    return std::string_view::npos;
}

bool add_cisco(std::string_view line, std::size_t at, Timestamp near, JsonOut& out) {
    if (at >= line.size()) return false;
    // In front: "host sequence: *Feb 17 13:40:03.673 UTC: ", any of it.
    std::string_view before = trim(line.substr(0, at)), mark = line.substr(at + 1, line.find(':', at) - at - 1);
    for (std::size_t i = 0; i + 15 <= before.size(); ++i) {
        const std::size_t size = old_time(before.substr(i));
        if (size == 0) continue;
        const std::string_view time = before.substr(i, size);
        out.member("time", digits(time.substr(7, 4)) ? std::string(time) : with_year(time, near));
        before = trim(before.substr(0, i));
        break;
    }
    while (before.ends_with('*') || before.ends_with('.') || before.ends_with(' ')) before.remove_suffix(1);
    if (const std::size_t blank = before.find(' '); !before.empty() && (blank != std::string_view::npos || !before.ends_with(':')))
        out.member("host", before.substr(0, blank));
    const std::size_t first = mark.find('-'), last = mark.rfind('-');
    std::size_t level = first;
    while (level != std::string_view::npos && !(level + 2 < mark.size() && is_digit(mark[level + 1]) && mark[level + 2] == '-'))
        level = mark.find('-', level + 1);
    if (level == std::string_view::npos || last <= level) return false;
    out.key("cisco");
    out.raw('{');
    out.member("facility", mark.substr(0, level));
    out.member("severity", mark.substr(level + 1, 1));
    out.member("mnemonic", mark.substr(level + 3));
    out.raw('}');
    out.member("message", trim(line.substr(at + 1 + mark.size() + 1)));
    return true;
}

}  // namespace bonafide::reading
