// bonafide-video-reader: the process in which recordings are decoded and measured. Started by read_recording(), never by people.
//   bonafide-video-reader MEMORY SECONDS DURATION PIXELS CASCADE   the recording on standard input → an encoded Series (video/series.h)
// It links FFmpeg, which is GPL as Debian builds it; no other program of the project does.
#include <sys/resource.h>
#include <unistd.h>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include "document/confine.h"
#include "document/standard_streams.h"
#include "video/reader/decode.h"
#include "video/reader/measure.h"
#include "video/series.h"

namespace {

using namespace bonafide;
using namespace bonafide::video;
using document::number;
using document::say;

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

Result<Series> measured(Measure& measure, std::string_view bytes, const Bounds& bounds) {
    try {
        const auto decoded = decode(bytes, bounds,
                                    {[&](const Planes& planes) { measure.picture(planes); },
                                     [&](double time, std::span<const float> samples) { measure.sound(time, samples); }});
        if (!decoded) return std::unexpected(decoded.error());
        Series out = measure.take();
        out.frames = decoded->frames, out.damaged_frames = decoded->damaged;
        out.cut_short = decoded->cut_short, out.sound_there = decoded->sound_there;
        out.frames_per_second = static_cast<float>(decoded->frames_per_second);
        out.processor_seconds = static_cast<float>(processor_seconds());
        return out;
    } catch (const std::bad_alloc&) {
        return fail("", "a recording that needs more memory than the limit", "it is hostile or very large");
    } catch (const std::exception& error) {
        return fail("", std::string("a damaged recording: ") + error.what());
    }
}

int run(char** arguments) {
    const auto [good, bytes] = document::input();
    if (!good) return 3;
    if (bytes.empty()) return say(encode(Result<Series>(fail("", "an empty recording"))));
    auto measure = Measure::load(arguments[4]);  // before the limits: afterwards no file can be opened
    if (!measure) return say(encode(Result<Series>(std::unexpected(measure.error()))));
    const Result<void> confined = document::confine(
        {.max_memory = number(arguments[0]) + bytes.size(), .max_seconds = static_cast<unsigned>(number(arguments[1])), .other_program = false});
    if (!confined) return say(encode(Result<Series>(std::unexpected(confined.error()))));
    const Bounds bounds{static_cast<double>(number(arguments[2])), number(arguments[3])};
    return say(encode(measured(*measure, bytes, bounds)));
}

}  // namespace

int main(int count, char** arguments) {
    int code = 2;
    if (count == 6) code = run(arguments + 1);
    else std::fputs("bonafide-video-reader is started by bonafide\n", stderr);
    ::_exit(code);  // nothing of this process needs an orderly end
}
