// Random rules with events that nearly match them, as YAML and JSON and as the reference reads them. `Choose` says how: a seeded generator
// in differential_test.cpp, the fuzzer's bytes in tests/fuzz/fuzz_sigma.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/sigma/reference.h"

namespace bonafide::sigma::testing {

using Choose = std::function<std::size_t(std::size_t below)>;

struct RandomEvent {
    reference::Event event;
    std::string json;
};

class RandomRules {
public:
    explicit RandomRules(Choose choose) : choose_(std::move(choose)) {}

    /// The `detection` of a rule as YAML; what it looks for is remembered for the events.
    std::string detection() {
        std::string out;
        const std::size_t count = 1 + choose_(3);
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i) {
            names.push_back(std::vector<std::string>{"sel", "filter_a", "filter_b", "_hidden"}[(i + choose_(2)) % 4]);
            if (i > 0 && std::ranges::count(names, names.back()) > 1) names.back() = "sel_" + std::to_string(i);
            out += "  " + names.back() + ":\n" + selection();
        }
        out += "  condition: " + condition(names, 0) + "\n";
        return out;
    }

    RandomEvent event() {
        RandomEvent out;
        std::string top, inner;
        for (const std::string& field : fields) {
            if (maybe(4)) continue;
            std::string json;
            std::vector<std::optional<std::string>> values;
            const std::size_t how = choose_(12);
            if (how == 0) {
                json = "null";
                values = {std::nullopt};
            } else if (how <= 3) {
                const std::size_t count = choose_(4);
                json = "[";
                for (std::size_t i = 0; i < count; ++i) json += (i ? "," : "") + value(field, values);
                json += "]";
            } else {
                json = value(field, values);
            }
            out.event[field] = values;
            const bool nested = field.starts_with("user.");
            std::string& where = nested ? inner : top;
            where += (where.empty() ? "" : ",") + ('"' + (nested ? field.substr(5) : field)) + "\":" + json;
        }
        out.json = "{" + top + (inner.empty() ? "" : (top.empty() ? "\"user\":{" : ",\"user\":{") + inner + "}") + "}";
        return out;
    }

    static inline const reference::Names placeholders{{"p", {"cmd", "a*b", "-x"}}, {"q", {"10.0.0.0/8", "Foo"}}};
    static inline const std::vector<std::string> fields{"f", "g", "h", "user.name", "EventID", "n", "time", "ip"};

private:
    bool maybe(std::size_t in) { return choose_(in) == 0; }
    const std::string& any(const std::vector<std::string>& list) { return list[choose_(list.size())]; }

    // --- rules --------------------------------------------------------------------------------------------------------------
    std::string selection() {
        if (maybe(6)) return keywords();
        if (maybe(8)) return "    - " + item(8) + "    - " + item(8);
        std::string out;
        const std::size_t count = 1 + choose_(2);
        used_.clear();
        for (std::size_t i = 0; i < count; ++i) out += "    " + item(6);
        return out;
    }

    std::string keywords() {
        std::string out;
        const bool all = maybe(3);
        if (all) out += "    '|all':\n";
        const std::size_t count = all ? 2 : 1 + choose_(2);
        for (std::size_t i = 0; i < count; ++i) {
            std::string text = pattern();
            if (reference::wildcards_fit(text, "")) text += "a";
            out += (all ? "      - " : "    - ") + quoted(text) + "\n";
        }
        return out;
    }

    struct Form {
        std::string steps, kind;
    };
    const Form& form() {
        static const std::vector<Form> forms{{"", "text"},
                                             {"", "text"},
                                             {"", "text"},
                                             {"|contains", "text"},
                                             {"|startswith", "text"},
                                             {"|endswith", "text"},
                                             {"|contains|all", "texts"},
                                             {"|all", "texts"},
                                             {"|cased", "text"},
                                             {"|contains|cased", "text"},
                                             {"|startswith|cased", "text"},
                                             {"|cased|endswith", "text"},
                                             {"|neq", "text"},
                                             {"|contains|neq", "text"},
                                             {"|contains|all|neq", "texts"},
                                             {"|endswith|neq", "text"},
                                             {"|re", "regex"},
                                             {"|re|i", "regex"},
                                             {"|re|m|s", "regex"},
                                             {"|re|neq", "regex"},
                                             {"|re|all", "regexes"},
                                             {"|windash", "dash"},
                                             {"|windash|contains", "dash"},
                                             {"|contains|windash|all", "dashes"},
                                             {"|base64", "plain"},
                                             {"|base64offset|contains", "plain"},
                                             {"|wide|base64offset|contains", "plain"},
                                             {"|utf16|base64|contains", "plain"},
                                             {"|utf16be|base64offset|contains", "plain"},
                                             {"|lt", "number"},
                                             {"|lte", "number"},
                                             {"|gt", "number"},
                                             {"|gte", "number"},
                                             {"|gte|neq", "number"},
                                             {"|hour", "part"},
                                             {"|hour|gte", "part"},
                                             {"|week", "part"},
                                             {"|day|lt", "part"},
                                             {"|month", "part"},
                                             {"|minute|gt", "part"},
                                             {"|year|gte", "part"},
                                             {"|cidr", "network"},
                                             {"|cidr|neq", "network"},
                                             {"|exists", "bool"},
                                             {"|fieldref", "field"},
                                             {"|fieldref|neq", "field"},
                                             {"|fieldref|contains", "field"},
                                             {"|fieldref|startswith", "field"},
                                             {"|fieldref|endswith|cased", "field"},
                                             {"|expand", "placeholder"},
                                             {"|expand|contains", "placeholder"},
                                             {"|contains|expand", "placeholder"},
                                             {"", "null"},
                                             {"", "id"},
                                             {"", "id"}};
        return forms[choose_(forms.size())];
    }

