#include "store/store.h"

#include "store/sqlite.h"

namespace bonafide {

using sqlite::Query;
using sqlite::Transaction;

namespace {

constexpr int schema_version = 2;  // 2: a segment's state in parts

constexpr const char* schema = R"sql(
CREATE TABLE runs (id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, inputs TEXT NOT NULL, totals TEXT);
CREATE TABLE segments (id INTEGER PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE segment_files (segment INTEGER NOT NULL REFERENCES segments(id) ON DELETE CASCADE, path TEXT NOT NULL, size INTEGER NOT NULL,
                            modified_ns INTEGER NOT NULL);
CREATE INDEX segment_files_by_segment ON segment_files(segment);
CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, kind TEXT, band TEXT, bits REAL, probability REAL, rank INTEGER);
CREATE TABLE statements (person TEXT NOT NULL, attribute TEXT NOT NULL, stance TEXT NOT NULL, value TEXT, first TEXT, last TEXT, count INTEGER, days INTEGER);
CREATE INDEX statements_by_person ON statements(person, attribute);
CREATE TABLE signals (person TEXT NOT NULL, check_id TEXT NOT NULL, bits REAL, counted REAL, time TEXT, summary TEXT, evidence TEXT);
CREATE INDEX signals_by_person ON signals(person);
CREATE TABLE decisions (id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, check_id TEXT NOT NULL, selector TEXT NOT NULL, benign INTEGER NOT NULL,
                        because TEXT NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL, undone_at INTEGER, undone_because TEXT);
)sql";

Result<std::int64_t> user_version(sqlite3* database) {
    Query query(database, "PRAGMA user_version");
    auto row = query.step();
    if (!row) return std::unexpected(row.error());
    return query.integer(0);
}

constexpr const char* parts_schema = R"sql(
CREATE TABLE segment_parts (segment INTEGER NOT NULL REFERENCES segments(id) ON DELETE CASCADE, number INTEGER NOT NULL, bytes BLOB NOT NULL,
                            PRIMARY KEY(segment, number));
)sql";

/// What was read under schema 1 is read again; runs, people and decisions stay.
constexpr const char* from_schema_1 = R"sql(
DELETE FROM segments;
ALTER TABLE segments DROP COLUMN state;
)sql";

Result<void> prepare(sqlite3* database, const std::string& file) {
    // WAL keeps readers and the writer apart; NORMAL is safe against a killed process (a power cut may lose the last commit).
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON", "PRAGMA busy_timeout=5000"})
        if (auto done = sqlite::execute(database, pragma); !done) return done;
    const auto version = user_version(database);
    if (!version) return std::unexpected(version.error());
    if (*version == schema_version) return {};
    if (*version > schema_version)
        return fail(file, "the store has schema " + std::to_string(*version) + ", this program knows " + std::to_string(schema_version),
                    "use the program that wrote it, or name a new file with --store");
    auto transaction = Transaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = sqlite::execute(database, *version == 1 ? from_schema_1 : schema); !done) return done;
    if (auto done = sqlite::execute(database, parts_schema); !done) return done;
    if (auto done = sqlite::execute(database, "PRAGMA user_version=2"); !done) return done;
    return transaction->commit();
}

Result<void> put_parts(sqlite3* database, std::int64_t segment, const std::function<Result<void>(const Store::TakePart&)>& write) {
    Query insert(database, "INSERT INTO segment_parts(segment, number, bytes) VALUES(?, ?, ?)");
    Result<void> done;
    std::int64_t number = 0;
    const auto take = [&](std::string_view part) {
        if (done) done = insert.bind(segment).bind(number++).bind_blob(part).run();
    };
    if (auto written = write(take); done && !written) return written;
    return done;
}

}  // namespace

