#include "source/try.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "source/uses.h"

namespace bonafide {
namespace {

using namespace source;

constexpr std::size_t longest_value = 60, shown_events = 5;

/// The fields of one record: path, text of its first value, how many values; `as`: the known column it was read as, if its own
/// name is known to nobody.
struct Seen {
    std::string path, text;
    std::size_t count = 0;
    std::string as;
};

/// The records of one source, and the first of them in full.
struct Group {
    const Source* source = nullptr;
    bool generic = false;
    std::uint64_t records = 0, rows = 0;
    Timestamp first, last;
    Recognition why;
    std::vector<Seen> fields;
    std::vector<std::string> events;  ///< of the first record
    std::map<std::string, std::uint64_t> kinds;
    std::uint64_t without_time = 0, without_person = 0;
};

class Collector : public RecordSink {
public:
    Collector(const Sources& sources, const Attributes& attributes, const FieldNames& names)
        : attributes_(attributes), mapper_(sources, attributes, names) {}

    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }

    void record(const Record& record, const TableHeader* header) override {
        mapper_.map(record, header, file_, meaning_);
        Group& group = group_of(meaning_.problem.empty() ? meaning_.event.source : nullptr, record, header);
        ++group.records;
        if (!meaning_.problem.empty()) return;
        do count(group);
        while (mapper_.next(meaning_));
    }

    std::vector<Group> groups;

private:
    /// One row; most records are one.
    void count(Group& group) {
        const Event& event = meaning_.event;
        ++group.rows;
        ++group.kinds[std::string(event.kind)];
        if (!event.time.known()) ++group.without_time;
        else {
            group.first = group.first.known() ? std::min(group.first, event.time) : event.time;
            group.last = std::max(group.last, event.time);
        }
        if (event.actor.kind == IdentifierKind::none) ++group.without_person;
        if (group.events.size() < shown_events && group.records == 1) group.events.push_back(event_json(meaning_, attributes_, file_));
    }

    Group& group_of(const Source* source, const Record& record, const TableHeader* header) {
        for (Group& group : groups) {
            if (group.source == source) return group;
        }
        Group& group = groups.emplace_back();
        group.source = source;
        group.generic = meaning_.generic;
        group.why = mapper_.recognise(record, header, file_);
        for (const auto& [path, text] : all_fields(record, header)) {
            const auto same = std::ranges::find(group.fields, path, &Seen::path);
            if (same == group.fields.end()) group.fields.push_back({path, text, 1, known_as(header, path)});
            else ++same->count;
        }
        return group;
    }

    static std::string known_as(const TableHeader* header, const std::string& column) {
        if (!header) return {};
        const auto at = static_cast<std::size_t>(std::ranges::find(header->names, column) - header->names.begin());
        return at < header->read_as.size() ? header->read_as[at] : std::string{};
    }

    const Attributes& attributes_;
    Mapper mapper_;
    Meaning meaning_;
    FileName file_;
};

std::string shortened(std::string_view text) {
    std::string out(text.substr(0, longest_value));
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (text.size() <= longest_value) return out;
    while (!valid_utf8(out)) out.pop_back();
    return out + "…";
}

std::string uses_of(const Source& source, const Attributes& attributes, std::string_view path) {
    std::vector<std::string> uses;
    each_use(*source.rules, attributes, [&](const FieldRef& field, std::string_view use) {
        if (names_field(*field.info, path) && std::ranges::find(uses, use) == uses.end()) uses.emplace_back(use);
    });
    if (uses.size() > 1) std::erase(uses, "recognised by");
    if (uses.size() > 1) std::erase(uses, "a condition");
    return uses.empty() ? "ignored" : fmt::format("{}", fmt::join(uses, ", "));
}

void describe_choice(const Group& group, std::string& out) {
    if (group.source != nullptr && !group.generic) {
        out += fmt::format("{} records: {} ({}), {:.0f}% sure: {}\n", group.records, group.source->title, group.source->id,
                           100 * group.why.confidence, group.why.because);
        return;
    }
    out += group.source == nullptr
               ? fmt::format("{} records: not understood\n", group.records)
               : fmt::format("{} records: no source knows them; read by common names (time, person, address, action)\n", group.records);
    if (group.why.nearest != nullptr)
        out += fmt::format("  nearest: {} ({}), which would need {}\n", group.why.nearest->title, group.why.nearest->id, group.why.missing);
}

void describe(const Group& group, const Attributes& attributes, std::string& out) {
    describe_choice(group, out);
    if (group.source != nullptr) {
        std::string kinds;
        for (const auto& [kind, count] : group.kinds) kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
        out += fmt::format("  kinds: {}\n", kinds);
        if (group.rows > group.records) out += fmt::format("  {} rows in them\n", group.rows);
        if (group.first.known()) out += fmt::format("  from {} to {}\n", iso_time(group.first), iso_time(group.last));
        if (group.without_time != 0) out += fmt::format("  {} without a time\n", group.without_time);
        if (group.without_person != 0) out += fmt::format("  {} without a person\n", group.without_person);
    }
    std::size_t width = 5;
    for (const Seen& seen : group.fields) width = std::max(width, std::min<std::size_t>(seen.path.size(), 48));
    for (const Seen& seen : group.fields) {
        std::string use = group.source ? uses_of(*group.source, attributes, seen.as.empty() ? seen.path : seen.as) : std::string("ignored");
        if (!seen.as.empty() && use != "ignored") use += fmt::format(" (read as \"{}\")", seen.as);
        out += fmt::format("  {:<{}}  {:<28}  {}{}\n", seen.path, width, use, shortened(seen.text),
                           seen.count > 1 ? fmt::format(" (and {} more)", seen.count - 1) : "");
    }
    for (const std::string& event : group.events) out += "  " + event + "\n";
}

}  // namespace

Result<std::string> describe_file(const std::string& file, const Sources& sources, const Attributes& attributes, const FieldNames& names) {
    Collector collector(sources, attributes, names);
    ReadOptions options;
    options.threads = 1;
    const auto read = read_all({file}, names, options, [&](unsigned) { return std::make_unique<PassOn>(collector); });
    if (!read) return std::unexpected(read.error());
    std::string out;
    for (const FileReport& report : read->reports)
        out += fmt::format("{}{}: {}, {} records, {} bytes\n", report.file.path, report.file.member.empty() ? "" : "!" + report.file.member,
                           report.format, report.records, report.bytes);
    std::ranges::stable_sort(collector.groups, std::ranges::greater{}, &Group::records);
    for (const Group& group : collector.groups) describe(group, attributes, out);
    for (const Unread& unread : read->unread)
        out += fmt::format("not read: {}{}: {}{}\n", unread.file.path, unread.line ? fmt::format(":{}", unread.line) : "", unread.reason,
                           unread.count > 1 ? fmt::format(" ({} times)", unread.count) : "");
    return out;
}

}  // namespace bonafide
