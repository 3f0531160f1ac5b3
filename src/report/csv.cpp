#include <fmt/format.h>

#include "base/text.h"
#include "report/writers.h"

namespace bonafide {

void write_csv(const Report& report, std::ostream& out) {
    out << "rank,person,name,kind,band,bits,probability,cluster,check,signal_bits,counted_bits,time,summary,next_step,evidence\r\n";
    for (const ReportPerson& person : report.people)
        for (const ReportSignal& signal : person.signals) {
            out << person.rank << ',' << csv_field(person.id) << ',' << csv_field(person.name) << ',' << csv_field(person.kind) << ','
                << band_name(person.band);
            out << fmt::format(",{:.3f},{:.4f},", person.bits, person.probability) << csv_field(person.cluster) << ',' << csv_field(signal.check);
            out << fmt::format(",{:.3f},{:.3f},", signal.bits, signal.counted_bits) << iso_time(signal.time) << ',' << csv_field(signal.summary)
                << ',';
            out << csv_field(signal.next_step) << ',' << csv_field(signal.evidence.empty() ? "" : signal.evidence.front().locator) << "\r\n";
        }
}

}  // namespace bonafide
