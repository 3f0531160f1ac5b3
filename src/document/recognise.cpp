#include "document/recognise.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "base/text.h"
#include "document/child.h"
#include "document/pdf_layout.h"

namespace bonafide::document {

namespace {

/// One row of the table; level 5 is a word.
struct Word {
    int level = 0;
    std::array<int, 4> place{};  ///< page, block, paragraph, line
    float left = 0, top = 0, width = 0, height = 0, confidence = 0;
    std::string_view text;
};

std::optional<Word> parse_row(std::string_view row) {
    std::array<std::string_view, 12> cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t tab = i + 1 < cells.size() ? row.find('\t') : std::string_view::npos;
        if (i + 1 < cells.size() && tab == std::string_view::npos) return std::nullopt;
        cells[i] = row.substr(0, tab);
        if (tab != std::string_view::npos) row.remove_prefix(tab + 1);
    }
    std::array<float, 11> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [end, error] = std::from_chars(cells[i].data(), cells[i].data() + cells[i].size(), numbers[i]);
        if (error != std::errc{} || !(std::abs(numbers[i]) < 1e7F)) return std::nullopt;
    }
    Word word;
    word.level = static_cast<int>(numbers[0]);
    for (std::size_t i = 0; i < 4; ++i) word.place[i] = static_cast<int>(numbers[i + 1]);
    word.left = numbers[6], word.top = numbers[7], word.width = numbers[8], word.height = numbers[9], word.confidence = numbers[10];
    word.text = trim(cells[11]);
    return word;
}

/// Where a word stands and how large its letters are, from the box around them and from which letters they are.
struct Measure {
    float size = 0, baseline = 0;  ///< size 0: no letters to tell by
};

/// `usual`: of the page's words; 0 where it is not known yet.
Measure measure(const Word& word, float usual) {
    bool letters = false, tall = false, deep = false;
    for (const char c : word.text) {
        const auto u = static_cast<unsigned char>(c);
        letters = letters || std::isalnum(u) != 0 || u >= 0x80;
        tall = tall || std::isupper(u) != 0 || std::isdigit(u) != 0 || u >= 0x80 ||
               std::string_view("bdfhijklt()[]/|!?@").find(c) != std::string_view::npos;
        deep = deep || std::string_view("gjpqy,;()[]/|@Q").find(c) != std::string_view::npos;
    }
    if (!letters) return {};
    const float above = tall ? 0.73F : 0.53F, below = deep ? 0.21F : 0;
    const float size = word.height / (above + below);
    // Specks of dust make boxes higher: letters are about half as wide as they are large.
    const auto characters = std::ranges::count_if(word.text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    const float by_width = word.width / (0.5F * static_cast<float>(characters));
    // As wide as the other words and far higher: what is above or below got into the box.
    if (characters >= 4 && usual > 0 && size > 1.45F * usual && by_width < 1.4F * usual)
        return {usual, word.top + word.height / 2 + usual * (above - below) / 2};
    if (characters < 4 || size < 1.35F * by_width) return {size, word.top + word.height - below * size};
    return {by_width, word.top + word.height / 2 + by_width * (above - below) / 2};
}

/// Words of one of Tesseract's lines that stand close together.
class PieceMaker {
public:
    PieceMaker(std::vector<PdfPiece>& out, float scale, float usual_size) : out_(out), scale_(scale), usual_(usual_size) {}
    void add(const Word& word) {
        const float size = std::clamp(measure(word, usual_).size, 0.6F * usual_, 4 * usual_);
        if (word.place != place_ || (!words_.empty() && word.left - words_.back().left - words_.back().width > 1.2F * size)) finish();
        place_ = word.place;
        words_.push_back(word);
    }
    void finish() {
        if (words_.empty()) return;
        PdfPiece piece;
        float confidence = 0;
        std::vector<float> baselines, sizes;
        for (const Word& word : words_) {
            confidence += word.confidence;
            if (const Measure m = measure(word, usual_); m.size > 0) baselines.push_back(m.baseline), sizes.push_back(m.size);
        }
        std::ranges::sort(baselines);
        std::ranges::sort(sizes);
        const Word& first = words_.front();
        const float size = sizes.empty() ? usual_ : sizes[sizes.size() / 2];
        const float baseline = baselines.empty() ? first.top + first.height / 2 + 0.28F * size : baselines[baselines.size() / 2];
        for (std::size_t i = 0; i < words_.size(); ++i)
            piece.text += (i == 0 || touches(words_[i - 1], words_[i], size) ? "" : " ") + mended(words_[i], i);
        piece.left = first.left / scale_;
        piece.right = (words_.back().left + words_.back().width) / scale_;
        piece.baseline = baseline / scale_;
        piece.size = size / scale_;
        piece.confidence = std::clamp(confidence / static_cast<float>(words_.size()) / 100, 0.0F, 1.0F);
        out_.push_back(std::move(piece));
        words_.clear();
    }

private:
    /// Tesseract parts "J" from "anuar" and "@" from what follows.
    static bool touches(const Word& a, const Word& b, float size) {
        const float gap = b.left - a.left - a.width;
        if (a.text.size() > 1 && a.text.ends_with('@') && is_host(b.text)) return gap < 0.7F * size;  // no address has a blank there
        const bool initial = a.text.size() == 1 && std::isupper(static_cast<unsigned char>(a.text[0])) != 0 &&
                             std::islower(static_cast<unsigned char>(b.text[0])) != 0;
        return gap < ((initial || a.text.ends_with('@') || b.text.starts_with('@')) ? 0.24F : 0.1F) * size;
    }
    static bool is_host(std::string_view text) {
        const std::size_t dot = text.find('.');
        return dot != std::string_view::npos && dot > 0 && dot + 2 < text.size() &&
               std::ranges::all_of(text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; });
    }
    /// Marks of lists are taken for the strangest characters.
    static std::string mended(const Word& word, std::size_t index) {
        constexpr std::array<std::string_view, 11> taken_for{"=m", "\u00AB", "\u00A2", "\u00AE", "\u00A9", "\u00B0",
                                                             "*",  "\u00BB", "=",      "m",      "\u00A7"};
        if (index == 0 && std::ranges::find(taken_for, word.text) != taken_for.end()) return "\u2022";
        return repair_utf8(word.text);
    }
    std::vector<PdfPiece>& out_;
    float scale_, usual_;
    std::array<int, 4> place_{-1, -1, -1, -1};
    std::vector<Word> words_;
};

