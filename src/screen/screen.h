// The main job of screening: reads what a company has of its applicants, finds out whose it is, compares, assesses, and hands out one applicant
// after the other, those of whom most is to be asked first. Memory does not grow with what is read and found: documents and outcomes lie in the Desk
// until they are handed out, and a run that was killed goes on from there. Prints nothing, reads no clock.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "name/hint.h"
#include "report/report.h"
#include "scan/content.h"
#include "screen/desk.h"
#include "screen/profiles.h"
#include "screen/same_code.h"
#include "screen/story.h"

namespace bonafide::screen {

/// content/screen, loaded once.
struct Kit {
    Words words;
    Advice advice;
    RepositoryRules repositories;
    ProfileRules profiles;
    [[nodiscard]] static Kit load(const std::filesystem::path& content, Errors& errors);
};

enum class Verdict : std::uint8_t { open, confirmed, contradicted };
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

struct JudgedClaim {
    Claim claim;
    Verdict verdict = Verdict::open;
    std::vector<std::string> by;  ///< what confirms or contradicts it
    std::string next_step;        ///< of open and contradicted ones
};

struct Similar {
    std::string kind;  ///< "resume", "letter", "picture", "repository"
    std::string file, other_applicant, other_name, other_file;
    double similarity = 0;
    bool other_person = false;       ///< under another name
    std::vector<SimilarFile> files;  ///< of repositories
    bool one_history = false;        ///< of repositories: commits in common, as two clones of a joint project have
};

struct Applicant {
    std::string id, name;
    std::vector<std::string> files;
    Band band = Band::clear;
    std::string band_note;
    double bits = 0, probability = 0;
    std::vector<JudgedClaim> claims;
    std::vector<Examined> documents;
    std::vector<Similar> similar;
    std::vector<ReportSignal> signals;
    std::vector<Finding> findings;
    std::vector<HiringDecision> decisions;
};

struct ScreenProgress {
    enum class Stage : std::uint8_t { reading, remembering, assessing } stage = Stage::reading;
    std::size_t done = 0, total = 0;  ///< documents, then applications
};

struct ScreenOptions {
    std::vector<std::string> inputs;
    unsigned threads = 0;  ///< 0: all usable cores
    Timestamp now;
    std::string program_version;
    bool pictures = true;                        ///< look at the pixels of papers
    bool recordings = false;                     ///< look at recordings of interviews: the people in them agreed
    const paper::PictureModel* model = nullptr;  ///< asked about pictures too
    bool assess = true;                          ///< false: claims only; nothing is compared or remembered
    const name::KeptLists* lists = nullptr;      ///< applicants are compared with them; none: nobody is, and nothing is said of it
    std::function<bool(const std::string& path)> skip;
    std::function<void(const ScreenProgress&)> progress;  ///< after each transaction of the store
    std::size_t batch = 200;                              ///< documents or applications a transaction
    Cancel* cancel = nullptr;
    bool one_by_one = true;  ///< false: all applications at once, in memory; the same outcome, for comparison
};

struct ScreenOutcome {
    std::vector<Unread> unread;
    std::size_t files = 0, documents = 0, applicants = 0, rows = 0, reused = 0;
    std::map<std::string, std::size_t> bands;
    std::vector<std::string> notes;
    std::vector<Examined> others;  ///< files that are nobody's application: exports that were read, job advertisements
    bool interrupted = false;
};

[[nodiscard]] Result<ScreenOutcome> screen(const Content& content, const Kit& kit, const ScreenOptions& options, Desk& desk,
                                           const std::function<void(const Applicant&)>& applicant);

/// The verdict of each claim. Inside screen, and for the tests.
[[nodiscard]] std::vector<JudgedClaim> judge(Claims claims, const std::vector<Finding>& findings, std::span<const Examined> documents,
                                             const Kit& kit);

}  // namespace bonafide::screen
