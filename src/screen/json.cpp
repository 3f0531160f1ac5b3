#include "report/json_out.h"

#include <cstdio>
#include <limits>
#include <set>
#include <sstream>

#include "screen/writers.h"

namespace bonafide::screen {

namespace {

void nullable(JsonOut& json, std::string_view key, const std::string& text) {
    json.key(key);
    if (text.empty()) json.value(std::numeric_limits<double>::quiet_NaN());  // written as null
    else json.value(std::string_view(text));
}

bool has_box(const document::Box& box) { return box.right > box.left || box.bottom > box.top; }

void write_box(JsonOut& json, const document::Box& box) {
    json.key("box").open('[');
    for (const float side : {box.left, box.top, box.right, box.bottom}) json.value(std::round(static_cast<double>(side) * 10) / 10);
    json.close(']');
}

void write_place(JsonOut& json, const ClaimEvidence& evidence) {
    json.key("evidence").open('{').field("file", evidence.file.path);
    nullable(json, "member", evidence.file.member);
    json.field("page", evidence.page);
    if (has_box(evidence.box)) write_box(json, evidence.box);
    json.field("line", evidence.line);
    if (!evidence.header.empty()) json.field("header", evidence.header);
    json.close('}');
}

void write_claim_fields(JsonOut& json, const Claim& claim) {
    json.field("attribute", claim.attribute).field("value", claim.value);
    nullable(json, "from", claim.from);
    nullable(json, "to", claim.to);
    if (claim.current) json.field("current", true);
    if (claim.years > 0) json.field("years", claim.years);
    nullable(json, "group", claim.group);
    json.field("stance", claim.stance == Stance::claimed ? "claimed" : "observed").field("confidence", std::round(claim.confidence * 1000) / 1000);
    write_place(json, claim.evidence);
}

void write_document(JsonOut& json, const Examined& document, const std::string& applicant) {
    json.open('{').field("file", document.name.path);
    nullable(json, "member", document.name.member);
    json.field("applicant", applicant).field("kind", document.kind).field("format", document.format).key("fields").open('{');
    for (const char* zone : {"mrz", "barcode", "printed", "picture"}) {
        bool any = false;
        std::set<std::string> done;
        for (const PaperField& field : document.fields) {
            if (field.zone != zone || !done.insert(field.name).second) continue;
            if (!any) json.key(zone).open('{');
            any = true;
            json.key(json_escape(field.name)).value(std::string_view(field.value));
        }
        if (any) json.close('}');
    }
    json.close('}').key("checks").open('[');
    for (const PaperCheck& check : document.checks) {
        json.open('{').field("check", check.check).field("verdict", check.verdict).field("reason", check.reason).field("standard", check.standard);
        json.key("evidence").open('{').field("file", document.name.path);
        nullable(json, "member", document.name.member);
        json.field("page", check.page);
        if (has_box(check.box)) write_box(json, check.box);
        json.close('}').close('}');
    }
    json.close(']').key("oddities").open('[');
    for (const auto& [kind, detail] : document.oddities) json.open('{').field("kind", kind).field("detail", detail).close('}');
    json.close(']');
    json.texts("hidden", document.hidden).key("properties").open('{');
    std::set<std::string> done;
    for (const auto& [name, value] : document.properties)
        if (done.insert(name).second) json.key(json_escape(name)).value(std::string_view(value));
    json.close('}').close('}');
}

void write_signal(JsonOut& json, const ReportSignal& signal, const std::string& applicant) {
    json.open('{').field("applicant", applicant).field("check", signal.check).field("title", signal.title).field("kind", signal.kind);
    json.field("family", signal.family).field("group", signal.group).texts("tactic", signal.tactics).texts("attack", signal.attack);
    json.field("bits", signal.bits).field("counted_bits", signal.counted_bits).field("time", iso_time(signal.time)).field("summary", signal.summary);
    json.field("note", signal.note)
        .field("reason", signal.reason)
        .texts("innocent", signal.innocent)
        .field("next_step", signal.next_step)
        .texts("with", signal.with);
    json.key("references").open('[');
    for (const Reference& r : signal.references) json.open('{').field("title", r.title).field("url", r.url).field("date", r.date).close('}');
    json.close(']').key("evidence").open('[');
    for (const ReportEvidence& e : signal.evidence)
        json.open('{').field("file", e.file.path).field("member", e.file.member).field("line", e.line).field("time", iso_time(e.time)).close('}');
    json.close(']').close('}');
}

void write_similar(JsonOut& json, const Similar& similar, const std::string& applicant) {
    json.open('{')
        .field("applicant", applicant)
        .field("kind", similar.kind)
        .field("file", similar.file)
        .field("other_applicant", similar.other_applicant);
    json.field("other_name", similar.other_name)
        .field("other_file", similar.other_file)
        .field("similarity", std::round(similar.similarity * 1000) / 1000);
    json.field("other_person", similar.other_person);
    if (similar.kind == "repository") {
        json.field("one_history", similar.one_history).key("files").open('[');
        for (const SimilarFile& f : similar.files)
            json.open('{')
                .field("file", f.file)
                .field("other_file", f.other_file)
                .field("similarity", std::round(f.similarity * 1000) / 1000)
                .close('}');
        json.close(']');
    }
    json.close('}');
}

}  // namespace

std::string claim_line(const std::string& applicant, const Claim& claim) {
    std::ostringstream out;
    JsonOut json(out, false);
    json.open('{').field("applicant", applicant);
    write_claim_fields(json, claim);
    json.close('}');
    return out.str();
}

std::string claim_row(const Claim& claim, int width) {
    std::string dates = claim.from.empty() && claim.to.empty() && !claim.current ? "" : claim.from + "–" + (claim.current ? "today" : claim.to);
    std::string place = claim.evidence.file.member.empty() ? claim.evidence.file.path : claim.evidence.file.member;
    place = place.substr(place.find_last_of('/') + 1);
    if (claim.evidence.line) place += ":" + std::to_string(claim.evidence.line);
    const int room = std::max(20, width - 18 - 20 - 30);
    std::string value = claim.value;
    for (char& c : value)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';  // nothing from input moves the cursor
    if (static_cast<int>(value.size()) > room) {
        value = value.substr(0, static_cast<std::size_t>(room));
        while (!value.empty() && !valid_utf8(value)) value.pop_back();
    }
    return fmt::format("{:<18}{:<{}}  {:<18}{}", claim.attribute, value, room, dates, place);
}

/// documents, similar and signals of all applicants follow the list of applicants: kept in files of their own until then.
struct ScreenJson::State {
    std::ostream& out;
    JsonOut json;
    std::FILE* parts[3] = {std::tmpfile(), std::tmpfile(), std::tmpfile()};
    bool first[3] = {true, true, true};

