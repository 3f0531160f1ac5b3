#include "tests/video/clips.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

namespace bonafide::video::clips {

const char* kind_name(Kind kind) {
    constexpr const char* names[] = {"genuine",      "hand",    "two_voices",  "stalled",        "blurred",
                                     "screen_light", "swapped", "taken_over",  "late_sound",     "looped",
                                     "face_looped",  "frozen",  "face_frozen", "prompts_unseen", "prompts_nowhere"};
    return names[static_cast<std::size_t>(kind)];
}
bool honest(Kind kind) { return kind <= Kind::screen_light; }

namespace {

constexpr int sound_rate = 16000;
constexpr double tau = 2 * std::numbers::pi;

/// A sum of waves that does not come back to where it was.
struct Sway {
    double amplitude[4], frequency[4], phase[4];
    Sway(std::mt19937& random, double size, double slowest, double fastest) {
        std::uniform_real_distribution<double> share(0, 1);
        for (int i = 0; i < 4; ++i) {
            amplitude[i] = size * (0.3 + 0.7 * share(random)) / 2;
            frequency[i] = slowest * std::pow(fastest / slowest, share(random));
            phase[i] = tau * share(random);
        }
    }
    [[nodiscard]] double at(double t) const {
        double out = 0;
        for (int i = 0; i < 4; ++i) out += amplitude[i] * std::sin(tau * frequency[i] * t + phase[i]);
        return out;
    }
};

/// How loud somebody speaks, 0 to 1, a hundred times a second: phrases, pauses, syllables.
std::vector<double> speech(std::mt19937& random, double seconds, double first) {
    std::vector<double> out(static_cast<std::size_t>(seconds * 100) + 200, 0);
    std::uniform_real_distribution<double> share(0, 1);
    for (double t = first; t < seconds;) {
        const double end = t + 0.8 + 1.7 * share(random);
        while (t < end) {
            const double length = 0.14 + 0.16 * share(random), loud = 0.45 + 0.55 * share(random);
            for (double s = 0; s < length; s += 0.01)
                if (const auto at = static_cast<std::size_t>((t + s) * 100); at < out.size())
                    out[at] = loud * std::sin(std::numbers::pi * s / length);
            t += length + (share(random) < 0.2 ? 0.08 : 0.01);
        }
        t = end + 0.4 + 1.2 * share(random);
    }
    return out;
}

struct Look {
    cv::Scalar skin, hair, coat, iris, white;
    double wide, high, eyes, brow, nose, mouth, fringe;
    explicit Look(std::mt19937& random) {
        std::uniform_real_distribution<double> share(0, 1);
        const double light = 0.3 + 0.6 * share(random);
        skin = {165 * light + 10, 195 * light + 10, 245 * light};
        white = {150 * light + 45, 155 * light + 45, 155 * light + 45};
        const double dark = 0.1 + 0.5 * share(random);
        hair = {60 * dark, 80 * dark, 110 * dark};
        coat = {40 + 150 * share(random), 40 + 150 * share(random), 40 + 150 * share(random)};
        iris = {20 + 60 * share(random), 20 + 40 * share(random), 20 + 20 * share(random)};
        wide = 0.86 + 0.2 * share(random), high = 1.12 + 0.16 * share(random), eyes = 0.9 + 0.2 * share(random), brow = 0.8 + 0.4 * share(random);
        nose = 0.85 + 0.3 * share(random), mouth = 0.85 + 0.35 * share(random), fringe = 0.9 + 0.25 * share(random);
    }
};

/// Where a head is at one moment, and what it does.
struct Pose {
    cv::Point2d at;
    double radius = 40, tilt = 0, mouth = 0, lids = 0;
};

cv::Point whole(const cv::Point2d& p) { return {static_cast<int>(std::lround(p.x * 16)), static_cast<int>(std::lround(p.y * 16))}; }
cv::Size size16(double x, double y) {
    return {std::max(1, static_cast<int>(std::lround(x * 16))), std::max(1, static_cast<int>(std::lround(y * 16)))};
}
void oval(cv::Mat& picture, const cv::Point2d& at, double x, double y, double tilt, const cv::Scalar& colour, double from = 0, double to = 360) {
    cv::ellipse(picture, whole(at), size16(x, y), tilt, from, to, colour, cv::FILLED, cv::LINE_AA, 4);
}

/// `side`, `down`: in radii, turned with the head.
cv::Point2d on_face(const Pose& pose, double side, double down) {
    const double angle = pose.tilt * tau / 360, x = side * pose.radius, y = down * pose.radius;
    return {pose.at.x + x * std::cos(angle) - y * std::sin(angle), pose.at.y + x * std::sin(angle) + y * std::cos(angle)};
}

void draw_face(cv::Mat& picture, const Look& look, const Pose& pose) {
    const double r = pose.radius;
    oval(picture, pose.at, r * look.wide, r * look.high, pose.tilt, look.skin * 0.86);
    oval(picture, on_face(pose, 0, -0.05), r * look.wide * 0.86, r * look.high * 0.88, pose.tilt, look.skin * 0.95);
    oval(picture, on_face(pose, 0, -0.35), r * look.wide * 0.7, r * 0.5, pose.tilt, look.skin * 1.02);  // forehead
    for (const double side : {-1.0, 1.0}) {
        oval(picture, on_face(pose, side * 0.46, 0.24), r * 0.3, r * 0.26, pose.tilt, look.skin * 1.14);                                // cheek
        oval(picture, on_face(pose, side * 0.37 * look.eyes, -0.16), r * 0.29, r * 0.2, pose.tilt, look.skin * 0.55);                   // socket
        oval(picture, on_face(pose, side * 0.37 * look.eyes, -0.36), r * 0.26 * look.brow, r * 0.06, pose.tilt - side * 6, look.hair);  // brow
        const cv::Point2d eye = on_face(pose, side * 0.37 * look.eyes, -0.15);
        oval(picture, eye, r * 0.16, r * 0.08 * (1 - pose.lids) + 0.3, pose.tilt, look.white);
        if (pose.lids < 0.6) oval(picture, eye, r * 0.085, r * 0.085, 0, look.iris);
    }
    oval(picture, on_face(pose, 0, 0.1), r * 0.11, r * 0.32 * look.nose, pose.tilt, look.skin * 1.2);
    oval(picture, on_face(pose, 0, 0.38 * look.nose), r * 0.18, r * 0.07, pose.tilt, look.skin * 0.6);
    const cv::Point2d mouth = on_face(pose, 0, 0.68);
    oval(picture, mouth, r * 0.32 * look.mouth, r * (0.07 + 0.14 * pose.mouth), pose.tilt, cv::Scalar(70, 60, 130) * (0.5 + look.skin[2] / 500));
    if (pose.mouth > 0.05) oval(picture, mouth, r * 0.25 * look.mouth, r * 0.13 * pose.mouth, pose.tilt, {25, 15, 35});
}

void draw_hair(cv::Mat& picture, const Look& look, const Pose& pose) {
    const double r = pose.radius;
    oval(picture, on_face(pose, 0, -0.12), r * look.wide * 1.14, r * look.high * 1.1, pose.tilt, look.hair);
}
void draw_fringe(cv::Mat& picture, const Look& look, const Pose& pose) {
    const double r = pose.radius;
    oval(picture, on_face(pose, 0, -0.5), r * look.wide * 1.06, r * look.high * 0.68 * look.fringe, pose.tilt, look.hair, 190, 350);
}

void draw_body(cv::Mat& picture, const Look& look, const Pose& pose) {
    const double r = pose.radius;
    oval(picture, {pose.at.x * 0.9 + picture.cols * 0.05, pose.at.y + r * 3.1}, r * 2.2, r * 1.9, 0, look.coat);
    oval(picture, {pose.at.x, pose.at.y + r * 1.2}, r * 0.48, r * 0.6, 0, look.skin * 0.7);
}

cv::Mat wall(std::mt19937& random, cv::Size size) {
    std::uniform_real_distribution<double> share(0, 1);
    cv::Mat coarse(6, 8, CV_8UC3), out;
    for (int y = 0; y < coarse.rows; ++y)
        for (int x = 0; x < coarse.cols; ++x)
            for (int c = 0; c < 3; ++c) coarse.at<cv::Vec3b>(y, x)[c] = static_cast<std::uint8_t>(110 + 70 * share(random));
    cv::resize(coarse, out, size, 0, 0, cv::INTER_CUBIC);
    for (int i = 0; i < 9; ++i) {  // books, pictures
        const cv::Point at(static_cast<int>(size.width * share(random)), static_cast<int>(size.height * 0.7 * share(random)));
        const cv::Size box(static_cast<int>(10 + 40 * share(random)), static_cast<int>(10 + 50 * share(random)));
        cv::rectangle(out, {at, box}, cv::Scalar(30 + 180 * share(random), 30 + 180 * share(random), 30 + 180 * share(random)), cv::FILLED);
    }
    return out;
}

struct Prompt {
    double from;
    const char* name;
    cv::Scalar light;  ///< blue, green, red, 0 to 1
};

/// Everything that is decided before the first frame.
struct Scene {
    const Clip& clip;
    std::mt19937 random;
    Look person, other;
    Sway x, y, tilt, brightness, thing;
    std::vector<double> words, guest, blinks;
    cv::Mat background, grain;
    std::vector<Prompt> prompts;
    double radius, glow;
    std::vector<std::pair<double, double>> spans;  ///< failing, stalled, frozen, hand, away: by kind
    double loop_from = 0, loop_length = 0, late = 0;

