#include "scan/rule_fixtures.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "base/yaml.h"
#include "sigma/correlate.h"

namespace bonafide {

namespace {

namespace fs = std::filesystem;

bool is_plain_literal(std::string_view text) {
    if (text == "true" || text == "false" || text == "null") return true;
    if (text.empty() || text.size() > 18 || (text.size() > 1 && text[0] == '0')) return false;
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// An event of a test file as a record of JSON.
void write_json(const YamlNode& node, std::string& out) {
    if (node.is_map()) {
        out += '{';
        bool first = true;
        for (const auto& [key, value] : node.entries()) {
            out += (first ? "\"" : ",\"") + json_escape(key) + "\":";
            write_json(value, out);
            first = false;
        }
        out += '}';
    } else if (node.is_list()) {
        out += '[';
        bool first = true;
        for (const YamlNode& item : node.items()) {
            if (!std::exchange(first, false)) out += ',';
            write_json(item, out);
        }
        out += ']';
    } else if (!node.is_scalar()) {
        out += "null";
    } else if (!node.quoted() && is_plain_literal(node.scalar())) {
        out += node.scalar();
    } else {
        out += '"' + json_escape(node.scalar()) + '"';
    }
}

/// The rules that matched one event, and what their correlations keep of it.
struct Matched {
    Timestamp time;
    Locator where;
    bool understood = true;                                                 ///< some source knows the event
    std::vector<std::pair<std::uint32_t, std::vector<std::string>>> rules;  ///< with the values of needed_fields()
};

std::vector<Matched> read_events(const FieldNames& names, const std::string& events,
                                 const std::function<Matched(const Record&, const TableHeader*)>& look) {
    struct Sink : RecordSink {
        Sink(const std::function<Matched(const Record&, const TableHeader*)>& with, std::vector<Matched>& to) : look(with), out(to) {}
        void record(const Record& record, const TableHeader* header) override { out.push_back(look(record, header)); }
        const std::function<Matched(const Record&, const TableHeader*)>& look;
        std::vector<Matched>& out;
    };
    std::istringstream in(events);
    ReadOptions read;
    read.threads = 1;
    read.standard_input = &in;
    std::vector<Matched> out;
    (void)read_all({"-"}, names, read, [&](unsigned) -> std::unique_ptr<RecordSink> { return std::make_unique<Sink>(look, out); });
    return out;
}

/// Some rules by themselves, with events in their own words: every event is of every rule's log source.
class InOwnWords {
public:
    /// `needed`: the fields whose values are kept of a hit of the rule with this place in the list.
    InOwnWords(std::vector<sigma::Rule> rules, sigma::Engine::MoreFields needed) : rules_(std::move(rules)), needed_(std::move(needed)) {
        sigma::Dialect dialect;
        dialect.source = "test";
        for (const sigma::Rule& rule : rules_) dialect.views.push_back({rule.logsource, {}});
        dialect.paths = [](std::string_view field) { return std::vector{std::string(field)}; };
        dialect.views_of = [](const Record&) { return ~sigma::ViewSet(); };
        dialects_.push_back(std::move(dialect));
        engine_ = std::make_unique<sigma::Engine>(rules_, dialects_);
        time_ = names_.intern("@timestamp");
        engine_->intern(names_, needed_);
        names_.freeze();
        engine_->bind(names_);
    }

    [[nodiscard]] std::vector<Matched> match(const std::string& events) const {
        sigma::Matcher matcher(*engine_);
        return read_events(names_, events, [&](const Record& record, const TableHeader* header) {
            std::string scratch;
            Matched out;
            out.where = record.locator();
            if (const auto time = parse_time(record.text(time_, scratch))) out.time = time->at;
            for (const std::uint32_t rule : matcher.match(record, header, 0)) {
                out.rules.emplace_back(rule, std::vector<std::string>{});
                for (const std::string& field : needed_(rule)) out.rules.back().second.push_back(engine_->value_of(record, 0, rule, field));
            }
            return out;
        });
    }

private:
    std::vector<sigma::Rule> rules_;
    sigma::Engine::MoreFields needed_;
    std::vector<sigma::Dialect> dialects_;
    FieldNames names_;
    FieldId time_ = no_field;
    std::unique_ptr<sigma::Engine> engine_;
};

/// What a file of rules has: indexes of its rules and correlations.
struct Documents {
    std::vector<std::size_t> rules, correlations;
};

class Fixtures {
public:
    explicit Fixtures(const Content& content)
        : content_(content), rules_(*content.sigma), mapper_(content.sources, content.attributes, content.names) {}

    RuleFixtureOutcome run() {
        for (std::size_t i = 0; i < set().rules().size(); ++i) files_[set().rules()[i].heading.file].rules.push_back(i);
        for (std::size_t i = 0; i < set().correlations().size(); ++i) files_[set().correlations()[i].heading.file].correlations.push_back(i);
        for (const auto& [file, documents] : files_) {
            const fs::path test = fs::path(file).replace_extension(".test.yml");
            std::error_code error;
            if (fs::exists(test, error)) run_file(test, documents);
        }
        for (const auto& [file, documents] : files_) {
            for (const std::size_t rule : documents.rules)
                if (!tested_rules_.contains(rule)) untested(set().rules()[rule].heading);
            for (const std::size_t one : documents.correlations)
                if (!tested_correlations_.contains(one)) untested(set().correlations()[one].heading);
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] const sigma::RuleSet& set() const { return rules_.set(); }
    void untested(const sigma::Heading& heading) { out_.untested.push_back(heading.where + ": " + heading.title); }

    void run_file(const fs::path& test, const Documents& documents) {
        Errors errors;
        for (const YamlNode& document : load_yaml_file(test, errors))
            for (const YamlNode& item : document.items()) {
                item.allow_only({"rule", "source", "fires", "silent"});
                if (const Documents about = named(item, documents); !about.rules.empty() || !about.correlations.empty())
                    run_item(item, about, documents);
            }
        for (const Error& error : errors) out_.failures.push_back(error.text());
    }

    /// The rule or correlation that the test names; all of the file where it names none.
    Documents named(const YamlNode& item, const Documents& documents) {
        const std::string wanted = item.get("rule").text();
        if (wanted.empty()) return documents;
        const auto is_it = [&](const sigma::Heading& heading) { return heading.id == wanted || heading.name == wanted; };
        Documents out;
        std::ranges::copy_if(documents.rules, std::back_inserter(out.rules), [&](std::size_t rule) { return is_it(set().rules()[rule].heading); });
        std::ranges::copy_if(documents.correlations, std::back_inserter(out.correlations),
                             [&](std::size_t one) { return is_it(set().correlations()[one].heading); });
        if (out.rules.empty() && out.correlations.empty()) item.get("rule").error(fmt::format("there is no rule \"{}\" in the file beside", wanted));
        return out;
    }

    void run_item(const YamlNode& item, const Documents& about, const Documents& file) {
        const std::string source = item.get("source").text();
        const Source* forced = source.empty() ? nullptr : content_.sources.find(source);
        if (!source.empty() && !forced)
            return item.get("source").error(fmt::format("no source \"{}\"", source), "`bonafide sources list` names them");
        bool fired = false, stayed_silent = false;
        for (const bool should : {true, false})
            for (const YamlNode& entry : item.get(should ? "fires" : "silent").items()) {
                std::string events;
                for (const YamlNode& event : entry.items()) {
                    write_json(event, events);
                    events += '\n';
                }
                if (fires(events, forced, about, file) == should) {
                    ++out_.passed;
                    (should ? fired : stayed_silent) = true;
                } else {
                    const sigma::Heading& heading = about.correlations.empty() ? set().rules()[about.rules.back()].heading
                                                                               : set().correlations()[about.correlations.back()].heading;
                    out_.failures.push_back(
                        fmt::format("{}: \"{}\" {}", entry.where(), heading.title, should ? "does not fire on this" : "fires on this, and must not"));
                }
            }
        if (!fired || !stayed_silent) return;
        tested_rules_.insert(about.rules.begin(), about.rules.end());
        tested_correlations_.insert(about.correlations.begin(), about.correlations.end());
    }

    /// Does anything of `about` come of the events that is a result by itself? A rule named by itself is, even where a correlation speaks for it.
    bool fires(const std::string& events, const Source* forced, const Documents& about, const Documents& file) {
        const std::vector<Matched> matched = match(events, forced, file);
        const bool by_itself = about.rules.size() == 1 && about.correlations.empty();
        for (const Matched& event : matched)
            for (const auto& [rule, values] : event.rules)
                if (std::ranges::find(about.rules, rule) != about.rules.end() && (by_itself || !rules_.correlations().silent_rule(rule))) return true;
        const std::vector<sigma::Firing> firings = correlated(matched);
        return std::ranges::any_of(firings, [&](const sigma::Firing& firing) {
            return std::ranges::find(about.correlations, firing.correlation) != about.correlations.end();
        });
    }

    /// Each event as the source that knows it reads it; one that no source knows is in Sigma's words, of the log source of the file's rules.
    std::vector<Matched> match(const std::string& events, const Source* forced, const Documents& file) {
        sigma::Matcher matcher(rules_.engine());
        std::vector<Matched> out = read_events(content_.names, events, [&](const Record& record, const TableHeader* header) {
            mapper_.map(record, header, {"events", ""}, meaning_);
            Matched one;
            one.time = meaning_.event.time;
            one.where = record.locator();
            one.understood = forced || (meaning_.problem.empty() && !meaning_.generic);
            if (!one.understood) return one;
            const std::size_t dialect = rules_.dialect_of(forced ? forced : meaning_.event.source);
            for (const std::uint32_t rule : matcher.match(record, header, dialect)) {
                one.rules.emplace_back(rule, std::vector<std::string>{});
                for (const std::string& field : rules_.correlations().needed_fields(rule))
                    one.rules.back().second.push_back(rules_.engine().value_of(record, dialect, rule, field));
            }
            return one;
        });
        if (std::ranges::all_of(out, &Matched::understood)) return out;
        std::vector<sigma::Rule> alone;
        for (const std::size_t rule : file.rules) alone.push_back(set().rules()[rule]);
        const auto needed = [&](std::size_t rule) -> const std::vector<std::string>& {
            return rules_.correlations().needed_fields(file.rules[rule]);
        };
        const std::vector<Matched> own = InOwnWords(std::move(alone), needed).match(events);
        for (std::size_t i = 0; i < out.size() && i < own.size(); ++i) {
            if (out[i].understood) continue;
            if (own[i].time.known()) out[i].time = own[i].time;
            out[i].rules = own[i].rules;
            for (auto& [rule, values] : out[i].rules) rule = static_cast<std::uint32_t>(file.rules[rule]);
        }
        return out;
    }

    std::vector<sigma::Firing> correlated(std::vector<Matched> events) const {
        std::ranges::sort(events, {}, [](const Matched& event) { return std::tie(event.time, event.where); });
        sigma::Correlator correlator(rules_.correlations(), {.decide_open = true});
        for (const Matched& event : events)
            for (const auto& [rule, values] : event.rules) {
                if (!rules_.correlations().wanted(rule)) continue;
                const std::vector<std::string_view> views(values.begin(), values.end());
                correlator.feed({rule, event.time, event.where, views});
            }
        correlator.finish();
        return correlator.take();
    }

    const Content& content_;
    const RunningRules& rules_;
    Mapper mapper_;
    Meaning meaning_;
    RuleFixtureOutcome out_;
    std::map<std::string, Documents> files_;
    std::set<std::size_t> tested_rules_, tested_correlations_;
};

}  // namespace

RuleFixtureOutcome run_rule_fixtures(const Content& content) { return Fixtures(content).run(); }

}  // namespace bonafide
