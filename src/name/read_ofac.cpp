#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "name/readers.h"
#include "name/table.h"

namespace bonafide::name {

namespace {

constexpr std::size_t sdn_columns = 12;

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string schema_from(std::string_view sdn_type) { return sdn_type.empty() ? "company" : ascii_lower(sdn_type); }

/// "(Macau)" behind a number.
std::string_view country_behind(std::string_view text, std::size_t from) {
    const std::size_t open = text.find('(', from);
    if (open == std::string_view::npos) return {};
    const std::size_t close = text.find(')', open);
    return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

struct Remark {
    std::string_view start;
    IdKind kind;
};
constexpr std::array remarks_of_identifiers{Remark{"Passport ", IdKind::document},
                                            Remark{"National ID No. ", IdKind::document},
                                            Remark{"Cedula No. ", IdKind::document},
                                            Remark{"SSN ", IdKind::document},
                                            Remark{"Tax ID No. ", IdKind::document},
                                            Remark{"NIT # ", IdKind::document},
                                            Remark{"R.F.C. ", IdKind::document},
                                            Remark{"C.U.R.P. ", IdKind::document},
                                            Remark{"D.N.I. ", IdKind::document},
                                            Remark{"Identification Number ", IdKind::document},
                                            Remark{"Registration Number ", IdKind::document},
                                            Remark{"Registration ID ", IdKind::document},
                                            Remark{"National Foreign ID Number ", IdKind::document},
                                            Remark{"Driver's License No. ", IdKind::document},
                                            Remark{"Personal ID Card ", IdKind::document},
                                            Remark{"Birth Certificate Number ", IdKind::document},
                                            Remark{"Residency Number ", IdKind::document},
                                            Remark{"Vessel Registration Identification ", IdKind::document},
                                            Remark{"Email Address ", IdKind::email},
                                            Remark{"Phone Number ", IdKind::phone},
                                            Remark{"Telephone: ", IdKind::phone},
                                            Remark{"Website ", IdKind::website}};

void read_remark(std::string_view remark, Subject& subject) {
    if (remark.starts_with("alt. ")) remark.remove_prefix(5);
    if (remark.starts_with("DOB ")) {
        if (const BirthDate date = read_birth_date(remark.substr(4)); date.known()) subject.birth_dates.push_back(date);
        return;
    }
    if (remark.starts_with("Digital Currency Address")) {
        const std::size_t blank = remark.find_last_of(' ');
        subject.identifiers.push_back(make_identifier(IdKind::wallet, remark.substr(blank + 1)));
        return;
    }
    if (remark.starts_with("a.k.a. ") || remark.starts_with("f.k.a. ") || remark.starts_with("n.k.a. ")) {
        std::string_view alias = trim(remark.substr(7));
        while (!alias.empty() && (alias.front() == '\'' || alias.front() == '"')) alias.remove_prefix(1);
        while (!alias.empty() && (alias.back() == '\'' || alias.back() == '"' || alias.back() == '.')) alias.remove_suffix(1);
        if (!alias.empty()) subject.weak_names.emplace_back(alias);
        return;
    }
    for (const Remark& known : remarks_of_identifiers) {
        if (!remark.starts_with(known.start)) continue;
        const std::string_view rest = remark.substr(known.start.size());
        const std::string_view value = rest.substr(0, rest.find_first_of(known.kind == IdKind::phone ? "(" : " ("));
        if (!trim(value).empty()) subject.identifiers.push_back(make_identifier(known.kind, value, country_behind(rest, 0)));
        return;
    }
}

/// A row of alt.csv, add.csv or the comments, given to its entry.
template <class Give>
void each_row_of(std::string_view bytes, const std::unordered_map<std::string, std::size_t>& by_id, PublishedList& list, Give give) {
    Table table(bytes);
    std::vector<std::string> row;
    while (table.next(row))
        if (const auto found = by_id.find(row.front()); found != by_id.end()) give(list.entries[found->second].subject, row);
}

}  // namespace

void read_ofac_remarks(std::string_view remarks, Subject& subject) {
    for (std::size_t start = 0; start < remarks.size();) {
        const std::size_t end = std::min(remarks.find(';', start), remarks.size());
        std::string_view remark = trim(remarks.substr(start, end - start));
        if (end == remarks.size() && remark.ends_with('.')) remark.remove_suffix(1);
        read_remark(remark, subject);
        start = end + 1;
    }
}

bool looks_like_ofac_csv(std::string_view bytes) {
    Table table(bytes.substr(0, 65536));
    std::vector<std::string> row;
    return table.next(row) && row.size() == sdn_columns && is_number(row[0]) && !row[1].empty();
}

PublishedList read_ofac_csv(const OfacFiles& files, const std::string& file) {
    PublishedList list;
    list.format = "OFAC CSV";
    list.name = file.find("cons") != std::string::npos ? "OFAC Consolidated" : "OFAC SDN";
    std::unordered_map<std::string, std::size_t> by_id;
    std::unordered_map<std::string, std::string> remarks;
    Table table(files.primary);
    std::vector<std::string> row;
    while (table.next(row)) {
        if (row.size() < 3 || !is_number(row[0]) || row[1].empty()) {
            list.unread.push_back({fmt::format("{}:{}", file, table.line()), "not a row of OFAC's list", ""});
            continue;
        }
        ListEntry entry;
        entry.id = row[0];
        entry.subject.schema = schema_from(row[2]);
        entry.subject.names.push_back(row[1]);
        if (row.size() >= sdn_columns) remarks[row[0]] = row[11];
        by_id.emplace(row[0], list.entries.size());
        list.entries.push_back(std::move(entry));
    }
    each_row_of(files.comments, by_id, list, [&](Subject&, const std::vector<std::string>& r) {
        if (r.size() >= 2) remarks[r[0]] += r[1];  // remarks of more than 1,000 characters go on here
    });
    for (ListEntry& entry : list.entries) read_ofac_remarks(remarks[entry.id], entry.subject);
    each_row_of(files.aliases, by_id, list, [](Subject& subject, const std::vector<std::string>& r) {
        if (r.size() >= 4 && !r[3].empty()) subject.names.push_back(r[3]);
    });
    each_row_of(files.addresses, by_id, list, [](Subject& subject, const std::vector<std::string>& r) {
        if (r.size() >= 4 && !r[2].empty()) subject.addresses.push_back(r[2] + ", " + r[3]);
    });
    return list;
}

void read_ofac_xml(const pugi::xml_node& root, PublishedList& list) {
    list.format = "OFAC XML";
    const auto published = read_birth_date(root.child("publshInformation").child_value("Publish_Date"));  // their spelling
    list.date = to_text(published);
    const auto name_of = [](const pugi::xml_node& node) {
        const std::string first = node.child_value("firstName"), last = node.child_value("lastName");
        return first.empty() ? last : last + ", " + first;
    };
    for (const pugi::xml_node& node : root.children("sdnEntry")) {
        ListEntry entry;
        entry.id = node.child_value("uid");
        entry.subject.schema = ascii_lower(node.child_value("sdnType"));
        entry.subject.names.push_back(name_of(node));
        for (const pugi::xml_node& aka : node.child("akaList").children("aka"))
            (std::string_view(aka.child_value("category")) == "weak" ? entry.subject.weak_names : entry.subject.names).push_back(name_of(aka));
        for (const pugi::xml_node& date : node.child("dateOfBirthList").children("dateOfBirthItem"))
            if (const BirthDate born = read_birth_date(date.child_value("dateOfBirth")); born.known()) entry.subject.birth_dates.push_back(born);
        for (const pugi::xml_node& id : node.child("idList").children("id")) {
            const std::string_view type = id.child_value("idType");
            const IdKind kind = type.starts_with("Digital Currency")                              ? IdKind::wallet
                                : type == "Email Address"                                         ? IdKind::email
                                : type == "Phone Number"                                          ? IdKind::phone
                                : type == "Website"                                               ? IdKind::website
                                : type == "Gender" || type.find("Date") != std::string_view::npos ? IdKind::other
                                                                                                  : IdKind::document;
            if (const std::string_view value = id.child_value("idNumber"); !value.empty() && kind != IdKind::other)
                entry.subject.identifiers.push_back(make_identifier(kind, value, id.child_value("idCountry")));
        }
        for (const pugi::xml_node& address : node.child("addressList").children("address"))
            if (const std::string street = address.child_value("address1"); !street.empty())
                entry.subject.addresses.push_back(street + ", " + address.child_value("city") + ' ' + address.child_value("stateOrProvince") + ' ' +
                                                  address.child_value("postalCode"));
        if (entry.subject.names.front().empty()) list.unread.push_back({entry.id, "an entry without a name", ""});
        else list.entries.push_back(std::move(entry));
    }
}

namespace {

/// The words behind the numbers of one reference set of the advanced XML.
std::unordered_map<std::string, std::string> reference(const pugi::xml_node& root, const char* set, const char* element,
                                                       const char* attribute = nullptr) {
    std::unordered_map<std::string, std::string> out;
    for (const pugi::xml_node& node : root.child("ReferenceValueSets").child(set).children(element))
        out.emplace(node.attribute("ID").value(), attribute ? node.attribute(attribute).value() : node.child_value());
    return out;
}

class AdvancedXml {
public:
    AdvancedXml(const pugi::xml_node& root, PublishedList& list) : root_(root), list_(list) {
        part_types_ = reference(root, "NamePartTypeValues", "NamePartType");
        feature_types_ = reference(root, "FeatureTypeValues", "FeatureType");
        party_types_ = reference(root, "PartyTypeValues", "PartyType");
        party_of_subtype_ = reference(root, "PartySubTypeValues", "PartySubType", "PartyTypeID");
        countries_ = reference(root, "CountryValues", "Country", "ISO2");
        for (const pugi::xml_node& document : root.child("IDRegDocuments").children("IDRegDocument"))
            documents_[document.attribute("IdentityID").value()].push_back(document);
    }

