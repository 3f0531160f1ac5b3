#include "scan/hit_file.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <queue>

namespace bonafide {

namespace fs = std::filesystem;

namespace {

template <class T>
void put(std::ostream& out, T value) {
    out.write(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T>
bool get(std::istream& in, T& value) {
    return static_cast<bool>(in.read(reinterpret_cast<char*>(&value), sizeof value));
}

}  // namespace

/// A sorted run being read back.
class HitLines::Run {
public:
    explicit Run(const fs::path& file) : in_(file, std::ios::binary) { (void)next(); }
    [[nodiscard]] bool more() const { return more_; }
    [[nodiscard]] const Line& line() const { return line_; }
    bool next() {
        std::uint32_t size = 0;
        more_ = get(in_, line_.file) && get(in_, line_.offset) && get(in_, line_.rule) && get(in_, size);
        if (!more_) return false;
        line_.text.resize(size);
        return more_ = static_cast<bool>(in_.read(line_.text.data(), size));
    }

private:
    std::ifstream in_;
    Line line_;
    bool more_ = false;
};

void HitLines::add(std::uint32_t file, std::uint64_t offset, std::uint32_t rule, std::string line) {
    bytes_ += line.size() + sizeof(Line);
    lines_.push_back({offset, file, rule, std::move(line)});
    if (bytes_ >= most_bytes) spill();
}

void HitLines::spill() {
    if (lines_.empty()) return;
    std::ranges::sort(lines_, {}, &Line::place);
    fs::path name = file_;
    name += "." + std::to_string(worker_) + "." + std::to_string(runs_.size()) + ".run";
    std::ofstream out(name, std::ios::binary);
    for (const Line& line : lines_) {
        put(out, line.file), put(out, line.offset), put(out, line.rule), put(out, static_cast<std::uint32_t>(line.text.size()));
        out.write(line.text.data(), static_cast<std::streamsize>(line.text.size()));
    }
    out.flush();
    failed_ |= !out;
    runs_.push_back(std::move(name));
    lines_.clear();
    bytes_ = 0;
}

Result<void> write_hits(const fs::path& file, const std::vector<HitLines*>& workers) {
    std::vector<std::unique_ptr<HitLines::Run>> runs;
    bool failed = false;
    for (HitLines* worker : workers) {
        worker->spill();
        failed |= worker->failed_;
        for (const fs::path& name : worker->runs_) runs.push_back(std::make_unique<HitLines::Run>(name));
    }
    const auto later = [](const HitLines::Run* a, const HitLines::Run* b) { return b->line().place() < a->line().place(); };
    std::priority_queue<HitLines::Run*, std::vector<HitLines::Run*>, decltype(later)> queue(later);
    for (const auto& run : runs)
        if (run->more()) queue.push(run.get());
    const fs::path part = file.string() + ".part";
    {
        std::ofstream out(part, std::ios::binary);
        while (!queue.empty()) {
            HitLines::Run* run = queue.top();
            queue.pop();
            out << run->line().text << '\n';
            if (run->next()) queue.push(run);
        }
        out.flush();
        failed |= !out;
    }
    runs.clear();
    std::error_code error;
    for (const HitLines* worker : workers)
        for (const fs::path& name : worker->runs_) fs::remove(name, error);
    if (failed) fs::remove(part, error);
    else fs::rename(part, file, error);
    if (failed || error) return fail(file.string(), "the hits could not be written", "is the disk full, or the folder read-only?");
    return {};
}

}  // namespace bonafide
