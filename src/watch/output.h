// Where alerts go. Each output has a thread that takes them from the outbox in order and keeps trying; how far it came is kept in the state,
// so nothing is lost while a receiver is away, and a file never has an alert twice.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <span>
#include <string>
#include <thread>

#include "watch/state.h"

namespace bonafide::watch {

class Output {
public:
    virtual ~Output() = default;
    [[nodiscard]] virtual const std::string& name() const = 0;  ///< under which its progress is kept
    /// Where a new output begins: what its file holds already is not ours.
    [[nodiscard]] virtual std::uint64_t present_length() const { return 0; }
    /// Gets ready to go on behind `row`.
    [[nodiscard]] virtual Result<void> open(OutputRow& /*row*/) { return {}; }
    /// Sends all of them, in order, and sets row.length where it is a file. After an Error the same are sent again later: receivers know them
    /// by key and sequence.
    [[nodiscard]] virtual Result<void> send(std::span<const SentAlert> alerts, OutputRow& row) = 0;
    /// The file may have been renamed by a program that rotates logs.
    virtual void reopen() {}
};

enum class AlertFormat : std::uint8_t { bonafide, ocsf };

[[nodiscard]] std::unique_ptr<Output> make_file_output(std::filesystem::path file, AlertFormat format, std::string program_version);
/// Lines for people.
[[nodiscard]] std::unique_ptr<Output> make_terminal_output(std::ostream& out);

class OutputRunner {
public:
    /// Reads the outbox in `state` over a connection of its own, from behind `row`.
    OutputRunner(std::unique_ptr<Output> output, std::filesystem::path state, OutputRow row);
    ~OutputRunner();

    void notify();  ///< there are new alerts
    void reopen();
    /// Waits until everything up to `sequence` was sent, at most so long; false if it was not.
    bool drain(std::int64_t sequence, std::int64_t most_us);

    struct Status {
        OutputRow row;
        std::uint64_t sent = 0, failures = 0;
        std::string error;  ///< the last failure, "" since it was mended
    };
    [[nodiscard]] Status status() const;
    [[nodiscard]] const std::string& name() const { return output_->name(); }

private:
    void run();
    [[nodiscard]] Result<bool> step(State& state);
    void fail_with(const Error& error);

    std::unique_ptr<Output> output_;
    std::filesystem::path state_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Status status_;
    bool waiting_ = true, stop_ = false, reopen_ = false;
    std::thread thread_;
};

}  // namespace bonafide::watch
