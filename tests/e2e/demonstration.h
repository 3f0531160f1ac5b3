// A demonstration organisation, scanned: what the report says of each person, in a form that compares to the last bit, and the truth beside it.
// Used by the tests of fairness and accuracy.
#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <set>

#include "tests/e2e/program.h"

namespace bonafide::e2e {

struct Finding {
    std::string band, bits;              ///< as written: shortest text that reads back to the same number
    std::multiset<std::string> signals;  ///< "check bits counted_bits"
    std::set<std::string> names;         ///< identifiers
    auto operator<=>(const Finding&) const = default;
    [[nodiscard]] bool high() const { return band == "review" || band == "urgent"; }
};

inline std::string number(simdjson::dom::element element) { return simdjson::minify(element); }

inline std::map<std::string, Finding> findings(const std::string& report_json) {
    simdjson::dom::parser parser;
    const simdjson::padded_string text(report_json);
    std::map<std::string, Finding> out;
    for (const simdjson::dom::element person : parser.parse(text)["people"].get_array()) {
        Finding& finding = out[std::string(std::string_view(person["id"]))];
        finding.band = std::string_view(person["band"]);
        finding.bits = number(person["bits"]);
        for (const simdjson::dom::element signal : person["signals"].get_array())
            finding.signals.insert(std::string(std::string_view(signal["check"])) + " " + number(signal["bits"]) + " " +
                                   number(signal["counted_bits"]));
        for (const simdjson::dom::element identifier : person["identifiers"].get_array())
            finding.names.emplace(std::string_view(identifier["value"]));
    }
    return out;
}

inline void simulate(const Folder& folder, const std::string& name, const std::string& arguments) {
    const Outcome made = run("simulate --quiet " + arguments + " --out " + (folder / name));
    ASSERT_EQ(made.exit, 0) << made.err;
}

/// Scans a folder without a store.
inline std::map<std::string, Finding> scan_all(const Folder& folder, const std::string& name, const std::string& more = "") {
    const Outcome done = run("scan " + (folder / name) + " --no-store --quiet --out " + (folder / (name + ".report")) + " " + more);
    EXPECT_TRUE(done.exit == 0 || done.exit == 4) << done.err;
    return findings(slurp(folder / (name + ".report/report.json")));
}

}  // namespace bonafide::e2e
