#include "source/vocabulary.h"

namespace bonafide::source {

Vocabulary::Vocabulary(const Attributes& attributes) : attributes_(attributes), fields_(attributes.event_fields().size() + 1) {
    derived_.resize(attributes.kinds().size() * fields_);
    for (const Attribute& attribute : attributes.all()) {
        if (attribute.field.empty()) continue;
        const std::uint16_t number = attributes.event_field(attribute.field);
        for (const std::string& kind_word : attribute.kinds) derived_[attributes.kind_number(kind_word) * fields_ + number].push_back(attribute.id);
    }
    ip_.resize(fields_);
    for (const char* name : {"src_endpoint.ip", "dst_endpoint.ip", "device.ip"}) ip_[attributes.event_field(name)] = true;
    ip_.back() = false;  // where a name is not in the vocabulary
    fields = {attributes.event_field("src_endpoint.ip"),
              attributes.event_field("usb.vendor_product"),
              attributes.event_field("usb.manufacturer"),
              attributes.event_field("usb.identity"),
              attributes.event_field("meeting.duration"),
              attributes.event_field("meeting.hours"),
              attributes.event_field("commit.utc_offset"),
              attributes.event_field("meeting.relay"),
              attributes.event_field("meeting.delay"),
              attributes.event_field("meeting.round_trip"),
              attributes.event_field("meeting.camera"),
              attributes.event_field("meeting.camera_driver"),
              attributes.event_field("meeting.camera_identity"),
              attributes.event_field("meeting.microphone"),
              attributes.event_field("meeting.microphone_driver"),
              attributes.event_field("meeting.microphone_identity")};
    kinds = {attributes.kind_number("signin"), attributes.kind_number("signin_failed"), attributes.kind_number("other"),
             attributes.kind_number("roster"), attributes.kind_number("application")};
}

}  // namespace bonafide::source
