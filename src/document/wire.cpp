#include "document/wire.h"

#include <cstring>

#include "base/text.h"

namespace bonafide::document {

namespace {

/// Both directions go through the same list of members, so they cannot disagree.
class Writer {
public:
    std::string out;
    void operator()(const std::string& s) {
        number(s.size());
        out += s;
    }
    void operator()(float v) { raw(v); }
    void operator()(std::uint32_t v) { raw(v); }
    void operator()(bool v) { out += static_cast<char>(v); }
    void operator()(Format v) { out += static_cast<char>(v); }
    template <class T>
    void operator()(const std::vector<T>& list) {
        number(list.size());
        for (const T& item : list) visit(*this, item);
    }

private:
    void number(std::uint64_t v) { raw(v); }
    template <class T>
    void raw(T v) {
        out.append(reinterpret_cast<const char*>(&v), sizeof v);
    }
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : left_(bytes) {}
    [[nodiscard]] bool complete() const { return !broken_ && left_.empty(); }
    void operator()(std::string& s) {
        const std::uint64_t size = number();
        if (size > left_.size()) return stop();
        s = repair_utf8_unless_bytes_ ? repair_utf8(left_.substr(0, size)) : std::string(left_.substr(0, size));
        left_.remove_prefix(size);
    }
    /// Pictures and attachments are bytes, everything else is text.
    void bytes(std::string& s) {
        repair_utf8_unless_bytes_ = false;
        (*this)(s);
        repair_utf8_unless_bytes_ = true;
    }
    void operator()(float& v) {
        raw(v);
        if (!(v > -1e9F && v < 1e9F)) v = 0;
    }
    void operator()(std::uint32_t& v) { raw(v); }
    void operator()(bool& v) {
        char c = 0;
        raw(c);
        v = c != 0;
    }
    void operator()(Format& v) {
        char c = 0;
        raw(c);
        v = c >= 0 && c <= static_cast<char>(Format::picture) ? static_cast<Format>(c) : Format::unknown;
    }
    template <class T>
    void operator()(std::vector<T>& list) {
        std::uint64_t size = number();
        if (size > left_.size()) return stop();  // every item has at least a byte
        for (; size != 0 && !broken_; --size) visit(*this, list.emplace_back());
    }

private:
    std::uint64_t number() {
        std::uint64_t v = 0;
        raw(v);
        return v;
    }
    template <class T>
    void raw(T& v) {
        if (sizeof v > left_.size()) return stop();
        std::memcpy(&v, left_.data(), sizeof v);
        left_.remove_prefix(sizeof v);
    }
    void stop() {
        broken_ = true;
        left_ = {};
    }
    std::string_view left_;
    bool broken_ = false, repair_utf8_unless_bytes_ = true;
};

template <class Way, class Text>
void as_bytes(Way& way, Text& bytes) {
    if constexpr (requires { way.bytes(bytes); }) way.bytes(bytes);
    else way(bytes);
}

template <class Way, class T>
void visit(Way& way, T& v) {
    using V = std::remove_const_t<T>;
    if constexpr (std::is_same_v<V, std::pair<std::string, std::string>>) way(v.first), way(v.second);
    else if constexpr (std::is_same_v<V, Box>) way(v.left), way(v.top), way(v.right), way(v.bottom);
    else if constexpr (std::is_same_v<V, Line>) {
        way(v.text), visit(way, v.box), way(v.number), way(v.size), way(v.bold), way(v.heading), way(v.bullet), way(v.hidden), way(v.confidence);
    } else if constexpr (std::is_same_v<V, Page>) way(v.number), way(v.width), way(v.height), way(v.scanned), way(v.lines);
    else if constexpr (std::is_same_v<V, Link>) way(v.text), way(v.target), way(v.page);
    else if constexpr (std::is_same_v<V, Picture>) as_bytes(way, v.bytes), way(v.page), visit(way, v.box);
    else if constexpr (std::is_same_v<V, Oddity>) way(v.kind), way(v.detail), way(v.page), visit(way, v.box);
    else if constexpr (std::is_same_v<V, Attachment>) way(v.name), as_bytes(way, v.bytes);
    else if constexpr (std::is_same_v<V, Document>) {
        way(v.format), way(v.pages), way(v.properties), way(v.links), way(v.pictures), way(v.oddities), way(v.attachments);
    } else if constexpr (std::is_same_v<V, Error>) way(v.where), way(v.what), way(v.hint);
    else static_assert(sizeof(V) == 0, "no way known");
}

}  // namespace

std::string encode(const Result<Document>& outcome) {
    Writer out;
    out(outcome.has_value());
    if (outcome) visit(out, *outcome);
    else visit(out, outcome.error());
    return std::move(out.out);
}

Result<Document> decode(std::string_view bytes, std::string_view name) {
    Reader in(bytes);
    bool good = false;
    in(good);
    Document document;
    Error error;
    if (good) visit(in, document);
    else visit(in, error);
    if (!in.complete()) return fail(std::string(name), "the process that read the document broke off", "the document is hostile or damaged");
    if (!good) return std::unexpected(std::move(error));
    return document;
}

}  // namespace bonafide::document
