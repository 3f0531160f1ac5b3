#include "sigma/correlate_hits.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <queue>
#include <system_error>
#include <tuple>

#include "sigma/correlate_bytes.h"
#include "sigma/correlate_state.h"

namespace bonafide::sigma {

namespace {

constexpr std::size_t read_size = std::size_t{64} << 10;
constexpr std::size_t write_size = std::size_t{1} << 20;

std::string why() { return std::error_code(errno, std::generic_category()).message(); }

}  // namespace

HitLog::File::~File() { ::close(descriptor); }

void HitLog::add(const Hit& hit) {
    ++size_;
    entries_.push_back({hit.time.us, hit.where, hit.rule, texts_.size()});
    std::string_view all;
    const std::size_t at = texts_.size();
    append_text(texts_, all);  // room for the length of all values together
    for (const std::string_view value : hit.values) append_text(texts_, value);
    const auto size = static_cast<std::uint32_t>(texts_.size() - at - 4);
    std::memcpy(texts_.data() + at, &size, 4);
    if (memory() > max_bytes_) spill();
}

void HitLog::renumber_files(const std::vector<std::uint32_t>& new_index) {
    if (new_index_.empty()) new_index_ = new_index;
    else
        for (std::uint32_t& file : new_index_) file = file < new_index.size() ? new_index[file] : file;
}

void HitLog::sort() { std::ranges::sort(entries_); }

std::string_view HitLog::values_of(const Entry& entry) const {
    std::string_view rest = std::string_view(texts_).substr(entry.text);
    return next_text(rest);
}

namespace {

constexpr std::size_t fixed_size = 44;

/// A hit as it lies in the file and in the store.
void write_hit(std::string& bytes, std::int64_t time, const Locator& where, std::uint32_t rule, std::string_view values) {
    ByteWriter out(bytes);
    out.put(time);
    out.put(where.file);
    out.put(where.length);
    out.put(where.offset);
    out.put(where.line);
    out.put(rule);
    out.text(values);
}

}  // namespace

/// Everything in memory becomes a sorted run of the file.
void HitLog::spill() {
    if (entries_.empty()) return;
    sort();
    Result<void> done = make_file();
    const std::uint64_t begin = file_ ? file_->size : 0;
    std::string bytes;
    for (const Entry& entry : entries_) {
        if (!done) break;
        write_hit(bytes, entry.time, entry.where, entry.rule, values_of(entry));
        if (bytes.size() < write_size) continue;
        done = write(bytes);
        bytes.clear();
    }
    if (done) done = write(bytes);
    if (done) runs_.push_back({begin, file_->size});
    else {
        lost_ += entries_.size();
        if (file_) file_->size = begin;
        if (!error_) error_ = done.error();
    }
    std::vector<Entry>().swap(entries_);
    std::string().swap(texts_);
}

Result<void> HitLog::make_file() {
    if (file_) return {};
    std::string name = (folder_ / "bonafide-hits-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0)
        return fail(folder_.string(), fmt::format("no temporary file can be made: {}", why()), "free the folder or give correlations more memory");
    ::unlink(name.c_str());
    file_ = std::make_shared<File>(descriptor);
    return {};
}

Result<void> HitLog::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file_->descriptor, bytes.data(), bytes.size(), static_cast<off_t>(file_->size));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0)
            return fail(folder_.string(), fmt::format("a temporary file cannot be written: {}", why()),
                        "free space or give correlations more memory");
        bytes.remove_prefix(static_cast<std::size_t>(written));
        file_->size += static_cast<std::uint64_t>(written);
    }
    return {};
}

/// Sorted hits, one at a time: what a log has in memory, or a run of its file.
class HitRun {
public:
    explicit HitRun(const HitLog& log) : log_(log) {}
    HitRun(const HitLog& log, HitLog::Run run) : log_(log), at_(run.begin), end_(run.end) {}

    /// False at the end, or where the file cannot be read.
    bool next() {
        if (!(end_ == 0 ? next_in_memory() : next_in_file())) return false;
        if (where.file < log_.new_index_.size()) where.file = log_.new_index_[where.file];
        return true;
    }
    [[nodiscard]] bool failed() const { return failed_; }

    std::int64_t time = 0;
    Locator where;
    std::uint32_t rule = 0;
    std::string_view values;

