// How each kind of line is written as JSON. Every function adds members to an object that its caller opened, and says whether the text
// was of its kind. Used by line and text_parser.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "record/json_write.h"

namespace bonafide::reading {

using Pair = std::pair<std::string_view, std::string_view>;

/// key=value and key="value with \" blanks" one behind the other, anywhere in the text. `whole`: is there nothing else?
struct Pairs {
    std::vector<Pair> items;
    bool whole = true;
};
void find_pairs(std::string_view text, Pairs& out);
void add_pairs(const Pairs& pairs, JsonOut& out);

/// Up to the next blank, which is taken too.
std::string_view take_word(std::string_view& text);

[[nodiscard]] bool is_cef(std::string_view text);
[[nodiscard]] bool is_leef(std::string_view text);
[[nodiscard]] bool add_cef(std::string_view text, JsonOut& out);
[[nodiscard]] bool add_leef(std::string_view text, JsonOut& out);

/// Where syslog's own part ends and the message begins.
struct SyslogHead {
    int priority = -1;
    std::string_view time, host, program, pid, id, structured, message;
    bool modern = false;    ///< RFC 5424
    bool yearless = false;  ///< RFC 3164
};
[[nodiscard]] bool take_syslog(std::string_view line, SyslogHead& out);
/// `"syslog":{...}`
void add_syslog(const SyslogHead& head, Timestamp near, JsonOut& out);
/// `%FACILITY-5-MNEMONIC: text` of Cisco's devices; nothing where there is none near the beginning.
[[nodiscard]] std::size_t find_cisco(std::string_view line);
[[nodiscard]] bool add_cisco(std::string_view line, std::size_t at, Timestamp near, JsonOut& out);

[[nodiscard]] bool is_access(std::string_view line);
[[nodiscard]] bool add_access(std::string_view line, JsonOut& out);

/// What joins the records of one event: node, time and serial number.
struct AuditMark {
    std::string_view node, type, time, serial;
    std::string_view rest;  ///< behind "): "
    [[nodiscard]] bool same_event(const AuditMark& other) const { return serial == other.serial && time == other.time && node == other.node; }
};
[[nodiscard]] bool take_audit(std::string_view line, AuditMark& out);
/// All records of an event as the members of one object.
void add_audit(const std::vector<AuditMark>& event, JsonOut& out);

/// IIS and others (W3C extended log file format): the names of `#Fields:`, the values of a line.
void add_w3c(std::string_view fields, std::string_view line, JsonOut& out);

}  // namespace bonafide::reading
