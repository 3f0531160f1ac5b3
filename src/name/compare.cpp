#include "name/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bonafide::name {

namespace {

using Mask = std::uint32_t;
constexpr Mask bit(std::size_t i) { return 1U << i; }
constexpr Mask span(std::size_t first, std::size_t count) { return ((1U << count) - 1U) << first; }

bool counts(const Token& token) { return token.kind != TokenKind::particle && token.kind != TokenKind::honorific; }
bool is_word(const Token& token) { return token.kind == TokenKind::word; }
bool spelled(const Token& token) { return token.kind == TokenKind::word || token.kind == TokenKind::common || token.kind == TokenKind::place; }

class Alignment {
public:
    Alignment(const Name& a, const Name& b, const Words& words)
        : a_(a), b_(b), words_(words), company_(a.company || b.company), vowels_missing_(a.vowels_missing || b.vowels_missing) {
        free_a_ = a.tokens.empty() ? 0 : span(0, a.tokens.size());
        free_b_ = b.tokens.empty() ? 0 : span(0, b.tokens.size());
    }

    void run(Comparison& out) {
        out_ = &out;
        if (a_.flat && a_.flat == b_.flat && a_.whole != b_.whole) {  // the blanks stand elsewhere
            put(0, a_.tokens.size(), 0, b_.tokens.size(), How::joined);
            return;
        }
        same();
        if (free_a_ | free_b_) {
            joins(a_, b_, free_a_, free_b_, false);
            joins(b_, a_, free_b_, free_a_, true);
        }
        if (free_a_ && free_b_) {
            east();
            if (free_a_ && free_b_) known();
            if (free_a_ && free_b_) slips();
            if (free_a_ && free_b_) initials(a_, b_, free_a_, free_b_, false);
            if (free_a_ && free_b_) initials(b_, a_, free_b_, free_a_, true);
            if (free_a_ && free_b_) odd();
        }
        if (company_) acronyms();
        leftovers();
    }

private:
    void put(std::size_t i, std::size_t i_count, std::size_t j, std::size_t j_count, How how, unsigned eighths = 0) {
        out_->aligned[out_->count++] = {static_cast<std::uint8_t>(i),
                                        static_cast<std::uint8_t>(i_count),
                                        static_cast<std::uint8_t>(j),
                                        static_cast<std::uint8_t>(j_count),
                                        how,
                                        static_cast<std::uint8_t>(std::min(eighths, 255U))};
        free_a_ &= ~span(i, i_count);
        free_b_ &= ~span(j, j_count);
    }
    template <class Each>
    static void each(Mask mask, Each each_bit) {
        for (; mask; mask &= mask - 1) each_bit(static_cast<std::size_t>(std::countr_zero(mask)));
    }

    void same() {
        each(free_a_, [&](std::size_t i) {
            std::size_t best = 32;
            each(free_b_, [&](std::size_t j) {
                if (a_.tokens[i].hash == b_.tokens[j].hash && (best == 32 || j == i)) best = j;
            });
            if (best < 32) put(i, 1, best, 1, How::same);
        });
    }

    /// Several free words of x are one of y, or are differently cut ones of y.
    void joins(const Name& x, const Name& y, Mask& free_x, Mask& free_y, bool swapped) {
        for (const Join& join : x.joins) {
            const Mask mine = span(join.first, join.count);
            if ((free_x & mine) != mine) continue;
            each(free_y, [&](std::size_t j) {
                if ((free_x & mine) == mine && y.tokens[j].hash == join.hash) put_joined(join.first, join.count, j, 1, swapped);
            });
            if ((free_x & mine) != mine) continue;
            for (const Join& other : y.joins)
                if (other.hash == join.hash && (free_y & span(other.first, other.count)) == span(other.first, other.count)) {
                    put_joined(join.first, join.count, other.first, other.count, swapped);
                    break;
                }
        }
    }
    void put_joined(std::size_t i, std::size_t i_count, std::size_t j, std::size_t j_count, bool swapped) {
        if (swapped) put(j, j_count, i, i_count, How::joined);
        else put(i, i_count, j, j_count, How::joined);
    }

