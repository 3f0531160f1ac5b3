// What confirms or contradicts each claim. Only what others observed counts: two papers of the applicant's own do not confirm each other.
#include <re2/re2.h>

#include <algorithm>

#include "base/address.h"
#include "base/text.h"
#include "screen/application.h"
#include "screen/screen.h"

namespace bonafide::screen {

namespace {

using re2::RE2;

/// Which observation speaks of which claim, and how its value is read.
struct Witness {
    std::string_view claim, observed;
    std::string_view words;
};
constexpr Witness witnesses[] = {
    {"school", "education.verified", "the education check"},
    {"degree", "education.verified", "the education check"},
    {"employer", "employer.verified", "the employment check"},
    {"name", "identity.check_result", "the identity verification"},
    {"name", "identity.in_person", "the document seen in person"},
    {"email", "email", "an e-mail sent from it"},
    {"date_of_birth", "identity.check_result", "the identity verification"},
};

bool is_bad(const std::string& value) {
    static const RE2 pattern(
        R"((?i)not found|no record|unable|could not|unverified|not verified|fail|denied|declin|reject|discrep|false|mismatch|never|suspect|fraud|diploma mill)");
    return RE2::PartialMatch(value, pattern);
}
bool is_good(const std::string& value) {
    static const RE2 pattern(R"((?i)^(?:verified|approved|passed|pass|clear|completed|complete|success|true|yes|confirmed|accepted)\b)");
    return RE2::PartialMatch(value, pattern);
}

bool same_value(std::string_view attribute, std::string_view a, std::string_view b, const Words& words) {
    if (attribute == "email") return email_key(a) == email_key(b);
    if (attribute == "phone") return phone_key(a) == phone_key(b);
    if (attribute == "name") return name_similarity(a, b) >= 0.85;
    if (attribute == "address") return address_key(a) == address_key(b);
    if (attribute == "school" || attribute == "employer") return same_organisation(a, b, words);
    return plain(a) == plain(b);
}

std::string where(const Claim& claim) {
    std::string out = file_part(claim.evidence.file);
    if (!claim.evidence.header.empty()) out += ", " + claim.evidence.header;
    return out.empty() ? "a record" : out;
}

/// A paper none of whose rules is broken and some hold.
bool sound_paper(const Examined& document) {
    bool some = false;
    for (const PaperCheck& check : document.checks) {
        if (check.verdict == "contradicted") return false;
        some |= check.verdict == "consistent" && !check.standard.empty();
    }
    return some;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
    constexpr std::string_view names[] = {"open", "confirmed", "contradicted"};
    return names[static_cast<std::size_t>(verdict)];
}

std::vector<JudgedClaim> judge(Claims claims, const std::vector<Finding>& findings, std::span<const Examined> documents, const Kit& kit) {
    std::vector<JudgedClaim> out;
    out.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        JudgedClaim judged{claims[i], Verdict::open, {}, {}};
        const Claim& claim = judged.claim;
        if (claim.stance == Stance::observed) {
            judged.verdict = Verdict::confirmed;
            judged.by.push_back("observed: " + where(claim));
            out.push_back(std::move(judged));
            continue;
        }
        bool against = false, in_favour = false;
        for (const Finding& finding : findings)
            if (std::ranges::find(finding.claims, i) != finding.claims.end()) {
                judged.by.push_back(finding.sentence);
                against |= finding.contradicts;
            }
        for (const Witness& witness : witnesses) {
            if (witness.claim != claim.attribute) continue;
            for (const Claim& other : claims) {
                if (other.stance != Stance::observed || other.attribute != witness.observed) continue;
                const bool names_it = same_value(claim.attribute, claim.value, other.value, kit.words);
                if (names_it || (is_good(other.value) && witness.observed != "education.verified" && witness.observed != "employer.verified")) {
                    in_favour = true;
                    judged.by.push_back(std::string(witness.words) + " (" + where(other) + ")");
                } else if (is_bad(other.value) && (claim.attribute == "school" || claim.attribute == "employer" || claim.attribute == "name")) {
                    // "not found" speaks of a school where it is the only one
                    const auto alike =
                        std::ranges::count_if(claims, [&](const Claim& c) { return c.attribute == claim.attribute && c.stance == Stance::claimed; });
                    if (alike == 1 || plain(other.value).find(plain(claim.value)) != std::string::npos) {
                        against = true;
                        judged.by.push_back(std::string(witness.words) + ": " + other.value + " (" + where(other) + ")");
                    }
                }
            }
        }
        if (claim.attribute == "name" || claim.attribute == "date_of_birth" || claim.attribute == "document_number" ||
            claim.attribute == "document_expiry")
            for (const Examined& document : documents) {
                if (!sound_paper(document)) continue;
                for (const Claim& other : claims)
                    if (other.group == "paper" && other.evidence.file == document.name && other.attribute == claim.attribute &&
                        same_value(claim.attribute, claim.value, other.value, kit.words)) {
                        in_favour = true;
                        judged.by.push_back("the " + document.kind + " (" + file_part(document.name) + "), whose check digits and zones agree");
                    }
            }
        judged.verdict = against ? Verdict::contradicted : in_favour ? Verdict::confirmed : Verdict::open;
        std::ranges::sort(judged.by);
        const auto twice = std::ranges::unique(judged.by);
        judged.by.erase(twice.begin(), twice.end());
        if (judged.verdict != Verdict::confirmed) judged.next_step = kit.advice.step(claim);
        out.push_back(std::move(judged));
    }
    return out;
}

}  // namespace bonafide::screen
