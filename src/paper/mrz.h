// The machine-readable zone of passports, visas and identity cards as ICAO Doc 9303 (8th edition) lays it out: parts 4 (TD3), 5
// (TD1), 6 (TD2), 7 (MRV-A, MRV-B), and the French variants that differ. Text only; mrz_reader.h finds and reads it in a picture.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "paper/finding.h"

namespace bonafide::paper {

enum class MrzFormat : std::uint8_t { td1, td2, td3, mrv_a, mrv_b, french_id, french_licence, swiss_licence };
[[nodiscard]] std::string_view mrz_format_name(MrzFormat format);  ///< "TD1", ...

/// A date of six digits; unknown parts are fillers (Doc 9303-3, 4.8).
struct MrzDate {
    std::string raw;                        ///< as written, YYMMDD
    int year = -1;                          ///< with its century; -1 unknown
    int month = -1, day = -1;               ///< -1 unknown
    bool well_formed = false;               ///< digits or fillers, and a day that exists
    [[nodiscard]] std::string iso() const;  ///< as precise as known: "1974-08-12", "1974-08", "1974"; ""
    [[nodiscard]] std::optional<Date> full() const;
};

/// A stretch of one line, counted from 0.
struct MrzPlace {
    std::uint8_t line = 0, from = 0, length = 0;
};

/// One check digit: what it covers, what is printed, what it should be.
struct MrzCheckDigit {
    std::string name;  ///< "number", "birth", "expiry", "optional", "composite"
    char printed = '<', expected = '0';
    bool may_be_filler = false;    ///< an empty optional field needs none
    std::vector<MrzPlace> places;  ///< that it depends on, itself among them
    [[nodiscard]] bool right() const { return printed == expected || (may_be_filler && printed == '<'); }
};

struct Mrz {
    MrzFormat format = MrzFormat::td3;
    std::vector<std::string> lines;
    std::string document_code;  ///< "P", "V", "ID", "AC", ... without fillers
    std::string issuer, nationality;
    std::string number;  ///< without fillers, the overflow of TD1 and TD2 joined
    std::string surname, given_names;
    bool names_truncated = false;
    MrzDate birth, expiry, issued;
    char sex = '<';
    std::string optional, optional2;
    std::vector<MrzCheckDigit> digits;
    [[nodiscard]] bool digits_right() const;
};

/// The check digit of Doc 9303-3, 4.9: weights 7-3-1, A = 10 ... Z = 35, filler = 0; 0 to 9. Other characters count as fillers.
[[nodiscard]] char mrz_check_digit(std::string_view text);

/// Lines as read: blanks are dropped, letters raised, `«` and `‹` taken for fillers. Line lengths and the first letter decide the
/// format; a line short by trailing fillers is filled up. `today` decides centuries; unknown: 2-digit years up to 30 are 20xx.
[[nodiscard]] Result<Mrz> parse_mrz(std::span<const std::string> lines, Timestamp today = {});
/// The first MRZ among lines of text (a page's OCR, a PDF's text layer).
[[nodiscard]] std::optional<Mrz> find_mrz(std::span<const std::string> lines, Timestamp today = {});

/// Every rule, each with its verdict and the part of the standard.
[[nodiscard]] std::vector<Finding> check_mrz(const Mrz& mrz, Timestamp today);

enum class IssuerCode : std::uint8_t { state, other, specimen, not_a_state, unknown };
/// Codes of Doc 9303-3, section 5 (ISO 3166-1 alpha-3 and the extensions of parts A to D). `name` is for sentences.
struct Issuer {
    IssuerCode kind = IssuerCode::unknown;
    std::string_view name;
};
[[nodiscard]] Issuer mrz_issuer(std::string_view code);

/// A name in the letters of an MRZ: fillers for blanks, hyphens and apostrophes dropped, accents by the table of Doc 9303-3, section 6.
[[nodiscard]] std::string mrz_name(std::string_view name);
/// All spellings which section 6 allows for one name (Ä as AE or A, Ñ as N or NXX, ...), the recommended one first; at most 64.
[[nodiscard]] std::vector<std::string> mrz_spellings(std::string_view name);

}  // namespace bonafide::paper
