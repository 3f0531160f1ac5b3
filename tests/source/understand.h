// Text → what the mapper makes of it, for tests: the shipped content (or any folder of sources), a JSON or CSV text, and for each
// of its records an owning copy of the Meaning.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "source/source.h"

namespace bonafide::testing {

/// The vocabulary and the sources, ready for reading.
struct Vocabulary {
    Attributes attributes;
    FieldNames names;
    Sources sources;
    Errors errors;

    explicit Vocabulary(const std::filesystem::path& folder = std::filesystem::path(BONAFIDE_CONTENT) / "sources",
                        const std::vector<std::filesystem::path>& overrides = {}) {
        attributes = Attributes::load(std::filesystem::path(BONAFIDE_CONTENT) / "attributes.yml", errors);
        sources = Sources::load(folder, attributes, names, errors);
        for (const auto& file : overrides) sources.apply_overrides(file, names, errors);
        names.freeze();
    }
};

/// The shipped content, loaded once.
inline const Vocabulary& shipped() {
    static const Vocabulary vocabulary;
    return vocabulary;
}

/// Calls `each` with the Meaning of every record of `path`; of `text` where the path is "-". Sources see `file_name` as the
/// file's name.
inline void each_meaning_of(const Vocabulary& vocabulary, const std::string& path, const std::string& text, const std::string& file_name,
                            const std::function<void(const Meaning&)>& each) {
    class Sink : public RecordSink {
    public:
        Sink(const Vocabulary& v, std::string name, const std::function<void(const Meaning&)>& each_one)
            : mapper_(v.sources, v.attributes, v.names), file_{std::move(name), {}}, each_(each_one) {}
        void record(const Record& record, const TableHeader* header) override {
            mapper_.map(record, header, file_, meaning_);
            do each_(meaning_);
            while (mapper_.next(meaning_));
        }

    private:
        Mapper mapper_;
        FileName file_;
        Meaning meaning_;
        const std::function<void(const Meaning&)>& each_;
    };
    std::istringstream in(text);
    ReadOptions options;
    options.threads = 1;
    options.standard_input = &in;
    options.standard_input_name = file_name;
    const auto read = read_all({path}, vocabulary.names, options, [&](unsigned) { return std::make_unique<Sink>(vocabulary, file_name, each); });
    if (!read) throw std::runtime_error(read.error().text());
}

inline void each_meaning(const Vocabulary& vocabulary, const std::string& text, const std::string& file_name,
                         const std::function<void(const Meaning&)>& each) {
    each_meaning_of(vocabulary, "-", text, file_name, each);
}

struct Stated {
    std::string subject_kind, subject, attribute, value;
    bool claimed = false;
    Timestamp time;
};

/// A Meaning that owns its texts.
struct Understood {
    std::string source, kind, time, actor_kind, actor, device_kind, device, src_ip, name, reason, problem;
    bool generic = false, human = false, success = true, employed = false;
    std::int32_t utc_offset = Event::unknown_offset;
    std::map<std::string, std::vector<std::string>> fields;
    std::vector<Stated> statements;
    std::vector<std::pair<std::string, std::string>> join;
    std::vector<std::string> entries;  ///< "job: employer=Acme; role=Lead; from May 2021; goes on true"

    /// The values stated for an attribute.
    [[nodiscard]] std::vector<std::string> stated(std::string_view attribute) const {
        std::vector<std::string> out;
        for (const Stated& s : statements) {
            if (s.attribute == attribute) out.push_back(s.value);
        }
        return out;
    }
    [[nodiscard]] std::string field(const std::string& field_name) const {
        const auto found = fields.find(field_name);
        return found == fields.end() ? std::string{} : found->second.front();
    }
};

inline Understood owned(const Meaning& meaning, const Attributes& attributes) {
    const Event& event = meaning.event;
    Understood out;
    out.source = event.source ? event.source->id : "";
    out.kind = event.kind;
    out.time = iso_time(event.time);
    const auto identifier = [](const IdentifierView& view, std::string& kind, std::string& text) {
        if (view.kind == IdentifierKind::none) return;
        kind = identifier_kind_name(view.kind);
        text = view.text;
    };
    identifier(event.actor, out.actor_kind, out.actor);
    identifier(event.device, out.device_kind, out.device);
    out.src_ip = event.src_ip;
    out.name = meaning.display_name;
    out.reason = meaning.join.reason;
    out.problem = meaning.problem;
    out.generic = meaning.generic;
    out.human = event.human;
    out.success = event.success;
    out.employed = meaning.join.employed;
    out.utc_offset = event.utc_offset;
    for (const EventField& field : event.fields) out.fields[attributes.event_fields()[field.field]].emplace_back(field.text);
    for (const StatementView& s : meaning.statements)
        out.statements.push_back({std::string(identifier_kind_name(s.subject.kind)), std::string(s.subject.text), attributes[s.attribute].name,
                                  std::string(s.value), s.stance == Stance::claimed, s.time});
    for (const EntryView& entry : meaning.entries) {
        std::string text;
        for (const auto& [word, part] : entry.parts) text += (text.empty() ? "" : "; ") + std::string(word) + "=" + std::string(part);
        for (const auto& [word, part] : {std::pair{"from", entry.from}, {"to", entry.to}, {"goes on", entry.current}})
            if (!part.empty()) text += "; " + std::string(word) + " " + std::string(part);
        out.entries.push_back(entry.group.empty() ? text : std::string(entry.group) + ": " + text);
    }
    for (const IdentifierView& id : meaning.join.identifiers) out.join.emplace_back(identifier_kind_name(id.kind), id.text);
    return out;
}

/// What the mapper makes of each record below a path.
inline std::vector<Understood> understand_path(const Vocabulary& vocabulary, const std::string& path) {
    std::vector<Understood> out;
    each_meaning_of(vocabulary, path, {}, path, [&](const Meaning& meaning) { out.push_back(owned(meaning, vocabulary.attributes)); });
    return out;
}

/// What the mapper makes of each record of a JSON or CSV text.
inline std::vector<Understood> understand(const Vocabulary& vocabulary, const std::string& text, const std::string& file_name = "data") {
    std::vector<Understood> out;
    each_meaning(vocabulary, text, file_name, [&](const Meaning& meaning) { out.push_back(owned(meaning, vocabulary.attributes)); });
    return out;
}

}  // namespace bonafide::testing
