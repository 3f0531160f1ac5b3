#include "record/evtx_value.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace bonafide::reading {

namespace {

using EvtxKind = EventValues::Kind;

template <class T>
T load(const char* from) {
    T out;
    std::memcpy(&out, from, sizeof out);  // little endian, as this machine is
    return out;
}

std::string_view until_nul16(std::string_view bytes) {
    std::size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= bytes.size(); i += 16) {
        const __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i));
        const auto zeros = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi16(units, _mm_setzero_si128())));
        if (zeros != 0) return bytes.substr(0, i + static_cast<std::size_t>(std::countr_zero(zeros)));
    }
#endif
    for (; i + 1 < bytes.size(); i += 2)
        if (bytes[i] == 0 && bytes[i + 1] == 0) return bytes.substr(0, i);
    return bytes;
}

std::string_view until_nul(std::string_view bytes) { return bytes.substr(0, bytes.find('\0')); }

void put_digits(JsonOut& out, std::uint64_t value, int digits) {
    std::array<char, 8> text{};
    for (int i = digits; i-- > 0; value /= 10) text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    out.raw(std::string_view(text.data(), static_cast<std::size_t>(digits)));
}

void put_time(JsonOut& out, int year, unsigned month, unsigned day, std::uint64_t seconds, std::uint64_t micros) {
    put_digits(out, static_cast<std::uint64_t>(year), year > 9999 ? 5 : 4);
    out.raw('-'), put_digits(out, month, 2), out.raw('-'), put_digits(out, day, 2), out.raw('T');
    put_digits(out, seconds / 3600, 2), out.raw(':'), put_digits(out, seconds / 60 % 60, 2), out.raw(':'), put_digits(out, seconds % 60, 2);
    out.raw('.'), put_digits(out, micros, 6), out.raw('Z');
}

