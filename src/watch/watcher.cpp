// Beginning, the loop, commits, the end. What is followed: watcher_files.cpp; what the assessor says: watcher_assessed.cpp.
#include "watch/watcher.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>

#include "record/format.h"
#include "watch/keeping.h"

namespace bonafide::watch {

namespace {

constexpr std::int64_t tick_us = 100'000;
constexpr std::int64_t prune_us = 3600LL * 1'000'000;
constexpr std::int64_t spool_look_us = 10'000'000;
constexpr std::int64_t last_words_us = 10'000'000;  // outputs get so long to send what is left when the program ends
constexpr std::int64_t longest_wait_us = 200'000;
constexpr std::int64_t shortest_look_us = 100'000;  // between two looks at all files, however many come and go

}  // namespace

Watcher::Watcher(std::unique_ptr<Content> content, WatcherOptions options, Clock clock)
    : options_(std::move(options)), clock_(std::move(clock)), wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    contents_.push_back(std::move(content));
}

Watcher::~Watcher() {
    if (loader_.joinable()) loader_.join();
    if (aside_) aside_->cancel.request();
    aside_.reset();
    outputs_.clear();
    assessor_.reset();
}

Result<std::unique_ptr<Watcher>> Watcher::open(std::unique_ptr<Content> content, WatcherOptions options, std::vector<std::unique_ptr<Output>> outputs,
                                               Clock clock) {
    std::error_code error;
    std::filesystem::create_directories(options.state, error);
    if (error) return fail(options.state.string(), "cannot be made: " + error.message());
    std::unique_ptr<Watcher> watcher(new Watcher(std::move(content), std::move(options), std::move(clock)));
    if (auto done = watcher->restore(std::move(outputs)); !done) return std::unexpected(done.error());
    return watcher;
}

void Watcher::make_pipeline() {
    aside_pipeline_ = std::make_unique<Pipeline>(*contents_.back(), options_.pipeline, *damper_, nullptr);
    pipeline_ = std::make_unique<Pipeline>(*contents_.back(), options_.pipeline, *damper_, [this](std::uint32_t id) -> Pipeline::Names {
        const auto of = [](const FileRow& row) { return Pipeline::Names{row.name, row.path.empty() ? row.name : row.path}; };
        for (const auto& tail : tails_)
            if (tail->row.id == id) return of(tail->row);
        const auto ended = ended_.find(id);
        return ended == ended_.end() ? Pipeline::Names{"?", "?"} : of(ended->second);
    });
}

Result<void> Watcher::restore(std::vector<std::unique_ptr<Output>> outputs) {
    const std::filesystem::path file = options_.state / "watch.db";
    auto state = State::open(file);
    if (!state) return std::unexpected(state.error());
    state_.emplace(std::move(*state));
    if (auto started = state_->checkpoint_aside(); !started) return started;
    const auto meta = state_->meta();
    const auto counted = state_->counted();
    const auto sequence = state_->last_sequence();
    if (!meta || !counted || !sequence) return std::unexpected(!meta ? meta.error() : !counted ? counted.error() : sequence.error());
    sequence_ = notified_ = *sequence;
    damper_ = std::make_unique<Damper>(options_.damper, [this](const std::string& key) -> std::optional<Alert> {
        auto alert = state_->alert_of(key);
        return alert ? std::move(*alert) : std::nullopt;
    });
    if (auto loaded = damper_->load(*counted); !loaded) return loaded;
    make_pipeline();
    if (const auto found = meta->find("correlator"); found != meta->end())
        if (auto restored = pipeline_->restore(found->second); !restored) say(restored.error().text());
    options_.assessor.base = options_.state;
    assessor_ = std::make_unique<Assessor>(*contents_.back(), options_.assessor, clock_, [this] { wake(); });

    std::uint64_t lost = 0;
    auto pieces = state_->pieces();
    if (!pieces) return std::unexpected(pieces.error());
    for (auto& [id, bytes] : *pieces) {
        auto piece = unpack_piece(bytes, *contents_.back(), lost);
        if (!piece) return std::unexpected(piece.error());
        if (piece->tallies.last.known()) newest_event_ = std::max(newest_event_, piece->tallies.last);
        assessor_->add(id, std::move(*piece), *contents_.back(), bytes.size());
        std::string().swap(bytes);
    }
    auto documents = state_->documents();
    if (!documents) return std::unexpected(documents.error());
    for (DocumentRow& row : *documents) {
        assessor_->set_document(row.path, std::exchange(row.piece, {}));
        taken_names_.insert(row.name);
        documents_[row.path] = {row, false, {}};
    }
    auto files = state_->files();
    auto people = state_->people();
    auto clusters = state_->clusters();
    auto progress = state_->outputs();
    if (!files || !people || !clusters || !progress)
        return std::unexpected(!files ? files.error() : !people ? people.error() : !clusters ? clusters.error() : progress.error());
    people_ = std::move(*people);
    clusters_ = std::move(*clusters);
    for (FileRow& row : *files) {
        next_id_ = std::max(next_id_, row.id + 1);
        names_[row.name] = row.path.empty() ? row.name : row.path;
        taken_names_.insert(row.name);
        ended_[row.id] = std::move(row);  // look() finds those that go on
    }
    assessor_->set_names(names_);

    Commit begin;
    for (const auto& output : outputs)
        if (!progress->contains(output->name())) begin.outputs[output->name()] = (*progress)[output->name()] = {sequence_, output->present_length()};
    if (auto done = state_->commit(begin); !done) return std::unexpected(done.error());
    for (auto& output : outputs) {
        const OutputRow row = (*progress)[output->name()];
        outputs_.push_back(std::make_unique<OutputRunner>(std::move(output), file, row));
    }
    ReadOptions read;
    read.limits = options_.pipeline.limits;
    const std::filesystem::path own = std::filesystem::weakly_canonical(options_.state);
    const std::filesystem::path report = options_.assessor.report.empty() ? own : std::filesystem::weakly_canonical(options_.assessor.report);
    read.skip = [own, report, more = options_.skip](const std::filesystem::path& path) {
        std::error_code error;
        const std::string text = std::filesystem::weakly_canonical(path, error).string();
        const auto below = [&](const std::filesystem::path& folder) { return text.starts_with(folder.string() + "/") || text == folder.string(); };
        const bool spool = below(own / "spool");
        return !spool && (below(own) || below(report) || (more && more(path)));
    };
    folders_ = std::make_unique<Folders>(options_.inputs, read);
    last_commit_ = clock_();
    return {};
}

