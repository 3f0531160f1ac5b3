#include "record/envelope.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/json_scan.h"

namespace bonafide::reading {

namespace {

constexpr std::array<std::string_view, 13> envelope_keys{"Records", "records", "value",   "items",     "events", "hits", "logs",
                                                         "data",    "results", "entries", "resources", "logins", "rows"};
/// Objects that come beside the array in answers of APIs: paging and counts.
constexpr std::array<std::string_view, 10> companions{"responsemetadata", "paging", "pagination", "meta", "metadata",
                                                      "links", "shards", "total", "page", "cursor"};
/// An object that has one of these is a record that happens to hold an array.
constexpr std::array<std::string_view, 25> own_facts{
    "time",  "timestamp", "date",     "datetime",  "createdat", "created",  "published",  "eventtime", "occurredat",
    "user",  "username",  "userid",   "actor",     "email",     "mail",     "host",       "hostname",  "ip",
    "login", "eventtype", "eventname", "eventid",  "ts",        "creationtime", "activitydatetime"};
constexpr std::size_t most_scalars = 12;

bool among(const auto& list, std::string_view key) { return std::ranges::find(list, key) != list.end(); }

struct Member {
    std::string_view key;
    std::size_t value = 0, end = 0;  // end: not_found if the text ends before it
};

/// Calls `each(member)` for the members of the object at `text[0]` until it returns false; false if the text is not an object
/// that ends.
template <class Each>
bool for_each_member(std::string_view text, Each each) {
    std::size_t at = skip_blank(text, 1);
    while (at < text.size() && text[at] == '"') {
        const std::size_t key_end = end_of_value(text, at);
        if (key_end == not_found) return false;
        const std::size_t colon = skip_blank(text, key_end);
        if (colon >= text.size() || text[colon] != ':') return false;
        Member member{text.substr(at + 1, key_end - at - 2), skip_blank(text, colon + 1), 0};
        if (member.value >= text.size()) return false;
        member.end = end_of_value(text, member.value);
        if (!each(member)) return true;
        if (member.end == not_found) return false;
        at = skip_blank(text, member.end);
        if (at >= text.size() || text[at] != ',') break;
        at = skip_blank(text, at + 1);
    }
    return at < text.size() && text[at] == '}';
}

/// An array whose first element is an object, or that has none.
bool array_of_objects(std::string_view text, std::size_t at) {
    if (text[at] != '[') return false;
    const std::size_t first = skip_blank(text, at + 1);
    return first < text.size() && (text[first] == '{' || text[first] == ']');
}

/// `"hits": {"total": ..., "hits": [...]}` of Elasticsearch.
std::optional<Envelope> inner_hits(std::string_view text, std::size_t value) {
    std::optional<Envelope> found;
    for_each_member(text.substr(value), [&](const Member& member) {
        if (member.key == "hits" && array_of_objects(text, value + member.value))
            found = Envelope{.array = value + member.value, .depth = 2, .unwrap = "_source"};
        return !found;
    });
    return found;
}

}  // namespace

bool is_envelope_key(std::string_view key) { return among(envelope_keys, key); }

std::optional<Envelope> find_envelope(std::string_view text, bool whole) {
    std::optional<Envelope> found;
    std::size_t scalars = 0;
    bool record = false;
    const bool complete = for_each_member(text, [&](const Member& member) {
        const char first = text[member.value];
        const std::string folded = column_key(member.key);
        const bool named = is_envelope_key(member.key);
        std::optional<Envelope> here;
        if (named && array_of_objects(text, member.value)) here = Envelope{.array = member.value, .depth = 1, .unwrap = {}};
        if (!here && first == '{' && member.key == "hits") here = inner_hits(text, member.value);
        if (here) {
            record = found.has_value();
            found = here;
            return whole && !record;
        }
        record = among(own_facts, folded) || ((first == '{' || first == '[') && !among(companions, folded)) || ++scalars > most_scalars;
        return !record;
    });
    if (record || (whole && !complete)) return std::nullopt;
    return found;
}

std::size_t find_member(std::string_view object, std::string_view key) {
    std::size_t found = not_found;
    for_each_member(object, [&](const Member& member) {
        if (member.key == key) found = member.value;
        return found == not_found;
    });
    return found;
}

}  // namespace bonafide::reading
