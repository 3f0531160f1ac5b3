#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "name/readers.h"

namespace bonafide::name {

namespace {

namespace json = simdjson::dom;

template <class Each>
void each_text(const json::object& properties, std::string_view property, Each each) {
    json::array values;
    if (properties[property].get(values) != simdjson::SUCCESS) return;
    for (const json::element value : values)
        if (std::string_view text; value.get(text) == simdjson::SUCCESS && !trim(text).empty()) each(trim(text));
}

struct Property {
    std::string_view name;
    IdKind kind;
};
constexpr std::array identifier_properties{Property{"passportNumber", IdKind::document},
                                           Property{"idNumber", IdKind::document},
                                           Property{"taxNumber", IdKind::document},
                                           Property{"registrationNumber", IdKind::document},
                                           Property{"innCode", IdKind::document},
                                           Property{"ogrnCode", IdKind::document},
                                           Property{"leiCode", IdKind::document},
                                           Property{"imoNumber", IdKind::document},
                                           Property{"socialSecurityNumber", IdKind::document},
                                           Property{"publicKey", IdKind::wallet},
                                           Property{"cryptoWallets", IdKind::wallet},
                                           Property{"email", IdKind::email},
                                           Property{"phone", IdKind::phone},
                                           Property{"website", IdKind::website}};

/// Schemas of FollowTheMoney that are no party: addresses, sanctions, ownerships.
bool is_party(std::string_view schema) {
    constexpr std::array parties{std::string_view("Person"),      std::string_view("Company"),      std::string_view("Organization"),
                                 std::string_view("LegalEntity"), std::string_view("Vessel"),       std::string_view("Airplane"),
                                 std::string_view("PublicBody"),  std::string_view("CryptoWallet"), std::string_view("Vehicle"),
                                 std::string_view("Asset"),       std::string_view("Thing")};
    return std::ranges::find(parties, schema) != parties.end();
}

bool read_entity(const json::object& object, PublishedList& list) {
    std::string_view id, schema, caption;
    if (object["id"].get(id) != simdjson::SUCCESS || object["schema"].get(schema) != simdjson::SUCCESS) return false;
    json::object properties;
    if (object["properties"].get(properties) != simdjson::SUCCESS) return false;
    if (!is_party(schema)) return true;
    ListEntry entry;
    Subject& subject = entry.subject;
    entry.id = id;
    subject.schema = schema;
    for (const char* property : {"name", "alias", "previousName", "abbreviation"})
        each_text(properties, property, [&](std::string_view text) { subject.names.emplace_back(text); });
    each_text(properties, "weakAlias", [&](std::string_view text) { subject.weak_names.emplace_back(text); });
    if (subject.names.empty() && object["caption"].get(caption) == simdjson::SUCCESS && !caption.empty() && schema != "CryptoWallet")
        subject.names.emplace_back(caption);
    std::string parts;
    for (const char* property : {"firstName", "middleName", "fatherName", "lastName"}) {
        std::string_view part;
        each_text(properties, property, [&](std::string_view text) { part = part.empty() ? text : part; });
        if (!part.empty()) parts += (parts.empty() ? "" : " ") + std::string(part);
    }
    if (subject.names.empty() && !parts.empty()) subject.names.push_back(parts);
    each_text(properties, "birthDate", [&](std::string_view text) {
        if (const BirthDate date = read_birth_date(text); date.known()) subject.birth_dates.push_back(date);
    });
    for (const Property& property : identifier_properties)
        each_text(properties, property.name, [&](std::string_view text) { subject.identifiers.push_back(make_identifier(property.kind, text)); });
    each_text(properties, "address", [&](std::string_view text) { subject.addresses.emplace_back(text); });
    if (!subject.names.empty() || !subject.identifiers.empty()) list.entries.push_back(std::move(entry));
    return true;
}

}  // namespace

void read_ftm(std::string_view ndjson, PublishedList& list) {
    list.format = "FollowTheMoney";
    json::parser parser;
    std::uint64_t line = 0;
    for (std::size_t start = 0; start < ndjson.size();) {
        const std::size_t end = std::min(ndjson.find('\n', start), ndjson.size());
        const std::string_view text = trim(ndjson.substr(start, end - start));
        start = end + 1;
        ++line;
        if (text.empty()) continue;
        json::object object;
        if (parser.parse(text.data(), text.size(), true).get(object) == simdjson::SUCCESS && read_entity(object, list)) continue;
        if (list.unread.size() < 100)
            list.unread.push_back({fmt::format("{}:{}", list.name, line), "not an entity with id, schema and properties", ""});
    }
}

}  // namespace bonafide::name