    std::string item(int indent) {
        Form what = form();
        std::string field = what.kind == "number"    ? "n"
                            : what.kind == "part"    ? "time"
                            : what.kind == "network" ? "ip"
                            : what.kind == "id"      ? "EventID"
                                                     : any({"f", "f", "g", "h", "user.name"});
        if (maybe(10)) field = any(fields);
        std::string key = field + what.steps;
        if (std::ranges::find(used_, key) != used_.end()) {  // a key may stand once in a map
            key = "f" + std::to_string(used_.size()) + "|contains";
            what.kind = "text";
        }
        used_.push_back(key);
        const bool many = what.kind == "texts" || what.kind == "regexes" || what.kind == "dashes" || key.ends_with("all");
        const bool single = what.kind == "bool" || what.kind == "null" || what.kind == "field";
        const std::size_t count = many ? 2 : single ? 1 : 1 + choose_(3);
        std::string out = key + ":\n";
        for (std::size_t i = 0; i < count; ++i)
            out += std::string(static_cast<std::size_t>(indent), ' ') + (count > 1 ? "- " : "") + written(what.kind) + "\n";
        return out;
    }

    std::string written(const std::string& kind) {
        if (kind == "number") return any({"0", "1", "-2.5", "10", "4624", "1e3"});
        if (kind == "part") return any({"0", "1", "9", "23", "29", "52", "53", "2024"});
        if (kind == "network")
            return any({"10.0.0.0/8", "192.168.1.0/24", "192.168.1.7", "0.0.0.0/0", "fd00::/8", "::/0", "2001:db8::/33", "10.1.2.3/31"});
        if (kind == "bool") return any({"true", "false"});
        if (kind == "null") return any({"null", "~", ""});
        if (kind == "field") return any(fields);
        if (kind == "id") return any({"1", "10", "'1'", "4624", "true", "'4624'"});
        if (kind == "regex" || kind == "regexes") return quoted(regex(0));
        std::string text = kind == "plain"                      ? plain()
                           : kind == "dash" || kind == "dashes" ? pattern() + any({" -x", "/c", "-x -y", " /?", "--long", "a-b"})
                                                                : pattern();
        if (kind == "placeholder") std::erase(text, '%');
        if (kind == "placeholder") text += any({"%p%", "%q%x", "\\%p", "%p%%q%", "%"});
        if (reference::wildcards_fit(text, "") && maybe(2)) text += "a";
        wanted_.push_back(text);
        return quoted(text);
    }

    static std::string quoted(const std::string& text) {
        std::string out = "'";
        for (const char c : text) out += c == '\'' ? std::string("''") : std::string{c};
        return out + "'";
    }

    std::string pattern() {
        static const std::vector<std::string> parts{"cmd", ".exe", "\\", "\\\\", "*",       "*",    "?",  "\\*", "\\?",       "\\\\*",
                                                    "a",   "b",    "ab", "foo",  "Windows", "task", "Ä",  "ß",   "ss",        "ſ",
                                                    "K",   "é",    "漢", "😀",   " ",       "'",    "\"", "%",   "xyzzy.org", "1"};
        std::string out;
        const std::size_t count = choose_(6);
        for (std::size_t i = 0; i < count; ++i) out += any(parts);
        wanted_.push_back(out);
        return out;
    }

    std::string plain() {
        const std::string out = any({"cmd", "foo", "Ä1", "x", "http://", "😀!", "a\\\\b", "1"}) + any({"", "a", " bc", "ß"});
        wanted_.push_back(out);
        return out;
    }

