// The grammar of mail: headers as written, encoded words, parameters, transfer encodings. Used by email.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::document {

struct Header {
    std::string name;   ///< lower case
    std::string value;  ///< unfolded, still encoded
};

/// Splits an entity (RFC 5322, 2.1) into its headers and its body.
struct Entity {
    std::vector<Header> headers;
    std::string_view body;
    [[nodiscard]] std::string_view header(std::string_view name) const;  ///< the first; "" if absent
};
[[nodiscard]] Entity split_entity(std::string_view bytes);

/// Encoded words (RFC 2047) as UTF-8.
[[nodiscard]] std::string decode_words(std::string_view value);

struct ContentType {
    std::string type;  ///< "text/plain", lower case
    std::vector<std::pair<std::string, std::string>> parameters;
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};
/// `text/plain; charset="x"; name*0*=utf-8''a%20; name*1=b` (RFC 2231); also for Content-Disposition.
[[nodiscard]] ContentType parse_content_type(std::string_view value);

[[nodiscard]] std::string decode_transfer(std::string_view body, std::string_view encoding);
/// The parts between the boundary's lines.
[[nodiscard]] std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary);

}  // namespace bonafide::document
