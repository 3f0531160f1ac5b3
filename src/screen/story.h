// Does an application hold together? Claims against claims, versions, dates, places, clocks and papers of one applicant, each finding a sentence
// with the claims it is about. What a finding weighs stands in content/checks/story.*.yml. Used by screen.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/geo.h"
#include "screen/examined.h"

namespace bonafide::screen {

struct Technology {
    std::string name, released, source;
};

/// content/screen: technologies, next steps, texts to send, policies.
struct Advice {
    std::unordered_map<std::string, Technology, StringHash, std::equal_to<>> technologies;  ///< by plain() of name and other spellings
    std::unordered_map<std::string, std::string, StringHash, std::equal_to<>> steps;        ///< by attribute
    struct Letter {
        std::string id, title, to, text;
    };
    std::vector<Letter> letters;
    std::vector<std::pair<std::string, std::string>> policies;
    [[nodiscard]] static Advice load(const std::filesystem::path& folder, Errors& errors);
    /// The cheapest step for a claim that nothing settles.
    [[nodiscard]] std::string step(const Claim& claim) const;
};

struct Finding {
    std::string attribute;  ///< "story.dates_moved"
    std::string sentence;
    std::vector<std::size_t> claims;  ///< indexes of what it is about
    bool contradicts = true;          ///< or only asks
    FileName file;
    std::uint64_t line = 0;
};

struct StoryContext {
    const Words& words;
    const Advice& advice;
    const Geo* geo = nullptr;
    Timestamp today;
    std::span<const std::string> advertisement;  ///< lines of the job advertisement, plain()
};

[[nodiscard]] std::vector<Finding> tell_story(const Claims& claims, std::span<const Examined> documents, const StoryContext& context);

/// The parts of a postal address, as far as its form tells.
struct AddressParts {
    std::string street, city, region, post_code, country;
};
[[nodiscard]] AddressParts address_parts(std::string_view address, const Words& words);

/// The home that is claimed, and its clock.
struct ClaimedHome {
    Place place;
    TimeZone zone;
    std::size_t claim = 0;  ///< the address it is known by
    /// Known by its country only: the clock may be hours off.
    [[nodiscard]] bool is_country_wide() const { return place.radius_km > 500; }
};
/// By the first claimed address that can be found; none where its clock is not known.
[[nodiscard]] std::optional<ClaimedHome> claimed_home(const Claims& claims, const StoryContext& context);

/// Are these one firm or school in two spellings?
[[nodiscard]] bool same_organisation(std::string_view a, std::string_view b, const Words& words);

}  // namespace bonafide::screen
