#include "watch/http_ingest.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "watch/spool.h"

namespace bonafide::watch {

namespace {

/// Splunk's own codes and words ("HTTP Event Collector: possible error codes").
HttpReply splunk(unsigned status, int code, std::string_view text, std::string_view more = {}) {
    HttpReply out;
    out.status = status;
    out.body = fmt::format(R"({{"text":"{}","code":{}{}}})", text, code, more);
    return out;
}

HttpReply elastic_reply(unsigned status, std::string body) {
    HttpReply out;
    out.status = status;
    out.body = std::move(body);
    out.is_elastic = true;
    return out;
}
HttpReply elastic_error(unsigned status, std::string_view type, std::string_view reason) {
    return elastic_reply(
        status, fmt::format(R"({{"error":{{"root_cause":[{{"type":"{0}","reason":"{1}"}}],"type":"{0}","reason":"{1}"}},"status":{2}}})", type,
                            reason, status));
}

std::string from_base64(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (const char c : text) {
        const std::size_t value = letters.find(c);
        if (value == std::string_view::npos) break;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if ((count += 6) >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xff);
    }
    return out;
}

/// The value of a parameter of the query, percent signs undone.
std::string parameter(std::string_view query, std::string_view name) {
    for (std::string_view part : split(query, '&')) {
        if (!part.starts_with(name) || part.size() <= name.size() || part[name.size()] != '=') continue;
        part.remove_prefix(name.size() + 1);
        std::string out;
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (part[i] != '%' || i + 2 >= part.size()) {
                out += part[i] == '+' ? ' ' : part[i];
                continue;
            }
            out += static_cast<char>(std::strtoul(std::string(part.substr(i + 1, 2)).c_str(), nullptr, 16));
            i += 2;
        }
        return out;
    }
    return {};
}

/// A text that is one JSON object goes to the JSON lines, minified; anything else to the text lines.
void add_text(std::string_view event, simdjson::dom::parser& parser, HttpReply& reply) {
    const std::string_view trimmed = trim(event);
    if (trimmed.starts_with('{')) {
        const simdjson::padded_string padded(trimmed);
        simdjson::dom::element element;
        if (parser.parse(padded).get(element) == simdjson::SUCCESS) {
            reply.json += simdjson::minify(element);
            reply.json += '\n';
            return;
        }
    }
    append_line(reply.text, trimmed);
}

/// The events of a body of Splunk's: objects one behind the other, each with its `event`.
HttpReply splunk_events(const std::string& body) {
    HttpReply reply = splunk(200, 0, "Success");
    simdjson::dom::parser parser, inner;
    const simdjson::padded_string padded(body);
    simdjson::dom::document_stream stream;
    std::uint64_t number = 0;
    const auto refuse = [&](int code, std::string_view text) {
        HttpReply out = splunk(400, code, text, fmt::format(R"(,"invalid-event-number":{})", number));
        out.json = std::move(reply.json), out.text = std::move(reply.text), out.events = reply.events;  // those before it are taken
        return out;
    };
    if (parser.parse_many(padded, std::max<std::size_t>(body.size() + 64, 1 << 16)).get(stream) != simdjson::SUCCESS)
        return refuse(6, "Invalid data format");
    std::size_t end = 0;
    for (auto at = stream.begin(); at != stream.end(); ++at, ++number) {
        simdjson::dom::element document, event;
        if ((*at).get(document) != simdjson::SUCCESS || !document.is_object()) return refuse(6, "Invalid data format");
        end = at.current_index() + at.source().size();
        if (document["event"].get(event) != simdjson::SUCCESS) return refuse(12, "Event field is required");
        std::string_view text;
        if (event.get(text) == simdjson::SUCCESS) {
            if (trim(text).empty()) return refuse(13, "Event field cannot be blank");
            add_text(text, inner, reply);
        } else {
            reply.json += simdjson::minify(event);
            reply.json += '\n';
        }
        ++reply.events;
    }
    if (number == 0) return splunk(400, 5, "No data");
    if (stream.truncated_bytes() > 0 || !trim(std::string_view(body).substr(std::min(end, body.size()))).empty())
        return refuse(6, "Invalid data format");
    return reply;
}

HttpReply splunk_raw(std::string_view body) {
    HttpReply reply = splunk(200, 0, "Success");
    simdjson::dom::parser parser;
    for (const std::string_view line : split(body, '\n')) {
        if (trim(line).empty()) continue;
        add_text(line, parser, reply);
        ++reply.events;
    }
    return reply.events ? reply : splunk(400, 5, "No data");
}

HttpReply splunk_ack(const std::string& body, const std::string& channel) {
    if (channel.empty()) return splunk(400, 10, "Data channel is missing");
    simdjson::dom::parser parser;
    simdjson::dom::array acks;
    HttpReply reply;
    reply.is_ack_question = true;
    reply.channel = channel;
    if (parser.parse(simdjson::padded_string(body))["acks"].get(acks) != simdjson::SUCCESS) return splunk(400, 6, "Invalid data format");
    for (const simdjson::dom::element ack : acks)
        if (std::uint64_t id = 0; ack.get(id) == simdjson::SUCCESS) reply.asked_acks.push_back(id);
    return reply;
}

struct BulkAction {
    std::string verb, index, id;
};

bool read_action(std::string_view line, simdjson::dom::parser& parser, std::string_view index, BulkAction& out) {
    simdjson::dom::object action;
    const simdjson::padded_string padded(line);
    if (parser.parse(padded).get(action) != simdjson::SUCCESS || action.size() != 1) return false;
    const auto [verb, detail] = *action.begin();
    out = {std::string(verb), std::string(index), {}};
    std::string_view text;
    if (detail["_index"].get(text) == simdjson::SUCCESS) out.index = text;
    if (detail["_id"].get(text) == simdjson::SUCCESS) out.id = text;
    return true;
}

constexpr std::string_view shards = R"("_shards":{"total":1,"successful":1,"failed":0})";

std::string bulk_item(const BulkAction& action, std::uint64_t number, std::string_view refused) {
    const std::string id = action.id.empty() ? fmt::format("b{}", number) : json_escape(action.id);
    const std::string head = fmt::format(R"({{"{}":{{"_index":"{}","_id":"{}",)", json_escape(action.verb), json_escape(action.index), id);
    if (!refused.empty()) return head + fmt::format(R"("status":400,"error":{{"type":"illegal_argument_exception","reason":"{}"}}}}}})", refused);
    return head + fmt::format(R"("_version":1,"result":"created",{},"_seq_no":{},"_primary_term":1,"status":201}}}})", shards, number);
}

/// An action and its document, line by line. What is no new document is refused by item, as Elasticsearch does.
HttpReply bulk(std::string_view body, std::string_view index) {
    HttpReply reply = elastic_reply(200, {});
    simdjson::dom::parser parser;
    std::string items;
    bool errors = false;
    std::uint64_t number = 0;
    const std::vector<std::string_view> lines = split(body, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (trim(lines[i]).empty()) continue;
        BulkAction action;
        if (!read_action(lines[i], parser, index, action))
            return elastic_error(400, "illegal_argument_exception",
                                 "Malformed action/metadata line, expected one of [create, delete, index, update]");
        std::string_view refused;
        if (action.verb == "index" || action.verb == "create") {
            simdjson::dom::element document;
            const std::string_view text = ++i < lines.size() ? trim(lines[i]) : std::string_view();
            const simdjson::padded_string padded(text);
            if (parser.parse(padded).get(document) == simdjson::SUCCESS && document.is_object()) {
                reply.json += simdjson::minify(document);
                reply.json += '\n';
                ++reply.events;
            } else {
                refused = "failed to parse";
            }
        } else {
            if (action.verb == "update") ++i;  // its document is the next line
            refused = "only index and create are taken: events do not change";
        }
        errors |= !refused.empty();
        items += (number ? "," : "") + bulk_item(action, number, refused);
        ++number;
    }
    if (number == 0) return elastic_error(400, "parse_exception", "request body is required");
    reply.body = fmt::format(R"({{"took":1,"errors":{},"items":[{}]}})", errors, items);
    return reply;
}

constexpr std::string_view about =
    R"({"name":"bonafide","cluster_name":"bonafide","cluster_uuid":"Ym9uYWZpZGUgd2F0Y2hlcw","version":{"number":"8.11.0","build_flavor":"default",)"
    R"("build_type":"deb","build_hash":"0","build_date":"2023-11-04T10:04:57.184859352Z","build_snapshot":false,"lucene_version":"9.8.0",)"
    R"("minimum_wire_compatibility_version":"7.17.0","minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"})";
constexpr std::string_view license = R"({"license":{"status":"active","uid":"0","type":"basic","mode":"basic","issue_date_in_millis":0}})";
constexpr std::string_view features = R"({"build":{"hash":"0"},"license":{"uid":"0","type":"basic","mode":"basic","status":"active"},)"
                                      R"("features":{"ilm":{"available":false,"enabled":false}}})";

}  // namespace

