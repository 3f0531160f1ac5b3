// Time zones: names, and offsets from the system's TZif files (RFC 8536) with the POSIX TZ rule of their footer.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "base/text.h"
#include "base/time.h"
#include "base/time_zone_table.h"
#include "base/whole_file.h"

namespace bonafide {
namespace {

constexpr std::string_view zone_folder = "/usr/share/zoneinfo/";

/// Letters, digits, `_+-/` and no dot: nothing that leaves the folder.
bool is_zone_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
    };
    return !name.empty() && name.size() < 64 && name.front() != '/' && std::ranges::all_of(name, fits);
}

/// "america/new_york" as the file is called: America/New_York.
std::string usual_case(std::string_view name) {
    std::string out = ascii_lower(name);
    bool first = true;
    for (char& c : out) {
        if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
        first = c == '/' || c == '_' || c == '-';
    }
    return out;
}

std::shared_ptr<const TimeZone::Table> read_zone_file(const std::string& name) {
    const std::filesystem::path path = std::string(zone_folder) + name;
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) return nullptr;  // "America" is a folder
    auto table = parse_tzif(read_whole_file(path).value_or(""));
    if (!table) return nullptr;
    table->name = name;
    return std::make_shared<const TimeZone::Table>(*std::move(table));
}

/// `+09:00`, `-0530`, `UTC+9`, `GMT-05:00`, `Z`: seconds east of Greenwich.
std::optional<std::int32_t> fixed_offset(std::string_view s) {
    if (equals_ignore_case(s, "z")) return 0;
    for (const std::string_view prefix : {"UTC", "GMT"})
        if (s.size() > 3 && equals_ignore_case(s.substr(0, 3), prefix)) s = trim(s.substr(3));
    if (s.size() < 2 || s.size() > 6 || (s[0] != '+' && s[0] != '-')) return std::nullopt;
    int digits = 0, value = 0;
    for (const char c : s.substr(1)) {
        if (c == ':') {
            if (digits == 1 || digits == 2) continue;
            return std::nullopt;
        }
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
        ++digits;
    }
    if (digits < 1 || digits > 4) return std::nullopt;
    const int minutes = digits <= 2 ? value * 60 : value / 100 * 60 + value % 100;
    if (minutes > 18 * 60) return std::nullopt;
    return (s[0] == '-' ? -1 : 1) * minutes * 60;
}

std::shared_ptr<const TimeZone::Table> fixed_zone(std::int32_t offset) {
    TimeZone::Table table;
    const int minutes = std::abs(offset) / 60;
    table.name = "+00:00";
    if (offset < 0) table.name[0] = '-';
    table.name[1] = static_cast<char>('0' + minutes / 600);
    table.name[2] = static_cast<char>('0' + minutes / 60 % 10);
    table.name[4] = static_cast<char>('0' + minutes % 60 / 10);
    table.name[5] = static_cast<char>('0' + minutes % 10);
    table.first_offset = offset;
    return std::make_shared<const TimeZone::Table>(std::move(table));
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    name = trim(name);
    TimeZone zone;
    if (const auto offset = fixed_offset(name)) zone.table_ = fixed_zone(*offset);
    else if (const std::string_view alias = zone_alias(name); !alias.empty()) zone.table_ = read_zone_file(std::string(alias));
    else if (is_zone_name(name)) {
        zone.table_ = read_zone_file(std::string(name));
        if (zone.table_ == nullptr) zone.table_ = read_zone_file(usual_case(name));
    }
    if (zone.table_ == nullptr) return std::nullopt;
    return zone;
}

std::int32_t TimeZone::offset_seconds(Timestamp at) const { return table_->offset_at(at.seconds()); }

bool TimeZone::has_dst(int year) const {
    const std::int64_t begin = days_from_civil({year, 1, 1}) * 86400LL, end = days_from_civil({year + 1, 1, 1}) * 86400LL;
    const std::int32_t first = table_->offset_at(begin);
    for (std::int64_t at = begin; at < end; at += 7 * 86400)  // no zone has kept an offset for less than a week
        if (table_->offset_at(at) != first) return true;
    return false;
}

std::string_view TimeZone::name() const { return table_->name; }

}  // namespace bonafide
