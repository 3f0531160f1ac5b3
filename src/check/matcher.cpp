#include "check/matcher.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace bonafide::check {

namespace {

/// Types whose comparable form differs from the lower-case text, so that a list's spelling must be folded as the fact's is.
bool has_own_form(AttributeType type) {
    switch (type) {
        case AttributeType::hardware_id:
        case AttributeType::identifier:
        case AttributeType::money_account:
        case AttributeType::device:
        case AttributeType::phone:
        case AttributeType::email:
        case AttributeType::handle:
        case AttributeType::url:
        case AttributeType::address:
        case AttributeType::name: return true;
        default: return false;
    }
}

RE2::Options quiet() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
}

std::string glob_pattern(std::string_view glob) {
    std::string out = "(?is:\\A";
    for (const char c : glob) {
        if (c == '*') out += ".*";
        else if (c == '?') out += '.';
        else out += RE2::QuoteMeta(std::string_view(&c, 1));
    }
    return out + "\\z)";
}

bool in_list(const List* list, std::string_view value, std::string_view key) {
    return list->find(value) != nullptr || (!key.empty() && list->find(key) != nullptr);
}

}  // namespace

std::string_view program_name(std::string_view path) {
    const auto cut = path.find_last_of("/\\");
    return cut == std::string_view::npos || cut + 1 == path.size() ? path : path.substr(cut + 1);
}

const MatchCache::Answer* MatchCache::find(std::uint64_t hash) const {
    const Slot& slot = slots_[hash % slots];
    return slot.hash == hash ? &slot.answer : nullptr;
}

void MatchCache::store(std::uint64_t hash, Answer answer) { slots_[hash % slots] = {hash, answer}; }

void ValueMatcher::finish(const std::vector<AttributeType>& types, std::uint64_t id) {
    id_ = id;
    for (const std::string& value : values) values_.insert(ascii_lower(trim(value)));
    for (const AttributeType type : types) {
        if (!has_own_form(type)) continue;
        for (const std::string& value : values) values_.insert(comparable_key(type, value));
        for (const List* list : in)
            if (list->kind() == ListKind::exact)
                for (const ListEntry& entry : list->entries()) by_key_.try_emplace(comparable_key(type, entry.value), &entry);
        for (const List* list : not_in)
            if (list->kind() == ListKind::exact)
                for (const ListEntry& entry : list->entries()) not_keys_.insert(comparable_key(type, entry.value));
    }
    by_key_.erase("");
    not_keys_.erase("");
    values_.erase("");
}

std::optional<Hit> ValueMatcher::match(const Fact& fact, AttributeType type, MatchCache& cache) const {
    const std::string_view value = type == AttributeType::process ? program_name(fact.value) : std::string_view(fact.value);
    const std::uint64_t hash = mix64(hash64(value, id_), hash64(fact.key));
    const MatchCache::Answer* known = cache.find(hash);
    const MatchCache::Answer answer = known ? *known : look(value, fact.key);
    if (!known) cache.store(hash, answer);
    if (!answer.holds) return std::nullopt;
    const bool labelled = answer.entry && !answer.entry->label.empty();
    return Hit{answer.entry, labelled ? std::string_view(answer.entry->label) : std::string_view(fact.value)};
}

MatchCache::Answer ValueMatcher::look(std::string_view value, std::string_view key) const {
    for (const List* list : not_in)
        if (in_list(list, value, key)) return {};
    if (!not_keys_.empty() && not_keys_.contains(key)) return {};
    if (is) return {key == (*is ? "true" : "false"), nullptr};
    for (const List* list : in)
        if (const ListEntry* entry = list->find(value)) return {true, entry};
    if (const auto at = by_key_.find(key); at != by_key_.end()) return {true, at->second};
    if (!values_.empty() && (values_.contains(ascii_lower(trim(value))) || values_.contains(key))) return {true, nullptr};
    for (const std::string& glob : globs)
        if (glob_match(glob, trim(value))) return {true, nullptr};
    for (const auto& pattern : patterns)
        if (RE2::PartialMatch(value, *pattern)) return {true, nullptr};
    return {any, nullptr};
}

