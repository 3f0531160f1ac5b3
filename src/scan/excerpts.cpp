#include "scan/excerpts.h"

#include <algorithm>

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

}  // namespace

void fill_excerpts(Report& report) {
    std::vector<ReportEvidence*> wanted;
    for (ReportPerson& person : report.people)
        for (ReportSignal& signal : person.signals)
            for (ReportEvidence& evidence : signal.evidence) wanted.push_back(&evidence);
    const auto place = [](const ReportEvidence* e) { return std::tie(e->file, e->offset, e->length); };
    std::sort(wanted.begin(), wanted.end(), [&](auto* a, auto* b) { return place(a) < place(b); });
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

}  // namespace bonafide
