#include "watch/output_net.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "watch/tail.h"

namespace bonafide::watch {

namespace {

class WebhookOutput final : public Output {
public:
    WebhookOutput(WebhookOptions options, std::function<Timestamp()> clock, std::function<void(const std::string&)> refused)
        : options_(std::move(options)),
          clock_(std::move(clock)),
          refused_(std::move(refused)),
          name_(fmt::format("webhook:{}:{}{}", options_.url.host, options_.url.port, options_.url.path)) {}

    const std::string& name() const override { return name_; }

    Result<void> send(std::span<const SentAlert> alerts, OutputRow&) override {
        std::string body = "[";
        for (const SentAlert& sent : alerts)
            body += (body.size() > 1 ? ",\n" : "") + (options_.format == AlertFormat::ocsf
                                                          ? alert_ocsf(sent.alert, sent.sequence, options_.program_version)
                                                          : alert_json(sent.alert, sent.sequence));
        body += "]\n";
        const std::string time = std::to_string(clock_().seconds());
        std::string headers = fmt::format("Content-Type: application/json\r\nX-Bonafide-Timestamp: {}\r\nX-Bonafide-Sequence: {}-{}\r\n", time,
                                          alerts.front().sequence, alerts.back().sequence);
        if (!options_.secret.empty()) headers += "X-Bonafide-Signature: sha256=" + hmac_sha256(options_.secret, time + "." + body) + "\r\n";
        for (const auto& [header, value] : options_.headers) headers += header + ": " + value + "\r\n";
        const auto status = http_post(options_.url, headers, body, options_.connection);
        if (!status) return std::unexpected(status.error());
        if (*status < 300) return {};
        const bool never = *status >= 400 && *status < 500 && *status != 408 && *status != 425 && *status != 429 && *status != 401 &&
                           *status != 403 && *status != 404;
        if (!never) return fail(name_, fmt::format("answered {}", *status));
        refused_(fmt::format("{}: answered {}: alerts {} to {} are left out", name_, *status, alerts.front().sequence, alerts.back().sequence));
        return {};
    }

private:
    WebhookOptions options_;
    std::function<Timestamp()> clock_;
    std::function<void(const std::string&)> refused_;
    std::string name_;
};

/// RFC 5424, 6.2.1: facility 10 (security) and the severity.
int priority_of(Severity severity) {
    constexpr std::array levels{6, 5, 4, 3, 2};
    return 10 * 8 + levels[static_cast<std::size_t>(severity)];
}

class SyslogOutput final : public Output {
public:
    explicit SyslogOutput(SyslogOutputOptions options)
        : options_(std::move(options)), name_(fmt::format("syslog:{}:{}:{}", options_.url.scheme, options_.url.host, options_.url.port)) {}

    const std::string& name() const override { return name_; }

    Result<void> send(std::span<const SentAlert> alerts, OutputRow&) override {
        if (options_.url.scheme == "udp") return send_udp(alerts);
        std::string text;
        for (const SentAlert& sent : alerts) {
            const std::string message = message_of(sent);
            text += fmt::format("{} {}", message.size(), message);
        }
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (!connection_) {
                auto opened = Connection::open(options_.url.host, options_.url.port, options_.url.scheme == "tls", options_.connection);
                if (!opened) return std::unexpected(opened.error());
                connection_ = std::move(*opened);
            }
            const auto written = connection_->write(text);
            if (written) return {};
            connection_.reset();  // an old connection may have been closed meanwhile: once more over a new one
            if (attempt == 1) return written;
        }
        return {};
    }

private:
    [[nodiscard]] std::string message_of(const SentAlert& sent) const {
        const Alert& alert = sent.alert;
        const std::string time = iso_time(alert.made);
        return fmt::format("<{}>1 {} {} bonafide - {} - \xEF\xBB\xBF{}", priority_of(alert.severity), time.empty() ? "-" : time,
                           options_.host.empty() ? "-" : options_.host, kind_name(alert.kind), alert_json(alert, sent.sequence));
    }
    Result<void> send_udp(std::span<const SentAlert> alerts) {
        addrinfo hints{}, *found = nullptr;
        hints.ai_socktype = SOCK_DGRAM;
        if (const int error = ::getaddrinfo(options_.url.host.c_str(), std::to_string(options_.url.port).c_str(), &hints, &found); error != 0)
            return fail(name_, ::gai_strerror(error));
        const Descriptor socket(::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        Result<void> done;
        for (const SentAlert& sent : alerts) {
            const std::string message = message_of(sent).substr(0, 65000);
            if (::sendto(socket.get(), message.data(), message.size(), MSG_NOSIGNAL, found->ai_addr, found->ai_addrlen) < 0)
                done = fail(name_, std::strerror(errno));
        }
        ::freeaddrinfo(found);
        return done;
    }

    SyslogOutputOptions options_;
    std::string name_;
    std::unique_ptr<Connection> connection_;
};

/// A header's text, so that nothing in an alert can add a header of its own (RFC 2047 for what is not ASCII).
std::string header_text(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? text : "=?UTF-8?B?" + base64(text.substr(0, 40)) + "?=";
}

/// RFC 5322, 3.3, in UTC.
std::string mail_date(Timestamp time) {
    const std::time_t seconds = time.seconds();
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(seconds));
}

class MailOutput final : public Output {
public:
    MailOutput(MailOptions options, std::function<Timestamp()> clock)
        : options_(std::move(options)), clock_(std::move(clock)), name_(fmt::format("mail:{}:{}", options_.url.host, options_.url.port)) {
        for (const std::string& to : options_.to) name_ += ":" + to;
    }

