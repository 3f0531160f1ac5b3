#include <charconv>

#include <fmt/format.h>
#include <re2/re2.h>
#include <simdjson.h>

#include "base/ip.h"
#include "base/text.h"
#include "source/pick.h"

namespace bonafide::source {
namespace {

std::string_view after_last(std::string_view text, std::string_view mark) {
    const std::size_t at = text.rfind(mark);
    return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

std::string_view basename(std::string_view path) {
    while (path.size() > 1 && (path.back() == '/' || path.back() == '\\')) path.remove_suffix(1);
    const std::size_t at = path.find_last_of("/\\");
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

std::string_view host(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
    return url.substr(0, url.find(':'));
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos && text.find(' ') == std::string_view::npos;
}

std::string_view keep(std::string text, Scratch& scratch) { return scratch.next() = std::move(text); }

/// Up to four hexadecimal digits after `mark`, case ignored.
std::string hex_after(std::string_view lower, std::string_view mark) {
    const std::size_t at = lower.find(mark);
    if (at == std::string_view::npos) return {};
    std::string digits;
    for (std::size_t i = at + mark.size(); i < lower.size() && digits.size() < 4 && std::isxdigit(static_cast<unsigned char>(lower[i])); ++i)
        digits += lower[i];
    return std::string(4 - digits.size(), '0') + digits;
}

bool is_hex(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

/// `USB\VID_1D6B&PID_0104\...`, `idVendor=1d6b idProduct=0104`, `0x1d6b:0x0104`, `1d6b:0104` → `1d6b:0104`.
std::string usb_id(std::string_view text) {
    const std::string lower = ascii_lower(text);
    for (const auto& [vendor, product] : {std::pair{"vid_", "pid_"}, {"vid=", "pid="}, {"idvendor=", "idproduct="}, {"ven_", "dev_"}}) {
        const std::string v = hex_after(lower, vendor), p = hex_after(lower, product);
        if (!v.empty() && !p.empty()) return v + ":" + p;
    }
    std::string_view rest = lower;
    const std::size_t colon = rest.find_first_of(":/ ");
    if (colon == std::string_view::npos) return {};
    std::string_view v = trim(rest.substr(0, colon)), p = trim(rest.substr(colon + 1));
    if (v.starts_with("0x")) v.remove_prefix(2);
    if (p.starts_with("0x")) p.remove_prefix(2);
    if (!is_hex(v) || !is_hex(p) || v.size() > 4 || p.size() > 4) return {};
    return std::string(4 - v.size(), '0') + std::string(v) + ":" + std::string(4 - p.size(), '0') + std::string(p);
}

std::string seconds(std::string_view text, double factor) {
    double value = 0;
    text = trim(text);
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) return {};
    return fmt::format("{:.0f}", value * factor);
}

/// `1:02:03` or `02:03` (hours first) → seconds.
std::string clock_seconds(std::string_view text) {
    long total = 0;
    const std::vector<std::string_view> parts = split(trim(text), ':');
    if (parts.size() < 2 || parts.size() > 3) return {};
    for (std::string_view part : parts) {
        long value = 0;
        if (std::from_chars(part.data(), part.data() + part.size(), value).ec != std::errc{} || value < 0 || value > 100'000) return {};
        total = total * 60 + value;
    }
    return std::to_string(parts.size() == 2 ? total * 60 : total);
}

/// A delay in any of the vendors' spellings ("32 ms", "0.032 s", "PT0.032S", "32") → milliseconds. Nothing of zero: that is "not measured".
/// ISO 8601-1:2019, 5.5.2 for the durations; of them hours, minutes and seconds.
std::string delay_ms(std::string_view text) {
    text = trim(text);
    const bool iso = text.starts_with("PT");
    if (iso) text.remove_prefix(2);
    double total = 0;
    while (!text.empty()) {
        double value = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failed != std::errc{} || value < 0) return {};
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        text = trim(text);
        const std::string unit = ascii_lower(text.substr(0, text.find_first_of("0123456789.")));
        text.remove_prefix(unit.size());
        if (unit == "ms" || unit == "msec" || (unit.empty() && !iso)) total += value;
        else if (unit == "s" || unit == "sec") total += value * 1'000;
        else if (unit == "m" && iso) total += value * 60'000;
        else if (unit == "h" && iso) total += value * 3'600'000;
        else return {};
        if (!iso && !text.empty()) return {};
    }
    return total > 0 && total < 1e7 ? fmt::format("{:.0f}", std::max(total, 1.0)) : std::string{};
}

/// A member of a JSON text that stands inside a string.
std::string inner_json(std::string_view text, std::string_view path) {
    simdjson::dom::parser parser;
    simdjson::dom::element found;
    if (parser.parse(simdjson::padded_string(text)).get(found)) return {};
    for (const std::string_view key : split(path, '.')) {
        simdjson::dom::array list;
        if (!found.get(list) && list.at(0).get(found)) return {};
        if (found.at_key(key).get(found)) return {};
    }
    std::string_view string;
    if (!found.get(string)) return std::string(string);
    return found.is_null() ? std::string{} : simdjson::minify(found);
}

std::string_view match(const re2::RE2& pattern, std::string_view text, Scratch& scratch) {
    re2::StringPiece group;
    if (!re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &group)) return {};
    return keep(std::string(group.data(), group.size()), scratch);
}

}  // namespace

std::string_view clean_ip(std::string_view text, Scratch& scratch) {
    text = trim(text.substr(0, text.find(',')));
    // The common case is a bare address; anything else is parsed in full.
    if (text.size() >= 7 && text.size() <= 15 && text.find_first_not_of("0123456789.") == std::string_view::npos)
        return IpAddress::parse(text) ? text : std::string_view{};
    if (text.find(':') == std::string_view::npos && text.find('.') == std::string_view::npos) return {};
    const auto ip = IpAddress::parse(text);
    return ip ? keep(ip->text(), scratch) : std::string_view{};
}

std::string_view apply(const Take& take, std::string_view text, Scratch& scratch) {
    switch (take.step) {
        case Step::basename: return basename(text);
        case Step::dirname: return text.substr(0, text.size() - basename(text).size());
        case Step::domain_part: return text.find('@') != std::string_view::npos ? after_last(text, "@") : host(text);
        case Step::user_part: return text.substr(0, text.find('@'));
        case Step::host: return host(text);
        case Step::lower: return keep(ascii_lower(text), scratch);
        case Step::after: {
            const std::size_t at = text.find(take.argument);
            return at == std::string_view::npos ? std::string_view{} : text.substr(at + take.argument.size());
        }
        case Step::before: return text.substr(0, text.find(take.argument));
        case Step::last: return after_last(text, take.argument);
        case Step::regex: return match(*take.pattern, text, scratch);
        case Step::usb_id: return keep(usb_id(text), scratch);
        case Step::ip: return clean_ip(text, scratch);
        case Step::email: return is_email(text) ? text : std::string_view{};
        case Step::not_email: return is_email(text) ? std::string_view{} : text;
        case Step::minutes: return keep(seconds(text, 60), scratch);
        case Step::milliseconds: return keep(seconds(text, 0.001), scratch);
        case Step::clock: return keep(clock_seconds(text), scratch);
        case Step::delay: return keep(delay_ms(text), scratch);
        case Step::json: return keep(inner_json(text, take.argument), scratch);
    }
    return text;
}

}  // namespace bonafide::source