void WatchedValues::add(const ValueMatcher& matcher, AttributeType type) {
    if (matcher.any || matcher.is || matcher.empty()) all_ = true;
    for (const List* list : matcher.in) add_list(*list, type);
    for (const std::string& value : matcher.values) {
        exact_.insert(ascii_lower(trim(value)));
        if (has_own_form(type)) keys_.insert(comparable_key(type, value));
    }
    for (const std::string& glob : matcher.globs) add_pattern(glob_pattern(glob));
    for (const auto& pattern : matcher.patterns) add_pattern(pattern->pattern());
    by_key_ = by_key_ || has_own_form(type);
}

void WatchedValues::add_list(const List& list, AttributeType type) {
    for (const ListEntry& entry : list.entries()) {
        const std::string lower = ascii_lower(trim(entry.value));
        switch (list.kind()) {
            case ListKind::exact:
                exact_.insert(lower);
                if (has_own_form(type)) keys_.insert(comparable_key(type, entry.value));
                break;
            case ListKind::suffix_domain: domains_.insert(lower.substr(std::min(lower.find_first_not_of("*."), lower.size()))); break;
            case ListKind::glob: add_pattern(glob_pattern(lower)); break;
            case ListKind::substring: add_pattern("(?i:" + RE2::QuoteMeta(lower) + ")"); break;
            case ListKind::cidr:
                if (const auto network = IpNetwork::parse(lower)) networks_.push_back(*network);
                break;
        }
    }
}

void WatchedValues::add_pattern(std::string pattern) {
    if (std::ranges::find(patterns_, pattern) == patterns_.end()) patterns_.push_back(std::move(pattern));
}

void WatchedValues::finish() {
    keys_.erase("");
    for (const IpNetwork& network : networks_) network_set_.add(network);
    network_set_.finish();
    if (patterns_.empty()) return;
    RE2::Options options = quiet();
    options.set_max_mem(64 << 20);
    set_ = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
    for (const std::string& pattern : patterns_) {
        set_->Add(pattern, nullptr);
        singly_.push_back(std::make_unique<RE2>(pattern, quiet()));
    }
    if (!set_->Compile()) set_.reset();
}

bool WatchedValues::wanted(std::string_view value, AttributeType type) const {
    if (all_) return true;
    value = trim(value);
    if (type == AttributeType::process) value = program_name(value);
    std::array<char, 256> buffer;
    if (value.size() <= buffer.size()) {
        std::ranges::transform(value, buffer.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (wanted_exactly({buffer.data(), value.size()})) return true;
    }
    if (by_key_ && !keys_.empty() && keys_.contains(comparable_key(type, value))) return true;
    if (!network_set_.empty())
        if (const auto ip = IpAddress::parse(value); ip && network_set_.contains(*ip)) return true;
    return !patterns_.empty() && wanted_by_pattern(value);
}

bool WatchedValues::wanted_exactly(std::string_view lower) const {
    if (!exact_.empty() && exact_.contains(lower)) return true;
    if (domains_.empty()) return false;
    for (;;) {
        if (domains_.contains(lower)) return true;
        const auto dot = lower.find('.');
        if (dot == std::string_view::npos) return false;
        lower.remove_prefix(dot + 1);
    }
}

bool WatchedValues::wanted_by_pattern(std::string_view value) const {
    RE2::Set::ErrorInfo error{};
    if (set_ && set_->Match(value, nullptr, &error)) return true;
    if (set_ && error.kind == RE2::Set::kNoError) return false;
    return std::ranges::any_of(singly_, [&](const auto& pattern) { return RE2::PartialMatch(value, *pattern); });
}

}  // namespace bonafide::check
