#include "name/kept.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <unordered_map>

#include "base/mapped_file.h"
#include "base/text.h"
#include "name/answer.h"

namespace bonafide::name {

namespace {

namespace fs = std::filesystem;
namespace json = simdjson::dom;

std::string slug(std::string_view name) {
    std::string out;
    for (const char c : ascii_lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
        else if (!out.empty() && out.back() != '-') out += '-';
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? "list" : out;
}

std::string identifier_text(const Identifier& id) { return fmt::format("{}:{}:{}", static_cast<int>(id.kind), id.country, id.value); }

Identifier identifier_from(std::string_view text) {
    const std::size_t first = text.find(':'), second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos) return make_identifier(IdKind::other, text);
    const int kind = text[0] >= '0' && text[0] <= '5' ? text[0] - '0' : 5;
    return make_identifier(static_cast<IdKind>(kind), text.substr(second + 1), text.substr(first + 1, second - first - 1));
}

std::vector<std::string> identifier_texts(const Subject& subject) {
    std::vector<std::string> out;
    for (const Identifier& id : subject.identifiers) out.push_back(identifier_text(id));
    return out;
}

std::vector<std::string> date_texts(const Subject& subject) {
    std::vector<std::string> out;
    for (const BirthDate& date : subject.birth_dates) out.push_back(to_text(date));
    return out;
}

std::string entry_line(const ListEntry& entry) {
    const Subject& s = entry.subject;
    return fmt::format("{{\"id\":\"{}\",\"schema\":\"{}\",\"names\":{},\"weak\":{},\"born\":{},\"ids\":{},\"addresses\":{}}}\n",
                       json_escape(entry.id), json_escape(s.schema), json_list(s.names), json_list(s.weak_names), json_list(date_texts(s)),
                       json_list(identifier_texts(s)), json_list(s.addresses));
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
    std::vector<std::string> out;
    json::array values;
    if (object[key].get(values) != simdjson::SUCCESS) return out;
    for (const json::element value : values)
        if (std::string_view text; value.get(text) == simdjson::SUCCESS) out.emplace_back(text);
    return out;
}

std::string text(const json::object& object, std::string_view key) {
    std::string_view out;
    return object[key].get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
}

std::string file_stamp(Timestamp at) {
    std::string out;
    for (const char c : iso_time(Timestamp::from_seconds(at.seconds())))
        if (c != '-' && c != ':') out += c;
    return out;
}

std::string_view first_line(std::string_view bytes) { return bytes.substr(0, bytes.find('\n')); }

Result<KeptList> read_head(const fs::path& file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) return fail(file.string(), "cannot be read");
    json::parser parser;
    json::object head;
    const std::string_view line = first_line(mapped->bytes());
    if (parser.parse(line.data(), line.size(), true).get(head) != simdjson::SUCCESS || text(head, "list").empty())
        return fail(file.string(), "not a kept list");
    KeptList out{text(head, "list"), text(head, "format"), text(head, "published"), {}, 0, file};
    std::uint64_t entries = 0;
    if (head["entries"].get(entries) == simdjson::SUCCESS) out.entries = entries;
    if (const auto at = parse_time(text(head, "kept"))) out.kept = at->at;
    return out;
}

std::string_view body(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    return end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
}

std::vector<fs::path> versions(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".ndjson") out.push_back(entry.path());
    std::ranges::sort(out, std::greater<>());
    return out;
}

void came_and_went(std::string_view what, std::vector<std::string> before, std::vector<std::string> after, std::string& out) {
    std::ranges::sort(before);
    std::ranges::sort(after);
    std::vector<std::string> gone, come;
    std::ranges::set_difference(before, after, std::back_inserter(gone));
    std::ranges::set_difference(after, before, std::back_inserter(come));
    for (const std::string& text : come) out += fmt::format("{}+{} {}", out.empty() ? "" : "; ", what, text);
    for (const std::string& text : gone) out += fmt::format("{}-{} {}", out.empty() ? "" : "; ", what, text);
}

std::vector<std::string> all_names(const Subject& subject) {
    std::vector<std::string> out = subject.names;
    out.insert(out.end(), subject.weak_names.begin(), subject.weak_names.end());
    return out;
}

std::string name_of(const ListEntry& entry) {
    const auto names = all_names(entry.subject);
    return names.empty() ? std::string() : names.front();
}

}  // namespace

int KeptList::age_days(Timestamp now) const {
    Timestamp since = kept;
    if (const auto at = published.empty() ? std::nullopt : parse_time(published)) since = at->at;
    return since.known() ? now.day() - since.day() : 0;
}

