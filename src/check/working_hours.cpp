#include "check/working_hours.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.h"

namespace bonafide::check {

namespace {

constexpr double habit_hours = 1.5;
constexpr double actions_a_day = 4;
constexpr double season_actions = 80, least_season_actions = 40;

std::size_t wrap(std::int64_t hour) { return static_cast<std::size_t>(((hour % 24) + 24) % 24); }

Timestamp noon(int year, unsigned month, unsigned day) {
    return Timestamp::from_seconds((static_cast<std::int64_t>(days_from_civil({year, month, day})) * 24 + 12) * 3600);
}

double sum_of(const Hours& hours) { return std::accumulate(hours.begin(), hours.end(), 0.0); }

/// Weight of a habit of `hours` late, on the circle of the day.
double habit_weight(int hours) {
    double sum = 0;
    for (const int turn : {-24, 0, 24}) sum += std::exp(-0.5 * std::pow((hours + turn) / habit_hours, 2));
    return sum;
}

/// Natural logarithms of daylight_work().
const Hours& log_daylight_work() {
    static const Hours logs = [] {
        Hours out{};
        std::ranges::transform(daylight_work(), out.begin(), [](double share) { return std::log(share); });
        return out;
    }();
    return logs;
}

/// habit_weight() of -12 to 11 hours.
const Hours& habits() {
    static const Hours weights = [] {
        Hours out{};
        for (int hours = -12; hours < 12; ++hours) out[static_cast<std::size_t>(hours + 12)] = habit_weight(hours);
        return out;
    }();
    return weights;
}

Hours normalised_from_logs(const Hours& logs) {
    const double highest = *std::ranges::max_element(logs);
    Hours out;
    for (std::size_t i = 0; i < 24; ++i) out[i] = std::exp(logs[i] - highest);
    const double sum = sum_of(out);
    for (double& p : out) p /= sum;
    return out;
}

/// Seasons of a year in a zone: UTC histograms of the months wholly in standard or wholly in summer time.
struct Seasons {
    Hours standard{}, summer{};
    std::int64_t difference = 0;  ///< hours
};

std::optional<Seasons> seasons_of(const Profile& profile, const TimeZone& zone, int year) {
    std::array<std::int32_t, 12> begins{}, ends{};
    for (unsigned m = 0; m < 12; ++m) {
        begins[m] = zone.offset_seconds(noon(year, m + 1, 1));
        ends[m] = zone.offset_seconds(noon(year, m + 1, 28));
    }
    const auto [low, high] = std::ranges::minmax(begins);
    if (high - low != 3600) return std::nullopt;
    Seasons out;
    out.difference = 1;
    for (unsigned m = 0; m < 12; ++m) {
        if (begins[m] != ends[m]) continue;
        Hours& season = begins[m] == low ? out.standard : out.summer;
        for (std::size_t h = 0; h < 24; ++h) season[h] += profile.month_hour[m][h];
    }
    return out;
}

void scale_to(Hours& hours, double most) {
    const double sum = sum_of(hours);
    if (sum <= most) return;
    for (double& h : hours) h *= most / sum;
}

/// Log-likelihood (base 2) of two histograms under one common habit, estimated from both with a little smoothing.
double common_habit(const Hours& a, const Hours& b) {
    Hours habit;
    for (std::size_t i = 0; i < 24; ++i) habit[i] = a[i] + b[i] + 0.5;
    const double sum = sum_of(habit);
    double out = 0;
    for (std::size_t i = 0; i < 24; ++i) out += (a[i] + b[i]) * std::log2(habit[i] / sum);
    return out;
}

}  // namespace

Hours local_hours(const Profile& profile, const TimeZone& zone, int year) {
    Hours out{};
    for (unsigned m = 0; m < 12; ++m) {
        const std::int64_t minutes = zone.offset_seconds(noon(year, m + 1, 15)) / 60;
        const std::int64_t whole = minutes >= 0 ? minutes / 60 : -((-minutes + 59) / 60);
        const double part = static_cast<double>(minutes - whole * 60) / 60;
        for (std::size_t h = 0; h < 24; ++h) {
            const double count = profile.month_hour[m][h];
            out[wrap(static_cast<std::int64_t>(h) + whole)] += count * (1 - part);
            out[wrap(static_cast<std::int64_t>(h) + whole + 1)] += count * part;
        }
    }
    return out;
}

const Hours& daylight_work() {
    static constexpr Hours percent{0.6, 0.4, 0.3, 0.25, 0.25, 0.4, 0.9, 2.2, 5.0, 8.5, 9.5, 9.3,
                                   7.5, 8.2, 9.3, 9.3,  8.6,  6.3, 4.0, 3.0, 2.7, 2.4, 1.8, 1.1};
    static const Hours shares = [] {
        Hours out = percent;
        const double sum = sum_of(out);
        for (double& h : out) h /= sum;
        return out;
    }();
    return shares;
}

ShiftPosterior shift_posterior(const Hours& local, std::size_t active_days) {
    Hours seen = local;
    scale_to(seen, actions_a_day * static_cast<double>(std::max<std::size_t>(1, active_days)));
    Hours logs{};  // by how much later the day is than daylight work: habit and shift together
    for (int late = -12; late < 12; ++late)
        for (int h = 0; h < 24; ++h)
            logs[static_cast<std::size_t>(late + 12)] += seen[static_cast<std::size_t>(h)] * log_daylight_work()[wrap(h - late)];
    const Hours late = normalised_from_logs(logs);
    ShiftPosterior out;
    for (int shift = -12; shift < 12; ++shift)
        for (int habit = -12; habit < 12; ++habit)
            out.probability[static_cast<std::size_t>(shift + 12)] += late[wrap(shift + habit + 12)] * habits()[static_cast<std::size_t>(habit + 12)];
    const double sum = sum_of(out.probability);
    for (double& p : out.probability) p /= sum;
    return out;
}

int ShiftPosterior::most_likely() const { return static_cast<int>(std::ranges::max_element(probability) - probability.begin()) - 12; }

int ShiftPosterior::nearest_bound() const {
    std::array<int, 24> order{};
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order,
                             [&](int a, int b) { return probability[static_cast<std::size_t>(a)] > probability[static_cast<std::size_t>(b)]; });
    int nearest = 12;
    double held = 0, last = 0;
    for (const int index : order) {
        const double here = probability[static_cast<std::size_t>(index)];
        if (held >= 0.9 && here < last * (1 - 1e-6)) break;  // what is as likely as the last one belongs to the set as well
        last = here;
        const int shift = index - 12;
        if (std::abs(shift) < std::abs(nearest) || (std::abs(shift) == std::abs(nearest) && shift > nearest)) nearest = shift;
        held += here;
    }
    return nearest;
}

