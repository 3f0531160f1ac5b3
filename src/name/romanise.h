// Any script to lower-case ASCII words, as passports and newspapers write them: first the tables of content/names/romanise.yml,
// then ICU (Any-Latin, Latin-ASCII). Used to prepare names and to read the tables themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bonafide::name {

class Rewrites;

enum class Script : std::uint8_t { latin, cyrillic, greek, arabic, hebrew, han, kana, hangul, other };

/// The script of most of the letters.
[[nodiscard]] Script script_of(std::string_view text);
/// Of any script.
[[nodiscard]] std::string lower_case(std::string_view text);
/// ASCII: letters in their case where they were Latin, else lower; punctuation kept. Hyphens and apostrophes of all kinds become - and '.
[[nodiscard]] std::string romanise(std::string_view text, const Rewrites& tables);
/// Hangul as Revised Romanisation, a blank between syllables: "김정은" is "gim jeong eun".
[[nodiscard]] std::string romanise_hangul(std::string_view text);

}  // namespace bonafide::name
