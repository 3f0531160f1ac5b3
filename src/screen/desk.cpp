#include "screen/desk.h"

#include <algorithm>
#include <cstring>

#include "screen/packing.h"
#include "store/sqlite.h"

namespace bonafide::screen {

void pack(Pack& p, const Claim& c);
void unpack(Unpack& u, Claim& c);
void pack(Pack& p, const PictureKey& k);
void unpack(Unpack& u, PictureKey& k);

using sqlite::Query;
using sqlite::Transaction;

struct Desk::Database {
    sqlite::Handle handle;
    [[nodiscard]] sqlite3* raw() const { return handle.get(); }
};

namespace {

constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS documents(path TEXT, member TEXT, size INTEGER, modified INTEGER, content TEXT, body BLOB, PRIMARY KEY(path, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows(identifier TEXT, body BLOB);
CREATE INDEX IF NOT EXISTS rows_by_identifier ON rows(identifier);
CREATE TABLE IF NOT EXISTS applicants(id TEXT PRIMARY KEY, name TEXT, first INTEGER, last INTEGER);
CREATE TABLE IF NOT EXISTS keys(kind TEXT, key TEXT, applicant TEXT, file TEXT, PRIMARY KEY(kind, key, applicant)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS keys_by_applicant ON keys(applicant);
CREATE TABLE IF NOT EXISTS texts(number INTEGER PRIMARY KEY, applicant TEXT, file TEXT, kind TEXT, words BLOB, UNIQUE(applicant, file));
CREATE TABLE IF NOT EXISTS pictures(applicant TEXT, file TEXT, picture BLOB, UNIQUE(applicant, file, picture));
CREATE TABLE IF NOT EXISTS observations(applicant TEXT, attribute TEXT, value TEXT, by TEXT, at INTEGER);
CREATE TABLE IF NOT EXISTS decisions(applicant TEXT, decision TEXT, because TEXT, by TEXT, at INTEGER);
)";

WordHashes words_from(std::string_view bytes) {
    WordHashes out(bytes.size() / sizeof(std::uint32_t));
    std::memcpy(out.data(), bytes.data(), out.size() * sizeof(std::uint32_t));
    return out;
}
std::string_view bytes_of(const WordHashes& words) {
    return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint32_t)};
}  // NOLINT

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

void Desk::clear_rows() { (void)sqlite::execute(database_->raw(), "DELETE FROM rows"); }

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
    Query query(database_->raw(),
                "INSERT INTO texts(applicant, file, kind, words) VALUES(?1,?2,?3,?4) ON CONFLICT(applicant, file) DO UPDATE SET kind=?3, words=?4");
    return query.bind(text.applicant).bind(text.file).bind(text.kind).bind_blob(bytes_of(words)).run();
}

WordHashes Desk::words_of(std::int64_t number) {
    Query query(database_->raw(), "SELECT words FROM texts WHERE number=?");
    const auto row = query.bind(number).step();
    return row && *row ? words_from(query.text(0)) : WordHashes{};
}

void Desk::each_text(const std::function<void(const RememberedText&, const WordHashes&)>& use) {
    Query query(
        database_->raw(),
        "SELECT t.number, t.applicant, a.name, t.file, t.kind, t.words FROM texts t LEFT JOIN applicants a ON a.id=t.applicant ORDER BY t.number");
    for (auto row = query.step(); row && *row; row = query.step())
        use({query.integer(0), query.text(1), query.text(2), query.text(3), query.text(4)}, words_from(query.text(5)));
}

Result<void> Desk::remember_picture(const std::string& applicant, const std::string& file, const PictureKey& key) {
    Pack p;
    pack(p, key);
    const std::string bytes = p.take();
    return Query(database_->raw(), "INSERT OR IGNORE INTO pictures VALUES(?,?,?)").bind(applicant).bind(file).bind_blob(bytes).run();
}

void Desk::each_picture(const std::function<void(const std::string&, const std::string&, const PictureKey&)>& use) {
    Query query(database_->raw(), "SELECT applicant, file, picture FROM pictures ORDER BY rowid");
    for (auto row = query.step(); row && *row; row = query.step()) {
        const std::string body = query.text(2);
        Unpack u(body);
        PictureKey key;
        unpack(u, key);
        if (u.good()) use(query.text(0), query.text(1), key);
    }
}

Result<void> Desk::record(const Observation& o) {
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
    auto transaction = Transaction::begin(db);
    if (!transaction) return std::unexpected(transaction.error());
    const std::string& id = ids.front();
    // The documents' own text lies under the files that the keys and texts name.
    std::vector<std::string> files;
    Query named(db,
                "SELECT file FROM keys WHERE applicant=?1 AND file<>'' UNION SELECT file FROM texts WHERE applicant=?1 UNION SELECT file FROM "
                "pictures WHERE applicant=?1");
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
        {keep_fingerprints ? "UPDATE pictures SET applicant='forgotten-' || rowid, file='' WHERE applicant=?"
                           : "DELETE FROM pictures WHERE applicant=?",
         keep_fingerprints ? "pictures whose fingerprint stays without a name" : "fingerprints of pictures"},
        {"DELETE FROM applicants WHERE id=?", "applicant"}};
    for (const auto& [sql, words] : removals) {
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
