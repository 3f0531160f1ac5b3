#include "record/workbook.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "record/archive.h"
#include "record/format.h"
#include "record/json_scan.h"
#include "record/workbook_cells.h"

namespace bonafide::reading {

namespace {

class ViewStream final : public ByteStream {
public:
    explicit ViewStream(std::string_view bytes) : bytes_(bytes) {}
    Result<std::size_t> read(char* into, std::size_t size) override {
        const std::size_t count = std::min(size, bytes_.size() - at_);
        std::memcpy(into, bytes_.data() + at_, count);
        at_ += count;
        return count;
    }
    bool seek(std::uint64_t offset) override {
        at_ = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size()));
        return true;
    }
    std::optional<std::uint64_t> size() const override { return bytes_.size(); }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

constexpr std::size_t most_small_part = 64 << 20;
constexpr std::size_t most_element = 16 << 20;                       // one row, one shared text
constexpr std::size_t most_rows = 1'048'576, most_columns = 16'384;  // ECMA-376 leaves it open; these are Excel's

/// A part of the package as a stream, which owns the archive it comes from.
class PartStream final : public ByteStream {
public:
    PartStream(std::unique_ptr<Archive> archive, std::uint64_t limit) : archive_(std::move(archive)), left_(limit) {}
    Result<std::size_t> read(char* into, std::size_t size) override {
        Result<std::size_t> got = archive_->read(into, size);
        if (got && *got > left_) return fail("", "a part of the workbook unpacks to more than the limit");
        if (got) left_ -= *got;
        return got;
    }

private:
    std::unique_ptr<Archive> archive_;
    std::uint64_t left_;
};

Result<std::unique_ptr<ByteStream>> open_part(const PackedFile& file, std::string_view name, std::uint64_t limit) {
    auto bytes = file.open();
    if (!bytes) return std::unexpected(bytes.error());
    auto archive = Archive::open(std::move(*bytes), "PK\x03\x04");
    if (!archive) return std::unexpected(archive.error());
    for (;;) {
        const Result<bool> more = (*archive)->next();
        if (!more) return std::unexpected(more.error());
        if (!*more) return fail("", "the workbook has no part " + std::string(name));
        if (equals_ignore_case((*archive)->entry().path, name)) return std::make_unique<PartStream>(std::move(*archive), limit);
    }
}

Result<std::string> read_part(const PackedFile& file, std::string_view name) {
    auto stream = open_part(file, name, most_small_part);
    if (!stream) return std::unexpected(stream.error());
    return read_rest(**stream, most_small_part);
}

/// The elements of one name that a part holds one behind the other (`row`, `si`), each as a small document: the part as a whole may be
/// larger than memory.
class Elements {
public:
    Elements(ByteStream& stream, std::string_view name) : stream_(stream), name_(name) {}

