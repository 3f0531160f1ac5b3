#include "video/reader/measure.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace bonafide::video {

namespace {

constexpr int small_width = 320;
constexpr int ticks_a_look = 3;
constexpr int looks_a_wide_look = 5;  ///< the others search only around the face
constexpr double face_kept = 2;       ///< seconds without seeing it

/// A part of a box, in shares of it; may reach outside.
cv::Rect part(const cv::Rect& box, double left, double top, double right, double bottom) {
    const auto at = [](int from, int size, double share) { return from + static_cast<int>(std::lround(size * share)); };
    const int x = at(box.x, box.width, left), y = at(box.y, box.height, top);
    return {x, y, at(box.x, box.width, right) - x, at(box.y, box.height, bottom) - y};
}
cv::Rect inner(const cv::Rect& box) { return part(box, 0.16, 0.08, 0.84, 0.98); }
cv::Rect mouth(const cv::Rect& box) { return part(box, 0.27, 0.66, 0.73, 0.96); }
cv::Rect brow(const cv::Rect& box) { return part(box, 0.2, 0.12, 0.8, 0.58); }

cv::Rect inside(const cv::Rect& box, const cv::Mat& picture) { return box & cv::Rect(0, 0, picture.cols, picture.rows); }

double sum(const cv::Mat& plane, const cv::Rect& box) {
    const cv::Rect part = inside(box, plane);
    return part.empty() ? 0 : cv::sum(plane(part))[0];
}
double mean(const cv::Mat& plane, const cv::Rect& box) {
    const cv::Rect part = inside(box, plane);
    return part.empty() ? 0 : cv::sum(plane(part))[0] / part.area();
}
/// Of `big` without `hole`, which lies in it.
double mean_between(const cv::Mat& plane, const cv::Rect& big, const cv::Rect& hole) {
    const int area = inside(big, plane).area() - inside(hole, plane).area();
    return area <= 0 ? 0 : (sum(plane, big) - sum(plane, hole)) / area;
}

/// Mean absolute difference of a place now and, moved by `shift`, before.
double changed_at(const cv::Mat& now, const cv::Mat& before, const cv::Rect& place, cv::Point shift) {
    const cv::Rect moved = (place + shift) & cv::Rect(0, 0, before.cols, before.rows), here = moved - shift;
    if (moved.empty() || (here & cv::Rect(0, 0, now.cols, now.rows)) != here) return 0;
    return cv::norm(now(here), before(moved), cv::NORM_L1) / here.area();
}

/// By how many pixels a place has moved: the shift that leaves the least difference, found step by step.
cv::Point movement(const cv::Mat& now, const cv::Mat& before, const cv::Rect& place) {
    constexpr int farthest = 8;
    cv::Point best;
    double least = changed_at(now, before, place, best);
    for (bool better = true; better && std::abs(best.x) < farthest && std::abs(best.y) < farthest;) {
        better = false;
        const cv::Point from = best;
        for (const cv::Point step : {cv::Point(1, 0), cv::Point(-1, 0), cv::Point(0, 1), cv::Point(0, -1), cv::Point(1, 1), cv::Point(-1, -1),
                                     cv::Point(1, -1), cv::Point(-1, 1)})
            if (const double left = changed_at(now, before, place, from + step); left < least) least = left, best = from + step, better = true;
    }
    return best;
}

cv::Rect scaled(const cv::Rect& box, double x, double y) {
    return {static_cast<int>(box.x * x), static_cast<int>(box.y * y), static_cast<int>(box.width * x), static_cast<int>(box.height * y)};
}

/// Mean of the smaller half of what the second difference leaves (Immerkaer 1996): noise and not edges. In levels.
float fine(const cv::Mat& picture, std::initializer_list<cv::Rect> boxes) {
    static const cv::Matx33f kernel(1, -2, 1, -2, 4, -2, 1, -2, 1);
    std::vector<float> all;
    for (const cv::Rect& box : boxes) {
        const cv::Rect part = inside(box, picture);
        if (part.width < 4 || part.height < 4) continue;
        cv::Mat out;
        cv::filter2D(picture(part), out, CV_32F, kernel);
        for (int y = 1; y + 1 < out.rows; ++y)
            for (int x = 1; x + 1 < out.cols; ++x) all.push_back(std::abs(out.at<float>(y, x)));
    }
    if (all.size() < 200) return 0;
    const std::size_t kept = all.size() / 2;
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(kept));
    double total = 0;
    for (std::size_t i = 0; i < kept; ++i) total += all[i];
    return static_cast<float>(total / static_cast<double>(kept) / 6);
}

}  // namespace

struct Measure::State {
    cv::CascadeClassifier cascade;
    Series series;
    cv::Mat small, before, blurred, blurred_before, u, v, full_before;
    cv::Rect face;  ///< in `small`
    double seen = -10, next_tick = 0;
    std::vector<double> energy;
    std::vector<std::uint32_t> samples;
    float last_in = 0, last_out = 0;
    std::uint32_t faces = 0;

