// What watch tells: a rule that matched, a correlation that came true, somebody whose band rose, a cluster that formed. Made by the pipeline
// and the assessor, kept in the outbox (state.h), sent by the outputs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace bonafide::watch {

enum class AlertKind : std::uint8_t { rule, correlation, band, cluster, more, notice };
enum class Severity : std::uint8_t { informational, low, medium, high, critical };

[[nodiscard]] std::string_view kind_name(AlertKind kind);
[[nodiscard]] std::string_view severity_name(Severity severity);
/// Of Sigma's level; an absent or unknown one is low.
[[nodiscard]] Severity severity_of(std::string_view level);
[[nodiscard]] bool severity_from(std::string_view name, Severity& out);

struct Alert {
    std::string key;  ///< what makes it this alert: a second one of the same key is the same, whatever happens twice
    AlertKind kind = AlertKind::rule;
    Severity severity = Severity::high;
    Timestamp time, made;          ///< of the event; of the alert
    std::string check, title;      ///< rule or check
    std::string subject, message;  ///< whose account, person or cluster; one sentence
    std::string origin;            ///< where its event lies, by a name that does not change when the file is rotated; not shown
    std::string locator;           ///< for `bonafide show`
    std::uint64_t count = 1;       ///< events it stands for
    Timestamp first, last;         ///< of those events
    std::vector<std::pair<std::string, std::string>> fields;
    std::vector<std::string> attack;  ///< ATT&CK techniques

    bool operator==(const Alert&) const = default;
};

/// As bytes for the outbox.
[[nodiscard]] std::string pack(const Alert& alert);
[[nodiscard]] Result<Alert> unpack_alert(std::string_view bytes);

/// One line of NDJSON (`bonafide.alert/1`, docs/watch.md), without its line feed.
[[nodiscard]] std::string alert_json(const Alert& alert, std::int64_t sequence);
/// The same as an OCSF 1.3 Detection Finding.
[[nodiscard]] std::string alert_ocsf(const Alert& alert, std::int64_t sequence, std::string_view program_version);
/// One line for the terminal, safe to print.
[[nodiscard]] std::string alert_text(const Alert& alert);

}  // namespace bonafide::watch
