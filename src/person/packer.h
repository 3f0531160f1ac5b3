// Values as bytes for the store, and back: little-endian, lengths before contents. Used by the ledger and by scan's pieces.
// Both ways can go in parts of about a megabyte, so that what is packed is not held as a whole.
#pragma once

#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

#include "person/evidence.h"

namespace bonafide {

class Packer {
public:
    static constexpr std::size_t part_bytes = std::size_t{1} << 20;
    using Sink = std::function<void(std::string_view)>;

    Packer() = default;
    explicit Packer(Sink sink) : sink_(std::move(sink)) {}
    /// Between two values: hands over what is packed, where there is a sink and enough for it.
    void pause() {
        if (out.size() >= part_bytes) flush();
    }
    void flush() {
        if (!sink_ || out.empty()) return;
        sink_(out);
        out.clear();
    }
    template <class Number>
        requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
    void put(Number number) {
        char bytes[sizeof number];
        std::memcpy(bytes, &number, sizeof number);
        out.append(bytes, sizeof number);
    }
    void put(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        out.append(text);
    }
    /// A number that is mostly small: seven bits a byte, the lowest first.
    void put_small(std::uint64_t number) {
        for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
        out += static_cast<char>(number);
    }
    void put_short(std::string_view text) {
        put_small(text.size());
        out.append(text);
    }
    void put_bytes(const void* bytes, std::size_t size) { out.append(static_cast<const char*>(bytes), size); }
    void put(const Evidence& e) {
        put(e.time.us);
        put(e.locator.file);
        put(e.locator.length);
        put(e.locator.offset);
        put(e.locator.line);
    }
    std::string out;

private:
    Sink sink_;
};

/// Reads what Packer wrote; after the first shortage everything reads as zero and ok() is false. Views are valid until the next value.
class Unpacker {
public:
    using Source = std::function<std::string()>;  ///< the next part; empty at the end

    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
    /// `total`: bytes of all parts.
    Unpacker(Source source, std::uint64_t total) : source_(std::move(source)), to_come_(total) {}
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;
    template <class Number>
    Number get() {
        Number number{};
        if (!has(sizeof number)) return number;
        if constexpr (std::is_same_v<Number, bool>) number = rest_.front() != 0;  // damaged bytes may hold anything
        else std::memcpy(&number, rest_.data(), sizeof number);
        rest_.remove_prefix(sizeof number);
        return number;
    }
    std::uint64_t get_small() {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = get<std::uint8_t>();
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (!(byte & 0x80)) return number;
        }
        ok_ = false;
        return 0;
    }
    /// What put_short() wrote, where it lies.
    std::string_view short_view() {
        const std::uint64_t size = get_small();
        if (!ok_ || !has(size)) return {};
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }
    std::string text() { return std::string(view()); }
    /// A text where it lies.
    std::string_view view() {
        const auto size = get<std::uint32_t>();
        if (!has(size)) return {};
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }
    void bytes(void* into, std::size_t size) {
        if (!has(size)) return;
        std::memcpy(into, rest_.data(), size);
        rest_.remove_prefix(size);
    }
    Evidence evidence() {
        Evidence e;
        e.time.us = get<std::int64_t>();
        e.locator.file = get<std::uint32_t>();
        e.locator.length = get<std::uint32_t>();
        e.locator.offset = get<std::uint64_t>();
        e.locator.line = get<std::uint64_t>();
        return e;
    }
    std::uint32_t small_count() {
        const std::uint64_t n = get_small();
        if (n > rest_.size() + to_come_) ok_ = false;
        return ok_ ? static_cast<std::uint32_t>(n) : 0;
    }
    /// A count of things of at least one byte each.
    std::uint32_t count() {
        const auto n = get<std::uint32_t>();
        if (n > rest_.size() + to_come_) ok_ = false;
        return ok_ ? n : 0;
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool done() const { return ok_ && rest_.empty() && to_come_ == 0; }

private:
    /// Are there so many bytes, in one piece?
    [[nodiscard]] bool has(std::uint64_t size) {
        if (rest_.size() >= size) return true;
        if (ok_ && size - rest_.size() <= to_come_) fetch(size);
        if (rest_.size() >= size) return true;
        ok_ = false;
        rest_ = {};
        to_come_ = 0;
        return false;
    }
    void fetch(std::uint64_t size) {
        std::string next(rest_);
        while (next.size() < size && to_come_ > 0) {
            const std::string part = source_();
            if (part.empty() || part.size() > to_come_) break;
            next += part;
            to_come_ -= part.size();
        }
        buffer_ = std::move(next);
        rest_ = buffer_;
    }

    Source source_;
    std::string buffer_;
    std::uint64_t to_come_ = 0;
    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace bonafide
