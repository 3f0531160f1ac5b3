// all_fields(): every field of a record, whoever reads it. Slow and complete, on simdjson's document tree.
#include <simdjson.h>

#include "base/text.h"
#include "record/git.h"
#include "record/reader.h"
#include "record/table.h"

namespace bonafide {

namespace {

using namespace reading;
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const simdjson::dom::element& element) {
    if (element.is_null()) return {};
    if (element.is_string()) return std::string(element.get_string().value());
    return simdjson::minify(element);
}

/// Arrays are walked through: every element of an array has the array's path.
void add_element(const std::string& path, const simdjson::dom::element& element, Fields& out) {
    if (element.is_object()) {
        const simdjson::dom::object object = element.get_object().value();
        if (object.size() == 0 && !path.empty()) out.emplace_back(path, "");
        for (const auto field : object) add_element(path.empty() ? std::string(field.key) : path + "." + std::string(field.key), field.value, out);
    } else if (element.is_array()) {
        const simdjson::dom::array array = element.get_array().value();
        if (array.size() == 0) out.emplace_back(path, "");
        for (const auto item : array) add_element(path, item, out);
    } else {
        out.emplace_back(path, text_of(element));
    }
}

Fields json_fields(std::string_view bytes) {
    std::string sound = repair_utf8(bytes);
    for (char& c : sound) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';  // as the reader mends raw control characters
    }
    Fields out;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(sound).get(root) == simdjson::SUCCESS) add_element("", root, out);
    return out;
}

Fields table_fields(std::string_view bytes, const TableHeader& header) {
    const std::string sound = repair_utf8(bytes);
    const auto rows = sample_rows(sound, header.delimiter, header.quotes, true, 1);
    Fields out;
    for (std::size_t i = 0; !rows.empty() && i < rows[0].cells.size(); ++i) {
        const std::string name = i < header.names.size() ? header.names[i] : "column" + std::to_string(i + 1);
        out.emplace_back(name, rows[0].cells[i]);
    }
    return out;
}

Fields git_fields(std::string_view bytes) {
    Fields out;
    if (const auto commit = take_apart(bytes)) {
        for (CommitField& field : commit_fields(commit_id(bytes), *commit)) out.emplace_back(field.name, std::move(field.value));
    }
    return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> all_fields(const Record& record, const TableHeader* header) {
    if (record.format() == RecordFormat::git) return git_fields(record.bytes());
    if (record.format() == RecordFormat::table) return header ? table_fields(record.bytes(), *header) : Fields{};
    return json_fields(record.bytes());
}

}  // namespace bonafide
