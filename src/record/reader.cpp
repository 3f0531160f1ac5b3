#include "record/reader.h"

#include <sys/stat.h>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "record/chunk_parser.h"
#include "record/open_input.h"

namespace bonafide {

namespace reading {

namespace {

/// One worker's parsers and buffer; all its memory is reused from chunk to chunk.
class Worker {
public:
    Worker(RunContext& context, const Files& files, std::unique_ptr<RecordSink> sink)
        : sink_(std::move(sink)),
          files_(files),
          parser_(context.names, context.options.limits, context.unread),
          keep_bytes_(4ULL * context.options.limits.chunk_bytes) {}

    /// Delivers the records of `chunk`; returns how many.
    std::uint64_t read() {
        sink_->begin_file(chunk.file->number, files_[chunk.file->number]);
        const std::uint64_t records = parser_.parse(chunk, *sink_);
        chunk.bytes.shrink(keep_bytes_);
        return records;
    }

    Chunk chunk;

private:
    std::unique_ptr<RecordSink> sink_;
    const Files& files_;
    ChunkParser parser_;
    std::size_t keep_bytes_;
};

/// Hands out chunks. Several inputs may be open; each is read by one worker at a time, so large files are shared between
/// workers chunk by chunk and many small ones file by file.
class Dispatcher {
public:
    Dispatcher(std::vector<Input> inputs, std::vector<Members> members, RunContext& context)
        : inputs_(std::move(inputs)), members_(std::move(members)), context_(context) {}

    /// False when everything is read, or the run is cancelled.
    bool next(Chunk& chunk) {
        for (;;) {
            Open* const mine = acquire();
            if (!mine) return false;
            Open& open = *mine;
            if (!open.input && !open.opened) {
                open.input = open_input(inputs_[open.number], members_[open.number], context_);
                open.opened = true;
            }
            const bool got = open.input && open.input->next(chunk);
            if (!got) open.input.reset();
            release(open, !got);
            if (got) return true;
        }
    }
    void count(FileState& file, std::uint64_t records) {
        const std::lock_guard lock(mutex_);
        file.report.records += records;
        records_ += records;
    }
    [[nodiscard]] std::uint64_t records() {
        const std::lock_guard lock(mutex_);
        return records_;
    }

private:
    struct Open {
        std::size_t number = 0;
        std::unique_ptr<OpenInput> input;
        bool busy = true, opened = false, done = false;
    };

    /// An input nobody else is reading from, opened if need be; waits while all are busy.
    Open* acquire() {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (context_.options.cancel && context_.options.cancel->requested()) return nullptr;
            std::erase_if(open_, [](const auto& open) { return open->done; });
            for (const auto& open : open_) {
                if (open->busy) continue;
                open->busy = true;
                return open.get();
            }
            if (next_ < inputs_.size()) {
                open_.push_back(std::make_unique<Open>());
                open_.back()->number = next_++;
                return open_.back().get();
            }
            if (open_.empty()) return nullptr;
            changed_.wait(lock);
        }
    }
    void release(Open& open, bool done) {
        const std::lock_guard lock(mutex_);
        open.busy = false;
        open.done = done;
        changed_.notify_all();
    }

    std::vector<Input> inputs_;
    std::vector<Members> members_;
    RunContext& context_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Open>> open_;  // in the order they were opened
    std::size_t next_ = 0;
    std::uint64_t records_ = 0;
};

/// Calls the progress function about ten times a second from one worker.
class Pace {
public:
    Pace(const ReadOptions& options, std::uint64_t total) : options_(options), total_(total) {}
    void tick(RunContext& context, Dispatcher& dispatcher, bool last) {
        const auto now = std::chrono::steady_clock::now();
        if (!options_.progress || (!last && now - before_ < std::chrono::milliseconds(100))) return;
        before_ = now;
        options_.progress({.bytes_done = context.bytes_read.load(), .bytes_total = total_, .records = dispatcher.records()});
    }

private:
    const ReadOptions& options_;
    std::uint64_t total_;
    std::chrono::steady_clock::time_point before_{};
};

/// Archives are unpacked once only to know their members, so this is work for all workers.
std::vector<std::vector<std::string>> list_all(const std::vector<Input>& inputs, RunContext& context, unsigned workers) {
    std::vector<std::vector<std::string>> out(inputs.size());
    std::atomic<std::size_t> taken{0};
    run_workers(workers, [&](unsigned) {
        for (std::size_t i = taken.fetch_add(1); i < inputs.size(); i = taken.fetch_add(1)) out[i] = list_members(inputs[i], context);
    });
    return out;
}

/// Unknown for standard input and repositories.
Timestamp last_written(const Input& input) {
    struct stat at{};
    if (input.kind != InputKind::file || ::stat(input.path.c_str(), &at) != 0) return Timestamp::none();
    return Timestamp::from_seconds(at.st_mtim.tv_sec);
}

/// Numbers all files in the order of their names before the first is read. Standard input stays last.
std::vector<Members> number_files(const std::vector<Input>& inputs, RunContext& context, Files& files,
                                  std::vector<std::unique_ptr<FileState>>& states, unsigned workers) {
    std::vector<Members> out;
    std::vector<std::vector<std::string>> names = list_all(inputs, context, workers);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::ranges::sort(names[i]);
        Members members;
        const Timestamp modified = last_written(inputs[i]);
        for (const std::string& member : names[i]) {
            auto state = std::make_unique<FileState>();
            state->modified = modified;
            state->name = {inputs[i].path, member};
            if (inputs[i].kind == InputKind::standard_input) state->called = context.options.standard_input_name;
            state->report.file = state->name;
            state->number = files.add(state->name);
            members.emplace(member, state.get());
            states.push_back(std::move(state));
        }
        out.push_back(std::move(members));
    }
    return out;
}

}  // namespace

}  // namespace reading

Result<ReadOutcome> read_all(const std::vector<std::string>& paths, const FieldNames& names, const ReadOptions& options,
                             const std::function<std::unique_ptr<RecordSink>(unsigned worker)>& make_sink) {
    using namespace reading;
    UnreadLog unread;
    RunContext context{.names = names, .options = options, .unread = unread};
    std::vector<Input> inputs = discover(paths, options, unread);
    std::uint64_t total = 0;
    for (const Input& input : inputs) total += input.bytes;

    ReadOutcome outcome;
    std::vector<std::unique_ptr<FileState>> states;
    std::vector<std::unique_ptr<Worker>> workers(options.threads != 0 ? options.threads : usable_cores());
    std::vector<Members> members = number_files(inputs, context, outcome.files, states, static_cast<unsigned>(workers.size()));
    Dispatcher dispatcher(std::move(inputs), std::move(members), context);
    Pace pace(options, total);
    for (std::size_t i = 0; i < workers.size(); ++i)
        workers[i] = std::make_unique<Worker>(context, outcome.files, make_sink(static_cast<unsigned>(i)));

    run_workers(static_cast<unsigned>(workers.size()), [&](unsigned index) {
        Worker& worker = *workers[index];
        while (dispatcher.next(worker.chunk)) {
            FileState& file = *worker.chunk.file;
            dispatcher.count(file, worker.read());
            if (index == 0) pace.tick(context, dispatcher, false);
        }
    });
    pace.tick(context, dispatcher, true);
    for (auto& state : states) outcome.reports.push_back(std::move(state->report));
    outcome.unread = unread.take();
    outcome.cancelled = options.cancel && options.cancel->requested();
    return outcome;
}

}  // namespace bonafide
