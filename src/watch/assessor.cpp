#include "watch/assessor.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "report/writers.h"
#include "scan/scan.h"
#include "watch/keeping.h"
#include "watch/tail.h"

namespace bonafide::watch {

namespace {

constexpr std::size_t small_base = std::size_t{8} << 20;
constexpr int niceness = 10;  // reading goes first
constexpr std::size_t reasons_shown = 3;

std::string reasons_of(const ReportPerson& person) {
    std::string out;
    for (std::size_t i = 0; i < person.signals.size() && i < reasons_shown; ++i)
        if (person.signals[i].counted_bits > 0 && out.find(person.signals[i].summary) == std::string::npos)
            out += (out.empty() ? "" : "; ") + person.signals[i].summary;
    return out;
}

/// Beside the final name and renamed, so that a killed run leaves no half report.
bool write_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
    const std::filesystem::path part = file.string() + ".part";
    {
        std::ofstream out(part, std::ios::binary);
        write(out);
        out.flush();
        if (!out) return false;
    }
    std::error_code error;
    std::filesystem::rename(part, file, error);
    return !error;
}

bool reaches_disk(const std::filesystem::path& file) {
    const Descriptor at(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    return at.get() >= 0 && ::fsync(at.get()) == 0;
}

}  // namespace

Assessor::Assessor(const Content& content, AssessorOptions options, Clock clock, Wake wake)
    : content_(&content), options_(std::move(options)), clock_(std::move(clock)), wake_(std::move(wake)), fold_(std::make_unique<Fold>(content)) {
    thread_ = std::thread([this] { run(); });
}

Assessor::~Assessor() {
    {
        const std::lock_guard lock(mutex_);
        inbox_.stop = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Assessor::add(std::int64_t id, Piece&& piece, const Content& content, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    inbox_.pieces.push_back({id, std::move(piece), &content, bytes});
    changed_.notify_all();
}

void Assessor::set_document(const std::string& path, std::string bytes) {
    const std::lock_guard lock(mutex_);
    inbox_.documents[path] = std::move(bytes);
    changed_.notify_all();
}

void Assessor::set_names(std::map<std::string, std::string> path_of_name) {
    const std::lock_guard lock(mutex_);
    inbox_.names = std::move(path_of_name);
}

void Assessor::set_content(const Content& content) {
    const std::lock_guard lock(mutex_);
    inbox_.content = &content;
    changed_.notify_all();
}

void Assessor::recount() {
    const std::lock_guard lock(mutex_);
    inbox_.recount = true;
    changed_.notify_all();
}

void Assessor::finish() {
    std::unique_lock lock(mutex_);
    inbox_.finish = true;
    const std::uint64_t wanted = finished_ + 1;
    changed_.notify_all();
    changed_.wait(lock, [&] { return finished_ >= wanted; });
}

Assessed Assessor::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(outcome_, {});
}

Assessor::Counters Assessor::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

void Assessor::complain(const Error& error) {
    const std::lock_guard lock(mutex_);
    outcome_.errors.push_back(error);
}

void Assessor::run() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), niceness);
    load_lists();
    for (;;) {
        Inbox inbox;
        {
            std::unique_lock lock(mutex_);
            const auto ready = [&] { return !inbox_.empty() || inbox_.stop; };
            // Waits for work, or for the time when what is dirty may be assessed.
            if (!dirty_) changed_.wait(lock, ready);
            else if (const std::int64_t wait = next_.known() ? next_.us - clock_().us : 0; wait > 0)
                changed_.wait_for(lock, std::chrono::microseconds(std::min<std::int64_t>(wait, 1'000'000)), ready);
            inbox = std::exchange(inbox_, {});
        }
        if (inbox.stop) return;
        take_in(inbox);
        if (inbox.finish || (dirty_ && (!next_.known() || clock_() >= next_))) assess(inbox.finish);
        if (inbox.finish) {
            const std::lock_guard lock(mutex_);
            ++finished_;
            changed_.notify_all();
        }
        wake_();
    }
}

void Assessor::take_in(Inbox& inbox) {
    dirty_ |= !inbox.pieces.empty() || !inbox.documents.empty() || inbox.recount;
    recount_ |= inbox.recount;
    if (inbox.names) path_of_name_ = std::move(*inbox.names);
    for (Added& added : inbox.pieces) {
        auto piece = under(*content_, std::move(added.piece), *added.content);
        if (piece) fold_->add(std::move(*piece));
        else complain(piece.error());
        last_piece_ = added.id;
        since_base_ += added.bytes;
        ++pieces_since_base_;
    }
    if (!inbox.documents.empty()) documents_fold_.reset();
    for (auto& [path, bytes] : inbox.documents)
        if (bytes.empty()) documents_.erase(path);
        else documents_[path] = std::move(bytes);
    {
        const std::lock_guard lock(mutex_);
        counters_.pieces += inbox.pieces.size();
    }
    if (inbox.content && inbox.content != content_) change_content(*inbox.content);
    if (since_base_ > std::max(base_bytes_, small_base) || pieces_since_base_ > options_.most_pieces) compact();
}

/// All pieces as one, whenever the new ones together are as large as the old one: each byte is written a bounded number of times.
void Assessor::compact() {
    auto bytes = pack_piece(fold_->total(), *content_);
    if (!bytes) return complain(bytes.error());
    pieces_since_base_ = 0;
    since_base_ = 0;
    base_bytes_ = bytes->size();
    std::string name = base_name(last_piece_);
    if (!write_file(options_.base / name, [&](std::ostream& out) { out << *bytes; }) || !reaches_disk(options_.base / name))
        return complain({(options_.base / name).string(), "cannot be written", "is the disk full? The pieces stay as they are"});
    const std::lock_guard lock(mutex_);
    outcome_.base = std::move(name);
    outcome_.base_until = last_piece_;
}

