#include "base/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace bonafide {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

IpAddress from_v4(std::uint32_t host_order) {
    IpAddress ip;
    std::ranges::copy(v4_prefix, ip.bytes.begin());
    for (int i = 0; i < 4; ++i) ip.bytes[12 + i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
    return ip;
}

/// Four decimal parts, no leading zeros beyond three digits (RFC 6943: octal readings are an attack, so "010" is refused).
std::optional<std::uint32_t> parse_v4(std::string_view s) {
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0) {
            if (s.empty() || s[0] != '.') return std::nullopt;
            s.remove_prefix(1);
        }
        unsigned value = 0;
        std::size_t digits = 0;
        while (digits < s.size() && digits < 4 && s[digits] >= '0' && s[digits] <= '9') value = value * 10 + unsigned(s[digits++] - '0');
        if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && s[0] == '0')) return std::nullopt;
        address = address << 8 | value;
        s.remove_prefix(digits);
    }
    if (!s.empty()) return std::nullopt;
    return address;
}

std::optional<IpAddress> parse_v6(std::string_view s) {
    char buffer[INET6_ADDRSTRLEN];
    if (s.size() >= sizeof buffer) return std::nullopt;
    s.copy(buffer, s.size());
    buffer[s.size()] = '\0';
    IpAddress ip;
    if (inet_pton(AF_INET6, buffer, ip.bytes.data()) != 1) return std::nullopt;
    return ip;
}

bool is_port(std::string_view s) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(s.data(), s.data() + s.size(), value);
    return failed == std::errc{} && end == s.data() + s.size() && value <= 65535;
}

std::string_view without_zone(std::string_view s) { return s.substr(0, s.find('%')); }

/// Networks whose addresses say nothing of a place (IANA special-purpose registries, RFC 6890 and its updates).
constexpr std::string_view special_networks[] = {
    "0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",     "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24",   "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",   "::/127",
    "64:ff9b:1::/48", "100::/64",       "2001:db8::/32", "3fff::/20",       "fc00::/7",       "fe80::/10",     "ff00::/8"};

const IpSet& special_set() {
    static const IpSet set = [] {
        IpSet made;
        for (const std::string_view text : special_networks) made.add(*IpNetwork::parse(text));
        made.finish();
        return made;
    }();
    return set;
}

/// `ip` with every bit after `prefix` set to `bit`.
IpAddress fill_after(IpAddress ip, int prefix, bool bit) {
    for (int i = 0; i < 16; ++i) {
        const int kept = std::clamp(prefix - 8 * i, 0, 8);
        const auto mask = static_cast<std::uint8_t>(0xFF >> kept);
        ip.bytes[i] = static_cast<std::uint8_t>(bit ? ip.bytes[i] | mask : ip.bytes[i] & ~mask);
    }
    return ip;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    if (s.size() < 2) return std::nullopt;
    if (s[0] == '[') {
        const std::size_t end = s.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view rest = s.substr(end + 1), inner = s.substr(1, end - 1);
        if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return std::nullopt;
        if (const auto v4 = parse_v4(inner)) return from_v4(*v4);
        return parse_v6(without_zone(inner));
    }
    const std::size_t colon = s.find(':');
    if (colon == std::string_view::npos || s.find('.') < colon) {  // no colon, or 1.2.3.4:80
        if (colon != std::string_view::npos && !is_port(s.substr(colon + 1))) return std::nullopt;
        const auto v4 = parse_v4(s.substr(0, colon));
        return v4 ? std::optional(from_v4(*v4)) : std::nullopt;
    }
    return parse_v6(without_zone(s));
}

bool IpAddress::is_v4() const { return std::memcmp(bytes.data(), v4_prefix.data(), v4_prefix.size()) == 0; }

std::uint32_t IpAddress::v4() const {
    return std::uint32_t{bytes[12]} << 24 | std::uint32_t{bytes[13]} << 16 | std::uint32_t{bytes[14]} << 8 | bytes[15];
}

bool IpAddress::is_special() const { return special_set().contains(*this); }

std::string IpAddress::text() const {
    char buffer[INET6_ADDRSTRLEN];
    if (is_v4()) return inet_ntop(AF_INET, bytes.data() + 12, buffer, sizeof buffer);
    return inet_ntop(AF_INET6, bytes.data(), buffer, sizeof buffer);  // glibc writes RFC 5952's form
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view cidr) {
    const std::size_t slash = cidr.find('/');
    const auto base = IpAddress::parse(cidr.substr(0, slash));
    if (!base) return std::nullopt;
    if (slash == std::string_view::npos) return IpNetwork{*base, 128};
    const std::string_view bits = cidr.substr(slash + 1);
    int prefix = -1;
    const auto [end, failed] = std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
    const bool written_as_v4 = cidr.find(':') > slash;
    if (failed != std::errc{} || end != bits.data() + bits.size() || prefix < 0 || prefix > (written_as_v4 ? 32 : 128)) return std::nullopt;
    if (written_as_v4) prefix += 96;
    return IpNetwork{fill_after(*base, prefix, false), prefix};
}

bool IpNetwork::contains(const IpAddress& ip) const { return fill_after(ip, prefix, false) == fill_after(base, prefix, false); }

void IpSet::add(const IpNetwork& network) {
    ranges_.push_back({fill_after(network.base, network.prefix, false), fill_after(network.base, network.prefix, true)});
}

void IpSet::finish() {
    std::ranges::sort(ranges_, {}, &Range::first);
    std::vector<Range> merged;  // overlapping ranges made one, so that the search needs to look at one neighbour only
    for (const Range& range : ranges_) {
        if (!merged.empty() && range.first <= merged.back().last) merged.back().last = std::max(merged.back().last, range.last);
        else merged.push_back(range);
    }
    ranges_ = std::move(merged);
}

bool IpSet::contains(const IpAddress& ip) const {
    const auto after = std::ranges::upper_bound(ranges_, ip, {}, &Range::first);
    return after != ranges_.begin() && ip <= std::prev(after)->last;
}

}  // namespace bonafide
