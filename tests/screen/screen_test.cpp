// Whole applications: the ten of tests/screen/ten_applicants as a new user would screen them, and what must hold of every outcome.
#include "screen/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <opencv2/imgproc.hpp>

#include "paper/model.h"
#include "paper/picture.h"
#include "screen/writers.h"
#include "tests/paper/onnx.h"
#include "tests/report/schema.h"
#include "tests/screen/support.h"

using namespace bonafide;
using namespace bonafide::screen;
using namespace bonafide::screen::testing_support;
namespace fs = std::filesystem;

namespace {

Screened run(const std::vector<std::string>& inputs, Desk& desk, unsigned threads = 2) {
    ScreenOptions options = options_for(inputs);
    options.threads = threads;
    return screened(options, desk);
}

std::string ten() { return std::string(BONAFIDE_ROOT) + "/tests/screen/ten_applicants"; }

bool geo_is_there() { return desktop().content->geo.city("Austin", "TX", "US").has_value(); }

}  // namespace

TEST(Screen, ThreeOfTenAreToBeReviewedAndSevenAreNot) {
    auto desk = Desk::open("");
    const Screened screened = run({ten()}, *desk);
    ASSERT_EQ(screened.applicants.size(), 10U);
    const std::set<std::string> fraudulent = {"marcus_tanner", "daniel_rossi", "stephen_hale"};
    for (const auto& [id, applicant] : screened.applicants) {
        const bool flagged = applicant.band >= Band::review;
        EXPECT_EQ(flagged, fraudulent.contains(id))
            << id << ": " << applicant.bits << " bits, " << band_name(applicant.band) << " " << applicant.band_note;
        for (const JudgedClaim& judged : applicant.claims)
            EXPECT_TRUE(judged.verdict == Verdict::confirmed || !judged.next_step.empty())
                << id << " " << judged.claim.attribute << " " << judged.claim.value;
    }
    EXPECT_TRUE(screened.outcome.unread.empty());
}

TEST(Screen, TheHonestHaveNothingAgainstThem) {
    auto desk = Desk::open("");
    const Screened screened = run({ten()}, *desk);
    for (const char* id : {"grace_okafor", "anna_weber", "samir_haddad", "mia_larsen", "helen_brandt", "leo_park"}) {
        ASSERT_TRUE(screened.applicants.contains(id));
        EXPECT_EQ(screened.applicants.at(id).band, Band::clear) << id;
    }
    EXPECT_EQ(screened.applicants.at("anna_weber").name, "Anna Weber");
}

TEST(Screen, ContradictionsAreOnTheClaimsTheySpeakOf) {
    auto desk = Desk::open("");
    const Screened screened = run({ten()}, *desk);
    std::set<std::string> contradicted, confirmed;
    for (const JudgedClaim& judged : screened.applicants.at("stephen_hale").claims)
        if (judged.verdict == Verdict::contradicted) contradicted.insert(judged.claim.value);
    EXPECT_TRUE(contradicted.contains("Arizona State University"));
    EXPECT_TRUE(contradicted.contains("University of Washington"));
    for (const JudgedClaim& judged : screened.applicants.at("marcus_tanner").claims) {
        if (judged.verdict == Verdict::confirmed) confirmed.insert(judged.claim.attribute);
        if (judged.claim.attribute != "skill" || judged.claim.value != "Kubernetes" || judged.claim.years == 0) continue;
        EXPECT_EQ(judged.verdict, Verdict::contradicted);
    }
    EXPECT_TRUE(confirmed.contains("email"));  // he wrote from it
}

TEST(Screen, OutcomeDoesNotDependOnThreadsOrOnWhatWasReadBefore) {
    const auto text = [](const Screened& screened) {
        std::ostringstream out;
        for (const auto& [id, a] : screened.applicants) {
            out << id << a.bits << band_name(a.band);
            for (const JudgedClaim& judged : a.claims) out << claim_line(id, judged.claim) << verdict_name(judged.verdict) << judged.next_step;
            for (const Similar& similar : a.similar) out << similar.other_applicant << similar.similarity;
        }
        return out.str();
    };
    auto one = Desk::open(""), eight = Desk::open("");
    const std::string first = text(run({ten()}, *one, 1));
    EXPECT_EQ(first, text(run({ten()}, *eight, 8)));
    const Screened again = run({ten()}, *one, 3);
    EXPECT_EQ(first, text(again));
    EXPECT_EQ(again.outcome.reused, 18U);
}

