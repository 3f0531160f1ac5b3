#include "name/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/address.h"
#include "base/hash.h"

namespace bonafide::name {

namespace {

std::string_view kind_name(IdKind kind) {
    switch (kind) {
        case IdKind::wallet: return "wallet";
        case IdKind::email: return "e-mail address";
        case IdKind::phone: return "phone number";
        case IdKind::website: return "website";
        default: return "document number";
    }
}

DateVerdict compare_dates(const BirthDate& a, const BirthDate& b) {
    const bool years_meet = a.from_year <= b.to_year && b.from_year <= a.to_year;
    if (!years_meet) {
        const int gap = a.from_year > b.to_year ? a.from_year - b.to_year : b.from_year - a.to_year;
        // "circa" is a few years; one wrong digit or a day and month exchanged are slips, not other people.
        if ((a.about || b.about) && gap <= 3) return DateVerdict::near;
        return gap <= 1 && !(a.month && b.month)                  ? DateVerdict::near
               : gap <= 1 && a.month == b.month && a.day == b.day ? DateVerdict::near
                                                                  : DateVerdict::differs;
    }
    if (!a.month || !b.month) return a.from_year == a.to_year && b.from_year == b.to_year ? DateVerdict::same_year : DateVerdict::near;
    if (a.month == b.month) return !a.day || !b.day ? DateVerdict::same_year : a.day == b.day ? DateVerdict::same_day : DateVerdict::near;
    if (a.day && b.day && a.month == b.day && a.day == b.month) return DateVerdict::near;
    if ((a.month == 1 && a.day <= 1) || (b.month == 1 && b.day <= 1)) return DateVerdict::same_year;  // 1 January stands for "some time in the year"
    return DateVerdict::differs;
}

/// Every word of both names found its like, but for slips of the pen.
bool whole_name(const Comparison& names) {
    const auto& f = names.features;
    return f[extra_word] + f[conflict] + f[nicknames] + f[skeletons] + f[initials] <= 0 && f[plain_edits] <= 1 && f[short_slips] <= 0;
}

}  // namespace

Prepared prepare(const Subject& subject, const Words& words) {
    Prepared out;
    const Schema schema = schema_of(subject.schema);
    const auto add = [&](const std::vector<std::string>& names) {
        const auto one = [&](std::string_view written) {
            if (Name name = prepare(written, schema, words); !name.empty()) out.names.push_back(std::move(name));
        };
        for (const std::string& written : names) {
            one(written);
            if (schema == Schema::person || schema == Schema::unknown)
                for (const std::string& reading : russian_readings(written, words.russian)) {
                    const std::size_t before = out.names.size();
                    one(reading);
                    if (out.names.size() == before) continue;
                    out.names.back().written = written;
                    out.names.back().latin = false;
                }
            // "Al-Qa'ida/Islamic Army": two names in one.
            const std::size_t slash = written.find('/');
            if (slash == std::string::npos || slash < 5 || written.size() - slash < 6) continue;
            one(std::string_view(written).substr(0, slash));
            one(std::string_view(written).substr(slash + 1));
        }
    };
    add(subject.names);
    const std::size_t strong = out.names.size();
    add(subject.weak_names);
    out.weak = static_cast<std::uint16_t>(out.names.size() - strong);
    out.birth_dates = subject.birth_dates;
    out.identifiers = subject.identifiers;
    std::erase_if(out.identifiers, [](const Identifier& id) { return id.key.size() < 5; });
    for (const std::string& address : subject.addresses)
        if (const std::string key = address_key(address); key.size() >= 12) out.addresses.push_back(hash64(key));
    return out;
}

DateVerdict compare_dates(const std::vector<BirthDate>& a, const std::vector<BirthDate>& b) {
    DateVerdict best = DateVerdict::unknown;
    for (const BirthDate& x : a)
        for (const BirthDate& y : b) {
            if (!x.known() || !y.known()) continue;
            const DateVerdict verdict = compare_dates(x, y);
            if (best == DateVerdict::unknown || verdict < best) best = verdict;
        }
    return best;
}

Fields compare_fields(const Prepared& a, const Prepared& b, std::vector<std::string>* why) {
    Fields out;
    out.dates = compare_dates(a.birth_dates, b.birth_dates);
    out.one_date = !a.birth_dates.empty() && b.birth_dates.empty();
    for (const Identifier& x : a.identifiers)
        for (const Identifier& y : b.identifiers) {
            const bool documents = x.kind == IdKind::document && y.kind == IdKind::document;
            if (documents && !x.country.empty() && !y.country.empty() && x.country != y.country) continue;
            if (x.key != y.key) {
                out.other_document = out.other_document || documents;
                continue;
            }
            if (x.kind == IdKind::wallet || y.kind == IdKind::wallet) out.same_wallet = true;
            else if (documents) out.same_document = true;
            else if (x.kind == y.kind) out.same_contact = true;
            else continue;
            if (why) why->push_back(fmt::format("the {} {} is the same", kind_name(x.kind), x.value));
        }
    for (const std::uint64_t x : a.addresses)
        if (std::ranges::find(b.addresses, x) != b.addresses.end()) out.same_address = true;
    if (!why) return out;
    const auto dates = [](const std::vector<BirthDate>& list) {
        std::string text;
        for (const BirthDate& date : list) text += (text.empty() ? "" : " or ") + to_text(date);
        return text;
    };
    switch (out.dates) {
        case DateVerdict::unknown: break;
        case DateVerdict::same_day: why->push_back(fmt::format("the date of birth {} is the same", dates(a.birth_dates))); break;
        case DateVerdict::same_year:
            why->push_back(fmt::format("the year of birth agrees: {} and {}", dates(a.birth_dates), dates(b.birth_dates)));
            break;
        case DateVerdict::near:
            why->push_back(fmt::format("the dates of birth are near each other: {} and {}", dates(a.birth_dates), dates(b.birth_dates)));
            break;
        case DateVerdict::differs:
            why->push_back(fmt::format("the dates of birth differ: {} and {}", dates(a.birth_dates), dates(b.birth_dates)));
            break;
    }
    if (out.same_address) why->push_back("the address is the same");
    return out;
}

Match combine(const Comparison& names, bool weak_name, const Fields& fields) {
    Match out;
    double logit = static_cast<double>(names.logit);
    out.bits = name_bits(names);
    if (weak_name) {
        logit = std::min(logit - 1.5, logit_of(0.69));  // a weak alias is no match alone
        out.bits = std::min(out.bits, 1.0);
    }
    // A shared date of birth lifts a name that is alike already; it does not make one name of two.
    const bool alike = logit > logit_of(0.5);
    switch (fields.dates) {
        case DateVerdict::unknown:
            // Asked with a date of birth that the list cannot confirm: a name that is only alike does not suffice.
            if (fields.one_date && !whole_name(names)) logit -= 2.5;
            break;
        case DateVerdict::same_day:
            if (alike) logit += 2.5;
            out.bits += alike ? 10 : 2;
            break;
        case DateVerdict::same_year:
            if (alike) logit += 0.7;
            out.bits += alike ? 3 : 0;
            break;
        case DateVerdict::near:
            if (!whole_name(names)) logit -= 1.5;
            break;
        case DateVerdict::differs:
            logit -= 6;
            out.bits = std::min(out.bits, 0.0) - 6;
            break;
    }
    if (fields.same_document || fields.same_wallet) {
        logit = std::max(logit + 4, logit_of(0.95));
        out.bits += 20;
    } else if (fields.same_contact) {
        logit = std::max(logit + 3, logit_of(0.85));
        out.bits += 14;
    }
    if (fields.same_address && alike) {
        logit += 1.5;
        out.bits += 4;
    }
    out.score = score_of(logit);
    return out;
}

Match match(const Prepared& a, const Prepared& b, const Words& words) {
    Match best;
    std::vector<std::string> why;
    const Fields fields = compare_fields(a, b, &why);
    Comparison best_names;
    bool any = false;
    for (std::size_t i = 0; i < a.names.size(); ++i)
        for (std::size_t j = 0; j < b.names.size(); ++j) {
            const Comparison names = compare(a.names[i], b.names[j], words);
            const bool weak = j + b.weak >= b.names.size() && b.weak > 0;
            Match found = combine(names, weak, fields);
            if (any && found.score <= best.score) continue;
            any = true;
            best = std::move(found);
            best.name_a = static_cast<std::uint16_t>(i);
            best.name_b = static_cast<std::uint16_t>(j);
            best_names = names;
        }
    if (any) best.why = explain(a.names[best.name_a], b.names[best.name_b], best_names, words);
    else {
        Comparison none;
        none.logit = -20;
        best = combine(none, false, fields);
    }
    best.why.insert(best.why.end(), why.begin(), why.end());
    return best;
}

}  // namespace bonafide::name
