// Makes the fuzzers' seeds from the tests' fixtures: fuzz_seeds FOLDER writes FOLDER/{json,csv,archive,xlsx,git}/*.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/yaml.h"
#include "record/record.h"
#include "tests/record/escapes.h"
#include "tests/record/pack.h"

namespace {

using namespace bonafide;
using namespace bonafide::test;

void write(const std::filesystem::path& folder, const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << bytes;
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
    write(out / "archive", "nested.zip",
          zip({{"b.zip", zip({{"c.ndjson", "{\"a\":1}\n"}})}, {"d.gz", pack(packings()[7], {{"", "id,name\n1,2\n"}})}}));
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
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    return errors.empty() && number > 20 ? 0 : 1;
}