    explicit Scene(const Clip& c)
        : clip(c),
          random(c.seed * 7919 + static_cast<std::uint32_t>(c.kind) * 104729 + 17),
          person(random),
          other(random),
          x(random, c.width * 0.02, 0.07, 0.6),
          y(random, c.height * 0.014, 0.09, 0.7),
          tilt(random, 3, 0.06, 0.5),
          brightness(random, 0.07, 0.05, 0.45),
          thing(random, 10, 0.15, 1.1),
          words(speech(random, c.seconds, 0.4)) {
        const auto share = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
        if (c.kind == Kind::swapped) other.skin = person.skin * (0.92 + 0.16 * share()), other.white = person.white, other.hair = person.hair;
        if (c.kind == Kind::face_looped || c.kind == Kind::face_frozen)  // or the head leaves its own face
            for (Sway* sway : {&x, &y, &tilt})
                for (double& amplitude : sway->amplitude) amplitude *= 0.4;
        background = wall(random, {c.width, c.height});
        radius = c.height * (0.185 + 0.05 * share()), glow = 7 + 8 * share();
        cv::RNG noise(c.seed * 1000003ULL + 1);
        grain.create(2 * c.height, 2 * c.width, CV_32FC3);
        noise.fill(grain, cv::RNG::NORMAL, 0, 2 + 3 * share());
        for (double t = 0.5 + 2 * share(); t < c.seconds; t += 1.5 + 3 * share()) blinks.push_back(t);
        if (c.kind == Kind::two_voices) add_guest();
        if (c.kind >= Kind::prompts_unseen || c.kind == Kind::screen_light) add_prompts();
        add_spans(share);
        late = c.kind == Kind::late_sound ? 0.5 + 0.4 * share() : -0.04 + 0.12 * share();
    }

