// Recruiting: Greenhouse candidates (Harvest API), interviews and reference checks.
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/person_maker.h"
#include "simulate/resume.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::string_view sources[] = {"LinkedIn", "LinkedIn", "Indeed", "Company Website", "Hacker News", "Wellfound", "Referral"};

struct Candidate {
    std::uint64_t id;
    std::string given, family, email, phone, address, github, discord, telegram, source, referrer, title;
    std::int32_t applied;
    std::uint32_t ip;
    bool hired;
};

/// The address an application came from. Planted workers often forget the tunnel's country and seldom the tunnel.
std::uint32_t application_ip(const Organisation& org, const Person& p, Random& random) {
    const Places& places = org.places();
    if (p.has(Trait::applied_over_vpn)) return places.pool_ip(random.chance(0.6) ? Pool::astrill : Pool::consumer_vpn, random.next());
    if (p.kind == Kind::vpn_user && random.chance(0.6)) return places.pool_ip(Pool::consumer_vpn, random.next());
    if (random.chance(0.15))
        return p.home.country == "US" ? places.mobile_ip(p.home.city_index, random.next()) : places.public_ip(p.work_city, random.next());
    return places.home_ip(p.has(Trait::works_from_farm) ? p.work_city : p.home.city_index, p.line + 3);
}

