// auditd: type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e ... ; records of one time and serial number are one event.
// https://github.com/linux-audit/audit-documentation/wiki/SPEC-Writing-Good-Events
#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/line_parts.h"

namespace bonafide::reading {

namespace {

/// Numbers that the kernel writes where nobody translates them (linux/audit.h).
constexpr std::array<Pair, 20> numbers{{{"1100", "USER_AUTH"},  {"1101", "USER_ACCT"}, {"1103", "CRED_ACQ"},      {"1104", "CRED_DISP"},
                                        {"1105", "USER_START"}, {"1106", "USER_END"},  {"1112", "USER_LOGIN"},    {"1123", "USER_CMD"},
                                        {"1300", "SYSCALL"},    {"1302", "PATH"},      {"1305", "CONFIG_CHANGE"}, {"1306", "SOCKADDR"},
                                        {"1307", "CWD"},        {"1309", "EXECVE"},    {"1320", "EOE"},           {"1325", "NETFILTER_CFG"},
                                        {"1326", "SECCOMP"},    {"1327", "PROCTITLE"}, {"1400", "AVC"},           {"1701", "ANOM_ABEND"}}};

/// Fields a user chose the text of: the kernel writes them in hexadecimal where they hold blanks or quotes, and else in quotes.
constexpr std::array<std::string_view, 18> encoded{"proctitle", "name", "cwd",  "exe",   "comm", "acct",     "cmd",      "path",       "data",
                                                   "key",       "dir",  "file", "ocomm", "vm",   "new-disk", "old-disk", "saddr_path", "watch"};

bool hexadecimal(std::string_view text) {
    return text.size() >= 2 && text.size() % 2 == 0 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); });
}

int nibble(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/// Arguments are parted by NUL, several keys by 0x01.
std::string decode(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const char c = static_cast<char>(nibble(hex[i]) * 16 + nibble(hex[i + 1]));
        out += c == '\0' ? ' ' : c == '\x01' ? ',' : c;
    }
    return out;
}

bool argument(std::string_view key) {
    return key.size() >= 2 && key[0] == 'a' &&
           std::ranges::all_of(key.substr(1), [](char c) { return (c >= '0' && c <= '9') || c == '[' || c == ']'; });
}

std::string value_of(std::string_view type, std::string_view key, std::string_view value, bool quoted) {
    const bool may_be = std::ranges::find(encoded, key) != encoded.end() || (type == "EXECVE" && argument(key));
    return may_be && !quoted && hexadecimal(value) ? decode(value) : std::string(value);
}

/// `command`: the arguments of EXECVE, in order.
void add_record(const AuditMark& record, JsonOut& out, std::string& command) {
    Pairs pairs, inside;
    find_pairs(record.rest, pairs);
    for (const auto& [key, value] : pairs.items) {
        // Both kinds of quotes are part of the text that the value was cut from.
        const char before = value.data() > record.rest.data() ? value.data()[-1] : '\0';
        if (key == "msg" && before == '\'') {
            find_pairs(value, inside);
            for (const auto& [k, v] : inside.items) out.member(k, value_of(record.type, k, v, v.data() > value.data() && v.data()[-1] == '"'));
            continue;
        }
        const std::string text = value_of(record.type, key, value, before == '"' || before == '\'');
        out.member(key, text);
        if (record.type == "EXECVE" && argument(key)) command += (command.empty() ? "" : " ") + text;
    }
}

}  // namespace

bool take_audit(std::string_view line, AuditMark& out) {
    out = {};
    std::string_view text = line;
    for (const std::string_view lead : {"audispd: ", "audit: ", "kernel: "})
        if (text.starts_with(lead)) text.remove_prefix(lead.size());
    const auto take = [&text](std::string_view key, std::string_view& value) {
        if (!text.starts_with(key)) return false;
        const std::size_t end = std::min(text.find(' ', key.size()), text.size());
        value = text.substr(key.size(), end - key.size());
        text.remove_prefix(std::min(end + 1, text.size()));
        return true;
    };
    (void)take("node=", out.node);
    if (!take("type=", out.type)) return false;
    if (text.starts_with("msg=")) text.remove_prefix(4);
    if (!text.starts_with("audit(")) return false;
    const std::size_t close = text.find(')'), colon = text.rfind(':', close);
    if (close == std::string_view::npos || colon == std::string_view::npos || colon < 6) return false;
    out.time = text.substr(6, colon - 6);
    out.serial = text.substr(colon + 1, close - colon - 1);
    out.rest = text.substr(close + 1);
    if (out.rest.starts_with(':')) out.rest.remove_prefix(1);
    const auto known = std::ranges::find(numbers, out.type, &Pair::first);
    if (known != numbers.end()) out.type = known->second;
    return true;
}

void add_audit(const std::vector<AuditMark>& event, JsonOut& out) {
    if (event.empty()) return;
    if (!event.front().node.empty()) out.member("node", event.front().node);
    out.key("type");
    out.raw('[');
    for (std::size_t i = 0; i < event.size(); ++i) {
        if (i != 0) out.raw(',');
        out.string(event[i].type);
    }
    out.raw(']');
    // Under one name, so that nothing else is taken for it.
    out.key("audit");
    out.raw('{');
    out.member("time", event.front().time);
    out.member("serial", event.front().serial);
    out.raw('}');
    std::string command;
    for (const AuditMark& record : event) add_record(record, out, command);
    if (!command.empty()) out.member("cmdline", command);
}

}  // namespace bonafide::reading
