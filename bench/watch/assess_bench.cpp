// What one assessment of `bonafide watch` costs, in its parts: the copy by bytes, as it once was, the copy as it is, and what a scan does with it.
//   assess_bench FOLDER [ROUNDS]     (a folder as `bonafide simulate --out FOLDER` writes it)
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "scan/scan.h"
#include "watch/fold.h"
#include "watch/keeping.h"

using namespace bonafide;

namespace {

/// Milliseconds of processor time, all threads.
double spent() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Best {
    double ms = 1e12;
    template <class Work>
    auto of(Work work) {
        const double begun = spent();
        auto out = work();
        ms = std::min(ms, spent() - begun);
        return out;
    }
};

int fail_with(const Error& error) {
    fmt::print(stderr, "{}\n", error.text());
    return 1;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return fail_with({"assess_bench", "which folder?", ""});
    Errors errors;
    const ContentPaths paths{BONAFIDE_CONTENT, BONAFIDE_DATA, {}, {std::string(BONAFIDE_CONTENT) + "/rules"}, {}, nullptr};
    const auto content = Content::load(paths, errors);
    if (!content) return fail_with(errors.front());
    ScanOptions scan;
    scan.threads = 1;
    scan.excerpts = false;  // as between two reports
    scan.now = {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
    ReadOptions read = read_options(scan);
    auto piece = read_piece(*content, scan, read, {words[1]}, nullptr);
    if (!piece) return fail_with(piece.error());
    watch::Fold fold(*content);
    fold.add(std::move(*piece));
    Best by_bytes, by_clone, rest;
    std::size_t people = 0;
    for (int round = count > 2 ? std::atoi(words[2]) : 3; round > 0; --round) {
        (void)by_bytes.of([&] {
            std::uint64_t lost = 0;
            watch::Fold whole(*content);
            const auto bytes = watch::pack_piece(fold.total(), *content);
            if (auto copy = watch::unpack_piece(*bytes, *content, lost)) whole.add(std::move(*copy));
            return whole;
        });
        watch::Fold whole = by_clone.of([&] { return fold.clone(); });
        auto outcome = rest.of([&] { return conclude(*content, scan, std::move(whole).finish([](const FileName& name) { return name; })); });
        if (!outcome) return fail_with(outcome.error());
        people = outcome->report.people.size();
    }
    fmt::print("{} people, {} accounts: copied by bytes {:.0f} ms, copied {:.0f} ms, assessed {:.0f} ms\n", people,
               fold.total().ledger->accounts().size(), by_bytes.ms, by_clone.ms, rest.ms);
    return 0;
}
