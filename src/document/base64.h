// Base64 (RFC 4648) as mails and pages hold it. Used by html and email.
#pragma once

#include <string>
#include <string_view>

namespace bonafide::document {

/// Line ends and anything else that is no digit are passed over.
[[nodiscard]] std::string base64_decode(std::string_view text);

}  // namespace bonafide::document
