#include "watch/kafka.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>

#include "watch/output_net.h"

namespace bonafide::watch {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t batch_messages = 1000;
constexpr std::size_t batch_bytes = 4 << 20;
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

/// Written before a batch goes to the spool: where it will stand, and the offsets of its lines.
struct Account {
    fs::path file;
    std::uint64_t length = 0;
    std::vector<std::int64_t> offsets;
    std::int64_t next = -1;  ///< where the partition goes on once all lines are there

    void save(const fs::path& to) const {
        const fs::path part = to.string() + ".part";
        {
            std::ofstream out(part, std::ios::binary);
            out << file.string() << '\n' << length << ' ' << next << '\n';
            for (const std::int64_t offset : offsets) out << offset << '\n';
        }
        std::error_code error;
        fs::rename(part, to, error);
    }
    /// Where a partition goes on: behind the lines that the spool has. -1: nothing is known.
    static std::int64_t resume(const fs::path& from) {
        std::ifstream in(from, std::ios::binary);
        Account account;
        std::string file;
        if (!std::getline(in, file) || !(in >> account.length >> account.next)) return -1;
        for (std::int64_t offset = 0; in >> offset;) account.offsets.push_back(offset);
        std::ifstream spool(file, std::ios::binary);
        spool.seekg(static_cast<std::streamoff>(account.length));
        std::size_t lines = 0;
        for (std::string line; lines < account.offsets.size() && std::getline(spool, line) && !spool.eof();) ++lines;
        return lines < account.offsets.size() ? account.offsets[lines] : account.next;
    }
};

std::string file_name(std::string text) {
    for (char& c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
    return text;
}

struct Batch {
    std::string json, text;
    std::vector<std::int64_t> json_offsets, text_offsets;
    std::int64_t next = 0;
};

}  // namespace

struct KafkaInput::State {
    State(KafkaInputOptions given, Spool& s, std::function<std::uint64_t()> b) : options(std::move(given)), spool(s), behind(std::move(b)) {}

    [[nodiscard]] std::string stream_of(const std::string& topic, std::int32_t partition) const {
        return fmt::format("kafka-{}-{}", file_name(topic), partition);
    }
    [[nodiscard]] fs::path account_of(const std::string& stream, SpoolKind kind) const {
        return options.account / (stream + (kind == SpoolKind::json ? ".json" : ".text"));
    }
    /// A partition's lines lie in two files; it goes on where the later of them ends, for the messages of a batch come in order.
    [[nodiscard]] std::int64_t resume(const std::string& stream) const {
        const std::int64_t json = Account::resume(account_of(stream, SpoolKind::json)), text = Account::resume(account_of(stream, SpoolKind::text));
        return std::max(json, text);
    }
    void fail_with(const std::string& what) {
        const std::lock_guard lock(mutex);
        error = what;
    }

    KafkaInputOptions options;
    Spool& spool;
    std::function<std::uint64_t()> behind;
    Kafka kafka;
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> taken;  ///< next offset wanted of each partition
    std::map<std::pair<std::string, std::int32_t>, Batch> batches;
    std::size_t messages = 0, bytes = 0;
    std::mutex mutex;
    std::string error;

    /// The group gave us partitions: each goes on where our spool ends, or where the group stands if that is further.
    static void rebalanced(rd_kafka_t* kafka, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list, void* opaque) {
        auto& state = *static_cast<State*>(opaque);
        if (error != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
            state.taken.clear();
            rd_kafka_assign(kafka, nullptr);
            return;
        }
        (void)rd_kafka_committed(kafka, list, send_ms);
        for (int i = 0; i < list->cnt; ++i) {
            rd_kafka_topic_partition_t& one = list->elems[i];
            const std::int64_t own = state.resume(state.stream_of(one.topic, one.partition));
            if (own > one.offset) one.offset = own;
            if (one.offset >= 0) state.taken[{one.topic, one.partition}] = one.offset;
        }
        rd_kafka_assign(kafka, list);
    }

    void add(const rd_kafka_message_t& message, Counters& counters) {
        const std::string topic = rd_kafka_topic_name(message.rkt);
        const std::pair key(topic, message.partition);
        std::int64_t& wanted = taken[key];
        if (message.offset < wanted) return void(++counters.skipped);  // it is in the spool already
        wanted = message.offset + 1;
        Batch& batch = batches[key];
        batch.next = message.offset + 1;
        const std::string_view payload(static_cast<const char*>(message.payload), message.payload ? message.len : 0);
        std::string line;
        append_line(line, payload);
        if (line.empty()) return;
        const bool json = is_json(payload);
        (json ? batch.json : batch.text) += line;
        (json ? batch.json_offsets : batch.text_offsets).push_back(message.offset);
        ++messages;
        bytes += line.size();
        ++counters.messages;
    }

    Result<void> write(const std::string& stream, SpoolKind kind, const std::string& lines, std::vector<std::int64_t> offsets, std::int64_t next) {
        if (lines.empty()) return {};
        const auto place = spool.place(stream, kind);
        if (!place) return std::unexpected(place.error());
        Account{place->file, place->length, std::move(offsets), next}.save(account_of(stream, kind));
        return spool.append(stream, kind, lines);
    }

    /// To the spool, to the disk, and only then to Kafka's own account.
    Result<void> flush(Counters& counters) {
        if (batches.empty()) return {};
        Partitions done(rd_kafka_topic_partition_list_new(static_cast<int>(batches.size())));
        for (auto at = batches.begin(); at != batches.end();) {
            const auto& [key, batch] = *at;
            const std::string stream = stream_of(key.first, key.second);
            if (auto written = write(stream, SpoolKind::text, batch.text, batch.text_offsets, batch.next); !written) return written;
            at->second.text.clear(), at->second.text_offsets.clear();
            if (auto written = write(stream, SpoolKind::json, batch.json, batch.json_offsets, batch.next); !written) return written;
            rd_kafka_topic_partition_list_add(done.get(), key.first.c_str(), key.second)->offset = batch.next;
            at = batches.erase(at);
        }
        messages = bytes = 0;
        (void)spool.sync();
        if (rd_kafka_commit(kafka.get(), done.get(), 0) == RD_KAFKA_RESP_ERR_NO_ERROR) ++counters.commits;
        return {};
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
    auto conf = conf_of(settings);
    if (!conf) return std::unexpected(conf.error());
    out->state_ = std::make_unique<State>(std::move(options), spool, std::move(behind));
    rd_kafka_conf_set_opaque(conf->get(), out->state_.get());
    rd_kafka_conf_set_rebalance_cb(conf->get(), &State::rebalanced);
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
        // While too much waits nothing is taken, but the group has to see that we live.
        if (state.behind() > state.options.most_behind) {
            std::this_thread::sleep_for(std::chrono::milliseconds(poll_ms));
            continue;
        }
        const Message message(rd_kafka_consumer_poll(state.kafka.get(), state.batches.empty() ? poll_ms : 5));
        if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) state.add(*message, counters_);
        else if (message && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            ++counters_.errors;
            state.fail_with(rd_kafka_message_errstr(message.get()));
        }
        if (message && state.messages < batch_messages && state.bytes < batch_bytes) continue;
        if (auto flushed = state.flush(counters_); !flushed) {
            ++counters_.errors;
            state.fail_with(flushed.error().text());
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
    }
    (void)state.flush(counters_);
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
