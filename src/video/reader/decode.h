// A recording (MP4, WebM, Matroska) → its pictures and its sound, by FFmpeg, in this process. It trusts nothing it reads, but still it is called
// only by bonafide-video-reader, under limits: FFmpeg as Debian builds it is GPL, and no other program links it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "base/error.h"

namespace bonafide::video {

constexpr int sound_rate = 8000;  ///< samples a second, one channel

/// One picture as planes of luma and of colour differences at half the width and height; 8 bits. Valid until the callback returns.
struct Planes {
    const std::uint8_t* data[3] = {};
    int stride[3] = {};
    int width = 0, height = 0;
    double time = 0;  ///< seconds from the beginning of the recording
};

struct Bounds {
    double max_seconds = 5400;               ///< of the recording
    std::uint64_t max_pixels = 4096 * 2304;  ///< of one picture
};

struct Sink {
    std::function<void(const Planes&)> picture;
    std::function<void(double time, std::span<const float> samples)> sound;
};

struct Decoded {
    std::uint32_t frames = 0, damaged = 0;
    double frames_per_second = 0;  ///< as the file says; 0 where it does not
    bool cut_short = false, sound_there = false;
};

/// Calls `sink` in the order of the file. An Error where nothing can be decoded: no recording, no picture, too many pixels.
[[nodiscard]] Result<Decoded> decode(std::string_view bytes, const Bounds& bounds, const Sink& sink);

}  // namespace bonafide::video
