// ISO 3166-1: alpha-2, alpha-3, English short names; then the other names that exports use.
#include <algorithm>
#include <array>

#include "base/country.h"
#include "base/text.h"

namespace bonafide {
namespace {

struct Country {
    std::string_view alpha2, alpha3, name;
};

// clang-format off
constexpr Country countries[] = {
    {"AD", "AND", "Andorra"}, {"AE", "ARE", "United Arab Emirates"}, {"AF", "AFG", "Afghanistan"},
    {"AG", "ATG", "Antigua and Barbuda"}, {"AI", "AIA", "Anguilla"}, {"AL", "ALB", "Albania"}, {"AM", "ARM", "Armenia"},
    {"AO", "AGO", "Angola"}, {"AQ", "ATA", "Antarctica"}, {"AR", "ARG", "Argentina"}, {"AS", "ASM", "American Samoa"},
    {"AT", "AUT", "Austria"}, {"AU", "AUS", "Australia"}, {"AW", "ABW", "Aruba"}, {"AX", "ALA", "Åland Islands"},
    {"AZ", "AZE", "Azerbaijan"}, {"BA", "BIH", "Bosnia and Herzegovina"}, {"BB", "BRB", "Barbados"},
    {"BD", "BGD", "Bangladesh"}, {"BE", "BEL", "Belgium"}, {"BF", "BFA", "Burkina Faso"}, {"BG", "BGR", "Bulgaria"},
    {"BH", "BHR", "Bahrain"}, {"BI", "BDI", "Burundi"}, {"BJ", "BEN", "Benin"}, {"BL", "BLM", "Saint Barthélemy"},
    {"BM", "BMU", "Bermuda"}, {"BN", "BRN", "Brunei"}, {"BO", "BOL", "Bolivia"},
    {"BQ", "BES", "Bonaire, Sint Eustatius and Saba"}, {"BR", "BRA", "Brazil"}, {"BS", "BHS", "Bahamas"},
    {"BT", "BTN", "Bhutan"}, {"BV", "BVT", "Bouvet Island"}, {"BW", "BWA", "Botswana"}, {"BY", "BLR", "Belarus"},
    {"BZ", "BLZ", "Belize"}, {"CA", "CAN", "Canada"}, {"CC", "CCK", "Cocos (Keeling) Islands"}, {"CD", "COD", "DR Congo"},
    {"CF", "CAF", "Central African Republic"}, {"CG", "COG", "Congo"}, {"CH", "CHE", "Switzerland"},
    {"CI", "CIV", "Côte d'Ivoire"}, {"CK", "COK", "Cook Islands"}, {"CL", "CHL", "Chile"}, {"CM", "CMR", "Cameroon"},
    {"CN", "CHN", "China"}, {"CO", "COL", "Colombia"}, {"CR", "CRI", "Costa Rica"}, {"CU", "CUB", "Cuba"},
    {"CV", "CPV", "Cape Verde"}, {"CW", "CUW", "Curaçao"}, {"CX", "CXR", "Christmas Island"}, {"CY", "CYP", "Cyprus"},
    {"CZ", "CZE", "Czechia"}, {"DE", "DEU", "Germany"}, {"DJ", "DJI", "Djibouti"}, {"DK", "DNK", "Denmark"},
    {"DM", "DMA", "Dominica"}, {"DO", "DOM", "Dominican Republic"}, {"DZ", "DZA", "Algeria"}, {"EC", "ECU", "Ecuador"},
    {"EE", "EST", "Estonia"}, {"EG", "EGY", "Egypt"}, {"EH", "ESH", "Western Sahara"}, {"ER", "ERI", "Eritrea"},
    {"ES", "ESP", "Spain"}, {"ET", "ETH", "Ethiopia"}, {"FI", "FIN", "Finland"}, {"FJ", "FJI", "Fiji"},
    {"FK", "FLK", "Falkland Islands (Malvinas)"}, {"FM", "FSM", "Micronesia"}, {"FO", "FRO", "Faroe Islands"},
    {"FR", "FRA", "France"}, {"GA", "GAB", "Gabon"}, {"GB", "GBR", "United Kingdom"}, {"GD", "GRD", "Grenada"},
    {"GE", "GEO", "Georgia"}, {"GF", "GUF", "French Guiana"}, {"GG", "GGY", "Guernsey"}, {"GH", "GHA", "Ghana"},
    {"GI", "GIB", "Gibraltar"}, {"GL", "GRL", "Greenland"}, {"GM", "GMB", "Gambia"}, {"GN", "GIN", "Guinea"},
    {"GP", "GLP", "Guadeloupe"}, {"GQ", "GNQ", "Equatorial Guinea"}, {"GR", "GRC", "Greece"},
    {"GS", "SGS", "South Georgia and the South Sandwich Islands"}, {"GT", "GTM", "Guatemala"}, {"GU", "GUM", "Guam"},
    {"GW", "GNB", "Guinea-Bissau"}, {"GY", "GUY", "Guyana"}, {"HK", "HKG", "Hong Kong"},
    {"HM", "HMD", "Heard Island and McDonald Islands"}, {"HN", "HND", "Honduras"}, {"HR", "HRV", "Croatia"},
    {"HT", "HTI", "Haiti"}, {"HU", "HUN", "Hungary"}, {"ID", "IDN", "Indonesia"}, {"IE", "IRL", "Ireland"},
    {"IL", "ISR", "Israel"}, {"IM", "IMN", "Isle of Man"}, {"IN", "IND", "India"},
    {"IO", "IOT", "British Indian Ocean Territory"}, {"IQ", "IRQ", "Iraq"}, {"IR", "IRN", "Iran"}, {"IS", "ISL", "Iceland"},
    {"IT", "ITA", "Italy"}, {"JE", "JEY", "Jersey"}, {"JM", "JAM", "Jamaica"}, {"JO", "JOR", "Jordan"}, {"JP", "JPN", "Japan"},
    {"KE", "KEN", "Kenya"}, {"KG", "KGZ", "Kyrgyzstan"}, {"KH", "KHM", "Cambodia"}, {"KI", "KIR", "Kiribati"},
    {"KM", "COM", "Comoros"}, {"KN", "KNA", "Saint Kitts and Nevis"}, {"KP", "PRK", "North Korea"},
    {"KR", "KOR", "South Korea"}, {"KW", "KWT", "Kuwait"}, {"KY", "CYM", "Cayman Islands"}, {"KZ", "KAZ", "Kazakhstan"},
    {"LA", "LAO", "Laos"}, {"LB", "LBN", "Lebanon"}, {"LC", "LCA", "Saint Lucia"}, {"LI", "LIE", "Liechtenstein"},
    {"LK", "LKA", "Sri Lanka"}, {"LR", "LBR", "Liberia"}, {"LS", "LSO", "Lesotho"}, {"LT", "LTU", "Lithuania"},
    {"LU", "LUX", "Luxembourg"}, {"LV", "LVA", "Latvia"}, {"LY", "LBY", "Libya"}, {"MA", "MAR", "Morocco"},
    {"MC", "MCO", "Monaco"}, {"MD", "MDA", "Moldova"}, {"ME", "MNE", "Montenegro"}, {"MF", "MAF", "Saint Martin (French part)"},
    {"MG", "MDG", "Madagascar"}, {"MH", "MHL", "Marshall Islands"}, {"MK", "MKD", "North Macedonia"}, {"ML", "MLI", "Mali"},
    {"MM", "MMR", "Myanmar"}, {"MN", "MNG", "Mongolia"}, {"MO", "MAC", "Macao"}, {"MP", "MNP", "Northern Mariana Islands"},
    {"MQ", "MTQ", "Martinique"}, {"MR", "MRT", "Mauritania"}, {"MS", "MSR", "Montserrat"}, {"MT", "MLT", "Malta"},
    {"MU", "MUS", "Mauritius"}, {"MV", "MDV", "Maldives"}, {"MW", "MWI", "Malawi"}, {"MX", "MEX", "Mexico"},
    {"MY", "MYS", "Malaysia"}, {"MZ", "MOZ", "Mozambique"}, {"NA", "NAM", "Namibia"}, {"NC", "NCL", "New Caledonia"},
    {"NE", "NER", "Niger"}, {"NF", "NFK", "Norfolk Island"}, {"NG", "NGA", "Nigeria"}, {"NI", "NIC", "Nicaragua"},
    {"NL", "NLD", "Netherlands"}, {"NO", "NOR", "Norway"}, {"NP", "NPL", "Nepal"}, {"NR", "NRU", "Nauru"},
    {"NU", "NIU", "Niue"}, {"NZ", "NZL", "New Zealand"}, {"OM", "OMN", "Oman"}, {"PA", "PAN", "Panama"}, {"PE", "PER", "Peru"},
    {"PF", "PYF", "French Polynesia"}, {"PG", "PNG", "Papua New Guinea"}, {"PH", "PHL", "Philippines"},
    {"PK", "PAK", "Pakistan"}, {"PL", "POL", "Poland"}, {"PM", "SPM", "Saint Pierre and Miquelon"}, {"PN", "PCN", "Pitcairn"},
    {"PR", "PRI", "Puerto Rico"}, {"PS", "PSE", "Palestine"}, {"PT", "PRT", "Portugal"}, {"PW", "PLW", "Palau"},
    {"PY", "PRY", "Paraguay"}, {"QA", "QAT", "Qatar"}, {"RE", "REU", "Reunion"}, {"RO", "ROU", "Romania"},
    {"RS", "SRB", "Serbia"}, {"RU", "RUS", "Russia"}, {"RW", "RWA", "Rwanda"}, {"SA", "SAU", "Saudi Arabia"},
    {"SB", "SLB", "Solomon Islands"}, {"SC", "SYC", "Seychelles"}, {"SD", "SDN", "Sudan"}, {"SE", "SWE", "Sweden"},
    {"SG", "SGP", "Singapore"}, {"SH", "SHN", "Saint Helena"}, {"SI", "SVN", "Slovenia"},
    {"SJ", "SJM", "Svalbard and Jan Mayen"}, {"SK", "SVK", "Slovakia"}, {"SL", "SLE", "Sierra Leone"},
    {"SM", "SMR", "San Marino"}, {"SN", "SEN", "Senegal"}, {"SO", "SOM", "Somalia"}, {"SR", "SUR", "Suriname"},
    {"SS", "SSD", "South Sudan"}, {"ST", "STP", "Sao Tome and Principe"}, {"SV", "SLV", "El Salvador"},
    {"SX", "SXM", "Sint Maarten (Dutch part)"}, {"SY", "SYR", "Syria"}, {"SZ", "SWZ", "Eswatini"},
    {"TC", "TCA", "Turks and Caicos Islands"}, {"TD", "TCD", "Chad"}, {"TF", "ATF", "French Southern Territories"},
    {"TG", "TGO", "Togo"}, {"TH", "THA", "Thailand"}, {"TJ", "TJK", "Tajikistan"}, {"TK", "TKL", "Tokelau"},
    {"TL", "TLS", "Timor-Leste"}, {"TM", "TKM", "Turkmenistan"}, {"TN", "TUN", "Tunisia"}, {"TO", "TON", "Tonga"},
    {"TR", "TUR", "Türkiye"}, {"TT", "TTO", "Trinidad and Tobago"}, {"TV", "TUV", "Tuvalu"}, {"TW", "TWN", "Taiwan"},
    {"TZ", "TZA", "Tanzania"}, {"UA", "UKR", "Ukraine"}, {"UG", "UGA", "Uganda"},
    {"UM", "UMI", "United States Minor Outlying Islands"}, {"US", "USA", "United States"}, {"UY", "URY", "Uruguay"},
    {"UZ", "UZB", "Uzbekistan"}, {"VA", "VAT", "Vatican City"}, {"VC", "VCT", "Saint Vincent and the Grenadines"},
    {"VE", "VEN", "Venezuela"}, {"VG", "VGB", "Virgin Islands, British"}, {"VI", "VIR", "Virgin Islands, U.S."},
    {"VN", "VNM", "Vietnam"}, {"VU", "VUT", "Vanuatu"}, {"WF", "WLF", "Wallis and Futuna"}, {"WS", "WSM", "Samoa"},
    {"XK", "XKK", "Kosovo"}, {"YE", "YEM", "Yemen"}, {"YT", "MYT", "Mayotte"}, {"ZA", "ZAF", "South Africa"},
    {"ZM", "ZMB", "Zambia"}, {"ZW", "ZWE", "Zimbabwe"},
};
// clang-format on

struct Alias {
    std::string_view name, alpha2;
};

// clang-format off
constexpr Alias aliases[] = {
    {"UAE", "AE"}, {"Aland Islands", "AX"}, {"Brunei Darussalam", "BN"}, {"Democratic Republic of the Congo", "CD"},
    {"Congo", "CD"}, {"Republic of the Congo", "CG"}, {"Cote d'Ivoire", "CI"}, {"Ivory Coast", "CI"},
    {"People's Republic of China", "CN"}, {"Czech Republic", "CZ"}, {"Micronesia, Federated States of", "FM"}, {"UK", "GB"},
    {"Great Britain", "GB"}, {"Republic of The Gambia", "GM"}, {"The Gambia", "GM"}, {"Islamic Republic of Iran", "IR"},
    {"Korea, Republic of", "KR"}, {"Republic of Korea", "KR"}, {"Lao People's Democratic Republic", "LA"},
    {"Moldova, Republic of", "MD"}, {"The Republic of North Macedonia", "MK"}, {"The Netherlands", "NL"},
    {"Netherlands (Kingdom of the)", "NL"}, {"Pitcairn Islands", "PN"}, {"State of Palestine", "PS"},
    {"Russian Federation", "RU"}, {"Syrian Arab Republic", "SY"}, {"Turkey", "TR"}, {"Taiwan, Province of China", "TW"},
    {"United Republic of Tanzania", "TZ"}, {"United States of America", "US"}, {"USA", "US"}, {"U.S.A.", "US"}, {"US", "US"},
    {"U.S.", "US"}, {"Holy See (Vatican City State)", "VA"}, {"America", "US"}, {"U.K.", "GB"}, {"Britain", "GB"},
    {"England", "GB"}, {"Scotland", "GB"}, {"Wales", "GB"}, {"Northern Ireland", "GB"}, {"Korea", "KR"},
    {"Korea (Republic of)", "KR"}, {"DPRK", "KP"}, {"Democratic People's Republic of Korea", "KP"},
    {"Korea, Democratic People's Republic of", "KP"}, {"PRC", "CN"}, {"Mainland China", "CN"}, {"Hong Kong SAR", "HK"},
    {"Macau", "MO"}, {"Viet Nam", "VN"}, {"Emirates", "AE"}, {"Turkiye", "TR"}, {"Holland", "NL"}, {"Cape Verde", "CV"},
    {"Burma", "MM"}, {"Swaziland", "SZ"}, {"Macedonia", "MK"}, {"Bolivia, Plurinational State of", "BO"},
    {"Venezuela, Bolivarian Republic of", "VE"}, {"Iran, Islamic Republic of", "IR"}, {"Tanzania, United Republic of", "TZ"},
    {"Kosovo", "XK"}, {"The Bahamas", "BS"}, {"The Philippines", "PH"}, {"Deutschland", "DE"}, {"España", "ES"},
    {"Brasil", "BR"}, {"México", "MX"}, {"Republic of Ireland", "IE"},
};
// clang-format on

struct Region {
    std::string_view country, code, name;
};

// clang-format off
constexpr Region regions[] = {
    {"US", "AL", "Alabama"}, {"US", "AK", "Alaska"}, {"US", "AZ", "Arizona"}, {"US", "AR", "Arkansas"},
    {"US", "CA", "California"}, {"US", "CO", "Colorado"}, {"US", "CT", "Connecticut"}, {"US", "DE", "Delaware"},
    {"US", "DC", "District of Columbia"}, {"US", "FL", "Florida"}, {"US", "GA", "Georgia"}, {"US", "HI", "Hawaii"},
    {"US", "ID", "Idaho"}, {"US", "IL", "Illinois"}, {"US", "IN", "Indiana"}, {"US", "IA", "Iowa"}, {"US", "KS", "Kansas"},
    {"US", "KY", "Kentucky"}, {"US", "LA", "Louisiana"}, {"US", "ME", "Maine"}, {"US", "MD", "Maryland"},
    {"US", "MA", "Massachusetts"}, {"US", "MI", "Michigan"}, {"US", "MN", "Minnesota"}, {"US", "MS", "Mississippi"},
    {"US", "MO", "Missouri"}, {"US", "MT", "Montana"}, {"US", "NE", "Nebraska"}, {"US", "NV", "Nevada"},
    {"US", "NH", "New Hampshire"}, {"US", "NJ", "New Jersey"}, {"US", "NM", "New Mexico"}, {"US", "NY", "New York"},
    {"US", "NC", "North Carolina"}, {"US", "ND", "North Dakota"}, {"US", "OH", "Ohio"}, {"US", "OK", "Oklahoma"},
    {"US", "OR", "Oregon"}, {"US", "PA", "Pennsylvania"}, {"US", "RI", "Rhode Island"}, {"US", "SC", "South Carolina"},
    {"US", "SD", "South Dakota"}, {"US", "TN", "Tennessee"}, {"US", "TX", "Texas"}, {"US", "UT", "Utah"},
    {"US", "VT", "Vermont"}, {"US", "VA", "Virginia"}, {"US", "WA", "Washington"}, {"US", "WV", "West Virginia"},
    {"US", "WI", "Wisconsin"}, {"US", "WY", "Wyoming"}, {"US", "PR", "Puerto Rico"}, {"US", "GU", "Guam"},
    {"US", "VI", "Virgin Islands"}, {"US", "AS", "American Samoa"}, {"US", "MP", "Northern Mariana Islands"},
    {"US", "DC", "Washington DC"}, {"US", "DC", "Washington D.C."}, {"CA", "AB", "Alberta"}, {"CA", "BC", "British Columbia"},
    {"CA", "MB", "Manitoba"}, {"CA", "NB", "New Brunswick"}, {"CA", "NL", "Newfoundland and Labrador"},
    {"CA", "NL", "Newfoundland"}, {"CA", "NS", "Nova Scotia"}, {"CA", "NT", "Northwest Territories"}, {"CA", "NU", "Nunavut"},
    {"CA", "ON", "Ontario"}, {"CA", "PE", "Prince Edward Island"}, {"CA", "QC", "Quebec"}, {"CA", "SK", "Saskatchewan"},
    {"CA", "YT", "Yukon"},
};
// clang-format on

/// Two letters are looked up without comparing them with everything: codes are read for every person and address.
std::string_view alpha2_of(std::string_view name) {
    constexpr std::size_t letters = 26;
    static const auto by_letters = [] {
        std::array<std::string_view, letters * letters> out;
        for (const Country& country : countries)
            out[static_cast<std::size_t>(country.alpha2[0] - 'A') * letters + static_cast<std::size_t>(country.alpha2[1] - 'A')] = country.alpha2;
        return out;
    }();
    const auto number = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c) | 0x20U) - 'a'; };
    const std::size_t first = number(name[0]), second = number(name[1]);
    return first < letters && second < letters ? by_letters[first * letters + second] : std::string_view{};
}

}  // namespace

