#include "watch/output.h"

#include <algorithm>
#include <chrono>

namespace bonafide::watch {

namespace {

constexpr std::size_t batch = 256;
constexpr std::int64_t first_pause_ms = 500, longest_pause_ms = 60'000;

}  // namespace

OutputRunner::OutputRunner(std::unique_ptr<Output> output, std::filesystem::path state, OutputRow row)
    : output_(std::move(output)), state_(std::move(state)) {
    status_.row = row;
    thread_ = std::thread([this] { run(); });
}

OutputRunner::~OutputRunner() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void OutputRunner::notify() {
    const std::lock_guard lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
}

void OutputRunner::reopen() {
    const std::lock_guard lock(mutex_);
    reopen_ = waiting_ = true;
    changed_.notify_all();
}

bool OutputRunner::drain(std::int64_t sequence, std::int64_t most_us) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::microseconds(most_us), [&] { return status_.row.sequence >= sequence; });
}

OutputRunner::Status OutputRunner::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

void OutputRunner::fail_with(const Error& error) {
    const std::lock_guard lock(mutex_);
    ++status_.failures;
    status_.error = error.text();
}

/// Sends a batch; false: there was nothing.
Result<bool> OutputRunner::step(State& state) {
    OutputRow row;
    {
        const std::lock_guard lock(mutex_);
        row = status_.row;
    }
    auto alerts = state.alerts_after(row.sequence, batch);
    if (!alerts) return std::unexpected(alerts.error());
    if (alerts->empty()) return false;
    if (auto sent = output_->send(*alerts, row); !sent) return std::unexpected(sent.error());
    row.sequence = alerts->back().sequence;
    const std::lock_guard lock(mutex_);
    status_.row = row;
    status_.sent += alerts->size();
    status_.error.clear();
    changed_.notify_all();
    return true;
}

void OutputRunner::run() {
    std::int64_t pause = 0;
    bool opened = false;
    std::optional<State> state;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (pause > 0) changed_.wait_for(lock, std::chrono::milliseconds(pause), [&] { return stop_; });
            else changed_.wait(lock, [&] { return waiting_ || stop_; });
            if (stop_) return;
            waiting_ = false;
            if (std::exchange(reopen_, false)) output_->reopen();
        }
        Result<bool> more = true;
        if (!state) {
            if (auto made = State::open(state_)) state.emplace(std::move(*made));
            else more = std::unexpected(made.error());
        }
        if (state && !opened) {
            OutputRow row = status().row;
            const auto ready = output_->open(row);
            if (!ready) more = std::unexpected(ready.error());
            opened = ready.has_value();
            const std::lock_guard lock(mutex_);
            status_.row = row;
        }
        while (more && *more) more = step(*state);
        if (!more) fail_with(more.error());
        pause = more ? 0 : std::clamp(2 * pause, first_pause_ms, longest_pause_ms);
    }
}

}  // namespace bonafide::watch
