// PDF417 symbols in a picture, through ZXing: turned by any angle, skewed, small. Used by paper.h's examine().
#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "document/document.h"

namespace bonafide::paper {

struct Barcode {
    std::string bytes;        ///< as encoded
    document::Box box;        ///< in pixels of the picture
    int security_level = -1;  ///< Reed-Solomon, 0 to 8; issuers keep to one each
};

/// `grey`: 8 bits, one channel.
[[nodiscard]] std::vector<Barcode> read_barcodes(const cv::Mat& grey);

}  // namespace bonafide::paper
