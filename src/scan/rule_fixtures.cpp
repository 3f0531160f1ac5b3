#include "scan/rule_fixtures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/text.h"
#include "base/yaml.h"

namespace bonafide {

namespace {

namespace fs = std::filesystem;

bool is_plain_literal(const std::string& text) {
    if (text == "true" || text == "false" || text == "null") return true;
    if (text.empty() || text.size() > 18 || (text.size() > 1 && text[0] == '0')) return false;
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// An event of a test file as a record of JSON.
void write_json(const YAML::Node& node, std::string& out) {
    if (node.IsMap()) {
        out += '{';
        bool first = true;
        for (const auto& entry : node) {
            out += (first ? "\"" : ",\"") + json_escape(entry.first.Scalar()) + "\":";
            write_json(entry.second, out);
            first = false;
        }
        out += '}';
    } else if (node.IsSequence()) {
        out += '[';
        for (std::size_t i = 0; i < node.size(); ++i) {
            if (i) out += ',';
            write_json(node[i], out);
        }
        out += ']';
    } else if (!node.IsScalar()) {
        out += "null";
    } else if (node.Tag() != "!" && is_plain_literal(node.Scalar())) {
        out += node.Scalar();
    } else {
        out += '"' + json_escape(node.Scalar()) + '"';
    }
}

/// Which rules match each record of a text of NDJSON.
class Watcher : public RecordSink {
public:
    Watcher(const sigma::Engine& engine, std::size_t dialect, std::vector<std::vector<std::uint32_t>>& out) : matcher_(engine), dialect_(dialect), out_(out) {}
    void record(const Record& record, const TableHeader* header) override { out_.push_back(matcher_.match(record, header, dialect_)); }

private:
    sigma::Matcher matcher_;
    std::size_t dialect_;
    std::vector<std::vector<std::uint32_t>>& out_;
};

bool fires(const sigma::Engine& engine, const FieldNames& names, std::size_t dialect, std::size_t rule, const std::string& event) {
    std::istringstream in(event + "\n");
    ReadOptions read;
    read.threads = 1;
    read.standard_input = &in;
    std::vector<std::vector<std::uint32_t>> matched;
    const auto done = read_all({"-"}, names, read, [&](unsigned) -> std::unique_ptr<RecordSink> { return std::make_unique<Watcher>(engine, dialect, matched); });
    return done && matched.size() == 1 && std::ranges::binary_search(matched.front(), static_cast<std::uint32_t>(rule));
}

/// A rule by itself, with events in its own words.
class Alone {
public:
    explicit Alone(const sigma::Rule& rule) : rules_{rule} {
        sigma::Dialect dialect;
        dialect.source = "test";
        dialect.views.push_back({rule.logsource, {}});
        dialect.paths = [](std::string_view field) { return std::vector{std::string(field)}; };
        dialect.views_of = [](const Record&) { return sigma::ViewSet(1); };
        dialects_.push_back(std::move(dialect));
        engine_ = std::make_unique<sigma::Engine>(rules_, dialects_);
        engine_->intern(names_);
        names_.freeze();
        engine_->bind(names_);
    }
    [[nodiscard]] bool fires(const std::string& event) const { return bonafide::fires(*engine_, names_, 0, 0, event); }

private:
    std::vector<sigma::Rule> rules_;
    std::vector<sigma::Dialect> dialects_;
    FieldNames names_;
    std::unique_ptr<sigma::Engine> engine_;
};

class Fixtures {
public:
    explicit Fixtures(const Content& content) : content_(content), rules_(*content.sigma) {}

    RuleFixtureOutcome run() {
        for (const sigma::Rule& rule : rules_.set().rules()) files_.insert(rule.heading.file);
        for (const std::string& file : files_) {
            const fs::path test = fs::path(file).replace_extension(".test.yml");
            std::error_code error;
            if (fs::exists(test, error)) run_file(test, file);
        }
        for (std::size_t i = 0; i < rules_.set().rules().size(); ++i)
            if (!fired_.contains(i) || !stayed_silent_.contains(i)) out_.untested.push_back(rules_.set().rules()[i].heading.where + ": " + rules_.set().rules()[i].heading.title);
        return std::move(out_);
    }

private:
    void run_file(const fs::path& test, const std::string& file) {
        Errors errors;
        for (const YamlNode& document : load_yaml_file(test, errors))
            for (const YamlNode& item : document.items()) {
                item.allow_only({"rule", "source", "fires", "silent"});
                if (const std::size_t rule = rule_of(item, file); rule != RunningRules::none()) run_item(item, rule);
            }
        for (const Error& error : errors) out_.failures.push_back(error.text());
    }

    /// By id or name; the only one of the file where none is named.
    std::size_t rule_of(const YamlNode& item, const std::string& file) {
        const auto& rules = rules_.set().rules();
        std::vector<std::size_t> found;
        const std::string wanted = item.get("rule").text();
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (rules[i].heading.file == file && (wanted.empty() || rules[i].heading.id == wanted || rules[i].heading.name == wanted)) found.push_back(i);
        if (found.size() == 1) return found.front();
        item.error(found.empty() ? fmt::format("there is no rule \"{}\" in {}", wanted, file) : "which of the file's rules is this?", "rule: its id or name");
        return RunningRules::none();
    }

    void run_item(const YamlNode& item, std::size_t rule) {
        const std::string source = item.get("source").text();
        const Source* known = source.empty() ? nullptr : content_.sources.find(source);
        if (!source.empty() && !known) return item.get("source").error(fmt::format("no source \"{}\"", source), "`bonafide sources list` names them");
        const Alone alone(rules_.set().rules()[rule]);
        for (const bool should : {true, false})
            for (const YamlNode& event : item.get(should ? "fires" : "silent").items()) {
                std::string json;
                write_json(event.raw(), json);
                const bool did = known ? fires(rules_.engine(), content_.names, rules_.dialect_of(known), rule, json) : alone.fires(json);
                if (did != should) {
                    out_.failures.push_back(fmt::format("{}: \"{}\" {}", event.where(), rules_.set().rules()[rule].heading.title, should ? "does not fire on this event" : "fires on this event, and must not"));
                    continue;
                }
                ++out_.passed;
                (should ? fired_ : stayed_silent_).insert(rule);
            }
    }

    const Content& content_;
    const RunningRules& rules_;
    RuleFixtureOutcome out_;
    std::set<std::string> files_;
    std::set<std::size_t> fired_, stayed_silent_;
};

}  // namespace

RuleFixtureOutcome run_rule_fixtures(const Content& content) { return Fixtures(content).run(); }

}  // namespace bonafide
