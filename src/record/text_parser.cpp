#include "record/text_parser.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/xml_events.h"

namespace bonafide::reading {

namespace {

constexpr std::string_view w3c_mark = "#Fields:";

std::string_view w3c_fields(std::string_view line) { return line.starts_with(w3c_mark) ? trim(line.substr(w3c_mark.size())) : std::string_view{}; }

/// `123 <34>...`: the length of the frame, and where it begins.
bool frame_at(std::string_view text, std::size_t at, std::size_t& begin, std::size_t& size) {
    size = 0;
    std::size_t i = at;
    for (; i < text.size() && i < at + 9 && text[i] >= '0' && text[i] <= '9'; ++i) size = size * 10 + static_cast<std::size_t>(text[i] - '0');
    begin = i + 1;
    return i > at && i < text.size() && text[i] == ' ' && size > 0;
}

std::size_t next_frame(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find('<', from); at != std::string_view::npos; at = text.find('<', at + 1)) {
        std::size_t first = at;
        while (first > from && (text[first - 1] == ' ' || (text[first - 1] >= '0' && text[first - 1] <= '9')) && at - first < 9) --first;
        std::size_t begin = 0, size = 0;
        if (first < at && frame_at(text, first, begin, size) && begin == at) return first;
    }
    return text.size();
}

}  // namespace

void TextParser::parse(const Chunk& chunk, Delivery& delivery) {
    fields_ = chunk.unwrap;
    if (chunk.kind == ChunkKind::events) events(chunk, delivery);
    else if (chunk.file->text_frames) frames(chunk, delivery);
    else lines(chunk, delivery);
}

void TextParser::lines(const Chunk& chunk, Delivery& delivery) {
    const std::string_view all = chunk.bytes.view();
    Line line{.text = {}, .offset = chunk.offset, .line = chunk.line};
    AuditMark mark;
    for (std::size_t from = 0; from < all.size(); ++line.line) {
        const std::size_t end = std::min(all.find('\n', from), all.size());
        line.text = all.substr(from, end - from);
        line.offset = chunk.offset + from;
        from = end + 1;
        while (line.text.ends_with('\r')) line.text.remove_suffix(1);
        if (!events_.empty()) close_audit(chunk, line.line, delivery);
        if (trim(line.text).empty()) continue;
        if (line.text.size() > max_record_bytes_) report(chunk, line, "line longer than the limit for one record");
        else if (chunk.file->text_w3c) w3c(chunk, line, delivery);
        else if (take_audit(line.text, mark)) audit(line, mark);
        else one(chunk, line, delivery);
    }
    close_audit(chunk, all_lines, delivery);
}

void TextParser::one(const Chunk& chunk, const Line& line, Delivery& delivery) {
    const LineKind kind = line_kind(line.text);
    if (kind == LineKind::none)
        return report(chunk, line, "a line that is no " + std::string(line_kind_name(chunk.file->text_kind)) + ", in a file of it");
    for (const bool content : {true, false}) {
        rendered_.json.clear();
        if (!write_line(kind, line.text, chunk.file->modified, content, rendered_.json)) break;
        if (deliver(chunk, line, delivery)) return;
    }
    report(chunk, line, "a damaged line of " + std::string(line_kind_name(kind)));
}

void TextParser::w3c(const Chunk& chunk, const Line& line, Delivery& delivery) {
    if (line.text.starts_with('#')) {
        if (const std::string_view names = w3c_fields(line.text); !names.empty()) fields_ = names;
        return;
    }
    if (fields_.empty()) return report(chunk, line, "a line before the first #Fields: which would say what its values are");
    rendered_.json.clear();
    rendered_.json.raw('{');
    add_w3c(fields_, line.text, rendered_.json);
    rendered_.json.raw('}');
    if (!deliver(chunk, line, delivery)) report(chunk, line, "a damaged line of a web server's log");
}

void TextParser::audit(const Line& line, const AuditMark& mark) {
    const auto known = std::ranges::find_if(live_, [&](std::size_t i) { return events_[i].records.front().same_event(mark); });
    const bool begins = known == live_.end();
    const std::size_t index = begins ? events_.size() : *known;
    if (begins) {
        live_.push_back(index);
        events_.push_back({.records = {mark}, .begin = line.offset, .end = 0, .line = line.line, .last = 0});
    }
    AuditEvent& event = events_[index];
    if (!begins && mark.type != "EOE") event.records.push_back(mark);
    event.end = line.offset + line.text.size();
    event.last = line.line;
}

/// Hands on what cannot go on at this line, in the order in which it began.
void TextParser::close_audit(const Chunk& chunk, std::uint64_t line, Delivery& delivery) {
    std::erase_if(live_, [&](std::size_t i) { return line == all_lines || events_[i].last + audit_window < line; });
    const std::size_t ready = live_.empty() ? events_.size() : std::ranges::min(live_);
    for (; closed_ < ready; ++closed_) {
        AuditEvent& event = events_[closed_];
        rendered_.json.clear();
        rendered_.json.raw('{');
        add_audit(event.records, rendered_.json);
        rendered_.json.raw('}');
        const std::string_view all = chunk.bytes.view().substr(event.begin - chunk.offset, event.end - event.begin);
        const Line place{.text = all, .offset = event.begin, .line = event.line};
        if (!deliver(chunk, place, delivery)) report(chunk, place, "a damaged audit event");
        event.records = {};
    }
    if (live_.empty()) events_.clear(), closed_ = 0;
}

