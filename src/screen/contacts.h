// E-mail addresses, links, telephone numbers and postal addresses inside of a line of text. Used by resume and by whatever else reads prose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/geo.h"
#include "screen/words.h"

namespace bonafide::screen {

struct Match {
    std::size_t begin = 0, end = 0;
    std::string value;
};

[[nodiscard]] std::vector<Match> find_emails(std::string_view text);
/// With scheme, with www., with a path, or of a kind of host that people write bare; never part of an e-mail address. `bare`: also "jane.dev".
[[nodiscard]] std::vector<Match> find_links(std::string_view text, bool bare);
/// `labelled`: the text says that it is a number; otherwise only what some numbering plan knows.
[[nodiscard]] std::vector<Match> find_phones(std::string_view text, const Words& words, bool labelled);

/// Is there anything but numerals and marks? Bytes of letters outside of ASCII count.
[[nodiscard]] bool has_letters(std::string_view text);

/// How surely a piece of a line is a postal address or a place: 0 not, 1 a city, 2 a city with its region or country, 3 with post code or street.
[[nodiscard]] int address_rank(std::string_view text, const Words& words, const Geo* geo);
/// The same for places of work: "Austin, TX", "Remote", "Berlin".
[[nodiscard]] int place_rank(std::string_view text, const Words& words, const Geo* geo);

/// Comparable forms: without scheme, www., trailing slash; lower case.
[[nodiscard]] std::string link_key(std::string_view link);

/// Does the text begin with a capital letter (of any script), or with a letter of a script that has none?
[[nodiscard]] bool begins_upper(std::string_view text);
/// Without symbols, emoji and blanks at both ends.
[[nodiscard]] std::string_view strip_symbols(std::string_view text);
[[nodiscard]] bool all_capitals(std::string_view text);
[[nodiscard]] std::size_t word_count(std::string_view text);

}  // namespace bonafide::screen
