#include "name/columns.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide::name {

namespace {

struct Word {
    std::string_view key;
    Column column;
};
/// By column_key(): letters and digits, lower case.
constexpr std::array words{Word{"id", Column::id},
                           Word{"uid", Column::id},
                           Word{"entnum", Column::id},
                           Word{"reference", Column::id},
                           Word{"listid", Column::id},
                           Word{"uniqueid", Column::id},
                           Word{"name", Column::name},
                           Word{"fullname", Column::name},
                           Word{"names", Column::name},
                           Word{"caption", Column::name},
                           Word{"queryname", Column::name},
                           Word{"listedname", Column::name},
                           Word{"sdnname", Column::name},
                           Word{"wholename", Column::name},
                           Word{"nom", Column::name},
                           Word{"displayname", Column::name},
                           Word{"personname", Column::name},
                           Word{"companyname", Column::name},
                           Word{"employeename", Column::name},
                           Word{"applicantname", Column::name},
                           Word{"candidatename", Column::name},
                           Word{"alias", Column::alias},
                           Word{"aliases", Column::alias},
                           Word{"aka", Column::alias},
                           Word{"alsoknownas", Column::alias},
                           Word{"othername", Column::alias},
                           Word{"othernames", Column::alias},
                           Word{"alternatename", Column::alias},
                           Word{"altname", Column::alias},
                           Word{"altnames", Column::alias},
                           Word{"nickname", Column::alias},
                           Word{"firstname", Column::first},
                           Word{"givenname", Column::first},
                           Word{"givennames", Column::first},
                           Word{"forename", Column::first},
                           Word{"first", Column::first},
                           Word{"prenom", Column::first},
                           Word{"vorname", Column::first},
                           Word{"middlename", Column::middle},
                           Word{"middle", Column::middle},
                           Word{"secondname", Column::middle},
                           Word{"middlenames", Column::middle},
                           Word{"fathername", Column::father},
                           Word{"patronymic", Column::father},
                           Word{"lastname", Column::last},
                           Word{"surname", Column::last},
                           Word{"familyname", Column::last},
                           Word{"last", Column::last},
                           Word{"nachname", Column::last},
                           Word{"schema", Column::schema},
                           Word{"type", Column::schema},
                           Word{"entitytype", Column::schema},
                           Word{"sdntype", Column::schema},
                           Word{"kind", Column::schema},
                           Word{"dateofbirth", Column::birth_date},
                           Word{"dob", Column::birth_date},
                           Word{"birthdate", Column::birth_date},
                           Word{"birthday", Column::birth_date},
                           Word{"dobs", Column::birth_date},
                           Word{"born", Column::birth_date},
                           Word{"datesofbirth", Column::birth_date},
                           Word{"geburtsdatum", Column::birth_date},
                           Word{"yearofbirth", Column::birth_date},
                           Word{"country", Column::country},
                           Word{"documentcountry", Column::country},
                           Word{"countryofthedocument", Column::country},
                           Word{"issuingcountry", Column::country},
                           Word{"countryofissue", Column::country},
                           Word{"documentissuer", Column::country},
                           Word{"number", Column::document},
                           Word{"documentnumber", Column::document},
                           Word{"passport", Column::document},
                           Word{"passportnumber", Column::document},
                           Word{"idnumber", Column::document},
                           Word{"nationalid", Column::document},
                           Word{"taxid", Column::document},
                           Word{"registrationnumber", Column::document},
                           Word{"document", Column::document},
                           Word{"identifiers", Column::document},
                           Word{"passportno", Column::document},
                           Word{"email", Column::email},
                           Word{"emailaddress", Column::email},
                           Word{"emails", Column::email},
                           Word{"mail", Column::email},
                           Word{"phone", Column::phone},
                           Word{"phonenumber", Column::phone},
                           Word{"phones", Column::phone},
                           Word{"telephone", Column::phone},
                           Word{"mobile", Column::phone},
                           Word{"wallet", Column::wallet},
                           Word{"walletaddress", Column::wallet},
                           Word{"cryptoaddress", Column::wallet},
                           Word{"digitalcurrencyaddress", Column::wallet},
                           Word{"address", Column::address},
                           Word{"addresses", Column::address},
                           Word{"streetaddress", Column::address},
                           Word{"name1", Column::name1},
                           Word{"namea", Column::name1},
                           Word{"left", Column::name1},
                           Word{"query", Column::name1},
                           Word{"name2", Column::name2},
                           Word{"nameb", Column::name2},
                           Word{"right", Column::name2},
                           Word{"candidate", Column::name2},
                           Word{"dateofbirth1", Column::birth_date1},
                           Word{"dob1", Column::birth_date1},
                           Word{"birthdate1", Column::birth_date1},
                           Word{"dateofbirtha", Column::birth_date1},
                           Word{"name1dateofbirth", Column::birth_date1},
                           Word{"name1dob", Column::birth_date1},
                           Word{"dateofbirth2", Column::birth_date2},
                           Word{"dob2", Column::birth_date2},
                           Word{"birthdate2", Column::birth_date2},
                           Word{"dateofbirthb", Column::birth_date2},
                           Word{"name2dateofbirth", Column::birth_date2},
                           Word{"name2dob", Column::birth_date2}};

Column column_of(std::string_view header) {
    const std::string key = column_key(header);
    const auto found = std::ranges::find(words, std::string_view(key), &Word::key);
    return found == words.end() ? Column::none : found->column;
}

template <class Each>
void each_part(std::string_view cell, Each part) {
    std::size_t start = 0;
    for (std::size_t i = 0; i <= cell.size(); ++i)
        if (i == cell.size() || cell[i] == ';' || cell[i] == '|') {
            if (const std::string_view text = trim(cell.substr(start, i - start)); !text.empty()) part(text);
            start = i + 1;
        }
}

}  // namespace

