// Which column of a table of names says what. Header words are recognised loosely: "Full Name", "name", "Nom" and "listed_name" are one.
// Used by the reader of name tables and by `lists match` and `lists compare`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "name/person.h"

namespace bonafide::name {

enum class Column : unsigned char {
    none,
    id,
    name,
    alias,
    first,
    middle,
    father,
    last,
    schema,
    birth_date,
    country,
    document,
    email,
    phone,
    wallet,
    address,
    name1,
    name2,
    birth_date1,
    birth_date2
};

class Columns {
public:
    /// `query`: a column of queries ("query_name") goes before one of the list ("listed_name").
    Columns(const std::vector<std::string>& header, bool query);
    [[nodiscard]] bool has(Column column) const;
    [[nodiscard]] bool any_name() const { return has(Column::name) || has(Column::last) || has(Column::first); }
    /// The first non-empty cell of a column.
    [[nodiscard]] std::string_view cell(const std::vector<std::string>& row, Column column) const;
    /// The row as a subject; several names in one cell are divided by semicolons or bars.
    [[nodiscard]] Subject subject(const std::vector<std::string>& row) const;

private:
    std::vector<Column> columns_;
};

}  // namespace bonafide::name
