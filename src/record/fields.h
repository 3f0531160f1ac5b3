// Interned field names. Content (sources, rules) interns every name it reads before the first byte is read; readers then
// keep only values of these names, so a record costs what is asked of it and no document tree is built.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide {

using FieldId = std::uint32_t;
inline constexpr FieldId no_field = 0;

/// A trie of JSON paths and column names. intern*() until freeze(); read by all threads afterwards.
class FieldNames {
public:
    FieldNames();
    ~FieldNames();
    FieldNames(FieldNames&&) noexcept;
    FieldNames& operator=(FieldNames&&) noexcept;

    /// A dotted path, exact: "actor.alternateId". Arrays are walked through: "events.name" reads every element's name.
    /// A key that itself has dots ("winlog.event_data.Image" as one key) is found as the same path.
    FieldId intern(std::string_view path);
    /// A column or top-level key in any spelling: column_key("Employee ID") == column_key("employee_id"). Dotted paths fold
    /// each part ("person.workEmail").
    /// `below`: the node of what the column lies in (way_to_column).
    FieldId intern_column(std::string_view header, FieldId below = no_field);
    /// The node of an object that columns may lie in. It is not read itself.
    FieldId way_to_column(std::string_view path);
    /// Words of column headers that stand for one another, for find_alike(); `ignored` say nothing.
    void set_words(const std::vector<std::vector<std::string>>& same, const std::vector<std::string>& ignored);
    void freeze();

    [[nodiscard]] FieldId find(std::string_view path) const;  ///< no_field if nobody reads it
    /// The column that says the same in other words ("Office Mail" → "work email"), the one asked for most if there are several;
    /// no_field if none does. Slow: for headers, once a file.
    [[nodiscard]] FieldId find_alike(std::string_view header) const;
    [[nodiscard]] std::string_view name(FieldId id) const;
    [[nodiscard]] std::size_t size() const;  ///< ids are 1..size()-1

    /// The child of a trie node for one key as spelled in the data; no_field if no interned path goes there.
    /// `node` 0 is the root. Slow path with folding: readers cache the answers by raw key bytes.
    [[nodiscard]] FieldId child(FieldId node, std::string_view key) const;
    /// Is the node itself the end of an interned path? (Others are only on the way to one.)
    [[nodiscard]] bool wanted(FieldId node) const;
    /// A second node that the same key fills, where a path and a column name both fit it; no_field if there is none.
    [[nodiscard]] FieldId also(FieldId node) const;
    /// May something below this node be read? If not the value is skipped unparsed.
    [[nodiscard]] bool has_children(FieldId node) const;

private:
    struct Trie;
    std::unique_ptr<Trie> trie_;
};

}  // namespace bonafide
