// Work for all cores. One owner of mutable state per worker; states are merged afterwards in worker order by functions that
// do not depend on that order.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include <vector>

namespace bonafide {

/// Set by Ctrl-C or by a caller; long work looks at it between chunks and ends cleanly.
class Cancel {
public:
    void request() { requested_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool requested() const { return requested_.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> requested_{false};
};

/// Cores this process may use (affinity respected), at least 1.
[[nodiscard]] unsigned usable_cores();

/// Runs `work(worker_index)` on `workers` threads (the caller's is one of them) and waits for all.
void run_workers(unsigned workers, const std::function<void(unsigned)>& work);

/// Runs tasks that know nothing of each other, the first ones first, and waits for all.
void run_tasks(unsigned workers, const std::vector<std::function<void()>>& tasks);

}  // namespace bonafide
