// The package around Office documents: a zip of XML parts, pictures and what else was put in. Used by docx and odt.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "document/document.h"
#include "document/read.h"

namespace bonafide::document {

class Package {
public:
    /// Unpacks the parts that are looked at; the others are known by name.
    [[nodiscard]] static Result<Package> open(std::string_view zip, const Limits& limits);
    [[nodiscard]] bool has(std::string_view name) const { return names_.contains(name); }
    [[nodiscard]] const std::string* part(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;
    /// False where there is no such part or it is no XML.
    [[nodiscard]] bool xml(std::string_view name, pugi::xml_document& into) const;
    /// Pictures of the package go into the document; embedded files are named as oddities.
    void take_media(Document& document) const;

private:
    std::map<std::string, std::string, std::less<>> names_;  // "" where the part was not unpacked
};

/// `core`/`meta` properties: the element's text under our name for it, ISO times as they are.
void add_xml_property(Document& document, const pugi::xml_node& parent, std::string_view element, std::string name);

}  // namespace bonafide::document
