#include <fmt/format.h>

#include "name/compare.h"

namespace bonafide::name {

namespace {

std::string words_of(const Name& name, std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t k = first; k < first + count && k < name.tokens.size(); ++k) {
        if (!out.empty()) out += ' ';
        out += name.word(name.tokens[k]);
    }
    return out;
}

std::string_view kind_of(const Name& name, std::size_t i) {
    switch (name.tokens[i].kind) {
        case TokenKind::particle: return ", a particle";
        case TokenKind::honorific: return ", a title";
        case TokenKind::common: return ", a common word of companies";
        case TokenKind::place: return ", a place";
        case TokenKind::number: return ", a number";
        default: return "";
    }
}

std::string sentence(const Name& a, const Name& b, const Aligned& pair) {
    const std::string x = words_of(a, pair.a, pair.a_count), y = words_of(b, pair.b, pair.b_count);
    switch (pair.how) {
        case How::same: return fmt::format("'{}' is in both{}", x, kind_of(a, pair.a));
        case How::joined: return fmt::format("'{}' and '{}' are one, cut differently", x, y);
        case How::spelling: return fmt::format("'{}' and '{}' are spellings of one name", x, y);
        case How::nickname: return fmt::format("'{}' and '{}' are forms of one name", x, y);
        case How::sound: return fmt::format("'{}' and '{}' sound alike", x, y);
        case How::skeleton: return fmt::format("'{}' and '{}' have the same consonants; the script leaves vowels out", x, y);
        case How::initial: return fmt::format("'{}' and '{}' agree by initial", x, y);
        case How::typo: return fmt::format("'{}' and '{}' differ by {:.1f} letters", x, y, pair.eighths / 8.0);
        case How::turned: return fmt::format("'{}' is '{}' written backwards", x, y);
        case How::shuffled: return fmt::format("'{}' and '{}' have the same letters", x, y);
        case How::acronym: return fmt::format("'{}' and '{}' agree by first letters", x, y);
        case How::repeated: return fmt::format("'{}' is there twice", pair.a_count ? x : y);
        case How::different: return fmt::format("'{}' is not '{}'", x, y);
        case How::left_out:
            return pair.a_count ? fmt::format("'{}' is only in the first{}", x, kind_of(a, pair.a))
                                : fmt::format("'{}' is only in the second{}", y, kind_of(b, pair.b));
    }
    return {};
}

}  // namespace

std::vector<std::string> explain(const Name& a, const Name& b, const Comparison& comparison, const Words& words) {
    std::vector<std::string> out;
    for (std::size_t k = 0; k < comparison.count; ++k) out.push_back(sentence(a, b, comparison.aligned[k]));
    if (comparison.features[form_same] > 0) out.push_back("the legal form is the same");
    if (comparison.features[form_differs] > 0)
        out.push_back(fmt::format("the legal forms differ: {} and {}", words.form_name(a.forms[0].form), words.form_name(b.forms[0].form)));
    if (comparison.features[reordered] > 0) out.push_back("the words stand in another order");
    if (comparison.score >= match_score && comparison.rarity < 22) out.push_back("many people have this name");
    return out;
}

}  // namespace bonafide::name
