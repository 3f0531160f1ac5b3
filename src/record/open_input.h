// One input while it is read: its parts (members, or the file itself) one after the other, chunk by chunk. One thread at a
// time may call next(); several inputs are open at once. Used by reader.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "record/discover.h"
#include "record/part.h"

namespace bonafide::reading {

/// What all inputs of a run share.
struct RunContext {
    const FieldNames& names;
    const ReadOptions& options;
    UnreadLog& unread;
    std::atomic<std::uint64_t> bytes_read{0};      ///< from disk, packed
    std::atomic<std::uint64_t> bytes_unpacked{0};  ///< out of archives
};

/// Members of an input as listed before reading, by name; "" is the input itself.
using Members = std::map<std::string, FileState*, std::less<>>;

class OpenInput {
public:
    virtual ~OpenInput() = default;
    [[nodiscard]] virtual bool next(Chunk& chunk) = 0;
};

/// The names of the members that will be read, in the order of the file; {""} for what is no archive.
[[nodiscard]] std::vector<std::string> list_members(const Input& input, RunContext& context);
[[nodiscard]] std::unique_ptr<OpenInput> open_input(const Input& input, const Members& members, RunContext& context);

}  // namespace bonafide::reading
