// Heads and EXIF of pictures, Tesseract's table, and PDF's content streams with a font.
#include "document/picture.h"
#include "document/recognise.h"
#include "tests/document/make_pdf.h"
#include "tests/fuzz/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (size % 3 == 0) {
        document::Document read;
        fuzz::keep_promises(document::parse_picture(bytes, fuzz::small_limits(), read), read);
    } else if (size % 3 == 1) {
        for (const document::Line& line : document::lines_of_tsv(bytes, 2)) fuzz::demand(valid_utf8(line.text), "lines are text");
    } else {
        document::Document read;
        fuzz::keep_promises(document::parse_pdf(test::pdf_file(test::pdf_page(std::string(bytes))), fuzz::small_limits(), read), read);
    }
    return 0;
}
