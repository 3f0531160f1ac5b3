// Makes the fuzzers' seeds from the tests' fixtures: fuzz_seeds FOLDER writes FOLDER/{json,csv,lines,evtx,archive,xlsx,git}/*.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/yaml.h"
#include "record/record.h"
#include "tests/document/make_pdf.h"
#include "tests/record/escapes.h"
#include "tests/record/make_evtx.h"
#include "tests/record/pack.h"

namespace {

using namespace bonafide;
using namespace bonafide::test;

void write(const std::filesystem::path& folder, const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << bytes;
}

void write_documents(const std::filesystem::path& out, Errors& errors) {
    int number = 0;
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/document/texts.yml", errors)) {
        for (const YamlNode& node : document.items()) {
            const std::string suffix = std::filesystem::path(node.get("file").text()).extension().string();
            if (suffix.size() > 1)
                write(out / (suffix == ".doc" ? "rtf" : suffix.substr(1)), "document" + std::to_string(number++),
                      unescape_bytes(node.get("bytes").text()));
        }
    }
    const std::string words =
        "1 g 0 0 600 800 re f q 0.5 0 0 0.5 0 0 cm " + pdf_words(50, 700, "Engineer", "F3", 12) + "Q [(a)-300(b)] TJ /G gs 3 Tr (c) Tj /X Do";
    write(out / "pdf", "page", pdf_file(pdf_page(words)));
    write(out / "pdf", "revision", pdf_file({{4, pdf_stream_object(words)}}, "", pdf_file(pdf_page(words))));
    write(out / "picture", "content", words);
    write(out / "picture", "content1", words + " ");
    write(out / "picture", "table", "5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tEngineer\n5\t1\t1\t1\t1\t2\t90\t20\t30\t12\t91\t2019\n");
    write(out / "docx", "docx",
          "<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='H'/><w:numPr/></w:pPr><w:r><w:rPr><w:vanish/><w:color w:val='FFFFFF'/><w:sz "
          "w:val='2'/></w:rPr><w:t>a</w:t><w:tab/></w:r>"
          "<w:hyperlink "
          "r:id='r'><w:r><w:t>b</w:t></w:r></w:hyperlink></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></"
          "w:document>\x01<w:styles><w:style w:styleId='H'><w:name w:val='heading 1'/>"
          "<w:basedOn w:val='H'/></w:style></w:styles>\x01<Relationships><Relationship Id='r' Type='x/hyperlink' "
          "Target='https://x.example'/></Relationships>\x01<c><creator>A</creator></c>");
    write(out / "docx", "odt",
          "<d><automatic-styles><style name='W' parent-style-name='W'><text-properties color='#ffffff' "
          "display='none'/></style></automatic-styles><body><text><h>x</h><p style-name='W'>a<span>b</span><tab/>"
          "</p><list><list-item><p>c</p></list-item></list><table><table-row><table-cell><p>d</p></table-cell></table-row></table></text></body></"
          "d>\x01<s/>\x01<m/>\x01<x><meta><title>t</title></meta></x>");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    const std::filesystem::path out = arguments[1];
    Errors errors;
    int number = 0;
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/record/texts.yml", errors)) {
        for (const YamlNode& node : document.items()) {
            const std::string bytes = unescape_bytes(node.get("bytes").text()), name = std::to_string(number++);
            write(out / (node.get("format").text().find("json") != std::string::npos ? "json" : "csv"), name, bytes);
            const Packing& packing = packings()[static_cast<std::size_t>(number) % packings().size()];
            if (!bytes.empty()) write(out / "archive", name + packing.suffix, pack(packing, {{"a", bytes}}));
        }
    }
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/record/lines.yml", errors))
        for (const YamlNode& node : document.items()) write(out / "lines", std::to_string(number++), unescape_bytes(node.get("bytes").text()));
    EvtxChunk log;
    for (const std::uint8_t type : {1, 3, 8, 12, 13, 14, 15, 17, 19, 21, 0x81, 0x88, 0x21})
        log.record({number_item<std::uint16_t>(6, type), text_item("Security"), {type, std::string(16, '\x01')}, text_item("x")});
    write(out / "evtx", "chunk", log.finish().substr(0, log.begins().back() + 400));
    write(out / "archive", "nested.zip",
          zip({{"b.zip", zip({{"c.ndjson", "{\"a\":1}\n"}})}, {"d.gz", pack(packings()[7], {{"", "id,name\n1,2\n"}})}}));
    // Compressed in a way that libarchive reads and does not write. Bytes 36 to 39 say how large a dictionary it takes.
    std::string lzma = unescape_bytes(
        R"(PK\x03\x04?\x00\x02\x00\x0e\x00\x00\x00!\x00F\xa3\xe8t\x1c\x00\x00\x00\x08\x00\x00\x00\x01\x00\x00\x00a\x09\x04\x05\x00]\x00\x00\x80\x00\x00=)"
        R"(\x88\x88"7(\xa4\x18\x8e\x95\xd9x\xff\xff\x95\xec\x00\x00PK\x01\x02?\x03?\x00\x02\x00\x0e\x00\x00\x00!\x00F\xa3\xe8t\x1c\x00\x00\x00\x08\x00)"
        R"(\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00aPK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00/\x00\x00\x00;\x00\x00\x00\x00\x00)");
    write(out / "archive", "lzma.zip", lzma);
    lzma.replace(36, 4, "\xff\xff\xff\xff");
    write(out / "archive", "dictionary.zip", lzma);
    const std::string rows =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>name</t></is></c></row>"
        "<row r=\"3\"><c r=\"A3\" s=\"1\"><v>45351.5</v></c><c r=\"B3\" t=\"b\"><v>1</v></c></row>";
    const std::string texts = "<si><t>id</t></si><si><r><t>ri</t></r><r><t>ch_x000D_</t></r></si>";
    const std::string formats = "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm [h]\"/>", styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/>";
    write(out / "xlsx", "book", rows + "\x01" + texts + "\x01" + formats + "\x01" + styles + "\x01" + "45351.5 [$-409]d/m/yy");
    write(out / "archive", "book.xlsx",
          workbook({.rows = rows, .texts = texts, .formats = formats, .styles = styles, .workbook_attributes = {}, .more_sheets = {}, .prefix = {}}));
    write(out / "git", "commit",
          "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@x.org> 1772582400 +0900\n"
          "committer B <b@x.org> 1772582400 -0330\nencoding ISO-8859-1\ngpgsig -----BEGIN PGP SIGNATURE-----\n xx\n\nSubject\n\nCo-authored-by: C "
          "<c@x.org>\n");
    write_documents(out, errors);
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    return errors.empty() && number > 20 ? 0 : 1;
}
