// Keeps alerts readable and loses none: of one rule and one subject the first event in a window of time makes an alert and the others are
// counted ("41 more"), and so is what goes over the limit of alerts a minute. Decided by the events' own times, so that reading again after a
// crash decides the same. Summaries are made only together with a commit of the state.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "watch/alert.h"

namespace bonafide::watch {

struct DamperOptions {
    std::int64_t window_us = std::int64_t{3600} * 1'000'000;  ///< 0: every event makes an alert
    std::int64_t summary_us = std::int64_t{60} * 1'000'000;   ///< how long counts wait to be told
    std::uint32_t per_minute = 600;                           ///< alerts of rules and correlations; 0: no limit
    std::size_t most_entries = 200'000;
};

class Damper {
public:
    /// The alert of a key that was made before, if there is one.
    using Lookup = std::function<std::optional<Alert>(const std::string& key)>;

    Damper(const DamperOptions& options, Lookup lookup) : options_(options), lookup_(std::move(lookup)) {}

    /// The key under which an event of `what` (rule and subject) at `time` is told; events without a time stand alone.
    [[nodiscard]] std::string key_of(std::string_view what, Timestamp time, std::string_view origin) const;

    enum class Again { count, ignore };  ///< what to do with an event whose key is known: count it, or it was counted before
    /// Should the alert be sent? Else it is counted. `alert.key` and `alert.origin` are set.
    [[nodiscard]] bool admit(const Alert& alert, Timestamp now, Again again);

    /// What is due to be told of counted events; `all`: whatever is counted, because the program ends.
    [[nodiscard]] std::vector<Alert> summaries(Timestamp now, bool all);

    /// What changed since the last call, as bytes by key; empty bytes: to be forgotten.
    [[nodiscard]] std::map<std::string, std::string> changes();
    [[nodiscard]] Result<void> load(const std::map<std::string, std::string>& kept);

    struct Counters {
        std::uint64_t admitted = 0, repeated = 0, limited = 0;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        Alert alert;                 ///< the first, without its fields
        std::uint64_t more = 0;      ///< counted since the last summary
        std::uint64_t told = 0;      ///< summaries so far
        Timestamp first, last;       ///< of the counted events
        Timestamp waiting, touched;  ///< clock: since when something is counted; last use
    };
    struct Limited {
        Alert alert;
        std::uint64_t count = 0;
        Timestamp waiting;
    };
    [[nodiscard]] bool within_limit(Timestamp now);
    void count(Entry& entry, const Alert& alert, Timestamp now);
    [[nodiscard]] Alert summary_of(const std::string& key, Entry& entry, Timestamp now);
    [[nodiscard]] bool forget(const std::string& key, const Entry& entry, Timestamp now, bool full);

    DamperOptions options_;
    Lookup lookup_;
    std::unordered_map<std::string, Entry, StringHash, std::equal_to<>> entries_;
    std::map<std::string, Limited> limited_;  ///< by rule
    std::set<std::string> changed_;           ///< keys of entries that differ from what was last given by changes()
    std::uint64_t limits_told_ = 0;
    bool limits_changed_ = false;
    Timestamp swept_;
    Timestamp minute_;
    std::uint32_t in_minute_ = 0;
    Counters counters_;
};

}  // namespace bonafide::watch