    const std::string& name() const override { return name_; }

    Result<void> send(std::span<const SentAlert> alerts, OutputRow&) override {
        auto opened = Connection::open(options_.url.host, options_.url.port, options_.url.scheme == "smtps", options_.connection);
        if (!opened) return std::unexpected(opened.error());
        Connection& server = **opened;
        if (auto done = begin(server); !done) return done;
        if (auto done = ask(server, "MAIL FROM:<" + options_.from + ">", '2'); !done) return done;
        for (const std::string& to : options_.to)
            if (auto done = ask(server, "RCPT TO:<" + to + ">", '2'); !done) return done;
        if (auto done = ask(server, "DATA", '3'); !done) return done;
        if (auto done = server.write(message_of(alerts)); !done) return done;
        if (auto done = ask(server, ".", '2'); !done) return done;
        (void)ask(server, "QUIT", '2');
        return {};
    }

private:
    /// Greeting, STARTTLS where it is offered, and who we are.
    Result<void> begin(Connection& server) {
        if (auto hello = answer(server, '2'); !hello) return std::unexpected(hello.error());
        auto offers = hello_to(server);
        if (!offers) return std::unexpected(offers.error());
        const bool plain = options_.url.scheme == "smtp";
        if (plain && offers->find("STARTTLS") != std::string::npos) {
            if (auto done = ask(server, "STARTTLS", '2'); !done) return done;
            if (auto done = server.secure(); !done) return done;
            if (offers = hello_to(server); !offers) return std::unexpected(offers.error());
        } else if (plain && options_.need_tls) {
            return fail(name_, "the server offers no STARTTLS", "tls: no if mail may go in the clear");
        }
        if (options_.user.empty()) return {};
        return ask(server, "AUTH PLAIN " + base64(std::string(1, '\0') + options_.user + std::string(1, '\0') + options_.password), '2');
    }
    Result<std::string> hello_to(Connection& server) {
        if (auto sent = server.write("EHLO bonafide\r\n"); !sent) return std::unexpected(sent.error());
        return answer(server, '2');
    }
    Result<void> ask(Connection& server, const std::string& command, char wanted) {
        if (auto sent = server.write(command + "\r\n"); !sent) return sent;
        if (auto got = answer(server, wanted); !got) return std::unexpected(got.error());
        return {};
    }
    Result<std::string> answer(Connection& server, char wanted) {
        std::string all;
        for (int lines = 0; lines < 100; ++lines) {
            auto line = server.read_line();
            if (!line) return line;
            all += *line + "\n";
            if (line->size() > 3 && (*line)[3] == '-') continue;
            if (line->empty() || line->front() != wanted) return fail(name_, "the mail server said: " + *line);
            return all;
        }
        return fail(name_, "the mail server does not stop talking");
    }
    [[nodiscard]] std::string message_of(std::span<const SentAlert> alerts) const {
        const auto worst = std::ranges::max_element(alerts, {}, [](const SentAlert& sent) { return sent.alert.severity; });
        const std::string subject =
            alerts.size() == 1 ? alerts.front().alert.message : fmt::format("{} alerts, the gravest: {}", alerts.size(), worst->alert.message);
        std::string to;
        for (const std::string& one : options_.to) to += (to.empty() ? "" : ", ") + one;
        std::string text;
        for (const SentAlert& sent : alerts) text += alert_text(sent.alert) + "\n";
        std::string body = base64(text), lines;
        for (std::size_t at = 0; at < body.size(); at += 76) lines += body.substr(at, 76) + "\r\n";
        return fmt::format(
            "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <bonafide-{}-{}@bonafide>\r\nX-Bonafide-Sequence: {}-{}\r\nMIME-Version: "
            "1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            mail_date(clock_()), options_.from, to, header_text("[bonafide] " + subject), clock_().seconds(), alerts.back().sequence,
            alerts.front().sequence, alerts.back().sequence, lines);
    }

    MailOptions options_;
    std::function<Timestamp()> clock_;
    std::string name_;
};

}  // namespace

std::unique_ptr<Output> make_webhook_output(WebhookOptions options, std::function<Timestamp()> clock,
                                            std::function<void(const std::string&)> refused) {
    return std::make_unique<WebhookOutput>(std::move(options), std::move(clock), std::move(refused));
}
std::unique_ptr<Output> make_syslog_output(SyslogOutputOptions options) { return std::make_unique<SyslogOutput>(std::move(options)); }
std::unique_ptr<Output> make_mail_output(MailOptions options, std::function<Timestamp()> clock) {
    return std::make_unique<MailOutput>(std::move(options), std::move(clock));
}

}  // namespace bonafide::watch
