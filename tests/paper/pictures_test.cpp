// What one picture shows: each check on a picture made for it, and on the same picture without the trace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paper/model.h"
#include "paper/paper.h"
#include "paper/picture.h"
#include "paper/picture_facts.h"
#include "paper/picture_index.h"
#include "tests/e2e/program.h"
#include "tests/paper/drawing.h"
#include "tests/paper/onnx.h"

namespace bonafide::paper::test {
namespace {

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);

const Lists& lists() {
    static const Lists all = [] {
        Errors errors;
        return Lists::load(BONAFIDE_CONTENT "/lists", errors);
    }();
    return all;
}

Finding finding(const std::string& bytes, std::string_view check, const PictureModel* model = nullptr) {
    const Result<PictureFacts> facts =
        look_at(bytes, {.today = today, .lists = &lists(), .overlays = false, .max_pixels = 50'000'000, .model = model});
    if (!facts) return Finding::unclear("none", facts.error().what);
    for (const Finding& one : facts->findings)
        if (one.check == check) return one;
    return Finding::unclear("none", "no such check");
}

std::string with_segment(const std::string& jpeg, char marker, const std::string& body) {
    const std::size_t length = body.size() + 2;
    return jpeg.substr(0, 2) + std::string("\xFF") + marker + static_cast<char>(length >> 8) + static_cast<char>(length & 0xFF) + body +
           jpeg.substr(2);
}

/// EXIF with one text tag, big endian, and perhaps a thumbnail.
std::string exif(std::uint16_t tag, const std::string& text, const std::string& thumbnail = {}) {
    const auto b16 = [](std::size_t v) { return std::string{static_cast<char>(v >> 8 & 0xFF), static_cast<char>(v & 0xFF)}; };
    const auto b32 = [&](std::size_t v) { return b16(v >> 16) + b16(v & 0xFFFF); };
    const std::size_t first = 8, text_at = first + 2 + 12 + 4, second = text_at + text.size() + 1, thumb_at = second + 2 + 24 + 4;
    std::string out = "MM" + b16(42) + b32(first) + b16(1) + b16(tag) + b16(2) + b32(text.size() + 1) + b32(text_at) +
                      b32(thumbnail.empty() ? 0 : second) + text + '\0';
    if (!thumbnail.empty())
        out += b16(2) + b16(0x0201) + b16(4) + b32(1) + b32(thumb_at) + b16(0x0202) + b16(4) + b32(1) + b32(thumbnail.size()) + b32(0) + thumbnail;
    return std::string("Exif\0\0", 6) + out;
}

cv::Mat photo(std::uint64_t seed = 3) { return with_noise(drawn_paper(1000, 760, seed), 4, seed + 50); }

TEST(Pictures, MetadataNamesAnEditor) {
    const std::string plain = encode_jpeg(photo(), 90);
    EXPECT_EQ(finding(with_segment(plain, '\xE1', exif(0x0131, "Adobe Photoshop 25.1 (Windows)")), "picture.editing_software").verdict,
              Verdict::contradicted);
    EXPECT_EQ(finding(with_segment(plain, '\xE1', exif(0x0131, "HDR+ 1.0.540104767zd")), "picture.editing_software").verdict, Verdict::consistent);
    EXPECT_EQ(finding(plain, "picture.editing_software").verdict, Verdict::cannot_be_said);
    const std::string xmp =
        std::string("http://ns.adobe.com/xap/1.0/\0", 29) + "<x:xmpmeta><rdf:Description xmp:CreatorTool=\"GIMP 2.10\"/></x:xmpmeta>";
    EXPECT_EQ(finding(with_segment(plain, '\xE1', xmp), "picture.editing_software").verdict, Verdict::contradicted);
}

TEST(Pictures, GeneratorsLeaveMarks) {
    const std::string plain = encode_jpeg(photo(), 90);
    const std::string xmp = std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
                            "<x:xmpmeta><Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</"
                            "Iptc4xmpExt:DigitalSourceType>";
    EXPECT_EQ(finding(with_segment(plain, '\xE1', xmp), "picture.generator_marks").verdict, Verdict::contradicted);
    EXPECT_EQ(
        finding(with_segment(plain, '\xEB', std::string("JP\0\1\0\0\0\1", 8) + "....jumb....c2pa....OpenAI API"), "picture.generator_marks").verdict,
        Verdict::contradicted);
    EXPECT_EQ(
        finding(with_segment(plain, '\xEB', std::string("JP\0\1\0\0\0\1", 8) + "....jumb....c2pa....Some Camera"), "picture.generator_marks").verdict,
        Verdict::cannot_be_said);
    EXPECT_EQ(finding(plain, "picture.generator_marks").verdict, Verdict::cannot_be_said);
}

TEST(Pictures, AThumbnailOfAnotherPicture) {
    const cv::Mat picture = photo(), other = photo(8);
    const auto thumbnail_of = [](const cv::Mat& from) {
        cv::Mat small;
        cv::resize(from, small, {160, 122}, 0, 0, cv::INTER_AREA);
        return encode_jpeg(small, 85);
    };
    const std::string plain = encode_jpeg(picture, 90);
    EXPECT_EQ(finding(with_segment(plain, '\xE1', exif(0x010F, "Camera", thumbnail_of(picture))), "picture.thumbnail").verdict, Verdict::consistent);
    EXPECT_EQ(finding(with_segment(plain, '\xE1', exif(0x010F, "Camera", thumbnail_of(other))), "picture.thumbnail").verdict, Verdict::contradicted);
}

TEST(Pictures, SavedAgainAtAHigherQuality) {
    const cv::Mat once = *decode_picture(encode_jpeg(photo(), 70), 50'000'000);
    const Finding twice = finding(encode_jpeg(once, 92), "picture.double_compression");
    EXPECT_EQ(twice.verdict, Verdict::contradicted) << twice.reason;
    EXPECT_THAT(twice.reason, testing::HasSubstr("quality 7"));
    for (const int quality : {70, 80, 92})
        EXPECT_EQ(finding(encode_jpeg(photo(), quality), "picture.double_compression").verdict, Verdict::cannot_be_said) << quality;
}

TEST(Pictures, APlaceWithoutTheCompressionOfTheRest) {
    cv::Mat host = *decode_picture(encode_jpeg(photo(), 70), 50'000'000);
    EXPECT_EQ(finding(encode_jpeg(host, 94), "picture.local_compression").verdict, Verdict::consistent);
    photo(8)(cv::Rect(300, 200, 260, 300)).copyTo(host(cv::Rect(301, 203, 260, 300)));
    const Finding pasted = finding(encode_jpeg(host, 94), "picture.local_compression");
    ASSERT_EQ(pasted.verdict, Verdict::contradicted) << pasted.reason;
    EXPECT_NEAR(pasted.box.left, 301, 40);
    EXPECT_NEAR(pasted.box.bottom, 503, 40);
}

TEST(Pictures, APlaceWithoutNoise) {
    cv::Mat picture = photo();
    EXPECT_EQ(finding(encode_jpeg(picture, 92), "picture.local_noise").verdict, Verdict::consistent);
    const cv::Rect place(400, 300, 220, 60);
    picture(place).setTo(cv::mean(picture(place)));
    const Finding found = finding(encode_jpeg(picture, 92), "picture.local_noise");
    ASSERT_EQ(found.verdict, Verdict::contradicted) << found.reason;
    EXPECT_NEAR(found.box.left, 400, 16);
}

/// Ground with fine curved lines in all directions, as papers have, and little noise.
cv::Mat guilloche() {
    cv::Mat out(760, 1000, CV_8UC3, cv::Scalar(214, 226, 220));
    cv::RNG random(11);
    for (int i = 0; i < 900; ++i)
        cv::ellipse(out, {random.uniform(-100, 1100), random.uniform(-100, 860)}, {random.uniform(40, 160), random.uniform(40, 160)},
                    random.uniform(0, 180), 0, 360, cv::Scalar(196, 204, 200), 1, cv::LINE_AA);
    return with_noise(out, 1.5, 12);
}

/// Four rows above a place pulled over it.
cv::Mat stretched(cv::Mat picture, const cv::Rect& place) {
    const cv::Rect above(place.x, place.y - 4, place.width, 4);
    cv::resize(picture(above).clone(), picture(place), place.size(), 0, 0, cv::INTER_CUBIC);
    return picture;
}

TEST(Pictures, APlaceThatPixelsWereStretchedOver) {
    const cv::Rect place(400, 304, 264, 56);
    EXPECT_EQ(finding(encode_jpeg(guilloche(), 80), "picture.local_noise").verdict, Verdict::consistent);
    const Finding down = finding(encode_jpeg(stretched(guilloche(), place), 80), "picture.local_noise");
    ASSERT_EQ(down.verdict, Verdict::contradicted) << down.reason;
    EXPECT_THAT(down.reason, testing::HasSubstr("streaks along the columns"));
    EXPECT_NEAR(down.box.left, place.x, 24);
    EXPECT_NEAR(down.box.top, place.y, 24);
    const cv::Mat across = stretched(guilloche(), place).t();
    EXPECT_THAT(finding(encode_jpeg(across, 80), "picture.local_noise").reason, testing::HasSubstr("streaks along the rows"));
}

TEST(Pictures, LinesOfPrintAreNoStretchedPixels) {
    cv::Mat bars = guilloche(), ruled = guilloche();
    cv::RNG random(5);
    for (int x = 400; x < 664; x += random.uniform(3, 9)) cv::rectangle(bars, {x, 304, random.uniform(1, 4), 56}, cv::Scalar(30, 30, 30), cv::FILLED);
    EXPECT_EQ(finding(encode_jpeg(bars, 80), "picture.local_noise").verdict, Verdict::consistent) << "a bar code";
    for (int x = 0; x < ruled.cols; x += 7) cv::line(ruled, {x, 0}, {x, ruled.rows}, cv::Scalar(190, 198, 194), 1);
    EXPECT_EQ(finding(encode_jpeg(ruled, 80), "picture.local_noise").verdict, Verdict::consistent) << "a ground of upright lines";
}

TEST(Pictures, APlaceThatWasCopied) {
    cv::Mat picture = photo();
    EXPECT_EQ(finding(encode_png(picture), "picture.copy_move").verdict, Verdict::consistent);
    picture(cv::Rect(100, 100, 180, 90)).clone().copyTo(picture(cv::Rect(613, 437, 180, 90)));
    EXPECT_EQ(finding(encode_png(picture), "picture.copy_move").verdict, Verdict::contradicted);
    const Finding saved = finding(encode_jpeg(picture, 95), "picture.copy_move");
    EXPECT_EQ(saved.verdict, Verdict::cannot_be_said) << "a pattern of print may look like that";
    EXPECT_THAT(saved.reason, testing::HasSubstr("513 pixels right and 337 down"));
    EXPECT_GT(saved.box.right, saved.box.left);
}

TEST(Pictures, AScreensPattern) {
    cv::Mat picture = photo();
    EXPECT_EQ(finding(encode_jpeg(picture, 92), "picture.recapture").verdict, Verdict::cannot_be_said);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            const double wave = 1 + 0.07 * std::sin(x * 1.71 + y * 0.13) + 0.07 * std::sin(y * 1.64 - x * 0.11);
            cv::Vec3b& p = picture.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<std::uint8_t>(p[c] * wave * 0.9);
        }
    EXPECT_EQ(finding(encode_jpeg(picture, 92), "picture.recapture").verdict, Verdict::contradicted);
}

