#include "record/fields.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"

namespace bonafide {

namespace {

struct Node {
    std::string_view name, key;  // the whole path as first interned; the last part as it is looked up
    FieldId parent = no_field, also = no_field;
    std::uint32_t asked = 0;  // how often it was interned as a column: how many sources know it
    bool folded = false, wanted = false, has_exact = false, has_folded = false;
};

/// Texts that live as long as the trie. Content names some ten thousand paths, and every command begins by interning them.
class Texts {
public:
    std::string_view keep(std::string_view text) { return keep({}, {}, text); }
    /// All three in a row.
    std::string_view keep(std::string_view a, std::string_view b, std::string_view c) {
        const std::size_t size = a.size() + b.size() + c.size();
        if (size > left_) {
            left_ = std::max<std::size_t>(size, 64 << 10);
            at_ = blocks_.emplace_back(std::make_unique_for_overwrite<char[]>(left_)).get();
        }
        char* const begin = at_;
        for (const std::string_view text : {a, b, c}) at_ += text.copy(at_, text.size());
        left_ -= size;
        return {begin, size};
    }

private:
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* at_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace

struct FieldNames::Trie {
    std::vector<Node> nodes{Node{}};                                       // [0] is the root
    std::vector<FieldId> slots = std::vector<FieldId>(1 << 15, no_field);  // open addressing, at most half full
    Texts texts;

    std::size_t slot_of(FieldId parent, std::string_view key, bool folded) const;
    FieldId lookup(FieldId parent, std::string_view key, bool folded) const { return slots[slot_of(parent, key, folded)]; }
    FieldId add(FieldId parent, std::string_view part, bool fold);
    FieldId add_path(FieldId from, std::string_view path, bool fold);
    void grow();
    FieldId folded_child(FieldId node, std::string_view key) const;
    FieldId plain_child(FieldId node, std::string_view key) const;

    // --- columns in other words --------------------------------------------------------------------------------------
    std::unordered_map<std::string, std::string> words;   // a word → the first of its group; "" if it says nothing
    std::unordered_map<std::string, FieldId> by_meaning;  // of the columns at the top

