// SigmaHQ's rules, its regression cases and real events, where ../shared/data has them.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/parallel.h"
#include "tests/sigma/support.h"

namespace bonafide::sigma::testing {
namespace {

/// All rules of the archive, unpacked and loaded once.
const RuleSet& sigmahq() {
    static const RuleSet rules = [] {
        const Folder folder;
        const std::string command = "tar -xJf '" + (shared_data() / "sigma-rules.tar.xz").string() + "' -C '" + folder.path().string() + "'";
        Errors errors;
        if (std::system(command.c_str()) != 0) return RuleSet{};
        return RuleSet::load({folder.path()}, {{}, nullptr, usable_cores()}, errors);
    }();
    return rules;
}

bool at_hand(const char* file) { return fs::exists(shared_data() / file) && fs::exists(shared_data() / "sigma-rules.tar.xz"); }

TEST(SigmaHq, EveryRuleIsLoadedOrRejectedForAReasonOfTheSpecification) {
    if (!at_hand("sigma-rules.tar.xz")) GTEST_SKIP() << "skipped: no sigma-rules.tar.xz";
    const RuleSet& rules = sigmahq();
    EXPECT_GT(rules.rules().size(), 3700U);
    EXPECT_EQ(rules.rules().size() + rules.rejected().size(), rules.files());
    for (const Rejected& rejected : rules.rejected())
        for (const Error& error : rejected.errors) EXPECT_NE(error.what.find("placeholder"), std::string::npos) << error.text();
    EXPECT_LE(rules.rejected().size(), 2U);
}

TEST(SigmaHq, EveryRegressionCaseMatchesItsRule) {
    if (!at_hand("sigma-regression.tar.xz")) GTEST_SKIP() << "skipped: no sigma-regression.tar.xz";
    const World world(sigmahq());
    ASSERT_TRUE(world.faults().empty()) << world.faults().front();
    std::set<std::string> cases, matched;
    const auto id_of = [](const std::string& member) { return fs::path(member).stem().string(); };
    const std::string archive = (shared_data() / "sigma-regression.tar.xz").string();
    for (const auto& [member, offset, rule] : world.hits({archive}, 2))
        if (rule == id_of(member)) matched.insert(member);
    const std::string command = "tar -tJf '" + archive + "'";
    std::FILE* list = popen(command.c_str(), "r");
    ASSERT_NE(list, nullptr);
    char line[1024];
    while (std::fgets(line, sizeof line, list)) {
        std::string name(line);
        name.erase(name.find_last_not_of('\n') + 1);
        if (name.ends_with(".json") || name.ends_with(".evtx") || name.ends_with(".raw")) cases.insert(name);
    }
    pclose(list);
    EXPECT_GE(cases.size(), 405U);  // as JSON and as EVTX, and one line of a router
    for (const std::string& name : cases) EXPECT_TRUE(matched.contains(name)) << name << " does not match its own rule";
}

TEST(SigmaHq, EventsMatchTheSameRulesAsJsonAndAsEvtx) {
    if (!at_hand("sigma-regression.tar.xz")) GTEST_SKIP() << "skipped: no sigma-regression.tar.xz";
    const World world(sigmahq());
    std::map<std::string, std::multiset<std::string>> json, evtx;  // by the name without its ending
    for (const auto& [member, offset, rule] : world.hits({(shared_data() / "sigma-regression.tar.xz").string()}, 2)) {
        const std::string name = fs::path(member).replace_extension().string();
        if (member.ends_with(".json")) json[name].insert(rule);
        if (member.ends_with(".evtx")) evtx[name].insert(rule);
    }
    EXPECT_GE(json.size(), 202U);
    EXPECT_EQ(json, evtx);
}

/// EventID has an attribute (Qualifiers) in logs of old providers, so it is no plain number there.
TEST(SigmaHq, RulesMatchEventsWhoseIdHasQualifiers) {
    if (!at_hand("evtx-attack-samples.tar.xz")) GTEST_SKIP() << "skipped: no evtx-attack-samples.tar.xz";
    const World world(sigmahq());
    std::set<std::string> rules;
    for (const auto& [member, offset, rule] : world.hits({(shared_data() / "evtx-attack-samples.tar.xz").string()}, 2))
        if (member.ends_with("System_7045_namedpipe_privesc.evtx")) rules.insert(rule);
    EXPECT_TRUE(rules.contains("1d61f71d-59d2-479e-9562-4ff5f4ead16b")) << "Suspicious Service Installation";
    EXPECT_GE(rules.size(), 3U);
}

/// The first megabytes of real Windows events, as a file.
std::string sample(const Folder& folder, int megabytes) {
    const std::string file = (folder.path() / "events.ndjson").string();
    const std::string command = "xz -dc '" + (shared_data() / "otrf-events.ndjson.xz").string() + "' 2>/dev/null | head -c " +
                                std::to_string(megabytes) + "000000 > '" + file + "'";
    (void)std::system(command.c_str());
    return file;
}

TEST(SigmaHq, ThreadsDoNotMatter) {
    if (!at_hand("otrf-events.ndjson.xz")) GTEST_SKIP() << "skipped: no otrf-events.ndjson.xz";
    const Folder folder;
    const std::string file = sample(folder, 24);
    const World world(sigmahq());
    const auto one = world.hits({file}, 1), two = world.hits({file}, 2);
    EXPECT_GT(one.size(), 20U);
    EXPECT_EQ(one, two);
}

TEST(SigmaHq, OptimisingDoesNotMatter) {
    if (!at_hand("otrf-events.ndjson.xz")) GTEST_SKIP() << "skipped: no otrf-events.ndjson.xz";
    const Folder folder;
    const std::string file = sample(folder, 4);
    const World fast(sigmahq()), slow(sigmahq(), {.optimise = false});
    const auto quick = fast.hits({file}, 2);
    EXPECT_GT(quick.size(), 10U);
    EXPECT_EQ(quick, slow.hits({file}, 2));
}

}  // namespace
}  // namespace bonafide::sigma::testing