    /// Korean and Chinese names under another romanisation.
    void east() {
        if (company_) return;
        east(a_.korean, b_.korean);
        if (free_a_ && free_b_) east(a_.chinese, b_.chinese);
    }
    void east(const EastName& x, const EastName& y) {
        if (!x.given || !y.given || x.given != y.given) return;
        const Token &sx = a_.tokens[x.surname_token], &sy = b_.tokens[y.surname_token];
        if (x.surname != y.surname && sx.hash != sy.hash && !one_spelling(sx, sy)) return;
        if (free_a_ & bit(x.surname_token) && free_b_ & bit(y.surname_token)) put(x.surname_token, 1, y.surname_token, 1, How::sound);
        while (free_a_ && free_b_)
            put(static_cast<std::size_t>(std::countr_zero(free_a_)), 1, static_cast<std::size_t>(std::countr_zero(free_b_)), 1, How::sound);
        // One name writes the given name as one word.
        Aligned& last = out_->aligned[out_->count - 1];
        if (free_a_) last.a_count = static_cast<std::uint8_t>(last.a_count + std::popcount(free_a_));
        if (free_b_) last.b_count = static_cast<std::uint8_t>(last.b_count + std::popcount(free_b_));
        free_a_ = free_b_ = 0;
    }

    static bool is_surname(const Name& name, const Token& token) {
        const auto i = static_cast<std::size_t>(&token - name.tokens.data());
        return (name.chinese.given && name.chinese.surname_token == i) || (name.korean.given && name.korean.surname_token == i) ||
               i + 1 == name.tokens.size();
    }
    [[nodiscard]] How relation(const Token& x, const Token& y) const {
        bool nickname = false;
        for (const std::uint16_t g : x.groups) {
            if (!g) break;
            for (const std::uint16_t h : y.groups) {
                if (g != h) continue;
                if (words_.group_kinds[g] == GroupKind::nickname) nickname = true;
                else if (words_.group_kinds[g] == GroupKind::surname) {
                    if (is_surname(a_, x) && is_surname(b_, y)) return How::spelling;
                } else if ((words_.group_kinds[g] == GroupKind::same) == company_) return How::spelling;
            }
        }
        return nickname && !company_ ? How::nickname : How::different;
    }
    [[nodiscard]] bool one_spelling(const Token& x, const Token& y) const { return relation(x, y) == How::spelling; }

    void known() {
        each(free_a_, [&](std::size_t i) {
            const Token& x = a_.tokens[i];
            if (!spelled(x)) return;
            std::size_t best = 32;
            How how = How::different;
            each(free_b_, [&](std::size_t j) {
                const Token& y = b_.tokens[j];
                if (!spelled(y)) return;
                How found = relation(x, y);
                if (found == How::different && x.sound == y.sound && std::min(x.length, y.length) > 2) found = How::sound;
                if (found == How::different && x.east && x.east == y.east) found = How::sound;
                if (found == How::different && vowels_missing_ && x.skeleton && x.skeleton == y.skeleton) found = How::skeleton;
                if (found < how) {
                    how = found;
                    best = j;
                }
            });
            if (best < 32) put(i, 1, best, 1, how, how == How::sound ? distance(x, b_.tokens[best], 24) : 0);
        });
    }

    [[nodiscard]] unsigned distance(const Token& x, const Token& y, unsigned limit) const {
        return spelling_distance(a_.word(x), b_.word(y), words_.costs, vowels_missing_, limit);
    }

