// Words as Tesseract gives them → lines: what stands in a row, and which columns name what is beside them.
#include "document/recognise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::document {
namespace {

using testing::ElementsAre;

constexpr float pixels_per_point = 200.0F / 72;

/// Tesseract's table, its words 30 pixels large as at 200 dots an inch.
class Table {
public:
    /// One line of words, from `left` on, whose letters stand on `baseline`.
    Table& line(int left, int baseline, const std::vector<std::string>& words, int gap = 9) {
        ++line_;
        for (const std::string& word : words) {
            const bool deep = word.find_first_of("gjpqy,;()|@Q") != std::string::npos;
            const int width = static_cast<int>(word.size()) * 16;
            box({left, baseline - 22, width, deep ? 28 : 22}, word);
            left += width + gap;
        }
        return *this;
    }
    /// A word of the line in a box of left, top, width, height.
    void box(const std::array<int, 4>& place, const std::string& word) {
        text_ += "5\t1\t1\t1\t" + std::to_string(line_) + "\t1";
        for (const int number : place) text_ += "\t" + std::to_string(number);
        text_ += "\t96\t" + word + "\n";
    }
    void next_line() { ++line_; }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const Line& line : lines_of_tsv(text_, pixels_per_point)) out.push_back(line.text);
        return out;
    }

private:
    std::string text_;
    int line_ = 0;
};

TEST(Recognised, AnAddressPartedAtItsSignIsOneWord) {
    EXPECT_THAT(Table().line(100, 200, {"elena.ramirez@", "web.de", "|", "Madrid"}, 16).lines(), ElementsAre("elena.ramirez@web.de | Madrid"));
    EXPECT_THAT(Table().line(100, 200, {"meet@", "noon", "today"}, 16).lines(), ElementsAre("meet@ noon today")) << "no host";
}

TEST(Recognised, ABoxWithMoreThanItsWordStaysInItsRow) {
    Table table;
    table.line(140, 560, {"Aufbau", "einer", "Testumgebung", "im", "Bereich", "Vertrieb"});
    table.line(140, 600, {"Leitung", "eines", "Teams", "von", "sechs", "Personen"});
    table.next_line();
    table.box({140, 670, 202, 36}, "Werkstudent");  // letters of 22 pixels on a baseline of 692, and something below
    table.line(704, 692, {"Mai", "2021", "bis", "Mai", "2022"});
    EXPECT_THAT(table.lines(), ElementsAre("Aufbau einer Testumgebung im Bereich Vertrieb", "Leitung eines Teams von sechs Personen",
                                           "Werkstudent\tMai 2021 bis Mai 2022"));
}

TEST(Recognised, HeadingsBetweenDatesLeaveThemBesideTheirJobs) {
    Table table;  // of a scan nobody knows that headings are bold
    table.line(125, 400, {"Summary"}).line(560, 460, {"Responsible", "for", "the", "design", "of", "services"});
    table.line(125, 570, {"Experience"});
    table.line(125, 630, {"April", "2023", "-", "today"}).line(560, 628, {"BrightPath", "Consulting"});
    table.line(560, 663, {"Support", "Specialist", "at", "London", "Bridge"}).line(560, 698, {"Reduced", "the", "costs", "of", "support"});
    table.line(125, 760, {"June", "2020", "-", "April", "2023"}).line(560, 758, {"Globex", "Corporation"});
    table.line(560, 793, {"Administrator", "of", "systems", "in", "Seattle"}).line(560, 828, {"Moved", "the", "systems", "to", "the", "cloud"});
    table.line(125, 940, {"Education"});
    table.line(125, 1000, {"2016", "-", "2020"})
        .line(560, 998, {"Lincoln", "University"})
        .line(560, 1033, {"Bachelor", "of", "Arts", "in", "Economics"});
    table.line(125, 1140, {"Skills"}).line(560, 1200, {"Docker", "and", "Kubernetes"});
    const std::vector<std::string> lines = table.lines();
    const auto at = [&](std::string_view text) {
        return std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with(text); }) - lines.begin();
    };
    EXPECT_LT(at("April 2023"), at("BrightPath"));
    EXPECT_LT(at("BrightPath"), at("June 2020"));
    EXPECT_LT(at("June 2020"), at("Globex"));
    EXPECT_LT(at("Globex"), at("2016"));
    EXPECT_LT(at("2016"), at("Lincoln"));
}

}  // namespace
}  // namespace bonafide::document