struct Store::Database {
    sqlite::Handle handle;
};

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Result<Store> Store::open(const std::filesystem::path& file) {
    auto database = std::make_unique<Database>();
    sqlite3* handle = nullptr;
    // One thread at a time uses a store, as the header says: no lock around each call.
    const int status = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database->handle.reset(handle);
    if (status != SQLITE_OK) return fail(file.string(), sqlite3_errmsg(handle), "check that the folder exists and can be written");
    if (auto done = prepare(handle, file.string()); !done) {
        Error error = done.error();
        if (sqlite3_errcode(handle) == SQLITE_NOTADB) error = {file.string(), "not a Bonafide store", "name another file with --store"};
        return std::unexpected(error);
    }
    return Store(std::move(database));
}

Result<std::int64_t> Store::begin_run(Timestamp at, const std::string& inputs) {
    Query query(database_->handle.get(), "INSERT INTO runs(started, inputs) VALUES(?, ?)");
    if (auto done = query.bind(iso_time(at)).bind(inputs).run(); !done) return std::unexpected(done.error());
    return sqlite3_last_insert_rowid(database_->handle.get());
}

Result<void> Store::finish_run(std::int64_t run, Timestamp at, const std::string& totals) {
    return Query(database_->handle.get(), "UPDATE runs SET finished=?, totals=? WHERE id=?").bind(iso_time(at)).bind(totals).bind(run).run();
}

Result<std::vector<Segment>> Store::segments(const std::string& content) const {
    std::vector<Segment> out;
    Query query(database_->handle.get(), "SELECT id FROM segments WHERE content=? ORDER BY id");
    query.bind(content);
    for (;;) {
        auto row = query.step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        out.push_back({query.integer(0), {}});
    }
    for (Segment& segment : out) {
        Query files(database_->handle.get(), "SELECT path, size, modified_ns FROM segment_files WHERE segment=? ORDER BY path");
        files.bind(segment.id);
        for (;;) {
            auto row = files.step();
            if (!row) return std::unexpected(row.error());
            if (!*row) break;
            segment.files.push_back({files.text(0), static_cast<std::uint64_t>(files.integer(1)), files.integer(2)});
        }
    }
    return out;
}

SegmentState::SegmentState(sqlite3* database, std::int64_t segment, std::uint64_t bytes)
    : parts_(std::make_unique<Query>(database, "SELECT bytes FROM segment_parts WHERE segment=? ORDER BY number")), bytes_(bytes) {
    parts_->bind(segment);
}
SegmentState::SegmentState(SegmentState&&) noexcept = default;
SegmentState::~SegmentState() = default;

std::string SegmentState::next() {
    const auto row = parts_->step();
    return row && *row ? parts_->text(0) : std::string();
}

Result<SegmentState> Store::segment_state(std::int64_t id) const {
    Query query(database_->handle.get(), "SELECT SUM(LENGTH(bytes)) FROM segment_parts WHERE segment=? HAVING COUNT(*) > 0");
    auto row = query.bind(id).step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return fail("store", "no such segment: " + std::to_string(id), "another run on the same store removed it");
    return SegmentState(database_->handle.get(), id, static_cast<std::uint64_t>(query.integer(0)));
}

Result<std::int64_t> Store::put_segment(const std::string& content, const Segment& segment, const std::vector<std::int64_t>& replaces,
                                        const std::function<Result<void>(const TakePart&)>& write) {
    sqlite3* database = database_->handle.get();
    auto transaction = Transaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = drop_segments(replaces); !done) return std::unexpected(done.error());
    Query insert(database, "INSERT INTO segments(content) VALUES(?)");
    if (auto done = insert.bind(content).run(); !done) return std::unexpected(done.error());
    const std::int64_t id = sqlite3_last_insert_rowid(database);
    if (auto done = put_parts(database, id, write); !done) return std::unexpected(done.error());
    Query file_insert(database, "INSERT INTO segment_files(segment, path, size, modified_ns) VALUES(?, ?, ?, ?)");
    for (const FileStamp& file : segment.files)
        if (auto done = file_insert.bind(id).bind(file.path).bind(static_cast<std::int64_t>(file.size)).bind(file.modified_ns).run(); !done)
            return std::unexpected(done.error());
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
    return id;
}

