#include "base/geo_database.h"

#include <netinet/in.h>

#include <algorithm>
#include <charconv>

namespace bonafide {

GeoDatabase::~GeoDatabase() {
    if (open_) MMDB_close(&db_);
}

bool GeoDatabase::open(const std::filesystem::path& path) {
    open_ = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &db_) == MMDB_SUCCESS;
    return open_;
}

std::optional<MMDB_entry_s> GeoDatabase::find(const IpAddress& ip) const {
    if (!open_ || (!ip.is_v4() && db_.metadata.ip_version == 4)) return std::nullopt;
    sockaddr_in6 v6{};
    sockaddr_in v4{};
    v6.sin6_family = AF_INET6;
    std::ranges::copy(ip.bytes, v6.sin6_addr.s6_addr);
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(ip.v4());
    const auto* address = ip.is_v4() ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
    int failed = MMDB_SUCCESS;
    const MMDB_lookup_result_s result = MMDB_lookup_sockaddr(&db_, address, &failed);
    if (failed != MMDB_SUCCESS || !result.found_entry) return std::nullopt;
    return result.entry;
}

std::string text_field(MMDB_entry_s entry, const char* key) {
    MMDB_entry_data_s data{};
    const char* const path[] = {key, nullptr};
    if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING) return {};
    return {data.utf8_string, data.data_size};
}

std::optional<double> number_field(MMDB_entry_s entry, const char* key) {
    MMDB_entry_data_s data{};
    const char* const path[] = {key, nullptr};
    if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data) return std::nullopt;
    if (data.type == MMDB_DATA_TYPE_DOUBLE) return data.double_value;
    if (data.type == MMDB_DATA_TYPE_FLOAT) return data.float_value;
    if (data.type == MMDB_DATA_TYPE_UTF8_STRING) {
        double value = 0;
        std::from_chars(data.utf8_string, data.utf8_string + data.data_size, value);
        return value;
    }
    return std::nullopt;
}

}  // namespace bonafide
