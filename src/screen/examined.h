// What one document gave: its kind, the claims in it, the checks of the paper, what is odd about it, and what it can be compared by.
// Made by examine(); kept by the desk, so that no file is read twice; grouped into applications.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/geo.h"
#include "base/list.h"
#include "base/time.h"
#include "screen/claim.h"
#include "screen/repository.h"
#include "screen/words.h"

namespace bonafide {
struct Content;
}

namespace bonafide::document {
class DocumentReader;
}

namespace bonafide::paper {
class PictureModel;
}

namespace bonafide::screen {

struct PaperCheck {
    std::string check, verdict, reason, standard;
    std::uint32_t page = 1;
    document::Box box;
};

struct PaperField {
    std::string zone, name, value;
};

constexpr int examined_format = 3;  ///< changes with what pack() of an examined document gives: kept ones of another are examined again

struct Examined {
    FileName name;
    std::string kind;    ///< "resume", "letter", "email", "passport", ..., "other"
    std::string format;  ///< "pdf", "docx", ...
    Claims claims;
    std::vector<PaperField> fields;
    std::vector<PaperCheck> checks;
    std::vector<std::pair<std::string, std::string>> properties;
    std::vector<std::pair<std::string, std::string>> oddities;  ///< kind, detail
    std::vector<std::string> hidden;                            ///< lines nobody can see
    std::vector<std::string> body;                              ///< sentences, for the advertisement
    std::vector<std::uint32_t> words;                           ///< of the text, hashed, sorted: what near-duplicates are found by
    std::vector<std::string> pictures;                          ///< fingerprints, packed by paper, of those that are not of one colour
    std::vector<Repository> repositories;                       ///< of a git clone: one
    std::vector<std::int64_t> pushes;                           ///< of a profile: when code was pushed, by the host's clock, seconds since 1970
    std::string text_hash;                                      ///< of the folded text
    std::string unread;                                         ///< why it could not be read; empty if it could
    std::string hint;
};

struct ExamineOptions {
    const Words* words = nullptr;
    const Geo* geo = nullptr;
    const Lists* lists = nullptr;
    const RepositoryRules* repositories = nullptr;
    const Content* content = nullptr;  ///< the sources by which profiles are read
    Timestamp today;
    bool pictures = true;
    bool recordings = false;                     ///< of interviews: consent was declared
    const paper::PictureModel* model = nullptr;  ///< one that the user brings
    std::uint64_t max_bytes = 256ULL << 20;
    document::DocumentReader* reader = nullptr;  ///< of this thread, with its own limits; none: a program is started for each document
};

/// The document, and its attachments as documents of their own (member = name of the attachment).
[[nodiscard]] std::vector<Examined> examine(const FileName& name, std::string_view bytes, const ExamineOptions& options);

/// A git clone as a document of kind "repository". `folder`: where it can be opened, which for one in an archive is not its name.
[[nodiscard]] Examined examine_repository(const FileName& name, const std::string& folder, const RepositoryRules& rules);

[[nodiscard]] std::string pack(const Examined& examined);
[[nodiscard]] bool unpack(std::string_view bytes, Examined& examined);

class Pack;  // packing.h
class Unpack;
void pack(Pack& p, const Claim& c);  ///< without the file it lies in
void unpack(Unpack& u, Claim& c);

}  // namespace bonafide::screen
