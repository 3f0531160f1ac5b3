// The compiled form of a source file. Made by loader.cpp, cut down to what a record shape can have by plan.cpp.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/yaml.h"
#include "source/pick.h"
#include "source/sigma_words.h"
#include "source/source.h"

namespace bonafide::source {

enum class Format : std::uint8_t { json, table, git, any };

/// One condition of the recogniser: any of the fields is there (and matches).
struct Need {
    std::vector<FieldRef> fields;
    Matcher matcher;
    bool has_matcher = false, absent = false;  ///< absent: none of them may be there
    double weight = 0;                         ///< how much it says, from its rarity among all sources
    std::string words;                         ///< for people: "eventType", "eventType = user.*", "employee id"
};

struct TimeRule {
    Pick value;
    std::optional<TimeZone> zone;
    bool day_first = false;
};
struct OffsetRule {
    Pick value;
    std::vector<FieldRef> same;
};
struct IdentityRule {
    IdentifierKind kind = IdentifierKind::none;
    Pick value;
};
struct KindRule {
    std::uint16_t kind = 0;
    Condition when;
};
struct FieldRule {
    std::uint16_t field = 0;
    Pick value;
    bool alternative = false;  ///< an earlier rule is for the same field
};
struct StatementRule {
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;
    Pick value;
    bool from_time = false;  ///< the value is the event's time
    bool of_device = false;
    std::vector<IdentityRule> subject;
};
/// `entries`: one job, degree or skill for each element of an array, or for the record.
struct EntryPart {
    std::string word;  ///< "employer"
    Pick value;
};
struct EntryRule {
    std::string group;
    std::vector<FieldRef> each;  ///< the array; none: the record is one
    bool in_array = false;       ///< an array was named
    std::vector<EntryPart> parts;
    Pick from, to, current;
    Condition when;
};
struct EmployedRule {
    Pick status;
    Matcher matcher;
    bool negated = false;
    Pick until;
};
/// `logsources`: one of them.
struct SigmaViewRule {
    Logsource logsource;
    Condition when;
    SigmaNames fields;
};
/// How a source that extends another one wraps its paths; from the base outwards.
struct PathRewriter {
    std::string prefix;
    SigmaNames paths;
};
[[nodiscard]] std::vector<std::string> rewrite(const std::vector<PathRewriter>& rewriters, std::string path);

}  // namespace bonafide::source

namespace bonafide {

struct Source::Rules {
    source::Format format = source::Format::json;
    bool folded = false, abstract = false, ignore = false;
    bool profile = false;  ///< Source::profile
    std::vector<source::Need> needs, likely;
    std::vector<std::string> files;      ///< globs that make it likelier
    bool file_needed = false;            ///< `named`: of no other file
    std::vector<source::FieldRef> rows;  ///< arrays whose elements are read each by itself
    source::TimeRule time;
    source::OffsetRule offset;
    std::vector<source::IdentityRule> actors, devices, identifiers, device_identifiers;
    std::vector<source::KindRule> kinds;
    std::vector<bool> human;  ///< by kind number
    source::Condition failed;
    bool has_failed = false;
    std::vector<source::FieldRule> fields;
    std::vector<source::StatementRule> statements;
    std::vector<source::EntryRule> entries;
    std::vector<source::Pick> names;
    std::vector<source::Pick> by_name;  ///< whom a record is about that has no identifier of a person
    std::optional<source::EmployedRule> employed;
    std::string reason;  ///< of joins
    std::vector<source::SigmaViewRule> sigma_views;
    std::vector<source::PathRewriter> sigma_rewriters;
    SigmaNames sigma_fields;                      ///< renamed in every view
    std::vector<const source::FieldInfo*> reads;  ///< every field that is read, each once
};

/// From the keys of a record to the sources that may claim it: each source stands under the keys of the one need that fewest keys can meet.
class SourceIndex {
public:
    void build(const std::vector<Source>& sources);
    /// Those of a key; `folded`: column_key() of it, as a number.
    [[nodiscard]] const std::vector<std::uint32_t>& of(source::KeyNumber key, bool folded) const {
        const auto& numbers = folded ? folded_ : exact_;
        const auto found = numbers.find(key);
        return found == numbers.end() ? none_ : found->second;
    }
    /// Those that need no key.
    [[nodiscard]] const std::vector<std::uint32_t>& always() const { return always_; }

private:
    std::unordered_map<source::KeyNumber, std::vector<std::uint32_t>> exact_, folded_;
    std::vector<std::uint32_t> always_, none_;
};

/// A file pattern of bonafide.yml.
struct Override {
    std::string match;
    Source source;  ///< compiled with the file's own columns and zone
};

/// All compiled sources and what they were made of (overrides compile a source again).
struct Sources::Data {
    std::vector<Source> sources;  ///< sorted by id
    Source generic;
    std::vector<Override> overrides;
    std::map<std::string, YamlNode, std::less<>> documents;  ///< by id
    Errors errors;                                           ///< where the documents report to; handed on after each loading
    const Attributes* attributes = nullptr;
    std::deque<source::FieldInfo> fields;  ///< stable addresses
    std::vector<const source::FieldInfo*> field_by_id;
    SourceIndex index;
};

}  // namespace bonafide
