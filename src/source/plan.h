// What can be known of a record from its keys alone: which sources may claim it, and which of their rules can apply. Made once
// for each shape of record, used for every record of that shape.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/rules.h"

namespace bonafide::source {

/// The top-level keys of a shape, or the header of a table.
class Keys {
public:
    Keys(const Record& record, const TableHeader* header);
    [[nodiscard]] bool possible(const FieldInfo& field) const;
    /// Is the field there in every record of the shape?
    [[nodiscard]] bool certain(const FieldInfo& field) const;
    [[nodiscard]] Format format() const { return format_; }
    /// Of `count` sources those that a key of the record does not rule out, rising.
    [[nodiscard]] std::vector<std::uint32_t> possible_sources(const SourceIndex& index, std::size_t count) const;

private:
    void add(std::string_view key);
    void scan_json(std::string_view bytes);

    std::vector<KeyNumber> keys_, folded_tops_, folded_wholes_;  // sorted
    Format format_ = Format::json;
    bool known_ = true;  // false: the keys could not be told, so everything is possible
};

/// May a source of format `source` read a record of `keys`?
[[nodiscard]] bool fits(Format source, Format record);

/// A source that may claim the records of a shape: what is still to be looked at in each record.
struct Candidate {
    const Source* source = nullptr;
    double score = 0;
    std::vector<Need> open;               ///< conditions that the keys do not settle
    const Source::Rules* plan = nullptr;  ///< found or made when the first record is claimed
};

/// Does the need hold for this very record?
[[nodiscard]] bool holds(const Need& need, const Reading& reading);
/// Candidates for a shape, the most specific first.
[[nodiscard]] std::vector<Candidate> candidates(const Sources::Data& data, const Keys& keys, const std::vector<bool>& file_matches);
/// Which of the source's fields a shape can have, as one number: the same plan serves all shapes that agree in it.
[[nodiscard]] std::uint64_t plan_number(const Source& source, const Keys& keys);
/// The rules of a source without all that a shape cannot have.
[[nodiscard]] std::unique_ptr<const Source::Rules> plan_for(const Source& source, const Keys& keys);

/// The recogniser with its reasons; slow.
[[nodiscard]] Recognition recognise(const Sources& sources, const Record& record, const TableHeader* header, const FileName& file);

/// What an override says of a file: nullptr if nothing.
[[nodiscard]] const Override* override_for(const Sources::Data& data, const FileName& file);
/// For each source: does one of its file patterns fit?
[[nodiscard]] std::vector<bool> file_matches(const Sources::Data& data, const FileName& file);

}  // namespace bonafide::source
