// What is committed lies in the database soon, although who commits does not wait for that.
#include "watch/state.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/e2e/program.h"

namespace bonafide::watch {
namespace {

TEST(WatchState, TheLogIsMovedIntoTheDatabaseAside) {
    constexpr std::size_t piece_bytes = std::size_t{4} << 20, pieces = 12;
    const e2e::Folder folder;
    const std::filesystem::path file = folder / "watch.db";
    auto state = State::open(file);
    ASSERT_TRUE(state) << state.error().text();
    ASSERT_TRUE(state->checkpoint_aside());
    for (std::size_t i = 0; i < pieces; ++i) {
        Commit commit;
        commit.pieces.emplace_back(piece_bytes, static_cast<char>('a' + i));
        commit.meta["number"] = std::to_string(i);
        ASSERT_TRUE(state->commit(commit));
    }
    const auto moved = [&] { return std::filesystem::file_size(file) > (pieces - 4) * piece_bytes; };
    for (int i = 0; i < 2000 && !moved(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_TRUE(moved()) << std::filesystem::file_size(file);
    State again = std::move(*state);  // the thread goes with it
    const auto read = again.pieces();
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->size(), pieces);
    for (std::size_t i = 0; i < pieces; ++i) EXPECT_EQ((*read)[i].second == std::string(piece_bytes, static_cast<char>('a' + i)), true) << i;
}

}  // namespace
}  // namespace bonafide::watch
