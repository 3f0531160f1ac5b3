// Data exports of the applicant's own accounts (LinkedIn, GitHub): which files are one, which of them are read and why the others are not
// (content/screen/profiles.yml), and what a file of one claims (content/sources, `profile: true`). Used by files, reading and screen.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "screen/examined.h"
#include "screen/files.h"

namespace bonafide::screen {

struct ProfileRules {
    struct PassedOver {
        std::string reason;
        std::vector<std::string> files;  ///< globs below the export's folder
    };
    struct Export {
        std::string title;
        std::vector<std::string> marks;  ///< two of these side by side are an export
        std::vector<std::string> whole;  ///< globs: a folder or archive of this name holds nothing else
        std::vector<std::string> read;
        std::vector<PassedOver> passed_over;
        std::string otherwise;  ///< why the rest is not read
    };
    struct File {
        std::string title;
        std::vector<std::string> keys, without;  ///< JSON keys that its beginning has, and has not
    };
    std::vector<Export> exports;
    std::vector<File> files;
    [[nodiscard]] static ProfileRules load(const std::filesystem::path& file, Errors& errors);

    /// The title of the profile file that begins like this; "" if it is none.
    [[nodiscard]] std::string_view title_of(std::string_view beginning) const;
    /// Marks the files of exports among those given: what they are part of, where they stand for grouping, and which are passed over.
    void mark_exports(std::vector<GivenFile>& files) const;
};

/// How much of a file is looked at by title_of().
inline constexpr std::size_t profile_beginning = 64U << 10;

/// A file of a profile as a document of kind "profile"; nothing but the reason of one that is passed over.
[[nodiscard]] Examined examine_profile(const GivenFile& file, std::string_view bytes, const ExamineOptions& options);

}  // namespace bonafide::screen
