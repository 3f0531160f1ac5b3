// A picture model in ONNX that the user brings: it takes one picture and gives how likely it is altered. Run through OpenCV's DNN on
// the CPU. Used by check_portrait.cpp's check_model().
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

#include "base/error.h"

namespace bonafide::paper {

/// What the model wants and what its answer means; from a YAML file beside it (docs/papers.md).
struct ModelSettings {
    std::string name = "model";
    int width = 224, height = 224;
    double scale = 1 / 255.0;    ///< of the pixels
    double mean[3] = {0, 0, 0};  ///< subtracted before, in the order red, green, blue
    bool red_first = true;
    bool logits = false;        ///< the answer goes through softmax (two or more values) or the logistic function (one)
    int altered = -1;           ///< index of "altered" among the values; -1: the last
    double contradicted = 0.9;  ///< from here on it contradicts
    double consistent = 0.1;    ///< up to here it does not; between them it cannot be said
};

class PictureModel {
public:
    [[nodiscard]] static Result<PictureModel> load(std::string_view onnx, ModelSettings settings);
    /// A file, and its settings in a file of the same name with .yml, where there is one. Nothing, and errors added, where it cannot be used.
    [[nodiscard]] static std::optional<PictureModel> load(const std::filesystem::path& file, Errors& errors);
    PictureModel(PictureModel&&) noexcept;
    PictureModel& operator=(PictureModel&&) noexcept;
    ~PictureModel();
    [[nodiscard]] const ModelSettings& settings() const;
    [[nodiscard]] std::uint64_t stamp() const;  ///< of the model and its settings, where it came from a file
    /// 0 to 1. Several threads take turns.
    [[nodiscard]] Result<double> altered(const cv::Mat& bgr) const;

private:
    struct State;
    explicit PictureModel(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace bonafide::paper
