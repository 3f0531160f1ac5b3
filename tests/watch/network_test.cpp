// What comes over the network: frames of syslog, Splunk's and Elasticsearch's interfaces as clients use them, TLS with certificates made here,
// and everything of it in the spool.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

#include "tests/watch/receivers.h"
#include "watch/config.h"
#include "watch/connection.h"
#include "watch/output_net.h"
#include "watch/server.h"
#include "watch/supervise.h"
#include "watch/syslog_frames.h"

namespace bonafide::watch::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = ListenOptions::Kind;

std::vector<std::string> frames(std::string_view bytes, std::size_t step, std::size_t longest = 1000) {
    std::vector<std::string> out;
    SyslogFrames frames(longest);
    const auto add = [&](std::string_view text) { out.emplace_back(text); };
    for (std::size_t at = 0; at < bytes.size(); at += step) frames.feed(bytes.substr(at, step), add);
    frames.end(add);
    return out;
}

TEST(WatchSyslog, FramesAreTheSameForEveryCut) {
    for (std::size_t step = 1; step < 20; ++step) {
        EXPECT_THAT(frames("5 hello5 a\nb\nc11 <34>1 - xyz", step), ElementsAre("hello", "a\nb\nc", "<34>1 - xyz")) << step;
        EXPECT_THAT(frames("<34>one\n<34>two\r\n\n<34>three", step), ElementsAre("<34>one", "<34>two\r", "<34>three")) << step;
        EXPECT_THAT(frames("5 hello<1>line\n3 end", step), ElementsAre("hello", "<1>line", "end")) << step;
        EXPECT_THAT(frames("2026 is no length\n", step, 10), ElementsAre("is no leng")) << step;
        EXPECT_THAT(frames("<1>" + std::string(30, 'x') + "\n<1>y\n", step, 10), ElementsAre("<1>xxxxxxx", "<1>y")) << step;
    }
}

HttpReply ask(const std::string& method, const std::string& target, const std::string& body, const std::string& authorization = "Splunk abc",
              const std::string& channel = "") {
    const HttpIngest ingest({{"abc"}, 1 << 20});
    return ingest.answer({method, target, authorization, "", channel, body});
}

TEST(WatchHttp, SplunkCollector) {
    EXPECT_EQ(ask("GET", "/services/collector/health", "", "").body, R"({"text":"HEC is healthy","code":17})");
    EXPECT_EQ(ask("POST", "/services/collector", "{}", "").status, 401U);
    EXPECT_EQ(ask("POST", "/services/collector", "{}", "Splunk abd").status, 403U);
    EXPECT_EQ(ask("POST", "/services/collector", "").body, R"({"text":"No data","code":5})");
    EXPECT_THAT(ask("POST", "/services/collector/event", R"({"event":1}{"no":1})").body, HasSubstr(R"("code":12,"invalid-event-number":1)"));
    EXPECT_THAT(ask("POST", "/services/collector/event", R"({"event":""})").body, HasSubstr("\"code\":13"));
    EXPECT_THAT(ask("POST", "/services/collector/event", R"({"event":1} {"event)").body, HasSubstr("\"code\":6"));
    const HttpReply good = ask("POST", "/services/collector/event",
                               "{\"time\":1,\"event\":{\"a\": 1,\n \"b\":\"x\"}}\n\n{\"event\":\"<34>text\\nmore\"}{\"event\":\"{\\\"c\\\":2}\"}");
    EXPECT_EQ(good.body, R"({"text":"Success","code":0})");
    EXPECT_EQ(good.json, "{\"a\":1,\"b\":\"x\"}\n{\"c\":2}\n");
    EXPECT_EQ(good.text, "<34>text#012more\n");
    EXPECT_EQ(good.events, 3U);
    EXPECT_EQ(ask("POST", "/services/collector/raw?channel=1", "one\ntwo\n").text, "one\ntwo\n");
    EXPECT_EQ(ask("POST", "/services/collector?token=abc", R"({"event":{}})", "").status, 200U);
    EXPECT_TRUE(ask("POST", "/services/collector", R"({"event":{}})", "Splunk abc", "c1").wants_ack);
    EXPECT_THAT(ask("POST", "/services/collector/ack?channel=c1", R"({"acks":[0,3]})").asked_acks, ElementsAre(0U, 3U));
}

