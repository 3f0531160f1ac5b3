// Checks: content/checks/*.yml compiled, run over people, giving Signals. The four kinds and their language: docs/checks.md.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/list.h"
#include "person/person.h"

namespace bonafide {

enum class CheckKind : std::uint8_t { match, mismatch, shared, unusual };
[[nodiscard]] std::string_view kind_name(CheckKind kind);  ///< "match"
/// Families of evidence: `review` needs two of them unless a check stands alone.
enum class Family : std::uint8_t { identity, network, device, money, behaviour, shared };

struct Reference {
    std::string title, url, date;
};

/// What content says of a check; the compiled part stays inside check/.
struct Check {
    std::string id, title, file;
    CheckKind kind = CheckKind::match;
    Family family = Family::identity;
    std::string group;  ///< correlated checks share one
    bool stands_alone = false;
    std::vector<std::string> tactics;  ///< T1..T14
    std::vector<std::string> attack;   ///< ATT&CK ids
    std::vector<AttributeId> reads;
    double max_bits = 0;  ///< for lists; may be negative
    std::string reason;   ///< of the weight
    std::vector<std::string> innocent;
    std::string next_step;
    std::vector<Reference> references;
};

/// One firing of a check for one person.
struct Signal {
    std::size_t check = 0;   ///< index into CheckSet::checks()
    std::size_t person = 0;  ///< index into People::persons
    double bits = 0;
    Timestamp time;       ///< of the earliest evidence
    std::string summary;  ///< "Signed in from Astrill VPN on 41 of 44 days"
    std::vector<Evidence> evidence;
    std::string shared_key;         ///< kind shared: the thing's comparable value; joins people to clusters
    std::vector<std::size_t> with;  ///< kind shared: the other people
};

/// A check that could not look, and what would let it.
struct CannotRun {
    std::size_t check = 0;
    std::string missing;                  ///< "no shipment export: nothing states shipment.address"
    std::string enable;                   ///< "add the laptop shipments (CSV from your IT desk)"
    std::vector<AttributeId> attributes;  ///< any one of these, stated by anybody, would let it look
};

/// A thing of so many people that it says nothing about one of them (an office's egress, a placeholder).
struct CommonThing {
    std::size_t check = 0;
    std::string value;
    std::size_t people = 0;
};

struct CheckOutcome {
    std::vector<Signal> signals;  ///< sorted by person, check, time
    std::vector<CannotRun> cannot_run;
    std::vector<CommonThing> common;  ///< sorted by check and value
};

class CheckSet : public Watch {
public:
    CheckSet();
    ~CheckSet() override;
    CheckSet(CheckSet&&) noexcept;
    CheckSet& operator=(CheckSet&&) noexcept;

    [[nodiscard]] static CheckSet load(const std::filesystem::path& folder, const Attributes& attributes, const Lists& lists, Errors& errors);
    [[nodiscard]] const std::vector<Check>& checks() const;
    /// What the checks of kind shared compare between people, and the most people whom any of them lets share one thing.
    struct Sharing {
        std::vector<AttributeId> attributes;  ///< sorted, each once
        std::size_t at_most = 0;
    };
    [[nodiscard]] Sharing sharing() const;
    /// A check that somebody else fires (a Sigma rule): never run here, weighed and shown like the others. Returns its index.
    std::size_t add(Check check);
    [[nodiscard]] bool wanted(AttributeId attribute, std::string_view value) const override;
    /// `now` is what "today" means (the newest event), so that a run can be repeated. The outcome does not depend on `threads`.
    /// `stated`: attributes that records stated although no value was kept (Keep::matched); checks of these could look.
    [[nodiscard]] CheckOutcome run(const People& people, const Attributes& attributes, const Geo& geo, Timestamp now, unsigned threads,
                                   const std::vector<AttributeId>& stated = {}) const;

    struct Data;
    [[nodiscard]] const Data& data() const { return *data_; }

private:
    std::unique_ptr<Data> data_;
};

}  // namespace bonafide
