// A handful of checks for tests that need some, and not those of content/: their ids say family, group and kind.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "check/check.h"
#include "tests/e2e/program.h"

namespace bonafide::test {

struct CheckRow {
    std::string id, family, group;
    bool stands_alone = false;
    std::string kind = "match", attribute = "process.name";
};

inline std::string check_text(const CheckRow& row) {
    const std::string rule = row.kind == "match" ? "match:\n  attribute: " + row.attribute + "\n  values: [anything]\nbits: 3\n"
                                                 : "shared:\n  attribute: " + row.attribute + "\n  fan_out: [[2, 5]]\n";
    return "id: " + row.id + "\ntitle: Title of " + row.id + "\nkind: " + row.kind + "\ntactics: [T8]\nattack: [T1219]\nfamily: " + row.family +
           "\ngroup: " + row.group + "\nstands_alone: " + (row.stands_alone ? "true" : "false") + "\nreads: [" + row.attribute + "]\n" + rule +
           "reason: a test\nsay: \"it was so\"\ninnocent: [\"a test\"]\nnext: \"nothing\"\nreferences:\n  - {title: \"a test\", url: "
           "\"https://example.org\", date: 2026-01-01}\n";
}

inline CheckSet make_checks(const std::vector<CheckRow>& rows, const Attributes& attributes) {
    const e2e::Folder folder;
    for (const CheckRow& row : rows) folder.write(row.id + ".yml", check_text(row));
    Errors errors;
    CheckSet checks = CheckSet::load(folder.path(), attributes, Lists{}, errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return checks;
}

inline Attributes load_attributes() {
    Errors errors;
    Attributes attributes = Attributes::load(std::string(BONAFIDE_CONTENT) + "/attributes.yml", errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return attributes;
}

inline std::size_t check_index(const CheckSet& checks, const std::string& id) {
    for (std::size_t i = 0; i < checks.checks().size(); ++i)
        if (checks.checks()[i].id == id) return i;
    ADD_FAILURE() << "no check " << id;
    return 0;
}

}  // namespace bonafide::test
