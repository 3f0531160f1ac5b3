#include "scan/collector.h"

namespace bonafide {

Collector::Collector(const Content& content, const ScanOptions& options, unsigned worker)
    : content_(content),
      mapper_(content.sources, content.attributes, content.names),
      ledger_(std::make_unique<Ledger>(content.attributes, content.geo, content.checks)),
      since_(options.since),
      until_(options.until) {
    if (content.sigma) rules_ = std::make_unique<RuleRunner>(*content.sigma, worker, options.hits);
}

void Collector::record(const Record& record, const TableHeader* header) {
    mapper_.map(record, header, file_, meaning_);
    if (take()) {
        if (rules_) rules_->run(record, header, file_, meaning_);  // once a record: rules see all of its rows
        ledger_->add(meaning_);
    }
    while (mapper_.next(meaning_))
        if (take()) ledger_->add(meaning_);
}

/// Counts what was understood; false if it is not to be used.
bool Collector::take() {
    tallies_.count(meaning_.event.record->locator().file, meaning_);
    if (!meaning_.problem.empty()) return false;
    const bool wanted = !outside(meaning_.event.time);
    tallies_.outside_time += !wanted;
    return wanted;
}

std::unique_ptr<Ledger> Collector::take_ledger() {
    return std::exchange(ledger_, std::make_unique<Ledger>(content_.attributes, content_.geo, content_.checks));
}

}  // namespace bonafide
