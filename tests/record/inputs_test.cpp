// What is given to be read: folders, globs, links, pipes, standard input; and input that goes to the limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/record/harness.h"
#include "tests/record/pack.h"

namespace bonafide::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const FieldNames& inputs_names() {
    static const FieldNames names = names_of({"a", "b"}, {"id", "name"});
    return names;
}

std::vector<std::string> names_read(const TempFolder& folder, const ReadResult& result) {
    std::vector<std::string> out;
    for (const FileReport& report : result.outcome.reports) out.push_back(std::filesystem::relative(report.file.path, folder.path()).string());
    return out;
}

TEST(Inputs, FoldersGlobsAndFilesAreReadOnceEachInOrder) {
    const TempFolder folder;
    for (const char* name : {"d/b.ndjson", "d/a.ndjson", "d/e/c.ndjson", "f.ndjson"}) folder.write(name, "{\"a\":1}\n");
    const ReadResult result =
        read_paths({folder / "f.ndjson", folder / "d", folder / "d/*.ndjson", folder / "nothing", folder / "x*"}, inputs_names());
    EXPECT_THAT(names_read(folder, result), ElementsAre("d/a.ndjson", "d/b.ndjson", "d/e/c.ndjson", "f.ndjson"));
    EXPECT_EQ(result.records.size(), 4U);
    EXPECT_THAT(result.unread_text(), HasSubstr("nothing@0:0 x1 not found"));
    EXPECT_THAT(result.unread_text(), HasSubstr("x*@0:0 x1 not found"));
}

TEST(Inputs, LinksAreFollowedOnceAndLoopsReported) {
    const TempFolder folder;
    folder.write("d/a.ndjson", "{\"a\":1}\n");
    const std::string outside = folder.write("elsewhere.ndjson", "{\"a\":2}\n");
    std::filesystem::create_symlink("a.ndjson", folder / "d/again.ndjson");
    std::filesystem::create_symlink(outside, folder / "d/outside.ndjson");
    std::filesystem::create_directory_symlink("..", folder / "d/up");
    std::filesystem::create_symlink("loop2", folder / "d/loop1");
    std::filesystem::create_symlink("loop1", folder / "d/loop2");
    std::filesystem::create_symlink("gone", folder / "d/dangling");
    const ReadResult result = read_paths({folder / "d"}, inputs_names());
    // `up` leads to the folder above, which holds `elsewhere.ndjson` and `d`: read once each.
    EXPECT_EQ(result.records.size(), 2U) << result.unread_text();
    for (const char* name : {"loop1", "loop2", "dangling"})
        EXPECT_THAT(result.unread_text(), HasSubstr(std::string("d/") + name + "@0:0 x1 symbolic link that leads nowhere"));
    EXPECT_THAT(result.unread_text(), HasSubstr("d/again.ndjson@0:0 x1 leads to something that is read already"));
    EXPECT_THAT(result.unread_text(), HasSubstr("d/up/elsewhere.ndjson@0:0 x1 the same file as"));
}

TEST(Inputs, PipesInAFolderAreNotWaitedFor) {
    const TempFolder folder;
    folder.write("a.ndjson", "{\"a\":1}\n");
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    const ReadResult result = read_paths({folder.path().string()}, inputs_names());
    EXPECT_EQ(result.records.size(), 1U);
    EXPECT_THAT(result.unread_text(), HasSubstr("pipe@0:0 x1 neither a file nor a folder"));
}

TEST(Inputs, UnreadableFilesAreReported) {
    if (::geteuid() == 0) GTEST_SKIP() << "skipped: root may read everything";
    const TempFolder folder;
    folder.write("a.ndjson", "{\"a\":1}\n");
    std::filesystem::permissions(folder.write("b.ndjson", "{\"a\":2}\n"), std::filesystem::perms::none);
    const ReadResult result = read_paths({folder.path().string()}, inputs_names());
    EXPECT_EQ(result.records.size(), 1U);
    EXPECT_THAT(result.unread_text(), HasSubstr("b.ndjson@0:0 x1 cannot be opened"));
}

