#include "watch/fold.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace bonafide::watch {

namespace {

constexpr std::size_t log_bytes = std::size_t{64} << 20;   // of one log's hits in memory
constexpr std::size_t logs_bytes = std::size_t{64} << 20;  // of all logs'
constexpr std::size_t most_logs = 32;

bool is_identity(const std::vector<std::uint32_t>& index) {
    for (std::uint32_t i = 0; i < index.size(); ++i)
        if (index[i] != i) return false;
    return true;
}

template <class Map>
void renumber(Map& map, const std::vector<std::uint32_t>& new_index) {
    Map out;
    for (auto& [file, what] : map) out[file < new_index.size() ? new_index[file] : file] = std::move(what);
    map = std::move(out);
}

void renumber(Piece& piece, const std::vector<std::uint32_t>& new_index) {
    if (is_identity(new_index)) return;
    piece.ledger->renumber_files(new_index);
    renumber(piece.tallies.by_file, new_index);
    renumber(piece.tallies.not_understood, new_index);
    for (sigma::HitLog& log : piece.hit_logs) log.renumber_files(new_index);
}

}  // namespace

Fold::Fold(const Content& content) { total_.ledger = std::make_unique<Ledger>(content.attributes, content.geo, content.checks); }

void Fold::add(Piece&& piece) {
    const std::vector<std::uint32_t> index = place(piece.read.reports);
    renumber(piece, index);
    total_.ledger->merge(std::move(*piece.ledger));
    total_.tallies.merge(piece.tallies);
    total_.rules.merge(piece.rules);
    add_reports(std::move(piece.read.reports), index);
    add_unread(std::move(piece.read.unread));
    for (sigma::HitLog& log : piece.hit_logs)
        if (log.size() > 0) total_.hit_logs.push_back(std::move(log));
    if (total_.hit_logs.size() > most_logs) gather_hits();
    sigma::spill_beyond(total_.hit_logs, logs_bytes);
    total_.read.cancelled |= piece.read.cancelled;
}

/// The numbers of `fresh` among all files, which are renumbered where new ones stand before them.
std::vector<std::uint32_t> Fold::place(const std::vector<FileReport>& fresh) {
    std::vector<FileReport>& known = total_.read.reports;
    std::vector<FileReport> all;
    std::vector<std::uint32_t> to_known(known.size()), to_fresh(fresh.size());
    for (std::size_t i = 0, j = 0; i < known.size() || j < fresh.size();) {
        const auto number = static_cast<std::uint32_t>(all.size());
        const bool mine = i < known.size() && (j == fresh.size() || known[i].file <= fresh[j].file);
        const bool theirs = j < fresh.size() && (i == known.size() || fresh[j].file <= known[i].file);
        if (theirs) to_fresh[j] = number;
        if (mine) {
            to_known[i] = number;
            all.push_back(std::move(known[i++]));
        } else {
            all.push_back({fresh[j].file, {}, 0, 0, {}});
        }
        j += theirs;
    }
    known = std::move(all);
    renumber(total_, to_known);
    return to_fresh;
}

void Fold::add_reports(std::vector<FileReport> fresh, const std::vector<std::uint32_t>& index) {
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        FileReport& report = total_.read.reports[index[i]];
        report.bytes += fresh[i].bytes;
        report.records += fresh[i].records;
        if (report.format.empty()) report.format = std::move(fresh[i].format);
        if (report.columns.empty()) report.columns = std::move(fresh[i].columns);
    }
}

void Fold::add_unread(std::vector<Unread> fresh) {
    for (Unread& unread : fresh) {
        const auto [at, first] = unread_at_.try_emplace({unread.file, unread.reason}, total_.read.unread.size());
        if (first) total_.read.unread.push_back(std::move(unread));
        else {
            Unread& known = total_.read.unread[at->second];
            known.count += unread.count;
            if (unread.offset < known.offset) known.offset = unread.offset, known.line = unread.line;
        }
    }
}

/// Many small logs become one: each has its own buffers. A log that has more than all smaller ones stays, so a hit is copied a few times only.
void Fold::gather_hits() {
    std::vector<sigma::HitLog>& logs = total_.hit_logs;
    std::ranges::sort(logs, std::greater<>(), &sigma::HitLog::size);
    std::size_t first = logs.size() - 1;
    for (std::uint64_t smaller = logs[first].size(); first > 0 && (logs[first - 1].size() <= smaller || first > most_logs / 2); --first)
        smaller += logs[first - 1].size();
    std::string hits;
    for (std::size_t i = first; i < logs.size(); ++i)
        if (!logs[i].save(hits)) return;  // stays as it is
    sigma::HitLog one(log_bytes, std::filesystem::temp_directory_path());
    if (!one.load(hits, [](const sigma::Hit&) { return true; })) return;
    logs.erase(logs.begin() + static_cast<std::ptrdiff_t>(first), logs.end());
    logs.push_back(std::move(one));
}

Fold Fold::clone() const {
    Fold out;
    out.total_.read = total_.read;
    out.total_.ledger = std::make_unique<Ledger>(total_.ledger->clone());
    out.total_.tallies = total_.tallies;
    out.total_.rules = total_.rules;
    for (const sigma::HitLog& log : total_.hit_logs) out.total_.hit_logs.push_back(log.clone());
    out.unread_at_ = unread_at_;
    return out;
}

Collected Fold::finish(const std::function<FileName(const FileName&)>& name_of) && {
    Collected out;
    // Two files may have had one name, one after the other: the newest keeps it.
    std::set<FileName> used;
    for (FileReport& report : std::views::reverse(total_.read.reports)) {
        report.file = name_of(report.file);
        while (!used.insert(report.file).second) report.file.path += " (an earlier file of this name)";
    }
    for (FileReport& report : total_.read.reports) {
        out.read.files.add(report.file);
        out.read.reports.push_back(std::move(report));
    }
    for (Unread& unread : total_.read.unread) {
        unread.file = name_of(unread.file);
        out.read.unread.push_back(std::move(unread));
    }
    std::ranges::sort(out.read.unread,
                      [](const Unread& a, const Unread& b) { return std::tie(a.file, a.offset, a.reason) < std::tie(b.file, b.offset, b.reason); });
    out.ledger = std::move(total_.ledger);
    out.tallies = std::move(total_.tallies);
    out.rules = std::move(total_.rules);
    out.hit_logs = std::move(total_.hit_logs);
    return out;
}

}  // namespace bonafide::watch
