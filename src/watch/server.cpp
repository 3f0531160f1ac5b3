#include "watch/server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

#include "watch/syslog_frames.h"

namespace bonafide::watch {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr auto pause_time = std::chrono::milliseconds(10);
constexpr auto sync_time = std::chrono::milliseconds(200);
constexpr auto idle_time = std::chrono::minutes(10);
constexpr auto request_time = std::chrono::seconds(60);
constexpr std::size_t read_bytes = 64 << 10;
constexpr int udp_batch = 512;
constexpr std::string_view syslog_stream = "syslog", http_stream = "http";

struct Address {
    std::string host;
    unsigned short port = 0;
};
Result<Address> parse_address(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    Address out;
    if (colon == std::string::npos) return fail(text, "not an address", "write 127.0.0.1:5514 or [::]:5514");
    out.host = text.substr(0, colon);
    if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
    if (out.host.empty() || out.host == "*") out.host = "0.0.0.0";
    char* end = nullptr;
    const unsigned long port = std::strtoul(text.c_str() + colon + 1, &end, 10);
    error_code error;
    (void)asio::ip::make_address(out.host, error);
    if (error || *end || end == text.c_str() + colon + 1 || port > 65535) return fail(text, "not an address", "write 127.0.0.1:5514 or [::]:5514");
    out.port = static_cast<unsigned short>(port);
    return out;
}

}  // namespace

/// What all listeners and connections use. Lives as long as the io_context.
class Server::Shared {
public:
    Shared(asio::io_context& context, ServerOptions given, Spool& s, std::function<std::uint64_t()> b, std::function<std::string()> m,
           ServerCounters& c)
        : io(context),
          options(std::move(given)),
          ingest(options.http),
          spool(s),
          behind(std::move(b)),
          metrics(std::move(m)),
          counters(c),
          tls(asio::ssl::context::tls_server),
          sync_timer(std::in_place, context) {}

    [[nodiscard]] bool full() const { return behind() > options.most_behind; }
    void sync_later() {
        sync_timer->expires_after(sync_time);
        sync_timer->async_wait([this](error_code error) {
            if (error) return;
            if (spool.appended() != synced) synced = spool.sync();
            sync_later();
        });
    }

    asio::io_context& io;
    ServerOptions options;
    HttpIngest ingest;
    Spool& spool;
    std::function<std::uint64_t()> behind;
    std::function<std::string()> metrics;
    ServerCounters& counters;
    asio::ssl::context tls;
    std::optional<asio::steady_timer> sync_timer;  // gone before the context
    Acks acks;
    std::uint64_t synced = 0;
};

namespace {

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

/// `then` once a connection can be read from: at once, or after TLS's handshake.
template <class Stream, class Then>
void shake_hands(Stream& stream, Then then) {
    if constexpr (std::is_same_v<Stream, Secure>) {
        beast::get_lowest_layer(stream).expires_after(request_time);
        stream.async_handshake(asio::ssl::stream_base::server, [then](error_code error) {
            if (!error) then();
        });
    } else {
        then();
    }
}

/// A connection that sends syslog.
template <class Stream>
class SyslogConnection : public std::enable_shared_from_this<SyslogConnection<Stream>> {
public:
    SyslogConnection(Server::Shared& shared, Stream stream) : shared_(shared), stream_(std::move(stream)), timer_(shared.io) {
        ++shared_.counters.connections;
    }
    ~SyslogConnection() { --shared_.counters.connections; }

