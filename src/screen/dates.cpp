#include "screen/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace bonafide::screen {

namespace {

enum class TokenKind : std::uint8_t { number, word, dash, slash, dot, comma, quote, other };

struct Piece {
    TokenKind kind = TokenKind::other;
    std::size_t begin = 0, end = 0;
    std::string folded;   // words
    int value = 0;        // numbers
    bool glued = false;   // no blank before it
    bool hyphen = false;  // an ASCII hyphen: may stand inside of a date
    [[nodiscard]] std::size_t digits() const { return end - begin; }
};

constexpr std::string_view dashes[] = {"\xE2\x80\x90",
                                       "\xE2\x80\x91",
                                       "\xE2\x80\x92",
                                       "\xE2\x80\x93",
                                       "\xE2\x80\x94",
                                       "\xE2\x80\x95",
                                       "\xE2\x88\x92",
                                       "\xE2\x86\x92",
                                       "\xE2\x9E\x94",
                                       "->",
                                       "--",
                                       "~",
                                       "-"};
constexpr std::string_view quotes[] = {"\xE2\x80\x99", "\xE2\x80\x98", "'"};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xC3; }

std::size_t begins(std::string_view text, std::size_t at, const auto& choices) {
    for (const std::string_view choice : choices)
        if (text.substr(at, choice.size()) == choice) return choice.size();
    return 0;
}

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> out;
    bool blank = true;
    for (std::size_t at = 0; at < text.size();) {
        Piece piece;
        piece.begin = at;
        piece.glued = !blank;
        blank = false;
        if (is_digit(text[at])) {
            while (at < text.size() && is_digit(text[at])) piece.value = std::min(piece.value * 10 + (text[at++] - '0'), 1'000'000);
            piece.kind = TokenKind::number;
        } else if (const std::size_t dash = begins(text, at, dashes)) {
            piece.kind = TokenKind::dash;
            piece.hyphen = dash == 1 && text[at] == '-';
            at += dash;
        } else if (const std::size_t quote = begins(text, at, quotes)) {
            piece.kind = TokenKind::quote;
            at += quote;
        } else if (letter(text[at])) {
            while (at < text.size() && (letter(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80) && !begins(text, at, dashes) &&
                   !begins(text, at, quotes) && text.substr(at, 2) != "\xC2\xA0")
                ++at;
            piece.kind = TokenKind::word;
            piece.folded = fold(text.substr(piece.begin, at - piece.begin));
        } else {
            if (text.substr(at, 2) == "\xC2\xA0" || text.substr(at, 3) == "\xE2\x80\xAF") {  // blanks that do not break
                at += text[at] == '\xC2' ? 2 : 3;
                blank = true;
                continue;
            }
            const char c = text[at++];
            if (c == ' ' || c == '\t') {
                blank = true;
                continue;
            }
            piece.kind = c == '/' ? TokenKind::slash : c == '.' ? TokenKind::dot : c == ',' ? TokenKind::comma : TokenKind::other;
        }
        piece.end = at;
        out.push_back(std::move(piece));
    }
    return out;
}

struct Day {
    int year = 0, month = 0, day = 0;
    [[nodiscard]] std::string iso() const {
        if (!year) return {};
        if (!month) return fmt::format("{:04}", year);
        return day ? fmt::format("{:04}-{:02}-{:02}", year, month, day) : fmt::format("{:04}-{:02}", year, month);
    }
};

bool is_year(const Piece& p) { return p.kind == TokenKind::number && p.digits() == 4 && p.value >= 1930 && p.value <= 2099; }
int full_year(int two) { return two < 50 ? 2000 + two : 1900 + two; }
bool plausible(int month, int day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; }

class Reader {
public:
    Reader(std::string_view text, const Words& words, bool day_first) : words_(words), day_first_(day_first), p_(pieces_of(text)) {}

    std::vector<Span> spans() {
        std::vector<Span> out;
        for (std::size_t at = 0; at < p_.size();) {
            std::size_t next = at;
            if (auto span = span_at(at, next)) {
                span->begin = p_[at].begin;
                span->end = p_[next - 1].end;
                out.push_back(std::move(*span));
                at = next;
            } else {
                ++at;
            }
        }
        return out;
    }

private:
    struct Found {
        Day day;
        std::size_t next = 0;
        bool short_year = false;
    };

