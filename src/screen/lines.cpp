#include "screen/lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "screen/contacts.h"

namespace bonafide::screen {

namespace {

constexpr std::string_view marks[] = {"•",
                                      "●",
                                      "○",
                                      "▪",
                                      "■",
                                      "□",
                                      "◦",
                                      "‣",
                                      "⁃",
                                      "∙",
                                      "·",
                                      "–",
                                      "—",
                                      "*",
                                      "-",
                                      "+",
                                      "►",
                                      "➢",
                                      "➤",
                                      "✓",
                                      "✔",
                                      "o",
                                      ">",
                                      "\xEF\x82\xB7",
                                      "\xEF\x82\xA7",
                                      "\xEF\x83\x98"};

/// Cuts one bullet mark followed by a blank.
bool cut_bullet(std::string_view& text) {
    for (const std::string_view mark : marks)
        if (text.starts_with(mark) && text.size() > mark.size() + 1 && (text[mark.size()] == ' ' || text[mark.size()] == '\t')) {
            text = trim(text.substr(mark.size()));
            return true;
        }
    return false;
}

/// "E X P E R I E N C E" → "EXPERIENCE"; two blanks part words.
std::string collapse_spacing(std::string_view text) {
    std::size_t single = 0, words = 0;
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        ++words;
        single += word.size() == 1 || (word.size() <= 3 && static_cast<unsigned char>(word.front()) >= 0xC3);
    }
    if (words < 4 || single < words) return std::string(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != ' ') out += text[i];
        else if (text.substr(i, 2) == "  ") out += out.empty() || out.back() == ' ' ? "" : " ";
    }
    return out;
}

/// "1) Organisation: Acme" → "Organisation: Acme"
std::string cut_number(std::string text) {
    std::size_t at = 0;
    while (at < text.size() && at < 3 && std::isdigit(static_cast<unsigned char>(text[at]))) ++at;
    if (at == 0 || at > 2 || at + 1 >= text.size() || (text[at] != ')' && text[at] != '.') || text[at + 1] != ' ') return text;
    const std::string_view rest = trim(std::string_view(text).substr(at + 1));
    if (rest.empty() || !begins_upper(rest) || text[at] == '.') return text;  // "12. März 1990" is no item
    return std::string(rest);
}

Section section_of(const Words& words, std::string_view text) {
    const auto found = words.headings.find(plain(text));
    return found == words.headings.end() ? Section::none : found->second;
}

/// The section whose heading makes up most of a short line ("Work Experience (8 years)", "Skills & Expertise").
Section section_inside(const Words& words, std::string_view text) {
    const std::string key = plain(text);
    std::vector<std::string_view> parts = split(key, ' ');
    if (parts.empty() || parts.size() > 6) return Section::none;
    for (std::size_t length = parts.size(); length > 0; --length)
        for (std::size_t at = 0; at + length <= parts.size(); ++at) {
            const std::string phrase(parts[at].data(),
                                     static_cast<std::size_t>(parts[at + length - 1].data() + parts[at + length - 1].size() - parts[at].data()));
            const auto found = words.headings.find(phrase);
            if (found != words.headings.end() && 2 * length >= parts.size()) return found->second;
        }
    return Section::none;
}

struct Style {
    float usual_size = 0;
    float usual_step = 0;
    float largest = 0;  ///< letters
};

Style usual(const document::Document& document) {
    std::vector<float> sizes, steps;
    for (const document::Page& page : document.pages) {
        const document::Line* before = nullptr;
        for (const document::Line& line : page.lines) {
            if (line.hidden) continue;
            if (line.size > 0) sizes.push_back(line.size);
            if (before && line.box.bottom > 0 && line.box.top > before->box.top) steps.push_back(line.box.top - before->box.top);
            before = &line;
        }
    }
    const float largest = sizes.empty() ? 0 : *std::ranges::max_element(sizes);
    const auto middle = [](std::vector<float>& v) {
        if (v.empty()) return 0.0F;
        std::ranges::nth_element(v, v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2));
        return v[v.size() / 2];
    };
    return {middle(sizes), middle(steps), largest};
}

