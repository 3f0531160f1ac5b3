// Who gets the alerts, in the tests: a TCP server of a few lines whose conversation the test writes. Speaks TLS where it is given a certificate.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/watch/support.h"

namespace bonafide::watch::test {

/// A certificate for localhost, made now; false where there is no openssl program.
inline bool make_certificate(const World& world) {
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        (world.folder / "key.pem") + " -out " + (world.folder / "cert.pem") + " 2>/dev/null";
    return std::system(command.c_str()) == 0;
}

/// One connection, seen from the server.
class Talk {
public:
    explicit Talk(int socket) : socket_(socket) {}
    ~Talk() {
        if (ssl_) ::SSL_free(ssl_);
        if (context_) ::SSL_CTX_free(context_);
        ::close(socket_);
    }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    bool secure(const std::string& certificate, const std::string& key) {
        context_ = ::SSL_CTX_new(::TLS_server_method());
        ::SSL_CTX_use_certificate_file(context_, certificate.c_str(), SSL_FILETYPE_PEM);
        ::SSL_CTX_use_PrivateKey_file(context_, key.c_str(), SSL_FILETYPE_PEM);
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without asking whether the other side has gone, as the program does
        ssl_ = ::SSL_new(context_);
        ::SSL_set_fd(ssl_, socket_);
        return ::SSL_accept(ssl_) == 1;
    }
    void say(const std::string& text) const {
        if (ssl_) (void)::SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
        else (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    /// Up to `end`, and with it; what came where the other side closed before.
    std::string until(const std::string& end) {
        while (rest_.find(end) == std::string::npos && more()) {
        }
        const std::size_t at = rest_.find(end);
        return take(at == std::string::npos ? rest_.size() : at + end.size());
    }
    std::string bytes(std::size_t count) {
        while (rest_.size() < count && more()) {
        }
        return take(std::min(count, rest_.size()));
    }

private:
    bool more() {
        char buffer[4096];
        const auto size = ssl_ ? ::SSL_read(ssl_, buffer, sizeof buffer) : static_cast<int>(::recv(socket_, buffer, sizeof buffer, 0));
        if (size > 0) rest_.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }
    std::string take(std::size_t count) {
        std::string out = rest_.substr(0, count);
        rest_.erase(0, count);
        return out;
    }

    int socket_;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    std::string rest_;
};

/// Listens on the loopback; each connection, one after the other, is answered by `answer`, which is told its number.
class Receiver {
public:
    using Answer = std::function<void(Talk& talk, int number)>;
    explicit Receiver(Answer answer) : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&at), size), 0);
        EXPECT_EQ(::listen(socket_, 8), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size);
        port = ntohs(at.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~Receiver() {
        stop_ = true;
        thread_.join();
        ::close(socket_);
    }

    unsigned short port = 0;

private:
    void run() {
        for (int number = 0; !stop_;) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            Talk talk(::accept(socket_, nullptr, nullptr));
            answer_(talk, number++);
        }
    }

    Answer answer_;
    int socket_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// What several threads add to.
class Heard {
public:
    void add(const std::string& text) {
        const std::lock_guard lock(mutex_);
        all_.push_back(text);
    }
    [[nodiscard]] std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> all_;
};

struct Request {
    std::string head, body;
    [[nodiscard]] std::string header(const std::string& name) const {
        const std::size_t at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos) return {};
        const std::size_t from = at + name.size() + 4;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};
inline Request request_of(Talk& talk) {
    Request out;
    out.head = talk.until("\r\n\r\n");
    out.body = talk.bytes(static_cast<std::size_t>(std::atoll(out.header("Content-Length").c_str())));
    return out;
}

}  // namespace bonafide::watch::test
