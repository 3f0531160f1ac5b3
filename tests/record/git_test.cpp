// Git histories: every commit once, whatever references lead to it; the fields docs/sources.md promises.
#include <git2.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/git.h"
#include "tests/record/harness.h"

namespace bonafide::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const FieldNames& git_names() {
    static const FieldNames names = names_of({"commit.id", "author.name", "author.email", "author.date", "committer.email", "committer.date",
                                              "subject", "message", "signature", "parents", "files", "coauthor.email", "repository"});
    return names;
}

/// A repository that is written object by object, so that anything can be in it.
class Repository {
public:
    explicit Repository(const std::string& path, bool bare = false) {
        git_libgit2_init();
        EXPECT_EQ(git_repository_init(&repository_, path.c_str(), bare), 0);
    }
    ~Repository() {
        git_repository_free(repository_);
        git_libgit2_shutdown();
    }
    Repository(const Repository&) = delete;
    Repository& operator=(const Repository&) = delete;

    std::string tree(int files) {
        git_treebuilder* builder = nullptr;
        git_treebuilder_new(&builder, repository_, nullptr);
        for (int i = 0; i < files; ++i) {
            git_oid blob{};
            const std::string text = "file " + std::to_string(i);
            git_blob_create_from_buffer(&blob, repository_, text.data(), text.size());
            git_treebuilder_insert(nullptr, builder, ("f" + std::to_string(i)).c_str(), &blob, GIT_FILEMODE_BLOB);
        }
        git_oid id{};
        git_treebuilder_write(&id, builder);
        git_treebuilder_free(builder);
        return hex(id);
    }
    std::string commit(const std::string& text) {
        git_odb* odb = nullptr;
        git_oid id{};
        git_repository_odb(&odb, repository_);
        EXPECT_EQ(git_odb_write(&id, odb, text.data(), text.size(), GIT_OBJECT_COMMIT), 0);
        git_odb_free(odb);
        return hex(id);
    }
    void branch(const std::string& name, const std::string& commit_hash) {
        git_oid id{};
        git_reference* reference = nullptr;
        git_oid_fromstr(&id, commit_hash.c_str());
        EXPECT_EQ(git_reference_create(&reference, repository_, ("refs/heads/" + name).c_str(), &id, 1, nullptr), 0);
        git_reference_free(reference);
    }
    void tag(const std::string& name, const std::string& text) {
        git_odb* odb = nullptr;
        git_oid id{};
        git_reference* reference = nullptr;
        git_repository_odb(&odb, repository_);
        EXPECT_EQ(git_odb_write(&id, odb, text.data(), text.size(), GIT_OBJECT_TAG), 0);
        EXPECT_EQ(git_reference_create(&reference, repository_, ("refs/tags/" + name).c_str(), &id, 1, nullptr), 0);
        git_reference_free(reference);
        git_odb_free(odb);
    }
    void origin(const std::string& url) {
        git_remote* remote = nullptr;
        git_remote_create(&remote, repository_, "origin", url.c_str());
        git_remote_free(remote);
    }

private:
    static std::string hex(const git_oid& id) {
        std::string out(GIT_OID_HEXSZ, '0');
        git_oid_fmt(out.data(), &id);
        return out;
    }
    git_repository* repository_ = nullptr;
};

std::string text_of(const std::string& tree, const std::vector<std::string>& parents, const std::string& author, const std::string& committer,
                    const std::string& rest) {
    std::string out = "tree " + tree + "\n";
    for (const std::string& parent : parents) out += "parent " + parent + "\n";
    return out + "author " + author + "\ncommitter " + committer + "\n" + rest;
}

ReadResult read_git(const std::string& path, unsigned threads = 2, bool all = false) {
    ReadOptions options;
    options.threads = threads;
    return read_paths({path}, git_names(), options, all);
}

