// The checks of content/checks: every one loads and does what its fixtures say, on one thread and on several.
#include <gtest/gtest.h>

#include "check/fixtures.h"

namespace bonafide {
namespace {

struct Loaded {
    Errors errors;
    Attributes attributes = Attributes::load(BONAFIDE_CONTENT "/attributes.yml", errors);
    Lists lists = Lists::load(BONAFIDE_CONTENT "/lists", errors);
    CheckSet checks = CheckSet::load(BONAFIDE_CONTENT "/checks", attributes, lists, errors);
};

const Loaded& content() {
    static const Loaded loaded;
    return loaded;
}

TEST(Checks, LoadWithoutErrors) {
    for (const Error& error : content().errors) ADD_FAILURE() << error.text();
    EXPECT_GE(content().checks.checks().size(), 100U);
}

class CheckFixtures : public testing::TestWithParam<std::size_t> {};

TEST_P(CheckFixtures, GiveWhatTheySay) {
    for (const unsigned threads : {1U, 3U}) {
        const FixtureOutcome outcome = run_fixture(content().checks, GetParam(), content().attributes, threads);
        for (const std::string& failure : outcome.failures) ADD_FAILURE() << failure;
        EXPECT_GE(outcome.passed, 2U);
    }
}

INSTANTIATE_TEST_SUITE_P(Content, CheckFixtures, testing::Range(std::size_t{0}, content().checks.checks().size()), [](const auto& param) {
    std::string name = content().checks.checks()[param.param].id;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

}  // namespace
}  // namespace bonafide
