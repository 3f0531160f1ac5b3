#include "screen/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "screen/application.h"
#include "screen/contacts.h"
#include "screen/dates.h"
#include "screen/files.h"

namespace bonafide::screen {

namespace {

constexpr double same_name = 0.8;

std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '_' || c == '.'; });
    return text;
}

/// "https://github.com/jane-doe/app" → "jane-doe", at the hosts where the first part of a path is a person's.
std::string handle_in(std::string_view link) {
    const std::string key = link_key(link);
    for (const std::string_view host : {"github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"})
        if (key.starts_with(host)) return key.substr(host.size(), key.find_first_of("/?#", host.size()) - host.size());
    return {};
}
/// "12345+jane-doe@users.noreply.github.com" → "jane-doe"; other addresses: what stands before the @.
std::string local_part(std::string_view mail) {
    std::string out = ascii_lower(mail.substr(0, mail.find('@')));
    if (mail.find("users.noreply.") == std::string_view::npos) return out;
    if (const std::size_t plus = out.find('+'); plus != std::string::npos) return out.substr(plus + 1);
    const std::size_t dash = out.find('-');  // GitLab: 12345-jane
    return dash != std::string::npos && out.find_first_not_of("0123456789") == dash ? out.substr(dash + 1) : out;
}

}  // namespace

bool like_a_persons(std::string_view name) {
    if (word_count(name) < 2 || word_count(name) > 4) return false;
    return std::ranges::all_of(split(name, ' '), [](std::string_view word) { return word.empty() || begins_upper(word); }) &&
           name.find_first_of("0123456789[]<>@_/") == std::string_view::npos;
}

CommitOwner::CommitOwner(const Claims& claims) {
    for (const Claim& claim : claims) {
        if (claim.attribute == "name" || claim.attribute == "former_name" || claim.attribute == "preferred_name")
            names_.push_back(plain(claim.value));
        if (claim.attribute == "email") {
            mails_.insert(email_key(claim.value));
            if (const std::string local = local_part(claim.value); local.size() >= 5) handles_.insert(local);
        }
        if (claim.attribute == "link")
            if (std::string handle = handle_in(claim.value); !handle.empty()) handles_.insert(std::move(handle));
    }
    std::erase(names_, "");
}

bool CommitOwner::by_mail(const Repository::Author& author) const {
    return mails_.contains(email_key(author.email)) || handles_.contains(local_part(author.email));
}

bool CommitOwner::by_name(std::string_view name) const {
    const std::string folded = plain(name), joined = without_blanks(folded);
    if (handles_.contains(ascii_lower(trim(name)))) return true;
    return std::ranges::any_of(names_, [&](const std::string& own) {
        if (joined == without_blanks(own)) return true;
        // one name of two is a nickname or a first name, and somebody else's as well
        return folded.find(' ') != std::string::npos && name_similarity(own, folded) >= same_name;
    });
}

std::vector<bool> CommitOwner::own(const Repository& repository) const {
    std::vector<bool> out(repository.authors.size());
    bool any = false;
    for (std::size_t i = 0; i < out.size(); ++i) any |= out[i] = owns(repository.authors[i]);
    if (!any) out.clear();
    return out;
}

std::string declared_fork(const Repository& repository, const CommitOwner& owner) {
    for (const auto& [remote, target] : repository.upstream)
        if (!target.empty()) return target;
    const std::vector<bool> own = owner.own(repository);
    std::size_t others = 0;
    for (const Repository::Commit& c : repository.commits) others += c.author >= own.size() || !own[c.author];
    return !own.empty() && 2 * others > repository.commits.size() ? repository.name : "";
}