Result<std::string> gunzip(std::string_view packed, std::size_t most) {
    z_stream stream{};
    if (::inflateInit2(&stream, 15 + 32) != Z_OK) return fail("gzip", "out of memory");  // 32: gzip or zlib, by its header
    std::string out;
    std::array<char, 64 << 10> block{};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), UINT32_MAX));
    int status = Z_OK;
    while (status == Z_OK && out.size() <= most) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = block.size();
        status = ::inflate(&stream, Z_NO_FLUSH);
        out.append(block.data(), block.size() - stream.avail_out);
        if (status == Z_STREAM_END && stream.avail_in > 0) status = ::inflateReset(&stream);  // members one behind the other
    }
    ::inflateEnd(&stream);
    if (out.size() > most) return fail("gzip", "unpacked it is too large");
    if (status != Z_STREAM_END) return fail("gzip", "damaged");
    return out;
}

bool HttpIngest::allowed(const HttpRequest& request) const {
    if (options_.tokens.empty()) return true;
    std::string given;
    const std::string& header = request.authorization;
    const std::size_t space = header.find(' ');
    const std::string scheme = ascii_lower(std::string_view(header).substr(0, space));
    const std::string_view rest = space == std::string::npos ? std::string_view() : trim(std::string_view(header).substr(space + 1));
    if (scheme == "basic") {
        given = from_base64(rest);
        given.erase(0, given.find(':') + 1);
    } else {
        given = rest;
    }
    if (header.empty())
        if (const std::size_t query = request.target.find('?'); query != std::string::npos)
            given = parameter(std::string_view(request.target).substr(query + 1), "token");
    bool found = false;
    for (const std::string& token : options_.tokens) {  // in a time that does not depend on how much of it is right
        unsigned difference = token.size() != given.size();
        for (std::size_t i = 0; i < given.size() && !token.empty(); ++i) difference |= static_cast<unsigned>(given[i] ^ token[i % token.size()]);
        found |= difference == 0;
    }
    return found;
}

