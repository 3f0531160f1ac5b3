// One worker's way from Records to a Ledger: mapped, counted, matched against the rules, added up. Used by collect, and by watch for what
// comes in live.
#pragma once

#include "scan/collect.h"
#include "source/source.h"

namespace bonafide {

class Collector : public RecordSink {
public:
    Collector(const Content& content, const ScanOptions& options, unsigned worker);

    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }
    void record(const Record& record, const TableHeader* header) override;

    [[nodiscard]] std::unique_ptr<Ledger>& ledger() { return ledger_; }
    [[nodiscard]] const Tallies& tallies() const { return tallies_; }
    [[nodiscard]] RuleRunner* rules() { return rules_.get(); }  ///< nullptr: no rules run
    /// Takes what was collected since the last time, with an empty ledger in its place.
    [[nodiscard]] std::unique_ptr<Ledger> take_ledger();
    [[nodiscard]] Tallies take_tallies() { return std::exchange(tallies_, {}); }

private:
    [[nodiscard]] bool take();
    [[nodiscard]] bool outside(Timestamp at) const { return at.known() && ((since_.known() && at < since_) || (until_.known() && at >= until_)); }

    const Content& content_;
    Mapper mapper_;
    std::unique_ptr<Ledger> ledger_;
    std::unique_ptr<RuleRunner> rules_;
    Tallies tallies_;
    Meaning meaning_;
    FileName file_;
    Timestamp since_, until_;
};

}  // namespace bonafide
