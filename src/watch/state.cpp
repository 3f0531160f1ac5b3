#include "watch/state.h"

#include <iterator>

#include "base/whole_file.h"
#include "store/sqlite.h"
#include "watch/checkpointer.h"

namespace bonafide::watch {

using sqlite::Query;
using sqlite::Transaction;

namespace {

constexpr int schema_version = 1;
constexpr std::string_view base_prefix = "base-";

constexpr const char* schema = R"sql(
CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
                    position INTEGER NOT NULL, line INTEGER NOT NULL, head_hash INTEGER NOT NULL, head_size INTEGER NOT NULL, ended INTEGER NOT NULL,
                    quiet INTEGER NOT NULL);
CREATE TABLE pieces (id INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL);
CREATE TABLE documents (path TEXT PRIMARY KEY, name TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
                        modified_ns INTEGER NOT NULL, hash INTEGER NOT NULL, head_hash INTEGER NOT NULL, told INTEGER NOT NULL, piece BLOB NOT NULL);
CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, made INTEGER NOT NULL, alert BLOB NOT NULL);
CREATE TABLE outputs (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE TABLE people (id TEXT PRIMARY KEY, band TEXT NOT NULL, rises INTEGER NOT NULL);
CREATE TABLE clusters (id TEXT PRIMARY KEY, people INTEGER NOT NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE counted (key TEXT PRIMARY KEY, value BLOB NOT NULL);
)sql";

std::int64_t as_signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t as_unsigned(std::int64_t number) { return static_cast<std::uint64_t>(number); }

Result<void> prepare(sqlite3* database, const std::string& file) {
    // A killed process loses nothing with NORMAL; a power cut may lose the last commits, and then the inputs are read again from there.
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA busy_timeout=10000", "PRAGMA wal_autocheckpoint=4000"})
        if (auto done = sqlite::execute(database, pragma); !done) return done;
    Query version(database, "PRAGMA user_version");
    const auto row = version.step();
    if (!row) return std::unexpected(row.error());
    if (version.integer(0) == schema_version) return {};
    if (version.integer(0) != 0)
        return fail(file, "the state has schema " + std::to_string(version.integer(0)) + ", this program knows " + std::to_string(schema_version),
                    "use the program that wrote it, or name another folder with --state");
    auto transaction = Transaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = sqlite::execute(database, schema); !done) return done;
    if (auto done = sqlite::execute(database, "PRAGMA user_version=1"); !done) return done;
    return transaction->commit();
}

/// Calls `row(query)` for each row.
Result<void> each(Query& query, const std::function<void(Query&)>& row) {
    for (;;) {
        auto more = query.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
        row(query);
    }
}

}  // namespace

struct State::Database {
    sqlite::Handle handle;
    std::filesystem::path file, folder;
    std::unique_ptr<Checkpointer> checkpointer;  ///< ends before the handle
};

std::string base_name(std::int64_t until) { return std::string(base_prefix) + std::to_string(until); }

namespace {

void remove_bases(const std::filesystem::path& folder, const std::function<bool(const std::string& name)>& unwanted) {
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        std::error_code ignored;
        if (name.starts_with(base_prefix) && unwanted(name)) std::filesystem::remove(at->path(), ignored);
    }
}

/// Bases that no piece refers to any more: the newer ones may be about to count.
void remove_bases_before(const std::filesystem::path& folder, std::int64_t number) {
    remove_bases(folder, [&](const std::string& name) { return std::strtoll(name.c_str() + base_prefix.size(), nullptr, 10) < number; });
}

}  // namespace

State::State(std::unique_ptr<Database> database) : database_(std::move(database)) {}
State::~State() = default;
State::State(State&&) noexcept = default;

Result<State> State::open(const std::filesystem::path& file) {
    auto database = std::make_unique<Database>();
    sqlite3* handle = nullptr;
    const int status = sqlite3_open(file.c_str(), &handle);
    database->handle.reset(handle);
    database->file = file;
    database->folder = file.parent_path();
    if (status != SQLITE_OK) return fail(file.string(), sqlite3_errmsg(handle), "check that the folder exists and can be written");
    if (auto done = prepare(handle, file.string()); !done) {
        if (sqlite3_errcode(handle) == SQLITE_NOTADB) return fail(file.string(), "not a state of watch", "name another folder with --state");
        return std::unexpected(done.error());
    }
    return State(std::move(database));
}

