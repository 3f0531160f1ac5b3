#include "watch/checkpointer.h"

namespace bonafide::watch {

namespace {

constexpr int due_pages = 4'000;    // of the log; 16 MB
constexpr int most_pages = 64'000;  // then who writes waits
constexpr int most_rounds = 8;      // each takes what was written during the one before; the log begins anew once none is left

}  // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(sqlite3* database, const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int status = sqlite3_open(file.c_str(), &handle);
    sqlite::Handle own(handle);
    if (status != SQLITE_OK) return fail(file.string(), sqlite3_errmsg(handle));
    for (const char* pragma : {"PRAGMA synchronous=NORMAL", "PRAGMA busy_timeout=10000"})
        if (auto done = sqlite::execute(handle, pragma); !done) return std::unexpected(done.error());
    return std::unique_ptr<Checkpointer>(new Checkpointer(database, std::move(own)));
}

Checkpointer::Checkpointer(sqlite3* database, sqlite::Handle own) : database_(database), own_(std::move(own)) {
    sqlite3_wal_hook(database_, written, this);
    thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_hook(database_, nullptr, nullptr);
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

/// After each commit; `pages`: of the log.
int Checkpointer::written(void* self, sqlite3* database, const char* name, int pages) {
    if (pages < due_pages) return SQLITE_OK;
    if (pages >= most_pages) sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    auto& own = *static_cast<Checkpointer*>(self);
    {
        const std::lock_guard lock(own.mutex_);
        own.due_ = true;
    }
    own.changed_.notify_all();
    return SQLITE_OK;
}

void Checkpointer::run() {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return due_ || stop_; });
            if (stop_) return;
            due_ = false;
        }
        int all = 0, moved = -1;
        for (int round = 0; round < most_rounds && moved < all; ++round)
            if (sqlite3_wal_checkpoint_v2(own_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &all, &moved) != SQLITE_OK) break;
    }
}

}  // namespace bonafide::watch