TEST(Screen, EveryFileIsADocumentOrUnread) {
    Folder folder;
    folder.write("a/resume.txt", "Ann Example\nann@example.com\n\nExperience\nBaker, Corner Bread Ltd, 2019 - 2021\n");
    folder.write("a/broken.pdf", "%PDF-1.7\nnot a document at all");
    folder.write("a/program.exe", std::string("MZ\0\0\1\2\3\0\0\0", 10));
    folder.write("a/empty.txt", "");
    folder.write("rows.csv", "Candidate ID,Candidate Name,Candidate Email,Applied On,Job\n7,Bo Example,bo@example.com,2026-01-02,Cook\n");
    auto desk = Desk::open("");
    const Screened screened = run({folder.path()}, *desk);
    std::set<std::string> seen;
    for (const auto& [id, a] : screened.applicants)
        for (const Examined& d : a.documents) seen.insert(shown(d.name));
    for (const Examined& d : screened.outcome.others) seen.insert(shown(d.name));
    for (const Unread& u : screened.outcome.unread) seen.insert(shown(u.file));
    for (const char* name : {"a/resume.txt", "a/broken.pdf", "a/program.exe", "a/empty.txt", "rows.csv"})
        EXPECT_TRUE(seen.contains(folder.path() + "/" + name)) << name;
    EXPECT_EQ(screened.applicants.size(), 2U);
}

TEST(Screen, AnEarlierApplicantIsRecognisedUnderANewName) {
    Folder first, second;
    first.write("old/resume.txt", "Peter Old\npeter@example.com\n+1 512 555 0190\n\nExperience\nClerk, Some Shop, 2010 - 2012\n");
    second.write("new/resume.txt", "Walter New\nwalter@example.com\n(512) 555-0190\n\nExperience\nClerk, Other Shop, 2010 - 2012\n");
    auto desk = Desk::open("");
    (void)run({first.path()}, *desk);
    const Screened screened = run({second.path()}, *desk);
    ASSERT_TRUE(screened.applicants.contains("new"));
    bool found = false;
    for (const ReportSignal& signal : screened.applicants.at("new").signals) found |= signal.check == "story.applied_before";
    EXPECT_TRUE(found);
    const auto removed = desk->forget("Peter Old", false);
    ASSERT_TRUE(removed.has_value());
    EXPECT_FALSE(removed->empty());
    const Screened again = run({second.path()}, *desk);
    for (const ReportSignal& signal : again.applicants.at("new").signals) EXPECT_NE(signal.check, "story.applied_before");
    EXPECT_TRUE(desk->forget("Peter Old", false)->empty());
}

TEST(Screen, AnInterviewIsCountedAndTheSheetAsksWhatIsOpen) {
    Folder folder;
    folder.write(
        "ann/resume.txt",
        "Ann Example\nann@example.com\n\nExperience\nBaker, Corner Bread Ltd, 2019 - 2021\n\nEducation\nBaking School of Vienna, Diploma, 2018\n");
    auto desk = Desk::open("");
    const double before = run({folder.path()}, *desk).applicants.at("ann").bits;
    ASSERT_TRUE(desk->record({"ann", "interview.outcome", "different_person", "tester", parse_time("2026-03-01")->at}).has_value());
    const Screened screened = run({folder.path()}, *desk);
    EXPECT_GT(screened.applicants.at("ann").bits, before + 2);
    const std::string sheet = interview_sheet(screened.applicants.at("ann"), desktop().kit, parse_time("2026-03-25")->at);
    EXPECT_NE(sheet.find("Corner Bread Ltd"), std::string::npos);
    EXPECT_NE(sheet.find("Baking School of Vienna"), std::string::npos);
}

