// The organisation as a whole: the same bytes for the same seed, one of each kind, real formats, and not a word of the truth.
#include "simulate/simulate.h"

#include <archive.h>
#include <archive_entry.h>
#include <git2.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/text.h"
#include "simulate/archetype.h"
#include "tests/simulate/files.h"

namespace bonafide::test {
namespace {

/// Members of a zip or what a gzip holds, by name.
std::map<std::string, std::string> unpacked(const std::filesystem::path& path) {
    std::map<std::string, std::string> out;
    struct archive* in = archive_read_new();
    archive_read_support_filter_all(in);
    archive_read_support_format_zip(in);
    archive_read_support_format_raw(in);
    EXPECT_EQ(archive_read_open_filename(in, path.c_str(), 65536), ARCHIVE_OK) << path;
    for (struct archive_entry* entry = nullptr; archive_read_next_header(in, &entry) == ARCHIVE_OK;) {
        std::string& text = out[archive_entry_pathname(entry)];
        char buffer[65536];
        for (la_ssize_t n = 0; (n = archive_read_data(in, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    }
    archive_read_free(in);
    return out;
}

/// All text of the exports, archives opened.
std::map<std::string, std::string> all_text(const std::filesystem::path& root) {
    std::map<std::string, std::string> out;
    for (const auto& [name, bytes] : all_files(root)) {
        if (name.find(".git/") != std::string::npos) continue;
        if (!name.ends_with(".gz") && !name.ends_with(".zip")) out[name] = bytes;
        else
            for (const auto& [member, text] : unpacked(root / name)) out[name + "!" + member] = text;
    }
    return out;
}

/// RFC 8259, one value and nothing after it.
class JsonText {
public:
    explicit JsonText(std::string_view text) : rest_(text) {}
    bool valid() { return value() && (space(), rest_.empty()); }

private:
    void space() {
        while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != std::string_view::npos) rest_.remove_prefix(1);
    }
    bool take(std::string_view word) {
        space();
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool text() {
        if (!take("\"")) return false;
        while (!rest_.empty()) {
            const char c = rest_[0];
            rest_.remove_prefix(1);
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c != '\\') continue;
            if (rest_.empty() || std::string_view("\"\\/bfnrtu").find(rest_[0]) == std::string_view::npos) return false;
            rest_.remove_prefix(1);
        }
        return false;
    }
    bool number() {
        const std::size_t end = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
        if (end == 0) return false;
        rest_.remove_prefix(end);
        return true;
    }
    bool members(char close, bool named) {
        if (take(std::string_view(&close, 1))) return true;
        do
            if ((named && !(text() && take(":"))) || !value()) return false;
        while (take(","));
        return take(std::string_view(&close, 1));
    }
    bool value() {
        space();
        if (take("{")) return members('}', true);
        if (take("[")) return members(']', false);
        if (rest_.starts_with("\"")) return text();
        return take("true") || take("false") || take("null") || number();
    }
    std::string_view rest_;
};
bool is_json(std::string_view text) { return JsonText(text).valid(); }

int count_of(const std::string& text, const std::string& what) {
    int count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

TEST(Simulate, SameSeedSameBytes) {
    const Written a(small()), b(small());
    const auto left = all_files(a.exports()), right = all_files(b.exports());
    ASSERT_EQ(left.size(), right.size());
    for (const auto& [name, bytes] : left) {
        // libgit2 packs objects in the order of their addresses; refs/heads/main, the hash over all history, is compared.
        if (name.find("objects/pack/") != std::string::npos) continue;
        EXPECT_TRUE(right.contains(name) && right.at(name) == bytes) << name;
    }
    EXPECT_TRUE(left.contains("code/platform.git/refs/heads/main"));
    EXPECT_EQ(a.truth(), b.truth());
}

TEST(Simulate, AnotherSeedAnotherOrganisation) {
    const Written a(small(60, 2, 3)), b(small(60, 2, 4));
    EXPECT_NE(slurp(a.exports() / "hr/workday_worker_roster.csv"), slurp(b.exports() / "hr/workday_worker_roster.csv"));
    EXPECT_NE(a.truth(), b.truth());
}

TEST(Simulate, OneOfEachKindFromSixtyPeople) {
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
        const Written organisation(small(60, 1, seed));
        const std::string truth = organisation.truth();
        for (const sim::Archetype& kind : sim::archetypes().subspan(1))
            EXPECT_GE(
                count_of(truth, "\"kind\": \"" + std::string(kind.name) + "\", \"planted\": " + (kind.planted ? "true" : "false") + ", \"group\""),
                kind.group > 1 ? 2 : 1)
                << kind.name << ", seed " << seed;
    }
}

TEST(Simulate, ThreeToFourInAHundredArePlanted) {
    const Written organisation(small(300, 1, 1));
    EXPECT_GE(organisation.summary.planted, 9u);
    EXPECT_LE(organisation.summary.planted, 13u);
    EXPECT_GE(organisation.summary.hard_innocent, 25u);
    EXPECT_EQ(csv_rows(slurp(organisation.exports() / "hr/workday_worker_roster.csv")).size(), 301u);
}

TEST(Simulate, CarefulOnesMakeTwoMistakes) {
    for (const std::uint64_t seed : {11, 12, 13}) {
        const Written organisation(small(400, 1, seed));
        const std::string truth = organisation.truth();
        const std::regex careful(R"re("kind": "careful", "planted": true, "group": \d+, "traces": \[("[a-z_]+"(?:, "[a-z_]+")*)\])re");
        int seen = 0;
        for (std::sregex_iterator at(truth.begin(), truth.end(), careful), end; at != end; ++at, ++seen)
            EXPECT_EQ(count_of((*at)[1], "\"") / 2, 2) << (*at)[0];
        EXPECT_GE(seen, 1);
    }
}

TEST(Simulate, EveryFileIsWhatItsNameSays) {
    const Written organisation(small());
    int tables = 0, documents = 0, lines = 0;
    for (const auto& [name, text] : all_text(organisation.exports())) {
        EXPECT_TRUE(valid_utf8(text)) << name;
        if (name.ends_with(".csv")) {
            ++tables;
            const auto rows = csv_rows(text);
            ASSERT_GE(rows.size(), 1u) << name;
            std::set<std::string> columns(rows[0].begin(), rows[0].end());
            EXPECT_EQ(columns.size(), rows[0].size()) << name << ": a column twice";
            for (const auto& row : rows) ASSERT_EQ(row.size(), rows[0].size()) << name;
        } else if (name.ends_with(".json")) {
            ++documents;
            EXPECT_TRUE(is_json(text)) << name;
        } else {
            std::istringstream in(text);
            for (std::string line; std::getline(in, line); ++lines) ASSERT_TRUE(is_json(line)) << name << ": " << line;
        }
    }
    EXPECT_GE(tables, 14);
    EXPECT_GE(documents, 4);
    EXPECT_GE(lines, 2000);
}

TEST(Simulate, LogsAreInOrderOfTime) {
    const Written organisation(small());
    const std::string okta = unpacked(organisation.exports() / "okta/okta_system_log.ndjson.gz").begin()->second;
    std::string last;
    int events = 0;
    std::istringstream in(okta);
    for (std::string line; std::getline(in, line); ++events) {
        const std::size_t at = line.find("\"published\":\"");
        ASSERT_NE(at, std::string::npos);
        const std::string time = line.substr(at + 13, 24);
        ASSERT_GE(time, last);
        last = time;
    }
    EXPECT_GT(events, 500);
}

TEST(Simulate, NoWordOfTheTruthIsInTheExports) {
    const Written organisation(small(120, 8, 5));
    for (const auto& [name, text] : all_text(organisation.exports())) {
        for (const sim::Archetype& kind : sim::archetypes().subspan(1)) {
            if (kind.name.find('_') != std::string_view::npos) {
                EXPECT_EQ(text.find(kind.name), std::string::npos) << name << " says " << kind.name;
            }
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(sim::Trait::count); ++i) {
            const auto trait = sim::trait_name(static_cast<sim::Trait>(i));
            if (trait.find('_') != std::string_view::npos) {
                EXPECT_EQ(text.find(trait), std::string::npos) << name << " says " << trait;
            }
        }
        for (const char* word : {"planted", "innocent", "facilitator", "laptop farm", "archetype", "simulat"})
            EXPECT_EQ(text.find(word), std::string::npos) << name << " says " << word;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(organisation.exports()))
        EXPECT_EQ(entry.path().string().find("truth"), std::string::npos);
}

TEST(Simulate, SwappedNamesChangeNothingElse) {
    SimulateOptions swapped = small(80, 3, 6);
    swapped.names_swapped = true;
    const Written a(small(80, 3, 6)), b(swapped);
    const auto left = csv_rows(slurp(a.exports() / "hr/workday_worker_roster.csv")),
               right = csv_rows(slurp(b.exports() / "hr/workday_worker_roster.csv"));
    ASSERT_EQ(left.size(), right.size());
    int other_names = 0;
    for (std::size_t i = 1; i < left.size(); ++i) {
        other_names += left[i][3] != right[i][3];
        for (std::size_t column = 8; column < left[i].size(); ++column) {
            if (left[0][column] != "Manager") {
                EXPECT_EQ(left[i][column], right[i][column]) << left[0][column];
            }
        }
    }
    EXPECT_GT(other_names, 60);
    EXPECT_EQ(a.summary.events, b.summary.events);
    EXPECT_EQ(a.summary.planted, b.summary.planted);
}

TEST(Simulate, EverybodyHasAnAddressOfTheirOwn) {
    const Written organisation(small(600, 1, 7));
    const auto rows = csv_rows(slurp(organisation.exports() / "hr/workday_worker_roster.csv"));
    std::set<std::string> mail, number;
    for (std::size_t i = 1; i < rows.size(); ++i) mail.insert(rows[i][6]), number.insert(rows[i][0]);
    EXPECT_EQ(mail.size(), 600u);
    EXPECT_EQ(number.size(), 600u);
}

TEST(Simulate, TheRepositoryIsWholeAndHasClocksOfManyZones) {
    const Written organisation(small(150, 20, 8));
    git_libgit2_init();
    git_repository* repository = nullptr;
    ASSERT_EQ(git_repository_open_bare(&repository, (organisation.exports() / "code/platform.git").c_str()), 0);
    git_revwalk* walk = nullptr;
    ASSERT_EQ(git_revwalk_new(&walk, repository), 0);
    ASSERT_EQ(git_revwalk_push_head(walk), 0);
    std::set<int> offsets;
    int commits = 0;
    for (git_oid id; git_revwalk_next(&id, walk) == 0; ++commits) {
        git_commit* commit = nullptr;
        ASSERT_EQ(git_commit_lookup(&commit, repository, &id), 0);
        git_tree* tree = nullptr;
        EXPECT_EQ(git_commit_tree(&tree, commit), 0);
        EXPECT_EQ(git_tree_entrycount(tree), 12u);
        offsets.insert(git_commit_author(commit)->when.offset);
        git_tree_free(tree);
        git_commit_free(commit);
    }
    EXPECT_GT(commits, 200);
    EXPECT_GE(offsets.size(), 4u);
    git_revwalk_free(walk);
    git_repository_free(repository);
    git_libgit2_shutdown();
}

TEST(Simulate, WithoutDataPackagesItStillWorks) {
    SimulateOptions options = small(60, 3, 9);
    options.data.clear();
    const Written organisation(options);
    EXPECT_GT(organisation.summary.events, 500u);
}

TEST(Simulate, RefusesAFolderWithSomethingInIt) {
    const Written organisation(small(60, 1, 9));
    SimulateOptions again = small(60, 1, 9);
    again.out = organisation.exports();
    const auto result = simulate(again);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().what.find("already"), std::string::npos);
}

TEST(Simulate, BulkEventsHaveTheSizeThatWasAskedFor) {
    const auto path = std::filesystem::temp_directory_path() / ("bonafide-bulk-" + std::to_string(::getpid()) + ".ndjson");
    const auto result = simulate_bulk_events(3'000'000, 1, path);
    ASSERT_TRUE(result);
    const std::string text = slurp(path);
    std::filesystem::remove(path);
    EXPECT_GE(text.size(), 3'000'000u);
    EXPECT_LE(text.size(), 9'000'000u);
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) ASSERT_TRUE(is_json(line));
}

}  // namespace
}  // namespace bonafide::test
