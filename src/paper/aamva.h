// The bar code of North American driving licences and identity cards: AAMVA DL/ID Card Design Standard, annex D, versions 01 (2000)
// to 10 (2020). Text only; barcode.h reads the PDF417 symbol in a picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/list.h"
#include "base/time.h"
#include "paper/finding.h"

namespace bonafide::paper {

struct AamvaSubfile {
    std::string type;                      ///< "DL", "ID", "ZC", ...
    std::uint32_t offset = 0, length = 0;  ///< as the header states them
    std::uint32_t found_at = 0, found_length = 0;
    bool found = false;
};

struct Licence {
    std::string iin;           ///< issuer identification number, six digits
    int version = 0;           ///< of the standard; 0 before the year 2000
    int issuer_version = 0;    ///< of the jurisdiction
    int entries = 0;           ///< subfiles that the header promises
    bool header_exact = true;  ///< @, LF, RS, CR, "ANSI " byte for byte
    std::vector<AamvaSubfile> subfiles;
    std::vector<std::pair<std::string, std::string>> elements;  ///< "DAQ" → value, in order; blanks at the ends dropped

    [[nodiscard]] std::string_view get(std::string_view element) const;  ///< the first; "" if absent
    [[nodiscard]] bool has(std::string_view element) const;
    [[nodiscard]] bool is_licence() const;  ///< subfile DL, not ID
    [[nodiscard]] std::string surname() const;
    [[nodiscard]] std::string given_names() const;
    [[nodiscard]] std::optional<Date> date(std::string_view element) const;  ///< by the issuer's country and the version
};

struct Jurisdiction {
    std::string_view iin, code, country, name;  ///< country: "USA", "CAN", "MEX"
};
/// By issuer number or by postal abbreviation; nullptr where AAMVA lists none.
[[nodiscard]] const Jurisdiction* jurisdiction_of_iin(std::string_view iin);
[[nodiscard]] const Jurisdiction* jurisdiction_of_code(std::string_view code);

/// The payload as decoded from the symbol. What is no AAMVA header is an Error; everything behind it is read as far as it goes.
[[nodiscard]] Result<Licence> parse_aamva(std::string_view payload);

/// Every rule, each with its verdict. `lists`: `licence_numbers` (content/lists); without it their forms cannot be said.
[[nodiscard]] std::vector<Finding> check_aamva(const Licence& licence, Timestamp today, const Lists* lists);

}  // namespace bonafide::paper
