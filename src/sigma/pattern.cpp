#include "sigma/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

#include "sigma/fold.h"

namespace bonafide::sigma {

namespace {

using Literals = std::vector<std::string>;
using Sets = std::vector<Literals>;

std::size_t shortest(const Literals& literals) {
    std::size_t out = literals.empty() ? 0 : SIZE_MAX;
    for (const std::string& literal : literals) out = std::min(out, literal.size());
    return out;
}

/// The set whose shortest literal is longest, the first of such; empty if there is none.
Literals rarest(const Sets& sets) {
    const auto best = std::ranges::max_element(sets, {}, shortest);
    return best == sets.end() ? Literals() : *best;
}

/// n of a pattern that asks for n characters in a row and nothing else, `.{n}`, `.{n,}`, `(.){n,}`: automata of as many states are slow there.
std::optional<std::size_t> plain_run(std::string_view pattern) {
    for (const std::string_view any : {"(.){", ".{"}) {
        if (!pattern.starts_with(any)) continue;
        pattern.remove_prefix(any.size());
        std::size_t n = 0;
        const auto [end, error] = std::from_chars(pattern.data(), pattern.data() + pattern.size(), n);
        pattern.remove_prefix(static_cast<std::size_t>(end - pattern.data()));
        if (error == std::errc{} && (pattern == "}" || pattern == ",}")) return n;
        return std::nullopt;
    }
    return std::nullopt;
}

/// Has a UTF-8 text `n` code points in a row, without a line feed in between unless `across_lines`?
bool has_run(std::string_view text, std::size_t n, bool across_lines) {
    if (text.size() < n) return false;
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size() && run < n; ++i) {
        if (text[i] == '\n' && !across_lines) run = 0;
        else run += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 ? 1 : 0;
    }
    return run >= n;
}

constexpr std::int64_t re2_memory = 8 << 20;
constexpr std::uint32_t pcre_match_limit = 100'000, pcre_depth_limit = 1'000;

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};

}  // namespace

struct Pattern::State {
    std::unique_ptr<re2::RE2> re2;
    std::unique_ptr<pcre2_code, FreeCode> pcre;
    std::unique_ptr<pcre2_match_context, FreeContext> limits;
    std::vector<std::string> required;
    std::vector<std::vector<std::string>> sets;  ///< of each one literal is in every match
    std::optional<std::size_t> run;              ///< the pattern asks for as many characters in a row, no more
    bool across_lines = false;                   ///< `.` is a line feed too
    std::atomic<std::uint64_t> limit_hits{0};
};

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

Result<Pattern> Pattern::compile(const Predicate& predicate) {
    auto state = std::make_unique<State>();
    state->sets = required_sets(predicate.text);
    state->required = rarest(state->sets);
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(re2_memory);
    options.set_case_sensitive(!predicate.ignore_case);
    options.set_dot_nl(predicate.dot_all);
    const std::string text = predicate.multi_line ? "(?m)" + predicate.text : predicate.text;
    state->re2 = std::make_unique<re2::RE2>(text, options);
    state->run = plain_run(predicate.text);
    state->across_lines = predicate.dot_all;
    if (state->re2->ok()) return Pattern(std::move(state));
    const std::string complaint = state->re2->error();
    state->re2.reset();

    const std::uint32_t flags = PCRE2_UTF | PCRE2_NO_UTF_CHECK | (predicate.ignore_case ? PCRE2_CASELESS : 0) |
                                (predicate.multi_line ? PCRE2_MULTILINE : 0) | (predicate.dot_all ? PCRE2_DOTALL : 0);
    int error = 0;
    PCRE2_SIZE at = 0;
    state->pcre.reset(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(predicate.text.data()), predicate.text.size(), flags & ~PCRE2_NO_UTF_CHECK, &error, &at, nullptr));
    if (!state->pcre) {
        std::array<PCRE2_UCHAR, 256> words{};
        pcre2_get_error_message(error, words.data(), words.size());
        return fail(predicate.text, "not a regular expression: " + std::string(reinterpret_cast<const char*>(words.data())) + " at character " +
                                        std::to_string(at + 1));
    }
    state->limits.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(state->limits.get(), pcre_match_limit);
    pcre2_set_depth_limit(state->limits.get(), pcre_depth_limit);
    return Pattern(std::move(state));
}

bool Pattern::found_in(std::string_view text) const {
    if (state_->run) return has_run(text, *state_->run, state_->across_lines);
    if (state_->re2) return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *state_->re2);
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    const int outcome =
        pcre2_match(state_->pcre.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, match.get(), state_->limits.get());
    if (outcome == PCRE2_ERROR_MATCHLIMIT || outcome == PCRE2_ERROR_DEPTHLIMIT || outcome == PCRE2_ERROR_HEAPLIMIT) ++state_->limit_hits;
    return outcome >= 0;
}

std::uint64_t Pattern::limit_hits() const { return state_->limit_hits; }
const std::vector<std::string>& Pattern::required() const { return state_->required; }

bool Pattern::may_be_in(std::string_view folded_text) const {
    const auto stands = [&](const std::string& literal) {
        return memmem(folded_text.data(), folded_text.size(), literal.data(), literal.size()) != nullptr;
    };
    return std::ranges::all_of(state_->sets, [&](const auto& set) { return std::ranges::any_of(set, stands); });
}

