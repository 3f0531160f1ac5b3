// An owned text of 16 bytes: 15 bytes lie in place, longer ones in a block of their own. A million people have tens of millions of
// values, and std::string takes twice the room. Read it as a std::string_view. Used by facts.
#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

namespace bonafide {

class CompactText {
public:
    CompactText() = default;
    explicit CompactText(std::string_view text) { assign(text); }
    CompactText(const CompactText& other) { assign(other); }
    CompactText(CompactText&& other) noexcept { swap(other); }
    CompactText& operator=(const CompactText& other) {
        if (this != &other) *this = std::string_view(other);
        return *this;
    }
    CompactText& operator=(CompactText&& other) noexcept {
        swap(other);
        return *this;
    }
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    CompactText& operator=(const Text& text) {
        CompactText fresh{std::string_view(text)};  // `text` may be a part of this one
        swap(fresh);
        return *this;
    }
    ~CompactText() {
        if (apart()) delete[] block();
    }

    [[nodiscard]] std::size_t size() const {
        if (!apart()) return static_cast<unsigned char>(bytes_[last]);
        std::uint32_t out = 0;
        std::memcpy(&out, bytes_ + sizeof(char*), sizeof out);
        return out;
    }
    [[nodiscard]] const char* data() const { return apart() ? block() : bytes_; }
    [[nodiscard]] bool empty() const { return bytes_[last] == 0; }
    [[nodiscard]] std::string_view view() const { return {data(), size()}; }
    operator std::string_view() const { return view(); }          // NOLINT: it reads like a std::string
    operator std::string() const { return std::string(view()); }  // NOLINT
    [[nodiscard]] std::string substr(std::size_t at, std::size_t count = std::string_view::npos) const {
        return std::string(view().substr(at, count));
    }
    [[nodiscard]] std::size_t find(char c) const { return view().find(c); }
    [[nodiscard]] std::size_t find_first_not_of(std::string_view set) const { return view().find_first_not_of(set); }
    [[nodiscard]] int compare(std::string_view other) const { return view().compare(other); }
    friend bool operator==(const CompactText& a, const CompactText& b) { return a.view() == b.view(); }
    friend std::strong_ordering operator<=>(const CompactText& a, const CompactText& b) { return a.view() <=> b.view(); }
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    friend bool operator==(const CompactText& a, const Text& b) {
        return a.view() == std::string_view(b);
    }
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    friend std::strong_ordering operator<=>(const CompactText& a, const Text& b) {
        return a.view() <=> std::string_view(b);
    }

    friend std::string operator+(const CompactText& a, std::string_view b) { return std::string(a).append(b); }
    friend std::string operator+(std::string a, const CompactText& b) { return std::move(a.append(b.view())); }
    friend std::ostream& operator<<(std::ostream& out, const CompactText& text) { return out << text.view(); }

private:
    static constexpr std::size_t last = 15;  // its byte holds the size, or `elsewhere`
    static constexpr unsigned char elsewhere = 0xFF;

    [[nodiscard]] bool apart() const { return static_cast<unsigned char>(bytes_[last]) == elsewhere; }
    [[nodiscard]] char* block() const {
        char* out = nullptr;
        std::memcpy(static_cast<void*>(&out), bytes_, sizeof out);
        return out;
    }
    void assign(std::string_view text) {  // into an empty one
        if (text.size() <= last) {
            if (!text.empty()) std::memcpy(bytes_, text.data(), text.size());
            bytes_[last] = static_cast<char>(text.size());
            return;
        }
        char* apart = new char[text.size()];
        std::memcpy(apart, text.data(), text.size());
        const auto size = static_cast<std::uint32_t>(text.size());  // a value is a part of a record, which is at most 64 MiB
        std::memcpy(bytes_, static_cast<const void*>(&apart), sizeof apart);
        std::memcpy(bytes_ + sizeof apart, &size, sizeof size);
        bytes_[last] = static_cast<char>(elsewhere);
    }
    void swap(CompactText& other) noexcept {
        char kept[sizeof bytes_];
        std::memcpy(kept, bytes_, sizeof kept);
        std::memcpy(bytes_, other.bytes_, sizeof kept);
        std::memcpy(other.bytes_, kept, sizeof kept);
    }

    alignas(char*) char bytes_[16] = {};
};
static_assert(sizeof(CompactText) == 16);

}  // namespace bonafide
