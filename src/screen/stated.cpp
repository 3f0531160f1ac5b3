#include "screen/stated.h"

#include "base/text.h"
#include "screen/contacts.h"
#include "screen/rows.h"
#include "screen/words.h"

namespace bonafide::screen {

namespace {

/// The address of the machine that wrote an e-mail: X-Originating-IP, or what the first relay saw.
std::vector<std::string> sender_addresses(const Examined& document) {
    if (document.kind != "email") return {};
    std::string last;
    for (const auto& [name, value] : document.properties) {
        const std::string key = ascii_lower(name);
        if (key != "x-originating-ip" && key != "received") continue;
        std::size_t open = value.find('[');
        if (key == "received" && (open == std::string::npos || open > value.find(" by "))) continue;
        if (open == std::string::npos) open = static_cast<std::size_t>(-1);
        const std::size_t close = value.find_first_of("] )", open + 1);
        std::string text = value.substr(open + 1, close == std::string::npos ? std::string::npos : close - open - 1);
        if (text.starts_with("IPv6:")) text.erase(0, 5);
        const auto ip = IpAddress::parse(trim(text));
        if (!ip || ip->is_special()) continue;
        last = std::string(trim(text));
        if (key == "x-originating-ip") return {last};
    }
    return last.empty() ? std::vector<std::string>{} : std::vector<std::string>{last};
}
Timestamp mail_time(const Examined& document) {
    for (const auto& [name, value] : document.properties)
        if (ascii_lower(name) == "date")
            if (const auto time = parse_time(value)) return time->at;
    return Timestamp::none();
}

}  // namespace

std::vector<Stated> stated_of(std::span<const Examined> documents, const Claims& claims, const std::vector<Finding>& findings, const Words& words) {
    std::vector<Stated> all;
    for (const Claim& claim : claims) {
        const std::string attribute = fact_attribute(claim);
        if (attribute.empty()) continue;
        std::string value = claim.value;
        if (attribute == "person.github") value = link_key(value).substr(link_key(value).find('/') + 1);
        const auto seen = claim.attribute == "profile.login_ip" ? parse_time(claim.from) : std::nullopt;
        all.push_back({attribute, value, claim.evidence.file, claim.evidence.line, claim.stance, seen ? seen->at : Timestamp::none()});
        if (claim.attribute == "degree" && claim.to.size() >= 4)
            all.push_back(
                {"education.end_year", claim.to.substr(0, 4), claim.evidence.file, claim.evidence.line, Stance::claimed, Timestamp::none()});
        if (claim.attribute == "address") {
            const AddressParts parts = address_parts(claim.value, words);
            const std::pair<const char*, const std::string*> pieces[] = {
                {"home.city", &parts.city}, {"home.region", &parts.region}, {"home.post_code", &parts.post_code}, {"home.country", &parts.country}};
            for (const auto& [name, piece] : pieces)
                if (!piece->empty()) all.push_back({name, *piece, claim.evidence.file, claim.evidence.line, Stance::claimed, Timestamp::none()});
        }
    }
    for (const Finding& finding : findings)
        all.push_back({finding.attribute, finding.sentence, finding.file, finding.line, Stance::observed, Timestamp::none()});
    for (const Examined& document : documents) {
        if (document.kind == "resume" && !document.text_hash.empty())
            all.push_back({"application.resume_hash", document.text_hash, document.name, 0, Stance::observed, Timestamp::none()});
        for (const std::string& ip : sender_addresses(document))
            all.push_back({"application.ip", ip, document.name, 0, Stance::observed, mail_time(document)});
    }
    return all;
}

void state(Ledger& ledger, Files& files, const Content& content, const std::string& id, const std::string& name, const std::set<std::string>& mails,
           const std::vector<Stated>& all, const FileName& otherwise) {
    Meaning meaning;
    Record record(1);
    meaning.event.record = &record;
    meaning.event.kind = "application";
    meaning.event.actor = {IdentifierKind::applicant_id, id};
    meaning.display_name = name;
    meaning.join.identifiers.push_back(meaning.event.actor);
    for (const std::string& mail : mails) meaning.join.identifiers.push_back({IdentifierKind::personal_email, mail});
    meaning.join.reason = "same application";
    bool first = true;
    const auto add = [&](const FileName& file, std::uint64_t line) {
        record.begin(RecordFormat::json, {files.add(file), 0, 0, line}, {});
        ledger.add(meaning);
    };
    for (const Stated& stated : all) {
        const Attribute* attribute = content.attributes.find(stated.attribute);
        if (!attribute || !content.attributes.forbidden(stated.attribute).empty()) continue;
        meaning.statements.assign(1, {meaning.event.actor, attribute->id, stated.stance, stated.value, stated.time});
        add(stated.file, stated.line);
        first = false;
        meaning.join.identifiers.clear();
        meaning.display_name = {};
    }
    if (first) add(otherwise, 0);
}

}  // namespace bonafide::screen
