// What a text hides from who reads it on a screen: characters without width, overrides of direction, letters of other alphabets
// that look like Latin ones (Unicode Technical Report 36 and Technical Standard 39 describe the attacks).
#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "document/entities.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

enum class Invisible : std::uint8_t { no, zero_width, direction, tag, quiet };

/// `quiet` ones are taken out without a word: editors and PDF writers put them in by themselves.
Invisible invisible(char32_t c) {
    if (c == 0xAD || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F)) return Invisible::quiet;
    if (c == 0x200B || c == 0x2060 || (c >= 0x2061 && c <= 0x2064) || c == 0x180E || c == 0x034F || c == 0x3164 || c == 0x115F || c == 0x1160)
        return Invisible::zero_width;
    if (c == 0x202D || c == 0x202E || (c >= 0x2066 && c <= 0x2069)) return Invisible::direction;
    if (c == 0x202A || c == 0x202B || c == 0x202C || c == 0x200E || c == 0x200F || c == 0x061C) return Invisible::quiet;
    return c >= 0xE0000 && c <= 0xE007F ? Invisible::tag : Invisible::no;
}

enum class Script : std::uint8_t { none, latin, greek, cyrillic, armenian, cherokee, fullwidth, mathematical };

struct Range {
    char32_t first, last;
    Script script;
};
constexpr std::array<Range, 14> ranges{{{'A', 'Z', Script::latin},
                                        {'a', 'z', Script::latin},
                                        {0xC0, 0x24F, Script::latin},
                                        {0x370, 0x3FF, Script::greek},
                                        {0x400, 0x52F, Script::cyrillic},
                                        {0x531, 0x58F, Script::armenian},
                                        {0x13A0, 0x13FF, Script::cherokee},
                                        {0x1D400, 0x1D7FF, Script::mathematical},
                                        {0x1E00, 0x1EFF, Script::latin},
                                        {0x1F00, 0x1FFF, Script::greek},
                                        {0x2DE0, 0x2DFF, Script::cyrillic},
                                        {0xA640, 0xA69F, Script::cyrillic},
                                        {0xFF21, 0xFF3A, Script::fullwidth},
                                        {0xFF41, 0xFF5A, Script::fullwidth}}};

Script script_of(char32_t c) {
    const auto found = std::ranges::find_if(ranges, [&](const Range& r) { return c >= r.first && c <= r.last; });
    return found == ranges.end() || c == 0xD7 || c == 0xF7 ? Script::none : found->script;
}

constexpr std::array<std::string_view, 8> script_names{"", "Latin", "Greek", "Cyrillic", "Armenian", "Cherokee", "full-width", "mathematical"};

/// Letters that cannot be told from a Latin one. Others (л, ж, Ω) beside Latin letters are units, brands and formulas, and seen.
bool looks_latin(char32_t c) {
    static constexpr std::u32string_view alike = U"авеѕіјкмнорстухһԁԛԝӏүАВЕЅІЈКМНОРСТУХҮԌԚԜαγικνορτυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧσօսոհցԼՕՏ";
    const Script script = script_of(c);
    return alike.find(c) != std::u32string_view::npos || script == Script::fullwidth || script == Script::mathematical || script == Script::cherokee;
}

/// The next character; `at` moves on. Lines are valid UTF-8.
char32_t next(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const char32_t first = byte(at);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? first : first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) c = c << 6 | (byte(at + i) & 0x3F);
    at += size;
    return c;
}

struct Word {
    std::string text;
    std::size_t latin = 0, foreign = 0, alike = 0;
    Script other = Script::none;
    void letter(char32_t c, Script script) {
        append_utf8(text, c);
        if (script == Script::latin) ++latin;
        else {
            ++foreign;
            other = script;
            alike += looks_latin(c) ? 1 : 0;
        }
    }
    /// Latin letters with look-alikes among them; or, of the alphabets that nobody writes in, the whole word.
    [[nodiscard]] bool odd() const {
        if (foreign == 0 || alike == 0) return false;
        return latin > 0 && alike == foreign && latin + foreign > 2;
    }
};

class Finder {
public:
    explicit Finder(Document& document) : document_(document) {}

    void line(Line& line, std::uint32_t page) {
        if (std::ranges::all_of(line.text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
        std::string kept;
        Word word;
        std::size_t zero_width = 0, joiners = 0;
        bool direction = false, tags = false;
        char32_t before = 0;
        for (std::size_t at = 0; at < line.text.size();) {
            const char32_t c = next(line.text, at);
            const Invisible kind = invisible(c);
            zero_width += kind == Invisible::zero_width ? 1 : 0;
            direction = direction || kind == Invisible::direction;
            tags = tags || kind == Invisible::tag;
            if (kind != Invisible::no) continue;
            if (c == 0x200C || c == 0x200D) {  // they have a meaning in Arabic, Indic scripts and emoji, not between Latin letters
                if (script_of(before) == Script::latin) {
                    ++joiners;
                    continue;
                }
            }
            append_utf8(kept, c);
            before = c;
            if (const Script script = script_of(c); script != Script::none) word.letter(c, script);
            else end_of(word, line, page);
        }
        end_of(word, line, page);
        if (zero_width + joiners != 0)
            add_oddity(document_, "zero_width", std::to_string(zero_width + joiners) + " characters without width in \"" + shorten(kept) + "\"", page,
                       line.box);
        if (direction)
            add_oddity(document_, "bidi_override",
                       "characters that turn the direction of writing: what is read differs from what is seen in \"" + shorten(kept) + "\"", page,
                       line.box);
        if (tags) add_oddity(document_, "zero_width", "invisible tag characters in \"" + shorten(kept) + "\"", page, line.box);
        line.text = std::move(kept);
    }

private:
    static std::string shorten(const std::string& text) {
        if (text.size() <= 80) return text;
        std::size_t end = 77;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        return text.substr(0, end) + "...";
    }

    void end_of(Word& word, const Line& line, std::uint32_t page) {
        if (word.odd())
            add_oddity(document_, "homoglyph",
                       "the word \"" + shorten(word.text) + "\" mixes Latin with " + std::string(script_names[static_cast<std::size_t>(word.other)]) +
                           " letters that look alike",
                       page, line.box);
        word = {};
    }

    Document& document_;
};

}  // namespace

void find_tricks(Document& document) {
    Finder finder(document);
    for (Page& page : document.pages) {
        for (Line& line : page.lines) finder.line(line, page.number);
        std::erase_if(page.lines, [](const Line& line) { return line.text.empty(); });
        const auto hidden = std::ranges::find_if(page.lines, &Line::hidden);
        const bool told = std::ranges::any_of(
            document.oddities, [&](const Oddity& o) { return (o.kind == "hidden_text" || o.kind == "text_layer") && o.page == page.number; });
        if (hidden != page.lines.end() && !told)
            add_oddity(document, "hidden_text", "text that a reader does not see, beginning \"" + hidden->text.substr(0, 200) + "\"", page.number,
                       hidden->box);
    }
}

}  // namespace bonafide::document
