#include <algorithm>

#include "base/text.h"
#include "source/pick.h"

namespace bonafide::source {
namespace {

/// `lower` is lower case already.
bool same(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
    }
    return true;
}

}  // namespace

void Matcher::add(std::string_view pattern) {
    std::string lower = ascii_lower(pattern);
    if (lower.empty()) {
        empty_ = true;
    } else if (lower == "?*" || lower == "*?" || lower == "*") {
        something_ = true;
    } else if (lower.find_first_of("*?") == std::string::npos) {
        sizes_ |= 1ULL << (lower.size() % 64);
        exact_.push_back(std::move(lower));
    } else {
        const std::size_t star = lower.find('*');
        const bool simple = lower.find('?') == std::string::npos && lower.find('*', star + 1) == std::string::npos;
        if (simple) globs_.push_back({lower.substr(0, star), lower.substr(star + 1), true});
        else globs_.push_back({std::move(lower), {}, false});
    }
}

bool Matcher::matches_glob(const Glob& glob, std::string_view text) const {
    if (!glob.simple) return glob_match(glob.before, text);
    if (text.size() < glob.before.size() + glob.after.size()) return false;
    return same(text.substr(0, glob.before.size()), glob.before) && same(text.substr(text.size() - glob.after.size()), glob.after);
}

bool Matcher::matches(std::string_view text) const {
    if (text.empty()) return empty_;
    if (something_) return true;
    const bool maybe = (sizes_ >> (text.size() % 64) & 1) != 0;
    return (maybe && std::ranges::any_of(exact_, [&](const std::string& e) { return same(text, e); })) ||
           std::ranges::any_of(globs_, [&](const Glob& g) { return matches_glob(g, text); });
}

std::string Matcher::words() const {
    std::string out;
    const auto add = [&out](const std::string& word) { out += (out.empty() ? "" : " or ") + word; };
    for (const std::string& e : exact_) add(e);
    for (const Glob& g : globs_) add(g.simple ? g.before + "*" + g.after : g.before);
    if (something_) add("anything");
    if (empty_) add("nothing");
    return out;
}

}  // namespace bonafide::source
