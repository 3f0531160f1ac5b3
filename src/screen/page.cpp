// The screening report for HR: one page first (who, how sure, what to do next), then each applicant's ledger.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/grouped.h"
#include "base/text.h"
#include "report/html_parts.h"
#include "screen/files.h"
#include "screen/writers.h"

namespace bonafide::screen {

namespace {

constexpr std::string_view own_style = R"css(
.verdict{font-weight:600;white-space:nowrap}.verdict.confirmed{color:var(--clear)}.verdict.contradicted{color:var(--urgent)}.verdict.open{color:var(--watch)}
.ledger td:first-child{white-space:nowrap;color:var(--soft)}.counts{display:flex;flex-wrap:wrap;gap:4px 18px;margin:6px 0 12px}
.letter{white-space:pre-wrap;background:var(--shade);border-radius:8px;padding:12px 14px;font-size:14px;margin:6px 0 12px}
ul.steps{padding-left:20px;margin:6px 0 12px}
@media(max-width:720px){.ledger thead{display:none}.ledger tr{display:block;border-bottom:1px solid var(--line);padding:8px 0}.ledger td{display:block;border:0;padding:1px 0}}
)css";

std::string safe(std::string_view text) { return valid_utf8(text) ? html_escape(text) : html_escape(repair_utf8(text)); }

std::string place(const ClaimEvidence& evidence) {
    std::string out = evidence.file.member.empty() ? evidence.file.path : evidence.file.member;
    out = out.substr(out.find_last_of('/') + 1);
    if (evidence.page > 1) out += fmt::format(", page {}", evidence.page);
    if (evidence.line) out += fmt::format(", line {}", evidence.line);
    return out;
}

std::string dates(const Claim& c) {
    if (c.from.empty() && c.to.empty() && !c.current) return {};
    return " (" + (c.from.empty() ? "" : c.from) +
           (c.current                        ? " to today"
            : c.to.empty() || c.to == c.from ? ""
                                             : (c.from.empty() ? "" : " to ") + c.to) +
           ")";
}

std::string_view words_of(Band band) {
    constexpr std::string_view words[] = {"nothing that adds up", "worth a question", "someone should look", "look today"};
    return words[static_cast<std::size_t>(band)];
}

/// What to do, most telling first, each once.
std::vector<std::string> steps_of(const Applicant& a, std::size_t most) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& step) {
        if (!step.empty() && out.size() < most && std::ranges::find(out, step) == out.end()) out.push_back(step);
    };
    for (const ReportSignal& signal : a.signals)
        if (signal.counted_bits > 0) add(signal.next_step);
    for (const JudgedClaim& judged : a.claims)
        if (judged.verdict == Verdict::contradicted) add(judged.next_step);
    for (const char* first : {"name", "employer", "school", "address"})
        for (const JudgedClaim& judged : a.claims)
            if (judged.claim.attribute == first) add(judged.next_step);
    return out;
}

std::string findings(const Applicant& a) {
    std::string out;
    for (const ReportSignal& signal : a.signals) {
        std::string innocent;
        for (const std::string& text : signal.innocent) innocent += (innocent.empty() ? "" : "; ") + safe(text);
        out += fmt::format(
            "<div class=\"finding\"><div class=\"bits{}\">{:+.1f}<small>bits</small></div><div><p class=\"what\">{}</p><p "
            "class=\"meta\">{}{}</p>{}<p class=\"next\">{}</p></div></div>\n",
            signal.counted_bits < 0 ? " down" : "", signal.counted_bits, safe(signal.summary), safe(signal.title),
            signal.note.empty() ? "" : "; " + safe(signal.note), innocent.empty() ? "" : "<p>May be innocent: " + innocent + "</p>",
            safe(signal.next_step));
    }
    return out;
}

std::string ledger(const Applicant& a) {
    std::string out =
        "<div class=\"scroll\"><table class=\"ledger\"><caption>Every claim with its "
        "source</caption><thead><tr><th>What</th><th>Claim</th><th>Source</th><th>Verdict</th><th>Why, and what settles "
        "it</th></tr></thead><tbody>\n";
    for (const JudgedClaim& judged : a.claims) {
        std::string by;
        for (const std::string& text : judged.by) by += (by.empty() ? "" : "; ") + safe(text);
        if (!judged.next_step.empty()) by += (by.empty() ? "" : "<br>") + safe(judged.next_step);
        out += fmt::format("<tr><td>{}</td><td>{}{}</td><td>{}</td><td class=\"verdict {}\">{}</td><td>{}</td></tr>\n", safe(judged.claim.attribute),
                           safe(judged.claim.value), safe(dates(judged.claim)), safe(place(judged.claim.evidence)), verdict_name(judged.verdict),
                           verdict_name(judged.verdict), by);
    }
    return out + "</tbody></table></div>";
}

