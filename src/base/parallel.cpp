#include "base/parallel.h"

#include <sched.h>

#include <algorithm>

namespace bonafide {

unsigned usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
    return std::max(1U, std::thread::hardware_concurrency());
}

void run_workers(unsigned workers, const std::function<void(unsigned)>& work) {
    std::vector<std::jthread> threads;
    threads.reserve(workers);
    for (unsigned i = 1; i < workers; ++i) threads.emplace_back([&work, i] { work(i); });
    work(0);
}

void run_tasks(unsigned workers, const std::vector<std::function<void()>>& tasks) {
    std::atomic<std::size_t> next{0};
    run_workers(std::min<unsigned>(std::max(1U, workers), static_cast<unsigned>(tasks.size())), [&](unsigned) {
        for (std::size_t i = next.fetch_add(1); i < tasks.size(); i = next.fetch_add(1)) tasks[i]();
    });
}

}  // namespace bonafide
