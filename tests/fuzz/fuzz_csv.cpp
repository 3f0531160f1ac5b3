// Text under a name that says it is a table.
#include "tests/fuzz/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bonafide::fuzz::read_alike({reinterpret_cast<const char*>(data), size}, "x.csv");
    return 0;
}
