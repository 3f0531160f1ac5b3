#include "screen/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/hash.h"
#include "base/text.h"
#include "paper/model.h"
#include "scan/build_report.h"
#include "scan/listed.h"
#include "screen/application.h"
#include "screen/known_pictures.h"
#include "screen/known_texts.h"
#include "screen/links.h"
#include "screen/reading.h"
#include "screen/results.h"
#include "screen/rows.h"
#include "screen/stated.h"

namespace bonafide::screen {

Kit Kit::load(const std::filesystem::path& content, Errors& errors) {
    return {Words::load(content / "screen" / "words.yml", errors), Advice::load(content / "screen", errors),
            RepositoryRules::load(content / "screen" / "repositories.yml", errors), ProfileRules::load(content / "screen" / "profiles.yml", errors)};
}

namespace {

constexpr std::uint64_t max_file = 1ULL << 30;
class Run {
public:
    Run(const Content& content, const Kit& kit, const ScreenOptions& options, Desk& desk)
        : content_(content),
          kit_(kit),
          options_(options),
          desk_(desk),
          threads_(options.threads ? options.threads : usable_cores()),
          sharing_(content.checks.sharing()),
          links_(sharing_.at_most) {
        examine_.words = &kit.words;
        examine_.geo = &content.geo;
        examine_.lists = &content.lists;
        examine_.repositories = &kit.repositories;
        examine_.content = &content;
        examine_.today = options.now;
        examine_.pictures = options.pictures;
        examine_.recordings = options.recordings;
        examine_.model = options.model;
        examine_.max_bytes = max_file;
        if (!options.lists || !options.assess) return;
        searches_ = std::vector<name::Search>(threads_, name::Search(options.lists->index()));
        keep_notes(options.lists->notes());
    }

    Result<ScreenOutcome> operator()(const std::function<void(const Applicant&)>& applicant) {
        GivenFiles given = find_files(options_.inputs, kit_.profiles, options_.skip);
        out_.unread = std::move(given.unread);
        out_.files = given.files.size();
        for (GivenFile& file : given.files) (file.data ? data_ : documents_).push_back(std::move(file));
        std::vector<GivenFile>().swap(given.files);
        if (auto done = read(); !done) return std::unexpected(done.error());
        if (out_.interrupted) return std::move(out_);
        make_cards();
        applications_ = group(cards_);
        for (DocumentCard& card : cards_) {
            std::string().swap(card.root);
            card.place = {};
            std::vector<std::string>().swap(card.accounts);
        }
        for (std::uint32_t a = 0; a < applications_.size(); ++a)
            for (const std::size_t card : applications_[a].documents) application_of_card_[card] = a;
        desk_.clear_rows();
        if (auto done = read_data(); !done) return std::unexpected(done.error());
        index_contacts();
        auto begun = desk_.begin_run(fingerprint());
        if (!begun) return std::unexpected(begun.error());
        if (auto done = remember(); !done) return std::unexpected(done.error());
        if (options_.assess)
            if (auto done = open_memory(); !done) return std::unexpected(done.error());
        if (auto done = assess_all(); !done) return std::unexpected(done.error());
        if (!out_.interrupted) hand_out(applicant);
        if (!out_.interrupted) desk_.end_run();
        return std::move(out_);
    }

private:
    [[nodiscard]] bool cancelled() const { return options_.cancel && options_.cancel->requested(); }
    void tell(ScreenProgress::Stage stage, std::size_t done, std::size_t total) const {
        if (options_.progress) options_.progress({stage, done, total});
    }

    /// What a document's examination depends on.
    [[nodiscard]] std::string examined_under() const {
        std::string out = fmt::format("{}/{}", content_.fingerprint, examined_format);
        if (options_.model) out += fmt::format("+{:016x}", options_.model->stamp());
        return options_.recordings ? out + "+recordings" : out;
    }
    /// What the outcomes depend on, apart from what the desk remembers: other runs and records end this one.
    [[nodiscard]] std::string fingerprint() const {
        std::uint64_t hash = hash64(examined_under() + options_.program_version + iso_date(options_.now));
        hash = mix64(hash, (options_.pictures ? 2U : 0U) + (options_.assess ? 1U : 0U) + (options_.one_by_one ? 4U : 0U));
        if (options_.lists) hash = mix64(hash, options_.lists->stamp());
        for (const auto* list : {&documents_, &data_})
            for (const GivenFile& file : *list) {
                hash = mix64(hash, hash64(file.name.path, hash64(file.name.member)));
                hash = mix64(mix64(hash, file.size), static_cast<std::uint64_t>(file.modified_ns));
            }
        return fmt::format("{:016x}", hash);
    }