TEST(WatchHttp, AcksComeTrueOnceTheDiskHasIt) {
    Acks acks;
    EXPECT_EQ(acks.add("a", 100), 0U);
    EXPECT_EQ(acks.add("a", 200), 1U);
    EXPECT_EQ(acks.add("b", 300), 0U);
    EXPECT_EQ(acks.answer("a", {0, 1, 7}, 150), R"({"acks":{"0":true,"1":false,"7":false}})");
    EXPECT_EQ(acks.answer("a", {0, 1}, 300), R"({"acks":{"0":false,"1":true}})");  // told once
}

TEST(WatchHttp, ElasticsearchBulk) {
    EXPECT_THAT(ask("GET", "/", "", "ApiKey abc").body, HasSubstr("You Know, for Search"));
    EXPECT_EQ(ask("GET", "/", "", "ApiKey no").status, 401U);
    EXPECT_EQ(ask("GET", "/", "", "Basic dTphYmM=").status, 200U);  // u:abc
    const HttpReply good = ask(
        "POST", "/logs/_bulk",
        "{\"create\":{}}\n{\"x\": 1}\n{\"index\":{\"_index\":\"i\",\"_id\":\"7\"}}\n{\"y\":2}\n{\"delete\":{\"_id\":\"1\"}}\n{\"index\":{}}\nbad\n");
    EXPECT_EQ(good.json, "{\"x\":1}\n{\"y\":2}\n");
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(good.body);
    const auto reply = parser.parse(padded);
    EXPECT_EQ(bool(reply["errors"]), true);
    EXPECT_EQ(std::uint64_t(reply["items"].at(0)["create"]["status"]), 201U);
    EXPECT_EQ(std::string_view(reply["items"].at(1)["index"]["_id"]), "7");
    EXPECT_EQ(std::uint64_t(reply["items"].at(2)["delete"]["status"]), 400U);
    EXPECT_EQ(std::uint64_t(reply["items"].at(3)["index"]["status"]), 400U);
    EXPECT_EQ(ask("POST", "/_bulk", "not json\n").status, 400U);
    EXPECT_EQ(ask("PUT", "/_index_template/x", "{}").body, R"({"acknowledged":true})");
    EXPECT_EQ(ask("POST", "/logs/_doc", "{\"z\":\n3}").json, "{\"z\":3}\n");
}

TEST(WatchHttp, GzipWithinLimits) {
    const std::string packed("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00", 25);
    EXPECT_EQ(*gunzip(packed, 100), "hello");
    EXPECT_FALSE(gunzip(packed, 4));
    EXPECT_FALSE(gunzip(packed.substr(0, 20), 100));
    EXPECT_FALSE(gunzip("plain", 100));
}

