// Keywords: is any of them in a record at all? Looks through the raw bytes, without taking them apart, at every n-th window of four bytes,
// in the manner of Wu and Manber (1994): where the shortest keyword has n + 3 bytes, one of its windows is met. Only where something is
// found are the values taken apart and compared (engine.cpp). Built by program.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::sigma {

class RawSearch {
public:
    /// A literal that must be in some value. What JSON may write in another way (backslashes, quotes, anything beyond ASCII) is left
    /// out of the search; a literal of which too little is left makes `found_in` say yes to everything.
    void add(std::string_view literal);
    void finish();

    /// False only if no value of the record contains any of the literals, in whatever case and however its writer escapes letters.
    [[nodiscard]] bool found_in(std::string_view bytes) const;

private:
    struct Anchor {
        std::uint32_t window = 0;           ///< bytes of the literal, bit 5 set in each
        std::uint32_t literal = 0, at = 0;  ///< where the window stands in which literal
    };
    static constexpr unsigned filter_bits = 13;
    static std::uint32_t slot(std::uint32_t window) { return window * 0x9E3779B1U >> (32 - filter_bits); }
    template <std::size_t width>
    [[nodiscard]] bool any_window(std::string_view bytes) const;
    [[nodiscard]] bool fits(std::string_view bytes, std::size_t at, std::uint32_t window) const;

    std::vector<std::string> literals_;  ///< bit 5 set in each byte: letters in lower case, and some others that do not matter
    std::vector<Anchor> anchors_;        ///< sorted by the hash of their windows
    std::vector<std::uint16_t> filter_;  ///< by hash: 1 + the first of the anchors; 0: none
    std::size_t stride_ = 1, width_ = 4;
    bool everything_ = false;
};

}  // namespace bonafide::sigma
