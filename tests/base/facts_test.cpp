// Addresses, money, phones and hardware: tables of how people and logs write them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/address.h"
#include "base/hardware.h"
#include "base/money.h"
#include "base/phone.h"
#include "base/sha256.h"

namespace bonafide {
namespace {

TEST(Address, SpellingsOfOnePlace) {
    for (const char* spelling : {"123 North Main Street, Apt. 4B", "123 N Main St #4b", "123 n. main st unit 4B", "123 NORTH MAIN ST APT #4B",
                                 "123 N Main St, # 4B", " 123  n main street\nSuite 4B"})
        EXPECT_EQ(address_key(spelling), "123 n main st # 4b") << spelling;
    const std::pair<const char*, const char*> same[] = {{"1 Saint James Pl", "1 St. James Place"},
                                                        {"5 O'Brien Blvd", "5 OBrien Boulevard"},
                                                        {"Straße 5", "strasse 5"},
                                                        {"12-34 56th Avenue", "12-34 56th Ave."}};
    for (const auto& [a, b] : same) EXPECT_EQ(address_key(a), address_key(b)) << a;
    EXPECT_NE(address_key("123 N Main St"), address_key("123 S Main St"));
    EXPECT_NE(address_key("123 Main St # 4"), address_key("123 Main St # 5"));
    EXPECT_EQ(address_key(""), "");
}

TEST(Address, Mailboxes) {
    for (const char* box : {"PO Box 12", "P.O. Box 12", "P O Box 12", "Post Office Box 9", "123 Main St PMB 45", "Box 7", "RR 2 Box 15",
                            "General Delivery", "pobox 5", "PSC 1234 Box 5678", "12 Oak Ave, Private Mailbox 7"})
        EXPECT_TRUE(is_mailbox_address(box)) << box;
    for (const char* home : {"123 Main St", "12 Box Elder Rd", "5 Post Road", "77 Poe St", "1 Main St #4", "Boxwood Ln 4", ""})
        EXPECT_FALSE(is_mailbox_address(home)) << home;
}

TEST(Money, Routing) {
    for (const char* good : {"021000021", "011401533", "091000019", " 122105155 "}) EXPECT_TRUE(is_routing_number(good)) << good;
    for (const char* bad : {"021000022", "123456789", "02100002", "0210000210", "02100002x", "000000000", "421000021", ""})
        EXPECT_FALSE(is_routing_number(bad)) << bad;
}

TEST(Money, Iban) {
    EXPECT_EQ(iban_country("DE89 3704 0044 0532 0130 00"), "DE");
    EXPECT_EQ(iban_country("gb82west12345698765432"), "GB");
    EXPECT_TRUE(is_iban("FR1420041010050500013M02606"));
    for (const char* bad : {"DE88370400440532013000", "DE8937040044053201300", "021000021", "", "XX00", "DE89!3704"})
        EXPECT_FALSE(is_iban(bad)) << bad;
}

TEST(Money, EveryWrongDigitIsSeen) {
    const std::string iban = "DE89370400440532013000";
    for (std::size_t i = 2; i < iban.size(); ++i) {
        for (char c = '0'; c <= '9'; ++c) {
            std::string changed = iban;
            changed[i] = c;
            ASSERT_EQ(is_iban(changed), changed == iban) << changed;
        }
    }
}

TEST(Money, Wallets) {
    const std::pair<const char*, WalletKind> cases[] = {
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", WalletKind::bitcoin},  // the genesis block's
        {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", WalletKind::none},
        {"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", WalletKind::bitcoin},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", WalletKind::bitcoin},  // BIP 173
        {"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", WalletKind::bitcoin},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", WalletKind::none},
        {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", WalletKind::bitcoin},  // BIP 350
        {"0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe", WalletKind::ethereum},
        {"0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BA", WalletKind::none},
        {"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", WalletKind::tron},             // the USDT contract
        {"So11111111111111111111111111111111111111112", WalletKind::solana},  // wrapped SOL
        {"hello world, this is not a wallet", WalletKind::none},
        {"", WalletKind::none}};
    for (const auto& [text, kind] : cases) EXPECT_EQ(wallet_kind(text), kind) << text;
    EXPECT_EQ(wallet_kind_name(WalletKind::tron), "Tron");
}

TEST(Sha256, PublishedExamples) {  // FIPS 180-4
    const auto hex = [](std::string_view text) {
        std::string out;
        for (const std::uint8_t byte : sha256(text)) out += "0123456789abcdef"[byte >> 4], out += "0123456789abcdef"[byte & 15];
        return out;
    };
    EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Phone, Spellings) {
    for (const char* text : {"(512) 472-0123", "512.472.0123", "+1 512 472 0123", "1-512-472-0123", "tel:+1-512-472-0123", "512-472-0123 ext. 5"}) {
        const auto phone = parse_phone(text, "US");
        ASSERT_TRUE(phone) << text;
        EXPECT_EQ(phone->e164, "+15124720123") << text;
        EXPECT_EQ(phone->region, "US") << text;
        EXPECT_EQ(phone->area, "TX") << text;
        EXPECT_TRUE(phone->valid) << text;
    }
    EXPECT_EQ(parse_phone("+82 2-312-3456", "US")->region, "KR");
    EXPECT_EQ(parse_phone("010-1234-5678", "KR")->kind, PhoneKind::mobile);
    EXPECT_EQ(parse_phone("+1 800 234 5678", "")->kind, PhoneKind::toll_free);
    EXPECT_EQ(parse_phone("+1 416 234 5678", "US")->area, "ON");
    EXPECT_EQ(parse_phone("+49 30 901820", "US")->area, "");
    EXPECT_FALSE(parse_phone("+1 512 555 0123", "US")->e164.empty());
    for (const char* text : {"", "N/A", "123", "none", "12345678901234567890"}) EXPECT_FALSE(parse_phone(text, "US")) << text;
    EXPECT_FALSE(parse_phone("512-472-0123", ""));
}

TEST(Hardware, UsbIds) {
    for (const char* text :
         {"046d:c52b", "046D:C52B", "VID_046D&PID_C52B", "USB\\VID_046D&PID_C52B\\5&2D", "0x046d/0xc52b", "046dc52b", "0x046D, 0xC52B"}) {
        const auto id = UsbId::parse(text);
        ASSERT_TRUE(id) << text;
        EXPECT_EQ(id->text(), "046d:c52b") << text;
    }
    for (const char* text : {"", "046d", "046d:c52", "046d:c52g", "hello:world", "04:6dc52b"}) EXPECT_FALSE(UsbId::parse(text)) << text;
}

TEST(Hardware, Macs) {
    for (const char* text : {"28:CD:C1:00:11:22", "28-cd-c1-00-11-22", "28cd.c100.1122", "28cdc1001122", "28:cd:c1"})
        EXPECT_EQ(mac_prefix(text), "28cdc1") << text;
    for (const char* text : {"", "28:cd", "28:cd:c1:00:11:zz", "not a mac"}) EXPECT_EQ(mac_prefix(text), "") << text;
    EXPECT_TRUE(mac_is_random("02:00:00:00:00:01"));
    EXPECT_FALSE(mac_is_random("28:cd:c1:00:11:22"));
    EXPECT_FALSE(mac_is_random(""));
}

TEST(Hardware, NamesFromFiles) {
    const auto folder = std::filesystem::path(testing::TempDir()) / ("hardware_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "usb.ids")
        << "# c\n046d  Logitech, Inc.\n\tc52b  Unifying Receiver\n\t\t00  interface\n1d6b  Linux Foundation\n\nC 00  (Defined)\n\t01  Audio\n";
    std::ofstream(folder / "oui.txt") << "OUI/MA-L\n28-CD-C1   (hex)\t\tRaspberry Pi\n28CDC1     (base 16)\t\tRaspberry Pi\n";
    const HardwareNames names(folder / "usb.ids", folder / "oui.txt");
    EXPECT_EQ(names.usb_vendor(0x046d), "Logitech, Inc.");
    EXPECT_EQ(names.usb_product(0x046d, 0xc52b), "Unifying Receiver");
    EXPECT_EQ(names.usb_product(0x1d6b, 0xc52b), "");
    EXPECT_EQ(names.usb_vendor(0x1234), "");
    EXPECT_EQ(names.oui_vendor("28:cd:c1:01:02:03"), "Raspberry Pi");
    EXPECT_EQ(names.oui_vendor("00:00:00:01:02:03"), "");
    const HardwareNames absent(folder / "no", folder / "no");
    EXPECT_EQ(absent.usb_vendor(0x046d), "");
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bonafide
