// Events of many vendors that nobody wrote for us: shared/data/saas-events.ndjson.xz names the log type of each, which is hidden
// from the recogniser; saas_truth.yml says what it is and where time, actor and address stand. Prints a table of what was right.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <fmt/format.h>
#include <cstdio>
#include <fstream>

#include "base/ip.h"
#include "base/text.h"
#include "base/yaml.h"
#include "tests/source/understand.h"

namespace bonafide::testing {
namespace {

namespace dom = simdjson::dom;

constexpr double least_right = 0.97;

/// The texts at a path; arrays are walked through, the case of keys is ignored.
void texts_at(dom::element at, std::string_view path, std::vector<std::string>& out) {
    dom::array items;
    if (!at.get(items)) {
        for (const dom::element item : items) texts_at(item, path, out);
        return;
    }
    if (path.empty()) {
        std::string_view text;
        if (!at.get(text)) out.emplace_back(text);
        else if (!at.is_null() && !at.is_object()) out.push_back(simdjson::minify(at));
        return;
    }
    dom::object members;
    if (at.get(members)) return;
    const std::string_view key = path.substr(0, path.find('.'));
    const std::string_view rest = key.size() == path.size() ? std::string_view{} : path.substr(key.size() + 1);
    for (const auto [name, value] : members) {
        if (equals_ignore_case(name, key)) texts_at(value, rest, out);
    }
}

/// `PATH`, `PATH | last TEXT`, `PATH | after TEXT`.
std::vector<std::string> expected_at(dom::element event, const std::string& words) {
    const std::size_t bar = words.find(" | ");
    std::vector<std::string> out;
    texts_at(event, words.substr(0, bar), out);
    if (bar == std::string::npos) return out;
    const std::string step = words.substr(bar + 3), mark = step.substr(step.find(' ') + 1);
    for (std::string& text : out) {
        const std::size_t found = step.starts_with("last") ? text.rfind(mark) : text.find(mark);
        text = found == std::string::npos ? "" : text.substr(found + mark.size());
    }
    return out;
}

/// Alternatives of one of time, actor, ip: the first group with a value that `usable` accepts.
std::vector<std::string> expected(dom::element event, const YamlNode& paths, const std::function<bool(const std::string&)>& usable) {
    for (const YamlNode& group : paths.items()) {
        std::vector<std::string> out;
        for (const std::string& words : group.texts()) {
            for (std::string& text : expected_at(event, words)) {
                if (!trim(text).empty() && usable(text)) out.push_back(std::move(text));
            }
        }
        if (!out.empty()) return out;
    }
    return {};
}

/// Of those events that have it, how many were read right.
struct Share {
    std::uint64_t asked = 0, right = 0;
    void count(bool was_right) {
        ++asked;
        right += was_right ? 1 : 0;
    }
    [[nodiscard]] bool enough() const { return static_cast<double>(right) >= least_right * static_cast<double>(asked); }
    [[nodiscard]] std::string text() const {
        return asked == 0 ? "-" : fmt::format("{:.0f}% of {}", 100.0 * static_cast<double>(right) / static_cast<double>(asked), asked);
    }
};

struct Row {
    std::uint64_t events = 0, not_theirs = 0;
    Share source, time, actor, ip;
    std::map<std::string, std::uint64_t> wrong;
};

class Judge {
public:
    explicit Judge(const YamlNode& truth) : nobody_(truth.get("nobody").texts()) {}

    void judge(const YamlNode& truth, dom::element event, const Understood& found, Row& row) const {
        ++row.events;
        if (!theirs(truth, event)) {
            ++row.not_theirs;
            return;
        }
        const auto note = [&](Share& share, bool right, std::string what) {
            share.count(right);
            if (!right) ++row.wrong[std::move(what)];
        };
        const std::vector<std::string> sources = truth.get("source").texts();
        note(row.source, std::ranges::any_of(sources, [&](const std::string& glob) { return glob_match(glob, found.source); }),
             "source " + found.source + " " + found.problem);
        if (const auto times = expected(event, truth.get("time"), [](const std::string& t) { return parse_time(t).has_value(); }); !times.empty()) {
            const bool right = std::ranges::any_of(times, [&](const std::string& t) { return iso_time(parse_time(t)->at) == found.time; });
            note(row.time, right, fmt::format("time \"{}\", not {}", found.time, times.front()));
        }
        if (const auto actors = expected(event, truth.get("actor"), [&](const std::string& a) { return is_somebody(a); }); !actors.empty()) {
            const bool right = std::ranges::any_of(actors, [&](const std::string& a) { return equals_ignore_case(trim(a), found.actor); });
            note(row.actor, right, fmt::format("actor \"{}\", not {}", found.actor, actors.front()));
        }
        if (const auto ips = expected(event, truth.get("ip"), [](const std::string& i) { return IpAddress::parse(i).has_value(); }); !ips.empty()) {
            const auto mine = IpAddress::parse(found.src_ip);
            const bool right = mine && std::ranges::any_of(ips, [&](const std::string& i) { return *IpAddress::parse(i) == *mine; });
            note(row.ip, right, fmt::format("ip \"{}\", not {}", found.src_ip, ips.front()));
        }
    }

private:
    [[nodiscard]] bool is_somebody(const std::string& name) const {
        return !name.ends_with('$') && std::ranges::none_of(nobody_, [&](const std::string& n) { return equals_ignore_case(n, trim(name)); });
    }
    static bool theirs(const YamlNode& truth, dom::element event) {
        const auto there = [&](const std::string& path) {
            std::vector<std::string> texts;
            texts_at(event, path, texts);
            return !texts.empty() || has_key(event, path);
        };
        return std::ranges::none_of(truth.get("not_theirs").items(), [&](const YamlNode& rule) {
            return rule.get("has").present() ? there(rule.get("has").text()) : !there(rule.get("lacks").text());
        });
    }
    static bool has_key(dom::element event, std::string_view key) {
        dom::object members;
        if (event.get(members)) return false;
        return std::ranges::any_of(members, [&](const auto& member) { return equals_ignore_case(member.key, key); });
    }