    struct Slip {
        std::uint8_t i, j, eighths;
        float part;
    };
    /// Words that differ by few letters, the nearest first.
    void slips() {
        std::array<Slip, 48> found;
        std::size_t count = 0;
        each(free_a_, [&](std::size_t i) {
            const Token& x = a_.tokens[i];
            if (!spelled(x)) return;
            each(free_b_, [&](std::size_t j) {
                const Token& y = b_.tokens[j];
                if (!spelled(y) || count == found.size()) return;
                const unsigned longest = std::max(x.length, y.length),
                               limit = vowels_missing_ || a_.latin != b_.latin ? longest * 9 / 2 : longest * 4;
                if (longest < 3) return;
                const auto missing = static_cast<unsigned>(std::max(std::popcount(x.letters & ~y.letters), std::popcount(y.letters & ~x.letters)));
                if (missing * (vowels_missing_ ? 2U : 4U) > limit) return;
                const unsigned eighths = distance(x, y, limit);
                if (eighths <= limit)
                    found[count++] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), static_cast<std::uint8_t>(std::min(eighths, 255U)),
                                      static_cast<float>(eighths) / static_cast<float>(8 * longest)};
            });
        });
        particles();
        std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), [](const Slip& x, const Slip& y) { return x.part < y.part; });
        for (std::size_t k = 0; k < count; ++k)
            if (free_a_ & bit(found[k].i) && free_b_ & bit(found[k].j)) put(found[k].i, 1, found[k].j, 1, How::typo, found[k].eighths);
    }

    /// "all-Tikriti": a particle with a slip in it.
    void particles() {
        each(free_a_, [&](std::size_t i) {
            each(free_b_, [&](std::size_t j) {
                const Token &x = a_.tokens[i], &y = b_.tokens[j];
                if (!(free_a_ & bit(i)) || (x.kind == TokenKind::particle) == (y.kind == TokenKind::particle) || std::max(x.length, y.length) > 4)
                    return;
                if (x.kind == TokenKind::initial || y.kind == TokenKind::initial) return;
                if (const unsigned eighths = distance(x, y, 8); eighths <= 8) put(i, 1, j, 1, How::typo, eighths);
            });
        });
    }

    /// "J." for Jean, "JC" for Jean Claude.
    void initials(const Name& x, const Name& y, Mask& free_x, Mask& free_y, bool swapped) {
        each(free_x, [&](std::size_t i) {
            const Token& token = x.tokens[i];
            if (token.kind == TokenKind::initial) {
                std::size_t best = 32;
                each(free_y, [&](std::size_t j) {
                    if (best == 32 && counts(y.tokens[j]) && y.text[y.tokens[j].at] == x.text[token.at]) best = j;
                });
                if (best < 32) put_initial(i, best, 1, swapped);
            } else if (token.length <= 3 && is_word(token) && !company_ && x.latin) several_initials(x.word(token), i, y, free_y, swapped);
        });
    }
    void several_initials(std::string_view letters, std::size_t i, const Name& y, const Mask& free_y, bool swapped) {
        for (std::size_t j = 0; j + letters.size() <= y.tokens.size(); ++j) {
            const Mask mine = span(j, letters.size());
            if ((free_y & mine) != mine) continue;
            bool all = true;
            for (std::size_t k = 0; k < letters.size(); ++k) all = all && y.text[y.tokens[j + k].at] == letters[k] && y.tokens[j + k].length > 1;
            if (!all) continue;
            put_initial(i, j, letters.size(), swapped);
            return;
        }
    }
    void put_initial(std::size_t i, std::size_t j, std::size_t j_count, bool swapped) {
        if (swapped) put(j, j_count, i, 1, How::initial);
        else put(i, 1, j, j_count, How::initial);
    }

    /// Written backwards, or with the letters shuffled.
    void odd() {
        each(free_a_, [&](std::size_t i) {
            each(free_b_, [&](std::size_t j) {
                const Token &x = a_.tokens[i], &y = b_.tokens[j];
                if (!(free_a_ & bit(i)) || !is_word(x) || !is_word(y) || x.length < 5 || x.shuffled != y.shuffled || x.length != y.length) return;
                const std::string_view p = a_.word(x), q = b_.word(y);
                put(i, 1, j, 1, std::equal(p.begin(), p.end(), q.rbegin()) ? How::turned : How::shuffled);
            });
        });
        for (const Join& join : a_.joins) shuffled_join(join, a_, b_, free_a_, free_b_, false);
        for (const Join& join : b_.joins) shuffled_join(join, b_, a_, free_b_, free_a_, true);
    }
    void shuffled_join(const Join& join, const Name& x, const Name& y, const Mask& free_x, const Mask& free_y, bool swapped) {
        const Mask mine = span(join.first, join.count);
        if (join.count != 2 || (free_x & mine) != mine) return;
        const std::uint32_t sum = x.tokens[join.first].shuffled + x.tokens[join.first + 1U].shuffled;
        each(free_y, [&](std::size_t j) {
            if (y.tokens[j].length < 5 || y.tokens[j].shuffled != sum || (free_x & mine) != mine) return;
            if (swapped) put(j, 1, join.first, join.count, How::shuffled);
            else put(join.first, join.count, j, 1, How::shuffled);
        });
    }

    void acronyms() {
        acronym(a_, b_, free_a_, false);
        acronym(b_, a_, free_b_, true);
    }
    void acronym(const Name& x, const Name& y, Mask free_x, bool swapped) {
        if (!y.acronym) return;
        each(free_x, [&](std::size_t i) {
            const Token& token = x.tokens[i];
            if (token.hash != y.acronym || (swapped ? free_a_ : free_b_) != span(0, y.tokens.size())) return;
            if (swapped) put(0, y.tokens.size(), i, 1, How::acronym);
            else put(i, 1, 0, y.tokens.size(), How::acronym);
        });
    }

    /// "Sergey Sergey Shoigu": a word that the same name has already.
    void repeats(const Name& x, Mask free, bool swapped) {
        each(free, [&](std::size_t i) {
            for (std::size_t k = 0; k < x.tokens.size(); ++k)
                if (k != i && !(free & bit(k)) && x.tokens[k].hash == x.tokens[i].hash) {
                    if (swapped) put(0, 0, i, 1, How::repeated);
                    else put(i, 1, 0, 0, How::repeated);
                    return;
                }
        });
    }

    /// What is left of both sides differs, by kind and in order; what is left of one was left out by the other.
    void leftovers() {
        for (const TokenKind kind : {TokenKind::word, TokenKind::number, TokenKind::place, TokenKind::common}) pair_left(kind, kind);
        pair_left(TokenKind::word, TokenKind::initial);
        pair_left(TokenKind::initial, TokenKind::word);
        pair_left(TokenKind::initial, TokenKind::initial);
        if (company_) {
            pair_left(TokenKind::word, TokenKind::common);
            pair_left(TokenKind::common, TokenKind::word);
            pair_left(TokenKind::word, TokenKind::place);
            pair_left(TokenKind::place, TokenKind::word);
            pair_left(TokenKind::common, TokenKind::place);
            pair_left(TokenKind::place, TokenKind::common);
        }
        repeats(a_, free_a_, false);
        repeats(b_, free_b_, true);
        each(free_a_, [&](std::size_t i) { put(i, 1, 0, 0, How::left_out); });
        each(free_b_, [&](std::size_t j) { put(0, 0, j, 1, How::left_out); });
    }
    void pair_left(TokenKind of_a, TokenKind of_b) {
        each(free_a_, [&](std::size_t i) {
            if (a_.tokens[i].kind != of_a) return;
            std::size_t found = 32;
            each(free_b_, [&](std::size_t j) {
                if (found == 32 && b_.tokens[j].kind == of_b) found = j;
            });
            if (found < 32) put(i, 1, found, 1, How::different);
        });
    }

    const Name &a_, &b_;
    const Words& words_;
    bool company_, vowels_missing_;
    Mask free_a_ = 0, free_b_ = 0;
    Comparison* out_ = nullptr;
};