/// Decoration that markdown and plain text put around lines.
std::string_view undecorate(std::string_view text, TextLine& line) {
    text = trim(text);
    bool heading = false;
    while (text.starts_with('#') && text.size() > 1 && (text[1] == '#' || text[1] == ' ')) {
        text.remove_prefix(1);
        heading = true;
    }
    text = trim(text);
    if (text.size() > 4 && text.starts_with("**") && text.ends_with("**")) {
        text = text.substr(2, text.size() - 4);
        line.bold = true;
    }
    while (text.size() > 2 && (text.starts_with("==") || text.starts_with("--") || text.starts_with("__") || text.starts_with("~~")))
        text.remove_prefix(1);
    if (heading) line.heading = true;
    return trim(text);
}

/// Ends with a word that wants another: "Instituto Tecnológico de", "Grado en", "Transports &", "Analyst | Globex |"
bool ends_open(std::string_view text) {
    const std::vector<Token> words = tokens(text);
    if (words.empty()) return false;
    static const std::set<std::string_view> open = {"de", "of", "en", "in", "the", "da", "do",  "des", "du", "di",  "del", "der", "und", "and",
                                                    "et", "e",  "y",  "&",  "la",  "le", "for", "für", "em", "zum", "zur", "l",   "d"};
    return text.ends_with('&') || text.ends_with('-') || text.ends_with('|') || open.contains(words.back().folded);
}

bool begins_lower_letter(std::string_view text) { return !text.empty() && text.front() >= 'a' && text.front() <= 'z'; }

/// The columns of a document with several: where headings begin, and other lines below them. Each has its own running section, in whatever order
/// the lines come and over the ends of pages.
class Columns {
public:
    Columns(const document::Document& document, const Words& words) {
        std::map<int, int> lines;
        std::set<int> headings;
        for (const document::Page& page : document.pages)
            for (const document::Line& line : page.lines) {
                if (line.hidden || line.box.bottom <= 0) continue;
                const int left = static_cast<int>(std::lround(line.box.left));
                ++lines[left];
                if (!line.bullet && section_of(words, strip_symbols(line.text)) != Section::none) headings.insert(left);
            }
        for (const int left : headings) {
            int same = 0;
            for (auto at = lines.lower_bound(left - 3); at != lines.end() && at->first <= left + 3; ++at) same += at->second;
            if (same >= 3 && (columns_.empty() || static_cast<float>(left) - columns_.back().left > 60))
                columns_.push_back({static_cast<float>(left), Section::none});
        }
        if (columns_.size() < 2) columns_.clear();
    }
    void begin(const document::Line& heading, Section section) {
        if (Column* column = of(heading)) column->section = section;
    }
    /// Does the line begin a column: far up and to the right of the line before, where no heading was yet?
    [[nodiscard]] bool begins(const document::Line& line, const document::Line& before) {
        if (line.box.bottom <= 0 || line.box.top > before.box.top - 60 || line.box.left < before.box.left + 60) return false;
        const Column* column = of(line);
        return !column || column == of(before) || column->section == Section::none;
    }
    [[nodiscard]] Section section(const document::Line& line, Section otherwise) {
        const Column* column = of(line);
        return column && column->section != Section::none ? column->section : otherwise;
    }

private:
    struct Column {
        float left = 0;
        Section section = Section::none;
    };
    Column* of(const document::Line& line) {
        if (line.box.bottom <= 0) return nullptr;
        Column* found = nullptr;
        for (Column& column : columns_)
            if (column.left <= line.box.left + 5) found = &column;
        return found;
    }
    std::vector<Column> columns_;
};

/// Where the column of a line ends: the farthest right of the lines that begin where it does.
float column_right(const document::Page& page, const document::Line& line) {
    float right = 0;
    if (line.box.bottom <= 0) return right;
    for (const document::Line& other : page.lines)
        if (!other.hidden && std::abs(other.box.left - line.box.left) < 14) right = std::max(right, other.box.right);
    return right;
}

