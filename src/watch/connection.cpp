#include "watch/connection.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>

#include "base/text.h"

namespace bonafide::watch {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t longest_answer = 1 << 20;

struct Scheme {
    std::string_view name;
    unsigned short port;
};
constexpr std::array schemes{Scheme{"http", 80}, Scheme{"https", 443}, Scheme{"smtp", 25}, Scheme{"smtps", 465},
                             Scheme{"tcp", 601}, Scheme{"tls", 6514},  Scheme{"udp", 514}};

}  // namespace

Result<Url> parse_url(std::string_view text) {
    const std::string given(text);
    Url out;
    const std::size_t mark = text.find("://");
    const auto scheme = std::ranges::find(schemes, text.substr(0, mark), &Scheme::name);
    if (mark == std::string_view::npos || scheme == schemes.end())
        return fail(given, "not an address of a kind known here", "write https://host:port/path");
    out.scheme = scheme->name;
    out.port = scheme->port;
    text.remove_prefix(mark + 3);
    const std::size_t slash = text.find('/');
    out.path = slash == std::string_view::npos ? "/" : std::string(text.substr(slash));
    std::string_view host = text.substr(0, slash);
    if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
        const unsigned long port = std::strtoul(std::string(host.substr(colon + 1)).c_str(), nullptr, 10);
        if (port == 0 || port > 65535) return fail(given, "the port is no number between 1 and 65535");
        out.port = static_cast<unsigned short>(port);
        host = host.substr(0, colon);
    }
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) return fail(given, "has no host");
    out.host = host;
    return out;
}

struct Connection::State {
    explicit State(const ConnectionOptions& given) : options(given), tls_context(asio::ssl::context::tls_client), socket(io) {}

    /// Runs what was begun until it is done, or its time is over.
    Result<void> finish(const std::optional<error_code>& done, std::string_view what) {
        io.restart();
        io.run_for(std::chrono::milliseconds(options.timeout_ms));
        if (done && !*done) return {};
        if (!done) {
            error_code ignored;
            socket.close(ignored);
            io.restart();
            io.run();  // what was cancelled tells so
            return fail(where, std::string(what) + ": no answer in time");
        }
        return fail(where, std::string(what) + ": " + done->message());
    }

    ConnectionOptions options;
    std::string where, host;
    asio::io_context io;
    asio::ssl::context tls_context;
    tcp::socket socket;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    std::string buffer;
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const std::string& host, unsigned short port, bool tls, const ConnectionOptions& options) {
    std::unique_ptr<Connection> out(new Connection(std::make_unique<State>(options)));
    State& state = *out->state_;
    state.host = host;
    state.where = fmt::format("{}:{}", host, port);
    tcp::resolver resolver(state.io);
    std::optional<error_code> done;
    tcp::resolver::results_type found;
    resolver.async_resolve(host, std::to_string(port), [&](error_code error, tcp::resolver::results_type results) {
        found = std::move(results);
        done = error;
    });
    if (auto resolved = state.finish(done, "name"); !resolved) return std::unexpected(resolved.error());
    done.reset();
    asio::async_connect(state.socket, found, [&](error_code error, const tcp::endpoint&) { done = error; });
    if (auto connected = state.finish(done, "connection"); !connected) return std::unexpected(connected.error());
    error_code ignored;
    state.socket.set_option(tcp::no_delay(true), ignored);
    if (tls)
        if (auto secured = out->secure(); !secured) return std::unexpected(secured.error());
    return out;
}

Result<void> Connection::secure() {
    State& state = *state_;
    error_code error;
    if (state.options.ca.empty()) state.tls_context.set_default_verify_paths(error);
    else state.tls_context.load_verify_file(state.options.ca, error);
    if (error) return fail(state.options.ca, "no certificate: " + error.message());
    state.tls.emplace(state.socket, state.tls_context);
    if (state.options.verify) {
        state.tls->set_verify_mode(asio::ssl::verify_peer, error);
        state.tls->set_verify_callback(asio::ssl::host_name_verification(state.host), error);
    }
    SSL_set_tlsext_host_name(state.tls->native_handle(), state.host.c_str());
    std::optional<error_code> done;
    state.tls->async_handshake(asio::ssl::stream_base::client, [&](error_code result) { done = result; });
    return state.finish(done, "TLS");
}

Result<void> Connection::write(std::string_view bytes) {
    std::optional<error_code> done;
    const auto handler = [&](error_code error, std::size_t) { done = error; };
    if (state_->tls) asio::async_write(*state_->tls, asio::buffer(bytes), handler);
    else asio::async_write(state_->socket, asio::buffer(bytes), handler);
    return state_->finish(done, "sending");
}

Result<std::string> Connection::read_line() {
    State& state = *state_;
    std::optional<error_code> done;
    std::size_t size = 0;
    const auto handler = [&](error_code error, std::size_t read) {
        done = error;
        size = read;
    };
    auto buffer = asio::dynamic_buffer(state.buffer, longest_answer);
    if (state.tls) asio::async_read_until(*state.tls, buffer, '\n', handler);
    else asio::async_read_until(state.socket, buffer, '\n', handler);
    if (auto read = state.finish(done, "answer"); !read) return std::unexpected(read.error());
    std::string line = state.buffer.substr(0, size - 1);
    state.buffer.erase(0, size);
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

Result<std::string> Connection::read(std::size_t bytes) {
    State& state = *state_;
    if (state.buffer.size() < bytes) {
        std::optional<error_code> done;
        const auto handler = [&](error_code error, std::size_t) { done = error; };
        auto buffer = asio::dynamic_buffer(state.buffer, std::max(longest_answer, bytes));
        const std::size_t missing = bytes - state.buffer.size();
        if (state.tls) asio::async_read(*state.tls, buffer, asio::transfer_exactly(missing), handler);
        else asio::async_read(state.socket, buffer, asio::transfer_exactly(missing), handler);
        if (auto read = state.finish(done, "answer"); !read) return std::unexpected(read.error());
    }
    std::string out = state.buffer.substr(0, bytes);
    state.buffer.erase(0, bytes);
    return out;
}

Result<unsigned> http_post(const Url& url, const std::string& headers, const std::string& body, const ConnectionOptions& options) {
    auto connection = Connection::open(url.host, url.port, url.scheme == "https", options);
    if (!connection) return std::unexpected(connection.error());
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    const std::string request =
        fmt::format("POST {} HTTP/1.1\r\nHost: {}:{}\r\nUser-Agent: bonafide\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n", url.path, host,
                    url.port, headers, body.size());
    if (auto sent = (*connection)->write(request + body); !sent) return std::unexpected(sent.error());
    auto line = (*connection)->read_line();
    while (line && line->starts_with("HTTP/1.") && line->size() > 9 && (*line)[9] == '1') {  // 100 Continue: the answer follows
        while (line && !line->empty()) line = (*connection)->read_line();
        if (line) line = (*connection)->read_line();
    }
    if (!line) return std::unexpected(line.error());
    const std::size_t space = line->find(' ');
    const unsigned long status = space == std::string::npos ? 0 : std::strtoul(line->c_str() + space, nullptr, 10);
    if (!line->starts_with("HTTP/") || status < 100 || status > 599) return fail(url.host, "the answer is not HTTP");
    return static_cast<unsigned>(status);
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(),
           &size);
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", bytes[i]);
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace bonafide::watch
