// The printed zone against the machine-readable zone or the bar code: names, numbers, dates. The print was recognised by document's
// OCR, which errs: only a difference that OCR does not make, on a line that it was sure of, contradicts. Used by examine().
#pragma once

#include <string>
#include <vector>

#include "document/document.h"
#include "paper/finding.h"

namespace bonafide::paper {

enum class ValueKind : std::uint8_t { name, number, date };

/// One value that the print should repeat.
struct Expected {
    std::string field;  ///< "surname", "document_number", "date_of_birth", ...
    ValueKind kind = ValueKind::name;
    std::string value;  ///< dates as ISO
    bool cut = false;   ///< the value may be the beginning only
};

struct PrintedValue {
    std::string field, value;
    std::uint32_t page = 1;
    document::Box box;
    float confidence = 1;
};

struct PrintedComparison {
    std::vector<Finding> findings;  ///< "printed.surname", ...
    std::vector<PrintedValue> values;
};

/// `pages`: the print without the zone itself (`zone`: its box on page `zone_page`, which is left out, as are lines with <<).
[[nodiscard]] PrintedComparison compare_printed(const std::vector<Expected>& expected, const std::vector<document::Page>& pages,
                                                const document::Box& zone, std::uint32_t zone_page);

}  // namespace bonafide::paper