    /// Parses up to the end of the next element of that name; false at the end of the part. Empty elements before it come with it.
    Result<bool> next(pugi::xml_document& document) {
        if (!begun_) {
            if (const Result<bool> got = begin(); !got || !*got) return got;
        }
        for (std::size_t from = at_;;) {
            const std::size_t close = text_.find(end_tag_, from);
            if (close != std::string::npos) {
                const std::size_t end = close + end_tag_.size();
                const auto parsed = document.load_buffer_inplace(
                    text_.data() + at_, end - at_, pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_fragment, pugi::encoding_utf8);
                at_ = end;
                if (!parsed) return fail("", std::string("malformed XML in the workbook: ") + parsed.description());
                return true;
            }
            if (text_.size() - at_ > most_element) return fail("", "a row or text of the workbook is larger than the limit");
            from = std::max(at_, text_.size() - std::min(text_.size(), end_tag_.size()));
            const std::size_t shift = at_;
            const Result<bool> got = refill();
            if (!got) return got;
            if (!*got) return end_of_part();
            from -= shift;
        }
    }
    /// What stands before the first element.
    [[nodiscard]] const std::string& head() const { return head_; }

private:
    Result<bool> begin() {
        begun_ = true;
        while (text_.size() < sample_bytes) {
            const Result<bool> got = refill();
            if (!got) return got;
            if (!*got) break;
        }
        std::size_t root = text_.find('<');
        while (root != std::string::npos && root + 1 < text_.size() && (text_[root + 1] == '?' || text_[root + 1] == '!'))
            root = text_.find('<', root + 1);
        if (root == std::string::npos) return false;
        const std::string root_name = text_.substr(root + 1, text_.find_first_of(" \t\r\n>/", root) - root - 1);
        const std::string prefix = root_name.find(':') == std::string::npos ? "" : root_name.substr(0, root_name.find(':') + 1);
        end_tag_ = "</" + prefix + name_ + ">";
        const std::string open = "<" + prefix + name_;
        for (at_ = text_.find(open, root); at_ != std::string::npos && at_ + open.size() < text_.size(); at_ = text_.find(open, at_ + 1)) {
            const char next = text_[at_ + open.size()];
            if (next == ' ' || next == '>' || next == '/' || next == '\n' || next == '\r' || next == '\t') break;
        }
        if (at_ == std::string::npos) return false;
        head_ = text_.substr(0, at_);
        return true;
    }
    Result<bool> refill() {
        text_.erase(0, at_);
        at_ = 0;
        const std::size_t have = text_.size();
        text_.resize(have + std::max<std::size_t>(sample_bytes, have));
        const Result<std::size_t> got = stream_.read(text_.data() + have, text_.size() - have);
        text_.resize(have + got.value_or(0));
        if (!got) return std::unexpected(got.error());
        return *got != 0;
    }
    /// A part whose last element is not closed was cut off.
    Result<bool> end_of_part() {
        const bool open =
            text_.find("<" + end_tag_.substr(2, end_tag_.size() - 3) + " ", at_) != std::string::npos && text_.find("</", at_) == std::string::npos;
        if (open) return fail("", "the workbook is cut off in the middle of a row or text");
        return false;
    }

    ByteStream& stream_;
    std::string name_, end_tag_, text_, head_;
    std::size_t at_ = 0;
    bool begun_ = false;
};

struct Sheet {
    std::string name, part;
    std::vector<std::string> others;
    bool epoch_1904 = false;
};

/// Relationship targets are relative to the folder of the part, or absolute in the package.
std::string resolve(std::string_view folder, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::string base(folder);
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        base.resize(base.find_last_of('/') == std::string::npos ? 0 : base.find_last_of('/'));
    }
    return base.empty() ? std::string(target) : base + "/" + std::string(target);
}

Result<Sheet> first_sheet(const PackedFile& file) {
    const auto workbook = read_part(file, "xl/workbook.xml");
    if (!workbook) return std::unexpected(workbook.error());
    pugi::xml_document document, rels;
    if (!document.load_buffer(workbook->data(), workbook->size())) return fail("", "malformed XML in xl/workbook.xml");
    if (const auto text = read_part(file, "xl/_rels/workbook.xml.rels")) rels.load_buffer(text->data(), text->size());
    Sheet out;
    out.epoch_1904 = child_named(document.document_element(), "workbookPr").attribute("date1904").as_bool();
    for (const pugi::xml_node sheet : child_named(document.document_element(), "sheets").children()) {
        const std::string name = sheet.attribute("name").as_string();
        std::string id;
        for (const pugi::xml_attribute attribute : sheet.attributes()) {
            if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.as_string();
        }
        std::string target;
        for (const pugi::xml_node rel : rels.document_element().children()) {
            if (id == rel.attribute("Id").as_string()) target = rel.attribute("Target").as_string();
        }
        const bool shown = std::string_view(sheet.attribute("state").as_string("visible")) == "visible";
        if (!out.part.empty() || !shown || target.find("chartsheet") != std::string::npos) {
            out.others.push_back(name);
            continue;
        }
        out.name = name;
        out.part = target.empty() ? "xl/worksheets/sheet1.xml" : resolve("xl", target);
    }
    if (out.part.empty()) return fail("", "the workbook has no visible sheet");
    return out;
}

/// 0 for "A1", 27 for "AB7"; not_found where there are no letters.
std::size_t column_of(std::string_view reference) {
    std::size_t column = 0, letters = 0;
    for (; letters < reference.size() && letters < 4 && (reference[letters] | 0x20) >= 'a' && (reference[letters] | 0x20) <= 'z'; ++letters)
        column = column * 26 + static_cast<std::size_t>((reference[letters] | 0x20) - 'a' + 1);
    return letters == 0 ? not_found : column - 1;
}

