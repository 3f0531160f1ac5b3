// What receivers get: a webhook (signed, tried again), syslog over UDP, TCP and TLS, mail, OCSF. And that counting alerts loses none.
#include <array>

#include "tests/watch/receivers.h"
#include "watch/damper.h"
#include "watch/output_net.h"

namespace bonafide::watch::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Alert alert_of(const std::string& subject, std::uint64_t number = 1) {
    Alert out;
    out.key = "rule|anydesk|" + subject + "|" + std::to_string(number);
    out.check = "anydesk";
    out.title = "AnyDesk";
    out.subject = subject;
    out.message = "AnyDesk: " + subject;
    out.time = out.first = out.last = Timestamp{1'772'438'400'000'000 + static_cast<std::int64_t>(number) * 1'000'000};
    out.made = Timestamp{1'772'438'401'000'000};
    out.origin = out.locator = "a.log:" + std::to_string(number);
    out.fields = {{"Image", R"(C:\AnyDesk.exe)"}};
    out.attack = {"T1219"};
    return out;
}

/// An outbox with these alerts in it.
void fill(const World& world, const std::vector<Alert>& alerts) {
    auto state = State::open(world.folder / "watch.db");
    ASSERT_TRUE(state) << state.error().text();
    Commit commit;
    commit.alerts = alerts;
    ASSERT_TRUE(state->commit(commit));
}

std::vector<SentAlert> sent(const std::vector<Alert>& alerts) {
    std::vector<SentAlert> out;
    for (const Alert& alert : alerts) out.push_back({static_cast<std::int64_t>(out.size()) + 1, alert});
    return out;
}

Timestamp a_time() { return {1'772'438'402'000'000}; }

TEST(WatchSignature, AsInRfc4231) {  // its test case 2
    EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base64(std::string("\0u\0pw", 5)), "AHUAcHc=");
}

TEST(WatchWebhook, IsSignedAndTriedAgainUntilItIsTaken) {
    const World world;
    std::mutex mutex;
    std::vector<Request> requests;
    Receiver receiver([&](Talk& talk, int number) {
        Request request = request_of(talk);
        {
            const std::lock_guard lock(mutex);
            requests.push_back(std::move(request));
        }
        if (number == 0) talk.say("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
        if (number == 1) return;  // closes without an answer
        if (number > 1) talk.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    });
    fill(world, {alert_of("ann"), alert_of("bo")});
    WebhookOptions options;
    options.url = {"http", "127.0.0.1", "/hook?x=1", receiver.port};
    options.secret = "a secret";
    options.headers = {{"X-Team", "blue"}};
    OutputRunner runner(make_webhook_output(options, a_time, [](const std::string& text) { ADD_FAILURE() << text; }), world.folder / "watch.db", {});
    runner.notify();
    ASSERT_TRUE(runner.drain(2, 30'000'000));
    EXPECT_EQ(runner.status().sent, 2U);
    EXPECT_EQ(runner.status().failures, 2U);
    EXPECT_EQ(runner.status().error, "");
    const std::lock_guard lock(mutex);
    ASSERT_EQ(requests.size(), 3U);
    for (const Request& request : requests) {
        EXPECT_THAT(request.head, StartsWith("POST /hook?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
        EXPECT_EQ(request.header("X-Team"), "blue");
        EXPECT_EQ(request.header("X-Bonafide-Sequence"), "1-2");
        EXPECT_EQ(request.header("X-Bonafide-Timestamp"), "1772438402");
        EXPECT_EQ(request.header("X-Bonafide-Signature"), "sha256=" + hmac_sha256("a secret", "1772438402." + request.body));
        simdjson::dom::parser parser;
        const simdjson::padded_string padded(request.body);
        const auto alerts = parser.parse(padded);
        EXPECT_EQ(alerts.get_array().size(), 2U);
        EXPECT_EQ(std::string_view(alerts.at(1)["subject"]), "bo");
    }
}

TEST(WatchWebhook, WhatWillNeverBeTakenIsLeftOutAndSaid) {
    Receiver receiver([](Talk& talk, int number) {
        (void)request_of(talk);
        talk.say(number == 0 ? "HTTP/1.1 401 No\r\n\r\n" : number == 1 ? "HTTP/1.1 400 Bad\r\n\r\n" : "not http\r\n");
    });
    WebhookOptions options;
    options.url = {"http", "127.0.0.1", "/", receiver.port};
    std::vector<std::string> refused;
    const auto output = make_webhook_output(options, a_time, [&](const std::string& text) { refused.push_back(text); });
    OutputRow row;
    const auto alerts = sent({alert_of("ann")});
    EXPECT_FALSE(output->send(alerts, row));  // a wrong token can be mended
    EXPECT_TRUE(output->send(alerts, row));
    EXPECT_THAT(refused, ElementsAre(HasSubstr("answered 400: alerts 1 to 1 are left out")));
    EXPECT_FALSE(output->send(alerts, row));
    options.url.port = 1;  // nobody there
    EXPECT_FALSE(make_webhook_output(options, a_time, [](const std::string&) {})->send(alerts, row));
}

/// Frames with octet counting, as they came.
std::string frame_of(Talk& talk) { return talk.bytes(static_cast<std::size_t>(std::atoll(talk.until(" ").c_str()))); }

TEST(WatchSyslogOutput, TcpCountsOctetsAndConnectsAgain) {
    Heard heard;
    Receiver receiver([&](Talk& talk, int number) {
        for (int i = 0; i < (number == 0 ? 1 : 3); ++i)
            if (const std::string frame = frame_of(talk); !frame.empty()) heard.add(frame);
    });
    SyslogOutputOptions options;
    options.url = {"tcp", "127.0.0.1", "", receiver.port};
    options.host = "sensor1";
    const auto output = make_syslog_output(options);
    OutputRow row;
    ASSERT_TRUE(output->send(sent({alert_of("ann")}), row));
    ASSERT_TRUE(eventually([&] { return heard.all().size() == 1; }));
    EXPECT_THAT(heard.all()[0], StartsWith("<83>1 2026-03-02T08:00:01Z sensor1 bonafide - rule - \xEF\xBB\xBF{"));  // facility 10, severity 3
    EXPECT_THAT(heard.all()[0], HasSubstr(R"("subject":"ann")"));
    // The other side has closed. What is sent into the closed connection must arrive over another.
    ASSERT_TRUE(eventually([&] { return output->send(sent({alert_of("bo"), alert_of("cy")}), row) && heard.all().size() >= 3; }));
    EXPECT_THAT(heard.all()[1], HasSubstr("\"bo\""));
    EXPECT_THAT(heard.all()[2], HasSubstr("\"cy\""));
}

TEST(WatchSyslogOutput, UdpIsOneDatagramAnAlert) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&at), size), 0);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size);
    SyslogOutputOptions options;
    options.url = {"udp", "127.0.0.1", "", ntohs(at.sin_port)};
    OutputRow row;
    Alert grave = alert_of("bo");
    grave.severity = Severity::critical;
    ASSERT_TRUE(make_syslog_output(options)->send(sent({alert_of("ann"), grave}), row));
    for (const char* wanted : {"<83>1 2026-03-02T08:00:01Z - bonafide - rule - \xEF\xBB\xBF{", "<82>1 "}) {
        std::array<char, 4096> buffer{};
        const auto got = ::recv(socket, buffer.data(), buffer.size(), 0);
        ASSERT_GT(got, 0);
        EXPECT_THAT(std::string(buffer.data(), static_cast<std::size_t>(got)), StartsWith(wanted));
    }
    ::close(socket);
}

TEST(WatchSyslogOutput, TlsOnlyToWhomTheCertificateNames) {
    const World world;
    if (!make_certificate(world)) GTEST_SKIP() << "skipped: no openssl program";
    Heard heard;
    Receiver receiver([&](Talk& talk, int) {
        if (talk.secure(world.folder / "cert.pem", world.folder / "key.pem")) heard.add(frame_of(talk));
    });
    SyslogOutputOptions options;
    options.url = {"tls", "localhost", "", receiver.port};
    OutputRow row;
    EXPECT_FALSE(make_syslog_output(options)->send(sent({alert_of("ann")}), row));
    options.connection.ca = world.folder / "cert.pem";
    EXPECT_TRUE(make_syslog_output(options)->send(sent({alert_of("ann")}), row));
    ASSERT_TRUE(eventually([&] { return std::ranges::any_of(heard.all(), [](const auto& text) { return text.starts_with("<83>1 "); }); }));
    options.url.host = "127.0.0.1";  // the same server, whose certificate is for localhost
    EXPECT_FALSE(make_syslog_output(options)->send(sent({alert_of("ann")}), row));
}

/// A mail server: answers each command as it should, and keeps what it heard. `secured`: offers STARTTLS.
struct MailServer {
    MailServer(const World& world, bool offers_tls)
        : receiver([this, &world, offers_tls](Talk& talk, int) {
              talk.say("220 mail.test ESMTP\r\n");
              for (;;) {
                  const std::string line = talk.until("\r\n");
                  if (line.empty()) return;
                  heard.add(line);
                  if (line.starts_with("EHLO")) talk.say(offers_tls ? "250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n" : "250 mail.test\r\n");
                  else if (line.starts_with("STARTTLS")) {
                      talk.say("220 go on\r\n");
                      if (!talk.secure(world.folder / "cert.pem", world.folder / "key.pem")) return;
                  } else if (line.starts_with("AUTH")) talk.say(line == "AUTH PLAIN AHUAcHc=\r\n" ? "235 welcome\r\n" : "535 who?\r\n");
                  else if (line.starts_with("DATA")) {
                      talk.say("354 go on\r\n");
                      heard.add(talk.until("\r\n.\r\n"));
                      talk.say("250 taken\r\n");
                  } else if (line.starts_with("QUIT")) return talk.say("221 bye\r\n");
                  else talk.say(line.find("nobody") == std::string::npos ? "250 ok\r\n" : "550 no such user\r\n");
              }
          }) {}
    Heard heard;
    Receiver receiver;
};

MailOptions mail_to(const MailServer& server, const World& world) {
    MailOptions out;
    out.url = {"smtp", "localhost", "", server.receiver.port};
    out.from = "bonafide@example.org";
    out.to = {"soc@example.org", "boss@example.org"};
    out.user = "u";
    out.password = "pw";
    out.connection.ca = world.folder / "cert.pem";
    return out;
}

std::string decoded(const std::string& base64_text) {
    std::string out(base64_text.size(), '\0');
    const int size = ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(base64_text.data()),
                                       static_cast<int>(base64_text.size()));
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return out;
}