    void run() {
        const pugi::xml_node issued = root_.child("DateOfIssue");
        if (const int year = issued.child("Year").text().as_int(); year > 0)
            list_.date = fmt::format("{:04}-{:02}-{:02}", year, issued.child("Month").text().as_int(), issued.child("Day").text().as_int());
        for (const pugi::xml_node& party : root_.child("DistinctParties").children("DistinctParty"))
            for (const pugi::xml_node& profile : party.children("Profile")) read(profile);
    }

private:
    static std::string lookup(const std::unordered_map<std::string, std::string>& table, const char* id) {
        const auto found = table.find(id);
        return found == table.end() ? std::string() : found->second;
    }

    void read(const pugi::xml_node& profile) {
        ListEntry entry;
        entry.id = profile.attribute("ID").value();
        const std::string party = lookup(party_types_, lookup(party_of_subtype_, profile.attribute("PartySubTypeID").value()).c_str());
        entry.subject.schema = party == "Individual" ? "person" : party == "Transport" ? "vessel" : "company";
        for (const pugi::xml_node& identity : profile.children("Identity")) {
            names(identity, entry.subject);
            for (const pugi::xml_node& document : documents_[identity.attribute("ID").value()])
                entry.subject.identifiers.push_back(make_identifier(IdKind::document, document.child_value("IDRegistrationNo"),
                                                                    lookup(countries_, document.attribute("IssuedBy-CountryID").value())));
        }
        for (const pugi::xml_node& feature : profile.children("Feature")) this->feature(feature, entry.subject);
        if (entry.subject.names.empty() && entry.subject.weak_names.empty()) list_.unread.push_back({entry.id, "a profile without a name", ""});
        else list_.entries.push_back(std::move(entry));
    }

