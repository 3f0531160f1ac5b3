#include <algorithm>

#include "base/text.h"
#include "source/plan.h"

namespace bonafide::source {
namespace {

/// The end of the string that begins after the quote at `at`; npos if there is none.
std::size_t string_end(std::string_view s, std::size_t at) {
    for (at = s.find_first_of("\"\\", at + 1); at != std::string_view::npos && s[at] == '\\';) at = s.find_first_of("\"\\", at + 2);
    return at;
}

bool contains(const std::vector<KeyNumber>& sorted, KeyNumber number) { return std::ranges::binary_search(sorted, number); }

Format format_of(const Record& record, const TableHeader* header) {
    if (record.format() == RecordFormat::git) return Format::git;
    return header != nullptr || record.format() == RecordFormat::table ? Format::table : Format::json;
}

}  // namespace

Keys::Keys(const Record& record, const TableHeader* header) : format_(format_of(record, header)) {
    if (header != nullptr) {
        for (std::size_t column = 0; column < header->names.size(); ++column) {
            const bool alike = column < header->read_as.size() && !header->read_as[column].empty();
            add(alike ? header->read_as[column] : header->names[column]);
        }
    } else if (format_ == Format::json && record.bytes().starts_with('{')) {
        scan_json(record.bytes());
    } else {
        known_ = false;
    }
    for (std::vector<KeyNumber>* numbers : {&keys_, &folded_tops_, &folded_wholes_}) std::ranges::sort(*numbers);
}

void Keys::add(std::string_view key) {
    const std::string_view top = key.substr(0, key.find('.'));
    keys_.push_back(hash64(key));
    if (top.size() != key.size()) keys_.push_back(hash64(top));
    folded_tops_.push_back(hash64(column_key(top)));
    folded_wholes_.push_back(hash64(column_key(key)));
}

void Keys::scan_json(std::string_view s) {
    std::size_t depth = 0;
    bool key = false;
    for (std::size_t i = 0; i < s.size(); ++i) {
        switch (s[i]) {
            case '{':
            case '[': key = ++depth == 1; break;
            case '}':
            case ']': --depth; break;
            case ',': key = depth == 1; break;
            case '"': {
                const std::size_t end = string_end(s, i);
                if (end == std::string_view::npos) return;
                if (key && depth == 1) add(s.substr(i + 1, end - i - 1));
                key = false;
                i = end;
                break;
            }
            default: break;
        }
    }
}

std::vector<std::uint32_t> Keys::possible_sources(const SourceIndex& index, std::size_t count) const {
    std::vector<std::uint32_t> out;
    if (!known_) {
        for (std::uint32_t i = 0; i < count; ++i) out.push_back(i);
        return out;
    }
    const auto add = [&](const std::vector<std::uint32_t>& sources) { out.insert(out.end(), sources.begin(), sources.end()); };
    add(index.always());
    for (const KeyNumber key : keys_) add(index.of(key, false));
    for (const std::vector<KeyNumber>* keys : {&folded_tops_, &folded_wholes_})
        for (const KeyNumber key : *keys) add(index.of(key, true));
    std::ranges::sort(out);
    const auto twice = std::ranges::unique(out);
    out.erase(twice.begin(), twice.end());
    return out;
}

bool Keys::possible(const FieldInfo& field) const {
    if (!known_) return true;
    if (!field.folded) return contains(keys_, field.top);
    return contains(folded_tops_, field.top) || contains(folded_wholes_, field.whole);
}

bool Keys::certain(const FieldInfo& field) const {
    if (!known_) return false;
    if (format_ == Format::table) return field.folded ? contains(folded_wholes_, field.whole) : contains(keys_, field.whole);
    return !field.nested && possible(field);
}

}  // namespace bonafide::source
