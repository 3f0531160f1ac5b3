#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/grouped.h"
#include "base/text.h"
#include "report/writers.h"

namespace bonafide {

namespace {

/// Columns of one code point as terminals draw it (Unicode UAX #11; marks take none).
int columns_of(UChar32 c) {
    const int type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// Printable text only: a log value must not move the cursor or change colours.
struct Cell {
    std::string text;
    int columns = 0;
};
Cell cell(std::string_view raw, int most) {
    Cell out;
    const std::string repaired = valid_utf8(raw) ? std::string(raw) : repair_utf8(raw);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(repaired.data());
    const auto length = static_cast<std::int32_t>(repaired.size());
    for (std::int32_t i = 0; i < length;) {
        const std::int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, length, c);
        const int type = u_charType(c);
        const bool hidden = c < 0x20 || (c >= 0x7F && c < 0xA0) || type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
        const int columns = hidden ? 1 : columns_of(c);
        if (out.columns + columns > most) {
            while (out.columns > most - 1 && !out.text.empty()) {
                out.text.pop_back();
                --out.columns;
            }
            out.text += "…";
            ++out.columns;
            return out;
        }
        out.text += hidden ? " " : repaired.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
        out.columns += columns;
    }
    return out;
}

std::string padded(std::string_view raw, int width) {
    Cell c = cell(raw, width);
    return c.text + std::string(static_cast<std::size_t>(std::max(0, width - c.columns)), ' ');
}

class Ink {
public:
    explicit Ink(bool on) : on_(on) {}
    [[nodiscard]] std::string operator()(std::string_view code, std::string_view text) const {
        return on_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
    }
    [[nodiscard]] std::string band(Band band, std::string_view text) const {
        constexpr std::string_view codes[] = {"2", "33", "1;33", "1;31"};
        return (*this)(codes[static_cast<std::size_t>(band)], text);
    }

private:
    bool on_;
};

/// Breaks at blanks; continuation lines begin with `indent` blanks.
std::string wrapped(std::string_view raw, int width, int indent) {
    const std::string text = cell(raw, 100000).text;
    std::string out, line;
    const auto room = static_cast<std::size_t>(std::max(20, width - indent));
    for (const std::string_view word : split(text, ' ')) {
        if (!line.empty() && line.size() + 1 + word.size() > room) {
            out += line + "\n" + std::string(static_cast<std::size_t>(indent), ' ');
            line.clear();
        }
        if (!line.empty()) line += ' ';
        line += word;
    }
    return out + line;
}

std::string size_text(std::uint64_t bytes) {
    if (bytes >= 1'000'000'000) return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
    if (bytes >= 1'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
    return fmt::format("{} kB", (bytes + 999) / 1000);
}

/// "1 file", "1,234 files".
std::string counted(std::uint64_t number, std::string_view noun) { return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s"); }

std::string read_line(const Report& report) {
    const auto& t = report.totals;
    return fmt::format("Read {} ({}) from {}: {}, {}.\n", counted(t.records, "record"), size_text(t.bytes), counted(t.files, "file"),
                       t.people == 1 ? "1 person" : grouped(t.people) + " people", counted(t.signals, "finding"));
}

std::string people_table(const Report& report, const TerminalStyle& style, const Ink& ink) {
    std::string out;
    const int name_width = std::clamp(style.width / 5, 12, 26);
    const int why_width = std::max(24, style.width - 4 - 8 - 6 - name_width - 5);
    out += ink("2", fmt::format("{:>4} {:<7} {:>5}  {} {}", "rank", "band", "bits", padded("person", name_width), "strongest reason")) + "\n";
    std::size_t shown = 0, more = 0;
    for (const ReportPerson& person : report.people) {
        if (person.band < Band::watch) continue;
        if (++shown > 40) {
            ++more;
            continue;
        }
        const ReportSignal* strongest = person.signals.empty() ? nullptr : &person.signals.front();
        out +=
            fmt::format("{:>4} {} {:>5.1f}  {} {}\n", person.rank, ink.band(person.band, padded(band_name(person.band), 7)), person.bits,
                        padded(person.name.empty() ? person.id : person.name, name_width), cell(strongest ? strongest->summary : "", why_width).text);
    }
    if (more) out += fmt::format("     and {} more at watch or above: see report.csv\n", more);
    return shown ? out : "Nobody is at watch or above. What this run could and could not see stands below.\n";
}

/// What the files were taken for, by kind.
std::string source_lines(const Report& report, const TerminalStyle& style) {
    struct Kind {
        std::uint64_t files = 0, records = 0;
    };
    std::map<std::string, Kind> kinds;
    for (const ReportSource& source : report.sources) {
        Kind& kind = kinds[source.title];
        ++kind.files;
        kind.records += source.records;
    }
    std::string list;
    for (const auto& [title, kind] : kinds) list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", title, grouped(kind.records));
    return list.empty() ? "" : "\nRead as: " + wrapped(list, style.width, 2) + "\n";
}

std::string unread_lines(const Report& report, const TerminalStyle& style) {
    if (report.unread.empty()) return "";
    std::string out = fmt::format("\nNot read or not understood ({}):\n", report.unread.size());
    for (std::size_t i = 0; i < report.unread.size() && i < 12; ++i) {
        const Unread& u = report.unread[i];
        std::string where = u.file.path + (u.file.member.empty() ? "" : "!" + u.file.member) + (u.line ? fmt::format(":{}", u.line) : "");
        if (u.count > 1) where += fmt::format(" ({} times)", u.count);
        out += "  " + wrapped(where + ": " + u.reason, style.width, 4) + "\n";
    }
    if (report.unread.size() > 12) out += fmt::format("  and {} more: see report.html\n", report.unread.size() - 12);
    return out;
}

std::string blind_lines(const Report& report, const TerminalStyle& style) {
    if (report.coverage.cannot_run.empty()) return "";
    std::string out = fmt::format("\n{} checks could not look; these exports would let most of them:\n", report.coverage.cannot_run.size());
    std::map<std::string, int> enables;
    for (const auto& check : report.coverage.cannot_run) ++enables[check.enable];
    std::vector<std::pair<int, std::string>> sorted;
    for (const auto& [enable, count] : enables) sorted.emplace_back(-count, enable);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size() && i < 5; ++i)
        out += "  " + wrapped(fmt::format("{} ({} check{})", sorted[i].second, -sorted[i].first, sorted[i].first == -1 ? "" : "s"), style.width, 4) +
               "\n";
    return out;
}

std::string signal_text(const ReportSignal& signal, const TerminalStyle& style, const Ink& ink) {
    std::string out = fmt::format("{:>+6.1f}  {}\n", signal.counted_bits, ink("1", wrapped(signal.summary, style.width, 8)));
    const auto line = [&](std::string_view head, std::string_view text) {
        if (!text.empty()) out += "        " + ink("2", head) + wrapped(text, style.width, 10) + "\n";
    };
    line("", fmt::format("{} · {}{}", signal.check, signal.family, signal.note.empty() ? "" : " · " + signal.note));
    for (const std::string& innocent : signal.innocent) line("may be innocent: ", innocent);
    line("next: ", signal.next_step);
    for (const ReportEvidence& e : signal.evidence) {
        line("evidence: ", e.locator + (e.line ? fmt::format(" (line {})", e.line) : ""));
        if (!e.excerpt.empty()) out += "          " + ink("2", cell(e.excerpt, std::max(20, style.width - 10)).text) + "\n";
    }
    return out;
}

}  // namespace

std::string terminal_summary(const Report& report, const TerminalStyle& style) {
    const Ink ink(style.color);
    std::string out = read_line(report) + "\n" + people_table(report, style, ink);
    for (const ReportCluster& cluster : report.clusters) {
        if (&cluster == &report.clusters.front()) out += "\nShared things:\n";
        out += "  " + wrapped(cluster.summary, style.width, 4) + "\n";
    }
    out += source_lines(report, style) + unread_lines(report, style) + blind_lines(report, style);
    return out;
}

std::string explain_text(const Report& report, const ReportPerson& person, const TerminalStyle& style) {
    const Ink ink(style.color);
    std::string out =
        fmt::format("{}  {}  {}\n", ink("1", cell(person.name.empty() ? person.id : person.name, 60).text), cell(person.id, 60).text, person.kind);
    out += fmt::format("{}: {:.1f} bits of evidence, {:.1f}% with the prior; rank {} of {}\n", ink.band(person.band, band_name(person.band)),
                       person.bits, 100 * person.probability, person.rank, report.people.size());
    if (!person.band_note.empty()) out += wrapped(person.band_note, style.width, 0) + "\n";
    for (const std::string& decision : person.decisions) out += wrapped(decision, style.width, 0) + "\n";
    out += "\nIdentifiers, and why they belong together:\n";
    for (const PersonIdentifier& i : person.identifiers)
        out += "  " + wrapped(fmt::format("{} {}: {}", identifier_kind_name(i.key.kind), i.shown.view(), report.reasons.at(i.why)), style.width, 4) +
               "\n";
    out += person.signals.empty() ? "\nNo findings.\n" : "\nbits  what was found\n";
    for (const ReportSignal& signal : person.signals) out += signal_text(signal, style, ink) + "\n";
    for (const ReportCluster& cluster : report.clusters)
        if (cluster.id == person.cluster) out += wrapped("Together with others: " + cluster.summary, style.width, 0) + "\n";
    out += wrapped("These are observations beside claims, not a verdict: people decide.", style.width, 0) + "\n";
    return out;
}

}  // namespace bonafide
