#include "simulate/names.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string_view>

#include "base/text.h"
#include "simulate/random.h"

namespace bonafide::sim {
namespace {

struct Origin {
    std::span<const char* const> given, family;
};

constexpr const char* english_given[] = {"James", "Emily",  "Michael", "Sarah",  "David",   "Jessica", "Robert", "Ashley", "Brian",
                                         "Megan", "Kevin",  "Laura",   "Tyler",  "Rachel",  "Scott",   "Hannah", "Justin", "Amy",
                                         "Aaron", "Lauren", "Nathan",  "Claire", "Gregory", "Alice",   "Owen"};
constexpr const char* english_family[] = {"Smith",  "Johnson", "Williams", "Brown",    "Miller", "Davis",  "Wilson", "Anderson", "Taylor",
                                          "Thomas", "Moore",   "Martin",   "Thompson", "White",  "Clark",  "Lewis",  "Walker",   "Hall",
                                          "Young",  "Allen",   "Wright",   "Hill",     "Baker",  "Nelson", "Carter", "Parker"};
constexpr const char* spanish_given[] = {"José",   "María", "Luis",  "Ana",   "Carlos", "Lucía",  "Miguel", "Sofía",
                                         "Javier", "Elena", "Diego", "Paula", "Andrés", "Camila", "Raúl",   "Isabel"};
constexpr const char* spanish_family[] = {"García", "Martínez", "López", "Hernández", "González", "Pérez", "Sánchez", "Ramírez", "Torres",
                                          "Flores", "Rivera",   "Gómez", "Díaz",      "Reyes",    "Cruz",  "Morales", "Ortiz"};
constexpr const char* indian_given[] = {"Arjun",  "Priya", "Rahul",  "Ananya", "Vikram", "Deepa",   "Rohan",   "Kavya",
                                        "Sanjay", "Meera", "Aditya", "Nisha",  "Suresh", "Lakshmi", "Karthik", "Divya"};
constexpr const char* indian_family[] = {"Sharma", "Patel", "Reddy", "Iyer",     "Gupta",    "Nair",   "Singh", "Rao",   "Mehta",
                                         "Das",    "Joshi", "Menon", "Kulkarni", "Banerjee", "Chopra", "Desai", "Pillai"};
constexpr const char* chinese_given[] = {"Wei", "Li",  "Ming", "Xin",  "Jun", "Yan", "Hao", "Ling",
                                         "Jie", "Mei", "Tao",  "Fang", "Lei", "Na",  "Yu",  "Qing"};
constexpr const char* chinese_family[] = {"Wang", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou",
                                          "Xu",   "Sun",   "Ma",  "Zhu",  "Hu",   "Guo",   "He",   "Lin"};
constexpr const char* korean_given[] = {"Min-jun",   "Seo-yeon", "Ji-hoon",  "Ha-eun",  "Joon-ho",  "Soo-jin",
                                        "Dong-hyun", "Yuna",     "Sung-min", "Hye-jin", "Tae-yang", "Eun-ji"};
constexpr const char* korean_family[] = {"Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Jang", "Lim", "Han", "Oh", "Seo"};
constexpr const char* viet_given[] = {"Minh", "Linh", "Anh", "Huy", "Thao", "Duc", "Mai", "Quang", "Trang", "Khoa", "Lan", "Tuan"};
constexpr const char* viet_family[] = {"Nguyen", "Tran", "Le", "Pham", "Hoang", "Phan", "Vu", "Dang", "Bui", "Do", "Ngo", "Duong", "Ly"};
constexpr const char* slavic_given[] = {"Oleksandr", "Olena", "Piotr", "Katarzyna", "Ivan",   "Natalia", "Marek",  "Anna",
                                        "Dmytro",    "Irina", "Pavel", "Jana",      "Nikola", "Milica",  "Tomasz", "Zofia"};
constexpr const char* slavic_family[] = {"Kowalski", "Nowak",      "Shevchenko", "Kovalenko", "Petrov",  "Ivanova",   "Horvat", "Novotny", "Dvorak",
                                         "Wojcik",   "Bondarenko", "Popescu",    "Jovanovic", "Sokolov", "Zielinski", "Marek",  "Melnyk"};
constexpr const char* african_given[] = {"Amara",  "Chinedu", "Ngozi",   "Kwame",  "Abena", "Tunde",
                                         "Zanele", "Thabo",   "Wanjiku", "Otieno", "Fatou", "Sekou"};
constexpr const char* african_family[] = {"Okafor",   "Adeyemi", "Mensah", "Boateng", "Nkosi",   "Dlamini", "Mwangi",
                                          "Odhiambo", "Diallo",  "Traore", "Eze",     "Balogun", "Owusu"};
constexpr const char* arabic_given[] = {"Omar",  "Layla", "Youssef", "Fatima", "Karim",  "Noor", "Hassan", "Amina",
                                        "Tariq", "Salma", "Reza",    "Shirin", "Mehmet", "Elif", "Bilal",  "Zara"};
constexpr const char* arabic_family[] = {"Haddad", "Khalil", "Mansour", "Nasser", "Rahman", "Hosseini", "Tehrani", "Yilmaz", "Demir",
                                         "Khan",   "Malik",  "Qureshi", "Saleh",  "Farouk", "Aziz",     "Hamdan",  "Bakir"};
constexpr const char* european_given[] = {"Lukas", "Hannah", "Jürgen", "Sabine", "Pierre", "Chloé",   "Luca",  "Giulia",
                                          "Lars",  "Ingrid", "Niels",  "Femke",  "Mateus", "Beatriz", "Mikko", "Aino"};
constexpr const char* european_family[] = {"Müller",   "Schneider", "Weber", "Dubois", "Laurent", "Rossi",  "Ferrari", "Jensen", "Larsson",
                                           "Virtanen", "de Vries",  "Silva", "Costa",  "Almeida", "Becker", "Moreau",  "Bakker"};

constexpr Origin english{english_given, english_family}, spanish{spanish_given, spanish_family}, indian{indian_given, indian_family},
    chinese{chinese_given, chinese_family}, korean{korean_given, korean_family}, viet{viet_given, viet_family}, slavic{slavic_given, slavic_family},
    african{african_given, african_family}, arabic{arabic_given, arabic_family}, european{european_given, european_family};

// Of every twenty people so many bear names of an origin; which of the twenty, chance decides.
constexpr std::size_t block = 20;
struct Share {
    const Origin* origin;
    unsigned first, count;  // its places within the block
};
constexpr Share shares[] = {{&english, 0, 6}, {&spanish, 6, 3}, {&indian, 9, 3},  {&european, 12, 2}, {&chinese, 14, 1},
                            {&korean, 15, 1}, {&viet, 16, 1},   {&slavic, 17, 1}, {&african, 18, 1},  {&arabic, 19, 1}};
constexpr unsigned turned_by = 7;  // places the block is turned when names are swapped: most people change origin

std::array<std::uint8_t, block> places_of_block(std::uint64_t seed, std::uint64_t number) {
    std::array<std::uint8_t, block> places{};
    std::iota(places.begin(), places.end(), std::uint8_t{0});
    Random random(seed, "name block", number);
    for (std::size_t i = block - 1; i > 0; --i) std::swap(places[i], places[random.below(i + 1)]);
    return places;
}

std::string ascii(std::string_view text) {
    std::string out;
    for (char c : fold(text))
        if ((c >= 'a' && c <= 'z') || c == '-') out += c;
    return out;
}

}  // namespace

std::string FullName::login() const {
    std::string out;
    for (char c : ascii_given + "." + ascii_family)
        if (c != '-') out += c;
    return repeat ? out + std::to_string(repeat + 1) : out;
}

FullName name_of(std::uint64_t seed, std::uint64_t index, bool swapped) {
    const std::uint64_t number = index / block;
    unsigned place = places_of_block(seed, number)[index % block];
    if (swapped) place = static_cast<unsigned>((place + turned_by) % block);
    const Share& share = *std::ranges::find_if(shares, [&](const Share& s) { return place >= s.first && place < s.first + s.count; });
    const std::uint64_t nth = number * share.count + (place - share.first);  // nth person of this origin
    const std::uint64_t pairs = share.origin->given.size() * share.origin->family.size();
    // A walk that meets every pair once: the step is a prime larger than any list, so it shares no factor with `pairs`.
    const std::uint64_t pair = (nth % pairs * 9973 + hash64("names", seed) % pairs) % pairs;
    FullName name;
    name.given = share.origin->given[pair % share.origin->given.size()];
    name.family = share.origin->family[pair / share.origin->given.size()];
    name.repeat = static_cast<unsigned>(nth / pairs);
    name.ascii_given = ascii(name.given);
    name.ascii_family = ascii(name.family);
    Random random(seed, "middle name", index);
    if (random.chance(0.45)) name.middle = random.text(1, "ABCDEFGHJKLMNPRSTW");
    return name;
}

}  // namespace bonafide::sim
