#include "scan/collect.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <optional>

#include "record/discover.h"
#include "record/unread_log.h"
#include "scan/collector.h"
#include "scan/piece.h"
#include "scan/stamps.h"

namespace bonafide {

namespace {

SourceTally& tally_of(std::vector<SourceTally>& tallies, const Source* source, bool generic) {
    for (SourceTally& tally : tallies)
        if (tally.source == source && tally.generic == generic) return tally;
    return tallies.emplace_back(SourceTally{source, generic, 0, {}, {}});
}

}  // namespace

void widen(Timestamp& first, Timestamp& last, Timestamp at) {
    if (!at.known()) return;
    if (!first.known() || at < first) first = at;
    last = std::max(last, at);
}

void Tallies::count(std::uint32_t file, const Meaning& meaning) {
    const bool understood = meaning.problem.empty();
    SourceTally& tally = tally_of(by_file[file], understood ? meaning.event.source : nullptr, meaning.generic);
    ++tally.records;
    if (!understood) {
        ++not_understood[file][std::string(meaning.problem)];
        return;
    }
    widen(tally.first, tally.last, meaning.event.time);
    widen(first, last, meaning.event.time);
    ++events;
    statements += meaning.statements.size();
}

void Tallies::merge(const Tallies& other) {
    for (const auto& [file, tallies] : other.by_file)
        for (const SourceTally& theirs : tallies) {
            SourceTally& ours = tally_of(by_file[file], theirs.source, theirs.generic);
            ours.records += theirs.records;
            widen(ours.first, ours.last, theirs.first);
            widen(ours.first, ours.last, theirs.last);
        }
    for (const auto& [file, reasons] : other.not_understood)
        for (const auto& [reason, count] : reasons) not_understood[file][reason] += count;
    events += other.events;
    statements += other.statements;
    outside_time += other.outside_time;
    widen(first, last, other.first);
    widen(first, last, other.last);
}

unsigned worker_count(const ScanOptions& options) { return options.threads ? options.threads : usable_cores(); }

ReadOptions read_options(const ScanOptions& options) {
    ReadOptions read;
    read.threads = options.threads;
    read.limits = options.limits;
    read.progress = options.progress;
    read.cancel = options.cancel;
    read.standard_input = options.standard_input;
    read.skip = options.skip;
    return read;
}

namespace {

using Numbers = std::map<std::string, std::size_t>;  // input of an absolute path

/// A run's inputs with what the store knows of them.
struct Plan {
    std::vector<reading::Input> inputs;
    std::vector<std::optional<FileStamp>> stamps;  ///< of each input; none: read it every time
    std::vector<Unread> unread;                    ///< what is no input
    std::vector<Segment> usable;                   ///< of files that are as they were
    std::vector<std::int64_t> stale;               ///< of files that changed or are gone
    std::vector<std::size_t> to_read;              ///< indexes of inputs

    [[nodiscard]] std::vector<std::string> paths() const {
        std::vector<std::string> out;
        for (const reading::Input& input : inputs) out.push_back(input.path);
        return out;
    }
};

/// Hits that are written out come with what matched, which is not kept: all is read.
bool uses_store(const ScanOptions& options) { return options.store && options.hits.empty(); }

/// Segments hold for the program and the content they were read under, the times that were asked for, and the limits.
std::string segment_key(const Content& content, const ScanOptions& options) {
    const auto time = [](Timestamp at) { return at.known() ? std::to_string(at.us) : "-"; };
    return options.program_version + "/" + content.fingerprint + "/" + time(options.since) + "/" + time(options.until) + "/" +
           std::to_string(options.limits.max_record_bytes) + "/" + std::to_string(options.limits.max_depth) + "/" +
           std::to_string(options.limits.max_archive_depth);
}

/// Is every file of the segment an unchanged input of this run, and none taken by another segment already?
bool is_usable(const Segment& segment, const Numbers& number_of, const Plan& plan, const std::vector<bool>& taken) {
    return std::ranges::all_of(segment.files, [&](const FileStamp& file) {
        const auto found = number_of.find(file.path);
        return found != number_of.end() && !taken[found->second] && plan.stamps[found->second] == file;
    });
}

/// Was a file of the segment changed or removed? Then nobody can use it again; one of another folder is kept for its own next run.
bool is_stale(const Segment& segment, const Numbers& number_of) {
    return std::ranges::any_of(segment.files, [&](const FileStamp& file) {
        std::error_code error;
        return number_of.contains(file.path) || !std::filesystem::exists(file.path, error);
    });
}

Result<Plan> make_plan(const Content& content, const ScanOptions& options, const std::vector<std::string>& inputs) {
    Plan plan;
    reading::UnreadLog unread;
    plan.inputs = reading::discover(inputs, read_options(options), unread);
    plan.unread = unread.take();
    Numbers number_of;
    for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
        plan.stamps.push_back(uses_store(options) ? stamp_of(plan.inputs[i]) : std::nullopt);
        if (plan.stamps[i]) number_of[plan.stamps[i]->path] = i;
    }
    std::vector<bool> taken(plan.inputs.size());
    if (uses_store(options)) {
        auto segments = options.store->segments(segment_key(content, options));
        if (!segments) return std::unexpected(segments.error());
        for (Segment& segment : *segments) {
            if (is_usable(segment, number_of, plan, taken)) {
                for (const FileStamp& file : segment.files) taken[number_of[file.path]] = true;
                plan.usable.push_back(std::move(segment));
            } else if (is_stale(segment, number_of)) {
                plan.stale.push_back(segment.id);
            }
        }
    }
    for (std::size_t i = 0; i < plan.inputs.size(); ++i)
        if (!taken[i]) plan.to_read.push_back(i);
    return plan;
}

/// The next inputs to read together: up to `most` bytes, and never what can be kept together with what cannot.
std::vector<std::size_t> take_batch(const Plan& plan, std::size_t& next, std::uint64_t most) {
    std::vector<std::size_t> out;
    std::uint64_t bytes = 0;
    while (next < plan.to_read.size()) {
        const std::size_t input = plan.to_read[next];
        const bool other = !out.empty() && plan.stamps[out.back()].has_value() != plan.stamps[input].has_value();
        if (!out.empty() && (other || bytes + plan.inputs[input].bytes > most)) break;
        out.push_back(input);
        bytes += plan.inputs[input].bytes;
        ++next;
    }
    return out;
}

/// What the workers found with rules, and the file of hits.
Result<void> take_rules(const std::vector<std::unique_ptr<Collector>>& collectors, const ScanOptions& options, Piece& piece) {
    std::vector<HitLines*> lines;
    for (const auto& collector : collectors) {
        piece.rules.merge(collector->rules()->tally());
        piece.hit_logs.push_back(std::move(collector->rules()->log()));
        lines.push_back(collector->rules()->lines());
    }
    return options.hits.empty() ? Result<void>{} : write_hits(options.hits, lines);
}

}  // namespace

