#include "document/office.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "document/parse.h"
#include "record/archive.h"
#include "record/workbook_cells.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_parts = 5000;

bool is_picture(std::string_view name) {
    constexpr std::array<std::string_view, 8> suffixes{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"};
    const std::string lower = ascii_lower(name);
    return std::ranges::any_of(suffixes, [&](std::string_view s) { return lower.ends_with(s); });
}

bool is_wanted(std::string_view name) { return name.ends_with(".xml") || name.ends_with(".rels") || name == "mimetype" || is_picture(name); }

Result<std::string> read_member(reading::Archive& archive, std::uint64_t& left) {
    std::string out;
    for (;;) {
        const std::size_t have = out.size();
        out.resize(have + std::max<std::size_t>(64 << 10, have));
        const Result<std::size_t> got = archive.read(out.data() + have, out.size() - have);
        if (!got) return std::unexpected(got.error());
        out.resize(have + *got);
        if (*got == 0) return out;
        if (*got > left) return fail("", "unpacks to more than the limit: it may be a bomb", "raise the limit if the document is what it says");
        left -= *got;
    }
}

}  // namespace

Result<Package> Package::open(std::string_view zip, const Limits& limits) {
    Package out;
    auto archive = reading::Archive::open(std::make_unique<reading::TextStream>(std::string(zip)), "PK\x03\x04");
    if (!archive) return std::unexpected(archive.error());
    std::uint64_t left = std::min(limits.max_memory / 8, std::max<std::uint64_t>(zip.size() * 200, 32 << 20));
    for (;;) {
        const Result<bool> more = (*archive)->next();
        if (!more) {
            if (out.names_.empty()) return std::unexpected(more.error());
            break;  // what came before the damage may be enough
        }
        if (!*more) break;
        const reading::Entry& entry = (*archive)->entry();
        if (entry.kind != reading::Entry::Kind::file) continue;
        if (entry.encrypted) return fail("", "is encrypted: a password is needed to read it", "ask for a copy without a password");
        if (out.names_.size() >= most_parts) return fail("", "has more than " + std::to_string(most_parts) + " parts: no document needs so many");
        std::string& bytes = out.names_[entry.path];
        if (!is_wanted(entry.path)) continue;
        auto read = read_member(**archive, left);
        if (!read) return fail("", "the part " + entry.path + " " + read.error().what, read.error().hint);
        bytes = std::move(*read);
    }
    return out;
}

const std::string* Package::part(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : &found->second;
}

std::vector<std::string> Package::names() const {
    std::vector<std::string> out;
    for (const auto& [name, bytes] : names_) out.push_back(name);
    return out;
}

bool Package::xml(std::string_view name, pugi::xml_document& into) const {
    const std::string* bytes = part(name);
    return bytes != nullptr && into.load_buffer(bytes->data(), bytes->size(), pugi::parse_default | pugi::parse_ws_pcdata);
}

void Package::take_media(Document& document) const {
    constexpr std::size_t most_pictures = 50;
    for (const auto& [name, bytes] : names_) {
        if (is_picture(name) && !bytes.empty() && document.pictures.size() < most_pictures) document.pictures.push_back({bytes, 1, {}});
        const std::string lower = ascii_lower(name);
        if (lower.ends_with("vbaproject.bin") || lower.starts_with("basic/") || lower.starts_with("scripts/"))
            add_oddity(document, "macro", "holds a macro (" + name + "): a program that runs when the document is opened");
        else if (lower.find("embeddings/") != std::string::npos || lower.find("activex") != std::string::npos || lower.starts_with("object "))
            add_oddity(document, "embedded_file", "holds another file or a control (" + name + ")");
    }
}

void add_xml_property(Document& document, const pugi::xml_node& parent, std::string_view element, std::string name) {
    for (const pugi::xml_node& child : parent.children())
        if (reading::local_name(child.name()) == element) return add_property(document, std::move(name), child.child_value());
}

}  // namespace bonafide::document