TEST(Pictures, WhatIsTooSmallCannotBeSaid) {
    const std::string small = encode_jpeg(photo()(cv::Rect(0, 0, 150, 120)), 90);
    for (const char* check : {"picture.local_compression", "picture.local_noise", "picture.copy_move", "picture.recapture"})
        EXPECT_EQ(finding(small, check).verdict, Verdict::cannot_be_said) << check;
}

TEST(Pictures, OverlaysArePngs) {
    cv::Mat picture = photo();
    picture(cv::Rect(400, 300, 220, 60)).setTo(cv::Scalar(200, 200, 200));
    const Result<PictureFacts> facts = look_at(encode_jpeg(picture, 92), {.today = today, .lists = &lists(), .overlays = true});
    ASSERT_TRUE(facts);
    ASSERT_GE(facts->overlays.size(), 3U);
    for (const Overlay& one : facts->overlays) EXPECT_TRUE(decode_picture(one.png, 50'000'000)) << one.check;
}

TEST(Pictures, HostileBytesAreRefused) {
    const std::string jpeg = encode_jpeg(photo(), 90), png = encode_png(photo());
    EXPECT_FALSE(decode_picture("", 1000));
    EXPECT_FALSE(decode_picture("GIF89a", 1000));
    EXPECT_FALSE(decode_picture(jpeg, 1000));
    EXPECT_FALSE(decode_picture(png, 1000));
    for (const std::string* whole : {&jpeg, &png})
        for (std::size_t cut = 1; cut < whole->size(); cut = cut * 3 / 2 + 1)
            (void)look_at(whole->substr(0, cut), {.today = today, .max_pixels = 2'000'000});
    const Result<PictureSize> size = picture_size(jpeg);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 1000U);
}

