// Values that mean the same have one comparable key; values that do not, have two.
#include <gtest/gtest.h>

#include "base/phone.h"
#include "person/ledger.h"

namespace bonafide {
namespace {

struct Pair {
    AttributeType type;
    const char *a, *b;
    bool same;
};

class Keys : public testing::TestWithParam<Pair> {};

TEST_P(Keys, AreEqualWhereTheValuesMeanTheSame) {
    const auto& [type, a, b, same] = GetParam();
    EXPECT_EQ(comparable_key(type, a) == comparable_key(type, b), same) << comparable_key(type, a) << " and " << comparable_key(type, b);
}

using Type = AttributeType;
INSTANTIATE_TEST_SUITE_P(
    All, Keys,
    testing::Values(Pair{Type::phone, "+1 (512) 867-5309", "512.867.5309", true}, Pair{Type::phone, "15128675309", "5128675309", true},
                    Pair{Type::phone, "+44 20 7946 0958", "+442079460958", true}, Pair{Type::phone, "+49 512 8675309", "512 867 5309", false},
                    Pair{Type::money_account, "021000021/1234-567", "021000021 / 1234567", true}, Pair{Type::money_account, "1", "2", false},
                    Pair{Type::wallet, "0xABCDEF", "0xabcdef", true},
                    Pair{Type::wallet, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1boatslrhtknngkdxeeobr76b53lettpyt", false},
                    Pair{Type::handle, "@Jo_Kim", "jo_kim", true}, Pair{Type::url, "https://www.Example.org/me/", "example.org/me", true},
                    Pair{Type::email, "J.o+x@gmail.com", "jo@googlemail.com", true}, Pair{Type::flag, "Yes", "TRUE", true},
                    Pair{Type::number, "1,200", "1200.0", true}, Pair{Type::date, "03/04/2026", "2026-03-04", true},
                    Pair{Type::ip, "2001:DB8:0::1", "2001:db8::1", true}, Pair{Type::hardware_id, "00-11-22-AA-BB-CC", "00:11:22:aa:bb:cc", true},
                    Pair{Type::address, "12 Elm Street, Apt. 4", "12 elm st apt 4", true}, Pair{Type::text, "Straße", "STRASSE", true}));

TEST(Keys, PlaceholdersHaveNone) {
    for (const char* nothing : {"", " ", "N/A", "-", "unknown", "(none)"}) EXPECT_EQ(comparable_key(Type::phone, nothing), "") << nothing;
}

/// The digits' short way against libphonenumber, which is the slow twin.
TEST(Keys, NorthAmericanNumbersAreThoseOfLibphonenumber) {
    for (const char* number : {"+1 415 555 2671", "(212) 736-5000", "1-646-867-5309", "604 675 2611", "+12025550123", "+52 55 1254 1234", "+1 23 456",
                               "011 44 20 7946 0958"}) {
        const auto slow = parse_phone(number, "US");
        if (slow) {
            EXPECT_EQ(comparable_key(Type::phone, number), slow->e164) << number;
        }
    }
}

}  // namespace
}  // namespace bonafide
