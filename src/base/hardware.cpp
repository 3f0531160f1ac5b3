#include "base/hardware.h"

#include <charconv>
#include <mutex>
#include <unordered_map>

#include <fmt/format.h>

#include "base/mapped_file.h"
#include "base/text.h"

namespace bonafide {
namespace {

template <class T>
std::optional<T> hex(std::string_view s) {
    T value = 0;
    const auto [end, failed] = std::from_chars(s.data(), s.data() + s.size(), value, 16);
    if (s.empty() || failed != std::errc{} || end != s.data() + s.size()) return std::nullopt;
    return value;
}

constexpr bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Four hexadecimal digits behind `label` ("vid_").
std::optional<std::uint16_t> labelled(std::string_view lower, std::string_view label) {
    const std::size_t at = lower.find(label);
    if (at == std::string_view::npos || lower.size() < at + label.size() + 4) return std::nullopt;
    return hex<std::uint16_t>(lower.substr(at + label.size(), 4));
}

constexpr std::uint32_t product_key(std::uint16_t vendor, std::uint16_t product) { return std::uint32_t{vendor} << 16 | product; }

template <class F>
void each_line(std::string_view bytes, F f) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        f(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
}

std::string hex_digits(std::string_view mac) {
    std::string digits;
    for (const char c : ascii_lower(trim(mac))) {
        if (is_hex(c)) digits += c;
        else if (c != ':' && c != '-' && c != '.') return {};
    }
    return digits.size() == 12 || digits.size() == 6 ? digits : std::string();
}

}  // namespace

std::optional<UsbId> UsbId::parse(std::string_view text) {
    const std::string lower = ascii_lower(trim(text));
    const auto vendor = labelled(lower, "vid_"), product = labelled(lower, "pid_");
    if (vendor && product) return UsbId{*vendor, *product};
    std::string digits;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower.compare(i, 2, "0x") == 0) ++i;
        else if (is_hex(lower[i])) digits += lower[i];
        else if (digits.size() != 4 || std::string_view(":/ -,").find(lower[i]) == std::string_view::npos) return std::nullopt;
    }
    if (digits.size() != 8) return std::nullopt;
    return UsbId{*hex<std::uint16_t>(std::string_view(digits).substr(0, 4)), *hex<std::uint16_t>(std::string_view(digits).substr(4))};
}

std::string UsbId::text() const { return fmt::format("{:04x}:{:04x}", vendor, product); }

std::string mac_prefix(std::string_view mac) { return hex_digits(mac).substr(0, 6); }

bool mac_is_random(std::string_view mac) {
    const auto first = hex<unsigned>(std::string_view(hex_digits(mac)).substr(0, 2));
    return first && (*first & 2U) != 0;  // IEEE 802: the second-lowest bit of the first byte
}

/// Views into the mapped files, indexed when first asked for.
struct HardwareNames::Tables {
    std::filesystem::path usb_path, oui_path;
    std::once_flag usb_once, oui_once;
    std::optional<MappedFile> usb_file, oui_file;
    std::unordered_map<std::uint32_t, std::string_view> usb_vendors, usb_products, ouis;

    /// usb.ids: `vvvv  Name`, below it `<tab>pppp  Name`; lists of classes follow, whose lines begin with a letter and a blank.
    void load_usb() {
        usb_file = MappedFile::open(usb_path);
        if (!usb_file) return;
        std::optional<std::uint16_t> vendor;
        each_line(usb_file->bytes(), [&](std::string_view line) {
            if (line.empty() || line[0] == '#' || line.starts_with("\t\t")) return;
            const bool product = line[0] == '\t';
            if (product) line.remove_prefix(1);
            const auto id = line.size() > 6 && line[4] == ' ' ? hex<std::uint16_t>(line.substr(0, 4)) : std::nullopt;
            if (!product) vendor = id;
            if (!id || !vendor) return;
            if (product) usb_products.try_emplace(product_key(*vendor, *id), trim(line.substr(4)));
            else usb_vendors.try_emplace(*id, trim(line.substr(4)));
        });
    }

    /// oui.txt: `28CDC1     (base 16)<tab><tab>Raspberry Pi Trading Ltd`.
    void load_oui() {
        oui_file = MappedFile::open(oui_path);
        if (!oui_file) return;
        each_line(oui_file->bytes(), [&](std::string_view line) {
            constexpr std::string_view mark = "(base 16)";
            const std::size_t at = line.find(mark);
            if (at == std::string_view::npos || line.size() < 6) return;
            if (const auto prefix = hex<std::uint32_t>(line.substr(0, 6))) ouis.try_emplace(*prefix, trim(line.substr(at + mark.size())));
        });
    }

    template <class Key>
    static std::string_view look_up(const std::unordered_map<std::uint32_t, std::string_view>& table, Key key) {
        const auto at = table.find(key);
        return at == table.end() ? std::string_view{} : at->second;
    }
};

HardwareNames::HardwareNames(std::filesystem::path usb_ids, std::filesystem::path oui) : tables_(std::make_unique<Tables>()) {
    tables_->usb_path = std::move(usb_ids);
    tables_->oui_path = std::move(oui);
}
HardwareNames::~HardwareNames() = default;
HardwareNames::HardwareNames(HardwareNames&&) noexcept = default;
HardwareNames& HardwareNames::operator=(HardwareNames&&) noexcept = default;

std::string_view HardwareNames::usb_vendor(std::uint16_t vendor) const {
    std::call_once(tables_->usb_once, [this] { tables_->load_usb(); });
    return Tables::look_up(tables_->usb_vendors, vendor);
}

std::string_view HardwareNames::usb_product(std::uint16_t vendor, std::uint16_t product) const {
    std::call_once(tables_->usb_once, [this] { tables_->load_usb(); });
    return Tables::look_up(tables_->usb_products, product_key(vendor, product));
}

std::string_view HardwareNames::oui_vendor(std::string_view mac) const {
    const auto prefix = hex<std::uint32_t>(mac_prefix(mac));
    if (!prefix) return {};
    std::call_once(tables_->oui_once, [this] { tables_->load_oui(); });
    return Tables::look_up(tables_->ouis, *prefix);
}

}  // namespace bonafide
