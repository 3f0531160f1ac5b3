#include "source/loader.h"

#include <algorithm>

#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "source/suggest.h"
#include "source/uses.h"

namespace bonafide::source {
namespace {

const std::initializer_list<std::string_view> words{
    "title",    "vendor",     "export",  "format",     "logsource",   "tactics",      "abstract",
    "extends",  "prefix",     "paths",   "keys",       "nested",      "rows",         "recognise",
    "time",     "utc_offset", "actor",   "device",     "kind",        "kind+",        "human",
    "failed",   "fields",     "fields+", "statements", "statements+", "identifiers",  "device_identifiers",
    "employed", "name",       "reason",  "logsources", "logsources+", "sigma_fields", "sigma_fields+",
    "entries",  "entries+",   "profile", "by_name"};

Format read_format(const YamlNode& node) {
    const std::string word = node.text("json");
    if (word == "table") return Format::table;
    if (word == "git") return Format::git;
    if (word == "any") return Format::any;
    if (word != "json") node.error(fmt::format("found \"{}\", expected json, table, git or any", word));
    return Format::json;
}

}  // namespace

void Loader::collect_layers(const std::string& id) {
    layers_.clear();
    std::vector<const YamlNode*> rewriters;
    std::string next = id;
    while (true) {
        const auto document = data_.documents.find(next);
        if (document == data_.documents.end()) {
            const auto name = [](const auto& entry) -> std::string_view { return entry.first; };
            layers_.back().node.get("extends").error(fmt::format("no source \"{}\"", next), suggest(next, data_.documents, name));
            return;
        }
        layers_.push_back({document->second, rewriters});
        const YamlNode& node = document->second;
        if (!node.get("extends").present()) return;
        if (layers_.size() > 4) return node.get("extends").error("more than four sources extend one another; is it a circle?");
        rewriters.insert(rewriters.begin(), &node);
        next = node.get("extends").text();
    }
}

YamlNode Loader::get(std::string_view key) {
    for (const Layer& layer : layers_) {
        layer_ = &layer;
        if (YamlNode node = layer.node.get(key); node.present()) return node;
    }
    layer_ = &layers_.front();
    return {};
}

std::vector<Loader::Found> Loader::get_all(const std::string& key) {
    std::vector<Found> out;
    for (const Layer& layer : layers_) {
        if (YamlNode more = layer.node.get(key + "+"); more.present()) out.push_back({more, &layer});
        if (YamlNode node = layer.node.get(key); node.present()) {
            out.push_back({node, &layer});
            break;
        }
    }
    return out;
}

void Loader::check_words(const YamlNode& node) const {
    node.allow_only(words);
    if (!node.is_map()) node.error("expected a map: title, recognise, time, ...");
}

Source Loader::compile(const std::string& id, const Adjustments& adjustments) {
    adjustments_ = adjustments;
    collect_layers(id);
    Source source;
    source.id = id;
    auto rules = std::make_shared<Source::Rules>();
    check_words(layers_.front().node);
    head(source, *rules);
    layer_ = &layers_.front();
    recognise(*rules, layers_.front().node.get("recognise"));
    time(*rules);
    people(*rules);
    kinds(*rules);
    fields(*rules);
    statements(source, *rules);
    entries(*rules);
    sigma(source, *rules);
    provides(source, *rules);
    each_use(*rules, attributes_, [&](const FieldRef& field, std::string_view) { rules->reads.push_back(field.info); });
    std::ranges::sort(rules->reads, {}, &FieldInfo::id);
    rules->reads.erase(std::unique(rules->reads.begin(), rules->reads.end()), rules->reads.end());
    source.rules = std::move(rules);
    return source;
}

void Loader::head(Source& source, Source::Rules& rules) {
    const YamlNode& own = layers_.front().node;
    source.title = own.require("title").text(source.id);
    source.vendor = get("vendor").text();
    source.export_hint = get("export").text();
    source.tactics = get("tactics").texts();
    const YamlNode logsource = get("logsource");
    logsource.allow_only({"product", "category", "service"});
    source.logsource = {logsource.get("product").text(), logsource.get("category").text(), logsource.get("service").text()};
    rules.format = read_format(get("format"));
    const YamlNode keys = get("keys");
    if (keys.present() && keys.text() != "folded" && keys.text() != "exact")
        keys.error(fmt::format("found \"{}\", expected folded or exact", keys.text()));
    table_ = rules.format == Format::table || rules.format == Format::any;
    folded_ = rules.folded = table_ || keys.text() == "folded";
    rules.abstract = own.get("abstract").flag();
    source.profile = rules.profile = get("profile").flag();
    read_wrappers(get("nested"));
    if (const YamlNode rows = get("rows"); rows.present()) rules.rows = paths(rows);
    rules.reason = get("reason").text(fmt::format("same {} of the {}", table_ ? "row" : "record", source.title));
}

void Loader::recognise(Source::Rules& rules, const YamlNode& node) {
    node.allow_only({"all", "any", "none", "values", "columns", "likely", "file", "named"});
    const auto add = [&](const YamlNode& field, bool absent) {
        Need need;
        need.fields = paths(field);
        need.absent = absent;
        need.words = fmt::format("{}", fmt::join(field.texts(), " or "));
        rules.needs.push_back(std::move(need));
    };
    for (const YamlNode& item : node.get("all").items()) add(item, false);
    if (node.get("any").present()) add(node.get("any"), false);
    for (const YamlNode& item : node.get("none").items()) add(item, true);
    for (const YamlNode& group : node.get("columns").items()) add(group, false);
    for (const auto& [path, values] : node.get("values").entries()) {
        Need need;
        add_path(path, need.fields);
        need.matcher = matcher(values);
        need.has_matcher = true;
        need.words = path + " = " + need.matcher.words();
        rules.needs.push_back(std::move(need));
    }
    for (const YamlNode& group : node.get("likely").items()) {
        add(group, false);
        rules.likely.push_back(std::move(rules.needs.back()));
        rules.needs.pop_back();
    }
    rules.files = node.get("file").texts();
    rules.file_needed = node.get("named").present();
    for (std::string& glob : node.get("named").texts()) rules.files.push_back(std::move(glob));
    if (rules.needs.empty() && !rules.abstract && rules.format != Format::any && rules.format != Format::git)
        (node.present() ? node : layers_.front().node).error("nothing to recognise it by", "give all:, values: or columns: under recognise:");
}

void Loader::time(Source::Rules& rules) {
    const YamlNode node = get("time");
    node.allow_only({"from", "join", "with", "zone", "day_first"});
    if (node.present()) pick_parts(node, rules.time.value);
    rules.time.day_first = adjustments_.day_first.value_or(node.get("day_first").flag());
    if (const YamlNode zone = node.get("zone"); zone.present() && zone.text() != "UTC") {
        rules.time.zone = TimeZone::find(zone.text());
        if (!rules.time.zone) zone.error(fmt::format("unknown time zone \"{}\"", zone.text()), "an IANA name such as America/Chicago");
    }
    if (adjustments_.zone) rules.time.zone = adjustments_.zone;
    const YamlNode offset = get("utc_offset");
    offset.allow_only({"from", "same"});
    if (offset.present()) {
        rules.offset.value.parts = {paths(offset.get("from"))};
        for (const YamlNode& same : offset.get("same").items()) {
            const std::vector<FieldRef> refs = paths(same);
            rules.offset.same.insert(rules.offset.same.end(), refs.begin(), refs.end());
        }
    }
}

std::uint16_t Loader::kind(const YamlNode& node) const {
    const std::string word = node.text();
    const std::uint16_t number = attributes_.kind_number(word);
    if (number == 0 && node.present()) node.error(fmt::format("unknown kind \"{}\"", word), suggest(word, attributes_.kinds(), &EventKind::name));
    return number;
}

void Loader::kinds(Source::Rules& rules) {
    for (const auto& [node, layer] : get_all("kind")) {
        layer_ = layer;
        for (const YamlNode& item : node.items()) {
            KindRule rule;
            if (item.is_scalar()) {
                rule.kind = kind(item);
            } else {
                item.allow_only({"is", "when", "else"});
                rule.kind = kind(item.get("else").present() ? item.get("else") : item.require("is"));
                rule.when = condition(item.get("when"));
            }
            rules.kinds.push_back(std::move(rule));
        }
    }
    if (rules.kinds.empty() && !rules.abstract) layers_.front().node.error("\"kind\" is missing");
    const YamlNode human = get("human");
    for (const EventKind& kind : attributes_.kinds()) rules.human.push_back(!human.present() && kind.human);
    for (const YamlNode& item : human.items()) {
        if (const std::uint16_t number = kind(item)) rules.human[number] = true;
    }
    const YamlNode failed = get("failed");
    rules.has_failed = failed.present();
    rules.failed = condition(failed);
}

void Loader::fields(Source::Rules& rules) {
    for (const auto& [node, layer] : get_all("fields")) {
        layer_ = layer;
        for (const auto& [name, value] : node.entries()) {
            if (!attributes_.is_event_field(name)) {
                value.error(fmt::format("unknown event field \"{}\"", name), suggest(name, attributes_.event_fields()));
                continue;
            }
            const bool alternatives = value.is_list() && std::ranges::any_of(value.items(), &YamlNode::is_map);
            for (const YamlNode& item : alternatives ? value.items() : std::vector{value}) {
                const std::uint16_t field = attributes_.event_field(name);
                const bool known = std::ranges::any_of(rules.fields, [&](const FieldRule& r) { return r.field == field; });
                rules.fields.push_back({field, pick(item), known});
            }
        }
    }
}

void Loader::provides(Source& source, const Source::Rules& rules) const {
    std::set<std::string> kinds, fields;
    for (const KindRule& rule : rules.kinds) kinds.insert(attributes_.kinds()[rule.kind].name);
    if (rules.has_failed && kinds.contains("signin")) kinds.insert("signin_failed");
    for (const FieldRule& rule : rules.fields) fields.insert(attributes_.event_fields()[rule.field]);
    if (fields.contains("usb.vendor_product") && fields.contains("usb.manufacturer")) fields.insert("usb.identity");
    if (fields.contains("meeting.duration")) fields.insert("meeting.hours");
    if (fields.contains("meeting.relay") && fields.contains("meeting.delay")) fields.insert("meeting.round_trip");
    for (const std::string device : {"meeting.camera", "meeting.microphone"})
        if (fields.contains(device) && fields.contains(device + "_driver")) fields.insert(device + "_identity");
    if (rules.offset.value.present()) fields.insert("commit.utc_offset");
    std::set<std::string> names(source.provides.begin(), source.provides.end());
    for (const Attribute& a : attributes_.all()) {
        const bool happens = std::ranges::any_of(a.kinds, [&](const std::string& kind) { return kinds.contains(kind); });
        if (happens && fields.contains(a.field)) names.insert(a.name);
    }
    // What is derived from an attribute stands behind it in the vocabulary.
    for (const Attribute& a : attributes_.all()) {
        if (names.contains(a.from)) names.insert(a.name);
    }
    source.provides.assign(names.begin(), names.end());
}

StatementRule Loader::statement(Source& source, const YamlNode& node) {
    StatementRule rule;
    const YamlNode name = node.require("attribute");
    const Attribute* attribute = attributes_.find(name.text());
    if (attribute == nullptr && name.present()) {
        const std::string_view why = attributes_.forbidden(name.text());
        name.error(why.empty() ? fmt::format("unknown attribute \"{}\"", name.text()) : fmt::format("\"{}\" must not be used: {}", name.text(), why),
                   why.empty() ? suggest(name.text(), attributes_.all(), &Attribute::name) : std::string{});
    } else if (attribute != nullptr) {
        rule.attribute = attribute->id;
        rule.stance = attribute->stance;
        source.provides.push_back(attribute->name);
    }
    if (const YamlNode stance = node.get("stance"); stance.present()) {
        if (stance.text() != "claimed" && stance.text() != "observed")
            stance.error(fmt::format("found \"{}\", expected claimed or observed", stance.text()));
        rule.stance = stance.text() == "claimed" ? Stance::claimed : Stance::observed;
    }
    rule.from_time = node.get("from").is_scalar() && node.get("from").text() == "time";
    const YamlNode subject = node.get("subject");
    rule.of_device = subject.is_scalar() && subject.text() == "device";
    if (subject.present() && !rule.of_device) rule.subject = identities(subject, false);
    return rule;
}

void Loader::statements(Source& source, Source::Rules& rules) {
    for (const auto& [node, layer] : get_all("statements")) {
        layer_ = layer;
        for (const YamlNode& item : node.items()) {
            item.allow_only({"attribute", "stance", "subject", "from", "join", "with", "needs", "between", "value", "when", "beside", "each", "split",
                             "map", "take"});
            StatementRule rule = statement(source, item);
            if (rule.from_time) {
                rule.value.when = condition(item.get("when"));
            } else {
                pick_words(item, rule.value);
                rule.value.each = item.get("each").flag(true);
            }
            rules.statements.push_back(std::move(rule));
        }
    }
}

void Loader::entries(Source::Rules& rules) {
    constexpr std::array<std::string_view, 8> parts{"employer", "role", "place", "school", "degree", "skill", "language", "certificate"};
    for (const auto& [node, layer] : get_all("entries")) {
        layer_ = layer;
        for (const YamlNode& item : node.items()) {
            item.allow_only({"group", "each", "from", "to", "current", "when", "employer", "role", "place", "school", "degree", "skill", "language",
                             "certificate"});
            EntryRule rule;
            rule.group = item.get("group").text();
            if (!rule.group.empty() && rule.group != "job" && rule.group != "degree")
                item.get("group").error(fmt::format("found \"{}\", expected job or degree", rule.group));
            rule.in_array = item.get("each").present();
            if (rule.in_array) rule.each = paths(item.get("each"));
            rule.when = condition(item.get("when"));
            for (const std::string_view word : parts)
                if (const YamlNode part = item.get(word); part.present()) rule.parts.push_back({std::string(word), pick(part)});
            if (rule.parts.empty()) item.error("an entry without anything in it", "name the path of its employer, school, skill, ...");
            for (auto& [word, to] : {std::pair{"from", &rule.from}, {"to", &rule.to}, {"current", &rule.current}})
                if (const YamlNode part = item.get(word); part.present()) *to = pick(part);
            rules.entries.push_back(std::move(rule));
        }
    }
}

void Loader::people(Source::Rules& rules) {
    rules.actors = identities(get("actor"), false);
    rules.devices = identities(get("device"), false);
    rules.identifiers = identities(get("identifiers"), true);
    rules.device_identifiers = identities(get("device_identifiers"), true);
    const auto names = [&](const YamlNode& node, std::vector<Pick>& out) {
        const bool mixed = node.is_list() && std::ranges::any_of(node.items(), &YamlNode::is_map);
        for (const YamlNode& item : mixed ? node.items() : node.present() ? std::vector{node} : std::vector<YamlNode>{}) out.push_back(pick(item));
    };
    names(get("name"), rules.names);
    names(get("by_name"), rules.by_name);
    const YamlNode employed = get("employed");
    if (!employed.present()) return;
    employed.allow_only({"column", "not", "is", "until"});
    EmployedRule rule;
    if (employed.get("column").present()) rule.status.parts = {paths(employed.get("column"))};
    rule.negated = employed.get("not").present();
    rule.matcher = matcher(rule.negated ? employed.get("not") : employed.get("is"));
    if (employed.get("until").present()) rule.until.parts = {paths(employed.get("until"))};
    rules.employed = std::move(rule);
}

void weigh_needs(std::vector<Source>& sources) {
    std::unordered_map<FieldId, double> users;
    const auto each_need = [&](auto&& visit) {
        for (const Source& source : sources)  // just compiled: nobody else has them yet
            for (Need& need : std::const_pointer_cast<Source::Rules>(source.rules)->needs) visit(need);
    };
    each_need([&](Need& need) {
        for (const FieldRef& field : need.fields) users[field.id] += 1;
    });
    each_need([&](Need& need) {
        double rarest = 1e9;
        for (const FieldRef& field : need.fields) rarest = std::min(rarest, users[field.id]);
        need.weight = need.absent ? 0.05 : 0.5 + 0.25 * std::log2(static_cast<double>(sources.size()) / rarest + 1);
        if (need.fields.size() > 1) need.weight *= 0.8;
        if (need.has_matcher) need.weight = need.matcher.exact() ? 4.5 : 2.5;  // a value says more than that a key is there
    });
}

}  // namespace bonafide::source