namespace {

/// Runs a statement for each row; prepared only where there is one, for most commits have few kinds of rows.
template <class Rows, class Bind>
Result<void> put_each(sqlite3* database, const char* sql, const Rows& rows, Bind bind) {
    if (rows.empty()) return {};
    Query query(database, sql);
    for (const auto& row : rows)
        if (auto done = bind(query, row).run(); !done) return done;
    return {};
}

Result<void> put_files(sqlite3* database, const Commit& commit) {
    auto done =
        put_each(database, "INSERT OR REPLACE INTO files VALUES(?,?,?,?,?,?,?,?,?,?,?)", commit.files, [](Query& put, const FileRow& file) -> Query& {
            put.bind(std::int64_t{file.id}).bind(file.name).bind(file.path).bind(as_signed(file.device)).bind(as_signed(file.inode));
            put.bind(as_signed(file.offset)).bind(as_signed(file.line)).bind(as_signed(file.head_hash)).bind(std::int64_t{file.head_size});
            return put.bind(std::int64_t{file.ended}).bind(as_signed(file.quiet));
        });
    if (!done) return done;
    return put_each(database, "DELETE FROM files WHERE id=?", commit.forgotten_files,
                    [](Query& drop, std::uint32_t id) -> Query& { return drop.bind(std::int64_t{id}); });
}

Result<void> put_pieces(sqlite3* database, const Commit& commit) {
    if (commit.base) {
        if (auto done = Query(database, "DELETE FROM pieces WHERE id<=?").bind(commit.base_until).run(); !done) return done;
        if (auto done = Query(database, "INSERT INTO pieces(id, bytes) VALUES(?,?)").bind(commit.base_until).bind_blob(*commit.base).run(); !done)
            return done;
    }
    return put_each(database, "INSERT INTO pieces(bytes) VALUES(?)", commit.pieces,
                    [](Query& put, const std::string& piece) -> Query& { return put.bind_blob(piece); });
}

Result<void> put_documents(sqlite3* database, const Commit& commit) {
    auto done = put_each(database, "UPDATE OR REPLACE documents SET path=?, modified_ns=-1 WHERE path=?", commit.moved_documents,
                         [](Query& move, const auto& names) -> Query& { return move.bind(names.second).bind(names.first); });
    if (!done || commit.documents.empty()) return done;
    Query document(database, "INSERT OR REPLACE INTO documents VALUES(?,?,?,?,?,?,?,?,?,?)"), drop(database, "DELETE FROM documents WHERE path=?");
    for (const DocumentRow& row : commit.documents) {
        if (row.piece.empty()) {
            if (done = drop.bind(row.path).run(); !done) return done;
            continue;
        }
        document.bind(row.path).bind(row.name).bind(as_signed(row.device)).bind(as_signed(row.inode)).bind(as_signed(row.size));
        document.bind(row.modified_ns).bind(as_signed(row.hash)).bind(as_signed(row.head_hash)).bind(as_signed(row.told));
        if (done = document.bind_blob(row.piece).run(); !done) return done;
    }
    return {};
}

Result<std::uint64_t> put_alerts(sqlite3* database, const Commit& commit) {
    std::uint64_t fresh = 0;
    if (commit.alerts.empty()) return fresh;
    Query put(database, "INSERT OR IGNORE INTO outbox(key, made, alert) VALUES(?,?,?)");
    for (const Alert& alert : commit.alerts) {
        if (auto done = put.bind(alert.key).bind(alert.made.us).bind_blob(pack(alert)).run(); !done) return std::unexpected(done.error());
        fresh += static_cast<std::uint64_t>(sqlite3_changes(database));
    }
    return fresh;
}

Result<void> put_counted(sqlite3* database, const Commit& commit) {
    if (commit.counted.empty()) return {};
    Query count(database, "INSERT OR REPLACE INTO counted VALUES(?,?)"), drop(database, "DELETE FROM counted WHERE key=?");
    for (const auto& [key, value] : commit.counted)
        if (auto done = value.empty() ? drop.bind(key).run() : count.bind(key).bind_blob(value).run(); !done) return done;
    return {};
}

Result<void> put_rest(sqlite3* database, const Commit& commit) {
    auto done = put_each(database, "INSERT OR REPLACE INTO outputs VALUES(?,?,?)", commit.outputs, [](Query& put, const auto& output) -> Query& {
        return put.bind(output.first).bind(output.second.sequence).bind(as_signed(output.second.length));
    });
    if (!done) return done;
    done = put_each(database, "INSERT OR REPLACE INTO people VALUES(?,?,?)", commit.people, [](Query& put, const auto& person) -> Query& {
        return put.bind(person.first).bind(person.second.band).bind(person.second.rises);
    });
    if (!done) return done;
    done = put_each(database, "INSERT OR REPLACE INTO clusters VALUES(?,?)", commit.clusters,
                    [](Query& put, const auto& cluster) -> Query& { return put.bind(cluster.first).bind(cluster.second); });
    if (!done) return done;
    done = put_each(database, "INSERT OR REPLACE INTO meta VALUES(?,?)", commit.meta,
                    [](Query& put, const auto& meta) -> Query& { return put.bind(meta.first).bind_blob(meta.second); });
    return done ? put_counted(database, commit) : done;
}

Result<std::int64_t> largest(sqlite3* database, const char* sql) {
    Query query(database, sql);
    auto row = query.step();
    if (!row) return std::unexpected(row.error());
    return query.integer(0);
}

}  // namespace

