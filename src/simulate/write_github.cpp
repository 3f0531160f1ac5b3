// GitHub's audit log with Git events, as streamed or exported (JSON, one event a line).
#include <fmt/format.h>

#include "simulate/repository.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::string_view repositories[] = {
    "platform",   "web-app",     "mobile",     "infra-live",     "data-pipelines",    "billing",    "identity",    "design-system",
    "ml-ranking", "partner-api", "edge-proxy", "internal-tools", "observability",     "docs-site",  "fraud-rules", "notifications",
    "search",     "ledger",      "sdk-js",     "sdk-python",     "terraform-modules", "k8s-charts", "load-tests",  "experiments"};

class Writer {
public:
    Writer(DayLog& log, const Context& context, const Person& p, const Day& day, Random& random)
        : log_(log), org_(context.org), p_(p), day_(day), random_(random) {}

    void event(std::int64_t us, std::string_view action, std::string_view repository) {
        const std::uint32_t ip = laptop_ip_at(day_, us);
        const bool git = action.starts_with("git.");
        log_.add(
            Log::github, us,
            fmt::format(
                R"({{"@timestamp":{},"_document_id":"{}","action":"{}","actor":"{}","actor_id":{},"actor_ip":"{}","actor_location":{{"country_code":"{}"}},"business":"northbeam","business_id":40112,"created_at":{},)"
                R"("external_identity_nameid":"{}","org":"northbeam","org_id":9120033,"repo":"northbeam/{}","repository":"northbeam/{}","repository_public":false,{}"user_agent":"{}"}})",
                us / 1000, random_.text(22, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"), action, p_.github,
                20'000'000 + p_.index * 37, ip_text(ip), org_.places().spot(ip).country, us / 1000, p_.email, repository, repository,
                git ? R"("transport_protocol":1,"transport_protocol_name":"http",)" : "", git ? "git/2.50.1" : p_.agent));
    }

private:
    DayLog& log_;
    const Organisation& org_;
    const Person& p_;
    const Day& day_;
    Random& random_;
};

}  // namespace

void github_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    if (!p.engineer || !context.detail.code) return;
    Random random(context.org.seed(), "github", p.index, day.date);
    Writer writer(log, context, p, day, random);
    const std::size_t home = Random(context.org.seed(), "team repository", context.org.team(p.index)).below(std::size(repositories));
    const auto own = [&] { return random.chance(0.75) ? repositories[home] : random.pick(repositories); };
    // Newcomers clone what their team works on; a few of the planted take everything they can see in the first days.
    if (day.first)
        for (std::int64_t n = random.between(1, 4), i = 0; i < n; ++i)
            writer.event(day.shifts.front().start + random.between(60, 300) * 60'000'000, "git.clone", own());
    if (p.has(Trait::clones_everything) && day.date >= p.hired + 1 && day.date <= p.hired + 8)
        for (std::string_view repository : repositories)
            if (random.chance(0.5)) writer.event(some_time(day, random), "git.clone", repository);
    for (const Commit& commit : commits_of(context.org, p, day)) writer.event(commit.us + 120'000'000, "git.push", "platform");
    for (std::int64_t n = random.between(1, 4), i = 0; i < n; ++i) {
        static constexpr std::string_view actions[] = {
            "git.fetch", "git.fetch", "git.push", "pull_request.create", "pull_request_review.submit", "pull_request.merge", "git.clone"};
        writer.event(some_time(day, random), i ? random.pick(actions) : "git.fetch", own());
    }
}

}  // namespace bonafide::sim
