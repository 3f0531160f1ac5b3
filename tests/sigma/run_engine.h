// Events through the engine, with and without its optimisations, in a source that calls every field as Sigma does.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "record/reader.h"
#include "sigma/engine.h"

namespace bonafide::sigma::testing {

/// For each event the rules that match it.
using Matches = std::vector<std::vector<std::uint32_t>>;

class Collect : public RecordSink {
public:
    Collect(const Engine& engine, Matches& out) : matcher_(engine), out_(out) {}
    void record(const Record& record, const TableHeader* header) override { out_.push_back(matcher_.match(record, header, 0)); }

private:
    Matcher matcher_;
    Matches& out_;
};

/// `events` is NDJSON. `route`: a field whose value the source says it routes by, so that what it is is known before matching; "" is none.
inline Matches run_engine(const std::vector<Rule>& rules, const std::string& events, bool optimise, const std::string& route = {},
                          bool own_logsources = false) {
    std::vector<Dialect> dialects(1);
    Dialect& dialect = dialects.front();
    dialect.source = "test";
    if (own_logsources)
        for (const Rule& rule : rules) dialect.views.push_back({rule.logsource, {}});
    else dialect.views.push_back({{"test", "", ""}, {}});
    dialect.paths = [](std::string_view field) { return std::vector{std::string(field)}; };
    const std::size_t views = dialect.views.size();
    dialect.views_of = [views](const Record&) {
        ViewSet out;
        for (std::size_t i = 0; i < views; ++i) out[i] = true;
        return out;
    };
    EngineOptions options;
    options.optimise = optimise;
    Engine engine(rules, dialects, options);
    FieldNames names;
    if (!route.empty()) dialect.routes = {names.intern(route)};
    engine.intern(names);
    names.freeze();
    engine.bind(names);
    std::istringstream in(events);
    ReadOptions read;
    read.threads = 1;
    read.standard_input = &in;
    Matches out;
    const auto done = read_all({"-"}, names, read, [&](unsigned) -> std::unique_ptr<RecordSink> { return std::make_unique<Collect>(engine, out); });
    if (!done) throw std::runtime_error(done.error().text());
    if (!done->unread.empty()) throw std::runtime_error(done->unread.front().reason);
    return out;
}

}  // namespace bonafide::sigma::testing
