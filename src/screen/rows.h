// Rows of exports (applicant-tracking systems, background checks, identity verification, meetings) as claims and as the scan's ledger. Inside of
// screen only.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "scan/content.h"
#include "screen/desk.h"

namespace bonafide::screen {

/// "person.phone" → "phone"; other attributes keep their name; "" for what is no matter of an application (sign-ins, laptops, pay).
[[nodiscard]] std::string claim_attribute(std::string_view attribute, std::string_view value);
/// "phone" → "person.phone"; a link by its host; "" where the ledger of facts has none.
[[nodiscard]] std::string fact_attribute(const Claim& claim);
/// How rows are filed: "email:jo@example.org".
[[nodiscard]] std::string row_key(IdentifierKind kind, std::string_view normalised);

struct RowsRead {
    ReadOutcome read;
    std::unique_ptr<Ledger> ledger;
    std::size_t rows = 0;
    std::map<std::uint32_t, std::size_t> understood;  ///< records by file
    std::map<std::uint32_t, std::string> problems;    ///< the first reason why a record of a file was not understood
};
/// Is the name among those given, or something that was packed in one of them?
[[nodiscard]] bool is_of(FileName name, const std::set<FileName>& given);
/// `given`: the files below the paths whose rows are wanted; others are documents, or part of a clone's work tree.
[[nodiscard]] Result<RowsRead> read_rows(const Content& content, const Words& words, const std::vector<std::string>& paths,
                                         const std::set<FileName>& given, unsigned threads, Cancel* cancel, Desk& desk);

}  // namespace bonafide::screen
