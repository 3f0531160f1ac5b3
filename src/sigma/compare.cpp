#include "sigma/compare.h"

#include <cctype>
#include <charconv>

#include "base/time.h"
#include "sigma/value.h"

namespace bonafide::sigma {

namespace {

/// A part of a time in UTC; week is ISO 8601's. NaN-like `false` where the value is no time.
bool part_of_time(TimePart part, std::string_view text, double& out) {
    const auto parsed = parse_time(text);
    if (!parsed) return false;
    const std::int32_t days = parsed->at.day(), second = parsed->at.second_of_day();
    const Date date = civil_from_days(days);
    switch (part) {
        case TimePart::minute: out = second / 60 % 60; return true;
        case TimePart::hour: out = second / 3600; return true;
        case TimePart::day: out = date.day; return true;
        case TimePart::month: out = date.month; return true;
        case TimePart::year: out = date.year; return true;
        case TimePart::week: {
            const std::int32_t weekday = ((days + 3) % 7 + 7) % 7;  // Monday 0; 1970-01-01 was a Thursday
            const std::int32_t thursday = days - weekday + 3;
            const std::int32_t january = days_from_civil({civil_from_days(thursday).year, 1, 1});
            out = (thursday - january) / 7 + 1;
            return true;
        }
        case TimePart::none: break;
    }
    return false;
}

/// Decimal, as JSON writes numbers; "inf" and "nan" are words.
bool number_of(std::string_view text, double& out) {
    const std::size_t digit = text.starts_with('-') ? 1 : 0;
    if (digit >= text.size() || std::isdigit(static_cast<unsigned char>(text[digit])) == 0 ||
        std::isdigit(static_cast<unsigned char>(text.back())) == 0)
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

bool compare_number(const Predicate& p, std::string_view raw) {
    double value = 0;
    if (p.part != TimePart::none ? !part_of_time(p.part, raw, value) : !number_of(raw, value)) return false;
    switch (p.op) {
        case Op::less: return value < p.value;
        case Op::less_equal: return value <= p.value;
        case Op::greater: return value > p.value;
        case Op::greater_equal: return value >= p.value;
        default: return value == p.value;
    }
}

std::size_t code_point(std::string_view text, std::size_t at) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    return next;
}

}  // namespace

bool wildcard_match(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    const auto escapes = [&](std::size_t i) {
        return pattern[i] == '\\' && i + 1 < pattern.size() && (pattern[i + 1] == '*' || pattern[i + 1] == '?' || pattern[i + 1] == '\\');
    };
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            resume = t;
            continue;
        }
        if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            t = code_point(text, t);
            continue;
        }
        if (p < pattern.size()) {
            const bool skip = escapes(p);
            if (pattern[skip ? p + 1 : p] == text[t]) {
                p += skip ? 2 : 1;
                ++t;
                continue;
            }
        }
        if (star == std::string_view::npos) return false;
        p = star;
        t = ++resume;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

bool compare(const Predicate& predicate, std::string_view literal, const Pattern* pattern, const Text& value) {
    const std::string_view text = predicate.cased ? value.raw : value.folded;
    switch (predicate.op) {
        case Op::equal: return text == literal;
        case Op::contains: return text.find(literal) != std::string_view::npos;
        case Op::starts: return text.starts_with(literal);
        case Op::ends: return text.ends_with(literal);
        case Op::wildcard: return wildcard_match(literal, text);
        case Op::present: return true;
        case Op::regex: return pattern && pattern->may_be_in(value.folded) && pattern->found_in(value.raw);
        case Op::cidr: {
            const auto address = IpAddress::parse(value.raw);
            return address && predicate.network.contains(*address);
        }
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
        case Op::number: return compare_number(predicate, value.raw);
        default: return false;
    }
}

bool compare_fields(const Predicate& predicate, const Text& value, const Text& other) {
    const std::string_view a = predicate.cased ? value.raw : value.folded, b = predicate.cased ? other.raw : other.folded;
    switch (predicate.op) {
        case Op::same_as: return a == b;
        case Op::same_start: return a.starts_with(b);
        case Op::same_end: return a.ends_with(b);
        case Op::same_inside: return a.find(b) != std::string_view::npos;
        default: return false;
    }
}

}  // namespace bonafide::sigma
