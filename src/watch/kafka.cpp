#include "watch/kafka.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <mutex>
#include <set>

#include "watch/output_net.h"

namespace bonafide::watch {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t batch_messages = 1000;
constexpr std::size_t batch_bytes = 4 << 20;
constexpr std::chrono::milliseconds longest_batch{50};
constexpr int poll_ms = 100, send_ms = 10'000;

struct Destroy {
    void operator()(rd_kafka_t* kafka) const { rd_kafka_destroy(kafka); }
    void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
    void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
    void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Kafka = std::unique_ptr<rd_kafka_t, Destroy>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Destroy>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy>;
using Message = std::unique_ptr<rd_kafka_message_t, Destroy>;

Result<Conf> conf_of(const std::map<std::string, std::string>& settings) {
    Conf conf(rd_kafka_conf_new());
    char why[512];
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK)
            return fail("kafka", why, "the settings are librdkafka's");
    return conf;
}

Result<Kafka> make(rd_kafka_type_t type, Conf conf) {
    char why[512];
    Kafka kafka(rd_kafka_new(type, conf.get(), why, sizeof why));
    if (!kafka) return fail("kafka", why);
    (void)conf.release();  // it is the client's now
    return kafka;
}

bool is_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

/// Written before a batch of a partition goes to the spool: where its lines will stand, and their offsets. JSON and other lines lie in two files,
/// and a death may come between the two.
struct Account {
    struct Lines {
        fs::path file;
        std::uint64_t length = 0;  ///< of the file before the batch
        std::vector<std::int64_t> offsets;
    };
    std::array<Lines, 2> kinds;   ///< by SpoolKind
    std::int64_t next = -1;       ///< where the partition goes on once all lines are there
    std::set<std::int64_t> have;  ///< messages behind the batch that an earlier one brought to the spool

    [[nodiscard]] Result<void> save(const fs::path& to) const {
        const fs::path part = to.string() + ".part";
        {
            std::ofstream out(part, std::ios::binary);
            out << next << ' ' << have.size() << '\n';
            for (const std::int64_t offset : have) out << offset << '\n';
            for (const Lines& lines : kinds) {
                out << lines.file.string() << '\n' << lines.length << ' ' << lines.offsets.size() << '\n';
                for (const std::int64_t offset : lines.offsets) out << offset << '\n';
            }
            if (!out.flush()) return fail(part.string(), "cannot be written", "is the disk full?");
        }
        std::error_code error;
        fs::rename(part, to, error);
        if (error) return fail(to.string(), error.message());
        return {};
    }
    [[nodiscard]] static Account load(const fs::path& from) {
        std::ifstream in(from, std::ios::binary);
        Account out;
        std::size_t count = 0;
        if (!(in >> out.next >> count)) return {};
        for (std::int64_t offset = 0; count > 0 && in >> offset; --count) out.have.insert(offset);
        for (Lines& lines : out.kinds) {
            std::string file;
            in.ignore();
            if (!std::getline(in, file) || !(in >> lines.length >> count)) return {};
            lines.file = file;
            for (std::int64_t offset = 0; count > 0 && in >> offset; --count) lines.offsets.push_back(offset);
        }
        return out;
    }
};

/// How many whole lines of the batch the spool has.
std::size_t present(const Account::Lines& lines) {
    if (lines.offsets.empty()) return 0;
    std::ifstream spool(lines.file, std::ios::binary);
    spool.seekg(static_cast<std::streamoff>(lines.length));
    std::size_t count = 0;
    for (std::string line; count < lines.offsets.size() && std::getline(spool, line) && !spool.eof();) ++count;
    return count;
}

/// Where a partition goes on: at the first message that the spool has not, and which it has beyond. -1: nothing is known.
struct Progress {
    std::int64_t next = -1;
    std::set<std::int64_t> have;
};
Progress progress_of(Account account) {
    Progress out{account.next, std::move(account.have)};
    for (const Account::Lines& lines : account.kinds) {
        const std::size_t count = present(lines);
        out.have.insert(lines.offsets.begin(), lines.offsets.begin() + static_cast<std::ptrdiff_t>(count));
        if (count < lines.offsets.size()) out.next = std::min(out.next, lines.offsets[count]);
    }
    out.have.erase(out.have.begin(), out.have.lower_bound(out.next));
    return out;
}

std::string file_name(std::string text) {
    for (char& c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
    return text;
}

using Partition = std::pair<std::string, std::int32_t>;  ///< topic and number

struct Batch {
    std::array<std::string, 2> lines;  ///< by SpoolKind
    std::array<std::vector<std::int64_t>, 2> offsets;
    std::int64_t next = 0;
};

}  // namespace

struct KafkaInput::State {
    State(KafkaInputOptions given, Spool& s, std::function<std::uint64_t()> b, Counters& c)
        : options(std::move(given)), spool(s), behind(std::move(b)), counters(c) {}

