// One reader for each format of published lists; list.cpp finds out which. Each adds entries and errors and never fails as a whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "name/list.h"

namespace bonafide::name {

// OFAC's CSV files have no header and belong together by entity number.
struct OfacFiles {
    std::string_view primary, aliases, addresses, comments;
};
[[nodiscard]] PublishedList read_ofac_csv(const OfacFiles& files, const std::string& file);
[[nodiscard]] bool looks_like_ofac_csv(std::string_view bytes);
/// OFAC's remarks: "DOB 07 Nov 1967; alt. DOB 1952; Passport MA0269785 (Macau); a.k.a. 'BNC'."
void read_ofac_remarks(std::string_view remarks, Subject& subject);

void read_ofac_xml(const pugi::xml_node& root, PublishedList& list);           ///< <sdnList>
void read_ofac_advanced_xml(const pugi::xml_node& root, PublishedList& list);  ///< <Sanctions>
void read_un_xml(const pugi::xml_node& root, PublishedList& list);             ///< <CONSOLIDATED_LIST>
void read_eu_xml(const pugi::xml_node& root, PublishedList& list);             ///< <export>
void read_ftm(std::string_view ndjson, PublishedList& list);                   ///< OpenSanctions' FollowTheMoney
/// A table with a header: EU, UK, OpenSanctions' simple table, or any table of names. Several header lines are passed over.
void read_table(std::string_view bytes, PublishedList& list);

}  // namespace bonafide::name