    const Piece* piece(std::size_t i) const { return i < p_.size() ? &p_[i] : nullptr; }
    bool kind(std::size_t i, TokenKind k) const { return i < p_.size() && p_[i].kind == k; }
    bool glued(std::size_t i, TokenKind k) const { return kind(i, k) && p_[i].glued; }
    bool number(std::size_t i, std::size_t most_digits, int most) const {
        return kind(i, TokenKind::number) && p_[i].digits() <= most_digits && p_[i].value <= most;
    }
    int month(std::size_t i) const {
        if (!kind(i, TokenKind::word)) return 0;
        const auto found = words_.months.find(p_[i].folded);
        return found == words_.months.end() ? 0 : found->second;
    }
    /// Bytes of phrase words at i that the set knows; 0: none. At most three words.
    std::size_t phrase(std::size_t i, const WordSet& set) const {
        std::string text;
        std::size_t best = 0;
        for (std::size_t n = 0; n < 4 && i + n < p_.size(); ++n) {
            const Piece& p = p_[i + n];
            if (p.kind == TokenKind::quote && n > 0) continue;  // aujourd'hui, jusqu'à
            if (p.kind != TokenKind::word) break;
            const bool joined = n > 0 && p_[i + n - 1].kind == TokenKind::quote;
            text += (text.empty() || joined ? "" : " ") + p.folded;
            if (set.has(text)) best = n + 1;
        }
        return best;
    }

    /// "'20", "20" (where `two` allows it), "2020" at i.
    std::optional<std::pair<int, std::size_t>> year_at(std::size_t i, bool two) const {
        if (i < p_.size() && is_year(p_[i]) && !letter_after(i)) return std::pair{p_[i].value, i + 1};
        if (kind(i, TokenKind::quote) && number(i + 1, 2, 99) && p_[i + 1].digits() == 2) return std::pair{full_year(p_[i + 1].value), i + 2};
        if (two && number(i, 2, 99) && p_[i].digits() == 2) return std::pair{full_year(p_[i].value), i + 1};
        return std::nullopt;
    }
    bool letter_after(std::size_t i) const { return glued(i + 1, TokenKind::word); }

    /// Month by name: "Jan 2020", "Jan. '20", "janvier de 2020", "March 3rd, 2020", "Jan-20"; `bare`: without a year.
    std::optional<Found> named(std::size_t i, bool bare) const {
        const int m = month(i);
        if (!m) return std::nullopt;
        std::size_t at = i + 1;
        if (glued(at, TokenKind::dot)) ++at;
        const std::size_t after_month = at;
        const auto filler = [&](std::size_t& k) {
            if (kind(k, TokenKind::word) && (p_[k].folded == "de" || p_[k].folded == "of" || p_[k].folded == "del" || p_[k].folded == "do")) ++k;
            else if (kind(k, TokenKind::comma) || kind(k, TokenKind::slash) ||
                     (kind(k, TokenKind::dash) && p_[k].hyphen && p_[k].glued && glued(k + 1, TokenKind::number)))
                ++k;
        };
        filler(at);
        const bool joined = at > after_month && (kind(at - 1, TokenKind::dash) || kind(at - 1, TokenKind::slash));
        if (auto year = year_at(at, joined)) return Found{{year->first, m, 0}, year->second, false};
        // March 3, 2020
        at = after_month;
        if (number(at, 2, 31) && p_[at].value > 0) {
            const int d = p_[at++].value;
            if (kind(at, TokenKind::word) && p_[at].glued) ++at;  // 3rd
            filler(at);
            if (auto year = year_at(at, false)) return Found{{year->first, m, d}, year->second, false};
        }
        if (bare && !kind(after_month, TokenKind::number)) return Found{{0, m, 0}, after_month, false};
        return std::nullopt;
    }

    /// "12. März 2020", "12 de marzo de 2020", "1er mars 2020"
    std::optional<Found> day_named(std::size_t i) const {
        if (!number(i, 2, 31) || p_[i].value == 0) return std::nullopt;
        std::size_t at = i + 1;
        if (glued(at, TokenKind::dot) || (glued(at, TokenKind::word) && p_[at].end - p_[at].begin <= 3)) ++at;
        if (kind(at, TokenKind::word) && (p_[at].folded == "de" || p_[at].folded == "of")) ++at;
        if (kind(at, TokenKind::dash) && p_[at].glued) ++at;
        const auto rest = named(at, false);
        if (!rest || rest->day.day) return std::nullopt;
        return Found{{rest->day.year, rest->day.month, p_[i].value}, rest->next, false};
    }

    bool separator(std::size_t i) const { return kind(i, TokenKind::slash) || kind(i, TokenKind::dot) || (kind(i, TokenKind::dash) && p_[i].hyphen); }
    bool tight(std::size_t i) const {
        return separator(i) && p_[i].glued && i + 1 < p_.size() && p_[i + 1].glued && p_[i + 1].kind == TokenKind::number;
    }

