// RTF (Microsoft's specification 1.9.1): a group, a word, a character at a time. Destinations that are not text are passed over.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "base/utf8.h"
#include "document/css.h"
#include "document/entities.h"
#include "document/lines.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_depth = 1000;

enum class Into : std::uint8_t { body, nowhere, fonts, colours, info, property, picture, field_code, list_mark };

struct Group {
    Into into = Into::body;
    std::string property;  ///< of `info`, being read
    int unicode_skip = 1;
    unsigned code_page = 1252;
    std::size_t colour = 0, background = 0;
    float size = 12;
    bool bold = false, hidden = false, starred = false;
};

struct Symbol {
    std::string_view word;
    char32_t character;
};
constexpr std::array<Symbol, 12> symbols{{{"emdash", 0x2014},
                                          {"endash", 0x2013},
                                          {"bullet", 0x2022},
                                          {"lquote", 0x2018},
                                          {"rquote", 0x2019},
                                          {"ldblquote", 0x201C},
                                          {"rdblquote", 0x201D},
                                          {"emspace", ' '},
                                          {"enspace", ' '},
                                          {"qmspace", ' '},
                                          {"zwj", 0x200D},
                                          {"zwnj", 0x200C}}};

struct CharacterSet {
    int number;
    unsigned code_page;
};
/// \fcharsetN → Windows code page.
constexpr std::array<CharacterSet, 15> character_sets{{{0, 1252},
                                                       {1, 1252},
                                                       {77, 10000},
                                                       {128, 932},
                                                       {129, 949},
                                                       {134, 936},
                                                       {136, 950},
                                                       {161, 1253},
                                                       {162, 1254},
                                                       {163, 1258},
                                                       {177, 1255},
                                                       {178, 1256},
                                                       {186, 1257},
                                                       {204, 1251},
                                                       {238, 1250}}};

struct Destination {
    std::string_view word;
    Into into;
};
constexpr std::array<Destination, 27> destinations{{{"fonttbl", Into::fonts},         {"colortbl", Into::colours},
                                                    {"stylesheet", Into::nowhere},    {"info", Into::info},
                                                    {"pict", Into::picture},          {"fldinst", Into::field_code},
                                                    {"listtext", Into::list_mark},    {"pntext", Into::list_mark},
                                                    {"listtable", Into::nowhere},     {"listoverridetable", Into::nowhere},
                                                    {"rsidtbl", Into::nowhere},       {"generator", Into::property},
                                                    {"themedata", Into::nowhere},     {"colorschememapping", Into::nowhere},
                                                    {"datastore", Into::nowhere},     {"latentstyles", Into::nowhere},
                                                    {"xmlnstbl", Into::nowhere},      {"pgptbl", Into::nowhere},
                                                    {"objdata", Into::nowhere},       {"objclass", Into::nowhere},
                                                    {"nonshppict", Into::nowhere},    {"mmathPr", Into::nowhere},
                                                    {"wgrffmtfilter", Into::nowhere}, {"bkmkstart", Into::nowhere},
                                                    {"bkmkend", Into::nowhere},       {"revtbl", Into::nowhere},
                                                    {"filetbl", Into::nowhere}}};
/// Of \info; creatim and its like hold numbers.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> info_names{{{"title", "title"},
                                                                                    {"author", "author"},
                                                                                    {"operator", "last_modified_by"},
                                                                                    {"company", "company"},
                                                                                    {"keywords", "keywords"},
                                                                                    {"subject", "subject"},
                                                                                    {"manager", "manager"},
                                                                                    {"creatim", "created"},
                                                                                    {"revtim", "modified"},
                                                                                    {"printim", "printed"}}};

class RtfReader {
public:
    RtfReader(std::string_view bytes, Document& document) : bytes_(bytes), document_(document), lines_(document) { groups_.emplace_back(); }

