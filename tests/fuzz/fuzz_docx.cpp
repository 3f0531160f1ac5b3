// The XML inside of DOCX and ODT: parts parted by \x01 (a zip around them would hide them from the fuzzer; fuzz_archive has the zip).
#include "tests/fuzz/document.h"
#include "tests/record/pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < size; ++i) {
        if (data[i] == 1 && parts.size() < 4) parts.emplace_back();
        else parts.back().push_back(static_cast<char>(data[i]));
    }
    parts.resize(4);
    const std::string docx = test::pack(test::packings()[0], {{"word/document.xml", parts[0]},
                                                              {"word/styles.xml", parts[1]},
                                                              {"word/_rels/document.xml.rels", parts[2]},
                                                              {"docProps/core.xml", parts[3]}});
    document::Document as_docx, as_odt;
    const auto docx_done = document::parse_docx(docx, fuzz::small_limits(), as_docx);
    fuzz::keep_promises(docx_done, as_docx);
    const std::string odt = test::pack(
        test::packings()[0], {{"content.xml", parts[0]}, {"styles.xml", parts[1]}, {"META-INF/manifest.xml", parts[2]}, {"meta.xml", parts[3]}});
    const auto odt_done = document::parse_odt(odt, fuzz::small_limits(), as_odt);
    fuzz::keep_promises(odt_done, as_odt);
    return 0;
}
