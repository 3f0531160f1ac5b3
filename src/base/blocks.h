// The same work for each of many things, by all threads. Used where what is done to one thing changes nothing of another.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "base/parallel.h"

namespace bonafide {

/// Calls `use(state, i)` for each i from `begin` to before `end`, in any order; `make_state()` gives each worker what it alone uses.
template <class MakeState, class Use>
void for_each_in_blocks(unsigned workers, std::size_t begin, std::size_t end, MakeState make_state, Use use) {
    constexpr std::size_t block = 64;
    std::atomic<std::size_t> next{begin};
    run_workers(static_cast<unsigned>(std::clamp<std::size_t>((end - begin + block - 1) / block, 1, workers)), [&](unsigned worker) {
        auto state = make_state(worker);
        for (std::size_t at = next.fetch_add(block); at < end; at = next.fetch_add(block))
            for (std::size_t i = at; i < std::min(at + block, end); ++i) use(state, i);
    });
}

}  // namespace bonafide
