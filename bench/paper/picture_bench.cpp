// Is a picture known again after what people do to pictures, among many others? picture_bench FOLDER [MANY]: each picture of the folder is altered in
// each way and looked for among all of them and MANY made-up fingerprints (corners of real ones, mixed, with 40 of 256 bits turned), as screen does
// it.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include <opencv2/imgproc.hpp>

#include "paper/picture.h"
#include "paper/picture_index.h"

namespace {

using namespace bonafide;
using namespace bonafide::paper;
namespace fs = std::filesystem;

cv::Mat cut(const cv::Mat& picture, double left, double top, double right, double bottom) {
    const auto at = [](double share, int all) { return static_cast<int>(share * all); };
    return picture(cv::Rect(cv::Point(at(left, picture.cols), at(top, picture.rows)), cv::Point(at(right, picture.cols), at(bottom, picture.rows))));
}
cv::Mat scaled(const cv::Mat& picture, double by) {
    cv::Mat out;
    cv::resize(picture, out, {}, by, by, cv::INTER_AREA);
    return out;
}
cv::Mat mirrored(const cv::Mat& picture) {
    cv::Mat out;
    cv::flip(picture, out, 1);
    return out;
}
cv::Mat brighter(const cv::Mat& picture) {
    cv::Mat out;
    picture.convertTo(out, -1, 1.25, 20);
    return out;
}
cv::Mat tinted(const cv::Mat& picture) {
    cv::Mat out;
    cv::transform(picture, out, cv::Matx33f(0.8F, 0, 0, 0, 1, 0, 0, 0, 1.2F));
    return out;
}
cv::Mat grey(const cv::Mat& picture) {
    cv::Mat out;
    cv::cvtColor(picture, out, cv::COLOR_BGR2GRAY);
    cv::cvtColor(out, out, cv::COLOR_GRAY2BGR);
    return out;
}

struct Alteration {
    const char* name;
    int quality;
    std::function<cv::Mat(const cv::Mat&)> make;
};

const std::vector<Alteration>& alterations() {
    static const std::vector<Alteration> all{
        {"compressed again (quality 40)", 40, [](const cv::Mat& p) { return p; }},
        {"three tenths of the size", 70, [](const cv::Mat& p) { return scaled(p, 0.3); }},
        {"mirrored", 80, mirrored},
        {"brightened", 80, brighter},
        {"other colours", 80, tinted},
        {"without colours", 80, grey},
        {"7% off each side", 80, [](const cv::Mat& p) { return cut(p, .07, .07, .93, .93); }},
        {"15% off each side", 80, [](const cv::Mat& p) { return cut(p, .15, .15, .85, .85); }},
        {"left half", 80, [](const cv::Mat& p) { return cut(p, 0, 0, .5, 1); }},
        {"lower right, 70 by 70%", 80, [](const cv::Mat& p) { return cut(p, .3, .3, 1, 1); }},
        {"quarter", 80, [](const cv::Mat& p) { return cut(p, .25, .2, .75, .7); }},
        {"60 by 80%, mirrored", 70, [](const cv::Mat& p) { return mirrored(cut(p, .4, .1, 1, .9)); }},
        {"85 by 85%, mirrored, four tenths of the size", 60, [](const cv::Mat& p) { return scaled(mirrored(cut(p, .1, .05, .95, .9)), .4); }},
    };
    return all;
}

struct Known {
    std::string file;
    cv::Mat picture;
    PictureHash hash;
};

std::vector<Known> read(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Known> out;
    for (const fs::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        const auto picture = decode_picture(bytes, 60'000'000);
        if (!picture) {
            fmt::print(stderr, "{}: {}\n", file.string(), picture.error().what);
            continue;
        }
        out.push_back({file.filename().string(), *picture, *picture_hash(*picture)});
    }
    return out;
}

void add_made_up(PictureIndex& index, const std::vector<Known>& known, std::size_t many) {
    constexpr int turned = 40;
    std::mt19937 random(7);
    std::vector<PictureHash::Feature> all;
    for (const Known& one : known) all.insert(all.end(), one.hash.features.begin(), one.hash.features.end());
    for (std::size_t i = 0; i < many; ++i) {
        PictureHash made;
        made.whole = (static_cast<std::uint64_t>(random()) << 32) ^ random();
        for (std::size_t k = 0; k < PictureHash::most_features; ++k) {
            PictureHash::Feature& feature = made.features.emplace_back(all[random() % all.size()]);
            for (int bit = 0; bit < turned; ++bit) feature.bits[random() % 4] ^= std::uint64_t{1} << random() % 64;
        }
        index.add(made);
    }
}

double milliseconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return fmt::print(stderr, "picture_bench FOLDER [MANY]\n"), 2;
    const std::vector<Known> known = read(argv[1]);
    PictureIndex index;
    for (const Known& one : known) index.add(one.hash);
    add_made_up(index, known, argc > 2 ? std::stoul(argv[2]) : 0);
    index.finish();
    fmt::print("{} pictures among {}\n\n| alteration | found | taken for another |\n|---|---|---|\n", known.size(), index.size());
    std::chrono::steady_clock::duration hashing{}, looking{};
    std::size_t looked = 0;
    const auto said_same = [&](const PictureHash& hash) {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<std::uint32_t> out;
        for (const std::uint32_t n : index.nearest(hash, 12, [](std::uint32_t) { return true; }))
            if (n < known.size() && similarity(hash, known[n].hash) >= same_picture) out.push_back(n);
        looking += std::chrono::steady_clock::now() - begin;
        ++looked;
        return out;
    };
    for (const Alteration& alteration : alterations()) {
        std::size_t found = 0, wrong = 0;
        std::string missed;
        for (std::size_t i = 0; i < known.size(); ++i) {
            const auto picture = decode_picture(encode_jpeg(alteration.make(known[i].picture), alteration.quality), 60'000'000);
            const auto begin = std::chrono::steady_clock::now();
            const PictureHash hash = *picture_hash(*picture);
            hashing += std::chrono::steady_clock::now() - begin;
            bool there = false;
            for (const std::uint32_t n : said_same(hash)) {
                there = there || n == i;
                wrong += n != i;
            }
            found += there;
            if (!there) missed += " " + known[i].file;
        }
        fmt::print("| {} | {} | {} |\n", alteration.name, found, wrong);
        fmt::print(stderr, "{}: missed{}\n", alteration.name, missed);
    }
    std::size_t pairs = 0, wrong = 0;
    for (std::size_t i = 0; i < known.size(); ++i)
        for (std::size_t k = i + 1; k < known.size(); ++k) {
            ++pairs;
            const double alike = similarity(known[i].hash, known[k].hash);
            if (alike >= same_picture) ++wrong;
            if (alike >= 0.7) fmt::print(stderr, "{} {} {:.3f}\n", known[i].file, known[k].file, alike);
        }
    fmt::print("\n{} of {} pairs of different pictures said to be the same; a fingerprint {:.1f} ms, a search {:.1f} ms\n", wrong, pairs,
               milliseconds(hashing) / static_cast<double>(looked), milliseconds(looking) / static_cast<double>(looked));
    return 0;
}
