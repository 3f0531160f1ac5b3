// One worker's matching: hands each understood record to the engine, states every hit about the event's person (`rule.hit`), counts it,
// keeps it for correlations and writes it down where asked. Used by collect.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scan/hit_file.h"
#include "scan/rules.h"
#include "sigma/correlate_hits.h"
#include "source/event.h"

namespace bonafide {

/// What was counted of rules. Sums and unions only.
struct RuleTally {
    std::vector<std::uint64_t> matches, sampled_ns;  ///< by rule
    std::vector<sigma::ViewSet> seen;                ///< by dialect: kinds of events that were there
    std::uint64_t events = 0;                        ///< handed to the engine
    void merge(const RuleTally& other);
};

/// Told of hits as they come, where somebody wants to know at once (watch).
class RuleListener {
public:
    virtual ~RuleListener() = default;
    /// A rule that speaks for itself matched; `dialect`: index into RunningRules::dialects().
    virtual void matched(const Record& record, const FileName& file, const Meaning& meaning, std::size_t dialect, std::uint32_t rule) = 0;
    /// A hit that correlations wait for; it is kept in the log as well.
    virtual void kept(const sigma::Hit& hit) = 0;
};

class RuleRunner {
public:
    /// `hits`: where lines are written; empty: nowhere.
    RuleRunner(const RunningRules& rules, unsigned worker, const std::filesystem::path& hits);

    /// Adds the hits to the meaning's statements. Views in it live until the next call.
    void run(const Record& record, const TableHeader* header, const FileName& file, Meaning& meaning);

    /// nullptr: nobody.
    void listen(RuleListener* listener) { listener_ = listener; }

    [[nodiscard]] RuleTally tally() const;
    [[nodiscard]] HitLines* lines() { return lines_ ? &*lines_ : nullptr; }
    [[nodiscard]] sigma::HitLog& log() { return *log_; }
    /// The tally and the log since the last time.
    [[nodiscard]] RuleTally take_tally();
    [[nodiscard]] sigma::HitLog take_log();

private:
    void state(std::uint32_t rule, Meaning& meaning) const;
    void write(const Record& record, const FileName& file, const Meaning& meaning, std::size_t dialect, std::uint32_t rule);
    void keep(const Record& record, const Meaning& meaning, std::size_t dialect, std::uint32_t rule);

    const RunningRules& rules_;
    sigma::Matcher matcher_;
    std::vector<std::uint64_t> matches_;
    std::optional<HitLines> lines_;
    std::optional<sigma::HitLog> log_;
    RuleTally taken_;  ///< what take_tally() gave so far
    RuleListener* listener_ = nullptr;
    const Source* last_source_ = nullptr;
    std::size_t last_dialect_ = 0;
    std::vector<std::string> values_;
    std::vector<std::string_view> views_;
};

}  // namespace bonafide