/// Does the text's last or first word belong to the web?
bool is_address_of_web(std::string_view text) {
    return text.find("://") != std::string_view::npos || text.find("www.") != std::string_view::npos || text.find('@') != std::string_view::npos ||
           text.find(".com/") != std::string_view::npos;
}

bool words_month(std::string_view text, const auto& months) {
    const std::vector<Token> all = tokens(text);
    return !all.empty() && months.contains(all.back().folded);
}

/// Is the line what did not fit on the one before? Where boxes are known: its first word would not have fitted. Elsewhere: it goes on in lower case
/// after a long line.
bool wraps(const TextLine& before, const TextLine& line, float right, float page_width, const Words& words) {
    const auto& months = words.months;
    if (is_address_of_web(line.text) || is_address_of_web(before.text)) return false;
    if (line.bullet || line.heading || before.heading || line.gap || before.bold != line.bold || before.page != line.page) return false;
    const document::Line& above = before.wrapped ? *before.wrapped : *before.source;
    const document::Line& here = *line.source;
    if (here.box.bottom > 0) {
        const bool same_column =
            std::abs(above.box.left - here.box.left) < 14 && here.box.top > above.box.top && std::abs(above.size - here.size) < 0.6F;
        if (!same_column) return false;
        const std::string_view text = line.text;
        const auto letters = static_cast<float>(std::max<std::size_t>(1, above.text.size()));
        const float first_word = static_cast<float>(std::min(text.find(' '), text.size()) + 1) * (above.box.right - above.box.left) / letters;
        const bool no_room = above.box.right + first_word > right - 1;
        const bool open_date = (before.text.ends_with('-') || before.text.ends_with("\xE2\x80\x93") || before.text.ends_with(" to") ||
                                before.text.ends_with(" bis") || words_month(before.text, months)) &&
                               before.text.find_first_of("0123456789") != std::string_view::npos;
        if (open_date && word_count(text) <= 3 && word_count(before.text) <= 5 &&
            (text.find_first_of("0123456789") != std::string_view::npos || word_count(text) == 1))
            return true;
        const bool narrow = page_width > 0 && right - here.box.left < 0.42F * page_width;
        if (before.bullet || word_count(before.text) > 8) return no_room && begins_lower_letter(text);
        if (!narrow || !no_room || before.text.ends_with('.') || before.text.ends_with(':')) return false;
        const auto digit = [](std::string_view t) { return t.find_first_of("0123456789") != std::string_view::npos; };
        // In a narrow column a name goes on; what is a thing of its own (a number, an address of the web) does not.
        if (text.find('@') != std::string_view::npos || before.text.find('@') != std::string_view::npos || digit(before.text)) return false;
        return begins_lower_letter(text) || (!digit(text) && (above.text.ends_with(',') || ends_open(before.text)));
    }
    return (before.bullet || word_count(before.text) > 9) && before.text.size() > 55 && begins_lower_letter(line.text) &&
           !before.text.ends_with('.') && here.number == above.number + 1;
}

bool only_decoration(std::string_view text) { return strip_symbols(text).empty() && text.find_first_of("0123456789") == std::string_view::npos; }

}  // namespace

Labelled split_label(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 48 || text.substr(colon, 3) == "://") return {};
    const std::string_view label = strip_symbols(text.substr(0, colon));
    if (word_count(label) > 5) return {};
    return {label, trim(text.substr(colon + 1))};
}

bool is_label(const Words& words, std::string_view kind, std::string_view label) {
    const auto set = words.labels.find(kind);
    if (set == words.labels.end() || label.empty()) return false;
    std::string key;
    for (const Token& token : tokens(label)) key += (key.empty() ? "" : " ") + token.folded;
    return set->second.has(key);
}

