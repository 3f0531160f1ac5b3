// From bytes to alerts and a piece: what the followed files say is parsed, understood, matched and added up, one thread. Whatever was read
// since the last commit is one piece; its alerts may be committed before it. Used by the watcher.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>

#include "base/parallel.h"
#include "scan/collector.h"
#include "scan/piece.h"
#include "sigma/correlate.h"
#include "watch/damper.h"
#include "watch/tail.h"

namespace bonafide::watch {

struct PipelineOptions {
    ReadLimits limits;
    Severity least = Severity::high;  ///< rules below it make no alert; they count for people all the same
    std::int64_t lateness_us = 5'000'000;
    std::size_t correlation_bytes = std::size_t{256} << 20;
};

/// A whole file, as it was read.
struct DocumentRead {
    Piece piece;
    std::uint64_t hits = 0;     ///< that correlations wait for
    std::uint64_t matches = 0;  ///< of all rules
    std::vector<Alert> alerts;  ///< of its hits, not yet told
    Damper::Again again = Damper::Again::count;
};

class Pipeline final : private RuleListener {
public:
    struct Names {
        std::string name, path;  ///< for good, and now
    };
    using NamesOf = std::function<Names(std::uint32_t id)>;  ///< of a followed file

    /// `damper` and `content` must outlive the pipeline.
    Pipeline(const Content& content, const PipelineOptions& options, Damper& damper, NamesOf names_of);
    ~Pipeline() override;

    /// Numbers the files of the piece that begins; none may join it afterwards.
    void begin_piece(const std::vector<std::unique_ptr<Tail>>& tails);
    [[nodiscard]] bool read(Tail& tail, bool ended, Timestamp now);
    /// Everything read since begin_piece().
    [[nodiscard]] Piece take_piece(const std::vector<std::unique_ptr<Tail>>& tails);
    /// Records in the piece so far.
    [[nodiscard]] std::uint64_t pending_records() const { return records_; }

    /// Reads a file as a whole; `name` as of a FileRow. `told`: hits before this offset were told; none: it may be all new or all old, and an
    /// alert that is there already is not counted again. Hits from `hold` on are not told yet: somebody may be writing there.
    /// Changes nothing that pipelines share, so that one may do this on a thread of its own.
    [[nodiscard]] Result<DocumentRead> read_document(const std::string& path, const std::string& name, std::optional<std::uint64_t> told,
                                                     std::uint64_t hold, Timestamp now, Cancel* cancel = nullptr);

    /// Once it is certain that the file was the one that was meant.
    void tell(DocumentRead& document, Timestamp now);

    /// The clock goes on: correlations that waited for it are decided. Only where nothing is left unread.
    void tick(Timestamp now);
    [[nodiscard]] std::vector<Alert> take_alerts();
    [[nodiscard]] bool has_alerts() const { return !alerts_.empty(); }
    /// Are there hits that the correlator could not use in time? Then the assessor counts again.
    [[nodiscard]] bool take_recount() { return std::exchange(recount_, false); }
    /// The alert of a firing. `known_only`: it was found by counting again, so one that is known is not new.
    void add_firing(const sigma::Firing& firing, const std::string& origin, const std::string& locator, Timestamp now, Damper::Again again);

    [[nodiscard]] std::string snapshot() const { return correlator_ ? correlator_->snapshot() : std::string(); }
    [[nodiscard]] Result<void> restore(std::string_view bytes);
    [[nodiscard]] std::optional<sigma::Correlator::Counters> correlations() const;

    struct Counters {
        std::uint64_t records = 0, matches = 0, alerts = 0;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    void matched(const Record& record, const FileName& file, const Meaning& meaning, std::size_t dialect, std::uint32_t rule) override;
    void kept(const sigma::Hit& hit) override;
    void take_firings(Timestamp now);
    void take_unread();

    const Content& content_;
    PipelineOptions options_;
    Damper& damper_;
    NamesOf names_of_;
    reading::UnreadLog unread_log_;
    reading::ChunkParser parser_;
    ScanOptions scan_;
    std::unique_ptr<Collector> collector_;
    std::optional<sigma::Correlator> correlator_;
    std::vector<std::uint32_t> id_of_number_;
    std::vector<Unread> unread_;
    std::vector<Alert> alerts_;
    std::uint64_t records_ = 0;
    Timestamp now_;
    const std::string* name_ = nullptr;  ///< of the followed file that is being read
    bool in_document_ = false, recount_ = false;
    std::vector<Alert> document_alerts_;
    std::set<std::string> document_keys_;
    std::uint64_t document_hits_ = 0, document_matches_ = 0, late_ = 0;
    std::optional<std::uint64_t> told_;  ///< hits before this offset are not told, nor those from hold_ on
    std::uint64_t hold_ = UINT64_MAX;
    Counters counters_;
};

}  // namespace bonafide::watch
