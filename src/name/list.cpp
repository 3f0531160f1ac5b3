#include "name/list.h"

#include <algorithm>

#include "base/mapped_file.h"
#include "base/text.h"
#include "name/readers.h"
#include "name/table.h"

namespace bonafide::name {

namespace {

namespace fs = std::filesystem;

void read_xml(std::string_view bytes, PublishedList& list) {
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer(bytes.data(), bytes.size());
    if (!result)
        list.unread.push_back({list.name, std::string("broken XML: ") + result.description() + " at byte " + std::to_string(result.offset),
                               "what stands before it was read"});
    const pugi::xml_node root = document.document_element();
    const std::string_view name = root.name();
    const std::string_view local = name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
    if (local == "sdnList") read_ofac_xml(root, list);
    else if (local == "Sanctions") read_ofac_advanced_xml(root, list);
    else if (local == "CONSOLIDATED_LIST") read_un_xml(root, list);
    else if (local == "export") read_eu_xml(root, list);
    else list.unread.push_back({list.name, "XML of an unknown kind: <" + std::string(name) + ">", "known are OFAC's, the UN's and the EU's lists"});
}

/// The file beside `primary` that belongs to it: sdn.csv has alt.csv, add.csv, sdn_comments.csv; cons_prim.csv has cons_alt.csv, ...
struct Beside {
    std::optional<MappedFile> aliases, addresses, comments;
};
Beside beside(const fs::path& primary) {
    const std::string name = ascii_lower(primary.filename().string());
    const bool consolidated = name.find("cons") != std::string::npos;
    const auto open = [&](const char* file) { return MappedFile::open(primary.parent_path() / file); };
    if (consolidated) return {open("cons_alt.csv"), open("cons_add.csv"), open("cons_comments.csv")};
    return {open("alt.csv"), open("add.csv"), open("sdn_comments.csv")};
}

std::string_view bytes_of(const std::optional<MappedFile>& file) { return file ? file->bytes() : std::string_view{}; }

/// Files that belong to another one of the same folder.
bool is_part(const fs::path& path) {
    const std::string name = ascii_lower(path.filename().string());
    return name == "alt.csv" || name == "add.csv" || name == "sdn_comments.csv" || name == "cons_alt.csv" || name == "cons_add.csv" ||
           name == "cons_comments.csv";
}

bool is_list(const fs::path& path) {
    const std::string ending = ascii_lower(path.extension().string());
    return ending == ".csv" || ending == ".xml" || ending == ".json" || ending == ".ndjson" || ending == ".jsonl" || ending == ".tsv" ||
           ending == ".txt";
}

Result<PublishedList> read_file(const fs::path& path) {
    const auto file = MappedFile::open(path);
    if (!file) return fail(path.string(), "cannot be read");
    if (looks_like_ofac_csv(file->bytes())) {
        const Beside others = beside(path);
        return read_ofac_csv({file->bytes(), bytes_of(others.aliases), bytes_of(others.addresses), bytes_of(others.comments)},
                             path.filename().string());
    }
    return read_list(file->bytes(), path.filename().string());
}

}  // namespace

PublishedList read_list(std::string_view bytes, const std::string& file) {
    if (looks_like_ofac_csv(bytes)) return read_ofac_csv({bytes, {}, {}, {}}, file);
    PublishedList list;
    list.name = fs::path(file).stem().string();
    std::string owned;
    const std::string_view text = as_utf8(bytes, owned);
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    const char first = start == std::string_view::npos ? '\0' : text[start];
    if (first == '<') read_xml(text.substr(start), list);
    else if (first == '{') read_ftm(text.substr(start), list);
    else if (first == '\0') list.unread.push_back({file, "an empty file", ""});
    else read_table(text, list);
    if (list.format == "OFAC XML" || list.format == "OFAC advanced XML")
        list.name = ascii_lower(file).find("cons") != std::string::npos ? "OFAC Consolidated" : "OFAC SDN";
    return list;
}

Result<std::vector<PublishedList>> read_lists(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> files;
    if (fs::is_directory(path, error)) {
        for (const auto& entry : fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, error))
            if (entry.is_regular_file(error) && is_list(entry.path()) && !is_part(entry.path())) files.push_back(entry.path());
        std::ranges::sort(files);
        if (files.empty()) return fail(path.string(), "no list in this folder", "lists are .csv, .xml, .json or .ndjson files");
    } else files.push_back(path);
    std::vector<PublishedList> out;
    for (const fs::path& file : files) {
        auto list = read_file(file);
        if (!list) return std::unexpected(list.error());
        out.push_back(std::move(*list));
    }
    return out;
}

}  // namespace bonafide::name
