// Plain text, and text of any encoding as UTF-8.
#include <unicode/unistr.h>

#include "base/text.h"
#include "document/lines.h"
#include "document/parse.h"
#include "record/format.h"
#include "record/transcode.h"

namespace bonafide::document {

std::string to_utf8(std::string_view bytes) {
    using namespace reading;
    const Encoding encoding = find_encoding(bytes.substr(0, sample_bytes));
    if (encoding == Encoding::utf16_le || encoding == Encoding::utf16_be || encoding == Encoding::windows1252) {
        TextStream raw{std::string(bytes)};
        const auto stream = reading::to_utf8(raw, encoding);
        return repair_utf8(read_rest(*stream, bytes.size() * 4 + 16).value_or(""));
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return repair_utf8(bytes);
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    const std::string name = ascii_lower(trim(charset));
    if (name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii") return to_utf8(bytes);
    if (name == "iso-8859-1" || name == "latin1" || name == "windows-1252") return windows1252_to_utf8(bytes);  // as every browser reads it
    const icu::UnicodeString text(bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 512U << 20)), name.c_str());
    if (text.isBogus() || (text.isEmpty() && !bytes.empty())) return to_utf8(bytes);  // a name that ICU does not know
    std::string out;
    text.toUTF8String(out);
    return out;
}

namespace {

/// Three blanks and more inside of a line part columns, as a tab does: what stands at the right in print, or in a table laid out with blanks.
void add_line(std::string_view line, LineBuilder& lines) {
    constexpr std::string_view gap = "   ";
    line = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    for (std::size_t at = line.find(gap); at != std::string_view::npos; at = line.find(gap)) {
        lines.text(line.substr(0, at), {});
        line.remove_prefix(std::min(line.find_first_not_of(' ', at), line.size()));
        if (!line.empty()) lines.tab();
    }
    lines.text(line, {});
    lines.end_line();
}

}  // namespace

Result<void> parse_text(std::string_view bytes, const Limits&, Document& document) {
    if (reading::looks_binary(bytes.substr(0, 4096)) && reading::find_encoding(bytes.substr(0, reading::sample_bytes)) == reading::Encoding::utf8)
        return fail("", "neither text nor a known format: it has control characters as no text has");
    const std::string text = to_utf8(bytes);
    LineBuilder lines(document);
    std::uint32_t number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find_first_of("\n\r\f");
        lines.number(++number);
        add_line(rest.substr(0, end), lines);
        if (end == std::string_view::npos) break;
        if (rest[end] == '\f') lines.end_page(), --number;
        rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    return {};
}

}  // namespace bonafide::document
