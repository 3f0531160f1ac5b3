#include "screen/story.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/address.h"
#include "base/country.h"
#include "base/phone.h"
#include "base/text.h"
#include "base/yaml.h"
#include "screen/application.h"
#include "screen/contacts.h"
#include "screen/dates.h"
#include "screen/files.h"
#include "screen/history.h"
#include "screen/profile_story.h"

namespace bonafide::screen {

using re2::RE2;

Advice Advice::load(const std::filesystem::path& folder, Errors& errors) {
    Advice out;
    for (const YamlNode& root : load_yaml_file(folder / "technologies.yml", errors)) {
        root.allow_only({"date", "technologies"});
        for (const YamlNode& item : root.require("technologies").items()) {
            item.allow_only({"name", "also", "released", "source"});
            const Technology technology{item.require("name").text(), item.require("released").text(), item.require("source").text()};
            if (month_number(technology.released, false) < 0) item.error("released: expected a year or a month, as 2014-06");
            out.technologies.emplace(plain(technology.name), technology);
            for (const std::string& other : item.get("also").texts()) out.technologies.emplace(plain(other), technology);
        }
    }
    for (const YamlNode& root : load_yaml_file(folder / "next_steps.yml", errors)) {
        root.allow_only({"steps", "texts", "policies"});
        for (const auto& [name, node] : root.require("steps").entries()) out.steps.emplace(name, node.text());
        for (const auto& [name, node] : root.require("texts").entries()) {
            node.allow_only({"title", "to", "text"});
            out.letters.push_back({name, node.require("title").text(), node.require("to").text(), node.require("text").text()});
        }
        for (const auto& [name, node] : root.require("policies").entries()) out.policies.emplace_back(name, node.text());
    }
    return out;
}

std::string Advice::step(const Claim& claim) const {
    auto found = steps.find(claim.attribute);
    if (found == steps.end()) found = steps.find(std::string_view("other"));
    if (found == steps.end()) return {};
    std::string out = found->second;
    for (std::size_t at = 0; (at = out.find("{value}", at)) != std::string::npos; at += claim.value.size()) out.replace(at, 7, claim.value);
    return out;
}

AddressParts address_parts(std::string_view address, const Words& words) {
    static const RE2 american(R"(^(?:(.*?),\s*)?([A-Za-z .'\-]+),\s*([A-Z]{2})\.?,?\s*(\d{5}(?:-\d{4})?)?(?:,\s*(?:USA?|United States))?$)");
    static const RE2 coded(R"((?:^|,\s*|\s)(?:[A-Z]{1,2}-)?(\d{5}|\d{4})\s+([^\d,]+))");
    AddressParts out;
    const std::string text(trim(address));
    std::string street, city, region, code;
    if (RE2::FullMatch(text, american, &street, &city, &region, &code)) {
        const std::string_view us = region_code("US", region), canada = region_code("CA", region);
        if (!us.empty() || !canada.empty()) return {street, city, region, code, us.empty() ? "CA" : "US"};
    }
    std::vector<std::string_view> parts = split(text, ',');
    if (parts.size() > 1 || word_count(text) <= 2) {
        const std::string_view last = trim(parts.back());
        std::string_view country = last.size() > 3 || last == "UK" || last == "USA" ? country_code(last == "UK" ? "GB" : last) : std::string_view{};
        static const std::pair<std::string_view, std::string_view> others[] = {
            {"deutschland", "DE"}, {"allemagne", "DE"}, {"osterreich", "AT"}, {"schweiz", "CH"},  {"suisse", "CH"}, {"espana", "ES"},
            {"brasil", "BR"},      {"mexico", "MX"},    {"england", "GB"},    {"scotland", "GB"}, {"wales", "GB"}};
        for (const auto& [name, code2] : others)
            if (plain(last) == name) country = code2;
        out.country = country;
    }
    (void)words;
    if (RE2::PartialMatch(text, coded, &out.post_code, &out.city)) {
        out.city = std::string(trim(out.city));
        return out;
    }
    if (out.country.empty() && parts.size() >= 1) out.city = std::string(trim(parts.front()));
    else if (parts.size() > 1) out.city = std::string(trim(parts[parts.size() - 2]));
    return out;
}

/// Where an address lies; none where nobody knows.
static std::optional<Place> address_place(std::string_view address, const Words& words, const Geo* geo) {
    if (!geo) return std::nullopt;
    const AddressParts parts = address_parts(address, words);
    if (!parts.post_code.empty() && !parts.country.empty())
        if (auto place = geo->post_code(parts.country, parts.post_code)) return place;
    if (!parts.city.empty())
        if (auto place = geo->city(parts.city, parts.region, parts.country)) return place;
    if (!parts.country.empty()) return geo->country(parts.country);
    return std::nullopt;
}

std::optional<ClaimedHome> claimed_home(const Claims& claims, const StoryContext& context) {
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (claims[i].attribute != "address" || claims[i].stance != Stance::claimed) continue;
        const auto place = address_place(claims[i].value, context.words, context.geo);
        if (!place) continue;
        const auto zone = place->time_zone.empty() ? std::nullopt : TimeZone::find(place->time_zone);
        if (!zone) return std::nullopt;
        return ClaimedHome{*place, *zone, i};
    }
    return std::nullopt;
}

