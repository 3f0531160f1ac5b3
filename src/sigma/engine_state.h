// What an Engine holds: the programs made so far. Inside sigma only.
#pragma once

#include <map>
#include <mutex>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "sigma/engine.h"
#include "sigma/program.h"

namespace bonafide::sigma {

struct Engine::State {
    State(const std::vector<Rule>& r, const std::vector<Dialect>& d, EngineOptions o) : rules(r), dialects(d), options(o), programs(d.size()) {
        std::map<std::tuple<std::string, std::string, std::string>, std::uint32_t> known;
        for (const Rule& rule : rules) {
            const Logsource& asked = rule.logsource;
            const auto [found, fresh] =
                known.try_emplace({asked.product, asked.category, asked.service}, static_cast<std::uint32_t>(logsources.size()));
            if (fresh) logsources.push_back(asked);
            logsource_of.push_back(found->second);
        }
    }

    const std::vector<Rule>& rules;
    const std::vector<Dialect>& dialects;
    EngineOptions options;
    std::vector<Logsource> logsources;        ///< that rules ask for, each once: far fewer than rules
    std::vector<std::uint32_t> logsource_of;  ///< by rule
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
        std::vector<const Dialect::View*> chosen;
        for (const Logsource& asked : logsources) chosen.push_back(view_for(dialect, views, asked));
        std::vector<Applied> applied;
        for (std::uint32_t rule = 0; rule < rules.size(); ++rule)
            if (const Dialect::View* view = chosen[logsource_of[rule]]) applied.push_back({rule, view});
        return *made.emplace(kind, compile(rules, applied, dialect, fields, known, patterns, options.optimise)).first->second;
    }
    [[nodiscard]] bool room(std::size_t source) {
        const std::lock_guard lock(mutex);
        return programs[source].size() < options.max_kinds;
    }
};

}  // namespace bonafide::sigma