/// 100 nanoseconds since 1601.
void put_filetime(JsonOut& out, const char* at) {
    const std::uint64_t ticks = load<std::uint64_t>(at), seconds = ticks / 10'000'000;
    const auto days = static_cast<int>(seconds / 86'400) - 134'774;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    put_time(out, static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds % 86'400,
             ticks % 10'000'000 / 10);
}

/// SYSTEMTIME: year, month, day of the week, day, hour, minute, second, millisecond.
void put_systemtime(JsonOut& out, const char* at) {
    const auto part = [at](std::size_t i) { return load<std::uint16_t>(at + 2 * i); };
    put_time(out, part(0), part(1) % 100U, part(3) % 100U, part(4) % 24U * 3600U + part(5) % 60U * 60U + part(6) % 60U, part(7) % 1000U * 1000U);
}

void put_guid(JsonOut& out, const char* at) {
    constexpr std::array<int, 20> order{3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::array<char, 36> text{};
    std::size_t to = 0;
    for (const int i : order) {
        const auto byte = i < 0 ? 0U : static_cast<unsigned>(static_cast<unsigned char>(at[i]));
        if (i < 0) text[to++] = '-';
        else text[to++] = digits[byte >> 4], text[to++] = digits[byte & 15];
    }
    out.raw(std::string_view(text.data(), text.size()));
}

/// MS-DTYP, 2.4.2.1: an authority of 2^32 and more is written in hexadecimal.
void put_sid(JsonOut& out, std::string_view sid) {
    std::uint64_t authority = 0;
    for (std::size_t i = 2; i < 8; ++i) authority = authority << 8 | static_cast<unsigned char>(sid[i]);
    out.raw("S-"), out.number(std::uint64_t{static_cast<unsigned char>(sid[0])}), out.raw('-');
    if (authority >> 32) out.hex(authority);
    else out.number(authority);
    for (std::size_t i = 8; i + 4 <= sid.size(); i += 4) out.raw('-'), out.number(std::uint64_t{load<std::uint32_t>(sid.data() + i)});
}

std::size_t sid_size(std::string_view bytes) { return bytes.size() < 8 ? 0 : 8 + 4 * std::size_t{static_cast<unsigned char>(bytes[1])}; }

template <class T>
void put_signed(JsonOut& out, std::string_view bytes) {
    out.number(std::int64_t{load<T>(bytes.data())});
}
template <class T>
void put_unsigned(JsonOut& out, std::string_view bytes) {
    out.number(std::uint64_t{load<T>(bytes.data())});
}
template <class T>
void put_real(JsonOut& out, std::string_view bytes) {
    out.real(static_cast<double>(load<T>(bytes.data())));
}
template <class T>
void put_hex_number(JsonOut& out, std::string_view bytes) {
    out.hex(std::uint64_t{load<T>(bytes.data())});
}
void put_flag(JsonOut& out, std::string_view bytes) {
    const auto value = load<std::int32_t>(bytes.data());
    if (value == 0 || value == 1) out.raw(value ? "true" : "false");
    else out.number(std::int64_t{value});
}
void put_size(JsonOut& out, std::string_view bytes) {
    out.hex(bytes.size() == 4 ? load<std::uint32_t>(bytes.data()) : load<std::uint64_t>(bytes.data()));
}

/// How a type of fixed width is written; width 0: not of that kind.
struct Fixed {
    std::size_t width = 0;
    EvtxKind kind = EvtxKind::text;
    void (*put)(JsonOut&, std::string_view) = nullptr;
};

constexpr std::array<Fixed, 0x16> fixed = [] {
    std::array<Fixed, 0x16> out{};
    out[0x03] = {1, EvtxKind::number, put_signed<std::int8_t>};
    out[0x04] = {1, EvtxKind::number, put_unsigned<std::uint8_t>};
    out[0x05] = {2, EvtxKind::number, put_signed<std::int16_t>};
    out[0x06] = {2, EvtxKind::number, put_unsigned<std::uint16_t>};
    out[0x07] = {4, EvtxKind::number, put_signed<std::int32_t>};
    out[0x08] = {4, EvtxKind::number, put_unsigned<std::uint32_t>};
    out[0x09] = {8, EvtxKind::number, put_signed<std::int64_t>};
    out[0x0A] = {8, EvtxKind::number, put_unsigned<std::uint64_t>};
    out[0x0B] = {4, EvtxKind::number, put_real<float>};
    out[0x0C] = {8, EvtxKind::number, put_real<double>};
    out[0x0D] = {4, EvtxKind::number, put_flag};
    out[0x0F] = {16, EvtxKind::text, [](JsonOut& o, std::string_view b) { put_guid(o, b.data()); }};
    out[0x11] = {8, EvtxKind::text, [](JsonOut& o, std::string_view b) { put_filetime(o, b.data()); }};
    out[0x12] = {16, EvtxKind::text, [](JsonOut& o, std::string_view b) { put_systemtime(o, b.data()); }};
    out[0x14] = {4, EvtxKind::text, put_hex_number<std::uint32_t>};
    out[0x15] = {8, EvtxKind::text, put_hex_number<std::uint64_t>};
    return out;
}();

const Fixed* fixed_type(std::uint8_t type) { return type < fixed.size() && fixed[type].width != 0 ? &fixed[type] : nullptr; }

bool finite(std::uint8_t type, std::string_view bytes) {
    if (type == 0x0B) return std::isfinite(load<float>(bytes.data()));
    return type != 0x0C || std::isfinite(load<double>(bytes.data()));
}

/// The first item of a list, and what stands behind it.
std::string_view take_item(std::uint8_t type, std::string_view& rest) {
    std::size_t size = rest.size(), step = 0;
    if (type == 0x01) size = until_nul16(rest).size(), step = size + 2;
    else if (type == 0x02) size = until_nul(rest).size(), step = size + 1;
    else if (const Fixed* how = fixed_type(type)) step = size = how->width;
    else if (type == 0x13 && sid_size(rest) != 0) step = size = sid_size(rest);
    if (size > rest.size() || step == 0) step = size = rest.size();
    const std::string_view item = rest.substr(0, size);
    rest.remove_prefix(std::min(step, rest.size()));
    return item;
}

void put_list(std::uint8_t type, std::string_view rest, JsonOut& out) {
    out.raw('[');
    for (bool first = true; !rest.empty(); first = false) {
        const std::string_view item = take_item(type, rest);
        if (!first) out.raw(',');
        const EvtxValue value{type, item};
        const EvtxKind kind = value.kind();
        const bool quoted = kind != EvtxKind::number;
        if (quoted) out.raw('"');
        if (kind == EvtxKind::text || kind == EvtxKind::number) value.write(out);
        if (quoted) out.raw('"');
    }
    out.raw(']');
}

}  // namespace

EvtxKind EvtxValue::kind() const {
    if (bytes.empty() || type == 0) return EvtxKind::none;
    if (type & 0x80) return EvtxKind::list;
    if (type == 0x01) return bytes.size() < 2 || (bytes[0] == 0 && bytes[1] == 0) ? EvtxKind::none : EvtxKind::text;
    if (type == 0x02) return bytes[0] == 0 ? EvtxKind::none : EvtxKind::text;
    if (type == evtx_binary_xml) return EvtxKind::tree;
    const Fixed* how = fixed_type(type);
    return how && how->width == bytes.size() && finite(type, bytes) ? how->kind : EvtxKind::text;
}

void EvtxValue::write(JsonOut& out) const {
    const Fixed* how = fixed_type(type);
    if (type & 0x80) put_list(type & 0x7F, bytes, out);
    else if (type == 0x01) out.utf16(until_nul16(bytes));
    else if (type == 0x02) out.text(windows1252_to_utf8(until_nul(bytes)));
    else if (how && how->width == bytes.size()) how->put(out, bytes);
    else if (type == 0x10 && (bytes.size() == 4 || bytes.size() == 8)) put_size(out, bytes);
    else if (type == 0x13 && sid_size(bytes) != 0 && sid_size(bytes) <= bytes.size()) put_sid(out, bytes.substr(0, sid_size(bytes)));
    else out.hex_bytes(bytes);
}

}  // namespace bonafide::reading