void TextParser::frames(const Chunk& chunk, Delivery& delivery) {
    const std::string_view all = chunk.bytes.view();
    Line line{.text = {}, .offset = chunk.offset, .line = chunk.line};
    for (std::size_t at = 0; at < all.size();) {
        std::size_t begin = 0, size = 0;
        while (at < all.size() && (all[at] == '\n' || all[at] == '\r')) ++at;
        if (at >= all.size()) return;
        const bool framed = frame_at(all, at, begin, size) && size <= all.size() - begin;
        const std::size_t end = framed ? begin + size : next_frame(all, std::min(size != 0 ? begin + 1 : at + 1, all.size()));
        line.line = chunk.line + count_bytes(all.substr(0, at), '\n');
        line.offset = chunk.offset + (framed ? begin : at);
        line.text = all.substr(framed ? begin : at, end - (framed ? begin : at));
        if (framed) one(chunk, line, delivery);
        else report(chunk, line, "a syslog message whose length in front of it does not fit: skipped to the next one");
        at = end;
    }
}

void TextParser::events(const Chunk& chunk, Delivery& delivery) {
    const std::string_view all = chunk.bytes.view();
    Line line{.text = {}, .offset = chunk.offset, .line = chunk.line};
    std::size_t counted = 0, close = find_event_end(all, 0);
    const auto go_to = [&](std::size_t begin, std::size_t end) {
        line.line += count_bytes(all.substr(counted, begin - counted), '\n');
        counted = begin;
        line.offset = chunk.offset + begin;
        line.text = all.substr(begin, end - begin);
    };
    for (std::size_t open = find_event_begin(all, 0), next = 0; open < all.size(); open = next) {
        if (close <= open) close = find_event_end(all, open);
        next = find_event_begin(all, open + 1);
        if (next < close || close > all.size()) {  // it is cut off
            go_to(open, std::min(next, all.size()));
            report(chunk, line, "an event in XML that does not end");
            continue;
        }
        go_to(open, close);
        rendered_.json.clear();
        if (line.text.size() > max_record_bytes_) report(chunk, line, "an event in XML longer than the limit for one record");
        else if (!write_event_xml(line.text, rendered_.json) || !deliver(chunk, line, delivery)) report(chunk, line, "an event in malformed XML");
    }
}

bool TextParser::deliver(const Chunk& chunk, const Line& line, Delivery& delivery) {
    const Locator locator{
        .file = chunk.file->number, .length = static_cast<std::uint32_t>(line.text.size()), .offset = line.offset, .line = line.line};
    return rendered_.deliver(locator, delivery);
}

void TextParser::report(const Chunk& chunk, const Line& line, std::string reason) {
    unread_.add({.file = chunk.file->name, .offset = line.offset, .line = line.line, .count = 1, .reason = std::move(reason), .hint = {}});
}

TextLayout find_text(std::string_view sample, bool whole, bool named_as_table) {
    TextLayout out;
    std::size_t begin = 0, size = 0;
    if (frame_at(sample, 0, begin, size) && begin < sample.size() && sample[begin] == '<' && (sample.find('\n') >= begin + size)) {
        const std::size_t after = std::min(sample.find_first_not_of("\r\n", std::min(begin + size, sample.size())), sample.size());
        std::size_t next = 0, next_size = 0;
        const bool more = after < sample.size() && frame_at(sample, after, next, next_size);
        const bool alone = whole && after >= sample.size();
        if ((more || alone) && line_kind(sample.substr(begin, size)) == LineKind::syslog)
            return {.kind = LineKind::syslog, .frames = true, .words = "syslog (octet-counted)"};
    }
    std::array<std::size_t, 10> counts{};
    std::size_t lines = 0;
    for (std::size_t at = 0; at < sample.size() && lines < 100;) {
        const std::size_t newline = sample.find('\n', at);
        if (newline == std::string_view::npos && !whole) break;
        const std::string_view line = trim(sample.substr(at, std::min(newline, sample.size()) - at));
        out.w3c = out.w3c || (lines == 0 && !w3c_fields(line).empty());
        if (!line.empty() && !line.starts_with('#')) ++lines, ++counts[static_cast<std::size_t>(line_kind(line))];
        if (newline == std::string_view::npos) break;
        at = newline + 1;
    }
    if (out.w3c) return {.kind = LineKind::access, .frames = false, .w3c = true, .words = "web log (W3C extended)"};
    const auto best = std::max_element(counts.begin() + 1, counts.end());
    const auto kind = static_cast<LineKind>(best - counts.begin());
    const std::size_t others = counts[0];
    const bool loose = kind == LineKind::pairs || kind == LineKind::json || kind == LineKind::xml;
    if (*best == 0 || (lines - others) * 10 < lines * 6 || (loose && (named_as_table || *best * 10 < lines * 8))) return {};
    if (named_as_table && *best * 10 < lines * 9) return {};
    return {.kind = kind, .words = std::string(line_kind_name(kind))};
}

}  // namespace bonafide::reading