std::vector<std::string> subjects(const ReadResult& result) {
    std::vector<std::string> out;
    for (const ReadRecord& record : result.records) {
        const std::size_t at = record.fields.find("subject=") + 8;
        out.push_back(record.fields.substr(at, record.fields.find(';', at) - at));
    }
    std::ranges::sort(out);
    return out;
}

const std::string ann = "Ann Example <ann@example.org> 1772582400 +0900", bob = "Bob <bob@example.org> 1772582460 -0330";

TEST(Git, EveryCommitOnceWithItsFields) {
    const TempFolder folder;
    Repository repository(folder / "clone");
    repository.origin("git@git.example.com:acme/payments.git");
    const std::string one = repository.tree(1), three = repository.tree(3);
    const std::string first = repository.commit(
        text_of(one, {}, ann, ann, "\nFirst\n\nLong text\n\nCo-authored-by: Cy <cy@example.org>\nco-authored-by: Di <di@example.org>\n"));
    const std::string second =
        repository.commit(text_of(three, {first}, ann, bob, "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n\nSecond"));
    const std::string side = repository.commit(text_of(one, {first}, bob, bob, "gpgsig -----BEGIN PGP SIGNATURE-----\n \n xx\n\nSide\n"));
    const std::string merge = repository.commit(text_of(three, {second, side}, ann, ann, "encoding ISO-8859-1\n\nM\xFCller\n"));
    repository.branch("main", merge);
    repository.branch("old", first);
    repository.tag("v1", "object " + side + "\ntype commit\ntag v1\ntagger " + ann + "\n\nRelease\n");

    const ReadResult result = read_git(folder / "clone", 8, true);
    EXPECT_EQ(result.unread_text(), "");
    ASSERT_EQ(result.records.size(), 4U);
    std::map<std::string, std::string> by_id;
    for (const ReadRecord& record : result.records) by_id[record.fields.substr(10, 40)] = record.fields;
    EXPECT_EQ(by_id[first],
              "commit.id=" + first +
                  ";author.name=Ann Example;author.email=ann@example.org;author.date=2026-03-04T09:00:00+09:00;committer.email=ann@example.org;" +
                  "committer.date=2026-03-04T09:00:00+09:00;subject=First;message=First\n\nLong text\n\nCo-authored-by: Cy <cy@example.org>\n" +
                  "co-authored-by: Di "
                  "<di@example.org>\n;signature=none;parents=0;coauthor.email=cy@example.org;coauthor.email=di@example.org;files=1;repository=acme/"
                  "payments;");
    EXPECT_THAT(by_id[second], HasSubstr("committer.date=2026-03-03T20:31:00-03:30;subject=Second;message=Second;signature=ssh;parents=1;files=2;"));
    EXPECT_THAT(by_id[side], HasSubstr("signature=pgp;parents=1;files=0;"));
    EXPECT_THAT(by_id[merge], HasSubstr("subject=M\xC3\xBCller;"));
    EXPECT_THAT(by_id[merge], HasSubstr("parents=2;files=0;"));
    EXPECT_EQ(result.outcome.reports[0].format, "git");

    EXPECT_EQ(read_git(folder / "clone", 1).records, read_git(folder / "clone", 8).records);
    for (const ReadRecord& record : result.records) {
        EXPECT_THAT(record.all, HasSubstr("commit.id=" + record.fields.substr(10, 40) + ";"));
        const auto locator = parse_locator(locator_text(record.locator, result.outcome.files));
        const auto bytes = read_bytes(*locator);
        ASSERT_TRUE(bytes) << bytes.error().text();
        EXPECT_EQ(*bytes, record.bytes);
    }
}

TEST(Git, BareRepositoriesAreFoundInTheTree) {
    const TempFolder folder;
    Repository repository(folder / "data/mirror.git", true);
    repository.branch("main", repository.commit(text_of(repository.tree(0), {}, ann, ann, "\nOnly\n")));
    folder.write("data/a.csv", "id,name\n1,Ann\n");
    const ReadResult result = read_git(folder / "data");
    ASSERT_EQ(result.outcome.reports.size(), 2U);
    EXPECT_EQ(result.outcome.reports[1].format, "git");
    EXPECT_THAT(result.records.back().fields, HasSubstr("repository=mirror;"));
}

