// The cells of a workbook as text: number formats that mean dates, shared texts, what a value shows. Used by workbook.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::reading {

/// The name of an element or attribute without its namespace prefix.
[[nodiscard]] std::string_view local_name(std::string_view name);
[[nodiscard]] pugi::xml_node child_named(const pugi::xml_node& node, std::string_view local);
/// The text of an `si` or `is` element: its runs without phonetic hints, with _xHHHH_ decoded.
[[nodiscard]] std::string rich_text(const pugi::xml_node& node);

/// What a number under a style shows.
enum class Shows : std::uint8_t { number, date, time, duration, padded };
struct NumberFormat {
    Shows shows = Shows::number;
    std::uint8_t digits = 0;  ///< padded: "00000" shows leading zeros
};
[[nodiscard]] NumberFormat read_format(std::string_view code);
/// By cell style (cellXfs index), of styles.xml.
[[nodiscard]] std::vector<NumberFormat> read_styles(const std::string& styles_xml);

/// `raw` as a file holds it; `epoch_1904`: the workbook counts days from 1904.
[[nodiscard]] std::string show_number(std::string_view raw, NumberFormat format, bool epoch_1904);

/// Many texts in one block.
class TextStore {
public:
    void add(std::string_view text) {
        bytes_ += text;
        ends_.push_back(bytes_.size());
    }
    [[nodiscard]] std::string_view at(std::size_t index) const {
        if (index >= ends_.size()) return {};
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(bytes_).substr(begin, ends_[index] - begin);
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace bonafide::reading
