// Values as bytes and back, for what the screening desk keeps between runs. Lengths are checked: damaged bytes give an error, never a crash.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bonafide::screen {

class Pack {
public:
    template <class T>
        requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    Pack& operator()(T value) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        bytes_.append(raw, sizeof(T));
        return *this;
    }
    Pack& operator()(std::string_view text) {
        (*this)(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
        return *this;
    }
    Pack& operator()(const std::string& text) { return (*this)(std::string_view(text)); }
    template <class T>
    Pack& operator()(const std::vector<T>& list) {
        (*this)(static_cast<std::uint32_t>(list.size()));
        for (const T& item : list) put(item);
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    template <class T>
    void put(const T& item) {
        if constexpr (requires { (*this)(item); } && !std::is_class_v<T>) (*this)(item);
        else if constexpr (std::is_same_v<T, std::string>) (*this)(std::string_view(item));
        else pack(*this, item);
    }
    std::string bytes_;
};

class Unpack {
public:
    explicit Unpack(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
        requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    Unpack& operator()(T& value) {
        if (bytes_.size() < sizeof(T)) return broken();
        std::memcpy(&value, bytes_.data(), sizeof(T));
        bytes_.remove_prefix(sizeof(T));
        return *this;
    }
    Unpack& operator()(std::string& text) {
        std::uint32_t size = 0;
        (*this)(size);
        if (bytes_.size() < size) return broken();
        text = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return *this;
    }
    template <class T>
    Unpack& operator()(std::vector<T>& list) {
        std::uint32_t size = 0;
        (*this)(size);
        if (bytes_.size() < size) return broken();
        list.resize(size);
        for (T& item : list) {
            if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) unpack(*this, item);
            else (*this)(item);
        }
        return *this;
    }
    [[nodiscard]] bool good() const { return good_ && bytes_.empty(); }
    [[nodiscard]] bool good_so_far() const { return good_; }

private:
    Unpack& broken() {
        good_ = false;
        bytes_ = {};
        return *this;
    }
    std::string_view bytes_;
    bool good_ = true;
};

}  // namespace bonafide::screen