TEST(WatchMail, OneMailForAllThatWaitsOverStartTls) {
    const World world;
    if (!make_certificate(world)) GTEST_SKIP() << "skipped: no openssl program";
    const MailServer server(world, true);
    OutputRow row;
    Alert injecting = alert_of("bo\r\nBcc: all@example.org");
    injecting.severity = Severity::critical;
    const auto done = make_mail_output(mail_to(server, world), a_time)->send(sent({alert_of("ann"), injecting}), row);
    ASSERT_TRUE(done) << done.error().text();
    const auto heard = server.heard.all();
    ASSERT_GE(heard.size(), 8U);
    const std::string mail = heard[8];
    EXPECT_EQ(std::vector(heard.begin(), heard.begin() + 8),
              (std::vector<std::string>{"EHLO bonafide\r\n", "STARTTLS\r\n", "EHLO bonafide\r\n", "AUTH PLAIN AHUAcHc=\r\n",
                                        "MAIL FROM:<bonafide@example.org>\r\n", "RCPT TO:<soc@example.org>\r\n", "RCPT TO:<boss@example.org>\r\n",
                                        "DATA\r\n"}));
    EXPECT_THAT(mail, HasSubstr("Subject: [bonafide] 2 alerts, the gravest: AnyDesk: bo  Bcc: all@example.org\r\n"));
    EXPECT_THAT(mail, HasSubstr("To: soc@example.org, boss@example.org\r\n"));
    EXPECT_THAT(mail, StartsWith("Date: Mon, 02 Mar 2026 08:00:02 +0000\r\n"));
    EXPECT_THAT(mail, Not(HasSubstr("\r\nBcc")));
    const std::size_t at = mail.find("\r\n\r\n") + 4;
    const std::string text = decoded(mail.substr(at, mail.find("\r\n", at) - at)) + decoded(mail.substr(mail.find("\r\n", at) + 2, 40));
    EXPECT_THAT(text, HasSubstr("AnyDesk: ann"));
}