bool same_organisation(std::string_view a, std::string_view b, const Words& words) {
    const auto core = [&](std::string_view text) {
        std::set<std::string> out;
        for (const Token& token : tokens(text))
            if (!words.company_suffixes.has(token.folded) && !words.particles.has(token.folded) && token.folded != "of" && token.folded != "the" &&
                token.folded != "university" && token.folded != "universitat" && token.folded != "universite")
                out.insert(token.folded);
        return out;
    };
    const auto left = core(a), right = core(b);
    if (left.empty() || right.empty()) return plain(a) == plain(b);
    std::size_t both = 0;
    for (const std::string& word : left) both += right.contains(word);
    if (2 * both >= std::min(left.size(), right.size()) + 1 || (both == std::min(left.size(), right.size()))) return true;
    std::string flat_a = plain(a), flat_b = plain(b), initials;
    std::erase(flat_a, ' '), std::erase(flat_b, ' ');
    if (flat_a == flat_b || jaro_winkler(flat_a, flat_b) > 0.94) return true;
    // "MIT" and "Massachusetts Institute of Technology"
    const auto initials_of = [](std::string_view text) {
        std::string out;
        for (const Token& token : tokens(text))
            if (begins_upper(token.raw)) out += token.folded.substr(0, 1);
        return out;
    };
    return (a.size() <= 6 && initials_of(b) == flat_a) || (b.size() <= 6 && initials_of(a) == flat_b);
}

namespace {

struct Job {
    std::string file, group, employer, role;
    std::size_t claim = 0;   // of the employer, else of the role
    int from = -1, to = -1;  // months; to: of today where it goes on
    bool current = false;
};

class Teller {
public:
    Teller(const Claims& claims, std::span<const Examined> documents, const StoryContext& context)
        : claims_(claims), documents_(documents), context_(context) {
        const Date date = civil_from_days(context.today.day());
        now_ = date.year * 12 + static_cast<int>(date.month) - 1;
        collect();
    }

    std::vector<Finding> tell() {
        names();
        versions();
        parallel();
        ages();
        technologies();
        seniority();
        future();
        addresses();
        phones();
        elsewhere();
        contacts();
        letters_of_other_alphabets();
        referees();
        clocks();
        hidden();
        advertisement();
        papers();
        std::ranges::move(tell_profiles(claims_, documents_, context_), std::back_inserter(out_));
        std::ranges::move(tell_history(claims_, documents_, context_), std::back_inserter(out_));
        return std::move(out_);
    }

private:
    void add(std::string attribute, std::string sentence, std::vector<std::size_t> about, bool contradicts = true) {
        const auto same = std::ranges::find_if(out_, [&](const Finding& f) { return f.attribute == attribute && f.sentence == sentence; });
        if (same != out_.end()) {  // said once, of all claims it speaks of
            same->claims.insert(same->claims.end(), about.begin(), about.end());
            return;
        }
        Finding finding{std::move(attribute), std::move(sentence), std::move(about), contradicts, {}, 0};
        if (!finding.claims.empty()) {
            finding.file = claims_[finding.claims.front()].evidence.file;
            finding.line = claims_[finding.claims.front()].evidence.line;
        }
        out_.push_back(std::move(finding));
    }
    void add_file(std::string attribute, std::string sentence, const FileName& file, bool contradicts = true) {
        out_.push_back({std::move(attribute), std::move(sentence), {}, contradicts, file, 0});
    }

