// Text as machine-readable zones: whatever is read keeps its length, its dates are dates, and every rule has its reason.
#include "tests/fuzz/read.h"

#include "base/text.h"
#include "paper/mrz.h"

using namespace bonafide;
using namespace bonafide::paper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
    if (lines.size() > 64) lines.resize(64);
    const auto check = [](bool right) {
        if (!right) __builtin_trap();
    };
    std::optional<Mrz> whole;
    if (Result<Mrz> parsed = parse_mrz(lines, today)) whole = *std::move(parsed);
    for (const std::optional<Mrz>& mrz : {find_mrz(lines, today), whole}) {
        if (!mrz) continue;
        for (const std::string& line : mrz->lines) check(line.size() <= 44);
        if (const auto born = mrz->birth.full()) check(civil_from_days(days_from_civil(*born)) == *born);
        for (const Finding& one : check_mrz(*mrz, today)) check(!one.check.empty() && !one.reason.empty());
        check(parse_mrz(mrz->lines, today).has_value());  // what was read is read again
    }
    for (const std::string& spelling : mrz_spellings(text.substr(0, 200)))
        for (const char c : spelling) check((c >= 'A' && c <= 'Z') || c == '<');
    return 0;
}
