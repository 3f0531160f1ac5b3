#include "paper/mrz_line.h"

#include <algorithm>
#include <limits>

#include <opencv2/imgproc.hpp>

namespace bonafide::paper {
namespace {

std::uint8_t ink_of(char c) { return static_cast<std::uint8_t>((c <= '9' ? c - '0' : c - 'a' + 10) * 17); }

cv::Mat shape_of(std::string_view pixels, bool half, double blur) {
    cv::Mat out(mrz_cell_height, mrz_cell_width, CV_8U);
    for (int i = 0; i < mrz_cell_height * mrz_cell_width; ++i)
        out.data[i] = static_cast<std::uint8_t>(255 - ink_of(pixels[static_cast<std::size_t>(i)]));
    if (blur > 0) {
        cv::Mat roomy;
        cv::copyMakeBorder(out, roomy, 8, 8, 8, 8, cv::BORDER_CONSTANT, cv::Scalar(255));
        cv::GaussianBlur(roomy, roomy, {}, blur);
        out = roomy(cv::Rect(8, 8, mrz_cell_width, mrz_cell_height)).clone();
    }
    if (half) cv::resize(out, out, {mrz_cell_width / 2, mrz_cell_height / 2}, 0, 0, cv::INTER_AREA);
    return out;
}

/// Fit of each character at each column of the strip: the best over the rows.
struct Columns {
    std::vector<std::array<float, mrz_characters.size()>> score;
    std::vector<float> best;
    std::vector<float> top;  ///< row of the best
};

Columns match(const cv::Mat& strip, const std::vector<cv::Mat>& shapes) {
    Columns out;
    cv::Mat fit;
    for (std::size_t c = 0; c < shapes.size(); ++c) {
        cv::matchTemplate(strip, shapes[c], fit, cv::TM_CCOEFF_NORMED);
        if (c == 0) {
            out.score.resize(static_cast<std::size_t>(fit.cols));
            out.best.assign(static_cast<std::size_t>(fit.cols), -1);
            out.top.assign(static_cast<std::size_t>(fit.cols), 0);
        }
        for (int x = 0; x < fit.cols; ++x) {
            const auto column = static_cast<std::size_t>(x);
            float best = -1;
            int row = 0;
            for (int y = 0; y < fit.rows; ++y) {
                const float value = fit.at<float>(y, x);
                if (value > best && value <= 1.001F) best = value, row = y;  // a flat window divides by zero
            }
            out.score[column][c] = best;
            if (best > out.best[column]) out.best[column] = best, out.top[column] = static_cast<float>(row);
        }
    }
    return out;
}

/// Positions u_1 < ... < u_n of greatest total fit with about one cell between them (dynamic programming).
std::vector<int> best_positions(const std::vector<float>& best, int count, int pitch, double& total) {
    const int columns = static_cast<int>(best.size()), slack = std::max(1, pitch / 8);
    const double stiff = 1.2 / (pitch * pitch);
    constexpr double never = -1e9;
    std::vector<double> last(best.size(), never), now(best.size(), never);
    std::vector<std::vector<std::int16_t>> from(static_cast<std::size_t>(count), std::vector<std::int16_t>(best.size(), 0));
    for (std::size_t u = 0; u < best.size(); ++u) last[u] = static_cast<double>(best[u]) - MrzLineFit::chance;
    for (int i = 1; i < count; ++i) {
        std::ranges::fill(now, never);
        for (int u = i * (pitch - slack); u < columns; ++u) {
            double most = never;
            int step_of = pitch;
            for (int step = pitch - slack; step <= pitch + slack && step <= u; ++step) {
                const double value = last[static_cast<std::size_t>(u - step)] - stiff * (step - pitch) * (step - pitch);
                if (value > most) most = value, step_of = step;
            }
            if (most <= never / 2) continue;
            now[static_cast<std::size_t>(u)] = most + static_cast<double>(best[static_cast<std::size_t>(u)]) - MrzLineFit::chance;
            from[static_cast<std::size_t>(i)][static_cast<std::size_t>(u)] = static_cast<std::int16_t>(step_of);
        }
        std::swap(last, now);
    }
    const auto end = std::ranges::max_element(last);
    total = end == last.end() ? never : *end;
    if (total <= never / 2) return {};
    std::vector<int> out(static_cast<std::size_t>(count));
    int u = static_cast<int>(end - last.begin());
    for (int i = count - 1; i >= 0; --i) {
        out[static_cast<std::size_t>(i)] = u;
        u -= from[static_cast<std::size_t>(i)][static_cast<std::size_t>(u)];
    }
    return out;
}

}  // namespace

std::size_t MrzCell::best() const { return static_cast<std::size_t>(std::ranges::max_element(score) - score.begin()); }

MrzShapes::MrzShapes(std::size_t set, bool half, double blur) : width_(half ? mrz_cell_width / 2 : mrz_cell_width) {
    for (const std::string_view pixels : mrz_shape_sets[set].pixels) shapes_.push_back(shape_of(pixels, half, blur));
}

MrzLineFit MrzShapes::fit(const cv::Mat& strip, int count) const {
    if (strip.cols < width_ * count || strip.rows < shapes_.front().rows) return {};
    const Columns columns = match(strip, shapes_);
    MrzLineFit out;
    const std::vector<int> positions = best_positions(columns.best, count, width_, out.score);
    if (positions.empty()) return {};
    for (const int u : positions) {
        MrzCell cell;
        cell.left = static_cast<float>(u);
        cell.top = columns.top[static_cast<std::size_t>(u)];
        // A character may sit a pixel beside the best position of the whole: each takes its own best of three.
        for (std::size_t c = 0; c < mrz_characters.size(); ++c) {
            cell.score[c] = columns.score[static_cast<std::size_t>(u)][c];
            for (const int beside : {u - 1, u + 1})
                if (beside >= 0 && beside < static_cast<int>(columns.score.size()))
                    cell.score[c] = std::max(cell.score[c], columns.score[static_cast<std::size_t>(beside)][c]);
        }
        out.cells.push_back(cell);
    }
    return out;
}

}  // namespace bonafide::paper
