#include <re2/re2.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "document/parse.h"
#include "document/read.h"
#include "paper/paper.h"
#include "screen/contacts.h"
#include "screen/examined.h"
#include "screen/files.h"
#include "screen/packing.h"
#include "screen/recording.h"
#include "screen/resume.h"
#include "screen/similar.h"

namespace bonafide::screen {

namespace {

using re2::RE2;

constexpr std::size_t most_plain_bytes = 1U << 20;

/// What the file's name says it is; first that fits.
std::string kind_by_name(std::string_view file) {
    static const std::pair<const char*, const char*> table[] = {
        {"job_advertisement",
         R"((?i)(?:^|[^a-z])(?:job[ _-]?(?:ad|advert|description|posting|post|spec)|jd|advert(?:isement)?|vacancy|posting|stellenanzeige|stellenausschreibung|offre|oferta)(?:[^a-z]|$))"},
        {"letter",
         R"((?i)(?:^|[^a-z])(?:cover|coverletter|cover[ _-]?letter|letter|anschreiben|motivation(?:sschreiben)?|lettre|carta|motivationsbrief)(?:[^a-z]|$))"},
        {"reference", R"((?i)(?:^|[^a-z])(?:references?|referees?|recommendation|arbeitszeugnis|zwischenzeugnis|referenz(?:en)?)(?:[^a-z]|$))"},
        {"background_check", R"((?i)background|checkr|hireright|sterling|screening)"},
        {"certificate", R"((?i)certificate|certificat|zertifikat|diploma|diplom(?:e)?(?:[^a-z]|$)|degree|transcript|urkunde|zeugnis)"},
        {"form", R"((?i)notar|affidavit|i-?9|w-?9|consent|form(?:[^a-z]|$))"},
        {"questionnaire", R"((?i)questionnaire|answers|fragebogen|questions)"},
        {"passport", R"((?i)passport|reisepass|passeport|pasaporte)"},
        {"driving_licence", R"((?i)licen[cs]e|fuehrerschein|führerschein|permis)"},
        {"resume", R"((?i)(?:^|[^a-z])(?:resume|résumé|cv|curriculum|vitae|lebenslauf|curr[ií]culo?|hoja)(?:[^a-z]|$))"}};
    for (const auto& [kind, pattern] : table)
        if (RE2::PartialMatch(re2::StringPiece(file.data(), file.size()), pattern)) return kind;
    return {};
}

bool looks_like_letter(const document::Document& document) {
    static const RE2 salutation(
        R"((?i)^\s*(?:dear\s|to whom it may concern|sehr geehrte|liebe[rs]?\s|madame|monsieur|bonjour|estimad[oa]s?|querid[oa]|prezad[oa]s?|hello\s|hi\s))");
    std::size_t seen = 0;
    for (const document::Page& page : document.pages)
        for (const document::Line& line : page.lines) {
            if (++seen > 25) return false;
            if (RE2::PartialMatch(line.text, salutation)) return true;
        }
    return false;
}

void place(Claims& claims, const FileName& name) {
    for (Claim& claim : claims) claim.evidence.file = name;
}

Claim observed(std::string attribute, std::string value, const FileName& name, double confidence) {
    Claim claim;
    claim.attribute = std::move(attribute);
    claim.value = std::move(value);
    claim.stance = Stance::observed;
    claim.confidence = confidence;
    claim.evidence.file = name;
    return claim;
}

/// "Jane Doe <jane@example.org>"
void mail_claims(const document::Document& document, Examined& out) {
    const std::string_view from = document.property("from");
    const auto mails = find_emails(from);
    if (mails.empty()) return;
    Claim mail = observed("email", mails.front().value, out.name, 0.99);
    mail.evidence.header = "From";
    out.claims.push_back(mail);
    std::string_view name = trim(from.substr(0, from.find('<')));
    while (!name.empty() && (name.front() == '"' || name.front() == '\'')) name.remove_prefix(1);
    while (!name.empty() && (name.back() == '"' || name.back() == '\'')) name.remove_suffix(1);
    if (!name.empty() && name.find('@') == std::string_view::npos) {
        Claim who = observed("name", std::string(name), out.name, 0.8);
        who.stance = Stance::claimed;
        who.evidence.header = "From";
        out.claims.push_back(who);
    }
}

std::string attribute_of_field(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> table[] = {{"document_number", "document_number"},
                                                                              {"date_of_birth", "date_of_birth"},
                                                                              {"date_of_expiry", "document_expiry"},
                                                                              {"address", "address"},
                                                                              {"date_of_issue", "document_issue"}};
    for (const auto& [field, attribute] : table)
        if (field == name) return std::string(attribute);
    return {};
}

void paper_claims(const paper::Report& report, Examined& out) {
    static constexpr paper::Zone zones[] = {paper::Zone::mrz, paper::Zone::barcode, paper::Zone::printed};
    std::vector<std::string> done;
    for (const paper::Zone zone : zones) {
        const std::string given(report.value(zone, "given_names")), family(report.value(zone, "surname"));
        if (!family.empty() && std::ranges::find(done, "name") == done.end()) {
            Claim claim = observed("name", given.empty() ? family : given + " " + family, out.name, 0.95);
            claim.stance = Stance::claimed;
            claim.group = "paper";
            out.claims.push_back(claim);
            done.emplace_back("name");
        }
        for (const paper::Field& field : report.fields) {
            const std::string attribute = field.zone == zone ? attribute_of_field(field.name) : "";
            if (attribute.empty() || field.value.empty() || std::ranges::find(done, attribute) != done.end()) continue;
            Claim claim = observed(attribute, field.value, out.name, field.confidence);
            claim.stance = Stance::claimed;
            claim.group = "paper";
            claim.evidence.page = field.page;
            claim.evidence.box = field.box;
            out.claims.push_back(claim);
            done.push_back(attribute);
        }
    }
}

void examine_paper(const document::Document& document, const ExamineOptions& options, Examined& out) {
    paper::Options paper;
    paper.today = options.today;
    paper.lists = options.lists;
    paper.pictures = options.pictures;
    paper.model = options.model;
    const paper::Report report = paper::examine(document, paper);
    const bool identity = paper::is_identity(report.kind);
    if (identity || document.format == document::Format::picture)
        out.kind = identity ? std::string(paper::kind_name(report.kind)) : out.kind.empty() ? "picture" : out.kind;
    for (const paper::Field& field : report.fields) out.fields.push_back({std::string(paper::zone_name(field.zone)), field.name, field.value});
    for (const paper::Finding& finding : report.checks)
        out.checks.push_back(
            {finding.check, std::string(paper::verdict_name(finding.verdict)), finding.reason, finding.standard, finding.page, finding.box});
    for (const paper::PictureHash& hash : report.hashes)
        if (!hash.plain) out.pictures.push_back(paper::pack(hash));
    if (identity) paper_claims(report, out);
}

std::uint64_t text_hash_of(const document::Document& document) {
    std::uint64_t hash = 0;
    for (const document::Page& page : document.pages)
        for (const document::Line& line : page.lines)
            if (!line.hidden) hash = mix64(hash, hash64(plain(line.text)));
    return hash;
}

/// What the kind of a document allows to be claimed by it.
void keep_contacts_only(Claims& claims, bool referee) {
    std::erase_if(claims, [](const Claim& c) {
        return c.attribute != "email" && c.attribute != "phone" && c.attribute != "link" && c.attribute != "reference_email" &&
               c.attribute != "reference_phone";
    });
    for (Claim& c : claims)
        if (referee && (c.attribute == "email" || c.attribute == "phone")) c.attribute = "reference_" + c.attribute;
}

void examine_text(const document::Document& document, const ExamineOptions& options, Examined& out) {
    const std::string named = kind_by_name(file_part(out.name));
    Resume resume = read_resume(document, *options.words, options.geo);
    out.hidden = std::move(resume.hidden);
    const bool text = std::ranges::any_of(document.pages, [](const document::Page& p) { return !p.lines.empty(); });
    if (document.format == document::Format::email) out.kind = "email";
    else if (named == "resume" || (resume.likely >= 0.5 && (named.empty() || resume.likely >= 0.7) && named != "job_advertisement"))
        out.kind = "resume";
    else if (!named.empty()) out.kind = named;
    else if (looks_like_letter(document)) out.kind = "letter";
    else out.kind = !text ? "" : resume.likely >= 0.3 ? "resume" : "other";
    if (out.kind == "resume" || out.kind == "letter" || out.kind == "questionnaire" || out.kind == "email") {
        out.body = std::move(resume.body);
        out.words = word_set(document);
        out.text_hash = std::to_string(text_hash_of(document));
    }
    if (out.kind == "job_advertisement") {
        out.body = std::move(resume.body);
        for (const Claim& c : resume.claims)
            if (c.attribute == "skill") out.body.push_back(c.value);
        return;
    }
    if (out.kind == "resume") out.claims = std::move(resume.claims);
    else if (out.kind == "letter" || out.kind == "reference" || out.kind == "questionnaire" || out.kind == "background_check") {
        keep_contacts_only(resume.claims, out.kind == "reference");
        out.claims = std::move(resume.claims);
    }
    place(out.claims, out.name);
    if (out.kind == "email") mail_claims(document, out);
}

}  // namespace

std::vector<Examined> examine(const FileName& name, std::string_view bytes, const ExamineOptions& options) {
    if (is_recording(name, bytes)) return {examine_recording(name, bytes, options)};
    if (is_prompts(file_part(name))) return {examine_prompts(name, bytes)};
    std::vector<Examined> out(1);
    out[0].name = name;
    document::Limits limits;
    limits.max_bytes = options.max_bytes;
    // Plain text has no structure to attack: it is cut into lines here, which spares a process for each (five milliseconds of a résumé's six).
    const bool simple = bytes.size() < most_plain_bytes && document::detect(bytes, file_part(name)) == document::Format::text;
    auto read = simple           ? document::parse_document(bytes, file_part(name), limits)
                : options.reader ? options.reader->read(bytes, file_part(name))
                                 : document::read_document(bytes, file_part(name), limits);
    if (!read) {
        out[0].kind = "unread";
        out[0].unread = read.error().what;
        out[0].hint = read.error().hint;
        return out;
    }
    out[0].format = document::format_name(read->format);
    out[0].properties = read->properties;
    for (const document::Oddity& oddity : read->oddities) out[0].oddities.emplace_back(oddity.kind, oddity.detail);
    examine_text(*read, options, out[0]);
    const bool maybe_paper = read->format == document::Format::picture || !read->pictures.empty() ||
                             (out[0].kind != "resume" && out[0].kind != "letter" && out[0].kind != "email" && out[0].kind != "job_advertisement");
    if (maybe_paper) examine_paper(*read, options, out[0]);
    if (out[0].kind.empty()) out[0].kind = "other";
    for (const document::Attachment& attachment : read->attachments) {
        FileName inner = name;
        inner.member += (inner.member.empty() ? "" : "!") + attachment.name;
        if (std::ranges::count(inner.member, '!') > 3) continue;
        for (Examined& more : examine(inner, attachment.bytes, options)) out.push_back(std::move(more));
    }
    return out;
}

Examined examine_repository(const FileName& name, const std::string& folder, const RepositoryRules& rules) {
    Examined out;
    out.name = name;
    auto repository = read_repository(folder, rules);
    if (!repository) {
        out.kind = "unread";
        out.unread = repository.error().what;
        out.hint = repository.error().hint;
        return out;
    }
    out.kind = "repository";
    out.format = repository->shallow ? "git (shallow clone)" : "git";
    const auto property = [&](const char* key, std::string value) { out.properties.emplace_back(key, std::move(value)); };
    property("repository", repository->name);
    property("commits", std::to_string(repository->commits.size()));
    property("authors", std::to_string(repository->authors.size()));
    property("source files compared", std::to_string(repository->files.size()));
    for (const auto& [remote, target] : repository->upstream) property("remote", remote + ": " + target);
    for (const std::string& bound : repository->bounds) out.oddities.emplace_back("not_read", bound);
    out.repositories.push_back(std::move(*repository));
    return out;
}

// --- as bytes ----------------------------------------------------------------------------------------------------------------

namespace {

template <class Io, class C>
void fields(Io& io, C& c)
    requires requires {
        c.evidence;
        c.years;
    }
{
    io(c.attribute)(c.value)(c.from)(c.to)(c.current)(c.years)(c.group)(c.stance)(c.confidence)(c.evidence.page)(c.evidence.line)(c.evidence.header);
    io(c.evidence.box.left)(c.evidence.box.top)(c.evidence.box.right)(c.evidence.box.bottom);
}

}  // namespace

void pack(Pack& p, const Claim& c) { fields(p, c); }
void unpack(Unpack& u, Claim& c) { fields(u, c); }
void pack(Pack& p, const PaperField& f) { p(f.zone)(f.name)(f.value); }
void unpack(Unpack& u, PaperField& f) { u(f.zone)(f.name)(f.value); }
void pack(Pack& p, const PaperCheck& c) { p(c.check)(c.verdict)(c.reason)(c.standard)(c.page)(c.box.left)(c.box.top)(c.box.right)(c.box.bottom); }
void unpack(Unpack& u, PaperCheck& c) { u(c.check)(c.verdict)(c.reason)(c.standard)(c.page)(c.box.left)(c.box.top)(c.box.right)(c.box.bottom); }
void pack(Pack& p, const std::pair<std::string, std::string>& v) { p(v.first)(v.second); }
void unpack(Unpack& u, std::pair<std::string, std::string>& v) { u(v.first)(v.second); }

std::string pack(const Examined& e) {
    Pack p;
    p(e.name.path)(e.name.member)(e.kind)(e.format)(e.claims)(e.fields)(e.checks)(e.properties)(e.oddities)(e.hidden)(e.body)(e.words)(e.pictures)(
        e.repositories)(e.pushes)(e.text_hash)(e.unread)(e.hint);
    return p.take();
}

bool unpack(std::string_view bytes, Examined& e) {
    Unpack u(bytes);
    u(e.name.path)(e.name.member)(e.kind)(e.format)(e.claims)(e.fields)(e.checks)(e.properties)(e.oddities)(e.hidden)(e.body)(e.words)(e.pictures)(
        e.repositories)(e.pushes)(e.text_hash)(e.unread)(e.hint);
    for (Claim& c : e.claims) c.evidence.file = e.name;
    return u.good();
}

}  // namespace bonafide::screen
