// The binary XML of Windows event logs (MS-EVEN6, 2.2.12; libevtx: "Windows XML Event Log (EVTX) format"): templates, their values,
// fragments inside of values. One chunk of 64 KiB at a time, in which all offsets count. Used by evtx.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/event_tree.h"

namespace bonafide::reading {

class BinaryXml {
public:
    BinaryXml();
    ~BinaryXml();
    BinaryXml(const BinaryXml&) = delete;
    BinaryXml& operator=(const BinaryXml&) = delete;

    /// Another chunk: its templates are read as they are met.
    void begin(std::string_view chunk);
    /// The fragment at [from, to) as one JSON object. False: fault() says what is wrong.
    [[nodiscard]] bool write(std::size_t from, std::size_t to, JsonOut& out);
    [[nodiscard]] const char* fault() const { return fault_; }

private:
    class Instance;
    class Bytes;
    struct Template {
        bool sound = false;
        const char* fault = "";
        std::vector<EventTree::Index> roots;
    };

    [[nodiscard]] bool fragment(std::size_t from, std::size_t to, JsonOut& out, std::size_t depth);
    [[nodiscard]] bool instance(Bytes& bytes, JsonOut& out, std::size_t depth);
    [[nodiscard]] const Template& template_at(std::size_t offset);
    /// Elements up to the end of the fragment, or (`one`) of the first.
    [[nodiscard]] bool elements(Bytes& bytes, bool dependencies, bool one, std::vector<EventTree::Index>& roots);
    [[nodiscard]] bool open(Bytes& bytes, bool dependencies, bool attributes, std::vector<EventTree::Index>& stack,
                            std::vector<EventTree::Index>& roots);
    [[nodiscard]] bool content(Bytes& bytes, std::uint8_t token, EventTree::Index element, EventTree::Index attribute);
    [[nodiscard]] bool name(Bytes& bytes, std::string& out);
    [[nodiscard]] bool characters(Bytes& bytes, std::string& out);
    [[nodiscard]] bool wrong(const char* what) {
        fault_ = what;
        return false;
    }

    std::string_view chunk_;
    EventTree tree_;
    std::unordered_map<std::size_t, Template> templates_;
    std::vector<std::unique_ptr<Instance>> instances_;  // by depth
    std::string text_;
    std::size_t fragments_ = 0;  // of this record
    const char* fault_ = "";
};

}  // namespace bonafide::reading
