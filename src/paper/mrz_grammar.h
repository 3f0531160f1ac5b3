// Which characters may stand where in a machine-readable zone, and reading a zone's characters with that knowledge. Used by mrz_reader.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "paper/mrz.h"
#include "paper/mrz_line.h"

namespace bonafide::paper {

struct MrzText {
    std::vector<std::string> lines;
    std::vector<std::vector<float>> margins;
    int repaired = 0, unclear = 0;
};

/// The likeliest text. The grammar is a preference, not a must: a numeral that is printed in a name stays a numeral. Check digits
/// decide between characters that look alike in the picture, and never overrule one that is clear.
[[nodiscard]] MrzText read_characters(const std::vector<MrzLineFit>& lines, Timestamp today);

}  // namespace bonafide::paper