// ---- fingerprints ----

PictureHash hash(const cv::Mat& picture) { return *picture_hash(picture); }

TEST(Fingerprints, SurviveWhatPeopleDoToPictures) {
    const cv::Mat picture = photo();
    const PictureHash own = hash(picture);
    const auto like = [&](const cv::Mat& changed) { return similarity(own, hash(changed)); };
    cv::Mat mirrored, small, bright, warm;
    cv::flip(picture, mirrored, 1);
    cv::resize(picture, small, {}, 0.31, 0.31, cv::INTER_AREA);
    picture.convertTo(bright, -1, 1.15, 18);
    cv::transform(picture, warm, cv::Matx33f(0.7F, 0.1F, 0.0F, 0.1F, 0.85F, 0.1F, 0.1F, 0.1F, 1.0F));
    EXPECT_GE(like(mirrored), 0.85);
    EXPECT_GE(like(small), 0.85);
    EXPECT_GE(like(bright), 0.85);
    EXPECT_GE(like(warm), 0.85);
    EXPECT_GE(like(*decode_picture(encode_jpeg(small, 35), 50'000'000)), 0.85);
    EXPECT_GE(like(picture(cv::Rect(100, 76, 800, 608))), 0.85);
    EXPECT_GE(like(picture(cv::Rect(0, 0, 900, 684))), 0.85);
    for (const cv::Rect& part : {cv::Rect(0, 0, 500, 760), cv::Rect(500, 0, 500, 760), cv::Rect(300, 200, 700, 560), cv::Rect(250, 190, 500, 380)}) {
        EXPECT_GE(like(*decode_picture(encode_jpeg(picture(part), 75), 50'000'000)), 0.85) << part;
        EXPECT_GE(like(mirrored(part)), 0.85) << part;
    }
}

