#include "document/mime.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "document/base64.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// "=41" or "%41" for what `mark` is.
std::string decode_marked(std::string_view text, char mark) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == mark && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
            i += 2;
        } else out += text[i];
    }
    return out;
}

std::string quoted_printable(std::string_view body) {
    std::string out;
    while (!body.empty()) {
        const std::size_t end = body.find('\n');
        std::string_view line = body.substr(0, end);
        if (line.ends_with("\r")) line.remove_suffix(1);
        while (line.ends_with(" ") || line.ends_with("\t")) line.remove_suffix(1);
        const bool soft = line.ends_with("=");
        out += decode_marked(soft ? line.substr(0, line.size() - 1) : line, '=');
        if (end == std::string_view::npos) break;
        if (!soft) out += '\n';
        body.remove_prefix(end + 1);
    }
    return out;
}

/// One encoded word without "=?" and "?=": charset?B?text.
std::string decode_word(std::string_view word) {
    const std::size_t first = word.find('?'), second = word.find('?', first + 1);
    const std::string_view charset = word.substr(0, std::min(first, word.find('*')));
    std::string text(word.substr(second + 1));
    if (word[first + 1] == 'b' || word[first + 1] == 'B') return to_utf8(base64_decode(text), charset);
    std::ranges::replace(text, '_', ' ');
    return to_utf8(decode_marked(text, '='), charset);
}

/// Up to the next `stop` outside of quotes.
std::string_view until(std::string_view text, char stop) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && quoted) ++i;
        else if (text[i] == '"') quoted = !quoted;
        else if (text[i] == stop && !quoted) return text.substr(0, i);
    }
    return text;
}

std::string unquote(std::string_view text) {
    text = trim(text);
    if (!text.starts_with("\"")) return std::string(text);
    std::string out;
    for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

/// A parameter in pieces (RFC 2231): by number, and whether the piece is percent-encoded.
using Pieces = std::map<int, std::pair<std::string, bool>>;

std::string join(const Pieces& pieces) {
    std::string charset, bytes;
    for (const auto& [number, piece] : pieces) {
        std::string_view text = piece.first;
        if (piece.second && number == 0) {
            const std::size_t first = text.find('\''), second = first == std::string_view::npos ? first : text.find('\'', first + 1);
            if (second != std::string_view::npos) charset = text.substr(0, first), text.remove_prefix(second + 1);
        }
        bytes += piece.second ? decode_marked(text, '%') : std::string(text);
    }
    return to_utf8(bytes, charset);
}

}  // namespace

std::string_view Entity::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

Entity split_entity(std::string_view bytes) {
    constexpr std::size_t most_headers = 2000;
    Entity out;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        std::string_view line = bytes.substr(0, end);
        const std::string_view rest = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
        if (line.ends_with("\r")) line.remove_suffix(1);
        const std::size_t colon = line.find(':');
        if (line.empty()) {
            out.body = rest;
            return out;
        }
        if ((line[0] == ' ' || line[0] == '\t') && !out.headers.empty()) {
            if (out.headers.back().value.size() < (1 << 20)) out.headers.back().value.append(" ").append(trim(line));
        } else if (colon == std::string_view::npos || colon == 0) {
            if (!line.starts_with("From ") && !line.starts_with(">From ")) {  // no header at all: the body begins here
                out.body = bytes;
                return out;
            }
        } else if (out.headers.size() < most_headers)
            out.headers.push_back({ascii_lower(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
        bytes = rest;
    }
    return out;
}

std::string decode_words(std::string_view value) {
    std::string out;
    bool after_word = false;
    while (!value.empty()) {
        const std::size_t begin = value.find("=?");
        const std::string_view before = value.substr(0, begin);
        // White space between two encoded words is not part of the text (RFC 2047, 6.2).
        if (!(after_word && begin != std::string_view::npos && trim(before).empty())) out += to_utf8(before);
        if (begin == std::string_view::npos) break;
        value.remove_prefix(begin + 2);
        const std::size_t first = value.find('?'), second = first == std::string_view::npos ? first : value.find('?', first + 1);
        const std::size_t end = second == std::string_view::npos ? second : value.find("?=", second + 1);
        if (end == std::string_view::npos || second != first + 2 || std::string_view("bBqQ").find(value[first + 1]) == std::string_view::npos) {
            out += "=?";
            after_word = false;
            continue;
        }
        out += decode_word(value.substr(0, end));
        value.remove_prefix(end + 2);
        after_word = true;
    }
    return out;
}

std::string_view ContentType::parameter(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

ContentType parse_content_type(std::string_view value) {
    ContentType out;
    const std::string_view first = until(value, ';');
    out.type = ascii_lower(trim(first));
    value.remove_prefix(std::min(first.size() + 1, value.size()));
    std::map<std::string, Pieces> pieces;
    while (!value.empty() && pieces.size() < 100) {
        const std::string_view part = until(value, ';');
        value.remove_prefix(std::min(part.size() + 1, value.size()));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        std::string name = ascii_lower(trim(part.substr(0, equals)));
        const bool encoded = name.ends_with("*");
        if (encoded) name.pop_back();
        int number = 0;
        if (const std::size_t star = name.find('*'); star != std::string::npos) {
            for (std::size_t i = star + 1; i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])) != 0 && number < 1000; ++i)
                number = number * 10 + (name[i] - '0');
            name.resize(star);
        }
        pieces[name][number] = {unquote(part.substr(equals + 1)), encoded};
    }
    for (const auto& [name, parts] : pieces) out.parameters.emplace_back(name, decode_words(join(parts)));
    return out;
}

std::string decode_transfer(std::string_view body, std::string_view encoding) {
    const std::string name = ascii_lower(trim(encoding));
    if (name == "base64") return base64_decode(body);
    return name == "quoted-printable" ? quoted_printable(body) : std::string(body);
}

std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary) {
    std::vector<std::string_view> out;
    const std::string mark = "--" + std::string(boundary);
    std::size_t begin = std::string_view::npos;  // of the part being collected
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t line_end = std::min(body.find('\n', at), body.size());
        if (body.substr(at).starts_with(mark)) {
            const std::string_view behind = trim(body.substr(at + mark.size(), line_end - at - std::min(mark.size(), line_end - at)));
            if (behind.empty() || behind == "--") {
                std::size_t end = at;  // the line end before the boundary belongs to the boundary
                if (end > 0 && body[end - 1] == '\n') --end;
                if (end > 0 && body[end - 1] == '\r') --end;
                if (begin != std::string_view::npos) out.push_back(body.substr(begin, std::max(end, begin) - begin));
                if (behind == "--") return out;
                begin = std::min(line_end + 1, body.size());
            }
        }
        at = line_end + 1;
    }
    if (begin != std::string_view::npos) out.push_back(body.substr(begin));
    return out;
}

}  // namespace bonafide::document