namespace {

/// Steps over a group or class that begins at `at`; npos if it does not end.
std::size_t behind(std::string_view pattern, std::size_t at) {
    const char open = pattern[at], close = open == '(' ? ')' : ']';
    int depth = 0;
    bool in_class = false;
    for (std::size_t i = at; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            ++i;
        } else if (open == '[') {
            if (pattern[i] == ']' && i > at + 1 && !(i == at + 2 && pattern[at + 1] == '^')) return i + 1;
        } else if (in_class) {
            in_class = pattern[i] != ']';
        } else if (pattern[i] == '[') {
            in_class = true;
        } else if (pattern[i] == open) {
            ++depth;
        } else if (pattern[i] == close && --depth == 0) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

constexpr std::size_t max_literals = 32;

/// The alternatives of a pattern: cut at every `|` outside groups and classes. Empty if it cannot be read.
std::vector<std::string_view> alternatives(std::string_view pattern) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern[i] == '|') {
            out.push_back(pattern.substr(begin, i - begin));
            begin = ++i;
        } else if (pattern[i] == '(' || pattern[i] == '[') {
            i = behind(pattern, i);
            if (i == std::string_view::npos) return {};
        } else {
            i += pattern[i] == '\\' ? 2 : 1;
        }
    }
    out.push_back(pattern.substr(begin));
    return out;
}

std::optional<Sets> of_alternatives(std::string_view pattern, int depth);

/// What a group needs; nullopt for flags and look-around, which may change everything.
std::optional<Sets> of_group(std::string_view inside, int depth) {
    if (inside.starts_with("?:")) inside.remove_prefix(2);
    if (inside.starts_with('?')) return std::nullopt;
    return of_alternatives(inside, depth + 1);
}

/// A pattern without alternatives at its top.
std::optional<Sets> of_sequence(std::string_view pattern, int depth) {
    Sets out;
    std::string now;
    const auto keep = [&] {
        if (!now.empty()) out.push_back({folded(now)});
        now.clear();
    };
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        char literal = 0;
        std::size_t next = i + 1;
        Sets group;
        if (c == '(' || c == '[') {
            next = behind(pattern, i);
            if (next == std::string_view::npos) return std::nullopt;
            if (c == '(') {
                auto inner = of_group(pattern.substr(i + 1, next - i - 2), depth);
                if (!inner) return std::nullopt;
                group = std::move(*inner);
            }
        } else if (c == '\\') {
            if (next == pattern.size()) return std::nullopt;
            const bool letter = std::isalnum(static_cast<unsigned char>(pattern[next])) != 0;
            if (letter && (std::string_view("xpPcQEku").contains(pattern[next]) || std::isdigit(static_cast<unsigned char>(pattern[next])) != 0))
                return std::nullopt;
            if (!letter) literal = pattern[next];
            ++next;
        } else if (c != '.' && c != '^' && c != '$' && static_cast<unsigned char>(c) < 0x80) {
            literal = c;
        }
        const char after = next < pattern.size() ? pattern[next] : 0;
        const bool repeated = after == '*' || after == '?' || after == '+' || after == '{';
        const bool optional = repeated && after != '+';
        if (literal == 0 || optional) keep();
        else now += literal;
        if (!optional) std::ranges::move(group, std::back_inserter(out));
        if (repeated) {
            keep();
            while (next < pattern.size() && (pattern[next] == '*' || pattern[next] == '?' || pattern[next] == '+')) ++next;
            if (next < pattern.size() && pattern[next] == '{') {
                const std::size_t end = pattern.find('}', next);
                next = end == std::string_view::npos ? pattern.size() : end + 1;
                if (next < pattern.size() && pattern[next] == '?') ++next;
            }
        }
        i = next;
    }
    keep();
    return out;
}

std::optional<Sets> of_alternatives(std::string_view pattern, int depth) {
    if (depth > 20) return std::nullopt;
    const std::vector<std::string_view> parts = alternatives(pattern);
    if (parts.empty()) return std::nullopt;
    if (parts.size() == 1) return of_sequence(parts.front(), depth);
    Literals any;
    bool known = true;
    for (const std::string_view part : parts) {
        const auto one = of_sequence(part, depth);
        if (!one) return std::nullopt;
        const Literals best = rarest(*one);
        known = known && !best.empty();
        any.insert(any.end(), best.begin(), best.end());
    }
    if (!known || any.size() > max_literals) return Sets();
    return Sets{any};
}

}  // namespace

std::vector<std::vector<std::string>> required_sets(std::string_view pattern) {
    if (pattern.starts_with("(?")) {  // flags for the whole pattern; case is folded anyway
        const std::size_t end = pattern.find_first_not_of("ims", 2);
        if (end != std::string_view::npos && end > 2 && pattern[end] == ')') pattern.remove_prefix(end + 1);
    }
    return of_alternatives(pattern, 0).value_or(Sets());
}

std::vector<std::string> required_literals(std::string_view pattern) { return rarest(required_sets(pattern)); }

}  // namespace bonafide::sigma
