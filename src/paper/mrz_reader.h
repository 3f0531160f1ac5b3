// Finds a machine-readable zone in a picture, however it is turned, and reads it by the shapes of OCR-B and the grammar of its lines.
// (A general OCR takes < for K or X.) Used by paper.h's examine().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "base/time.h"
#include "document/document.h"
#include "paper/mrz.h"

namespace bonafide::paper {

struct MrzReading {
    std::vector<std::string> lines;
    std::vector<std::vector<float>> margins;  ///< of each character over the next likely one; small: unclear
    Mrz mrz;
    document::Box box;                 ///< in pixels of the picture
    double turned = 0;                 ///< degrees by which the print is turned
    double character_height = 0;       ///< pixels
    float quality = 0;                 ///< mean fit, 0 to 1
    int repaired = 0;                  ///< unclear characters that the check digits decided
    int unclear = 0;                   ///< characters that could as well be another
    std::vector<cv::Point2f> corners;  ///< of the zone: top left, top right, bottom right, bottom left as read
};

/// `grey`: 8 bits, one channel. Nothing where no zone was found; a zone that is found and does not parse is not given.
[[nodiscard]] std::optional<MrzReading> read_mrz(const cv::Mat& grey, Timestamp today);

}  // namespace bonafide::paper
