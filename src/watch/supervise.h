// Signs for who runs us: systemd's notify protocol (sd_notify(3)) and the text for Prometheus.
#pragma once

#include <string>
#include <string_view>

#include "watch/kafka.h"
#include "watch/server.h"
#include "watch/watcher.h"

namespace bonafide::watch {

/// Sends to systemd's socket; nothing where `socket` (of NOTIFY_SOCKET) is empty.
class Supervisor {
public:
    explicit Supervisor(std::string socket) : socket_(std::move(socket)) {}
    void tell(std::string_view state) const;  ///< "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=..."

private:
    std::string socket_;
};

/// Prometheus' text format, 0.0.4.
[[nodiscard]] std::string metrics_text(const WatcherStatus& status, const ServerCounters* server, const std::vector<const KafkaInput*>& kafka,
                                       Timestamp now);

}  // namespace bonafide::watch
