// The commits that people make, and the bare repository (a mirror clone) that holds them. Written through libgit2's in-memory
// object store as one pack.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "simulate/day.h"

namespace bonafide::sim {

struct Commit {
    std::int64_t us = 0;
    int offset_minutes = 0;
    std::string author, email;
    std::uint64_t person = 0;
};

/// What a person commits on a day; nothing on days without.
[[nodiscard]] std::vector<Commit> commits_of(const Organisation& org, const Person& person, const Day& day);

class RepositoryWriter {
public:
    RepositoryWriter() = default;
    ~RepositoryWriter();
    RepositoryWriter(const RepositoryWriter&) = delete;
    RepositoryWriter& operator=(const RepositoryWriter&) = delete;

    [[nodiscard]] Result<void> open(const std::filesystem::path& folder);
    void add(Commit commit) { pending_.push_back(std::move(commit)); }
    /// Writes what was added so far, oldest first.
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> close();
    [[nodiscard]] std::uint64_t commits() const { return commits_; }

private:
    struct State;
    State* state_ = nullptr;
    std::vector<Commit> pending_;
    std::uint64_t commits_ = 0;
};

}  // namespace bonafide::sim
