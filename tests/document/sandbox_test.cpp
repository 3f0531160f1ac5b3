// The walls around the reader process: what it may not do, how it is ended, what its answer is checked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <filesystem>
#include <fstream>
#include <thread>

#include "document/child.h"
#include "document/read.h"
#include "document/wire.h"
#include "tests/document/show.h"

namespace bonafide::document {
namespace {

using testing::HasSubstr;

std::string reader() { return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bonafide-reader").string(); }

int confined(std::vector<std::string> program) {
    std::vector<std::string> arguments{reader(), "run", std::to_string(2ULL << 30), "20"};
    arguments.insert(arguments.end(), program.begin(), program.end());
    const Result<ChildRun> run = run_child(arguments, "", 20, 1 << 20);
    return run ? run->exit_code : -2;
}

/// 0 where the Python statement raises OSError, 1 where it succeeds.
int refuses(const std::string& statement) {
    return confined({"/usr/bin/python3", "-S", "-c", "import os, sys, socket\ntry:\n  " + statement + "\nexcept OSError: sys.exit(0)\nsys.exit(1)"});
}

TEST(Sandbox, OtherProgramsMayReadAndCompute) {
    EXPECT_EQ(confined({"/bin/true"}), 0);
    EXPECT_EQ(confined({"/no/such/program"}), 127);
    EXPECT_EQ(refuses("open('/etc/passwd').read()"), 1);
}

TEST(Sandbox, OtherProgramsMayNotWriteConnectOrStartProcesses) {
    EXPECT_EQ(refuses("socket.socket()"), 0);
    EXPECT_EQ(refuses("open('/tmp/bonafide-sandbox-test', 'w')"), 0);
    EXPECT_EQ(refuses("os.remove('/tmp/bonafide-no-such-file-x') if False else os.mkdir('/tmp/bonafide-sandbox-dir')"), 0);
    EXPECT_EQ(refuses("os.fork()"), 0);
    EXPECT_EQ(refuses("os.kill(1, 0)"), 0);
    EXPECT_FALSE(std::filesystem::exists("/tmp/bonafide-sandbox-test"));
}

TEST(Sandbox, AChildThatHangsIsEnded) {
    const Result<ChildRun> run = run_child({"/bin/sleep", "100"}, "", 0.2, 100);
    ASSERT_TRUE(run.has_value());
    EXPECT_TRUE(run->timed_out);
    EXPECT_EQ(run->signal, SIGKILL);
}

TEST(Sandbox, AChildThatWritesWithoutEndIsEnded) {
    const Result<ChildRun> run = run_child({"/usr/bin/yes"}, "", 20, 1 << 20);
    ASSERT_TRUE(run.has_value());
    EXPECT_TRUE(run->too_much);
}

TEST(Sandbox, TheDocumentIsTheChildsStandardInput) {
    const std::string bytes(3 << 20, 'x');
    const Result<ChildRun> run = run_child({"/bin/cat"}, bytes, 20, 8 << 20);
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->out, bytes);
    EXPECT_EQ(run->exit_code, 0);
}

/// A reader that is not one, as a taken-over one might be.
std::string script(const std::string& name, const std::string& body) {
    const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / name;
    std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
    ::chmod(path.c_str(), 0755);
    return path.string();
}

TEST(Sandbox, WhatBreaksTheReaderIsReportedAndCostsOneDocument) {
    const auto answer = [](const std::string& program, double seconds = 20) {
        Limits limits;
        limits.reader = program;
        limits.max_seconds = seconds;
        const Result<Document> d = read_document("plain text", "a.txt", limits);
        return d ? "read" : d.error().text();
    };
    EXPECT_THAT(answer(script("crash", "kill -SEGV $$")), HasSubstr("a.txt: broke the process that read it (signal 11)"));
    EXPECT_THAT(answer(script("forbidden", "kill -SYS $$")), HasSubstr("made its reader call for what no reader needs"));
    EXPECT_THAT(answer(script("hang", "exec sleep 100"), 0.2), HasSubstr("took longer to read than the limit of 0.2 s"));
    EXPECT_THAT(answer(script("silent", "exit 0")), HasSubstr("broke off"));
    EXPECT_THAT(answer(script("liar", "printf '\\001\\001\\377\\377\\377\\377\\377\\377\\377\\377'")), HasSubstr("broke off"));
    EXPECT_THAT(answer(script("quits", "exit 9")), HasSubstr("ended without an answer (code 9)"));
    EXPECT_THAT(answer("/no/such/reader"), HasSubstr("cannot start /no/such/reader"));
    Limits good;
    EXPECT_TRUE(read_document("plain text", "a.txt", good).has_value());
}

TEST(Sandbox, DocumentsAreReadFromManyThreads) {
    std::vector<std::jthread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&good, t] {
            for (int i = 0; i < 10; ++i) {
                const std::string text = "line " + std::to_string(t) + " " + std::to_string(i);
                const Result<Document> d = read_document(text, "a.txt");
                good += d && d->text() == text + "\n" ? 1 : 0;
            }
        });
    threads.clear();
    EXPECT_EQ(good, 40);
}