std::vector<Change> differences(const PublishedList& before, const PublishedList& after) {
    std::unordered_map<std::string_view, const ListEntry*> old;
    for (const ListEntry& entry : before.entries) old.emplace(entry.id, &entry);
    std::vector<Change> out;
    for (const ListEntry& entry : after.entries) {
        const auto found = old.find(entry.id);
        if (found == old.end()) {
            out.push_back({Change::Kind::added, entry.id, name_of(entry), {}});
            continue;
        }
        const Subject &x = found->second->subject, &y = entry.subject;
        std::string what;
        came_and_went("name", all_names(x), all_names(y), what);
        came_and_went("born", date_texts(x), date_texts(y), what);
        came_and_went("number", identifier_texts(x), identifier_texts(y), what);
        came_and_went("address", x.addresses, y.addresses, what);
        if (!what.empty()) out.push_back({Change::Kind::changed, entry.id, name_of(entry), what});
        old.erase(found);
    }
    for (const ListEntry& entry : before.entries)
        if (old.contains(entry.id)) out.push_back({Change::Kind::removed, entry.id, name_of(entry), {}});
    return out;
}

Result<Kept> keep(const fs::path& folder, const PublishedList& list, Timestamp now) {
    const fs::path own = folder / slug(list.name);
    std::string lines;
    for (const ListEntry& entry : list.entries) lines += entry_line(entry);
    Kept out;
    out.list = {list.name, list.format, list.date, now, list.entries.size(), own / (file_stamp(now) + ".ndjson")};
    const auto earlier = versions(own);
    out.is_new = earlier.empty();
    if (!earlier.empty()) {
        const auto head = read_head(earlier.front());
        const auto mapped = MappedFile::open(earlier.front());
        if (head && mapped && body(mapped->bytes()) == lines && head->published == list.date) {
            out.unchanged = true;
            out.list = *head;
            return out;
        }
        if (head)
            if (const auto before = load(*head)) out.changes = differences(*before, list);
    }
    std::error_code error;
    fs::create_directories(own, error);
    const fs::path part = out.list.file.string() + ".part";  // renamed when it is whole
    {
        std::ofstream file(part, std::ios::binary);
        file << fmt::format("{{\"list\":\"{}\",\"format\":\"{}\",\"published\":\"{}\",\"kept\":\"{}\",\"entries\":{}}}\n", json_escape(list.name),
                            json_escape(list.format), list.date, iso_time(Timestamp::from_seconds(now.seconds())), list.entries.size())
             << lines;
        if (!file.flush()) return fail(part.string(), "cannot be written");
    }
    fs::rename(part, out.list.file, error);
    if (error) return fail(out.list.file.string(), "cannot be written: " + error.message());
    return out;
}

std::vector<KeptList> newest(const fs::path& folder, Errors& errors) {
    std::error_code error;
    std::vector<fs::path> lists;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.is_directory(error)) lists.push_back(entry.path());
    std::ranges::sort(lists);
    std::vector<KeptList> out;
    for (const fs::path& list : lists)
        for (const fs::path& version : versions(list)) {
            auto head = read_head(version);
            if (head) {
                out.push_back(std::move(*head));
                break;
            }
            errors.push_back(head.error());
        }
    return out;
}

Result<PublishedList> load(const KeptList& kept) {
    const auto mapped = MappedFile::open(kept.file);
    if (!mapped) return fail(kept.file.string(), "cannot be read");
    PublishedList list{kept.name, kept.format, kept.published, {}, {}};
    json::parser parser;
    const std::string_view lines = body(mapped->bytes());
    for (std::size_t start = 0; start < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', start), lines.size());
        json::object object;
        if (parser.parse(lines.data() + start, end - start, true).get(object) == simdjson::SUCCESS) {
            ListEntry entry{text(object, "id"), {}};
            entry.subject.schema = text(object, "schema");
            entry.subject.names = texts(object, "names");
            entry.subject.weak_names = texts(object, "weak");
            for (const std::string& date : texts(object, "born")) entry.subject.birth_dates.push_back(read_birth_date(date));
            for (const std::string& id : texts(object, "ids")) entry.subject.identifiers.push_back(identifier_from(id));
            entry.subject.addresses = texts(object, "addresses");
            list.entries.push_back(std::move(entry));
        } else list.unread.push_back({kept.file.string(), "a broken line", ""});
        start = end + 1;
    }
    return list;
}

}  // namespace bonafide::name