/// Adds up an alignment for the model.
class Features {
public:
    Features(const Name& a, const Name& b, Comparison& out) : a_(a), b_(b), out_(out), f_(out.features) {}

    /// True where a word that is more than common matched, or everything did.
    bool run() {
        f_[constant] = 1;
        for (std::size_t k = 0; k < out_.count; ++k) add(out_.aligned[k]);
        f_[edits_squared] = std::min(f_[edits] * f_[edits], 16.0F);
        f_[edits] = std::min(f_[edits], 5.0F);
        const float lighter = std::min(a_.weight, b_.weight);
        f_[matched_share] = lighter > 0 ? std::min(1.0F, matched_ / lighter) : 0;
        f_[matched_one] = words_ >= 1;
        f_[matched_two] = words_ >= 2;
        f_[matched_many] = words_ >= 3;
        const std::size_t words_a = word_count(a_), words_b = word_count(b_);
        f_[one_word_each] = words_a <= 1 && words_b <= 1;
        f_[one_word_of_many] = words_ <= 1 && f_[extra_word] + f_[conflict] > 0;
        f_[short_name] = static_cast<float>(std::max(0, 7 - static_cast<int>(std::min(a_.text.size(), b_.text.size())))) / 4;
        f_[other_script] = a_.latin != b_.latin;
        f_[no_vowels] = a_.vowels_missing || b_.vowels_missing;
        // Something differs, and what agrees is what many people are called.
        f_[common_names] = words_ > 0 && f_[extra_word] + f_[plain_edits] + f_[nicknames] + f_[sounds] + f_[skeletons] > 0
                               ? std::clamp(26 - out_.rarity, 0.0F, 16.0F) / 8
                               : 0;
        f_[titled_single] = words_ == 1 && ((a_.titled && words_a == 1) || (b_.titled && words_b == 1));
        forms();
        order();
        return words_ > 0 || f_[acronym_found] > 0 || left_ == 0;
    }

private:
    static std::size_t word_count(const Name& name) {
        return static_cast<std::size_t>(std::ranges::count_if(name.tokens, [](const Token& t) { return counts(t); }));
    }
    static bool first(const Name& name, std::size_t i) {
        for (std::size_t k = 0; k < i; ++k)
            if (counts(name.tokens[k])) return false;
        return true;
    }
    static bool last(const Name& name, std::size_t i) {
        for (std::size_t k = i + 1; k < name.tokens.size(); ++k)
            if (counts(name.tokens[k])) return false;
        return true;
    }
    [[nodiscard]] float weight_a(const Aligned& pair) const { return weight(a_, pair.a, pair.a_count); }
    [[nodiscard]] float weight_b(const Aligned& pair) const { return weight(b_, pair.b, pair.b_count); }
    static float weight(const Name& name, std::size_t at, std::size_t count) {
        float sum = 0;
        for (std::size_t k = at; k < at + count && k < name.tokens.size(); ++k) sum += name.tokens[k].weight;
        return sum;
    }
    void add_rarity(const Aligned& pair, float part) {
        float x = 0, y = 0;
        for (std::size_t k = pair.a; k < pair.a + pair.a_count && k < a_.tokens.size(); ++k) x += a_.tokens[k].rarity;
        for (std::size_t k = pair.b; k < pair.b + pair.b_count && k < b_.tokens.size(); ++k) y += b_.tokens[k].rarity;
        out_.rarity += std::min(x, y) * part;
    }

