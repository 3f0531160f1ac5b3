#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "record/table.h"

namespace bonafide::reading {

std::vector<SampleRow> sample_rows(std::string_view text, char delimiter, bool quotes, bool whole, std::size_t most) {
    std::vector<SampleRow> rows;
    for (std::size_t at = 0; at < text.size() && rows.size() < most;) {
        SampleRow row{.begin = at, .end = 0, .cells = {}};
        bool ended = false, undecided = false;
        while (!ended) {
            std::string cell;
            const std::size_t close = quotes && at < text.size() && text[at] == '"' ? closing_quote(text, at, whole, undecided) : not_found;
            if (undecided) return rows;  // the sample ends inside this row
            for (std::size_t i = at + 1; close != not_found && i < close; ++i) {
                cell.push_back(text[i]);
                if (text[i] == '"') ++i;
            }
            std::size_t stop = close == not_found ? at : close + 1;
            while (stop < text.size() && text[stop] != delimiter && text[stop] != '\n') ++stop;
            if (close == not_found) cell = text.substr(at, stop - at);
            if (stop >= text.size() && !whole) return rows;
            ended = stop >= text.size() || text[stop] == '\n';
            if (ended && cell.ends_with('\r')) cell.pop_back();
            row.cells.push_back(std::move(cell));
            at = std::min(stop + 1, text.size());
        }
        row.end = at;
        rows.push_back(std::move(row));
    }
    return rows;
}

namespace {

bool blank(const SampleRow& row) {
    return std::ranges::all_of(row.cells, [](const std::string& cell) { return trim(cell).empty(); });
}

/// An address has something before its `@`; "@timestamp" is a name.
bool holds_at(std::string_view cell) { return cell.find('@') != std::string_view::npos && cell.find('@') != 0; }

/// Names, not data: mostly filled, short, most of them different, none a number, a date or an address.
bool like_header(const SampleRow& row) {
    std::set<std::string> seen;
    std::size_t filled = 0, doubled = 0;
    for (const std::string& raw : row.cells) {
        const std::string cell(trim(raw));
        if (cell.empty()) continue;
        ++filled;
        const bool data = cell.size() > 100 || holds_at(cell) || (cell[0] >= '0' && cell[0] <= '9') || cell[0] == '-';
        if (data) return false;
        doubled += !seen.insert(cell).second;
    }
    return doubled * 3 <= filled && filled * 10 >= row.cells.size() * 6;
}

struct Guess {
    char delimiter = 0;
    std::size_t columns = 0;
    double consistent = 0;
    std::vector<SampleRow> rows;
};

Guess guess(std::string_view sample, bool whole, char delimiter) {
    Guess out{.delimiter = delimiter, .rows = sample_rows(sample, delimiter, true, whole, 100)};
    std::erase_if(out.rows, blank);
    std::map<std::size_t, std::size_t> counts;
    for (const SampleRow& row : out.rows) ++counts[row.cells.size()];
    std::size_t best = 0;
    for (const auto& [columns, count] : counts) {
        if (columns >= 2 && count >= best) best = count, out.columns = columns;
    }
    if (!out.rows.empty()) out.consistent = static_cast<double>(best) / static_cast<double>(out.rows.size());
    return out;
}

constexpr std::array<std::pair<char, std::string_view>, 4> delimiters{{{',', "comma"}, {'\t', "tab"}, {';', "semicolon"}, {'|', "pipe"}}};

bool good_enough(const Guess& guess, bool suggested) {
    if (guess.columns < 2) return false;
    return suggested ? guess.consistent >= 0.3 : guess.rows.size() >= 2 && guess.consistent >= 0.8 && like_header(guess.rows.front());
}

/// A list with one value a line, where the file's name says that it is a table.
bool one_column(std::string_view sample, bool whole, Guess& out) {
    out = {.delimiter = ',', .columns = 1, .consistent = 1, .rows = sample_rows(sample, ',', true, whole, 100)};
    std::erase_if(out.rows, blank);
    return !out.rows.empty() && std::ranges::all_of(out.rows, [](const SampleRow& row) { return row.cells.size() == 1; });
}

/// The row with the column names: the first that looks like one and has about as many cells as the rows have.
std::size_t header_row(const Guess& guess) {
    for (std::size_t i = 0; i < guess.rows.size(); ++i) {
        const std::size_t cells = guess.rows[i].cells.size();
        if (cells * 2 > guess.columns && (cells >= 2 || guess.columns == 1) && like_header(guess.rows[i])) return i;
        if (cells == guess.columns && !like_header(guess.rows[i]) && i + 1 < guess.rows.size() && !like_header(guess.rows[i + 1])) break;
    }
    return not_found;
}

/// Zeek's own logs: "#separator \x09", "#fields\tts\tuid...".
bool zeek_layout(std::string_view sample, TableLayout& layout, std::string& words) {
    if (!sample.starts_with("#separator \\x09")) return false;
    const std::size_t fields = sample.find("\n#fields\t");
    if (fields == std::string_view::npos) return false;
    const std::size_t begin = fields + 9, end = std::min(sample.find('\n', begin), sample.size());
    for (const std::string_view name : split(trim(sample.substr(begin, end - begin)), '\t')) layout.header.names.emplace_back(name);
    layout.header.delimiter = '\t';
    layout.header.quotes = false;
    layout.comment = '#';
    layout.header_end = std::min(end + 1, sample.size());
    words = "zeek";
    return true;
}

}  // namespace

bool find_layout(std::string_view sample, bool whole, bool suggested, TableLayout& layout, std::string& words) {
    if (zeek_layout(sample, layout, words)) return true;
    Guess best;
    for (const auto& [delimiter, name] : delimiters) {
        Guess here = guess(sample, whole, delimiter);
        if (!good_enough(here, suggested)) continue;
        if (std::pair(here.consistent, here.columns) > std::pair(best.consistent, best.columns)) best = std::move(here), words = name;
    }
    if (best.delimiter == 0) {
        if (!suggested || !one_column(sample, whole, best)) return false;
        words = "one column";
    }
    layout.header.delimiter = best.delimiter;
    const std::size_t header = header_row(best);
    layout.has_header = header != not_found;
    if (layout.has_header) {
        for (const std::string& cell : best.rows[header].cells) layout.header.names.emplace_back(cell);
        layout.header_end = best.rows[header].end;
        if (header > 0) words += ", " + std::to_string(header) + (header == 1 ? " title line" : " title lines");
    } else {
        for (std::size_t i = 1; i <= best.columns; ++i) layout.header.names.push_back("column" + std::to_string(i));
        words += ", no header row";
    }
    words = "csv (" + words + ")";
    return true;
}

std::string doubled_columns(const TableLayout& layout) {
    std::map<std::string, int> counts;
    for (const std::string& name : layout.header.names) ++counts[column_key(name)];
    std::string out;
    for (const std::string& name : layout.header.names) {
        int& count = counts[column_key(name)];
        if (count < 2 || trim(name).empty()) continue;
        out += (out.empty() ? "\"" : ", \"") + std::string(trim(name)) + "\"";
        count = 0;
    }
    return out;
}

/// Columns that nobody knows by name are read as the one that says the same in other words, if no column of the table is that already.
static void bind_alike(TableLayout& layout, const FieldNames& names) {
    std::vector<FieldId>& fields = layout.header.fields;
    layout.header.read_as.resize(fields.size());
    for (std::size_t column = 0; column < fields.size(); ++column) {
        if (fields[column] != no_field || layout.also[column] != no_field) continue;
        const FieldId alike = names.find_alike(layout.header.names[column]);
        if (alike == no_field || std::ranges::find(fields, alike) != fields.end()) continue;
        fields[column] = alike;
        layout.header.read_as[column] = names.name(alike);
    }
}

void bind_columns(TableLayout& layout, const FieldNames& names) {
    layout.shape = 0x7461626c65;
    for (const std::string& name : layout.header.names) {
        layout.shape = mix64(layout.shape, hash64(name));
        const std::string_view trimmed = trim(name);
        const FieldId node = trimmed.empty() ? no_field : names.child(no_field, trimmed);
        const FieldId also = node == no_field ? no_field : names.also(node);
        layout.header.fields.push_back(node != no_field && names.wanted(node) ? node : no_field);
        layout.also.push_back(also != no_field && names.wanted(also) ? also : no_field);
    }
    bind_alike(layout, names);
    for (std::size_t column = 0; column < layout.header.fields.size(); ++column)
        if (layout.header.fields[column] != no_field || layout.also[column] != no_field) layout.last_wanted = column + 1;
}

}  // namespace bonafide::reading
