#include "document/parse.h"

namespace bonafide::document {

Result<void> parse_pdf(std::string_view, const Limits&, Document&) { return fail("", "PDF is not read yet"); }

}  // namespace bonafide::document