    void add(const Aligned& pair) {
        if (pair.how == How::left_out || pair.how == How::different || pair.how == How::initial) ++left_;
        switch (pair.how) {
            case How::left_out: left_out(pair.a_count ? a_ : b_, pair.a_count ? pair.a : pair.b); return;
            case How::repeated: f_[extra_light] += 0.2F; return;
            case How::different: different(pair); return;
            default: matched(pair);
        }
    }
    void left_out(const Name& name, std::size_t i) {
        const Token& token = name.tokens[i];
        switch (token.kind) {
            case TokenKind::word:
                f_[extra_word] += token.weight;
                f_[extra_share] += token.weight / std::max(a_.weight, b_.weight);
                break;
            case TokenKind::common: f_[extra_common] += 1; break;
            case TokenKind::place: f_[extra_place] += 1; break;
            case TokenKind::number: f_[a_.vessel || b_.vessel ? vessel_number : number_extra] += 1; break;
            default: f_[extra_light] += token.weight;
        }
    }
    void different(const Aligned& pair) {
        const Token &x = a_.tokens[pair.a], &y = b_.tokens[pair.b];
        if (x.kind == TokenKind::number && y.kind == TokenKind::number) {
            f_[a_.vessel || b_.vessel ? vessel_number : number_differs] = 1;
            return;
        }
        if (x.kind == TokenKind::initial || y.kind == TokenKind::initial) {
            f_[initial_differs] += 1;
            return;
        }
        if (x.kind == TokenKind::place && y.kind == TokenKind::place) f_[conflict_place] += 1;
        else if (x.kind == TokenKind::word && y.kind == TokenKind::word) f_[conflict] += std::min(x.weight, y.weight);
        else f_[conflict_common] += 1;
        if (first(a_, pair.a) && first(b_, pair.b)) f_[conflict_first] = 1;
        if (last(a_, pair.a) && last(b_, pair.b)) f_[conflict_last] = 1;
    }
    void matched(const Aligned& pair) {
        const Token &x = a_.tokens[pair.a], &y = b_.tokens[pair.b];
        const float weight = std::min(weight_a(pair), weight_b(pair));
        const bool whole = counts(x) && counts(y) && x.kind != TokenKind::initial && y.kind != TokenKind::initial;
        float part = 1;
        switch (pair.how) {
            case How::same: break;
            case How::joined: f_[joined_words] = 1; break;
            case How::spelling:
                f_[spellings] += weight;
                part = 0.8F;
                break;
            case How::nickname:
                f_[nicknames] += 1;
                part = 0.6F;
                break;
            case How::sound:
                f_[sounds] += weight;
                part = 0.7F;
                break;
            case How::initial:
                f_[initials] += 1;
                part = 0.4F;
                break;
            case How::typo: part = slip(pair, x, y); break;
            case How::turned:
                f_[backwards] += 1;
                part = 0.5F;
                break;
            case How::shuffled:
                f_[anagram] += 1;
                part = 0.4F;
                break;
            case How::acronym:
                f_[acronym_found] = 1;
                part = 0.3F;
                break;
            default: break;
        }
        add_rarity(pair, part);
        matched_ += weight * part;
        if (whole && x.kind != TokenKind::common) ++words_;
        if (pair.how == How::initial) ++initial_;
    }
    float slip(const Aligned& pair, const Token& x, const Token& y) {
        const float cost = static_cast<float>(pair.eighths) / 8, longest = std::max(x.length, y.length);
        f_[edits] += cost;
        f_[worst_part] = std::max(f_[worst_part], cost / longest);
        f_[slips] += 1;
        if (longest <= 4) f_[short_slips] += 1;
        f_[plain_edits] += static_cast<float>(spelling_distance(a_.word(x), b_.word(y), plain_, a_.vowels_missing || b_.vowels_missing, 255)) / 8;
        if (a_.text[x.at] != b_.text[y.at]) f_[first_letter] = 1;
        return std::max(0.0F, 1 - 2 * cost / longest);
    }
    void forms() {
        f_[initial_only] = initial_ == 0 || words_ > 1 ? 0.0F : words_ == 1 ? 1.0F : 3.0F;
        const LegalForm &x = a_.forms[0], &y = b_.forms[0];
        if (!x.form && !y.form) return;
        if (!x.form || !y.form) {
            f_[form_missing] = (x.form ? x : y).family == any_family ? 0.5F : 1.0F;
            return;
        }
        bool one = false, alike = false;
        for (const LegalForm& p : a_.forms)
            for (const LegalForm& q : b_.forms) {
                if (!p.form || !q.form) continue;
                one = one || p.form == q.form;
                alike = alike || p.family == q.family || p.family == any_family || q.family == any_family;
            }
        f_[one ? form_same : alike ? form_alike : form_differs] = 1;
    }
    /// Words that matched in another order than they stand in.
    void order() {
        for (std::size_t k = 0; k < out_.count; ++k)
            for (std::size_t l = 0; l < out_.count; ++l) {
                const Aligned &p = out_.aligned[k], &q = out_.aligned[l];
                if (p.a_count && p.b_count && q.a_count && q.b_count && p.a < q.a && p.b > q.b && counts(a_.tokens[p.a]) && counts(a_.tokens[q.a]))
                    f_[reordered] = 1;
            }
    }

