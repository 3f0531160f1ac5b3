// Recordings among the files of an applicant: nothing without consent, few bits with it.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/screen/support.h"
#include "tests/video/clips.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;

TEST(Recordings, NeedConsent) {
    const Folder folder;
    folder.write("ann/resume.txt", "Ann Abel\nann.abel@example.com\n");
    ASSERT_EQ(video::clips::make({.kind = video::clips::Kind::prompts_unseen, .seed = 1, .seconds = 10}, folder.path() + "/ann/interview.mp4"), "");
    auto desk = Desk::open("");
    ASSERT_TRUE(desk);
    ScreenOptions options = options_for({folder.path()});
    const Screened without = screened(options, *desk);
    ASSERT_EQ(without.outcome.unread.size(), 1U);
    EXPECT_NE(without.outcome.unread[0].reason.find("nobody declared"), std::string::npos);
    options.recordings = true;
    const Screened with = screened(options, *desk);
    EXPECT_TRUE(with.outcome.unread.empty());
    const Applicant& ann = with.applicants.at("ann");
    const auto video = std::ranges::find(ann.documents, "video", &Examined::kind);
    ASSERT_NE(video, ann.documents.end());
    EXPECT_EQ(video->checks.size(), 9U);
    EXPECT_NE(std::ranges::find(ann.documents, "prompts", &Examined::kind), ann.documents.end());
    const auto signal = std::ranges::find(ann.signals, "video.prompts", &ReportSignal::check);
    ASSERT_NE(signal, ann.signals.end());
    EXPECT_LE(signal->bits, 1.5);
    EXPECT_EQ(ann.band, Band::clear);
}

}  // namespace
}  // namespace bonafide::screen
