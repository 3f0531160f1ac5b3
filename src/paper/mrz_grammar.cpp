#include "paper/mrz_grammar.h"

#include <algorithm>
#include <array>

namespace bonafide::paper {
namespace {

constexpr float preference = 0.06F;  ///< what being in its class adds to a character's fit
constexpr float doubtful = 0.045F;   ///< a margin below which another reading is possible

/// L letter or filler, D digit, d digit or filler, S sex, C first letter of a code, * anything.
using Classes = std::vector<std::string>;

std::string times(std::size_t count, char c) { return std::string(count, c); }

Classes classes_of(std::size_t lines, std::size_t length, char first, bool french) {
    const std::string date = times(6, 'd') + "D", sex_and_expiry = "S" + date;
    if (lines == 3) return {"CLLLL" + times(9, '*') + "d" + times(15, '*'), date + sex_and_expiry + "LLL" + times(11, '*') + "D", times(30, 'L')};
    if (lines == 2 && french)
        return {"CL" + times(28, 'L') + times(6, '*'), times(4, 'D') + times(3, '*') + times(6, 'D') + times(14, 'L') + date + "SD"};
    if (lines == 2) {
        const bool visa = first == 'V';
        const std::string head = times(9, '*') + "DLLL" + date + sex_and_expiry;
        const std::size_t rest = length - head.size();
        std::string tail = times(rest, '*');
        if (!visa && length == 44) tail = times(14, '*') + "dD";
        if (!visa && length == 36) tail = times(7, '*') + "D";
        return {"CLLLL" + times(length - 5, 'L'), head + tail};
    }
    return Classes(lines, times(length, '*'));
}

bool in_class(char kind, char c) {
    const bool digit = c >= '0' && c <= '9', filler = c == '<';
    switch (kind) {
        case 'L': return !digit;
        case 'D': return digit;
        case 'd': return digit || filler;
        case 'S': return c == 'M' || c == 'F' || c == 'X' || filler;
        case 'C': return c == 'P' || c == 'V' || c == 'I' || c == 'A' || c == 'C';
        default: return true;
    }
}

struct Choice {
    char best = '<', second = '<';
    float margin = 0;
};

Choice choose(const MrzCell& cell, char kind) {
    std::array<float, mrz_characters.size()> value{};
    for (std::size_t c = 0; c < value.size(); ++c) value[c] = cell.score[c] + (in_class(kind, mrz_characters[c]) ? preference : 0);
    std::size_t best = 0, second = 1;
    if (value[1] > value[0]) std::swap(best, second);
    for (std::size_t c = 2; c < value.size(); ++c) {
        if (value[c] > value[best]) second = best, best = c;
        else if (value[c] > value[second]) second = c;
    }
    return {mrz_characters[best], mrz_characters[second], value[best] - value[second]};
}

struct Doubt {
    std::size_t line, at;
    char other;
    float cost;
};

bool digits_right(const std::vector<std::string>& lines, Timestamp today) {
    const Result<Mrz> mrz = parse_mrz(lines, today);
    return mrz && mrz->digits_right();
}

/// Up to three doubtful characters taken the other way, the cheapest first, until every check digit holds.
int repair(std::vector<std::string>& lines, std::vector<Doubt> doubts, Timestamp today) {
    constexpr std::size_t most = 14;
    std::ranges::sort(doubts, {}, &Doubt::cost);
    if (doubts.size() > most) doubts.resize(most);
    const std::size_t n = doubts.size();
    std::vector<std::pair<float, std::vector<std::size_t>>> tries;
    for (std::size_t a = 0; a < n; ++a) {
        tries.push_back({doubts[a].cost, {a}});
        for (std::size_t b = a + 1; b < n; ++b) {
            tries.push_back({doubts[a].cost + doubts[b].cost, {a, b}});
            for (std::size_t c = b + 1; c < n; ++c) tries.push_back({doubts[a].cost + doubts[b].cost + doubts[c].cost, {a, b, c}});
        }
    }
    std::ranges::sort(tries, {}, [](const auto& t) { return t.first; });
    for (const auto& [cost, which] : tries) {
        std::vector<std::string> changed = lines;
        for (const std::size_t d : which) changed[doubts[d].line][doubts[d].at] = doubts[d].other;
        if (!digits_right(changed, today)) continue;
        lines = std::move(changed);
        return static_cast<int>(which.size());
    }
    return 0;
}

bool known_codes(const std::vector<std::string>& lines, Timestamp today) {
    const Result<Mrz> mrz = parse_mrz(lines, today);
    return !mrz || mrz->format > MrzFormat::mrv_b ||
           (mrz_issuer(mrz->issuer).kind != IssuerCode::unknown && mrz_issuer(mrz->nationality).kind != IssuerCode::unknown);
}

/// A doubtful letter of a state's code is the one that makes it a state's.
int repair_codes(std::vector<std::string>& lines, const std::vector<Doubt>& doubts, Timestamp today) {
    if (known_codes(lines, today)) return 0;
    for (const Doubt& doubt : doubts) {
        std::vector<std::string> changed = lines;
        changed[doubt.line][doubt.at] = doubt.other;
        if (!known_codes(changed, today)) continue;
        lines = std::move(changed);
        return 1;
    }
    return 0;
}

}  // namespace

MrzText read_characters(const std::vector<MrzLineFit>& lines, Timestamp today) {
    MrzText out;
    if (lines.empty() || lines.front().cells.empty()) return out;
    const std::size_t length = lines.front().cells.size();
    const char first = choose(lines[0].cells[0], 'C').best;
    std::string code;
    for (std::size_t i = 0; i < 5 && i < length; ++i) code += choose(lines[0].cells[i], 'L').best;
    const bool french = length == 36 && code == "IDFRA" && lines.size() == 2 && choose(lines[1].cells[13], '*').best > '9';
    const Classes classes = classes_of(lines.size(), length, first, french);
    std::vector<Doubt> doubts;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        std::string text;
        std::vector<float> margins;
        for (std::size_t i = 0; i < length; ++i) {
            const Choice choice = choose(lines[l].cells[i], classes[l][i]);
            text += choice.best;
            margins.push_back(choice.margin);
            if (choice.margin < doubtful) doubts.push_back({l, i, choice.second, choice.margin});
        }
        out.lines.push_back(std::move(text));
        out.margins.push_back(std::move(margins));
    }
    if (!digits_right(out.lines, today)) out.repaired = repair(out.lines, doubts, today);
    out.repaired += repair_codes(out.lines, doubts, today);
    out.unclear = static_cast<int>(std::ranges::count_if(doubts, [](const Doubt& d) { return d.cost < doubtful / 2; }));
    return out;
}

}  // namespace bonafide::paper
