// Postal addresses as people write them, made comparable. US forms by USPS Publication 28; other countries' only lose case and punctuation.
#pragma once

#include <string>
#include <string_view>

namespace bonafide {

/// One spelling for "123 North Main Street, Apt. 4B", "123 N Main St #4b" and "123 n. main st unit 4B": "123 n main st # 4b".
/// Directions, street suffixes and unit designators become their abbreviations; which designator a unit has is forgiven.
[[nodiscard]] std::string address_key(std::string_view text);
/// A box and not a home: PO box, private mailbox (PMB), general delivery, rural or military box.
[[nodiscard]] bool is_mailbox_address(std::string_view text);

}  // namespace bonafide
