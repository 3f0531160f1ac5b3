// What a PDF shows, hides, says of itself and does; and what hostile ones are refused for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <cstring>

#include "document/pdf_structure.h"

#include <qpdf/QPDFWriter.hh>

#include "document/read.h"
#include "tests/document/make_pdf.h"
#include "tests/document/show.h"

namespace bonafide::document {
namespace {

using namespace bonafide::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Document read(const std::string& bytes) {
    Limits limits;
    limits.recognise = false;
    Result<Document> document = read_document(bytes, "a.pdf", limits);
    EXPECT_TRUE(document.has_value()) << document.error().text();
    return document ? std::move(*document) : Document{};
}

std::string refused(const std::string& bytes, const Limits& limits = {}) {
    const Result<Document> document = read_document(bytes, "a.pdf", limits);
    return document ? "read" : document.error().text();
}

TEST(Pdf, TextHasPlaceSizeAndWeight) {
    const Document d =
        read(pdf_file(pdf_page(pdf_words(50, 700, "Engineer", "F3", 12) + "BT /F1 10 Tf 50 680 Td [(Rou)20(tes) -300 (and caf\\351)] TJ ET")));
    ASSERT_EQ(d.pages.size(), 1U);
    EXPECT_FLOAT_EQ(d.pages[0].width, 600);
    ASSERT_EQ(d.pages[0].lines.size(), 2U);
    const Line& line = d.pages[0].lines[0];
    EXPECT_EQ(line.text, "Engineer");
    EXPECT_TRUE(line.bold);
    EXPECT_FLOAT_EQ(line.size, 12);
    EXPECT_NEAR(line.box.left, 50, 0.5);
    EXPECT_NEAR(line.box.bottom, 103, 1);
    EXPECT_NEAR(line.box.right - line.box.left, 51.3, 2);  // Helvetica-Bold's metrics
    EXPECT_EQ(d.pages[0].lines[1].text, "Routes and café");
}

TEST(Pdf, WideGapsAreTabs) {
    const Document d = read(pdf_file(pdf_page(pdf_words(50, 700, "Engineer") + pdf_words(450, 700, "2019 - 2021") +
                                              pdf_words(50, 685, "Acme Inc. which is a rather long line of text"))));
    EXPECT_THAT(shown_lines(d), ElementsAre("|Engineer\t2019 - 2021", "|Acme Inc. which is a rather long line of text"));
}

TEST(Pdf, SmallShapesBeforeALineAreMarksOfAList) {
    const Document d = read(pdf_file(pdf_page(pdf_words(50, 700, "Engineer") + "41 702 3 3 re f\n" + pdf_words(50, 685, "Acme Inc.") +
                                              "20 665 20 20 re f\n" + pdf_words(50, 670, "a picture stands before it") + "143 702 3 3 re f\n")));
    EXPECT_THAT(shown_lines(d), ElementsAre("* |Engineer", "|Acme Inc.", "|a picture stands before it"));
}

TEST(Pdf, ColumnsAreReadOneAfterTheOther) {
    std::string content;
    for (int i = 0; i < 6; ++i)
        content += pdf_words(50, 700 - 13 * i, "left " + std::to_string(i)) + pdf_words(320, 700 - 13 * i, "right " + std::to_string(i));
    const Document d = read(pdf_file(pdf_page(content)));
    const std::vector<std::string> lines = shown_lines(d);
    ASSERT_EQ(lines.size(), 12U);
    EXPECT_EQ(lines[5], "|left 5");
    EXPECT_EQ(lines[6], "|right 0");
}

TEST(Pdf, DatesAtTheMarginStandBeforeTheirJobs) {
    std::string content;
    for (int job = 0; job < 2; ++job) {
        const int y = 700 - 80 * job;
        content += pdf_words(50, y, "Sep 2017 to Mar") + pdf_words(50, y - 12, job == 0 ? "2021" : "2019");
        for (int i = 0; i < 4; ++i) content += pdf_words(170, y - 12 * i, "job " + std::to_string(job) + " line " + std::to_string(i));
    }
    const std::vector<std::string> lines = shown_lines(read(pdf_file(pdf_page(content))));
    EXPECT_THAT(lines, ElementsAre("|Sep 2017 to Mar", "|2021", "|job 0 line 0", "|job 0 line 1", "|job 0 line 2", "|job 0 line 3",
                                   "|Sep 2017 to Mar", "|2019", "|job 1 line 0", "|job 1 line 1", "|job 1 line 2", "|job 1 line 3"));
}

struct Hidden {
    const char* name;
    std::string content;
    bool hidden;
};

TEST(Pdf, HiddenTextIsToldFromWhatOnlyLooksSo) {
    const std::string words = pdf_words(50, 700, "secret");
    const std::vector<Hidden> cases{
        {"white on white", "1 1 1 rg " + words, true},
        {"nearly white", "0.97 g " + words, true},
        {"white on a dark ground", "0.1 0.2 0.3 rg 0 600 600 200 re f 1 g " + words, false},
        {"white behind another colour space", "/DeviceRGB cs 1 1 1 sc " + words, true},
        {"white by CMYK", "0 0 0 0 k " + words, true},
        {"invisible mode", "3 Tr " + words, true},
        {"tiny", pdf_words(50, 700, "secret", "F1", 1), true},
        {"tiny by the matrix", "q 0.05 0 0 0.05 0 0 cm " + pdf_words(1000, 14000, "secret") + "Q", true},
        {"off the page", pdf_words(900, 700, "secret"), true},
        {"covered by a white area", words + "1 g 40 690 100 30 re f", true},
        {"an area drawn before it covers nothing", "1 g 40 690 100 30 re f 0 g " + words, false},
        {"clipped away", "q 300 300 10 10 re W n " + words + "Q", true},
        {"inside its clip", "q 0 600 600 200 re W n " + words + "Q", false},
        {"transparent", "/G gs " + words, true},
        {"black", words, false},
    };
    for (const Hidden& c : cases) {
        SCOPED_TRACE(c.name);
        const Document d = read(pdf_file(pdf_page("q " + c.content + "\nQ " + pdf_words(50, 500, "seen"), "", "", "/ExtGState<</G<</ca 0>>>>")));
        EXPECT_EQ(d.text().find("secret") == std::string::npos, c.hidden);
        EXPECT_EQ(has_oddity(d, "hidden_text", "secret"), c.hidden);
        EXPECT_THAT(d.text(), HasSubstr("seen"));
    }
}

TEST(Pdf, LayersThatAreOffHide) {
    std::vector<PdfObject> objects = pdf_page("/OC /L BDC " + pdf_words(50, 700, "secret") + "EMC " + pdf_words(50, 600, "seen"), "",
                                              "/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]>>>>", "/Properties<</L 8 0 R>>");
    objects.push_back({8, "<</Type/OCG/Name(x)>>"});
    const Document d = read(pdf_file(objects));
    EXPECT_EQ(d.text(), "seen\n");
    EXPECT_TRUE(has_oddity(d, "hidden_text", "layer"));
}

TEST(Pdf, ANumberInSeveralFontsIsOdd) {
    const Document d = read(pdf_file(pdf_page("BT /F1 10 Tf 50 700 Td (Total 12) Tj /F2 10 Tf (4) Tj /F1 10 Tf (50.00) Tj ET")));
    EXPECT_TRUE(has_oddity(d, "mixed_fonts", "the number 12450.00 is set in several fonts"));
    const Document honest = read(pdf_file(pdf_page("BT /F1 10 Tf 50 700 Td (Total ) Tj /F3 10 Tf (12450.00) Tj /F1 10 Tf ( EUR) Tj ET")));
    EXPECT_FALSE(has_oddity(honest, "mixed_fonts"));
    EXPECT_THAT(shown_lines(honest), ElementsAre(HasSubstr("Total 12450.00 EUR")));
}

TEST(Pdf, TurnedPagesAndTurnedWords) {
    const Document d = read(pdf_file(pdf_page(pdf_words(50, 700, "first") + pdf_words(50, 685, "second"), "/Rotate 90")));
    EXPECT_FLOAT_EQ(d.pages[0].width, 800);
    EXPECT_THAT(shown_lines(d), ElementsAre("|first", "|second"));
    const Document side = read(pdf_file(pdf_page("BT /F1 10 Tf 0 1 -1 0 30 400 Tm (upwards) Tj ET " + pdf_words(50, 700, "along"))));
    EXPECT_THAT(shown_lines(side), ElementsAre("|along", "|upwards"));
    EXPECT_NEAR(side.pages[0].lines[1].box.left, 22, 1.5);
    EXPECT_NEAR(side.pages[0].lines[1].box.bottom, 400, 1.5);
}

TEST(Pdf, LettersSetApartAreAWord) {
    EXPECT_THAT(shown_lines(read(pdf_file(pdf_page(pdf_words(50, 700, "S K I L L S"))))), ElementsAre("|SKILLS"));
    EXPECT_THAT(shown_lines(read(pdf_file(pdf_page("4 Tc " + pdf_words(50, 700, "SKILLS AND"))))), ElementsAre("|SKILLS AND"));
}

TEST(Pdf, ToUnicodeIsFollowed) {
    std::vector<PdfObject> objects = pdf_page("BT /F1 10 Tf 50 700 Td <000100020003> Tj ET");
    objects[4].body = "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/Identity-H/DescendantFonts[8 0 R]/ToUnicode 9 0 R>>";
    objects.push_back({8, "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+X/DW 500/W[1[600 700]3 3 800]>>"});
    objects.push_back({9, pdf_stream_object("1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <00660069> endbfchar 1 "
                                            "beginbfrange <0002> <0003> <0061> endbfrange")});
    EXPECT_THAT(shown_lines(read(pdf_file(objects))), ElementsAre("|fiab"));
}

TEST(Pdf, AFontWithoutNamesIsLeftToRecognition) {
    std::vector<PdfObject> objects = pdf_page("BT /F1 10 Tf 50 700 Td <" + std::string(400, '1') + "> Tj ET");
    objects[4].body = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[8 0 R]>>";
    objects.push_back({8, "<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>"});
    EXPECT_TRUE(read(pdf_file(objects)).pages[0].scanned);
}

TEST(Pdf, WhoWhenAndDisagreements) {
    std::vector<PdfObject> objects = pdf_page(pdf_words(50, 700, "x"), "", "/Metadata 9 0 R");
    objects.push_back({8, "<</Producer(Word)/Creator(A)/CreationDate(D:20260301090000+01'00')/ModDate(D:20260301100000+01'00')>>"});
    const std::string xmp =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r' xmlns:xmp='p' xmlns:pdf='q'><rdf:Description "
        "xmp:CreateDate='2025-11-03T08:00:00Z' "
        "pdf:Producer='iText'><xmp:ModifyDate>2026-03-01T09:00:30Z</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>";
    objects.push_back({9, pdf_stream_object(xmp, "/Type/Metadata/Subtype/XML")});
    const Document d = read(pdf_file(objects, "/Info 8 0 R"));
    EXPECT_EQ(d.property("created"), "2026-03-01T09:00:00+01:00");
    EXPECT_TRUE(has_oddity(d, "dates_disagree", "created"));
    EXPECT_FALSE(has_oddity(d, "dates_disagree", "modified"));
    EXPECT_TRUE(has_oddity(d, "producers_disagree", "\"Word\" and \"iText\""));
}

TEST(Pdf, DatesOfPdf) {
    EXPECT_EQ(pdf_date("D:20260301090000+01'00'"), "2026-03-01T09:00:00+01:00");
    EXPECT_EQ(pdf_date("D:20260301"), "2026-03-01T00:00:00");
    EXPECT_EQ(pdf_date("D:20260301090000Z00'00'"), "2026-03-01T09:00:00Z");
    EXPECT_EQ(pdf_date("yesterday"), "yesterday");
}

TEST(Pdf, RevisionsAndWhatEachChanged) {
    const std::string first = pdf_file(pdf_page(pdf_words(50, 700, "Grade: 3.7") + pdf_words(50, 680, "Berlin")));
    const std::string second = pdf_file({{4, pdf_stream_object(pdf_words(50, 700, "Grade: 1.0") + pdf_words(50, 680, "Berlin"))}}, "", first);
    const Document d = read(second);
    EXPECT_THAT(d.text(), HasSubstr("Grade: 1.0"));
    EXPECT_EQ(d.property("revisions"), "2");
    EXPECT_TRUE(has_oddity(d, "revision", "changed the content of page 1; on page 1 \"Grade: 3.7\" became \"Grade: 1.0\""))
        << testing::PrintToString(shown_oddities(d));
    EXPECT_FALSE(has_oddity(read(first), "revision"));
    const std::string third = pdf_file({{8, "<</Producer(X)>>"}}, "/Info 8 0 R", second);
    EXPECT_TRUE(has_oddity(read(third), "revision", "(revision 3), which changed who made it"));
}

TEST(Pdf, ActionsAndFilesInside) {
    struct Case {
        std::string catalogue, kind;
        std::vector<PdfObject> more;
    };
    const std::vector<Case> cases{
        {"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "javascript", {}},
        {"/AA<</WC 8 0 R>>", "launch", {{8, "<</S/Launch/F(cmd.exe)>>"}}},
        {"/X 8 0 R", "submits_data", {{8, "<</Next[<</A<</S/SubmitForm/F(http://x.example)>>>>]>>"}}},
        {"/Names<</EmbeddedFiles<</Names[(a) 8 0 R]>>>>",
         "embedded_file",
         {{8, "<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>"}, {9, pdf_stream_object("MZ")}}},
        {"/AcroForm<</XFA[]>>", "xfa_form", {}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.kind);
        std::vector<PdfObject> objects = pdf_page(pdf_words(50, 700, "x"), "", c.catalogue);
        objects.insert(objects.end(), c.more.begin(), c.more.end());
        const Document d = read(pdf_file(objects));
        EXPECT_TRUE(has_oddity(d, c.kind)) << testing::PrintToString(shown_oddities(d));
        if (c.kind == "embedded_file") {
            EXPECT_EQ(d.attachments.at(0).name + d.attachments.at(0).bytes, "a.exeMZ");
        }
    }
    EXPECT_TRUE(read(pdf_file(pdf_page(pdf_words(50, 700, "x")))).oddities.empty());
}

TEST(Pdf, LinksHaveTheirText) {
    const Document d =
        read(pdf_file(pdf_page(pdf_words(50, 700, "my page"), "/Annots[<</Subtype/Link/Rect[48 695 100 712]/A<</S/URI/URI(https://x.example)>>>>]")));
    EXPECT_THAT(shown_links(d), ElementsAre("my page -> https://x.example"));
}

TEST(Pdf, APageThatIsAPicture) {
    std::vector<PdfObject> objects = pdf_page("q 600 0 0 800 0 0 cm /I Do Q", "", "", "/XObject<</I 8 0 R>>");
    objects.push_back(
        {8, pdf_stream_object(std::string(32 * 32, '\x7f'), "/Subtype/Image/Width 32/Height 32/BitsPerComponent 8/ColorSpace/DeviceGray")});
    const Document d = read(pdf_file(objects));
    EXPECT_TRUE(d.pages[0].scanned);
    ASSERT_EQ(d.pictures.size(), 1U);
    EXPECT_THAT(d.pictures[0].bytes, StartsWith("\x89PNG"));
    EXPECT_FLOAT_EQ(d.pictures[0].box.bottom, 800);
    objects[3].body = pdf_stream_object("q 600 0 0 800 0 0 cm /I Do Q " + pdf_words(50, 700, "Doctor of Philosophy, with distinction, 1998"));
    const Document over = read(pdf_file(objects));
    EXPECT_TRUE(has_oddity(over, "text_over_picture"));
    objects[3].body = pdf_stream_object("q 600 0 0 800 0 0 cm /I Do Q 3 Tr " + pdf_words(50, 700, "a layer of text that a scanner's program made"));
    EXPECT_TRUE(has_oddity(read(pdf_file(objects)), "text_layer"));
}

// ---------------------------------------------------------------- encrypted
std::string encrypted(const std::string& plain, const char* user) {
    QPDF pdf;
    pdf.processMemoryFile("x", plain.data(), plain.size());
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setR6EncryptionParameters(user, "owner", true, true, true, true, true, true, qpdf_r3p_full, true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

TEST(Pdf, EncryptedOnes) {
    const std::string plain = pdf_file(pdf_page(pdf_words(50, 700, "seen")));
    EXPECT_THAT(refused(encrypted(plain, "secret")), StartsWith("a.pdf: is a PDF encrypted with a password\n  hint: "));
    const Document d = read(encrypted(plain, ""));
    EXPECT_EQ(d.text(), "seen\n");
    EXPECT_TRUE(has_oddity(d, "encrypted"));
}

// ---------------------------------------------------------------- signatures
struct Signer {
    EVP_PKEY* key = ::EVP_RSA_gen(2048);
    X509* certificate = ::X509_new();
    Signer() {
        ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), 1);
        ::X509_gmtime_adj(::X509_getm_notBefore(certificate), -100);
        ::X509_gmtime_adj(::X509_getm_notAfter(certificate), 100000);
        ::X509_set_pubkey(certificate, key);
        X509_NAME* name = ::X509_get_subject_name(certificate);
        ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Registrar"), -1, -1, 0);
        ::X509_set_issuer_name(certificate, name);
        ::X509_sign(certificate, key, ::EVP_sha256());
    }
    ~Signer() {
        ::X509_free(certificate);
        ::EVP_PKEY_free(key);
    }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    [[nodiscard]] std::string sign(std::string file) const {
        const std::size_t open = file.find("/Contents <") + 10, close = file.find('>', open) + 1;
        char range[64];
        std::snprintf(range, sizeof range, "[0 %06zu %06zu %06zu]", open, close, file.size() - close);
        file.replace(file.find("[0 000000"), std::strlen(range), range);
        const std::string content = file.substr(0, open) + file.substr(close);
        BIO* in = ::BIO_new_mem_buf(content.data(), static_cast<int>(content.size()));
        CMS_ContentInfo* cms = ::CMS_sign(certificate, key, nullptr, in, CMS_BINARY | CMS_DETACHED);
        unsigned char* der = nullptr;
        const int size = ::i2d_CMS_ContentInfo(cms, &der);
        for (int i = 0; i < size; ++i) {
            char digits[3];
            std::snprintf(digits, sizeof digits, "%02x", der[i]);
            file.replace(open + 1 + 2 * static_cast<std::size_t>(i), 2, digits);
        }
        ::OPENSSL_free(der);
        ::CMS_ContentInfo_free(cms);
        ::BIO_free(in);
        return file;
    }
};

TEST(Pdf, SignaturesAreVerified) {
    std::vector<PdfObject> objects = pdf_page(pdf_words(50, 700, "Grade: 3.7"), "/Annots[8 0 R]");
    objects.push_back({8, "<</Subtype/Widget/FT/Sig/T(stamp)/Rect[0 0 0 0]/V 9 0 R>>"});
    objects.push_back(
        {9, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/M(D:20260301)/ByteRange [0 000000 000000 000000]/Contents <" +
                std::string(8000, '0') + ">>>"});
    const Signer signer;
    const std::string good = signer.sign(pdf_file(objects));
    const Document d = read(good);
    EXPECT_TRUE(has_oddity(d, "signature", "\"stamp\" by Registrar, who vouches for himself, fits the whole file"))
        << testing::PrintToString(shown_oddities(d));
    EXPECT_EQ(d.property("signed_at"), "2026-03-01T00:00:00");
    std::string changed = good;
    changed.replace(changed.find("Grade: 3.7"), 10, "Grade: 1.0");
    EXPECT_TRUE(has_oddity(read(changed), "signature_broken", "changed after signing"));
    const std::string added = pdf_file({{4, pdf_stream_object(pdf_words(50, 700, "Grade: 1.0"))}}, "", good);
    EXPECT_TRUE(has_oddity(read(added), "signature_partial"));
    EXPECT_TRUE(has_oddity(read(added), "revision", "\"Grade: 3.7\" became \"Grade: 1.0\""));
}

// ---------------------------------------------------------------- hostile
TEST(Pdf, BombsOfObjects) {
    std::vector<PdfObject> objects = pdf_page(pdf_words(50, 700, "x"));
    for (int i = 8; i < 2000; ++i) objects.push_back({i, "null"});
    Limits limits;
    limits.max_objects = 1000;
    EXPECT_THAT(refused(pdf_file(objects), limits), HasSubstr("objects, more than the limit of 1000"));
}

TEST(Pdf, PicturesThatWouldUnpackToTooMuchAreNotOpened) {
    std::vector<PdfObject> objects = pdf_page("q 600 0 0 800 0 0 cm /I Do Q", "", "", "/XObject<</I 8 0 R>>");
    objects.push_back({8, pdf_stream_object("x", "/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB")});
    EXPECT_TRUE(has_oddity(read(pdf_file(objects)), "pixel_bomb"));
}

TEST(Pdf, ContentThatUnpacksToGigabytesHitsTheLimitOfMemory) {
    // Run-length encoding, twice: 128 bytes for two, then again.
    std::string twice;
    for (int i = 0; i < 200'000; ++i) twice += "\x81 ";
    std::vector<PdfObject> objects = pdf_page("");
    objects[3].body = pdf_stream_object(twice, "/Filter[/RunLengthDecode/RunLengthDecode/RunLengthDecode]");
    Limits limits;
    limits.max_memory = 200 << 20;
    limits.max_seconds = 20;
    const std::string answer = refused(pdf_file(objects), limits);
    EXPECT_TRUE(answer == "read" || answer.find("limit of 200 MB of memory") != std::string::npos ||
                answer.find("longer to read") != std::string::npos)
        << answer;
}

TEST(Pdf, FormsThatDrawThemselves) {
    std::vector<PdfObject> objects = pdf_page("/A Do " + pdf_words(50, 700, "seen"), "", "", "/XObject<</A 8 0 R/B 9 0 R>>");
    objects.push_back({8, pdf_stream_object("/B Do /B Do", "/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</B 9 0 R>>>>")});
    objects.push_back({9, pdf_stream_object("/A Do /A Do", "/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 8 0 R>>>>")});
    EXPECT_EQ(read(pdf_file(objects)).text(), "seen\n");
}

TEST(Pdf, PagesThatAreTheirOwnParents) {
    std::vector<PdfObject> objects = pdf_page(pdf_words(50, 700, "seen"));
    objects[1].body = "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>";
    const std::string answer = refused(pdf_file(objects));
    EXPECT_TRUE(answer == "read" || answer.find("is a damaged PDF") != std::string::npos) << answer;
}

TEST(Pdf, AnEndlessDrawingEndsInTime) {
    std::string content;
    for (int i = 0; i < 200'000; ++i) content += "q 1 0 0 1 0 0 cm (a) Tj\n";
    Limits limits;
    limits.max_seconds = 20;
    limits.recognise = false;
    const Result<Document> d = read_document(pdf_file(pdf_page(content)), "a.pdf", limits);
    EXPECT_TRUE(d.has_value() || d.error().what.find("longer") != std::string::npos);
}

TEST(Pdf, ADamagedTableIsMended) {
    std::string bytes = pdf_file(pdf_page(pdf_words(50, 700, "seen")));
    bytes.replace(bytes.find("startxref\n") + 10, 3, "999");
    EXPECT_EQ(read(bytes).text(), "seen\n");
}

TEST(Pdf, EveryCutAndEveryFlippedByteGivesADocumentOrAnError) {
    const std::string bytes = pdf_file(pdf_page(pdf_words(50, 700, "seen") + "q 600 0 0 800 0 0 cm /I Do Q"));
    Limits limits;
    limits.recognise = false;
    for (std::size_t i = 0; i < bytes.size(); i += 37) {
        std::string cut = bytes.substr(0, i), flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 0x41);
        for (const std::string& hostile : {cut, flipped}) {
            const Result<Document> d = read_document(hostile, "a.pdf", limits);
            EXPECT_TRUE(d || d.error().what.find("process") == std::string::npos) << d.error().text();
        }
    }
}

}  // namespace
}  // namespace bonafide::document
