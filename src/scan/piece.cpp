#include "scan/piece.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace bonafide {

namespace {

constexpr std::uint32_t layout = 0xB0F1DE54;
constexpr std::size_t log_bytes = std::size_t{32} << 20;   // of a piece's hits that wait for correlations, in memory
constexpr std::size_t logs_bytes = std::size_t{64} << 20;  // of all pieces'

void pack(Packer& out, const FileName& file, const std::vector<std::string>& inputs) {
    out.put(static_cast<std::uint32_t>(std::ranges::find(inputs, file.path) - inputs.begin()));
    out.put(file.member);
}

FileName unpack_file(Unpacker& in, const std::vector<std::string>& inputs) {
    const auto input = in.get<std::uint32_t>();
    return {input < inputs.size() ? inputs[input] : "", in.text()};
}

void pack(Packer& out, const ReadOutcome& read, const std::vector<std::string>& inputs) {
    out.put(static_cast<std::uint32_t>(read.reports.size()));
    for (const FileReport& report : read.reports) {
        pack(out, report.file, inputs);
        out.put(report.format), out.put(report.bytes), out.put(report.records), out.put(static_cast<std::uint32_t>(report.columns.size()));
        for (const std::string& column : report.columns) out.put(column);
    }
    out.put(static_cast<std::uint32_t>(read.unread.size()));
    for (const Unread& unread : read.unread) {
        pack(out, unread.file, inputs);
        out.put(unread.offset), out.put(unread.line), out.put(unread.count), out.put(unread.reason), out.put(unread.hint);
    }
}

ReadOutcome unpack_read(Unpacker& in, const std::vector<std::string>& inputs) {
    ReadOutcome read;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        FileReport report;
        report.file = unpack_file(in, inputs);
        report.format = in.text();
        report.bytes = in.get<std::uint64_t>();
        report.records = in.get<std::uint64_t>();
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) report.columns.push_back(in.text());
        read.files.add(report.file);
        read.reports.push_back(std::move(report));
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        Unread unread;
        unread.file = unpack_file(in, inputs);
        unread.offset = in.get<std::uint64_t>();
        unread.line = in.get<std::uint64_t>();
        unread.count = in.get<std::uint64_t>();
        unread.reason = in.text();
        unread.hint = in.text();
        read.unread.push_back(std::move(unread));
    }
    return read;
}

void pack(Packer& out, const Tallies& tallies) {
    out.put(static_cast<std::uint32_t>(tallies.by_file.size()));
    for (const auto& [file, list] : tallies.by_file) {
        out.put(file), out.put(static_cast<std::uint32_t>(list.size()));
        for (const SourceTally& tally : list)
            out.put(tally.source ? std::string_view(tally.source->id) : std::string_view{}), out.put(tally.generic), out.put(tally.records),
                out.put(tally.first.us), out.put(tally.last.us);
    }
    out.put(static_cast<std::uint32_t>(tallies.not_understood.size()));
    for (const auto& [file, reasons] : tallies.not_understood) {
        out.put(file), out.put(static_cast<std::uint32_t>(reasons.size()));
        for (const auto& [reason, count] : reasons) out.put(reason), out.put(count);
    }
    out.put(tallies.events), out.put(tallies.statements), out.put(tallies.outside_time), out.put(tallies.first.us), out.put(tallies.last.us);
}

Tallies unpack_tallies(Unpacker& in, const Content& content) {
    Tallies tallies;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        std::vector<SourceTally>& list = tallies.by_file[in.get<std::uint32_t>()];
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
            SourceTally tally;
            const std::string source = in.text();
            tally.generic = in.get<bool>();
            tally.source = source.empty() ? nullptr : tally.generic ? &content.sources.generic() : content.sources.find(source);
            tally.records = in.get<std::uint64_t>();
            tally.first.us = in.get<std::int64_t>();
            tally.last.us = in.get<std::int64_t>();
            list.push_back(tally);
        }
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        auto& reasons = tallies.not_understood[in.get<std::uint32_t>()];
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
            const std::string reason = in.text();
            reasons[reason] = in.get<std::uint64_t>();
        }
    }
    tallies.events = in.get<std::uint64_t>();
    tallies.statements = in.get<std::uint64_t>();
    tallies.outside_time = in.get<std::uint64_t>();
    tallies.first.us = in.get<std::int64_t>();
    tallies.last.us = in.get<std::int64_t>();
    return tallies;
}

