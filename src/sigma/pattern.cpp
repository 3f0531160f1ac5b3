#include "sigma/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <re2/re2.h>

#include <array>
#include <atomic>
#include <cctype>

#include "sigma/fold.h"

namespace bonafide::sigma {

namespace {

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
    std::string required;
    std::atomic<std::uint64_t> limit_hits{0};
};

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

Result<Pattern> Pattern::compile(const Predicate& predicate) {
    auto state = std::make_unique<State>();
    state->required = required_literal(predicate.text);
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(re2_memory);
    options.set_case_sensitive(!predicate.ignore_case);
    options.set_dot_nl(predicate.dot_all);
    const std::string text = predicate.multi_line ? "(?m)" + predicate.text : predicate.text;
    state->re2 = std::make_unique<re2::RE2>(text, options);
    if (state->re2->ok()) return Pattern(std::move(state));
    const std::string complaint = state->re2->error();
    state->re2.reset();

    const std::uint32_t flags = PCRE2_UTF | PCRE2_NO_UTF_CHECK | (predicate.ignore_case ? PCRE2_CASELESS : 0) |
                                (predicate.multi_line ? PCRE2_MULTILINE : 0) | (predicate.dot_all ? PCRE2_DOTALL : 0);
    int error = 0;
    PCRE2_SIZE at = 0;
    state->pcre.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(predicate.text.data()), predicate.text.size(), flags & ~PCRE2_NO_UTF_CHECK, &error, &at, nullptr));
    if (!state->pcre) {
        std::array<PCRE2_UCHAR, 256> words{};
        pcre2_get_error_message(error, words.data(), words.size());
        return fail(predicate.text, "not a regular expression: " + std::string(reinterpret_cast<const char*>(words.data())) + " at character " + std::to_string(at + 1));
    }
    state->limits.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(state->limits.get(), pcre_match_limit);
    pcre2_set_depth_limit(state->limits.get(), pcre_depth_limit);
    return Pattern(std::move(state));
}

bool Pattern::found_in(std::string_view text) const {
    if (state_->re2) return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *state_->re2);
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    const int outcome = pcre2_match(state_->pcre.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, match.get(), state_->limits.get());
    if (outcome == PCRE2_ERROR_MATCHLIMIT || outcome == PCRE2_ERROR_DEPTHLIMIT || outcome == PCRE2_ERROR_HEAPLIMIT) ++state_->limit_hits;
    return outcome >= 0;
}

std::uint64_t Pattern::limit_hits() const { return state_->limit_hits; }
const std::string& Pattern::required() const { return state_->required; }

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

}  // namespace

std::string required_literal(std::string_view pattern) {
    if (pattern.find("(?") != std::string_view::npos || pattern.find("\\Q") != std::string_view::npos) return {};  // flags and look-around may change everything
    std::string best, now;
    const auto keep = [&] {
        if (now.size() > best.size()) best = now;
        now.clear();
    };
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        char literal = 0;
        std::size_t next = i + 1;
        if (c == '|') return {};
        if (c == '(' || c == '[') {
            next = behind(pattern, i);
            if (next == std::string_view::npos) return {};
        } else if (c == '\\') {
            if (next == pattern.size()) return {};
            if (std::isalnum(static_cast<unsigned char>(pattern[next])) != 0 && (pattern[next] == 'x' || pattern[next] == 'p' || pattern[next] == 'P' || pattern[next] == 'c' ||
                                                                                std::isdigit(static_cast<unsigned char>(pattern[next])) != 0)) return {};
            if (std::isalnum(static_cast<unsigned char>(pattern[next])) == 0) literal = pattern[next];
            ++next;
        } else if (c != '.' && c != '^' && c != '$' && static_cast<unsigned char>(c) < 0x80) {
            literal = c;
        }
        const char after = next < pattern.size() ? pattern[next] : 0;
        const bool repeated = after == '*' || after == '?' || after == '+' || after == '{';
        if (literal == 0 || after == '*' || after == '?' || after == '{') keep();
        else now += literal;
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
    return folded(best);
}

}  // namespace bonafide::sigma
