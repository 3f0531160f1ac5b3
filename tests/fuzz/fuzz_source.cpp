// A source file (content/sources): loaded, mistakes collected, never a crash.
#include "source/source.h"
#include "tests/fuzz/folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    static fuzz::OneFile file("fuzz.yml");
    static const Attributes attributes = [] {
        Errors errors;
        return Attributes::load(BONAFIDE_ROOT "/content/attributes.yml", errors);
    }();
    FieldNames names;
    Errors errors;
    const Sources sources = Sources::load(file.folder_of(data, size), attributes, names, errors);
    return 0;
}
