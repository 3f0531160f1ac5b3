#include "screen/application.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>

#include "base/phone.h"
#include "base/text.h"
#include "screen/contacts.h"
#include "screen/words.h"
#include "source/event.h"

namespace bonafide::screen {

std::string email_key(std::string_view email) { return normalise_identifier(IdentifierKind::personal_email, email); }

std::string phone_key(std::string_view phone) {
    std::string digits;
    for (const char c : phone)
        if (c >= '0' && c <= '9') digits += c;
    // the last nine digits: the same number with and without its country code
    return digits.size() > 9 ? digits.substr(digits.size() - 9) : digits;
}

DocumentCard card_of(const Examined& examined, const GivenFile& given) {
    DocumentCard card{examined.name, given.root, examined.kind, {}, {}, {}, given.place.path.empty() ? examined.name : given.place};
    for (const Claim& claim : examined.claims) {
        if (claim.attribute == "name" && card.person.empty()) card.person = plain(claim.value);
        if (claim.attribute == "email") card.contacts.push_back("@" + email_key(claim.value));
        if (claim.attribute == "phone") card.contacts.push_back("+" + phone_key(claim.value));
        if (claim.attribute == "link" && examined.kind != "repository") card.accounts.push_back(link_key(claim.value));
    }
    return card;
}

namespace {

class Sets {
public:
    explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
    std::size_t find(std::size_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) {
        a = find(a), b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> parent_;
};

/// Words of a file name that may be somebody's: "jane_doe_cv_2024.pdf" → jane, doe.
std::set<std::string> name_words(const FileName& name) {
    static const std::set<std::string> kinds = {
        "cv",         "resume",   "cover", "letter", "coverletter", "lebenslauf", "anschreiben",   "application", "final", "new",
        "copy",       "pdf",      "docx",  "txt",    "html",        "odt",        "rtf",           "eml",         "png",   "jpg",
        "jpeg",       "passport", "id",    "card",   "reference",   "references", "scan",          "photo",       "the",   "and",
        "curriculum", "vitae",    "front", "back",   "profile",     "answers",    "questionnaire", "v1",          "v2",    "version",
        "de",         "en",       "fr",    "es",     "pt"};
    std::set<std::string> out;
    std::string word;
    for (const char c : plain(file_part(name)) + " ") {
        if (c != ' ') {
            word += c;
            continue;
        }
        if (word.size() > 2 && !kinds.contains(word) && word.find_first_of("0123456789") == std::string::npos) out.insert(word);
        word.clear();
    }
    return out;
}

bool is_person_document(const DocumentCard& card) { return card.kind == "resume"; }

/// The folder right below the input in which the document lies; empty: it lies in the input itself.
std::string own_folder(const DocumentCard& card) {
    if (!card.place.member.empty()) {
        const std::size_t slash = card.place.member.find('/');
        const std::size_t mark = card.place.member.find('!');
        if (slash == std::string::npos || (mark != std::string::npos && mark < slash)) return {};
        return card.place.path + "!" + card.place.member.substr(0, slash);
    }
    std::string_view rest = card.place.path;
    if (rest.size() <= card.root.size()) return {};
    rest.remove_prefix(card.root.size());
    while (rest.starts_with('/')) rest.remove_prefix(1);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    return card.place.path.substr(0, card.place.path.size() - rest.size() + slash);
}

/// The deepest folder below the input with several applicants' folders in it: "export/2026/jane/cv.pdf" → the applicant is "jane".
std::string folder_of(const DocumentCard& card, const std::set<std::string>& crowded) {
    std::string folder = own_folder(card);
    if (folder.empty()) return {};
    const std::string all = folder_part(card.place);
    while (crowded.contains(folder) && all.size() > folder.size()) {
        std::size_t next = all.find('/', folder.size() + 1);
        folder = all.substr(0, next);
    }
    return crowded.contains(folder) ? "" : folder;
}

std::string last_part(const std::string& folder) { return folder.substr(folder.find_last_of("/!") + 1); }

std::string stem(const FileName& name) {
    const std::string file = file_part(name);
    return file.substr(0, file.rfind('.'));
}

/// File names that any applicant's résumé may have.
bool says_nothing(const std::string& stem) {
    constexpr std::array<std::string_view, 9> common{"resume", "cv",          "curriculum vitae", "curriculum_vitae", "lebenslauf",
                                                     "résumé", "application", "bewerbung",        "profile"};
    return std::ranges::find(common, ascii_lower(stem)) != common.end();
}

/// A profile belongs to the one application that links to the same account.
void join_accounts(const std::vector<DocumentCard>& cards, const std::vector<std::size_t>& list, Sets& sets) {
    std::map<std::string, std::set<std::size_t>> named;
    for (const std::size_t i : list)
        if (cards[i].kind != "profile")
            for (const std::string& account : cards[i].accounts) named[account].insert(sets.find(i));
    for (const std::size_t i : list)
        if (cards[i].kind == "profile")
            for (const std::string& account : cards[i].accounts)
                if (const auto found = named.find(account); found != named.end() && found->second.size() == 1) sets.join(*found->second.begin(), i);
    // and to another profile of the same account
    std::map<std::string, std::size_t> profiles;
    for (const std::size_t i : list)
        if (cards[i].kind == "profile")
            for (const std::string& account : cards[i].accounts)
                if (account.starts_with("github.com/")) sets.join(profiles.emplace(account, i).first->second, i);
}

std::string parent(const std::string& folder) {
    const std::size_t at = folder.find_last_of("/!");
    return at == std::string::npos ? "" : folder.substr(0, folder[at] == '!' ? at + 1 : at);
}

/// Folders beside the one résumé that lies in no folder ("papers/", "certificates/" in one applicant's archive) are its applicant's, unless one of
/// them holds a résumé too.
void join_folders_beside(const std::vector<DocumentCard>& cards, const std::vector<std::string>& folders,
                         const std::map<std::string, std::vector<std::size_t>>& loose, Sets& sets) {
    std::map<std::string, std::vector<std::size_t>> beside;
    std::set<std::string> with_resume;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (folders[i].empty()) continue;
        beside[parent(folders[i])].push_back(i);
        if (is_person_document(cards[i])) with_resume.insert(parent(folders[i]));
    }
    for (const auto& [folder, list] : loose) {
        std::set<std::size_t> applicants;
        for (const std::size_t i : list)
            if (is_person_document(cards[i])) applicants.insert(sets.find(i));
        const auto found = beside.find(folder);
        if (applicants.size() != 1 || found == beside.end() || with_resume.contains(folder)) continue;
        for (const std::size_t i : found->second) sets.join(*applicants.begin(), i);
    }
}

bool same_person(const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && (a == b || name_similarity(a, b) > 0.93); }

}  // namespace

std::string shown_name(const Claims& claims) {
    std::string former, first;
    for (const Claim& claim : claims)
        if (claim.attribute == "former_name") former = plain(claim.value);
    for (const Claim& claim : claims) {
        if (claim.attribute != "name" || claim.stance == Stance::observed) continue;
        const std::string name = plain(claim.value);
        const bool old = !former.empty() && (name == former || name.ends_with(" " + former));
        if (!old) return claim.value;
        if (first.empty()) first = claim.value;
    }
    return first;
}

std::vector<Application> group(const std::vector<DocumentCard>& cards) {
    // A folder whose résumés name several people is a collection and no applicant.
    std::map<std::string, std::set<std::string>> people_of;
    for (const DocumentCard& card : cards) {
        if (!is_person_document(card)) continue;
        const std::string whole = folder_part(card.place);
        for (std::string folder = own_folder(card); !folder.empty();) {
            people_of[folder].insert(card.contacts.empty() ? card.person : card.contacts.front());
            if (folder.size() >= whole.size()) break;
            folder = whole.substr(0, whole.find('/', folder.size() + 1));
        }
    }
    std::set<std::string> crowded;
    for (const auto& [folder, people] : people_of) {
        if (people.size() < 2) continue;
        // different contacts under one name are one person's versions, as long as there are few files right inside of the folder
        std::set<std::string> names;
        std::size_t inside = 0, below = 0;
        for (const DocumentCard& card : cards) {
            if (!is_person_document(card) || !(folder_part(card.place) == folder || folder_part(card.place).starts_with(folder + "/"))) continue;
            (folder_part(card.place) == folder ? inside : below) += 1;
            if (std::ranges::none_of(names, [&](const std::string& n) { return same_person(n, card.person); })) names.insert(card.person);
        }
        // An applicant's own folder may hold a résumé under another name: that is a finding, not another applicant.
        if (below > 1 || inside > 4 || (names.size() > 1 && inside > 2)) crowded.insert(folder);
    }

    Sets sets(cards.size());
    std::map<std::string, std::size_t> by_folder;
    std::map<std::pair<std::string, std::string>, std::size_t> by_contact;
    std::vector<std::string> folders(cards.size());
    std::map<std::string, std::vector<std::size_t>> loose;  // by root: documents in no applicant's folder
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (cards[i].kind == "job_advertisement") continue;
        folders[i] = folder_of(cards[i], crowded);
        if (!folders[i].empty()) {
            const auto [at, fresh] = by_folder.emplace(folders[i], i);
            if (!fresh) sets.join(at->second, i);
        } else {
            loose[folder_part({cards[i].place.path, cards[i].place.member.substr(0, cards[i].place.member.find('!'))})].push_back(i);
        }
    }
    // The parts of a data export belong together.
    std::map<FileName, std::size_t> by_place;
    for (std::size_t i = 0; i < cards.size(); ++i)
        if (cards[i].kind == "profile") sets.join(by_place.emplace(cards[i].place, i).first->second, i);
    // Attachments belong to the mail they came with.
    std::map<std::string, std::size_t> whole_file;
    for (std::size_t i = 0; i < cards.size(); ++i) whole_file.emplace(shown(cards[i].name), i);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        const std::string name = shown(cards[i].name);
        for (std::size_t mark = name.rfind('!'); mark != std::string::npos; mark = mark ? name.rfind('!', mark - 1) : std::string::npos)
            if (const auto mail = whole_file.find(name.substr(0, mark)); mail != whole_file.end()) {
                sets.join(mail->second, i);
                break;
            }
    }
    for (auto& [folder, list] : loose) {
        // equal contacts, equal names (among files side by side), then words of file names
        for (const std::size_t i : list) {
            for (const std::string& contact : cards[i].contacts) {
                const auto [at, fresh] = by_contact.emplace(std::pair(folder, contact), i);
                if (!fresh && (cards[at->second].person.empty() || cards[i].person.empty() || same_person(cards[at->second].person, cards[i].person)))
                    sets.join(at->second, i);
            }
        }
        join_accounts(cards, list, sets);
        std::map<std::string, std::size_t> by_name;
        for (const std::size_t i : list)
            if (!cards[i].person.empty()) {
                const auto [at, fresh] = by_name.emplace(cards[i].person, i);
                // the same name with other contacts may be somebody else, unless one of them has none
                if (!fresh && (cards[i].contacts.empty() || cards[at->second].contacts.empty())) sets.join(at->second, i);
            }
        std::vector<std::size_t> resumes;
        for (const std::size_t i : list)
            if (is_person_document(cards[i])) resumes.push_back(i);
        std::map<std::string, std::vector<std::size_t>> by_word;
        for (const std::size_t i : resumes)
            for (const std::string& word : name_words(cards[i].place)) by_word[word].push_back(i);
        std::set<std::size_t> groups;
        for (const std::size_t i : resumes) groups.insert(sets.find(i));
        for (const std::size_t i : list) {
            if (is_person_document(cards[i])) continue;
            std::map<std::size_t, int> votes;
            for (const std::string& word : name_words(cards[i].place))
                if (const auto found = by_word.find(word); found != by_word.end() && found->second.size() <= 8)
                    for (const std::size_t r : found->second) ++votes[sets.find(r)];
            const auto best = std::ranges::max_element(votes, {}, [](const auto& v) { return v.second; });
            if (best != votes.end() && std::ranges::count_if(votes, [&](const auto& v) { return v.second == best->second; }) == 1)
                sets.join(best->first, i);
            else if (groups.size() == 1) sets.join(*groups.begin(), i);
        }
    }
    join_folders_beside(cards, folders, loose, sets);
    std::map<std::size_t, Application> found;
    for (std::size_t i = 0; i < cards.size(); ++i)
        if (cards[i].kind != "job_advertisement") found[sets.find(i)].documents.push_back(i);
    // Ids: the folder's name, the file's stem; longer where two are equal.
    std::map<std::string, int> uses;
    std::vector<std::pair<std::string, Application>> named;
    for (auto& [root, application] : found) {
        const std::size_t first = application.documents.front();
        const auto resume = std::ranges::find_if(application.documents, [&](std::size_t i) { return is_person_document(cards[i]); });
        const std::size_t main = resume != application.documents.end() ? *resume : first;
        FileName outer = cards[main].place;
        outer.member = outer.member.substr(0, outer.member.find('!'));
        application.id = folders[main].empty() ? stem(outer.member.empty() ? FileName{cards[main].place.path, ""} : outer) : last_part(folders[main]);
        // A folder given by itself with "resume.pdf" inside: the folder says whose it is.
        const std::string parent = std::filesystem::path(cards[main].place.path).parent_path().filename();
        if (says_nothing(application.id) && !parent.empty()) application.id = parent;
        ++uses[application.id];
        named.emplace_back(folders[main].empty() ? shown(cards[main].place) : folders[main], std::move(application));
    }
    std::vector<Application> out;
    for (auto& [whole, application] : named) {
        if (uses[application.id] > 1) application.id = whole;
        out.push_back(std::move(application));
    }
    std::ranges::sort(out, {}, &Application::id);
    return out;
}

}  // namespace bonafide::screen