/// A file of a data export that was not opened.
bool passed_over(const Examined& document) {
    return document.kind == "profile" && document.properties.empty() && document.oddities.size() == 1 &&
           document.oddities.front().first == "not_read";
}

/// The files of data exports that were passed over, by the reason.
std::string not_opened(const Applicant& a) {
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const Examined& document : a.documents)
        if (passed_over(document)) by_reason[document.format + ": " + document.oddities.front().second].push_back(file_part(document.name));
    std::string out;
    for (const auto& [reason, files] : by_reason)
        out += "<li><b>not read</b>: " + safe(fmt::format("{} ({})", reason, fmt::join(files, ", "))) + "</li>";
    return out.empty() ? out : "<ul>" + out + "</ul>";
}

std::string papers(const Applicant& a) {
    std::string out;
    for (const Examined& document : a.documents) {
        if (passed_over(document)) continue;
        out += "<h4>" +
               safe(document.name.member.empty() ? document.name.path.substr(document.name.path.find_last_of('/') + 1) : document.name.member) +
               " <span class=\"meta\">" + safe(document.kind) + "</span></h4>";
        if (document.checks.empty() && document.oddities.empty() && document.hidden.empty()) continue;
        out += "<ul>";
        for (const PaperCheck& check : document.checks) {
            std::string verdict = check.verdict == "cannot_be_said" ? "cannot be said" : check.verdict;
            out += fmt::format("<li><b>{}</b>: {}{}</li>", safe(verdict), safe(check.reason),
                               check.standard.empty() ? "" : " <span class=\"meta\">" + safe(check.standard) + "</span>");
        }
        for (const auto& [kind, detail] : document.oddities)
            out += (kind == "not_read" ? "<li><b>not read</b>: " : "<li><b>odd</b>: ") + safe(detail) + "</li>";
        for (const std::string& hidden : document.hidden) out += "<li><b>not visible</b>: " + safe(hidden) + "</li>";
        out += "</ul>";
    }
    return out + not_opened(a);
}

std::string filled(std::string text, const Applicant& a, const Claim* claim) {
    const auto put = [&text](std::string_view mark, const std::string& value) {
        for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size()) text.replace(at, mark.size(), value);
    };
    put("{name}", a.name.empty() ? a.id : a.name);
    std::string school = claim ? claim->value : "", degree, role;
    if (claim)
        for (const JudgedClaim& other : a.claims)
            if (other.claim.group == claim->group && other.claim.evidence.file == claim->evidence.file)
                (other.claim.attribute == "degree" ? degree
                 : other.claim.attribute == "role" ? role
                                                   : school) =
                    other.claim.attribute == "degree" || other.claim.attribute == "role" ? other.claim.value : school;
    put("{school}", school), put("{employer}", school), put("{degree}", degree), put("{role}", role);
    put("{dates}", claim ? dates(*claim).size() > 3 ? dates(*claim).substr(2, dates(*claim).size() - 3) : "dates not stated" : "");
    return text;
}

std::string letters(const Applicant& a, const Kit& kit) {
    std::string out;
    for (const Advice::Letter& letter : kit.advice.letters) {
        const JudgedClaim* open = nullptr;
        for (const JudgedClaim& judged : a.claims)
            if (!open && judged.claim.attribute == letter.to && judged.verdict != Verdict::confirmed) open = &judged;
        if (!open) continue;
        out += "<details><summary>" + safe(letter.title) + "</summary><div class=\"letter\">" + safe(filled(letter.text, a, &open->claim)) +
               "</div></details>";
    }
    return out;
}