class SheetStream final : public ByteStream {
public:
    SheetStream(PackedFile file, Sheet sheet, std::uint64_t limit) : file_(std::move(file)), sheet_(std::move(sheet)), limit_(limit) {}

    Result<bool> open() {
        if (const auto styles = read_part(file_, "xl/styles.xml")) styles_ = read_styles(*styles);
        if (const Result<bool> texts = read_texts(); !texts) return texts;
        auto part = open_part(file_, sheet_.part, limit_);
        if (!part) return std::unexpected(part.error());
        part_ = std::move(*part);
        rows_ = std::make_unique<Elements>(*part_, "row");
        return true;
    }

    Result<std::size_t> read(char* into, std::size_t size) override {
        while (at_ == ready_.size() && !ended_) {
            ready_.clear();
            at_ = 0;
            if (const Result<bool> got = fill(); !got) {
                ended_ = true;
                return std::unexpected(got.error());
            }
        }
        const std::size_t count = std::min(size, ready_.size() - at_);
        std::memcpy(into, ready_.data() + at_, count);
        at_ += count;
        return count;
    }

private:
    Result<bool> read_texts() {
        auto part = open_part(file_, "xl/sharedStrings.xml", limit_);
        if (!part) return true;  // a workbook may do without
        Elements items(**part, "si");
        pugi::xml_document document;
        for (;;) {
            const Result<bool> more = items.next(document);
            if (!more) return more;
            if (!*more) return true;
            for (const pugi::xml_node item : document.children()) {
                if (local_name(item.name()) == "si") texts_.add(rich_text(item));
            }
            if (texts_.bytes() > (1ULL << 30)) return fail("", "the workbook's shared texts are larger than 1 GiB");
        }
    }

    /// At least one row more, or the end.
    Result<bool> fill() {
        if (pending_) return std::unexpected(*pending_);
        while (ready_.size() < sample_bytes && !pending_) {
            const Result<bool> more = rows_->next(document_);
            if (!more) {
                if (ready_.empty()) return more;
                pending_ = more.error();  // what is whole is read first
                return true;
            }
            if (!*more) {
                ended_ = true;
                return true;
            }
            if (width_ == 0) width_ = std::max<std::size_t>(1, declared_width());
            for (const pugi::xml_node row : document_.children()) {
                if (local_name(row.name()) == "row") write_row(row);
            }
        }
        return true;
    }
    std::size_t declared_width() const {
        const std::string& head = rows_->head();
        const std::size_t at = head.find("dimension ref=\"");
        if (at == std::string::npos) return 0;
        const std::string_view range = std::string_view(head).substr(at + 15, head.find('"', at + 15) - at - 15);
        const std::size_t colon = range.find(':');
        const std::size_t last = column_of(colon == std::string_view::npos ? range : range.substr(colon + 1));
        return last == not_found || last >= 512 ? 0 : last + 1;  // some programs declare all columns there can be
    }

    void write_row(const pugi::xml_node& row) {
        const std::size_t number = row.attribute("r").as_uint();
        if (number > row_ + 1 && number <= most_rows) ready_.append(number - row_ - 1, '\n'), row_ = number - 1;
        ++row_;
        std::size_t column = 0, filled = 0;
        for (const pugi::xml_node cell : row.children()) {
            if (local_name(cell.name()) != "c") continue;
            const std::size_t wanted = column_of(cell.attribute("r").as_string());
            const std::size_t here = wanted == not_found || wanted < column || wanted >= most_columns ? column : wanted;
            if (here >= most_columns) break;
            const std::string text = text_of(cell);
            if (text.empty()) continue;
            ready_.append(here - filled, ',');
            filled = here;
            column = here + 1;
            write_cell(text);
        }
        width_ = std::max(width_, column);
        if (column > 0) ready_.append(width_ - 1 - filled, ',');
        ready_.push_back('\n');
    }
    std::string text_of(const pugi::xml_node& cell) const {
        const std::string_view type = cell.attribute("t").as_string("n");
        if (type == "inlineStr") return rich_text(child_named(cell, "is"));
        const std::string_view raw = trim(child_named(cell, "v").child_value());
        if (type == "s") {
            std::size_t index = not_found;
            std::from_chars(raw.data(), raw.data() + raw.size(), index);
            return std::string(texts_.at(index));
        }
        if (type == "b") return raw == "1" ? "true" : raw == "0" ? "false" : std::string(raw);
        if (type != "n") return std::string(raw);  // str: what a formula gives; d: a date in ISO 8601; e: an error
        const std::size_t style = cell.attribute("s").as_uint();
        return show_number(raw, style < styles_.size() ? styles_[style] : NumberFormat{}, sheet_.epoch_1904);
    }
    void write_cell(const std::string& text) {
        const bool quoted = text.find_first_of(",\"\r\n") != std::string::npos;
        if (quoted) ready_.push_back('"');
        for (const char c : text) {
            if (c == '"') ready_.push_back('"');
            ready_.push_back(c == '\n' || c == '\r' ? ' ' : c);
        }
        if (quoted) ready_.push_back('"');
    }

