// Lines of a document → lines of a résumé: what did not fit into a narrow column goes on in the next line.
#include "screen/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace bonafide::screen {
namespace {

using testing::ElementsAre;

document::Line line(const std::string& text, float top, float right) {
    document::Line out;
    out.text = text;
    out.size = 10;
    out.box = {48, top, right, top + 10};
    return out;
}

std::vector<std::string> read(std::vector<document::Line> lines) {
    Errors errors;
    static const Words words = Words::load(std::filesystem::path(BONAFIDE_CONTENT) / "screen" / "words.yml", errors);
    document::Document document;
    document::Page page;
    page.width = 595, page.height = 842;
    page.lines = std::move(lines);
    document.pages.push_back(std::move(page));
    std::vector<std::string> out;
    for (const TextLine& one : read_lines(document, words)) out.push_back(one.text);
    return out;
}

TEST(Lines, ABarAtTheEndOfANarrowLineWantsWhatFollows) {
    EXPECT_THAT(read({line("Atención a clientes nacionales e internacionales", 100, 258),
                      line("Responsable de ventas | Mareas Consultoría |", 113, 240), line("Barcelona", 126, 91)}),
                ElementsAre("Atención a clientes nacionales e internacionales", "Responsable de ventas | Mareas Consultoría | Barcelona"));
    EXPECT_THAT(read({line("Atención a clientes nacionales e internacionales", 100, 258),
                      line("Responsable de ventas en Mareas Consultoría", 113, 240), line("Barcelona", 126, 91)}),
                ElementsAre("Atención a clientes nacionales e internacionales", "Responsable de ventas en Mareas Consultoría", "Barcelona"));
}

}  // namespace
}  // namespace bonafide::screen