/// Only what is not zero: of thousands of rules few match.
template <class Numbers>
void pack_numbers(Packer& out, const Numbers& numbers) {
    out.put(static_cast<std::uint32_t>(std::ranges::count_if(numbers, [](const auto& n) { return n != 0; })));
    for (std::uint32_t i = 0; i < numbers.size(); ++i)
        if (numbers[i] != 0) out.put(i), out.put(numbers[i]);
}

/// False where there is no such rule.
bool unpack_numbers(Unpacker& in, std::vector<std::uint64_t>& numbers) {
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto at = in.get<std::uint32_t>();
        if (at >= numbers.size()) return false;
        numbers[at] = in.get<std::uint64_t>();
    }
    return in.ok();
}

void pack(Packer& out, const RuleTally& rules) {
    out.put(rules.events);
    pack_numbers(out, rules.matches);
    pack_numbers(out, rules.sampled_ns);
    out.put(static_cast<std::uint32_t>(rules.seen.size()));
    for (const sigma::ViewSet& views : rules.seen) out.put(std::string_view(views.any() ? views.to_string() : std::string()));
}

bool unpack_rules(Unpacker& in, const RunningRules& running, RuleTally& rules) {
    rules.events = in.get<std::uint64_t>();
    rules.matches.resize(running.set().rules().size());
    rules.sampled_ns.resize(rules.matches.size());
    if (!unpack_numbers(in, rules.matches) || !unpack_numbers(in, rules.sampled_ns)) return false;
    rules.seen.resize(in.count());
    if (rules.seen.size() > running.dialects().size()) return false;
    for (sigma::ViewSet& views : rules.seen) {
        const std::string_view bits = in.view();
        if (bits.size() > views.size() || bits.find_first_not_of("01") != std::string_view::npos) return false;
        views = sigma::ViewSet(bits.data(), bits.size());
    }
    return in.ok();
}

/// Blocks of whole hits, the last one empty.
Result<void> pack(Packer& out, const std::vector<sigma::HitLog>& logs) {
    std::string hits;
    const auto put = [&] {
        out.put(std::string_view(hits));
        out.pause();
        hits.clear();
    };
    for (const sigma::HitLog& log : logs) {
        if (log.lost() > 0) return fail("store", "hits of rules were lost", "free space");
        auto saved = log.save(hits, [&] {
            if (hits.size() >= Packer::part_bytes) put();
        });
        if (!saved) return saved;
    }
    if (!hits.empty()) put();
    put();
    return {};
}

bool unpack_hits(Unpacker& in, const RunningRules& running, std::size_t files, std::vector<sigma::HitLog>& logs) {
    sigma::HitLog& log = logs.emplace_back(log_bytes, std::filesystem::temp_directory_path());
    const auto accept = [&](const sigma::Hit& hit) {
        return hit.where.file < files && hit.rule < running.set().rules().size() && running.correlations().wanted(hit.rule) &&
               hit.values.size() == running.correlations().needed_fields(hit.rule).size();
    };
    for (std::string_view block = in.view(); !block.empty(); block = in.view())
        if (!log.load(block, accept)) return false;
    return in.ok();
}

template <class Map>
Map renumbered(Map&& map, const std::vector<std::uint32_t>& new_index) {
    Map out;
    for (auto& [file, what] : map) out[file < new_index.size() ? new_index[file] : file] = std::move(what);
    return out;
}

void renumber(Tallies& tallies, const std::vector<std::uint32_t>& new_index) {
    tallies.by_file = renumbered(std::move(tallies.by_file), new_index);
    tallies.not_understood = renumbered(std::move(tallies.not_understood), new_index);
}

}  // namespace

void pack_without_rules(Packer& out, const Piece& piece, const std::vector<std::string>& inputs) {
    out.put(layout);
    pack(out, piece.read, inputs);
    pack(out, piece.tallies);
    piece.ledger->save(out);
}

Result<void> pack(Packer& out, const Piece& piece, const std::vector<std::string>& inputs) {
    pack_without_rules(out, piece, inputs);
    pack(out, piece.rules);
    if (auto packed = pack(out, piece.hit_logs); !packed) return packed;
    out.flush();
    return {};
}

namespace {

Error damaged_segment() { return {"store", "a damaged segment", "it is read again from its files"}; }

Result<Piece> unpack_plain(Unpacker& in, const std::vector<std::string>& inputs, const Content& content) {
    if (in.get<std::uint32_t>() != layout) return fail("store", "a segment of another layout", "it is read again from its files");
    Piece piece;
    piece.read = unpack_read(in, inputs);
    piece.tallies = unpack_tallies(in, content);
    if (!in.ok()) return std::unexpected(damaged_segment());
    piece.ledger = std::make_unique<Ledger>(content.attributes, content.geo, content.checks);
    if (auto loaded = piece.ledger->load(in); !loaded) return std::unexpected(loaded.error());
    return piece;
}

}  // namespace

