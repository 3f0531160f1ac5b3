#include "document/document.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bonafide::document {

std::string_view format_name(Format format) {
    constexpr std::array<std::string_view, 9> names{"unknown", "pdf", "docx", "odt", "rtf", "html", "text", "email", "picture"};
    return names[static_cast<std::size_t>(format)];
}

std::string Document::text() const {
    std::string out;
    for (const Page& page : pages) {
        if (&page != &pages.front()) out += '\f';
        for (const Line& line : page.lines)
            if (!line.hidden) out += line.text, out += '\n';
    }
    return out;
}

std::string_view Document::property(std::string_view name) const {
    const auto found = std::ranges::find(properties, name, &std::pair<std::string, std::string>::first);
    return found == properties.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace bonafide::document
