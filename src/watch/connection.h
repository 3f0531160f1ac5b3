// A connection that an output makes: TCP or TLS, every step with a time limit. Blocks; used by the outputs' threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace bonafide::watch {

/// "https://host:8088/path?query", "smtp://host:25", "smtps://…", "tcp://…", "tls://…", "udp://…".
struct Url {
    std::string scheme, host, path;
    unsigned short port = 0;
};
[[nodiscard]] Result<Url> parse_url(std::string_view text);

struct ConnectionOptions {
    std::int64_t timeout_ms = 10'000;  ///< of each step
    std::string ca;                    ///< PEM file of who may sign the other side's certificate; empty: the system's
    bool verify = true;
};

class Connection {
public:
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& host, unsigned short port, bool tls,
                                                                  const ConnectionOptions& options);
    ~Connection();
    /// Goes over to TLS on the same connection (STARTTLS).
    [[nodiscard]] Result<void> secure();
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// Up to a line feed, without it and without the carriage return before it.
    [[nodiscard]] Result<std::string> read_line();
    [[nodiscard]] Result<std::string> read(std::size_t bytes);

private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// POST, and the status of the answer.
[[nodiscard]] Result<unsigned> http_post(const Url& url, const std::string& headers, const std::string& body, const ConnectionOptions& options);
/// HMAC-SHA-256 (RFC 2104), hexadecimal.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace bonafide::watch
