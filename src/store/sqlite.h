// A thin layer over SQLite's C interface: statements that bind and step, transactions that roll back unless committed.
// Used by the store only.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace bonafide::sqlite {

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

[[nodiscard]] Error last_error(sqlite3* database);
[[nodiscard]] Result<void> execute(sqlite3* database, const char* sql);

/// A prepared statement. An error is kept and reported by the first step() after it.
class Query {
public:
    Query(sqlite3* database, std::string_view sql);
    Query& bind(std::string_view text);
    Query& bind_blob(std::string_view bytes);
    Query& bind(std::int64_t number);
    Query& bind(double number);
    /// true: a row is there; false: done.
    [[nodiscard]] Result<bool> step();
    /// Runs to the end and makes ready for the next binding.
    [[nodiscard]] Result<void> run();
    /// Binds all of them and runs; texts are not copied, since they live that long.
    template <class... Values>
    [[nodiscard]] Result<void> run_with(const Values&... values) {
        (lend(values), ...);
        return run();
    }
    void reset();                                      ///< ready for the next binding, whatever rows are left
    [[nodiscard]] std::string text(int column) const;  ///< also blobs
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;

private:
    void lend(std::string_view text);
    void lend(std::int64_t number) { bind(number); }
    void lend(double number) { bind(number); }

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Close> statement_;
    int next_ = 1;
    int status_ = SQLITE_OK;
};

/// Rolled back on destruction unless commit() was called.
class Transaction {
public:
    [[nodiscard]] static Result<Transaction> begin(sqlite3* database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(sqlite3* database) : database_(database) {}
    sqlite3* database_;
};

}  // namespace bonafide::sqlite