Result<Piece> unpack_without_rules(std::string_view bytes, const std::vector<std::string>& inputs, const Content& content) {
    Unpacker in(bytes);
    auto piece = unpack_plain(in, inputs, content);
    if (piece && !in.done()) return std::unexpected(damaged_segment());
    return piece;
}

Result<Piece> unpack_piece(Unpacker& in, const std::vector<std::string>& inputs, const Content& content) {
    auto piece = unpack_plain(in, inputs, content);
    if (!piece) return piece;
    bool good = true;
    if (content.sigma)
        good = unpack_rules(in, *content.sigma, piece->rules) && unpack_hits(in, *content.sigma, piece->read.reports.size(), piece->hit_logs);
    else good = in.get<std::uint64_t>() == 0 && in.count() == 0 && in.count() == 0 && in.count() == 0 && in.view().empty();
    if (!good || !in.done()) return std::unexpected(damaged_segment());
    return piece;
}

Gathering::Gathering(const Content& content, const std::vector<std::string>& inputs) : content_(content) {
    for (const std::string& input : inputs) number_of_.emplace(input, number_of_.size());
}

void Gathering::add(std::vector<Unread> unread) { std::ranges::move(unread, std::back_inserter(unread_)); }

std::size_t Gathering::input_of(const FileName& file) const {
    const auto found = number_of_.find(file.path);
    return found == number_of_.end() ? number_of_.size() : found->second;
}

bool Gathering::keeps_order(const Piece& piece) const {
    return std::ranges::is_sorted(piece.read.reports, {},
                                  [&](const FileReport& report) { return std::pair(input_of(report.file), report.file.member); });
}

void Gathering::add(Piece&& piece) {
    std::vector<Entry> fresh;
    for (FileReport& report : piece.read.reports) fresh.push_back({input_of(report.file), std::move(report)});
    const std::vector<std::uint32_t> new_index = insert(std::move(fresh));
    piece.ledger->renumber_files(new_index);
    renumber(piece.tallies, new_index);
    for (sigma::HitLog& log : piece.hit_logs) log.renumber_files(new_index);
    if (ledger_) ledger_->merge(std::move(*piece.ledger));
    else ledger_ = std::move(piece.ledger);
    tallies_.merge(piece.tallies);
    rules_.merge(piece.rules);
    std::ranges::move(piece.hit_logs, std::back_inserter(hit_logs_));
    sigma::spill_beyond(hit_logs_, logs_bytes);
    add(std::move(piece.read.unread));
    cancelled_ |= piece.read.cancelled;
}

/// Puts files where they belong among those that are there; returns their numbers. What stands after them moves up.
std::vector<std::uint32_t> Gathering::insert(std::vector<Entry> fresh) {
    const std::size_t before = files_.size();
    std::ranges::move(fresh, std::back_inserter(files_));
    std::vector<std::uint32_t> order(files_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(files_[a].input, files_[a].report.file.member) < std::tie(files_[b].input, files_[b].report.file.member);
    });
    std::vector<std::uint32_t> to(order.size());
    std::vector<Entry> sorted;
    for (const std::uint32_t old : order) {
        to[old] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(std::move(files_[old]));
    }
    files_ = std::move(sorted);
    std::vector<std::uint32_t> own(to.begin() + static_cast<std::ptrdiff_t>(before), to.end());
    to.resize(before);
    const bool moved = !to.empty() && to.back() != before - 1;  // the order of what was there is kept
    if (moved) {
        ledger_->renumber_files(to);
        renumber(tallies_, to);
        for (sigma::HitLog& log : hit_logs_) log.renumber_files(to);
    }
    return own;
}

Collected Gathering::finish() && {
    Collected out;
    for (Entry& entry : files_) {
        out.read.files.add(entry.report.file);
        out.read.reports.push_back(std::move(entry.report));
    }
    std::ranges::sort(unread_,
                      [](const Unread& a, const Unread& b) { return std::tie(a.file, a.offset, a.reason) < std::tie(b.file, b.offset, b.reason); });
    out.read.unread = std::move(unread_);
    out.read.cancelled = cancelled_;
    out.ledger = ledger_ ? std::move(ledger_) : std::make_unique<Ledger>(content_.attributes, content_.geo, content_.checks);
    out.tallies = std::move(tallies_);
    out.rules = std::move(rules_);
    out.hit_logs = std::move(hit_logs_);
    return out;
}

}  // namespace bonafide