    void start() {
        shake_hands(stream_, [self = this->shared_from_this()] { self->read(); });
    }

private:
    /// The sender waits while too much does: TCP's own back-pressure.
    void read() {
        if (shared_.full()) {
            timer_.expires_after(pause_time);
            return timer_.async_wait([self = this->shared_from_this()](error_code error) {
                if (!error) self->read();
            });
        }
        beast::get_lowest_layer(stream_).expires_after(idle_time);
        stream_.async_read_some(asio::buffer(buffer_),
                                [self = this->shared_from_this()](error_code error, std::size_t size) { self->got(error, size); });
    }
    void got(error_code error, std::size_t size) {
        const auto add = [&](std::string_view message) {
            append_line(lines_, message);
            ++shared_.counters.tcp_messages;
        };
        const std::uint64_t cut = frames_.cut();
        frames_.feed({buffer_.data(), size}, add);
        if (error) frames_.end(add);
        shared_.counters.tcp_cut += frames_.cut() - cut;
        write(error);
    }
    /// What cannot be written down is kept until it can.
    void write(error_code ended) {
        if (!lines_.empty() && !shared_.spool.append(syslog_stream, SpoolKind::text, lines_)) {
            ++shared_.counters.spool_errors;
            timer_.expires_after(std::chrono::seconds(1));
            return timer_.async_wait([self = this->shared_from_this(), ended](error_code error) {
                if (!error) self->write(ended);
            });
        }
        lines_.clear();
        if (!ended) read();
    }

    Server::Shared& shared_;
    Stream stream_;
    asio::steady_timer timer_;
    std::array<char, read_bytes> buffer_{};
    SyslogFrames frames_;
    std::string lines_;
};

/// A connection that speaks HTTP: ingest, or metrics.
template <class Stream>
class HttpConnection : public std::enable_shared_from_this<HttpConnection<Stream>> {
public:
    HttpConnection(Server::Shared& shared, Stream stream, bool metrics) : shared_(shared), stream_(std::move(stream)), metrics_(metrics) {
        ++shared_.counters.connections;
    }
    ~HttpConnection() { --shared_.counters.connections; }

    void start() {
        shake_hands(stream_, [self = this->shared_from_this()] { self->read(); });
    }

private:
    void read() {
        parser_.emplace();
        parser_->body_limit(shared_.options.http.longest_body);
        parser_->header_limit(64 << 10);
        beast::get_lowest_layer(stream_).expires_after(request_time);
        http::async_read_header(stream_, buffer_, *parser_, [self = this->shared_from_this()](error_code error, std::size_t) {
            if (!error) self->read_body();
        });
    }
    void read_body() {
        // curl and others ask before they send much.
        if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
            static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            return asio::async_write(stream_, asio::buffer(go_on), [self = this->shared_from_this()](error_code error, std::size_t) {
                if (!error) self->read_rest();
            });
        }
        read_rest();
    }
    void read_rest() {
        http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](error_code error, std::size_t) {
            if (error == http::error::body_limit) {
                HttpReply reply;
                reply.status = 413;
                reply.body = R"({"text":"Request entity too large","code":27})";
                return self->send(std::move(reply), false);
            }
            if (!error) self->answer();
        });
    }
    void answer() {
        ++shared_.counters.http_requests;
        const auto& message = parser_->get();
        const auto text = [&](auto name) { return std::string(message[name]); };
        HttpRequest request{std::string(message.method_string()), std::string(message.target()),    text(http::field::authorization),
                            text(http::field::content_encoding),  text("X-Splunk-Request-Channel"), message.body()};
        HttpReply reply;
        if (metrics_) {
            reply.type = "text/plain; version=0.0.4";
            reply.status = request.target == "/metrics" || request.target == "/" ? 200 : 404;
            reply.body = reply.status == 200 ? shared_.metrics() : std::string();
        } else {
            reply = shared_.ingest.answer(request);
            take(reply);
        }
        send(std::move(reply), message.keep_alive());
    }
    /// Written down before anybody is told that it was taken.
    void take(HttpReply& reply) {
        if (reply.is_ack_question) reply.body = shared_.acks.answer(reply.channel, reply.asked_acks, shared_.synced);
        if (reply.status >= 400) ++shared_.counters.http_refused;
        if (reply.json.empty() && reply.text.empty()) return;
        const bool done = !shared_.full() && shared_.spool.append(http_stream, SpoolKind::json, reply.json).has_value() &&
                          shared_.spool.append(http_stream, SpoolKind::text, reply.text).has_value();
        if (!done) {
            ++shared_.counters.http_busy;
            reply = HttpIngest::busy(reply);
            return;
        }
        shared_.counters.http_events += reply.events;
        if (shared_.options.durable) shared_.synced = shared_.spool.sync();
        if (reply.wants_ack) {
            const std::uint64_t id = shared_.acks.add(reply.channel, shared_.spool.appended());
            reply.body.insert(reply.body.size() - 1, fmt::format(R"(,"ackId":{})", id));
        }
    }
    void send(HttpReply reply, bool keep) {
        response_.emplace(static_cast<http::status>(reply.status), 11);
        response_->set(http::field::server, "Bonafide");
        response_->set(http::field::content_type, reply.type);
        if (reply.is_elastic) response_->set("X-Elastic-Product", "Elasticsearch");
        response_->keep_alive(keep);
        const bool head = parser_->get().method() == http::verb::head;
        response_->body() = head ? std::string() : std::move(reply.body);
        response_->prepare_payload();
        beast::get_lowest_layer(stream_).expires_after(request_time);
        http::async_write(stream_, *response_, [self = this->shared_from_this(), keep](error_code error, std::size_t) {
            if (!error && keep) self->read();
            else self->close();
        });
    }
    void close() {
        error_code ignored;
        beast::get_lowest_layer(stream_).socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    Server::Shared& shared_;
    Stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    std::optional<http::response<http::string_body>> response_;
    bool metrics_;
};

