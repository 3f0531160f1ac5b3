// Traces of editing in one picture. Each check is a function of its own; none of them decides alone (docs/papers.md says what each can
// and cannot see). Used by picture_facts.cpp.
#pragma once

#include <string_view>

#include <opencv2/core.hpp>

#include "paper/jpeg_coefficients.h"
#include "paper/picture_facts.h"

namespace bonafide::paper {

struct Evidence {
    std::string_view bytes;  ///< the file
    const cv::Mat& bgr;      ///< its pixels
    const cv::Mat& grey;
    const PictureOptions& options;
    document::Box zone;                      ///< of the MRZ; all zero: none
    const JpegCoefficients* jpeg = nullptr;  ///< of a JPEG
};

void check_metadata(const Evidence& evidence, PictureFacts& out);     ///< editing software, generators' marks, dates, thumbnail
void check_compression(const Evidence& evidence, PictureFacts& out);  ///< tables, double compression, places with another history
void check_noise(const Evidence& evidence, PictureFacts& out);        ///< places without the noise of the rest
void check_copies(const Evidence& evidence, PictureFacts& out);       ///< copy-move
void check_recapture(const Evidence& evidence, PictureFacts& out);    ///< photographs of screens; resampling
void check_portrait(const Evidence& evidence, PictureFacts& out);     ///< the fixed eyes of generated portraits
void check_model(const Evidence& evidence, PictureFacts& out);        ///< a model that the user brings

/// `strength` (any size, 0 to 1) as colours over the picture.
[[nodiscard]] std::string draw_overlay(const cv::Mat& bgr, const cv::Mat& strength);

}  // namespace bonafide::paper
