#include "simulate/truth.h"

#include <fmt/format.h>

#include "base/text.h"

namespace bonafide::sim {
namespace {

std::string traces(const Person& p) {
    std::string out;
    for (std::size_t i = 0; i < p.traits.size(); ++i)
        if (p.traits.test(i)) out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", trait_name(static_cast<Trait>(i)));
    return out;
}

}  // namespace

void write_truth(Output& out, const Organisation& org, SimulateSummary& summary) {
    out.write(
        fmt::format("{{\n  \"format\": \"bonafide.truth/1\",\n  \"seed\": {},\n  \"people_in_all\": {},\n  \"kinds\": [", org.seed(), org.size()));
    std::string_view comma;
    for (const Archetype& kind : archetypes()) {
        if (kind.kind == Kind::ordinary) continue;
        out.write(fmt::format("{}\n    {{\"kind\": \"{}\", \"planted\": {}, \"what\": \"{}\", \"source\": \"{}\"}}", comma, kind.name, kind.planted,
                              json_escape(kind.what), json_escape(kind.source)));
        comma = ",";
    }
    out.write("\n  ],\n  \"people\": [");
    comma = "";
    for (std::uint64_t index : org.special()) {
        const Person p = org.person(index);
        const Archetype& kind = archetype(p.kind);
        ++(kind.planted ? summary.planted : summary.hard_innocent);
        out.write(
            fmt::format("{}\n    {{\"employee_number\": \"{}\", \"email\": \"{}\", \"name\": \"{}\", \"kind\": \"{}\", "
                        "\"planted\": {}, \"group\": {}, \"traces\": [{}]}}",
                        comma, p.number, p.email, json_escape(p.full_name()), kind.name, kind.planted, p.group, traces(p)));
        comma = ",";
    }
    out.write("\n  ]\n}\n");
}

}  // namespace bonafide::sim
