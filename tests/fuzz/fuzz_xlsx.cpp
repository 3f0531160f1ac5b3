// The XML inside of a workbook: rows, shared texts, number formats and styles, parted by \x01 (a zip around them would hide them from
// the fuzzer; fuzz_archive has the zip).
#include "record/workbook_cells.h"
#include "tests/fuzz/read.h"
#include "tests/record/pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < size; ++i) {
        if (data[i] == 1 && parts.size() < 5) parts.emplace_back();
        else parts.back().push_back(static_cast<char>(data[i]));
    }
    parts.resize(5);
    const std::string book = test::workbook(
        {.rows = parts[0], .texts = parts[1], .formats = parts[2], .styles = parts[3], .workbook_attributes = {}, .more_sheets = {}, .prefix = {}});
    (void)fuzz::read_packed(book, "x.xlsx", false);
    (void)reading::show_number(parts[4].substr(0, 30), reading::read_format(parts[4]), size % 2 == 0);
    return 0;
}
