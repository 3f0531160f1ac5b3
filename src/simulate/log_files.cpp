#include "simulate/log_files.h"

namespace bonafide::sim {

LogFiles::LogFiles(Exports& exports, const Context&) {
    outputs_[static_cast<std::size_t>(Log::okta)] = &exports.open("okta/okta_system_log.ndjson.gz");
}

void LogFiles::write(DayLog& day) {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (!outputs_[i]) continue;
        for (const DayLog::Line& line : day.sorted(static_cast<Log>(i))) {
            outputs_[i]->line(line.text);
            ++events_;
        }
    }
}

void LogFiles::finish() {}

}  // namespace bonafide::sim
