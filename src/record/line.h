// One line of a log, or one message of a socket, as a record: syslog (RFC 3164, RFC 5424), CEF, LEEF, auditd, key=value, access
// logs of web servers, JSON; and what of these stands inside of syslog. Each is written as a JSON object (docs/formats.md says
// with which keys) and read like one. Used by text_parser for files and by watch for sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "record/reader.h"

namespace bonafide {

enum class LineKind : std::uint8_t { none, json, xml, syslog, cisco, cef, leef, audit, access, pairs };

/// What a line is, by itself.
[[nodiscard]] LineKind line_kind(std::string_view line);
/// "syslog", "CEF", ...
[[nodiscard]] std::string_view line_kind_name(LineKind kind);

/// Messages → Records. One for each worker; no allocation for a message once warm.
class LineReader {
public:
    LineReader(const FieldNames& names, const ReadLimits& limits);
    ~LineReader();
    /// Valid until the next call. nullptr: it is of no kind known, or damaged (fault() says what is wrong). `any`: such a message
    /// becomes {"message": ...} instead. `near`: a time of RFC 3164 has no year and is taken as the last one not after `near`.
    [[nodiscard]] const Record* read(std::string_view message, const Locator& locator, Timestamp near, bool any = false);
    [[nodiscard]] const char* fault() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bonafide
