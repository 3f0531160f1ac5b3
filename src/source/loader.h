// One YAML document → one compiled Source, with every mistake reported. Inside source only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "source/rules.h"

namespace bonafide::source {

/// What bonafide.yml says about a file.
struct Adjustments {
    std::map<std::string, std::vector<std::string>> columns;  ///< column_key of a known synonym → what the file calls it
    std::optional<TimeZone> zone;
    std::optional<bool> day_first;
};

class Loader {
public:
    Loader(Sources::Data& data, const Attributes& attributes, FieldNames& names, Errors& errors)
        : data_(data), attributes_(attributes), names_(names), errors_(errors) {}

    [[nodiscard]] Source compile(const std::string& id, const Adjustments& adjustments = {});

private:
    /// A document and, for what is inherited from it, how its paths are rewritten.
    struct Layer {
        YamlNode node;
        std::vector<const YamlNode*> rewriters;  // from the nearest to the base outwards
    };
    struct Found {
        YamlNode node;
        const Layer* layer = nullptr;
    };

    void collect_layers(const std::string& id);
    [[nodiscard]] YamlNode get(std::string_view key);                  // sets the layer whose paths are read next
    [[nodiscard]] std::vector<Found> get_all(const std::string& key);  // additions (`key+`) first, then the key itself
    void check_words(const YamlNode& node) const;

    void head(Source& source, Source::Rules& rules);
    void recognise(Source::Rules& rules, const YamlNode& node);
    void time(Source::Rules& rules);
    void kinds(Source::Rules& rules);
    void fields(Source::Rules& rules);
    void provides(Source& source, const Source::Rules& rules) const;
    void statements(Source& source, Source::Rules& rules);
    void entries(Source::Rules& rules);
    void people(Source::Rules& rules);
    void sigma(Source& source, Source::Rules& rules);
    void sigma_names(const YamlNode& node, SigmaNames& out);
    StatementRule statement(Source& source, const YamlNode& node);
    [[nodiscard]] std::uint16_t kind(const YamlNode& node) const;

    std::vector<IdentityRule> identities(const YamlNode& node, bool map_of_lists);
    Pick pick(const YamlNode& node, bool several_allowed = false);
    void pick_words(const YamlNode& node, Pick& out);
    void pick_parts(const YamlNode& node, Pick& out);
    void pick_beside(const YamlNode& node, Pick& out);
    Take take(const YamlNode& node);
    Condition condition(const YamlNode& node);
    AllOf all_of(const YamlNode& node, bool negated = false);
    Matcher matcher(const YamlNode& node);

    std::vector<FieldRef> paths(const YamlNode& node);
    void add_path(const std::string& name, std::vector<FieldRef>& out);
    void add_column(const std::string& name, std::vector<FieldRef>& out);
    std::vector<std::string> rewritten(const std::string& path) const;
    FieldRef intern(std::string_view name, bool folded);
    FieldRef known(FieldId id, KeyNumber top, KeyNumber whole, bool folded, bool nested);
    void read_wrappers(const YamlNode& node);

    Sources::Data& data_;
    const Attributes& attributes_;
    FieldNames& names_;
    Errors& errors_;

    std::deque<Layer> layers_;  // the source's own first, its bases after it
    const Layer* layer_ = nullptr;
    struct Wrapper {
        FieldId node = no_field;
        std::string key;
        KeyNumber top = 0;
    };
    std::vector<Wrapper> wrappers_;                                    // `nested`
    std::map<std::string, std::shared_ptr<const re2::RE2>> patterns_;  // sources share many
    Adjustments adjustments_;
    bool folded_ = false, table_ = false;
};

/// Rarity of each need among all sources: what few sources ask for says much.
void weigh_needs(std::vector<Source>& sources);

}  // namespace bonafide::source
