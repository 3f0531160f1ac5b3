// What an Engine holds: the programs made so far. Inside sigma only.
#pragma once

#include <mutex>
#include <unordered_map>

#include "base/hash.h"
#include "sigma/engine.h"
#include "sigma/program.h"

namespace bonafide::sigma {

struct Engine::State {
    const std::vector<Rule>& rules;
    const std::vector<Dialect>& dialects;
    EngineOptions options;
    FieldTable fields;
    std::mutex mutex;  ///< guards the two below: programs are made when first needed
    Patterns patterns;
    std::vector<std::unordered_map<std::string, std::unique_ptr<Program>, StringHash, std::equal_to<>>> programs;  ///< by dialect and kind

    /// The program of a kind of event of one dialect.
    const Program& program(std::size_t source, const std::string& kind, const ViewSet& views, const Known& known) {
        const std::lock_guard lock(mutex);
        auto& made = programs[source];
        if (const auto found = made.find(kind); found != made.end()) return *found->second;
        const Dialect& dialect = dialects[source];
        std::vector<Applied> applied;
        for (std::uint32_t rule = 0; rule < rules.size(); ++rule)
            if (const Dialect::View* view = view_for(dialect, views, rules[rule].logsource)) applied.push_back({rule, view});
        return *made.emplace(kind, compile(rules, applied, dialect, fields, known, patterns, options.optimise)).first->second;
    }
    [[nodiscard]] bool room(std::size_t source) {
        const std::lock_guard lock(mutex);
        return programs[source].size() < options.max_kinds;
    }
};

}  // namespace bonafide::sigma
