// The same organisation under names of other origin: nobody's signals, bits or band may change. Names are the only thing that differs
// (`simulate --swap-names`); people are compared by employee number, as applicants have none.
#include "tests/e2e/demonstration.h"

namespace bonafide::e2e {
namespace {

class Fairness : public ::testing::TestWithParam<int> {};

TEST_P(Fairness, NamesOfOtherOriginChangeNoBit) {
    const Folder folder;
    const std::string size = "--people 120 --days 30 --seed " + std::to_string(GetParam());
    simulate(folder, "as-made", size);
    simulate(folder, "swapped", size + " --swap-names");
    const auto made = scan_all(folder, "as-made"), swapped = scan_all(folder, "swapped");
    std::size_t employees = 0, signals = 0, renamed = 0;
    for (const auto& [id, person] : made) {
        if (id.find('@') != std::string::npos) continue;  // an applicant, known by address only
        ASSERT_TRUE(swapped.contains(id)) << id;
        const Finding& other = swapped.at(id);
        EXPECT_EQ(person.bits, other.bits) << id;
        EXPECT_EQ(person.band, other.band) << id;
        EXPECT_EQ(person.signals, other.signals) << id;
        ++employees;
        signals += person.signals.size();
        renamed += person.names != other.names;
    }
    EXPECT_GE(employees, 120U);
    EXPECT_GT(signals, 120U);
    EXPECT_GT(renamed, employees / 2) << "the names were not swapped: the test says nothing";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Fairness, ::testing::Values(5, 6));

}  // namespace
}  // namespace bonafide::e2e
