#include "screen/desk.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_set>

#include "screen/packing.h"
#include "store/sqlite.h"

namespace bonafide::screen {

using sqlite::Query;
using sqlite::Transaction;

struct Desk::Database {
    sqlite::Handle handle;
    std::string run_file;  ///< "": a temporary one
    bool run_open = false;
    [[nodiscard]] sqlite3* raw() const { return handle.get(); }
};

namespace {

constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS documents(path TEXT, member TEXT, size INTEGER, modified INTEGER, content TEXT, body BLOB, PRIMARY KEY(path, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows(identifier TEXT, body BLOB);
CREATE INDEX IF NOT EXISTS rows_by_identifier ON rows(identifier);
CREATE TABLE IF NOT EXISTS row_names(name TEXT, identifier TEXT, PRIMARY KEY(name, identifier)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applicants(id TEXT PRIMARY KEY, name TEXT, first INTEGER, last INTEGER);
CREATE TABLE IF NOT EXISTS keys(kind TEXT, key TEXT, applicant TEXT, file TEXT, PRIMARY KEY(kind, key, applicant)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS keys_by_applicant ON keys(applicant);
CREATE TABLE IF NOT EXISTS texts(number INTEGER PRIMARY KEY, applicant TEXT, file TEXT, kind TEXT, words BLOB, UNIQUE(applicant, file));
DROP TABLE IF EXISTS pictures;
CREATE TABLE IF NOT EXISTS picture_prints(number INTEGER PRIMARY KEY, applicant TEXT, file TEXT, hash INTEGER, print BLOB,
                                          UNIQUE(applicant, file, hash));
CREATE TABLE IF NOT EXISTS similar(first INTEGER PRIMARY KEY, last INTEGER, texts BLOB);
CREATE TABLE IF NOT EXISTS similar_parts(first INTEGER, part INTEGER, body BLOB, PRIMARY KEY(first, part));
CREATE TABLE IF NOT EXISTS similar_counts(body BLOB);
CREATE TABLE IF NOT EXISTS repositories(number INTEGER PRIMARY KEY, applicant TEXT, file TEXT, body BLOB, UNIQUE(applicant, file));
CREATE TABLE IF NOT EXISTS repository_prints(hash INTEGER, repository INTEGER, PRIMARY KEY(hash, repository)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observations(applicant TEXT, attribute TEXT, value TEXT, by TEXT, at INTEGER);
CREATE TABLE IF NOT EXISTS decisions(applicant TEXT, decision TEXT, because TEXT, by TEXT, at INTEGER);
)";

constexpr const char* run_schema = R"(
CREATE TABLE IF NOT EXISTS run.started(fingerprint TEXT);
CREATE TABLE IF NOT EXISTS run.outcomes(key TEXT PRIMARY KEY, band INTEGER, bits REAL, lead TEXT, place INTEGER, applications BLOB, body BLOB);
CREATE INDEX IF NOT EXISTS run.outcomes_in_order ON outcomes(band DESC, bits DESC, lead, place);
)";

template <class Number>
std::vector<Number> numbers_from(std::string_view bytes) {
    std::vector<Number> out(bytes.size() / sizeof(Number));
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(Number));
    return out;
}

std::string_view bytes_of(const WordHashes& words) {
    return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint32_t)};  // NOLINT
}

}  // namespace

Desk::Desk(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Desk::~Desk() = default;
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;

Result<Desk> Desk::open(const std::filesystem::path& file) {
    auto database = std::make_unique<Database>();
    sqlite3* raw = nullptr;
    const int status = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
    database->handle.reset(raw);
    if (status != SQLITE_OK) return fail(file.string(), "cannot be opened as a screening store", "is the folder writable?");
    for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-16000", "PRAGMA secure_delete=ON", schema})
        if (auto done = sqlite::execute(raw, sql); !done) return std::unexpected(done.error());
    if (!file.empty()) database->run_file = file.string() + "-run";
    return Desk(std::move(database));
}

bool Desk::has(const DocumentKey& key, const std::string& content) {
    Query query(database_->raw(), "SELECT size, modified, content FROM documents WHERE path=? AND member=?");
    const auto row = query.bind(key.name.path).bind(key.name.member).step();
    return row && *row && query.integer(0) == static_cast<std::int64_t>(key.size) && query.integer(1) == key.modified_ns && query.text(2) == content;
}

Result<void> Desk::put(const std::string& content, const std::vector<std::pair<DocumentKey, std::vector<Examined>>>& batch) {
    auto transaction = Transaction::begin(database_->raw());
    if (!transaction) return std::unexpected(transaction.error());
    Query query(database_->raw(), "INSERT OR REPLACE INTO documents VALUES(?,?,?,?,?,?)");
    for (const auto& [key, documents] : batch) {
        Pack p;
        p(static_cast<std::uint32_t>(documents.size()));
        for (const Examined& examined : documents) p(pack(examined));
        const std::string bytes = p.take();
        query.bind(key.name.path)
            .bind(key.name.member)
            .bind(static_cast<std::int64_t>(key.size))
            .bind(key.modified_ns)
            .bind(content)
            .bind_blob(bytes);
        if (auto done = query.run(); !done) return done;
    }
    return transaction->commit();
}

std::vector<Examined> Desk::documents(const FileName& name) {
    std::vector<Examined> out;
    Query query(database_->raw(), "SELECT body FROM documents WHERE path=? AND member=?");
    const auto row = query.bind(name.path).bind(name.member).step();
    if (!row || !*row) return out;
    const std::string body = query.text(0);
    Unpack u(body);
    std::vector<std::string> parts;
    u(parts);
    if (!u.good()) return out;
    for (const std::string& part : parts) {
        Examined examined;
        if (unpack(part, examined)) out.push_back(std::move(examined));
    }
    return out;
}

Result<void> Desk::put_rows(const std::vector<std::pair<std::string, Claim>>& rows) {
    auto transaction = Transaction::begin(database_->raw());
    if (!transaction) return std::unexpected(transaction.error());
    Query query(database_->raw(), "INSERT INTO rows VALUES(?,?)");
    for (const auto& [identifier, claim] : rows) {
        Pack p;
        pack(p, claim);
        p(claim.evidence.file.path)(claim.evidence.file.member);
        const std::string bytes = p.take();
        if (auto done = query.bind(identifier).bind_blob(bytes).run(); !done) return done;
    }
    return transaction->commit();
}

Claims Desk::rows(const std::string& identifier) {
    Claims out;
    Query query(database_->raw(), "SELECT body FROM rows WHERE identifier=? ORDER BY rowid");
    query.bind(identifier);
    for (auto row = query.step(); row && *row; row = query.step()) {
        const std::string body = query.text(0);
        Unpack u(body);
        Claim claim;
        unpack(u, claim);
        u(claim.evidence.file.path)(claim.evidence.file.member);
        if (u.good()) out.push_back(std::move(claim));
    }
    return out;
}

Result<void> Desk::put_row_names(const std::vector<std::pair<std::string, std::string>>& names) {
    auto transaction = Transaction::begin(database_->raw());
    if (!transaction) return std::unexpected(transaction.error());
    Query query(database_->raw(), "INSERT OR IGNORE INTO row_names VALUES(?,?)");
    for (const auto& [name, identifier] : names)
        if (auto done = query.bind(name).bind(identifier).run(); !done) return done;
    return transaction->commit();
}

std::vector<std::string> Desk::row_keys(const std::string& mail) {
    std::vector<std::string> out{mail};
    Query query(database_->raw(), "SELECT identifier FROM row_names WHERE name=? ORDER BY identifier");
    query.bind(mail);
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back(query.text(0));
    std::ranges::sort(out);
    return out;
}

void Desk::clear_rows() {
    (void)sqlite::execute(database_->raw(), "DELETE FROM rows");
    (void)sqlite::execute(database_->raw(), "DELETE FROM row_names");
}

Result<void> Desk::remember(const std::string& applicant, const std::string& name, Timestamp at, const std::vector<Remembered>& keys) {
    Query person(database_->raw(), "INSERT INTO applicants VALUES(?1,?2,?3,?3) ON CONFLICT(id) DO UPDATE SET name=?2, last=?3");
    if (auto done = person.bind(applicant).bind(name).bind(at.us).run(); !done) return done;
    Query query(database_->raw(), "INSERT OR IGNORE INTO keys VALUES(?,?,?,?)");
    for (const Remembered& key : keys)
        if (auto done = query.bind(key.kind).bind(key.key).bind(applicant).bind(key.file).run(); !done) return done;
    return {};
}

std::vector<Remembered> Desk::others_with(const std::string& kind, const std::string& key, const std::string& except) {
    std::vector<Remembered> out;
    Query query(database_->raw(),
                "SELECT k.applicant, a.name, k.file FROM keys k LEFT JOIN applicants a ON a.id=k.applicant WHERE k.kind=? AND k.key=? AND "
                "k.applicant<>? LIMIT 20");
    query.bind(kind).bind(key).bind(except);
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back({query.text(0), query.text(1), kind, key, query.text(2)});
    return out;
}

Result<void> Desk::remember_text(const RememberedText& text, const WordHashes& words) {
    Query there(database_->raw(), "SELECT number, words FROM texts WHERE applicant=? AND file=?");
    const auto row = there.bind(text.applicant).bind(text.file).step();
    if (!row) return std::unexpected(row.error());
    if (*row && there.text(1) == bytes_of(words)) return {};
    if (*row)
        if (auto done = Query(database_->raw(), "DELETE FROM texts WHERE number=?").bind(there.integer(0)).run(); !done) return done;
    // never a number that the index knows already
    Query query(database_->raw(),
                "INSERT INTO texts(number, applicant, file, kind, words) VALUES(1 + max((SELECT coalesce(max(number), 0) FROM texts), "
                "(SELECT coalesce(max(last), 0) FROM similar)), ?, ?, ?, ?)");
    return query.bind(text.applicant).bind(text.file).bind(text.kind).bind_blob(bytes_of(words)).run();
}

WordHashes Desk::words_of(std::int64_t number) {
    Query query(database_->raw(), "SELECT words FROM texts WHERE number=?");
    const auto row = query.bind(number).step();
    return row && *row ? numbers_from<std::uint32_t>(query.text(0)) : WordHashes{};
}

RememberedText Desk::text(std::int64_t number) {
    Query query(database_->raw(),
                "SELECT t.applicant, a.name, t.file, t.kind FROM texts t LEFT JOIN applicants a ON a.id=t.applicant WHERE number=?");
    const auto row = query.bind(number).step();
    if (!row || !*row) return {};
    return {number, query.text(0), query.text(1), query.text(2), query.text(3)};
}

std::vector<RememberedText> Desk::texts_of(const std::string& applicant) {
    std::vector<RememberedText> out;
    Query query(database_->raw(),
                "SELECT t.number, a.name, t.file, t.kind FROM texts t LEFT JOIN applicants a ON a.id=t.applicant WHERE t.applicant=? ORDER BY "
                "t.number");
    query.bind(applicant);
    for (auto row = query.step(); row && *row; row = query.step())
        out.push_back({query.integer(0), applicant, query.text(1), query.text(2), query.text(3)});
    return out;
}

std::size_t Desk::count_texts() {
    Query query(database_->raw(), "SELECT count(*) FROM texts");
    const auto row = query.step();
    return row && *row ? static_cast<std::size_t>(query.integer(0)) : 0;
}

void Desk::each_text(std::int64_t after, const std::function<void(std::int64_t, const WordHashes&)>& use) {
    Query query(database_->raw(), "SELECT number, words FROM texts WHERE number>? ORDER BY number");
    query.bind(after);
    for (auto row = query.step(); row && *row; row = query.step()) use(query.integer(0), numbers_from<std::uint32_t>(query.text(1)));
}

// --- the index of texts: segments of texts that were added together, each with its numbers, its sketches and a part for each band ---

namespace {

constexpr std::int64_t most_segments = 8;  // more are made one: each costs sorting when the index is loaded

std::vector<std::string> segment_parts(sqlite3* database, std::int64_t first) {
    std::vector<std::string> out;
    Query query(database, "SELECT body FROM similar_parts WHERE first=? ORDER BY part");
    query.bind(first);
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back(query.text(0));
    return out;
}

Result<void> put_segment_parts(sqlite3* database, std::int64_t first, const std::vector<std::string>& parts) {
    Query query(database, "INSERT OR REPLACE INTO similar_parts VALUES(?,?,?)");
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (auto done = query.bind(first).bind(static_cast<std::int64_t>(i)).bind_blob(parts[i]).run(); !done) return done;
    return {};
}

}  // namespace

bool Desk::load_similar(std::size_t room, SimilarIndex& index, std::vector<std::uint32_t>& numbers) {
    Query counts(database_->raw(), "SELECT body FROM similar_counts");
    const auto row = counts.step();
    if (!row || !*row || !index.load_counts(counts.text(0))) return false;
    index.reserve(room);
    Query segments(database_->raw(), "SELECT first, texts FROM similar ORDER BY first");
    for (auto segment = segments.step(); segment && *segment; segment = segments.step()) {
        const auto own = numbers_from<std::uint32_t>(segments.text(1));
        numbers.insert(numbers.end(), own.begin(), own.end());
        if (!index.load(segment_parts(database_->raw(), segments.integer(0))) || index.size() != numbers.size()) return false;
    }
    index.settle();
    return true;
}

Result<void> Desk::save_similar(const SimilarIndex& index, const std::vector<std::uint32_t>& numbers, std::size_t from) {
    sqlite3* db = database_->raw();
    Query segments(db, "SELECT count(*) FROM similar");
    if (const auto row = segments.step(); row && *row && segments.integer(0) >= most_segments) from = 0;
    return together([&]() -> Result<void> {
        if (from == 0) {
            for (const char* sql : {"DELETE FROM similar", "DELETE FROM similar_parts", "DELETE FROM similar_counts"})
                if (auto done = sqlite::execute(db, sql); !done) return done;
            if (auto done = Query(db, "INSERT INTO similar_counts VALUES(?)").bind_blob(index.save_counts()).run(); !done) return done;
        }
        const std::vector<std::uint32_t> own(numbers.begin() + static_cast<std::ptrdiff_t>(from), numbers.end());
        const auto first = static_cast<std::int64_t>(own.front());
        Query segment(db, "INSERT OR REPLACE INTO similar VALUES(?,?,?)");
        if (auto done = segment.bind(first).bind(static_cast<std::int64_t>(own.back())).bind_blob(bytes_of(own)).run(); !done) return done;
        return put_segment_parts(db, first, index.save(static_cast<std::uint32_t>(from)));
    });
}

Result<std::size_t> Desk::forget_in_index(const std::vector<std::int64_t>& numbers) {
    sqlite3* db = database_->raw();
    std::uint32_t from = 0;
    std::size_t removed = 0;
    std::vector<std::pair<std::int64_t, std::vector<std::uint32_t>>> segments;
    Query query(db, "SELECT first, texts FROM similar ORDER BY first");
    for (auto row = query.step(); row && *row; row = query.step())
        segments.emplace_back(query.integer(0), numbers_from<std::uint32_t>(query.text(1)));
    for (const auto& [first, own] : segments) {
        std::vector<std::string> parts;
        for (const std::int64_t number : numbers) {
            const auto at = std::ranges::lower_bound(own, static_cast<std::uint32_t>(number));
            if (at == own.end() || *at != static_cast<std::uint32_t>(number)) continue;
            if (parts.empty()) parts = segment_parts(db, first);
            SimilarIndex::erase(parts, from, from + static_cast<std::uint32_t>(at - own.begin()));
            ++removed;
        }
        if (!parts.empty())
            if (auto done = put_segment_parts(db, first, parts); !done) return std::unexpected(done.error());
        from += static_cast<std::uint32_t>(own.size());
    }
    return removed;
}

Result<void> Desk::together(const std::function<Result<void>()>& writes) {
    auto transaction = Transaction::begin(database_->raw());
    if (!transaction) return std::unexpected(transaction.error());
    if (auto done = writes(); !done) return done;
    return transaction->commit();
}

// --- the run that goes on ---

Result<bool> Desk::begin_run(const std::string& fingerprint) {
    sqlite3* db = database_->raw();
    if (!database_->run_open) {
        Query attach(db, "ATTACH DATABASE ? AS run");
        if (auto done = attach.bind(database_->run_file).run(); !done) return std::unexpected(done.error());
        database_->run_open = true;
        for (const char* sql : {"PRAGMA run.journal_mode=WAL", "PRAGMA run.synchronous=NORMAL", "PRAGMA run.secure_delete=OFF", run_schema})
            if (auto done = sqlite::execute(db, sql); !done) return std::unexpected(done.error());
    }
    Query started(db, "SELECT fingerprint FROM run.started");
    const auto row = started.step();
    if (!row) return std::unexpected(row.error());
    if (*row && started.text(0) == fingerprint) return true;
    auto done = together([&]() -> Result<void> {
        for (const char* sql : {"DELETE FROM run.started", "DELETE FROM run.outcomes"})
            if (auto removed = sqlite::execute(db, sql); !removed) return removed;
        return Query(db, "INSERT INTO run.started VALUES(?)").bind(fingerprint).run();
    });
    if (!done) return std::unexpected(done.error());
    return false;
}

std::vector<std::string> Desk::outcome_keys() {
    std::vector<std::string> out;
    Query query(database_->raw(), "SELECT key FROM run.outcomes");
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back(query.text(0));
    return out;
}

Result<void> Desk::put_outcomes(const std::vector<Outcome>& batch) {
    return together([&]() -> Result<void> {
        Query query(database_->raw(), "INSERT OR REPLACE INTO run.outcomes VALUES(?,?,?,?,?,?,?)");
        for (const Outcome& o : batch) {
            query.bind(o.key).bind(static_cast<std::int64_t>(o.band)).bind(o.bits).bind(o.lead).bind(o.place);
            if (auto done = query.bind_blob(bytes_of(o.applications)).bind_blob(o.body).run(); !done) return done;
        }
        return {};
    });
}

void Desk::each_outcome(const std::function<bool(Outcome)>& use) {
    Query query(database_->raw(),
                "SELECT key, band, bits, lead, place, applications, body FROM run.outcomes ORDER BY band DESC, bits DESC, lead, place");
    for (auto row = query.step(); row && *row; row = query.step())
        if (!use({query.text(0), static_cast<int>(query.integer(1)), query.real(2), query.text(3), query.integer(4),
                  numbers_from<std::uint32_t>(query.text(5)), query.text(6)}))
            return;
}

void Desk::end_run() {
    if (database_->run_open) (void)sqlite::execute(database_->raw(), "DETACH DATABASE run");
    database_->run_open = false;
    if (database_->run_file.empty()) return;
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(database_->run_file + end, ignored);
}

Result<void> Desk::remember_picture(const std::string& applicant, const std::string& file, const std::string& fingerprint) {
    return Query(database_->raw(), "INSERT OR IGNORE INTO picture_prints(applicant, file, hash, print) VALUES(?,?,?,?)")
        .bind(applicant)
        .bind(file)
        .bind(static_cast<std::int64_t>(hash64(fingerprint)))
        .bind_blob(fingerprint)
        .run();
}

void Desk::each_picture(const std::function<void(const RememberedPicture&, const std::string&)>& use) {
    Query query(database_->raw(),
                "SELECT number, applicant, IFNULL(name, ''), file, print FROM picture_prints LEFT JOIN applicants ON id=applicant ORDER BY number");
    for (auto row = query.step(); row && *row; row = query.step())
        use({query.integer(0), query.text(1), query.text(2), query.text(3)}, query.text(4));
}

std::string Desk::picture(std::int64_t number) {
    Query query(database_->raw(), "SELECT print FROM picture_prints WHERE number=?");
    const auto row = query.bind(number).step();
    return row && *row ? query.text(0) : std::string();
}

// --- repositories: their keys, and fingerprint → who has it ---

Result<void> Desk::remember_repository(const RememberedRepository& repository, const RepositoryKey& key) {
    sqlite3* db = database_->raw();
    Pack p;
    pack(p, key);
    const std::string body = p.take();
    Query there(db, "SELECT number, body FROM repositories WHERE applicant=? AND file=?");
    const auto row = there.bind(repository.applicant).bind(repository.file).step();
    if (!row) return std::unexpected(row.error());
    if (*row && there.text(1) == body) return {};
    if (*row)
        for (const char* sql : {"DELETE FROM repository_prints WHERE repository=?", "DELETE FROM repositories WHERE number=?"})
            if (auto done = Query(db, sql).bind(there.integer(0)).run(); !done) return done;
    Query put(db, "INSERT INTO repositories(applicant, file, body) VALUES(?,?,?)");
    if (auto done = put.bind(repository.applicant).bind(repository.file).bind_blob(body).run(); !done) return done;
    const std::int64_t number = sqlite3_last_insert_rowid(db);
    Query print(db, "INSERT OR IGNORE INTO repository_prints VALUES(?,?)");
    for (const Repository::Print& one : key.prints)
        if (auto done = print.bind(static_cast<std::int64_t>(one.hash)).bind(number).run(); !done) return done;
    return {};
}

std::vector<RememberedRepository> Desk::repositories_of(const std::string& applicant) {
    std::vector<RememberedRepository> out;
    Query query(database_->raw(),
                "SELECT r.number, a.name, r.file FROM repositories r LEFT JOIN applicants a ON a.id=r.applicant WHERE r.applicant=? ORDER BY r.file");
    query.bind(applicant);
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back({query.integer(0), applicant, query.text(1), query.text(2)});
    return out;
}

namespace {

std::optional<RepositoryKey> repository_key(sqlite3* database, std::int64_t number) {
    Query query(database, "SELECT body FROM repositories WHERE number=?");
    const auto row = query.bind(number).step();
    if (!row || !*row) return std::nullopt;
    const std::string body = query.text(0);
    Unpack u(body);
    RepositoryKey key;
    unpack(u, key);
    return u.good() ? std::optional(std::move(key)) : std::nullopt;
}

}  // namespace

std::vector<LikeRepository> Desk::repositories_like(const RememberedRepository& one) {
    constexpr std::size_t common_from = 20, most_compared = 50;
    sqlite3* db = database_->raw();
    std::vector<LikeRepository> out;
    const auto own = repository_key(db, one.number);
    if (!own) return out;
    std::map<std::int64_t, std::size_t> shared;  // of the repositories of others: fingerprints in common
    std::unordered_set<std::uint64_t> common;
    Query query(db,
                "SELECT p.repository, r.applicant FROM repository_prints p JOIN repositories r ON r.number=p.repository WHERE p.hash=? LIMIT 200");
    for (const Repository::Print& print : own->prints) {
        std::vector<std::int64_t> holders;
        std::set<std::string> others;
        query.bind(static_cast<std::int64_t>(print.hash));
        for (auto row = query.step(); row && *row; row = query.step())
            if (std::string applicant = query.text(1); applicant != one.applicant)
                holders.push_back(query.integer(0)), others.insert(std::move(applicant));
        query.reset();
        if (others.size() > common_from) common.insert(print.hash);
        else
            for (const std::int64_t holder : holders) ++shared[holder];
    }
    std::vector<std::pair<std::size_t, std::int64_t>> candidates;
    for (const auto& [number, count] : shared)
        if (count >= SameCode::fewest_shared) candidates.emplace_back(count, number);
    std::ranges::sort(candidates, std::greater());
    candidates.resize(std::min(candidates.size(), most_compared));
    Query whose(db, "SELECT r.applicant, a.name, r.file FROM repositories r LEFT JOIN applicants a ON a.id=r.applicant WHERE r.number=?");
    for (const auto& [count, number] : candidates) {
        const auto key = repository_key(db, number);
        if (!key) continue;
        SameCode code = compare(*own, *key, [&](std::uint64_t hash) { return common.contains(hash); });
        if (code.similarity == 0) continue;
        whose.bind(number);
        if (const auto row = whose.step(); row && *row) out.push_back({{number, whose.text(0), whose.text(1), whose.text(2)}, std::move(code)});
        whose.reset();
    }
    std::ranges::sort(out, [](const LikeRepository& a, const LikeRepository& b) {
        return std::tuple(-a.code.similarity, a.repository.file) < std::tuple(-b.code.similarity, b.repository.file);
    });
    return out;
}

Result<void> Desk::record(const Observation& o) {
    end_run();  // outcomes that waited for a report do not know it
    return Query(database_->raw(), "INSERT INTO observations VALUES(?,?,?,?,?)")
        .bind(o.applicant)
        .bind(o.attribute)
        .bind(o.value)
        .bind(o.by)
        .bind(o.at.us)
        .run();
}

std::vector<Observation> Desk::observations(const std::string& applicant) {
    std::vector<Observation> out;
    Query query(database_->raw(), "SELECT attribute, value, by, at FROM observations WHERE applicant=? ORDER BY rowid");
    query.bind(applicant);
    for (auto row = query.step(); row && *row; row = query.step())
        out.push_back({applicant, query.text(0), query.text(1), query.text(2), {query.integer(3)}});
    return out;
}

Result<void> Desk::decide(const HiringDecision& d) {
    end_run();
    return Query(database_->raw(), "INSERT INTO decisions VALUES(?,?,?,?,?)")
        .bind(d.applicant)
        .bind(d.decision)
        .bind(d.because)
        .bind(d.by)
        .bind(d.at.us)
        .run();
}

std::vector<HiringDecision> Desk::decisions(const std::string& applicant) {
    std::vector<HiringDecision> out;
    Query query(database_->raw(), "SELECT decision, because, by, at FROM decisions WHERE applicant=? ORDER BY rowid");
    query.bind(applicant);
    for (auto row = query.step(); row && *row; row = query.step())
        out.push_back({applicant, query.text(0), query.text(1), query.text(2), {query.integer(3)}});
    return out;
}

namespace {

/// Paths in a repository may name a person; the fingerprints do not.
Result<void> forget_names_in_repositories(sqlite3* database, const std::string& applicant) {
    std::vector<std::int64_t> numbers;
    Query query(database, "SELECT number FROM repositories WHERE applicant=?");
    query.bind(applicant);
    for (auto row = query.step(); row && *row; row = query.step()) numbers.push_back(query.integer(0));
    for (const std::int64_t number : numbers) {
        auto key = repository_key(database, number);
        if (!key) continue;
        key->name.clear();
        for (Repository::File& file : key->files) file.path.clear();
        Pack p;
        pack(p, *key);
        const std::string body = p.take();
        if (auto done = Query(database, "UPDATE repositories SET body=? WHERE number=?").bind_blob(body).bind(number).run(); !done) return done;
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> Desk::forget(const std::string& who, bool keep_fingerprints) {
    sqlite3* db = database_->raw();
    std::vector<std::string> ids;
    Query find(db,
               "SELECT DISTINCT id FROM applicants WHERE id=?1 OR name=?1 COLLATE NOCASE UNION SELECT DISTINCT applicant FROM keys WHERE key=?1 "
               "COLLATE NOCASE");
    find.bind(who);
    for (auto row = find.step(); row && *row; row = find.step()) ids.push_back(find.text(0));
    std::vector<std::string> out;
    if (ids.empty()) return out;
    if (ids.size() > 1) {
        std::string list;
        for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
        return fail(who, "means several applicants: " + list, "give the id of one of them");
    }
    end_run();
    auto transaction = Transaction::begin(db);
    if (!transaction) return std::unexpected(transaction.error());
    const std::string& id = ids.front();
    std::vector<std::int64_t> texts;
    for (const RememberedText& text : texts_of(id)) texts.push_back(text.number);
    // The documents' own text lies under the files that the keys and texts name.
    std::vector<std::string> files;
    Query named(db,
                "SELECT file FROM keys WHERE applicant=?1 AND file<>'' UNION SELECT file FROM texts WHERE applicant=?1 UNION SELECT file FROM "
                "picture_prints WHERE applicant=?1 UNION SELECT file FROM repositories WHERE applicant=?1");
    named.bind(id);
    for (auto row = named.step(); row && *row; row = named.step()) files.push_back(named.text(0));
    for (const std::string& file : files) {
        const std::size_t mark = file.find('!');
        Query remove(db, "DELETE FROM documents WHERE path=? AND (member=? OR member='')");
        if (auto done = remove.bind(file.substr(0, mark)).bind(mark == std::string::npos ? "" : file.substr(mark + 1)).run(); !done)
            return std::unexpected(done.error());
        if (sqlite3_changes(db) > 0) out.push_back("what was read of " + file);
    }
    struct Removal {
        const char* sql;
        const char* words;
    };
    const Removal removals[] = {
        {"DELETE FROM keys WHERE applicant=?", "contacts and other marks to recognise the person by"},
        {"DELETE FROM observations WHERE applicant=?", "records of interviews"},
        {"DELETE FROM decisions WHERE applicant=?", "decisions"},
        {keep_fingerprints ? "UPDATE texts SET applicant='forgotten-' || number, file='' WHERE applicant=?" : "DELETE FROM texts WHERE applicant=?",
         keep_fingerprints ? "texts whose fingerprint stays without a name" : "fingerprints of texts"},
        {keep_fingerprints ? "UPDATE picture_prints SET applicant='forgotten-' || number, file='' WHERE applicant=?"
                           : "DELETE FROM picture_prints WHERE applicant=?",
         keep_fingerprints ? "pictures whose fingerprint stays without a name" : "fingerprints of pictures"},
        {keep_fingerprints ? nullptr : "DELETE FROM repository_prints WHERE repository IN (SELECT number FROM repositories WHERE applicant=?)",
         "fingerprints of source code"},
        {keep_fingerprints ? "UPDATE repositories SET applicant='forgotten-' || number, file='' WHERE applicant=?"
                           : "DELETE FROM repositories WHERE applicant=?",
         keep_fingerprints ? "repositories whose fingerprints stay without a name" : "repositories"},
        {"DELETE FROM applicants WHERE id=?", "applicant"}};
    if (!keep_fingerprints) {
        const auto indexed = forget_in_index(texts);
        if (!indexed) return std::unexpected(indexed.error());
        if (*indexed > 0) out.push_back(std::to_string(*indexed) + " entries of the index of texts");
    }
    if (keep_fingerprints)
        if (auto done = forget_names_in_repositories(db, id); !done) return std::unexpected(done.error());
    for (const auto& [sql, words] : removals) {
        if (!sql) continue;
        Query remove(db, sql);
        if (auto done = remove.bind(id).run(); !done) return std::unexpected(done.error());
        if (const int count = sqlite3_changes(db); count > 0) out.push_back(std::to_string(count) + " " + words);
    }
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
    (void)sqlite::execute(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    return out;
}

std::vector<std::string> Desk::older_than(Timestamp at) {
    std::vector<std::string> out;
    Query query(database_->raw(), "SELECT id FROM applicants WHERE last<? ORDER BY id");
    query.bind(at.us);
    for (auto row = query.step(); row && *row; row = query.step()) out.push_back(query.text(0));
    return out;
}

}  // namespace bonafide::screen
