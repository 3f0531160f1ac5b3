#include "video/series.h"

#include <cmath>
#include <cstring>
#include <type_traits>

namespace bonafide::video {

namespace {

constexpr std::array<char, 4> series_kind{'V', 'I', 'D', '1'}, no_kind{'n', 'o', 'n', 'e'};

struct Head {
    std::array<char, 4> kind = series_kind;
    float duration = 0, frames_per_second = 0, processor_seconds = 0;
    std::uint32_t width = 0, height = 0, frames = 0, damaged_frames = 0, cut_short = 0, sound_there = 0;
    std::uint64_t ticks = 0, looks = 0, sounds = 0;
};
static_assert(std::is_trivially_copyable_v<Head> && std::is_trivially_copyable_v<Tick> && std::is_trivially_copyable_v<Look>);

template <class T>
void append(std::string& out, const std::vector<T>& items) {
    if (!items.empty()) out.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T));
}

template <class T>
void take(std::string_view& bytes, std::uint64_t count, std::vector<T>& items) {
    items.resize(count);
    if (count) std::memcpy(items.data(), bytes.data(), count * sizeof(T));
    bytes.remove_prefix(count * sizeof(T));
}

bool sane(float number) { return std::isfinite(number) && std::abs(number) < 1e6F; }
bool sane(const Place& p) {
    return sane(p.left) && sane(p.top) && p.left >= 0 && p.top >= 0 && p.width >= 0 && p.height >= 0 && p.left + p.width <= 1.001F &&
           p.top + p.height <= 1.001F;
}
bool sane(const Colour& c) { return sane(c.y) && sane(c.u) && sane(c.v); }
bool sane(const Tick& t) {
    return sane(t.time) && sane(t.face) && sane(t.face_change) && sane(t.ring_change) && sane(t.rest_change) && sane(t.mouth_change) &&
           sane(t.brow_change) && sane(t.face_colour) && sane(t.ring_colour) && sane(t.rest_colour);
}
bool sane(const Look& l) {
    return sane(l.time) && sane(l.face) && sane(l.face_noise) && sane(l.ring_noise) && sane(l.face_detail) && sane(l.ring_detail);
}

/// Finite, and in the order of time.
bool sane(const Series& s) {
    if (!sane(s.duration) || !sane(s.frames_per_second) || !sane(s.processor_seconds) || s.duration < 0) return false;
    float last = -1;
    for (const Tick& tick : s.ticks) {
        if (!sane(tick) || tick.time <= last) return false;
        last = tick.time;
    }
    last = -1;
    for (const Look& look : s.looks) {
        if (!sane(look) || look.time <= last) return false;
        last = look.time;
    }
    for (const float sound : s.sound)
        if (!sane(sound)) return false;
    return true;
}

}  // namespace

std::string encode(const Result<Series>& outcome) {
    if (!outcome) return std::string(no_kind.data(), no_kind.size()) + outcome.error().what;
    const Series& s = *outcome;
    const Head head{series_kind,    s.duration,     s.frames_per_second, s.processor_seconds,   s.width,
                    s.height,       s.frames,       s.damaged_frames,    s.cut_short ? 1U : 0U, s.sound_there ? 1U : 0U,
                    s.ticks.size(), s.looks.size(), s.sound.size()};
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    append(out, s.ticks);
    append(out, s.looks);
    append(out, s.sound);
    return out;
}

Result<Series> series_of(std::string_view bytes) {
    const std::string refused(no_kind.data(), no_kind.size());
    if (bytes.starts_with(refused)) return fail("", std::string(bytes.substr(refused.size(), 400)));
    Head head;
    if (bytes.size() < sizeof head) return fail("", "a recording whose reader ended without an answer", "the recording is hostile or damaged");
    std::memcpy(&head, bytes.data(), sizeof head);
    bytes.remove_prefix(sizeof head);
    constexpr std::uint64_t most = 10'000'000;
    if (head.kind != series_kind || head.ticks > most || head.looks > most || head.sounds > most ||
        head.ticks * sizeof(Tick) + head.looks * sizeof(Look) + head.sounds * sizeof(float) != bytes.size())
        return fail("", "a recording whose reader gave no proper answer", "the recording is hostile");
    Series s;
    s.duration = head.duration, s.frames_per_second = head.frames_per_second, s.processor_seconds = head.processor_seconds;
    s.width = head.width, s.height = head.height, s.frames = head.frames, s.damaged_frames = head.damaged_frames;
    s.cut_short = head.cut_short != 0, s.sound_there = head.sound_there != 0;
    take(bytes, head.ticks, s.ticks);
    take(bytes, head.looks, s.looks);
    take(bytes, head.sounds, s.sound);
    if (!sane(s)) return fail("", "a recording whose reader gave numbers that cannot be", "the recording is hostile");
    return s;
}

}  // namespace bonafide::video
