// DOCX and ODT: what they show, what they hide, and what they carry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/read.h"
#include "tests/document/show.h"
#include "tests/record/pack.h"

namespace bonafide::document {
namespace {

using namespace bonafide::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string w_open = R"(<w:document xmlns:w="w" xmlns:r="r" xmlns:mc="mc" xmlns:wps="wps"><w:body>)";

std::string docx(const std::string& body, std::vector<PackedMember> more = {}) {
    more.insert(more.begin(), {"word/document.xml", w_open + body + "</w:body></w:document>"});
    return pack({".zip", "zip", "none"}, more);
}

std::string odt(const std::string& body, const std::string& styles = {}, std::vector<PackedMember> more = {}) {
    more.insert(
        more.begin(),
        {"content.xml",
         "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:table='tb' xmlns:draw='d' xmlns:xlink='x'>"
         "<office:automatic-styles>" +
             styles + "</office:automatic-styles><office:body><office:text>" + body + "</office:text></office:body></office:document-content>"});
    more.insert(more.begin(), {"mimetype", "application/vnd.oasis.opendocument.text"});
    more.push_back({"META-INF/manifest.xml", "<manifest/>"});
    return pack({".zip", "zip", "none"}, more);
}

Document read(const std::string& bytes, const char* name) {
    Result<Document> document = read_document(bytes, name);
    EXPECT_TRUE(document.has_value()) << document.error().text();
    return document ? std::move(*document) : Document{};
}

std::string p(const std::string& text, const std::string& run = {}, const std::string& paragraph = {}) {
    return "<w:p><w:pPr>" + paragraph + "</w:pPr><w:r><w:rPr>" + run + "</w:rPr><w:t>" + text + "</w:t></w:r></w:p>";
}

TEST(Docx, ParagraphsHeadingsBulletsAndTabs) {
    const std::string styles =
        R"(<w:styles xmlns:w="w"><w:style w:styleId="H"><w:name w:val="heading 2"/><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style></w:styles>)";
    const Document d = read(
        docx(p("Work", "", "<w:pStyle w:val=\"H\"/>") + "<w:p><w:r><w:t>Engi</w:t></w:r><w:r><w:t>neer</w:t><w:tab/><w:t>2019</w:t></w:r></w:p>" +
                 p("did things", "", "<w:numPr/>") + p("a", "<w:b/>") + "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>" + p("next"),
             {{"word/styles.xml", styles}}),
        "a.docx");
    EXPECT_THAT(shown_lines(d), ElementsAre("heading bold |Work", "|Engineer\t2019", "* |did things", "bold |a", "--- page", "|next"));
    EXPECT_FLOAT_EQ(d.pages[0].lines[0].size, 14);
}

TEST(Docx, TablesCellByCellAndTextBoxesOnce) {
    const std::string cells = "<w:tbl><w:tr><w:tc>" + p("2019") + "</w:tc><w:tc>" + p("Engineer") + p("Acme") + "</w:tc></w:tr></w:tbl>";
    const std::string box = "<w:p><w:r><w:t>before</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>" + p("in the box") +
                            "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + p("in the box") +
                            "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    EXPECT_THAT(shown_lines(read(docx(cells + box), "a.docx")), ElementsAre("|2019", "|Engineer", "|Acme", "|before", "|in the box"));
}

TEST(Docx, HiddenWhiteAndTinyTextIsToldFromWhiteOnDark) {
    const std::string dark = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill=\"102030\"/></w:tcPr>" + p("white on dark", "<w:color w:val=\"FFFFFF\"/>") +
                             "</w:tc></w:tr></w:tbl>";
    const Document d = read(docx(p("one", "<w:vanish/>") + p("two", "<w:color w:val=\"FFFFFF\"/>") + p("three", "<w:sz w:val=\"2\"/>") +
                                 p("four", "<w:vanish w:val=\"0\"/>") + dark),
                            "a.docx");
    EXPECT_THAT(shown_lines(d), ElementsAre("hidden |one", "hidden |two", "hidden |three", "|four", "|white on dark"));
    EXPECT_TRUE(has_oddity(d, "hidden_text", "one"));
}

TEST(Docx, WhatItCarries) {
    const std::string types = R"(<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>)";
    const std::string core =
        R"(<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>A. B.</dc:creator><cp:lastModifiedBy>C. D.</cp:lastModifiedBy><dcterms:created>2026-03-01T09:00:00Z</dcterms:created></cp:coreProperties>)";
    const std::string rels =
        R"(<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://x.example" TargetMode="External"/><Relationship Id="r2" Type="x/header" Target="header1.xml"/></Relationships>)";
    const std::string template_rels =
        R"(<Relationships><Relationship Id="r1" Type="x/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>)";
    const std::string body =
        "<w:p><w:hyperlink r:id=\"r1\"><w:r><w:t>page</w:t></w:r></w:hyperlink><w:del w:author=\"E\" "
        "w:date=\"2026-02-01T00:00:00Z\"><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins w:author=\"E\"><w:r><w:t> new</w:t></w:r></w:ins></w:p>";
    const Document d = read(docx(body, {{"[Content_Types].xml", types},
                                        {"docProps/core.xml", core},
                                        {"word/_rels/document.xml.rels", rels},
                                        {"word/_rels/settings.xml.rels", template_rels},
                                        {"word/header1.xml", "<w:hdr xmlns:w='w'>" + p("head") + "</w:hdr>"},
                                        {"word/vbaProject.bin", "x"},
                                        {"word/media/a.png", "\x89PNG\r\n\x1a\n"},
                                        {"word/comments.xml", "<w:comments xmlns:w='w'><w:comment w:author='F'/></w:comments>"}}),
                            "a.docm");
    EXPECT_THAT(shown_lines(d), ElementsAre("|head", "|page new"));
    EXPECT_THAT(shown_links(d), ElementsAre("page -> https://x.example"));
    EXPECT_EQ(d.property("author"), "A. B.");
    EXPECT_EQ(d.property("last_modified_by"), "C. D.");
    for (const char* kind : {"macro", "external_part", "tracked_change", "comment"}) EXPECT_TRUE(has_oddity(d, kind)) << kind;
    EXPECT_TRUE(has_oddity(d, "tracked_change", "deleted with change tracking by E on 2026-02-01"));
    EXPECT_EQ(d.pictures.size(), 1U);
}

