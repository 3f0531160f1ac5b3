// Recordings of interviews that never were: a drawn head speaks before a noisy background, and is then left alone or tampered with. Everything
// follows from the kind and the seed. Used by the tests and by bench/video.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bonafide::video::clips {

enum class Kind : std::uint8_t {
    genuine,          ///< speaks, moves, blinks; the light changes over everything
    hand,             ///< genuine; a hand passes before the face, the person leaves and comes back
    two_voices,       ///< genuine; the interviewer is heard between
    stalled,          ///< genuine; the network stalls once or twice for up to a second
    blurred,          ///< genuine; before a blurred background without noise, as meeting programs make it
    screen_light,     ///< genuine; coloured prompts were shown, and their light falls on face and shoulders
    swapped,          ///< another face is laid over: smooth, in steady light, and it fails for some frames now and then
    taken_over,       ///< another head sits there from the middle on, from one frame to the next
    late_sound,       ///< the sound comes 500 to 900 ms after the picture
    looped,           ///< a stretch of the picture is shown again and again
    face_looped,      ///< the same, the face only: the background goes on
    frozen,           ///< the picture stands for a third of the time; the sound goes on
    face_frozen,      ///< the face stands for a third of the time; the background goes on
    prompts_unseen,   ///< coloured prompts were shown: their light falls on hair and shoulders, not on the face
    prompts_nowhere,  ///< coloured prompts were shown: their light falls on nothing, as in a bright room or in a recording that is played
};
constexpr Kind kinds[] = {Kind::genuine,      Kind::hand,    Kind::two_voices,  Kind::stalled,        Kind::blurred,
                          Kind::screen_light, Kind::swapped, Kind::taken_over,  Kind::late_sound,     Kind::looped,
                          Kind::face_looped,  Kind::frozen,  Kind::face_frozen, Kind::prompts_unseen, Kind::prompts_nowhere};
[[nodiscard]] const char* kind_name(Kind kind);
[[nodiscard]] bool honest(Kind kind);

struct Clip {
    Kind kind = Kind::genuine;
    std::uint32_t seed = 1;
    double seconds = 12;
    int width = 240, height = 180, frames_per_second = 15;
    bool sound = true;
};

/// Writes `path` (.mp4: H.264 and AAC; .webm: VP8 and Opus), and where prompts were shown the file of them beside it. An empty string, or what
/// failed.
[[nodiscard]] std::string make(const Clip& clip, const std::string& path);

}  // namespace bonafide::video::clips