    void picture(const Planes& planes) {
        if (planes.time < next_tick) return;
        next_tick = planes.time + 0.9 / static_cast<double>(ticks_per_second);  // every frame, or every second or third: at even steps
        const auto plane = [&](int i) {
            const int shift = i == 0 ? 0 : 1;
            return cv::Mat(planes.height >> shift, planes.width >> shift, CV_8U, const_cast<std::uint8_t*>(planes.data[i]),
                           static_cast<std::size_t>(planes.stride[i]));
        };
        const cv::Mat full = plane(0);
        if (series.width != static_cast<std::uint32_t>(planes.width) || series.height != static_cast<std::uint32_t>(planes.height)) restart(planes);
        shrink(full, plane(1), plane(2));
        const std::size_t number = series.ticks.size();
        if (number % ticks_a_look == 0) look(full, planes.time);
        if (planes.time - seen > face_kept) face = {};
        tick(planes.time);
        if (series.ticks.size() % ticks_a_look == 0) full.copyTo(full_before);
        cv::swap(small, before);
        cv::swap(blurred, blurred_before);
    }

    /// The size of the picture changed: nothing before can be compared with what comes.
    void restart(const Planes& planes) {
        series.width = static_cast<std::uint32_t>(planes.width), series.height = static_cast<std::uint32_t>(planes.height);
        before.release(), blurred_before.release(), full_before.release();
        face = {}, seen = -10;
    }

    void shrink(const cv::Mat& full, const cv::Mat& full_u, const cv::Mat& full_v) {
        const int wide = std::min(small_width, full.cols);
        const int high = std::max(16, static_cast<int>(std::lround(static_cast<double>(full.rows) * wide / full.cols)));
        cv::resize(full, small, {wide, high}, 0, 0, cv::INTER_AREA);
        cv::resize(full_u, u, {wide / 2, high / 2}, 0, 0, cv::INTER_AREA);
        cv::resize(full_v, v, {wide / 2, high / 2}, 0, 0, cv::INTER_AREA);
        cv::blur(small, blurred, {3, 3});
    }

    /// Searches the whole picture, or around the face that was seen before; the largest, or the one nearest to it.
    void look(const cv::Mat& full, double time) {
        const std::size_t number = series.looks.size();
        const bool wide = face.empty() || number % looks_a_wide_look == 0;
        const cv::Rect where = wide ? cv::Rect(0, 0, small.cols, small.rows) : inside(part(face, -0.5, -0.5, 1.5, 1.5), small);
        const int least = wide ? std::max(24, small.cols / 11) : std::max(24, face.width * 3 / 4);
        const int most = wide ? small.rows : std::max(least + 1, face.width * 4 / 3);
        std::vector<cv::Rect> found;
        cv::Mat even;
        cv::equalizeHist(small(where), even);
        cascade.detectMultiScale(even, found, 1.15, 3, 0, {least, least}, {most, most});
        if (wide) faces = static_cast<std::uint32_t>(found.size());
        Look out;
        out.time = static_cast<float>(time);
        out.faces = wide || !found.empty() ? std::max<std::uint32_t>(faces, found.empty() ? 0 : 1) : 0;
        if (!found.empty()) {
            follow(found, where.tl());
            seen = time;
            out.face = place(face);
            fine_structure(full, out);
        }
        series.looks.push_back(out);
    }

    void follow(std::vector<cv::Rect>& found, cv::Point at) {
        for (cv::Rect& box : found) box += at;
        const auto overlap = [&](const cv::Rect& box) { return face.empty() ? box.area() : (box & face).area(); };
        const cv::Rect best = *std::ranges::max_element(found, {}, overlap);
        if (overlap(best) * 2 < best.area()) {  // another place
            face = *std::ranges::max_element(found, {}, [](const cv::Rect& box) { return box.area(); });
            return;
        }
        if (face.empty()) face = best;
        else face = {(face.x + best.x) / 2, (face.y + best.y) / 2, (face.width + best.width) / 2, (face.height + best.height) / 2};
    }

    [[nodiscard]] Place place(const cv::Rect& box) const {
        const cv::Rect in = inside(box, small);
        const auto wide = static_cast<float>(small.cols), high = static_cast<float>(small.rows);
        return {static_cast<float>(in.x) / wide, static_cast<float>(in.y) / high, static_cast<float>(in.width) / wide,
                static_cast<float>(in.height) / high};
    }

    void fine_structure(const cv::Mat& full, Look& out) const {
        const double x = static_cast<double>(full.cols) / small.cols, y = static_cast<double>(full.rows) / small.rows;
        const cv::Rect box = scaled(face, x, y), core = part(box, 0.2, 0.15, 0.8, 0.85);
        const cv::Rect left = part(box, -0.3, 0, -0.04, 1), right = part(box, 1.04, 0, 1.3, 1), below = part(box, 0.2, 1.15, 0.8, 1.4);
        out.face_detail = fine(full, {core});
        out.ring_detail = fine(full, {left, right, below});
        if (full_before.size() != full.size()) return;
        const cv::Rect all = inside(part(box, -0.35, -0.05, 1.35, 1.45), full);
        cv::Mat difference;
        cv::subtract(full(all), full_before(all), difference, cv::noArray(), CV_16S);
        const auto moved = [&](cv::Rect r) { return r - all.tl(); };
        out.face_noise = fine(difference, {moved(core)});
        out.ring_noise = fine(difference, {moved(left), moved(right), moved(below)});
    }

