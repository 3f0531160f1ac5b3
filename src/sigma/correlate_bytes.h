// Numbers and texts to bytes and back, for snapshots and for hits that wait on disk. Little-endian machines only, as all we build for.
// Used by correlate*.cpp only.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace bonafide::sigma {

class ByteWriter {
public:
    explicit ByteWriter(std::string& out) : out_(out) {}
    template <class T>
    void put(const T& value) {
        static_assert(std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>, "padding would be written");
        const std::size_t at = out_.size();
        out_.resize(at + sizeof(T));
        std::memcpy(out_.data() + at, &value, sizeof(T));
    }
    void text(std::string_view s) {
        put(static_cast<std::uint64_t>(s.size()));
        out_.append(s);
    }

private:
    std::string& out_;
};

/// Reading past the end gives zeros and is remembered: whoever reads looks at good() before he trusts what he read.
class ByteReader {
public:
    explicit ByteReader(std::string_view in) : in_(in) {}
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return in_.empty(); }
    template <class T>
    [[nodiscard]] T get() {
        T value{};
        if (in_.size() < sizeof(T)) {
            good_ = false;
            in_ = {};
            return value;
        }
        std::memcpy(&value, in_.data(), sizeof(T));
        in_.remove_prefix(sizeof(T));
        return value;
    }
    [[nodiscard]] std::string_view text() {
        const auto size = get<std::uint64_t>();
        if (size > in_.size()) {
            good_ = false;
            in_ = {};
            return {};
        }
        const std::string_view out = in_.substr(0, size);
        in_.remove_prefix(size);
        return out;
    }
    /// How many things of at least `each` bytes may follow: a count from a broken file never makes us reserve more.
    [[nodiscard]] std::uint64_t count(std::size_t each) {
        const auto n = get<std::uint64_t>();
        if (n <= in_.size() / each) return n;
        good_ = false;
        in_ = {};
        return 0;
    }

private:
    std::string_view in_;
    bool good_ = true;
};

}  // namespace bonafide::sigma
