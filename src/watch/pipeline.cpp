#include "watch/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace bonafide::watch {

namespace {

std::vector<std::string> techniques_of(const sigma::Heading& heading) {
    std::vector<std::string> out;
    for (const std::string& tag : heading.tags)
        if (tag.starts_with("attack.t") && tag.size() > 8 && tag[8] >= '0' && tag[8] <= '9') out.push_back("T" + tag.substr(8));
    return out;
}

std::string locator_in(const FileName& file, const Locator& at) {
    Files one;
    Locator own = at;
    own.file = one.add(file);
    return locator_text(own, one);
}

}  // namespace

Pipeline::Pipeline(const Content& content, const PipelineOptions& options, Damper& damper, NamesOf names_of)
    : content_(content), options_(options), damper_(damper), names_of_(std::move(names_of)), parser_(content.names, options.limits, unread_log_) {
    collector_ = std::make_unique<Collector>(content, scan_, 0);
    if (!content.sigma) return;
    collector_->rules()->listen(this);
    if (!content.sigma->correlations().empty())
        correlator_.emplace(content.sigma->correlations(),
                            sigma::CorrelatorOptions{.lateness_us = options.lateness_us, .max_bytes = options.correlation_bytes});
}

Pipeline::~Pipeline() = default;

void Pipeline::begin_piece(const std::vector<std::unique_ptr<Tail>>& tails) {
    std::vector<Tail*> sorted;
    for (const auto& tail : tails) sorted.push_back(tail.get());
    std::ranges::sort(sorted, {}, [](const Tail* tail) -> const std::string& { return tail->row.name; });
    id_of_number_.clear();
    for (Tail* tail : sorted) {
        tail->number = static_cast<std::uint32_t>(id_of_number_.size());
        id_of_number_.push_back(tail->row.id);
    }
}

namespace {

/// Passes on to a collector that outlives the reading.
class ToCollector final : public RecordSink {
public:
    explicit ToCollector(Collector& collector) : collector_(collector) {}
    void begin_file(std::uint32_t number, const FileName& name) override { collector_.begin_file(number, name); }
    void record(const Record& record, const TableHeader* header) override { collector_.record(record, header); }

private:
    Collector& collector_;
};

}  // namespace

bool Pipeline::read(Tail& tail, bool ended, Timestamp now) {
    now_ = now;
    ToCollector sink(*collector_);
    const std::uint64_t before = records_;
    name_ = &tail.row.name;
    told_ = tail.row.quiet;
    hold_ = UINT64_MAX;
    const bool more = tail.read(parser_, sink, ended, records_);
    counters_.records += records_ - before;
    if (correlator_) take_firings(now);
    return more;
}

void Pipeline::take_unread() { std::ranges::move(unread_log_.take(), std::back_inserter(unread_)); }

Piece Pipeline::take_piece(const std::vector<std::unique_ptr<Tail>>& tails) {
    take_unread();
    std::vector<Tail*> read;
    for (const auto& tail : tails) {
        std::ranges::move(std::exchange(tail->unread, {}), std::back_inserter(unread_));
        if (tail->report.records > 0 || tail->report.bytes > 0) read.push_back(tail.get());
    }
    std::ranges::sort(read, {}, &Tail::number);
    Piece piece;
    std::vector<std::uint32_t> new_index(id_of_number_.size());
    for (Tail* tail : read) {
        new_index[tail->number] = static_cast<std::uint32_t>(piece.read.reports.size());
        FileReport report = tail->report;
        report.file = {tail->row.name, {}};
        piece.read.files.add(report.file);
        piece.read.reports.push_back(std::move(report));
        tail->report.bytes = tail->report.records = 0;
    }
    piece.read.unread = std::exchange(unread_, {});
    piece.ledger = collector_->take_ledger();
    piece.ledger->renumber_files(new_index);
    const Tallies tallies = collector_->take_tallies();
    piece.tallies = tallies;
    piece.tallies.by_file.clear();
    piece.tallies.not_understood.clear();
    for (const auto& [file, list] : tallies.by_file) piece.tallies.by_file[new_index[file]] = list;
    for (const auto& [file, list] : tallies.not_understood) piece.tallies.not_understood[new_index[file]] = list;
    if (content_.sigma) {
        piece.rules = collector_->rules()->take_tally();
        piece.hit_logs.push_back(collector_->rules()->take_log());
        piece.hit_logs.back().renumber_files(new_index);
    }
    records_ = 0;
    return piece;
}

Result<DocumentRead> Pipeline::read_document(const std::string& path, const std::string& name, std::optional<std::uint64_t> told, std::uint64_t hold,
                                             Timestamp now, Cancel* cancel) {
    now_ = now;
    name_ = &name;
    in_document_ = true;
    told_ = told;
    hold_ = hold;
    document_hits_ = document_matches_ = 0;
    document_alerts_.clear();
    document_keys_.clear();
    ReadOptions read;
    read.threads = 1;
    read.limits = options_.limits;
    read.cancel = cancel;
    auto piece = bonafide::read_piece(content_, scan_, read, {path}, this);
    in_document_ = false;
    if (!piece) return std::unexpected(piece.error());
    return DocumentRead{std::move(*piece), document_hits_, document_matches_, std::exchange(document_alerts_, {}),
                        told ? Damper::Again::count : Damper::Again::ignore};
}