TEST(Fingerprints, AreKeptAsBytes) {
    const PictureHash one = hash(photo());
    ASSERT_GT(one.features.size(), 20U);
    const std::string bytes = pack(one);
    const auto back = unpack_picture_hash(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(pack(*back), bytes);
    EXPECT_EQ(back->features, one.features);
    EXPECT_EQ(similarity(one, *back), 1);
    for (std::size_t cut = 0; cut < bytes.size(); cut += 97) EXPECT_FALSE(unpack_picture_hash(bytes.substr(0, cut))) << cut;
}

TEST(Fingerprints, PicturesWithoutCornersAreAlikeAsAWholeOnly) {
    cv::Mat slope(300, 400, CV_8UC3), other;
    for (int y = 0; y < slope.rows; ++y)
        for (int x = 0; x < slope.cols; ++x) slope.at<cv::Vec3b>(y, x) = cv::Vec3b::all(static_cast<std::uint8_t>(40 + x * 180 / 400));
    cv::rotate(slope, other, cv::ROTATE_90_CLOCKWISE);
    EXPECT_TRUE(hash(slope).features.empty());
    EXPECT_LT(similarity(hash(slope), hash(other)), 0.85);
    EXPECT_LT(similarity(hash(slope), hash(photo())), 0.85);
    EXPECT_LT(similarity(hash(photo()), hash(slope)), 0.85);
}

/// Shapes of all sizes at random.
cv::Mat scene(std::uint64_t seed) {
    cv::RNG random(seed);
    cv::Mat out(480, 640, CV_8UC3, cv::Scalar(random.uniform(60, 200), 120, 120));
    for (int i = 0; i < 120; ++i) {
        const cv::Scalar colour(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256));
        const cv::Point at(random.uniform(0, out.cols), random.uniform(0, out.rows));
        if (i % 2 == 0) cv::circle(out, at, random.uniform(4, 50), colour, cv::FILLED);
        else cv::rectangle(out, at, at + cv::Point(random.uniform(5, 80), random.uniform(5, 80)), colour, cv::FILLED);
    }
    return with_noise(out, 3, seed);
}

