// Builds AAMVA payloads for the tests: header, designators with the right offsets, one subfile. Used by aamva_test and the fuzz seeds.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace bonafide::paper::test {

struct PayloadSpec {
    std::string iin = "636014", version = "08", issuer_version = "00", type = "DL";
    std::vector<std::pair<std::string, std::string>> elements;
    int offset_error = 0, length_error = 0;
};

inline std::vector<std::pair<std::string, std::string>> californian() {
    return {{"DAQ", "D1234562"},
            {"DCS", "HARRIS"},
            {"DDE", "N"},
            {"DAC", "MARY"},
            {"DDF", "N"},
            {"DAD", "ANNE"},
            {"DDG", "N"},
            {"DCA", "C"},
            {"DCB", "NONE"},
            {"DCD", "NONE"},
            {"DBD", "08142019"},
            {"DBB", "08311977"},
            {"DBA", "08312027"},
            {"DBC", "2"},
            {"DAU", "069 in"},
            {"DAY", "BRO"},
            {"DAG", "2570 24TH STREET"},
            {"DAI", "SACRAMENTO"},
            {"DAJ", "CA"},
            {"DAK", "958180000  "},
            {"DCF", "08/14/201950AB1/CDFD/27"},
            {"DCG", "USA"},
            {"DDA", "F"}};
}

inline std::string payload(const PayloadSpec& spec) {
    std::string body = spec.type;
    for (const auto& [id, value] : spec.elements) body += id + value + "\n";
    body.back() = '\r';
    const bool first_version = spec.version == "01";
    std::string head = "@\n\x1e\rANSI " + spec.iin + spec.version + (first_version ? "" : spec.issuer_version) + "01" + spec.type;
    const int offset = static_cast<int>(head.size()) + 8;
    head += fmt::format("{:04}{:04}", offset + spec.offset_error, static_cast<int>(body.size()) + spec.length_error);
    return head + body;
}

/// One element changed (or dropped where `value` is "-").
inline void set(PayloadSpec& spec, const std::string& id, const std::string& value) {
    for (auto it = spec.elements.begin(); it != spec.elements.end(); ++it) {
        if (it->first != id) continue;
        if (value == "-") spec.elements.erase(it);
        else it->second = value;
        return;
    }
    spec.elements.emplace_back(id, value);
}

}  // namespace bonafide::paper::test