    const Name &a_, &b_;
    Comparison& out_;
    std::array<float, feature_count>& f_;
    EditCosts plain_{.edit = 8, .vowel = 8, .doubled = 8, .swap = 8, .silent_h = 8, .alike = 8, .last_vowel = 8, .alike_letters = {}};
    float matched_ = 0;
    unsigned words_ = 0, initial_ = 0, left_ = 0;
};

}  // namespace

double score_of(double logit) { return 1 / (1 + std::exp(-logit) * (0.3 / 0.7)); }
double logit_of(double score) { return std::log(score / (1 - score) * (0.3 / 0.7)); }

Comparison compare(const Name& a, const Name& b, const Words& words) {
    Comparison out;
    if (a.tokens.empty() || b.tokens.empty()) {
        out.logit = -20;
        return out;
    }
    Alignment(a, b, words).run(out);
    const bool own_word = Features(a, b, out).run();
    const std::vector<double>& weights = a.company || b.company ? words.model.company : words.model.person;
    double sum = 0;
    for (std::size_t k = 0; k < feature_count; ++k) sum += weights[k] * static_cast<double>(out.features[k]);
    // Nothing of one's own in common (initials or "Management Company" only), and more than that in one of them: never a match.
    if (!own_word) sum = std::min(sum, -1.0);
    out.logit = static_cast<float>(sum);
    out.score = static_cast<float>(score_of(sum));
    return out;
}

double name_bits(const Comparison& comparison) {
    const double evidence = std::log2(std::exp(1.0)) * static_cast<double>(comparison.logit);
    if (comparison.score < match_score) return std::max(-6.0, evidence);
    // A tenth of the bits by which the name is rare: lists and payrolls are long, and bearers of one name are many.
    const double rare = static_cast<double>(comparison.rarity) / 8;
    return std::min({most_name_bits, rare, 1 + evidence});
}

}  // namespace bonafide::name
