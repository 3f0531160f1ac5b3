#include "screen/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "scan/build_report.h"
#include "screen/application.h"
#include "screen/contacts.h"
#include "screen/dates.h"
#include "screen/rows.h"

namespace bonafide::screen {

Kit Kit::load(const std::filesystem::path& content, Errors& errors) {
    return {Words::load(content / "screen" / "words.yml", errors), Advice::load(content / "screen", errors)};
}

namespace {

constexpr std::size_t batch_size = 200;  ///< documents a transaction
constexpr std::uint64_t max_file = 1ULL << 30;

/// Who has which contact under which name, in this run and before.
struct Contact {
    std::string application, name, file;
};

class Run {
public:
    Run(const Content& content, const Kit& kit, const ScreenOptions& options, Desk& desk)
        : content_(content), kit_(kit), options_(options), desk_(desk) {
        examine_.words = &kit.words;
        examine_.geo = &content.geo;
        examine_.lists = &content.lists;
        examine_.today = options.now;
        examine_.pictures = options.pictures;
        examine_.max_bytes = max_file;
    }

    Result<ScreenOutcome> operator()(const std::function<void(const Applicant&)>& applicant) {
        GivenFiles given = find_files(options_.inputs, options_.skip);
        out_.unread = std::move(given.unread);
        out_.files = given.files.size();
        for (const GivenFile& file : given.files) (file.data ? data_ : documents_).push_back(file);
        if (auto done = read_documents(); !done) return std::unexpected(done.error());
        if (out_.interrupted) return std::move(out_);
        make_cards();
        applications_ = group(cards_);
        desk_.clear_rows();
        if (auto done = read_data(); !done) return std::unexpected(done.error());
        index_contacts();
        if (options_.assess)
            if (auto done = compare_texts(); !done) return std::unexpected(done.error());
        state_applications();
        return finish(applicant);
    }

private:
    [[nodiscard]] bool cancelled() const { return options_.cancel && options_.cancel->requested(); }

    // --- documents ---------------------------------------------------------------------------------------------------------
    Result<void> read_documents() {
        std::vector<const GivenFile*> todo;
        for (const GivenFile& file : documents_) {
            if (desk_.has({file.name, file.size, file.modified_ns}, content_.fingerprint)) ++out_.reused;
            else todo.push_back(&file);
        }
        std::mutex mutex;
        std::vector<std::pair<DocumentKey, std::vector<Examined>>> batch;
        std::optional<Error> error;
        std::size_t next = 0, done = out_.reused;
        const auto keep = [&](bool all) {  // under the lock
            if (batch.empty() || (!all && batch.size() < batch_size)) return;
            if (auto put = desk_.put(content_.fingerprint, batch); !put && !error) error = put.error();
            batch.clear();
        };
        // Members of one archive are read in one pass by one worker: opening it anew for each would take for ever.
        const auto take = [&]() -> std::vector<const GivenFile*> {
            const std::lock_guard lock(mutex);
            std::vector<const GivenFile*> out;
            if (cancelled() || error || next >= todo.size()) return out;
            out.push_back(todo[next++]);
            while (!out.front()->name.member.empty() && next < todo.size() && todo[next]->name.path == out.front()->name.path)
                out.push_back(todo[next++]);
            return out;
        };
        const auto give = [&](const GivenFile& file, std::vector<Examined> examined) {
            const std::lock_guard lock(mutex);
            batch.emplace_back(DocumentKey{file.name, file.size, file.modified_ns}, std::move(examined));
            keep(false);
            if (options_.progress && ++done % 50 == 0) options_.progress({done, documents_.size()});
        };
        const auto unread = [](const GivenFile& file, const Error& why) {
            std::vector<Examined> out(1);
            out[0].name = file.name;
            out[0].kind = "unread";
            out[0].unread = why.what;
            out[0].hint = why.hint;
            return out;
        };
        run_workers(options_.threads ? options_.threads : usable_cores(), [&](unsigned) {
            for (auto files = take(); !files.empty(); files = take()) {
                if (files.front()->name.member.empty()) {
                    auto bytes = read_file(files.front()->name, max_file);
                    give(*files.front(), bytes ? examine(files.front()->name, *bytes, examine_) : unread(*files.front(), bytes.error()));
                    continue;
                }
                std::map<std::string, const GivenFile*> wanted;
                for (const GivenFile* file : files) wanted.emplace(file->name.member, file);
                auto read = read_members(files.front()->name.path, max_file, [&](const std::string& member, std::string bytes) {
                    if (const auto at = wanted.find(member); at != wanted.end()) {
                        give(*at->second, examine(at->second->name, bytes, examine_));
                        wanted.erase(at);
                    }
                    return !cancelled();
                });
                if (cancelled()) continue;
                for (const auto& [member, file] : wanted) give(*file, unread(*file, read ? Error{"", "could not be unpacked", ""} : read.error()));
            }
        });
        keep(true);
        if (error) return std::unexpected(*error);
        out_.interrupted = cancelled();
        return {};
    }

