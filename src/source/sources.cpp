#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "source/loader.h"
#include "source/plan.h"
#include "source/suggest.h"

namespace bonafide {
namespace {

using source::Adjustments;
using source::Loader;

constexpr std::string_view generic_id = "generic";

void hand_on(Sources::Data& data, Errors& errors) {
    std::ranges::move(data.errors, std::back_inserter(errors));
    data.errors.clear();
}

void read_documents(Sources::Data& data, const std::filesystem::path& folder) {
    for (const std::filesystem::path& file : yaml_files(folder)) {
        const std::vector<YamlNode> documents = load_yaml_file(file, data.errors);
        const std::string id = file.stem().string();
        if (id.ends_with(".test")) continue;
        if (documents.empty()) continue;
        if (documents.size() > 1) documents[1].error("a second document", "one source a file");
        if (!data.documents.emplace(id, documents.front()).second) documents.front().error(fmt::format("a source \"{}\" is there already", id));
    }
}

/// columns: {known synonym: what the file calls it}
Adjustments read_adjustments(const YamlNode& node) {
    Adjustments out;
    for (const auto& [known, names] : node.get("columns").entries()) out.columns[column_key(known)] = names.texts();
    if (const YamlNode zone = node.get("time_zone"); zone.present()) {
        out.zone = TimeZone::find(zone.text());
        if (!out.zone) zone.error(fmt::format("unknown time zone \"{}\"", zone.text()), "an IANA name such as America/Chicago");
    }
    if (node.get("day_first").present()) out.day_first = node.get("day_first").flag();
    return out;
}

/// A source that passes its records over.
Source ignored() {
    Source out;
    out.id = "none";
    out.title = "passed over (bonafide.yml)";
    auto rules = std::make_shared<Source::Rules>();
    rules->ignore = true;
    rules->format = source::Format::any;
    out.rules = std::move(rules);
    return out;
}

}  // namespace

/// Column words stand beside the folder of sources; without them headers must be spelled as a source knows them.
static void read_column_words(const std::filesystem::path& file, FieldNames& names, Errors& errors) {
    if (std::error_code error; !std::filesystem::exists(file, error)) return;
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"same", "ignore"});
        std::vector<std::vector<std::string>> same;
        for (const YamlNode& group : root.require("same").items()) same.push_back(group.texts());
        names.set_words(same, root.get("ignore").texts());
    }
}

Sources::Sources() : data_(std::make_unique<Data>()) {}
Sources::~Sources() = default;
Sources::Sources(Sources&&) noexcept = default;
Sources& Sources::operator=(Sources&&) noexcept = default;

Sources Sources::load(const std::filesystem::path& folder, const Attributes& attributes, FieldNames& names, Errors& errors) {
    Sources out;
    Data& data = *out.data_;
    data.attributes = &attributes;
    read_documents(data, folder);
    read_column_words(folder.parent_path() / "column_words.yml", names, errors);
    Loader loader(data, attributes, names, data.errors);
    for (const auto& [id, document] : data.documents) {
        if (!document.is_map()) {
            document.error("expected a map: title, recognise, time, ...");
            continue;
        }
        Source source = loader.compile(id);
        if (id == generic_id) data.generic = std::move(source);
        else data.sources.push_back(std::move(source));
    }
    if (!data.generic.rules) data.generic = ignored();
    source::weigh_needs(data.sources);
    data.index.build(data.sources);
    hand_on(data, errors);
    return out;
}

bool Sources::passes_over(const FileName& file) const {
    if (file.member.empty() && file.path.substr(file.path.rfind('/') + 1) == "bonafide.yml") return true;  // what says so is no data either
    const Override* found = source::override_for(*data_, file);
    return found != nullptr && found->source.rules->ignore;
}

void Sources::apply_overrides(const std::filesystem::path& file, FieldNames& names, Errors& errors) {
    Data& data = *data_;
    Errors again;  // what a source's own file had to say was said on load
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"files"});
        for (const YamlNode& item : root.get("files").items()) {
            item.allow_only({"match", "source", "time_zone", "day_first", "columns"});
            const std::string id = item.require("source").text();
            Override entry;
            entry.match = item.require("match").text();
            if (id == "none") {
                entry.source = ignored();
            } else if (!data.documents.contains(id)) {
                const auto name = [](const auto& document) -> std::string_view { return document.first; };
                item.get("source").error(fmt::format("no source \"{}\"", id), source::suggest(id, data.documents, name));
                continue;
            } else {
                entry.source = Loader(data, *data.attributes, names, again).compile(id, read_adjustments(item));
            }
            data.overrides.push_back(std::move(entry));
        }
    }
    data.errors.clear();
}

const std::vector<Source>& Sources::all() const { return data_->sources; }
const Source& Sources::generic() const { return data_->generic; }
bool Sources::is_abstract(const Source& source) { return source.rules->abstract; }

const Source* Sources::find(std::string_view id) const {
    const auto found = std::ranges::find(data_->sources, id, &Source::id);
    if (found != data_->sources.end()) return &*found;
    return id == data_->generic.id ? &data_->generic : nullptr;
}

}  // namespace bonafide
