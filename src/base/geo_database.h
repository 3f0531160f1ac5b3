// A MaxMind database (libmaxminddb), mapped. Inside base only.
#pragma once

#include <maxminddb.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/ip.h"

namespace bonafide {

/// Lookups may run at the same time.
class GeoDatabase {
public:
    GeoDatabase() = default;
    ~GeoDatabase();
    GeoDatabase(const GeoDatabase&) = delete;
    GeoDatabase& operator=(const GeoDatabase&) = delete;

    bool open(const std::filesystem::path& path);
    [[nodiscard]] std::optional<MMDB_entry_s> find(const IpAddress& ip) const;

private:
    MMDB_s db_{};
    bool open_ = false;
};

/// A field of an entry's map; "" or nothing where it is absent or of another type.
[[nodiscard]] std::string text_field(MMDB_entry_s entry, const char* key);
[[nodiscard]] std::optional<double> number_field(MMDB_entry_s entry, const char* key);

}  // namespace bonafide
