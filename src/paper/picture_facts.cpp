#include "paper/picture_facts.h"

#include <opencv2/imgproc.hpp>

#include "paper/forensics.h"
#include "paper/picture.h"

namespace bonafide::paper {

std::string draw_overlay(const cv::Mat& bgr, const cv::Mat& strength) {
    constexpr double longest = 1000;
    const double scale = std::min(1.0, longest / std::max(bgr.cols, bgr.rows));
    cv::Mat small, map, red(cv::Size(std::max(1, static_cast<int>(bgr.cols * scale)), std::max(1, static_cast<int>(bgr.rows * scale))), CV_8UC3);
    cv::resize(bgr, small, red.size(), 0, 0, cv::INTER_AREA);
    cv::resize(strength, map, red.size(), 0, 0, cv::INTER_LINEAR);
    map.convertTo(map, CV_32F);
    for (int y = 0; y < small.rows; ++y)
        for (int x = 0; x < small.cols; ++x) {
            const float s = std::clamp(map.at<float>(y, x), 0.0F, 1.0F);
            cv::Vec3b& p = small.at<cv::Vec3b>(y, x);
            const float grey = 0.3F * (static_cast<float>(p[0]) + static_cast<float>(p[1]) + static_cast<float>(p[2]));
            p = {static_cast<std::uint8_t>(grey * (1 - s)), static_cast<std::uint8_t>(grey * (1 - s)),
                 static_cast<std::uint8_t>(grey * (1 - s) + 255 * s)};
        }
    return encode_png(small);
}

Result<PictureFacts> look_at(std::string_view bytes, const PictureOptions& options) try {
    Result<cv::Mat> picture = decode_picture(bytes, options.max_pixels);
    if (!picture) return std::unexpected(picture.error());
    PictureFacts out;
    out.width = static_cast<std::uint32_t>(picture->cols);
    out.height = static_cast<std::uint32_t>(picture->rows);
    cv::Mat grey;
    cv::cvtColor(*picture, grey, cv::COLOR_BGR2GRAY);
    out.mrz = read_mrz(grey, options.today);
    out.barcodes = read_barcodes(grey);
    const std::optional<JpegCoefficients> jpeg = jpeg_coefficients(bytes, options.max_pixels);
    const Evidence evidence{bytes, *picture, grey, options, out.mrz ? out.mrz->box : document::Box{}, jpeg ? &*jpeg : nullptr};
    for (const auto check : {check_metadata, check_compression, check_noise, check_copies, check_recapture, check_portrait, check_model})
        check(evidence, out);
    if (Result<PictureHash> hash = picture_hash(*picture)) out.hash = *hash;
    return out;
} catch (const std::exception& error) {
    return fail("", std::string("a picture that cannot be looked at: ") + error.what());
}

}  // namespace bonafide::paper
