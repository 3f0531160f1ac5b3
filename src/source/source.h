// Sources: YAML files that say how to recognise a kind of record and what its fields mean (docs/sources.md has the language).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "record/fields.h"
#include "record/reader.h"
#include "source/attributes.h"
#include "source/event.h"

namespace bonafide {

struct Logsource {
    std::string product, category, service;  ///< Sigma; empty: any
};

struct Source {
    std::string id;     ///< "okta.system_log", the file's stem
    std::string title;  ///< "Okta System Log"
    std::string vendor;
    std::string export_hint;  ///< where a user finds this export: "Reports › System Log › Download"
    bool profile = false;     ///< somebody's own profile: whose it is, is said by where the file lies
    Logsource logsource;
    std::vector<std::string> tactics;   ///< design's T1..T14 this source helps to see
    std::vector<std::string> provides;  ///< attribute names it can state, for coverage
    struct Rules;
    std::shared_ptr<const Rules> rules;  // compiled mapping; shared by the copies workers read
};

/// All sources, compiled; immutable after load and read by all threads.
class Sources {
public:
    Sources();
    ~Sources();
    Sources(Sources&&) noexcept;
    Sources& operator=(Sources&&) noexcept;

    /// Loads `folder`/*.yml and interns every field they read into `names` (before its freeze()).
    [[nodiscard]] static Sources load(const std::filesystem::path& folder, const Attributes& attributes, FieldNames& names, Errors& errors);
    /// `bonafide.yml` beside the data: pins a file pattern to a source, adds column synonyms, sets a time zone.
    void apply_overrides(const std::filesystem::path& file, FieldNames& names, Errors& errors);

    [[nodiscard]] const std::vector<Source>& all() const;
    [[nodiscard]] const Source* find(std::string_view id) const;
    [[nodiscard]] const Source& generic() const;
    /// Does bonafide.yml say `source: none` of the file, or is it that file? Then it is passed over, and that is no fault of it.
    [[nodiscard]] bool passes_over(const FileName& file) const;
    [[nodiscard]] static bool is_abstract(const Source& source);  ///< only there to be extended; claims nothing

    struct Data;
    [[nodiscard]] const Data& data() const { return *data_; }

private:
    std::unique_ptr<Data> data_;
};

/// How sure the recogniser is, for `sources try`.
struct Recognition {
    const Source* source = nullptr;
    double confidence = 0;            ///< 0..1
    std::string because;              ///< "has eventType, published, actor.alternateId"
    const Source* nearest = nullptr;  ///< where none was sure: the nearest, and what it misses
    std::string missing;
};

/// Turns Records into Meanings. One for each worker: it caches the source of each shape and owns the scratch behind the views.
class Mapper {
public:
    Mapper(const Sources& sources, const Attributes& attributes, const FieldNames& names);
    ~Mapper();
    [[nodiscard]] Recognition recognise(const Record& record, const TableHeader* header, const FileName& file) const;
    /// Fills `meaning` (cleared first). Views live until the next call.
    void map(const Record& record, const TableHeader* header, const FileName& file, Meaning& meaning);
    /// The meaning of the next row of the same record, where its source says that it holds several (`rows`); false: there is none.
    [[nodiscard]] bool next(Meaning& meaning);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bonafide
