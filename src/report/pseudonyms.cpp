#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "report/writers.h"

namespace bonafide {

namespace {

std::string alias_of(std::string_view kind, std::string_view value) { return fmt::format("{} {:06X}", kind, hash64(value) & 0xFFFFFF); }

/// Replaces every known personal value wherever it stands, from left to right and the longest first; then whatever looks like an e-mail address or
/// phone number.
class Mask {
public:
    void hide(const std::string& value, const std::string& alias) {
        add(value, alias);
        // The street of an address stands alone in the rows it was read from.
        const std::string street = value.substr(0, value.find(','));
        if (street.size() < value.size() && street.size() > 5 && street.find_first_of("0123456789") != std::string::npos) add(street, alias);
    }
    void operator()(std::string& text) const {
        if (text.empty()) return;
        replace_values(text);
        RE2::GlobalReplace(&text, email_, "[e-mail]");
        RE2::GlobalReplace(&text, phone_, "[phone]");
    }

private:
    static constexpr std::size_t least = 3;  ///< bytes of a value; so many are looked at first

    static bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
    static std::uint32_t beginning(std::string_view text) {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < least; ++i) out = out << 8 | static_cast<unsigned char>(text[i]);
        return out;
    }

    void add(const std::string& value, const std::string& alias) {
        if (value.size() < least) return;
        std::string low = ascii_lower(value);
        auto& sizes = sizes_[beginning(low)];
        const auto at = std::ranges::lower_bound(sizes, low.size(), std::greater());
        if (at == sizes.end() || *at != low.size()) sizes.insert(at, low.size());
        aliases_.emplace(std::move(low), alias);
    }

    /// The longest value that stands at `at`: its size and alias. `low`: in lower case.
    [[nodiscard]] std::pair<std::size_t, const std::string*> value_at(std::string_view low, std::size_t at) const {
        const auto sizes = sizes_.find(beginning(low.substr(at)));
        if (sizes == sizes_.end()) return {0, nullptr};
        for (const std::size_t size : sizes->second) {
            const std::size_t end = at + size;
            if (end > low.size()) continue;
            const bool whole = (at == 0 || !word_char(low[at - 1])) && (end == low.size() || !word_char(low[end]));
            if (!whole && size < 6) continue;  // "Lee" inside "sleep" stays
            if (const auto found = aliases_.find(low.substr(at, size)); found != aliases_.end()) return {size, &found->second};
        }
        return {0, nullptr};
    }

    void replace_values(std::string& text) const {
        const std::string low = ascii_lower(text);
        std::string out;
        std::size_t copied = 0;
        for (std::size_t at = 0; at + least <= low.size();) {
            const auto [size, alias] = value_at(low, at);
            if (!alias) {
                ++at;
                continue;
            }
            out.append(text, copied, at - copied).append(*alias);
            copied = at += size;
        }
        if (copied == 0) return;
        text = out.append(text, copied);
    }

    std::unordered_map<std::string, std::string, StringHash, std::equal_to<>> aliases_;
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> sizes_;  ///< of the values that begin so, the largest first
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
