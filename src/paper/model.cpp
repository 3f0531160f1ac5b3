#include "paper/model.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <mutex>

#include <fmt/format.h>
#include <opencv2/dnn.hpp>

#include "base/hash.h"
#include "base/whole_file.h"
#include "base/yaml.h"

namespace bonafide::paper {

struct PictureModel::State {
    ModelSettings settings;
    cv::dnn::Net net;
    std::mutex turn;
    std::uint64_t stamp = 0;
};

namespace {

ModelSettings read_settings(const YamlNode& root, ModelSettings out) {
    root.allow_only({"name", "width", "height", "scale", "mean", "red_first", "logits", "altered", "contradicted", "consistent"});
    out.name = root.get("name").text(out.name);
    out.width = static_cast<int>(root.get("width").integer(out.width));
    out.height = static_cast<int>(root.get("height").integer(out.height));
    if (out.width < 8 || out.width > 4096 || out.height < 8 || out.height > 4096) root.error("width and height are 8 to 4096 pixels");
    out.scale = root.get("scale").number(out.scale);
    const std::vector<YamlNode> mean = root.get("mean").items();
    if (!mean.empty() && mean.size() != 3) root.get("mean").error("three numbers: red, green, blue");
    for (std::size_t i = 0; i < mean.size() && i < 3; ++i) out.mean[i] = mean[i].number();
    out.red_first = root.get("red_first").flag(out.red_first);
    out.logits = root.get("logits").flag(out.logits);
    out.altered = static_cast<int>(root.get("altered").integer(out.altered));
    out.contradicted = root.get("contradicted").number(out.contradicted);
    out.consistent = root.get("consistent").number(out.consistent);
    if (out.consistent < 0 || out.consistent >= out.contradicted || out.contradicted > 1) root.error("0 <= consistent < contradicted <= 1");
    return out;
}

}  // namespace

PictureModel::PictureModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureModel::PictureModel(PictureModel&&) noexcept = default;
PictureModel& PictureModel::operator=(PictureModel&&) noexcept = default;
PictureModel::~PictureModel() = default;

std::uint64_t PictureModel::stamp() const { return state_->stamp; }
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

std::optional<PictureModel> PictureModel::load(const std::filesystem::path& file, Errors& errors) {
    const std::size_t before = errors.size();
    const std::optional<std::string> onnx = read_whole_file(file);
    if (!onnx) {
        errors.push_back({file.string(), "cannot be read", "name a picture model in ONNX"});
        return std::nullopt;
    }
    ModelSettings settings;
    settings.name = file.stem().string();
    const auto beside = std::filesystem::path(file).replace_extension(".yml");
    const std::string text = read_whole_file(beside).value_or("");
    if (!text.empty())
        for (const YamlNode& document : load_yaml_text(text, beside.string(), errors)) settings = read_settings(document, std::move(settings));
    if (errors.size() > before) return std::nullopt;
    auto model = load(*onnx, std::move(settings));
    if (!model) {
        errors.push_back({file.string(), model.error().what, model.error().hint});
        return std::nullopt;
    }
    model->state_->stamp = mix64(hash64(*onnx), hash64(text));
    return std::move(*model);
}

Result<double> PictureModel::altered(const cv::Mat& bgr) const try {
    const std::lock_guard lock(state_->turn);
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
