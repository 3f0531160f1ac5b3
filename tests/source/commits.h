// A git repository of empty commits, for cases of git sources.
#pragma once

#include <git2.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/yaml.h"

namespace bonafide::testing {

/// "Jo Lee <jo@x.org>" at a time with offset.
class Signature {
public:
    Signature(const std::string& who, const std::string& when) {
        const std::size_t open = who.find(" <");
        const auto time = parse_time(when);
        if (open == std::string::npos || !time || !time->zoned)
            throw std::runtime_error("expected NAME <EMAIL> and a time with offset: " + who + " " + when);
        const std::string name = who.substr(0, open), email = who.substr(open + 2, who.size() - open - 3);
        if (git_signature_new(&signature_, name.c_str(), email.c_str(), time->at.seconds(), time->offset_seconds / 60) != 0)
            throw std::runtime_error("libgit2 refused " + who);
    }
    ~Signature() { git_signature_free(signature_); }
    Signature(const Signature&) = delete;
    Signature& operator=(const Signature&) = delete;
    [[nodiscard]] const git_signature* get() const { return signature_; }

private:
    git_signature* signature_ = nullptr;
};

/// commits: [{author: "Jo <jo@x.org>", date: ..., committer: (the author), committed: (date), message: ...}], the oldest first.
inline void make_repository(const std::filesystem::path& folder, const std::vector<YamlNode>& commits) {
    git_libgit2_init();
    git_repository* repository = nullptr;
    if (git_repository_init(&repository, folder.c_str(), 0) != 0) throw std::runtime_error("no repository in " + folder.string());
    git_treebuilder* builder = nullptr;
    git_oid tree_id, head;
    git_treebuilder_new(&builder, repository, nullptr);
    git_treebuilder_write(&tree_id, builder);
    git_treebuilder_free(builder);
    git_tree* tree = nullptr;
    git_tree_lookup(&tree, repository, &tree_id);
    git_commit* parent = nullptr;
    for (const YamlNode& node : commits) {
        node.allow_only({"author", "date", "committer", "committed", "message"});
        const Signature author(node.get("author").text(), node.get("date").text());
        const Signature committer(node.get("committer").text(node.get("author").text()), node.get("committed").text(node.get("date").text()));
        const git_commit* parents[] = {parent};
        const int failed =
            git_commit_create(&head, repository, "HEAD", author.get(), committer.get(), nullptr, node.get("message").text("change").c_str(), tree,
                              parent ? 1U : 0U, const_cast<const git_commit**>(parents));
        if (failed != 0) throw std::runtime_error(git_error_last()->message);
        git_commit_free(parent);
        git_commit_lookup(&parent, repository, &head);
    }
    git_commit_free(parent);
    git_tree_free(tree);
    git_repository_free(repository);
    git_libgit2_shutdown();
}

}  // namespace bonafide::testing