float usual_size(const std::vector<Word>& words) {
    std::vector<float> sizes;
    for (const Word& word : words)
        if (const float size = measure(word, 0).size; size > 0) sizes.push_back(size);
    if (sizes.empty()) return 30;
    std::ranges::sort(sizes);
    return std::max(sizes[sizes.size() / 2], 1.0F);
}

/// How much the page is turned: the median slope of its longer lines.
float slope_of(const std::vector<Word>& words) {
    std::vector<float> slopes;
    for (std::size_t begin = 0; begin < words.size();) {
        std::size_t end = begin;
        while (end < words.size() && words[end].place == words[begin].place) ++end;
        if (end - begin >= 5) {
            const auto middle = [&](std::size_t i) { return words[i].top + words[i].height / 2; };
            const float run = words[end - 1].left + words[end - 2].left - words[begin].left - words[begin + 1].left;
            if (run > 100) slopes.push_back((middle(end - 1) + middle(end - 2) - middle(begin) - middle(begin + 1)) / run);
        }
        begin = end;
    }
    if (slopes.size() < 3) return 0;
    std::ranges::sort(slopes);
    return std::abs(slopes[slopes.size() / 2]) < 0.06F ? slopes[slopes.size() / 2] : 0;
}

struct Language {
    std::string_view name;
    std::array<std::string_view, 14> words;
};
/// Words that a résumé in the language hardly does without, and that English does not have; as read by the English model, without accents.
constexpr std::array<Language, 4> languages{
    {{"deu", {"und", "der", "die", "von", "mit", "bis", "heute", "für", "fur", "bei", "berufserfahrung", "ausbildung", "kenntnisse", "sprachen"}},
     {"fra", {"et", "le", "les", "des", "du", "pour", "chez", "expérience", "competences", "compétences", "formation", "langues", "liens", "ans"}},
     {"spa", {"y", "el", "los", "las", "del", "para", "con", "experiencia", "formación", "formacion", "habilidades", "idiomas", "perfil", "años"}},
     {"por", {"e", "os", "da", "do", "das", "dos", "para", "com", "experiência", "formação", "formacao", "competências", "resumo", "idiomas"}}}};

/// The other language whose words are frequent; "" for English or nothing clear.
std::string_view other_language(const std::vector<Line>& lines) {
    std::array<std::size_t, languages.size()> counts{};
    std::size_t all = 0, english = 0;
    for (const Line& line : lines) {
        std::string lower = ascii_lower(line.text);
        for (char& c : lower)
            if (static_cast<unsigned char>(c) < 0x80 && std::isalpha(static_cast<unsigned char>(c)) == 0) c = ' ';
        for (const std::string_view word : split(lower, ' ')) {
            if (word.empty()) continue;
            ++all;
            english += word == "the" || word == "and" || word == "of" || word == "in" || word == "with" || word == "for" ? 1 : 0;
            for (std::size_t i = 0; i < languages.size(); ++i)
                counts[i] += std::ranges::find(languages[i].words, word) != languages[i].words.end() ? 1 : 0;
        }
    }
    const auto best = std::ranges::max_element(counts);
    if (*best < 3 || *best * 40 < all || *best <= english) return {};
    return languages[static_cast<std::size_t>(best - counts.begin())].name;
}

