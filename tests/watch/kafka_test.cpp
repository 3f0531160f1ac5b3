// Kafka against a real broker: `make test-kafka` (tools/kafka_broker.sh) starts one; without it these tests are skipped.
#include <librdkafka/rdkafka.h>

#include <random>

#include "tests/watch/started.h"
#include "watch/kafka.h"
#include "watch/output_net.h"

namespace bonafide::watch::test {
namespace {

using Settings = std::map<std::string, std::string>;

Settings plain() { return {{"bootstrap.servers", std::getenv("BONAFIDE_KAFKA")}}; }
Settings secured(const std::string& password) {
    return {{"bootstrap.servers", std::getenv("BONAFIDE_KAFKA_TLS")},
            {"security.protocol", "SASL_SSL"},
            {"ssl.ca.location", std::getenv("BONAFIDE_KAFKA_CA")},
            {"sasl.mechanisms", "PLAIN"},
            {"sasl.username", "bonafide"},
            {"sasl.password", password}};
}

class WatchKafka : public testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("BONAFIDE_KAFKA")) GTEST_SKIP() << "skipped: no broker; make test-kafka starts one";
        topic = "t" + std::to_string(clock_now().us);
    }
    std::string topic;
};

rd_kafka_conf_t* conf_of(const Settings& settings) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    char why[256];
    for (const auto& [name, value] : settings)
        EXPECT_EQ(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why), RD_KAFKA_CONF_OK) << why;
    return conf;
}

