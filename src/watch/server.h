// Everything that listens: syslog over UDP, TCP and TLS, the HTTP ingest, and the metrics. One thread; what comes in goes to the spool. While
// too much waits to be read, TCP is not read from and HTTP says so: nothing is dropped but what the kernel drops of UDP, which is counted.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "watch/http_ingest.h"
#include "watch/spool.h"

namespace boost::asio {
class io_context;
}

namespace bonafide::watch {

struct TlsOptions {
    std::string certificate, key;  ///< PEM files
    std::string client_ca;         ///< clients must show a certificate of it; empty: they need not
};
struct ListenOptions {
    enum class Kind : std::uint8_t { syslog_udp, syslog_tcp, http, metrics } kind = Kind::syslog_tcp;
    std::string address;  ///< "127.0.0.1:5514", "[::]:6514"; port 0: any
    bool tls = false;
};

struct ServerOptions {
    std::vector<ListenOptions> listen;
    TlsOptions tls;
    HttpIngestOptions http;
    std::uint64_t most_behind = 256ULL << 20;  ///< bytes that may wait to be read before senders have to
    std::uint32_t most_connections = 1000;
    int udp_buffer = 16 << 20;  ///< bytes that the kernel is asked to keep
    bool durable = false;       ///< HTTP is answered only when the disk has it
};

struct ServerCounters {
    std::atomic<std::uint64_t> udp_messages{0}, udp_dropped{0}, tcp_messages{0}, tcp_cut{0}, http_requests{0}, http_events{0}, http_busy{0},
        http_refused{0}, connections{0}, connections_refused{0}, spool_errors{0};
};

class Server {
public:
    /// Binds everything or nothing. `behind`: bytes that wait to be read; `metrics`: the text for Prometheus.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(ServerOptions options, Spool& spool, std::function<std::uint64_t()> behind,
                                                              std::function<std::string()> metrics);
    ~Server();  ///< stops listening; what was read from connections is in the spool

    /// The port of each of options.listen, in their order.
    [[nodiscard]] const std::vector<unsigned short>& ports() const { return ports_; }
    [[nodiscard]] const ServerCounters& counters() const { return counters_; }

    class Shared;

private:
    Server();
    std::unique_ptr<boost::asio::io_context> context_;
    std::unique_ptr<Shared> shared_;
    std::vector<unsigned short> ports_;
    ServerCounters counters_;
    std::thread thread_;
};

}  // namespace bonafide::watch
