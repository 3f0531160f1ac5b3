// Lists that people are made of: streets, banks, area codes, laptops, titles. Inside this folder only.
#pragma once

#include <string_view>

namespace bonafide::sim {

inline constexpr std::string_view us_streets[] = {
    "Maple Ave",       "Oak Street",    "Cedar Ln",       "Willow Creek Dr", "Juniper Way",   "Larkspur Ln",     "Hillcrest Rd",  "Elm St",
    "Birch Street",    "Magnolia Blvd", "Pecan Grove Rd", "Lakeview Drive",  "Sunset Ter",    "Meadowbrook Dr",  "Jefferson Ave", "Franklin St",
    "W 5th Street",    "Highland Ave",  "Prospect Pl",    "Ridgewood Ct",    "Summit Ave",    "E Mulberry St",   "Orchard Ln",    "Harbor View Rd",
    "Chestnut Street", "Fairfax Ave",   "Sycamore Dr",    "Dogwood Cir",     "N Kenmore Ave", "Valley Forge Rd", "Stonegate Way", "Riverbend Dr"};

struct Streets {
    std::string_view country, form;  ///< {0}: number, {1}: name
    std::string_view names;          ///< separated by |
};
inline constexpr Streets streets_abroad[] = {
    {"GB", "{0} {1}", "Ashgrove Road|Brook Street|Victoria Road|Mill Lane|Station Road|Park Avenue|Clarence Street|Albion Road"},
    {"DE", "{1} {0}", "Kastanienallee|Lindenstraße|Gartenweg|Bergmannstraße|Schillerstraße|Rosenweg|Hauptstraße|Müllerstraße"},
    {"FR", "{0} {1}", "rue des Lilas|rue Victor Hugo|avenue de la République|rue de Belleville|boulevard Voltaire|rue Pasteur"},
    {"ES", "{1} {0}", "Calle Mayor|Calle de Toledo|Carrer de Mallorca|Avenida de América|Calle Luna|Carrer de Sants"},
    {"PL", "ul. {1} {0}", "Mickiewicza|Polna|Ogrodowa|Słowackiego|Lipowa|Puławska"},
    {"PT", "{1} {0}", "Rua da Rosa|Rua do Salitre|Avenida Almirante Reis|Rua das Flores"},
    {"NL", "{1} {0}", "Javastraat|Kinkerstraat|Overtoom|Ceintuurbaan|Linnaeusstraat"},
    {"IE", "{0} {1}", "Rathmines Road|Dorset Street|Clonliffe Road|Sandford Road"},
    {"BR", "{1}, {0}", "Rua Augusta|Avenida Paulista|Rua Vergueiro|Rua dos Pinheiros"},
    {"IN", "{0}, {1}", "12th Main Road|Indiranagar 1st Stage|HSR Layout Sector 2|Koramangala 5th Block"},
    {"AU", "{0} {1}", "Sydney Road|Smith Street|Brunswick Street|King Street|Glebe Point Road"},
    {"CA", "{0} {1}", "Queen St W|Dundas Street|Bathurst St|Rue Saint-Denis|Granville Street|Main St|Kingsway|17 Avenue SW"}};

struct PhoneForm {
    std::string_view country, prefixes;  ///< prefixes separated by blanks
    int digits;
};
inline constexpr PhoneForm phones_abroad[] = {{"GB", "+4474 +4475 +4477 +4478", 8},
                                              {"DE", "+49151 +49160 +49171 +49176", 8},
                                              {"FR", "+336 +337", 8},
                                              {"ES", "+346", 8},
                                              {"PL", "+4850 +4860 +4869", 7},
                                              {"PT", "+35191 +35193 +35196", 7},
                                              {"NL", "+316", 8},
                                              {"IE", "+35385 +35386 +35387", 7},
                                              {"BR", "+55119", 8},
                                              {"IN", "+9198 +9199 +9190", 8},
                                              {"AU", "+614", 8}};

struct Area {
    std::string_view region, codes;
};
inline constexpr Area areas[] = {{"AL", "205 256"},
                                 {"AZ", "602 480 520"},
                                 {"AR", "501 479"},
                                 {"CA", "213 415 619 916 408 510"},
                                 {"CO", "303 719 970"},
                                 {"CT", "203 860"},
                                 {"DE", "302"},
                                 {"DC", "202"},
                                 {"FL", "305 813 904 407"},
                                 {"GA", "404 770 912"},
                                 {"ID", "208"},
                                 {"IL", "312 773 630 217"},
                                 {"IN", "317 219"},
                                 {"IA", "515 319"},
                                 {"KS", "316 913"},
                                 {"KY", "502 859"},
                                 {"LA", "504 225"},
                                 {"ME", "207"},
                                 {"MD", "410 301"},
                                 {"MA", "617 508 978"},
                                 {"MI", "313 616 734"},
                                 {"MN", "612 651"},
                                 {"MS", "601"},
                                 {"MO", "314 816"},
                                 {"MT", "406"},
                                 {"NE", "402"},
                                 {"NV", "702 775"},
                                 {"NH", "603"},
                                 {"NJ", "201 732 609"},
                                 {"NM", "505"},
                                 {"NY", "212 718 516 315"},
                                 {"NC", "704 919 336"},
                                 {"ND", "701"},
                                 {"OH", "216 614 513"},
                                 {"OK", "405 918"},
                                 {"OR", "503 541"},
                                 {"PA", "215 412 717"},
                                 {"RI", "401"},
                                 {"SC", "803 843"},
                                 {"SD", "605"},
                                 {"TN", "615 901 423"},
                                 {"TX", "512 214 713 210 817"},
                                 {"UT", "801 435"},
                                 {"VT", "802"},
                                 {"VA", "703 804 757"},
                                 {"WA", "206 253 509"},
                                 {"WV", "304"},
                                 {"WI", "414 608"},
                                 {"WY", "307"},
                                 {"ON", "416 905 613 519"},
                                 {"QC", "514 418 450"},
                                 {"BC", "604 250"},
                                 {"AB", "403 780"},
                                 {"MB", "204"},
                                 {"SK", "306"},
                                 {"NS", "902"}};

struct Bank {
    std::string_view name, routing;
};
inline constexpr Bank us_banks[] = {{"JPMorgan Chase", "021000021"},
                                    {"Bank of America", "026009593"},
                                    {"Wells Fargo", "121000248"},
                                    {"Citibank", "021000089"},
                                    {"U.S. Bank", "091000022"},
                                    {"PNC Bank", "043000096"},
                                    {"Capital One", "051405515"},
                                    {"Truist", "061000104"},
                                    {"Navy Federal Credit Union", "256074974"},
                                    {"Ally Bank", "124003116"},
                                    {"Charles Schwab Bank", "121202211"},
                                    {"USAA FSB", "314074269"},
                                    {"TD Bank", "031101266"}};
// Pathward, Green Dot (indicators 2.4); Bancorp, Stride (Chime), Community Federal (Wise), First Century (Payoneer).
inline constexpr Bank neobanks[] = {{"Pathward", "073972181"},
                                    {"Pathward", "124085244"},
                                    {"Green Dot Bank", "124303120"},
                                    {"The Bancorp Bank (Chime)", "031101279"},
                                    {"Stride Bank (Chime)", "103100195"},
                                    {"Community Federal Savings Bank (Wise)", "026073150"},
                                    {"First Century Bank (Payoneer)", "061120084"}};
struct BankAbroad {
    std::string_view country, name, bic,
        iban;  ///< iban: country's form of the basic account number, d = digit, other letters as they are
};
inline constexpr BankAbroad banks_abroad[] = {{"DE", "Deutsche Kreditbank", "BYLADEM1001", "120300001ddddddddd"},
                                              {"DE", "ING-DiBa", "INGDDEFFXXX", "500105175ddddddddd"},
                                              {"FR", "BNP Paribas", "BNPAFRPPXXX", "30004ddddddddddddddddd0"},
                                              {"ES", "BBVA", "BBVAESMMXXX", "0182dddddddddddddddd"},
                                              {"PL", "mBank", "BREXPLPWMBK", "11402004dddddddddddddddd"},
                                              {"PT", "Millennium BCP", "BCOMPTPL", "0033ddddddddddddddddd"},
                                              {"NL", "ING Bank", "INGBNL2A", "INGBdddddddddd"},
                                              {"IE", "AIB", "AIBKIE2D", "AIBK931152dddddddd"},
                                              {"GB", "Barclays", "BARCGB22", "BARC200405dddddddd"},
                                              {"GB", "Monzo", "MONZGB2L", "MONZ040004dddddddd"},
                                              {"IN", "HDFC Bank", "HDFCINBB", "501000ddddddddd"},
                                              {"AU", "Commonwealth Bank", "CTBAAU2S", "062-000 dddddddd"},
                                              {"BR", "Nubank", "NUPBBRSP", "0001-ddddddd"},
                                              {"CA", "Royal Bank of Canada", "000300002", "ddddddd"},
                                              {"CA", "TD Canada Trust", "000400010", "ddddddd"}};

struct Job {
    std::string_view department, title;
    bool engineer;
    int weight, salary;  ///< salary in thousands of dollars
};
inline constexpr Job jobs[] = {{"Engineering", "Software Engineer", true, 20, 140},
                               {"Engineering", "Senior Software Engineer", true, 14, 175},
                               {"Engineering", "Frontend Engineer", true, 8, 138},
                               {"Engineering", "DevOps Engineer", true, 6, 150},
                               {"Data", "Data Engineer", true, 6, 148},
                               {"Data", "Data Analyst", false, 5, 98},
                               {"Product", "Product Manager", false, 6, 145},
                               {"Design", "Product Designer", false, 5, 120},
                               {"Sales", "Account Executive", false, 9, 95},
                               {"Marketing", "Content Marketer", false, 5, 86},
                               {"Support", "Support Specialist", false, 9, 68},
                               {"Finance", "Accountant", false, 4, 84},
                               {"People", "Recruiter", false, 3, 82}};

inline constexpr std::string_view cameras_windows[] = {"Integrated Webcam",  "Integrated Camera",   "Logitech BRIO",
                                                       "HD Pro Webcam C920", "Logi C270 HD WebCam", "USB Camera"};
inline constexpr std::string_view cameras_mac[] = {"FaceTime HD Camera", "FaceTime HD Camera (Built-in)", "Logitech BRIO", "HD Pro Webcam C920",
                                                   "Studio Display Camera"};
inline constexpr std::string_view microphones[] = {
    "Microphone Array (Realtek(R) Audio)", "MacBook Pro Microphone", "Jabra Evolve2 65", "AirPods Pro", "Yeti Stereo Microphone",
    "Headset Microphone (Poly Voyager)"};
inline constexpr std::string_view phone_models[] = {"iPhone", "iPhone", "iPhone", "Pixel 8", "SM-S921U"};

}  // namespace bonafide::sim
