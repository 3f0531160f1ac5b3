#include "document/pdf_structure.h"

namespace bonafide::document {

void describe_revisions(std::string_view, const Limits&, Document&) {}

}  // namespace bonafide::document
