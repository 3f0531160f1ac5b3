// Bytes as the payload of a licence's bar code: nothing crashes, dates are dates, every rule has its reason.
#include "tests/fuzz/read.h"

#include "paper/aamva.h"

using namespace bonafide;
using namespace bonafide::paper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view payload(reinterpret_cast<const char*>(data), size);
    const auto check = [](bool right) {
        if (!right) __builtin_trap();
    };
    const Result<Licence> licence = parse_aamva(payload);
    if (!licence) {
        check(!licence.error().what.empty());
        return 0;
    }
    for (const AamvaSubfile& one : licence->subfiles) check(!one.found || std::size_t{one.found_at} + one.found_length <= size);
    for (const auto& [element, value] : licence->elements) check(element.size() == 3);
    for (const char* element : {"DBA", "DBB", "DBD"})
        if (const auto date = licence->date(element)) check(civil_from_days(days_from_civil(*date)) == *date);
    (void)licence->surname(), (void)licence->given_names();
    for (const Finding& one : check_aamva(*licence, Timestamp::from_seconds(1'795'000'000), nullptr))
        check(!one.check.empty() && !one.reason.empty());
    return 0;
}
