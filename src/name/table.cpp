#include "name/table.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide::name {

namespace {

/// The delimiter that stands most often outside of quotes in the first lines.
char find_delimiter(std::string_view text) {
    constexpr std::string_view candidates = ",;\t|";
    std::array<std::size_t, 4> count{};
    bool in_quotes = false;
    std::size_t lines = 0;
    for (const char c : text.substr(0, 8192)) {
        if (c == '"') in_quotes = !in_quotes;
        else if (in_quotes) continue;
        else if (c == '\n' && ++lines == 4) break;
        else if (const auto found = candidates.find(c); found != std::string_view::npos) ++count[found];
    }
    return candidates[static_cast<std::size_t>(std::ranges::max_element(count) - count.begin())];
}

}  // namespace

std::string_view as_utf8(std::string_view bytes, std::string& owned) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    else if (bytes.starts_with("\xFF\xFE")) return owned = utf16_to_utf8(bytes.substr(2), false);
    else if (bytes.starts_with("\xFE\xFF")) return owned = utf16_to_utf8(bytes.substr(2), true);
    if (valid_utf8(bytes)) return bytes;
    return owned = windows1252_to_utf8(bytes);
}

Table::Table(std::string_view bytes) : text_(as_utf8(bytes, owned_)), delimiter_(find_delimiter(text_)) {}

bool Table::next(std::vector<std::string>& cells) {
    for (;;) {
        cells.clear();
        if (at_ >= text_.size()) return false;
        line_ = lines_passed_ + 1;
        bool any = false;
        for (bool row = true; row;) {
            std::string cell;
            while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\r')) ++at_;
            if (at_ < text_.size() && text_[at_] == '"') quoted(cell);
            const std::size_t start = at_;
            while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n') ++at_;
            cell += text_.substr(start, at_ - start);
            row = at_ < text_.size() && text_[at_] == delimiter_;
            if (at_ < text_.size() && text_[at_] == '\n') ++lines_passed_;
            ++at_;
            const std::string_view plain = trim(cell);
            cells.emplace_back(plain == "-0-" || plain == "\x1A" ? std::string_view{} : plain);
            any = any || !cells.back().empty();
        }
        if (any) return true;
    }
}

void Table::quoted(std::string& cell) {
    for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\n') ++lines_passed_;
        if (text_[at_] != '"') cell += text_[at_];
        else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') cell += text_[++at_];
        else {
            ++at_;
            return;
        }
    }
}

}  // namespace bonafide::name
