#include "store/store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/e2e/program.h"

namespace bonafide {
namespace {

Result<std::int64_t> put(Store& store, const std::string& content, const Segment& segment, const std::vector<std::string>& parts,
                         const std::vector<std::int64_t>& replaces = {}) {
    return store.put_segment(content, segment, replaces, [&](const Store::TakePart& take) -> Result<void> {
        for (const std::string& part : parts) take(part);
        return {};
    });
}

template <class Row>
Store::Next<Row> one(const Row& row) {
    return [row, given = false](Row& out) mutable {
        out = row;
        return !std::exchange(given, true);
    };
}

/// A segment's parts, with a bar between them, and how many bytes they are said to be.
std::string state_of(const Store& store, std::int64_t segment) {
    auto state = store.segment_state(segment);
    if (!state) return state.error().text();
    std::string out = std::to_string(state->bytes());
    for (std::string part = state->next(); !part.empty(); part = state->next()) out += "|" + part;
    return out;
}

TEST(Store, KeepsSegmentsDecisionsAndOutcome) {
    const e2e::Folder folder;
    {
        auto store = Store::open(folder / "a.db");
        ASSERT_TRUE(store) << store.error().text();
        ASSERT_TRUE(put(*store, "c1", {0, {{"/x/a", 10, 20}, {"/x/b", 11, 21}}}, {std::string("\0bytes", 6), "more"}));
        ASSERT_TRUE(store->add_decision({"p1", "check", "", true, "met her", "ann", {5}, 0}));
        ASSERT_TRUE(store->save_outcome(one<StoredPerson>({"p1", "Ann", "employee", "watch", 5.5, 0.04, 1}),
                                        one<StoredStatement>({"p1", "home.city", "claimed", "Austin", "", "", 2, 1}),
                                        [](StoredSignal&) { return false; }));
    }
    auto store = Store::open(folder / "a.db");
    ASSERT_TRUE(store);
    const auto segments = store->segments("c1");
    ASSERT_TRUE(segments);
    ASSERT_EQ(segments->size(), 1U);
    EXPECT_EQ(state_of(*store, segments->front().id), "10|" + std::string("\0bytes", 6) + "|more");
    EXPECT_FALSE(store->segment_state(999));
    EXPECT_EQ(segments->front().files, (std::vector<FileStamp>{{"/x/a", 10, 20}, {"/x/b", 11, 21}}));
    EXPECT_TRUE(store->segments("other content")->empty());
    const auto decisions = store->decisions();
    ASSERT_EQ(decisions->size(), 1U);
    EXPECT_EQ(decisions->front().because, "met her");
    EXPECT_EQ(store->statements()->front().value, "Austin");
}

TEST(Store, ReplacesASegmentInOneStep) {
    const e2e::Folder folder;
    auto store = Store::open(folder / "a.db");
    const auto first = put(*store, "c", {0, {{"/a", 1, 1}}}, {"one", "1"});
    ASSERT_TRUE(put(*store, "c", {0, {{"/a", 2, 2}}}, {"two"}, {*first}));
    const auto segments = store->segments("c");
    ASSERT_EQ(segments->size(), 1U);
    EXPECT_EQ(state_of(*store, segments->front().id), "3|two");
}

TEST(Store, AddsNothingOfASegmentThatIsNotWritten) {
    const e2e::Folder folder;
    auto store = Store::open(folder / "a.db");
    const auto first = put(*store, "c", {0, {{"/a", 1, 1}}}, {"one"});
    const auto failed = store->put_segment("c", {0, {{"/a", 2, 2}}}, {*first}, [](const Store::TakePart& take) -> Result<void> {
        take("half");
        return fail("x", "lost", "");
    });
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().text().find("lost"), std::string::npos);
    const auto segments = store->segments("c");
    ASSERT_EQ(segments->size(), 1U);
    EXPECT_EQ(state_of(*store, segments->front().id), "3|one");
}

TEST(Store, OfTheFirstSchemaReadsItsFilesAgainAndKeepsDecisions) {
    const e2e::Folder folder;
    {
        auto store = Store::open(folder / "a.db");
        ASSERT_TRUE(store->add_decision({"p1", "", "", true, "met her", "ann", {5}, 0}));
    }
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "a.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database,
                           "DROP TABLE segment_parts; ALTER TABLE segments ADD COLUMN state BLOB NOT NULL DEFAULT x'00';"
                           "INSERT INTO segments(content, state) VALUES('c', x'01'); PRAGMA user_version=1;",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(database);
    auto store = Store::open(folder / "a.db");
    ASSERT_TRUE(store) << store.error().text();
    EXPECT_TRUE(store->segments("c")->empty());
    EXPECT_EQ(store->decisions()->size(), 1U);
    ASSERT_TRUE(put(*store, "c", {0, {{"/a", 1, 1}}}, {"one"}));
}

TEST(Store, ForgetsTheContentThatWasNotUsedForLong) {
    const e2e::Folder folder;
    auto store = Store::open(folder / "a.db");
    for (const char* content : {"one", "two", "three", "one"}) ASSERT_TRUE(put(*store, content, {0, {{"/a", 1, 1}}}, {content}));
    ASSERT_TRUE(store->drop_old_content(2));
    EXPECT_EQ(store->segments("one")->size(), 2U);
    EXPECT_TRUE(store->segments("two")->empty());
    EXPECT_EQ(store->segments("three")->size(), 1U);
}

TEST(Store, UndoneDecisionsAreNotInForceButStay) {
    const e2e::Folder folder;
    auto store = Store::open(folder / "a.db");
    const auto id = store->add_decision({"p1", "", "", true, "travelled", "ann", {5}, 0});
    ASSERT_TRUE(store->undo_decision(*id, {6}, "did not"));
    EXPECT_TRUE(store->decisions()->empty());
    const auto again = store->undo_decision(*id, {7}, "twice");
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().what.find("no such decision"), std::string::npos);
}

TEST(Store, RefusesWhatIsNotAStoreAndNewerSchemas) {
    const e2e::Folder folder;
    folder.write("text.db", std::string(4096, 'x'));
    EXPECT_FALSE(Store::open(folder / "text.db"));
    EXPECT_FALSE(Store::open(folder / "no/such/folder/a.db"));
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "new.db").c_str(), &handle), SQLITE_OK);
    sqlite3_exec(handle, "PRAGMA user_version=99", nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    const auto newer = Store::open(folder / "new.db");
    ASSERT_FALSE(newer);
    EXPECT_NE(newer.error().what.find("schema 99"), std::string::npos);
}

}  // namespace
}  // namespace bonafide