/// Tesseract's models of other languages read "@" and "#" badly; beside the English one each word is taken from the model that is surer of it.
std::string with_english(const std::string& language) { return language + "+eng"; }

/// Of a picture as pdftoppm draws it (binary PGM): the rows below the head of the page. "" for other pictures, and for small ones.
std::string upper_part(std::string_view picture) {
    unsigned width = 0, height = 0;
    int header = 0;
    if (!picture.starts_with("P5") || std::sscanf(std::string(picture.substr(0, 64)).c_str(), "P5 %u %u 255%n", &width, &height, &header) != 2 ||
        header == 0)
        return {};
    const std::size_t first = static_cast<std::size_t>(header) + 1, begin = height / 10, rows = height * 3 / 10;
    if (height < 1000 || width == 0 || picture.size() < first + std::size_t{width} * height) return {};
    return "P5\n" + std::to_string(width) + " " + std::to_string(rows) + "\n255\n" + std::string(picture.substr(first + begin * width, rows * width));
}

}  // namespace

std::vector<Line> lines_of_tsv(std::string_view tsv, float pixels_per_unit) {
    constexpr std::size_t most_words = 200'000;
    std::vector<Word> words;
    for (const std::string_view row : split(tsv, '\n')) {
        const std::optional<Word> word = parse_row(row);
        if (word && word->level == 5 && !word->text.empty() && word->confidence >= 0 && words.size() < most_words) words.push_back(*word);
    }
    const float slope = slope_of(words);
    std::vector<PdfPiece> pieces;
    PieceMaker maker(pieces, pixels_per_unit, usual_size(words));
    for (Word& word : words) {
        word.top -= slope * word.left;
        maker.add(word);
    }
    maker.finish();
    std::vector<Line> out = lay_out(pieces);
    for (Line& line : out) {
        line.box.top += slope * line.box.left;
        line.box.bottom += slope * line.box.left;
    }
    return out;
}

Result<std::string> Recogniser::run(std::vector<std::string> program, std::string_view input, std::uint64_t max_output) const {
    std::vector<std::string> arguments{reader_, "run", std::to_string(limits_.max_memory),
                                       std::to_string(static_cast<unsigned>(limits_.max_seconds) + 1)};
    const std::string name = program[0];
    std::ranges::move(program, std::back_inserter(arguments));
    auto done = run_child(arguments, input, limits_.max_seconds, max_output);
    if (!done) return std::unexpected(done.error());
    if (done->timed_out) return fail("", name + " took longer than the limit");
    if (done->exit_code == 127) return fail("", name + " is not installed", "install poppler-utils and tesseract-ocr");
    if (done->too_much || done->exit_code != 0) return fail("", name + " could not read it");
    return std::move(done->out);
}

Result<std::vector<Line>> Recogniser::words(std::string_view picture, const std::string& names, float pixels_per_unit) const {
    auto tsv = run({"/usr/bin/tesseract", "stdin", "stdout", "-l", names, "--psm", "3", "--dpi", "200", "tsv"}, picture, 64 << 20);
    if (!tsv) return std::unexpected(tsv.error());
    return lines_of_tsv(*tsv, pixels_per_unit);
}

Result<void> Recogniser::page(std::string_view bytes, Format format, Page& page) {
    std::string drawn;
    float scale = 1;
    if (format == Format::pdf) {
        constexpr float most_pixels = 12e6F, usual = 200;
        const float points = std::max(page.width * page.height, 1.0F);
        const int dots = static_cast<int>(std::clamp(std::sqrt(most_pixels / points) * 72, 20.0F, usual));
        const std::string number = std::to_string(page.number);
        auto picture = run({"/usr/bin/pdftoppm", "-r", std::to_string(dots), "-gray", "-f", number, "-l", number, "-"}, bytes, 64 << 20);
        if (!picture) return std::unexpected(picture.error());
        drawn = std::move(*picture);
        scale = static_cast<float>(dots) / 72;
    }
    const std::string_view picture = format == Format::pdf ? std::string_view(drawn) : bytes;
    if (limits_.languages == "eng" && language_.empty()) {
        // A part of the page is enough to tell its language by, and takes a third of the time.
        if (const std::string part = upper_part(picture); !part.empty())
            if (const auto sample = words(part, "eng", 1)) language_ = other_language(*sample);
    }
    auto lines = words(picture, language_.empty() ? limits_.languages : with_english(language_), scale);
    if (!lines) return std::unexpected(lines.error());
    if (limits_.languages == "eng" && language_.empty()) {
        language_ = other_language(*lines);
        if (!language_.empty())
            if (auto again = words(picture, with_english(language_), scale)) lines = std::move(again);
    }
    page.lines.insert(page.lines.end(), std::move_iterator(lines->begin()), std::move_iterator(lines->end()));
    return {};
}

}  // namespace bonafide::document