    [[nodiscard]] std::vector<std::size_t> of(std::string_view attribute) const {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < claims_.size(); ++i)
            if (claims_[i].attribute == attribute && claims_[i].stance == Stance::claimed) out.push_back(i);
        return out;
    }
    [[nodiscard]] static std::string file_of(const Claim& claim) { return shown(claim.evidence.file); }
    [[nodiscard]] std::string kind_of(const FileName& name) const {
        for (const Examined& d : documents_)
            if (d.name == name) return d.kind;
        return "record";
    }
    /// "the résumé (cv.pdf)"
    [[nodiscard]] std::string source(const Claim& claim) const { return file_part(claim.evidence.file); }

    void collect() {
        std::map<std::pair<std::string, std::string>, std::size_t> at;
        for (std::size_t i = 0; i < claims_.size(); ++i) {
            const Claim& c = claims_[i];
            if ((c.attribute != "employer" && c.attribute != "role") || c.group.empty() || c.stance != Stance::claimed) continue;
            const auto key = std::pair(file_of(c), c.group);
            auto found = at.find(key);
            if (found == at.end()) {
                found = at.emplace(key, jobs_.size()).first;
                jobs_.push_back(
                    {key.first, key.second, "", "", i, month_number(c.from, false), c.current ? now_ : month_number(c.to, true), c.current});
            }
            Job& job = jobs_[found->second];
            (c.attribute == "employer" ? job.employer : job.role) = c.value;
            if (c.attribute == "employer") job.claim = i;
        }
    }

    void names() {
        const auto all = of("name");
        for (std::size_t a = 0; a < all.size(); ++a)
            for (std::size_t b = a + 1; b < all.size(); ++b) {
                const Claim &first = claims_[all[a]], &second = claims_[all[b]];
                if (file_of(first) == file_of(second)) continue;
                const bool paper = (first.group == "paper") != (second.group == "paper");
                const double alike = name_similarity(first.value, second.value);
                if (alike >= 0.8) continue;
                if (paper)
                    add("story.paper_name",
                        fmt::format("The paper {} is in the name of {}, the application in that of {}",
                                    source(first.group == "paper" ? first : second), (first.group == "paper" ? first : second).value,
                                    (first.group == "paper" ? second : first).value),
                        {all[a], all[b]});
                else
                    add("story.names_differ", fmt::format("{} says {}, {} says {}", source(first), first.value, source(second), second.value),
                        {all[a], all[b]});
                return;
            }
    }

