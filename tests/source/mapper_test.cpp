// The mapper on small sources of its own: which source is chosen, what becomes of a record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/source/understand.h"

namespace bonafide::testing {
namespace {

using ::testing::ElementsAre;

TEST(Mapper, ReadsWhatNobodyClaimsByCommonNames) {
    const auto read = understand(shipped(), R"({"when":"2026-03-04T05:06:07Z","user":"jlee","clientIp":"203.0.113.9:443","action":"opened","zzz":1})");
    ASSERT_EQ(read.size(), 1U);
    EXPECT_TRUE(read[0].generic);
    EXPECT_EQ(read[0].time, "2026-03-04T05:06:07Z");
    EXPECT_EQ(read[0].actor, "jlee");
    EXPECT_EQ(read[0].src_ip, "203.0.113.9");
    EXPECT_EQ(read[0].field("activity_name"), "opened");
}

TEST(Mapper, SaysWhereNothingIsKnown) {
    const auto read = understand(shipped(), R"({"zzz":1,"yyy":[1,2]})");
    ASSERT_EQ(read.size(), 1U);
    EXPECT_NE(read[0].problem, "");
}

}  // namespace
}  // namespace bonafide::testing