    void make_cards() {
        for (const GivenFile& file : documents_)
            for (const Examined& examined : desk_.documents(file.name)) {
                if (!examined.unread.empty()) {
                    out_.unread.push_back({examined.name, 0, 0, 1, examined.unread, examined.hint});
                    continue;
                }
                ++out_.documents;
                if (examined.kind == "job_advertisement") {
                    out_.others.push_back(examined);
                    for (const std::string& line : examined.body) advertisement_.push_back(plain(line));
                }
                cards_.push_back(card_of(examined, file.root));
                outer_.push_back(file.name);
            }
    }

    [[nodiscard]] std::vector<Examined> documents_of(const Application& application) {
        std::vector<Examined> out;
        std::map<FileName, std::vector<Examined>> read;
        for (const std::size_t card : application.documents) {
            auto at = read.find(outer_[card]);
            if (at == read.end()) at = read.emplace(outer_[card], desk_.documents(outer_[card])).first;
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
        auto rows = read_rows(content_, paths, options_.threads, options_.cancel, desk_);
        if (!rows) return std::unexpected(rows.error());
        rows_ = std::move(*rows);
        out_.rows = rows_.rows;
        for (std::uint32_t i = 0; i < rows_.read.files.size(); ++i) {
            const FileName& name = rows_.read.files[i];
            if (const auto problem = rows_.problems.find(i); !rows_.understood.contains(i) && problem != rows_.problems.end() && own.contains(name))
                out_.unread.push_back({name, 0, 0, 1, problem->second, "`bonafide sources try` shows what its columns were taken for"});
        }
        for (Unread& unread : rows_.read.unread) {
            // a zip that holds documents beside data: those were read above
            const bool document = std::ranges::any_of(documents_, [&](const GivenFile& f) {
                return f.name.path == unread.file.path && !unread.file.member.empty() && unread.file.member.starts_with(f.name.member);
            });
            if (!document) out_.unread.push_back(std::move(unread));
        }
        for (std::uint32_t i = 0; i < rows_.read.files.size(); ++i) {
            files_.add(rows_.read.files[i]);
            if (!rows_.understood.contains(i)) continue;
            Examined& export_file = out_.others.emplace_back();
            export_file.name = rows_.read.files[i];
            export_file.kind = "export";
            export_file.format = i < rows_.read.reports.size() ? rows_.read.reports[i].format : "";
        }
        return {};
    }

    // --- who shares what ---------------------------------------------------------------------------------------------------
    void index_contacts() {
        for (const Application& application : applications_)
            for (const std::size_t card : application.documents)
                for (const std::string& contact : cards_[card].contacts)
                    contacts_[contact].push_back({application.id, cards_[card].person, shown(cards_[card].name)});
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
            if (const auto found = contacts_.find(key); found != contacts_.end())
                for (const Contact& other : found->second)
                    if (other.application != application.id && !same_name(own, other.name)) {
                        out.push_back({"story.contact_reused",
                                       fmt::format("{} is also the contact of {} ({})", claim.value, other.name, other.application),
                                       {i},
                                       true,
                                       claim.evidence.file,
                                       claim.evidence.line});
                        break;
                    }
            if (!options_.assess) continue;
            for (const Remembered& other : desk_.others_with(mail ? "email" : "phone", key.substr(1), application.id))
                if (!same_name(own, plain(other.name)) && !running_.contains(other.applicant)) {
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

    // --- texts and pictures --------------------------------------------------------------------------------------------------
    Result<void> compare_texts() {
        for (const Application& application : applications_) running_.insert(application.id);
        std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> by_id;
        for (std::size_t a = 0; a < applications_.size(); ++a) by_id.emplace(applications_[a].id, a);
        std::size_t since = 0;
        for (const Application& application : applications_) {
            std::vector<Remembered> keys;
            std::string name;
            for (const Examined& document : documents_of(application)) {
                for (const Claim& claim : document.claims) {
                    if (claim.attribute == "name" && name.empty()) name = claim.value;
                    if (claim.attribute == "email") keys.push_back({application.id, "", "email", email_key(claim.value), shown(document.name)});
                    if (claim.attribute == "phone") keys.push_back({application.id, "", "phone", phone_key(claim.value), shown(document.name)});
                    if (claim.attribute == "document_number")
                        keys.push_back({application.id, "", "document_number", plain(claim.value), shown(document.name)});
                    if (claim.attribute == "name") keys.push_back({application.id, "", "name", plain(claim.value), shown(document.name)});
                }
                if (document.words.size() >= SimilarIndex::fewest_words)
                    pending_texts_.push_back({{0, application.id, name, shown(document.name), document.kind}, document.words});
                for (const PictureKey& picture : document.pictures)
                    if (!picture.plain) pending_pictures_.push_back({application.id, shown(document.name), picture});
            }
            pending_people_.push_back({application.id, name, std::move(keys)});
            if (++since >= 500) {
                if (auto done = flush_memory(); !done) return done;
                since = 0;
            }
        }
        if (auto done = flush_memory(); !done) return done;
        SimilarIndex index;
        std::vector<RememberedText> texts;
        desk_.each_text([&](const RememberedText&, const WordHashes& words) { index.count(words); });
        desk_.each_text([&](const RememberedText& text, const WordHashes& words) {
            index.add(words);
            texts.push_back(text);
        });
        index.settle();
        const auto words_of = [&](std::uint32_t number) { return desk_.words_of(texts[number].number); };
        for (std::uint32_t number = 0; number < texts.size(); ++number) {
            const RememberedText& text = texts[number];
            const auto own = by_id.find(text.applicant);
            if (own == by_id.end()) continue;
            for (const SimilarText& found : index.find(words_of(number), words_of, 8)) {
                const RememberedText& other = texts[found.number];
                if (other.applicant == text.applicant) continue;
                similar_[own->second].push_back({text.kind, text.file, other.applicant, other.name, other.file, found.similarity,
                                                 !same_name(plain(text.name), plain(other.name))});
            }
        }
        compare_pictures(by_id);
        return {};
    }

    void compare_pictures(const std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>>& by_id) {
        struct Entry {
            std::string applicant, file;
            PictureKey key;
        };
        std::vector<Entry> all;
        desk_.each_picture(
            [&](const std::string& applicant, const std::string& file, const PictureKey& key) { all.push_back({applicant, file, key}); });
        for (const Entry& one : all) {
            const auto own = by_id.find(one.applicant);
            if (own == by_id.end() || one.key.hashes.empty()) continue;
            for (const Entry& other : all) {
                if (other.applicant == one.applicant || other.key.hashes.empty()) continue;
                const double alike = picture_similarity(one.key, other.key);
                if (alike >= 0.85) similar_[own->second].push_back({"picture", one.file, other.applicant, other.applicant, other.file, alike, true});
            }
        }
    }
    [[nodiscard]] static double picture_similarity(const PictureKey& a, const PictureKey& b) {
        int least = 64;
        const auto compare = [&](std::uint64_t x, std::uint64_t y) { least = std::min(least, std::popcount(x ^ y)); };
        compare(a.hashes[0], b.hashes[0]);
        if (b.hashes.size() > 1) compare(a.hashes[0], b.hashes[1]);
        return 1 - least / 64.0;
    }

    Result<void> flush_memory() {
        for (const auto& person : pending_people_)
            if (auto done = desk_.remember(person.id, person.name, options_.now, person.keys); !done) return done;
        for (const auto& [text, words] : pending_texts_)
            if (auto done = desk_.remember_text(text, words); !done) return done;
        for (const auto& picture : pending_pictures_)
            if (auto done = desk_.remember_picture(picture.applicant, picture.file, picture.key); !done) return done;
        pending_people_.clear();
        pending_texts_.clear();
        pending_pictures_.clear();
        return {};
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

    [[nodiscard]] std::vector<Finding> findings_of(const Application& application, std::size_t index, const Claims& claims,
                                                   const std::vector<Examined>& documents) {
        const StoryContext context{kit_.words, kit_.advice, &content_.geo, options_.now, advertisement_};
        std::vector<Finding> out = tell_story(claims, documents, context);
        for (Finding& finding : shared_contacts(application, claims)) out.push_back(std::move(finding));
        if (const auto found = similar_.find(index); found != similar_.end())
            for (const Similar& similar : found->second) {
                if (!similar.other_person) continue;
                const bool picture = similar.kind == "picture";
                Finding finding{picture ? "story.similar_picture" : "story.similar_text",
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

    void state_applications() {
        for (std::size_t a = 0; a < applications_.size() && !cancelled(); ++a) {
            const Application& application = applications_[a];
            const std::vector<Examined> documents = documents_of(application);
            const Claims claims = claims_of(documents, application);
            state(application, documents, claims, options_.assess ? findings_of(application, a, claims, documents) : std::vector<Finding>{});
        }
    }

    struct Stated {
        std::string attribute, value;
        FileName file;
        std::uint64_t line = 0;
        Stance stance = Stance::claimed;
        Timestamp time;
    };

    void state(const Application& application, const std::vector<Examined>& documents, const Claims& claims, const std::vector<Finding>& findings) {
        std::vector<Stated> all;
        for (const Claim& claim : claims) {
            const std::string attribute = fact_attribute(claim);
            if (attribute.empty()) continue;
            std::string value = claim.value;
            if (attribute == "person.github") value = link_key(value).substr(link_key(value).find('/') + 1);
            all.push_back({attribute, value, claim.evidence.file, claim.evidence.line, claim.stance, Timestamp::none()});
            if (claim.attribute == "degree" && claim.to.size() >= 4)
                all.push_back(
                    {"education.end_year", claim.to.substr(0, 4), claim.evidence.file, claim.evidence.line, Stance::claimed, Timestamp::none()});
            if (claim.attribute == "address") {
                const AddressParts parts = address_parts(claim.value, kit_.words);
                const std::pair<const char*, const std::string*> pieces[] = {{"home.city", &parts.city},
                                                                             {"home.region", &parts.region},
                                                                             {"home.post_code", &parts.post_code},
                                                                             {"home.country", &parts.country}};
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
        std::set<std::string> joined;
        for (const Claim& claim : claims) {
            if (claim.attribute != "email" || claim.stance == Stance::observed) continue;
            // an address that somebody of another name gave too joins nobody: it is a finding
            const auto found = contacts_.find("@" + email_key(claim.value));
            const std::string own = person_of(application);
            const bool disputed = found != contacts_.end() && std::ranges::any_of(found->second, [&](const Contact& c) {
                                      return c.application != application.id && !same_name(own, c.name);
                                  });
            if (!disputed) joined.insert(claim.value);
        }
        Meaning meaning;
        Record record(1);
        meaning.event.record = &record;
        meaning.event.kind = "application";
        meaning.event.actor = {IdentifierKind::applicant_id, application.id};
        const std::string name = shown_name(claims);
        meaning.display_name = name;
        meaning.join.identifiers.push_back(meaning.event.actor);
        for (const std::string& mail : joined) meaning.join.identifiers.push_back({IdentifierKind::personal_email, mail});
        meaning.join.reason = "same application";
        bool first = true;
        const auto add = [&](const FileName& file, std::uint64_t line) {
            record.begin(RecordFormat::json, {files_.add(file), 0, 0, line}, {});
            rows_.ledger->add(meaning);
        };
        for (const Stated& stated : all) {
            const Attribute* attribute = content_.attributes.find(stated.attribute);
            if (!attribute || !content_.attributes.forbidden(stated.attribute).empty()) continue;
            meaning.statements.assign(1, {meaning.event.actor, attribute->id, stated.stance, stated.value, stated.time});
            add(stated.file, stated.line);
            first = false;
            meaning.join.identifiers.clear();
            meaning.display_name = {};
        }
        if (first) add(cards_[application.documents.front()].name, 0);
    }

    /// The address of the machine that wrote an e-mail: X-Originating-IP, or what the first relay saw.
    [[nodiscard]] static std::vector<std::string> sender_addresses(const Examined& document) {
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
    [[nodiscard]] static Timestamp mail_time(const Examined& document) {
        for (const auto& [name, value] : document.properties)
            if (ascii_lower(name) == "date")
                if (const auto time = parse_time(value)) return time->at;
        return Timestamp::none();
    }

    // --- assessment ------------------------------------------------------------------------------------------------------------
    Result<ScreenOutcome> finish(const std::function<void(const Applicant&)>& give) {
        rows_.ledger->finish();
        People people = resolve(std::move(*rows_.ledger), content_.attributes);
        std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> application_of;
        for (std::size_t a = 0; a < applications_.size(); ++a)
            application_of.emplace(normalise_identifier(IdentifierKind::applicant_id, applications_[a].id), a);
        CheckOutcome checks;
        if (options_.assess)
            checks = content_.checks.run(people, content_.attributes, content_.geo, options_.now,
                                         options_.threads ? options_.threads : usable_cores(), {});
        const std::vector<Cluster> clusters =
            options_.assess ? find_clusters(people, content_.attributes, content_.checks, checks.signals) : std::vector<Cluster>{};
        std::vector<std::vector<std::size_t>> members;
        for (const Cluster& cluster : clusters) members.push_back(cluster.persons);
        const std::vector<Decision> none;
        const auto assessments = assess(people, content_.attributes, content_.checks, checks.signals, members, content_.rules, none);
        std::vector<std::vector<IdentifierKey>> keys;
        std::vector<bool> applicants;
        for (const Person& person : people.persons) {
            auto& list = keys.emplace_back();
            bool one = person.kind == PersonKind::applicant || person.was_applicant;
            for (const PersonIdentifier& identifier : person.identifiers) {
                list.push_back(identifier.key);
                one |= identifier.key.kind == IdentifierKind::applicant_id && application_of.contains(identifier.key.text);
            }
            applicants.push_back(one);
        }
        ScanOptions scan_options;
        scan_options.now = options_.now;
        scan_options.program_version = options_.program_version;
        Report report = build_report(content_, scan_options, {people, checks, clusters, assessments, none, files_});
        std::vector<std::size_t> person_of_rank(people.persons.size() + 1);
        for (const Assessment& assessment : assessments) person_of_rank[assessment.rank] = assessment.person;
        for (ReportPerson& person : report.people) {
            const std::size_t index = person_of_rank[person.rank];
            if (!applicants[index]) continue;
            give(applicant_of(person, keys[index], application_of));
            ++out_.applicants;
            ++out_.bands[std::string(band_name(person.band))];
            if (cancelled()) {
                out_.interrupted = true;
                break;
            }
        }
        out_.notes = report.notes;
        return std::move(out_);
    }

    Applicant applicant_of(ReportPerson& person, const std::vector<IdentifierKey>& keys, const auto& application_of) {
        Applicant out;
        Claims claims;
        std::vector<std::size_t> own;
        for (const IdentifierKey& key : keys) {
            if (const auto found = application_of.find(key.text); key.kind == IdentifierKind::applicant_id && found != application_of.end())
                own.push_back(found->second);
            for (Claim& claim : desk_.rows(row_key(key.kind, key.text))) claims.push_back(std::move(claim));
        }
        std::vector<Finding> shared;
        for (const std::size_t a : own) {
            const Application& application = applications_[a];
            if (out.id.empty()) out.id = application.id;
            std::vector<Examined> documents = documents_of(application);
            Claims more = claims_of(documents, application);
            const std::size_t before = claims.size();
            claims.insert(claims.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
            if (const auto found = similar_.find(a); found != similar_.end())
                out.similar.insert(out.similar.end(), found->second.begin(), found->second.end());
            out.documents.insert(out.documents.end(), std::make_move_iterator(documents.begin()), std::make_move_iterator(documents.end()));
            if (options_.assess)
                for (Finding finding : shared_contacts(application, {claims.begin() + static_cast<std::ptrdiff_t>(before), claims.end()})) {
                    for (std::size_t& claim : finding.claims) claim += before;
                    shared.push_back(std::move(finding));
                }
            for (HiringDecision& decision : desk_.decisions(application.id)) out.decisions.push_back(std::move(decision));
        }
        if (out.id.empty()) out.id = person.id;
        if (options_.assess) {
            const StoryContext context{kit_.words, kit_.advice, &content_.geo, options_.now, advertisement_};
            out.findings = tell_story(claims, out.documents, context);
            out.findings.insert(out.findings.end(), std::make_move_iterator(shared.begin()), std::make_move_iterator(shared.end()));
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

    struct PendingPerson {
        std::string id, name;
        std::vector<Remembered> keys;
    };
    struct PendingPicture {
        std::string applicant, file;
        PictureKey key;
    };

    const Content& content_;
    const Kit& kit_;
    const ScreenOptions& options_;
    Desk& desk_;
    ExamineOptions examine_;
    std::vector<GivenFile> documents_, data_;
    std::vector<DocumentCard> cards_;
    std::vector<FileName> outer_;  ///< the file in which each card's document lies
    std::vector<std::string> advertisement_;
    std::vector<Application> applications_;
    RowsRead rows_;
    Files files_;
    std::unordered_map<std::string, std::vector<Contact>, StringHash, std::equal_to<>> contacts_;
    std::set<std::string> running_;
    std::map<std::size_t, std::vector<Similar>> similar_;
    std::vector<PendingPerson> pending_people_;
    std::vector<std::pair<RememberedText, WordHashes>> pending_texts_;
    std::vector<PendingPicture> pending_pictures_;
    ScreenOutcome out_;
};

}  // namespace

Result<ScreenOutcome> screen(const Content& content, const Kit& kit, const ScreenOptions& options, Desk& desk,
                             const std::function<void(const Applicant&)>& applicant) {
    return Run(content, kit, options, desk)(applicant);
}

}  // namespace bonafide::screen
