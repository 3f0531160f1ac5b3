// A check file (content/checks): loaded, mistakes collected, never a crash.
#include "check/check.h"
#include "tests/fuzz/folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    static fuzz::OneFile file("fuzz.yml");
    static const Attributes attributes = [] {
        Errors errors;
        return Attributes::load(BONAFIDE_ROOT "/content/attributes.yml", errors);
    }();
    static const Lists lists = [] {
        Errors errors;
        return Lists::load(BONAFIDE_ROOT "/content/lists", errors);
    }();
    Errors errors;
    const CheckSet checks = CheckSet::load(file.folder_of(data, size), attributes, lists, errors);
    return 0;
}