TEST(Server, ReadsManyDocumentsAndOutlivesThoseThatBreakTheirReader) {
    Limits limits;
    limits.recognise = false;
    DocumentReader documents(limits);
    const std::string bomb(3000, '\x7f');
    for (int i = 0; i < 20; ++i) {
        const Result<Document> good = documents.read("line " + std::to_string(i), "a.txt");
        ASSERT_TRUE(good.has_value()) << good.error().text();
        EXPECT_EQ(good->text(), "line " + std::to_string(i) + "\n");
        EXPECT_FALSE(documents.read("%PDF-1.7\n" + bomb, "a.pdf").has_value());
    }
}

TEST(Server, EndsAChildThatHangsAndStartsAnewWhereItWasEndedItself) {
    ChildServer server(reader());
    const std::vector<std::string> arguments{"read", std::to_string(1 << 30), "5", "10", "1000", "1000", "a.txt"};
    const Result<ChildRun> none = server.run(arguments, "text", 0, 1 << 20);  // no time at all
    ASSERT_TRUE(none.has_value());
    EXPECT_TRUE(none->timed_out);
    const Result<ChildRun> little = server.run(arguments, std::string(1 << 20, 'x'), 20, 1000);
    ASSERT_TRUE(little.has_value());
    EXPECT_TRUE(little->too_much);
    const Result<ChildRun> good = server.run(arguments, "text", 20, 1 << 20);
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(good->exit_code, 0);
    EXPECT_EQ(server.run({"nonsense"}, "text", 20, 1 << 20)->exit_code, 2);
    ChildServer broken("/bin/true");
    EXPECT_FALSE(broken.run(arguments, "text", 20, 1 << 20).has_value());
}

TEST(Sandbox, AGigabyteIsRefusedUnread) {
    const std::string bytes(1 << 20, ' ');
    Limits limits;
    limits.max_bytes = 1000;
    const Result<Document> d = read_document(bytes, "a.pdf", limits);
    ASSERT_FALSE(d.has_value());
    EXPECT_THAT(d.error().text(), HasSubstr("is larger than the limit"));
    const std::string_view giant(bytes.data(), std::size_t{1} << 30);  // only its size is looked at
    EXPECT_THAT(read_document(giant, "a.pdf").error().text(), HasSubstr("a.pdf: is larger than the limit of 256 MB"));
}

Document sample() {
    Document d;
    d.format = Format::docx;
    d.pages.push_back(
        {.number = 2, .width = 3, .height = 4, .scanned = true, .lines = {{"text\t\xC3\xA9", {1, 2, 3, 4}, 5, 6, true, true, true, true, 0.5F}}});
    d.properties = {{"a", "b"}, {"c", ""}};
    d.links = {{"t", "u", 3}};
    d.pictures = {{std::string("\xFF\0\x01", 3), 4, {1, 1, 1, 1}}};
    d.oddities = {{"k", "d", 5, {}}};
    d.attachments = {{"n", std::string("\xFF\xFE", 2)}};
    return d;
}

TEST(Wire, ADocumentComesOutAsItWentIn) {
    const Document d = sample();
    const Result<Document> back = decode(encode(d), "x");
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(test::shown_lines(*back), test::shown_lines(d));
    EXPECT_EQ(back->pages[0].lines[0].box.bottom, 4);
    EXPECT_EQ(back->pages[0].lines[0].confidence, 0.5F);
    EXPECT_EQ(back->properties, d.properties);
    EXPECT_EQ(back->pictures[0].bytes, d.pictures[0].bytes);
    EXPECT_EQ(back->attachments[0].bytes, d.attachments[0].bytes);
    const Result<Document> error = decode(encode(Result<Document>(fail("w", "x", "h"))), "x");
    ASSERT_FALSE(error.has_value());
    EXPECT_EQ(error.error().text(), "w: x\n  hint: h");
}

TEST(Wire, NothingOfItIsBelieved) {
    const std::string bytes = encode(sample());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        EXPECT_FALSE(decode(std::string_view(bytes).substr(0, i), "x").has_value());
        for (const char c : {'\x00', '\x7f', '\xff'}) {
            std::string changed = bytes;
            changed[i] = c;
            const Result<Document> d = decode(changed, "x");
            EXPECT_TRUE(!d || d->pages.size() <= bytes.size());
        }
    }
    EXPECT_FALSE(decode(bytes + "x", "x").has_value());
}

}  // namespace
}  // namespace bonafide::document
