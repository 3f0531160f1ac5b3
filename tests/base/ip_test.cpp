#include "base/ip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace bonafide {
namespace {

TEST(Ip, ReadsEverySpelling) {
    const std::pair<const char*, const char*> cases[] = {{"1.2.3.4", "1.2.3.4"},
                                                         {"1.2.3.4:443", "1.2.3.4"},
                                                         {" 8.8.8.8 ", "8.8.8.8"},
                                                         {"[1.2.3.4]:80", "1.2.3.4"},
                                                         {"::ffff:1.2.3.4", "1.2.3.4"},
                                                         {"2001:DB8:0:0::1", "2001:db8::1"},
                                                         {"[::1]:80", "::1"},
                                                         {"fe80::1%eth0", "fe80::1"},
                                                         {"[2001:db8::1]", "2001:db8::1"},
                                                         {"0.0.0.0", "0.0.0.0"},
                                                         {"255.255.255.255", "255.255.255.255"}};
    for (const auto& [text, canonical] : cases) {
        const auto ip = IpAddress::parse(text);
        ASSERT_TRUE(ip) << text;
        EXPECT_EQ(ip->text(), canonical) << text;
    }
}

TEST(Ip, RefusesAnythingElse) {
    for (const char* text : {"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4x", "1.2.3.4:99999", "1.2.3.4:", "01.2.3.4", "localhost", "[::1",
                             "[::1]x", "1.2.3.4/24", "12:34:56", "2001:db8:::1", "-", "N/A", "1.2.3.4, 5.6.7.8"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(Ip, Special) {
    for (const char* text : {"10.1.2.3", "172.31.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "203.0.113.9", "239.1.1.1",
                             "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "2001:db8::1", "ff02::1"})
        EXPECT_TRUE(IpAddress::parse(text)->is_special()) << text;
    for (const char* text : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "9.255.255.255", "223.255.255.255"})
        EXPECT_FALSE(IpAddress::parse(text)->is_special()) << text;
}

TEST(Ip, Networks) {
    EXPECT_TRUE(IpNetwork::parse("192.0.2.0/24")->contains(*IpAddress::parse("192.0.2.255")));
    EXPECT_FALSE(IpNetwork::parse("192.0.2.0/24")->contains(*IpAddress::parse("192.0.3.0")));
    EXPECT_TRUE(IpNetwork::parse("192.0.2.77/24")->contains(*IpAddress::parse("192.0.2.1")));
    EXPECT_TRUE(IpNetwork::parse("0.0.0.0/0")->contains(*IpAddress::parse("8.8.8.8")));
    EXPECT_FALSE(IpNetwork::parse("0.0.0.0/0")->contains(*IpAddress::parse("2001::1")));
    EXPECT_TRUE(IpNetwork::parse("2001:db8::/32")->contains(*IpAddress::parse("2001:db8:ffff::1")));
    EXPECT_TRUE(IpNetwork::parse("8.8.8.8")->contains(*IpAddress::parse("8.8.8.8")));
    EXPECT_FALSE(IpNetwork::parse("8.8.8.8")->contains(*IpAddress::parse("8.8.8.9")));
    for (const char* text : {"1.2.3.0/33", "1.2.3.0/", "1.2.3.0/-1", "x/8", "::/129", "1.2.3.0/8x"}) EXPECT_FALSE(IpNetwork::parse(text)) << text;
}

TEST(Ip, SetAgreesWithLinearScan) {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        std::vector<IpNetwork> networks;
        IpSet set;
        for (int i = 0; i < 40; ++i) {
            IpAddress base = *IpAddress::parse("10.0.0.0");
            base.bytes[14] = static_cast<std::uint8_t>(random());
            base.bytes[15] = static_cast<std::uint8_t>(random());
            networks.push_back({base, 108 + static_cast<int>(random() % 21)});
            set.add(networks.back());
        }
        set.finish();
        for (int i = 0; i < 2000; ++i) {
            IpAddress ip = *IpAddress::parse("10.0.0.0");
            ip.bytes[13] = static_cast<std::uint8_t>(random() % 2);
            ip.bytes[14] = static_cast<std::uint8_t>(random());
            ip.bytes[15] = static_cast<std::uint8_t>(random());
            const bool slow = std::ranges::any_of(networks, [&](const IpNetwork& n) { return n.contains(ip); });
            ASSERT_EQ(set.contains(ip), slow) << ip.text();
        }
    }
}

}  // namespace
}  // namespace bonafide