namespace {

/// What reading gave, worker by worker.
struct Batch {
    ReadOutcome read;
    std::vector<std::unique_ptr<Collector>> collectors;
};

Result<Batch> read_batch(const Content& content, const ScanOptions& options, const ReadOptions& read, const std::vector<std::string>& paths,
                         RuleListener* listener) {
    Batch batch;
    auto outcome = read_all(paths, content.names, read, [&](unsigned) -> std::unique_ptr<RecordSink> {
        auto& fresh = batch.collectors.emplace_back(std::make_unique<Collector>(content, options, static_cast<unsigned>(batch.collectors.size())));
        if (listener && fresh->rules()) fresh->rules()->listen(listener);
        return std::make_unique<PassOn>(*fresh);
    });
    if (!outcome) return std::unexpected(outcome.error());
    batch.read = std::move(*outcome);
    return batch;
}

Result<Piece> merge(Batch&& batch, const Content& content, const ScanOptions& options) {
    auto& collectors = batch.collectors;
    Piece piece{std::move(batch.read), std::move(collectors.front()->ledger()), collectors.front()->tallies()};
    if (content.sigma)
        if (auto done = take_rules(collectors, options, piece); !done) return std::unexpected(done.error());
    for (std::size_t i = 1; i < collectors.size(); ++i) {
        piece.ledger->merge(std::move(*collectors[i]->ledger()));
        piece.tallies.merge(collectors[i]->tallies());
        collectors[i].reset();
    }
    return piece;
}

}  // namespace

Result<Piece> read_piece(const Content& content, const ScanOptions& options, const ReadOptions& read, const std::vector<std::string>& paths,
                         RuleListener* listener) {
    auto batch = read_batch(content, options, read, paths, listener);
    if (!batch) return std::unexpected(batch.error());
    return merge(std::move(*batch), content, options);
}

