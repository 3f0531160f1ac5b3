#include "base/geo_table.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace bonafide {

std::optional<SortedTable> SortedTable::open(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file) return std::nullopt;
    SortedTable table;
    table.file_ = *std::move(file);
    return table;
}

std::size_t SortedTable::line_start(std::size_t at) const {
    const std::size_t end = at == 0 ? std::string_view::npos : file_.bytes().rfind('\n', at - 1);
    return end == std::string_view::npos ? 0 : end + 1;
}

std::size_t SortedTable::lower_bound(std::string_view key) const {
    const std::string_view bytes = file_.bytes();
    std::size_t low = 0, high = bytes.size();  // both at the beginning of a line
    while (low < high) {
        const std::size_t line = line_start(low + (high - low) / 2);
        const std::size_t end = std::min(bytes.find('\n', line), bytes.size() - 1);
        const std::string_view first = bytes.substr(line, std::min(bytes.find('\t', line), end) - line);
        if (first < key) low = end + 1;
        else high = line;
    }
    return low;
}

std::vector<std::vector<std::string_view>> SortedTable::find(std::string_view key) const {
    std::vector<std::vector<std::string_view>> rows;
    std::string_view rest = file_.bytes().substr(lower_bound(key));
    while (rest.size() > key.size() && rest.starts_with(key) && rest[key.size()] == '\t') {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        rows.push_back(split(rest.substr(0, end), '\t'));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return rows;
}

std::optional<NetworkTable> NetworkTable::open(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file || file->bytes().size() < 24 || !file->bytes().starts_with("BFNET001")) return std::nullopt;
    NetworkTable table;
    table.file_ = *std::move(file);
    table.v4_count_ = table.word(8);
    table.v6_count_ = table.word(12);
    table.network_count_ = table.word(16);
    table.v4_at_ = 24;
    table.v6_at_ = table.v4_at_ + 12 * table.v4_count_;
    table.networks_at_ = table.v6_at_ + 36 * table.v6_count_;
    table.names_at_ = table.networks_at_ + 8 * table.network_count_ + 4;
    if (table.file_.bytes().size() != table.names_at_ + table.word(20)) return std::nullopt;  // cut short
    return table;
}

std::uint32_t NetworkTable::word(std::size_t at) const {
    const char* p = file_.bytes().data() + at;
    const auto byte = [&](int i) { return std::uint32_t{static_cast<unsigned char>(p[i])}; };
    return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

std::optional<std::size_t> NetworkTable::range_of_v4(std::uint32_t ip) const {
    std::size_t low = 0, high = v4_count_;  // the first range that begins after `ip`
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (word(v4_at_ + 4 * middle) <= ip) low = middle + 1;
        else high = middle;
    }
    if (low == 0 || word(v4_at_ + 4 * (v4_count_ + low - 1)) < ip) return std::nullopt;
    return word(v4_at_ + 4 * (2 * v4_count_ + low - 1));
}

std::optional<std::size_t> NetworkTable::range_of_v6(const IpAddress& ip) const {
    const char* base = file_.bytes().data() + v6_at_;
    const auto compare = [&](std::size_t row) { return std::memcmp(base + 16 * row, ip.bytes.data(), 16); };
    std::size_t low = 0, high = v6_count_;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (compare(middle) <= 0) low = middle + 1;
        else high = middle;
    }
    if (low == 0 || compare(v6_count_ + low - 1) < 0) return std::nullopt;
    return word(v6_at_ + 32 * v6_count_ + 4 * (low - 1));
}

Network NetworkTable::network(std::size_t index) const {
    const std::size_t names = networks_at_ + 4 * network_count_ + 4 * index;
    const std::size_t begin = word(names), end = word(names + 4);
    const std::size_t size = file_.bytes().size() - names_at_;
    if (begin > end || end > size) return {word(networks_at_ + 4 * index), {}};
    return {word(networks_at_ + 4 * index), std::string(file_.bytes().substr(names_at_ + begin, end - begin))};
}

std::optional<Network> NetworkTable::find(const IpAddress& ip) const {
    const auto index = ip.is_v4() ? range_of_v4(ip.v4()) : range_of_v6(ip);
    if (!index || *index >= network_count_) return std::nullopt;
    return network(*index);
}

std::string fold_place(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> words[] = {{"st", "saint"}, {"ste", "sainte"}, {"ft", "fort"}, {"mt", "mount"}};
    std::string plain;
    for (const char c : fold(name.substr(0, name.find(',')))) {
        if (c == '-') plain += ' ';
        else if (c != '\'' && c != '.') plain += c;
    }
    std::string out;
    for (const std::string_view word : split(plain, ' ')) {
        if (word.empty()) continue;
        if (!out.empty()) out += ' ';
        const auto* full = std::ranges::find(words, word, &std::pair<std::string_view, std::string_view>::first);
        out += full == std::end(words) ? word : full->second;
    }
    return out;
}

}  // namespace bonafide
