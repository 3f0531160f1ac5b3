#include "base/list.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace bonafide {
namespace {

class ListFiles : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::path(testing::TempDir()) / ("lists_" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(const char* name, std::string_view content) { std::ofstream(folder_ / name, std::ios::binary) << content; }
    /// The label found for `value` in the list that `content` describes, "-" where it is not in it.
    std::string label(std::string_view content, std::string_view value) {
        write("t.yml", content);
        Errors errors;
        const Lists lists = Lists::load(folder_, errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        const ListEntry* entry = lists.find("t")->find(value);
        return entry == nullptr ? "-" : entry->label;
    }
    std::filesystem::path folder_;
};

TEST_F(ListFiles, EveryKindCompares) {
    const auto list = [](std::string_view kind, std::string_view values) {
        return "title: T\nkind: " + std::string(kind) + "\nentries: [{values: [" + std::string(values) + "], label: hit}]\n";
    };
    struct Case {
        const char *kind, *values, *value;
        bool found;
    };
    const Case cases[] = {{"exact", "AnyDesk.exe", "anydesk.EXE", true},
                          {"exact", "AnyDesk.exe", " anydesk.exe ", true},
                          {"exact", "AnyDesk.exe", "anydesk", false},
                          {"glob", "\"*desk*.exe\"", "RustDesk-1.2.exe", true},
                          {"glob", "\"*desk*.exe\"", "RustDesk-1.2.dll", false},
                          {"suffix_domain", "anydesk.com", "relay-3.AnyDesk.com", true},
                          {"suffix_domain", "anydesk.com", "anydesk.com", true},
                          {"suffix_domain", "anydesk.com", "notanydesk.com", false},
                          {"suffix_domain", "\"*.anydesk.com\"", "a.b.anydesk.com", true},
                          {"suffix_domain", "anydesk.com", "com", false},
                          {"cidr", "192.0.2.0/24", "192.0.2.9", true},
                          {"cidr", "192.0.2.0/24", "192.0.3.9", false},
                          {"cidr", "\"2001:db8::/32\"", "2001:db8::5", true},
                          {"cidr", "192.0.2.0/24", "not an address", false},
                          {"substring", "Astrill", "ASTRILL SYSTEMS CORP", true},
                          {"substring", "Astrill", "Astral", false}};
    for (const Case& c : cases)
        EXPECT_EQ(label(list(c.kind, c.values), c.value), c.found ? "hit" : "-") << c.kind << ' ' << c.values << ' ' << c.value;
}

TEST_F(ListFiles, DefaultsFilesAndFirstEntryWins) {
    write("more.txt", "# comment\nalpha\n\nbeta # with a reason\n");
    write("t.yml",
          "title: T\ndefaults: {source: S, date: 2026-10}\nfile: more.txt\nentries:\n  - plain\n  - {value: x, label: one, source: own, date: "
          "2025-01-02}\n"
          "  - {value: X, label: two}\n");
    Errors errors;
    const Lists lists = Lists::load(folder_, errors);
    ASSERT_TRUE(errors.empty()) << errors[0].text();
    const List& list = *lists.find("t");
    EXPECT_EQ(list.entries().size(), 5U);
    EXPECT_EQ(list.find("PLAIN")->source, "S");
    EXPECT_EQ(list.find("x")->label, "one");
    EXPECT_EQ(list.find("x")->source, "own");
    EXPECT_EQ(list.find("beta")->date, "2026-10");
    EXPECT_EQ(list.find("# comment"), nullptr);
    EXPECT_EQ(lists.find("absent"), nullptr);
}

TEST_F(ListFiles, EveryMistakeIsSaid) {
    write("t.yml", "kind: fuzzy\nentries:\n  - {values: [\"\"], lable: x, date: yesterday}\n  - {label: nothing}\nfile: absent.txt\n");
    write("net.yml", "title: N\nkind: cidr\nentries: [1.2.3.0/33]\n");
    write("broken.yml", "title: [\n");
    write("none.yml", "title: N\n");
    Errors errors;
    const Lists lists = Lists::load(folder_, errors);
    std::string all;
    for (const Error& error : errors) all += error.text() + "\n";
    for (const char* expected :
         {"\"title\" is missing", "found \"fuzzy\"", "unknown word \"lable\"", "did you mean \"label\"", "found \"yesterday\"",
          "\"value\" is missing", "absent.txt cannot be opened", "is empty", "found \"1.2.3.0/33\"", "broken.yml:", "expected entries: or file:"})
        EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nis not in\n" << all;
}

TEST(ListContent, OursLoadWithoutAMistake) {
    Errors errors;
    const Lists lists = Lists::load(std::filesystem::path(BONAFIDE_CONTENT) / "lists", errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
}

}  // namespace
}  // namespace bonafide
