// Small git clones for the tests of screening: commits with files, by whom and when one likes.
#pragma once

#include <git2.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include "base/time.h"

namespace bonafide::screen::testing_support {

struct MadeCommit {
    std::string author, date;                  ///< "Jo Lee <jo@x.org>", ISO 8601 with offset
    std::map<std::string, std::string> files;  ///< added or changed
    std::string committer, committed;          ///< "": as the author's
};

class Clone {
public:
    explicit Clone(const std::filesystem::path& folder, bool bare = false) {
        git_libgit2_init();
        std::filesystem::create_directories(folder);
        check(git_repository_init(&repository_, folder.c_str(), bare));
        check(git_repository_index(&index_, repository_));
    }
    ~Clone() {
        git_commit_free(last_);
        git_index_free(index_);
        git_repository_free(repository_);
        git_libgit2_shutdown();
    }
    Clone(const Clone&) = delete;
    Clone& operator=(const Clone&) = delete;

    void commit(const MadeCommit& made) {
        for (const auto& [path, text] : made.files) {
            git_index_entry entry{};
            entry.path = path.c_str();
            entry.mode = GIT_FILEMODE_BLOB;
            check(git_blob_create_from_buffer(&entry.id, repository_, text.data(), text.size()));
            check(git_index_add(index_, &entry));
        }
        git_oid tree_id, id;
        git_tree* tree = nullptr;
        check(git_index_write_tree_to(&tree_id, index_, repository_));
        check(git_tree_lookup(&tree, repository_, &tree_id));
        git_signature* author = signature(made.author, made.date);
        git_signature* committer =
            signature(made.committer.empty() ? made.author : made.committer, made.committed.empty() ? made.date : made.committed);
        const git_commit* parents[] = {last_};
        check(git_commit_create(&id, repository_, "HEAD", author, committer, nullptr, "change", tree, last_ ? 1U : 0U, parents));
        git_signature_free(author);
        git_signature_free(committer);
        git_tree_free(tree);
        git_commit_free(last_);
        check(git_commit_lookup(&last_, repository_, &id));
    }
    void remote(const std::string& name, const std::string& url) {
        git_remote* made = nullptr;
        check(git_remote_create(&made, repository_, name.c_str(), url.c_str()));
        git_remote_free(made);
    }

private:
    static void check(int status) {
        if (status != 0) throw std::runtime_error(git_error_last() ? git_error_last()->message : "libgit2");
    }
    static git_signature* signature(const std::string& who, const std::string& when) {
        const std::size_t open = who.find(" <");
        const auto time = parse_time(when);
        if (open == std::string::npos || !time) throw std::runtime_error("expected NAME <EMAIL> and a time: " + who + " " + when);
        git_signature* out = nullptr;
        check(git_signature_new(&out, who.substr(0, open).c_str(), who.substr(open + 2, who.size() - open - 3).c_str(), time->at.seconds(),
                                time->offset_seconds / 60));
        return out;
    }

    ::git_repository* repository_ = nullptr;
    git_index* index_ = nullptr;
    git_commit* last_ = nullptr;
};

}  // namespace bonafide::screen::testing_support