    PackedFile file_;
    Sheet sheet_;
    std::uint64_t limit_;
    std::vector<NumberFormat> styles_;
    TextStore texts_;
    std::unique_ptr<ByteStream> part_;
    std::unique_ptr<Elements> rows_;
    pugi::xml_document document_;
    std::optional<Error> pending_;
    std::string ready_;
    std::size_t at_ = 0, row_ = 0, width_ = 0;
    bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> PackedFile::open() const {
    if (!on_disk_) return std::make_unique<ViewStream>(bytes_);
    auto file = FileStream::open(path_);
    if (!file) return std::unexpected(file.error());
    return std::move(*file);
}

bool maybe_office(std::string_view magic, std::string_view name) {
    if (!is_zip(magic)) return false;
    const std::string lower = ascii_lower(name);
    for (const std::string_view suffix : {".xlsx", ".xlsm", ".xltx", ".xlsb", ".docx", ".pptx", ".ods", ".odt"}) {
        if (lower.ends_with(suffix)) return true;
    }
    const std::string_view first = magic.size() > 30 ? magic.substr(30) : std::string_view{};  // the first member's name
    for (const std::string_view begin : {"[Content_Types].xml", "_rels/.rels", "docProps/", "xl/", "word/", "mimetype"}) {
        if (first.starts_with(begin)) return true;
    }
    return false;
}

OfficeKind look_inside(const PackedFile& file) {
    struct Sign {
        std::string_view part, words, hint;
    };
    static constexpr std::array signs{Sign{"xl/workbook.bin", "binary workbook (XLSB)", "save it as XLSX or CSV"},
                                      Sign{"word/document.xml", "Word document", ""}, Sign{"ppt/presentation.xml", "PowerPoint document", ""},
                                      Sign{"META-INF/manifest.xml", "OpenDocument file", "save it as XLSX or CSV"}};
    auto bytes = file.open();
    auto archive = bytes ? Archive::open(std::move(*bytes), "PK\x03\x04") : std::unexpected(bytes.error());
    OfficeKind out;
    bool content = false;
    while (archive) {
        const Result<bool> more = (*archive)->next();
        if (!more || !*more) break;
        const std::string& path = (*archive)->entry().path;
        content = content || path == "[Content_Types].xml" || path == "mimetype";
        if (equals_ignore_case(path, "xl/workbook.xml")) out.workbook = true;
        for (const Sign& sign : signs) {
            if (path == sign.part) out.words = sign.words, out.hint = sign.hint;
        }
    }
    out.office = out.workbook || (content && !out.words.empty());
    return out;
}

Result<std::unique_ptr<ByteStream>> open_workbook(PackedFile file, std::uint64_t max_unpacked, const WorkbookReport& report) {
    auto sheet = first_sheet(file);
    if (!sheet) return std::unexpected(sheet.error());
    if (!sheet->others.empty() && report) {
        std::string names;
        for (const std::string& name : sheet->others) names += (names.empty() ? "" : ", ") + name;
        report("workbook with " + std::to_string(sheet->others.size() + 1) + " sheets: only \"" + sheet->name + "\" is read, not " + names,
               "save the other sheets as files of their own if they matter");
    }
    auto stream = std::make_unique<SheetStream>(std::move(file), std::move(*sheet), max_unpacked);
    if (const Result<bool> opened = stream->open(); !opened) return std::unexpected(opened.error());
    return stream;
}

}  // namespace bonafide::reading