TEST(Screen, AHostileNameStaysTextOnThePage) {
    Folder folder;
    folder.write("x/resume.txt",
                 "Ann <script>alert(1)</script> Example\nName: Eve <img src=x onerror=alert(1)>\neve@example.com\n\nExperience\nBaker, <b>Bread</b> "
                 "& Co, 2019 - 2021\n");
    auto desk = Desk::open("");
    const Screened screened = run({folder.path()}, *desk);
    std::ostringstream page, json;
    ScreenPage html(page, desktop().kit, parse_time("2026-03-25")->at, "test");
    for (const auto& [id, a] : screened.applicants) html.add(a);
    html.finish(screened.outcome);
    EXPECT_EQ(page.str().find("<script>alert"), std::string::npos);
    EXPECT_EQ(page.str().find("<img src=x"), std::string::npos);
}

/// Coloured blots on a slope of light, without a word.
cv::Mat blots(std::uint64_t seed) {
    cv::RNG random(seed);
    cv::Mat out(480, 360, CV_8UC3);
    for (int y = 0; y < out.rows; ++y)
        for (int x = 0; x < out.cols; ++x) out.at<cv::Vec3b>(y, x) = cv::Vec3b::all(static_cast<std::uint8_t>(90 + x / 6 + y / 8));
    for (int i = 0; i < 40; ++i)
        cv::ellipse(out, {random.uniform(0, out.cols), random.uniform(0, out.rows)}, {random.uniform(12, 70), random.uniform(12, 60)},
                    random.uniform(0, 180), 0, 360, {random.uniform(0, 255) * 1.0, random.uniform(0, 255) * 1.0, random.uniform(0, 255) * 1.0},
                    cv::FILLED, cv::LINE_AA);
    return out;
}

/// Whose pictures are told to be somebody else's, and of whom any picture is alike.
std::pair<std::set<std::string>, std::set<std::string>> like_pictures(const Folder& folder) {
    auto desk = Desk::open("");
    std::pair<std::set<std::string>, std::set<std::string>> out;
    for (const auto& [id, applicant] : run({folder.path()}, *desk).applicants) {
        for (const ReportSignal& signal : applicant.signals)
            if (signal.check == "story.similar_picture") out.first.insert(id);
        for (const Similar& similar : applicant.similar)
            if (similar.kind == "picture") out.second.insert(id);
    }
    return out;
}

TEST(Screen, APictureThatSomebodyElseSentIsFoundWhateverWasDoneToIt) {
    const Folder folder;
    cv::Mat changed;
    cv::flip(blots(5), changed, 1);
    cv::resize(changed, changed, {}, 0.7, 0.7, cv::INTER_AREA);
    for (const auto& [who, name, picture] :
         {std::tuple{"ann", "Ann Abel", blots(5)}, {"bob", "Bob Bell", changed}, {"cleo", "Cleo Cole", blots(6)}, {"dora", "Dora Dean", blots(7)}}) {
        folder.write(std::string(who) + "/resume.txt", std::string(name) + "\n" + who + "@example.com\n");
        folder.write(std::string(who) + "/portrait.jpg", paper::encode_jpeg(picture, 70));
    }
    const auto [told, alike] = like_pictures(folder);
    EXPECT_THAT(told, testing::ElementsAre("ann", "bob"));
    EXPECT_EQ(alike, told);
}

TEST(Screen, WhoAppliesAgainSendsTheirOwnPicture) {
    const Folder folder;
    for (const char* folder_of : {"2025", "2026"}) {
        folder.write(std::string(folder_of) + "/resume.txt", std::string("Ann Abel\nann.abel") + folder_of + "@example.com\n");
        folder.write(std::string(folder_of) + "/portrait.jpg", paper::encode_jpeg(blots(5), 70));
    }
    const auto [told, alike] = like_pictures(folder);
    EXPECT_THAT(told, testing::IsEmpty());
    EXPECT_THAT(alike, testing::ElementsAre("2025", "2026"));
}

