// Generators that were trained on aligned portraits put the eyes always at the same places (about 0.38 and 0.62 of the width, 0.475 of the
// height; FFHQ's alignment, Karras et al. 2019). And the user's own model.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "paper/forensics.h"
#include "paper/model.h"

namespace bonafide::paper {
namespace {

struct Eye {
    double x = 0, y = 0, strength = 0;
};

/// The point through which most gradients run, weighed by darkness (Timm and Barth 2011).
Eye eye_centre(const cv::Mat& grey, const cv::Rect& box) {
    cv::Mat value, smooth, dx, dy;
    grey(box).convertTo(value, CV_32F);
    cv::GaussianBlur(value, smooth, {}, 1.2);
    cv::Sobel(smooth, dx, CV_32F, 1, 0);
    cv::Sobel(smooth, dy, CV_32F, 0, 1);
    struct Gradient {
        float x, y, u, v;
    };
    cv::Mat size;
    cv::magnitude(dx, dy, size);
    cv::Scalar mean, deviation;
    cv::meanStdDev(size, mean, deviation);
    std::vector<Gradient> gradients;
    for (int y = 0; y < size.rows; ++y)
        for (int x = 0; x < size.cols; ++x) {
            const float m = size.at<float>(y, x);
            if (static_cast<double>(m) > mean[0] + 0.8 * deviation[0])
                gradients.push_back({static_cast<float>(x), static_cast<float>(y), dx.at<float>(y, x) / m, dy.at<float>(y, x) / m});
        }
    if (gradients.size() < 20) return {};
    Eye out;
    for (int y = 0; y < size.rows; ++y)
        for (int x = 0; x < size.cols; ++x) {
            double sum = 0;
            for (const Gradient& g : gradients) {
                const float vx = g.x - static_cast<float>(x), vy = g.y - static_cast<float>(y), length = std::hypot(vx, vy);
                if (length < 1.5F || length > static_cast<float>(size.cols) * 0.3F) continue;
                const float dot = (vx * g.u + vy * g.v) / length;
                if (dot > 0) sum += static_cast<double>(dot * dot);
            }
            sum *= (255 - static_cast<double>(smooth.at<float>(y, x))) / 255 / static_cast<double>(gradients.size());
            if (sum > out.strength) out = {static_cast<double>(x), static_cast<double>(y), sum};
        }
    return out;
}

}  // namespace

void check_portrait(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.aligned_portrait";
    const cv::Mat& grey = evidence.grey;
    if (grey.cols != grey.rows || grey.cols < 256) return;  // generators of that kind give squares; a paper is none
    cv::Mat small;
    cv::resize(grey, small, {256, 256}, 0, 0, cv::INTER_AREA);
    constexpr double expected_y = 0.475 * 256, half = 26;
    std::array<Eye, 2> eyes;
    for (std::size_t i = 0; i < 2; ++i) {
        const double x = (i == 0 ? 0.38 : 0.62) * 256;
        const cv::Rect box(static_cast<int>(x - half), static_cast<int>(expected_y - half), static_cast<int>(2 * half), static_cast<int>(2 * half));
        eyes[i] = eye_centre(small, box);
        eyes[i].x += box.x, eyes[i].y += box.y;
    }
    if (eyes[0].strength < 0.12 || eyes[1].strength < 0.12) {
        out.findings.push_back(Finding::unclear(id, "no pair of eyes was found where aligned portraits have them"));
        return;
    }
    double away = 0;
    for (std::size_t i = 0; i < 2; ++i) away = std::max({away, std::abs(eyes[i].x - (i == 0 ? 0.38 : 0.62) * 256), std::abs(eyes[i].y - expected_y)});
    if (away <= 4.5)
        out.findings.push_back(Finding::contradicted(
            id, fmt::format("both eyes lie within {:.1f} % of where generators of aligned portraits always put them", away / 2.56),
            "FFHQ alignment (Karras et al. 2019)"));
    else out.findings.push_back(Finding::consistent(id, fmt::format("the eyes lie {:.1f} % beside the places of aligned portraits", away / 2.56)));
}

void check_model(const Evidence& evidence, PictureFacts& out) {
    if (!evidence.options.model) return;
    const ModelSettings& settings = evidence.options.model->settings();
    const std::string id = "picture.model." + settings.name;
    const Result<double> altered = evidence.options.model->altered(evidence.bgr);
    if (!altered) out.findings.push_back(Finding::unclear(id, altered.error().what));
    else if (*altered >= settings.contradicted)
        out.findings.push_back(Finding::contradicted(id, fmt::format("your own model {} says {:.2f}", settings.name, *altered)));
    else if (*altered <= settings.consistent)
        out.findings.push_back(Finding::consistent(id, fmt::format("your own model {} says {:.2f}", settings.name, *altered)));
    else
        out.findings.push_back(
            Finding::unclear(id, fmt::format("your own model {} says {:.2f}, which is between its limits", settings.name, *altered)));
}

}  // namespace bonafide::paper
