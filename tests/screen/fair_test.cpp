// Fairness: who somebody is called decides nothing. The ten applicants get names of other origins, everywhere in their papers, and every bit stays.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;

struct OtherName {
    const char *given, *family;
};
/// Common ones, of ten origins, in Latin letters: spelling is part of the origin, scripts are tested in tests/name.
constexpr OtherName others[] = {{"Minjun", "Kwon"},    {"Chidi", "Okonkwo"}, {"Farzana", "Rahman"}, {"Yusuf", "Demir"},    {"Bogdan", "Petrov"},
                                {"Lakshmi", "Pillai"}, {"Diego", "Morales"}, {"Emily", "Clarke"},   {"Xiaoming", "Zheng"}, {"Aviva", "Goldberg"}};

/// Every occurrence as a word or part of an address, in the letters' own case.
std::string renamed(std::string text, const std::string& from, const std::string& to) {
    const std::string lower = ascii_lower(from);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (ascii_lower(std::string_view(text).substr(at, from.size())) != lower) {
            out += text[at++];
            continue;
        }
        const bool capitals = std::ranges::all_of(std::string_view(text).substr(at, from.size()), [](char c) { return c >= 'A' && c <= 'Z'; });
        const bool small = text[at] >= 'a' && text[at] <= 'z';
        std::string name = small ? ascii_lower(to) : to;
        if (capitals) std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        out += name;
        at += from.size();
    }
    return out;
}

std::string capitalised(std::string word) {
    if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
}

/// The ten with names from the `shift`th on; folders, by which applicants are known, keep their names.
void write_renamed(const Folder& folder, std::size_t shift) {
    const fs::path ten = fs::path(BONAFIDE_ROOT) / "tests/screen/ten_applicants";
    std::vector<fs::path> people;
    for (const auto& entry : fs::directory_iterator(ten)) people.push_back(entry.path());
    std::ranges::sort(people);
    for (std::size_t p = 0; p < people.size(); ++p) {
        const OtherName& other = others[(p + shift) % std::size(others)];
        const std::string id = people[p].filename(), given = capitalised(id.substr(0, id.find('_'))),
                          family = capitalised(id.substr(id.find('_') + 1));
        const auto copy = [&](const fs::path& file, const std::string& name, bool rename) {
            std::ifstream in(file, std::ios::binary);
            std::string text(std::istreambuf_iterator<char>(in), {});
            folder.write(name, rename ? renamed(renamed(std::move(text), given, other.given), family, other.family) : text);
        };
        if (!fs::is_directory(people[p])) copy(people[p], id, false);
        else
            for (const auto& file : fs::directory_iterator(people[p])) copy(file.path(), id + "/" + file.path().filename().string(), true);
    }
}

TEST(Fairness, NamesOfOtherOriginsChangeNoBit) {
    auto desk = Desk::open("");
    const Screened whole = screened(options_for({std::string(BONAFIDE_ROOT) + "/tests/screen/ten_applicants"}), *desk);
    ASSERT_EQ(whole.applicants.size(), 10U);
    for (std::size_t shift = 0; shift < std::size(others); shift += 3) {
        Folder folder;
        write_renamed(folder, shift);
        auto fresh = Desk::open("");
        const Screened swapped = screened(options_for({folder.path()}), *fresh);
        ASSERT_EQ(swapped.applicants.size(), 10U);
        std::size_t changed = 0;
        for (const auto& [id, applicant] : whole.applicants) {
            ASSERT_TRUE(swapped.applicants.contains(id)) << id;
            const Applicant& other = swapped.applicants.at(id);
            changed += other.name != applicant.name;
            EXPECT_EQ(other.bits, applicant.bits) << id << " as " << other.name;
            EXPECT_EQ(other.band, applicant.band) << id << " as " << other.name;
            EXPECT_EQ(other.signals.size(), applicant.signals.size()) << id << " as " << other.name;
            EXPECT_EQ(other.claims.size(), applicant.claims.size()) << id << " as " << other.name;
        }
        EXPECT_EQ(changed, 10U) << "the names were not swapped";
    }
}

}  // namespace
}  // namespace bonafide::screen