    explicit State(std::ostream& stream) : out(stream), json(stream, true) {}
    ~State() {
        for (std::FILE* part : parts)
            if (part) std::fclose(part);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    void keep(int part, const std::string& text) {
        if (!parts[part]) return;
        std::fputs(first[part] ? "\n    " : ",\n    ", parts[part]);
        std::fwrite(text.data(), 1, text.size(), parts[part]);
        first[part] = false;
    }
    void copy(int part) {
        if (!parts[part]) return;
        std::rewind(parts[part]);
        char buffer[1 << 16];
        for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, parts[part])) > 0;) out.write(buffer, static_cast<std::streamsize>(n));
    }
};

ScreenJson::ScreenJson(std::ostream& out, Timestamp made, const std::string& program_version) : state_(std::make_unique<State>(out)) {
    state_->json.open('{')
        .field("version", "bonafide.screen/1")
        .field("program_version", program_version)
        .field("made", iso_time(made))
        .key("applicants")
        .open('[');
}
ScreenJson::~ScreenJson() = default;

namespace {

template <class Write>
std::string text_of(Write write) {
    std::ostringstream out;
    JsonOut json(out, false);
    write(json);
    return out.str();
}

}  // namespace

void ScreenJson::add(const Applicant& a) {
    JsonOut& json = state_->json;
    json.open('{').field("id", a.id).field("name", a.name).texts("files", a.files).field("band", band_name(a.band)).field("band_note", a.band_note);
    json.field("bits", a.bits).field("probability", a.probability).key("claims").open('[');
    for (const JudgedClaim& judged : a.claims) {
        json.open('{');
        write_claim_fields(json, judged.claim);
        json.field("verdict", verdict_name(judged.verdict)).texts("by", judged.by);
        nullable(json, "next_step", judged.next_step);
        json.close('}');
    }
    json.close(']').key("decisions").open('[');
    for (const HiringDecision& d : a.decisions)
        json.open('{').field("decision", d.decision).field("because", d.because).field("by", d.by).field("at", iso_time(d.at)).close('}');
    json.close(']').close('}');
    for (const Examined& document : a.documents) state_->keep(0, text_of([&](JsonOut& out) { write_document(out, document, a.id); }));
    for (const Similar& similar : a.similar) state_->keep(1, text_of([&](JsonOut& out) { write_similar(out, similar, a.id); }));
    for (const ReportSignal& signal : a.signals) state_->keep(2, text_of([&](JsonOut& out) { write_signal(out, signal, a.id); }));
}

void ScreenJson::finish(const ScreenOutcome& outcome) {
    JsonOut& json = state_->json;
    for (const Examined& document : outcome.others) state_->keep(0, text_of([&](JsonOut& out) { write_document(out, document, ""); }));
    json.close(']');
    int part = 0;
    for (const char* key : {"documents", "similar", "signals"}) {
        json.key(key).open('[').flush();
        state_->copy(part++);
        json.close(']');
    }
    json.key("unread").open('[');
    for (const Unread& unread : outcome.unread) {
        json.open('{').field("file", unread.file.path).field("member", unread.file.member).field("line", unread.line).field("count", unread.count);
        json.field("reason", unread.reason).field("hint", unread.hint).close('}');
    }
    json.close(']')
        .key("totals")
        .open('{')
        .field("files", outcome.files)
        .field("documents", outcome.documents)
        .field("rows", outcome.rows)
        .field("applicants", outcome.applicants);
    for (const auto& [band, count] : outcome.bands) json.field(band, count);
    json.close('}').texts("notes", outcome.notes).close('}').flush();
    state_->out << '\n';
}

}  // namespace bonafide::screen
