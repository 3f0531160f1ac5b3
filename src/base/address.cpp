#include "base/address.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace bonafide {
namespace {

struct Word {
    std::string_view from, to;
};

/// USPS Publication 28: appendix B (directions, C1 street suffixes) and C2 (secondary units). A unit's designator becomes `#`.
// clang-format off
constexpr Word words[] = {
    {"north", "n"}, {"south", "s"}, {"east", "e"}, {"west", "w"}, {"northeast", "ne"}, {"northwest", "nw"}, {"southeast", "se"}, {"southwest", "sw"},
    {"alley", "aly"}, {"annex", "anx"}, {"arcade", "arc"}, {"av", "ave"}, {"aven", "ave"}, {"avenue", "ave"}, {"avn", "ave"}, {"bayou", "byu"}, {"beach", "bch"},
    {"bend", "bnd"}, {"bluff", "blf"}, {"boul", "blvd"}, {"boulevard", "blvd"}, {"branch", "br"}, {"bridge", "brg"}, {"brook", "brk"}, {"bypass", "byp"},
    {"camp", "cp"}, {"canyon", "cyn"}, {"causeway", "cswy"}, {"center", "ctr"}, {"centre", "ctr"}, {"circ", "cir"}, {"circle", "cir"}, {"cliff", "clf"},
    {"club", "clb"}, {"common", "cmn"}, {"corner", "cor"}, {"course", "crse"}, {"court", "ct"}, {"courts", "cts"}, {"cove", "cv"}, {"creek", "crk"},
    {"crescent", "cres"}, {"crest", "crst"}, {"crossing", "xing"}, {"dale", "dl"}, {"drive", "dr"}, {"driv", "dr"}, {"drv", "dr"}, {"estate", "est"},
    {"estates", "ests"}, {"expressway", "expy"}, {"extension", "ext"}, {"falls", "fls"}, {"ferry", "fry"}, {"field", "fld"}, {"fields", "flds"}, {"flat", "flt"},
    {"ford", "frd"}, {"forest", "frst"}, {"fork", "frk"}, {"fort", "ft"}, {"freeway", "fwy"}, {"garden", "gdn"}, {"gardens", "gdns"}, {"gateway", "gtwy"},
    {"glen", "gln"}, {"green", "grn"}, {"grove", "grv"}, {"harbor", "hbr"}, {"haven", "hvn"}, {"heights", "hts"}, {"highway", "hwy"}, {"hill", "hl"},
    {"hills", "hls"}, {"hollow", "holw"}, {"island", "is"}, {"junction", "jct"}, {"knoll", "knl"}, {"knolls", "knls"}, {"lake", "lk"}, {"lakes", "lks"},
    {"landing", "lndg"}, {"lane", "ln"}, {"light", "lgt"}, {"lodge", "ldg"}, {"manor", "mnr"}, {"meadow", "mdw"}, {"meadows", "mdws"}, {"mill", "ml"},
    {"mission", "msn"}, {"motorway", "mtwy"}, {"mount", "mt"}, {"mountain", "mtn"}, {"orchard", "orch"}, {"parkway", "pkwy"}, {"parkwy", "pkwy"}, {"pky", "pkwy"},
    {"passage", "psge"}, {"pine", "pne"}, {"pines", "pnes"}, {"place", "pl"}, {"plain", "pln"}, {"plains", "plns"}, {"plaza", "plz"}, {"point", "pt"},
    {"port", "prt"}, {"prairie", "pr"}, {"ranch", "rnch"}, {"rapids", "rpds"}, {"ridge", "rdg"}, {"river", "riv"}, {"road", "rd"}, {"roads", "rds"}, {"route", "rte"},
    {"saint", "st"}, {"shore", "shr"}, {"shores", "shrs"}, {"skyway", "skwy"}, {"spring", "spg"}, {"springs", "spgs"}, {"square", "sq"}, {"station", "sta"},
    {"stravenue", "stra"}, {"stream", "strm"}, {"str", "st"}, {"street", "st"}, {"summit", "smt"}, {"terrace", "ter"}, {"terr", "ter"}, {"throughway", "trwy"},
    {"trace", "trce"}, {"track", "trak"}, {"trail", "trl"}, {"trailer", "trlr"}, {"tunnel", "tunl"}, {"turnpike", "tpke"}, {"union", "un"}, {"valley", "vly"},
    {"viaduct", "via"}, {"view", "vw"}, {"village", "vlg"}, {"ville", "vl"}, {"vista", "vis"}, {"well", "wl"}, {"wells", "wls"},
    {"apartment", "#"}, {"apt", "#"}, {"unit", "#"}, {"suite", "#"}, {"ste", "#"}, {"room", "#"}, {"rm", "#"}, {"number", "#"}, {"no", "#"},
    {"building", "bldg"}, {"floor", "fl"}, {"department", "dept"}, {"space", "spc"}, {"lot", "lot"}};
// clang-format on

std::string_view abbreviated(std::string_view word) {
    const auto* found = std::ranges::find(words, word, &Word::from);
    return found == std::end(words) ? word : found->to;
}

/// Folded words; punctuation ends a word, but for the hyphen of "12-34 56th Ave" and what stands inside "o'brien", "p.o.".
std::vector<std::string> address_words(std::string_view text) {
    std::vector<std::string> out(1);
    for (const char c : fold(text)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80 || c == '-';
        if (kept) {
            out.back() += c;
        } else if (c == '#') {
            out.insert(out.back().empty() ? out.end() - 1 : out.end(), "#");
            if (!out.back().empty()) out.emplace_back();
        } else if (c != '.' && c != '\'' && !out.back().empty()) {
            out.emplace_back();
        }
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

}  // namespace

std::string address_key(std::string_view text) {
    std::string key;
    std::string_view last;
    for (const std::string& word : address_words(text)) {
        const std::string_view shorter = abbreviated(word);
        if (shorter == "#" && last == "#") continue;  // "Apt #4"
        if (!key.empty()) key += ' ';
        key += shorter;
        last = shorter;
    }
    return key;
}

bool is_mailbox_address(std::string_view text) {
    const auto tokens = address_words(text);
    const auto at = [&](std::size_t i) { return i < tokens.size() ? std::string_view(tokens[i]) : std::string_view{}; };
    const auto numbered = [&](std::size_t i) {
        const std::string_view next = at(i) == "#" ? at(i + 1) : at(i);
        return !next.empty() && std::ranges::any_of(next, [](char c) { return c >= '0' && c <= '9'; });
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string_view word = tokens[i];
        if ((word == "po" || word == "pob" || word == "pobox" || word == "postbox" || word == "postfach") &&
            (word != "po" || at(i + 1) == "box" || at(i + 1) == "drawer"))
            return true;
        if (word == "p" && at(i + 1) == "o" && at(i + 2) == "box") return true;
        if (word == "post" && at(i + 1) == "office" && at(i + 2) == "box") return true;
        if (word == "pmb" || (word == "private" && at(i + 1) == "mailbox") || (word == "mailbox" && numbered(i + 1))) return true;
        if (word == "general" && at(i + 1) == "delivery") return true;
        if (word == "box" && numbered(i + 1) && (i == 0 || at(i - 2) == "rr" || at(i - 2) == "hc" || at(i - 2) == "psc" || at(i - 2) == "unit"))
            return true;
    }
    return false;
}

}  // namespace bonafide
