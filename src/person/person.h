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
    std::string shown;
    std::string why;    ///< "same row of the HR roster"
    Evidence evidence;  ///< of the join; of no file where nothing joined it
};

struct Person {
    std::string id;    ///< stable: employee number, else e-mail, else the smallest identifier
    std::string name;  ///< for showing only
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
    std::string reason;  ///< "same row of the inventory: would merge two employed people, 1042 and 1077"
};

struct People {
    std::vector<Person> persons;  ///< sorted by id, which is unique
    std::vector<RefusedJoin> refused;
    std::vector<Account> orphans;   ///< identifiers that belong to nobody although a roster was read; without their facts
    std::vector<SeenPlace> places;  ///< of the profiles' sightings
};

/// Union-find over the ledger's joins, equal addresses and unambiguous logins; deterministic whatever the order of reading.
/// Takes the finished ledger apart: a million accounts are not there twice.
[[nodiscard]] People resolve(Ledger&& ledger, const Attributes& attributes);

}  // namespace bonafide