std::string section(const Applicant& a, const Kit& kit) {
    std::size_t count[3] = {0, 0, 0};
    for (const JudgedClaim& judged : a.claims) ++count[static_cast<std::size_t>(judged.verdict)];
    std::string steps;
    for (const std::string& step : steps_of(a, 4)) steps += "<li>" + safe(step) + "</li>";
    std::string decided;
    for (const HiringDecision& d : a.decisions)
        decided += "<p class=\"meta\">Decided: " + safe(d.decision) + ", " + safe(d.because) + " (" + safe(d.by) + ", " + iso_date(d.at) + ")</p>";
    std::string similar;
    for (const Similar& s : a.similar)
        similar +=
            fmt::format("<li>{} is {:.0f}% the same as {} of {}</li>", safe(s.file.substr(s.file.find_last_of('/') + 1)), 100 * s.similarity,
                        safe(s.other_file.substr(s.other_file.find_last_of('/') + 1)), safe(s.other_name.empty() ? s.other_applicant : s.other_name));
    return fmt::format(
        "<article class=\"{0}\" id=\"{1}\"><h3>{2} {3}</h3><p class=\"sub\">{4}{5} · {6:.1f} bits · {7}</p>{8}<div class=\"counts\"><span>{9} claims "
        "confirmed</span><span>{10} contradicted</span><span>{11} open</span></div>{12}{13}{14}"
        "<details><summary>The ledger: {15} claims</summary>{16}</details><details><summary>The documents: "
        "{17}</summary>{18}</details>{19}</article>\n",
        band_name(a.band), html::anchor(a.id), safe(a.name.empty() ? a.id : a.name), html::chip(a.band), safe(a.id),
        a.band_note.empty() ? "" : " · " + safe(a.band_note), a.bits, words_of(a.band), decided, count[1], count[2], count[0],
        steps.empty() ? "" : "<h4>Next</h4><ul class=\"steps\">" + steps + "</ul>", findings(a),
        similar.empty() ? "" : "<h4>Similar</h4><ul>" + similar + "</ul>", a.claims.size(), ledger(a), a.documents.size(), papers(a),
        letters(a, kit));
}

}  // namespace

ScreenPage::ScreenPage(std::ostream& out, const Kit& kit, Timestamp made, const std::string& program_version)
    : out_(out), kit_(kit), made_(made), version_(program_version) {}

void ScreenPage::add(const Applicant& a) {
    if (shown_ >= max_sections) {
        ++left_out_;
        return;
    }
    ++shown_;
    const auto steps = steps_of(a, 1);
    rows_ += fmt::format(
        "<tr data-band=\"{}\"><td class=\"n\">{}</td><td><a href=\"#{}\">{}</a></td><td>{}</td><td class=\"n\">{:.1f}</td><td>{}</td></tr>\n",
        band_name(a.band), shown_, html::anchor(a.id), safe(a.name.empty() ? a.id : a.name), html::chip(a.band), a.bits,
        a.signals.empty() ? (steps.empty() ? "" : "Next: " + safe(steps.front())) : safe(a.signals.front().summary));
    sections_ += section(a, kit_);
}

void ScreenPage::finish(const ScreenOutcome& outcome) {
    out_
        << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
           "img-src data:\">"
           "<meta name=\"referrer\" content=\"no-referrer\"><title>Bonafide screening report</title><style>"
        << html::style() << own_style
        << "</style></head>\n<body><a class=\"skip\" href=\"#applicants\">Skip to the applicants</a><div class=\"wrap\"><header><div "
           "class=\"brand\"><b>Bonafide screening</b><span>"
        << iso_date(made_) << "</span></div></header><main><h1>" << grouped(outcome.applicants)
        << (outcome.applicants == 1 ? " applicant" : " applicants")
        << "</h1><p class=\"lead\">What each application claims, what others confirm or contradict, and the cheapest step that settles what is open. "
           "Findings can be explained; people decide.</p><div class=\"tiles\">";
    for (const Band band : {Band::urgent, Band::review, Band::watch, Band::clear}) {
        const auto found = outcome.bands.find(std::string(band_name(band)));
        out_ << fmt::format("<div class=\"tile {0}\"><b>{1}</b>{0}<br><span>{2}</span></div>", band_name(band),
                            found == outcome.bands.end() ? 0 : found->second, words_of(band));
    }
    out_ << "</div><h2 id=\"applicants\">Applicants</h2><table class=\"people\"><thead><tr><th class=\"n\">#</th><th>Who</th><th>Band</th><th "
            "class=\"n\">Bits</th><th>Strongest reason</th></tr></thead><tbody>\n"
         << rows_ << "</tbody></table>";
    if (left_out_) out_ << "<p>" << grouped(left_out_) << " more applicants are in screen.json.</p>";
    out_ << "<h2>One by one</h2>\n" << sections_ << "<h2>Checklist before the contract</h2><ul class=\"steps\">";
    for (const auto& [id, text] : kit_.advice.policies) out_ << "<li>" << safe(text) << "</li>";
    out_ << "</ul><h2 id=\"unread\">Not read</h2>";
    if (outcome.unread.empty()) out_ << "<p>Everything that was given was read.</p>";
    else out_ << "<ul>";
    for (std::size_t i = 0; i < std::min<std::size_t>(outcome.unread.size(), 200); ++i) {
        const Unread& u = outcome.unread[i];
        out_ << "<li>" << safe(u.file.path + (u.file.member.empty() ? "" : "!" + u.file.member)) << ": " << safe(u.reason)
             << (u.hint.empty() ? "" : " (" + safe(u.hint) + ")") << "</li>";
    }
    if (!outcome.unread.empty()) out_ << "</ul>";
    if (!outcome.notes.empty()) out_ << "<h2 id=\"notes\">Also worth knowing</h2><ul>";
    for (const std::string& note : outcome.notes) out_ << "<li>" << safe(note) << "</li>";
    if (!outcome.notes.empty()) out_ << "</ul>";
    out_ << "</main><footer>Made by Bonafide " << safe(version_)
         << ". A bit doubles the odds. Where somebody comes from was not looked at.</footer></div></body></html>\n";
}

