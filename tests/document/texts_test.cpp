// The cases of texts.yml, read by the reader process as the program reads them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/yaml.h"
#include "document/read.h"
#include "tests/document/show.h"
#include "tests/record/escapes.h"

namespace bonafide::document {
namespace {

using testing::ElementsAreArray;
using testing::StartsWith;

void begin_alike(const std::vector<std::string>& found, const std::vector<std::string>& expected) {
    ASSERT_EQ(found.size(), expected.size()) << testing::PrintToString(found);
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_THAT(found[i], StartsWith(expected[i]));
}

void check(const YamlNode& node) {
    const std::string file = node.get("file").text();
    std::string bytes = test::unescape_bytes(node.get("bytes").text());
    for (int i = 0; i < static_cast<int>(node.get("times").integer()); ++i) bytes += test::unescape_bytes(node.get("repeat").text());
    Limits limits;
    limits.recognise = false;
    const Result<Document> read = read_document(bytes, file, limits);
    if (node.get("error").present()) {
        ASSERT_FALSE(read.has_value());
        EXPECT_THAT(read.error().text(), StartsWith(node.get("error").text()));
        return;
    }
    ASSERT_TRUE(read.has_value()) << read.error().text();
    if (node.get("format").present()) {
        EXPECT_EQ(format_name(read->format), node.get("format").text());
    }
    EXPECT_THAT(test::shown_lines(*read), ElementsAreArray(node.get("lines").texts()));
    if (node.get("properties").present()) {
        std::vector<std::string> found = test::shown_properties(*read);
        found.resize(std::min(found.size(), node.get("properties").texts().size()));
        EXPECT_THAT(found, ElementsAreArray(node.get("properties").texts()));
    }
    if (node.get("links").present()) {
        EXPECT_THAT(test::shown_links(*read), ElementsAreArray(node.get("links").texts()));
    }
    if (node.get("oddities").present()) begin_alike(test::shown_oddities(*read), node.get("oddities").texts());
    if (!node.get("attachments").present()) return;
    std::vector<std::string> attachments;
    for (const Attachment& a : read->attachments) attachments.push_back(a.name + "=" + std::to_string(a.bytes.size()));
    EXPECT_THAT(attachments, ElementsAreArray(node.get("attachments").texts()));
}

TEST(Texts, AreReadAsTheCasesSay) {
    Errors errors;
    std::size_t count = 0;
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/document/texts.yml", errors)) {
        for (const YamlNode& node : document.items()) {
            SCOPED_TRACE(node.get("name").text());
            node.allow_only(
                {"name", "file", "bytes", "repeat", "times", "format", "lines", "properties", "links", "oddities", "attachments", "error"});
            check(node);
            ++count;
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    EXPECT_GT(count, 20U);
}

}  // namespace
}  // namespace bonafide::document
