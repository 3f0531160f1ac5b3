// The vocabulary as the mapper asks for it: which attributes follow from a field of an event of some kind, and the numbers of the
// fields and kinds that the mapper itself knows. Made once for each Mapper from content/attributes.yml.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "source/attributes.h"

namespace bonafide::source {

class Vocabulary {
public:
    explicit Vocabulary(const Attributes& attributes);

    /// Attributes that a field of an event of this kind states.
    [[nodiscard]] std::span<const AttributeId> derived(std::uint16_t kind, std::uint16_t field) const { return derived_[kind * fields_ + field]; }
    [[nodiscard]] const Attribute& operator[](AttributeId id) const { return attributes_[id]; }
    [[nodiscard]] std::string_view kind_name(std::uint16_t kind) const { return attributes_.kinds()[kind].name; }
    [[nodiscard]] bool holds_ip(std::uint16_t field) const { return ip_[field]; }

    /// Indexes into Attributes::event_fields(); its size where the vocabulary lacks them.
    struct {
        std::uint16_t src_ip, usb_vendor_product, usb_manufacturer, usb_identity, meeting_duration, meeting_hours, commit_utc_offset, meeting_relay,
            meeting_delay, meeting_round_trip, meeting_camera, meeting_camera_driver, meeting_camera_identity, meeting_microphone,
            meeting_microphone_driver, meeting_microphone_identity;
    } fields;
    /// Numbers of kinds; 0 where the vocabulary lacks them.
    struct {
        std::uint16_t signin, signin_failed, other, roster, application;
    } kinds;

private:
    const Attributes& attributes_;
    std::size_t fields_;
    std::vector<std::vector<AttributeId>> derived_;
    std::vector<bool> ip_;
};

}  // namespace bonafide::source