    std::vector<std::string> nobody_;
};

/// The event without Panther's own fields (p_log_type and the like), which the vendor does not send.
std::string as_sent(dom::object event) {
    std::string out = "{";
    for (const auto [key, value] : event) {
        if (key.starts_with("p_")) continue;
        out += (out.size() > 1 ? ",\"" : "\"") + json_escape(key) + "\":" + std::string(simdjson::minify(value));
    }
    return out + "}";
}

std::string unpacked(const std::filesystem::path& file) {
    std::string out;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(fmt::format("xz -dc '{}'", file.string()).c_str(), "r"), pclose);
    char block[1 << 16];
    while (const std::size_t got = pipe ? std::fread(block, 1, sizeof block, pipe.get()) : 0) out.append(block, got);
    return out;
}

void print(const std::map<std::string, Row>& rows) {
    fmt::print("{:<42} {:>6} {:>10} {:>12} {:>12} {:>12} {:>12}\n", "log type", "events", "not theirs", "source", "time", "actor", "address");
    for (const auto& [type, row] : rows)
        fmt::print("{:<42} {:>6} {:>10} {:>12} {:>12} {:>12} {:>12}\n", type, row.events, row.not_theirs, row.source.text(), row.time.text(),
                   row.actor.text(), row.ip.text());
    for (const auto& [type, row] : rows) {
        for (const auto& [what, count] : row.wrong) fmt::print("  {}: {} ({} times)\n", type, what, count);
    }
}

TEST(Saas, EventsOfListedVendorsAreReadRight) {
    const std::filesystem::path file = std::filesystem::path(BONAFIDE_SHARED) / "data/saas-events.ndjson.xz";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: " << file << " is not there";
    Errors errors;
    const std::vector<YamlNode> documents = load_yaml_file(std::filesystem::path(BONAFIDE_ROOT) / "tests/source/saas_truth.yml", errors);
    ASSERT_TRUE(errors.empty()) << errors.front().text();
    const YamlNode truth = documents.front();
    const Judge judge(truth);

    std::vector<std::pair<std::string, std::string>> events;  // log type, event
    std::string all;
    dom::parser parser;
    const std::string text = unpacked(file);  // the lines are views into it
    for (const std::string_view line : split(text, '\n')) {
        if (trim(line).empty()) continue;
        const dom::element element = parser.parse(simdjson::padded_string(line));
        std::string_view log_type;
        if (element["log_type"].get(log_type) || !truth.get("log_types").get(log_type).present()) continue;
        const std::string type(log_type);
        events.emplace_back(type, as_sent(element["event"].get_object()));
        all += events.back().second + "\n";
    }
    ASSERT_FALSE(events.empty());
    const std::vector<Understood> found = understand(shipped(), all, "events.ndjson");
    ASSERT_EQ(found.size(), events.size());

    std::map<std::string, Row> rows;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const dom::element event = parser.parse(simdjson::padded_string(events[i].second));
        judge.judge(truth.get("log_types").get(events[i].first), event, found[i], rows[events[i].first]);
    }
    print(rows);
    for (const auto& [type, row] : rows) {
        EXPECT_TRUE(row.source.enough()) << type << ": source right in " << row.source.text();
        EXPECT_TRUE(row.time.enough()) << type << ": time right in " << row.time.text();
        EXPECT_TRUE(row.actor.enough()) << type << ": actor right in " << row.actor.text();
        EXPECT_TRUE(row.ip.enough()) << type << ": address right in " << row.ip.text();
    }
}

}  // namespace
}  // namespace bonafide::testing