TEST(WatchServer, EverythingArrivesInTheSpool) {
    const World world;
    if (!make_certificate(world)) GTEST_SKIP() << "skipped: no openssl program";
    Spool spool({world.folder / "spool"});
    ServerOptions options;
    for (const Kind kind : {Kind::syslog_udp, Kind::syslog_tcp, Kind::syslog_tcp, Kind::http, Kind::http, Kind::metrics})
        options.listen.push_back({kind, "127.0.0.1:0", false});
    options.listen[2].tls = options.listen[4].tls = true;
    options.tls = {world.folder / "cert.pem", world.folder / "key.pem", ""};
    std::atomic<std::uint64_t> behind{0};
    auto server = Server::open(options, spool, [&] { return behind.load(); }, [] { return std::string("bonafide_up 1\n"); });
    ASSERT_TRUE(server) << server.error().text();
    const auto& ports = (*server)->ports();
    ConnectionOptions trusting;
    trusting.ca = world.folder / "cert.pem";

    const int udp = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(ports[0]);
    ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    ::sendto(udp, "<13>over udp", 12, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    ::close(udp);
    {
        auto tcp = Connection::open("localhost", ports[1], false, {});
        ASSERT_TRUE(tcp) << tcp.error().text();
        ASSERT_TRUE((*tcp)->write("12 <13>over tcp<13>a line\n"));
        auto tls = Connection::open("localhost", ports[2], true, trusting);
        ASSERT_TRUE(tls) << tls.error().text();
        ASSERT_TRUE((*tls)->write("<13>over tls\n"));
    }
    EXPECT_FALSE(Connection::open("localhost", ports[2], true, {}));  // nobody vouches for the certificate
    EXPECT_EQ(*http_post({"http", "localhost", "/services/collector", ports[3]}, "", R"({"event":{"over":"http"}})", {}), 200U);
    EXPECT_EQ(*http_post({"https", "localhost", "/x/_bulk", ports[4]}, "", "{\"index\":{}}\n{\"over\":\"https\"}\n", trusting), 200U);
    behind = UINT64_MAX;
    EXPECT_EQ(*http_post({"http", "localhost", "/services/collector", ports[3]}, "", R"({"event":{"too":"much"}})", {}), 503U);
    EXPECT_EQ(*http_post({"https", "localhost", "/_bulk", ports[4]}, "", "{\"index\":{}}\n{\"too\":\"much\"}\n", trusting), 429U);
    EXPECT_EQ(*http_post({"http", "localhost", "/metrics", ports[5]}, "", "", {}), 200U);
    const auto text = [&] { return e2e::slurp(world.folder / "spool/syslog/text/00000001.log"); };
    EXPECT_TRUE(eventually([&] { return std::ranges::count(text(), '\n') == 4; })) << text();
    for (const char* line : {"<13>over udp\n", "<13>over tcp\n", "<13>a line\n", "<13>over tls\n"}) EXPECT_THAT(text(), HasSubstr(line));
    EXPECT_EQ(e2e::slurp(world.folder / "spool/http/json/00000001.ndjson"), "{\"over\":\"http\"}\n{\"over\":\"https\"}\n");
    EXPECT_EQ((*server)->counters().http_busy, 2U);
}

TEST(WatchConfig, MistakesAreToldWithTheirPlace) {
    const World world;
    world.folder.write("watch.yml", R"(inputs: [/var/log]
listen: {syslog_udp: "127.0.0.1:5514", https: "[::]:8088"}
tokens: [{env: TOKEN}, plain]
lateness: 10s
outputs:
  - {webhook: "https://example.org/x", secret: {env: TOKEN}}
  - {file: a.ndjson, format: xml}
alerts: {level: loud, window: 5 minutes}
typo: 1
)");
    WatchConfig config;
    Errors errors;
    load_config(world.folder / "watch.yml", [](const char*) { return "secret"; }, config, errors);
    EXPECT_EQ(config.server.listen.size(), 2U);
    EXPECT_THAT(config.server.http.tokens, ElementsAre("secret", "plain"));
    EXPECT_EQ(config.watcher.pipeline.lateness_us, 10'000'000);
    std::string all;
    for (const Error& error : errors) all += error.text() + "\n";
    for (const char* place : {"watch.yml:7:30", "watch.yml:8:17", "watch.yml:8:31", "watch.yml:9:"}) EXPECT_THAT(all, HasSubstr(place)) << all;
    EXPECT_EQ(errors.size(), 4U);
}

TEST(WatchSupervise, MetricsAreWellFormed) {
    WatcherStatus status;
    status.outputs.emplace_back("file:\"odd\\name\n", OutputRunner::Status{});
    status.rule_ns = {{"anydesk", 640}};
    EXPECT_THAT(metrics_text(status, nullptr, {}, clock_now()), HasSubstr("\nbonafide_rule_nanoseconds_total{rule=\"anydesk\"} 640\n"));
    std::istringstream lines(metrics_text(status, nullptr, {}, clock_now()));
    for (std::string line; std::getline(lines, line);)
        EXPECT_THAT(
            line, testing::AnyOf(testing::StartsWith("# HELP bonafide_"), testing::StartsWith("# TYPE bonafide_"), testing::StartsWith("bonafide_")));
}

}  // namespace
}  // namespace bonafide::watch::test
