// What tests of rules share: content's sources, a run of an engine over files, and SigmaHQ's rules and cases where they are at hand.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "record/reader.h"
#include "sigma/engine.h"
#include "sigma/rule_set.h"

namespace bonafide::sigma::testing {

namespace fs = std::filesystem;

inline fs::path shared_data() { return fs::path(BONAFIDE_SHARED) / "data"; }

/// A folder for one test, removed at the end.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "bonafide-sigma-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }
    fs::path write(const std::string& name, std::string_view text) const {
        fs::create_directories((path_ / name).parent_path());
        std::FILE* file = std::fopen((path_ / name).c_str(), "wb");
        std::fwrite(text.data(), 1, text.size(), file);
        std::fclose(file);
        return path_ / name;
    }

private:
    fs::path path_;
};

/// content/sources, with an engine of some rules over it.
class World {
public:
    explicit World(const RuleSet& rules, EngineOptions options = {}) : rules_(rules) {
        Errors errors;
        attributes_ = Attributes::load(fs::path(BONAFIDE_CONTENT) / "attributes.yml", errors);
        sources_ = Sources::load(fs::path(BONAFIDE_CONTENT) / "sources", attributes_, names_, errors);
        for (const Error& error : errors) faults_.push_back(error.text());
        const std::vector<const Source*> all = all_compiled(sources_);
        dialects_ = dialects_of(all);
        for (std::size_t i = 0; i < all.size(); ++i) number_of_[all[i]] = i;
        engine_ = std::make_unique<Engine>(rules_.rules(), dialects_, options);
        engine_->intern(names_);
        names_.freeze();
        engine_->bind(names_);
    }

    /// A hit: file or member, offset, rule's id.
    using Hit = std::tuple<std::string, std::uint64_t, std::string>;

    [[nodiscard]] std::multiset<Hit> hits(const std::vector<std::string>& inputs, unsigned threads) const {
        std::vector<std::multiset<Hit>> parts(threads);
        ReadOptions read;
        read.threads = threads;
        (void)read_all(inputs, names_, read,
                       [&](unsigned worker) -> std::unique_ptr<RecordSink> { return std::make_unique<Sink>(*this, parts[worker]); });
        std::multiset<Hit> out;
        for (auto& part : parts) out.merge(part);
        return out;
    }
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }
    [[nodiscard]] const Engine& engine() const { return *engine_; }
    [[nodiscard]] const Sources& sources() const { return sources_; }

private:
    class Sink : public RecordSink {
    public:
        Sink(const World& world, std::multiset<Hit>& out)
            : world_(world), mapper_(world.sources_, world.attributes_, world.names_), matcher_(*world.engine_), out_(out) {}
        void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }
        void record(const Record& record, const TableHeader* header) override {
            mapper_.map(record, header, file_, meaning_);
            if (!meaning_.problem.empty()) return;
            for (const std::uint32_t rule : matcher_.match(record, header, world_.number_of_.at(meaning_.event.source)))
                out_.emplace(file_.member.empty() ? file_.path : file_.member, record.locator().offset, world_.rules_.rules()[rule].heading.id);
        }

    private:
        const World& world_;
        Mapper mapper_;
        Matcher matcher_;
        Meaning meaning_;
        FileName file_;
        std::multiset<Hit>& out_;
    };

    const RuleSet& rules_;
    Attributes attributes_;
    FieldNames names_;
    Sources sources_;
    std::vector<Dialect> dialects_;
    std::map<const Source*, std::size_t> number_of_;
    std::unique_ptr<Engine> engine_;
    std::vector<std::string> faults_;
};

/// One rule in a text.
inline RuleSet rules_of(const Folder& folder, std::string_view yaml, const RuleSetOptions& options = {}) {
    Errors errors;
    return RuleSet::load({folder.write("rules.yml", yaml)}, options, errors);
}

}  // namespace bonafide::sigma::testing