class TcpListener : public std::enable_shared_from_this<TcpListener> {
public:
    TcpListener(Server::Shared& shared, ListenOptions options)
        : shared_(shared), options_(std::move(options)), acceptor_(shared.io), timer_(shared.io) {}

    Result<unsigned short> open() {
        const auto address = parse_address(options_.address);
        if (!address) return std::unexpected(address.error());
        const tcp::endpoint endpoint(asio::ip::make_address(address->host), address->port);
        error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            return fail(options_.address, "cannot be listened on: " + error.message(), "does another program use it, or is the port below 1024?");
        return acceptor_.local_endpoint().port();
    }
    void accept() {
        acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (error) return self->later();  // no file descriptors left: others will be closed
            if (self->shared_.counters.connections >= self->shared_.options.most_connections) ++self->shared_.counters.connections_refused;
            else self->begin(std::move(socket));
            self->accept();
        });
    }

private:
    void later() {
        timer_.expires_after(std::chrono::milliseconds(100));
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->accept();
        });
    }
    void begin(tcp::socket socket) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        if (options_.tls) begin_on(Secure(std::move(socket), shared_.tls));
        else begin_on(Plain(std::move(socket)));
    }
    template <class Stream>
    void begin_on(Stream stream) {
        if (options_.kind == ListenOptions::Kind::syslog_tcp) std::make_shared<SyslogConnection<Stream>>(shared_, std::move(stream))->start();
        else std::make_shared<HttpConnection<Stream>>(shared_, std::move(stream), options_.kind == ListenOptions::Kind::metrics)->start();
    }

    Server::Shared& shared_;
    ListenOptions options_;
    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
};

class UdpListener : public std::enable_shared_from_this<UdpListener> {
public:
    UdpListener(Server::Shared& shared, ListenOptions options)
        : shared_(shared), options_(std::move(options)), socket_(shared.io), timer_(shared.io) {}