TEST(WatchMail, NeverInTheClearUnlessAllowedAndRefusalsAreErrors) {
    const World world;
    const MailServer server(world, false);
    OutputRow row;
    MailOptions options = mail_to(server, world);
    auto done = make_mail_output(options, a_time)->send(sent({alert_of("ann")}), row);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().text(), HasSubstr("STARTTLS"));
    for (const std::string& line : server.heard.all()) EXPECT_THAT(line, Not(HasSubstr("AUTH")));
    options.need_tls = false;
    options.user.clear();
    EXPECT_TRUE(make_mail_output(options, a_time)->send(sent({alert_of("ann")}), row));
    options.to = {"nobody@example.org"};
    done = make_mail_output(options, a_time)->send(sent({alert_of("ann")}), row);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().text(), HasSubstr("550 no such user"));
}

/// A Detection Finding has what OCSF 1.3 requires of it (schema.ocsf.io, class 2004: attributes marked required, and those of its objects).
TEST(WatchOcsf, HasWhatTheClassRequires) {
    const World world;
    world.append("in/app.log", process("ann", "AnyDesk.exe", 1));
    auto options = world.options(true);
    std::vector<std::unique_ptr<Output>> outputs;
    outputs.push_back(make_file_output(world.folder / "a.ocsf", AlertFormat::ocsf, "test"));
    auto watcher = Watcher::open(world.content(), options, std::move(outputs), clock_now);
    ASSERT_TRUE(watcher) << watcher.error().text();
    ASSERT_TRUE((*watcher)->run());
    std::istringstream lines(e2e::slurp(world.folder / "a.ocsf"));
    simdjson::dom::parser parser;
    std::size_t findings = 0;
    for (std::string line; std::getline(lines, line); ++findings) {
        const simdjson::padded_string padded(line);
        const auto finding = parser.parse(padded);
        EXPECT_EQ(std::int64_t(finding["class_uid"]), 2004);
        EXPECT_EQ(std::int64_t(finding["category_uid"]), 2);
        EXPECT_EQ(std::int64_t(finding["type_uid"]), 2004 * 100 + std::int64_t(finding["activity_id"]));
        EXPECT_THAT(std::int64_t(finding["severity_id"]), testing::AllOf(testing::Ge(1), testing::Le(5)));
        EXPECT_GT(std::int64_t(finding["time"]), 1'700'000'000'000);  // milliseconds
        EXPECT_NE(std::string_view(finding["metadata"]["version"]), "");
        EXPECT_EQ(std::string_view(finding["metadata"]["product"]["vendor_name"]), "Bonafide");
        EXPECT_NE(std::string_view(finding["finding_info"]["uid"]), "");
        EXPECT_NE(std::string_view(finding["finding_info"]["title"]), "");
        EXPECT_EQ(std::int64_t(finding["finding_info"]["analytic"]["type_id"]), 1);
    }
    EXPECT_GE(findings, 1U);
    EXPECT_THAT(e2e::slurp(world.folder / "a.ocsf"), HasSubstr(R"("attacks":[{"technique":{"uid":"T1219"}}])"));
}

