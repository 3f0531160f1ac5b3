// Whom a list names, or who is looked for on it: names, dates of birth, numbers and addresses as written, of a person, company or ship.
// Made by the list readers and by whoever asks; prepared by match.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bonafide::name {

/// A day, a month, a year, or a span of years: dates on lists are often no more than "circa 1960".
struct BirthDate {
    int from_year = 0, to_year = 0;  ///< 0: not known
    int month = 0, day = 0;          ///< 0: not known
    bool about = false;              ///< "circa"

    [[nodiscard]] bool known() const { return from_year != 0; }
    auto operator<=>(const BirthDate&) const = default;
};
/// "1971-10-30", "30 Oct 1971", "Oct 1971", "1971", "circa 1971", "1960 to 1965", "10/30/1971" (month first unless that cannot be).
[[nodiscard]] BirthDate read_birth_date(std::string_view text);
[[nodiscard]] std::string to_text(const BirthDate& date);

enum class IdKind : unsigned char { document, wallet, email, phone, website, other };

/// Something that belongs to one person only.
struct Identifier {
    IdKind kind = IdKind::document;
    std::string value;    ///< as written
    std::string key;      ///< letters and digits only, lower case (an e-mail whole)
    std::string country;  ///< that issued it: ISO alpha-2, or empty
};
[[nodiscard]] Identifier make_identifier(IdKind kind, std::string_view value, std::string_view country = {});

struct Subject {
    [[nodiscard]] static Subject of(std::string name) {
        Subject out;
        out.names.push_back(std::move(name));
        return out;
    }

    std::string schema;                   ///< "person", "company", "vessel" or what the list says; empty where nobody says
    std::vector<std::string> names;       ///< the main one first
    std::vector<std::string> weak_names;  ///< "a.k.a. low quality": never a match alone
    std::vector<BirthDate> birth_dates;
    std::vector<Identifier> identifiers;
    std::vector<std::string> addresses;
};

}  // namespace bonafide::name
