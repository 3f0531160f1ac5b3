// What was measured in a recording, moment by moment: numbers of how the picture, the face's place and the sound change. Made by the program
// bonafide-video-reader (src/video/reader), the only one that sees the recording; judged by judge.h in the program itself. Nothing here says
// whose face it is or what it looks like, and nothing of it is kept.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide::video {

constexpr std::uint32_t cells_wide = 24, cells_high = 16, cell_count = cells_wide * cells_high;
constexpr float ticks_per_second = 15;  ///< at most: a recording of fewer frames has fewer
constexpr float sound_step = 0.02F;     ///< seconds

/// Means of luma and colour differences, 0 to 255.
struct Colour {
    float y = 0, u = 0, v = 0;
};

/// Part of the picture, in shares of its width and height. Width 0: there is none.
struct Place {
    float left = 0, top = 0, width = 0, height = 0;
    [[nodiscard]] bool there() const { return width > 0; }
    bool operator==(const Place&) const = default;
};

/// One moment, at most about 15 a second. Changes are mean absolute differences to the tick before, in levels of luma, of the same places in both;
/// those of the brow (forehead and eyes) and of the mouth after the head's movement, found at the brow, was taken out.
struct Tick {
    float time = 0;  ///< seconds from the beginning
    Place face;      ///< where it was seen last; none after two seconds without
    float face_change = 0, ring_change = 0, rest_change = 0, mouth_change = 0, brow_change = 0;
    Colour face_colour, ring_colour, rest_colour;   ///< of the face, of the band around it, of what is outside
    std::array<std::uint16_t, cell_count> cells{};  ///< mean luma of a grid of the picture, in 1/64 levels
};

/// One search for faces, about five a second.
struct Look {
    float time = 0;
    Place face;
    std::uint32_t faces = 0;
    float face_noise = 0, ring_noise = 0;    ///< what flickers from frame to frame, in levels
    float face_detail = 0, ring_detail = 0;  ///< fine structure, in levels
};

struct Series {
    float duration = 0;  ///< seconds that were looked at
    std::uint32_t width = 0, height = 0;
    float frames_per_second = 0;
    std::uint32_t frames = 0;
    std::uint32_t damaged_frames = 0;
    bool cut_short = false;  ///< longer than the limit: what comes later was not looked at
    bool sound_there = false;
    float processor_seconds = 0;
    std::vector<Tick> ticks;
    std::vector<Look> looks;
    std::vector<float> sound;  ///< loudness of speech frequencies, decibels, one each sound_step
};

// Between the reader program and whoever asked. Decoding believes no length and no number.
[[nodiscard]] std::string encode(const Result<Series>& outcome);
[[nodiscard]] Result<Series> series_of(std::string_view bytes);

}  // namespace bonafide::video