namespace {

using Commit = Repository::Commit;
constexpr std::int64_t day = 86'400;

std::string day_text(std::int64_t seconds) { return iso_date(Timestamp::from_seconds(seconds)); }

std::string span_of(std::int64_t seconds) {
    if (seconds < 120) return fmt::format("{} seconds", seconds);
    if (seconds < 2 * 3600) return fmt::format("{} minutes", (seconds + 59) / 60);
    if (seconds < 2 * day) return fmt::format("{} hours", (seconds + 3599) / 3600);
    return fmt::format("{} days", (seconds + day - 1) / day);
}

class HistoryTeller {
public:
    HistoryTeller(const Claims& claims, std::span<const Examined> documents, const StoryContext& context)
        : claims_(claims), context_(context), owner_(claims), now_(context.today.seconds()) {
        for (const Examined& document : documents)
            for (const Repository& repository : document.repositories) {
                Work work{&document, &repository, owner_.own(repository), {}};
                for (const Commit& c : repository.commits)
                    if (c.author < work.own.size() && work.own[c.author] && c.committer != Repository::nobody && one_person(repository, c) &&
                        c.authored != Repository::unknown && c.committed != Repository::unknown)
                        work.clock.push_back(c);
                works_.push_back(std::move(work));
            }
    }

    std::vector<Finding> tell() {
        if (works_.empty()) return {};
        zone();
        for (const Work& work : works_) {
            whose(work);
            other_name(work);
            backdated(work);
            cadence(work);
            impossible(work);
            one_import(work);
        }
        burst();
        return std::move(out_);
    }

private:
    struct Work {
        const Examined* document = nullptr;
        const Repository* repository = nullptr;
        std::vector<bool> own;      ///< by author; empty: none of them is the applicant
        std::vector<Commit> clock;  ///< the applicant's, committed by the applicant, with both dates
    };

    static bool one_person(const Repository& r, const Commit& c) { return r.authors[c.author].email == r.authors[c.committer].email; }
    void add(const char* attribute, std::string sentence, const Work& work, std::vector<std::size_t> about = {}) {
        out_.push_back({attribute, std::move(sentence), std::move(about), false, work.document->name, 0});
    }
    [[nodiscard]] static std::string name(const Work& work) { return file_part(work.document->name); }

    /// The clock of the last half year, which a move of before does not disturb, against the home that is claimed today.
    void zone() {
        constexpr int fewest_days = 5;
        constexpr double hours_off = 3, most_of = 0.8;
        const auto home = claimed_home(claims_, context_);
        if (!home || home->is_country_wide()) return;
        std::set<std::int64_t> days;
        std::map<int, std::set<std::int64_t>> elsewhere;
        const Work* where = nullptr;
        for (const Work& work : works_)
            for (const Commit& c : work.clock) {
                if (c.author_offset == 0 || c.authored > now_ + day || c.authored < now_ - 180 * day) continue;  // UTC is a server's clock
                days.insert(c.authored / day);
                const double hours = std::abs(c.author_offset * 60 - home->zone.offset_seconds(Timestamp::from_seconds(c.authored))) / 3600.0;
                if (hours < hours_off) continue;
                elsewhere[c.author_offset].insert(c.authored / day);
                where = &work;
            }
        std::set<std::int64_t> far;
        for (const auto& [offset, on] : elsewhere) far.insert(on.begin(), on.end());
        if (static_cast<int>(far.size()) < fewest_days || static_cast<double>(far.size()) < most_of * static_cast<double>(days.size())) return;
        const auto most = std::ranges::max_element(elsewhere, {}, [](const auto& e) { return e.second.size(); });
        add("story.commit_clock",
            fmt::format(
                "On {} of {} days of the last half year the applicant's own commits carry another clock (UTC{:+03}:{:02}); the claimed home is in {}",
                far.size(), days.size(), most->first / 60, std::abs(most->first) % 60, home->zone.name()),
            *where, {home->claim});
    }

    void whose(const Work& work) {
        constexpr std::size_t fewest = 5;
        const Repository& r = *work.repository;
        if (!owner_.known() || !work.own.empty() || r.commits.size() < fewest || !declared_fork(r, owner_).empty()) return;
        std::map<std::string, std::size_t> by;
        for (const Commit& c : r.commits)
            if (c.author < r.authors.size()) ++by[r.authors[c.author].name];
        const auto most = std::ranges::max_element(by, {}, [](const auto& e) { return e.second; });
        if (most == by.end()) return;
        add("story.commit_author",
            fmt::format("None of the {} commits of {} carries a name, an address or a handle of the application; {} are by {}", r.commits.size(),
                        name(work), most->second, most->first),
            work);
    }