    void tick(double time) {
        Tick out;
        out.time = static_cast<float>(time);
        cv::Mat grid, exact;
        small.convertTo(exact, CV_32F, 64);
        cv::resize(exact, grid, {static_cast<int>(cells_wide), static_cast<int>(cells_high)}, 0, 0, cv::INTER_AREA);
        for (std::uint32_t i = 0; i < cell_count; ++i)
            out.cells[i] = static_cast<std::uint16_t>(grid.at<float>(static_cast<int>(i / cells_wide), static_cast<int>(i % cells_wide)));
        const cv::Rect all(0, 0, small.cols, small.rows);
        const cv::Rect band = part(face, -0.2, -0.2, 1.2, 1.3), hole = part(face, 0.02, 0.02, 0.98, 1.02), wide = part(face, -0.35, -0.35, 1.35, 1.5);
        if (!face.empty()) {
            out.face = place(face);
            out.face_colour = colour([](const cv::Mat& m, const cv::Rect& b) { return mean(m, b); }, inner(face));
            out.ring_colour = {static_cast<float>(mean_between(small, band, hole)), static_cast<float>(mean_between(u, half(band), half(hole))),
                               static_cast<float>(mean_between(v, half(band), half(hole)))};
        }
        const cv::Rect outside = face.empty() ? cv::Rect() : wide;
        out.rest_colour = {static_cast<float>(mean_between(small, all, outside)), static_cast<float>(mean_between(u, half(all), half(outside))),
                           static_cast<float>(mean_between(v, half(all), half(outside)))};
        if (blurred_before.size() == blurred.size()) {
            cv::Mat changed;
            cv::absdiff(blurred, blurred_before, changed);
            out.rest_change = static_cast<float>(mean_between(changed, all, outside));
            if (!face.empty()) {
                out.face_change = static_cast<float>(mean(changed, inner(face)));
                out.ring_change = static_cast<float>(mean_between(changed, band, hole));
                const cv::Rect upper = inside(brow(face), blurred);
                const cv::Point moved = upper.empty() ? cv::Point() : movement(blurred, blurred_before, upper);
                out.brow_change = static_cast<float>(changed_at(blurred, blurred_before, upper, moved));
                out.mouth_change = static_cast<float>(changed_at(blurred, blurred_before, inside(mouth(face), blurred), moved));
            }
        }
        if (series.ticks.empty() || out.time > series.ticks.back().time) series.ticks.push_back(out);
    }

    static cv::Rect half(const cv::Rect& box) { return scaled(box, 0.5, 0.5); }
    template <class Mean>
    [[nodiscard]] Colour colour(const Mean& mean_of, const cv::Rect& box) const {
        return {static_cast<float>(mean_of(small, box)), static_cast<float>(mean_of(u, half(box))), static_cast<float>(mean_of(v, half(box)))};
    }

    /// Loudness above 200 Hz: what breath, desks and mains add lies below.
    void sound(double time, std::span<const float> in) {
        for (std::size_t i = 0; i < in.size(); ++i) {
            const float sample = std::clamp(in[i], -4.0F, 4.0F);
            last_out = sample - last_in + 0.85F * last_out;
            last_in = sample;
            const double at = (time + static_cast<double>(i) / sound_rate) / static_cast<double>(sound_step);
            if (!(at >= 0 && at < 1e6)) continue;
            const auto step = static_cast<std::size_t>(at);
            if (step >= energy.size()) energy.resize(step + 1), samples.resize(step + 1);
            energy[step] += static_cast<double>(last_out) * static_cast<double>(last_out);
            ++samples[step];
        }
    }
};

Measure::Measure(std::unique_ptr<State> state) : state_(std::move(state)) {}
Measure::Measure(Measure&&) noexcept = default;
Measure::~Measure() = default;

Result<Measure> Measure::load(const std::string& cascade) {
    cv::setNumThreads(1);
    auto state = std::make_unique<State>();
    if (!state->cascade.load(cascade)) return fail(cascade, "the face detector cannot be read", "install Debian's opencv-data");
    return Measure(std::move(state));
}

void Measure::picture(const Planes& planes) { state_->picture(planes); }
void Measure::sound(double time, std::span<const float> samples) { state_->sound(time, samples); }

Series Measure::take() {
    Series out = std::move(state_->series);
    out.duration = out.ticks.empty() ? 0 : out.ticks.back().time;
    for (std::size_t i = 0; i < state_->energy.size(); ++i)
        out.sound.push_back(static_cast<float>(10 * std::log10(state_->samples[i] ? state_->energy[i] / state_->samples[i] + 1e-9 : 1e-9)));
    return out;
}

}  // namespace bonafide::video