    [[nodiscard]] static std::string stream_of(const Partition& partition) {
        return fmt::format("kafka-{}-{}", file_name(partition.first), partition.second);
    }
    [[nodiscard]] fs::path account_of(const Partition& partition) const { return options.account / stream_of(partition); }
    void fail_with(const std::string& what) {
        ++counters.errors;
        const std::lock_guard lock(mutex);
        error = what;
    }

    KafkaInputOptions options;
    Spool& spool;
    std::function<std::uint64_t()> behind;
    Counters& counters;
    Kafka kafka;
    std::map<Partition, Progress> taken;  ///< what is in the spool or on its way there
    std::map<Partition, Batch> batches;
    std::size_t messages = 0, bytes = 0;
    std::chrono::steady_clock::time_point begun;  ///< of the batches
    bool held = false;                            ///< nothing is fetched
    std::mutex mutex;
    std::string error;

    /// The group gave us partitions: each goes on where our spool ends, or where the group stands if that is further.
    static void rebalanced(rd_kafka_t* kafka, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list, void* opaque) {
        auto& state = *static_cast<State*>(opaque);
        state.held = false;
        if (error != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
            if (auto flushed = state.flush(); !flushed) state.fail_with(flushed.error().text());  // whoever gets them next begins behind it
            state.forget_batches();
            state.taken.clear();
            rd_kafka_assign(kafka, nullptr);
            return;
        }
        (void)rd_kafka_committed(kafka, list, send_ms);
        for (int i = 0; i < list->cnt; ++i) {
            rd_kafka_topic_partition_t& one = list->elems[i];
            const Partition partition(one.topic, one.partition);
            Progress own = progress_of(Account::load(state.account_of(partition)));
            if (own.next < one.offset) own = {one.offset, std::move(own.have)};
            else one.offset = own.next >= 0 ? own.next : one.offset;
            if (one.offset >= 0) state.taken[partition] = std::move(own);
        }
        rd_kafka_assign(kafka, list);
    }

    void add(const rd_kafka_message_t& message) {
        const Partition partition(rd_kafka_topic_name(message.rkt), message.partition);
        Progress& known = taken[partition];
        const bool have = message.offset < known.next || known.have.contains(message.offset);
        known.next = std::max(known.next, message.offset + 1);
        if (batches.empty()) begun = std::chrono::steady_clock::now();
        Batch& batch = batches[partition];
        batch.next = known.next;
        if (have) return void(++counters.skipped);
        const std::string_view payload(static_cast<const char*>(message.payload), message.payload ? message.len : 0);
        std::string line;
        append_line(line, payload);
        if (line.empty()) return;
        const auto kind = static_cast<std::size_t>(is_json(payload) ? SpoolKind::json : SpoolKind::text);
        batch.lines[kind] += line;
        batch.offsets[kind].push_back(message.offset);
        ++messages;
        bytes += line.size();
        ++counters.messages;
    }
    [[nodiscard]] bool full() const {
        return messages >= batch_messages || bytes >= batch_bytes || std::chrono::steady_clock::now() - begun >= longest_batch;
    }
    void forget_batches() {
        batches.clear();
        messages = bytes = 0;
    }