    // --- documents ---------------------------------------------------------------------------------------------------------
    Result<void> read() {
        Reading how;
        how.threads = threads_;
        how.batch = options_.batch;
        how.content = examined_under();
        how.cancel = options_.cancel;
        how.progress = [&](std::size_t done) { tell(ScreenProgress::Stage::reading, done, documents_.size()); };
        auto reused = read_documents(documents_, examine_, how, desk_);
        if (!reused) return std::unexpected(reused.error());
        out_.reused = *reused;
        out_.interrupted = cancelled();
        return {};
    }

    void make_cards() {
        for (std::uint32_t i = 0; i < documents_.size(); ++i)
            for (const Examined& examined : desk_.documents(documents_[i].name)) {
                if (!examined.unread.empty()) {
                    out_.unread.push_back({examined.name, 0, 0, 1, examined.unread, examined.hint});
                    continue;
                }
                ++out_.documents;
                if (examined.kind == "job_advertisement") {
                    out_.others.push_back(examined);
                    for (const std::string& line : examined.body) advertisement_.push_back(plain(line));
                }
                cards_.push_back(card_of(examined, documents_[i]));
                outer_.push_back(i);
            }
        application_of_card_.resize(cards_.size(), UINT32_MAX);
    }

    [[nodiscard]] std::vector<Examined> documents_of(const Application& application) {
        std::vector<Examined> out;
        std::map<std::uint32_t, std::vector<Examined>> read;
        for (const std::size_t card : application.documents) {
            auto at = read.find(outer_[card]);
            if (at == read.end()) at = read.emplace(outer_[card], desk_.documents(documents_[outer_[card]].name)).first;
            for (const Examined& examined : at->second)
                if (examined.name == cards_[card].name) out.push_back(examined);
        }
        return out;
    }

    // --- exports -----------------------------------------------------------------------------------------------------------
    Result<void> read_data() {
        std::vector<std::string> paths;
        std::set<FileName> own;
        for (const GivenFile& file : data_) {
            if (paths.empty() || paths.back() != file.name.path) paths.push_back(file.name.path);
            own.insert(file.name);
        }
        auto rows = read_rows(content_, kit_.words, paths, own, options_.threads, options_.cancel, desk_);
        if (!rows) return std::unexpected(rows.error());
        rows_ = std::move(*rows);
        out_.rows = rows_.rows;
        for (std::uint32_t i = 0; i < rows_.read.files.size(); ++i) {
            const FileName& name = rows_.read.files[i];
            if (const auto problem = rows_.problems.find(i); !rows_.understood.contains(i) && problem != rows_.problems.end() && own.contains(name))
                out_.unread.push_back({name, 0, 0, 1, problem->second, "`bonafide sources try` shows what its columns were taken for"});
        }
        // The other members of an archive were read above, and what is wrong with the archive was said there.
        for (Unread& unread : rows_.read.unread)
            if (is_of(unread.file, own)) out_.unread.push_back(std::move(unread));
        for (std::uint32_t i = 0; i < rows_.read.files.size(); ++i) {
            if (!rows_.understood.contains(i)) continue;
            Examined& export_file = out_.others.emplace_back();
            export_file.name = rows_.read.files[i];
            export_file.kind = "export";
            export_file.format = i < rows_.read.reports.size() ? rows_.read.reports[i].format : "";
        }
        return {};
    }

