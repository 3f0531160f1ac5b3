// Makes archives and workbooks in memory, for the tests of this folder.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace bonafide::test {

struct PackedMember {
    std::string name, bytes;
    std::string link = {};  ///< a symbolic link to this instead
    bool folder = false;
};

/// A way to pack: `zip`, `tar`, `7zip` with `none`, `gzip`, `xz`, `zstd`, `bzip2` around it; `raw` is a single compressed file.
struct Packing {
    std::string suffix, format, filter;
};
inline void PrintTo(const Packing& packing, std::ostream* out) { *out << packing.suffix; }
inline const std::vector<Packing>& packings() {
    static const std::vector<Packing> all{{".zip", "zip", "none"},    {".tar", "ustar", "none"},     {".tar.gz", "ustar", "gzip"},
                                          {".tar.xz", "ustar", "xz"}, {".tar.zst", "ustar", "zstd"}, {".tar.bz2", "ustar", "bzip2"},
                                          {".7z", "7zip", "none"},    {".gz", "raw", "gzip"},        {".xz", "raw", "xz"},
                                          {".zst", "raw", "zstd"},    {".bz2", "raw", "bzip2"}};
    return all;
}
inline bool holds_one(const Packing& packing) { return packing.format == "raw"; }

inline void require(int status, archive* handle) {
    if (status < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(handle));
}

inline std::string pack(const Packing& packing, const std::vector<PackedMember>& members, const std::string& password = {}) {
    std::string out;
    archive* handle = archive_write_new();
    require(archive_write_set_format_by_name(handle, packing.format.c_str()), handle);
    if (packing.filter != "none") require(archive_write_add_filter_by_name(handle, packing.filter.c_str()), handle);
    if (!password.empty()) {
        require(archive_write_set_options(handle, "zip:encryption=aes256"), handle);
        require(archive_write_set_passphrase(handle, password.c_str()), handle);
    }
    archive_write_set_bytes_in_last_block(handle, 1);
    const auto write = [](archive*, void* into, const void* bytes, std::size_t size) {
        static_cast<std::string*>(into)->append(static_cast<const char*>(bytes), size);
        return static_cast<la_ssize_t>(size);
    };
    require(archive_write_open(handle, &out, nullptr, write, nullptr), handle);
    for (const PackedMember& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, member.folder ? AE_IFDIR : member.link.empty() ? AE_IFREG : AE_IFLNK);
        if (!member.link.empty()) archive_entry_set_symlink(entry, member.link.c_str());
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
        require(archive_write_header(handle, entry), handle);
        if (!member.bytes.empty()) archive_write_data(handle, member.bytes.data(), member.bytes.size());
        archive_entry_free(entry);
    }
    require(archive_write_close(handle), handle);
    archive_write_free(handle);
    return out;
}

inline std::string zip(const std::vector<PackedMember>& members) { return pack(packings()[0], members); }

/// A workbook with one sheet: the rows' XML, the shared texts' XML, and number formats by style (style 0 is General).
struct BookParts {
    std::string rows, texts = {}, formats = {}, styles = "<xf numFmtId=\"0\"/>", workbook_attributes = {}, more_sheets = {}, prefix = {};
};
inline std::string workbook(const BookParts& parts) {
    const std::string ns =
        R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships")";
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string& p = parts.prefix;
    return zip(
        {{"[Content_Types].xml", head + "<Types/>"},
         {"xl/workbook.xml", head + "<workbook" + ns + "><workbookPr " + parts.workbook_attributes +
                                 "/><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"rId7\"/>" + parts.more_sheets + "</sheets></workbook>"},
         {"xl/_rels/workbook.xml.rels", head + "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/first.xml\"/></Relationships>"},
         {"xl/worksheets/first.xml",
          head + "<" + p + "worksheet" + ns + "><" + p + "sheetData>" + parts.rows + "</" + p + "sheetData></" + p + "worksheet>"},
         {"xl/styles.xml",
          head + "<styleSheet" + ns + "><numFmts>" + parts.formats + "</numFmts><cellXfs>" + parts.styles + "</cellXfs></styleSheet>"},
         {"xl/sharedStrings.xml", head + "<sst" + ns + ">" + parts.texts + "</sst>"}});
}

}  // namespace bonafide::test
