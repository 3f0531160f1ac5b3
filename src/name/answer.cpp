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

bool is_company(const Prepared& subject) { return !subject.names.empty() && subject.names[0].company; }

std::string features_of(const Name& a, const Name& b, const Words& words) {
    const Comparison names = compare(a, b, words);
    std::string out = fmt::format(",\"company\":{},\"features\":{{", a.company || b.company);
    for (std::size_t k = 0; k < feature_count; ++k) out += fmt::format("{}\"{}\":{:.4g}", k ? "," : "", feature_names[k], names.features[k]);
    return out + '}';
}

std::string match_line(const std::string& query, const std::vector<ListMatch>& matches, const Index& index) {
    std::string out = fmt::format("{{\"query\":\"{}\",\"matches\":[", json_escape(query));
    for (std::size_t k = 0; k < matches.size(); ++k) {
        const ListMatch& m = matches[k];
        const Index::Entry& entry = index.entries()[m.entry];
        out +=
            fmt::format("{}{{\"list\":\"{}\",\"id\":\"{}\",\"name\":\"{}\",\"score\":{:.4f},\"bits\":{:.1f},\"why\":{}}}", k ? "," : "",
                        json_escape(index.lists()[entry.list].name), json_escape(entry.id), json_escape(m.name), m.score, m.bits, json_list(m.why));
    }
    return out + "]}\n";
}

/// Rows that one worker answers at a time.
struct Batch {
    std::vector<Subject> subjects;
    std::vector<std::string> answers;
    std::uint64_t found = 0;
};

void answer(Batch& batch, const Index& index, Search& search, const MatchOptions& options) {
    batch.answers.resize(batch.subjects.size());
    for (std::size_t k = 0; k < batch.subjects.size(); ++k) {
        Subject& subject = batch.subjects[k];
        if (options.names_only) {
            subject.birth_dates.clear();
            subject.identifiers.clear();
            subject.addresses.clear();
        }
        const auto matches = search.find(prepare(subject, index.words()), schema_of(subject.schema), options.least);
        batch.found += !matches.empty();
        if (!matches.empty() || !options.only_found)
            batch.answers[k] = match_line(subject.names.empty() ? std::string() : subject.names[0], matches, index);
    }
}

}  // namespace

Result<MatchCounts> match_table(std::string_view csv, const std::string& file, const Index& index, const MatchOptions& options, std::ostream& out) {
    Table table(csv);
    std::vector<std::string> row;
    MatchCounts counts;
    if (!table.next(row)) return counts;
    const Columns columns(row, true);
    const bool header = columns.any_name();
    if (!header && row.size() != 1) return fail(file + ":1", "no column of names was recognised", "name a column 'name'");
    std::vector<Search> searches;
    for (unsigned k = 0; k < std::max(1U, options.threads); ++k) searches.emplace_back(index);
    bool pending = !header;  // a file of one name a line
    for (bool more = true; more && !(options.cancel && options.cancel->requested());) {
        std::vector<Batch> batches(searches.size());
        for (Batch& batch : batches)
            while (batch.subjects.size() < 4096 && (more = pending || table.next(row))) {
                pending = false;
                Subject subject = header ? columns.subject(row) : Subject::of(row[0]);
                counts.without_name += subject.names.empty();
                batch.subjects.push_back(std::move(subject));
            }
        run_workers(static_cast<unsigned>(batches.size()), [&](unsigned k) { answer(batches[k], index, searches[k], options); });
        for (const Batch& batch : batches) {
            for (const std::string& line : batch.answers) out << line;
            counts.rows += batch.subjects.size();
            counts.found += batch.found;
        }
    }
    return counts;
}

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
        Subject first = one_of(columns, row, Column::name1, Column::birth_date1), second = one_of(columns, row, Column::name2, Column::birth_date2);
        Prepared a = prepare(first, words), b = prepare(second, words);
        if (is_company(a) != is_company(b)) {  // no schema said so, but one looks like a company: then both are
            first.schema = second.schema = "company";
            a = prepare(first, words);
            b = prepare(second, words);
        }
        const Match found = match(a, b, words);
        out << fmt::format(
            "{{\"score\":{:.4f},\"bits\":{:.1f},\"why\":{}{}}}\n", found.score, found.bits, json_list(found.why),
            features && !a.names.empty() && !b.names.empty() ? features_of(a.names[found.name_a], b.names[found.name_b], words) : std::string());
    }
    return rows;
}

}  // namespace bonafide::name