/// The events that alerts and summaries stand for.
std::uint64_t events_of(const std::vector<Alert>& alerts) {
    std::uint64_t out = 0;
    for (const Alert& alert : alerts) out += alert.count;
    return out;
}

TEST(WatchDamper, OverTheLimitOfAMinuteEventsAreCountedNotDropped) {
    DamperOptions options;
    options.per_minute = 100;
    Damper damper(options, [](const std::string&) { return std::nullopt; });
    std::vector<Alert> told;
    std::uint64_t given = 0;
    Timestamp now = a_time();
    for (int minute = 0; minute < 3; ++minute, now.us += 61'000'000) {
        std::uint64_t admitted = 0;
        for (std::uint64_t i = 0; i < 250; ++i, ++given) {
            const Alert alert = alert_of("u" + std::to_string(given), given);
            if (!damper.admit(alert, now, Damper::Again::count)) continue;
            ++admitted;
            told.push_back(alert);
        }
        EXPECT_EQ(admitted, 100U);
        std::ranges::move(damper.summaries(now, false), std::back_inserter(told));
        // Whoever takes its place after a death knows the same.
        Damper next(options, [](const std::string&) { return std::nullopt; });
        ASSERT_TRUE(next.load(damper.changes()));
        EXPECT_EQ(events_of(next.summaries(now, true)) + events_of(told), given);
    }
    std::ranges::move(damper.summaries(now, true), std::back_inserter(told));
    EXPECT_EQ(events_of(told), given);
    EXPECT_EQ(damper.counters().limited, 450U);
    const auto limits =
        std::ranges::count_if(told, [](const Alert& alert) { return alert.message.find("more than 100 alerts a minute") != std::string::npos; });
    EXPECT_GE(limits, 1);
}

TEST(WatchDamper, RepeatedEventsAreOneAlertAndItsCount) {
    DamperOptions options;
    Damper damper(options, [](const std::string&) { return std::nullopt; });
    std::vector<Alert> told;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        Alert alert = alert_of(i % 2 ? "ann" : "bo", i);
        alert.key = damper.key_of("rule|anydesk|" + alert.subject, alert.time, alert.origin);
        if (damper.admit(alert, a_time(), Damper::Again::count)) told.push_back(alert);
    }
    EXPECT_EQ(told.size(), 2U);
    EXPECT_TRUE(damper.summaries({a_time().us + 1'000'000}, false).empty());
    std::ranges::move(damper.summaries({a_time().us + 61'000'000}, false), std::back_inserter(told));
    EXPECT_EQ(told.size(), 4U);
    EXPECT_EQ(events_of(told), 1000U);
    EXPECT_TRUE(damper.summaries({a_time().us + 200'000'000}, true).empty());
}

}  // namespace
}  // namespace bonafide::watch::test
