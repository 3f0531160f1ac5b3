// Who made a USB device or a network card, from Debian's usb.ids and ieee-data. Read when first asked for, once; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bonafide {

/// A USB id as logs write it: "046d:c52b", "VID_046D&PID_C52B", "USB\\VID_046D&PID_C52B\\5&2d..", "0x046d/0xc52b", "046dc52b".
struct UsbId {
    std::uint16_t vendor = 0, product = 0;
    [[nodiscard]] static std::optional<UsbId> parse(std::string_view text);
    [[nodiscard]] std::string text() const;  ///< `046d:c52b`
    auto operator<=>(const UsbId&) const = default;
};

/// The first three bytes of a MAC address in any spelling, lower case: "28cdc1"; "" where it is none.
[[nodiscard]] std::string mac_prefix(std::string_view mac);
/// Locally administered (randomised by the system): its prefix names no maker.
[[nodiscard]] bool mac_is_random(std::string_view mac);

class HardwareNames {
public:
    explicit HardwareNames(std::filesystem::path usb_ids = "/usr/share/misc/usb.ids", std::filesystem::path oui = "/usr/share/ieee-data/oui.txt");
    ~HardwareNames();
    HardwareNames(HardwareNames&&) noexcept;
    HardwareNames& operator=(HardwareNames&&) noexcept;

    /// "" where the name, or the file, is not there. Valid as long as this object.
    [[nodiscard]] std::string_view usb_vendor(std::uint16_t vendor) const;
    [[nodiscard]] std::string_view usb_product(std::uint16_t vendor, std::uint16_t product) const;
    [[nodiscard]] std::string_view oui_vendor(std::string_view mac) const;

private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

}  // namespace bonafide