    /// Documents that tell a whole life: résumés, profiles, application rows.
    void versions() {
        std::map<std::string, std::vector<const Job*>> by_file;
        for (const Job& job : jobs_)
            if (!job.employer.empty()) by_file[job.file].push_back(&job);
        for (auto a = by_file.begin(); a != by_file.end(); ++a)
            for (auto b = std::next(a); b != by_file.end(); ++b) compare_jobs(a->second, b->second);
        compare_schools();
    }
    void compare_jobs(const std::vector<const Job*>& left, const std::vector<const Job*>& right) {
        const auto twin = [&](const Job& job, const std::vector<const Job*>& others) -> const Job* {
            const Job* best = nullptr;
            for (const Job* other : others)
                if (same_organisation(job.employer, other->employer, context_.words) &&
                    (!best || std::abs(other->from - job.from) < std::abs(best->from - job.from)))
                    best = other;
            return best;
        };
        const auto reach = [](const std::vector<const Job*>& jobs) {
            std::pair<int, int> out{INT32_MAX, -1};
            for (const Job* job : jobs)
                if (job->from >= 0) out = {std::min(out.first, job->from), std::max(out.second, job->to)};
            return out;
        };
        for (const Job* job : left) {
            const Job* other = twin(*job, right);
            if (!other || job->from < 0 || other->from < 0) continue;
            // Profiles list each position of one employer, résumés often the whole time: either may be meant.
            if (std::min(moved(*job, *other), moved(whole(*job, left), whole(*other, right))) >= 12)
                add("story.dates_moved",
                    fmt::format("{}: {} in {}, {} in {}", job->employer, span_text(claims_[job->claim]), source(claims_[job->claim]),
                                span_text(claims_[other->claim]), source(claims_[other->claim])),
                    {job->claim, other->claim});
        }
        for (const auto& [ours, theirs] : {std::pair(left, right), std::pair(right, left)}) {
            const auto [first, last] = reach(theirs);
            if (theirs.size() < 2 || ours.size() < 2) continue;
            for (const Job* job : ours)
                if (job->from > first && job->to <= last && job->to - job->from >= 12 && !twin(*job, theirs))
                    add("story.employer_vanished",
                        fmt::format("{} ({}) stands in {} and not in {}, which covers those years", job->employer, span_text(claims_[job->claim]),
                                    source(claims_[job->claim]), source(claims_[theirs.front()->claim])),
                        {job->claim}, false);
        }
    }
    /// By how many months the two differ, at their begin or end.
    [[nodiscard]] static int moved(const Job& a, const Job& b) {
        const int end = a.to >= 0 && b.to >= 0 && !a.current && !b.current ? std::abs(a.to - b.to) : 0;
        return std::max(std::abs(a.from - b.from), end);
    }
    /// The job with all others of the same employer in one document.
    [[nodiscard]] Job whole(const Job& job, const std::vector<const Job*>& all) const {
        Job out = job;
        for (const Job* other : all) {
            if (other->from < 0 || !same_organisation(job.employer, other->employer, context_.words)) continue;
            out.from = std::min(out.from, other->from);
            out.to = std::max(out.to, other->to);
            out.current |= other->current;
        }
        return out;
    }
    void compare_schools() {
        std::map<std::string, std::vector<std::size_t>> by_file;
        for (const std::size_t i : of("school")) by_file[file_of(claims_[i])].push_back(i);
        for (auto a = by_file.begin(); a != by_file.end(); ++a)
            for (auto b = std::next(a); b != by_file.end(); ++b) {
                bool any = false;
                for (const std::size_t x : a->second)
                    for (const std::size_t y : b->second) {
                        const bool same = same_organisation(claims_[x].value, claims_[y].value, context_.words);
                        any |= same;
                        const int end_a = month_number(claims_[x].to, true), end_b = month_number(claims_[y].to, true);
                        if (same && a->second.size() == 1 && b->second.size() == 1 && end_a >= 0 && end_b >= 0 && std::abs(end_a - end_b) >= 24)
                            add("story.dates_moved",
                                fmt::format("{}: until {} in {}, until {} in {}", claims_[x].value, claims_[x].to, source(claims_[x]), claims_[y].to,
                                            source(claims_[y])),
                                {x, y});
                    }
                if (!any)
                    add("story.education_moved",
                        fmt::format("{} names {}, {} names {}", source(claims_[a->second.front()]), claims_[a->second.front()].value,
                                    source(claims_[b->second.front()]), claims_[b->second.front()].value),
                        {a->second.front(), b->second.front()});
            }
    }
    [[nodiscard]] static std::string span_text(const Claim& c) {
        return (c.from.empty() ? "?" : c.from) + " to " + (c.current ? "today" : c.to.empty() ? "?" : c.to);
    }