    /// The applicant's address under the name of another person.
    void other_name(const Work& work) {
        constexpr std::size_t fewest = 3;
        const Repository& r = *work.repository;
        std::map<std::string, std::size_t> names;
        for (const Commit& c : work.clock) {
            const Repository::Author& author = r.authors[c.author];
            if (owner_.by_mail(author) && !owner_.by_name(author.name) && like_a_persons(author.name)) ++names[author.name];
        }
        for (const auto& [other, count] : names)
            if (count >= fewest && shares_no_word(other))
                add("story.commit_name", fmt::format("{} commits of {} carry the applicant's address and the name {}", count, name(work), other),
                    work);
    }
    [[nodiscard]] bool shares_no_word(std::string_view other) const {
        std::set<std::string> own;
        bool any = false;
        for (const Claim& claim : claims_)
            if (claim.attribute == "name" || claim.attribute == "former_name" || claim.attribute == "preferred_name") {
                any = true;
                for (const Token& word : tokens(claim.value)) own.insert(word.folded);
            }
        return any && std::ranges::none_of(tokens(other), [&](const Token& word) { return own.contains(word.folded); });
    }

    /// A whole history written down at once, the first commit too, under dates of months.
    void backdated(const Work& work) {
        constexpr std::size_t fewest = 20;
        constexpr double most_of = 0.8;
        constexpr std::int64_t at_once = day, months = 60 * day;
        std::vector<Commit> all = work.clock;
        if (all.size() < fewest || work.repository->shallow) return;
        std::ranges::sort(all, {}, &Commit::committed);
        std::size_t first = 0, best = 0, best_end = 0;
        for (std::size_t end = 0; end < all.size(); ++end) {
            while (all[end].committed - all[first].committed > at_once) ++first;
            if (end + 1 - first > best) best = end + 1 - first, best_end = end + 1;
        }
        if (static_cast<double>(best) < most_of * static_cast<double>(all.size())) return;
        const std::span<const Commit> bulk(all.begin() + static_cast<std::ptrdiff_t>(best_end - best), best);
        const auto [early, late] = std::ranges::minmax_element(bulk, {}, &Commit::authored);
        const bool from_the_start = std::ranges::any_of(bulk, [](const Commit& c) { return c.parents == 0; });
        if (late->authored - early->authored < months || !from_the_start) return;
        add("story.commit_backdated",
            fmt::format("{} of {} commits of {} were written down within {} on {}, the first one too, under dates from {} to {}", best, all.size(),
                        name(work), span_of(std::max<std::int64_t>(bulk.back().committed - bulk.front().committed, 1)),
                        day_text(bulk.back().committed), day_text(early->authored), day_text(late->authored)),
            work);
    }

    /// Times that no hand makes: one gap over and over, one time of day, no seconds.
    void cadence(const Work& work) {
        constexpr std::size_t fewest = 20;
        constexpr double most_of = 0.5, nearly_all = 0.9;
        std::vector<std::int64_t> local;
        for (const Commit& c : work.clock) local.push_back(c.authored + c.author_offset * 60);
        std::ranges::sort(local);
        const auto twice = std::ranges::unique(local);
        local.erase(twice.begin(), twice.end());
        if (local.size() < fewest) return;
        std::map<std::int64_t, std::size_t> gaps, times;
        std::size_t full = 0;
        for (std::size_t i = 0; i < local.size(); ++i) {
            ++times[local[i] % day];
            full += local[i] % 60 == 0;
            if (i > 0 && local[i] - local[i - 1] >= 60) ++gaps[local[i] - local[i - 1]];
        }
        const auto most = [&](const auto& counts) { return *std::ranges::max_element(counts, {}, [](const auto& e) { return e.second; }); };
        const double all = static_cast<double>(local.size());
        const auto [gap, gap_count] = gaps.empty() ? std::pair<const std::int64_t, std::size_t>{0, 0} : most(gaps);
        const auto [time, time_count] = most(times);
        if (static_cast<double>(gap_count) >= most_of * (all - 1))
            add("story.commit_cadence",
                fmt::format("{} of {} gaps between commits of {} are {}, to the second", gap_count, local.size() - 1, name(work), exact(gap)), work);
        else if (static_cast<double>(time_count) >= most_of * all)
            add("story.commit_cadence",
                fmt::format("{} of {} commits of {} were made at {:02}:{:02}:{:02}", time_count, local.size(), name(work), time / 3600,
                            time / 60 % 60, time % 60),
                work);
        else if (static_cast<double>(full) >= nearly_all * all)
            add("story.commit_cadence", fmt::format("{} of {} commits of {} were made on the full minute", full, local.size(), name(work)), work);
    }
    [[nodiscard]] static std::string exact(std::int64_t seconds) {
        if (seconds % day == 0) return seconds == day ? "one day" : fmt::format("{} days", seconds / day);
        if (seconds % 3600 == 0) return seconds == 3600 ? "one hour" : fmt::format("{} hours", seconds / 3600);
        return seconds % 60 == 0 ? fmt::format("{} minutes", seconds / 60) : fmt::format("{} seconds", seconds);
    }

