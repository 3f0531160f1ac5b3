// E-mail (RFC 5322, MIME): headers in their order, the text that is read, everything else as attachments.
#include <algorithm>

#include "base/text.h"
#include "document/lines.h"
#include "document/mime.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

constexpr int most_depth = 20;
constexpr std::size_t most_parts = 1000;

class EmailReader {
public:
    EmailReader(const Limits& limits, Document& document) : limits_(limits), document_(document) {}

    Result<void> run(std::string_view bytes) {
        const Entity mail = split_entity(bytes);
        if (mail.headers.empty()) return fail("", "is no e-mail: it does not begin with headers");
        for (const Header& header : mail.headers) add_property(document_, header.name, decode_words(header.value));
        part(mail, 0);
        if (document_.pages.empty()) document_.pages.emplace_back();
        return {};
    }

private:
    void part(const Entity& entity, int depth) {
        if (++parts_ > most_parts || depth > most_depth)
            return add_oddity(document_, "nesting", "has more parts, or deeper ones, than any mail needs; the rest was not read");
        const ContentType type = parse_content_type(entity.header("content-type"));
        const ContentType disposition = parse_content_type(entity.header("content-disposition"));
        if (type.type.starts_with("multipart/")) return multipart(entity, type, depth);
        std::string name(disposition.parameter("filename"));
        if (name.empty()) name = type.parameter("name");
        std::string body = decode_transfer(entity.body, entity.header("content-transfer-encoding"));
        const bool text = type.type.empty() || type.type == "text/plain" || type.type == "text" || type.type == "text/html";
        if (text && disposition.type != "attachment" && (name.empty() || disposition.type == "inline")) {
            const std::string utf8 = to_utf8(body, type.parameter("charset"));
            return type.type == "text/html" ? html(utf8) : plain(utf8);
        }
        attach(std::move(name), type.type, std::move(body));
    }

    void multipart(const Entity& entity, const ContentType& type, int depth) {
        if (type.type == "multipart/encrypted")
            add_oddity(document_, "encrypted", "the mail is encrypted (PGP or S/MIME); its content cannot be read");
        const std::vector<std::string_view> parts = split_parts(entity.body, type.parameter("boundary"));
        if (type.type != "multipart/alternative") {
            for (const std::string_view inner : parts) part(split_entity(inner), depth + 1);
            return;
        }
        // One text in several forms: the plain one is read, of the others only what they hide, link and attach.
        const bool lines_before = has_lines();
        for (const std::string_view inner : parts) {
            alternative_ = !lines_before && has_lines();
            part(split_entity(inner), depth + 1);
        }
        alternative_ = false;
    }

    bool has_lines() const {
        return std::ranges::any_of(document_.pages, [](const Page& page) { return !page.lines.empty(); });
    }

    void plain(std::string_view utf8) {
        Document inner;
        if (parse_text(utf8, limits_, inner)) append(std::move(inner));
    }

    void html(std::string_view utf8) {
        Document inner;
        if (!parse_html("\xEF\xBB\xBF" + std::string(utf8), limits_, inner)) return;
        std::ranges::move(inner.links, std::back_inserter(document_.links));
        std::ranges::move(inner.pictures, std::back_inserter(document_.pictures));
        std::ranges::move(inner.oddities, std::back_inserter(document_.oddities));
        if (alternative_)
            for (Page& page : inner.pages) std::erase_if(page.lines, [](const Line& line) { return !line.hidden; });
        append(std::move(inner));
    }

    void append(Document inner) {
        if (document_.pages.empty()) document_.pages.emplace_back();
        std::vector<Line>& lines = document_.pages[0].lines;
        for (Page& page : inner.pages) {
            for (Line& line : page.lines) {
                line.number = static_cast<std::uint32_t>(lines.size() + 1);
                lines.push_back(std::move(line));
            }
        }
    }

    void attach(std::string name, const std::string& type, std::string body) {
        if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime")
            add_oddity(document_, "encrypted", "the mail, or a part of it, is wrapped by S/MIME; it was not opened");
        if (name.empty()) name = type == "message/rfc822" ? "message.eml" : "part-" + std::to_string(parts_);
        std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        document_.attachments.push_back({std::move(name), std::move(body)});
    }

    const Limits& limits_;
    Document& document_;
    std::size_t parts_ = 0;
    bool alternative_ = false;
};

}  // namespace

Result<void> parse_email(std::string_view bytes, const Limits& limits, Document& document) { return EmailReader(limits, document).run(bytes); }

}  // namespace bonafide::document
