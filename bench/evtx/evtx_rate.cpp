// How fast event logs are read: evtx_rate [--json OUT] FILE...: records with the fields that Sigma's rules of Windows ask for most, on one thread.
// --json writes every event as a line, to be compared with evtx_dump's.
#include <chrono>
#include <cstdio>
#include <fstream>

#include "record/reader.h"

namespace {

using namespace bonafide;

class Count final : public RecordSink {
public:
    Count(std::uint64_t& records, std::uint64_t& json, std::ofstream* out) : records_(records), json_(json), out_(out) {}
    void record(const Record& record, const TableHeader*) override {
        ++records_;
        json_ += record.bytes().size();
        if (out_) *out_ << record.bytes() << '\n';
    }

private:
    std::uint64_t& records_;
    std::uint64_t& json_;
    std::ofstream* out_;
};

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::string> paths(arguments + 1, arguments + count);
    std::ofstream out;
    if (paths.size() > 2 && paths[0] == "--json") {
        out.open(paths[1]);
        paths.erase(paths.begin(), paths.begin() + 2);
    }
    FieldNames names;
    for (const char* field : {"System.EventID", "System.Channel", "System.Computer", "EventData.Image", "EventData.CommandLine",
                              "EventData.ParentImage", "EventData.TargetObject", "EventData.TargetFilename", "EventData.User", "EventData.UtcTime"})
        names.intern(std::string("Event.") + field);
    names.freeze();
    ReadOptions options;
    options.threads = 1;
    std::uint64_t records = 0, json = 0, bytes = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto read =
        read_all(paths, names, options, [&](unsigned) { return std::make_unique<Count>(records, json, out.is_open() ? &out : nullptr); });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!read) return 1;
    for (const FileReport& report : read->reports) bytes += report.bytes;
    for (const Unread& unread : read->unread) std::printf("%s: %s\n", unread.file.path.c_str(), unread.reason.c_str());
    std::printf("%llu events, %.0f MB (%.0f MB of JSON) in %.2f s: %.0f MB/s, %.0f events/s\n", static_cast<unsigned long long>(records),
                static_cast<double>(bytes) / 1e6, static_cast<double>(json) / 1e6, seconds, static_cast<double>(bytes) / 1e6 / seconds,
                static_cast<double>(records) / seconds);
    return 0;
}