TEST(Inputs, SkippedFilesAreNotOpened) {
    const TempFolder folder;
    folder.write("a.ndjson", "{\"a\":1}\n");
    folder.write("out/b.ndjson", "{\"a\":2}\n");
    ReadOptions options;
    options.skip = [](const std::filesystem::path& path) { return path.filename() == "out"; };
    EXPECT_EQ(read_paths({folder.path().string()}, inputs_names(), options).records.size(), 1U);
}

TEST(Inputs, StandardInputIsReadAlsoWhenCompressed) {
    const std::string lines = "{\"a\":1}\n{\"a\":2}\n";
    for (const std::string& bytes : {lines, pack(packings()[7], {{"", lines}}), pack(packings()[9], {{"", lines}})}) {
        std::istringstream in(bytes);
        ReadOptions options;
        options.standard_input = &in;
        const ReadResult result = read_paths({"-"}, inputs_names(), options);
        EXPECT_EQ(result.records.size(), 2U) << result.unread_text();
    }
    std::istringstream in(zip({{"a.ndjson", lines}}));
    ReadOptions options;
    options.standard_input = &in;
    EXPECT_THAT(read_paths({"-"}, inputs_names(), options).unread_text(), HasSubstr("-!a.ndjson@0:0 x1 not there when the archive was listed"));
}

TEST(Inputs, CancelEndsTheRunCleanly) {
    const TempFolder folder;
    folder.write("a.ndjson", "{\"a\":1}\n");
    Cancel cancel;
    cancel.request();
    ReadOptions options;
    options.cancel = &cancel;
    const ReadResult result = read_paths({folder.path().string()}, inputs_names(), options);
    EXPECT_TRUE(result.outcome.cancelled);
    EXPECT_TRUE(result.records.empty());
}

TEST(Inputs, ProgressEndsAtTheTotal) {
    const TempFolder folder;
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += "{\"a\":1}\n";
    folder.write("a.ndjson", lines);
    Progress last;
    ReadOptions options;
    options.progress = [&](const Progress& progress) { last = progress; };
    (void)read_paths({folder.path().string()}, inputs_names(), options);
    EXPECT_EQ(last.records, 1000U);
    EXPECT_EQ(last.bytes_done, lines.size());
    EXPECT_EQ(last.bytes_total, lines.size());
}

/// As long as a line may be, one is read; a longer one is reported and the lines around it are read.
TEST(Limits, LongLines) {
    const TempFolder folder;
    ReadOptions options;
    options.threads = 1;
    const auto with_line = [](std::size_t size) { return "{\"a\":1}\n{\"a\":2,\"b\":\"" + std::string(size, 'x') + "\"}\n{\"a\":3}\n"; };
    const ReadResult long_one = read_paths({folder.write("200.ndjson", with_line(200'000'000))}, inputs_names(), options);
    ASSERT_EQ(long_one.records.size(), 3U) << long_one.unread_text();
    EXPECT_EQ(long_one.records[1].locator.length, 200'000'014U);
    std::filesystem::remove(folder / "200.ndjson");

    options.limits.max_record_bytes = 1 << 20;
    for (const std::uint32_t chunk : {4096U, 2U << 20, 16U << 20}) {
        options.limits.chunk_bytes = chunk;
        const ReadResult result = read_paths({folder.write("5.ndjson", with_line(5'000'000))}, inputs_names(), options);
        EXPECT_EQ(result.records.size(), 2U) << chunk;
        EXPECT_EQ(result.unread_text(), folder / "5.ndjson" + "@8:2 x1 line longer than the limit for one record\n");
        const ReadResult value =
            read_paths({folder.write("5.json", "{\n\"a\":1}\n{\"a\":2,\n\"b\":\"" + std::string(5'000'000, 'x') + "\"}\n{\n\"a\":3}\n")},
                       inputs_names(), options);
        EXPECT_EQ(value.records.size(), 2U) << chunk;
        EXPECT_EQ(value.unread_text(), folder / "5.json" + "@9:3 x1 JSON value longer than the limit for one record\n");
        const ReadResult row =
            read_paths({folder.write("5.csv", "id,name\n1,x\n2," + std::string(5'000'000, 'x') + "\n3,y\n")}, inputs_names(), options);
        EXPECT_EQ(row.records.size(), 2U) << chunk;
        EXPECT_EQ(row.unread_text(), folder / "5.csv" + "@12:3 x1 row longer than the limit for one record\n");
    }
}

