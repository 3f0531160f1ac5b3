// Connected places of a map of blocks. Used by the checks that find a place unlike the rest.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "document/document.h"

namespace bonafide::paper {

struct Region {
    cv::Rect box;  ///< in blocks
    int blocks = 0;
    double fill = 0;  ///< share of the box
    cv::Mat mask;     ///< of the whole map, 255 inside
};

/// Largest first; `close`: gaps up to that many blocks are bridged.
[[nodiscard]] std::vector<Region> regions_of(const cv::Mat& mask, int close, int least);
[[nodiscard]] document::Box pixels_of(const cv::Rect& blocks, int block);

}  // namespace bonafide::paper