    void add_guest() {
        std::vector<double> raw = speech(random, clip.seconds, 0.1);
        for (std::size_t i = 0; i < raw.size(); ++i) {  // polite: silent while the other speaks
            double near = 0;
            for (std::size_t j = i < 15 ? 0 : i - 15; j < std::min(words.size(), i + 15); ++j) near = std::max(near, words[j]);
            if (near > 0) raw[i] = 0;
        }
        guest = std::move(raw);
    }

    void add_prompts() {
        static constexpr std::pair<const char*, int> colours[] = {{"red", 2}, {"green", 1}, {"blue", 0}};
        int last = -1;
        for (double t = 1; t + 1.5 < clip.seconds; t += 1.8) {
            int at = static_cast<int>(random() % 3);
            if (at == last) at = (at + 1) % 3;
            last = at;
            cv::Scalar light(0, 0, 0);
            light[colours[at].second] = 1;
            prompts.push_back({t, colours[at].first, light});
        }
    }

    template <class Share>
    void add_spans(const Share& share) {
        const double s = clip.seconds;
        switch (clip.kind) {
            case Kind::hand: spans = {{s * 0.25, s * 0.25 + 0.9}, {s * 0.6, s * 0.6 + 2.2}}; break;
            case Kind::stalled:
                spans = {{s * (0.3 + 0.1 * share()), 0}, {s * (0.65 + 0.1 * share()), 0}};
                for (auto& span : spans) span.second = span.first + 0.5 + 0.5 * share();
                break;
            case Kind::swapped:
                for (double t = s * (0.15 + 0.15 * share()); t < s; t += s * (0.25 + 0.2 * share())) spans.emplace_back(t, t + 0.1 + 0.2 * share());
                break;
            case Kind::taken_over: spans = {{s * (0.4 + 0.2 * share()), s + 1}}; break;
            case Kind::frozen:
            case Kind::face_frozen: spans = {{s * (0.35 + 0.15 * share()), 0}}, spans[0].second = spans[0].first + s / 3; break;
            case Kind::looped:
            case Kind::face_looped:
                loop_length = 1.6 + 1.2 * share(), loop_from = s * 0.2 + s * 0.1 * share(), spans = {{loop_from, loop_from + loop_length * 3.3}};
                break;
            default: break;
        }
    }

