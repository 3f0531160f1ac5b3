#include "store/sqlite.h"

#include <utility>

namespace bonafide::sqlite {

Error last_error(sqlite3* database) {
    const char* file = sqlite3_db_filename(database, "main");
    const int code = sqlite3_errcode(database);
    std::string hint;
    if (code == SQLITE_FULL) hint = "the disk is full: free some space and run the same command again";
    if (code == SQLITE_BUSY) hint = "another run uses this store: wait for it, or name another with --store";
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN) hint = "check the permissions, or name another place with --store";
    return {file ? file : "store", sqlite3_errmsg(database), hint};
}

Result<void> execute(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return std::unexpected(last_error(database));
    return {};
}

Query::Query(sqlite3* database, std::string_view sql) : database_(database) {
    sqlite3_stmt* statement = nullptr;
    status_ = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
}

Query& Query::bind(std::string_view text) {
    if (status_ == SQLITE_OK) status_ = sqlite3_bind_text64(statement_.get(), next_++, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

void Query::lend(std::string_view text) {
    if (status_ == SQLITE_OK) status_ = sqlite3_bind_text64(statement_.get(), next_++, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

Query& Query::bind_blob(std::string_view bytes) {
    if (status_ == SQLITE_OK) status_ = sqlite3_bind_blob64(statement_.get(), next_++, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

Query& Query::bind(std::int64_t number) {
    if (status_ == SQLITE_OK) status_ = sqlite3_bind_int64(statement_.get(), next_++, number);
    return *this;
}

Query& Query::bind(double number) {
    if (status_ == SQLITE_OK) status_ = sqlite3_bind_double(statement_.get(), next_++, number);
    return *this;
}

Result<bool> Query::step() {
    if (status_ != SQLITE_OK) return std::unexpected(last_error(database_));
    const int status = sqlite3_step(statement_.get());
    if (status == SQLITE_ROW) return true;
    if (status == SQLITE_DONE) return false;
    return std::unexpected(last_error(database_));
}

Result<void> Query::run() {
    for (;;) {
        auto row = step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
    }
    reset();
    return {};
}

void Query::reset() {
    sqlite3_reset(statement_.get());
    next_ = 1;
}

std::string Query::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))) : std::string();
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Query::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

Result<Transaction> Transaction::begin(sqlite3* database) {
    if (auto done = execute(database, "BEGIN IMMEDIATE"); !done) return std::unexpected(done.error());
    return Transaction(database);
}

Transaction::~Transaction() {
    // A failed rollback leaves nothing to do: SQLite rolls back by itself when the file is opened next.
    if (database_) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
    auto done = execute(database_, "COMMIT");
    if (done) database_ = nullptr;
    return done;
}

}  // namespace bonafide::sqlite
