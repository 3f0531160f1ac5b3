// The text of a commit object.
#include "base/text.h"
#include "record/git.h"
#include "tests/fuzz/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    const auto commit = reading::take_apart({reinterpret_cast<const char*>(data), size});
    if (!commit) return 0;
    for (const reading::CommitField& field : reading::commit_fields("0123456789abcdef", *commit))
        fuzz::demand(valid_utf8(field.value), "every field is UTF-8");
    return 0;
}
