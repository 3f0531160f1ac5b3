// Packed bytes of any kind, with tight limits: listed and read twice, which must agree.
#include "tests/fuzz/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide::fuzz;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    demand(read_packed(bytes, "x", true) == read_packed(bytes, "x", true), "the members of an archive are the same each time");
    demand(read_packed(bytes, "x", false) == read_packed(bytes, "x", false), "an archive reads the same each time");
    return 0;
}
