#include "store/store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/e2e/program.h"

namespace bonafide {
namespace {

TEST(Store, KeepsSegmentsDecisionsAndOutcome) {
    const e2e::Folder folder;
    {
        auto store = Store::open(folder / "a.db");
        ASSERT_TRUE(store) << store.error().text();
        ASSERT_TRUE(store->put_segment("c1", {0, {{"/x/a", 10, 20}, {"/x/b", 11, 21}}, std::string("\0bytes", 6)}, {}));
        ASSERT_TRUE(store->add_decision({"p1", "check", "", true, "met her", "ann", {5}, 0}));
        ASSERT_TRUE(
            store->save_outcome({{"p1", "Ann", "employee", "watch", 5.5, 0.04, 1}}, {{"p1", "home.city", "claimed", "Austin", "", "", 2, 1}}, {}));
    }
    auto store = Store::open(folder / "a.db");
    ASSERT_TRUE(store);
    const auto segments = store->segments("c1");
    ASSERT_TRUE(segments);
    ASSERT_EQ(segments->size(), 1U);
    EXPECT_EQ(store->segment_state(segments->front().id).value(), std::string("\0bytes", 6));
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
    const auto first = store->put_segment("c", {0, {{"/a", 1, 1}}, "one"}, {});
    ASSERT_TRUE(store->put_segment("c", {0, {{"/a", 2, 2}}, "two"}, {*first}));
    const auto segments = store->segments("c");
    ASSERT_EQ(segments->size(), 1U);
    EXPECT_EQ(store->segment_state(segments->front().id).value(), "two");
}

TEST(Store, ForgetsTheContentThatWasNotUsedForLong) {
    const e2e::Folder folder;
    auto store = Store::open(folder / "a.db");
    for (const char* content : {"one", "two", "three", "one"}) ASSERT_TRUE(store->put_segment(content, {0, {{"/a", 1, 1}}, content}, {}));
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