    void parallel() {
        static const RE2 partial(
            R"((?i)free|contract|consult|part.?time|intern|student|volunteer|founder|owner|advis|board|mentor|tutor|teach|lectur|assistant|teilzeit|praktik|werkstud|selbst|gründ|ehren|bénévol|stag|altern|indépend|autónom|becari|volunt|estági|bolsist|trainee|apprentic|reserve|self)");
        const auto full = [&](const Job& job) { return !RE2::PartialMatch(job.role, partial) && !RE2::PartialMatch(job.employer, partial); };
        for (std::size_t a = 0; a < jobs_.size(); ++a)
            for (std::size_t b = a + 1; b < jobs_.size(); ++b) {
                const Job &x = jobs_[a], &y = jobs_[b];
                if (x.file != y.file || x.from < 0 || y.from < 0 || x.to < 0 || y.to < 0 || !full(x) || !full(y) || x.employer.empty() ||
                    y.employer.empty())
                    continue;
                if (same_organisation(x.employer, y.employer, context_.words)) continue;
                const int overlap = std::min(x.to, y.to) - std::max(x.from, y.from);
                if (overlap >= 12)
                    add("story.parallel_jobs", fmt::format("{} and {} at the same time for {} months", x.employer, y.employer, overlap),
                        {x.claim, y.claim}, false);
            }
    }

    void ages() {
        int birth = -1;
        for (const std::size_t i : of("date_of_birth"))
            if (birth < 0) birth = month_number(claims_[i].value, false);
        if (birth < 0) return;
        for (const std::size_t i : of("degree")) {
            static const RE2 higher(
                R"((?i)bachelor|b\.?\s?sc|master|m\.?\s?sc|ph\.?d|diplom-|licence|grado|licenciatura|bacharelado|mestrado|doktor|doctor|mba)");
            const int end = month_number(claims_[i].to, true);
            if (end >= 0 && end - birth < 18 * 12 && RE2::PartialMatch(claims_[i].value, higher))
                add("story.age", fmt::format("{} in {}, at the age of {}", claims_[i].value, claims_[i].to, (end - birth) / 12), {i});
        }
        for (const Job& job : jobs_)
            if (job.from >= 0 && job.from - birth < 14 * 12)
                add("story.age",
                    fmt::format("Work at {} from {} on, at the age of {}", job.employer, claims_[job.claim].from, (job.from - birth) / 12),
                    {job.claim});
    }

    void technologies() {
        for (const std::size_t i : of("skill")) {
            const Claim& c = claims_[i];
            const auto found = context_.advice.technologies.find(plain(c.value));
            if (found == context_.advice.technologies.end()) continue;
            const Technology& technology = found->second;
            const int released = month_number(technology.released, false);
            const int most = (now_ - released) / 12;
            const int last = c.current ? now_ : month_number(c.to, true);
            if (c.years > most + 1)
                add("story.technology",
                    fmt::format("{} years of {}, which is {} years old (released {})", c.years, technology.name, most, technology.released), {i});
            else if (c.group.empty() && !c.from.empty() && month_number(c.from, true) + 12 < released)
                add("story.technology", fmt::format("{} since {}, released {}", technology.name, c.from, technology.released), {i});
            else if (!c.group.empty() && last >= 0 && last + 6 < released && !c.to.empty())
                add("story.technology", fmt::format("{} in a job that ended {}, released {}", technology.name, c.to, technology.released), {i});
        }
    }

    void seniority() {
        static const RE2 senior(R"((?i)^(?:chief|cto|ceo|cio|vp|vice president|director|head of|principal|staff )\b)");
        static const RE2 own(R"((?i)found|owner|gründ|self)");
        int degree = -1, first = INT32_MAX;
        for (const std::size_t i : of("degree")) degree = std::max(degree, month_number(claims_[i].to, true));
        const Job* job = nullptr;
        for (const Job& j : jobs_)
            if (j.from >= 0 && j.from < first) first = j.from, job = &j;
        if (job && degree >= 0 && first - degree <= 12 && first - degree >= -6 && RE2::PartialMatch(job->role, senior) &&
            !RE2::PartialMatch(job->role, own))
            add("story.seniority", fmt::format("{} at {} as the first position after the degree", job->role, job->employer), {job->claim}, false);
    }

    void future() {
        for (const Job& job : jobs_)
            if (job.from > now_ + 3)
                add("story.future",
                    fmt::format("{} from {} on, which lies ahead", job.employer.empty() ? job.role : job.employer, claims_[job.claim].from),
                    {job.claim});
    }

