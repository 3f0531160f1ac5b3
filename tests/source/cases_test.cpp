// Records and what they mean: every tests/source/cases/*.yml is read by the shipped sources. A case file is a list of:
//
//   - name: a sign-in with a password          # shown when it fails
//     file: okta.json                          # optional: the name of the file the records come from
//     records: |                               # JSON (lines or a document) or CSV, as the vendor writes it
//       {"eventType": "user.session.start", ...}
//     means:                                   # one entry for each record; only what is written here is compared
//       - source: okta.system_log
//         kind: signin                         # content/attributes.yml
//         time: 2026-03-04T05:06:07Z           # as `bonafide events` prints it; "" for none
//         actor: jo@example.com                # "" for none; actor_kind: email
//         src_ip: 203.0.113.9
//         device: LT-1                         # device_kind: hostname
//         human: true                          # success, generic, employed likewise
//         utc_offset: 120                      # minutes
//         name: Jo Lee                         # for showing
//         problem: nothing                     # part of the reason where nothing was understood
//         fields: {status: SUCCESS}            # OCSF names; a list where one has several values; "" where it must not be there
//         statements: {signin.ip: 203.0.113.9} # attribute: value or list (all of its values); [] where nothing may be stated
//         subjects: {shipment.address: EMP-7}  # whom such a statement is about
//         join: {email: jo@example.com}        # identifiers joined, kind: value or list; {} for none. reason: same row of the HR roster
//
// Every file of content/sources is the source of at least one case.
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <set>

#include "base/yaml.h"
#include "tests/source/understand.h"

namespace bonafide::testing {
namespace {

using Texts = std::vector<std::string>;

std::filesystem::path cases_folder() { return std::filesystem::path(BONAFIDE_ROOT) / "tests/source/cases"; }

std::string words(Texts texts) {
    std::ranges::sort(texts);
    return fmt::format("[{}]", fmt::join(texts, " | "));
}

/// Expected values; "" and [] are none.
Texts expected_texts(const YamlNode& node) {
    Texts out = node.texts();
    std::erase(out, "");
    return out;
}

class Comparison {
public:
    Comparison(const YamlNode& expected, const Understood& found) : expected_(expected), found_(found) {}

    void run() const {
        expected_.allow_only({"source", "kind", "time", "actor", "actor_kind", "src_ip", "device", "device_kind", "human", "success", "generic", "employed",
                              "utc_offset", "name", "problem", "fields", "statements", "subjects", "join", "reason"});
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
            EXPECT_TRUE(shipped().attributes.is_event_field(name)) << node.where() << " unknown field " << name;
            const auto found = found_.fields.find(name);
            texts(node, name, found == found_.fields.end() ? Texts{} : found->second);
        }
        for (const auto& [name, node] : expected_.get("statements").entries()) {
            EXPECT_NE(shipped().attributes.find(name), nullptr) << node.where() << " unknown attribute " << name;
            texts(node, name, found_.stated(name));
        }
        for (const auto& [name, node] : expected_.get("subjects").entries()) {
            std::set<std::string> subjects;
            for (const Stated& s : found_.statements) {
                if (s.attribute == name) subjects.insert(s.subject);
            }
            texts(node, "subject of " + name, {subjects.begin(), subjects.end()});
        }
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
};

void run_case(const YamlNode& node) {
    node.allow_only({"name", "file", "records", "means"});
    const std::vector<YamlNode> means = node.require("means").items();
    const std::vector<Understood> found = understand(shipped(), node.require("records").text(), node.get("file").text("data"));
    ASSERT_EQ(means.size(), found.size()) << node.where() << " " << node.get("name").text() << ": as many meanings as records";
    for (std::size_t i = 0; i < means.size(); ++i) Comparison(means[i], found[i]).run();
}

class Cases : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Cases, MeanWhatTheySay) {
    Errors errors;
    const std::vector<YamlNode> documents = load_yaml_file(GetParam(), errors);
    for (const YamlNode& document : documents) {
        EXPECT_TRUE(document.is_list()) << document.where() << " expected a list of cases";
        for (const YamlNode& node : document.items()) {
            SCOPED_TRACE(node.get("name").text(node.where()));
            run_case(node);
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
}

std::string test_name(const ::testing::TestParamInfo<std::filesystem::path>& info) {
    std::string out = info.param.stem().string();
    std::ranges::replace_if(out, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return out;
}

INSTANTIATE_TEST_SUITE_P(Sources, Cases, ::testing::ValuesIn(yaml_files(cases_folder())), test_name);

TEST(Sources, HaveNoMistakes) {
    for (const Error& error : shipped().errors) ADD_FAILURE() << error.text();
}

TEST(Sources, HaveACaseEach) {
    std::set<std::string> tested;
    Errors errors;
    for (const std::filesystem::path& file : yaml_files(cases_folder())) {
        for (const YamlNode& document : load_yaml_file(file, errors)) {
            for (const YamlNode& node : document.items()) {
                for (const YamlNode& meaning : node.get("means").items()) tested.insert(meaning.get("source").text());
            }
        }
    }
    Texts untested;
    for (const Source& source : shipped().sources.all()) {
        if (!Sources::is_abstract(source) && !tested.contains(source.id)) untested.push_back(source.id);
    }
    EXPECT_TRUE(untested.empty()) << "no case in tests/source/cases is of " << fmt::format("{}", fmt::join(untested, ", "));
    EXPECT_TRUE(tested.contains("generic"));
}

}  // namespace
}  // namespace bonafide::testing