    void impossible(const Work& work) {
        std::size_t ahead = 0;
        std::int64_t last = 0;
        for (const Commit& c : work.clock)
            if (const std::int64_t latest = std::max(c.authored, c.committed); latest > now_ + 2 * day) ++ahead, last = std::max(last, latest);
        if (ahead) add("story.commit_time", fmt::format("{} commits of {} lie ahead, up to {}", ahead, name(work), day_text(last)), work);
        for (const Repository::Early& e : work.repository->early) {
            if (e.author >= work.own.size() || !work.own[e.author] || e.committer >= work.own.size() || !work.own[e.committer]) continue;
            add("story.commit_time",
                fmt::format("{} came into {} on {}; {} exists since {}", e.path, name(work), day_text(e.authored), e.tool, e.released), work);
            return;
        }
    }

    /// All of it came at once. Common, and worth a question only.
    void one_import(const Work& work) {
        constexpr std::size_t most_commits = 3, fewest_files = 30;
        constexpr double most_of = 0.9;
        const Repository& r = *work.repository;
        if (work.own.empty() || r.shallow || r.commits.size() > most_commits || r.files.size() < fewest_files || !declared_fork(r, owner_).empty())
            return;
        const auto at_once = static_cast<std::size_t>(std::ranges::count(r.files, true, &Repository::File::in_root));
        if (static_cast<double>(at_once) < most_of * static_cast<double>(r.files.size())) return;
        add("story.commit_import",
            fmt::format("{} of the {} source files of {} came with its first commit, on {}", at_once, r.files.size(), name(work),
                        r.commits.back().authored == Repository::unknown ? "an unknown day" : day_text(r.commits.back().authored)),
            work);
    }

    /// A portfolio of several repositories, all of it made in a few days, long ago or not.
    void burst() {
        constexpr std::size_t fewest_repositories = 3, fewest_each = 3, fewest = 20;
        constexpr std::int64_t few_days = 4 * day, quiet = 30 * day;
        std::size_t repositories = 0, commits = 0;
        std::int64_t first = INT64_MAX, last = INT64_MIN;
        const Work* where = nullptr;
        for (const Work& work : works_) {
            if (work.clock.size() < fewest_each) continue;
            ++repositories, commits += work.clock.size();
            where = &work;
            for (const Commit& c : work.clock) first = std::min(first, c.committed), last = std::max(last, c.committed);
        }
        if (repositories < fewest_repositories || commits < fewest || last - first > few_days || last > now_ - quiet) return;
        add("story.commit_burst",
            fmt::format("All {} commits of {} repositories were made within {} from {}, and none since", commits, repositories,
                        span_of(std::max<std::int64_t>(last - first, 1)), day_text(first)),
            *where);
    }

    const Claims& claims_;
    const StoryContext& context_;
    const CommitOwner owner_;
    const std::int64_t now_;
    std::vector<Work> works_;
    std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> tell_history(const Claims& claims, std::span<const Examined> documents, const StoryContext& context) {
    return HistoryTeller(claims, documents, context).tell();
}

}  // namespace bonafide::screen
