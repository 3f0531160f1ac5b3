// Source text → tokens → fingerprints. Which files count, and which words stay, is content (RepositoryRules).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "screen/repository.h"

namespace bonafide::screen {

namespace {

constexpr std::size_t tokens_a_print = 30;   // k
constexpr std::size_t prints_a_window = 16;  // w: any run of k + w - 1 tokens leaves a print

bool is_word(char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || is_digit(c) || c == '_' || c == '$' || u >= 0x80;
}

class CodeTokens {
public:
    CodeTokens(std::string_view text, RepositoryRules::Comment comment, const RepositoryRules& rules)
        : text_(text), comment_(comment), rules_(rules) {}

    std::vector<std::uint64_t> all() {
        while (at_ < text_.size()) step();
        return std::move(out_);
    }

private:
    [[nodiscard]] bool here(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    void past(std::string_view what, std::size_t from) {
        const std::size_t end = text_.find(what, from);
        at_ = end == std::string_view::npos ? text_.size() : end + what.size();
    }

    void step() {
        const char c = text_[at_];
        using enum RepositoryRules::Comment;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') ++at_;
        else if ((comment_ == strokes && here("//")) || (comment_ == hash && c == '#') || (comment_ == dashes && here("--"))) past("\n", at_);
        else if (comment_ != hash && here("/*")) past("*/", at_ + 2);
        else if (here("\"\"\"") || here("'''")) out_.push_back('"'), past(text_.substr(at_, 3), at_ + 3);
        else if (c == '"' || c == '\'' || c == '`') quoted(c);
        else if (is_digit(c)) word(), out_.push_back('0');
        else if (is_word(c)) name();
        else out_.push_back(static_cast<unsigned char>(c)), ++at_;
    }
    /// To its end, or to that of the line: an apostrophe alone swallows no more.
    void quoted(char quote) {
        out_.push_back('"');
        for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] == '\\') ++at_;
            else if (text_[at_] == '\n' && quote != '`') return;
        }
        at_ = std::min(at_ + 1, text_.size());
    }
    std::string_view word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    void name() {
        const std::string_view text = word();
        out_.push_back(rules_.keywords.contains(text) ? hash64(text) : 'x');
    }

    std::string_view text_;
    RepositoryRules::Comment comment_;
    const RepositoryRules& rules_;
    std::size_t at_ = 0;
    std::vector<std::uint64_t> out_;
};

/// Hashes of every k tokens in a row, rolling (Karp and Rabin 1987) modulo 2^64.
std::vector<std::uint64_t> rolling(const std::vector<std::uint64_t>& tokens) {
    constexpr std::uint64_t base = 0x9e3779b97f4a7c15ULL;
    std::vector<std::uint64_t> out;
    if (tokens.size() < tokens_a_print) return out;
    std::uint64_t hash = 0, power = 1;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        hash = hash * base + mix64(tokens[i], 1);
        if (i >= tokens_a_print) hash -= power * base * mix64(tokens[i - tokens_a_print], 1);
        else if (i > 0) power *= base;
        if (i + 1 >= tokens_a_print) out.push_back(mix64(hash, 0x77));
    }
    return out;
}

}  // namespace

std::vector<std::uint64_t> winnow(std::string_view text, RepositoryRules::Comment comment, const RepositoryRules& rules) {
    const std::vector<std::uint64_t> hashes = rolling(CodeTokens(text, comment, rules).all());
    std::vector<std::uint64_t> out;
    std::size_t least = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i) {  // the least of each window, the last of equals
        const std::size_t begin = i + 1 >= prints_a_window ? i + 1 - prints_a_window : 0;
        if (least < begin) {
            least = begin;
            for (std::size_t j = begin + 1; j <= i; ++j)
                if (hashes[j] <= hashes[least]) least = j;
        } else if (hashes[i] <= hashes[least]) {
            least = i;
        }
        if (i + 1 >= prints_a_window || i + 1 == hashes.size()) out.push_back(hashes[least]);
    }
    std::ranges::sort(out);
    const auto twice = std::ranges::unique(out);
    out.erase(twice.begin(), twice.end());
    return out;
}

}  // namespace bonafide::screen
