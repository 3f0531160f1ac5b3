// Reads paths with read_all() into plain text lines, so that two ways of reading can be compared. For the tests of this folder.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <tuple>

#include "record/reader.h"

namespace bonafide::test {

/// Everything content might read, for tests: paths and columns.
inline FieldNames names_of(const std::vector<std::string>& paths, const std::vector<std::string>& columns = {}) {
    FieldNames names;
    for (const std::string& path : paths) names.intern(path);
    for (const std::string& column : columns) names.intern_column(column);
    names.freeze();
    return names;
}

struct ReadRecord {
    std::string file;  ///< path!member
    Locator locator;
    std::string bytes;
    std::string fields;  ///< "name=value;..." of what was kept
    std::string all;     ///< the same of all_fields()
    bool event = false;  ///< `bytes` are a rendering
    auto operator<=>(const ReadRecord&) const = default;
};

struct ReadResult {
    ReadOutcome outcome;
    std::vector<ReadRecord> records;  ///< sorted by file and offset

    [[nodiscard]] std::string unread_text() const {
        std::ostringstream out;
        for (const Unread& u : outcome.unread)
            out << u.file.path << (u.file.member.empty() ? "" : "!") << u.file.member << '@' << u.offset << ':' << u.line << " x" << u.count << ' '
                << u.reason << '\n';
        return out.str();
    }
};

inline std::string fields_text(const Record& record, const FieldNames& names) {
    std::string out, scratch;
    for (const Value& value : record.values()) {
        out += names.name(value.field);
        out += '=';
        out += Record::text(value, scratch);
        out += ';';
    }
    return out;
}

class Collect : public RecordSink {
public:
    Collect(const FieldNames& names, std::mutex& mutex, std::vector<ReadRecord>& into, bool all)
        : names_(names), mutex_(mutex), into_(into), all_(all) {}
    void begin_file(std::uint32_t, const FileName& name) override { file_ = name.member.empty() ? name.path : name.path + "!" + name.member; }
    void record(const Record& record, const TableHeader* header) override {
        ReadRecord out{file_, record.locator(), std::string(record.bytes()), fields_text(record, names_), {}, record.format() == RecordFormat::event};
        if (all_) {
            for (const auto& [name, value] : all_fields(record, header)) out.all += name + "=" + value + ";";
        }
        const std::lock_guard lock(mutex_);
        into_.push_back(std::move(out));
    }

private:
    const FieldNames& names_;
    std::mutex& mutex_;
    std::vector<ReadRecord>& into_;
    std::string file_;
    bool all_;
};

inline ReadResult read_paths(const std::vector<std::string>& paths, const FieldNames& names, const ReadOptions& options = {}, bool all = false) {
    ReadResult out;
    std::mutex mutex;
    auto outcome = read_all(paths, names, options, [&](unsigned) { return std::make_unique<Collect>(names, mutex, out.records, all); });
    if (outcome) out.outcome = std::move(*outcome);
    std::ranges::sort(out.records, {}, [](const ReadRecord& r) { return std::tuple(r.file, r.locator.offset, r.locator.length, r.fields); });
    return out;
}

/// A folder of its own for one test.
class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "bonafide-record-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TempFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, std::string_view bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return *this / name;
    }

private:
    std::filesystem::path path_;
};

}  // namespace bonafide::test