    void addresses() {
        for (const std::size_t i : of("address")) {
            const AddressParts parts = address_parts(claims_[i].value, context_.words);
            if (is_mailbox_address(claims_[i].value)) add("story.mailbox", "The home address is a mailbox: " + claims_[i].value, {i}, false);
            if (!context_.geo || parts.country != "US" || parts.post_code.empty() || parts.region.empty()) continue;
            const auto place = context_.geo->post_code("US", parts.post_code.substr(0, 5));
            if (place && place->region != parts.region)
                add("story.post_code", fmt::format("Post code {} lies in {}, the address says {}", parts.post_code, place->region, parts.region),
                    {i});
        }
    }

    void phones() {
        std::string region;
        std::size_t address = 0;
        for (const std::size_t i : of("address")) {
            const AddressParts parts = address_parts(claims_[i].value, context_.words);
            if (parts.country == "US" && !parts.region.empty()) region = parts.region, address = i;
        }
        if (region.empty()) return;
        for (const std::size_t i : of("phone")) {
            const auto phone = parse_phone(claims_[i].value, "US");
            if (phone && phone->region == "US" && !phone->area.empty() && phone->area != region)
                add("story.phone_area", fmt::format("The phone {} is of {}, the address of {}", claims_[i].value, phone->area, region), {i, address},
                    false);
        }
    }

    void elsewhere() {
        std::string home;
        std::size_t at = 0;
        for (const std::size_t i : of("address"))
            if (const AddressParts parts = address_parts(claims_[i].value, context_.words); !parts.country.empty()) home = parts.country, at = i;
        if (home.empty()) return;
        std::size_t known = 0;
        for (const std::size_t i : of("place")) {
            const AddressParts parts = address_parts(claims_[i].value, context_.words);
            if (parts.country.empty()) {
                if (!context_.words.places.inside(claims_[i].value)) return;  // a place nobody knows may be at home
                continue;
            }
            if (parts.country == home) return;
            ++known;
        }
        if (known >= 2) add("story.life_elsewhere", fmt::format("Home in {}, schools and work all elsewhere", country_name(home)), {at}, false);
    }

    void contacts() {
        std::map<std::string, std::size_t> seen;
        for (const std::size_t i : of("email")) {
            const auto [before, fresh] = seen.emplace(email_key(claims_[i].value), i);
            if (!fresh && ascii_lower(claims_[before->second].value) != ascii_lower(claims_[i].value))
                add("story.alias", fmt::format("{} and {} are one mailbox", claims_[before->second].value, claims_[i].value), {before->second, i},
                    false);
        }
    }

