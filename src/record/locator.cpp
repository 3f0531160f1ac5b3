#include "record/locator.h"

#include <charconv>

namespace bonafide {

std::uint32_t Files::add(FileName name) {
    const auto [at, added] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
    if (added) names_.push_back(std::move(name));
    return at->second;
}

std::string locator_text(const Locator& locator, const Files& files) {
    const FileName& file = files[locator.file];
    std::string out = file.path;
    if (!file.member.empty()) out += "!" + file.member;
    return out + "@" + std::to_string(locator.offset) + "+" + std::to_string(locator.length);
}

namespace {

bool read_number(std::string_view text, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

// A path may itself hold '@' or '+', so the numbers are looked for from the end. The first '!' ends the path: an exclamation
// mark in a path is rare, in the name of a nested archive it is the rule.
Result<OpenLocator> parse_locator(std::string_view text) {
    const char* expected = "expected path[!member]@offset+length, as printed in reports";
    const std::size_t at = text.rfind('@');
    const std::size_t plus = text.rfind('+');
    if (at == std::string_view::npos || plus == std::string_view::npos || plus < at || at == 0)
        return fail(std::string(text), "not a locator", expected);
    OpenLocator out;
    if (!read_number(text.substr(at + 1, plus - at - 1), out.offset) || !read_number(text.substr(plus + 1), out.length))
        return fail(std::string(text), "offset or length is not a whole number", expected);
    const std::string_view name = text.substr(0, at);
    const std::size_t bang = name.find('!');
    out.file.path = name.substr(0, bang);
    if (bang != std::string_view::npos) out.file.member = name.substr(bang + 1);
    return out;
}

}  // namespace bonafide
