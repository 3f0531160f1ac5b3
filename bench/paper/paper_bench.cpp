// Measures paper: `paper_bench mrz FOLDER` reads what make_mrz.py wrote and counts exact zones; `paper_bench specimens FOLDER`
// counts what make_specimens.py wrote; `paper_bench symbol PAYLOAD OUT.png` draws a PDF417 symbol for it.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <BitMatrix.h>
#include <MultiFormatWriter.h>
#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "base/text.h"
#include "paper/mrz_reader.h"
#include "paper/paper.h"
#include "paper/picture.h"

namespace {

using namespace bonafide;
using namespace bonafide::paper;

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);  // 18 November 2026

std::string slurp(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

std::vector<std::vector<std::string>> rows_of(const std::string& folder) {
    std::vector<std::vector<std::string>> out;
    std::ifstream in(folder + "/truth.tsv");
    for (std::string line; std::getline(in, line);) {
        std::vector<std::string> row;
        for (const std::string_view cell : split(line, '\t')) row.emplace_back(cell);
        if (row.size() >= 3) out.push_back(std::move(row));
    }
    return out;
}

/// Pictures are decoded in the reader program, which has to lie beside this one or a folder up.
bool reader_is_there() {
    const Result<cv::Mat> read = decode_picture(encode_png(cv::Mat(8, 8, CV_8UC3, cv::Scalar(200, 200, 200))), 1'000);
    if (!read) std::cerr << "paper_bench: no picture can be read: " << read.error().what << "; build bonafide-reader\n";
    return read.has_value();
}

/// The exit status: pictures that were not read or not there are no result.
int all_read(int unread, int all) {
    if (unread > 0) std::cerr << "paper_bench: " << unread << " of " << all << " pictures could not be read\n";
    if (all == 0) std::cerr << "paper_bench: no pictures\n";
    return unread > 0 || all == 0 ? 1 : 0;
}

struct Tally {
    int all = 0, exact = 0, found = 0, characters = 0, right = 0;
    double seconds = 0, slowest = 0;
};

int measure_mrz(const std::string& folder) {
    std::map<std::string, Tally> tallies;
    int unread = 0;
    for (const auto& row : rows_of(folder)) {
        Tally& tally = tallies[row[1]];
        ++tally.all;
        const Result<cv::Mat> picture = decode_picture(slurp(folder + "/" + row[0]), 100'000'000);
        if (!picture) {
            std::cerr << row[0] << "  cannot be read: " << picture.error().what << '\n';
            ++unread;
            continue;
        }
        const auto begin = std::chrono::steady_clock::now();
        cv::Mat grey;
        cv::cvtColor(*picture, grey, cv::COLOR_BGR2GRAY);
        const std::optional<MrzReading> reading = read_mrz(grey, today);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        tally.seconds += seconds;
        tally.slowest = std::max(tally.slowest, seconds);
        std::string text;
        if (reading)
            for (const std::string& line : reading->lines) text += (text.empty() ? "" : "|") + line;
        tally.found += reading.has_value();
        tally.exact += text == row[2];
        tally.characters += static_cast<int>(row[2].size());
        if (text.size() == row[2].size())
            for (std::size_t i = 0; i < text.size(); ++i) tally.right += text[i] == row[2][i];
        if (text != row[2]) std::cerr << row[0] << "\n  " << row[2] << "\n  " << (reading ? text : "not found") << '\n';
    }
    Tally total;
    std::cout << "| kind | pictures | zone found | read exactly | characters right | seconds a picture | slowest |\n|---|---|---|---|---|---|---|\n";
    const auto print = [](const std::string& name, const Tally& t) {
        std::cout << fmt::format("| {} | {} | {} | {} | {:.2f} % | {:.2f} | {:.2f} |\n", name, t.all, t.found, t.exact,
                                 100.0 * t.right / std::max(1, t.characters), t.seconds / std::max(1, t.all), t.slowest);
    };
    for (const auto& [name, t] : tallies) {
        print(name, t);
        total.all += t.all, total.exact += t.exact, total.found += t.found, total.characters += t.characters, total.right += t.right;
        total.seconds += t.seconds, total.slowest = std::max(total.slowest, t.slowest);
    }
    print("all", total);
    return all_read(unread, total.all);
}

/// What document's OCR would give of the print: taken from the truth, so that this measures the rules and not the OCR.
document::Document as_document(const std::string& bytes, const std::string& fields) {
    document::Document out;
    out.format = document::Format::picture;
    document::Page page;
    for (const std::string_view field : split(fields, '|')) {
        const std::size_t equals = field.find('=');
        std::string label(field.substr(0, equals));
        for (char& c : label)
            if (c == '_') c = ' ';
        document::Line line;
        const auto row = static_cast<float>(page.lines.size());
        line.text = label + ": " + std::string(field.substr(equals + 1));
        line.box = {10, row * 40, 400, row * 40 + 20};
        page.lines.push_back(line);
    }
    out.pages.push_back(std::move(page));
    out.pictures.push_back({bytes, 1, {}});
    return out;
}

struct Outcome {
    int all = 0, rules = 0, picture = 0;
    double seconds = 0;
    std::map<std::string, int> checks;
};

int measure_specimens(const std::string& folder) {
    Errors errors;
    const Lists lists = Lists::load(BONAFIDE_CONTENT "/lists", errors);
    std::map<std::string, Outcome> outcomes;
    std::map<std::string, std::pair<std::string, std::string>> kinds;
    int all = 0, unread = 0;
    for (const auto& row : rows_of(folder)) {
        const std::string bytes = slurp(folder + "/" + row[0]);
        ++all;
        if (const Result<cv::Mat> picture = decode_picture(bytes, 100'000'000); !picture) {
            std::cerr << row[0] << "  cannot be read: " << picture.error().what << '\n';
            ++unread;
            continue;
        }
        const auto begin = std::chrono::steady_clock::now();
        const Report report = examine(as_document(bytes, row.size() > 4 ? row[4] : ""), {.today = today, .lists = &lists});
        Outcome& outcome = outcomes[row[1]];
        kinds[row[1]] = {row[2], row[3]};
        outcome.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        ++outcome.all;
        bool rules = false, picture = false;
        for (const Finding& one : report.checks) {
            if (one.verdict != Verdict::contradicted) continue;
            (one.check.starts_with("picture.") ? picture : rules) = true;
            ++outcome.checks[one.check];
            std::cerr << row[0] << "  " << one.check << "  " << one.reason << "  [" << one.box.left << "," << one.box.top << "," << one.box.right
                      << "," << one.box.bottom << "]\n";
        }
        outcome.rules += rules;
        outcome.picture += picture;
    }
    int genuine = 0, genuine_rules = 0, genuine_picture = 0, rules = 0, rules_found = 0, pictures = 0, pictures_found = 0;
    std::cout << "| kind | specimens | rules contradicted | picture contradicted | by | seconds each |\n|---|---|---|---|---|---|\n";
    for (const auto& [kind, outcome] : outcomes) {
        std::string by;
        for (const auto& [check, n] : outcome.checks) by += fmt::format("{}{} {}", by.empty() ? "" : ", ", check, n);
        std::cout << fmt::format("| {} ({}) | {} | {} | {} | {} | {:.2f} |\n", kind, kinds[kind].first, outcome.all, outcome.rules, outcome.picture,
                                 by, outcome.seconds / outcome.all);
        if (kinds[kind].first == "genuine") genuine += outcome.all, genuine_rules += outcome.rules, genuine_picture += outcome.picture;
        if (kinds[kind].second == "rules") rules += outcome.all, rules_found += outcome.rules;
        if (kinds[kind].second == "picture") pictures += outcome.all, pictures_found += outcome.picture;
    }
    std::cout << fmt::format("\nrules: {} of {} found, {} of {} genuine accused; pictures: {} of {} found, {} of {} genuine accused\n", rules_found,
                             rules, genuine_rules, genuine, pictures_found, pictures, genuine_picture, genuine);
    return all_read(unread, all);
}

int draw_symbol(const std::string& payload, const std::string& out) {
    const std::string text = slurp(payload);
    const ZXing::BitMatrix bits =
        ZXing::MultiFormatWriter(ZXing::BarcodeFormat::PDF417).setMargin(10).setEccLevel(4).encode(std::wstring(text.begin(), text.end()), 900, 300);
    cv::Mat drawn(bits.height(), bits.width(), CV_8U);
    for (int y = 0; y < bits.height(); ++y)
        for (int x = 0; x < bits.width(); ++x) drawn.at<std::uint8_t>(y, x) = bits.get(x, y) ? 0 : 255;
    std::ofstream(out, std::ios::binary) << encode_png(drawn);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (!words.empty() && words[0] != "symbol" && !reader_is_there()) return 1;
    if (words.size() == 2 && words[0] == "mrz") return measure_mrz(words[1]);
    if (words.size() == 2 && words[0] == "specimens") return measure_specimens(words[1]);
    if (words.size() == 3 && words[0] == "symbol") return draw_symbol(words[1], words[2]);
    std::cerr << "paper_bench mrz FOLDER | specimens FOLDER | symbol PAYLOAD OUT.png\n";
    return 2;
}
