// Moves what SQLite's log has into the database file on a thread of its own: that waits for the disk, and alerts must not. Used by the state.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "store/sqlite.h"

namespace bonafide::watch {

class Checkpointer {
public:
    /// `database` writes; it does no more checkpoints itself, unless the log grows to many times what it should be.
    [[nodiscard]] static Result<std::unique_ptr<Checkpointer>> start(sqlite3* database, const std::filesystem::path& file);
    /// Waits for what is under way. Before the database is closed.
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

private:
    Checkpointer(sqlite3* database, sqlite::Handle own);
    static int written(void* self, sqlite3* database, const char* name, int pages);
    void run();

    sqlite3* database_;
    sqlite::Handle own_;
    std::mutex mutex_;  ///< guards `due_` and `stop_`
    std::condition_variable changed_;
    bool due_ = false, stop_ = false;
    std::thread thread_;
};

}  // namespace bonafide::watch
