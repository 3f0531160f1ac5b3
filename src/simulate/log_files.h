// Opens the logs that grow day by day and writes each day's events in order of time; keeps Slack's access log, which is one entry
// for each user, address and browser, until the end.
#pragma once

#include <map>

#include "simulate/writers.h"

namespace bonafide::sim {

class LogFiles {
public:
    LogFiles(Exports& exports, const Context& context);
    void write(DayLog& log, std::int64_t before);  ///< the lines before that time (microseconds)
    void add_access(const Person& person, const Day& day, std::uint32_t ip, std::string_view agent);
    void finish();
    [[nodiscard]] std::uint64_t events() const { return events_; }

private:
    struct Access {
        std::string user_id, username, agent;
        std::uint32_t ip = 0;
        std::int64_t first = 0, last = 0;
        std::uint64_t count = 0;
    };
    const Context& context_;
    std::array<Output*, static_cast<std::size_t>(Log::count)> outputs_{};
    std::map<std::uint64_t, Access> access_;
    std::uint64_t events_ = 0;
};

}  // namespace bonafide::sim
