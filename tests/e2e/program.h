// Runs the built program as a user would, in a fresh folder. Used by the end-to-end tests.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace bonafide::e2e {

struct Outcome {
    int exit = -1;
    std::string out;  ///< standard output
    std::string err;  ///< standard error
};

/// A folder that is gone when the test ends.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "bonafide-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// `bonafide ARGUMENTS` through the shell.
inline Outcome run(const std::string& arguments, const std::string& input = {}) {
    Folder scratch;
    scratch.write("in", input);
    const std::string command =
        std::string(BONAFIDE_PROGRAM) + " " + arguments + " <" + (scratch / "in") + " >" + (scratch / "out") + " 2>" + (scratch / "err");
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), slurp(scratch / "out"), slurp(scratch / "err")};
}

}  // namespace bonafide::e2e
