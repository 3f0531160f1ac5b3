// An application's claims and findings in the words of the ledger of facts (content/attributes.yml), and into it. Inside of screen only.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "person/ledger.h"
#include "scan/content.h"
#include "screen/story.h"

namespace bonafide::screen {

struct Stated {
    std::string attribute, value;
    FileName file;
    std::uint64_t line = 0;
    Stance stance = Stance::claimed;
    Timestamp time;
};

[[nodiscard]] std::vector<Stated> stated_of(std::span<const Examined> documents, const Claims& claims, const std::vector<Finding>& findings,
                                            const Words& words);

/// Into the ledger, as statements about the applicant `id`, who is also found by the addresses in `mails`.
void state(Ledger& ledger, Files& files, const Content& content, const std::string& id, const std::string& name, const std::set<std::string>& mails,
           const std::vector<Stated>& all, const FileName& otherwise);

}  // namespace bonafide::screen
