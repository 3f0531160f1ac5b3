// E-mails, from bytes to lines.
#include "tests/fuzz/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    document::Document read;
    const auto done = document::parse_email({reinterpret_cast<const char*>(data), size}, fuzz::small_limits(), read);
    fuzz::keep_promises(done, read);
    return 0;
}
