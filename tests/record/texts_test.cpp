// The cases of texts.yml in every way they can be read.
#include <gtest/gtest.h>

#include "base/text.h"
#include "base/yaml.h"
#include "tests/record/escapes.h"
#include "tests/record/harness.h"
#include "tests/record/pack.h"

namespace bonafide::test {
namespace {

struct Case {
    std::string name, file, bytes, format;
    std::vector<std::string> records, unread, read;
};

std::vector<Case> load_cases() {
    Errors errors;
    std::vector<Case> out;
    for (const char* file : {"texts.yml", "lines.yml"}) {
        for (const YamlNode& document : load_yaml_file(std::string(BONAFIDE_ROOT "/tests/record/") + file, errors)) {
            for (const YamlNode& node : document.items()) {
                out.push_back({node.require("name").text(), node.require("file").text(), unescape_bytes(node.require("bytes").text()),
                               node.get("format").text(), node.get("records").texts(), node.get("unread").texts(), node.get("read").texts()});
            }
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return out;
}

FieldNames names_for(const Case& one) { return one.read.empty() ? names_of({"a", "b", "c.d", "b.c"}, {"id", "email", "name"}) : names_of(one.read); }

std::vector<std::string> record_lines(const ReadResult& result) {
    std::vector<std::string> out;
    for (const ReadRecord& r : result.records)
        out.push_back(std::to_string(r.locator.line) + "@" + std::to_string(r.locator.offset) + "+" + std::to_string(r.locator.length) + " " +
                      r.fields);
    return out;
}

std::vector<std::string> unread_lines(const ReadResult& result) {
    std::vector<std::string> out;
    for (const Unread& u : result.outcome.unread)
        out.push_back(std::to_string(u.line) + "@" + std::to_string(u.offset) + " x" + std::to_string(u.count) + " " + u.reason);
    return out;
}

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class Texts : public testing::TestWithParam<Case> {};

TEST_P(Texts, AreReadAlikeInEveryWay) {
    const Case& expected = GetParam();
    const FieldNames names = names_for(expected);
    const TempFolder folder;
    std::vector<std::string> ways{folder.write("plain/" + expected.file, expected.bytes)};
    for (const Packing& packing : packings()) {
        if (holds_one(packing) && expected.bytes.empty()) continue;
        ways.push_back(folder.write("packed/" + expected.file + packing.suffix, pack(packing, {{expected.file, expected.bytes}})));
    }
    for (const std::string& path : ways) {
        for (const unsigned threads : {1U, 8U}) {
            for (const std::uint32_t chunk : {16U, 61U, 997U, 2U << 20}) {
                ReadOptions options;
                options.threads = threads;
                options.limits.chunk_bytes = chunk;
                const ReadResult result = read_paths({path}, names, options);
                SCOPED_TRACE(path + ", " + std::to_string(threads) + " threads, chunks of " + std::to_string(chunk));
                EXPECT_EQ(record_lines(result), expected.records);
                EXPECT_EQ(unread_lines(result), expected.unread);
                ASSERT_EQ(result.outcome.reports.size(), 1U);
                EXPECT_EQ(result.outcome.reports[0].format, expected.format);
                EXPECT_EQ(result.outcome.reports[0].records, expected.records.size());
                if (testing::Test::HasFailure()) return;
            }
        }
    }
}

TEST_P(Texts, AreFoundAgainByTheirLocators) {
    const Case& expected = GetParam();
    const TempFolder folder;
    folder.write("in/" + expected.file, expected.bytes);
    for (const Packing& packing : packings()) {
        if (!holds_one(packing) || !expected.bytes.empty())
            folder.write("in/" + expected.file + packing.suffix, pack(packing, {{expected.file, expected.bytes}}));
    }
    const ReadResult result = read_paths({folder / "in"}, names_for(expected));
    for (const ReadRecord& record : result.records) {
        const auto locator = parse_locator(locator_text(record.locator, result.outcome.files));
        ASSERT_TRUE(locator);
        const auto bytes = read_bytes(*locator);
        ASSERT_TRUE(bytes) << bytes.error().text();
        const bool utf8 = valid_utf8(expected.bytes);
        if (record.event && !utf8) continue;
        EXPECT_EQ(*bytes, record.event ? expected.bytes.substr(record.locator.offset, record.locator.length) : record.bytes) << record.file;
    }
}

std::string test_name(const testing::TestParamInfo<Case>& test) {
    std::string name;
    for (const char c : test.param.name) name.push_back(std::isalnum(static_cast<unsigned char>(c)) ? c : '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Texts, testing::ValuesIn(load_cases()), test_name);

}  // namespace
}  // namespace bonafide::test