    [[nodiscard]] bool within(double t) const {
        return std::ranges::any_of(spans, [&](const auto& span) { return t >= span.first && t < span.second; });
    }
    [[nodiscard]] double spoken(double t) const {
        const auto at = static_cast<std::size_t>(std::max(0.0, t) * 100);
        return at < words.size() ? words[at] : 0;
    }
    [[nodiscard]] Pose pose(double t) const {
        Pose out;
        out.at = {clip.width * 0.5 + x.at(t), clip.height * 0.46 + y.at(t)};
        out.radius = radius, out.tilt = tilt.at(t);
        out.mouth = std::clamp((spoken(t) + spoken(t - 0.03) + spoken(t + 0.03)) / 3 * 1.1, 0.0, 1.0);
        if (clip.kind == Kind::hand) {  // slides out of the picture and back
            const double from = spans[1].first, to = spans[1].second;
            out.at.x += clip.width * std::clamp(std::min((t - from) / 0.8, (to - t) / 0.8), 0.0, 1.0);
        }
        for (const double blink : blinks) out.lids = std::max(out.lids, 1 - std::abs(t - blink) / 0.12);
        return out;
    }
    [[nodiscard]] cv::Scalar light(double t) const {
        cv::Scalar out(0, 0, 0);
        for (const Prompt& prompt : prompts)
            if (t >= prompt.from) out = prompt.light * std::min(1.0, (t - prompt.from) / 0.15);
        return out;
    }
};

/// Where the inner face is, soft at its edge, 0 to 1.
cv::Mat face_mask(const Scene& scene, const Pose& pose, double soft) {
    cv::Mat mask(scene.clip.height, scene.clip.width, CV_8U, cv::Scalar(0)), out;
    oval(mask, on_face(pose, 0, 0.05), pose.radius * scene.person.wide * 0.88, pose.radius * scene.person.high * 0.86, pose.tilt, cv::Scalar(255));
    if (soft > 0) cv::GaussianBlur(mask, mask, {}, soft);
    mask.convertTo(out, CV_32F, 1 / 255.0);
    return out;
}

cv::Mat mixed(const cv::Mat& below, const cv::Mat& above, const cv::Mat& mask) {
    cv::Mat wide, out;
    cv::merge(std::vector<cv::Mat>{mask, mask, mask}, wide);
    const cv::Mat part = wide.mul(above), rest = (cv::Scalar::all(1) - wide).mul(below);
    cv::add(part, rest, out);
    return out;
}

void draw_person(cv::Mat& picture, const Look& look, const Pose& pose) {
    draw_body(picture, look, pose);
    draw_hair(picture, look, pose);
    draw_face(picture, look, pose);
    draw_fringe(picture, look, pose);
}

/// The camera's noise: a part of one large sheet of it, which part follows from the frame's number.
void add_noise(const Scene& scene, cv::Mat& picture, std::uint64_t number) {
    std::mt19937 place(static_cast<std::uint32_t>(number * 2654435761ULL + 1));
    picture += scene.grain({static_cast<int>(place() % static_cast<unsigned>(picture.cols)),
                            static_cast<int>(place() % static_cast<unsigned>(picture.rows)), picture.cols, picture.rows});
}

/// What the camera sees at `t`, in levels. `face_at`: of which moment the face is shown.
cv::Mat seen(const Scene& scene, double t, double face_at, std::uint64_t number, bool tampered = true) {
    const Clip& clip = scene.clip;
    cv::Mat drawn = scene.background.clone(), bare, out;
    oval(drawn, {clip.width * 0.88 + scene.thing.at(t), clip.height * 0.35}, 9, 22, scene.thing.at(t), {60, 140, 70});  // a plant by the window
    const Pose pose = scene.pose(t);
    const bool within = tampered && scene.within(t);
    const Look& who = clip.kind == Kind::taken_over && within ? scene.other : scene.person;
    if (clip.kind == Kind::blurred) cv::GaussianBlur(drawn, drawn, {}, 5);
    drawn.convertTo(bare, CV_32F);
    draw_person(drawn, who, pose);
    cv::GaussianBlur(drawn, drawn, {}, 0.7);
    drawn.convertTo(out, CV_32F);
    const cv::Scalar light = scene.light(t) * scene.glow;
    if (!scene.prompts.empty() && clip.kind != Kind::prompts_nowhere) {  // on what is near the screen: face, hair and shoulders
        cv::Mat near(clip.height, clip.width, CV_8U, cv::Scalar(0)), soft;
        oval(near, {pose.at.x, pose.at.y + pose.radius}, pose.radius * 2, pose.radius * 3, 0, cv::Scalar(255));
        cv::GaussianBlur(near, near, {}, 6);
        near.convertTo(soft, CV_32F, 1 / 255.0);
        if (clip.kind == Kind::prompts_unseen) soft = soft.mul(cv::Scalar::all(1) - face_mask(scene, pose, 1.5));
        cv::Mat lit = out + light;
        out = mixed(out, lit, soft);
    }
    out *= 1 + scene.brightness.at(t);
    if (clip.kind == Kind::hand && within && t < clip.seconds * 0.5)
        oval(out, {clip.width * (0.2 + 0.6 * (t - scene.spans[0].first) / 0.9), pose.at.y + 10}, 26, 34, 20, scene.person.skin * 0.9);
    if (clip.kind == Kind::blurred) {
        cv::Mat person(clip.height, clip.width, CV_8U, cv::Scalar(0)), soft, noisy = out.clone();
        oval(person, pose.at, pose.radius * 1.3, pose.radius * 1.5, 0, cv::Scalar(255));
        oval(person, {pose.at.x, pose.at.y + pose.radius * 3.1}, pose.radius * 2.2, pose.radius * 1.9, 0, cv::Scalar(255));
        cv::GaussianBlur(person, person, {}, 3);
        person.convertTo(soft, CV_32F, 1 / 255.0);
        add_noise(scene, noisy, number);
        return mixed(bare, noisy, soft);
    }
    add_noise(scene, out, number);
    if (clip.kind == Kind::swapped && !within) {  // drawn at half size and enlarged, without the camera's noise and light
        cv::Mat false_face = scene.background.clone(), small, big;
        draw_person(false_face, scene.other, pose);
        cv::resize(false_face, small, {}, 0.5, 0.5, cv::INTER_AREA);
        cv::resize(small, big, false_face.size(), 0, 0, cv::INTER_CUBIC);
        big.convertTo(big, CV_32F);
        return mixed(out, big, face_mask(scene, pose, 1.2));
    }
    if (face_at != t) {  // the face of another moment, where it was then
        const Pose then = scene.pose(face_at);
        const cv::Mat old = seen(scene, face_at, face_at, static_cast<std::uint64_t>(std::lround(face_at * clip.frames_per_second)), false);
        return mixed(out, old, face_mask(scene, then, 2.5));
    }
    return out;
}

cv::Mat frame(const Scene& scene, int number) {
    const Clip& clip = scene.clip;
    const double t = static_cast<double>(number) / clip.frames_per_second;
    double shown = t, face = t;
    if (scene.within(t) && !scene.spans.empty()) {
        const double from = scene.spans.size() > 1 && t >= scene.spans[1].first ? scene.spans[1].first : scene.spans[0].first;
        const auto step = [&](double value) { return std::round(value * clip.frames_per_second) / clip.frames_per_second; };
        if (clip.kind == Kind::stalled || clip.kind == Kind::frozen) shown = face = step(from);
        if (clip.kind == Kind::face_frozen) face = step(from);
        if (clip.kind == Kind::looped) shown = face = step(from) + std::fmod(t - step(from), step(scene.loop_length));
        if (clip.kind == Kind::face_looped) face = step(from) + std::fmod(t - step(from), step(scene.loop_length));
        if (clip.kind == Kind::looped || clip.kind == Kind::face_looped) shown = step(shown), face = step(face);
        if (clip.kind == Kind::looped) face = shown;
    }
    cv::Mat out;
    seen(scene, shown, face, static_cast<std::uint64_t>(std::lround(shown * clip.frames_per_second))).convertTo(out, CV_8UC3);
    return out;
}

std::vector<float> sound_of(const Scene& scene) {
    std::vector<float> out(static_cast<std::size_t>(scene.clip.seconds * sound_rate));
    std::mt19937 random(scene.clip.seed + 5);
    std::normal_distribution<float> hiss(0, 1);
    double phase = 0, other = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / sound_rate;
        phase += tau * 140 / sound_rate, other += tau * 210 / sound_rate;
        const double loud = scene.spoken(t - scene.late);
        const auto at = static_cast<std::size_t>(t * 100);
        const double guest = at < scene.guest.size() ? scene.guest[at] : 0;
        double voice = 0;
        for (int k = 1; k < 12; ++k) voice += (loud * std::sin(k * phase) + guest * std::sin(k * other)) / k;
        out[i] = static_cast<float>(0.15 * voice) + 0.004F * hiss(random) + 0.03F * static_cast<float>(loud) * hiss(random);
    }
    return out;
}

// ---------------------------------------------------------------- the file

class Writer {
public:
    Writer(const Clip& clip, const std::string& path) : clip_(clip), web_(path.ends_with(".webm")) {
        av_log_set_level(AV_LOG_ERROR);
        if (avformat_alloc_output_context2(&format_, nullptr, nullptr, path.c_str()) < 0) fail("no such container");
        if (!error_.empty()) return;
        picture_ = stream(avcodec_find_encoder_by_name(web_ ? "libvpx" : "libx264"), false);
        if (!error_.empty()) return;
        if (clip.sound) sound_ = stream(web_ ? avcodec_find_encoder_by_name("libopus") : avcodec_find_encoder(AV_CODEC_ID_AAC), true);
        if (!error_.empty()) return;
        if (avio_open(&format_->pb, path.c_str(), AVIO_FLAG_WRITE) < 0 || avformat_write_header(format_, nullptr) < 0) fail("cannot be written");
    }
    ~Writer() {
        if (format_ && format_->pb && error_.empty()) av_write_trailer(format_);
        if (format_ && format_->pb) avio_closep(&format_->pb);
        avcodec_free_context(&picture_), avcodec_free_context(&sound_);
        sws_freeContext(scaler_);
        avformat_free_context(format_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void picture(const cv::Mat& bgr, int number) {
        AVFrame* frame = av_frame_alloc();
        frame->format = AV_PIX_FMT_YUV420P, frame->width = clip_.width, frame->height = clip_.height, frame->pts = number;
        av_frame_get_buffer(frame, 0);
        scaler_ = sws_getCachedContext(scaler_, clip_.width, clip_.height, AV_PIX_FMT_BGR24, clip_.width, clip_.height, AV_PIX_FMT_YUV420P, SWS_POINT,
                                       nullptr, nullptr, nullptr);
        const std::uint8_t* from[] = {bgr.data};
        const int step[] = {static_cast<int>(bgr.step)};
        sws_scale(scaler_, from, step, 0, clip_.height, frame->data, frame->linesize);
        encode(picture_, frame, 0);
        av_frame_free(&frame);
    }
    void sound(const std::vector<float>& samples, std::size_t until) {
        if (!sound_) return;
        const auto block = static_cast<std::size_t>(sound_->frame_size > 0 ? sound_->frame_size : 1024);
        for (; said_ + block <= std::min(until, samples.size()); said_ += block) {
            AVFrame* frame = av_frame_alloc();
            frame->format = sound_->sample_fmt, frame->nb_samples = static_cast<int>(block), frame->pts = static_cast<std::int64_t>(said_);
            frame->sample_rate = sound_rate;
            av_channel_layout_copy(&frame->ch_layout, &sound_->ch_layout);
            av_frame_get_buffer(frame, 0);
            for (std::size_t i = 0; i < block; ++i) {
                const float value = samples[said_ + i];
                if (sound_->sample_fmt == AV_SAMPLE_FMT_S16)
                    reinterpret_cast<std::int16_t*>(frame->data[0])[i] = static_cast<std::int16_t>(value * 30000);
                else reinterpret_cast<float*>(frame->data[0])[i] = value;
            }
            encode(sound_, frame, 1);
            av_frame_free(&frame);
        }
    }
    void finish() {
        encode(picture_, nullptr, 0);
        if (sound_) encode(sound_, nullptr, 1);
    }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    void fail(const std::string& what) { error_ = what; }

    AVCodecContext* stream(const AVCodec* codec, bool sound) {
        if (!codec) {
            fail("no encoder");
            return nullptr;
        }
        AVStream* made = avformat_new_stream(format_, nullptr);
        AVCodecContext* context = avcodec_alloc_context3(codec);
        context->thread_count = 1;
        if (sound) {
            context->sample_rate = sound_rate, context->bit_rate = 48000, context->time_base = {1, sound_rate};
            context->sample_fmt = codec->sample_fmts[0];
            const AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
            av_channel_layout_copy(&context->ch_layout, &mono);
        } else {
            context->width = clip_.width, context->height = clip_.height, context->time_base = {1, clip_.frames_per_second};
            context->framerate = {clip_.frames_per_second, 1}, context->gop_size = 60, context->pix_fmt = AV_PIX_FMT_YUV420P;
            const int quality = 20 + static_cast<int>(clip_.seed % 4) * 2;
            if (web_)
                context->bit_rate = 600000 - (quality - 20) * 40000, av_opt_set(context->priv_data, "deadline", "realtime", 0),
                av_opt_set(context->priv_data, "cpu-used", "8", 0);
            else av_opt_set(context->priv_data, "preset", "superfast", 0), av_opt_set(context->priv_data, "crf", std::to_string(quality).c_str(), 0);
        }
        if (format_->oformat->flags & AVFMT_GLOBALHEADER) context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        if (avcodec_open2(context, codec, nullptr) < 0 || avcodec_parameters_from_context(made->codecpar, context) < 0)
            fail("the encoder cannot be opened");
        made->time_base = context->time_base;
        return context;
    }

    void encode(AVCodecContext* codec, const AVFrame* frame, int index) {
        if (avcodec_send_frame(codec, frame) < 0) return fail("a frame cannot be encoded");
        AVPacket* packet = av_packet_alloc();
        while (avcodec_receive_packet(codec, packet) >= 0) {
            av_packet_rescale_ts(packet, codec->time_base, format_->streams[index]->time_base);
            packet->stream_index = index;
            if (av_interleaved_write_frame(format_, packet) < 0) fail("cannot be written");
        }
        av_packet_free(&packet);
    }

    const Clip& clip_;
    bool web_;
    AVFormatContext* format_ = nullptr;
    AVCodecContext *picture_ = nullptr, *sound_ = nullptr;
    SwsContext* scaler_ = nullptr;
    std::size_t said_ = 0;
    std::string error_;
};

}  // namespace

std::string make(const Clip& clip, const std::string& path) {
    const Scene scene(clip);
    Writer writer(clip, path);
    if (!writer.error().empty()) return path + ": " + writer.error();
    const std::vector<float> sound = sound_of(scene);
    const int frames = static_cast<int>(clip.seconds * clip.frames_per_second);
    for (int i = 0; i < frames && writer.error().empty(); ++i) {
        writer.picture(frame(scene, i), i);
        writer.sound(sound, static_cast<std::size_t>((i + 1.0) / clip.frames_per_second * sound_rate));
    }
    writer.finish();
    if (!scene.prompts.empty()) {
        std::ofstream out(path.substr(0, path.rfind('.')) + ".prompts.csv");
        out << "time,colour\n";
        for (const Prompt& prompt : scene.prompts) out << prompt.from << ',' << prompt.name << '\n';
    }
    return writer.error().empty() ? "" : path + ": " + writer.error();
}

}  // namespace bonafide::video::clips
