#include "screen/recording.h"

#include <fmt/format.h>

#include <fstream>

#include "base/text.h"
#include "screen/files.h"
#include "video/judge.h"
#include "video/read.h"

namespace bonafide::screen {

namespace {

constexpr std::string_view prompts_suffix = ".prompts.csv";
constexpr std::uint64_t most_prompts_bytes = 1ULL << 20;

Examined unread(const FileName& name, std::string what, std::string hint) {
    Examined out;
    out.name = name;
    out.kind = "unread";
    out.unread = std::move(what);
    out.hint = std::move(hint);
    return out;
}

/// interview.prompts.csv of interview.mp4, in the same folder or archive.
FileName prompts_of(const FileName& recording) {
    FileName out = recording;
    std::string& path = out.member.empty() ? out.path : out.member;
    path = path.substr(0, path.rfind('.')) + std::string(prompts_suffix);
    return out;
}

std::vector<video::Prompt> prompts_for(const FileName& recording, Examined& out) {
    const auto bytes = read_file(prompts_of(recording), most_prompts_bytes);
    if (!bytes) return {};
    auto prompts = video::read_prompts(*bytes);
    if (prompts) return std::move(*prompts);
    out.oddities.emplace_back("prompts", prompts.error().text());
    return {};
}

void describe(const video::Series& series, Examined& out) {
    const auto property = [&](const char* key, std::string value) { out.properties.emplace_back(key, std::move(value)); };
    property("duration", fmt::format("{:.1f} s", series.duration));
    property("picture", fmt::format("{} x {}, {:.1f} a second", series.width, series.height, series.frames_per_second));
    property("sound", series.sound_there ? "yes" : "no");
    if (series.damaged_frames > 0)
        out.oddities.emplace_back("damaged", fmt::format("{} of {} pictures are damaged", series.damaged_frames, series.frames));
    if (series.cut_short) out.oddities.emplace_back("not_read", fmt::format("only the first {:.0f} minutes were looked at", series.duration / 60));
}

}  // namespace

bool is_recording(const FileName& name, std::string_view bytes) { return video::is_recording(file_part(name), bytes); }

bool is_recording_file(const FileName& name) {
    if (!name.member.empty()) return false;
    char head[16] = {};
    std::ifstream in(name.path, std::ios::binary);
    in.read(head, sizeof head);
    return is_recording(name, {head, static_cast<std::size_t>(in.gcount())});
}

bool is_prompts(std::string_view path) { return ascii_lower(path).ends_with(prompts_suffix); }

Examined examine_recording(const FileName& name, std::string_view bytes, const ExamineOptions& options) {
    if (!options.recordings)
        return unread(name, "a recording, which is not looked at: nobody declared that the people in it agreed",
                      "where the law allows it and they agreed, say so by --recordings");
    const auto series = bytes.empty() ? video::read_recording_file(name.path) : video::read_recording(bytes);
    if (!series) return unread(name, series.error().what, series.error().hint);
    Examined out;
    out.name = name;
    out.kind = "video";
    out.format = "recording";
    describe(*series, out);
    for (const video::Finding& finding : video::judge(*series, prompts_for(name, out)))
        out.checks.push_back({finding.check, std::string(paper::verdict_name(finding.verdict)), finding.reason, "", finding.page, finding.box});
    return out;
}

Examined examine_prompts(const FileName& name, std::string_view bytes) {
    const auto prompts = video::read_prompts(bytes);
    if (!prompts) return unread(name, "prompts that are not understood: " + prompts.error().text(), prompts.error().hint);
    Examined out;
    out.name = name;
    out.kind = "prompts";
    out.format = "csv";
    out.properties.emplace_back("prompts", std::to_string(prompts->size()));
    return out;
}

}  // namespace bonafide::screen