Columns::Columns(const std::vector<std::string>& header, bool query) {
    const std::string_view other = query ? "listedname" : "queryname";
    const bool both = std::ranges::any_of(header, [](const std::string& h) { return column_key(h) == "listedname"; }) &&
                      std::ranges::any_of(header, [](const std::string& h) { return column_key(h) == "queryname"; });
    for (const std::string& name : header) columns_.push_back(both && column_key(name) == other ? Column::none : column_of(name));
    if (query && !any_name())
        for (Column& column : columns_)
            if (column == Column::name1) column = Column::name;  // a column "query"
}

bool Columns::has(Column column) const { return std::ranges::find(columns_, column) != columns_.end(); }

std::string_view Columns::cell(const std::vector<std::string>& row, Column column) const {
    for (std::size_t i = 0; i < columns_.size() && i < row.size(); ++i)
        if (columns_[i] == column && !row[i].empty()) return row[i];
    return {};
}

Subject Columns::subject(const std::vector<std::string>& row) const {
    Subject out;
    out.schema = cell(row, Column::schema);
    if (const std::string_view name = cell(row, Column::name); !name.empty()) out.names.emplace_back(name);
    else {
        std::string parts;
        for (const Column column : {Column::first, Column::middle, Column::father, Column::last})
            if (const std::string_view part = cell(row, column); !part.empty()) parts += (parts.empty() ? "" : " ") + std::string(part);
        if (!parts.empty()) out.names.push_back(std::move(parts));
    }
    const std::string_view country = cell(row, Column::country);
    for (std::size_t i = 0; i < columns_.size() && i < row.size(); ++i) {
        const auto identifier = [&](IdKind kind) {
            each_part(row[i], [&](std::string_view part) {
                out.identifiers.push_back(make_identifier(kind, part, kind == IdKind::document ? country : std::string_view{}));
            });
        };
        switch (columns_[i]) {
            case Column::alias: each_part(row[i], [&](std::string_view part) { out.names.emplace_back(part); }); break;
            case Column::birth_date:
                each_part(row[i], [&](std::string_view part) {
                    if (const BirthDate date = read_birth_date(part); date.known()) out.birth_dates.push_back(date);
                });
                break;
            case Column::document: identifier(IdKind::document); break;
            case Column::email: identifier(IdKind::email); break;
            case Column::phone: identifier(IdKind::phone); break;
            case Column::wallet: identifier(IdKind::wallet); break;
            case Column::address:
                if (!row[i].empty()) out.addresses.push_back(row[i]);
                break;
            default: break;
        }
    }
    return out;
}

}  // namespace bonafide::name
