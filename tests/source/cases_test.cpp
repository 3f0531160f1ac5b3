// Records and what they mean: every tests/source/cases/*.yml is read by the shipped sources. A case file is a list of:
//
//   - name: a sign-in with a password          # shown when it fails
//     file: okta.json                          # optional: the name of the file the records come from
//     records: |                               # JSON (lines or a document) or CSV, as the vendor writes it
//       {"eventType": "user.session.start", ...}
//     commits: [{author: "Jo <jo@x.org>", date: "2026-03-04T12:00:00+09:00"}]   # instead of records: a git repository
//     (commits.h), the newest is read first means:                                   # one entry for each record; only what is
//     written here is compared
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
//         entries: ["job: employer=Acme; role=Lead; from May 2021; to 2024"]   # all of them; goes on true
//         times: {payout.changed: 2026-03-04T10:00:00Z} # when it was so
//         join: {email: jo@example.com}        # identifiers joined, kind: value or list; {} for none. reason: same row of the HR
//         roster
//
// Every file of content/sources is the source of at least one case.
#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/source/commits.h"
#include "tests/source/compare.h"

namespace bonafide::testing {
namespace {

std::filesystem::path cases_folder() { return std::filesystem::path(BONAFIDE_ROOT) / "tests/source/cases"; }

void run_case(const YamlNode& node) {
    node.allow_only({"name", "file", "records", "commits", "means"});
    const std::vector<YamlNode> means = node.require("means").items();
    if (!node.get("commits").present())
        return compare(means, understand(shipped(), node.require("records").text(), node.get("file").text("data")), shipped().attributes,
                       node.where());
    const e2e::Folder folder;
    make_repository(folder.path(), node.get("commits").items());
    compare(means, understand_path(shipped(), folder.path().string()), shipped().attributes, node.where());
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
