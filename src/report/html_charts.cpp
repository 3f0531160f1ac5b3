#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/html_parts.h"

namespace bonafide::html {

namespace {

/// The bars that are drawn one by one; smaller ones are summed up in a last bar.
constexpr std::size_t max_bars = 10;

struct Bar {
    std::string label;
    double bits = 0;
};

std::vector<Bar> bars_of(const ReportPerson& person) {
    std::vector<Bar> out;
    double rest = 0;
    for (const ReportSignal& signal : person.signals) {
        if (signal.counted_bits == 0) continue;
        if (out.size() < max_bars) out.push_back({signal.title, signal.counted_bits});
        else rest += signal.counted_bits;
    }
    if (rest != 0) out.push_back({"smaller findings", rest});
    return out;
}

std::string cut(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

/// 0 is local midnight of Monday; UTC hour h is seen at h + shift.
int local_shift_hours(const ReportPerson& person) {
    const auto zone = TimeZone::find(person.home_time_zone);
    if (!zone || person.home_time_zone.empty()) return 0;
    Timestamp at = Timestamp::none();
    for (const ReportSignal& signal : person.signals) at = std::max(at, signal.time);
    if (!at.known()) return 0;
    return static_cast<int>(std::lround(zone->offset_seconds(at) / 3600.0));
}

}  // namespace

std::string waterfall(const ReportPerson& person) {
    const std::vector<Bar> bars = bars_of(person);
    double low = 0, high = 14, sum = 0;
    for (const Bar& bar : bars) {
        sum += bar.bits;
        low = std::min(low, sum);
        high = std::max(high, sum);
    }
    const double left = 232, right = 596, row = 26;
    const auto x = [&](double bits) { return left + (bits - low) / (high - low) * (right - left); };
    const double height = row * static_cast<double>(bars.size() + 1) + 34;
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 640 {:.0f}\" role=\"img\" aria-label=\"Bits of each finding, adding up to {:.1f}\">", height, person.bits);
    struct Mark {
        double bits;
        std::string_view word, anchor;  // each word on its own side of the line, so that close lines stay readable
    };
    for (const Mark& mark : {Mark{8.0, "review", "end"}, Mark{14.0, "urgent", "start"}})
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"18\" y2=\"{1:.0f}\" stroke=\"var(--{2})\" stroke-dasharray=\"3 4\"/><text x=\"{0:.1f}\" "
            "y=\"12\" text-anchor=\"{3}\" class=\"soft\">{2} {4:.0f}</text>",
            x(mark.bits), height - 8, mark.word, mark.anchor, mark.bits);
    double at = 0, y = 24;
    for (const Bar& bar : bars) {
        const double next = at + bar.bits;
        svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>", left - 10, y + 15, html_escape(cut(bar.label, 32)));
        svg += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"18\" rx=\"3\" fill=\"var(--{})\"><title>{}: {:+.1f}</title></rect>",
            x(std::min(at, next)), y + 1, std::max(1.5, std::abs(x(next) - x(at))), bar.bits > 0 ? "up" : "down", html_escape(bar.label), bar.bits);
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" class=\"soft\">{:+.1f}</text>", x(std::max(at, next)) + 5, y + 15, bar.bits);
        at = next;
        y += row;
    }
    svg += fmt::format(
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\" font-weight=\"650\">together</text><rect x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" "
        "height=\"18\" rx=\"3\" fill=\"var(--c)\"/><text x=\"{:.1f}\" y=\"{:.0f}\" font-weight=\"650\">{:.1f}</text></svg>",
        left - 10, y + 15, x(std::min(0.0, at)), y + 1, std::max(1.5, std::abs(x(at) - x(0))), x(std::max(0.0, at)) + 5, y + 15, person.bits);
    return svg;
}

std::string timeline(const Report& report, const ReportPerson& person) {
    if (!report.data_first.known() || report.data_last <= report.data_first) return "";
    const double span = static_cast<double>(report.data_last.us - report.data_first.us);
    std::string dots;
    std::size_t row = 0, drawn = 0;
    for (const ReportSignal& signal : person.signals) {
        if (!signal.time.known() || drawn >= 24) continue;
        const double part = std::clamp(static_cast<double>(signal.time.us - report.data_first.us) / span, 0.0, 1.0);
        dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{}\" r=\"5\" fill=\"var(--{})\" fill-opacity=\".85\"><title>{}: {}</title></circle>",
                            12 + part * 376, 14 + 11 * (row++ % 4), signal.counted_bits < 0 ? "down" : "up", iso_date(signal.time),
                            html_escape(signal.summary));
        ++drawn;
    }
    if (!drawn) return "";
    return fmt::format(
        "<svg viewBox=\"0 0 400 84\" role=\"img\" aria-label=\"When the {} findings began, from {} to {}\"><line x1=\"12\" x2=\"388\" y1=\"60\" "
        "y2=\"60\" stroke=\"var(--line)\" stroke-width=\"2\"/>{}<text x=\"12\" y=\"78\" class=\"soft\">{}</text><text x=\"388\" y=\"78\" "
        "text-anchor=\"end\" class=\"soft\">{}</text></svg>",
        drawn, iso_date(report.data_first), iso_date(report.data_last), dots, iso_date(report.data_first), iso_date(report.data_last));
}

std::string week(const ReportPerson& person) {
    const std::uint32_t most = *std::max_element(person.hour_of_week.begin(), person.hour_of_week.end());
    if (most == 0) return "";
    const int shift = local_shift_hours(person);
    constexpr std::string_view days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    std::string cells;
    for (int hour = 0; hour < 168; ++hour) {
        const std::uint32_t count = person.hour_of_week[static_cast<std::size_t>(hour)];
        if (!count) continue;
        const int local = (hour + shift + 168) % 168;
        const double strength = 0.15 + 0.85 * std::sqrt(static_cast<double>(count) / most);
        cells += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"13\" height=\"13\" rx=\"2\" fill=\"rgba(var(--heat),{:.2f})\"><title>{} {:02}:00: {}</title></rect>",
            34 + 15 * (local % 24), 16 + 15 * (local / 24), strength, days[local / 24], local % 24, count);
    }
    for (std::size_t day = 0; day < 7; ++day)
        cells += fmt::format("<text x=\"28\" y=\"{}\" text-anchor=\"end\" class=\"soft\">{}</text>", 27 + 15 * day, days[day]);
    for (int hour = 0; hour < 24; hour += 6) cells += fmt::format("<text x=\"{}\" y=\"11\" class=\"soft\">{:02}</text>", 34 + 15 * hour, hour);
    return fmt::format("<svg viewBox=\"0 0 400 124\" role=\"img\" aria-label=\"Hours of the week with activity, in {}\">{}</svg>",
                       person.home_time_zone.empty() ? "UTC" : html_escape(person.home_time_zone), cells);
}

}  // namespace bonafide::html