TEST(Limits, DeepJson) {
    const TempFolder folder;
    for (const bool wanted : {true, false}) {  // below a field somebody reads, and one nobody does
        const std::string key = wanted ? "b" : "zzz";
        const std::string lines = "{\"a\":1}\n{\"" + key + "\":" + std::string(10'000, '[') + "1" + std::string(10'000, ']') + "}\n{\"" + key +
                                  "\":" +
                                  [] {
                                      std::string s;
                                      for (int i = 0; i < 10'000; ++i) s += "{\"b\":";
                                      return s;
                                  }() +
                                  "1" + std::string(10'000, '}') + "}\n{\"a\":3}\n";
        const ReadResult result = read_paths({folder.write("deep.ndjson", lines)}, inputs_names());
        EXPECT_GE(result.records.size(), 2U);
        if (wanted) {
            EXPECT_EQ(result.records.size(), 2U);
            EXPECT_THAT(result.unread_text(), HasSubstr("deep"));
        }
        EXPECT_EQ(result.records.front().fields, "a=1;");
        EXPECT_EQ(result.records.back().fields, "a=3;");
    }
    const ReadResult open = read_paths({folder.write("open.json", std::string(100'000, '['))}, inputs_names());
    EXPECT_TRUE(open.records.empty());
    EXPECT_FALSE(open.outcome.unread.empty());
}

TEST(Limits, ManyThingsWrongAreOneEntryEach) {
    const TempFolder folder;
    std::string lines = "{\"a\":1}\n{\"a\":1}\n";
    for (int i = 0; i < 10'000; ++i) lines += "{\"a\":1}\n{\"a\":\n";
    const ReadResult result = read_paths({folder.write("a.ndjson", lines)}, inputs_names());
    EXPECT_EQ(result.records.size(), 10'002U);
    ASSERT_EQ(result.outcome.unread.size(), 1U);
    EXPECT_EQ(result.outcome.unread[0].count, 10'000U);
    EXPECT_EQ(result.outcome.unread[0].line, 4U);
}

TEST(Limits, ManyDifferentKeysAndShapes) {
    const TempFolder folder;
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += "{\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",\"a\":" + std::to_string(i) + "}\n";
    const ReadResult result = read_paths({folder.write("a.ndjson", lines)}, inputs_names());
    EXPECT_EQ(result.records.size(), 20'000U);
    EXPECT_EQ(result.records.back().fields, "a=19999;");
}

TEST(Locators, ThatLeadNowhereSaySo) {
    const TempFolder folder;
    folder.write("a.ndjson", "{\"a\":1}\n");
    folder.write("x!y.ndjson", "{\"a\":1}\n");
    folder.write("z.zip", zip({{"m.ndjson", "{\"a\":1}\n"}}));
    EXPECT_THAT(read_bytes({{"none.ndjson", ""}, 0, 3}, folder.path()).error().text(), HasSubstr("cannot be opened"));
    EXPECT_THAT(read_bytes({{"a.ndjson", ""}, 5, 30}, folder.path()).error().text(), HasSubstr("ends before offset 35"));
    EXPECT_THAT(read_bytes({{"z.zip", "n.ndjson"}, 0, 3}, folder.path()).error().text(), HasSubstr("no such member"));
    EXPECT_EQ(read_bytes(*parse_locator("x!y.ndjson@0+7"), folder.path()).value_or("?"), "{\"a\":1}");
    EXPECT_EQ(read_bytes(*parse_locator("z.zip!m.ndjson@0+7"), folder.path()).value_or("?"), "{\"a\":1}");
}

}  // namespace
}  // namespace bonafide::test