/// All documents, added up again where one of them changed.
Result<const Fold*> Assessor::documents() {
    if (documents_fold_) return &*documents_fold_;
    Fold fold(*content_);
    std::uint64_t lost = 0;
    for (const auto& [path, packed] : documents_) {
        auto document = unpack_piece(packed, *content_, lost);
        if (!document) return std::unexpected(document.error());
        fold.add(std::move(*document));
    }
    return &documents_fold_.emplace(std::move(fold));
}

Result<Collected> Assessor::everything() {
    const auto documents = this->documents();
    if (!documents) return std::unexpected(documents.error());
    Fold whole = fold_->clone();
    if (!documents_.empty()) whole.add((*documents)->clone().take());
    return std::move(whole).finish([&](const FileName& name) {
        const auto found = path_of_name_.find(name.path);
        return found == path_of_name_.end() ? name : FileName{found->second, name.member};
    });
}

/// Those whose band is not what it was when it was last told.
std::vector<Standing> Assessor::changed(const std::vector<ReportPerson>& people) {
    std::vector<Standing> out;
    for (const ReportPerson& person : people) {
        const auto [known, fresh] = told_bands_.try_emplace(person.id, person.band);
        if (!fresh && known->second == person.band) continue;
        known->second = person.band;
        out.push_back({person.id, person.name, std::string(band_name(person.band)), person.bits, reasons_of(person)});
    }
    return out;
}

void Assessor::assess(bool last) {
    const Timestamp begun = clock_();
    auto collected = everything();
    if (!collected) return complain(collected.error());
    const Timestamp newest = collected->tallies.last;
    ScanOptions scan;
    scan.threads = options_.threads;
    scan.now = begun;
    scan.program_version = options_.program_version;
    scan.lists = lists_.get();
    const bool report = !options_.report.empty() && (last || !next_report_.known() || begun >= next_report_);
    scan.excerpts = report;
    std::optional<Store> store;
    if (!options_.store.empty()) {
        auto opened = Store::open(options_.store);
        if (!opened) return complain(opened.error());
        store.emplace(std::move(*opened));
        if (report) scan.store = &*store;
        else if (auto decisions = store->decisions()) scan.decisions = std::move(*decisions);
    }
    auto files = collected->read.files;
    auto outcome = conclude(*content_, scan, std::move(*collected));
    if (!outcome) return complain(outcome.error());
    if (report) write_report(outcome->report);
    const Timestamp now = clock_();
    next_ = {now.us + std::max(options_.every_us, 4 * (now.us - begun.us))};
    if (report) next_report_ = {now.us + options_.report_us};
    dirty_ = false;
    std::vector<Standing> people = changed(outcome->report.people);

    const std::lock_guard lock(mutex_);
    ++counters_.assessments;
    counters_.people = outcome->report.people.size();
    counters_.last_seconds = static_cast<double>(now.us - begun.us) / 1e6;
    outcome_.assessed = true;
    std::ranges::move(people, std::back_inserter(outcome_.people));
    outcome_.clusters = std::move(outcome->report.clusters);
    if (!recount_) return;
    recount_ = false;
    outcome_.firings.clear();
    for (sigma::Firing& firing : outcome->firings)
        if (firing.time <= newest) {  // a window that is still open is not decided yet
            std::string locator = locator_text(firing.last, files);
            outcome_.firings.push_back({std::move(firing), std::move(locator)});
        }
}

void Assessor::write_report(const Report& report) {
    std::error_code error;
    std::filesystem::create_directories(options_.report, error);
    const bool done = write_file(options_.report / "report.json", [&](std::ostream& out) { write_json(report, out); }) &&
                      write_file(options_.report / "report.html", [&](std::ostream& out) { write_html(report, out); });
    if (!done) complain({options_.report.string(), "the report could not be written", "is the disk full, or the folder read-only?"});
}

/// The piece as if it had been made under `content`.
Result<Piece> Assessor::under(const Content& content, Piece&& piece, const Content& made_under) {
    if (&content == &made_under) return std::move(piece);
    std::uint64_t lost = 0;
    auto bytes = pack_piece(piece, made_under);
    if (!bytes) return std::unexpected(bytes.error());
    auto out = unpack_piece(*bytes, content, lost);
    const std::lock_guard lock(mutex_);
    counters_.lost_hits += lost;
    return out;
}

void Assessor::load_lists() {
    if (!options_.lists) return;
    if (auto fresh = options_.lists()) lists_ = std::move(fresh);
}

void Assessor::change_content(const Content& content) {
    load_lists();
    const std::size_t bytes = base_bytes_;
    Piece total = std::move(*fold_).take();
    auto piece = under(content, std::move(total), *content_);
    if (!piece) return complain(piece.error());  // cannot be: the vocabulary is the same
    fold_ = std::make_unique<Fold>(content);
    fold_->add(std::move(*piece));
    documents_fold_.reset();
    base_bytes_ = bytes;
    content_ = &content;
    dirty_ = recount_ = true;
    const std::lock_guard lock(mutex_);
    outcome_.content = &content;
}

}  // namespace bonafide::watch
