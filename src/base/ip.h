// IP addresses and sets of networks.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide {

/// An IPv4 (as ::ffff:a.b.c.d) or IPv6 address in network byte order.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    /// Accepts surrounding brackets, a port ("1.2.3.4:443", "[::1]:80") and a zone id; refuses anything else.
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    [[nodiscard]] bool is_v4() const;
    [[nodiscard]] std::uint32_t v4() const;  ///< host byte order; only where is_v4()
    /// RFC 1918, loopback, link-local, CGNAT (RFC 6598), unique-local, documentation, multicast: says nothing of a place.
    [[nodiscard]] bool is_special() const;
    [[nodiscard]] std::string text() const;  ///< canonical (RFC 5952)
    auto operator<=>(const IpAddress&) const = default;
};

struct IpNetwork {
    IpAddress base;
    int prefix = 128;                                                            ///< bits, of 128 (IPv4: 96 + its own)
    [[nodiscard]] static std::optional<IpNetwork> parse(std::string_view cidr);  ///< a bare address is one host
    [[nodiscard]] bool contains(const IpAddress& ip) const;
    bool operator==(const IpNetwork&) const = default;
};

/// Many networks, looked up by binary search.
class IpSet {
public:
    void add(const IpNetwork& network);
    void finish();  ///< sort; call once before contains()
    [[nodiscard]] bool contains(const IpAddress& ip) const;
    [[nodiscard]] bool empty() const { return ranges_.empty(); }

private:
    struct Range {
        IpAddress first, last;
    };
    std::vector<Range> ranges_;
};

}  // namespace bonafide
