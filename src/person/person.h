// People: the identifiers that belong together, and why. Made from the ledger by union-find; read by checks, report and store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "person/ledger.h"

namespace bonafide {

enum class PersonKind : std::uint8_t { employee, applicant, service, unknown };

struct PersonIdentifier {
    IdentifierKey key;
    CompactText shown;
    std::uint32_t why = 0;  ///< index into the reasons of the People, later of the Report: "same row of the HR roster"
};

struct Person {
    CompactText id;    ///< stable: employee number, else e-mail, else the smallest identifier
    CompactText name;  ///< for showing only
    PersonKind kind = PersonKind::unknown;
    bool was_applicant = false;
    std::vector<PersonIdentifier> identifiers;
    std::vector<Fact> facts;  ///< of all identifiers, merged; sorted by (attribute, stance, key)
    Profile profile;

    /// The facts of one attribute, a contiguous range.
    [[nodiscard]] std::pair<const Fact*, const Fact*> facts_of(AttributeId attribute) const;
};

/// A join that was not made.
struct RefusedJoin {
    std::vector<IdentifierKey> identifiers;
    Evidence evidence;
    std::string reason;      ///< "same row of the inventory: would merge two employed people, 1042 and 1077"
    std::string alike = {};  ///< refused joins of one such text are told as one; empty: by itself
};

struct People {
    std::vector<Person> persons;  ///< sorted by id, which is unique
    std::vector<RefusedJoin> refused;
    std::vector<Account> orphans;      ///< identifiers that belong to nobody although a roster was read; without their facts
    std::vector<SeenPlace> places;     ///< of the profiles' sightings
    std::vector<std::string> reasons;  ///< of joins, each once
    FactPool pool;                     ///< what the persons' facts share
};

/// Union-find over the ledger's joins, equal addresses and unambiguous logins; deterministic whatever the order of reading.
/// Takes the finished ledger apart: a million accounts are not there twice.
[[nodiscard]] People resolve(Ledger&& ledger, const Attributes& attributes, unsigned threads = 1);

}  // namespace bonafide
