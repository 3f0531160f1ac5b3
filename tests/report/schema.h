// Holds a JSON text against docs/report.schema.json: the words of JSON Schema that file uses, and no others.
#pragma once

#include <simdjson.h>

#include <string>
#include <vector>

namespace bonafide::schema {

using Element = simdjson::dom::element;

/// Every way in which `value` is not what the schema says; empty if it is.
class Validator {
public:
    explicit Validator(Element schema) : root_(schema) {}
    std::vector<std::string> check(Element value) {
        faults_.clear();
        against(root_, value, "$");
        return faults_;
    }

private:
    void fault(const std::string& path, const std::string& what) { faults_.push_back(path + ": " + what); }

    void against(Element schema, Element value, const std::string& path) {
        std::string_view text;
        if (schema["$ref"].get(text) == simdjson::SUCCESS) return against(root_.at_pointer(text.substr(1)).value(), value, path);
        if (schema["type"].get(text) == simdjson::SUCCESS && !is(value, text)) return fault(path, "is no " + std::string(text));
        if (schema["const"].get(text) == simdjson::SUCCESS && std::string_view(value) != text) fault(path, "is not " + std::string(text));
        simdjson::dom::array choices;
        if (schema["enum"].get(choices) == simdjson::SUCCESS) one_of(choices, value, path);
        double least = 0;
        if (schema["minimum"].get(least) == simdjson::SUCCESS && double(value) < least) fault(path, "is too small");
        if (value.is_object()) object(schema, value, path);
        if (value.is_array()) array(schema, value, path);
    }
    static bool is(Element value, std::string_view type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_int64() || value.is_uint64();
        if (type == "boolean") return value.is_bool();
        return value.is_number();
    }
    void one_of(simdjson::dom::array choices, Element value, const std::string& path) {
        for (const Element choice : choices)
            if (value.is_string() && std::string_view(choice) == std::string_view(value)) return;
        fault(path, "is none of the known words");
    }
    void object(Element schema, Element value, const std::string& path) {
        simdjson::dom::array required;
        if (schema["required"].get(required) == simdjson::SUCCESS)
            for (const Element key : required)
                if (value[std::string_view(key)].error()) fault(path, "lacks " + std::string(std::string_view(key)));
        simdjson::dom::object known, members = value;
        const bool has_known = schema["properties"].get(known) == simdjson::SUCCESS;
        for (const auto [key, member] : members) {
            Element inner;
            const std::string below = path + "." + std::string(key);
            if (has_known && known[key].get(inner) == simdjson::SUCCESS) against(inner, member, below);
            else if (bool open = true; schema["additionalProperties"].get(open) == simdjson::SUCCESS && !open) fault(below, "is not in the schema");
        }
    }
    void array(Element schema, Element value, const std::string& path) {
        Element items;
        if (schema["items"].get(items) != simdjson::SUCCESS) return;
        std::size_t index = 0;
        for (const Element item : simdjson::dom::array(value)) against(items, item, path + "[" + std::to_string(index++) + "]");
    }

    Element root_;
    std::vector<std::string> faults_;
};

}  // namespace bonafide::schema