    Result<void> write(const Partition& partition, const Batch& batch) {
        const std::string stream = stream_of(partition);
        Account account;
        account.next = batch.next;
        account.have = taken[partition].have;
        for (const SpoolKind kind : {SpoolKind::json, SpoolKind::text}) {
            const auto at = static_cast<std::size_t>(kind);
            if (batch.lines[at].empty()) continue;
            const auto place = spool.place(stream, kind);
            if (!place) return std::unexpected(place.error());
            account.kinds[at] = {place->file, place->length, batch.offsets[at]};
        }
        if (auto saved = account.save(account_of(partition)); !saved) return saved;
        for (const SpoolKind kind : {SpoolKind::json, SpoolKind::text})
            if (auto written = spool.append(stream, kind, batch.lines[static_cast<std::size_t>(kind)]); !written) return written;
        auto& have = taken[partition].have;
        have.erase(have.begin(), have.lower_bound(batch.next));
        return {};
    }

    /// To the spool, to the disk, and only then to Kafka's own account.
    Result<void> flush() {
        if (batches.empty()) return {};
        const Partitions done(rd_kafka_topic_partition_list_new(static_cast<int>(batches.size())));
        for (auto at = batches.begin(); at != batches.end(); at = batches.erase(at)) {
            if (auto written = write(at->first, at->second); !written) return written;
            rd_kafka_topic_partition_list_add(done.get(), at->first.first.c_str(), at->first.second)->offset = at->second.next;
        }
        forget_batches();
        (void)spool.sync();
        if (rd_kafka_commit(kafka.get(), done.get(), 0) == RD_KAFKA_RESP_ERR_NO_ERROR) ++counters.commits;
        return {};
    }

    /// Part of the batches may be in the spool: they are fetched again from the first message that is not.
    void fetch_again() {
        for (const auto& [partition, batch] : batches) {
            Progress own = progress_of(Account::load(account_of(partition)));
            if (own.next < 0) own.next = 0;  // nothing of it was ever written
            const Partitions one(rd_kafka_topic_partition_list_new(1));
            rd_kafka_topic_partition_list_add(one.get(), partition.first.c_str(), partition.second)->offset = own.next;
            if (rd_kafka_error_t* failed = rd_kafka_seek_partitions(kafka.get(), one.get(), send_ms); failed) rd_kafka_error_destroy(failed);
            taken[partition] = std::move(own);
        }
        forget_batches();
    }

    /// While too much waits to be read nothing is fetched; polling goes on, so that the group sees that we live.
    void hold(bool wanted) {
        if (wanted == held) return;
        rd_kafka_topic_partition_list_t* all = nullptr;
        if (rd_kafka_assignment(kafka.get(), &all) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
        const Partitions owned(all);
        (void)(wanted ? rd_kafka_pause_partitions(kafka.get(), all) : rd_kafka_resume_partitions(kafka.get(), all));
        held = wanted;
    }
};

KafkaInput::KafkaInput() = default;

Result<std::unique_ptr<KafkaInput>> KafkaInput::open(KafkaInputOptions options, Spool& spool, std::function<std::uint64_t()> behind) {
    std::unique_ptr<KafkaInput> out(new KafkaInput);
    std::error_code error;
    fs::create_directories(options.account, error);
    std::map<std::string, std::string> settings = options.settings;
    settings.try_emplace("group.id", "bonafide");
    settings.try_emplace("auto.offset.reset", "earliest");
    settings["enable.auto.commit"] = "false";
    if (settings["partition.assignment.strategy"].starts_with("cooperative"))
        return fail("kafka", "partition.assignment.strategy: cooperative-sticky is not known here", "leave it out");
    if (settings["partition.assignment.strategy"].empty()) settings.erase("partition.assignment.strategy");
    auto conf = conf_of(settings);
    if (!conf) return std::unexpected(conf.error());
    out->state_ = std::make_unique<State>(std::move(options), spool, std::move(behind), out->counters_);
    rd_kafka_conf_set_opaque(conf->get(), out->state_.get());
    rd_kafka_conf_set_rebalance_cb(conf->get(), &State::rebalanced);
    rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t*, int, const char* why, void* state) { static_cast<State*>(state)->fail_with(why); });
    auto kafka = make(RD_KAFKA_CONSUMER, std::move(*conf));
    if (!kafka) return std::unexpected(kafka.error());
    out->state_->kafka = std::move(*kafka);
    rd_kafka_poll_set_consumer(out->state_->kafka.get());
    const Partitions topics(rd_kafka_topic_partition_list_new(1));
    for (const std::string& topic : out->state_->options.topics)
        rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto status = rd_kafka_subscribe(out->state_->kafka.get(), topics.get()); status != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail("kafka", rd_kafka_err2str(status));
    out->thread_ = std::thread([input = out.get()] { input->run(); });
    return out;
}

