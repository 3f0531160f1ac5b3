// The hits of base rules that correlations need, gathered by the workers of a scan in no order and handed to a Correlator in order of
// (time, locator, rule): the firings do not depend on threads or cutting. What does not fit in memory waits, sorted, in a temporary file.
// A scan keeps them in its store beside what else the files said, so that files need not be read again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "sigma/correlate.h"

namespace bonafide::sigma {

/// One for each worker.
class HitLog {
public:
    /// Keeps about `max_bytes` in memory and the rest in one unnamed file in `folder`, made when first needed.
    HitLog(std::size_t max_bytes, std::filesystem::path folder) : max_bytes_(max_bytes), folder_(std::move(folder)) {}
    HitLog(HitLog&& other) noexcept = default;
    HitLog& operator=(HitLog&&) noexcept = default;
    /// The same hits once more. The file is shared, so both belong to one thread.
    [[nodiscard]] HitLog clone() const { return *this; }

    void add(const Hit& hit);
    /// What is in memory goes to the file.
    void spill();
    /// Files were renumbered: `new_index[old]`, in the order they had. Nothing may be added afterwards.
    void renumber_files(const std::vector<std::uint32_t>& new_index);

    /// Every hit as bytes, after those that `out` has. An Error where the file cannot be read back.
    /// `after_each`: called behind every hit, and free to take what is in `out`.
    [[nodiscard]] Result<void> save(std::string& out, const std::function<void()>& after_each = [] {}) const;
    /// Adds what save() wrote; false where it is damaged or `accept` refuses a hit.
    [[nodiscard]] bool load(std::string_view bytes, const std::function<bool(const Hit&)>& accept);

    [[nodiscard]] std::size_t memory() const { return entries_.size() * sizeof(Entry) + texts_.size(); }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::uint64_t spilled_bytes() const { return file_ ? file_->size : 0; }
    /// Hits that could not be written to disk, and why the first could not.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    friend class HitRun;
    friend Result<void> feed_in_order(std::span<HitLog> logs, Correlator& to);
    struct Entry {
        std::int64_t time = 0;
        Locator where;
        std::uint32_t rule = 0;
        std::uint64_t text = 0;  ///< where its values begin in texts_; they end where their count says
        auto operator<=>(const Entry&) const = default;
    };
    struct Run {
        std::uint64_t begin = 0, end = 0;  ///< in the file
    };
    struct File {  ///< appended to only
        int descriptor = -1;
        std::uint64_t size = 0;
        explicit File(int opened) : descriptor(opened) {}
        File(const File&) = delete;
        File& operator=(const File&) = delete;
        ~File();
    };
    HitLog(const HitLog&) = default;
    void sort();
    [[nodiscard]] Result<void> make_file();
    [[nodiscard]] std::string_view values_of(const Entry& entry) const;
    [[nodiscard]] Result<void> write(std::string_view bytes);

    std::size_t max_bytes_;
    std::filesystem::path folder_;
    std::vector<Entry> entries_;
    std::string texts_;
    std::vector<Run> runs_;
    std::vector<std::uint32_t> new_index_;  ///< of files; empty: as they were added
    std::shared_ptr<File> file_;
    std::uint64_t size_ = 0, lost_ = 0;
    std::optional<Error> error_;
};

/// All go to their files where they have more than `max_bytes` in memory together.
void spill_beyond(std::span<HitLog> logs, std::size_t max_bytes);

/// Feeds everything; empties nothing, so it may be done once only. An Error where hits were lost or a file could not be read back: then the
/// firings are those of the hits that are there. The correlator must have lateness 0.
[[nodiscard]] Result<void> feed_in_order(std::span<HitLog> logs, Correlator& to);

}  // namespace bonafide::sigma
