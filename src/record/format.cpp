#include "record/format.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/bytes.h"
#include "record/json_scan.h"

namespace bonafide::reading {

using namespace std::string_view_literals;

namespace {

struct Signature {
    std::size_t at;
    std::string_view bytes;
    Kind kind;
};

constexpr std::string_view export_as_text = "export the data as CSV or JSON";
constexpr std::array signatures{
    Signature{0, "%PDF-"sv, {"PDF document", ""}},
    Signature{0, "\x89PNG\r\n"sv, {"PNG image", ""}},
    Signature{0, "\xFF\xD8\xFF"sv, {"JPEG image", ""}},
    Signature{0, "GIF8"sv, {"GIF image", ""}},
    Signature{0, "BM"sv, {"BMP image", ""}},
    Signature{8, "WEBP"sv, {"WebP image", ""}},
    Signature{4, "ftypheic"sv, {"HEIC image", ""}},
    Signature{4, "ftyp"sv, {"MPEG-4 video", ""}},
    Signature{0, "\x1A\x45\xDF\xA3"sv, {"Matroska or WebM video", ""}},
    Signature{0, "RIFF"sv, {"RIFF sound or video", ""}},
    Signature{0, "ID3"sv, {"MP3 sound", ""}},
    Signature{0, "OggS"sv, {"Ogg sound or video", ""}},
    Signature{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {"old Microsoft Office document or Outlook message", "save it as XLSX or CSV"}},
    Signature{0, "SQLite format 3\0"sv, {"SQLite database", export_as_text}},
    Signature{0, "PAR1"sv, {"Parquet file", export_as_text}},
    Signature{0, "Obj\x01"sv, {"Avro file", export_as_text}},
    Signature{0, "ORC"sv, {"ORC file", export_as_text}},
    Signature{0,
              "\x7F"
              "ELF"sv,
              {"ELF program", ""}},
    Signature{0, "MZ"sv, {"Windows program", ""}},
    Signature{0, "\xCF\xFA\xED\xFE"sv, {"macOS program", ""}},
    Signature{0, "\xCA\xFE\xBA\xBE"sv, {"macOS program or Java class", ""}},
    Signature{0, "Rar!\x1A\x07"sv, {"RAR archive: not read", "unpack it, or pack it as zip"}},
    Signature{0, "\xD4\xC3\xB2\xA1"sv, {"packet capture (pcap)", "run Zeek or Suricata on it and give their logs"}},
    Signature{0, "\xA1\xB2\xC3\xD4"sv, {"packet capture (pcap)", "run Zeek or Suricata on it and give their logs"}},
    Signature{0, "\x0A\x0D\x0D\x0A"sv, {"packet capture (pcapng)", "run Zeek or Suricata on it and give their logs"}},
    Signature{0, "{\\rtf"sv, {"RTF document", ""}},
    Signature{0, "bplist00"sv, {"Apple binary property list", "convert it: plutil -convert json"}},
    Signature{0, "regf"sv, {"Windows registry hive", ""}},
    Signature{0, "-----BEGIN "sv, {"PEM key or certificate", ""}},
    Signature{0, "<?xml"sv, {"XML document", export_as_text}},
    Signature{0, "<!DOCTYPE html"sv, {"HTML page", export_as_text}},
    Signature{0, "<html"sv, {"HTML page", export_as_text}},
};

constexpr std::array packed{
    Signature{0, "PK\x03\x04"sv, {}},
    Signature{0, "PK\x05\x06"sv, {}},
    Signature{0, "\x1F\x8B\x08"sv, {}},
    Signature{0, "\x28\xB5\x2F\xFD"sv, {}},
    Signature{0,
              "\xFD"
              "7zXZ\0"sv,
              {}},
    Signature{0, "BZh"sv, {}},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, {}},
    Signature{257, "ustar"sv, {}},
};

bool fits(const Signature& signature, std::string_view magic) {
    return magic.size() >= signature.at && magic.substr(signature.at).starts_with(signature.bytes);
}

/// A few printable letters may as well begin a text: they count only before binary data.
bool telling(const Signature& signature, std::string_view magic) {
    const bool printable = std::ranges::all_of(signature.bytes, [](char c) { return c >= ' ' && c <= '~'; });
    return !printable || signature.bytes.size() >= 5 || looks_binary(magic);
}

/// A sample may end inside a character.
std::string_view without_half_character(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) break;
        if (byte >= 0xC0) return text.substr(0, text.size() - back);
    }
    return text;
}

