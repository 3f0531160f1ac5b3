#include "sigma/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace bonafide::sigma {

namespace {

Expression joined(Expression::Kind kind, std::vector<Expression> children) {
    if (children.size() == 1) return std::move(children.front());
    Expression out;
    out.kind = kind;
    out.children = std::move(children);
    return out;
}

struct Token {
    std::string_view text;
    std::size_t column = 0;
};

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> out;
    for (std::size_t i = 0; i < text.size();) {
        if (std::isspace(static_cast<unsigned char>(text[i]))) {
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        const bool alone = text[i] == '(' || text[i] == ')' || text[i] == '|';
        while (!alone && end < text.size() && !std::isspace(static_cast<unsigned char>(text[end])) && text[end] != '(' && text[end] != ')' &&
               text[end] != '|')
            ++end;
        out.push_back({text.substr(i, end - i), i});
        i = end;
    }
    return out;
}

constexpr std::size_t max_condition_depth = 200;

/// Recursive descent; precedence from low to high: or, and, not, "x of" and parentheses.
class Parser {
public:
    Parser(std::string_view text, const NameSpace& space) : text_(text), tokens_(tokens_of(text)), space_(space) {}

    std::expected<Expression, ConditionFault> whole() {
        if (tokens_.empty()) return fault("the condition is empty");
        auto out = either();
        if (out && at_ < tokens_.size()) return trailing();
        return out;
    }

private:
    using Outcome = std::expected<Expression, ConditionFault>;

    [[nodiscard]] bool is(std::string_view word) const { return at_ < tokens_.size() && equals_ignore_case(tokens_[at_].text, word); }
    bool take(std::string_view word) { return is(word) && (++at_, true); }

    [[nodiscard]] std::unexpected<ConditionFault> fault(std::string what, std::string hint = {}) const {
        return std::unexpected(ConditionFault{at_ < tokens_.size() ? tokens_[at_].column : text_.size(), std::move(what), std::move(hint)});
    }
    [[nodiscard]] std::unexpected<ConditionFault> trailing() const {
        if (tokens_[at_].text == "|")
            return fault("aggregations after \"|\" were removed from Sigma",
                         "write a correlation rule: event_count for count(), value_count for count(field), temporal for near");
        return fault(fmt::format("found \"{}\", expected \"and\", \"or\" or the end", tokens_[at_].text));
    }

    Outcome either() { return chain("or", Expression::Kind::any, &Parser::both); }
    Outcome both() { return chain("and", Expression::Kind::all, &Parser::negation); }

    Outcome chain(std::string_view word, Expression::Kind kind, Outcome (Parser::*below)()) {
        std::vector<Expression> parts;
        do {
            auto part = (this->*below)();
            if (!part) return part;
            parts.push_back(std::move(*part));
        } while (take(word));
        return joined(kind, std::move(parts));
    }

    Outcome negation() {
        if (++depth_ > max_condition_depth) return fault("nested too deeply");
        Outcome out = negated();
        --depth_;
        return out;
    }

    Outcome negated() {
        if (!take("not")) return single();
        Outcome out = negation();
        if (out) *out = not_of(std::move(*out));
        return out;
    }

    Outcome single() {
        if (at_ == tokens_.size()) return fault("the condition ends where a selection is expected");
        if (take("(")) {
            auto inner = either();
            if (inner && !take(")")) return fault("expected \")\"");
            return inner;
        }
        if (at_ + 1 < tokens_.size() && equals_ignore_case(tokens_[at_ + 1].text, "of")) return quantified();
        const std::string_view name = tokens_[at_].text;
        for (const std::string_view word : {"and", "or", "not", "of", ")", "|"})
            if (is(word)) return fault(fmt::format("found \"{}\", expected a selection", name));
        if (std::ranges::find(space_.names, name) == space_.names.end())
            return fault(fmt::format("no selection is called \"{}\"", name), fmt::format("there are: {}", fmt::join(space_.names, ", ")));
        ++at_;
        return space_.resolve(name);
    }

    /// "1 of them", "all of selection_*", "any of ...": the names that begin with "_" are not among "them".
    Outcome quantified() {
        const bool all = is("all"), any = is("1") || is("any");
        if (!all && !any) return fault(fmt::format("found \"{} of\", expected \"1 of\" or \"all of\"", tokens_[at_].text));
        at_ += 2;
        if (at_ == tokens_.size()) return fault("expected \"them\" or a pattern after \"of\"");
        const std::string_view pattern = tokens_[at_].text;
        std::vector<Expression> parts;
        for (const std::string& name : space_.names) {
            const bool fits = equals_ignore_case(pattern, "them") ? !name.starts_with('_') : pattern_fits(pattern, name);
            if (fits) parts.push_back(space_.resolve(name));
        }
        if (parts.empty())
            return fault(fmt::format("no selection fits \"{}\"", pattern), fmt::format("there are: {}", fmt::join(space_.names, ", ")));
        ++at_;
        return joined(all ? Expression::Kind::all : Expression::Kind::any, std::move(parts));
    }

    /// Names are compared as written, `*` anywhere.
    static bool pattern_fits(std::string_view pattern, std::string_view name) {
        if (pattern.empty()) return name.empty();
        if (pattern.front() == '*') return pattern_fits(pattern.substr(1), name) || (!name.empty() && pattern_fits(pattern, name.substr(1)));
        return !name.empty() && pattern.front() == name.front() && pattern_fits(pattern.substr(1), name.substr(1));
    }

    std::string_view text_;
    std::vector<Token> tokens_;
    const NameSpace& space_;
    std::size_t at_ = 0, depth_ = 0;
};

}  // namespace

Expression all_of(std::vector<Expression> children) { return joined(Expression::Kind::all, std::move(children)); }
Expression any_of(std::vector<Expression> children) { return joined(Expression::Kind::any, std::move(children)); }
Expression not_of(Expression child) {
    Expression out;
    out.kind = Expression::Kind::no;
    out.children.push_back(std::move(child));
    return out;
}

std::expected<Expression, ConditionFault> parse_condition(std::string_view text, const NameSpace& space) { return Parser(text, space).whole(); }

}  // namespace bonafide::sigma