Result<void> Store::drop_segments(const std::vector<std::int64_t>& ids) {
    Query query(database_->handle.get(), "DELETE FROM segments WHERE id=?");
    for (const std::int64_t id : ids)
        if (auto done = query.bind(id).run(); !done) return done;
    return {};
}

Result<void> Store::drop_old_content(std::int64_t most) {
    return Query(database_->handle.get(),
                 "DELETE FROM segments WHERE content NOT IN (SELECT content FROM segments GROUP BY content ORDER BY MAX(id) DESC LIMIT ?)")
        .bind(most)
        .run();
}

Result<void> Store::save_outcome(const Next<StoredPerson>& people, const Next<StoredStatement>& statements, const Next<StoredSignal>& signals) {
    sqlite3* database = database_->handle.get();
    auto transaction = Transaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = sqlite::execute(database, "DELETE FROM people; DELETE FROM statements; DELETE FROM signals"); !done) return done;
    Query person(database, "INSERT OR REPLACE INTO people VALUES(?, ?, ?, ?, ?, ?, ?)");
    for (StoredPerson p; people(p);)
        if (auto done = person.run_with(p.id, p.name, p.kind, p.band, p.bits, p.probability, p.rank); !done) return done;
    Query statement(database, "INSERT INTO statements VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    for (StoredStatement s; statements(s);)
        if (auto done = statement.run_with(s.person, s.attribute, s.stance, s.value, s.first, s.last, s.count, s.days); !done) return done;
    Query signal(database, "INSERT INTO signals VALUES(?, ?, ?, ?, ?, ?, ?)");
    for (StoredSignal s; signals(s);)
        if (auto done = signal.run_with(s.person, s.check, s.bits, s.counted, s.time, s.summary, s.evidence); !done) return done;
    return transaction->commit();
}

Result<std::vector<StoredStatement>> Store::statements() const {
    std::vector<StoredStatement> out;
    Query query(database_->handle.get(), "SELECT person, attribute, stance, value, first, last, count, days FROM statements");
    for (;;) {
        auto row = query.step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return out;
        out.push_back({query.text(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5), query.integer(6), query.integer(7)});
    }
}

Result<std::int64_t> Store::add_decision(const Decision& decision) {
    Query query(database_->handle.get(),
                "INSERT INTO decisions(person, check_id, selector, benign, because, made_by, made_at) VALUES(?, ?, ?, ?, ?, ?, ?)");
    query.bind(decision.person).bind(decision.check).bind(decision.where).bind(std::int64_t{decision.benign});
    if (auto done = query.bind(decision.because).bind(decision.by).bind(decision.at.us).run(); !done) return std::unexpected(done.error());
    return sqlite3_last_insert_rowid(database_->handle.get());
}

Result<void> Store::undo_decision(std::int64_t id, Timestamp at, const std::string& because) {
    Query query(database_->handle.get(), "UPDATE decisions SET undone_at=?, undone_because=? WHERE id=? AND undone_at IS NULL");
    if (auto done = query.bind(at.us).bind(because).bind(id).run(); !done) return done;
    if (sqlite3_changes(database_->handle.get()) == 0)
        return fail("decision " + std::to_string(id), "no such decision in force", "`bonafide mark --list` shows them");
    return {};
}

Result<std::vector<Decision>> Store::decisions() const {
    std::vector<Decision> out;
    Query query(database_->handle.get(),
                "SELECT id, person, check_id, selector, benign, because, made_by, made_at FROM decisions WHERE undone_at IS NULL ORDER BY id");
    for (;;) {
        auto row = query.step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        Decision decision{query.text(1), query.text(2), query.text(3),      query.integer(4) != 0,
                          query.text(5), query.text(6), {query.integer(7)}, query.integer(0)};
        out.push_back(std::move(decision));
    }
    return out;
}

}  // namespace bonafide
