// An ONNX model that a test can foresee: how red, green and blue a picture is. Written by hand as protocol buffers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bonafide::paper::test {

inline std::string varint(std::uint64_t v) {
    std::string out;
    for (; v > 127; v >>= 7) out += static_cast<char>((v & 127) | 128);
    return out + static_cast<char>(v);
}
inline std::string number(int field, std::uint64_t v) { return varint(static_cast<std::uint64_t>(field) << 3) + varint(v); }
inline std::string bytes(int field, const std::string& v) { return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(v.size()) + v; }

inline std::string tensor(const std::string& name, const std::vector<int>& dims) {
    std::string shape;
    for (const int d : dims) shape += bytes(1, number(1, static_cast<std::uint64_t>(d)));
    return bytes(1, name) + bytes(2, bytes(1, number(1, 1) + bytes(2, shape)));
}

/// The means of the three colours of a picture of 8 by 8 pixels.
inline std::string mean_model() {
    const std::string node = bytes(1, "x") + bytes(2, "m") + bytes(3, "pool") + bytes(4, "GlobalAveragePool");
    const std::string flat = bytes(1, "m") + bytes(2, "y") + bytes(3, "flat") + bytes(4, "Flatten");
    const std::string graph = bytes(1, node) + bytes(1, flat) + bytes(2, "g") + bytes(11, tensor("x", {1, 3, 8, 8})) + bytes(12, tensor("y", {1, 3}));
    return number(1, 7) + bytes(2, "test") + bytes(7, graph) + bytes(8, bytes(1, "") + number(2, 11));
}

}  // namespace bonafide::paper::test
