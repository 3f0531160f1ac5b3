// Opens the logs that grow day by day and writes each day's events in order of time.
#pragma once

#include "simulate/writers.h"

namespace bonafide::sim {

class LogFiles {
public:
    LogFiles(Exports& exports, const Context& context);
    void write(DayLog& day);
    void finish();
    [[nodiscard]] std::uint64_t events() const { return events_; }

private:
    std::array<Output*, static_cast<std::size_t>(Log::count)> outputs_{};
    std::uint64_t events_ = 0;
};

}  // namespace bonafide::sim
