// Which documents are one applicant's: by folder, by contacts and names, by file names. Used by screen.
#pragma once

#include <string>
#include <vector>

#include "screen/examined.h"
#include "screen/files.h"

namespace bonafide::screen {

/// What grouping looks at; light, since there may be a hundred thousand.
struct DocumentCard {
    FileName name;
    std::string root, kind, person;     ///< person: the name it claims, folded
    std::vector<std::string> contacts;  ///< comparable e-mail addresses and telephone numbers
    std::vector<std::string> accounts;  ///< comparable links; a profile belongs to the documents that name it
    FileName place;                     ///< where it stands; of a part of a data export: what the whole of it counts as
};
[[nodiscard]] DocumentCard card_of(const Examined& examined, const GivenFile& given);

struct Application {
    std::string id;
    std::vector<std::size_t> documents;  ///< indexes of the cards
};

/// Every card is in exactly one application, except job advertisements, which are in none. Sorted by id; ids are unique.
[[nodiscard]] std::vector<Application> group(const std::vector<DocumentCard>& cards);

/// The name to show: of the résumé first, and never one that is stated as a former one where there is another.
[[nodiscard]] std::string shown_name(const Claims& claims);

/// Comparable forms, also of what is remembered: "j.doe+x@gmail.com" and "jdoe@gmail.com" are one.
[[nodiscard]] std::string email_key(std::string_view email);
[[nodiscard]] std::string phone_key(std::string_view phone);

}  // namespace bonafide::screen
