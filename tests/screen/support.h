// What the tests of screening share: the content, folders of applications, a run and its screen.json.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "screen/writers.h"

namespace bonafide::screen::testing_support {

namespace fs = std::filesystem;

struct Desktop {
    std::unique_ptr<Content> content;
    Kit kit;
    Desktop() {
        Errors errors;
        ContentPaths paths;
        paths.content = BONAFIDE_CONTENT;
        paths.data = fs::path(BONAFIDE_ROOT) / ".data";
        content = Content::load(paths, errors);
        kit = Kit::load(BONAFIDE_CONTENT, errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
    }
};

inline const Desktop& desktop() {
    static const Desktop one;
    return one;
}

class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("bonafide-screen-" + std::to_string(::getpid()) + "-" + std::to_string(next()++))) {
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    static int& next() {
        static int number = 0;
        return number;
    }
    fs::path path_;
};

inline ScreenOptions options_for(const std::vector<std::string>& inputs) {
    ScreenOptions options;
    options.inputs = inputs;
    options.threads = 2;
    options.now = parse_time("2026-03-25")->at;
    return options;
}

struct Screened {
    std::map<std::string, Applicant> applicants;
    ScreenOutcome outcome;
    std::string json;  ///< screen.json
};

inline Screened screened(const ScreenOptions& options, Desk& desk) {
    Screened out;
    std::ostringstream text;
    ScreenJson json(text, options.now, "test");
    auto outcome = screen::screen(*desktop().content, desktop().kit, options, desk, [&](const Applicant& a) {
        json.add(a);
        EXPECT_TRUE(out.applicants.emplace(a.id, a).second) << a.id << " was handed out twice";
    });
    EXPECT_TRUE(outcome.has_value());
    if (!outcome) return out;
    json.finish(*outcome);
    out.outcome = std::move(*outcome);
    out.json = text.str();
    return out;
}

}  // namespace bonafide::screen::testing_support
