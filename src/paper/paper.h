// An identity paper held against its own rules: what its machine-readable zone, bar code and print say, whether they agree, and
// whether the picture shows traces of editing. Made by examine() from a document or from a file's bytes; used by screen.
// What a picture cannot prove is in docs/papers.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/list.h"
#include "base/time.h"
#include "document/document.h"
#include "paper/finding.h"
#include "paper/picture_hash.h"

namespace bonafide::paper {

class PictureModel;

enum class Kind : std::uint8_t { unknown, passport, visa, id_card, driving_licence, picture };
/// Does it say who somebody is?
[[nodiscard]] constexpr bool is_identity(Kind kind) { return kind != Kind::unknown && kind != Kind::picture; }
[[nodiscard]] std::string_view kind_name(Kind kind);  ///< "passport", "id_card", ...

/// Where a value was read: the three are kept apart, for their disagreement is the finding.
enum class Zone : std::uint8_t { mrz, barcode, printed, picture };
[[nodiscard]] std::string_view zone_name(Zone zone);

/// One value of one zone. Names: surname, given_names, document_number, nationality, issuer, date_of_birth, sex, date_of_expiry,
/// date_of_issue, optional, address, city, region, post_code, ...; for `picture` what the file says of itself. Dates are ISO.
struct Field {
    Zone zone = Zone::mrz;
    std::string name, value;
    std::uint32_t page = 1;
    document::Box box;
    float confidence = 1;
};

struct Report {
    Kind kind = Kind::unknown;
    std::vector<Field> fields;
    std::vector<Finding> checks;
    std::vector<Overlay> overlays;
    /// Of each picture that could be read, for near-duplicates. Not of identity papers and pages of text, which look alike by design: of those
    /// numbers and words are compared.
    std::vector<PictureHash> hashes;
    [[nodiscard]] bool contradicted() const;
    [[nodiscard]] const Finding* find(std::string_view check) const;
    [[nodiscard]] std::string_view value(Zone zone, std::string_view name) const;  ///< the first; "" if absent
};

struct Options {
    Timestamp today;               ///< for ages and expiry; none: the checks that need it cannot be said
    const Lists* lists = nullptr;  ///< content/lists: licence_numbers
    bool pictures = true;          ///< look at the pixels (false: rules of the text only)
    bool overlays = false;         ///< draw the maps
    std::uint64_t max_pixels = 60'000'000;
    std::uint32_t max_pictures = 12;      ///< of one document; the largest are looked at
    const PictureModel* model = nullptr;  ///< one that the user brings
};

/// Looks at every picture and line of the document.
[[nodiscard]] Report examine(const document::Document& document, const Options& options);
/// A single picture, without the printed lines that document's OCR would give.
[[nodiscard]] Result<Report> examine_picture(std::string_view bytes, const Options& options);

}  // namespace bonafide::paper
