#include "screen/lines.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "screen/contacts.h"

namespace bonafide::screen {

namespace {

constexpr std::string_view marks[] = {"•", "●", "○", "▪", "■", "□", "◦", "‣", "⁃", "∙", "·", "–", "—", "*", "-", "+", "►", "➢", "➤", "✓", "✔", "o", ">", "\xEF\x82\xB7", "\xEF\x82\xA7", "\xEF\x83\x98"};

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
            const std::string phrase(parts[at].data(), static_cast<std::size_t>(parts[at + length - 1].data() + parts[at + length - 1].size() - parts[at].data()));
            const auto found = words.headings.find(phrase);
            if (found != words.headings.end() && 2 * length >= parts.size()) return found->second;
        }
    return Section::none;
}

struct Style {
    float usual_size = 0;
    float usual_step = 0;
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
    const auto middle = [](std::vector<float>& v) {
        if (v.empty()) return 0.0F;
        std::ranges::nth_element(v, v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2));
        return v[v.size() / 2];
    };
    return {middle(sizes), middle(steps)};
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
    while (text.size() > 2 && (text.starts_with("==") || text.starts_with("--") || text.starts_with("__") || text.starts_with("~~"))) text.remove_prefix(1);
    if (heading) line.heading = true;
    return trim(text);
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
    Section section = Section::none;
    Section around = Section::none;
    bool inside = false;  // of the lines around one that names its own section
    for (const document::Page& page : document.pages) {
        const document::Line* before = nullptr;
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
            line.gap = !before || (boxes && style.usual_step > 0 ? source.box.top - before->box.top > 1.45F * style.usual_step : source.number > before->number + 1);
            before = &source;
            line.text = cut_number(collapse_spacing(text));

            std::string_view title = line.text;
            while (!title.empty() && (title.back() == ':' || title.back() == '-' || title.back() == '_' || title.back() == '=')) title.remove_suffix(1);
            title = strip_symbols(title);
            const bool loud = line.heading || all_capitals(title) || (style.usual_size > 0 && source.size > 1.1F * style.usual_size) || (line.bold && word_count(title) <= 4);
            Section found = line.bullet ? Section::none : section_of(words, title);
            if (found == Section::none && loud && !line.bullet && word_count(title) <= 6 && title.find_first_of("0123456789@|") == std::string_view::npos) found = section_inside(words, title);
            if (found != Section::none) {
                section = found;
                inside = false;
                line.section = section;
                line.heading = true;
                out.push_back(std::move(line));
                continue;
            }
            line.heading = false;
            // "Skills: Python, Go": a heading with its content behind it
            const Labelled labelled = split_label(line.text);
            if (!labelled.label.empty() && inside) {
                section = around;
                inside = false;
            }
            if (!labelled.label.empty() && !labelled.rest.empty() && !line.bullet) {
                const Section named = section_of(words, labelled.label);
                const bool own = named != Section::none && named != Section::contact && named != Section::other && named != Section::links;
                const bool within = section == Section::experience || section == Section::projects || section == Section::skills || section == Section::education;
                if (own && (!within || (named != Section::skills && named != section && (named != Section::languages || words.languages.inside(labelled.rest)) && section != Section::experience && section != Section::education))) {
                    around = section;
                    inside = true;
                    section = named;
                    line.text = std::string(labelled.rest);
                }
            }
            line.section = section;
            out.push_back(std::move(line));
        }
    }
    return out;
}

}  // namespace bonafide::screen
