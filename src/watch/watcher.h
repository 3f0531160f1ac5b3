// The whole of `bonafide watch`: follows inputs, commits what they said together with how far they were read, tells the outputs, and goes on
// from there after any death. Runs on the caller's thread until it is asked to stop; reads no clock but the one it is given.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "watch/assessor.h"
#include "watch/damper.h"
#include "watch/folders.h"
#include "watch/output.h"
#include "watch/pipeline.h"

namespace bonafide::watch {

struct WatcherOptions {
    std::vector<std::string> inputs;  ///< files, folders, globs: all of them followed
    std::filesystem::path state;      ///< folder of the state, made if it is not there
    bool once = false;                ///< read what is there to its end, then finish
    PipelineOptions pipeline;
    DamperOptions damper;
    AssessorOptions assessor;
    Band least_band = Band::watch;                           ///< a rise below it makes no alert
    std::int64_t commit_us = 1'000'000;                      ///< between commits of what was read
    std::int64_t alert_us = 5'000;                           ///< between commits of alerts alone
    std::uint64_t commit_records = 10'000;                   ///< a commit is due earlier after so many: alerts wait for it
    std::int64_t look_us = 2'000'000;                        ///< between looks at all files, whatever inotify says
    std::int64_t keep_alerts_us = 30LL * 86400 * 1'000'000;  ///< sent alerts are forgotten after that
    std::int64_t keep_spool_us = 30LL * 86400 * 1'000'000;   ///< files of the spool that are done with are removed after that, ...
    std::uint64_t most_spool_bytes = 64ULL << 30;            ///< ... and the oldest of them above so many bytes
    std::function<bool(const std::filesystem::path&)> skip;
    std::function<void(const std::string&)> say;  ///< what a person should know; may be empty
};

/// What happened so far, for metrics and tests. Taken on another thread than the watcher's.
struct WatcherStatus {
    Pipeline::Counters pipeline;
    Damper::Counters damper;
    Assessor::Counters assessor;
    std::optional<sigma::Correlator::Counters> correlations;
    std::vector<std::pair<std::string, OutputRunner::Status>> outputs;
    std::vector<std::pair<std::string, std::uint64_t>> rule_ns, rule_matches;  ///< by rule, since the start; ns are sampled
    std::uint64_t commits = 0, alert_commits = 0, files = 0, documents = 0, behind_bytes = 0, queued_alerts = 0, unread = 0, reloads = 0;
    std::uint64_t spool_bytes = 0, spool_removed = 0;  ///< of its files; files removed since the start
    std::int64_t sequence = 0;
    Timestamp newest_event, committed;
};

class Watcher {
public:
    using Clock = std::function<Timestamp()>;

    /// Opens the state and goes on where it stopped. `content` is kept until the watcher ends or a reload replaces it.
    [[nodiscard]] static Result<std::unique_ptr<Watcher>> open(std::unique_ptr<Content> content, WatcherOptions options,
                                                               std::vector<std::unique_ptr<Output>> outputs, Clock clock);
    ~Watcher();

    /// Until stop(), or with `once` until everything is read. An Error where the state cannot be written.
    [[nodiscard]] Result<void> run();

    // Callable from other threads and, the first three, from signal handlers.
    void stop();
    void reload();  ///< content is loaded again by `load` below and files of outputs are opened again
    void wake();    ///< there may be something new to read
    [[nodiscard]] WatcherStatus status() const;
    /// How much is waiting to be read; inputs that can wait do so above a limit.
    [[nodiscard]] std::uint64_t behind_bytes() const { return behind_bytes_.load(std::memory_order_relaxed); }

    /// Loads the content anew; nullptr (after telling why) keeps the old. Called on a thread of its own.
    std::function<std::unique_ptr<Content>()> load;
    /// Called after each round of the loop: a sign of life for who supervises.
    std::function<void()> alive;
    std::function<void(bool reloading)> on_reload;
    std::function<void()> on_finish;  ///< the end begins; what is left is committed and sent

private:
    struct Document {
        DocumentRow row;  ///< as it was read last, without the piece
        bool dirty = false;
        Timestamp not_before;
    };

    Watcher(std::unique_ptr<Content> content, WatcherOptions options, Clock clock);
    [[nodiscard]] Result<void> restore(std::vector<std::unique_ptr<Output>> outputs);
    void make_pipeline();