TEST(Fingerprints, AnIndexNamesTheFewWorthALook) {
    PictureIndex index;
    std::vector<cv::Mat> pictures;
    for (std::uint64_t seed = 100; seed < 160; ++seed) {
        pictures.push_back(scene(seed));
        EXPECT_TRUE(index.add(hash(pictures.back())));
    }
    index.finish();
    int found = 0;
    for (std::uint32_t i = 0; i < pictures.size(); i += 6) {
        cv::Mat mirrored;
        cv::flip(pictures[i](cv::Rect(150, 60, 440, 400)), mirrored, 1);
        const auto near = index.nearest(hash(mirrored), 5, [](std::uint32_t) { return true; });
        EXPECT_LE(near.size(), 5U);
        found += std::ranges::find(near, i) != near.end();
        for (const std::uint32_t n : index.nearest(hash(pictures[i]), 5, [&](std::uint32_t other) { return other != i; })) EXPECT_NE(n, i);
    }
    EXPECT_GE(found, 8) << "of ten that were cut and mirrored";
}

TEST(Fingerprints, TellPicturesApart) {
    int alike = 0;
    std::vector<PictureHash> all;
    for (std::uint64_t seed = 20; seed < 44; ++seed) all.push_back(hash(photo(seed)));
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = i + 1; k < all.size(); ++k) alike += similarity(all[i], all[k]) >= 0.85;
    EXPECT_EQ(alike, 0);
    EXPECT_EQ(similarity(hash(cv::Mat(200, 200, CV_8UC3, cv::Scalar(9, 9, 9))), hash(cv::Mat(200, 200, CV_8UC3, cv::Scalar(9, 9, 9)))), 0);
}

// ---- the user's own model ----

TEST(Model, OfTheUserIsRun) {
    ModelSettings settings;
    settings.name = "mean";
    settings.width = settings.height = 8;
    settings.altered = 0;  // of red, green, blue means: how red
    const Result<PictureModel> model = PictureModel::load(mean_model(), settings);
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_NEAR(*model->altered(cv::Mat(60, 60, CV_8UC3, cv::Scalar(0, 0, 255))), 1.0, 0.01);
    EXPECT_NEAR(*model->altered(cv::Mat(60, 60, CV_8UC3, cv::Scalar(255, 255, 0))), 0.0, 0.01);
    const auto verdict = [&](int red) {
        return finding(encode_png(cv::Mat(400, 400, CV_8UC3, cv::Scalar(20, 20, red))), "picture.model.mean", &*model).verdict;
    };
    EXPECT_EQ(verdict(250), Verdict::contradicted);
    EXPECT_EQ(verdict(10), Verdict::consistent);
    EXPECT_EQ(verdict(120), Verdict::cannot_be_said);
    EXPECT_FALSE(PictureModel::load("no model", settings));
}

TEST(Model, HasItsSettingsBesideIt) {
    const e2e::Folder folder;
    folder.write("red.onnx", mean_model());
    Errors errors;
    const auto plain = PictureModel::load(folder / "red.onnx", errors);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->settings().name, "red");
    EXPECT_EQ(plain->settings().width, 224);
    folder.write("red.yml", "width: 8\nheight: 8\nmean: [1, 2, 3]\naltered: 0\ncontradicted: 0.8\n");
    const auto set = PictureModel::load(folder / "red.onnx", errors);
    ASSERT_TRUE(set);
    EXPECT_EQ(set->settings().width, 8);
    EXPECT_EQ(set->settings().mean[2], 3);
    EXPECT_EQ(set->settings().contradicted, 0.8);
    EXPECT_NE(set->stamp(), plain->stamp());
    EXPECT_TRUE(errors.empty());
    folder.write("red.yml", "width: 3\nmean: [1]\nconsistent: 0.95\ncolour: red\n");
    EXPECT_FALSE(PictureModel::load(folder / "red.onnx", errors));
    EXPECT_EQ(errors.size(), 4U);
    EXPECT_FALSE(PictureModel::load(folder / "none.onnx", errors));
    folder.write("text.onnx", "no model");
    EXPECT_FALSE(PictureModel::load(folder / "text.onnx", errors));
    ASSERT_EQ(errors.size(), 6U);
    EXPECT_NE(errors.back().text().find("text.onnx"), std::string::npos);
}

}  // namespace
}  // namespace bonafide::paper::test