std::string_view country_code(std::string_view code_or_name) {
    const std::string name = fold(code_or_name);
    if (name.size() < 2) return {};
    if (name.size() == 2)
        if (const std::string_view code = alpha2_of(name); !code.empty()) return code;
    const auto same = [&](std::string_view other) { return equals_ignore_case(name, other); };
    for (const Country& country : countries)
        if (same(name.size() == 2 ? country.alpha2 : country.alpha3) || same(country.name)) return country.alpha2;
    for (const Alias& alias : aliases)
        if (same(alias.name)) return alias.alpha2;
    // Only accents are left to forgive; rare, so the fold of each name is not kept.
    for (const Country& country : countries)
        if (fold(country.name) == name) return country.alpha2;
    for (const Alias& alias : aliases)
        if (fold(alias.name) == name) return alias.alpha2;
    return {};
}

std::string_view country_name(std::string_view alpha2) {
    const auto* country = std::ranges::find_if(countries, [&](const Country& c) { return equals_ignore_case(c.alpha2, alpha2); });
    return country == std::end(countries) ? std::string_view{} : country->name;
}

std::string_view region_code(std::string_view country, std::string_view code_or_name) {
    const std::string name = fold(code_or_name);  // Québec
    const auto* region = std::ranges::find_if(
        regions, [&](const Region& r) { return r.country == country && (equals_ignore_case(r.code, name) || equals_ignore_case(r.name, name)); });
    return region == std::end(regions) ? std::string_view{} : region->code;
}

}  // namespace bonafide
