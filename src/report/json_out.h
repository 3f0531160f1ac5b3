// A small streaming JSON writer: objects and arrays opened and closed by scope, keys in the order they are written.
// Used by the report's JSON and OCSF writers.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text.h"

namespace bonafide {

/// Writes commas and (if asked) line breaks by itself. Invalid UTF-8 is repaired: the output is always valid JSON.
class JsonOut {
public:
    JsonOut(std::ostream& out, bool pretty) : out_(out), pretty_(pretty) {}
    JsonOut(const JsonOut&) = delete;
    JsonOut& operator=(const JsonOut&) = delete;
    ~JsonOut() { flush(); }

    JsonOut& open(char bracket) {
        before_value();
        text_ += bracket;
        first_.push_back(true);
        return *this;
    }
    JsonOut& close(char bracket) {
        const bool empty = first_.back();
        first_.pop_back();
        if (!empty) line_break();
        text_ += bracket;
        if (first_.empty() || text_.size() >= enough) flush();
        return *this;
    }
    JsonOut& key(std::string_view name) {
        before_value();
        text_ += '"';
        text_ += name;
        text_ += pretty_ ? "\": " : "\":";
        after_key_ = true;
        return *this;
    }
    JsonOut& value(std::string_view text) {
        before_value();
        text_ += '"';
        if (plain(text)) text_ += text;
        else text_ += json_escape(text);
        text_ += '"';
        return *this;
    }
    JsonOut& value(double number) {
        before_value();
        if (std::isfinite(number)) fmt::format_to(std::back_inserter(text_), "{:.10g}", number);
        else text_ += "null";
        return *this;
    }
    template <class Integer>
        requires std::is_integral_v<Integer>
    JsonOut& value(Integer number) {
        before_value();
        if constexpr (std::is_same_v<Integer, bool>) text_ += number ? "true" : "false";
        else fmt::format_to(std::back_inserter(text_), "{}", +number);
        return *this;
    }
    template <class T>
    JsonOut& field(std::string_view name, const T& v) {
        return key(name).value(v);
    }
    JsonOut& texts(std::string_view name, const std::vector<std::string>& list) {
        key(name).open('[');
        for (const std::string& text : list) value(std::string_view(text));
        return close(']');
    }
    /// To the stream, where somebody else writes to it as well.
    void flush() {
        out_ << text_;
        text_.clear();
    }

private:
    void before_value() {
        if (after_key_) {
            after_key_ = false;
            return;
        }
        if (first_.empty()) return;
        if (!first_.back()) text_ += ',';
        first_.back() = false;
        line_break();
    }
    void line_break() {
        if (!pretty_ || first_.size() > 3) return;
        text_ += '\n';
        text_.append(2 * first_.size(), ' ');
    }
    /// Nothing that JSON escapes, and no byte beyond ASCII.
    static bool plain(std::string_view text) {
        bool out = true;
        for (const char c : text) out &= (c >= ' ') & (c != '"') & (c != '\\') & (c != 0x7F);  // no branches: many bytes at once
        return out;
    }
    static constexpr std::size_t enough = 1 << 16;
    std::ostream& out_;
    std::string text_;  ///< what is not yet in `out_`
    std::vector<bool> first_;
    bool after_key_ = false;
    bool pretty_;
};

}  // namespace bonafide
