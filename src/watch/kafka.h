// Kafka by librdkafka: topics as an input, written to the spool like all that comes over the network, and as an output of alerts.
// Offsets are committed only after the spool has the messages on disk; what the spool took of a batch that a death cut short is found again by
// its account, so a message is there once.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "watch/spool.h"

namespace bonafide::watch {

struct KafkaInputOptions {
    std::map<std::string, std::string> settings;  ///< of librdkafka: bootstrap.servers, group.id, security.protocol, sasl.*, ssl.*
    std::vector<std::string> topics;              ///< a name, or a regular expression that begins with ^
    std::filesystem::path account;                ///< folder of the accounts
    std::uint64_t most_behind = 256ULL << 20;
};

class KafkaInput {
public:
    [[nodiscard]] static Result<std::unique_ptr<KafkaInput>> open(KafkaInputOptions options, Spool& spool, std::function<std::uint64_t()> behind);
    ~KafkaInput();  ///< leaves the group

    struct Counters {
        std::atomic<std::uint64_t> messages{0}, errors{0}, commits{0}, skipped{0};
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] std::string last_error() const;

    struct State;

private:
    KafkaInput();
    void run();
    std::unique_ptr<State> state_;
    Counters counters_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace bonafide::watch
