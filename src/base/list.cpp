#include "base/list.h"

#include <fstream>

#include <fmt/format.h>

#include "base/text.h"
#include "base/yaml.h"

namespace bonafide {
namespace {

constexpr std::pair<std::string_view, ListKind> kinds[] = {{"exact", ListKind::exact},
                                                           {"glob", ListKind::glob},
                                                           {"suffix_domain", ListKind::suffix_domain},
                                                           {"cidr", ListKind::cidr},
                                                           {"substring", ListKind::substring}};

ListKind read_kind(const YamlNode& node) {
    const std::string word = node.text("exact");
    for (const auto& [name, kind] : kinds)
        if (name == word) return kind;
    node.error(fmt::format("found \"{}\", expected exact, glob, suffix_domain, cidr or substring", word));
    return ListKind::exact;
}

bool is_iso_date(std::string_view s) {
    constexpr std::string_view shape = "dddd-dd-dd";
    if (s.size() != 4 && s.size() != 7 && s.size() != 10) return false;  // a year, a month or a day
    for (std::size_t i = 0; i < s.size(); ++i)
        if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != '-') return false;
    return true;
}

std::string read_date(const YamlNode& node, std::string_view fallback) {
    std::string date = node.text(fallback);
    if (node.present() && !is_iso_date(date)) node.error(fmt::format("found \"{}\", expected a date like 2026-11-24", date));
    return date;
}

/// What entries inherit from `defaults:`.
struct Defaults {
    std::string source, date;
};

std::vector<ListEntry> read_entry(const YamlNode& node, const Defaults& defaults) {
    if (node.is_scalar()) return {{node.text(), {}, {}, defaults.source, defaults.date}};
    if (!node.is_map()) {
        node.error("expected a value, or a map with value or values");
        return {};
    }
    node.allow_only({"value", "values", "label", "note", "source", "date"});
    const YamlNode values = node.get("values").present() ? node.get("values") : node.require("value");
    const ListEntry common{
        {}, node.get("label").text(), node.get("note").text(), node.get("source").text(defaults.source), read_date(node.get("date"), defaults.date)};
    std::vector<ListEntry> entries;
    for (std::string& value : values.texts()) {
        entries.push_back(common);
        entries.back().value = std::move(value);
    }
    return entries;
}

/// One value a line; blank lines and what follows `#` at the beginning or after a blank are comments.
std::vector<ListEntry> read_lines(const YamlNode& node, const std::filesystem::path& path, const Defaults& defaults) {
    std::ifstream in(path);
    if (!in) {
        node.error(fmt::format("{} cannot be opened", path.string()));
        return {};
    }
    std::vector<ListEntry> entries;
    for (std::string line; std::getline(in, line);) {
        const std::size_t comment = line.starts_with('#') ? 0 : std::min(line.find(" #"), line.find("\t#"));
        const std::string_view value = trim(std::string_view(line).substr(0, comment));
        if (!value.empty()) entries.push_back({std::string(value), {}, {}, defaults.source, defaults.date});
    }
    return entries;
}

/// `needle` as whole labels at the end of `domain`: example.com holds mail.example.com but not badexample.com.
template <class Find>
auto find_suffix(std::string_view domain, Find find) -> decltype(find(domain)) {
    for (;;) {
        if (const auto* hit = find(domain)) return hit;
        const std::size_t dot = domain.find('.');
        if (dot == std::string_view::npos) return nullptr;
        domain.remove_prefix(dot + 1);
    }
}

}  // namespace

const ListEntry* List::find(std::string_view value) const {
    const std::string lower = ascii_lower(trim(value));
    const auto exact = [&](std::string_view key) -> const ListEntry* {
        const auto at = exact_.find(key);
        return at == exact_.end() ? nullptr : &entries_[at->second];
    };
    switch (kind_) {
        case ListKind::exact: return exact(lower);
        case ListKind::suffix_domain: return find_suffix(std::string_view(lower), exact);
        case ListKind::cidr: return find_network(lower);
        case ListKind::glob: return find_pattern([&](const std::string& pattern) { return glob_match(pattern, lower); });
        case ListKind::substring: return find_pattern([&](const std::string& part) { return lower.find(part) != std::string::npos; });
    }
    return nullptr;
}

template <class Matches>
const ListEntry* List::find_pattern(Matches matches) const {
    for (std::size_t i = 0; i < patterns_.size(); ++i)
        if (matches(patterns_[i])) return &entries_[i];
    return nullptr;
}

const ListEntry* List::find_network(std::string_view address) const {
    const auto ip = IpAddress::parse(address);
    if (!ip) return nullptr;
    for (const auto& [network, index] : networks_)
        if (network.contains(*ip)) return &entries_[index];
    return nullptr;
}

void List::index(const YamlNode& where) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::string key = ascii_lower(trim(entries_[i].value));
        if (key.empty()) where.error(fmt::format("entry {} is empty", i + 1));
        switch (kind_) {
            case ListKind::exact: exact_.try_emplace(std::move(key), i); break;
            case ListKind::suffix_domain:
                exact_.try_emplace(key.substr(key.find_first_not_of("*.") == std::string::npos ? 0 : key.find_first_not_of("*.")), i);
                break;
            case ListKind::cidr:
                if (const auto network = IpNetwork::parse(key)) networks_.emplace_back(*network, i);
                else where.error(fmt::format("found \"{}\", expected an address or a network like 192.0.2.0/24", entries_[i].value));
                break;
            case ListKind::glob:
            case ListKind::substring: patterns_.push_back(std::move(key)); break;
        }
    }
}

List List::read(const YamlNode& root, std::string name, const std::filesystem::path& folder) {
    List list;
    list.name_ = std::move(name);
    root.allow_only({"title", "description", "kind", "entries", "defaults", "file"});
    list.title_ = root.require("title").text();
    list.description_ = root.get("description").text();
    list.kind_ = read_kind(root.get("kind"));
    const YamlNode inherited = root.get("defaults");
    inherited.allow_only({"source", "date"});
    const Defaults defaults{inherited.get("source").text(), read_date(inherited.get("date"), {})};
    for (const YamlNode& node : root.get("entries").items())
        for (ListEntry& entry : read_entry(node, defaults)) list.entries_.push_back(std::move(entry));
    for (const YamlNode& file : root.get("file").items())
        for (ListEntry& entry : read_lines(file, folder / file.text(), defaults)) list.entries_.push_back(std::move(entry));
    if (!root.get("entries").present() && !root.get("file").present()) root.error("expected entries: or file:");
    list.index(root);
    return list;
}

Lists Lists::load(const std::filesystem::path& folder, Errors& errors) {
    Lists lists;
    for (const auto& path : yaml_files(folder)) {
        const auto documents = load_yaml_file(path, errors);
        if (documents.empty() || !documents[0].is_map()) {
            if (!documents.empty()) documents[0].error("expected a map with title, kind and entries");
            continue;
        }
        const std::string name = path.stem().string();
        if (!lists.lists_.try_emplace(name, List::read(documents[0], name, path.parent_path())).second)
            documents[0].error(fmt::format("a list \"{}\" is already there", name));
    }
    return lists;
}

const List* Lists::find(std::string_view name) const {
    const auto at = lists_.find(name);
    return at == lists_.end() ? nullptr : &at->second;
}

}  // namespace bonafide
