// Which files there are, which of them are followed and which are read as a whole.
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/hash.h"
#include "record/format.h"
#include "scan/stamps.h"
#include "watch/keeping.h"
#include "watch/watcher.h"

namespace bonafide::watch {

namespace {

constexpr std::uint64_t hashed_bytes = 1 << 20;  // larger documents are not compared with what they were
constexpr std::int64_t settle_us = 1'000'000;    // a large document is read once nobody has written to it for so long
constexpr std::int64_t slice_us = 20'000;        // reading gives way to commits after so long
constexpr std::int64_t sure_us = 60'000'000;     // so long files of the spool stay in any case: what a power cut undoes is younger
constexpr int rounds = 8;
constexpr std::size_t document_head_bytes = 256;

std::string first_bytes(const std::string& path, std::uint64_t most) {
    std::ifstream in(path, std::ios::binary);
    std::string out(most, '\0');
    in.read(out.data(), static_cast<std::streamsize>(most));
    out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return out;
}

/// May the file be the document, perhaps with more behind it? Yes where it cannot be known.
bool goes_on(const DocumentRow& document, const std::string& path) {
    const auto look = look_at(path);
    if (!look || (look->size == document.size && look->modified_ns == document.modified_ns)) return true;
    if (document.hash == 0) return true;
    const std::string bytes = first_bytes(path, document.size);
    const std::string_view head = std::string_view(bytes).substr(0, document_head_bytes);
    return bytes.size() < document.size ? hash64(head) == document.head_hash : hash64(bytes) == document.hash;
}

TailLimits tail_limits(const PipelineOptions& options) { return {options.limits}; }

}  // namespace

/// A name that no file had: the path, or with a number behind a byte that sorts before all others.
std::string Watcher::fresh_name(const std::string& path) {
    std::string name = path;
    named_ = true;
    for (unsigned n = 1; !taken_names_.insert(name).second; ++n) name = path + fmt::format("\x01{:06}", n);
    return name;
}

Result<void> Watcher::follow(FileRow row) {
    if (auto closed = close_piece(); !closed) return closed;
    ended_.erase(row.id);
    auto tail = Tail::open(row, contents_.back()->names, tail_limits(options_.pipeline));
    if (!tail) {
        row.ended = true;
        ended_[row.id] = row;
        return {};
    }
    (*tail)->changed = true;
    names_[row.name] = row.path;
    tails_.push_back(std::move(*tail));
    assessor_->set_names(names_);
    return {};
}

/// Nothing will be added to it.
Result<void> Watcher::retire(std::size_t index, const std::string& why) {
    if (auto closed = close_piece(); !closed) return closed;
    Tail& tail = *tails_[index];
    tail.row.ended = true;
    next_.files.push_back(tail.row);
    ended_[tail.row.id] = tail.row;
    if (!why.empty()) say(fmt::format("{}: {}", tail.row.path.empty() ? tail.row.name : tail.row.path, why));
    tails_.erase(tails_.begin() + static_cast<std::ptrdiff_t>(index));
    return {};
}

/// All inputs as they are now. A piece has the files it began with, so what was read is committed before another joins.
Result<void> Watcher::look() {
    look_due_ = false;
    last_look_ = clock_();
    std::vector<Unread> unread;
    const std::vector<reading::Input> inputs = folders_->list(unread);
    for (Unread& one : unread)
        if (told_unread_.insert(one.file.path + "\n" + one.reason).second) {
            say(one.file.path + ": " + one.reason);
            unread_.push_back(std::move(one));
        }
    follow_renames(inputs);
    for (const reading::Input& input : inputs)
        if (auto done = meet(input); !done) return done;
    // Whoever is still another file than the one that was read has taken its place.
    for (auto& [path, document] : documents_)
        if (const auto now = look_at(path);
            now && document.row.inode != 0 && (now->inode != document.row.inode || now->device != document.row.device)) {
            document.row.inode = now->inode;
            document.row.device = now->device;
            document.dirty = true;
        }
    for (const auto& tail : tails_) tail->dirty = true;
    return {};
}

/// Where each followed file is now: by device and inode.
void Watcher::follow_renames(const std::vector<reading::Input>& inputs) {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> path_of;
    for (const reading::Input& input : inputs)
        if (const auto look = look_at(input.path); look && input.kind == reading::InputKind::file) path_of[{look->device, look->inode}] = input.path;
    for (const auto& tail : tails_) {
        const auto found = path_of.find({tail->row.device, tail->row.inode});
        const std::string path = found == path_of.end() ? std::string() : found->second;
        tail->gone = path.empty();
        if (!path.empty() && path != tail->row.path) {
            tail->row.path = names_[tail->row.name] = path;
            tail->changed = true;
            assessor_->set_names(names_);
        }
    }
    for (const auto& [place, path] : path_of) {
        const bool followed =
            std::ranges::any_of(tails_, [&](const auto& tail) { return tail->row.device == place.first && tail->row.inode == place.second; });
        if (!followed) (void)was_renamed(path, {place.first, place.second, 0, 0});
    }
}

Result<void> Watcher::meet(const reading::Input& input) {
    if (input.kind == reading::InputKind::git) {
        const auto stamp = stamp_of(input);
        Document& document = documents_[input.path];
        if (stamp && (stamp->size != document.row.size || stamp->modified_ns != document.row.modified_ns)) document.dirty = true;
    } else if (input.kind == reading::InputKind::file) {
        if (const auto now = look_at(input.path)) return meet_file(input.path, *now);
    }
    return {};
}

Result<void> Watcher::meet_file(const std::string& path, const FileLook& look) {
    for (const auto& tail : tails_)
        if (tail->row.device == look.device && tail->row.inode == look.inode) return {};
    // Followed before the last end of this program?
    for (const auto& [id, row] : ended_)
        if (!row.ended && row.device == look.device && row.inode == look.inode) {
            FileRow again = row;
            again.path = path;
            const std::size_t before = tails_.size();
            if (auto done = follow(again); !done) return done;
            if (tails_.size() > before) return {};
            say(path + ": is another file than the one that was followed; it is read from its beginning");
            next_.files.push_back(ended_[again.id]);
            break;
        }
    const auto known = documents_.find(path);
    const bool same_file = known != documents_.end() && known->second.row.inode == look.inode && known->second.row.device == look.device;
    if (same_file && known->second.row.size == look.size && known->second.row.modified_ns == look.modified_ns) return {};
    if (Tail::can_follow(path, contents_.back()->names, options_.pipeline.limits)) {
        FileRow row;
        row.id = next_id_++;
        row.path = path;
        // A small file that has grown goes on under its name: what it told already is known by it.
        DocumentRow now{path, {}, look.device, look.inode, look.size, look.modified_ns, 0, 0, 0};
        const bool grown = same_file && compare(known->second, now).value_or(0) > 0;
        row.quiet = grown ? known->second.row.told : 0;
        row.name = grown ? known->second.row.name : fresh_name(path);
        if (auto closed = close_piece(); !closed) return closed;  // no commit may come between what is dropped and what takes its place
        if (known != documents_.end()) drop_document(path);
        return follow(std::move(row));
    }
    documents_[path].dirty = true;
    return {};
}

void Watcher::drop_document(const std::string& path) {
    documents_.erase(path);
    next_.documents.push_back({path, {}});
    assessor_->set_document(path, {});
}

/// Is it a document that had another name when it was read? Then it takes what is known of it along, and is read again under this one.
bool Watcher::was_renamed(const std::string& path, const FileLook& look) {
    for (const auto& [old_path, document] : documents_) {
        if (old_path == path || document.row.inode != look.inode || document.row.device != look.device || document.row.inode == 0) continue;
        const auto there = look_at(old_path);
        if (there && there->inode == look.inode && there->device == look.device) continue;
        if (!goes_on(document.row, path)) continue;  // the number of a file that is gone was given to another
        Document moved = document;
        moved.row.path = path;
        moved.row.modified_ns = -1;
        moved.dirty = true;
        moved.not_before = {};
        const std::string from = old_path;
        documents_.erase(from);
        assessor_->set_document(from, {});
        next_.moved_documents.emplace_back(from, path);
        documents_[path] = std::move(moved);
        return true;
    }
    return false;
}

/// Files that grew, were cut short, or are gone and read to their end.
Result<void> Watcher::refresh_tails() {
    for (std::size_t i = 0; i < tails_.size();) {
        Tail& tail = *tails_[i];
        if (tail.dirty && tail.was_replaced()) {
            const std::string path = tail.row.path;
            if (tail.size() < tail.row.offset) tail.row.inode = 0;  // the same inode begins anew
            tail.row.path = tail.row.name + " (before it was overwritten)";
            names_[tail.row.name] = tail.row.path;
            if (auto done = retire(i, "was cut short or overwritten: it is read from its beginning"); !done) return done;
            assessor_->set_names(names_);
            look_due_ = true;
            continue;
        }
        if (tail.gone && tail.behind() == 0) {
            if (auto done = retire(i, ""); !done) return done;
            continue;
        }
        ++i;
    }
    return {};
}

Result<bool> Watcher::read_tails() {
    bool any = false;
    const Timestamp begun = clock_();
    for (int round = 0; round < rounds; ++round) {
        bool more = false;
        for (const auto& tail : tails_) {
            if (!tail->dirty) continue;
            if (!piece_begun_) pipeline_->begin_piece(tails_), piece_begun_ = true;
            if (pipeline_->read(*tail, false, clock_())) more = true;
            if (pipeline_->has_alerts() && since(last_alert_commit_, clock_()) >= options_.alert_us)
                if (auto done = commit_alerts(); !done) return std::unexpected(done.error());
        }
        any |= more;
        if (!more || clock_().us - begun.us > slice_us) break;
    }
    return any;
}

Result<bool> Watcher::read_documents() {
    bool any = false;
    for (auto& [path, document] : documents_) {
        const Timestamp now = clock_();
        if (!document.dirty || (document.not_before.known() && now < document.not_before && !options_.once)) continue;
        document.not_before = {};
        const std::uint64_t told = document.row.told;
        if (auto done = read_document(path, document); !done) return std::unexpected(done.error());
        if (document.dirty && document.row.told == told) continue;
        any = true;
        if (clock_().us - now.us > slice_us) {
            document.not_before = {clock_().us + 4 * (clock_().us - now.us)};
            break;
        }
    }
    return any;
}

/// How much of the document is as it was: none where that is not known. Fills the hashes of `row`; a document whose beginning is another one
/// gets another name.
std::optional<std::uint64_t> Watcher::compare(const Document& document, DocumentRow& row) {
    const std::string bytes = row.size <= hashed_bytes ? first_bytes(row.path, row.size) : std::string();
    const std::string_view all = bytes;
    if (row.size <= hashed_bytes) row.hash = hash64(all), row.head_hash = hash64(all.substr(0, document_head_bytes));
    if (document.row.name.empty()) return 0;
    if (row.size > hashed_bytes || document.row.hash == 0) return std::nullopt;
    if (document.row.size <= all.size() && hash64(all.substr(0, document.row.size)) == document.row.hash) return document.row.told;
    if (document.row.head_hash != row.head_hash && document.row.size >= document_head_bytes) return 0;
    return std::nullopt;
}

/// Was everything in the file read, and committed? Asked right after a commit.
bool Watcher::is_done_with(const std::string& path, std::uint64_t size) const {
    for (const auto& tail : tails_)
        if (tail->row.path == path) return !tail->changed && tail->row.offset == size;
    const auto document = documents_.find(path);
    return document != documents_.end() && !document->second.dirty && document->second.row.size == size &&
           std::ranges::none_of(next_.documents, [&](const DocumentRow& row) { return row.path == path; });
}

/// Removes files of the spool that are read, committed, too old or too much, and that nobody writes to any more: the newest of a stream stays.
void Watcher::empty_spool() {
    struct Old {
        std::int64_t modified_us;
        std::uint64_t bytes;
        std::string path;
        auto operator<=>(const Old&) const = default;
    };
    std::map<std::string, std::vector<Old>> by_folder;
    std::error_code error;
    spool_bytes_ = 0;
    for (std::filesystem::recursive_directory_iterator at(options_.state / "spool", error), end; !error && at != end; at.increment(error))
        if (const auto look = look_at(at->path().string()); look && at->is_regular_file(error)) {
            by_folder[at->path().parent_path().string()].push_back({look->modified_ns / 1000, look->size, at->path().string()});
            spool_bytes_ += look->size;
        }
    std::vector<Old> old;
    for (auto& [folder, files] : by_folder) {
        std::ranges::sort(files, {}, &Old::path);  // they are numbered
        old.insert(old.end(), files.begin(), files.end() - 1);
    }
    std::ranges::sort(old);
    for (const Old& file : old) {
        const std::int64_t age = clock_().us - file.modified_us;
        const bool too_much = spool_bytes_ > options_.most_spool_bytes && age > sure_us;
        if ((age <= options_.keep_spool_us && !too_much) || !is_done_with(file.path, file.bytes)) continue;
        if (!std::filesystem::remove(file.path, error)) continue;
        say(file.path + ": removed from the spool, it is read and " + (too_much ? "there is more than is kept" : "older than is kept"));
        spool_bytes_ -= file.bytes;
        ++spool_removed_;
    }
}

/// Leaves `dirty` set where it is too early.
Result<void> Watcher::read_document(const std::string& path, Document& document) {
    if (aside_ && aside_->row.path == path) return {};  // first what is under way
    const Timestamp now = clock_();
    DocumentRow row{path, document.row.name, 0, 0, 0, 0, 0, 0, UINT64_MAX};
    std::optional<std::uint64_t> told;
    bool later = false;
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        const auto stamp = stamp_of({.path = path, .kind = reading::InputKind::git, .bytes = 0});
        if (stamp) row.size = stamp->size, row.modified_ns = stamp->modified_ns;
    } else {
        const auto look = look_at(path);
        document.dirty = false;
        if (!look) return {};  // it is gone; what it said stays
        if (document.row.inode != 0 && (look->inode != document.row.inode || look->device != document.row.device)) {
            document.dirty = look_due_ = true;  // renamed or replaced: the next look finds out which
            return {};
        }
        row.device = look->device, row.inode = look->inode;
        row.size = look->size, row.modified_ns = look->modified_ns;
        const bool large = look->size >= reading::sample_bytes;
        if (large && !options_.once && now.us - look->modified_ns / 1000 < settle_us) {
            document.dirty = true;
            document.not_before = {look->modified_ns / 1000 + settle_us};
            return {};
        }
        if (large && Tail::can_follow(path, contents_.back()->names, options_.pipeline.limits)) {
            look_due_ = true;  // grew into a file that is followed: the next look takes it over
            return {};
        }
        told = compare(document, row);
        const bool as_it_was = told == row.size && document.row.size == row.size && document.row.modified_ns == row.modified_ns;
        if (as_it_was) return {};  // it was closed, say, after it had been read
        const bool another = told == 0U && !document.row.name.empty() && document.row.told > 0;
        if (another) row.name.clear();
        // The last line may be half written: it is told once it ends, or nobody goes on with it.
        const bool settled = options_.once || now.us - look->modified_ns / 1000 >= settle_us;
        row.told = look->size;
        if (look->size <= hashed_bytes && !settled) {
            const std::string bytes = first_bytes(path, look->size);
            row.told = bytes.rfind('\n') + 1;
            later = row.told < bytes.size();
        }
    }
    document.dirty = later;
    if (later) document.not_before = {row.modified_ns / 1000 + settle_us};
    const bool large = row.inode == 0 || row.size > hashed_bytes;  // without a number: a repository
    if (large && !options_.once && aside_) return document.dirty = true, Result<void>{};
    if (row.name.empty()) row.name = fresh_name(path);
    if (large && !options_.once) return read_aside(document, row, told), Result<void>{};
    auto read = pipeline_->read_document(path, row.name, told, row.told, now);
    if (!read) return std::unexpected(read.error());
    return take_document(document, std::move(row), std::move(*read));
}