// --- the interviewer's sheet ---------------------------------------------------------------------------------------------------

namespace {

std::string quoted(const Claim& c) { return c.value + dates(c); }

std::string with_claims(const Applicant& a, std::string_view attribute, const char* question, std::size_t most) {
    std::string out;
    std::size_t count = 0;
    for (const JudgedClaim& judged : a.claims) {
        if (judged.claim.attribute != attribute || judged.verdict == Verdict::confirmed || count++ >= most) continue;
        out += fmt::format("- [ ] {}\n  - expected: {} ({})\n", fmt::format(fmt::runtime(question), judged.claim.value), quoted(judged.claim),
                           place(judged.claim.evidence));
    }
    return out;
}

}  // namespace

std::string interview_sheet(const Applicant& a, const Kit& kit, Timestamp made) {
    std::string out = fmt::format(
        "# Interview: {}\n\nApplicant `{}`, made {}. Ask everybody for the same position the same kinds of questions; where somebody comes from, "
        "accent and looks are no evidence.\n\n",
        a.name.empty() ? a.id : a.name, a.id, iso_date(made));
    out += "## 1. What does not fit yet\n\n";
    std::size_t count = 0;
    for (const ReportSignal& signal : a.signals) {
        if (signal.counted_bits <= 0) continue;
        ++count;
        out += fmt::format("- [ ] {}\n  - ask: {}\n", signal.summary, signal.next_step);
        for (const std::string& innocent : signal.innocent) out += "  - may be innocent: " + innocent + "\n";
    }
    if (!count) out += "Nothing. The questions below are those that nothing has confirmed yet.\n";
    out += "\n## 2. Questions whose answers are known\n\n";
    out += with_claims(a, "employer", "What did a usual week at {} look like, who sat beside you, and what was the last thing you finished?", 3);
    out += with_claims(a, "school", "Which course at {} was the hardest, who taught it, and how did you get to class?", 2);
    out += with_claims(a, "address", "What do you see when you leave the house at {}? Where is the nearest supermarket?", 1);
    out += with_claims(a, "phone", "Which provider is {} with, and since when?", 1);
    out += with_claims(a, "date_of_birth", "Which date of birth stands in your papers? ({})", 1);
    out +=
        "\n## 3. Live prompts (with consent; offer another way where a disability speaks against one)\n\n"
        "- [ ] camera on, no virtual background, built-in camera\n- [ ] turn the head slowly to the left and right profile\n- [ ] move a hand slowly "
        "before the face\n- [ ] stand up and show the room with the camera\n"
        "- [ ] read a phrase that you choose now: ____________________\n- [ ] hold the identity document beside the face\n";
    out += "\n## 4. A task on the shared screen\n\n";
    std::string skills;
    for (const JudgedClaim& judged : a.claims)
        if (judged.claim.attribute == "skill" && skills.size() < 120 && kit.advice.technologies.contains(plain(judged.claim.value)))
            skills += (skills.empty() ? "" : ", ") + judged.claim.value;
    if (skills.empty())
        for (const JudgedClaim& judged : a.claims)
            if (judged.claim.attribute == "skill" && skills.size() < 80) skills += (skills.empty() ? "" : ", ") + judged.claim.value;
    out += fmt::format(
        "- [ ] Fifteen minutes of real work with {}; thinking aloud, the applicant's own machine, no second person in the room.\n- [ ] One change to "
        "it that nobody could prepare.\n",
        skills.empty() ? "what the position needs" : skills);
    out +=
        "\n## 5. Integrity, scored 1 to 5\n\n"
        "- [ ] \"Tell me of a time when you worked for two employers at once.\" 1: evades; 3: tells it in general; 5: names dates, people and rules\n"
        "- [ ] \"Who else will use your machine or account?\" 1: evades; 3: \"nobody\" only; 5: knows why it matters\n"
        "- [ ] \"May we call your last employer through its switchboard?\" 1: refuses; 3: hesitates, with a reason; 5: agrees and names whom to "
        "ask\n";
    out += fmt::format(
        "\n## 6. Record\n\n    bonafide interview record {} --set camera=on|refused --set person=same|different --set task=done|refused|helped --set "
        "note=\"...\" --by NAME\n",
        a.id);
    return out;
}

}  // namespace bonafide::screen
