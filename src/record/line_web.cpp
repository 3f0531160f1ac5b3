// Access logs of web servers: NCSA common and combined, as Apache, nginx and others write them, and W3C extended (IIS). Keys are
// Sigma's (sigma-appendix-taxonomy, webserver and proxy).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/line_parts.h"

namespace bonafide::reading {

namespace {

/// Where "[24/Nov/2026:18:14:18 +0000]" begins.
std::size_t find_time(std::string_view line) {
    constexpr std::string_view shape = "[00/Aaa/0000:00:00:00 ";
    for (std::size_t at = line.find('['); at != std::string_view::npos && at < 512; at = line.find('[', at + 1)) {
        if (at + shape.size() + 6 > line.size()) return std::string_view::npos;
        bool fits = true;
        for (std::size_t i = 0; i < shape.size() && fits; ++i) {
            const char want = shape[i], c = line[at + i];
            fits = want == '0' ? is_digit(c) : want == 'A' || want == 'a' ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : c == want;
        }
        if (fits && line[at + shape.size() + 5] == ']') return at;
    }
    return std::string_view::npos;
}

/// A quoted text (a backslash stands before a quote in it), from its opening quote; moves behind it.
bool take_quoted(std::string_view& text, std::string_view& out) {
    if (!text.starts_with('"')) return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            out = text.substr(1, i - 1);
            text.remove_prefix(i + 1);
            while (text.starts_with(' ')) text.remove_prefix(1);
            return true;
        }
    }
    return false;
}

void add(std::string_view key, std::string_view value, JsonOut& out) {
    if (!value.empty() && value != "-") out.member(key, value);
}

struct Access {
    std::string_view vhost, client, user, time, request, status, bytes, referer, agent;
};

bool take_access(std::string_view line, Access& out) {
    const std::size_t time = find_time(line);
    if (time == std::string_view::npos || time < 5) return false;
    std::string_view who = line.substr(0, time - 1), rest = line.substr(std::min(line.size(), time + 29));  // a line may end with the time
    out.time = line.substr(time + 1, 26);
    const std::string_view first = take_word(who);
    out.client = first;
    // Apache's vhost_combined: "www.example.org:443 203.0.113.7 - - [".
    if (const std::size_t colon = first.rfind(':');
        colon != std::string_view::npos && first.find(':') == colon && std::ranges::count(who, ' ') >= 2) {
        out.vhost = first.substr(0, colon);
        out.client = take_word(who);
    }
    (void)take_word(who);  // identd
    out.user = who;
    if (!take_quoted(rest, out.request)) return false;
    out.status = take_word(rest);
    out.bytes = take_word(rest);
    if (out.status.size() != 3 || !is_digit(out.status[0])) return out.status == "-";
    if (take_quoted(rest, out.referer)) (void)take_quoted(rest, out.agent);
    return true;
}

void add_request(std::string_view request, JsonOut& out) {
    const std::size_t blank = request.find(' ');
    if (blank == std::string_view::npos) return add("cs-uri", request, out);  // no HTTP: what a scanner sent
    std::string_view uri = request.substr(blank + 1), version;
    if (const std::size_t end = uri.rfind(" HTTP/"); end != std::string_view::npos) version = uri.substr(end + 1), uri = uri.substr(0, end);
    add("cs-method", request.substr(0, blank), out);
    add("cs-uri", uri, out);
    const std::size_t query = uri.find('?');
    add("cs-uri-stem", uri.substr(0, query), out);
    if (query != std::string_view::npos) add("cs-uri-query", uri.substr(query + 1), out);
    add("cs-version", version, out);
}

}  // namespace

bool is_access(std::string_view line) {
    Access parts;
    return take_access(line, parts);
}

bool add_access(std::string_view line, JsonOut& out) {
    Access parts;
    if (!take_access(line, parts)) return false;
    out.member("time", parts.time);
    add("cs-host", parts.vhost, out);
    add("c-ip", parts.client, out);
    add("cs-username", parts.user, out);
    add_request(parts.request, out);
    add("sc-status", parts.status, out);
    add("sc-bytes", parts.bytes, out);
    add("cs-referer", parts.referer, out);
    add("cs-user-agent", parts.agent, out);
    return true;
}

void add_w3c(std::string_view fields, std::string_view line, JsonOut& out) {
    const char separator = fields.find('\t') != std::string_view::npos ? '\t' : ' ';
    std::string_view stem, query;
    while (!fields.empty()) {
        const auto next = [separator](std::string_view& text) {
            std::string_view item = text.substr(0, text.find(separator));
            // Proxies quote values with blanks in them.
            if (item.starts_with('"') && separator == ' ') {
                const std::size_t close = text.find('"', 1);
                if (close != std::string_view::npos) item = text.substr(0, close + 1);
            }
            text.remove_prefix(std::min(item.size() + 1, text.size()));
            return item;
        };
        const std::string_view name = next(fields);
        std::string_view value = next(line);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
        if (value.empty() || value == "-" || name.empty()) continue;
        out.member(name, value);
        if (name == "cs-uri-stem") stem = value;
        if (name == "cs-uri-query") query = value;
        if (!name.starts_with("cs(") || !name.ends_with(")")) continue;
        // cs(User-Agent) → cs-user-agent; IIS writes a blank in a header as '+'.
        std::string plain(value);
        for (char& c : plain)
            if (c == '+') c = ' ';
        out.member("cs-" + ascii_lower(name.substr(3, name.size() - 4)), plain);
    }
    if (!stem.empty()) out.member("cs-uri", query.empty() ? std::string(stem) : std::string(stem) + "?" + std::string(query));
}

}  // namespace bonafide::reading
