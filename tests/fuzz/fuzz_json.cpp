// Text that is likely JSON: read in two cuttings, every record found again, every field listed.
#include "tests/fuzz/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bonafide::fuzz::read_alike({reinterpret_cast<const char*>(data), size}, "x.json");
    return 0;
}
