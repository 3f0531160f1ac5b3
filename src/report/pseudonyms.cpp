#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "report/writers.h"

namespace bonafide {

namespace {

std::string alias_of(std::string_view kind, std::string_view value) { return fmt::format("{} {:06X}", kind, hash64(value) & 0xFFFFFF); }

/// Replaces every known personal value, longest first, wherever it stands; then whatever looks like an e-mail address or phone number.
class Mask {
public:
    void hide(const std::string& value, const std::string& alias) {
        if (value.size() > 2) aliases_.emplace(ascii_lower(value), alias);
        // The street of an address stands alone in the rows it was read from.
        const std::string street = value.substr(0, value.find(','));
        if (street.size() < value.size() && street.size() > 5 && street.find_first_of("0123456789") != std::string::npos)
            aliases_.emplace(ascii_lower(street), alias);
    }
    void finish() {
        for (const auto& [value, alias] : aliases_) by_size_.push_back(&value);
        std::sort(by_size_.begin(), by_size_.end(), [](auto* a, auto* b) { return a->size() != b->size() ? a->size() > b->size() : *a < *b; });
    }
    void operator()(std::string& text) const {
        if (text.empty()) return;
        for (const std::string* value : by_size_) replace_all(text, *value, aliases_.at(*value));
        RE2::GlobalReplace(&text, email_, "[e-mail]");
        RE2::GlobalReplace(&text, phone_, "[phone]");
    }

private:
    static bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

    static void replace_all(std::string& text, const std::string& value, const std::string& alias) {
        std::string low = ascii_lower(text);
        for (std::size_t at = low.find(value); at != std::string::npos; at = low.find(value, at + alias.size())) {
            const std::size_t end = at + value.size();
            const bool whole = (at == 0 || !word_char(low[at - 1])) && (end >= low.size() || !word_char(low[end]));
            if (!whole && value.size() < 6) {  // "Lee" inside "sleep" stays
                at += value.size();
                if (at >= low.size()) break;
                at -= std::min(at, alias.size());
                continue;
            }
            text.replace(at, value.size(), alias);
            low.replace(at, value.size(), ascii_lower(alias));
        }
    }

    std::map<std::string, std::string> aliases_;
    std::vector<const std::string*> by_size_;
    RE2 email_{R"([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})"};
    RE2 phone_{R"(\+\d[\d ().-]{7,}\d)"};
};

void mask_signal(ReportSignal& signal, const Mask& mask, const std::map<std::string, std::string>& ids) {
    mask(signal.summary);
    mask(signal.note);
    for (std::string& other : signal.with) {
        if (const auto found = ids.find(other); found != ids.end()) other = found->second;
        else mask(other);
    }
    for (ReportEvidence& e : signal.evidence) {
        mask(e.excerpt);
        mask(e.file.path);
        mask(e.file.member);
        mask(e.locator);
    }
}

}  // namespace

void pseudonymise(Report& report) {
    Mask mask;
    std::map<std::string, std::string> ids;
    for (const ReportPerson& person : report.people) {
        const std::string alias = alias_of("Person", person.id);
        ids[person.id] = alias;
        mask.hide(person.name, alias);
        for (const std::string_view part : split(person.name, ' '))
            if (part.size() > 3) mask.hide(std::string(part), alias);
        for (const PersonIdentifier& i : person.identifiers) {
            mask.hide(std::string(i.shown), alias);
            mask.hide(std::string(i.key.text), alias);
        }
        for (const std::string value : person.personal) mask.hide(value, alias_of("Value", value));
    }
    mask.finish();
    for (ReportPerson& person : report.people) {
        const std::string alias = ids[person.id];
        person.id = person.name = alias;
        for (PersonIdentifier& i : person.identifiers) {
            i.shown = i.key.text = alias_of(identifier_kind_name(i.key.kind), i.key.text);
        }
        person.personal.clear();
        for (std::string& decision : person.decisions) mask(decision);
        mask(person.band_note);
        if (!person.cluster.empty()) person.cluster = alias_of("Cluster", person.cluster);
        for (ReportSignal& signal : person.signals) mask_signal(signal, mask, ids);
    }
    for (std::string& reason : report.reasons) mask(reason);
    for (ReportCluster& cluster : report.clusters) {
        cluster.id = alias_of("Cluster", cluster.id);
        mask(cluster.summary);
        for (std::string& person : cluster.persons) person = ids[person];
        for (auto& link : cluster.links) {
            link.value = alias_of("Thing", link.value);
            for (std::string& person : link.persons) person = ids[person];
        }
    }
    for (ReportSource& source : report.sources) mask(source.file), mask(source.member), mask(source.note);
    for (Unread& unread : report.unread) mask(unread.file.path), mask(unread.file.member), mask(unread.reason);
    for (std::string& note : report.notes) mask(note);
    for (std::string& orphan : report.orphans) mask(orphan);
    report.notes.push_back("names and identifiers are replaced by aliases; the same person has the same alias in every run");
}

}  // namespace bonafide