    Result<void> run() {
        while (at_ < bytes_.size()) {
            const char c = bytes_[at_];
            if (c == '{') {
                flush();
                ++at_;
                if (groups_.size() > most_depth) return fail("", "is nested deeper than any editor nests: it may be hostile");
                groups_.push_back(groups_.back());
                groups_.back().starred = false;
            } else if (c == '}') {
                flush();
                ++at_;
                close();
            } else if (c == '\\') control();
            else {
                ++at_;
                if (c != '\r' && c != '\n') byte(c);
            }
        }
        flush();
        lines_.end_line();
        return {};
    }

private:
    Group& now() { return groups_.back(); }

    void close() {
        if (groups_.size() < 2) return;
        const Group& ended = now();
        if (ended.into == Into::property && groups_[groups_.size() - 2].property != ended.property) {
            add_property(document_, ended.property, tidy(value_));
            value_.clear();
        }
        if (ended.into == Into::field_code && groups_[groups_.size() - 2].into != Into::field_code) end_field();
        if (ended.into == Into::picture && groups_[groups_.size() - 2].into != Into::picture) end_picture();
        groups_.pop_back();
    }

    void byte(char c) {
        if (skip_ > 0) {
            --skip_;
            return;
        }
        pending_ += c;
    }

    /// Bytes of one code page become text where they go to.
    void flush() {
        if (pending_.empty()) return;
        const Group& group = now();
        const bool plain = std::ranges::all_of(pending_, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        const std::string text = plain                     ? std::exchange(pending_, {})
                                 : group.code_page == 1252 ? windows1252_to_utf8(std::exchange(pending_, {}))
                                                           : to_utf8(std::exchange(pending_, {}), "windows-" + std::to_string(group.code_page));
        put(text);
    }

    void put(const std::string& text) {
        const Group& group = now();
        if (group.into == Into::body) {
            lines_.text(text, {.size = group.size, .bold = group.bold, .hidden = is_hidden(group)});
            if (in_link_ && link_text_.size() < 4096) link_text_ += text;
        } else if (group.into == Into::property && value_.size() < 65536) value_ += text;
        else if (group.into == Into::field_code && code_.size() < 4096) code_ += text;
        else if (group.into == Into::picture) picture_ += text;
        else if (group.into == Into::colours) {
            for (const char c : text)
                if (c == ';' && colours_.size() < 10000) colours_.push_back(std::exchange(colour_, std::nullopt));
        }
    }

    void character(char32_t c) {
        flush();
        std::string text;
        append_utf8(text, c);
        put(text);
    }

    bool is_hidden(const Group& group) const {
        if (group.hidden || group.size < 2.5F) return true;
        const auto colour = group.colour < colours_.size() ? colours_[group.colour] : std::nullopt;
        const auto back = group.background < colours_.size() ? colours_[group.background] : std::nullopt;
        return colour && colour->close_to(back.value_or(Colour{255, 255, 255}));
    }

    void control() {
        if (++at_ >= bytes_.size()) return;
        const char c = bytes_[at_];
        if (std::isalpha(static_cast<unsigned char>(c)) == 0) return control_symbol(c);
        const std::size_t begin = at_;
        while (at_ < bytes_.size() && at_ - begin < 40 && std::isalpha(static_cast<unsigned char>(bytes_[at_])) != 0) ++at_;
        const std::string_view word = bytes_.substr(begin, at_ - begin);
        std::optional<int> number;
        int value = 0;
        const auto [end, error] = std::from_chars(bytes_.data() + at_, bytes_.data() + bytes_.size(), value);
        if (error == std::errc{}) number = value;
        if (error != std::errc::invalid_argument) at_ = static_cast<std::size_t>(end - bytes_.data());
        if (at_ < bytes_.size() && bytes_[at_] == ' ') ++at_;
        if (word == "bin") {  // raw bytes follow
            const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(std::max(number.value_or(0), 0)), bytes_.size() - at_);
            flush();
            if (now().into == Into::picture) raw_picture_ += bytes_.substr(at_, count);
            at_ += count;
            return;
        }
        if (word == "u") return unicode(number.value_or(0));
        flush();
        if (skip_ > 0) {
            --skip_;
            return;
        }
        keyword(word, number);
    }