    std::string regex(int depth) {
        std::string out;
        if (depth == 0 && maybe(5)) out += "^";
        const std::size_t count = 1 + choose_(4);
        for (std::size_t i = 0; i < count; ++i) {
            std::string atom = any({"a", "b", "ab", "cmd", "foo", ".", "[a-c]", "[^ab]", "\\.", "K", "é", "\\\\", "1"});
            if (depth < 2 && maybe(4)) atom = "(" + regex(depth + 1) + (maybe(2) ? "|" + regex(depth + 1) : "") + ")";
            out += atom;
            wanted_.push_back(atom);
            if (atom.starts_with('('))
                out += any({"", "?", "{1,2}", "{0,1}"});  // repeated groups in repeated groups would keep the reference busy for ever
            else if (maybe(3)) out += any({"*", "+", "?", "{1,2}", "{2}", "{0,1}", "*?", "{1,}"});
        }
        if (depth == 0 && maybe(5)) out += "$";
        return out;
    }

    std::string condition(const std::vector<std::string>& names, int depth) {
        switch (choose_(depth < 3 ? 9 : 3)) {
            case 0:
            case 1:
            case 2: return any(names);
            case 3: return "not " + condition(names, depth + 2);
            case 4: return condition(names, depth + 1) + " and " + condition(names, depth + 1);
            case 5: return condition(names, depth + 1) + " or " + condition(names, depth + 1);
            case 6: return "(" + condition(names, depth + 1) + ")";
            case 7:
                return any({"1 of ", "all of ", "1 of "}) +
                       (std::ranges::all_of(names, [](const std::string& n) { return n.starts_with('_'); }) ? names[0] : "them");
            default: return any({"1 of ", "all of "}) + names[choose_(names.size())].substr(0, 1) + "*";
        }
    }

    // --- events -------------------------------------------------------------------------------------------------------------
    /// JSON of one value; its text goes to `values`.
    std::string value(const std::string& field, std::vector<std::optional<std::string>>& values) {
        if (maybe(15)) {
            values.emplace_back(std::nullopt);
            return "null";
        }
        const auto bare = [&](const std::string& text) {
            values.emplace_back(text);
            return text;
        };
        const auto string = [&](const std::string& text) {
            values.emplace_back(text);
            return '"' + json_escape(text) + '"';
        };
        if (field == "EventID") return maybe(2) ? bare(any({"1", "10", "4624", "0", "true"})) : string(any({"1", "10", "4624", "0", "true", ""}));
        if (field == "n")
            return maybe(2) ? bare(any({"0", "1", "-2.5", "10", "1000", "999.5", "4624", "false"}))
                            : string(any({"0", "1", "-2.5", "1e3", "inf", "nan", " 1", "0x10", "", "1a", "-"}));
        if (field == "time")
            return string(any({"2024-02-29T23:59:00Z", "2024-12-30T00:00:00Z", "2021-01-03T09:01:53Z", "2020-12-31T23:30:00-02:00",
                               "2023-01-01T00:29:00+01:00", "1999-12-31T23:53:09Z", "later", ""}));
        if (field == "ip")
            return string(any({"10.1.2.3", "10.1.2.2", "192.168.1.7", "11.0.0.1", "fd12::1", "2001:db8:8000::1", "2001:db8:7fff::", "::1",
                               "300.1.1.1", "none", ""}));
        return string(text());
    }

    /// Something a rule looks for, spelled otherwise, or anything.
    std::string text() {
        std::string like = wanted_.empty() || maybe(6) ? any({"", "a", "ab", "cmd", "foo bar", "xyz", "Ä", "\n"}) : wanted_[choose_(wanted_.size())];
        std::string out;
        for (std::size_t i = 0; i < like.size(); ++i) {
            if (like[i] == '\\' && i + 1 < like.size() && (like[i + 1] == '*' || like[i + 1] == '?' || like[i + 1] == '\\') && !maybe(4))
                out += like[++i];
            else if (like[i] == '*') out += any({"", "", "x", "ab", "ſt", "\\"});
            else if (like[i] == '?') out += any({"x", "é", "😀", "", "?"});
            else if (like[i] == '-' && maybe(2)) out += any({"/", "–", "—", "―"});
            else if ((like[i] == 'k' || like[i] == 'K') && maybe(3)) out += "\u212A";
            else if (like[i] == 's' && maybe(4)) out += "ſ";
            else if (std::isalpha(static_cast<unsigned char>(like[i])) != 0 && maybe(3)) out += static_cast<char>(like[i] ^ 0x20);
            else out += like[i];
        }
        if (maybe(3)) out = any({"pre", " ", "C:\\"}) + out;
        if (maybe(3)) out += any({"post", " ", "\\", "\n"});
        if (maybe(12)) out = reference::base64(out);
        if (maybe(12)) out = reference::base64("ab" + out + "c");
        if (maybe(20)) out = reference::base64(reference::parts::utf16(out, maybe(2)));
        return out;
    }

    Choose choose_;
    std::vector<std::string> wanted_, used_;
};

}  // namespace bonafide::sigma::testing