/// Text of mostly Western letters has a NUL in every second byte.
bool zero_every_second(std::string_view sample, std::size_t first) {
    if (sample.size() < 4) return false;
    std::size_t zeros = 0, pairs = 0;
    for (std::size_t i = first; i < sample.size(); i += 2, ++pairs) zeros += sample[i] == '\0';
    std::size_t others = 0;
    for (std::size_t i = 1 - first; i < sample.size(); i += 2) others += sample[i] == '\0';
    return zeros * 10 >= pairs * 6 && others == 0;
}

/// Does the line hold one complete JSON value and nothing else?
bool is_value(std::string_view line) {
    const std::size_t begin = skip_blank(line, 0);
    if (begin >= line.size() || (line[begin] != '{' && line[begin] != '[')) return false;
    const std::size_t end = end_of_value(line, begin);
    return end != not_found && skip_blank(line, end, true) == line.size();
}

}  // namespace

bool is_packed(std::string_view magic) {
    return std::ranges::any_of(packed, [&](const Signature& signature) { return fits(signature, magic); });
}

bool is_zip(std::string_view magic) { return magic.starts_with("PK\x03\x04") || magic.starts_with("PK\x05\x06"); }

bool needs_directory(std::string_view magic) { return is_zip(magic) || magic.starts_with("7z\xBC\xAF"); }

Kind known_kind(std::string_view magic) {
    const auto found =
        std::ranges::find_if(signatures, [&](const Signature& signature) { return fits(signature, magic) && telling(signature, magic); });
    return found == signatures.end() ? Kind{} : found->kind;
}

std::string_view encoding_name(Encoding encoding) {
    constexpr std::array<std::string_view, 5> names{"UTF-8", "UTF-8", "UTF-16", "UTF-16", "Windows-1252"};
    return names[static_cast<std::size_t>(encoding)];
}

Encoding find_encoding(std::string_view sample) {
    if (sample.starts_with("\xEF\xBB\xBF")) return Encoding::utf8_bom;
    if (sample.starts_with("\xFF\xFE")) return Encoding::utf16_le;
    if (sample.starts_with("\xFE\xFF")) return Encoding::utf16_be;
    if (zero_every_second(sample, 1)) return Encoding::utf16_le;
    if (zero_every_second(sample, 0)) return Encoding::utf16_be;
    const std::size_t first = skip_blank(sample, 0);
    const bool json = first < sample.size() && (sample[first] == '{' || sample[first] == '[');  // repaired record by record
    if (json || looks_binary(sample) || valid_utf8(without_half_character(sample))) return Encoding::utf8;
    return Encoding::windows1252;
}

bool looks_binary(std::string_view utf8) {
    std::size_t control = 0;
    for (const char c : utf8.substr(0, 4096)) {
        control += c == '\0' ? 4 : static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1B;
    }
    return control * 20 > std::min<std::size_t>(utf8.size(), 4096);
}

JsonLayout find_json(std::string_view sample, bool whole) {
    const std::size_t first = skip_blank(sample, 0);
    if (first >= sample.size()) return JsonLayout::none;
    std::size_t values = 0, others = 0, commas = 0;  // the first line may be damaged, so the majority decides
    for (std::size_t at = first; at < sample.size() && values + others < 20;) {
        const std::size_t newline = sample.find('\n', at);
        if (newline == std::string_view::npos && !whole) break;
        const std::string_view line = sample.substr(at, std::min(newline, sample.size()) - at);
        const bool value = is_value(line);
        if (skip_blank(line, 0) < line.size()) ++(value ? values : others);
        commas += trim(line).ends_with(value ? "," : "},");  // an array with an element a line
        if (newline == std::string_view::npos) break;
        at = newline + 1;
    }
    if (values > others) return commas == 0 ? JsonLayout::lines : JsonLayout::values;
    return sample[first] == '{' || sample[first] == '[' ? JsonLayout::values : JsonLayout::none;
}

}  // namespace bonafide::reading