    std::optional<Found> numeric(std::size_t i, bool two_digit_year) const {
        if (!kind(i, TokenKind::number)) return std::nullopt;
        if (i > 0 && p_[i].glued && (kind(i - 1, TokenKind::word) || kind(i - 1, TokenKind::number))) return std::nullopt;
        if (is_year(p_[i])) {
            if (tight(i + 1) && p_[i + 2].digits() == 2 && p_[i + 2].value >= 1 && p_[i + 2].value <= 12 &&
                !(kind(i + 1, TokenKind::slash) && slash_years(i))) {
                if (tight(i + 3) && p_[i + 4].digits() == 2 && plausible(p_[i + 2].value, p_[i + 4].value) && p_[i + 3].kind == p_[i + 1].kind)
                    return Found{{p_[i].value, p_[i + 2].value, p_[i + 4].value}, i + 5, false};
                return Found{{p_[i].value, p_[i + 2].value, 0}, i + 3, false};
            }
            if (letter_after(i)) return std::nullopt;
            return Found{{p_[i].value, 0, 0}, i + 1, false};
        }
        if (!number(i, 2, 31) || p_[i].value == 0) return std::nullopt;
        // 01/2020, 01 / 2020
        const bool spaced = kind(i + 1, TokenKind::slash) && kind(i + 2, TokenKind::number);
        if ((tight(i + 1) || spaced) && is_year(p_[i + 2]) && p_[i].value <= 12) return Found{{p_[i + 2].value, p_[i].value, 0}, i + 3, false};
        // 03.04.2020
        if (tight(i + 1) && p_[i + 2].digits() <= 2 && tight(i + 3) && is_year(p_[i + 4])) {
            int d = p_[i].value, m = p_[i + 2].value;
            const bool american = kind(i + 1, TokenKind::slash) && !day_first_;
            if ((american && d <= 12) || m > 12) std::swap(d, m);
            if (plausible(m, d)) return Found{{p_[i + 4].value, m, d}, i + 5, false};
        }
        // 01/20 – 03/22: only where both ends are so
        if (two_digit_year && tight(i + 1) && p_[i + 2].digits() == 2 && p_[i].value <= 12 && !kind(i + 1, TokenKind::dot) && !tight(i + 3))
            return Found{{full_year(p_[i + 2].value), p_[i].value, 0}, i + 3, true};
        return std::nullopt;
    }
    /// 2018/19 (an academic year): the second number is the first plus one
    bool slash_years(std::size_t i) const { return p_[i + 2].value == (p_[i].value + 1) % 100 && p_[i + 2].value > 12; }

    std::optional<Found> season(std::size_t i) const {
        const std::size_t n = phrase(i, words_.seasons);
        std::size_t at = i + n;
        if (!n) {
            // Q1 2020: a word "q" and a number
            if (!(kind(i, TokenKind::word) && (p_[i].folded == "q" || p_[i].folded == "t") && glued(i + 1, TokenKind::number) &&
                  p_[i + 1].value >= 1 && p_[i + 1].value <= 4))
                return std::nullopt;
            at = i + 2;
        }
        if (kind(at, TokenKind::slash) || kind(at, TokenKind::comma)) ++at;
        if (kind(at, TokenKind::word) && (p_[at].folded == "de" || p_[at].folded == "of" || p_[at].folded == "in")) ++at;
        if (at < p_.size() && is_year(p_[at])) {
            std::size_t next = at + 1;
            if (kind(next, TokenKind::slash) && number(next + 1, 2, 99)) next += 2;  // WS 2018/19
            return Found{{p_[at].value, 0, 0}, next, false};
        }
        return std::nullopt;
    }

    std::optional<Found> date_at(std::size_t i, bool bare_month, bool two_digit_year) const {
        if (auto found = day_named(i)) return found;
        if (auto found = numeric(i, two_digit_year)) return found;
        if (auto found = named(i, bare_month)) return found;
        if (auto found = season(i)) return found;
        if (auto year = kind(i, TokenKind::quote) ? year_at(i, false) : std::nullopt) return Found{{year->first, 0, 0}, year->second, false};
        return std::nullopt;
    }

    /// A dash or "to"; the position after it.
    std::optional<std::size_t> connector(std::size_t i) const {
        std::size_t at = i;
        while (kind(at, TokenKind::other) && p_[at].end - p_[at].begin == 1 && at < i + 1) ++at;  // a bracket
        if (kind(at, TokenKind::dash)) {
            ++at;
            while (kind(at, TokenKind::dash)) ++at;
            return at;
        }
        if (kind(i, TokenKind::comma)) ++i;
        if (const std::size_t n = phrase(i, words_.to)) {
            std::size_t next = i + n;
            if (kind(next, TokenKind::word) &&
                (p_[next].folded == "el" || p_[next].folded == "le" || p_[next].folded == "o" || p_[next].folded == "zum"))
                ++next;
            return next;
        }
        return std::nullopt;
    }