void Watcher::read_aside(const Document& document, const DocumentRow& row, std::optional<std::uint64_t> told) {
    aside_ = std::make_unique<Aside>();
    aside_->row = row;
    aside_->before = document.row.name;
    aside_->read = std::async(std::launch::async, [this, told, now = clock_(), aside = aside_.get()] {
        auto read = aside_pipeline_->read_document(aside->row.path, aside->row.name, told, aside->row.told, now, &aside->cancel);
        wake();
        return read;
    });
}

/// What was read aside, if it is done and the document is still the one that was meant.
Result<void> Watcher::take_aside() {
    if (!aside_ || aside_->read.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return {};
    const std::unique_ptr<Aside> aside = std::move(aside_);
    auto read = aside->read.get();
    if (!read) return std::unexpected(read.error());
    const auto document = documents_.find(aside->row.path);
    if (document == documents_.end()) return {};  // another name, or followed: it is read again there
    if (document->second.row.name != aside->before) {
        document->second.dirty = true;  // another one is called so by now
        return {};
    }
    return take_document(document->second, aside->row, std::move(*read));
}

Result<void> Watcher::take_document(Document& document, DocumentRow row, DocumentRead read) {
    const std::string path = row.path;
    const auto after = look_at(path);
    if (row.inode != 0 && (!after || after->inode != row.inode || after->device != row.device)) {
        document.dirty = look_due_ = true;  // renamed meanwhile: who knows what was read
        return {};
    }
    pipeline_->tell(read, clock_());  // another pipeline may have read it
    add_costs(read.piece.rules);
    newest_event_ = std::max(newest_event_, read.piece.tallies.last);
    auto packed = pack_piece(read.piece, *contents_.back());
    if (!packed) return std::unexpected(packed.error());
    document.row = row;
    row.piece = *packed;
    next_.documents.push_back(std::move(row));
    assessor_->set_document(path, std::move(*packed));
    return {};
}

}  // namespace bonafide::watch
