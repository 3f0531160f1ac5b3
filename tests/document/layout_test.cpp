// The order in which documents are read: résumés in many layouts and formats, written by make_documents.py. What belongs together has
// to stay together: each point of a job is found whole, and before it, behind the job before, stand the employer, the role and the years.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "base/yaml.h"
#include "document/read.h"

namespace bonafide::document {
namespace {

struct Job {
    std::string employer, role;
    std::vector<std::string> years, bullets;
};

struct Made {
    std::string file, id, layout, format;
};

/// Letters and digits only, so that line ends, hyphens and marks do not matter.
std::string letters(std::string_view text) {
    std::string out;
    for (const char c : fold(text))
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80) out += c;
    return out;
}

std::map<std::string, std::vector<Job>> truths() {
    std::map<std::string, std::vector<Job>> out;
    Errors errors;
    for (const YamlNode& file : load_yaml_file(BONAFIDE_ROOT "/tests/document/resumes.json", errors)) {
        for (const YamlNode& resume : file.items()) {
            for (const YamlNode& node : resume.get("jobs").items()) {
                Job job{letters(node.get("employer").text()), letters(node.get("role").text()), {}, {}};
                for (const char* end : {"from", "to"})
                    if (const std::string date = node.get(end).text(); !date.empty()) job.years.push_back(date.substr(0, 4));
                for (const std::string& bullet : node.get("bullets").texts()) job.bullets.push_back(letters(bullet));
                out[resume.get("id").text()].push_back(std::move(job));
            }
        }
    }
    EXPECT_TRUE(errors.empty());
    return out;
}

class Layouts : public testing::Test {
protected:
    /// Making them takes half a minute, and each test may run in a process of its own: they are made once, beside the test program, and anew
    /// when their maker or its résumés change. Whoever comes second waits for the first.
    static void SetUpTestSuite() {
        const std::string maker = BONAFIDE_ROOT "/tests/document/make_documents.py", resumes = BONAFIDE_ROOT "/tests/document/resumes.json";
        std::error_code error;
        const auto beside = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "made-documents";
        std::filesystem::create_directories(beside, error);
        const std::string name = std::to_string(hash64(bytes_of(maker), hash64(bytes_of(resumes))));
        folder() = beside / name;
        const int lock = ::open((beside / (name + ".lock")).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (lock < 0 || ::flock(lock, LOCK_EX) != 0) return;
        made() = std::filesystem::exists(folder() / "manifest.json");
        if (!made()) {
            const std::string part = folder().string() + ".part";
            std::filesystem::remove_all(part, error);
            made() = std::system(("/usr/bin/python3 " + maker + " " + resumes + " " + part).c_str()) == 0;
            if (made()) std::filesystem::rename(part, folder(), error);
            made() = made() && !error;
        }
        ::close(lock);
    }
    static std::string bytes_of(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void SetUp() override {
        if (std::system("/usr/bin/python3 -c 'import reportlab, PIL' 2>/dev/null") != 0)
            GTEST_SKIP() << "skipped: python3-reportlab and python3-pil make the documents";
        ASSERT_TRUE(made()) << "the documents could not be made, for the reason above";
    }

    static std::vector<Made> documents() {
        std::vector<Made> out;
        Errors errors;
        for (const YamlNode& file : load_yaml_file(folder() / "manifest.json", errors))
            for (const YamlNode& node : file.items())
                out.push_back({node.get("file").text(), node.get("id").text(), node.get("layout").text(), node.get("format").text()});
        return out;
    }
    static Result<Document> read(const std::string& file) {
        std::ifstream in(folder() / file, std::ios::binary);
        return read_document(std::string(std::istreambuf_iterator<char>(in), {}), file);
    }
    static std::filesystem::path& folder() {
        static std::filesystem::path path;
        return path;
    }
    static bool& made() {
        static bool done = false;
        return done;
    }
};

bool has_no_tesseract(const Document& document) {
    return std::ranges::any_of(document.oddities,
                               [](const Oddity& o) { return o.kind == "not_recognised" && o.detail.find("not installed") != std::string::npos; });
}

bool recognised(const Made& made) { return made.format == "scanned" || made.format == "jpg" || made.format == "png"; }

void check_order(const std::string& text, const std::vector<Job>& jobs) {
    std::size_t last = 0;
    for (const Job& job : jobs) {
        SCOPED_TRACE(job.employer);
        std::size_t first = std::string::npos, end = 0;
        for (const std::string& bullet : job.bullets) {
            const std::size_t at = text.find(bullet);
            ASSERT_NE(at, std::string::npos) << "torn apart: " << bullet;
            first = std::min(first, at), end = std::max(end, at + bullet.size());
        }
        for (const std::string& word : {job.employer, job.role}) {
            const std::size_t at = text.rfind(word, first);
            ASSERT_NE(at, std::string::npos) << word;
            EXPECT_GE(at, last) << word << " does not stand with its job";
            EXPECT_LT(first - at, 160U) << word << " stands far from its job";
        }
        for (const std::string& year : job.years) {
            const std::size_t at = text.rfind(year, first);
            EXPECT_TRUE(at != std::string::npos && at >= last) << year << " does not stand with its job";
        }
        last = end;
    }
}

TEST_F(Layouts, WhatBelongsTogetherStaysTogether) {
    const auto truth = truths();
    std::set<std::string> formats;
    for (const Made& made : documents()) {
        if (recognised(made)) continue;
        SCOPED_TRACE(made.file);
        const Result<Document> document = read(made.file);
        ASSERT_TRUE(document.has_value()) << document.error().text();
        check_order(letters(document->text()), truth.at(made.id.substr(0, made.id.find('_'))));
        formats.insert(made.format);
        for (const Oddity& oddity : document->oddities) EXPECT_THAT(oddity.kind, testing::AnyOf("script")) << oddity.detail;
    }
    EXPECT_GE(formats.size(), 6U);
}

TEST_F(Layouts, ScannedPagesKeepTheirWordsAndMostlyTheirOrder) {
    const auto truth = truths();
    std::size_t found = 0, all = 0, pages = 0, dated = 0, dates = 0;
    for (const Made& made : documents()) {
        if (!recognised(made)) continue;
        SCOPED_TRACE(made.file);
        const Result<Document> document = read(made.file);
        ASSERT_TRUE(document.has_value()) << document.error().text();
        if (has_no_tesseract(*document)) GTEST_SKIP() << "skipped: tesseract-ocr and poppler-utils are needed";
        EXPECT_TRUE(document->pages.at(0).scanned);
        const std::string text = letters(document->text());
        std::size_t last = 0;
        for (const Job& job : truth.at(made.id.substr(0, made.id.find('_')))) {
            std::size_t first = std::string::npos, end = last;
            for (const std::string& bullet : job.bullets) {
                const std::size_t at = text.find(bullet);
                ++all;
                if (at == std::string::npos) continue;
                ++found;
                first = std::min(first, at), end = std::max(end, at + bullet.size());
            }
            for (const std::string& year : job.years) {
                const std::size_t at = first == std::string::npos ? first : text.rfind(year, first);
                ++dates;
                dated += at != std::string::npos && at >= last ? 1 : 0;
            }
            last = end;
        }
        for (const Page& page : document->pages)
            for (const Line& line : page.lines) EXPECT_TRUE(line.confidence >= 0 && line.confidence <= 1 && line.box.right > line.box.left);
        ++pages;
    }
    EXPECT_GE(pages, 10U);
    EXPECT_GE(static_cast<double>(found), 0.9 * static_cast<double>(all)) << found << " of " << all << " points of jobs are found whole";
    EXPECT_GE(static_cast<double>(dated), 0.9 * static_cast<double>(dates)) << dated << " of " << dates << " years stand with their job";
}

TEST_F(Layouts, TricksInEveryFormatAreNamed) {
    const std::map<std::string, std::string> tricks{{"white_text", "hidden_text"}, {"tiny_text", "hidden_text"}, {"invisible_text", "hidden_text"},
                                                    {"off_page", "hidden_text"},   {"zero_width", "zero_width"}, {"homoglyph", "homoglyph"},
                                                    {"bidi", "bidi_override"}};
    std::string truth;
    for (const char* format : {"pdf", "docx", "odt", "rtf", "html"})
        for (const auto& [trick, kind] : tricks)
            truth += (truth.empty() ? "[" : ",") + std::string(R"({"id":")") + kind + "-" + trick + "-" + format + R"(","format":")" + format +
                     R"(","tricks":[")" + trick + R"("],"name":"Ann Lee","summary":"Wrote copious protocols.","style":{"font":"dejavu"}})";
    const std::filesystem::path out = folder() / "tricks";
    std::filesystem::create_directories(out);
    std::ofstream(out / "truth.json") << truth << "]";
    const std::string command =
        "/usr/bin/python3 " BONAFIDE_ROOT "/tests/document/make_documents.py " + (out / "truth.json").string() + " " + out.string();
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::size_t read_files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(out)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".json")) continue;
        SCOPED_TRACE(name);
        const Result<Document> document = read("tricks/" + name);
        ASSERT_TRUE(document.has_value()) << document.error().text();
        const std::string kind = name.substr(0, name.find('-'));
        EXPECT_EQ(std::ranges::count(document->oddities, kind, &Oddity::kind), 1);
        if (kind == "hidden_text") {
            EXPECT_EQ(document->text().find("Ignore all previous"), std::string::npos);
        }
        ++read_files;
    }
    EXPECT_EQ(read_files, 5 * tricks.size());
}

}  // namespace
}  // namespace bonafide::document