TEST(Git, LongHistoriesAreTheSameForAnyNumberOfThreads) {
    const TempFolder folder;
    Repository repository(folder / "long");
    const std::string tree = repository.tree(2);
    std::string tip = repository.commit(text_of(tree, {}, ann, ann, "\n0\n"));
    for (int i = 1; i < 1500; ++i) tip = repository.commit(text_of(tree, {tip}, ann, bob, "\n" + std::to_string(i) + "\n"));
    repository.branch("main", tip);
    const ReadResult one = read_git(folder / "long", 1);
    EXPECT_EQ(one.records.size(), 1500U);
    EXPECT_EQ(one.records, read_git(folder / "long", 8).records);
}

TEST(Git, MissingAndDamagedCommitsAreReportedAndTheRestRead) {
    const TempFolder folder;
    Repository repository(folder / "hole");
    const std::string tree = repository.tree(1), missing(40, 'a');
    const std::string first = repository.commit(text_of(tree, {}, ann, ann, "\nfirst\n"));
    const std::string headless = repository.commit("tree " + tree + "\nparent " + first + "\n\nno author\n");
    repository.branch("main", repository.commit(text_of(tree, {missing, headless}, ann, "Nobody <> 99999999999999999999 +9999", "\ntip\n")));
    const ReadResult result = read_git(folder / "hole");
    EXPECT_THAT(subjects(result), ElementsAre("first", "tip"));
    EXPECT_THAT(result.unread_text(), HasSubstr("@12297829382473034410:0 x1 a commit that is missing or damaged"));
    EXPECT_THAT(result.unread_text(), HasSubstr("a commit without an author"));
    ASSERT_EQ(result.records.size(), 2U);
    EXPECT_THAT(result.records[0].fields + result.records[1].fields, HasSubstr("committer.email=;committer.date=;"));
}

TEST(Git, EmptyAndBrokenRepositoriesAreReported) {
    const TempFolder folder;
    {
        const Repository empty(folder / "empty");
    }
    EXPECT_THAT(read_git(folder / "empty").unread_text(), HasSubstr("git repository without commits"));
    folder.write("broken/.git/HEAD", "nonsense");
    folder.write("broken/.git/config", "[[[");
    std::filesystem::create_directories(folder / "broken/.git/objects");
    std::filesystem::create_directories(folder / "broken/.git/refs");
    EXPECT_THAT(read_git(folder / "broken").unread_text(), testing::Not(testing::IsEmpty()));
}

TEST(Git, ShallowClonesEndWithoutComplaint) {
    const TempFolder folder;
    Repository repository(folder / "shallow");
    const std::string tip = repository.commit(text_of(repository.tree(1), {std::string(40, 'b')}, ann, ann, "\ntip\n"));
    repository.branch("main", tip);
    folder.write("shallow/.git/shallow", tip + "\n");
    const ReadResult result = read_git(folder / "shallow");
    EXPECT_THAT(subjects(result), ElementsAre("tip"));
    EXPECT_EQ(result.unread_text(), "");
    EXPECT_EQ(result.outcome.reports[0].format, "git (shallow clone)");
}

TEST(Git, CommitTextsOfEveryMake) {
    EXPECT_FALSE(reading::take_apart(""));
    EXPECT_FALSE(reading::take_apart("tree x\n\nmessage"));
    const auto odd = reading::take_apart("author <only@mail> 0 +0000");
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->author.email, "only@mail");
    EXPECT_EQ(odd->author.date, "1970-01-01T00:00:00+00:00");
    EXPECT_EQ(reading::take_apart("author A <b> c> 1 -0000")->author.email, "b> c");
    EXPECT_EQ(reading::take_apart("author no mail at all")->author.name, "no mail at all");
}

}  // namespace
}  // namespace bonafide::test
