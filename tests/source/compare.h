// What a case file says a record means, against what the mapper made of it. The words are explained in cases_test.cpp.
#pragma once

#include <gtest/gtest.h>
#include <algorithm>

#include <fmt/format.h>
#include <set>

#include "base/yaml.h"
#include "tests/source/understand.h"

namespace bonafide::testing {

using Texts = std::vector<std::string>;

inline std::string words(Texts texts) {
    std::ranges::sort(texts);
    return fmt::format("[{}]", fmt::join(texts, " | "));
}

/// Expected values; "" and [] are none.
inline Texts expected_texts(const YamlNode& node) {
    Texts out = node.texts();
    std::erase(out, "");
    return out;
}

class Comparison {
public:
    Comparison(const YamlNode& expected, const Understood& found, const Attributes& attributes)
        : expected_(expected), found_(found), attributes_(attributes) {}

    void run() const {
        expected_.allow_only({"source",     "kind",     "time",    "actor",    "actor_kind", "src_ip", "device",  "device_kind",
                              "human",      "success",  "generic", "employed", "utc_offset", "name",   "problem", "fields",
                              "statements", "subjects", "join",    "reason",   "times",      "entries"});
        text("source", found_.source);
        text("kind", found_.kind);
        text("time", found_.time);
        text("actor", found_.actor);
        text("actor_kind", found_.actor_kind);
        text("src_ip", found_.src_ip);
        text("device", found_.device);
        text("device_kind", found_.device_kind);
        text("name", found_.name);
        text("reason", found_.reason);
        flag("human", found_.human);
        flag("success", found_.success);
        flag("generic", found_.generic);
        flag("employed", found_.employed);
        if (const YamlNode node = expected_.get("utc_offset"); node.present()) {
            EXPECT_EQ(node.integer() * 60, found_.utc_offset) << node.where() << " utc_offset";
        }
        const YamlNode problem = expected_.get("problem");
        EXPECT_TRUE(problem.present() ? found_.problem.find(problem.text()) != std::string::npos : found_.problem.empty())
            << expected_.where() << " problem: " << found_.problem;
        maps();
    }

private:
    void text(std::string_view key, const std::string& found) const {
        if (const YamlNode node = expected_.get(key); node.present()) {
            EXPECT_EQ(node.text(), found) << node.where() << " " << key;
        }
    }
    void flag(std::string_view key, bool found) const {
        if (const YamlNode node = expected_.get(key); node.present()) {
            EXPECT_EQ(node.flag(), found) << node.where() << " " << key;
        }
    }
    void texts(const YamlNode& node, const std::string& what, const Texts& found) const {
        EXPECT_EQ(words(expected_texts(node)), words(found)) << node.where() << " " << what;
    }
    void maps() const {
        for (const auto& [name, node] : expected_.get("fields").entries()) {
            EXPECT_TRUE(attributes_.is_event_field(name)) << node.where() << " unknown field " << name;
            const auto found = found_.fields.find(name);
            texts(node, name, found == found_.fields.end() ? Texts{} : found->second);
        }
        for (const auto& [name, node] : expected_.get("statements").entries()) {
            EXPECT_NE(attributes_.find(name), nullptr) << node.where() << " unknown attribute " << name;
            texts(node, name, found_.stated(name));
        }
        for (const auto& [name, node] : expected_.get("subjects").entries()) {
            std::set<std::string> subjects;
            for (const Stated& s : found_.statements) {
                if (s.attribute == name) subjects.insert(s.subject);
            }
            texts(node, "subject of " + name, {subjects.begin(), subjects.end()});
        }
        for (const auto& [name, node] : expected_.get("times").entries()) {
            Texts times;
            for (const Stated& s : found_.statements) {
                if (s.attribute == name) times.push_back(iso_time(s.time));
            }
            texts(node, "time of " + name, times);
        }
        if (const YamlNode node = expected_.get("entries"); node.present()) texts(node, "entries", found_.entries);
        const YamlNode join = expected_.get("join");
        if (!join.present()) return;
        Texts all, found;
        for (const auto& [kind, values] : join.entries()) {
            for (const std::string& value : values.texts()) all.push_back(kind + " " + value);
        }
        for (const auto& [kind, value] : found_.join) found.push_back(kind + " " + value);
        EXPECT_EQ(words(all), words(found)) << join.where() << " join";
    }

    const YamlNode& expected_;
    const Understood& found_;
    const Attributes& attributes_;
};

inline void compare(const std::vector<YamlNode>& means, const std::vector<Understood>& found, const Attributes& attributes,
                    const std::string& where) {
    ASSERT_EQ(means.size(), found.size()) << where << ": as many meanings as records";
    for (std::size_t i = 0; i < means.size(); ++i) Comparison(means[i], found[i], attributes).run();
}

}  // namespace bonafide::testing