Result<Committed> State::commit(const Commit& commit) {
    sqlite3* database = database_->handle.get();
    auto transaction = Transaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = put_files(database, commit); !done) return std::unexpected(done.error());
    if (auto done = put_pieces(database, commit); !done) return std::unexpected(done.error());
    if (auto done = put_documents(database, commit); !done) return std::unexpected(done.error());
    const auto fresh = put_alerts(database, commit);
    if (!fresh) return std::unexpected(fresh.error());
    if (auto done = put_rest(database, commit); !done) return std::unexpected(done.error());
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
    if (commit.base) remove_bases_before(database_->folder, commit.base_until);
    const auto piece = largest(database, "SELECT coalesce(max(id),0) FROM pieces");
    const auto sequence = last_sequence();
    if (!piece || !sequence) return std::unexpected(piece ? sequence.error() : piece.error());
    return Committed{*piece, *sequence, *fresh};
}

Result<void> State::checkpoint_aside() {
    auto started = Checkpointer::start(database_->handle.get(), database_->file);
    if (!started) return std::unexpected(started.error());
    database_->checkpointer = std::move(*started);
    return {};
}

Result<std::vector<FileRow>> State::files() {
    std::vector<FileRow> out;
    Query query(database_->handle.get(), "SELECT id,name,path,device,inode,position,line,head_hash,head_size,ended,quiet FROM files ORDER BY id");
    auto done = each(query, [&](Query& row) {
        out.push_back({static_cast<std::uint32_t>(row.integer(0)), row.text(1), row.text(2), as_unsigned(row.integer(3)), as_unsigned(row.integer(4)),
                       as_unsigned(row.integer(5)), as_unsigned(row.integer(6)), as_unsigned(row.integer(7)),
                       static_cast<std::uint32_t>(row.integer(8)), row.integer(9) != 0, as_unsigned(row.integer(10))});
    });
    if (!done) return std::unexpected(done.error());
    return out;
}

Result<std::vector<std::pair<std::int64_t, std::string>>> State::pieces() {
    std::vector<std::pair<std::int64_t, std::string>> out;
    Query query(database_->handle.get(), "SELECT id, bytes FROM pieces ORDER BY id");
    auto done = each(query, [&](Query& row) { out.emplace_back(row.integer(0), row.text(1)); });
    if (!done) return std::unexpected(done.error());
    std::string in_use;
    for (const auto& [id, bytes] : out)
        if (bytes.starts_with(base_prefix)) in_use = bytes;
    remove_bases(database_->folder, [&](const std::string& name) { return name != in_use; });  // a death left them
    for (auto& [id, bytes] : out) {
        if (!bytes.starts_with(base_prefix)) continue;
        const std::filesystem::path file = database_->folder / bytes;
        auto base = read_whole_file(file);
        if (!base) return fail(file.string(), "cannot be read", "it belongs to the state: restore it, or name another folder with --state");
        bytes = std::move(*base);
    }
    return out;
}