/// Somebody else who writes to topics.
class Producer {
public:
    Producer() : kafka_(rd_kafka_new(RD_KAFKA_PRODUCER, conf_of(plain()), nullptr, 0)) {}
    ~Producer() { rd_kafka_destroy(kafka_); }
    Producer(const Producer&) = delete;
    Producer& operator=(const Producer&) = delete;
    void send(const std::string& topic, std::int32_t partition, const std::string& text) {
        EXPECT_EQ(
            rd_kafka_producev(kafka_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                              RD_KAFKA_V_VALUE(const_cast<char*>(text.data()), text.size()), RD_KAFKA_V_END),
            RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_poll(kafka_, 0);
    }
    void flush() { EXPECT_EQ(rd_kafka_flush(kafka_, 30'000), RD_KAFKA_RESP_ERR_NO_ERROR); }

private:
    rd_kafka_t* kafka_;
};

/// All lines of all files below the folder.
std::vector<std::string> lines_below(const fs::path& folder) {
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        if (!entry.is_regular_file()) continue;
        std::istringstream text(e2e::slurp(entry.path()));
        for (std::string line; std::getline(text, line);) out.push_back(line);
    }
    return out;
}

/// As long as a group may take to find its members.
template <class Condition>
bool within_a_minute(Condition condition) {
    for (int i = 0; i < 6; ++i)
        if (eventually(condition)) return true;
    return false;
}

TEST_F(WatchKafka, TwentyKillsLoseNothingAndRepeatNothing) {
    const World world;
    world.folder.write("watch.yml", "kafka:\n  - {topics: [" + topic + "], settings: {bootstrap.servers: \"" + std::getenv("BONAFIDE_KAFKA") +
                                        "\", group.id: " + topic + ", group.instance.id: one}}\nspool: {file: 100K}\n");
    auto words = watch_words(world, {"--config", world.folder / "watch.yml"});
    Producer producer;
    std::vector<std::string> given;
    std::uint64_t fired = 0;
    std::mt19937_64 random(5);
    const auto write = [&](std::uint64_t count) {
        for (; count > 0; --count) {
            const std::uint64_t number = given.size();
            const bool fires = random() % 20 == 0;
            std::string event = random() % 3 ? process("ann", fires ? "AnyDesk.exe" : "x.exe", number)
                                             : "<34>Mar  2 08:00:00 host app: line " + std::to_string(number) + "\n";
            fired += fires && event.front() == '{';
            producer.send(topic, static_cast<std::int32_t>(number % 3), event);
            event.pop_back();
            given.push_back(std::move(event));
        }
    };
    write(10);
    producer.flush();
    std::size_t kills_in_work = 0;
    for (int kill = 0; kill < 20; ++kill) {
        const std::size_t before = lines_below(world.folder / "state/spool").size();
        Started program(words);
        // Some are killed while they start, most in the midst of work.
        for (std::uint64_t steps = random() % 40; steps > 0; --steps) {
            write(random() % 60);
            std::this_thread::sleep_for(std::chrono::milliseconds(40));
            if (kill % 4 && lines_below(world.folder / "state/spool").size() == before) ++steps;
        }
        program.signal(SIGKILL);
        EXPECT_EQ(program.wait(), 128 + SIGKILL);
        kills_in_work += lines_below(world.folder / "state/spool").size() > before;
    }
    producer.flush();
    Started program(words);
    EXPECT_TRUE(within_a_minute([&] { return lines_below(world.folder / "state/spool").size() >= given.size(); }));
    EXPECT_TRUE(within_a_minute([&] { return world.rule_alerts() >= fired; }));
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    std::vector<std::string> got = lines_below(world.folder / "state/spool");
    std::ranges::sort(got);
    std::ranges::sort(given);
    EXPECT_EQ(got.size(), given.size());
    EXPECT_TRUE(got == given);
    EXPECT_EQ(world.rule_alerts(), fired);
    EXPECT_GE(kills_in_work, 10U);
    std::printf("20 kills, %zu of them after messages had come; %zu messages, %llu that fire\n", kills_in_work, given.size(),
                static_cast<unsigned long long>(fired));
}

TEST_F(WatchKafka, AGroupSharesItsTopicAndWhoStaysTakesOver) {
    const World world;
    Producer producer;
    producer.send(topic, 0, "{\"n\":0}");
    producer.flush();
    Settings settings = plain();
    settings["group.id"] = topic;
    settings["session.timeout.ms"] = "6000";
    Spool one({world.folder / "one/spool"}), two({world.folder / "two/spool"});
    const auto nothing_waits = [] { return std::uint64_t{0}; };
    auto first = KafkaInput::open({settings, {topic}, world.folder / "one/kafka"}, one, nothing_waits);
    auto second = KafkaInput::open({settings, {topic}, world.folder / "two/kafka"}, two, nothing_waits);
    ASSERT_TRUE(first && second);
    const auto lines = [&] {
        auto out = lines_below(world.folder / "one/spool");
        std::ranges::move(lines_below(world.folder / "two/spool"), std::back_inserter(out));
        std::ranges::sort(out);
        return out;
    };
    int number = 1;
    const auto both_got_some = [&] {
        for (int i = 0; i < 30; ++i, ++number) producer.send(topic, number % 3, "{\"n\":" + std::to_string(number) + "}");
        producer.flush();
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        return !lines_below(world.folder / "one/spool").empty() && !lines_below(world.folder / "two/spool").empty();
    };
    EXPECT_TRUE(within_a_minute(both_got_some));
    first->reset();  // leaves the group in the midst
    for (int i = 0; i < 300; ++i, ++number) producer.send(topic, number % 3, "{\"n\":" + std::to_string(number) + "}");
    producer.flush();
    EXPECT_TRUE(within_a_minute([&] { return lines().size() >= static_cast<std::size_t>(number); }));
    const auto all = lines();
    EXPECT_EQ(all.size(), static_cast<std::size_t>(number));
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size());
}

TEST_F(WatchKafka, AlertsGoToATopicOverTlsWithAPassword) {
    Alert alert;
    alert.key = "k1";
    alert.message = "one";
    auto output = make_kafka_output({secured("secret"), topic, AlertFormat::bonafide, "test"});
    ASSERT_TRUE(output) << output.error().text();
    OutputRow row;
    ASSERT_TRUE(within_a_minute([&] { return (*output)->send(std::vector<SentAlert>{{1, alert}}, row).has_value(); }));
    Alert another = alert;
    another.key = "k2";
    ASSERT_TRUE((*output)->send(std::vector<SentAlert>{{2, another}, {3, alert}}, row));

    const World world;
    Spool spool({world.folder / "spool"});
    Settings settings = secured("secret");
    settings["group.id"] = topic;
    auto input = KafkaInput::open({settings, {topic}, world.folder / "kafka"}, spool, [] { return std::uint64_t{0}; });
    ASSERT_TRUE(input) << input.error().text();
    EXPECT_TRUE(within_a_minute([&] { return lines_below(world.folder / "spool").size() >= 3; })) << (*input)->last_error();
    for (const std::string& line : lines_below(world.folder / "spool")) EXPECT_TRUE(line.starts_with(R"({"version":"bonafide.alert/1","sequence":)"));
    settings = secured("wrong");
    auto stranger = KafkaInput::open({settings, {topic}, world.folder / "kafka2"}, spool, [] { return std::uint64_t{0}; });
    ASSERT_TRUE(stranger);
    EXPECT_TRUE(within_a_minute([&] { return (*stranger)->last_error().find("uthentication") != std::string::npos; })) << (*stranger)->last_error();
}

TEST_F(WatchKafka, SettingsThatAreNoneAreAnError) {
    const World world;
    Spool spool({world.folder / "spool"});
    Settings settings = plain();
    settings["no.such.thing"] = "1";
    EXPECT_FALSE(KafkaInput::open({settings, {topic}, world.folder / "kafka"}, spool, [] { return std::uint64_t{0}; }));
    EXPECT_FALSE(make_kafka_output({settings, topic, AlertFormat::bonafide, "test"}));
}

}  // namespace
}  // namespace bonafide::watch::test
