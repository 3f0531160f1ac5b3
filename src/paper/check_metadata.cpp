// What the file says of itself: editors, generators, dates, a thumbnail of another picture.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "base/text.h"
#include "paper/forensics.h"
#include "paper/picture.h"
#include "paper/picture_file.h"

namespace bonafide::paper {
namespace {

const ListEntry* known(const PictureOptions& options, std::string_view list, std::string_view text) {
    const List* entries = options.lists ? options.lists->find(list) : nullptr;
    return entries && !text.empty() ? entries->find(text) : nullptr;
}

Finding editing_software(const PictureFile& file, const PictureOptions& options) {
    constexpr auto id = "picture.editing_software";
    if (!options.lists) return Finding::unclear(id, "the list of editors was not given");
    const std::string creator = file.xmp_value("CreatorTool"), agent = file.xmp_value("softwareAgent");
    for (const std::string_view text :
         {file.text("Software"), std::string_view(creator), std::string_view(agent), file.text("Comment"), file.text("Source")})
        if (const ListEntry* editor = known(options, "picture_editors", text))
            return Finding::contradicted(id, fmt::format("saved by {} (\"{}\"): no camera's original", editor->label, text.substr(0, 80)));
    if (file.photoshop.size() > 40 && file.photoshop.find("8BIM\x04\x25") == std::string::npos &&
        file.photoshop.find("8BIM\x04\x0C") != std::string::npos)
        return Finding::contradicted(id, "it holds a thumbnail that Photoshop stores");
    if (file.texts.empty() && file.xmp.empty()) return Finding::unclear(id, "the file says nothing of where it comes from, as what messengers send");
    return Finding::consistent(id, "no editor is named");
}

/// C2PA claims are read as far as their words go; that their signature holds is not verified here.
Finding generator_marks(const PictureFile& file, const PictureOptions& options) {
    constexpr auto id = "picture.generator_marks";
    constexpr auto iptc = "IPTC Digital Source Type; C2PA 2.1";
    for (const std::string_view mark : {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"})
        if (file.xmp.find(mark) != std::string::npos || file.c2pa.find(mark) != std::string::npos)
            return Finding::contradicted(id, fmt::format("it declares itself made by a generator (digitalSourceType {})", mark), iptc);
    for (const auto& [key, value] : file.texts) {
        const std::string lower = ascii_lower(key);
        const bool recipe = lower == "parameters" || lower == "prompt" || lower == "workflow" || lower == "invokeai_metadata" ||
                            lower == "sd-metadata" || lower == "dream";
        if (recipe)
            return Finding::contradicted(id, fmt::format("its text \"{}\" is a generator's recipe: \"{}\"", key, value.substr(0, 100)),
                                         "PNG text chunks");
        if (const ListEntry* generator = known(options, "picture_generators", value))
            return Finding::contradicted(id, fmt::format("\"{}\" names {}: \"{}\"", key, generator->label, value.substr(0, 100)));
    }
    for (const std::string* block : {&file.xmp, &file.c2pa})
        if (const ListEntry* generator = known(options, "picture_generators", *block))
            return Finding::contradicted(id, fmt::format("its {} names {}", block == &file.xmp ? "XMP" : "C2PA manifest", generator->label), iptc);
    if (!file.c2pa.empty()) return Finding::unclear(id, "it has a C2PA manifest that names no generator; its signature was not verified", iptc);
    return Finding::unclear(id, "it has no such mark, which proves nothing: marks are easily removed", iptc);
}

std::optional<Timestamp> exif_time(std::string_view text) {
    if (text.size() < 19 || text[4] != ':' || text[7] != ':') return std::nullopt;
    std::string iso(text.substr(0, 19));
    iso[4] = iso[7] = '-';
    const auto time = parse_time(iso);
    return time ? std::optional(time->at) : std::nullopt;
}

Finding dates(const PictureFile& file, const PictureOptions& options) {
    constexpr auto id = "picture.dates";
    const auto taken = exif_time(file.text("DateTimeOriginal")), saved = exif_time(file.text("DateTime"));
    if (!taken && !saved) return Finding::unclear(id, "no date inside");
    constexpr std::int64_t day = 86'400'000'000;
    for (const auto& one : {taken, saved})
        if (one && options.today.known() && one->us > options.today.us + 2 * day)
            return Finding::contradicted(id, fmt::format("dated {}, in the future", iso_date(*one)), "CIPA DC-008 (EXIF)");
    if (taken && saved && saved->us + day < taken->us)
        return Finding::contradicted(id, fmt::format("saved on {}, before it was taken on {}", iso_date(*saved), iso_date(*taken)),
                                     "CIPA DC-008 (EXIF)");
    if (taken && saved && saved->us > taken->us + day)
        return Finding::unclear(id, fmt::format("taken on {} and saved again on {}", iso_date(*taken), iso_date(*saved)));
    return Finding::consistent(id, iso_date(taken ? *taken : *saved));
}

cv::Mat without_bars(const cv::Mat& grey) {
    int top = 0, bottom = grey.rows, left = 0, right = grey.cols;
    const auto dark = [&](const cv::Mat& part) { return cv::mean(part)[0] < 6; };
    while (top < bottom / 3 && dark(grey.row(top))) ++top;
    while (bottom > grey.rows * 2 / 3 && dark(grey.row(bottom - 1))) --bottom;
    while (left < right / 3 && dark(grey.col(left))) ++left;
    while (right > grey.cols * 2 / 3 && dark(grey.col(right - 1))) --right;
    return grey(cv::Rect(left, top, right - left, bottom - top));
}

/// Cameras store the thumbnail once; what edits the picture may leave the old one.
Finding thumbnail(const PictureFile& file, const cv::Mat& grey) {
    constexpr auto id = "picture.thumbnail";
    if (file.thumbnail.empty()) return Finding::unclear(id, "no thumbnail inside");
    const Result<cv::Mat> small = decode_picture(file.thumbnail, 2'000'000);
    if (!small || small->cols < 40 || small->rows < 30) return Finding::unclear(id, "the thumbnail inside cannot be read");
    cv::Mat old;
    cv::cvtColor(*small, old, cv::COLOR_BGR2GRAY);
    old = without_bars(old);
    double best = -1;
    std::array<double, 3> worst{};  // share, x, y of the worst place
    for (int turn = 0; turn < 4; ++turn) {
        cv::Mat whole = grey, now;
        if (turn) cv::rotate(grey, whole, turn - 1);
        const double ratio = static_cast<double>(whole.cols) / whole.rows / (static_cast<double>(old.cols) / old.rows);
        if (ratio < 0.9 || ratio > 1.11) continue;
        cv::resize(whole, now, old.size(), 0, 0, cv::INTER_AREA);
        cv::Mat fit;
        cv::Mat a, b;
        cv::GaussianBlur(now, a, {}, 1.0);
        cv::GaussianBlur(old, b, {}, 1.0);
        cv::matchTemplate(a, b, fit, cv::TM_CCOEFF_NORMED);
        const double value = static_cast<double>(fit.at<float>(0, 0));
        if (value <= best) continue;
        best = value;
        cv::Mat difference, local;
        cv::absdiff(a, b, difference);
        cv::blur(difference, local, {9, 9});
        double most = 0;
        cv::Point at;
        cv::minMaxLoc(local(cv::Rect(4, 4, local.cols - 8, local.rows - 8)), nullptr, &most, nullptr, &at);
        worst = {most, static_cast<double>(at.x) / old.cols, static_cast<double>(at.y) / old.rows};
    }
    if (best < -0.5) return Finding::contradicted(id, "the thumbnail inside is of another shape than the picture: cropped since");
    if (best < 0.85)
        return Finding::contradicted(id, fmt::format("the thumbnail inside shows another picture (correlation {:.2f})", best), "CIPA DC-008 (EXIF)");
    if (worst[0] > 30)
        return Finding::contradicted(
            id, fmt::format("the thumbnail inside differs at {:.0f} % from the left, {:.0f} % from the top", worst[1] * 100, worst[2] * 100),
            "CIPA DC-008 (EXIF)");
    return Finding::consistent(id, fmt::format("the thumbnail inside shows the same (correlation {:.2f})", best), "CIPA DC-008 (EXIF)");
}

}  // namespace

void check_metadata(const Evidence& evidence, PictureFacts& out) {
    const PictureFile file = read_picture_file(evidence.bytes);
    for (const auto& [key, value] : file.texts)
        if (out.says.size() < 60) out.says.emplace_back(key, value.substr(0, 300));
    for (const std::string_view name : {"CreatorTool", "CreateDate", "ModifyDate", "digitalSourceType"})
        if (std::string value = file.xmp_value(name); !value.empty()) out.says.emplace_back("xmp:" + std::string(name), value.substr(0, 300));
    if (!file.c2pa.empty()) out.says.emplace_back("c2pa", "a manifest of " + std::to_string(file.c2pa.size()) + " bytes");
    out.findings.push_back(editing_software(file, evidence.options));
    out.findings.push_back(generator_marks(file, evidence.options));
    out.findings.push_back(dates(file, evidence.options));
    out.findings.push_back(thumbnail(file, evidence.grey));
}

}  // namespace bonafide::paper