Result<std::vector<DocumentRow>> State::documents() {
    std::vector<DocumentRow> out;
    Query query(database_->handle.get(),
                "SELECT path, name, device, inode, size, modified_ns, hash, head_hash, told, piece FROM documents ORDER BY path");
    auto done = each(query, [&](Query& row) {
        out.push_back({row.text(0), row.text(1), as_unsigned(row.integer(2)), as_unsigned(row.integer(3)), as_unsigned(row.integer(4)),
                       row.integer(5), as_unsigned(row.integer(6)), as_unsigned(row.integer(7)), as_unsigned(row.integer(8)), row.text(9)});
    });
    if (!done) return std::unexpected(done.error());
    return out;
}

Result<std::map<std::string, OutputRow>> State::outputs() {
    std::map<std::string, OutputRow> out;
    Query query(database_->handle.get(), "SELECT name, sequence, length FROM outputs");
    auto done = each(query, [&](Query& row) { out[row.text(0)] = {row.integer(1), as_unsigned(row.integer(2))}; });
    if (!done) return std::unexpected(done.error());
    return out;
}

Result<std::map<std::string, PersonRow>> State::people() {
    std::map<std::string, PersonRow> out;
    Query query(database_->handle.get(), "SELECT id, band, rises FROM people");
    auto done = each(query, [&](Query& row) { out[row.text(0)] = {row.text(1), row.integer(2)}; });
    if (!done) return std::unexpected(done.error());
    return out;
}

Result<std::map<std::string, std::int64_t>> State::clusters() {
    std::map<std::string, std::int64_t> out;
    Query query(database_->handle.get(), "SELECT id, people FROM clusters");
    auto done = each(query, [&](Query& row) { out[row.text(0)] = row.integer(1); });
    if (!done) return std::unexpected(done.error());
    return out;
}

namespace {

Result<std::map<std::string, std::string>> texts(sqlite3* database, const char* sql) {
    std::map<std::string, std::string> out;
    Query query(database, sql);
    auto done = each(query, [&](Query& row) { out[row.text(0)] = row.text(1); });
    if (!done) return std::unexpected(done.error());
    return out;
}

}  // namespace

Result<std::map<std::string, std::string>> State::meta() { return texts(database_->handle.get(), "SELECT key, value FROM meta"); }
Result<std::map<std::string, std::string>> State::counted() { return texts(database_->handle.get(), "SELECT key, value FROM counted"); }

Result<std::optional<Alert>> State::alert_of(const std::string& key) {
    Query query(database_->handle.get(), "SELECT alert FROM outbox WHERE key=?");
    auto row = query.bind(key).step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::nullopt;
    auto alert = unpack_alert(query.text(0));
    if (!alert) return std::unexpected(alert.error());
    return std::optional(std::move(*alert));
}

Result<std::vector<SentAlert>> State::alerts_after(std::int64_t sequence, std::size_t most) {
    std::vector<SentAlert> out;
    Query query(database_->handle.get(), "SELECT sequence, alert FROM outbox WHERE sequence>? ORDER BY sequence LIMIT ?");
    query.bind(sequence).bind(static_cast<std::int64_t>(most));
    std::optional<Error> damaged;
    auto done = each(query, [&](Query& row) {
        if (auto alert = unpack_alert(row.text(1))) out.push_back({row.integer(0), std::move(*alert)});
        else damaged = alert.error();
    });
    if (!done) return std::unexpected(done.error());
    if (damaged) return std::unexpected(*damaged);
    return out;
}

Result<std::int64_t> State::last_sequence() {
    return largest(database_->handle.get(), "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name='outbox'),0)");
}

Result<void> State::prune(Timestamp before, std::int64_t sent) {
    return Query(database_->handle.get(), "DELETE FROM outbox WHERE made<? AND sequence<=?").bind(before.us).bind(sent).run();
}

}  // namespace bonafide::watch
