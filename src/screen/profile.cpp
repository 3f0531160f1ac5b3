#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "scan/content.h"
#include "screen/profiles.h"
#include "screen/row_claims.h"

namespace bonafide::screen {

namespace {

constexpr std::size_t most_logins = 50;
constexpr std::int64_t login_age = 730LL * 86'400;  // seconds: older sign-ins say little of where somebody is today

/// Collects what the records of one file say of the one whose profile it is.
class ProfileSink : public RecordSink {
public:
    ProfileSink(const GivenFile& file, const ExamineOptions& options, Examined& out)
        : file_(file), options_(options), mapper_(options.content->sources, options.content->attributes, options.content->names), out_(out) {}

    void record(const Record& record, const TableHeader* header) override {
        mapper_.map(record, header, file_.name, meaning_);
        do take(record.locator().line);
        while (mapper_.next(meaning_));
    }

    void finish() {
        out_.properties.emplace_back("records", std::to_string(records_));
        if (strange_) out_.oddities.emplace_back("not_read", fmt::format("{} records are not what the export is known to have: not read", strange_));
        keep_logins();
        keep_author();
        if (accounts_.size() > 1) refuse();
        if (records_ == 0 && out_.unread.empty()) out_.properties.emplace_back("empty", "no record of the applicant in it");
    }

private:
    void take(std::uint64_t line) {
        if (!meaning_.problem.empty() || !meaning_.event.source || !meaning_.event.source->profile) {
            ++strange_;
            return;
        }
        ++records_;
        Claims claims;
        claims_of(meaning_, *options_.content, *options_.words, numbers_, claims);
        const Timestamp at = time_of(claims);
        for (Claim& claim : claims) {
            claim.evidence.file = file_.name;
            claim.evidence.line = line;
            sort_in(std::move(claim), at);
        }
        if (meaning_.event.kind == "code" && meaning_.event.time.known()) out_.pushes.push_back(meaning_.event.time.seconds());
    }

    /// When it was: LinkedIn writes "1/12/10, 9:14 AM", which no source's time is.
    [[nodiscard]] Timestamp time_of(const Claims& claims) const {
        if (meaning_.event.time.known()) return meaning_.event.time;
        for (const Claim& claim : claims)
            if (claim.attribute == "profile.created")
                if (const auto made = parse_time(iso_date_of(claim.value, *options_.words))) return made->at;
        return Timestamp::none();
    }

    void sort_in(Claim claim, Timestamp at) {
        if (claim.attribute == "commit.email") {
            ++authors_[claim.value];
            return;
        }
        if (claim.attribute == "profile.login_ip") {
            claim.from = at.known() ? iso_time(at) : "";
            logins_.emplace_back(at, std::move(claim));
            return;
        }
        if (claim.attribute == "profile.created")
            if (std::string date = iso_date_of(claim.value, *options_.words); !date.empty()) claim.value = std::move(date);
        if (claim.attribute == "link" && ascii_lower(claim.value).starts_with("github.com/")) accounts_.insert(ascii_lower(claim.value));
        if (claim.group.empty() && !seen_.emplace(claim.attribute, claim.value).second) return;
        out_.claims.push_back(std::move(claim));
    }

    /// The latest sign-ins of the last two years, one for each address.
    void keep_logins() {
        std::ranges::stable_sort(logins_, [](const auto& a, const auto& b) { return a.first.us > b.first.us; });
        std::size_t kept = 0, left = 0;
        for (auto& [time, claim] : logins_) {
            const bool old = time.known() && time.seconds() < options_.today.seconds() - login_age;
            if (old || kept >= most_logins) {
                ++left;
                continue;
            }
            if (!seen_.emplace(claim.attribute, claim.value).second) continue;
            out_.claims.push_back(std::move(claim));
            ++kept;
        }
        if (left)
            out_.oddities.emplace_back(
                "not_read", fmt::format("{} addresses of sign-ins are older than two years, or beyond the latest {}: not used", left, most_logins));
    }

    /// Of the authors of what was pushed the one who wrote most of it: others' commits are pushed as well.
    void keep_author() {
        std::size_t all = 0;
        for (const auto& [mail, count] : authors_) all += count;
        const auto most = std::ranges::max_element(authors_, {}, [](const auto& a) { return a.second; });
        if (most == authors_.end() || 2 * most->second < all) return;
        Claim claim;
        claim.attribute = "commit.email";
        claim.value = most->first;
        claim.stance = Stance::observed;
        claim.evidence.file = file_.name;
        out_.claims.push_back(std::move(claim));
    }

    void refuse() {
        std::string names;
        for (const std::string& account : accounts_)
            if (names.size() < 60) names += (names.empty() ? "" : ", ") + account;
        out_.claims.clear();
        out_.pushes.clear();
        out_.kind = "unread";
        out_.unread = fmt::format("speaks of {} accounts ({}): whose it is cannot be said", accounts_.size(), names);
        out_.hint = "leave only the applicant's own records in it";
    }

    const GivenFile& file_;
    const ExamineOptions& options_;
    Mapper mapper_;
    Meaning meaning_;
    Examined& out_;
    GroupNumbers numbers_;
    std::set<std::pair<std::string, std::string>> seen_;
    std::set<std::string> accounts_;
    std::map<std::string, std::size_t> authors_;
    std::vector<std::pair<Timestamp, Claim>> logins_;
    std::size_t records_ = 0, strange_ = 0;
};

}  // namespace

Examined examine_profile(const GivenFile& file, std::string_view bytes, const ExamineOptions& options) {
    Examined out;
    out.name = file.name;
    out.kind = "profile";
    out.format = file.profile;
    if (!file.passed_over.empty()) {
        out.oddities.emplace_back("not_read", file.passed_over);
        return out;
    }
    std::istringstream in{std::string(bytes)};
    ReadOptions how;
    how.threads = 1;
    how.standard_input = &in;
    how.standard_input_name = file_part(file.name);
    ProfileSink sink(file, options, out);
    const auto read = read_all({"-"}, options.content->names, how, [&](unsigned) { return std::make_unique<PassOn>(sink); });
    if (!read || (!read->unread.empty() && read->reports.front().records == 0)) {
        out.kind = "unread";
        out.unread = read ? read->unread.front().reason : read.error().what;
        out.hint = read ? read->unread.front().hint : read.error().hint;
        return out;
    }
    for (const Unread& unread : read->unread) out.oddities.emplace_back("not_read", unread.reason);
    sink.finish();
    return out;
}

}  // namespace bonafide::screen
