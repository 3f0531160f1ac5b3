// What comes over the network is first of all written down: to files in the state's folder, which are then followed like any other. So it
// survives any death, evidence points to bytes that can be opened, and a scan of the spool gives the same answer. One for all inputs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"
#include "watch/tail.h"

namespace bonafide::watch {

enum class SpoolKind : std::uint8_t { json, text };  ///< lines of JSON, or of anything else: a file has one kind

struct SpoolOptions {
    std::filesystem::path folder;
    std::uint64_t file_bytes = 64ULL << 20;  ///< then the next file begins
};

class Spool {
public:
    explicit Spool(SpoolOptions options) : options_(std::move(options)) {}

    /// Appends whole lines (each with its line feed) to the newest file of a stream ("syslog"); all of them or none. Thread-safe.
    [[nodiscard]] Result<void> append(std::string_view stream, SpoolKind kind, std::string_view lines);
    /// What was appended so far survives a power cut, too. Returns how many bytes were appended before.
    [[nodiscard]] std::uint64_t sync();
    [[nodiscard]] std::uint64_t appended() const;

    /// Where the next line of a stream would go, for inputs that keep their own account (Kafka).
    struct Place {
        std::filesystem::path file;
        std::uint64_t length = 0;
    };
    [[nodiscard]] Result<Place> place(std::string_view stream, SpoolKind kind);

private:
    struct Open {
        Descriptor file;
        std::filesystem::path path;
        std::uint64_t length = 0, number = 0;
        bool dirty = false;
    };
    [[nodiscard]] Result<Open*> open(std::string_view stream, SpoolKind kind);

    SpoolOptions options_;
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, SpoolKind>, Open> open_;
    std::uint64_t appended_ = 0;
};

/// One line of a text that may have several: control bytes as rsyslog writes them (#012).
void append_line(std::string& out, std::string_view message);

}  // namespace bonafide::watch
