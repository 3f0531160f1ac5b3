#include "paper/regions.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace bonafide::paper {

std::vector<Region> regions_of(const cv::Mat& mask, int close, int least) {
    cv::Mat joined, labels, stats, centres;
    if (close > 0) cv::morphologyEx(mask, joined, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {2 * close + 1, 2 * close + 1}));
    else joined = mask;
    const int count = cv::connectedComponentsWithStats(joined, labels, stats, centres, 4, CV_32S);
    std::vector<Region> out;
    for (int i = 1; i < count; ++i) {
        const int* s = stats.ptr<int>(i);
        if (s[cv::CC_STAT_AREA] < least) continue;
        Region one;
        one.box = {s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH], s[cv::CC_STAT_HEIGHT]};
        one.blocks = s[cv::CC_STAT_AREA];
        one.fill = static_cast<double>(one.blocks) / one.box.area();
        one.mask = labels == i;
        out.push_back(std::move(one));
    }
    std::ranges::sort(out, std::greater(), &Region::blocks);
    return out;
}

document::Box pixels_of(const cv::Rect& blocks, int block) {
    return {static_cast<float>(blocks.x * block), static_cast<float>(blocks.y * block), static_cast<float>((blocks.x + blocks.width) * block),
            static_cast<float>((blocks.y + blocks.height) * block)};
}

}  // namespace bonafide::paper
