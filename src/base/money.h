// Forms and checksums of what money is paid to: US routing numbers, IBANs, crypto addresses. Only the form is looked at; whether an account
// exists is not known here.
#pragma once

#include <string>
#include <string_view>

namespace bonafide {

/// Nine digits with the ABA checksum (weights 3, 7, 1) and a Federal Reserve prefix that is assigned.
[[nodiscard]] bool is_routing_number(std::string_view text);
/// ISO 13616: country, check digits, the country's length where it is known, remainder 1 by 97. Blanks are forgiven.
[[nodiscard]] bool is_iban(std::string_view text);
/// The IBAN's country (ISO alpha-2), or "" where it is none.
[[nodiscard]] std::string iban_country(std::string_view text);

enum class WalletKind { none, bitcoin, ethereum, tron, solana, litecoin, dogecoin };
[[nodiscard]] std::string_view wallet_kind_name(WalletKind kind);  ///< "Bitcoin"; "" for none

/// By form and, where the form has one, by checksum (Base58Check, Bech32 and Bech32m). EIP-55's upper and lower case is not verified: many
/// exports fold it. Solana is any Base58 text of 32 bytes, and so the last guess.
[[nodiscard]] WalletKind wallet_kind(std::string_view text);

}  // namespace bonafide
