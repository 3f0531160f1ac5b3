#include "screen/profile_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "screen/dates.h"
#include "screen/files.h"
#include "screen/history.h"

namespace bonafide::screen {

namespace {

constexpr std::int64_t one_day = 86'400, hour = 3'600;

class ProfileTeller {
public:
    ProfileTeller(const Claims& claims, std::span<const Examined> documents, const StoryContext& context)
        : claims_(claims), documents_(documents), context_(context) {}

    std::vector<Finding> tell() {
        young();
        other_name();
        push_hours();
        return std::move(out_);
    }

private:
    void add(const char* attribute, std::string sentence, std::vector<std::size_t> about, const FileName& file) {
        out_.push_back({attribute, std::move(sentence), std::move(about), false, file, 0});
    }

    /// Whom the profile tells of years of work for did not have it then. Common enough, and worth a question.
    void young() {
        constexpr std::int64_t most_days = 180;
        constexpr int fewest_months = 36;
        std::size_t first = claims_.size();
        int begin = INT32_MAX;
        for (std::size_t i = 0; i < claims_.size(); ++i) {
            const Claim& c = claims_[i];
            const int from = c.attribute == "employer" && c.stance == Stance::claimed ? month_number(c.from, false) : -1;
            if (from >= 0 && from < begin) begin = from, first = i;
        }
        if (first == claims_.size()) return;
        for (const Claim& c : claims_) {
            const auto made = c.attribute == "profile.created" ? parse_time(c.value) : std::nullopt;
            if (!made) continue;
            const std::int64_t days = (context_.today.seconds() - made->at.seconds()) / one_day;
            const int month = month_number(c.value.substr(0, 7), false);
            if (days < 0 || days > most_days || month < 0 || month - begin < fewest_months) continue;
            add("story.profile_young",
                fmt::format("The account of {} was made on {}, {} days ago; the first job that is claimed began {}", file_part(c.evidence.file),
                            iso_date(made->at), days, claims_[first].from),
                {}, c.evidence.file);
        }
    }

    /// A pen name is nobody's; the name of another person is worth a question.
    void other_name() {
        std::set<std::string> own;
        for (const Claim& c : claims_)
            if (c.attribute == "name" || c.attribute == "former_name" || c.attribute == "preferred_name")
                for (const Token& word : tokens(c.value)) own.insert(word.folded);
        if (own.empty()) return;
        for (std::size_t i = 0; i < claims_.size(); ++i) {
            const Claim& c = claims_[i];
            if (c.attribute != "profile.name" || !like_a_persons(c.value)) continue;
            const auto words = tokens(c.value);
            if (std::ranges::any_of(words, [&](const Token& word) { return own.contains(word.folded); })) continue;
            add("story.names_differ", fmt::format("The account of {} is in the name of {}", file_part(c.evidence.file), c.value), {i},
                c.evidence.file);
        }
    }

    /// Times by the host's clock, which the applicant does not hold, against the night of the claimed home.
    void push_hours() {
        constexpr std::size_t fewest_days = 20;
        constexpr double most_of = 0.6;
        constexpr std::int64_t morning = 6 * hour;
        const auto home = claimed_home(claims_, context_);
        if (!home || home->is_country_wide()) return;
        std::set<std::int64_t> days, nights;
        std::size_t pushes = 0, at_night = 0;
        const Examined* where = nullptr;
        for (const Examined& document : documents_)
            for (const std::int64_t at : document.pushes) {
                const std::int64_t local = at + home->zone.offset_seconds(Timestamp::from_seconds(at));
                const bool night = local % one_day < morning;
                days.insert(local / one_day);
                ++pushes;
                if (!night) continue;
                nights.insert(local / one_day);
                ++at_night;
                where = &document;
            }
        if (days.size() < fewest_days || static_cast<double>(nights.size()) < most_of * static_cast<double>(days.size()) || 2 * at_night < pushes)
            return;
        add("story.push_hours",
            fmt::format("On {} of {} days code was pushed between midnight and six o'clock at the claimed home ({}), {} of {} pushes", nights.size(),
                        days.size(), home->zone.name(), at_night, pushes),
            {home->claim}, where->name);
    }

    const Claims& claims_;
    std::span<const Examined> documents_;
    const StoryContext& context_;
    std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> tell_profiles(const Claims& claims, std::span<const Examined> documents, const StoryContext& context) {
    return ProfileTeller(claims, documents, context).tell();
}

}  // namespace bonafide::screen
