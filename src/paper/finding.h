// What one check of a paper came to. Made by every check of this folder; collected in paper.h's Report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "document/document.h"

namespace bonafide::paper {

enum class Verdict : std::uint8_t { consistent, contradicted, cannot_be_said };
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

/// "Cannot be said" always has its reason (too small, recompressed, unknown issuer) and carries no bits.
struct Finding {
    std::string check;  ///< "mrz.number_check_digit"; the list is in docs/papers.md
    Verdict verdict = Verdict::cannot_be_said;
    std::string reason;    ///< in plain words
    std::string standard;  ///< "ICAO Doc 9303-3, 4.9"; "" for checks of pictures
    std::uint32_t page = 1;
    document::Box box;  ///< in pixels of the picture; all zero: the whole

    static Finding consistent(std::string check, std::string reason, std::string standard = {}) {
        return {std::move(check), Verdict::consistent, std::move(reason), std::move(standard), 1, {}};
    }
    static Finding contradicted(std::string check, std::string reason, std::string standard = {}) {
        return {std::move(check), Verdict::contradicted, std::move(reason), std::move(standard), 1, {}};
    }
    static Finding unclear(std::string check, std::string reason, std::string standard = {}) {
        return {std::move(check), Verdict::cannot_be_said, std::move(reason), std::move(standard), 1, {}};
    }
};

/// A map drawn over the picture, as PNG.
struct Overlay {
    std::string check;  ///< the check that it explains
    std::string title;
    std::string png;
    std::uint32_t page = 1;
};

}  // namespace bonafide::paper