HttpReply HttpIngest::collector(const HttpRequest& request, std::string_view path, std::string_view query) const {
    if (path == "/health" || path == "/health/1.0") return splunk(200, 17, "HEC is healthy");
    if (request.authorization.empty() && parameter(query, "token").empty() && !options_.tokens.empty()) return splunk(401, 2, "Token is required");
    if (!allowed(request)) return splunk(403, 4, "Invalid token");
    if (request.method != "POST") return splunk(405, 6, "Invalid data format");
    const std::string channel = request.channel.empty() ? parameter(query, "channel") : request.channel;
    if (path == "/ack" || path == "/ack/1.0") return splunk_ack(request.body, channel);
    const bool raw = path == "/raw" || path == "/raw/1.0";
    if (!raw && !path.empty() && path != "/event" && path != "/event/1.0") return splunk(404, 404, "The requested URL was not found on this server.");
    if (request.body.empty()) return splunk(400, 5, "No data");
    HttpReply reply = raw ? splunk_raw(request.body) : splunk_events(request.body);
    reply.channel = channel;
    reply.wants_ack = reply.status == 200 && !channel.empty();
    return reply;
}

HttpReply HttpIngest::elastic(const HttpRequest& request, std::string_view path) const {
    if (!allowed(request)) return elastic_error(401, "security_exception", "missing or wrong authentication credentials");
    const bool writes = request.method == "POST" || request.method == "PUT";
    if (path == "/" || path.empty()) return elastic_reply(200, request.method == "HEAD" ? std::string() : std::string(about));
    if (writes && path == "/_bulk") return bulk(request.body, "");
    if (writes && path.ends_with("/_bulk")) return bulk(request.body, path.substr(1, path.size() - 7));
    if (path == "/_license") return elastic_reply(200, std::string(license));
    if (path == "/_xpack") return elastic_reply(200, std::string(features));
    if (path == "/_cluster/health")
        return elastic_reply(200, R"({"cluster_name":"bonafide","status":"green","timed_out":false,"number_of_nodes":1})");
    if (path == "/_nodes/http" || path == "/_nodes") return elastic_reply(200, R"({"cluster_name":"bonafide","nodes":{}})");
    // One document; templates, policies and pipelines that clients set up before they send are agreed to and not needed.
    if (writes && (path.find("/_doc") != std::string_view::npos || path.find("/_create") != std::string_view::npos)) {
        const std::string_view index = path.substr(1, path.find('/', 1) - 1);
        HttpReply reply = bulk(fmt::format("{{\"index\":{{}}}}\n{}\n",
                                           [&] {
                                               std::string one = request.body;
                                               std::ranges::replace(one, '\n', ' ');
                                               return one;
                                           }()),
                               index);
        if (reply.events == 0) return elastic_error(400, "mapper_parsing_exception", "failed to parse");
        reply.status = 201;
        reply.body = fmt::format(R"({{"_index":"{}","_id":"b0","_version":1,"result":"created",{}}})", json_escape(index), shards);
        return reply;
    }
    if (writes && path.starts_with("/_")) return elastic_reply(200, R"({"acknowledged":true})");
    if (request.method == "HEAD") return elastic_reply(200, {});
    if (request.method == "GET") return elastic_reply(path.starts_with("/_") ? 200 : 404, "{}");
    if (request.method == "PUT")
        return elastic_reply(200, fmt::format(R"({{"acknowledged":true,"shards_acknowledged":true,"index":"{}"}})", json_escape(path.substr(1))));
    return elastic_error(405, "illegal_argument_exception", "not known here");
}