void Watcher::stop() {
    stop_.store(true);
    wake();
}

void Watcher::reload() {
    reload_.store(true);
    wake();
}

void Watcher::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);  // full: it is awake anyway
}

void Watcher::wait(std::int64_t most_us) {
    pollfd files[2]{{wake_.get(), POLLIN, 0}, {folders_->descriptor(), POLLIN, 0}};
    ::poll(files, folders_->descriptor() < 0 ? 1 : 2, static_cast<int>(std::max<std::int64_t>(most_us, 0) / 1000));
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(wake_.get(), &count, sizeof count);
}

Result<void> Watcher::run() {
    if (auto done = look(); !done) return done;
    bool everything_read = false;
    while (!stop_.load() && !(options_.once && everything_read)) {
        change_content();
        const Folders::Changes changes = folders_->drain();
        for (const auto& tail : tails_) tail->dirty |= changes.contents.contains(tail->row.path);
        for (const std::string& path : changes.contents)
            if (const auto found = documents_.find(path); found != documents_.end()) {
                found->second.dirty = true;
                if (found->second.row.size < reading::sample_bytes) found->second.not_before = {};
            }
        look_due_ |= changes.structure;
        const std::int64_t since_look = since(last_look_, clock_());
        if (auto done = since_look >= (look_due_ ? shortest_look_us : options_.look_us) ? look() : Result<void>{}; !done) return done;
        if (auto done = refresh_tails(); !done) return done;
        const auto read = read_tails();
        if (!read) return std::unexpected(read.error());
        if (auto done = take_aside(); !done) return done;
        const auto documents = read_documents();
        if (!documents) return std::unexpected(documents.error());
        const bool idle = !*read && !*documents;
        const Timestamp now = clock_();
        if (idle && since(last_tick_, now) >= tick_us) {
            last_tick_ = now;
            pipeline_->tick(now);
        }
        take_assessed();
        if (auto done = commit_due(); !done) return done;
        publish();
        if (alive) alive();
        const bool waiting = std::ranges::any_of(documents_, [](const auto& entry) { return entry.second.dirty; });
        everything_read = idle && !waiting;
        if (idle && !(options_.once && everything_read)) wait(pipeline_->has_alerts() ? options_.alert_us : waiting ? 20'000 : longest_wait_us);
    }
    return finish();
}

/// Alerts at once, everything else now and then.
Result<void> Watcher::commit_due() {
    const Timestamp now = clock_();
    if (since(last_commit_, now) >= options_.commit_us || pipeline_->pending_records() >= options_.commit_records) return commit();
    if (pipeline_->has_alerts() && since(last_alert_commit_, now) >= options_.alert_us) return commit_alerts();
    return {};
}

Result<void> Watcher::commit_alerts() {
    if (named_) return commit();
    Commit alone;
    alone.alerts = pipeline_->take_alerts();
    const auto done = state_->commit(alone);
    if (!done) return std::unexpected(done.error());
    last_alert_commit_ = clock_();
    sequence_ = done->sequence;
    for (const auto& output : outputs_) output->notify();
    const std::lock_guard lock(status_mutex_);
    ++status_.alert_commits;
    return {};
}

Result<void> Watcher::commit() {
    const Timestamp now = clock_();
    Commit commit = std::exchange(next_, {});
    Piece piece = pipeline_->take_piece(tails_);
    piece_begun_ = false;
    std::ranges::move(std::exchange(unread_, {}), std::back_inserter(piece.read.unread));
    const bool something = !piece.read.reports.empty() || !piece.read.unread.empty();
    std::size_t bytes = 0;
    if (something) {
        auto packed = pack_piece(piece, *contents_.back());
        if (!packed) return std::unexpected(packed.error());
        bytes = packed->size();
        commit.pieces.push_back(std::move(*packed));
        newest_event_ = std::max(newest_event_, piece.tallies.last);
        add_costs(piece.rules);
    }
    for (const auto& tail : tails_)
        if (std::exchange(tail->changed, false)) commit.files.push_back(tail->row);
    std::ranges::move(pipeline_->take_alerts(), std::back_inserter(commit.alerts));
    std::ranges::move(damper_->summaries(now, finishing_), std::back_inserter(commit.alerts));
    commit.counted = damper_->changes();
    std::int64_t sent = INT64_MAX;
    for (const auto& output : outputs_) {
        const OutputRow row = output->status().row;
        commit.outputs[output->name()] = row;
        sent = std::min(sent, row.sequence);
    }
    if (const auto counters = pipeline_->correlations(); counters && counters->hits != tallied_hits_) {
        tallied_hits_ = counters->hits;
        commit.meta["correlator"] = pipeline_->snapshot();
    }
    const auto done = state_->commit(commit);
    if (!done) return std::unexpected(done.error());
    named_ = false;
    last_commit_ = last_alert_commit_ = clock_();
    sequence_ = done->sequence;
    if (something) assessor_->add(done->last_piece, std::move(piece), *contents_.back(), bytes);
    if (pipeline_->take_recount()) assessor_->recount();
    for (const auto& output : outputs_) output->notify();
    if (since(last_prune_, now) >= prune_us) {
        last_prune_ = now;
        if (auto pruned = state_->prune({now.us - options_.keep_alerts_us}, sent); !pruned) return pruned;
    }
    if (since(last_spool_look_, now) >= spool_look_us) {
        last_spool_look_ = now;
        empty_spool();
    }
    const std::lock_guard lock(status_mutex_);
    ++status_.commits;
    status_.committed = now;
    status_.rule_ns.assign(rule_ns_.begin(), rule_ns_.end());
    status_.rule_matches.assign(rule_matches_.begin(), rule_matches_.end());
    return {};
}

/// What each rule that did anything cost, for the metrics.
void Watcher::add_costs(const RuleTally& tally) {
    for (std::size_t rule = 0; rule < tally.matches.size(); ++rule) {
        const std::uint64_t sampled = rule < tally.sampled_ns.size() ? tally.sampled_ns[rule] : 0;
        if (sampled == 0 && tally.matches[rule] == 0) continue;
        const std::string& name = contents_.back()->sigma->name(rule);
        rule_ns_[name] += sampled * sigma::Matcher::cost_sample;
        rule_matches_[name] += tally.matches[rule];
    }
}

/// What is left is committed and sent; the report is written.
Result<void> Watcher::finish() {
    if (options_.once) {
        for (const auto& tail : tails_) {
            if (!piece_begun_) pipeline_->begin_piece(tails_), piece_begun_ = true;
            while (pipeline_->read(*tail, true, clock_())) {
            }
        }
        pipeline_->tick(clock_());
    }
    finishing_ = true;
    if (on_finish) on_finish();
    if (auto done = commit(); !done) return done;
    if (options_.once || !options_.assessor.report.empty()) {
        assessor_->finish();
        take_assessed();
        if (auto done = commit(); !done) return done;
    }
    Commit last;
    for (const auto& output : outputs_) {
        output->notify();
        if (!output->drain(sequence_, last_words_us)) say(output->name() + ": some alerts could not be sent; they are sent at the next start");
        last.outputs[output->name()] = output->status().row;
    }
    auto done = state_->commit(last);
    publish();
    return done ? Result<void>{} : std::unexpected(done.error());
}

void Watcher::publish() {
    WatcherStatus fresh;
    fresh.pipeline = pipeline_->counters();
    fresh.damper = damper_->counters();
    fresh.assessor = assessor_->counters();
    fresh.correlations = pipeline_->correlations();
    for (const auto& output : outputs_) fresh.outputs.emplace_back(output->name(), output->status());
    fresh.files = tails_.size();
    fresh.documents = documents_.size();
    for (const auto& tail : tails_)
        if (tail->dirty) fresh.behind_bytes += tail->behind();
    behind_bytes_.store(fresh.behind_bytes, std::memory_order_relaxed);
    fresh.sequence = sequence_;
    fresh.newest_event = newest_event_;
    fresh.spool_bytes = spool_bytes_;
    fresh.spool_removed = spool_removed_;
    const std::lock_guard lock(status_mutex_);
    fresh.commits = status_.commits;
    fresh.alert_commits = status_.alert_commits;
    fresh.committed = status_.committed;
    fresh.reloads = status_.reloads;
    fresh.rule_ns = std::move(status_.rule_ns);
    fresh.rule_matches = std::move(status_.rule_matches);
    fresh.unread = told_unread_.size();
    status_ = std::move(fresh);
}

WatcherStatus Watcher::status() const {
    const std::lock_guard lock(status_mutex_);
    return status_;
}

}  // namespace bonafide::watch
