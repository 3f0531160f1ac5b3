// The language of source files (docs/sources.md), word by word: every tests/source/language/*.yml is a list of
//
//   - name: what is shown when it fails
//     sources: {id: |, ...}        # YAML texts, as in content/sources
//     overrides: |                 # a bonafide.yml
//     file: name.json, records: |, means: [...]   # as in cases_test.cpp; without: only loaded
//     errors: [...]                # each is part of one error, in order: file:line:column included; none expected where absent
//     provides: {id: [attribute]}  # what the source can state
#include "tests/e2e/program.h"
#include "tests/source/compare.h"

namespace bonafide::testing {
namespace {

std::filesystem::path language_folder() { return std::filesystem::path(BONAFIDE_ROOT) / "tests/source/language"; }

void expect_errors(const YamlNode& node, const Errors& errors) {
    const Texts expected = node.get("errors").texts();
    std::string all;
    for (const Error& error : errors) all += error.text() + "\n";
    EXPECT_EQ(expected.size(), errors.size()) << node.where() << "\n" << all;
    for (std::size_t i = 0; i < std::min(expected.size(), errors.size()); ++i)
        EXPECT_NE(errors[i].text().find(expected[i]), std::string::npos)
            << node.where() << "\nexpected: " << expected[i] << "\nfound:    " << errors[i].text();
}

void run_language_case(const YamlNode& node) {
    node.allow_only({"name", "sources", "overrides", "file", "records", "means", "errors", "provides"});
    const e2e::Folder folder;
    for (const auto& [id, text] : node.require("sources").entries()) folder.write("sources/" + id + ".yml", text.text());
    std::vector<std::filesystem::path> overrides;
    if (node.get("overrides").present()) {
        overrides.emplace_back(folder / "bonafide.yml");
        folder.write("bonafide.yml", node.get("overrides").text());
    }
    const Vocabulary vocabulary(folder / "sources", overrides);
    expect_errors(node, vocabulary.errors);
    for (const auto& [id, names] : node.get("provides").entries()) {
        const Source* source = vocabulary.sources.find(id);
        ASSERT_NE(source, nullptr) << names.where();
        EXPECT_EQ(words(names.texts()), words(source->provides)) << names.where();
    }
    if (node.get("records").present())
        compare(node.get("means").items(), understand(vocabulary, node.get("records").text(), node.get("file").text("data")), vocabulary.attributes,
                node.where());
}

class Language : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Language, MeansWhatTheDocumentSays) {
    Errors errors;
    for (const YamlNode& document : load_yaml_file(GetParam(), errors)) {
        for (const YamlNode& node : document.items()) {
            SCOPED_TRACE(node.get("name").text(node.where()));
            run_language_case(node);
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
}

INSTANTIATE_TEST_SUITE_P(Sources, Language, ::testing::ValuesIn(yaml_files(language_folder())),
                         [](const auto& test) { return test.param.stem().string(); });

}  // namespace
}  // namespace bonafide::testing
