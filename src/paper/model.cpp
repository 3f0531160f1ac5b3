#include "paper/model.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/dnn.hpp>

namespace bonafide::paper {

struct PictureModel::State {
    ModelSettings settings;
    cv::dnn::Net net;
};

PictureModel::PictureModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureModel::PictureModel(PictureModel&&) noexcept = default;
PictureModel& PictureModel::operator=(PictureModel&&) noexcept = default;
PictureModel::~PictureModel() = default;

const ModelSettings& PictureModel::settings() const { return state_->settings; }

Result<PictureModel> PictureModel::load(std::string_view onnx, ModelSettings settings) try {
    auto state = std::make_unique<State>();
    state->net = cv::dnn::readNetFromONNX(onnx.data(), onnx.size());
    if (state->net.empty()) return fail(settings.name, "an ONNX model without layers");
    state->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    state->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    state->settings = std::move(settings);
    return PictureModel(std::move(state));
} catch (const std::exception& error) {
    return fail(settings.name, fmt::format("no ONNX model that OpenCV reads: {}", error.what()), "export it with operators of opset 11 or so");
}

Result<double> PictureModel::altered(const cv::Mat& bgr) const try {
    const ModelSettings& s = state_->settings;
    const cv::Scalar mean = s.red_first ? cv::Scalar(s.mean[0], s.mean[1], s.mean[2]) : cv::Scalar(s.mean[2], s.mean[1], s.mean[0]);
    state_->net.setInput(cv::dnn::blobFromImage(bgr, s.scale, {s.width, s.height}, mean, s.red_first, false, CV_32F));
    const cv::Mat answer = state_->net.forward().reshape(1, 1);
    if (answer.total() == 0) return fail(s.name, "the model gave no answer");
    std::vector<double> values(answer.total());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(answer.ptr<float>()[i]);
    if (s.logits && values.size() == 1) values[0] = 1 / (1 + std::exp(-values[0]));
    if (s.logits && values.size() > 1) {
        const double most = *std::ranges::max_element(values);
        double sum = 0;
        for (double& v : values) sum += v = std::exp(v - most);
        for (double& v : values) v /= sum;
    }
    const std::size_t at = s.altered < 0 ? values.size() - 1 : std::min(static_cast<std::size_t>(s.altered), values.size() - 1);
    if (!std::isfinite(values[at])) return fail(s.name, "the model's answer is no number");
    return std::clamp(values[at], 0.0, 1.0);
} catch (const std::exception& error) {
    return fail(state_->settings.name, fmt::format("the model failed on this picture: {}", error.what()));
}

}  // namespace bonafide::paper