    void names(const pugi::xml_node& identity, Subject& subject) {
        std::unordered_map<std::string, std::string> type_of_group;
        for (const pugi::xml_node& master : identity.child("NamePartGroups").children("MasterNamePartGroup"))
            for (const pugi::xml_node& group : master.children("NamePartGroup"))
                type_of_group.emplace(group.attribute("ID").value(), lookup(part_types_, group.attribute("NamePartTypeID").value()));
        for (const pugi::xml_node& alias : identity.children("Alias"))
            for (const pugi::xml_node& documented : alias.children("DocumentedName")) {
                std::string last, others;
                for (const pugi::xml_node& part : documented.children("DocumentedNamePart")) {
                    const pugi::xml_node value = part.child("NamePartValue");
                    std::string& into = lookup(type_of_group, value.attribute("NamePartGroupID").value()) == "Last Name" ? last : others;
                    into += (into.empty() ? "" : " ") + std::string(value.child_value());
                }
                std::string name = last.empty() ? others : others.empty() ? last : last + ", " + others;
                if (name.empty()) continue;
                auto& into = alias.attribute("LowQuality").as_bool() ? subject.weak_names : subject.names;
                if (alias.attribute("Primary").as_bool()) into.insert(into.begin(), std::move(name));
                else into.push_back(std::move(name));
            }
    }

    void feature(const pugi::xml_node& feature, Subject& subject) {
        const std::string type = lookup(feature_types_, feature.attribute("FeatureTypeID").value());
        for (const pugi::xml_node& version : feature.children("FeatureVersion")) {
            const std::string_view detail = version.child_value("VersionDetail");
            if (type == "Birthdate") birth(version, subject);
            else if (type.starts_with("Digital Currency")) subject.identifiers.push_back(make_identifier(IdKind::wallet, detail));
            else if (type == "Email Address") subject.identifiers.push_back(make_identifier(IdKind::email, detail));
            else if (type == "Phone Number") subject.identifiers.push_back(make_identifier(IdKind::phone, detail));
        }
    }
    static void birth(const pugi::xml_node& version, Subject& subject) {
        const pugi::xml_node period = version.child("DatePeriod"), from = period.child("Start").child("From"), to = period.child("End").child("To");
        BirthDate date;
        date.from_year = from.child("Year").text().as_int();
        date.to_year = std::max(date.from_year, to.child("Year").text().as_int());
        const int month = from.child("Month").text().as_int(), day = from.child("Day").text().as_int();
        const bool one_day = month == to.child("Month").text().as_int() && day == to.child("Day").text().as_int();
        if (date.from_year == date.to_year && one_day && month >= 1 && month <= 12) {
            date.month = month;
            date.day = std::clamp(day, 0, 31);
        }
        date.about = period.child("Start").attribute("Approximate").as_bool();
        if (date.known()) subject.birth_dates.push_back(date);
    }

    pugi::xml_node root_;
    PublishedList& list_;
    std::unordered_map<std::string, std::string> part_types_, feature_types_, party_types_, party_of_subtype_, countries_;
    std::unordered_map<std::string, std::vector<pugi::xml_node>> documents_;
};

}  // namespace

void read_ofac_advanced_xml(const pugi::xml_node& root, PublishedList& list) {
    list.format = "OFAC advanced XML";
    AdvancedXml(root, list).run();
}

}  // namespace bonafide::name