namespace {

constexpr std::int64_t kept_content = 4;  // with and without rules, before and after a change

/// Kept under the stamps from before reading; a file that was being written meanwhile is known by neither of its stamps.
Result<void> keep(Store& store, const std::string& key, const Plan& plan, const std::vector<std::size_t>& batch, const Piece& piece) {
    std::map<FileStamp, std::string> files;  // in the order in which the store gives them back
    for (const std::size_t input : batch) {
        if (stamp_of(plan.inputs[input]) != plan.stamps[input]) return {};
        files.emplace(*plan.stamps[input], plan.inputs[input].path);
    }
    Segment segment;
    std::vector<std::string> paths;
    for (const auto& [stamp, path] : files) {
        segment.files.push_back(stamp);
        paths.push_back(path);
    }
    bool whole = true;
    const auto kept = store.put_segment(key, segment, {}, [&](const Store::TakePart& take) -> Result<void> {
        Packer out(take);
        auto packed = pack(out, piece, paths);
        whole = packed.has_value();
        return packed;
    });
    if (!whole) return {};  // hits were lost: read again next time
    if (!kept) return std::unexpected(kept.error());
    return store.drop_old_content(kept_content);
}

/// The inputs of this run that a segment's files are, in the segment's order.
std::vector<std::size_t> inputs_of(const Segment& segment, const Plan& plan) {
    std::vector<std::size_t> out;
    for (const FileStamp& file : segment.files)
        out.push_back(static_cast<std::size_t>(std::ranges::find(plan.stamps, std::optional(file)) - plan.stamps.begin()));
    return out;
}

Result<Piece> stored_piece(const Store& store, std::int64_t segment, const std::vector<std::string>& paths, const Content& content) {
    auto state = store.segment_state(segment);
    if (!state) return std::unexpected(state.error());
    Unpacker in([&] { return state->next(); }, state->bytes());
    return unpack_piece(in, paths, content);
}

/// What the store has is added; what it cannot give after all is read.
void add_stored(Plan& plan, const Content& content, const Store& store, Gathering& gathering) {
    for (const Segment& segment : plan.usable) {
        const std::vector<std::size_t> inputs = inputs_of(segment, plan);
        std::vector<std::string> paths;
        for (const std::size_t input : inputs) paths.push_back(plan.inputs[input].path);
        auto piece = stored_piece(store, segment.id, paths, content);
        if (piece && gathering.keeps_order(*piece)) {
            gathering.add(std::move(*piece));
        } else {
            plan.stale.push_back(segment.id);
            plan.to_read.insert(plan.to_read.end(), inputs.begin(), inputs.end());
        }
    }
    std::ranges::sort(plan.to_read);
}

/// Progress over all batches of a run, as if they were one.
ReadOptions with_progress(ReadOptions read, std::uint64_t done, std::uint64_t records, std::uint64_t total) {
    if (!read.progress) return read;
    read.progress = [progress = read.progress, done, records, total](const Progress& p) {
        progress({done + p.bytes_done, total, records + p.records});
    };
    return read;
}

}  // namespace

Result<Collected> collect(const Content& content, const ScanOptions& options, const std::vector<std::string>& inputs) {
    auto plan = make_plan(content, options, inputs);
    if (!plan) return std::unexpected(plan.error());
    Gathering gathering(content, plan->paths());
    gathering.add(std::move(plan->unread));
    if (options.store) add_stored(*plan, content, *options.store, gathering);
    if (options.store && !plan->stale.empty())
        if (auto done = options.store->drop_segments(plan->stale); !done) return std::unexpected(done.error());

    std::uint64_t total = 0, bytes = 0, records = 0;
    for (const std::size_t input : plan->to_read) total += plan->inputs[input].bytes;
    // What a batch gave is merged, kept and added while the next one is read. A little one is not waited for either, up to so many.
    constexpr unsigned most_waiting = 4;
    unsigned waiting = 0;
    const bool alone = worker_count(options) == 1;
    std::future<Result<void>> adding;
    const auto added = [](std::future<Result<void>>& before) { return before.valid() ? before.get() : Result<void>{}; };
    for (std::size_t next = 0; next < plan->to_read.size();) {
        std::vector<std::size_t> inputs_read = take_batch(*plan, next, uses_store(options) ? options.segment_bytes : UINT64_MAX);
        std::vector<std::string> paths;
        for (const std::size_t input : inputs_read) paths.push_back(plan->inputs[input].path);
        auto batch = read_batch(content, options, with_progress(read_options(options), bytes, records, total), paths, nullptr);
        if (!batch) return std::unexpected(batch.error());
        std::uint64_t bytes_read = 0;
        for (const std::size_t input : inputs_read) bytes_read += plan->inputs[input].bytes;
        bytes += bytes_read;
        for (const FileReport& report : batch->read.reports) records += report.records;
        const bool little = bytes_read < options.segment_bytes / 16;
        waiting = little && waiting < most_waiting ? waiting + 1 : 0;
        if (waiting == 0)
            if (auto done = added(adding); !done) return std::unexpected(done.error());
        const bool cancelled = batch->read.cancelled;
        auto add = [&, before = std::move(adding), inputs_read = std::move(inputs_read), batch = std::move(*batch)]() mutable -> Result<void> {
            if (auto done = added(before); !done) return done;
            auto piece = merge(std::move(batch), content, options);
            if (!piece) return std::unexpected(piece.error());
            if (options.store && !piece->read.cancelled && plan->stamps[inputs_read.front()])
                if (auto done = keep(*options.store, segment_key(content, options), *plan, inputs_read, *piece); !done) return done;
            gathering.add(std::move(*piece));
            return {};
        };
        adding = std::async(alone ? std::launch::deferred : std::launch::async, std::move(add));
        if (alone)
            if (auto done = added(adding); !done) return std::unexpected(done.error());
        if (cancelled) break;
    }
    if (auto done = added(adding); !done) return std::unexpected(done.error());
    return std::move(gathering).finish();
}

}  // namespace bonafide
