// Pictures and sound → Series. Finds the face by OpenCV's cascade (Viola and Jones 2001) and measures how its place, the band around it and the
// rest change. It never asks whose face it is. Used by bonafide-video-reader.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"
#include "video/reader/decode.h"
#include "video/series.h"

namespace bonafide::video {

class Measure {
public:
    /// `cascade`: the file haarcascade_frontalface_alt2.xml of Debian's opencv-data; loaded at once.
    [[nodiscard]] static Result<Measure> load(const std::string& cascade);
    Measure(Measure&&) noexcept;
    ~Measure();
    void picture(const Planes& planes);
    void sound(double time, std::span<const float> samples);
    [[nodiscard]] Series take();

private:
    struct State;
    explicit Measure(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace bonafide::video
