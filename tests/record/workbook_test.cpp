// Workbooks: what cells show, where a table begins in a sheet, what is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/workbook_cells.h"
#include "tests/record/harness.h"
#include "tests/record/pack.h"

namespace bonafide::test {
namespace {

using testing::HasSubstr;

const FieldNames& workbook_names() {
    static const FieldNames names = names_of({}, {"id", "name", "hired", "active", "note"});
    return names;
}

ReadResult read_workbook(const std::string& path, std::uint32_t chunk = 2U << 20, unsigned threads = 2) {
    ReadOptions options;
    options.threads = threads;
    options.limits.chunk_bytes = chunk;
    return read_paths({path}, workbook_names(), options, true);
}

std::vector<std::string> fields_of(const ReadResult& result) {
    std::vector<std::string> out;
    for (const ReadRecord& record : result.records) out.push_back(std::to_string(record.locator.line) + " " + record.fields);
    return out;
}

constexpr const char* texts =
    "<si><t>id</t></si><si><t>name</t></si><si><r><t>hi</t></r><r><rPr><b/></rPr><t>red</t></r><rPh><t>kana</t></rPh></si>"
    "<si><t xml:space=\"preserve\">Ann \"A\", Example</t></si><si><t>two_x000D_\nlines &amp; &lt;b&gt;</t></si><si/>";
constexpr const char* header =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>"
    "<c r=\"D1\" t=\"inlineStr\"><is><t>active</t></is></c><c r=\"E1\" t=\"inlineStr\"><is><t>note</t></is></c></row>";

TEST(Workbook, CellsShowWhatAPersonSees) {
    const TempFolder folder;
    const std::string rows =
        std::string(header) +
        "<row r=\"2\"><c r=\"A2\" s=\"2\"><v>7</v></c><c r=\"B2\" t=\"s\"><v>3</v></c><c r=\"C2\" s=\"1\"><v>45351</v></c><c r=\"D2\" "
        "t=\"b\"><v>1</v></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>8</v></c><c r=\"C4\" s=\"1\"><v>45351.395833333336</v></c><c r=\"E4\" t=\"s\"><v>4</v></c></row>"
        "<row><c t=\"str\"><f>A1</f><v>x9</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"d\"><v>2024-03-01</v></c><c t=\"b\"><v>0</v></c></row>";
    const std::string bytes = workbook({.rows = rows,
                                        .texts = texts,
                                        .formats = "<numFmt numFmtId=\"164\" formatCode=\"00000\"/>",
                                        .styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"});
    const std::vector<std::string> expected{"2 id=00007;name=Ann \"A\", Example;hired=2024-02-29;active=true;",
                                            "4 id=8;hired=2024-02-29T09:30:00;note=two  lines & <b>;",
                                            "5 id=x9;name=#N/A;hired=2024-03-01;active=false;"};
    for (const std::uint32_t chunk : {16U, 61U, 2U << 20}) {
        const ReadResult result = read_workbook(folder.write("people.xlsx", bytes), chunk);
        EXPECT_EQ(fields_of(result), expected);
        EXPECT_EQ(result.unread_text(), "");
        ASSERT_EQ(result.outcome.reports.size(), 1U);
        EXPECT_EQ(result.outcome.reports[0].format, "xlsx");
        EXPECT_EQ(result.outcome.reports[0].columns, (std::vector<std::string>{"id", "name", "hired", "active", "note"}));
    }
    // By content, not by name; inside of an archive; back from the locator.
    for (const std::string& path : {folder.write("no-suffix", bytes), folder.write("in.zip", zip({{"d/p.bin", bytes}})),
                                    folder.write("in.tar.gz", pack(packings()[2], {{"p.xlsx", bytes}}))}) {
        const ReadResult result = read_workbook(path);
        EXPECT_EQ(fields_of(result), expected) << path << result.unread_text();
        for (const ReadRecord& record : result.records) {
            const auto locator = parse_locator(locator_text(record.locator, result.outcome.files));
            const auto again = read_bytes(*locator);
            ASSERT_TRUE(again) << again.error().text();
            EXPECT_EQ(*again, record.bytes);
        }
    }
}

TEST(Workbook, PrefixedNamesAndOtherWritersAreRead) {
    const TempFolder folder;
    const std::string rows =
        "<x:row><x:c t=\"inlineStr\"><x:is><x:t>id</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>name</x:t></x:is></x:c></x:row>"
        "<x:row/><x:row><x:c><x:v>1</x:v></x:c><x:c t=\"inlineStr\"><x:is><x:t>Ann</x:t></x:is></x:c></x:row>";
    EXPECT_THAT(fields_of(read_workbook(folder.write("x.xlsx", workbook({.rows = rows, .prefix = "x:"})))), testing::ElementsAre("3 id=1;name=Ann;"));
}

TEST(Workbook, TitleRowsAreNoHeader) {
    const TempFolder folder;
    const std::string title = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Staff of ACME, June</t></is></c></row>";
    const std::string rows =
        title +
        "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>name</t></is></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>1</v></c><c r=\"B4\" t=\"inlineStr\"><is><t>Ann</t></is></c></row>"
        "<row r=\"5\"><c r=\"A5\"><v>2</v></c></row>";
    const ReadResult result = read_workbook(folder.write("x.xlsx", workbook({.rows = rows})));
    EXPECT_THAT(fields_of(result), testing::ElementsAre("4 id=1;name=Ann;", "5 id=2;")) << result.unread_text();
    EXPECT_EQ(result.unread_text(), "");  // a row of a sheet may end early
}

TEST(Workbook, OtherSheetsAndHiddenOnesAreNamed) {
    const TempFolder folder;
    const std::string rows = std::string(header) + "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    const ReadResult result = read_workbook(
        folder.write("x.xlsx", workbook({.rows = rows, .texts = texts, .more_sheets = "<sheet name=\"Old\" sheetId=\"2\" r:id=\"rId8\"/>"})));
    EXPECT_EQ(result.records.size(), 1U);
    EXPECT_THAT(result.unread_text(), HasSubstr("workbook with 2 sheets: only \"People\" is read, not Old"));
}

TEST(Workbook, DamageIsReportedAndRowsBeforeItRead) {
    const TempFolder folder;
    std::string rows = header;
    for (int i = 2; i < 2000; ++i)
        rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"A" + std::to_string(i) + "\"><v>" + std::to_string(i) + "</v></c></row>";
    const ReadResult bad =
        read_workbook(folder.write("bad.xlsx", workbook({.rows = rows + "<row r=\"2000\"><c r=\"A2000\"><v>1</c></row>", .texts = texts})));
    EXPECT_EQ(bad.records.size(), 1998U);
    EXPECT_THAT(bad.unread_text(), HasSubstr("malformed XML in the workbook"));
    const std::string whole = workbook({.rows = rows, .texts = texts});
    const ReadResult cut = read_workbook(folder.write("cut.xlsx", whole.substr(0, whole.size() / 2)));
    EXPECT_THAT(cut.unread_text(), testing::Not(testing::IsEmpty()));
}

TEST(Workbook, OtherOfficeFilesAreNamed) {
    const TempFolder folder;
    EXPECT_THAT(read_workbook(folder.write("a.docx", zip({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w/>"}}))).unread_text(),
                HasSubstr("Word document"));
    EXPECT_THAT(read_workbook(folder.write("a.xlsb", zip({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.bin", "x"}}))).unread_text(),
                HasSubstr("binary workbook (XLSB)"));
    EXPECT_THAT(read_workbook(folder.write("a.ods", zip({{"mimetype", "application/x"}, {"META-INF/manifest.xml", "<m/>"}}))).unread_text(),
                HasSubstr("OpenDocument"));
    // A zip with a misleading beginning is still a zip.
    EXPECT_EQ(read_workbook(folder.write("a.zip", zip({{"word/x.csv", "id,name\n1,Ann\n"}}))).records.size(), 1U);
}

struct Shown {
    const char *raw, *format, *text;
};

TEST(Workbook, NumberFormatsDecideWhatANumberIs) {
    // ECMA-376, 18.8.30 and 18.17.4.1: serial 1 is 1900-01-01, 60 the day that never was, 61 is 1900-03-01.
    for (const Shown& shown : {Shown{"45351", "yyyy\\-mm\\-dd", "2024-02-29"},
                               Shown{"45351.5", "d/m/yy h:mm", "2024-02-29T12:00:00"},
                               Shown{"1", "dd.mm.yyyy", "1900-01-01"},
                               Shown{"59", "d-mmm", "1900-02-28"},
                               Shown{"61", "mmm d", "1900-03-01"},
                               Shown{"0.39583333333333331", "h:mm AM/PM", "09:30:00"},
                               Shown{"1.5", "[h]:mm:ss", "36:00:00"},
                               Shown{"45351", "General", "45351"},
                               Shown{"45351", "#,##0.00\" days\"", "45351"},
                               Shown{"45351", "[Red]0", "45351"},
                               Shown{"45351", "[$-409]mmmm\\ d\\,\\ yyyy;@", "2024-02-29"},
                               Shown{"0.0021990740740740742", "mm:ss.0", "00:03:10"},
                               Shown{"2134", "00000", "02134"},
                               Shown{"1234567", "00000", "1234567"},
                               Shown{"1.2345678901234E+13", "General", "12345678901234"},
                               Shown{"0.30000000000000004", "General", "0.30000000000000004"},
                               Shown{"-5", "yyyy", "-5"},
                               Shown{"1e300", "yyyy", "1e300"},
                               Shown{"not a number", "yyyy", "not a number"},
                               Shown{"3", "0\\d", "3"}}) {
        EXPECT_EQ(reading::show_number(shown.raw, reading::read_format(shown.format), false), shown.text) << shown.raw << " as " << shown.format;
    }
    EXPECT_EQ(reading::show_number("43889", reading::read_format("yyyy-mm-dd"), true), "2024-02-29");
}

}  // namespace
}  // namespace bonafide::test
