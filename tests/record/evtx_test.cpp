// Windows event logs: made ones, whole and damaged, in every way they can be read; real ones where ../shared/data has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/record/harness.h"
#include "tests/record/make_evtx.h"
#include "tests/record/pack.h"

namespace bonafide::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const FieldNames& event_names() {
    static const FieldNames names = names_of({"Event.System.EventID", "Event.EventData.A", "Event.EventData.Left"});
    return names;
}

std::vector<EvtxItem> values(std::uint16_t id, std::string_view text) {
    return {number_item<std::uint16_t>(6, id), text_item("Security"), text_item(text), {0, {}}};
}

EvtxChunk chunk_of(int records, std::uint64_t first = 1) {
    EvtxChunk out(first);
    for (int i = 0; i < records; ++i) out.record(values(static_cast<std::uint16_t>(first + static_cast<unsigned>(i)), "text " + std::to_string(i)));
    return out;
}

std::vector<std::string> lines_of(const ReadResult& result) {
    std::vector<std::string> out;
    for (const ReadRecord& record : result.records) out.push_back(record.fields);
    return out;
}

ReadResult read_log(const std::string& bytes) {
    const TempFolder folder;
    return read_paths({folder.write("x.evtx", bytes)}, event_names());
}

TEST(Evtx, IsReadAlikeInEveryWayAndFoundAgain) {
    const TempFolder folder;
    const std::string log = evtx_file({chunk_of(3).finish(), chunk_of(40, 4).finish(), chunk_of(1, 44).finish()});
    std::vector<std::string> ways{folder.write("x.evtx", log)};
    for (const Packing& packing : packings()) ways.push_back(folder.write("x.evtx" + packing.suffix, pack(packing, {{"x.evtx", log}})));
    const std::vector<std::string> expected = lines_of(read_log(log));
    ASSERT_EQ(expected.size(), 44U);
    EXPECT_EQ(expected[0], "Event.System.EventID=1;Event.EventData.A=text 0;");
    for (const std::string& path : ways) {
        for (const unsigned threads : {1U, 8U}) {
            for (const std::uint32_t size : {16U, 2U << 20}) {
                ReadOptions options;
                options.threads = threads;
                options.limits.chunk_bytes = size;
                const ReadResult result = read_paths({path}, event_names(), options);
                EXPECT_EQ(lines_of(result), expected) << path;
                EXPECT_EQ(result.unread_text(), "") << path;
                EXPECT_EQ(result.outcome.reports.at(0).format, "evtx");
            }
        }
        const ReadResult result = read_paths({path}, event_names());
        ByteReader reader;
        for (const ReadRecord& record : result.records) {
            const auto locator = parse_locator(locator_text(record.locator, result.outcome.files));
            ASSERT_TRUE(locator);
            EXPECT_EQ(reader.read(*locator).value_or("?"), record.bytes) << path;
        }
    }
}

