// Bytes as a published list and as a table of queries against itself: every reader of names, preparing and comparing.
#include <cstdlib>
#include <sstream>

#include "name/answer.h"
#include "name/kept.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    static const name::Words words = [] {
        Errors errors;
        auto out = name::Words::load(std::filesystem::path(BONAFIDE_ROOT) / "content" / "names", errors);
        if (!errors.empty()) std::abort();
        return out;
    }();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    name::PublishedList list = name::read_list(bytes, "fuzz.csv");
    if (!name::differences(list, list).empty()) {
        // Entries of one id are one another's difference; nothing else may be.
        for (const name::Change& change : name::differences(list, list))
            if (change.kind == name::Change::Kind::removed) std::abort();
    }
    if (list.entries.size() > 50) list.entries.resize(50);
    name::Index index(words);
    index.add(std::move(list));
    index.finish();
    std::ostringstream out;
    (void)name::match_table(bytes.substr(0, 2048), "fuzz.csv", index, {}, out);
    (void)name::compare_table(bytes.substr(0, 2048), "fuzz.csv", words, false, out);
    return 0;
}