KafkaInput::~KafkaInput() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

std::string KafkaInput::last_error() const {
    const std::lock_guard lock(state_->mutex);
    return state_->error;
}

void KafkaInput::run() {
    State& state = *state_;
    while (!stop_) {
        state.hold(state.behind() > state.options.most_behind);
        const Message message(rd_kafka_consumer_poll(state.kafka.get(), state.batches.empty() ? poll_ms : 5));
        if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) state.add(*message);
        else if (message && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) state.fail_with(rd_kafka_message_errstr(message.get()));
        if (message && !state.full()) continue;
        if (auto flushed = state.flush(); !flushed) {
            state.fail_with(flushed.error().text());
            std::this_thread::sleep_for(std::chrono::seconds(1));
            state.fetch_again();
        }
    }
    if (auto flushed = state.flush(); !flushed) state.fail_with(flushed.error().text());
    rd_kafka_consumer_close(state.kafka.get());
}

namespace {

class KafkaOutput final : public Output {
public:
    KafkaOutput(KafkaOutputOptions options, Kafka kafka)
        : options_(std::move(options)),
          kafka_(std::move(kafka)),
          name_(fmt::format("kafka:{}:{}", options_.settings["bootstrap.servers"], options_.topic)) {}

    const std::string& name() const override { return name_; }

    /// Sent, and acknowledged by the broker.
    Result<void> send(std::span<const SentAlert> alerts, OutputRow&) override {
        failed_ = RD_KAFKA_RESP_ERR_NO_ERROR;
        for (const SentAlert& sent : alerts) {
            const std::string text = options_.format == AlertFormat::ocsf ? alert_ocsf(sent.alert, sent.sequence, options_.program_version)
                                                                          : alert_json(sent.alert, sent.sequence);
            const auto status =
                rd_kafka_producev(kafka_.get(), RD_KAFKA_V_TOPIC(options_.topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                  RD_KAFKA_V_KEY(sent.alert.key.data(), sent.alert.key.size()),
                                  RD_KAFKA_V_VALUE(const_cast<char*>(text.data()), text.size()), RD_KAFKA_V_OPAQUE(&failed_), RD_KAFKA_V_END);
            if (status != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(name_, rd_kafka_err2str(status));
        }
        if (rd_kafka_flush(kafka_.get(), send_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_purge(kafka_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
            (void)rd_kafka_flush(kafka_.get(), send_ms);
            return fail(name_, "no acknowledgement in time");
        }
        if (failed_ != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(name_, rd_kafka_err2str(failed_));
        return {};
    }

    static void delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) *static_cast<rd_kafka_resp_err_t*>(message->_private) = message->err;
    }

private:
    KafkaOutputOptions options_;
    Kafka kafka_;
    std::string name_;
    rd_kafka_resp_err_t failed_ = RD_KAFKA_RESP_ERR_NO_ERROR;
};

}  // namespace

Result<std::unique_ptr<Output>> make_kafka_output(KafkaOutputOptions options) {
    std::map<std::string, std::string> settings = options.settings;
    settings.try_emplace("enable.idempotence", "true");
    auto conf = conf_of(settings);
    if (!conf) return std::unexpected(conf.error());
    rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaOutput::delivered);
    auto kafka = make(RD_KAFKA_PRODUCER, std::move(*conf));
    if (!kafka) return std::unexpected(kafka.error());
    return std::make_unique<KafkaOutput>(std::move(options), std::move(*kafka));
}

}  // namespace bonafide::watch