    [[nodiscard]] Result<void> look();
    void follow_renames(const std::vector<reading::Input>& inputs);
    [[nodiscard]] Result<void> meet(const reading::Input& input);
    [[nodiscard]] Result<void> meet_file(const std::string& path, const FileLook& look);
    [[nodiscard]] Result<void> follow(FileRow row);
    [[nodiscard]] Result<void> retire(std::size_t tail, const std::string& why);
    [[nodiscard]] Result<void> refresh_tails();
    [[nodiscard]] Result<void> close_piece() { return piece_begun_ ? commit() : Result<void>{}; }
    [[nodiscard]] std::string fresh_name(const std::string& path);
    void drop_document(const std::string& path);
    [[nodiscard]] bool was_renamed(const std::string& path, const FileLook& look);

    [[nodiscard]] Result<bool> read_tails();
    [[nodiscard]] Result<bool> read_documents();
    [[nodiscard]] Result<void> read_document(const std::string& path, Document& document);
    void read_aside(const Document& document, const DocumentRow& row, std::optional<std::uint64_t> told);
    [[nodiscard]] Result<void> take_aside();
    [[nodiscard]] Result<void> take_document(Document& document, DocumentRow row, DocumentRead read);
    [[nodiscard]] std::optional<std::uint64_t> compare(const Document& document, DocumentRow& row);
    [[nodiscard]] Result<void> commit_alerts();
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] Result<void> commit_due();
    void empty_spool();
    [[nodiscard]] bool is_done_with(const std::string& path, std::uint64_t size) const;
    void add_costs(const RuleTally& tally);
    void take_assessed();
    void tell_bands(const Assessed& assessed);
    void tell_clusters(const Assessed& assessed);
    void change_content();
    void wait(std::int64_t most_us);
    [[nodiscard]] Result<void> finish();
    void publish();
    void say(const std::string& text) const {
        if (options_.say) options_.say(text);
    }

    std::vector<std::unique_ptr<Content>> contents_;  ///< the last one is in use; older ones until the assessor has left them
    WatcherOptions options_;
    Clock clock_;
    std::optional<State> state_;
    std::unique_ptr<Damper> damper_;
    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<Assessor> assessor_;
    std::unique_ptr<Folders> folders_;
    std::vector<std::unique_ptr<OutputRunner>> outputs_;
    std::vector<std::unique_ptr<Tail>> tails_;
    std::map<std::uint32_t, FileRow> ended_;  ///< files that are read to their end, by id
    std::map<std::string, Document> documents_;
    std::map<std::string, std::string> names_;  ///< name → path, of all files
    std::set<std::string> taken_names_;         ///< of all files and documents
    std::vector<Unread> unread_;
    std::set<std::string> told_unread_;
    Commit next_;  ///< what the next commit has besides
    std::map<std::string, PersonRow> people_;
    std::map<std::string, std::int64_t> clusters_;
    std::uint32_t next_id_ = 1;
    std::int64_t sequence_ = 0, notified_ = 0;
    /// Microseconds from `then` to `now`; for ever where it never was.
    [[nodiscard]] static std::int64_t since(Timestamp then, Timestamp now) {
        return then.known() ? now.us - then.us : std::numeric_limits<std::int64_t>::max();
    }
    Timestamp last_commit_, last_alert_commit_, last_look_, last_tick_, last_prune_, last_spool_look_, newest_event_;
    std::map<std::string, std::uint64_t> rule_ns_, rule_matches_;  ///< since the start
    std::uint64_t spool_bytes_ = 0, spool_removed_ = 0;
    bool piece_begun_ = false, look_due_ = true, finishing_ = false;
    bool named_ = false;  ///< a file got a name that no commit has: alerts that speak of it wait for one that does
    std::uint64_t tallied_hits_ = 0;
    Descriptor wake_;
    std::atomic<bool> stop_{false}, reload_{false};
    std::atomic<std::uint64_t> behind_bytes_{0};
    std::thread loader_;
    std::mutex loaded_mutex_;
    std::unique_ptr<Content> loaded_;
    bool loading_ = false, loaded_ready_ = false;

    mutable std::mutex status_mutex_;
    WatcherStatus status_;

    /// A large document that is read on a thread of its own, so that nothing else waits for it. One at a time.
    struct Aside {
        DocumentRow row;     ///< as it was when reading began
        std::string before;  ///< the document's name then
        Cancel cancel;
        std::future<Result<DocumentRead>> read;
    };
    std::unique_ptr<Pipeline> aside_pipeline_;
    std::unique_ptr<Aside> aside_;
};

}  // namespace bonafide::watch