    void unicode(int number) {
        if (skip_ > 0) {
            --skip_;
            return;
        }
        flush();
        const auto unit = static_cast<char32_t>(static_cast<std::uint16_t>(number));
        skip_ = now().unicode_skip;
        if (unit >= 0xD800 && unit < 0xDC00) {
            high_ = unit;
            return;
        }
        if (unit >= 0xDC00 && unit < 0xE000 && high_ != 0) character(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
        else character(unit);
        high_ = 0;
        skip_ = now().unicode_skip;
    }

    void control_symbol(char c) {
        ++at_;
        if (c == '\'') {
            unsigned value = 0;
            const std::string_view digits = bytes_.substr(at_, 2);
            at_ += digits.size();
            if (std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ec == std::errc{}) byte(static_cast<char>(value));
        } else if (c == '\\' || c == '{' || c == '}') byte(c);
        else if (c == '~') character(0xA0);
        else if (c == '_') byte('-');
        else if (c == '*') flush(), now().starred = true;
        else if (c == '\n' || c == '\r') end_line();
    }

    void end_line() {
        flush();
        if (now().into == Into::body) lines_.end_line();
    }

    void keyword(std::string_view word, std::optional<int> number) {
        Group& group = now();
        const auto destination = std::ranges::find(destinations, word, &Destination::word);
        if (destination != destinations.end()) return enter(*destination);
        if (std::exchange(group.starred, false) && word != "shppict" && word != "shpinst" && word != "shptxt" && word != "pn" && word != "fldrslt") {
            group.into = Into::nowhere;  // a destination that this reader does not know may be passed over
            return;
        }
        if (group.into == Into::info || group.into == Into::property) return info(word, number);
        if (group.into == Into::colours) return colour(word, number.value_or(0));
        if (group.into == Into::fonts) return font(word, number.value_or(0));
        if (group.into == Into::picture && (word == "pngblip" || word == "jpegblip")) picture_kind_ = word;
        const auto symbol = std::ranges::find(symbols, word, &Symbol::word);
        if (symbol != symbols.end()) return character(symbol->character);
        look(word, number);
        if (group.into == Into::body) layout(word);
    }

    void enter(const Destination& destination) {
        Group& group = now();
        group.starred = false;
        if (destination.word == "objdata" || destination.word == "objclass")
            add_oddity(document_, "embedded_file", "holds an embedded object, a usual way to carry an exploit in RTF");
        if (group.into == Into::nowhere) return;
        if (destination.into == Into::list_mark) {
            lines_.bullet();
            group.into = Into::nowhere;
            return;
        }
        group.into = destination.into;
        if (destination.word == "generator") group.property = "producer";
        if (destination.into == Into::picture) picture_.clear(), raw_picture_.clear(), picture_kind_ = {};
    }

    void info(std::string_view word, std::optional<int> number) {
        Group& group = now();
        const auto name = std::ranges::find(info_names, word, &std::pair<std::string_view, std::string_view>::first);
        if (name != info_names.end()) {
            group.into = Into::property;
            group.property = name->second;
            value_.clear();
            return;
        }
        const auto two = [&](char before) {
            const std::string digits = std::to_string(number.value_or(0));
            value_ += before + (digits.size() < 2 ? "0" + digits : digits);
        };
        if (group.into != Into::property) return;
        if (word == "yr") value_ = std::to_string(number.value_or(0));
        else if (word == "mo" || word == "dy") two('-');
        else if (word == "hr") two('T');
        else if (word == "min" || word == "sec") two(':');
    }

    void colour(std::string_view word, int value) {
        const auto level = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
        if (word != "red" && word != "green" && word != "blue") return;
        if (!colour_) colour_.emplace();
        (word == "red" ? colour_->red : word == "green" ? colour_->green : colour_->blue) = level;
    }

    void font(std::string_view word, int value) {
        if (word == "f") font_ = value;
        if (word != "fcharset" || fonts_.size() > 10000) return;
        const auto found = std::ranges::find(character_sets, value, &CharacterSet::number);
        if (found != character_sets.end()) fonts_[font_] = found->code_page;
    }

    void look(std::string_view word, std::optional<int> number) {
        Group& group = now();
        const bool on = number.value_or(1) != 0;
        if (word == "b") group.bold = on;
        else if (word == "v" || word == "deleted") group.hidden = on;
        else if (word == "fs") group.size = static_cast<float>(std::clamp(number.value_or(24), 0, 4000)) / 2;
        else if (word == "cf") group.colour = static_cast<std::size_t>(std::max(number.value_or(0), 0));
        else if (word == "cb" || word == "chcbpat" || word == "highlight" || word == "clcbpat" || word == "cbpat")
            group.background = static_cast<std::size_t>(std::max(number.value_or(0), 0));
        else if (word == "uc") group.unicode_skip = std::clamp(number.value_or(1), 0, 10);
        else if (word == "ansicpg") default_code_page_ = group.code_page = static_cast<unsigned>(std::clamp(number.value_or(1252), 0, 65535));
        else if (word == "f") {
            const auto found = fonts_.find(number.value_or(0));
            group.code_page = found != fonts_.end() && found->second != 1252 ? found->second : default_code_page_;
        } else if (word == "plain") group.bold = group.hidden = false, group.size = 12, group.colour = group.background = 0;
        else if (word == "fldrslt") in_link_ = !target_.empty(), link_text_.clear();
        else if (word == "revised") add_oddity(document_, "tracked_change", "holds text changed with change tracking");
    }

    void layout(std::string_view word) {
        if (word == "par" || word == "line" || word == "cell" || word == "row" || word == "sect" || word == "nestcell" || word == "nestrow" ||
            word == "column")
            lines_.end_line();
        else if (word == "tab") lines_.tab();
        else if (word == "page") lines_.end_page();
        else if (word == "pard") lines_.plain();
        else if (word == "outlinelevel") lines_.heading();
        if (in_link_ && (word == "par" || word == "cell")) finish_link();
    }

    void end_field() {
        const std::string code = std::exchange(code_, {});
        const std::string lower = ascii_lower(trim(code));
        if (lower.starts_with("dde")) add_oddity(document_, "macro", "holds a field that starts a program (DDE)");
        finish_link();
        if (!lower.starts_with("hyperlink")) return;
        const std::size_t open = code.find('"'), close = open == std::string::npos ? open : code.find('"', open + 1);
        if (close == std::string::npos) return;
        target_ = code.substr(open + 1, close - open - 1);
        document_.links.push_back({"", target_, lines_.page()});
    }

    void finish_link() {
        if (in_link_ && !document_.links.empty()) document_.links.back().text = tidy(link_text_);
        in_link_ = false;
        target_.clear();
    }

    void end_picture() {
        std::string bytes = std::exchange(raw_picture_, {});
        unsigned high = 0;
        bool half = false;
        for (const char c : std::exchange(picture_, {})) {
            const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
            if (digit < 0) continue;
            if (half) bytes += static_cast<char>(high << 4 | static_cast<unsigned>(digit));
            high = static_cast<unsigned>(digit);
            half = !half;
        }
        if (!picture_kind_.empty() && !bytes.empty() && document_.pictures.size() < 50)
            document_.pictures.push_back({std::move(bytes), lines_.page(), {}});
    }

    std::string_view bytes_;
    Document& document_;
    LineBuilder lines_;
    std::size_t at_ = 0;
    std::vector<Group> groups_;
    std::string pending_, value_, code_, picture_, raw_picture_, target_, link_text_;
    std::string_view picture_kind_;
    std::unordered_map<int, unsigned> fonts_;
    std::vector<std::optional<Colour>> colours_;
    std::optional<Colour> colour_;
    int font_ = 0, skip_ = 0;
    unsigned default_code_page_ = 1252;
    char32_t high_ = 0;
    bool in_link_ = false;
};

}  // namespace

Result<void> parse_rtf(std::string_view bytes, const Limits&, Document& document) { return RtfReader(bytes, document).run(); }

}  // namespace bonafide::document