/// What the checks of pictures of a run say of a model's own check.
std::string said_by_model(const Screened& screened) {
    std::string out;
    for (const Examined& document : screened.applicants.at("ann").documents)
        for (const PaperCheck& check : document.checks)
            if (check.check.starts_with("picture.model.")) out += check.check + " " + check.verdict + " " + check.reason;
    return out;
}

TEST(Screen, AModelOfTheUsersIsAskedAboutPictures) {
    const Folder folder, models;
    folder.write("ann/resume.txt", "Ann Abel\nann.abel@example.com\n");
    folder.write("ann/id.png", paper::encode_png(cv::Mat(400, 600, CV_8UC3, cv::Scalar(20, 20, 250))));
    models.write("red.onnx", paper::test::mean_model());
    models.write("red.yml", "width: 8\nheight: 8\naltered: 0\n");
    Errors errors;
    auto model = paper::PictureModel::load(models.path() + "/red.onnx", errors);
    ASSERT_TRUE(model);
    auto desk = Desk::open("");
    ScreenOptions options = options_for({folder.path()});
    EXPECT_EQ(said_by_model(screened(options, *desk)), "");
    options.model = &*model;
    const Screened asked = screened(options, *desk);
    EXPECT_EQ(said_by_model(asked), "picture.model.red contradicted your own model red says 0.98");
    bool counted = false;
    for (const ReportSignal& signal : asked.applicants.at("ann").signals) counted |= signal.check == "story.paper_picture";
    EXPECT_TRUE(counted);
    models.write("red.yml", "width: 8\nheight: 8\naltered: 2\n");  // how blue: the document is looked at again
    model = paper::PictureModel::load(models.path() + "/red.onnx", errors);
    ASSERT_TRUE(model);
    EXPECT_EQ(said_by_model(screened(options, *desk)), "picture.model.red consistent your own model red says 0.08");
}

TEST(Screen, ClockAndPlaceAreCompared) {
    if (!geo_is_there()) GTEST_SKIP() << "skipped: the data packages are not there";
    auto desk = Desk::open("");
    const Screened screened = run({ten()}, *desk);
    std::set<std::string> checks;
    for (const ReportSignal& signal : screened.applicants.at("marcus_tanner").signals) checks.insert(signal.check);
    EXPECT_TRUE(checks.contains("story.mail_clock"));
    checks.clear();
    for (const ReportSignal& signal : screened.applicants.at("stephen_hale").signals) checks.insert(signal.check);
    EXPECT_TRUE(checks.contains("story.post_code"));
}

TEST(Screen, JsonHoldsEveryFileAndIsJson) {
    auto desk = Desk::open("");
    const Screened screened = run({ten()}, *desk);
    std::ostringstream out;
    {
        ScreenJson json(out, parse_time("2026-03-25")->at, "test");
        for (const auto& [id, a] : screened.applicants) json.add(a);
        json.finish(screened.outcome);
    }
    simdjson::dom::parser parser;
    simdjson::padded_string text(out.str());
    simdjson::dom::element root;
    ASSERT_EQ(parser.parse(text).get(root), simdjson::SUCCESS);
    simdjson::dom::parser of_schema;
    const simdjson::dom::element schema = of_schema.load(std::string(BONAFIDE_ROOT) + "/docs/screen.schema.json");
    EXPECT_THAT(schema::Validator(schema).check(root), testing::IsEmpty());
    EXPECT_EQ(std::string_view(root["version"]), "bonafide.screen/1");
    EXPECT_EQ(root["applicants"].get_array().size(), 10U);
    EXPECT_EQ(root["documents"].get_array().size(), 21U);
    EXPECT_GT(root["signals"].get_array().size(), 5U);
    EXPECT_GT(root["similar"].get_array().size(), 1U);
    for (const simdjson::dom::element applicant : root["applicants"].get_array())
        for (const simdjson::dom::element claim : applicant["claims"].get_array()) {
            EXPECT_FALSE(std::string_view(claim["value"]).empty());
            EXPECT_FALSE(std::string_view(claim["evidence"]["file"]).empty());
        }
}
