#include "simulate/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace bonafide::sim {

std::vector<DayLog::Line> DayLog::take_before(Log log, std::int64_t us) {
    auto& lines = lines_[static_cast<std::size_t>(log)];
    std::ranges::stable_sort(lines, {}, &Line::us);
    const auto end = std::ranges::lower_bound(lines, us, {}, &Line::us);
    std::vector<Line> out(std::make_move_iterator(lines.begin()), std::make_move_iterator(end));
    lines.erase(lines.begin(), end);
    return out;
}

Detail Detail::for_size(std::uint64_t people, int days) {
    const double person_days = static_cast<double>(people) * days;
    Detail detail;
    if (person_days > 40'000) detail.endpoint = std::max(0.02, 40'000 / person_days);
    if (people > 5'000) detail.code = detail.office = false;
    if (people > 20'000) {
        detail.chat = detail.meetings = detail.candidates = false;
        detail.endpoint = std::min(detail.endpoint, 0.02);
    }
    return detail;
}

std::string log_time(std::int64_t us) {
    const std::int64_t seconds = us / 1'000'000, of_day = seconds % 86400;
    const Date date = civil_from_days(static_cast<std::int32_t>(seconds / 86400));
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", date.year, date.month, date.day, of_day / 3600, of_day / 60 % 60, of_day % 60,
                       us / 1000 % 1000);
}

std::string plain_time(std::int64_t us) {
    std::string text = log_time(us).substr(0, 19);
    text[10] = ' ';
    return text;
}

std::string date_text(std::int32_t date) {
    const Date d = civil_from_days(date);
    return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

std::string us_date(std::int32_t date) {
    const Date d = civil_from_days(date);
    return fmt::format("{:02}/{:02}/{:04}", d.month, d.day, d.year);
}

std::int64_t some_time(const Day& day, Random& random) {
    std::int64_t all = 0;
    for (const Shift& shift : day.shifts) all += shift.end - shift.start;
    std::int64_t at = random.between(0, std::max<std::int64_t>(0, all - 1));
    for (const Shift& shift : day.shifts) {
        if (at < shift.end - shift.start) return shift.start + at;
        at -= shift.end - shift.start;
    }
    return day.shifts.front().start;
}

std::uint32_t laptop_ip_at(const Day& day, std::int64_t us) {
    constexpr std::int64_t ten_minutes = 600'000'000;
    return day.drop_ip && us >= day.drop_at && us < day.drop_at + ten_minutes ? day.drop_ip : day.laptop_ip;
}

}  // namespace bonafide::sim
