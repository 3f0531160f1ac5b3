// SHA-256 (FIPS 180-4), for checksums inside other formats. Not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bonafide {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);

}  // namespace bonafide
