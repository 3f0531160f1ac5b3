#include "document/lines.h"

#include <unicode/normalizer2.h>
#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide::document {

namespace {

bool all_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string nfc(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return std::string(text);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int>(text.size())), sink, nullptr, status);
    return U_FAILURE(status) ? std::string(text) : out;
}

/// How many bytes of white space (beyond ASCII's: no-break and typographic blanks) begin the text.
std::size_t blank_bytes(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    if (c == ' ' || c == '\n' || c == '\r' || c == '\f' || c == '\v') return 1;
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
    if (text.size() >= 3 && text.starts_with("\xE2\x80")) {
        const auto last = static_cast<unsigned char>(text[2]);
        if (last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF) return 3;
    }
    return text.starts_with("\xE3\x80\x80") || text.starts_with("\xE2\x81\x9F") ? 3 : 0;
}

}  // namespace

std::string tidy(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    char pending = 0;  // a blank or a tab that will be written before the next character
    while (!text.empty()) {
        if (const std::size_t blank = blank_bytes(text); blank != 0) {
            if (pending == 0) pending = ' ';
            text.remove_prefix(blank);
            continue;
        }
        if (text[0] == '\t') {
            pending = '\t';
            text.remove_prefix(1);
            continue;
        }
        const auto c = static_cast<unsigned char>(text[0]);
        if (c >= 0x20 && c != 0x7F) {
            if (pending != 0 && !out.empty()) out += pending;
            pending = 0;
            out += text[0];
        }
        text.remove_prefix(1);
    }
    return all_ascii(out) ? out : nfc(out);
}

bool take_bullet(std::string& line) {
    // Marks that mean nothing else, and those that need a blank behind them.
    static constexpr std::array<std::string_view, 22> marks{"•", "◦", "▪", "▫", "■", "□", "●", "○", "‣",      "⁃",      "►",
                                                            "▶", "➢", "➤", "✓", "✔", "◆", "❖", "∙", "\uF0B7", "\uF0A7", "·"};
    static constexpr std::array<std::string_view, 7> marks_with_blank{"-", "*", "–", "—", "o", "+", "»"};
    for (const std::string_view mark : marks) {
        if (!line.starts_with(mark)) continue;
        line = std::string(trim(std::string_view(line).substr(mark.size())));
        return true;
    }
    for (const std::string_view mark : marks_with_blank) {
        if (!line.starts_with(mark) || line.size() <= mark.size() || (line[mark.size()] != ' ' && line[mark.size()] != '\t')) continue;
        line = std::string(trim(std::string_view(line).substr(mark.size())));
        return true;
    }
    return false;
}

LineBuilder::LineBuilder(Document& document) : document_(document) {
    if (document_.pages.empty()) document_.pages.emplace_back();
    for (const Page& page : document_.pages)
        for (const Line& line : page.lines) number_ = std::max(number_, line.number + 1);
}

void LineBuilder::text(std::string_view utf8, const Look& look) {
    if (utf8.empty()) return;
    if (look.hidden) {
        hidden_ += utf8;
        hidden_size_ = std::max(hidden_size_, look.size);
        return;
    }
    visible_ += utf8;
    const auto letters = static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return static_cast<unsigned char>(c) > ' '; }));
    if (letters == 0) return;
    (look.bold ? bold_bytes_ : plain_bytes_) += letters;
    size_ = std::max(size_, look.size);
}

void LineBuilder::tab() {
    if (!visible_.empty()) visible_ += '\t';
}

void LineBuilder::emit(std::string& text, bool hidden) {
    Line line;
    line.text = tidy(text);
    text.clear();
    if (line.text.empty()) return;
    line.hidden = hidden;
    line.size = hidden ? hidden_size_ : size_;
    line.bold = !hidden && bold_bytes_ > plain_bytes_;
    line.heading = heading_ && !hidden;
    line.bullet = take_bullet(line.text) || bullet_;
    if (line.text.empty()) return;
    line.number = number_;
    document_.pages.back().lines.push_back(std::move(line));
}

void LineBuilder::end_line() {
    if (empty()) return;
    const std::size_t before = document_.pages.back().lines.size();
    emit(visible_, false);
    emit(hidden_, true);
    size_ = hidden_size_ = 0;
    bold_bytes_ = plain_bytes_ = 0;
    if (document_.pages.back().lines.size() == before) return;
    ++number_;
    plain();
}

void LineBuilder::end_page() {
    end_line();
    if (document_.pages.back().lines.empty()) return;
    document_.pages.emplace_back().number = static_cast<std::uint32_t>(document_.pages.size());
}

}  // namespace bonafide::document