TEST(Evtx, ValuesAreWrittenAsEvtxDumpWritesThem) {
    const std::string sid = std::string("\x01\x02\0\0\0\0\0\x05", 8) + std::string("\x20\0\0\0\x20\x02\0\0", 8);
    const std::vector<std::pair<EvtxItem, std::string>> table{
        {number_item<std::int8_t>(3, -5), "-5"},
        {number_item<std::uint64_t>(10, ~0ULL), "18446744073709551615"},
        {number_item<float>(11, 1.5F), "1.5"},
        {number_item<double>(12, 2), "2.0"},
        {number_item<double>(12, std::numeric_limits<double>::infinity()), "\"inf\""},
        {number_item<std::int32_t>(13, 1), "true"},
        {{14, "\x01\xAB"}, "\"01AB\""},
        {{15, std::string("\x0D\x37\x70\x57\x2A\xC2\xE0\x43\xBF\x4C\x06\xF5\x69\x8F\xFB\xD9")}, "\"5770370D-C22A-43E0-BF4C-06F5698FFBD9\""},
        {number_item<std::uint64_t>(17, 133'087'248'123'456'789ULL), "\"2022-09-27T04:00:12.345678Z\""},
        {{18, std::string("\xE6\x07\x09\0\x02\0\x1B\0\x05\0\x28\0\x0C\0\x59\x01", 16)}, "\"2022-09-27T05:40:12.345000Z\""},
        {{19, sid}, "\"S-1-5-32-544\""},
        {number_item<std::uint32_t>(20, 0x2A), "\"0x2a\""},
        {number_item<std::uint64_t>(21, 0x8000000000000000ULL), "\"0x8000000000000000\""},
        {number_item<std::uint32_t>(16, 16), "\"0x10\""},
        {{0x81, utf16("one") + std::string(2, '\0') + utf16("two") + std::string(2, '\0')}, "[\"one\",\"two\"]"},
        {{0x88, std::string("\x01\0\0\0\x02\0\0\0", 8)}, "[1,2]"},
        {{1, std::string("\"\0\\\0\x01\0\xE9\0\x3D\xD8\x00\xDE\x00\xD8", 14)}, "\"\\\"\\\\\\u0001\u00e9\U0001F600\uFFFD\""},
        {{1, utf16("cut") + std::string(2, '\0') + utf16("off")}, "\"cut\""},
        {{2, "caf\xE9"}, "\"caf\u00e9\""},
        {{0, "xx"}, "\"\""},
        {{1, ""}, "\"\""},
        {{8, "\x01"}, "\"01\""},  // three bytes too few: as bytes
    };
    for (const auto& [item, expected] : table) {
        EvtxChunk chunk;
        chunk.record({number_item<std::uint16_t>(6, 1), {0, {}}, item, text_item("there")});
        const ReadResult result = read_log(evtx_file({chunk.finish()}));
        ASSERT_EQ(result.records.size(), 1U) << expected << result.unread_text();
        EXPECT_EQ(result.records[0].bytes,
                  "{\"Event\":{\"System\":{\"EventID\":1,\"Channel\":null},\"EventData\":{\"A\":" + expected + ",\"Left\":\"out\"}}}");
    }
}

TEST(Evtx, ADamagedRecordIsReportedAndTheRestRead) {
    const EvtxChunk chunk = chunk_of(5);
    std::string log = evtx_file({chunk.finish(), chunk_of(2, 6).finish()});
    log[4096 + chunk.begins()[2] + 4] = 1;  // its size
    const ReadResult result = read_log(log);
    EXPECT_EQ(result.records.size(), 6U);
    EXPECT_THAT(result.unread_text(), HasSubstr("checksum of a chunk's records does not fit"));
    EXPECT_THAT(result.unread_text(), HasSubstr("@" + std::to_string(4096 + chunk.begins()[2]) + ":0 x1 damaged records of an event log"));
}

TEST(Evtx, ARecordWhoseInsideIsDamagedIsReported) {
    const EvtxChunk chunk = chunk_of(3);
    std::string log = evtx_file({chunk.finish()});
    const std::size_t inside = 4096 + chunk.begins()[1] + 24 + 4 + 2 + 4;  // where the template is said to be
    log.replace(inside, 4, "\xFF\xFF\xFF\xFF");
    const ReadResult result = read_log(log);
    EXPECT_EQ(result.records.size(), 2U);
    EXPECT_THAT(result.unread_text(), HasSubstr("damaged record of an event log: a template that lies outside of its chunk"));
}

TEST(Evtx, RecordsOfAChunkWithoutItsHeaderAreFound) {
    std::string damaged = chunk_of(3).finish();
    std::memset(damaged.data(), 'x', 512);
    const ReadResult result = read_log(evtx_file({damaged, chunk_of(1, 4).finish()}));
    EXPECT_EQ(result.records.size(), 4U);
    EXPECT_THAT(result.unread_text(), HasSubstr("its mark is missing"));
    std::string wrong = chunk_of(3).finish();
    wrong[16] = 9;
    const ReadResult again = read_log(evtx_file({wrong}));
    EXPECT_EQ(again.records.size(), 3U);
    EXPECT_THAT(again.unread_text(), HasSubstr("checksum of a chunk's header does not fit"));
}

TEST(Evtx, MissingRecordsAreCounted) {
    EvtxChunk chunk = chunk_of(3);
    std::string bytes = chunk.finish();
    put_at<std::uint64_t>(bytes, 16, 5);
    put_at(bytes, 124, crc(std::string_view(bytes).substr(128, 384), crc(std::string_view(bytes).substr(0, 120))));
    EXPECT_THAT(read_log(evtx_file({bytes})).unread_text(), HasSubstr("x2 records missing"));
}

TEST(Evtx, ALogThatIsCutOffIsReadSoFar) {
    const EvtxChunk chunk = chunk_of(5);
    const std::string log = evtx_file({chunk.finish()});
    const ReadResult result = read_log(log.substr(0, 4096 + chunk.begins()[3] + 10));
    EXPECT_EQ(result.records.size(), 3U);
    EXPECT_THAT(result.unread_text(), HasSubstr("ends inside of a chunk"));
}

TEST(Evtx, FlagsAndUnusedChunks) {
    const ReadResult open = read_log(evtx_file({chunk_of(1).finish(), std::string(65536, '\0')}, 1));
    EXPECT_EQ(open.records.size(), 1U);
    EXPECT_EQ(open.unread_text(), "");
    EXPECT_EQ(open.outcome.reports.at(0).format, "evtx (was not closed)");
    const ReadResult bare = read_log(chunk_of(2).finish());
    EXPECT_EQ(bare.records.size(), 2U);
    EXPECT_EQ(bare.outcome.reports.at(0).format, "evtx (chunks without a header)");
    EXPECT_THAT(read_log(evtx_file({}) + "rest").unread_text(), HasSubstr("its mark is missing"));
}

/// Records behind the end are of the chunk's earlier life, unless they go on counting (the header was not written again).
TEST(Evtx, RecordsBehindTheEndOfAChunk) {
    EvtxChunk chunk = chunk_of(4);
    std::string bytes = chunk.finish();
    const auto cut = static_cast<std::uint32_t>(chunk.begins()[2]);
    put_at(bytes, 48, cut), put_at<std::uint64_t>(bytes, 16, 2), put_at<std::uint64_t>(bytes, 32, 2);
    put_at(bytes, 52, crc(std::string_view(bytes).substr(512, cut - 512)));
    put_at(bytes, 124, crc(std::string_view(bytes).substr(128, 384), crc(std::string_view(bytes).substr(0, 120))));
    EXPECT_EQ(read_log(evtx_file({bytes})).records.size(), 4U);
    put_at<std::uint64_t>(bytes, cut + 8, 900);  // the number of the third
    const ReadResult old = read_log(evtx_file({bytes}));
    EXPECT_EQ(old.records.size(), 2U);
    EXPECT_EQ(old.unread_text(), "");
}

/// Binary XML inside of a value: an element without a template, whose end is missing.
TEST(Evtx, DamagedFragmentsInsideOfValues) {
    EvtxChunk chunk;
    chunk.record(values(1, "x"));
    std::vector<EvtxItem> nested = values(2, "y");
    nested[2] = {0x21, std::string("\x0F\x01\x01\0\x01\0\0\0\0\xFF\xFF\0\0", 13)};
    chunk.record(nested);
    chunk.record(values(3, "z"));
    const ReadResult result = read_log(evtx_file({chunk.finish()}));
    EXPECT_EQ(result.records.size(), 2U);
    EXPECT_THAT(result.unread_text(), HasSubstr("damaged record of an event log"));
}

std::filesystem::path shared_data() { return std::filesystem::path(BONAFIDE_SHARED) / "data"; }

TEST(Evtx, RealLogsAreReadInFull) {
    const std::filesystem::path archive = shared_data() / "evtx-attack-samples.tar.xz";
    if (!std::filesystem::exists(archive)) GTEST_SKIP() << "skipped: no evtx-attack-samples.tar.xz";
    const ReadResult result = read_paths({archive.string()}, event_names());
    EXPECT_EQ(result.records.size(), 4843U);  // as evtx_dump counts them
    std::size_t logs = 0;
    for (const FileReport& report : result.outcome.reports) logs += report.format.starts_with("evtx") && report.records != 0;
    EXPECT_EQ(logs, 121U);
    for (const Unread& unread : result.outcome.unread) EXPECT_THAT(unread.reason, ::testing::Not(HasSubstr("damaged record"))) << unread.file.member;
    for (const ReadRecord& record : result.records) ASSERT_THAT(record.fields, HasSubstr("Event.System.EventID=")) << record.bytes;
}

}  // namespace
}  // namespace bonafide::test
