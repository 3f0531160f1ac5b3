// The screening desk's drawer: one SQLite file with what was read of each document (so that no file is read twice and a killed run goes on),
// everybody who ever applied with what they can be recognised by, interview records and hiring decisions. Used by screen and by the commands beside
// it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "screen/examined.h"
#include "screen/files.h"
#include "screen/same_code.h"
#include "screen/similar.h"

namespace bonafide::screen {

/// A document as it is kept: the file's stamp and what was made of it.
struct DocumentKey {
    FileName name;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
};

/// What somebody of an earlier run can be recognised by.
struct Remembered {
    std::string applicant, name;
    std::string kind, key;  ///< "phone" "+15125550143"
    std::string file;
};

struct RememberedText {
    std::int64_t number = 0;
    std::string applicant, name, file, kind;
};

struct RememberedPicture {
    std::int64_t number = 0;
    std::string applicant, name, file;  ///< `name`: the applicant's; "" where it is not known
};

struct RememberedRepository {
    std::int64_t number = 0;
    std::string applicant, name, file;
};
struct LikeRepository {
    RememberedRepository repository;
    SameCode code;
};

struct Observation {
    std::string applicant, attribute, value, by;
    Timestamp at;
};

struct HiringDecision {
    std::string applicant, decision, because, by;
    Timestamp at;
};

class Desk {
public:
    /// "" is a temporary file that goes with the Desk.
    [[nodiscard]] static Result<Desk> open(const std::filesystem::path& file);
    ~Desk();
    Desk(Desk&&) noexcept;
    Desk& operator=(Desk&&) noexcept;

    // --- documents of this run and of earlier ones ---
    /// Unchanged since it was read under the same content?
    [[nodiscard]] bool has(const DocumentKey& key, const std::string& content);
    [[nodiscard]] Result<void> put(const std::string& content, const std::vector<std::pair<DocumentKey, std::vector<Examined>>>& batch);
    [[nodiscard]] std::vector<Examined> documents(const FileName& name);

    // --- rows of exports, by the identifier of whom they speak ---
    [[nodiscard]] Result<void> put_rows(const std::vector<std::pair<std::string, Claim>>& rows);
    [[nodiscard]] Claims rows(const std::string& identifier);
    /// Other names under which rows are looked for: an e-mail address, and the identifier they are filed under.
    [[nodiscard]] Result<void> put_row_names(const std::vector<std::pair<std::string, std::string>>& names);
    /// The identifiers that an e-mail address stands for in exports, sorted; itself among them.
    [[nodiscard]] std::vector<std::string> row_keys(const std::string& mail);
    void clear_rows();

    // --- memory of people ---
    [[nodiscard]] Result<void> remember(const std::string& applicant, const std::string& name, Timestamp at, const std::vector<Remembered>& keys);
    [[nodiscard]] std::vector<Remembered> others_with(const std::string& kind, const std::string& key, const std::string& except);
    /// Nothing changes where the same words were remembered of this file; other words get a number of their own.
    [[nodiscard]] Result<void> remember_text(const RememberedText& text, const WordHashes& words);
    [[nodiscard]] WordHashes words_of(std::int64_t number);
    [[nodiscard]] RememberedText text(std::int64_t number);  ///< number 0: there is none
    [[nodiscard]] std::vector<RememberedText> texts_of(const std::string& applicant);
    [[nodiscard]] std::size_t count_texts();
    /// Those with a higher number than `after`, in order.
    void each_text(std::int64_t after, const std::function<void(std::int64_t number, const WordHashes&)>& use);
    /// The index over them; `numbers`: of each of its texts. false: there is none, or it is damaged. Texts to come are made room for.
    [[nodiscard]] bool load_similar(std::size_t room, SimilarIndex& index, std::vector<std::uint32_t>& numbers);
    /// What was added from the `from`th text on; from 0 all is replaced.
    [[nodiscard]] Result<void> save_similar(const SimilarIndex& index, const std::vector<std::uint32_t>& numbers, std::size_t from);
    [[nodiscard]] Result<void> remember_picture(const std::string& applicant, const std::string& file, const std::string& fingerprint);
    /// In the order of their numbers.
    void each_picture(const std::function<void(const RememberedPicture& picture, const std::string& fingerprint)>& use);
    [[nodiscard]] std::string picture(std::int64_t number);  ///< its fingerprint; "": there is none

    [[nodiscard]] Result<void> remember_repository(const RememberedRepository& repository, const RepositoryKey& key);
    [[nodiscard]] std::vector<RememberedRepository> repositories_of(const std::string& applicant);
    /// Those of others that show the same code; the most alike first. What more than twenty others have is common.
    [[nodiscard]] std::vector<LikeRepository> repositories_like(const RememberedRepository& one);

    /// Several writes in one transaction.
    [[nodiscard]] Result<void> together(const std::function<Result<void>()>& writes);

    // --- the run that goes on: outcomes wait in a file of their own for the report, and a killed run finds them there ---
    struct Outcome {
        std::string key;  ///< of whom; each once
        int band = 0;
        double bits = 0;
        std::string lead;  ///< outcomes are given by band and bits, falling, then by lead and place
        std::int64_t place = 0;
        std::vector<std::uint32_t> applications;
        std::string body;
    };
    /// true: a run of this fingerprint was broken off, and its outcomes are there. Those of any other are removed.
    [[nodiscard]] Result<bool> begin_run(const std::string& fingerprint);
    [[nodiscard]] std::vector<std::string> outcome_keys();
    [[nodiscard]] Result<void> put_outcomes(const std::vector<Outcome>& batch);
    /// As long as `use` gives true.
    void each_outcome(const std::function<bool(Outcome)>& use);
    void end_run();

    // --- interviews and decisions ---
    [[nodiscard]] Result<void> record(const Observation& observation);
    [[nodiscard]] std::vector<Observation> observations(const std::string& applicant);
    [[nodiscard]] Result<void> decide(const HiringDecision& decision);
    [[nodiscard]] std::vector<HiringDecision> decisions(const std::string& applicant);

    /// Removes everything of somebody (found by id, name, e-mail or telephone); what was removed, in words. `keep_fingerprints`: word and picture
    /// fingerprints stay, under no name.
    [[nodiscard]] Result<std::vector<std::string>> forget(const std::string& who, bool keep_fingerprints);
    /// Applicants last seen before that day.
    [[nodiscard]] std::vector<std::string> older_than(Timestamp at);

private:
    struct Database;
    explicit Desk(std::unique_ptr<Database> database);
    [[nodiscard]] Result<std::size_t> forget_in_index(const std::vector<std::int64_t>& numbers);
    std::unique_ptr<Database> database_;
};

}  // namespace bonafide::screen