    std::string meaning(std::string_view header) const;
    void index_meanings();
};

/// Where the child lies, or the free slot where it would.
std::size_t FieldNames::Trie::slot_of(FieldId parent, std::string_view key, bool folded) const {
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = hash64(key, static_cast<std::uint64_t>(parent) * 2 + folded) & mask;; at = (at + 1) & mask) {
        const Node& node = nodes[slots[at]];
        if (slots[at] == no_field || (node.parent == parent && node.folded == folded && node.key == key)) return at;
    }
}

void FieldNames::Trie::grow() {
    slots.assign(slots.size() * 2, no_field);
    for (FieldId id = 1; id < nodes.size(); ++id) slots[slot_of(nodes[id].parent, nodes[id].key, nodes[id].folded)] = id;
}

/// A part that says nothing is passed over.
FieldId FieldNames::Trie::add(FieldId parent, std::string_view part, bool fold) {
    const std::string folded = fold ? column_key(part) : std::string();
    const std::string_view key = fold ? std::string_view(folded) : part;
    if (key.empty()) return parent;
    const std::size_t slot = slot_of(parent, key, fold);
    if (slots[slot] != no_field) return slots[slot];
    const auto id = static_cast<FieldId>(nodes.size());
    const std::string_view above = nodes[parent].name;
    const std::string_view name = texts.keep(above, above.empty() ? "" : ".", part);
    nodes.push_back({.name = name, .key = fold ? texts.keep(key) : name.substr(name.size() - part.size()), .parent = parent, .folded = fold});
    (fold ? nodes[parent].has_folded : nodes[parent].has_exact) = true;
    slots[slot] = id;
    if (2 * nodes.size() > slots.size()) grow();
    return id;
}

FieldId FieldNames::Trie::add_path(FieldId from, std::string_view path, bool fold) {
    FieldId node = from;
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const std::string_view part = rest.substr(0, dot);
        rest.remove_prefix(std::min(dot + 1, rest.size()));
        node = add(node, part, fold);
    }
    return node;
}

FieldId FieldNames::Trie::folded_child(FieldId node, std::string_view key) const {
    const Node& at = nodes[node];
    if (!at.has_folded && at.also == no_field) return no_field;
    const std::string folded = column_key(key);
    const FieldId found = lookup(node, folded, true);
    return found != no_field || at.also == no_field ? found : lookup(at.also, folded, true);
}

FieldId FieldNames::Trie::plain_child(FieldId node, std::string_view key) const {
    const FieldId exact = lookup(node, key, false);
    return exact != no_field ? exact : folded_child(node, key);
}

namespace {

/// Lower-case words of a header; camelCase and punctuation divide.
std::vector<std::string> words_of(std::string_view header) {
    std::vector<std::string> out(1);
    bool lower = false;
    for (const char c : header) {
        const auto byte = static_cast<unsigned char>(c);
        const bool divides = byte < 0x80 && std::isalnum(byte) == 0;
        if (divides || (lower && std::isupper(byte) != 0)) out.emplace_back();
        if (!divides) out.back() += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        lower = std::islower(byte) != 0;
    }
    std::erase(out, "");
    return out;
}

}  // namespace

/// The header's words, each by the first of its group, sorted: equal for headers that say the same.
std::string FieldNames::Trie::meaning(std::string_view header) const {
    std::vector<std::string> out;
    for (const std::string& word : words_of(header)) {
        const auto found = words.find(word);
        out.push_back(found == words.end() ? word : found->second);
    }
    std::erase(out, "");
    std::ranges::sort(out);
    const auto twice = std::ranges::unique(out);
    out.erase(twice.begin(), twice.end());
    std::string text;
    for (const std::string& word : out) text += word + " ";
    return text;
}

void FieldNames::Trie::index_meanings() {
    for (FieldId id = 1; id < nodes.size(); ++id) {
        const Node& node = nodes[id];
        if (node.parent != no_field || !node.folded || !node.wanted) continue;
        const std::string text = meaning(node.name);
        if (text.empty()) continue;
        const auto [found, fresh] = by_meaning.try_emplace(text, id);
        if (!fresh && nodes[found->second].asked < node.asked) found->second = id;
    }
}

FieldNames::FieldNames() : trie_(std::make_unique<Trie>()) {}
FieldNames::~FieldNames() = default;
FieldNames::FieldNames(FieldNames&&) noexcept = default;
FieldNames& FieldNames::operator=(FieldNames&&) noexcept = default;

FieldId FieldNames::intern(std::string_view path) {
    const FieldId id = trie_->add_path(no_field, path, false);
    if (id != no_field) trie_->nodes[id].wanted = true;
    return id;
}
FieldId FieldNames::intern_column(std::string_view header, FieldId below) {
    const FieldId id = trie_->add_path(below, header, true);
    ++trie_->nodes[id].asked;
    if (id != no_field) trie_->nodes[id].wanted = true;
    return id;
}
FieldId FieldNames::way_to_column(std::string_view path) { return trie_->add_path(no_field, path, true); }

void FieldNames::set_words(const std::vector<std::vector<std::string>>& same, const std::vector<std::string>& ignored) {
    for (const auto& group : same)
        for (const std::string& word : group) trie_->words[word] = group.front();
    for (const std::string& word : ignored) trie_->words[word] = "";
}

FieldId FieldNames::find_alike(std::string_view header) const {
    const auto found = trie_->by_meaning.find(trie_->meaning(header));
    return found == trie_->by_meaning.end() ? no_field : found->second;
}

void FieldNames::freeze() {
    // Parents have smaller numbers than their children, so a parent's `also` is known when its children need it.
    for (FieldId id = 1; id < trie_->nodes.size(); ++id) {
        Node& node = trie_->nodes[id];
        if (!node.folded) node.also = trie_->folded_child(node.parent, node.key);
    }
    if (!trie_->words.empty()) trie_->index_meanings();
}

FieldId FieldNames::find(std::string_view path) const {
    const FieldId node = child(no_field, path);
    return node != no_field && trie_->nodes[node].wanted ? node : no_field;
}

std::string_view FieldNames::name(FieldId id) const { return trie_->nodes[id].name; }
std::size_t FieldNames::size() const { return trie_->nodes.size(); }
bool FieldNames::wanted(FieldId node) const { return trie_->nodes[node].wanted; }
FieldId FieldNames::also(FieldId node) const { return trie_->nodes[node].also; }

FieldId FieldNames::child(FieldId node, std::string_view key) const {
    const std::size_t dot = key.find('.');
    if (dot == std::string_view::npos) return trie_->plain_child(node, key);
    const FieldId exact = trie_->lookup(node, key, false);
    if (exact != no_field) return exact;
    const FieldId first = trie_->plain_child(node, key.substr(0, dot));
    const FieldId rest = first == no_field ? no_field : child(first, key.substr(dot + 1));
    return rest != no_field ? rest : trie_->folded_child(node, key);
}

bool FieldNames::has_children(FieldId node) const {
    const Node& at = trie_->nodes[node];
    return at.has_exact || at.has_folded || (at.also != no_field && trie_->nodes[at.also].has_folded);
}

}  // namespace bonafide
