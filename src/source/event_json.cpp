#include <algorithm>

#include "base/text.h"
#include "source/try.h"

namespace bonafide {
namespace {

void member(std::string& out, std::string_view key, std::string_view value) {
    out += out.size() > 1 ? ",\"" : "\"";
    out += json_escape(key);
    out += "\":\"";
    out += json_escape(value);
    out += '"';
}

std::string locator_words(const Locator& locator, const FileName& file) {
    Files files;
    Locator here = locator;
    here.file = files.add(file);
    return locator_text(here, files);
}

/// All values of the field that stands at `at`, where it is the first of them.
void fields(std::string& out, const Event& event, std::size_t at, const std::string& name) {
    const std::uint16_t field = event.fields[at].field;
    const auto same = [&](const EventField& f) { return f.field == field; };
    const auto begin = event.fields.begin();
    if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(at), same)) return;
    if (std::ranges::count_if(event.fields, same) == 1) return member(out, name, event.fields[at].text);
    out += ",\"" + name + "\":[";
    for (const EventField& f : event.fields) {
        if (same(f)) out += (out.back() == '[' ? "\"" : ",\"") + json_escape(f.text) + "\"";
    }
    out += ']';
}

}  // namespace

std::string event_json(const Meaning& meaning, const Attributes& attributes, const FileName& file) {
    const Event& event = meaning.event;
    std::string out = "{";
    member(out, "source", event.source ? event.source->id : "");
    member(out, "kind", event.kind);
    member(out, "time", iso_time(event.time));
    member(out, "actor", event.actor.text);
    member(out, "src_ip", event.src_ip);
    member(out, "device", event.device.text);
    member(out, "locator", locator_words(event.record->locator(), file));
    for (std::size_t i = 0; i < event.fields.size(); ++i) fields(out, event, i, attributes.event_fields()[event.fields[i].field]);
    return out + "}";
}

}  // namespace bonafide
