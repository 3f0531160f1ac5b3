// read_document(): limits that need no parsing, the reader process, then the letters of scanned pages.
#include "document/read.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>

#include "base/text.h"
#include "document/child.h"
#include "document/parse.h"
#include "document/recognise.h"
#include "document/wire.h"
#include "record/format.h"

namespace bonafide::document {

namespace {

/// Why bytes are no document, in words for who sent them.
Error not_a_document(std::string_view bytes, std::string_view name) {
    const std::string where(name);
    if (trim(bytes.substr(0, 65536)).empty()) return {where, "is empty", "ask for the file again"};
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
        const std::string_view sample = bytes.substr(0, 4 << 20);
        const std::string_view utf16_encrypted("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
        if (sample.find(utf16_encrypted) != std::string_view::npos)
            return {where, "is an Office document encrypted with a password", "ask for a copy without a password"};
        return {where, "is a Word 97-2003 document (.doc) or another old Office file, which is not read", "save it as DOCX or PDF"};
    }
    if (reading::is_zip(bytes))
        return {where, "is a zip that holds no DOCX or ODT document", "give the archive itself to `bonafide screen`, which looks inside"};
    const reading::Kind kind = reading::known_kind(bytes.substr(0, reading::magic_bytes));
    if (!kind.words.empty()) return {where, "is no document that is read: " + std::string(kind.words), std::string(kind.hint)};
    return {where, "is of no known kind: neither PDF, DOCX, ODT, RTF, HTML, text, e-mail nor a picture", ""};
}

struct Suffix {
    std::string_view suffix;
    Format format;
};
constexpr std::array<Suffix, 21> suffixes{
    {{".pdf", Format::pdf},     {".docx", Format::docx},   {".docm", Format::docx},   {".dotx", Format::docx},   {".odt", Format::odt},
     {".rtf", Format::rtf},     {".html", Format::html},   {".htm", Format::html},    {".xhtml", Format::html},  {".txt", Format::text},
     {".md", Format::text},     {".text", Format::text},   {".eml", Format::email},   {".jpg", Format::picture}, {".jpeg", Format::picture},
     {".png", Format::picture}, {".gif", Format::picture}, {".bmp", Format::picture}, {".tif", Format::picture}, {".tiff", Format::picture},
     {".webp", Format::picture}}};

void compare_suffix(std::string_view name, Document& document) {
    const std::string lower = ascii_lower(name);
    const auto found = std::ranges::find_if(suffixes, [&](const Suffix& s) { return lower.ends_with(s.suffix); });
    const bool word = lower.ends_with(".doc");  // many RTF and HTML files are called so, and Word opens them
    if (word && document.format == Format::rtf) return;
    if (word || (found != suffixes.end() && found->format != document.format && document.format != Format::text))
        add_oddity(document, "wrong_suffix",
                   "is called " + lower.substr(lower.rfind('.')) + " but is of the format " + std::string(format_name(document.format)));
}

Error broke_off(const ChildRun& run, const Limits& limits, std::string_view name) {
    const std::string where(name);
    std::array<char, 32> seconds{};
    std::snprintf(seconds.data(), seconds.size(), "%g", limits.max_seconds);
    if (run.timed_out || run.signal == SIGXCPU || run.signal == SIGKILL)
        return {where, "took longer to read than the limit of " + std::string(seconds.data()) + " s", "the document is hostile or very large"};
    if (run.too_much) return {where, "holds more than the limit of memory allows to hand on", "the document is hostile or very large"};
    if (run.signal == SIGSYS) return {where, "made its reader call for what no reader needs; it was ended", "the document is hostile"};
    if (run.signal != 0)
        return {where, "broke the process that read it (signal " + std::to_string(run.signal) + "); nothing else was touched",
                "the document is hostile or damaged"};
    return {where, "the process that read the document ended without an answer (code " + std::to_string(run.exit_code) + ")", ""};
}

void recognise(std::string_view bytes, const std::string& reader, const Limits& limits, Document& document) {
    Recogniser recogniser(reader, limits);
    std::uint32_t done = 0;
    std::uint32_t number = 0;
    for (Page& page : document.pages) {
        const bool wanted = page.scanned && std::ranges::all_of(page.lines, &Line::hidden);
        if (wanted && done >= limits.max_recognised)
            add_oddity(document, "not_recognised",
                       "has more scanned pages than are recognised; page " + std::to_string(page.number) + " and what follows was not read",
                       page.number);
        else if (wanted) {
            ++done;
            if (const Result<void> read = recogniser.page(bytes, document.format, page); !read)
                add_oddity(document, "not_recognised",
                           "the letters of page " + std::to_string(page.number) + " could not be recognised: " + read.error().what, page.number);
        }
        for (Line& line : page.lines)
            line.number = number = done > 0 ? number + 1 : line.number;  // those of the file stay as long as nothing was recognised
    }
}

/// What needs no parsing.
Result<void> admit(std::string_view bytes, std::string_view name, const Limits& limits) {
    if (bytes.size() > limits.max_bytes)
        return fail(std::string(name), "is larger than the limit of " + std::to_string(limits.max_bytes >> 20) + " MB for one document",
                    "a document that large is no résumé or paper");
    if (detect(bytes, name) == Format::unknown) return std::unexpected(not_a_document(bytes, name));
    if (reader_program(limits.reader).empty())
        return fail(std::string(name), "cannot be read: the program bonafide-reader is not where bonafide is", "install it beside bonafide");
    return {};
}

std::vector<std::string> request(std::string_view name, const Limits& limits) {
    return {"read",
            std::to_string(limits.max_memory),
            std::to_string(static_cast<unsigned>(limits.max_seconds) + 1),
            std::to_string(limits.max_pages),
            std::to_string(limits.max_pixels),
            std::to_string(limits.max_objects),
            std::string(name.substr(0, 4096))};
}

/// What became of the reader process.
Result<Document> finish(const Result<ChildRun>& run, std::string_view bytes, std::string_view name, const Limits& limits) {
    if (!run) return fail(std::string(name), run.error().what, run.error().hint);
    if (run->timed_out || run->too_much || run->signal != 0 || run->exit_code != 0) return std::unexpected(broke_off(*run, limits, name));
    Result<Document> document = decode(run->out, name);
    if (!document) return document;
    compare_suffix(name, *document);
    if (limits.recognise) recognise(bytes, reader_program(limits.reader), limits, *document);
    return document;
}

}  // namespace

Result<Document> read_document(std::string_view bytes, std::string_view name, const Limits& limits) {
    if (const Result<void> admitted = admit(bytes, name, limits); !admitted) return std::unexpected(admitted.error());
    std::vector<std::string> arguments = request(name, limits);
    arguments.insert(arguments.begin(), reader_program(limits.reader));
    return finish(run_child(arguments, bytes, limits.max_seconds, limits.max_memory), bytes, name, limits);
}

DocumentReader::DocumentReader(Limits limits) : limits_(std::move(limits)) {}
DocumentReader::~DocumentReader() = default;

Result<Document> DocumentReader::read(std::string_view bytes, std::string_view name) {
    if (const Result<void> admitted = admit(bytes, name, limits_); !admitted) return std::unexpected(admitted.error());
    if (!server_) server_ = std::make_unique<ChildServer>(reader_program(limits_.reader));
    return finish(server_->run(request(name, limits_), bytes, limits_.max_seconds, limits_.max_memory), bytes, name, limits_);
}

}  // namespace bonafide::document