    /// A Cyrillic or Greek letter inside a word of Latin ones.
    [[nodiscard]] static bool mixed_scripts(std::string_view word) {
        bool latin = false, other = false;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());  // NOLINT: ICU's macros want unsigned bytes
        for (std::int32_t at = 0; at < static_cast<std::int32_t>(word.size());) {
            UChar32 c = 0;
            U8_NEXT(bytes, at, static_cast<std::int32_t>(word.size()), c);
            if (c < 0 || !u_isalpha(c)) continue;
            UErrorCode status = U_ZERO_ERROR;
            const UScriptCode script = uscript_getScript(c, &status);
            latin |= script == USCRIPT_LATIN;
            other |= script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK;
        }
        return latin && other;
    }
    void letters_of_other_alphabets() {
        for (const char* attribute : {"name", "email", "link", "employer", "school"})
            for (const std::size_t i : of(attribute))
                for (const Token& word : tokens(claims_[i].value))
                    if (mixed_scripts(word.raw)) add("story.homoglyph", fmt::format("\"{}\" mixes letters of two alphabets", claims_[i].value), {i});
    }

    void referees() {
        for (const auto& [theirs, own] : {std::pair("reference_email", "email"), std::pair("reference_phone", "phone")})
            for (const std::size_t i : of(theirs))
                for (const std::size_t j : of(own)) {
                    const bool mail = std::string_view(own) == "email";
                    if ((mail ? email_key(claims_[i].value) == email_key(claims_[j].value)
                              : phone_key(claims_[i].value) == phone_key(claims_[j].value)))
                        add("story.referee", fmt::format("The referee's {} {} is the applicant's own", own, claims_[i].value), {i, j});
                }
    }

    void clocks() {
        const auto home = claimed_home(claims_, context_);
        if (!home) return;
        std::map<int, std::vector<FileName>> mails, papers;
        for (const Examined& d : documents_)
            for (const auto& [name, value] : d.properties) {
                const std::string key = ascii_lower(name);
                const bool mail = key == "date" && d.kind == "email";
                if (!mail && key != "created" && key != "modified" && key != "exif.offsettimeoriginal") continue;
                const auto time = parse_time(value);
                if (!time || !time->zoned || time->date_only || value.ends_with('Z') || time->offset_seconds == 0) continue;  // UTC is nobody's clock
                const double hours = std::abs(time->offset_seconds - home->zone.offset_seconds(time->at)) / 3600.0;
                if (hours >= 3) (mail ? mails : papers)[time->offset_seconds / 60].push_back(d.name);
            }
        const auto tell = [&](const char* attribute, const char* what, const std::map<int, std::vector<FileName>>& found) {
            for (const auto& [offset, files] : found)
                add(attribute,
                    fmt::format("{} {} (UTC{:+03}:{:02}); the claimed home is in {}", file_part(files.front()), what, offset / 60,
                                std::abs(offset) % 60, home->zone.name()),
                    {home->claim}, false);
        };
        tell("story.mail_clock", "was written by another clock", mails);
        tell("story.document_clock", "was made by another clock", papers);
    }

    void hidden() {
        for (const Examined& d : documents_) {
            if (d.kind == "email") continue;  // newsletters and signatures hide much
            if (!d.hidden.empty()) {
                std::string text = d.hidden.front().substr(0, 120);
                add_file("story.hidden_text",
                         d.hidden.size() == 1 ? fmt::format("{} has a line nobody can see: \"{}\"", file_part(d.name), repair_utf8(text))
                                              : fmt::format("{} has {} lines nobody can see, among them \"{}\"", file_part(d.name), d.hidden.size(),
                                                            repair_utf8(text)),
                         d.name);
            }
            for (const auto& [kind, detail] : d.oddities)
                if (kind == "homoglyphs" || kind == "mixed_scripts" || kind == "other_alphabet")
                    add_file("story.homoglyph", fmt::format("{}: {}", file_part(d.name), detail), d.name);
        }
    }

    void advertisement() {
        if (context_.advertisement.empty()) return;
        std::set<std::string_view> lines;
        for (const std::string& line : context_.advertisement)
            if (word_count(line) >= 5) lines.insert(line);
        for (const Examined& d : documents_) {
            if (d.kind != "resume") continue;
            std::size_t same = 0;
            std::string example;
            std::vector<std::string> all = d.body;
            all.insert(all.end(), d.hidden.begin(), d.hidden.end());
            for (const std::string& line : all)
                if (lines.contains(plain(line))) {
                    ++same;
                    if (example.empty()) example = line;
                }
            if (same >= 2)
                add_file("story.pasted",
                         fmt::format("{} repeats {} sentences of the advertisement, among them \"{}\"", file_part(d.name), same, example), d.name,
                         false);
        }
    }

    void papers() {
        for (const Examined& d : documents_)
            for (const PaperCheck& check : d.checks) {
                if (check.verdict != "contradicted") continue;
                const bool rule = !check.standard.empty();
                if (check.check.starts_with("video.")) {
                    add_file(check.check, fmt::format("{}: {}", file_part(d.name), check.reason), d.name);
                    continue;
                }
                if (check.check.find("expir") != std::string::npos) continue;  // an expired paper is a paper
                add_file(rule ? "story.paper_rule" : "story.paper_picture", fmt::format("{}: {}", file_part(d.name), check.reason), d.name);
            }
    }

    const Claims& claims_;
    std::span<const Examined> documents_;
    const StoryContext& context_;
    int now_ = 0;
    std::vector<Job> jobs_;
    std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> tell_story(const Claims& claims, std::span<const Examined> documents, const StoryContext& context) {
    return Teller(claims, documents, context).tell();
}

}  // namespace bonafide::screen