    // --- who shares what ---------------------------------------------------------------------------------------------------
    /// Card by contact, sorted; the contacts' texts are in the documents.
    void index_contacts() {
        for (const Application& application : applications_)
            for (const std::size_t card : application.documents) {
                for (const std::string& contact : cards_[card].contacts) contacts_.push_back({hash64(contact), static_cast<std::uint32_t>(card)});
                std::vector<std::string>().swap(cards_[card].contacts);
            }
        std::ranges::stable_sort(contacts_, {}, &Contact::hash);
    }
    [[nodiscard]] auto who_has(const std::string& contact) const { return std::ranges::equal_range(contacts_, hash64(contact), {}, &Contact::hash); }
    /// Somebody of another name who gave the same contact in this run.
    [[nodiscard]] std::optional<std::uint32_t> other_with(const std::string& contact, const Application& application, const std::string& own) const {
        for (const Contact& other : who_has(contact))
            if (applications_[application_of_card_[other.card]].id != application.id && !same_name(own, cards_[other.card].person)) return other.card;
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> application_by_id(const std::string& id) const {
        const auto found = std::ranges::lower_bound(applications_, id, {}, &Application::id);
        if (found == applications_.end() || found->id != id) return std::nullopt;
        return static_cast<std::uint32_t>(found - applications_.begin());
    }
    [[nodiscard]] std::string person_of(const Application& application) const {
        for (const std::size_t card : application.documents)
            if (cards_[card].kind == "resume" && !cards_[card].person.empty()) return cards_[card].person;
        for (const std::size_t card : application.documents)
            if (!cards_[card].person.empty()) return cards_[card].person;
        return {};
    }
    [[nodiscard]] static bool same_name(const std::string& a, const std::string& b) { return a.empty() || b.empty() || name_similarity(a, b) >= 0.8; }

    [[nodiscard]] std::vector<Finding> shared_contacts(const Application& application, const Claims& claims) {
        std::vector<Finding> out;
        const std::string own = person_of(application);
        for (std::size_t i = 0; i < claims.size(); ++i) {
            const Claim& claim = claims[i];
            const bool mail = claim.attribute == "email";
            if ((!mail && claim.attribute != "phone") || claim.stance != Stance::claimed) continue;
            const std::string key = mail ? "@" + email_key(claim.value) : "+" + phone_key(claim.value);
            if (const auto other = other_with(key, application, own))
                out.push_back({"story.contact_reused",
                               fmt::format("{} is also the contact of {} ({})", claim.value, cards_[*other].person,
                                           applications_[application_of_card_[*other]].id),
                               {i},
                               true,
                               claim.evidence.file,
                               claim.evidence.line});
            if (!options_.assess) continue;
            for (const Remembered& other : desk_.others_with(mail ? "email" : "phone", key.substr(1), application.id))
                if (!same_name(own, plain(other.name)) && !application_by_id(other.applicant)) {
                    out.push_back({"story.applied_before",
                                   fmt::format("{} was the contact of an earlier applicant, {} ({})", claim.value, other.name, other.applicant),
                                   {i},
                                   true,
                                   claim.evidence.file,
                                   claim.evidence.line});
                    break;
                }
        }
        return out;
    }

    // --- what everybody can be recognised by ------------------------------------------------------------------------------------
    [[nodiscard]] static bool joins(const Claim& claim) { return claim.attribute == "email" && claim.stance != Stance::observed; }

    /// One pass over all applications: into the memory of people, texts and pictures, and what links them to each other.
    Result<void> remember() {
        for (const Account& account : rows_.ledger->accounts()) {
            links_.add_outside(hash64(account.key.text));
            for (const Fact& fact : account.facts) links_.add_outside(hash64(fact.key));
        }
        for (std::size_t a = 0; a < applications_.size() && !cancelled();) {
            const std::size_t end = std::min(a + options_.batch, applications_.size());
            auto done = desk_.together([&]() -> Result<void> {
                for (; a < end; ++a)
                    if (auto kept = remember(static_cast<std::uint32_t>(a)); !kept) return kept;
                return {};
            });
            if (!done) return done;
            tell(ScreenProgress::Stage::remembering, a, applications_.size());
        }
        out_.interrupted = cancelled();
        linked_ = links_.linked(applications_.size());
        if (!options_.one_by_one) linked_.assign(applications_.size(), true);
        return {};
    }

    Result<void> remember(std::uint32_t a) {
        const Application& application = applications_[a];
        const std::vector<Examined> documents = documents_of(application);
        const Claims claims = claims_of(documents, application);
        link(a, documents, claims);
        if (!options_.assess) return {};
        std::vector<Remembered> keys;
        std::string name;
        const auto add = [&](const char* kind, std::string key, const Examined& document) {
            keys.push_back({application.id, "", kind, std::move(key), shown(document.name)});
        };
        for (const Examined& document : documents)
            for (const Claim& claim : document.claims) {
                if (claim.attribute == "name" && name.empty()) name = claim.value;
                if (claim.attribute == "email") add("email", email_key(claim.value), document);
                if (claim.attribute == "phone") add("phone", phone_key(claim.value), document);
                if (claim.attribute == "document_number") add("document_number", plain(claim.value), document);
                if (claim.attribute == "name") add("name", plain(claim.value), document);
            }
        if (auto done = desk_.remember(application.id, name, options_.now, keys); !done) return done;
        for (const Examined& document : documents) {
            if (document.words.size() >= SimilarIndex::fewest_words)
                if (auto done = desk_.remember_text({0, application.id, name, shown(document.name), document.kind}, document.words); !done)
                    return done;
            for (const Repository& repository : document.repositories)
                if (auto done = desk_.remember_repository({0, application.id, "", shown(document.name)}, key_of(repository, CommitOwner(claims)));
                    !done)
                    return done;
            for (const std::string& fingerprint : document.pictures)
                if (auto done = desk_.remember_picture(application.id, shown(document.name), fingerprint); !done) return done;
        }
        return {};
    }

    void link(std::uint32_t a, const std::vector<Examined>& documents, const Claims& claims) {
        const std::uint64_t own = hash64(normalise_identifier(IdentifierKind::applicant_id, applications_[a].id));
        application_ids_.insert(own);
        links_.add_identity(own, a);
        for (const Claim& claim : claims)
            if (joins(claim)) links_.add_identity(hash64(normalise_identifier(IdentifierKind::personal_email, claim.value)), a);
        for (const Stated& stated : stated_of(documents, claims, {}, kit_.words)) {
            const Attribute* attribute = content_.attributes.find(stated.attribute);
            if (!attribute || !std::ranges::binary_search(sharing_.attributes, attribute->id)) continue;
            if (const std::string key = comparable_key(attribute->type, stated.value); !key.empty()) links_.add_value(hash64(key), a);
        }
    }

    Result<void> open_memory() {
        auto known = KnownTexts::open(desk_);
        if (!known) return std::unexpected(known.error());
        texts_ = std::move(*known);
        pictures_ = KnownPictures::open(desk_);
        if (pictures_.left_out() > 0)
            keep_notes({fmt::format("{} pictures of earlier applicants are not compared: there are too many", pictures_.left_out())});
        return {};
    }

    [[nodiscard]] std::vector<Similar> similar_to(const Application& application) {
        std::vector<Similar> out;
        if (!options_.assess) return out;
        for (const RememberedText& text : desk_.texts_of(application.id))
            for (const KnownTexts::Found& found : texts_.like(desk_, text.number, application.id))
                out.push_back({text.kind,
                               text.file,
                               found.text.applicant,
                               found.text.name,
                               found.text.file,
                               found.similarity,
                               !same_name(plain(text.name), plain(found.text.name)),
                               {},
                               false});
        for (const RememberedRepository& one : desk_.repositories_of(application.id))
            for (LikeRepository& other : desk_.repositories_like(one))
                out.push_back({"repository", one.file, other.repository.applicant, other.repository.name, other.repository.file,
                               other.code.similarity, !same_name(plain(one.name), plain(other.repository.name)), std::move(other.code.files),
                               other.code.one_history});
        for (const KnownPictures::Found& found : pictures_.like(desk_, application.id)) {
            const bool other_person = found.other.name.empty() || !same_name(plain(found.own.name), plain(found.other.name));
            out.push_back(
                {"picture", found.own.file, found.other.applicant, found.other.name, found.other.file, found.similarity, other_person, {}, false});
        }
        return out;
    }

    // --- facts and findings into the ledger ------------------------------------------------------------------------------------
    [[nodiscard]] Claims claims_of(const std::vector<Examined>& documents, const Application& application) {
        Claims out;
        for (const Examined& document : documents) out.insert(out.end(), document.claims.begin(), document.claims.end());
        for (const Observation& observation : desk_.observations(application.id)) {
            Claim claim;
            claim.attribute = observation.attribute;
            claim.value = observation.value;
            claim.stance = Stance::observed;
            claim.evidence.file.path = "interview record by " + observation.by;
            out.push_back(std::move(claim));
        }
        return out;
    }

    [[nodiscard]] std::vector<Finding> findings_of(const Application& application, const Claims& claims, const std::vector<Examined>& documents,
                                                   const std::vector<Similar>& alike) {
        const StoryContext context{kit_.words, kit_.advice, &content_.geo, options_.now, advertisement_};
        std::vector<Finding> out = tell_story(claims, documents, context);
        for (Finding& finding : shared_contacts(application, claims)) out.push_back(std::move(finding));
        for (const Similar& similar : alike) {
            if (!similar.other_person || similar.one_history) continue;
            const char* attribute = similar.kind == "picture"      ? "story.similar_picture"
                                    : similar.kind == "repository" ? "story.similar_repository"
                                                                   : "story.similar_text";
            Finding finding{attribute,
                            fmt::format("{} is {:.0f}% the same as {} of {} ({})", base_name(similar.file), 100 * similar.similarity,
                                        base_name(similar.other_file), similar.other_name.empty() ? "another applicant" : similar.other_name,
                                        similar.other_applicant),
                            {},
                            false,
                            {similar.file.substr(0, similar.file.find('!')),
                             similar.file.find('!') == std::string::npos ? "" : similar.file.substr(similar.file.find('!') + 1)},
                            0};
            out.push_back(std::move(finding));
        }
        return out;
    }
    [[nodiscard]] static std::string base_name(const std::string& path) { return path.substr(path.find_last_of("/!") + 1); }

    /// Addresses under which an application is joined with other records. One that somebody of another name gave too joins nobody: it is a finding.
    [[nodiscard]] std::set<std::string> joining_mails(const Application& application, const Claims& claims) const {
        std::set<std::string> out;
        const std::string own = person_of(application);
        for (const Claim& claim : claims)
            if (joins(claim) && !other_with("@" + email_key(claim.value), application, own)) out.insert(claim.value);
        return out;
    }

    /// What exports say under an identifier. Groups are numbered anew: several records of one person in one file are several jobs.
    void add_rows(const std::string& key, Claims& out) {
        std::map<std::pair<FileName, std::string>, std::string> groups;
        std::map<std::pair<FileName, bool>, unsigned> counts;
        for (Claim& claim : desk_.rows(key)) {
            if (const std::size_t mark = claim.group.find('@'); mark != std::string::npos) {
                const auto [at, fresh] = groups.try_emplace({claim.evidence.file, claim.group});
                const bool job = claim.group.starts_with("job");
                if (fresh) at->second = fmt::format("{}{}", job ? "job" : "degree", ++counts[{claim.evidence.file, job}]);
                claim.group = at->second;
            }
            out.push_back(std::move(claim));
        }
    }
    /// The identifiers under which exports speak of the application: those of addresses that join it with records.
    [[nodiscard]] std::set<std::string> row_keys(const Application& application, const Claims& claims) {
        std::set<std::string> out;
        if (rows_.rows == 0) return out;
        for (const std::string& mail : joining_mails(application, claims)) {
            const std::string normal = normalise_identifier(IdentifierKind::personal_email, mail);
            for (const std::string& key : desk_.row_keys(row_key(IdentifierKind::personal_email, normal))) out.insert(key);
            out.insert(row_key(IdentifierKind::email, normal));
        }
        return out;
    }

    /// An application as it is looked at: what was read of it, what exports say of it, and what was found.
    struct Looked {
        std::vector<Examined> documents;
        Claims claims;
        std::size_t own = 0;         ///< so many claims are of the application itself; those of exports follow
        std::set<std::string> rows;  ///< the identifiers whose rows are among the claims
        std::vector<Similar> similar;
        std::vector<Finding> findings;
    };
    [[nodiscard]] Looked look(const Application& application) {
        Looked out;
        out.documents = documents_of(application);
        out.claims = claims_of(out.documents, application);
        out.own = out.claims.size();
        out.rows = row_keys(application, out.claims);
        for (const std::string& key : out.rows) add_rows(key, out.claims);
        out.similar = similar_to(application);
        if (options_.assess) out.findings = findings_of(application, out.claims, out.documents, out.similar);
        return out;
    }
    void state_in(Ledger& ledger, Files& files, const Application& application, const Looked& looked) const {
        // what exports say is in the ledger already
        const Claims own(looked.claims.begin(), looked.claims.begin() + static_cast<std::ptrdiff_t>(looked.own));
        state(ledger, files, content_, application.id, shown_name(own), joining_mails(application, own),
              stated_of(looked.documents, own, looked.findings, kit_.words), cards_[application.documents.front()].name);
    }

    // --- assessment ------------------------------------------------------------------------------------------------------------
    /// Applications that have nothing to do with others one by one, the others and what exports say together. What a broken-off run has assessed
    /// already is not assessed again.
    Result<void> assess_all() {
        std::set<std::uint64_t> done;
        for (const std::string& key : desk_.outcome_keys()) done.insert(hash64(key));
        std::vector<std::uint32_t> alone;
        for (std::uint32_t a = 0; a < applications_.size(); ++a)
            if (!linked_[a] && !done.contains(hash64(alone_key(a)))) alone.push_back(a);
        assessed_ = done.size();
        std::atomic<std::size_t> next{0};
        run_workers(threads_, [&](unsigned worker) {
            for (std::size_t i = next++; i < alone.size() && !cancelled() && !failed(); i = next++) assess_alone(alone[i], worker);
        });
        put_outcomes(true);
        if (!cancelled() && !failed()) assess_linked();
        put_outcomes(true);
        if (error_) return std::unexpected(*error_);
        out_.interrupted = out_.interrupted || cancelled();
        return {};
    }
    [[nodiscard]] std::string alone_key(std::uint32_t a) const { return "a" + std::to_string(a); }
    [[nodiscard]] bool failed() {
        const std::lock_guard lock(mutex_);
        return error_.has_value();
    }

    void assess_alone(std::uint32_t a, unsigned worker) {
        const Application& application = applications_[a];
        Looked looked;
        {
            const std::lock_guard lock(mutex_);
            looked = look(application);
        }
        Ledger ledger(content_.attributes, content_.geo, content_.checks);
        Files files;
        state_in(ledger, files, application, looked);
        Assessed assessed =
            assess_people(std::move(ledger), files, 1, searches_.empty() ? std::span<name::Search>{} : std::span(&searches_[worker], 1));
        const std::lock_guard lock(mutex_);
        keep_notes(assessed.report.notes);
        for (ReportPerson& person : assessed.report.people)
            keep({alone_key(a),
                  static_cast<int>(person.band),
                  person.bits,
                  person.id,
                  0,
                  {a},
                  pack(applicant_of(person, {{a, std::move(looked)}}, {}))});
    }

    /// Those whom something joins: the same contacts, values that checks compare, exports that speak of them.
    void assess_linked() {
        Files files;
        for (std::uint32_t i = 0; i < rows_.read.files.size(); ++i) files.add(rows_.read.files[i]);
        std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> by_id;
        for (std::uint32_t a = 0; a < applications_.size() && !cancelled(); ++a) {
            if (!linked_[a]) continue;
            by_id.emplace(normalise_identifier(IdentifierKind::applicant_id, applications_[a].id), a);
            state_in(*rows_.ledger, files, applications_[a], look(applications_[a]));
        }
        Assessed assessed = assess_people(std::move(*rows_.ledger), files, threads_, searches_);
        keep_notes(assessed.report.notes);
        Desk::Outcome lead;  // people of one cluster stand together, where the first of them stands
        std::string cluster;
        for (ReportPerson& person : assessed.report.people) {
            if (cancelled()) return;
            if (person.cluster.empty() || person.cluster != cluster) {
                lead = {"", static_cast<int>(person.band), person.bits, person.id, 0, {}, ""};
                cluster = person.cluster;
            }
            Desk::Outcome outcome = lead;
            outcome.place = static_cast<std::int64_t>(person.rank);
            if (!assessed.applicants[person.rank]) continue;
            outcome.key = "p" + person.id;
            std::vector<std::pair<std::uint32_t, Looked>> own;
            std::set<std::string> keys;
            for (const PersonIdentifier& identifier : assessed.identifiers[person.rank]) {
                const IdentifierKey& key = identifier.key;
                if (const auto found = by_id.find(std::string_view(key.text)); key.kind == IdentifierKind::applicant_id && found != by_id.end())
                    outcome.applications.push_back(found->second);
                keys.insert(row_key(key.kind, key.text));
            }
            for (const std::uint32_t a : outcome.applications) {
                own.emplace_back(a, look(applications_[a]));
                for (const std::string& key : own.back().second.rows) keys.erase(key);
            }
            Claims rows;
            for (const std::string& key : keys) add_rows(key, rows);
            outcome.body = pack(applicant_of(person, std::move(own), std::move(rows)));
            keep(std::move(outcome));
        }
    }

    struct Assessed {
        Report report;
        std::vector<bool> applicants;                            ///< by rank
        std::vector<std::vector<PersonIdentifier>> identifiers;  ///< by rank
    };
    /// `searches`: one a thread, none where nobody is compared with lists.
    [[nodiscard]] Assessed assess_people(Ledger&& ledger, const Files& files, unsigned threads, std::span<name::Search> searches) const {
        ledger.finish();
        People people = resolve(std::move(ledger), content_.attributes);
        if (!searches.empty()) (void)compare_with_lists(people, content_.attributes, *options_.lists, searches);
        CheckOutcome checks;
        if (options_.assess) checks = content_.checks.run(people, content_.attributes, content_.geo, options_.now, threads, {});
        count_common(checks);
        checks.cannot_run.clear();  // screening shows no coverage, and to word it for each applicant takes longer than the checks
        const std::vector<Cluster> clusters =
            options_.assess ? find_clusters(people, content_.attributes, content_.checks, checks.signals) : std::vector<Cluster>{};
        std::vector<std::vector<std::size_t>> members;
        for (const Cluster& cluster : clusters) members.push_back(cluster.persons);
        const std::vector<Decision> none;
        const auto assessments = assess(people, content_.attributes, content_.checks, checks.signals, members, content_.rules, none);
        Assessed out;
        out.applicants.resize(people.persons.size() + 1);
        out.identifiers.resize(people.persons.size() + 1);
        for (const Assessment& assessment : assessments) {
            const Person& person = people.persons[assessment.person];
            out.identifiers[assessment.rank] = person.identifiers;
            out.applicants[assessment.rank] = person.kind == PersonKind::applicant || person.was_applicant ||
                                              std::ranges::any_of(person.identifiers, [&](const PersonIdentifier& i) {
                                                  return i.key.kind == IdentifierKind::applicant_id && is_application(i.key.text);
                                              });
        }
        ScanOptions scan_options;
        scan_options.now = options_.now;
        scan_options.program_version = options_.program_version;
        out.report = build_report(content_, scan_options, {people, checks, clusters, assessments, none, files});
        return out;
    }
    [[nodiscard]] bool is_application(std::string_view normalised) const { return application_ids_.contains(hash64(normalised)); }

    /// Of a thing that very many have only some were shown to the checks.
    void count_common(CheckOutcome& checks) const {
        for (CommonThing& thing : checks.common)
            for (const AttributeId attribute : content_.checks.checks()[thing.check].reads)
                thing.people = std::max(thing.people, links_.held_by(hash64(comparable_key(content_.attributes[attribute].type, thing.value))));
    }

    Applicant applicant_of(ReportPerson& person, std::vector<std::pair<std::uint32_t, Looked>> own, Claims claims) {
        Applicant out;
        std::vector<Finding> shared;
        for (auto& [a, looked] : own) {
            const Application& application = applications_[a];
            if (out.id.empty()) out.id = application.id;
            const std::size_t before = claims.size();
            if (options_.assess)
                for (Finding finding : shared_contacts(application, looked.claims)) {
                    for (std::size_t& claim : finding.claims) claim += before;
                    shared.push_back(std::move(finding));
                }
            std::ranges::move(looked.claims, std::back_inserter(claims));
            std::ranges::move(looked.similar, std::back_inserter(out.similar));
            std::ranges::move(looked.documents, std::back_inserter(out.documents));
            for (HiringDecision& decision : desk_.decisions(application.id)) out.decisions.push_back(std::move(decision));
        }
        if (out.id.empty()) out.id = person.id;
        if (options_.assess) {
            const StoryContext context{kit_.words, kit_.advice, &content_.geo, options_.now, advertisement_};
            out.findings = tell_story(claims, out.documents, context);
            std::ranges::move(shared, std::back_inserter(out.findings));
        }
        out.name = shown_name(claims);
        if (out.name.empty()) out.name = person.name;
        std::set<std::string> files;
        for (const Examined& document : out.documents) files.insert(shown(document.name));
        for (const Claim& claim : claims) files.insert(shown(claim.evidence.file));
        out.files.assign(files.begin(), files.end());
        out.band = person.band;
        out.band_note = person.band_note;
        out.bits = person.bits;
        out.probability = person.probability;
        out.signals = std::move(person.signals);
        out.claims = judge(std::move(claims), out.findings, out.documents, kit_);
        return out;
    }

    // --- outcomes --------------------------------------------------------------------------------------------------------------
    void keep(Desk::Outcome outcome) {  // under the lock
        outcomes_.push_back(std::move(outcome));
        if (outcomes_.size() >= options_.batch) put_outcomes(false);
    }
    void put_outcomes(bool last) {
        if (outcomes_.empty() || error_) return;
        if (auto done = desk_.put_outcomes(outcomes_); !done) error_ = done.error();
        assessed_ += outcomes_.size();
        outcomes_.clear();
        tell(ScreenProgress::Stage::assessing, last ? applications_.size() : std::min(assessed_, applications_.size()), applications_.size());
    }
    void keep_notes(const std::vector<std::string>& notes) {
        for (const std::string& note : notes)
            if (said_.insert(hash64(note)).second) out_.notes.push_back(note);
    }

    void hand_out(const std::function<void(const Applicant&)>& give) {
        desk_.each_outcome([&](const Desk::Outcome& outcome) {
            Applicant applicant;
            if (!unpack(outcome.body, applicant)) return true;
            for (const std::uint32_t a : outcome.applications)
                if (a < applications_.size()) std::ranges::move(documents_of(applications_[a]), std::back_inserter(applicant.documents));
            give(applicant);
            ++out_.applicants;
            ++out_.bands[std::string(band_name(applicant.band))];
            out_.interrupted = cancelled();
            return !out_.interrupted;
        });
    }

    struct Contact {
        std::uint64_t hash = 0;
        std::uint32_t card = 0;
    };

    const Content& content_;
    const Kit& kit_;
    const ScreenOptions& options_;
    Desk& desk_;
    const unsigned threads_;
    const CheckSet::Sharing sharing_;
    ExamineOptions examine_;
    std::vector<GivenFile> documents_, data_;
    std::vector<DocumentCard> cards_;
    std::vector<std::uint32_t> outer_, application_of_card_;  ///< by card: the file its document lies in; its application
    std::vector<std::string> advertisement_;
    std::vector<Application> applications_;
    std::unordered_set<std::uint64_t> application_ids_;  ///< hashes, as identifiers
    RowsRead rows_;
    std::vector<Contact> contacts_;
    Links links_;
    std::vector<bool> linked_;
    KnownTexts texts_;
    std::vector<name::Search> searches_;  ///< one a thread
    KnownPictures pictures_;
    std::mutex mutex_;  ///< of the desk and of what follows
    std::vector<Desk::Outcome> outcomes_;
    std::size_t assessed_ = 0;
    std::optional<Error> error_;
    std::unordered_set<std::uint64_t> said_;
    ScreenOutcome out_;
};

}  // namespace

Result<ScreenOutcome> screen(const Content& content, const Kit& kit, const ScreenOptions& options, Desk& desk,
                             const std::function<void(const Applicant&)>& applicant) {
    return Run(content, kit, options, desk)(applicant);
}

}  // namespace bonafide::screen