std::vector<TextLine> read_lines(const document::Document& document, const Words& words) {
    std::vector<TextLine> out;
    const Style style = usual(document);
    Columns columns(document, words);
    Section section = Section::none;
    Section around = Section::none;
    bool inside = false;  // of the lines around one that names its own section
    std::size_t from_top = 0;
    Section left_for = Section::none;  // of the lines before a column beside the head
    for (const document::Page& page : document.pages) {
        const document::Line *before = nullptr, *above = nullptr, *beside = nullptr;
        const std::size_t page_begins = out.size();
        for (const document::Line& source : page.lines) {
            if (source.hidden) continue;
            TextLine line;
            line.source = &source;
            line.page = page.number;
            line.size = source.size;
            line.bold = source.bold;
            line.heading = source.heading;
            line.bullet = source.bullet;
            std::string_view text = undecorate(source.text, line);
            if (text.empty() || only_decoration(text)) {
                before = nullptr;  // a blank or a rule counts as a gap
                continue;
            }
            line.bullet |= cut_bullet(text);
            const bool boxes = source.box.bottom > 0;
            line.gap = !before || (boxes && style.usual_step > 0 ? source.box.top - before->box.top > 1.45F * style.usual_step
                                                                 : source.number > before->number + 1);
            before = &source;
            // What stands beside the head of the first page (contacts, mostly) is of no section that ended in the column before.
            if (above && page.number == 1 && columns.begins(source, *above)) {
                left_for = section;
                beside = &source;
                section = Section::none;
                from_top = 0;
            } else if (beside && source.box.left < beside->box.left - 60) {  // back in the column that it stands beside
                section = left_for;
                beside = nullptr;
            }
            above = &source;
            line.from_top = from_top++;
            line.text = cut_number(collapse_spacing(text));

            std::string_view title = line.text;
            while (!title.empty() && (title.back() == ':' || title.back() == '-' || title.back() == '_' || title.back() == '='))
                title.remove_suffix(1);
            title = strip_symbols(title);
            const bool loud = line.heading || all_capitals(title) || (style.usual_size > 0 && source.size > 1.1F * style.usual_size) ||
                              (line.bold && word_count(title) <= 4);
            Section found = line.bullet ? Section::none : section_of(words, title);
            if (found == Section::none && loud && !line.bullet && word_count(title) <= 6 &&
                title.find_first_of("0123456789@|") == std::string_view::npos && !words.roles.inside(title))
                found = section_inside(words, title);
            if (found != Section::none) {
                columns.begin(source, found);
                section = found;
                beside = nullptr;
                inside = false;
                line.section = section;
                line.heading = true;
                out.push_back(std::move(line));
                continue;
            }
            line.heading = false;
            // The name in the largest letters begins the page anew, also where a sidebar was read before it.
            if (style.largest > 1.35F * style.usual_size && source.size >= 0.98F * style.largest)
                section = Section::none, line.from_top = 0, from_top = 1;
            // "Skills: Python, Go": a heading with its content behind it
            const Labelled labelled = split_label(line.text);
            if (!labelled.label.empty() && inside) {
                section = around;
                inside = false;
            }
            if (!labelled.label.empty() && !labelled.rest.empty() && !line.bullet) {
                const Section named = section_of(words, labelled.label);
                const bool own = named != Section::none && named != Section::contact && named != Section::other && named != Section::links;
                const bool within =
                    section == Section::experience || section == Section::projects || section == Section::skills || section == Section::education;
                if (own && (!within ||
                            (named != Section::skills && named != section && (named != Section::languages || words.languages.inside(labelled.rest)) &&
                             section != Section::experience && section != Section::education))) {
                    around = section;
                    inside = true;
                    section = named;
                    line.text = std::string(labelled.rest);
                }
            }
            if (section != Section::none) section = columns.section(source, section);
            line.section = section;
            if (out.size() > page_begins && wraps(out.back(), line, column_right(page, source), page.width, words)) {
                out.back().text += (out.back().text.ends_with('-') && begins_lower_letter(line.text) ? "" : " ") + line.text;
                if (out.back().text.size() > 1 && out.back().wrapped == nullptr) out.back().wrapped = &source;
                out.back().wrapped = &source;
                continue;
            }
            out.push_back(std::move(line));
        }
    }
    return out;
}

}  // namespace bonafide::screen
