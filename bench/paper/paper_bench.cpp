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

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "base/text.h"
#include "paper/mrz_reader.h"
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

struct Tally {
    int all = 0, exact = 0, found = 0, characters = 0, right = 0;
    double seconds = 0, slowest = 0;
};

int measure_mrz(const std::string& folder) {
    std::map<std::string, Tally> tallies;
    for (const auto& row : rows_of(folder)) {
        Tally& tally = tallies[row[1]];
        ++tally.all;
        const Result<cv::Mat> picture = decode_picture(slurp(folder + "/" + row[0]), 100'000'000);
        if (!picture) continue;
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
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() == 2 && words[0] == "mrz") return measure_mrz(words[1]);
    std::cerr << "paper_bench mrz FOLDER\n";
    return 2;
}
