#include "paper/mrz_reader.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "paper/mrz_grammar.h"
#include "paper/mrz_line.h"
#include "paper/text_lines.h"

namespace bonafide::paper {
namespace {

constexpr int play = 4;                                ///< rows by which a line may lie off its curve
constexpr int letter_centre = mrz_base - mrz_cap / 2;  ///< row of a cell
constexpr int strip_height = mrz_cell_height + 2 * play;
constexpr double good_mean = 0.62;  ///< mean fit below which print is something else

/// A picture at the size at which its print is looked for, turned so that the print is level.
struct Level {
    cv::Mat grey;
    cv::Matx33d to_picture;  ///< its pixels → the picture's
    double scale = 1;        ///< its pixels per pixel of the picture
};

Level levelled(const cv::Mat& scaled, double scale, double degrees) {
    const cv::Point2f centre(static_cast<float>(scaled.cols) / 2, static_cast<float>(scaled.rows) / 2);
    cv::Mat turn = cv::getRotationMatrix2D(centre, degrees, 1);
    const cv::Rect2f bounds = cv::RotatedRect(centre, scaled.size(), static_cast<float>(-degrees)).boundingRect2f();
    turn.at<double>(0, 2) += static_cast<double>(bounds.width) / 2 - static_cast<double>(centre.x);
    turn.at<double>(1, 2) += static_cast<double>(bounds.height) / 2 - static_cast<double>(centre.y);
    Level out;
    cv::warpAffine(scaled, out.grey, turn, bounds.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::mean(scaled));
    cv::Matx33d forward = cv::Matx33d::eye();
    for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 3; ++x) forward(y, x) = turn.at<double>(y, x);
    cv::Matx33d grow = cv::Matx33d::eye();
    grow(0, 0) = grow(1, 1) = 1 / scale;
    out.to_picture = grow * forward.inv();
    out.scale = scale;
    return out;
}

/// The course of a line: for every column of the strip its centre and the height of its letters, in the level picture.
struct Track {
    std::vector<double> x, y, height;
};

Track track_of(const EvenLine& line) {
    Track out;
    const double extra = 2.6;
    for (double x = line.left - extra * line.pitch(line.left); x < line.right + extra * line.pitch(line.right);) {
        const double inside = std::clamp(x, line.left, line.right), pitch = std::max(2.0, line.pitch(inside));
        const double slope = (line.y1 + 2 * line.y2 * line.at(inside)) / (line.right - line.left);
        out.x.push_back(x);
        out.y.push_back(line.centre(inside) + slope * (x - inside));
        out.height.push_back(std::max(3.0, line.height(inside)));
        x += pitch / mrz_cell_width;
        if (out.x.size() > 4000) break;
    }
    return out;
}

double value_at(const std::vector<double>& values, double at) {
    const double inside = std::clamp(at, 0.0, static_cast<double>(values.size() - 1));
    const auto low = static_cast<std::size_t>(inside);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    const double value = values[low] + (values[high] - values[low]) * (inside - static_cast<double>(low));
    // Beyond the ends the line goes on as it went.
    if (values.size() < 30) return value;
    if (at < 0) return value + at * (values[20] - values[0]) / 20;
    if (at > static_cast<double>(values.size() - 1))
        return value + (at - static_cast<double>(values.size() - 1)) * (values.back() - values[values.size() - 21]) / 20;
    return value;
}

/// The picture at a size at which a cell is about as large as the shapes, so that no pixel is skipped.
struct Source {
    cv::Mat grey;
    double scale = 1;  ///< its pixels per pixel of the picture
};

Source source_for(const cv::Mat& picture, double pitch_in_picture) {
    Source out;
    out.scale = std::min(1.0, 26.0 / std::max(1.0, pitch_in_picture));
    if (out.scale > 0.8) out.scale = 1;
    if (out.scale == 1) out.grey = picture;
    else cv::resize(picture, out.grey, {}, out.scale, out.scale, cv::INTER_AREA);
    return out;
}

cv::Mat strip_of(const Track& track, const cv::Matx33d& to_picture, const Source& source, double stretch) {
    const int width = static_cast<int>(track.x.size());
    cv::Mat map_x(strip_height, width, CV_32F), map_y(strip_height, width, CV_32F);
    for (int u = 0; u < width; ++u) {
        const auto i = static_cast<std::size_t>(u);
        const std::size_t before = i >= 10 ? i - 10 : 0, after = std::min(i + 10, track.x.size() - 1);
        const double slope = (track.y[after] - track.y[before]) / std::max(1.0, track.x[after] - track.x[before]);
        for (int v = 0; v < strip_height; ++v) {
            const double down = (v - play - letter_centre) * track.height[i] * stretch / mrz_cap;
            const double x = track.x[i] - slope * down, y = track.y[i] + down;
            map_x.at<float>(v, u) = static_cast<float>((to_picture(0, 0) * x + to_picture(0, 1) * y + to_picture(0, 2)) * source.scale);
            map_y.at<float>(v, u) = static_cast<float>((to_picture(1, 0) * x + to_picture(1, 1) * y + to_picture(1, 2)) * source.scale);
        }
    }
    cv::Mat out;
    cv::remap(source.grey, out, map_x, map_y, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    return out;
}

/// The other way up.
Track upside_down(const Track& track) {
    Track out = track;
    std::ranges::reverse(out.x);
    std::ranges::reverse(out.y);
    std::ranges::reverse(out.height);
    return out;
}

cv::Mat half_size(const cv::Mat& strip) {
    cv::Mat out;
    cv::resize(strip, out, {strip.cols / 2, strip.rows / 2}, 0, 0, cv::INTER_AREA);
    return out;
}

/// The shapes in the sizes, kinds and degrees of sharpness that are tried; made once for a picture.
struct Shapes {
    std::array<MrzShapes, 2> small{MrzShapes(0, true, 1.0), MrzShapes(1, true, 1.0)};
    std::array<MrzShapes, 4> large{MrzShapes(0, false, 0.8), MrzShapes(0, false, 1.8), MrzShapes(1, false, 0.8), MrzShapes(1, false, 1.8)};
};

struct Line {
    EvenLine even;
    Track track;
    std::array<std::array<MrzLineFit, 3>, 2> fits;  ///< [the right way up, upside down][44, 36, 30 characters]
};
constexpr std::array lengths{44, 36, 30};

struct Block {
    std::vector<const Line*> lines;
    bool flipped = false;
    std::size_t length = 0;  ///< index into `lengths`
    double score = 0;
};

/// Upside down, the strip's columns run backwards and its rows upwards.
cv::Mat strip_either_way(const Track& track, bool flipped, const cv::Matx33d& to_picture, const Source& source, double stretch) {
    cv::Mat strip = strip_of(track, to_picture, source, stretch);
    if (flipped) {
        cv::rotate(strip, strip, cv::ROTATE_180);
        // The letters' centre lies one row above the cell's, so that turning moves it by two.
        cv::Mat moved = strip.clone();
        constexpr int shift = 2 * (letter_centre + play) - (strip_height - 1);
        if (shift > 0) strip.rowRange(0, strip.rows - shift).copyTo(moved.rowRange(shift, strip.rows));
        if (shift < 0) strip.rowRange(-shift, strip.rows).copyTo(moved.rowRange(0, strip.rows + shift));
        return moved;
    }
    return strip;
}

bool stacked(const EvenLine& upper, const EvenLine& lower) {
    const double from = std::max(upper.left, lower.left), to = std::min(upper.right, lower.right);
    const double width = std::max(upper.right - upper.left, lower.right - lower.left);
    if (to - from < 0.55 * width) return false;
    const double middle = (from + to) / 2, pitch = upper.pitch(middle), gap = lower.centre(middle) - upper.centre(middle);
    const double ratio = pitch / lower.pitch(middle);
    return ratio > 0.86 && ratio < 1.16 && gap > 1.05 * upper.height(middle) && gap < 3.4 * std::max(pitch, upper.height(middle));
}

bool likely(const EvenLine& line) {
    if (line.count < 14 || line.even < 0.5) return false;
    const double middle = (line.left + line.right) / 2, ratio = line.pitch(middle) / line.height(middle);
    const double cells = (line.right - line.left) / line.pitch(middle);
    return ratio > 0.5 && ratio < 1.6 && cells > 20 && cells < 60;
}

void first_look(Line& line, const Level& level, const cv::Mat& picture, const Shapes& shapes) {
    line.track = track_of(line.even);
    const double middle = (line.even.left + line.even.right) / 2;
    const Source source = source_for(picture, line.even.pitch(middle) / level.scale);
    for (std::size_t way = 0; way < 2; ++way) {
        const cv::Mat strip = half_size(strip_either_way(line.track, way == 1, level.to_picture, source, 1));
        for (std::size_t n = 0; n < lengths.size(); ++n) {
            MrzLineFit a = shapes.small[0].fit(strip, lengths[n]);
            line.fits[way][n] = std::move(a);
        }
    }
}

/// Two or three lines, one below the other, that together fit best.
std::optional<Block> best_block(const std::vector<Line>& lines) {
    std::optional<Block> best;
    const auto consider = [&](const std::vector<const Line*>& some) {
        for (std::size_t way = 0; way < 2; ++way)
            for (std::size_t n = 0; n < lengths.size(); ++n) {
                if ((lengths[n] == 30) != (some.size() == 3)) continue;
                double score = 0;
                bool all = true;
                for (const Line* line : some) {
                    const MrzLineFit& fit = line->fits[way][n];
                    all &= !fit.cells.empty() && fit.mean() > good_mean - 0.1;
                    score += fit.score;
                }
                if (!all || score / static_cast<double>(some.size()) / lengths[n] + MrzLineFit::chance < good_mean - 0.06) continue;
                if (!best || score > best->score) best = Block{some, way == 1, n, score};
            }
    };
    for (const Line& a : lines)
        for (const Line& b : lines) {
            if (&a == &b || !stacked(a.even, b.even)) continue;
            consider({&a, &b});
            for (const Line& c : lines)
                if (&c != &b && &c != &a && stacked(b.even, c.even)) consider({&a, &b, &c});
        }
    if (best && best->flipped) std::ranges::reverse(best->lines);
    return best;
}

/// Cells' places → a track whose columns and rows are where the cells really are.
Track refined(const Track& track, const MrzLineFit& fit, bool flipped, int cell_width, double& left_column) {
    const std::size_t n = fit.cells.size();
    cv::Mat a(static_cast<int>(n), 3, CV_64F), lefts(static_cast<int>(n), 1, CV_64F), tops(static_cast<int>(n), 1, CV_64F), x, y;
    const double unit = static_cast<double>(mrz_cell_width) / cell_width;
    for (std::size_t i = 0; i < n; ++i) {
        const int row = static_cast<int>(i);
        const double t = static_cast<double>(i) / static_cast<double>(n);
        a.at<double>(row, 0) = 1, a.at<double>(row, 1) = t, a.at<double>(row, 2) = t * t;
        lefts.at<double>(row, 0) = static_cast<double>(fit.cells[i].left) * unit;
        tops.at<double>(row, 0) = static_cast<double>(fit.cells[i].top) * unit - play;
    }
    cv::solve(a, lefts, x, cv::DECOMP_SVD);
    cv::solve(a.colRange(0, 2), tops, y, cv::DECOMP_SVD);
    Track out;
    const double last = static_cast<double>(track.x.size() - 1);
    constexpr int margin = 30;
    const int width = static_cast<int>(n) * mrz_cell_width + 2 * margin;
    for (int u = 0; u < width; ++u) {
        const double t = static_cast<double>(u - margin) / (static_cast<double>(n) * mrz_cell_width);
        double column = x.at<double>(0, 0) + x.at<double>(1, 0) * t + x.at<double>(2, 0) * t * t;
        const double down = std::clamp(y.at<double>(0, 0) + y.at<double>(1, 0) * t, -6.0, 6.0);
        if (flipped) column = last - column;
        const double height = value_at(track.height, column);
        out.x.push_back(value_at(track.x, column));
        out.y.push_back(value_at(track.y, column) + (flipped ? -down : down) * height / mrz_cap);
        out.height.push_back(height);
    }
    left_column = margin;
    if (flipped) return upside_down(out);
    return out;
}

struct FinalLine {
    MrzLineFit fit;
    Track track;
};

FinalLine second_look(const Line& line, const Block& block, const Level& level, const cv::Mat& picture, const Shapes& shapes, std::size_t set) {
    const double middle = (line.even.left + line.even.right) / 2;
    const Source source = source_for(picture, line.even.pitch(middle) / level.scale);
    const int length = lengths[block.length];
    MrzLineFit fit = line.fits[block.flipped ? 1 : 0][block.length];
    FinalLine out{fit, line.track};
    double ignored = 0;
    out.track = refined(line.track, fit, block.flipped, mrz_cell_width / 2, ignored);
    double stretch = 1, best = -1e9;
    for (const double one : {0.86, 0.93, 1.0, 1.07}) {
        const MrzLineFit half = shapes.small[set].fit(half_size(strip_either_way(out.track, block.flipped, level.to_picture, source, one)), length);
        if (half.score > best) best = half.score, stretch = one, fit = half;
    }
    if (!fit.cells.empty()) out.track = refined(out.track, fit, block.flipped, mrz_cell_width / 2, ignored);
    const cv::Mat strip = strip_either_way(out.track, block.flipped, level.to_picture, source, stretch);
    out.fit = {};
    for (std::size_t k = 0; k < 2; ++k) {
        MrzLineFit sharp = shapes.large[set * 2 + k].fit(strip, length);
        if (out.fit.cells.empty() || sharp.score > out.fit.score) out.fit = std::move(sharp);
    }
    return out;
}

std::size_t best_set(const Block& block, const Level& level, const cv::Mat& picture, const Shapes& shapes) {
    std::array<double, 2> score{};
    const Line& line = *block.lines.front();
    const Source source = source_for(picture, line.even.pitch((line.even.left + line.even.right) / 2) / level.scale);
    const cv::Mat strip = half_size(strip_either_way(line.track, block.flipped, level.to_picture, source, 1));
    for (std::size_t set = 0; set < 2; ++set) score[set] = shapes.small[set].fit(strip, lengths[block.length]).score;
    return score[1] > score[0] ? 1 : 0;
}

cv::Point2f in_picture(const cv::Matx33d& to_picture, double x, double y) {
    return {static_cast<float>(to_picture(0, 0) * x + to_picture(0, 1) * y + to_picture(0, 2)),
            static_cast<float>(to_picture(1, 0) * x + to_picture(1, 1) * y + to_picture(1, 2))};
}

void place(MrzReading& out, const std::vector<FinalLine>& lines, const Level& level, bool flipped) {
    const auto corner = [&](const Track& track, bool begin, bool top) {
        const double at = begin != flipped ? 24 : static_cast<double>(track.x.size()) - 24;
        const double half = 0.75 * value_at(track.height, at) * (top != flipped ? -1 : 1);
        return in_picture(level.to_picture, value_at(track.x, at), value_at(track.y, at) + half);
    };
    const Track &first = lines.front().track, &last = lines.back().track;
    out.corners = {corner(first, true, true), corner(first, false, true), corner(last, false, false), corner(last, true, false)};
    out.box = {1e9F, 1e9F, 0, 0};
    for (const cv::Point2f& p : out.corners)
        out.box = {std::min(out.box.left, p.x), std::min(out.box.top, p.y), std::max(out.box.right, p.x), std::max(out.box.bottom, p.y)};
    const cv::Point2f along = out.corners[1] - out.corners[0];
    out.turned = std::atan2(static_cast<double>(along.y), static_cast<double>(along.x)) * 180 / CV_PI;
    out.character_height = value_at(first.height, static_cast<double>(first.height.size()) / 2) / level.scale;
}

/// Ordinary lines of print can be read as characters of a zone, too, but hardly anything of it then holds: no code, no date, no digit. A forged paper
/// has one or two things wrong.
bool is_zone(const Mrz& mrz, Timestamp today) {
    const std::vector<Finding> findings = check_mrz(mrz, today);
    const auto hold = static_cast<std::size_t>(std::ranges::count(findings, Verdict::consistent, &Finding::verdict));
    return 2 * hold >= findings.size();
}

std::optional<MrzReading> read_level(const Level& level, const cv::Mat& picture, const Shapes& shapes, Timestamp today) {
    std::vector<Line> lines;
    std::vector<EvenLine> found = even_lines(ink(level.grey, 41), 14);
    std::ranges::sort(found, std::greater(), &EvenLine::count);
    for (const EvenLine& even : found)
        if (likely(even) && lines.size() < 8) lines.push_back({even, {}, {}});
    if (lines.size() < 2) return std::nullopt;
    // Only those that have a line above or below are worth a look.
    std::erase_if(lines, [&](const Line& line) {
        return std::ranges::none_of(
            lines, [&](const Line& other) { return &other != &line && (stacked(line.even, other.even) || stacked(other.even, line.even)); });
    });
    for (Line& line : lines) first_look(line, level, picture, shapes);
    const std::optional<Block> block = best_block(lines);
    if (!block) return std::nullopt;
    const std::size_t set = best_set(*block, level, picture, shapes);
    std::vector<FinalLine> finals;
    std::vector<MrzLineFit> fits;
    double quality = 0;
    for (const Line* line : block->lines) {
        finals.push_back(second_look(*line, *block, level, picture, shapes, set));
        if (finals.back().fit.cells.empty()) return std::nullopt;
        fits.push_back(finals.back().fit);
        quality += finals.back().fit.mean();
    }
    quality /= static_cast<double>(fits.size());
    if (quality < good_mean) return std::nullopt;
    MrzText text = read_characters(fits, today);
    Result<Mrz> mrz = parse_mrz(text.lines, today);
    if (!mrz || !is_zone(*mrz, today)) return std::nullopt;
    MrzReading out;
    out.lines = std::move(text.lines);
    out.margins = std::move(text.margins);
    out.mrz = *std::move(mrz);
    out.quality = static_cast<float>(quality);
    out.repaired = text.repaired;
    out.unclear = text.unclear;
    place(out, finals, level, block->flipped);
    return out;
}

double score_of(const MrzReading& reading) {
    return static_cast<double>(reading.quality) + (reading.mrz.digits_right() ? 0.5 : 0) - 0.005 * reading.unclear;
}

}  // namespace

std::optional<MrzReading> read_mrz(const cv::Mat& grey, Timestamp today) try {
    if (grey.empty() || std::max(grey.cols, grey.rows) < 150) return std::nullopt;
    const Shapes shapes;
    const double longest = std::max(grey.cols, grey.rows);
    std::vector<double> sizes{std::clamp(longest, 1000.0, 1700.0)};
    if (longest < 500) sizes[0] = longest * 2;
    if (longest > 2200) sizes.push_back(std::min(longest, 3200.0));
    if (longest < 1000) sizes.push_back(std::min(1600.0, longest * 2.2));
    std::optional<MrzReading> best;
    for (const double size : sizes) {
        const double scale = size / longest;
        cv::Mat scaled;
        cv::resize(grey, scaled, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
        for (const double degrees : print_directions(ink(scaled, 41), 4)) {
            // Level by the smaller turn: 178 degrees is 2 the other way.
            std::optional<MrzReading> one = read_level(levelled(scaled, scale, degrees > 90 ? degrees - 180 : degrees), grey, shapes, today);
            if (one && (!best || score_of(*one) > score_of(*best))) best = std::move(one);
            if (best && best->mrz.digits_right() && best->quality > 0.75F) return best;
        }
        if (best) break;
    }
    return best;
} catch (const std::exception&) {
    return std::nullopt;
}

}  // namespace bonafide::paper