    std::optional<Span> span_at(std::size_t i, std::size_t& next) const {
        std::size_t at = i;
        const std::size_t prefix = phrase(at, words_.since);
        const bool only_since = prefix && phrase(at, words_.only_since) >= prefix;
        if (prefix) {
            at += prefix;
            if (kind(at, TokenKind::word) && !date_at(at, true, true) &&
                (p_[at].folded == "the" || p_[at].folded == "el" || p_[at].folded == "dem" || p_[at].folded == "le"))
                ++at;
        } else if (const std::size_t before = phrase(at, words_.until)) {
            if (auto only = date_at(at + before, false, false)) {
                next = only->next;
                return Span{0, 0, "", only->day.iso(), false, true};
            }
            return std::nullopt;
        }
        const auto first = date_at(at, true, true);
        if (!first) return std::nullopt;
        if (auto span = range_from(*first, next)) return span;
        if (first->short_year || !first->day.year) return std::nullopt;
        next = first->next;
        if (only_since) return Span{0, 0, first->day.iso(), "", true, true};
        if (prefix) return std::nullopt;  // "de 2019": the date is found without the word
        return Span{0, 0, first->day.iso(), first->day.iso(), false, false};
    }

    std::optional<Span> range_from(const Found& first, std::size_t& next) const {
        // 2018/19, 2018/2019
        if (first.day.year && !first.day.month && kind(first.next, TokenKind::slash) && kind(first.next + 1, TokenKind::number)) {
            const Piece& second = p_[first.next + 1];
            const int year = second.digits() == 2 ? full_year(second.value) : second.value;
            if ((second.digits() == 2 || is_year(second)) && year > first.day.year && year - first.day.year <= 8) {
                next = first.next + 2;
                return Span{0, 0, first.day.iso(), Day{year, 0, 0}.iso(), false, true};
            }
        }
        const auto after = connector(first.next);
        if (!after) return std::nullopt;
        if (const std::size_t n = phrase(*after, words_.present); n && first.day.year && !first.short_year) {
            next = *after + n;
            return Span{0, 0, first.day.iso(), "", true, true};
        } else if (n && first.short_year) {
            next = *after + n;
            return Span{0, 0, first.day.iso(), "", true, true};
        }
        if (auto second = date_at(*after, false, true)) {
            Day from = first.day;
            if (!from.year) from.year = second->day.year - (second->day.month && from.month > second->day.month ? 1 : 0);
            if (second->short_year != first.short_year && first.day.year && second->short_year) return std::nullopt;
            if (second->day.year < from.year) return std::nullopt;
            next = second->next;
            return Span{0, 0, from.iso(), second->day.iso(), false, true};
        }
        // 2018–20
        if (first.day.year && !first.day.month && number(*after, 2, 99) && p_[*after].digits() == 2 && !glued(*after + 1, TokenKind::number) &&
            !letter_after(*after)) {
            const int year = full_year(p_[*after].value);
            if (year > first.day.year && year - first.day.year < 50) {
                next = *after + 1;
                return Span{0, 0, first.day.iso(), Day{year, 0, 0}.iso(), false, true};
            }
        }
        // "2019 –" at the end of the text is open
        if (kind(first.next, TokenKind::dash) && *after >= p_.size() && first.day.year) {
            next = *after;
            return Span{0, 0, first.day.iso(), "", true, true};
        }
        return std::nullopt;
    }

    const Words& words_;
    bool day_first_;
    std::vector<Piece> p_;
};

}  // namespace

std::vector<Span> find_spans(std::string_view text, const Words& words, bool day_first) {
    if (std::ranges::none_of(text, is_digit)) return {};
    return Reader(text, words, day_first).spans();
}

std::string find_date(std::string_view text, const Words& words, bool day_first) {
    const auto spans = find_spans(text, words, day_first);
    return spans.empty() ? std::string{} : spans.front().from;
}

int month_number(std::string_view iso, bool end) {
    if (iso.size() < 4) return -1;
    int year = 0, month = 0;
    for (const char c : iso.substr(0, 4)) {
        if (!is_digit(c)) return -1;
        year = year * 10 + (c - '0');
    }
    if (iso.size() >= 7) month = (iso[5] - '0') * 10 + (iso[6] - '0');
    return year * 12 + (month ? month - 1 : end ? 11 : 0);
}

}  // namespace bonafide::screen