std::optional<double> no_shift_bits(const Profile& profile, const TimeZone& zone, int year) {
    auto seasons = seasons_of(profile, zone, year);
    if (!seasons || sum_of(seasons->standard) < least_season_actions || sum_of(seasons->summer) < least_season_actions) return std::nullopt;
    scale_to(seasons->standard, season_actions);
    scale_to(seasons->summer, season_actions);
    Hours moved;  // what summer would be by the winter's clock, if the day follows the change: one UTC hour later
    for (std::size_t h = 0; h < 24; ++h) moved[wrap(static_cast<std::int64_t>(h) + seasons->difference)] = seasons->summer[h];
    return common_habit(seasons->standard, seasons->summer) - common_habit(seasons->standard, moved);
}

std::optional<WorkHours> WorkHours::parse(std::string_view text) {
    static const RE2 pattern(R"((?i)\s*(\d{1,2})(?::(\d{2}))?\s*([ap]m)?\s*(?:-|–|—|to|until)\s*(\d{1,2})(?::(\d{2}))?\s*([ap]m)?\b\s*(.*?)\s*)");
    std::string from, from_minute, from_half, to, to_minute, to_half;
    re2::StringPiece zone;
    if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern, &from, &from_minute, &from_half, &to, &to_minute, &to_half, &zone))
        return std::nullopt;
    const auto hour = [](const std::string& h, const std::string& minute, const std::string& half) {
        double out = std::stod(h) + (minute.empty() ? 0 : std::stod(minute) / 60);
        if (half.empty()) return out;
        if (out >= 12 && out < 13) out -= 12;
        return ascii_lower(half) == "pm" ? out + 12 : out;
    };
    WorkHours out;
    out.start = hour(from, from_minute, from_half);
    out.end = hour(to, to_minute, to_half);
    if (from_half.empty() && to_half.empty() && out.end <= out.start && out.end < 12 && out.start >= 5 && out.start < 12) out.end += 12;  // "9 to 5"
    if (out.start > 24 || out.end > 24) return std::nullopt;
    out.zone = {zone.data(), zone.size()};
    return out;
}

bool WorkHours::outside(int hour, double slack) const {
    const double length = end > start ? end - start : end - start + 24;
    if (length + 2 * slack >= 24) return false;
    const double since = std::fmod(hour - (start - slack) + 48, 24);  // hours after the earliest permitted moment
    return since + 1 > length + 2 * slack && since < 23.999999;
}

}  // namespace bonafide::check
