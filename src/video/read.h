// Recording → Series, in the program bonafide-video-reader: no network, no files, no other process, bounded memory and time, so that a recording
// that breaks it costs that recording and is reported. Used by examine.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "video/series.h"

namespace bonafide::video {

struct Limits {
    std::uint64_t max_bytes = 8ULL << 30;    ///< of a file
    std::uint64_t max_memory = 2ULL << 30;   ///< of the child, beside the recording itself
    std::uint32_t max_seconds = 1800;        ///< of the processor and of the clock
    std::uint32_t max_duration = 5400;       ///< seconds of the recording; what comes later is not looked at
    std::uint64_t max_pixels = 4096 * 2304;  ///< of one picture
    std::string reader;                      ///< path of bonafide-video-reader; "": beside the running program
    std::string cascade = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";  ///< of Debian's opencv-data
};

/// By its first bytes (an ISO media file that is no picture, or EBML), else by its name's suffix.
[[nodiscard]] bool is_recording(std::string_view name, std::string_view head);
[[nodiscard]] Result<Series> read_recording(std::string_view bytes, const Limits& limits = {});
[[nodiscard]] Result<Series> read_recording_file(const std::string& path, const Limits& limits = {});

}  // namespace bonafide::video