HttpReply HttpIngest::answer(const HttpRequest& asked) const {
    constexpr std::string_view prefix = "/services/collector";
    HttpRequest request = asked;
    const std::size_t mark = request.target.find('?');
    const std::string_view path = std::string_view(request.target).substr(0, mark);
    const std::string_view query = mark == std::string::npos ? std::string_view() : std::string_view(request.target).substr(mark + 1);
    const bool is_splunk = path.starts_with(prefix);
    const std::string encoding = ascii_lower(request.content_encoding);
    if (encoding == "gzip" || encoding == "deflate") {
        auto body = gunzip(request.body, options_.longest_body);
        if (!body) return is_splunk ? splunk(400, 6, "Invalid data format") : elastic_error(400, "parse_exception", "damaged gzip, or too large");
        request.body = std::move(*body);
    }
    return is_splunk ? collector(request, path.substr(prefix.size()), query) : elastic(request, path);
}

HttpReply HttpIngest::busy(const HttpReply& reply) {
    if (!reply.is_elastic) return splunk(503, 9, "Server is busy");
    return elastic_error(429, "es_rejected_execution_exception", "too much is waiting to be read: send it again later");
}

std::uint64_t Acks::add(const std::string& channel, std::uint64_t appended) {
    if (channels_.size() >= most_channels && !channels_.contains(channel)) channels_.erase(channels_.begin());
    Channel& entry = channels_[channel];
    if (entry.waiting.size() >= most_waiting) entry.waiting.erase(entry.waiting.begin());
    entry.waiting[entry.next] = appended;
    return entry.next++;
}

/// An ack that was told true is forgotten, as Splunk does.
std::string Acks::answer(const std::string& channel, const std::vector<std::uint64_t>& ids, std::uint64_t synced) {
    std::string out;
    Channel& entry = channels_[channel];
    for (const std::uint64_t id : ids) {
        const auto found = entry.waiting.find(id);
        const bool done = found != entry.waiting.end() && found->second <= synced;
        if (done) entry.waiting.erase(found);
        out += fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", id, done);
    }
    return fmt::format(R"({{"acks":{{{}}}}})", out);
}

}  // namespace bonafide::watch
