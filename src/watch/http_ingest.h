// What Splunk's HTTP event collector and Elasticsearch's bulk interface are asked, answered so that their usual clients (forwarders, Beats,
// Logstash, Vector, Fluent Bit) are content. Requests in, lines for the spool and a reply out; sockets are elsewhere (server.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide::watch {

struct HttpRequest {
    std::string method, target;  ///< target with its query
    std::string authorization, content_encoding, channel;
    std::string body;
};
struct HttpReply {
    unsigned status = 200;
    std::string type = "application/json", body;
    std::string json, text;  ///< lines to spool before the reply is sent
    std::uint64_t events = 0;
    bool wants_ack = false;  ///< the reply gets an ackId once the lines are spooled
    std::string channel;
    std::vector<std::uint64_t> asked_acks;  ///< a question about acks: which
    bool is_ack_question = false, is_elastic = false;
};

struct HttpIngestOptions {
    std::vector<std::string> tokens;       ///< of either interface; none: everybody may send
    std::size_t longest_body = 64U << 20;  ///< unpacked
};

class HttpIngest {
public:
    explicit HttpIngest(HttpIngestOptions options) : options_(std::move(options)) {}
    [[nodiscard]] HttpReply answer(const HttpRequest& request) const;
    /// In place of a reply whose lines could not be taken now.
    [[nodiscard]] static HttpReply busy(const HttpReply& reply);

private:
    [[nodiscard]] bool allowed(const HttpRequest& request) const;
    [[nodiscard]] HttpReply collector(const HttpRequest& request, std::string_view path, std::string_view query) const;
    [[nodiscard]] HttpReply elastic(const HttpRequest& request, std::string_view path) const;

    HttpIngestOptions options_;
};

/// A gzip or zlib stream unpacked (RFC 1952, RFC 1950); an Error if it is damaged or larger than `most`.
[[nodiscard]] Result<std::string> gunzip(std::string_view packed, std::size_t most);

/// Acks of one collector: ids by channel, true once what they stand for is safe on disk.
class Acks {
public:
    [[nodiscard]] std::uint64_t add(const std::string& channel, std::uint64_t appended);
    [[nodiscard]] std::string answer(const std::string& channel, const std::vector<std::uint64_t>& ids, std::uint64_t synced);

private:
    struct Channel {
        std::uint64_t next = 0;
        std::map<std::uint64_t, std::uint64_t> waiting;  ///< id → bytes that must be synced
    };
    static constexpr std::size_t most_channels = 10'000, most_waiting = 1'000'000;
    std::map<std::string, Channel> channels_;
};

}  // namespace bonafide::watch
