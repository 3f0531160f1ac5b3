// All that is seen in one picture: the zone, the bar codes, traces of editing, fingerprints. Made from the picture's bytes alone,
// so that it can be made in another process; joined with a document's print by paper.h's examine().
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
#include "document/document.h"
#include "paper/barcode.h"
#include "paper/finding.h"
#include "paper/mrz_reader.h"
#include "paper/picture_hash.h"

namespace bonafide::paper {

class PictureModel;

struct PictureOptions {
    Timestamp today;
    const Lists* lists = nullptr;
    bool overlays = false;
    std::uint64_t max_pixels = 60'000'000;
    const PictureModel* model = nullptr;
};

struct PictureFacts {
    std::uint32_t width = 0, height = 0;
    std::optional<MrzReading> mrz;
    std::vector<Barcode> barcodes;
    std::vector<Finding> findings;                          ///< boxes in pixels
    std::vector<std::pair<std::string, std::string>> says;  ///< what the file says of itself: "Software", "quality", ...
    std::vector<Overlay> overlays;
    PictureHash hash;
};

[[nodiscard]] Result<PictureFacts> look_at(std::string_view bytes, const PictureOptions& options);

}  // namespace bonafide::paper
