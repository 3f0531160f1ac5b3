#include <algorithm>
#include <array>

#include "base/text.h"
#include "name/readers.h"

namespace bonafide::name {

namespace {

void add_text(std::string& into, std::string_view text, std::string_view between = " ") {
    text = trim(text);
    if (text.empty()) return;
    if (!into.empty()) into += between;
    into += text;
}

// The UN's list: elements of individuals and entities have the same names but for the first word.

BirthDate un_birth(const pugi::xml_node& node) {
    BirthDate date = read_birth_date(node.child_value("DATE"));
    if (!date.known()) date = read_birth_date(node.child_value("YEAR"));
    if (!date.known()) {
        date.from_year = node.child("FROM_YEAR").text().as_int();
        date.to_year = std::max(date.from_year, node.child("TO_YEAR").text().as_int());
    }
    date.about = date.about || std::string_view(node.child_value("TYPE_OF_DATE")).starts_with("APPROX");
    return date;
}

void un_entry(const pugi::xml_node& node, const std::string& kind, PublishedList& list) {
    const std::string alias_element = kind + "_ALIAS", address_element = kind + "_ADDRESS";  // pugixml's ranges keep the pointer
    ListEntry entry;
    Subject& subject = entry.subject;
    entry.id = node.child_value("REFERENCE_NUMBER");
    if (entry.id.empty()) entry.id = node.child_value("DATAID");
    subject.schema = kind == "INDIVIDUAL" ? "person" : "company";
    std::string name;
    for (const char* part : {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"}) add_text(name, node.child_value(part));
    if (!name.empty()) subject.names.push_back(std::move(name));
    if (const std::string_view original = trim(node.child_value("NAME_ORIGINAL_SCRIPT")); !original.empty()) subject.names.emplace_back(original);
    for (const pugi::xml_node& alias : node.children(alias_element.c_str())) {
        const std::string_view quality = alias.child_value("QUALITY"), text = trim(alias.child_value("ALIAS_NAME"));
        if (!text.empty()) (quality == "Low" ? subject.weak_names : subject.names).emplace_back(text);
    }
    for (const pugi::xml_node& birth : node.children("INDIVIDUAL_DATE_OF_BIRTH"))
        if (const BirthDate date = un_birth(birth); date.known()) subject.birth_dates.push_back(date);
    for (const pugi::xml_node& document : node.children("INDIVIDUAL_DOCUMENT"))
        if (const std::string_view number = document.child_value("NUMBER"); !trim(number).empty())
            subject.identifiers.push_back(make_identifier(IdKind::document, number, document.child_value("ISSUING_COUNTRY")));
    for (const pugi::xml_node& place : node.children(address_element.c_str())) {
        std::string address;
        for (const char* part : {"STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE"}) add_text(address, place.child_value(part), ", ");
        if (!trim(place.child_value("STREET")).empty()) subject.addresses.push_back(std::move(address));
    }
    if (subject.names.empty()) list.unread.push_back({entry.id, "an entry without a name", ""});
    else list.entries.push_back(std::move(entry));
}

std::string day_of(std::string_view timestamp) { return to_text(read_birth_date(timestamp)); }

}  // namespace

void read_un_xml(const pugi::xml_node& root, PublishedList& list) {
    list.format = "UN XML";
    list.name = "UN Security Council";
    list.date = day_of(root.attribute("dateGenerated").value());
    for (const pugi::xml_node& node : root.child("INDIVIDUALS").children("INDIVIDUAL")) un_entry(node, "INDIVIDUAL", list);
    for (const pugi::xml_node& node : root.child("ENTITIES").children("ENTITY")) un_entry(node, "ENTITY", list);
}

void read_eu_xml(const pugi::xml_node& root, PublishedList& list) {
    list.format = "EU XML";
    list.name = "EU";
    list.date = day_of(root.attribute("generationDate").value());
    for (const pugi::xml_node& node : root.children("sanctionEntity")) {
        ListEntry entry;
        Subject& subject = entry.subject;
        entry.id = node.attribute("euReferenceNumber").value();
        if (entry.id.empty()) entry.id = node.attribute("logicalId").value();
        const std::string_view kind = node.child("subjectType").attribute("code").value();
        subject.schema =
            kind == "person" || std::string_view(node.child("subjectType").attribute("classificationCode").value()) == "P" ? "person" : "company";
        for (const pugi::xml_node& alias : node.children("nameAlias")) {
            std::string name = alias.attribute("wholeName").value();
            if (name.empty())
                for (const char* part : {"firstName", "middleName", "lastName"}) add_text(name, alias.attribute(part).value());
            if (!name.empty()) (alias.attribute("strong").as_bool(true) ? subject.names : subject.weak_names).push_back(std::move(name));
        }
        for (const pugi::xml_node& birth : node.children("birthdate")) {
            BirthDate date = read_birth_date(birth.attribute("birthdate").value());
            if (!date.known()) date = read_birth_date(birth.attribute("year").value());
            if (const int from = birth.attribute("yearRangeFrom").as_int(); !date.known() && from > 0) {
                date.from_year = from;
                date.to_year = std::max(from, birth.attribute("yearRangeTo").as_int());
            }
            date.about = birth.attribute("circa").as_bool();
            if (date.known()) subject.birth_dates.push_back(date);
        }
        for (const pugi::xml_node& id : node.children("identification"))
            if (const std::string_view number = id.attribute("number").value(); !number.empty())
                subject.identifiers.push_back(make_identifier(IdKind::document, number, id.attribute("countryIso2Code").value()));
        for (const pugi::xml_node& place : node.children("address")) {
            if (const std::string street = place.attribute("street").value(); !street.empty())
                subject.addresses.push_back(street + ", " + place.attribute("city").value() + ' ' + place.attribute("zipCode").value());
            for (const pugi::xml_node& contact : place.children("contactInfo"))
                if (std::string_view(contact.attribute("key").value()) == "EMAIL")
                    subject.identifiers.push_back(make_identifier(IdKind::email, contact.attribute("value").value()));
        }
        if (subject.names.empty()) list.unread.push_back({entry.id, "an entry without a strong name", ""});
        if (!subject.names.empty() || !subject.weak_names.empty()) list.entries.push_back(std::move(entry));
    }
}

}  // namespace bonafide::name
