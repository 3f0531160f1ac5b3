// Rules as text (nothing may crash, what is refused says why), and the engine against the slow reference on rules and events made of the
// fuzzer's bytes (tests/sigma/random_rules.h).
#include "tests/fuzz/read.h"

#include "sigma/parse.h"
#include "tests/sigma/random_rules.h"
#include "tests/sigma/run_engine.h"

using namespace bonafide;
using namespace bonafide::sigma;
using namespace bonafide::sigma::testing;

namespace {

std::vector<std::string> placeholder(std::string_view name) {
    const auto found = RandomRules::placeholders.find(std::string(name));
    return found == RandomRules::placeholders.end() ? std::vector<std::string>() : found->second;
}

void check(bool right) {
    if (!right) __builtin_trap();
}

void read_as_text(std::string_view text) {
    std::vector<Rule> rules;
    for (Document& document : parse_text(text, "fuzz", placeholder)) {
        if (const auto* rejected = std::get_if<Rejected>(&document)) check(!rejected->errors.empty());
        if (auto* rule = std::get_if<Rule>(&document)) rules.push_back(std::move(*rule));
    }
    if (!check_patterns(rules).empty()) return;
    const std::string events = "{\"a\":\"cmd.exe /c\",\"b\":[1,null,\"x\"],\"CommandLine\":\"\\u00e9 -x\"}\n{}\n";
    check(run_engine(rules, events, true, "", true) == run_engine(rules, events, false, "", true));
}

void hold_against_reference(const std::uint8_t* data, std::size_t size) {
    std::size_t at = 0;
    RandomRules make([&](std::size_t below) { return at < size ? data[at++] % below : 0; });
    const std::string yaml = "title: t\nlogsource: {product: test}\ndetection:\n" + make.detection();
    std::vector<Rule> rules;
    for (Document& document : parse_text(yaml, "fuzz", placeholder))
        if (auto* rule = std::get_if<Rule>(&document)) rules.push_back(std::move(*rule));
    if (rules.empty() || !check_patterns(rules).empty()) return;
    std::vector<RandomEvent> events;
    std::string json;
    for (int i = 0; i < 4; ++i) json += events.emplace_back(make.event()).json + "\n";
    const Matches fast = run_engine(rules, json, true), plain = run_engine(rules, json, false);
    Errors errors;
    const YamlNode detection = load_yaml_text(yaml, "fuzz", errors).front().get("detection");
    for (std::size_t i = 0; i < events.size(); ++i) {
        const bool right = reference::matches(detection, events[i].event, RandomRules::placeholders);
        check(plain[i].size() == (right ? 1 : 0));
        check(fast[i].size() == (right ? 1 : 0));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] % 2 == 0) hold_against_reference(data + 1, size - 1);
    else read_as_text({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