    Result<unsigned short> open() {
        const auto address = parse_address(options_.address);
        if (!address) return std::unexpected(address.error());
        const udp::endpoint endpoint(asio::ip::make_address(address->host), address->port);
        error_code error;
        socket_.open(endpoint.protocol(), error);
        if (!error) socket_.bind(endpoint, error);
        if (!error) socket_.non_blocking(true, error);
        if (error)
            return fail(options_.address, "cannot be listened on: " + error.message(), "does another program use it, or is the port below 1024?");
        const int size = shared_.options.udp_buffer, on = 1;
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
        return socket_.local_endpoint().port();
    }
    void read() {
        socket_.async_wait(udp::socket::wait_read, [self = shared_from_this()](error_code error) {
            if (!error) self->take();
        });
    }

private:
    void take() {
        std::uint64_t messages = 0;
        for (int i = 0; i < udp_batch && receive(); ++i) ++messages;
        shared_.counters.udp_messages += messages;
        write();
    }
    bool receive() {
        iovec data{buffer_.data(), buffer_.size()};
        alignas(cmsghdr) char control[64];
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t size = ::recvmsg(socket_.native_handle(), &message, 0);
        if (size < 0) return false;
        for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
            if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_RXQ_OVFL) continue;
            std::uint32_t dropped = 0;  // of this socket since it was made; wraps around
            std::memcpy(&dropped, CMSG_DATA(header), sizeof dropped);
            shared_.counters.udp_dropped += dropped - std::exchange(dropped_, dropped);
        }
        append_line(lines_, {buffer_.data(), static_cast<std::size_t>(size)});
        return true;
    }
    void write() {
        if (!lines_.empty() && !shared_.spool.append(syslog_stream, SpoolKind::text, lines_)) {
            ++shared_.counters.spool_errors;
            timer_.expires_after(std::chrono::seconds(1));
            return timer_.async_wait([self = shared_from_this()](error_code error) {
                if (!error) self->write();
            });
        }
        lines_.clear();
        read();
    }

    Server::Shared& shared_;
    ListenOptions options_;
    udp::socket socket_;
    asio::steady_timer timer_;
    std::array<char, 65536> buffer_{};
    std::string lines_;
    std::uint32_t dropped_ = 0;
};

Result<void> load_tls(asio::ssl::context& context, const TlsOptions& options) {
    error_code error;
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                            asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
                        error);
    if (options.certificate.empty() || options.key.empty())
        return fail("tls", "certificate and key are needed", "tls: {certificate: FILE, key: FILE}");
    context.use_certificate_chain_file(options.certificate, error);
    if (error) return fail(options.certificate, "no certificate: " + error.message());
    context.use_private_key_file(options.key, asio::ssl::context::pem, error);
    if (error) return fail(options.key, "no private key: " + error.message());
    if (options.client_ca.empty()) return {};
    context.load_verify_file(options.client_ca, error);
    if (error) return fail(options.client_ca, "no certificate: " + error.message());
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
    return {};
}

}  // namespace

Server::Server() = default;

Result<std::unique_ptr<Server>> Server::open(ServerOptions options, Spool& spool, std::function<std::uint64_t()> behind,
                                             std::function<std::string()> metrics) {
    std::unique_ptr<Server> server(new Server);
    server->context_ = std::make_unique<asio::io_context>(1);
    server->shared_ =
        std::make_unique<Shared>(*server->context_, std::move(options), spool, std::move(behind), std::move(metrics), server->counters_);
    Shared& shared = *server->shared_;
    for (const ListenOptions& listen : shared.options.listen)
        if (listen.tls) {
            if (auto loaded = load_tls(shared.tls, shared.options.tls); !loaded) return std::unexpected(loaded.error());
            break;
        }
    const auto begin = [&](auto listener, auto start) -> Result<void> {
        auto port = listener->open();
        if (!port) return std::unexpected(port.error());
        server->ports_.push_back(*port);
        start(*listener);
        return {};
    };
    for (const ListenOptions& listen : shared.options.listen) {
        const auto done = listen.kind == ListenOptions::Kind::syslog_udp
                              ? begin(std::make_shared<UdpListener>(shared, listen), [](UdpListener& one) { one.read(); })
                              : begin(std::make_shared<TcpListener>(shared, listen), [](TcpListener& one) { one.accept(); });
        if (!done) return std::unexpected(done.error());
    }
    shared.sync_later();
    server->thread_ = std::thread([context = server->context_.get()] { context->run(); });
    return server;
}

Server::~Server() {
    if (context_) context_->stop();
    if (thread_.joinable()) thread_.join();
    if (shared_) shared_->sync_timer.reset();  // it needs the context
    context_.reset();                          // connections go before what they use
    shared_.reset();
}

}  // namespace bonafide::watch
