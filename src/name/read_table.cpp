#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "name/columns.h"
#include "name/readers.h"
#include "name/table.h"

namespace bonafide::name {

namespace {

using Row = std::vector<std::string>;

/// Cells of a table by the key of its header.
class Header {
public:
    explicit Header(const Row& names) {
        for (std::size_t i = 0; i < names.size(); ++i) columns_.try_emplace(column_key(names[i]), i);
    }
    [[nodiscard]] bool has(std::string_view key) const { return columns_.contains(std::string(key)); }
    [[nodiscard]] std::string_view cell(const Row& row, std::string_view key) const {
        const auto found = columns_.find(std::string(key));
        return found == columns_.end() || found->second >= row.size() ? std::string_view{} : std::string_view(row[found->second]);
    }
    [[nodiscard]] std::string_view first(const Row& row, std::initializer_list<std::string_view> keys) const {
        for (const std::string_view key : keys)
            if (const std::string_view text = cell(row, key); !text.empty()) return text;
        return {};
    }

private:
    std::unordered_map<std::string, std::size_t> columns_;
};

/// Rows of one id make one entry.
class Grouped {
public:
    explicit Grouped(PublishedList& list) : list_(list) {}
    Subject& at(std::string_view id) {
        const auto [found, added] = by_id_.try_emplace(std::string(id), list_.entries.size());
        if (added) list_.entries.push_back({std::string(id), {}});
        return list_.entries[found->second].subject;
    }

private:
    PublishedList& list_;
    std::unordered_map<std::string, std::size_t> by_id_;
};

void add_date(Subject& subject, std::string_view text) {
    if (const BirthDate date = read_birth_date(text); date.known() && std::ranges::find(subject.birth_dates, date) == subject.birth_dates.end())
        subject.birth_dates.push_back(date);
}
void add_name(std::vector<std::string>& names, std::string_view name) {
    name = trim(name);
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

void read_eu(Table& table, const Header& header, PublishedList& list) {
    list.format = "EU CSV";
    list.name = "EU";
    Grouped entries(list);
    Row row;
    while (table.next(row)) {
        const std::string_view id = header.first(row, {"entityeureferencenumber", "entitylogicalid"});
        if (id.empty()) continue;
        if (list.date.empty()) {
            BirthDate day = read_birth_date(header.cell(row, "filegenerationdate"));
            if (day.month > 0 && day.month <= 12 && day.day <= 12 && header.cell(row, "filegenerationdate").find('/') != std::string_view::npos)
                std::swap(day.month, day.day);
            list.date = to_text(day);
        }
        Subject& subject = entries.at(id);
        const std::string_view kind = header.first(row, {"entitysubjecttype", "entitysubjecttypeclassificationcode", "subjecttype"});
        if (!kind.empty()) subject.schema = kind == "P" || kind == "person" ? "person" : "company";
        const bool weak = ascii_lower(header.cell(row, "namealiasstrong")) == "false";
        add_name(weak ? subject.weak_names : subject.names, header.cell(row, "namealiaswholename"));
        add_date(subject, header.first(row, {"birthdatebirthdate", "birthdateyear"}));
        if (const auto number = header.cell(row, "identificationnumber"); !number.empty())
            subject.identifiers.push_back(make_identifier(IdKind::document, number, header.cell(row, "identificationcountryiso2code")));
        if (const auto street = header.cell(row, "addressstreet"); !street.empty())
            subject.addresses.push_back(std::string(street) + ", " + std::string(header.cell(row, "addresscity")));
    }
    std::erase_if(list.entries, [](const ListEntry& e) { return e.subject.names.empty() && e.subject.weak_names.empty(); });
}

void read_uk(Table& table, const Header& header, PublishedList& list) {
    list.format = "UK CSV";
    list.name = "UK";
    Grouped entries(list);
    Row row;
    while (table.next(row)) {
        const std::string_view id = header.first(row, {"uniqueid", "groupid", "ofsigroupid"});
        if (id.empty()) continue;
        Subject& subject = entries.at(id);
        const std::string kind = ascii_lower(header.first(row, {"grouptype", "individualentityship", "typeofentity", "designationtype"}));
        if (!kind.empty()) subject.schema = kind == "individual" ? "person" : kind == "ship" ? "vessel" : "company";
        std::string name;
        for (const char* part : {"name1", "name2", "name3", "name4", "name5", "name6"})
            if (const auto text = header.cell(row, part); !text.empty()) name += (name.empty() ? "" : " ") + std::string(text);
        const std::string quality = ascii_lower(header.first(row, {"aliasquality", "aliasstrength"}));
        add_name(quality.starts_with("low") || quality.starts_with("weak") ? subject.weak_names : subject.names, name);
        add_name(subject.names, header.cell(row, "namenonlatinscript"));
        std::string born(header.first(row, {"dob", "dateofbirth"}));
        for (std::size_t at; (at = born.find("00/")) == 0;) born.erase(0, 3);                                         // 00/00/1965
        if (born.size() == 10 && born[2] == '/') std::swap_ranges(born.begin(), born.begin() + 2, born.begin() + 3);  // the day stands first
        add_date(subject, born);
        for (const char* column :
             {"passportnumber", "nationalidentificationnumber", "nationalidentifiernumber", "imonumber", "businessregistrationnumbers"})
            if (const auto number = header.cell(row, column); !number.empty())
                subject.identifiers.push_back(make_identifier(IdKind::document, number));
        if (const auto street = header.first(row, {"address1", "addressline1"}); !street.empty())
            subject.addresses.push_back(std::string(street) + ", " + std::string(header.first(row, {"address2", "addressline2"})));
        if (const auto email = header.first(row, {"emailaddress", "email"}); !email.empty())
            subject.identifiers.push_back(make_identifier(IdKind::email, email));
    }
    std::erase_if(list.entries, [](const ListEntry& e) { return e.subject.names.empty() && e.subject.weak_names.empty(); });
}

void read_names(Table& table, const Columns& columns, PublishedList& list) {
    list.format = "table of names";
    Grouped entries(list);
    Row row;
    while (table.next(row)) {
        Subject read = columns.subject(row);
        if (read.names.empty() && read.identifiers.empty()) {
            if (list.unread.size() < 100) list.unread.push_back({fmt::format("{}:{}", list.name, table.line()), "a row without a name", ""});
            continue;
        }
        const std::string_view id = columns.cell(row, Column::id);
        Subject& subject = entries.at(id.empty() ? fmt::format("line {}", table.line()) : std::string(id));
        if (subject.names.empty()) subject = std::move(read);
        else {
            for (const std::string& name : read.names) add_name(subject.names, name);
            subject.birth_dates.insert(subject.birth_dates.end(), read.birth_dates.begin(), read.birth_dates.end());
            subject.identifiers.insert(subject.identifiers.end(), read.identifiers.begin(), read.identifiers.end());
        }
    }
}

}  // namespace

void read_table(std::string_view bytes, PublishedList& list) {
    Table table(bytes);
    Row row;
    std::string date;
    for (int tries = 0; tries < 5 && table.next(row); ++tries) {
        const Header header(row);
        if (header.has("namealiaswholename")) return read_eu(table, header, list);
        if (header.has("name6") && header.has("name1")) {
            read_uk(table, header, list);
            list.date = date;
            return;
        }
        if (const Columns columns(row, false); columns.any_name()) return read_names(table, columns, list);
        // "Last Updated,14/11/2025" above the UK's header.
        for (const std::string& cell : row)
            if (cell.size() >= 10 && cell.find('/') != std::string::npos) {
                BirthDate day = read_birth_date(cell);
                if (day.day > 0 && day.day <= 12) std::swap(day.month, day.day);
                date = to_text(day);
            }
        if (tries == 0 && row.size() == 1 && table.delimiter() == ',' && row[0].find(' ') != std::string::npos) break;
    }
    // No header: a list of one name a line.
    Table lines(bytes);
    bool one_column = true;
    for (int tries = 0; tries < 10 && lines.next(row); ++tries) one_column = one_column && row.size() == 1;
    if (!one_column) {
        list.unread.push_back({list.name, "no column of names was recognised", "name a column 'name'"});
        return;
    }
    list.format = "names, one a line";
    Table again(bytes);
    while (again.next(row)) list.entries.push_back({fmt::format("line {}", again.line()), Subject::of(row[0])});
}

}  // namespace bonafide::name
