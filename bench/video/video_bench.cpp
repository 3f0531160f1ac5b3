// What the checks of recordings say of generated clips, by kind, and how fast recordings are read. Prints Markdown for bench/README.md.
//   video_bench [VARIANTS]    ten of each kind unless said otherwise; needs bonafide-video-reader beside itself or a folder up
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "tests/video/clips.h"
#include "video/judge.h"
#include "video/read.h"

namespace {

using namespace bonafide;
using namespace bonafide::video;
namespace fs = std::filesystem;

struct Tally {
    int contradicted = 0, consistent = 0, unclear = 0;
};

std::vector<Prompt> prompts_beside(fs::path recording) {
    recording.replace_extension(".prompts.csv");
    if (!fs::exists(recording)) return {};
    std::ostringstream text;
    text << std::ifstream(recording).rdbuf();
    fs::remove(recording);
    auto prompts = read_prompts(text.str());
    return prompts ? std::move(*prompts) : std::vector<Prompt>{};
}

/// Speech is compared over sixteen seconds, prompts over twelve, all else over eight.
double seconds_of(clips::Kind kind) {
    if (kind == clips::Kind::genuine || kind == clips::Kind::two_voices || kind == clips::Kind::late_sound) return 16;
    return kind == clips::Kind::screen_light || kind >= clips::Kind::prompts_unseen ? 12 : 8;
}

}  // namespace

int main(int count, char** arguments) {
    const int variants = count > 1 ? std::atoi(arguments[1]) : 10;
    const fs::path folder = fs::temp_directory_path() / ("video-bench-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::map<clips::Kind, std::map<std::string, Tally>> tallies;
    std::map<clips::Kind, int> blamed;
    std::vector<std::string> checks;
    double recorded = 0, processor = 0;
    int failed = 0;
    for (const clips::Kind kind : clips::kinds)
        for (int variant = 1; variant <= variants; ++variant) {
            const auto seed = static_cast<std::uint32_t>(100 + variant);
            const fs::path path = folder / (variant % 3 ? "clip.mp4" : "clip.webm");
            if (const std::string error = clips::make({.kind = kind, .seed = seed, .seconds = seconds_of(kind)}, path.string()); !error.empty()) {
                std::fprintf(stderr, "%s\n", error.c_str());
                return 1;
            }
            const auto series = read_recording_file(path.string());
            if (!series) {
                std::fprintf(stderr, "%s %d: %s\n", clips::kind_name(kind), variant, series.error().text().c_str());
                ++failed;
                continue;
            }
            recorded += static_cast<double>(series->duration), processor += static_cast<double>(series->processor_seconds);
            checks.clear();
            bool any = false;
            for (const Finding& finding : judge(*series, prompts_beside(path))) {
                checks.push_back(finding.check);
                Tally& tally = tallies[kind][finding.check];
                tally.contradicted += finding.verdict == Verdict::contradicted, tally.consistent += finding.verdict == Verdict::consistent;
                tally.unclear += finding.verdict == Verdict::cannot_be_said;
                any |= finding.verdict == Verdict::contradicted;
                if (finding.verdict == Verdict::contradicted && clips::honest(kind))
                    std::fprintf(stderr, "%s %d: %s: %s\n", clips::kind_name(kind), variant, finding.check.c_str(), finding.reason.c_str());
            }
            blamed[kind] += any;
        }
    fs::remove_all(folder);
    std::printf("| kind | any contradicted |");
    for (const std::string& check : checks) std::printf(" %s |", check.substr(6).c_str());
    std::printf("\n|---|---|");
    for (std::size_t i = 0; i < checks.size(); ++i) std::printf("---|");
    std::printf("\n");
    for (const clips::Kind kind : clips::kinds) {
        std::printf("| %s | %d of %d |", clips::kind_name(kind), blamed[kind], variants);
        for (const std::string& check : checks) {
            const Tally& tally = tallies[kind][check];
            std::printf(" %d/%d/%d |", tally.contradicted, tally.consistent, tally.unclear);
        }
        std::printf("\n");
    }
    std::printf("\n%.0f s of recording in %.1f s of one processor, starts included: %.1f times as fast as real time; %d could not be read\n",
                recorded, processor, recorded / processor, failed);
    return failed ? 1 : 0;
}