void Pipeline::tell(DocumentRead& document, Timestamp now) {
    recount_ |= document.hits > 0;
    counters_.matches += document.matches;
    for (const FileReport& report : document.piece.read.reports) counters_.records += report.records;
    for (Alert& alert : document.alerts) {
        if (!damper_.admit(alert, now, document.again)) continue;
        ++counters_.alerts;
        alerts_.push_back(std::move(alert));
    }
    document.alerts.clear();
}

void Pipeline::matched(const Record& record, const FileName& file, const Meaning& meaning, std::size_t dialect, std::uint32_t rule) {
    ++(in_document_ ? document_matches_ : counters_.matches);
    const RunningRules& rules = *content_.sigma;
    const sigma::Heading& heading = rules.set().rules()[rule].heading;
    const Severity severity = severity_of(heading.level);
    if (severity < options_.least) return;
    if (const std::uint64_t at = record.locator().offset; at < told_.value_or(0) || at >= hold_) return;
    const Event& event = meaning.event;
    const IdentifierView& who = event.actor.kind != IdentifierKind::none ? event.actor : event.device;
    Alert alert;
    alert.severity = severity;
    alert.check = rules.name(rule);
    alert.subject = who.kind == IdentifierKind::none ? std::string() : std::string(who.text);
    alert.time = alert.first = alert.last = event.time;
    alert.locator = locator_in(file, record.locator());
    alert.origin = locator_in({*name_, file.member}, record.locator());
    alert.key = damper_.key_of(fmt::format("rule|{}|{}", alert.check, normalise_identifier(who.kind, who.text)), event.time, alert.origin);
    alert.title = heading.title;
    alert.made = now_;
    alert.message = fmt::format("{}{}{}", heading.title, alert.subject.empty() ? "" : ": ", alert.subject);
    if (in_document_ ? !document_keys_.insert(alert.key).second : !damper_.admit(alert, now_, Damper::Again::count)) {
        if (in_document_) document_alerts_.push_back(std::move(alert));  // one more of its key: only counted
        return;
    }
    alert.fields = rules.engine().matched_fields(record, dialect, rule);
    alert.attack = techniques_of(heading);
    if (in_document_) return document_alerts_.push_back(std::move(alert));
    ++counters_.alerts;
    alerts_.push_back(std::move(alert));
}

void Pipeline::kept(const sigma::Hit& hit) {
    if (in_document_) {
        ++document_hits_;
        return;
    }
    if (!correlator_ || hit.where.file >= id_of_number_.size()) return;
    sigma::Hit lasting = hit;
    lasting.where.file = id_of_number_[hit.where.file];
    correlator_->feed(lasting);
}

void Pipeline::tick(Timestamp now) {
    if (!correlator_) return;
    correlator_->clock(now);
    take_firings(now);
}

void Pipeline::take_firings(Timestamp now) {
    for (const sigma::Firing& firing : correlator_->take()) {
        const Names names = names_of_(firing.last.file);
        add_firing(firing, locator_in({names.name, {}}, firing.last), locator_in({names.path, {}}, firing.last), now, Damper::Again::count);
    }
    const sigma::Correlator::Counters counters = correlator_->counters();
    if (const std::uint64_t late = counters.late + counters.ahead + counters.evicted; late != late_) late_ = late, recount_ = true;
}

void Pipeline::add_firing(const sigma::Firing& firing, const std::string& origin, const std::string& locator, Timestamp now, Damper::Again again) {
    const sigma::Heading& heading = content_.sigma->set().correlations()[firing.correlation].heading;
    const Severity severity = severity_of(heading.level);
    if (severity < options_.least) return;
    std::string group;
    for (const std::string& value : firing.group) group += (group.empty() ? "" : ", ") + value;
    Alert alert;
    alert.kind = AlertKind::correlation;
    alert.severity = severity;
    alert.check = heading.id.empty() ? heading.title : heading.id;
    alert.subject = group;
    alert.title = heading.title;
    alert.time = firing.time;
    alert.first = firing.first_time;
    alert.last = firing.last_time;
    alert.made = now;
    alert.count = static_cast<std::uint64_t>(std::max(firing.figure, 1.0));
    alert.origin = origin;
    alert.locator = locator;
    // By its time, not its last event: events of one moment may stand in any order.
    alert.key = damper_.key_of(fmt::format("correlation|{}|{}", alert.check, group), firing.time, iso_time(firing.time));
    alert.message = fmt::format("{}{}{} ({:g})", heading.title, group.empty() ? "" : ": ", group, firing.figure);
    alert.attack = techniques_of(heading);
    if (!damper_.admit(alert, now, again)) return;
    ++counters_.alerts;
    alerts_.push_back(std::move(alert));
}

std::vector<Alert> Pipeline::take_alerts() { return std::exchange(alerts_, {}); }

Result<void> Pipeline::restore(std::string_view bytes) {
    recount_ = true;  // hits since the snapshot are counted again by the assessor
    if (!correlator_ || bytes.empty()) return {};
    return correlator_->restore(bytes);
}

std::optional<sigma::Correlator::Counters> Pipeline::correlations() const {
    return correlator_ ? std::optional(correlator_->counters()) : std::nullopt;
}

}  // namespace bonafide::watch
