#include "name/answer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "name/columns.h"
#include "name/table.h"

namespace bonafide::name {

namespace {

Subject one_of(const Columns& columns, const std::vector<std::string>& row, Column name, Column date) {
    Subject out;
    out.schema = columns.cell(row, Column::schema);
    if (const auto text = columns.cell(row, name); !text.empty()) out.names.emplace_back(text);
    if (const BirthDate born = read_birth_date(columns.cell(row, date)); born.known()) out.birth_dates.push_back(born);
    return out;
}

std::string features_of(const Name& a, const Name& b, const Words& words) {
    const Comparison names = compare(a, b, words);
    std::string out = fmt::format(",\"company\":{},\"features\":{{", a.company || b.company);
    for (std::size_t k = 0; k < feature_count; ++k) out += fmt::format("{}\"{}\":{:.4g}", k ? "," : "", feature_names[k], names.features[k]);
    return out + '}';
}

}  // namespace

std::string json_list(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const std::string& text : texts) out += fmt::format("{}\"{}\"", out.size() == 1 ? "" : ",", json_escape(text));
    return out + "]";
}

Result<std::uint64_t> compare_table(std::string_view csv, const std::string& file, const Words& words, bool features, std::ostream& out) {
    Table table(csv);
    std::vector<std::string> row;
    if (!table.next(row)) return 0;
    const Columns columns(row, false);
    if (!columns.has(Column::name1) || !columns.has(Column::name2)) return fail(file + ":1", "no columns name1 and name2");
    std::uint64_t rows = 0;
    for (; table.next(row); ++rows) {
        const Prepared a = prepare(one_of(columns, row, Column::name1, Column::birth_date1), words);
        const Prepared b = prepare(one_of(columns, row, Column::name2, Column::birth_date2), words);
        const Match found = match(a, b, words);
        out << fmt::format(
            "{{\"score\":{:.4f},\"bits\":{:.1f},\"why\":{}{}}}\n", found.score, found.bits, json_list(found.why),
            features && !a.names.empty() && !b.names.empty() ? features_of(a.names[found.name_a], b.names[found.name_b], words) : std::string());
    }
    return rows;
}

}  // namespace bonafide::name
