// The look-up files that tools/fetch-data.sh makes, searched in mapped memory: nothing is loaded. Inside base only.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/geo.h"
#include "base/mapped_file.h"

namespace bonafide {

/// Lines of tab-separated values, sorted by the bytes of their first column.
class SortedTable {
public:
    [[nodiscard]] static std::optional<SortedTable> open(const std::filesystem::path& path);
    /// The lines whose first column is `key`, split at tabs, in the file's order.
    [[nodiscard]] std::vector<std::vector<std::string_view>> find(std::string_view key) const;

private:
    [[nodiscard]] std::size_t line_start(std::size_t at) const;
    [[nodiscard]] std::size_t lower_bound(std::string_view key) const;
    MappedFile file_;
};

/// networks.bin: `BFNET001`; counts of IPv4 ranges, IPv6 ranges, networks and bytes of names as 32-bit little-endian numbers; IPv4 first[],
/// last[], network[] as such numbers; IPv6 first[], last[] as 16 bytes in network order, network[]; then of each network its number,
/// where its name begins (one more: the end), and the names.
class NetworkTable {
public:
    [[nodiscard]] static std::optional<NetworkTable> open(const std::filesystem::path& path);
    [[nodiscard]] std::optional<Network> find(const IpAddress& ip) const;

private:
    [[nodiscard]] std::uint32_t word(std::size_t at) const;
    [[nodiscard]] std::optional<std::size_t> range_of_v4(std::uint32_t ip) const;
    [[nodiscard]] std::optional<std::size_t> range_of_v6(const IpAddress& ip) const;
    [[nodiscard]] Network network(std::size_t index) const;

    MappedFile file_;
    std::size_t v4_count_ = 0, v6_count_ = 0, network_count_ = 0;
    std::size_t v4_at_ = 0, v6_at_ = 0, networks_at_ = 0, names_at_ = 0;
};

/// A place's name as the tables' keys have it: folded, without punctuation, "St." written out, nothing after a comma.
[[nodiscard]] std::string fold_place(std::string_view name);

}  // namespace bonafide
