// Makes event logs in memory: one template a chunk, the values of its records. For the tests of this folder and the fuzzers' seeds.
#pragma once

#include <zlib.h>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::test {

template <class T>
void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T>
void put_at(std::string& out, std::size_t at, T value) {
    std::memcpy(out.data() + at, &value, sizeof value);
}
inline std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) out += c, out += '\0';
    return out;
}
inline std::uint32_t crc(std::string_view bytes, std::uint32_t before = 0) {
    return static_cast<std::uint32_t>(::crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// A value of a template: MS-EVEN6, 2.2.12.3.
struct EvtxItem {
    std::uint8_t type = 1;
    std::string bytes;
};
inline EvtxItem text_item(std::string_view ascii) { return {1, utf16(ascii)}; }
template <class T>
EvtxItem number_item(std::uint8_t type, T value) {
    EvtxItem out{type, {}};
    put(out.bytes, value);
    return out;
}

/// <Event><System><EventID>[0]</EventID><Channel>[1]</Channel></System><EventData><Data Name="A">[2]</Data>text[3]</EventData></Event>
class EvtxChunk {
public:
    explicit EvtxChunk(std::uint64_t first_id = 1) : first_(first_id), bytes_(512, '\0') {}

    void record(const std::vector<EvtxItem>& values) {
        const std::size_t begin = bytes_.size();
        bytes_.append("\x2A\x2A\0\0", 4);
        put<std::uint32_t>(bytes_, 0);
        put<std::uint64_t>(bytes_, first_ + count_++);
        put<std::uint64_t>(bytes_, 132'000'000'000'000'000ULL);
        instance(values);
        bytes_ += '\0';  // end of the fragment
        while (bytes_.size() % 8 != 4) bytes_ += '\0';
        const auto size = static_cast<std::uint32_t>(bytes_.size() + 4 - begin);
        put(bytes_, size);
        put_at(bytes_, begin + 4, size);
        begins_.push_back(begin);
    }
    /// The template's instance as it stands in a record, or inside of a value.
    void instance(const std::vector<EvtxItem>& values) {
        bytes_ += "\x0F\x01\x01";
        bytes_ += '\0';
        bytes_ += "\x0C\x01";
        put<std::uint32_t>(bytes_, 7);
        if (definition_ == 0) {
            definition_ = static_cast<std::uint32_t>(bytes_.size() + 4);
            put(bytes_, definition_);
            define();
        } else {
            put(bytes_, definition_);
        }
        put(bytes_, static_cast<std::uint32_t>(values.size()));
        for (const EvtxItem& item : values) {
            put(bytes_, static_cast<std::uint16_t>(item.bytes.size()));
            bytes_ += static_cast<char>(item.type);
            bytes_ += '\0';
        }
        for (const EvtxItem& item : values) bytes_ += item.bytes;
    }
    [[nodiscard]] const std::vector<std::size_t>& begins() const { return begins_; }
    /// With its header and checksums, 64 KiB.
    [[nodiscard]] std::string finish() const {
        std::string out = bytes_;
        std::memcpy(out.data(), "ElfChnk\0", 8);
        for (const std::size_t at : {8U, 24U}) put_at<std::uint64_t>(out, at, first_);
        for (const std::size_t at : {16U, 32U}) put_at<std::uint64_t>(out, at, first_ + count_ - 1);
        put_at<std::uint32_t>(out, 40, 128);
        put_at(out, 44, static_cast<std::uint32_t>(begins_.empty() ? 512 : begins_.back()));
        put_at(out, 48, static_cast<std::uint32_t>(out.size()));
        put_at(out, 52, crc(std::string_view(out).substr(512)));
        put_at(out, 124, crc(std::string_view(out).substr(128, 384), crc(std::string_view(out).substr(0, 120))));
        out.resize(65536, '\0');
        return out;
    }

private:
    void name(std::string_view ascii) {
        put(bytes_, static_cast<std::uint32_t>(bytes_.size() + 4));  // it stands right here
        put<std::uint32_t>(bytes_, 0);
        put<std::uint16_t>(bytes_, 0);
        put(bytes_, static_cast<std::uint16_t>(ascii.size()));
        bytes_ += utf16(ascii) + std::string(2, '\0');
    }
    void open(std::string_view ascii, bool attributes = false, std::uint16_t depends = 0xFFFF) {
        bytes_ += attributes ? '\x41' : '\x01';
        put(bytes_, depends);
        put<std::uint32_t>(bytes_, 0);
        name(ascii);
        if (attributes) put<std::uint32_t>(bytes_, 0);
        else bytes_ += '\x02';
    }
    void text(std::string_view ascii) {
        bytes_ += "\x05\x01";
        put(bytes_, static_cast<std::uint16_t>(ascii.size()));
        bytes_ += utf16(ascii);
    }
    void gap(std::uint16_t number) {
        bytes_ += '\x0E';
        put(bytes_, number);
        bytes_ += '\x01';
    }
    void define() {
        put<std::uint32_t>(bytes_, 0);
        bytes_.append(16, 'g');
        const std::size_t size = bytes_.size();
        put<std::uint32_t>(bytes_, 0);
        bytes_ += "\x0F\x01\x01";
        bytes_ += '\0';
        open("Event");
        open("System");
        open("EventID"), gap(0), bytes_ += '\x04';
        open("Channel"), gap(1), bytes_ += '\x04';
        bytes_ += '\x04';
        open("EventData");
        open("Data", true), bytes_ += '\x06', name("Name"), text("A"), bytes_ += '\x02', gap(2), bytes_ += '\x04';
        open("Left", false, 3), text("out"), bytes_ += '\x04';
        bytes_ += "\x04\x04";
        bytes_ += '\0';
        put_at(bytes_, size, static_cast<std::uint32_t>(bytes_.size() - size - 4));
    }

    std::uint64_t first_, count_ = 0;
    std::uint32_t definition_ = 0;
    std::string bytes_;
    std::vector<std::size_t> begins_;
};

inline std::string evtx_file(const std::vector<std::string>& chunks, std::uint32_t flags = 0) {
    std::string out(4096, '\0');
    std::memcpy(out.data(), "ElfFile\0", 8);
    put_at<std::uint32_t>(out, 32, 128);
    put_at<std::uint16_t>(out, 36, 1), put_at<std::uint16_t>(out, 38, 3), put_at<std::uint16_t>(out, 40, 4096);
    put_at(out, 42, static_cast<std::uint16_t>(chunks.size()));
    put_at(out, 120, flags);
    put_at(out, 124, crc(std::string_view(out).substr(0, 120)));
    for (const std::string& chunk : chunks) out += chunk;
    return out;
}

}  // namespace bonafide::test
