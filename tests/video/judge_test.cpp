// What the checks say of clips that were left alone and of clips that were tampered with; how often they are right is in bench/README.md.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/video/clips.h"
#include "video/judge.h"
#include "video/read.h"

namespace bonafide::video {
namespace {

namespace fs = std::filesystem;

struct Judged {
    Series series;
    std::vector<Finding> findings;
    [[nodiscard]] Verdict verdict(std::string_view check) const { return std::ranges::find(findings, check, &Finding::check)->verdict; }
    [[nodiscard]] std::string contradicted() const {
        std::string out;
        for (const Finding& finding : findings)
            if (finding.verdict == Verdict::contradicted) out += finding.check + ": " + finding.reason + "\n";
        return out;
    }
};

Judged judged(clips::Kind kind, std::uint32_t seed, double seconds) {
    const fs::path path = fs::temp_directory_path() / ("bonafide-judged-" + std::to_string(::getpid()) + ".mp4");
    EXPECT_EQ(clips::make({.kind = kind, .seed = seed, .seconds = seconds}, path.string()), "");
    std::vector<Prompt> prompts;
    fs::path list = path;
    list.replace_extension(".prompts.csv");
    if (fs::exists(list)) {
        std::ostringstream text;
        text << std::ifstream(list).rdbuf();
        prompts = read_prompts(text.str()).value();
        fs::remove(list);
    }
    auto series = read_recording_file(path.string());
    fs::remove(path);
    EXPECT_TRUE(series);
    Judged out;
    out.series = std::move(*series);
    out.findings = judge(out.series, prompts);
    return out;
}

TEST(Judge, AGenuineClipIsContradictedByNothing) {
    for (const std::uint32_t seed : {1U, 2U}) {
        const Judged clip = judged(clips::Kind::genuine, seed, 6);
        EXPECT_EQ(clip.contradicted(), "");
        EXPECT_EQ(clip.verdict("video.presence"), Verdict::consistent);
        EXPECT_EQ(clip.verdict("video.continuity"), Verdict::consistent);
        EXPECT_EQ(clip.verdict("video.frozen"), Verdict::consistent);
        EXPECT_EQ(clip.verdict("video.looped"), Verdict::consistent);
    }
}

TEST(Judge, AHandBeforeTheFaceIsNoReplacement) { EXPECT_EQ(judged(clips::Kind::hand, 1, 6).contradicted(), ""); }

TEST(Judge, AStretchThatComesAgainIsSeen) { EXPECT_EQ(judged(clips::Kind::looped, 1, 8).verdict("video.looped"), Verdict::contradicted); }

TEST(Judge, AnotherHeadFromOnePictureToTheNextIsSeen) {
    EXPECT_EQ(judged(clips::Kind::taken_over, 3, 6).verdict("video.continuity"), Verdict::contradicted);
}

TEST(Judge, APictureThatStandsIsSeenAndAShortStallForgiven) {
    EXPECT_EQ(judged(clips::Kind::frozen, 1, 12).verdict("video.frozen"), Verdict::contradicted);
    EXPECT_EQ(judged(clips::Kind::stalled, 1, 6).contradicted(), "");
}

TEST(Judge, AFaceThatStandsAloneIsSeen) { EXPECT_EQ(judged(clips::Kind::face_frozen, 2, 12).verdict("video.face_frozen"), Verdict::contradicted); }

TEST(Judge, LightOfPromptsIsFollowedOrNot) {
    EXPECT_EQ(judged(clips::Kind::screen_light, 1, 10).verdict("video.prompts"), Verdict::consistent);
    EXPECT_EQ(judged(clips::Kind::prompts_unseen, 1, 10).verdict("video.prompts"), Verdict::contradicted);
    EXPECT_EQ(judged(clips::Kind::prompts_nowhere, 1, 10).verdict("video.prompts"), Verdict::cannot_be_said);
}

TEST(Judge, SaysNothingOfShortAndEmptySeries) {
    Series empty;
    for (const Finding& finding : judge(empty, {})) {
        EXPECT_EQ(finding.verdict, Verdict::cannot_be_said) << finding.check;
        EXPECT_FALSE(finding.reason.empty()) << finding.check;
    }
}

}  // namespace
}  // namespace bonafide::video
