#include "record/envelope.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/json_scan.h"

namespace bonafide::reading {

namespace {

/// Names that say "many": what holds such an array is an envelope unless it states facts of its own.
constexpr std::array<std::string_view, 13> list_keys{"Records", "records", "value",   "items",     "events", "hits", "logs",
                                                     "data",    "results", "entries", "resources", "logins", "rows"};
/// Names that a record may have just as well: only paging and the like may stand beside them. By column_key.
constexpr std::array<std::string_view, 54> thing_keys{
    "accounts",      "activities", "activitylogs", "applicants", "applications", "assignments", "auditevents", "auditlogevents", "auditlogs",
    "authlogs",      "candidates", "checks",       "computers",  "contractors",  "contracts",   "detections",  "devices",        "documents",
    "elements",      "employees",  "employments",  "endpoints",  "entities",     "envelopes",   "files",       "hosts",          "inquiries",
    "invitations",   "issues",     "logentries",   "machines",   "meetings",     "members",     "messages",    "objects",        "operationlogs",
    "opportunities", "orders",     "participants", "payments",   "people",       "peripherals", "reportentry", "reports",        "resources",
    "result",        "sessions",   "shipments",    "tickets",    "transactions", "users",       "values",      "verifications",  "workers"};
/// Objects that hold nothing but such an array and its paging.
constexpr std::array<std::string_view, 7> wrapper_keys{"data", "response", "result", "results", "body", "payload", "embedded"};
/// Objects and arrays that come beside the array in answers of APIs: paging and counts.
constexpr std::array<std::string_view, 20> companions{
    "responsemetadata", "paging", "pagination", "meta",    "metadata", "links",    "shards",   "total", "page",    "cursor",
    "pageinfo",         "fields", "resultinfo", "schemas", "errors",   "warnings", "messages", "query", "columns", "included"};
/// Scalars of that sort: the whole name, its beginning or its end.
constexpr std::array<std::string_view, 34> paging_names{
    "object",  "kind", "etag",  "took", "timedout", "version",      "apiversion", "requestid",   "ok",          "success",  "stat",  "code",
    "message", "self", "first", "last", "from",     "to",           "start",      "end",         "sort",        "order",    "query", "startindex",
    "schema",  "href", "count", "size", "more",     "itemsperpage", "islast",     "recordcount", "resultcount", "itemcount"};
constexpr std::array<std::string_view, 9> paging_beginnings{"page", "next", "prev", "total", "hasmore", "hasnext", "odata", "limit", "offset"};
constexpr std::array<std::string_view, 7> paging_ends{"cursor", "token", "limit", "offset", "perpage", "page", "total"};
constexpr std::array<std::string_view, 8> good_statuses{"\"ok\"", "\"OK\"", "\"success\"", "\"SUCCESS\"", "\"succeeded\"", "200", "true", "null"};
/// An object that has one of these is a record that happens to hold an array.
constexpr std::array<std::string_view, 25> own_facts{"time",      "timestamp", "date",      "datetime",     "createdat",
                                                     "created",   "published", "eventtime", "occurredat",   "user",
                                                     "username",  "userid",    "actor",     "email",        "mail",
                                                     "host",      "hostname",  "ip",        "login",        "eventtype",
                                                     "eventname", "eventid",   "ts",        "creationtime", "activitydatetime"};
constexpr std::size_t most_scalars = 12;

bool among(const auto& list, std::string_view key) { return std::ranges::find(list, key) != list.end(); }

struct EnvelopeMember {
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
        EnvelopeMember member{text.substr(at + 1, key_end - at - 2), skip_blank(text, colon + 1), 0};
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
    for_each_member(text.substr(value), [&](const EnvelopeMember& member) {
        if (member.key == "hits" && array_of_objects(text, value + member.value))
            found = Envelope{.array = value + member.value, .depth = 2, .unwrap = "_source"};
        return !found;
    });
    return found;
}

bool about_paging(std::string_view folded, std::string_view value) {
    if (folded == "status") return std::ranges::any_of(good_statuses, [&](std::string_view good) { return value.starts_with(good); });
    return among(paging_names, folded) || std::ranges::any_of(paging_beginnings, [&](std::string_view word) { return folded.starts_with(word); }) ||
           std::ranges::any_of(paging_ends, [&](std::string_view word) { return folded.ends_with(word); });
}

/// What has been seen of an object that may be an envelope.
struct Look {
    std::string_view text;
    bool whole = false, inner = false;
    std::optional<Envelope> found = {};
    std::size_t scalars = 0;
    bool weak = false;  // only paging may stand beside the array
    bool plain = true;  // only paging was seen

    [[nodiscard]] std::optional<Envelope> array_at(const EnvelopeMember& member, const std::string& folded);
    bool take(const EnvelopeMember& member);  // false: a record
};

std::optional<Envelope> look_into(std::string_view text, bool whole, bool inner);

std::optional<Envelope> Look::array_at(const EnvelopeMember& member, const std::string& folded) {
    const bool strong = among(list_keys, member.key), array = array_of_objects(text, member.value);
    if (array && (strong || among(thing_keys, folded))) {
        weak = weak || !strong;
        return Envelope{.array = member.value, .depth = 1, .unwrap = {}};
    }
    if (text[member.value] != '{') return std::nullopt;
    if (member.key == "hits") return inner_hits(text, member.value);
    if (inner || !among(wrapper_keys, folded)) return std::nullopt;
    std::optional<Envelope> inside = look_into(text.substr(member.value), whole, true);
    if (!inside) return std::nullopt;
    weak = true;
    inside->array += member.value;
    ++inside->depth;
    return inside;
}

bool Look::take(const EnvelopeMember& member) {
    const std::string folded = column_key(member.key);
    if (auto here = array_at(member, folded)) {
        if (found) return false;
        found = here;
        return !weak || plain;
    }
    const bool nested = text[member.value] == '{' || text[member.value] == '[';
    plain = plain && (nested ? among(companions, folded) : about_paging(folded, text.substr(member.value)));
    return !among(own_facts, folded) && !(nested && !among(companions, folded)) && (nested || ++scalars <= most_scalars) && (!weak || plain);
}

std::optional<Envelope> look_into(std::string_view text, bool whole, bool inner) {
    Look look{.text = text, .whole = whole, .inner = inner};
    bool record = false;
    const bool complete = for_each_member(text, [&](const EnvelopeMember& member) {
        record = !look.take(member);
        return !record && (whole || !look.found);
    });
    return record || (whole && !complete) ? std::nullopt : look.found;
}

}  // namespace

bool is_envelope_key(std::string_view key) {
    const std::string folded = column_key(key);
    return among(list_keys, key) || among(thing_keys, folded) || among(wrapper_keys, folded);
}

std::optional<Envelope> find_envelope(std::string_view text, bool whole) { return look_into(text, whole, false); }

std::size_t find_member(std::string_view object, std::string_view key) {
    std::size_t found = not_found;
    for_each_member(object, [&](const EnvelopeMember& member) {
        if (member.key == key) found = member.value;
        return found == not_found;
    });
    return found;
}

}  // namespace bonafide::reading
