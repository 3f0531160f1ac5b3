// What a Record means: an Event (time, actor, OCSF fields) and Statements (claims and observations about an identifier).
// Made by source/mapper, consumed by person/ledger and sigma. Views live as long as the Record and the mapper's scratch.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "record/record.h"
#include "source/attributes.h"

namespace bonafide {

struct Source;

/// What an identifier is. The values of one kind share a name space.
enum class IdentifierKind : std::uint8_t {
    none,
    employee_number,
    applicant_id,
    email,
    personal_email,
    login,
    device_serial,
    hostname,
    account_id,
    git_author,
    full_name  ///< weakest: a carrier's or payroll's row that has nothing else; joined only to the one employed person of that name
};
[[nodiscard]] std::string_view identifier_kind_name(IdentifierKind kind);
[[nodiscard]] IdentifierKind identifier_kind(std::string_view name);  ///< none if unknown

struct IdentifierView {
    IdentifierKind kind = IdentifierKind::none;
    std::string_view text;  ///< as written; comparison is by normalise_identifier()
};
/// The comparable form: lower case, trimmed; e-mail with gmail dots and +tags folded; login without domain ("CORP\\jo" → "jo");
/// host names without domain; serials upper case; a full name folded, its words in order of the alphabet ("Lee, Ann" is "Ann Lee"), "" for one word.
/// "" for placeholders ("N/A", "-", "unknown", "system", "SYSTEM").
[[nodiscard]] std::string normalise_identifier(IdentifierKind kind, std::string_view text);

struct EventField {
    std::uint16_t field;  ///< index into Attributes::event_fields()
    std::string_view text;
};

struct Event {
    const Record* record = nullptr;
    const Source* source = nullptr;
    std::string_view kind;  ///< "signin", "message", "commit", ... (content/attributes.yml names them)
    Timestamp time;
    std::int32_t utc_offset = unknown_offset;  ///< seconds, where the record itself states the actor's offset (commits)
    IdentifierView actor;
    IdentifierView device;  ///< host name or serial
    std::string_view src_ip;
    bool human = false;  ///< a person did this by hand (feeds the working-hours profile)
    bool success = true;
    std::vector<EventField> fields;  ///< in the order of the source file

    static constexpr std::int32_t unknown_offset = INT32_MIN;
    [[nodiscard]] std::string_view get(std::uint16_t field) const;
};

/// A claim or observation about `subject`.
struct StatementView {
    IdentifierView subject;
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;
    std::string_view value;
    Timestamp time;
};

/// Identifiers that one record says belong to one person (or device), with the words for the join's reason.
struct JoinView {
    std::vector<IdentifierView> identifiers;
    std::string_view reason;  ///< "same row of the HR roster"
    bool employed = false;    ///< the record is a roster row of somebody employed
};

/// One thing of somebody's life in a record: a job, a degree, a skill. What belongs together, with when it was; texts as written.
struct EntryView {
    std::string_view group;                                            ///< "job", "degree"; empty: the parts stand alone
    std::vector<std::pair<std::string_view, std::string_view>> parts;  ///< "employer", "role", "school", ... and the text
    std::string_view from, to;
    std::string_view current;  ///< the flag as written; empty: none
};

/// Everything one record says. Reused from record to record.
struct Meaning {
    Event event;
    std::vector<StatementView> statements;
    JoinView join;
    std::vector<EntryView> entries;
    std::string_view display_name;  ///< a person's name, for showing only; never read by a check
    bool generic = false;           ///< read by the generic mapping
    std::string_view problem;       ///< why nothing was understood; empty if it was
    void clear();
};

}  // namespace bonafide