std::string json(const Candidate& c, const Background& b, Random& random) {
    const std::string applied = log_time(c.applied * 86'400'000'000LL + random.between(12 * 3600, 23 * 3600) * 1'000'000LL);
    const std::string social = c.github.empty() ? "" : fmt::format(R"({{"value":"https://github.com/{}"}})", c.github);
    std::string fields = fmt::format(R"("application_ip":"{}","resume_text":"{}","discord":{},"telegram":{})", ip_text(c.ip), json_escape(b.resume),
                                     c.discord.empty() ? "null" : "\"" + c.discord + "\"", c.telegram.empty() ? "null" : "\"" + c.telegram + "\"");
    return fmt::format(
        R"({{"id":{},"first_name":"{}","last_name":"{}","company":"{}","title":"{}","created_at":"{}","last_activity":"{}","is_private":false,"can_email":true,"application_ids":[{}],)"
        R"("phone_numbers":[{{"value":"{}","type":"mobile"}}],"addresses":[{{"value":"{}","type":"home"}}],"email_addresses":[{{"value":"{}","type":"personal"}}],"website_addresses":[],)"
        R"("social_media_addresses":[{}],"recruiter":null,"coordinator":null,"tags":[],"applications":[{{"id":{},"candidate_id":{},"prospect":false,"applied_at":"{}","status":"{}",)"
        R"("source":{{"id":{},"public_name":"{}"}},"credited_to":{},"jobs":[{{"id":{},"name":"{}"}}],"answers":[]}}],"educations":[{{"id":{},"school_name":"{}","degree":"{}",)"
        R"("discipline":null,"end_date":"{}-06-15T00:00:00.000Z"}}],"employments":[{{"id":{},"company_name":"{}","title":"{}"}},{{"id":{},"company_name":"{}","title":"{}"}}],{}}})",
        c.id, json_escape(c.given), json_escape(c.family), json_escape(b.first_employer), c.title, applied, applied, c.id + 900000, c.phone,
        json_escape(c.address), c.email, social, c.id + 900000, c.id, applied, c.hired ? "hired" : "rejected", 4000 + c.source.size(), c.source,
        c.referrer.empty() ? "null" : fmt::format(R"({{"id":{},"name":"{}"}})", 70000 + c.id, json_escape(c.referrer)), 81000 + c.title.size(),
        c.title, c.id * 4 + 1, json_escape(b.education.school), b.education.degree, b.education.year, c.id * 4 + 2, b.first_employer, c.title,
        c.id * 4 + 3, b.second_employer, c.title, fields);
}

void interviews_of(Table& interviews, const Context& context, const Person& p) {
    Random random(context.org.seed(), "interviews", p.index);
    static constexpr std::string_view stages[] = {"Recruiter Screen", "Technical Interview", "Hiring Manager"},
                                      fine[] = {"Good communication, clear examples.", "Solid. Would move forward.", "Knows the stack well.",
                                                "Friendly; asked good questions."};
    static constexpr std::string_view evasive[] = {"Camera stayed off, said the webcam was broken.",
                                                   "Video off the whole call, long pauses before answers.",
                                                   "Candidate asked to reschedule an hour before; answered by chat only."};
    const std::int32_t last = p.hired - static_cast<std::int32_t>(random.between(16, 30));
    for (std::size_t i = 0; i < std::size(stages); ++i) {
        const std::int64_t at = (last - (2 - static_cast<int>(i)) * 5) * 86'400'000'000LL + random.between(15, 21) * 3'600'000'000LL;
        const std::string interviewer = name_of(context.org.seed(), random.below(context.org.size()), context.org.names_swapped()).text();
        const bool refuses = p.has(Trait::declined_calls) ? random.chance(0.6) : random.chance(0.015);
        if (p.has(Trait::declined_calls) ? random.chance(0.5) : random.chance(0.04))
            interviews.row(
                {p.personal_email, p.full_name(), plain_time(at - 2 * 86'400'000'000LL), interviewer, stages[i], "Rescheduled by candidate", "", ""});
        interviews.row({p.personal_email, p.full_name(), plain_time(at), interviewer, stages[i], "Completed", refuses ? "Off" : "On",
                        refuses ? random.pick(evasive) : random.pick(fine)});
    }
}

void references_of(Table& references, const Context& context, const Person& p) {
    const Organisation& org = context.org;
    Random random(org.seed(), "references", p.index);
    static constexpr std::string_view relations[] = {"Former manager", "Former colleague", "Former team lead"},
                                      referee_states[] = {"TX", "OH", "CA", "NY", "WA", "IL"};
    for (int i = 0; i < 2; ++i) {
        const FullName name = name_of(org.seed(), org.size() + 3'000'000 + p.index * 2 + static_cast<std::uint64_t>(i), org.names_swapped());
        std::string referee = name.text(), email = fmt::format("{}.{}{}@gmail.com", name.ascii_given, name.ascii_family, random.digits(2)),
                    phone = make_phone("US", random.pick(referee_states), random);
        if (i == 0 && p.has(Trait::reference_shared)) {
            const Facilitator behind = facilitator_of(org, p.group);
            phone = behind.phone;
            email = fmt::format("{}.{}@outlook.com", behind.name.ascii_given, behind.name.ascii_family);
            referee = behind.name.text();
        }
        references.row({p.personal_email, p.full_name(), referee, email, phone, random.pick(relations),
                        plain_time((p.hired - 12) * 86'400'000'000LL + random.between(50'000, 80'000) * 1'000'000LL)});
    }
}

std::string separator(bool& first) {
    const std::string text = first ? "[\n" : ",\n";
    first = false;
    return text;
}

void strangers(Output& applications, bool& first, std::uint64_t& applicants, const Context& context, const Person& beside) {
    const Organisation& org = context.org;
    Random random(org.seed(), "strangers", beside.index);
    for (std::uint64_t i = 0, n = random.below(3); i < n; ++i) {
        const FullName name = name_of(org.seed(), org.size() + 5'000'000 + beside.index * 2 + i, org.names_swapped());
        const std::size_t city = random.below(org.places().cities().size());
        const Address home = make_address(org.places(), city, random);
        Candidate c{.id = 500000 + beside.index * 4 + i + 1,
                    .given = name.given,
                    .family = name.family,
                    .email = fmt::format("{}{}{}@gmail.com", name.ascii_given, name.ascii_family, random.digits(3)),
                    .phone = make_phone(home.country, home.region, random),
                    .address = fmt::format("{}, {}, {} {}", home.line(), home.city, home.region, home.post_code),
                    .github = {},
                    .discord = {},
                    .telegram = {},
                    .source = std::string(random.pick(sources)),
                    .referrer = {},
                    .title = beside.title,
                    .applied = static_cast<std::int32_t>(random.between(org.first_day() - 60, org.last_day())),
                    .ip = org.places().home_ip(city, (org.size() * 3 + beside.index * 2 + i) * 8),
                    .hired = false};
        applications.write(separator(first) + json(c, background_of(random, c.title, 2026, {}), random));
        ++applicants;
    }
}

}  // namespace

void candidate_of(Output& applications, Table& interviews, Table& references, bool& first, std::uint64_t& applicants, const Context& context,
                  const Person& p) {
    const Organisation& org = context.org;
    if (p.index >= 6 && p.hired >= org.first_day() - 720) {
        Random random(org.seed(), "candidate", p.index);
        std::string referrer;
        if (p.has(Trait::referred_by_partner) && p.place_in_group > 0) referrer = org.person_of_group(p.group, 0).full_name();
        else if (random.chance(0.12)) referrer = name_of(org.seed(), random.below(org.size()), org.names_swapped()).text();
        const Address& home = p.moved_day ? p.former_home : p.home;
        const std::string family = p.former_family.empty() ? p.name.family : p.former_family;
        const Candidate c{.id = 500000 + p.index * 4,
                          .given = p.name.given,
                          .family = family,
                          .email = p.personal_email,
                          .phone = p.phone,
                          .address = fmt::format("{}, {}, {} {}", home.line(), home.city, home.region, home.post_code),
                          .github = p.engineer ? p.github : "",
                          .discord = p.discord,
                          .telegram = p.telegram,
                          .source = referrer.empty() ? std::string(sources[random.below(6)]) : "Referral",
                          .referrer = referrer,
                          .title = p.title,
                          .applied = p.hired - static_cast<std::int32_t>(random.between(36, 75)),
                          .ip = application_ip(org, p, random),
                          .hired = true};
        applications.write(separator(first) + json(c, background_of(org, p), random));
        ++applicants;
        interviews_of(interviews, context, p);
        references_of(references, context, p);
    }
    strangers(applications, first, applicants, context, p);
}

}  // namespace bonafide::sim
