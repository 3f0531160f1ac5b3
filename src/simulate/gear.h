// Programs and devices that are found on laptops: remote tools, IP-KVMs (research/indicators.md, 2.1 and 2.2), everyday software
// and peripherals. Used by the writers of endpoint logs and inventories, which must agree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulate/organisation.h"

namespace bonafide::sim {

struct Program {
    std::string_view name, version, publisher;
    std::string_view image;     ///< Windows path
    std::string_view mac_path;  ///< macOS executable
    std::string_view bundle;    ///< macOS bundle identifier
    std::string_view domain;    ///< what it looks up; may be empty
    std::string_view service;   ///< the Windows service it installs; may be empty
};

struct Gadget {
    std::string_view usb_id, manufacturer, product, serial;                ///< serial "": none; "*": one of its own
    std::string_view screen_id, screen_maker, screen_name, screen_serial;  ///< EDID; "" where it is no screen
    std::string_view mac_prefix;                                           ///< of its network card
};

/// Remote tools that were put on this laptop by its user.
[[nodiscard]] std::vector<const Program*> remote_tools(const Organisation& org, const Person& person);
/// The IP-KVM that drives this laptop, if any.
[[nodiscard]] const Gadget* kvm(const Organisation& org, const Person& person);
/// Programs that everybody, or every engineer, has.
[[nodiscard]] const std::vector<const Program*>& everyday(bool engineer);
/// What is plugged in at home: mouse, keyboard, headset, dock.
[[nodiscard]] std::vector<const Gadget*> peripherals(const Organisation& org, const Person& person);
/// Screen at home; nullptr where there is none, or where a KVM stands in for it.
[[nodiscard]] const Gadget* screen(const Organisation& org, const Person& person);
[[nodiscard]] std::string screen_serial(const Organisation& org, const Person& person, const Gadget& gadget);
[[nodiscard]] std::string usb_serial(const Organisation& org, const Person& person, const Gadget& gadget);
/// The access point at home; shared by those who share the line.
[[nodiscard]] std::string home_bssid(const Organisation& org, const Person& person);
[[nodiscard]] const Program& jiggler();
[[nodiscard]] bool uses_jiggler(const Organisation& org, const Person& person);

}  // namespace bonafide::sim
