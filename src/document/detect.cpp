// What kind of document bytes are, by how they begin; by the name's suffix only among texts.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "document/picture.h"
#include "document/read.h"
#include "record/format.h"

namespace bonafide::document {

namespace {

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> suffixes) {
    const std::string lower = ascii_lower(name.substr(name.size() > 16 ? name.size() - 16 : 0));
    return std::ranges::any_of(suffixes, [&](std::string_view s) { return lower.ends_with(s); });
}

/// A zip's names stand uncompressed in it: at its beginning and in its directory at the end.
bool zip_has(std::string_view zip, std::string_view name) {
    return zip.substr(0, 64 << 10).find(name) != std::string_view::npos ||
           zip.substr(zip.size() > (256U << 10) ? zip.size() - (256U << 10) : 0).find(name) != std::string_view::npos;
}

Format office_format(std::string_view zip) {
    if (zip.substr(0, 200).find("mimetypeapplication/vnd.oasis.opendocument.text") != std::string_view::npos) return Format::odt;
    if (zip_has(zip, "word/document")) return Format::docx;
    if (zip_has(zip, "content.xml") && zip_has(zip, "META-INF/manifest.xml")) return Format::odt;
    return Format::unknown;
}

bool is_html(std::string_view text, std::string_view name) {
    constexpr std::array<std::string_view, 7> beginnings{"<!doctype html", "<html", "<head", "<body", "<div", "<table", "<p>"};
    std::string_view head = trim(text.substr(0, 4096));
    while (head.starts_with("<!--") || head.starts_with("<?xml")) {
        const std::size_t end = head.find(head[1] == '!' ? "-->" : "?>");
        if (end == std::string_view::npos) return false;
        head = trim(head.substr(end + (head[1] == '!' ? 3 : 2)));
    }
    const std::string lower = ascii_lower(head.substr(0, 20));
    if (std::ranges::any_of(beginnings, [&](std::string_view b) { return lower.starts_with(b); })) return true;
    return ends_with_any(name, {".html", ".htm", ".xhtml"}) && head.find('<') != std::string_view::npos;
}

bool is_header_name(std::string_view name) {
    return !name.empty() && name.size() < 60 && std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

/// Headers up to an empty line, among them one that only mails have and another that mails have.
bool is_email(std::string_view text, std::string_view name) {
    constexpr std::array<std::string_view, 9> telling{"from",         "received",       "return-path", "message-id", "mime-version",
                                                      "delivered-to", "dkim-signature", "x-received",  "reply-to"};
    constexpr std::array<std::string_view, 5> usual{"to", "subject", "date", "content-type", "cc"};
    std::size_t told = 0, known = 0, lines = 0;
    if (text.starts_with("From ")) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    while (!text.empty() && lines < 400) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        ++lines;
        if (trim(line).empty()) break;
        if (line[0] == ' ' || line[0] == '\t') continue;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !is_header_name(line.substr(0, colon))) return false;
        const std::string header = ascii_lower(line.substr(0, colon));
        told += std::ranges::find(telling, header) != telling.end() ? 1 : 0;
        known += std::ranges::find(usual, header) != usual.end() ? 1 : 0;
    }
    return (told >= 1 && told + known >= 3) || (told + known >= 1 && ends_with_any(name, {".eml"}));
}

}  // namespace

Format detect(std::string_view bytes, std::string_view name) {
    // Acrobat finds the mark anywhere in the first kilobyte (ISO 32000-1, annex H, 3.4.1).
    if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return Format::pdf;
    if (reading::is_zip(bytes)) return office_format(bytes);
    if (trim(bytes.substr(0, 64)).starts_with("{\\rtf")) return Format::rtf;
    if (!picture_kind(bytes.substr(0, 64)).empty()) return Format::picture;
    if (bytes.starts_with("\xD0\xCF\x11\xE0") || trim(bytes.substr(0, 4096)).empty()) return Format::unknown;
    const std::string_view sample = bytes.substr(0, 64 << 10);
    const bool wide = sample.starts_with("\xFF\xFE") || sample.starts_with("\xFE\xFF");
    if (is_html(sample.starts_with("\xEF\xBB\xBF") ? sample.substr(3) : sample, name)) return Format::html;
    if (is_email(sample, name)) return Format::email;
    const reading::Encoding encoding = reading::find_encoding(sample);
    if (!wide && encoding != reading::Encoding::utf16_le && encoding != reading::Encoding::utf16_be && reading::looks_binary(sample))
        return Format::unknown;
    if (!reading::known_kind(bytes.substr(0, reading::magic_bytes)).words.empty()) return Format::unknown;
    return Format::text;
}

}  // namespace bonafide::document
