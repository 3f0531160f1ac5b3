#include "scan/excerpts.h"

#include <algorithm>
#include <functional>
#include <span>

#include "base/parallel.h"
#include "base/text.h"

namespace bonafide {

namespace {

constexpr std::size_t max_excerpt = 400;  // bytes, as report.h promises

std::string shorten(std::string bytes) {
    std::string text = valid_utf8(bytes) ? std::move(bytes) : repair_utf8(bytes);
    if (text.size() <= max_excerpt) return text;
    std::size_t end = max_excerpt - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 sequence
    return text.substr(0, end) + "…";
}

auto place(const ReportEvidence* evidence) { return std::tie(evidence->file, evidence->offset, evidence->length); }

/// `wanted`: in the order of their places.
void read_excerpts(std::span<ReportEvidence* const> wanted) {
    const ReportEvidence* previous = nullptr;
    ByteReader reader;
    for (ReportEvidence* evidence : wanted) {
        if (previous && place(previous) == place(evidence)) {
            evidence->excerpt = previous->excerpt;
            continue;
        }
        // Of a long record its beginning is enough, and more bytes than are shown decide how it is repaired where it is no UTF-8.
        const auto length = std::min<decltype(evidence->length)>(evidence->length, 2 * max_excerpt);
        if (auto bytes = reader.read({evidence->file, evidence->offset, length})) evidence->excerpt = shorten(std::move(*bytes));
        previous = evidence;
    }
}

}  // namespace

void fill_excerpts(Report& report, unsigned threads) {
    std::vector<ReportEvidence*> wanted;
    for (ReportPerson& person : report.people)
        for (ReportSignal& signal : person.signals)
            for (ReportEvidence& evidence : signal.evidence) wanted.push_back(&evidence);
    std::ranges::sort(wanted, {}, place);
    // One share a thread; what lies in one archive's member stays together.
    const auto in_one_member = [&](std::size_t at) { return wanted[at - 1]->file == wanted[at]->file && !wanted[at]->file.member.empty(); };
    std::vector<std::function<void()>> shares;
    for (std::size_t begin = 0, share = 1; begin < wanted.size(); ++share) {
        std::size_t end = std::max(begin + 1, wanted.size() * share / threads);
        while (end < wanted.size() && in_one_member(end)) ++end;
        shares.emplace_back([of = std::span(wanted).subspan(begin, end - begin)] { read_excerpts(of); });
        begin = end;
    }
    run_tasks(threads, shares);
}

}  // namespace bonafide