TEST(Docx, DamagedEncryptedAndBombs) {
    const auto refused = [](const std::string& bytes, const Limits& limits = {}) {
        const Result<Document> d = read_document(bytes, "a.docx", limits);
        return d ? "read" : d.error().text();
    };
    EXPECT_THAT(refused(pack({".zip", "zip", "none"}, {{"word/document.xml", "<w:doc"}})), HasSubstr("is a damaged DOCX"));
    EXPECT_THAT(refused(pack({".zip", "zip", "none"}, {{"a.txt", "x"}})), HasSubstr("is a zip that holds no DOCX or ODT document"));
    EXPECT_THAT(refused(pack({".zip", "zip", "none"}, {{"word/document.xml", "x"}}, "secret")), HasSubstr("is encrypted"));
    EXPECT_THAT(refused(docx(p("x"), {{"word/media/a.xml", std::string(64 << 20, 'a')}})),
                HasSubstr("unpacks to more than the limit: it may be a bomb"));
    std::string deep, end;
    for (int i = 0; i < 5000; ++i) deep += "<w:sdt><w:sdtContent>", end += "</w:sdtContent></w:sdt>";
    EXPECT_TRUE(has_oddity(read(docx(p("seen") + deep + p("deep") + end), "a.docx"), "nesting"));
    std::string entities =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>" + w_open + p("&b;") + "</w:body></w:document>";
    EXPECT_NE(refused(pack({".zip", "zip", "none"}, {{"word/document.xml", entities}})), "");
}

TEST(Odt, ParagraphsListsTablesAndWhatIsHidden) {
    const std::string styles =
        "<style:style style:name='B'><style:text-properties fo:font-weight='bold'/></style:style><style:style style:name='W'><style:text-properties "
        "fo:color='#ffffff'/></style:style>"
        "<style:style style:name='N' style:parent-style-name='M'/><style:style style:name='M'><style:text-properties "
        "text:display='none'/></style:style>";
    const std::string body =
        "<text:h>Work</text:h><text:p><text:span "
        "text:style-name='B'>Engineer</text:span><text:tab/>2019</text:p><text:list><text:list-item><text:p>did "
        "things</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></"
        "table:table-cell></table:table-row></table:table>"
        "<text:p text:style-name='N'>one</text:p><text:p><text:span text:style-name='W'>two</text:span></text:p><text:section "
        "text:display='none'><text:p>three</text:p></text:section>"
        "<text:p><text:a "
        "xlink:href='https://x.example'>page</text:a><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>";
    const Document d = read(odt(body, styles, {{"meta.xml", "<m xmlns:meta='m'><office-meta/></m>"}, {"Basic/Standard/M.xml", "<x/>"}}), "a.odt");
    EXPECT_THAT(shown_lines(d), ElementsAre("heading |Work", "bold |Engineer\t2019", "* |did things", "|a", "|b", "hidden |one", "hidden |two",
                                            "hidden |three", "|page", "|box"));
    EXPECT_THAT(shown_links(d), ElementsAre("page -> https://x.example"));
    EXPECT_TRUE(has_oddity(d, "macro"));
}

TEST(Odt, EncryptedIsRefused) {
    const std::string bytes = pack({".zip", "zip", "none"}, {{"mimetype", "application/vnd.oasis.opendocument.text"},
                                                             {"content.xml", "\x01\x02"},
                                                             {"META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"}});
    const Result<Document> d = read_document(bytes, "a.odt");
    ASSERT_FALSE(d.has_value());
    EXPECT_THAT(d.error().text(), StartsWith("a.odt: is encrypted"));
}

}  // namespace
}  // namespace bonafide::document
