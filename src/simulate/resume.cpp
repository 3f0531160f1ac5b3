#include "simulate/resume.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulate/person_maker.h"

namespace bonafide::sim {
namespace {

constexpr std::string_view schools[] = {"University of Texas at Austin",
                                        "Ohio State University",
                                        "Georgia Institute of Technology",
                                        "San José State University",
                                        "University of Toronto",
                                        "Technische Universität Berlin",
                                        "University of Leeds",
                                        "Universidad Politécnica de Madrid",
                                        "Warsaw University of Technology",
                                        "University of Washington",
                                        "Arizona State University",
                                        "Purdue University",
                                        "Indian Institute of Technology Madras",
                                        "University of São Paulo",
                                        "National University of Singapore",
                                        "University of Lagos",
                                        "Seoul National University",
                                        "Tsinghua University",
                                        "University of Melbourne",
                                        "Trinity College Dublin",
                                        "Temple University",
                                        "Texas A&M University",
                                        "University of Florida",
                                        "Virginia Tech",
                                        "Rutgers University",
                                        "University of Colorado Boulder",
                                        "Boston University",
                                        "Delft University of Technology",
                                        "Anna University",
                                        "Kyiv Polytechnic Institute",
                                        "Vietnam National University",
                                        "American University of Beirut",
                                        "University of Illinois Chicago",
                                        "Michigan State University",
                                        "Drexel University",
                                        "University of Nairobi",
                                        "Monterrey Institute of Technology"};
constexpr std::string_view employers[] = {
    "Brightwater Health", "Cobalt Freight",      "Fernhill Insurance",   "Kestrel Payments", "Larkfield Media",   "Mistral Robotics",
    "Oakline Retail",     "Pinecrest Bank",      "Quarry Analytics",     "Redshore Games",   "Saltmarsh Energy",  "Tidewater Logistics",
    "Umber Travel",       "Vantage Dental",      "Willowbank Foods",     "Yarrow Telecom",   "Zephyr Mobility",   "Harborlight Software",
    "Copperfield Labs",   "Juniper Ridge Homes", "Stonebridge Legal",    "Meridian Parcel",  "Foxglove Learning", "Northgate Hospitals",
    "Ironwood Studios",   "Clearbrook Water",    "Silverbirch Pensions", "Bluestem Farms",   "Emberly",           "Wavecrest Audio"};
constexpr std::string_view verbs[] = {"Rebuilt",  "Led",      "Designed",   "Took over", "Simplified", "Shipped",   "Audited",    "Owned",
                                      "Replaced", "Extended", "Stabilised", "Launched",  "Documented", "Automated", "Prototyped", "Rescued"};
constexpr std::string_view objects[] = {"the invoicing service",         "our warehouse scanner app",  "a fraud-scoring pipeline",
                                        "the loyalty programme",         "the nightly settlement job", "an internal search tool",
                                        "the driver dispatch board",     "the claims intake forms",    "a multi-tenant permissions model",
                                        "the mobile onboarding flow",    "the metrics dashboard",      "a feature-flag system",
                                        "the quarterly reporting model", "the support macros",         "the partner API",
                                        "the image-processing queue",    "the renewal campaign",       "a pricing experiment",
                                        "the log-retention policy",      "the appointment calendar"};
constexpr std::string_view means[] = {"with Go and Postgres",
                                      "in TypeScript and React",
                                      "on Kubernetes",
                                      "using Python and Airflow",
                                      "with Kotlin",
                                      "in Rust",
                                      "with dbt and Snowflake",
                                      "on AWS Lambda",
                                      "with Elixir",
                                      "in Figma and plain CSS",
                                      "together with two interns",
                                      "across four time zones",
                                      "with the compliance team",
                                      "using Terraform",
                                      "in Ruby on Rails",
                                      "with Kafka",
                                      "after a failed vendor project",
                                      "as the only engineer",
                                      "in one quarter",
                                      "with help from sales"};
constexpr std::string_view gains[] = {"cut costs by {} percent",
                                      "served {} thousand requests a minute",
                                      "halved on-call pages over {} weeks",
                                      "won back {} customers",
                                      "saved {} hours a month",
                                      "reached {} countries",
                                      "trained {} colleagues",
                                      "removed {} thousand lines",
                                      "raised conversion by {} points",
                                      "closed {} audit findings"};

std::string sentence(Random& random) {
    const std::string gain = fmt::format(fmt::runtime(random.pick(gains)), random.between(3, 97));
    return fmt::format("{} {} {}, and {}.", random.pick(verbs), random.pick(objects), random.pick(means), gain);
}

std::string degree_of(std::string_view title, Random& random) {
    static constexpr std::string_view technical[] = {"BS Computer Science", "MS Computer Science", "BSc Software Engineering", "BS Mathematics",
                                                     "BEng Electrical Engineering"},
                                      other[] = {"BA Economics", "BA English", "BBA Marketing", "BA Psychology", "BS Accounting", "BFA Design"};
    return std::string(title.find("Engineer") != std::string_view::npos || title.find("Data") != std::string_view::npos ? random.pick(technical)
                                                                                                                        : random.pick(other));
}

}  // namespace

Background background_of(Random& random, std::string_view title, int start_year, std::string_view phrase) {
    Background b;
    b.education = {std::string(random.pick(schools)), degree_of(title, random), start_year - static_cast<int>(random.between(4, 14))};
    b.first_employer = random.pick(employers);
    do b.second_employer = random.pick(employers);
    while (b.second_employer == b.first_employer);
    b.resume = fmt::format("{}. {} to {} at {}, then {}.", title, b.education.year + 1, start_year - 2, b.second_employer, b.first_employer);
    for (int i = 0; i < 4; ++i) b.resume += " " + sentence(random);
    if (!phrase.empty()) b.resume += fmt::format(" {}.", phrase);
    b.resume += fmt::format(" {}, {}, {}.", b.education.degree, b.education.school, b.education.year);
    return b;
}

Background background_of(const Organisation& org, const Person& p) {
    Random random(org.seed(), "background", p.index);
    const int year = civil_from_days(p.hired).year;
    if (!p.has(Trait::resume_shared)) return background_of(random, p.title, year, {});
    // One hand wrote them all: the same sentences under other names.
    const std::uint64_t group = p.kind == Kind::careful ? org.first_farm() : p.group;
    Background b = background_of(random, p.title, year, {});
    Random same(org.seed(), "resume of group", group);
    b.resume = fmt::format("{}. {} {} {} {}. {}, {}.", p.title, sentence(same), sentence(same), sentence(same),
                           facilitator_of(org, group).resume_phrase, b.education.school, b.education.year);
    return b;
}

}  // namespace bonafide::sim