    bool operator>(const HitRun& other) const { return std::tie(time, where, rule) > std::tie(other.time, other.where, other.rule); }

private:
    bool next_in_file() {
        if (!ensure(fixed_size)) return false;
        ByteReader in(std::string_view(buffer_).substr(used_));
        time = in.get<std::int64_t>();
        where.file = in.get<std::uint32_t>();
        where.length = in.get<std::uint32_t>();
        where.offset = in.get<std::uint64_t>();
        where.line = in.get<std::uint64_t>();
        rule = in.get<std::uint32_t>();
        const auto size = in.get<std::uint64_t>();
        if (!ensure(fixed_size + size)) return false;
        values = std::string_view(buffer_).substr(used_ + fixed_size, size);
        used_ += fixed_size + size;
        return true;
    }

    bool next_in_memory() {
        if (index_ == log_.entries_.size()) return false;
        const HitLog::Entry& entry = log_.entries_[index_++];
        time = entry.time;
        where = entry.where;
        rule = entry.rule;
        values = log_.values_of(entry);
        return true;
    }

    /// At least `size` unread bytes in the buffer.
    bool ensure(std::size_t size) {
        if (buffer_.size() - used_ >= size) return true;
        buffer_.erase(0, used_);
        used_ = 0;
        while (buffer_.size() < size && at_ < end_) {
            const std::size_t old = buffer_.size();
            buffer_.resize(old + std::min<std::uint64_t>(std::max(read_size, size - old), end_ - at_));
            const ssize_t got = ::pread(log_.file_->descriptor, buffer_.data() + old, buffer_.size() - old, static_cast<off_t>(at_));
            buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) {
                failed_ = true;
                return false;
            }
            at_ += static_cast<std::uint64_t>(got);
        }
        return buffer_.size() >= size;
    }

    const HitLog& log_;
    std::size_t index_ = 0;           ///< in memory
    std::uint64_t at_ = 0, end_ = 0;  ///< in the file
    std::string buffer_;
    std::size_t used_ = 0;
    bool failed_ = false;
};

namespace {

Error unreadable() { return {"hits of rules", "a temporary file could not be read back", "free space or give correlations more memory"}; }

}  // namespace

Result<void> HitLog::save(std::string& out, const std::function<void()>& after_each) const {
    std::vector<HitRun> runs{HitRun(*this)};
    for (const Run& run : runs_) runs.emplace_back(*this, run);
    for (HitRun& run : runs) {
        while (run.next()) {
            write_hit(out, run.time, run.where, run.rule, run.values);
            after_each();
        }
        if (run.failed()) return std::unexpected(unreadable());
    }
    return {};
}

bool HitLog::load(std::string_view bytes, const std::function<bool(const Hit&)>& accept) {
    ByteReader in(bytes);
    std::vector<std::string_view> values;
    while (!in.at_end()) {
        Hit hit;
        hit.time.us = in.get<std::int64_t>();
        hit.where.file = in.get<std::uint32_t>();
        hit.where.length = in.get<std::uint32_t>();
        hit.where.offset = in.get<std::uint64_t>();
        hit.where.line = in.get<std::uint64_t>();
        hit.rule = in.get<std::uint32_t>();
        std::string_view rest = in.text();
        for (values.clear(); !rest.empty();) values.push_back(next_text(rest));
        hit.values = values;
        if (!in.good() || !accept(hit)) return false;
        add(hit);
    }
    return true;
}

void spill_beyond(std::span<HitLog> logs, std::size_t max_bytes) {
    std::size_t in_memory = 0;
    for (const HitLog& log : logs) in_memory += log.memory();
    if (in_memory > max_bytes) std::ranges::for_each(logs, &HitLog::spill);
}

Result<void> feed_in_order(std::span<HitLog> logs, Correlator& to) {
    std::vector<std::unique_ptr<HitRun>> runs;
    std::optional<Error> error;
    for (HitLog& log : logs) {
        log.sort();
        runs.push_back(std::make_unique<HitRun>(log));
        for (const HitLog::Run& run : log.runs_) runs.push_back(std::make_unique<HitRun>(log, run));
        if (log.lost_ > 0 && !error) error = log.error_;
    }
    const auto later = [](const HitRun* a, const HitRun* b) { return *a > *b; };
    std::priority_queue<HitRun*, std::vector<HitRun*>, decltype(later)> heads(later);
    for (const auto& run : runs)
        if (run->next()) heads.push(run.get());
    std::vector<std::string_view> values;
    while (!heads.empty()) {
        HitRun* run = heads.top();
        heads.pop();
        values.clear();
        for (std::string_view rest = run->values; !rest.empty();) values.push_back(next_text(rest));
        to.feed({run->rule, {run->time}, run->where, values});
        if (run->next()) heads.push(run);
    }
    for (const auto& run : runs)
        if (run->failed() && !error) error = unreadable();
    if (error) return std::unexpected(*error);
    return {};
}

}  // namespace bonafide::sigma
