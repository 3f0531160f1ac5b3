#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/event.h"

namespace bonafide {
namespace {

constexpr std::array<std::string_view, 11> kind_names{"none",          "employee_number", "applicant_id", "email",      "personal_email", "login",
                                                      "device_serial", "hostname",        "account_id",   "git_author", "full_name"};

/// What exports write where they know nothing.
constexpr std::array<std::string_view, 24> placeholders{"n/a",
                                                        "na",
                                                        "-",
                                                        "--",
                                                        "unknown",
                                                        "none",
                                                        "null",
                                                        "nil",
                                                        "undefined",
                                                        "system",
                                                        "not available",
                                                        "not applicable",
                                                        "default string",
                                                        "to be filled by o.e.m.",
                                                        "0",
                                                        "anonymous",
                                                        "anonymous logon",
                                                        "(none)",
                                                        "(unknown)",
                                                        "tbd",
                                                        "?",
                                                        "not specified",
                                                        "system serial number",
                                                        "localhost"};

bool is_placeholder(std::string_view lower) { return std::ranges::find(placeholders, lower) != placeholders.end(); }

std::string fold_email(std::string_view text) {
    if (text.starts_with("mailto:")) text.remove_prefix(7);
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return std::string(text);
    std::string user(text.substr(0, std::min(at, text.find('+'))));
    std::string_view domain = text.substr(at + 1);
    if (user.empty()) user = text.substr(0, at);
    // Gmail ignores dots (support.google.com/mail/answer/7436150) and owns both names.
    if (domain == "gmail.com" || domain == "googlemail.com") {
        std::erase(user, '.');
        domain = "gmail.com";
    }
    return user + "@" + std::string(domain);
}

std::string without_domain(std::string_view login) {
    if (const std::size_t slash = login.rfind('\\'); slash != std::string_view::npos) login.remove_prefix(slash + 1);
    return std::string(login);
}

std::string first_label(std::string_view host) {
    // An address is no name with domains.
    if (host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos) return std::string(host);
    return std::string(host.substr(0, host.find('.')));
}

/// The words of a name in one order, however a table writes it; "" for a single word, which is nobody's full name.
std::string words_in_order(std::string_view text) {
    std::string folded = fold(text);
    std::ranges::replace(folded, ',', ' ');
    std::vector<std::string_view> words = split(folded, ' ');
    std::erase_if(words, [](std::string_view word) { return word.empty(); });
    if (words.size() < 2) return {};
    std::ranges::sort(words);
    std::string out;
    for (const std::string_view word : words) out.append(out.empty() ? "" : " ").append(word);
    return out;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

std::string_view identifier_kind_name(IdentifierKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

IdentifierKind identifier_kind(std::string_view name) {
    const auto found = std::ranges::find(kind_names, name);
    return found == kind_names.end() ? IdentifierKind::none : static_cast<IdentifierKind>(found - kind_names.begin());
}

std::string normalise_identifier(IdentifierKind kind, std::string_view text) {
    const std::string lower = ascii_lower(trim(text));
    if (lower.empty() || is_placeholder(lower)) return {};
    switch (kind) {
        case IdentifierKind::email:
        case IdentifierKind::personal_email:
        case IdentifierKind::git_author: return fold_email(lower);
        case IdentifierKind::login: {
            const std::string name = without_domain(lower);
            return is_placeholder(name) ? std::string{} : name;
        }
        case IdentifierKind::hostname: {
            const std::string host = first_label(without_domain(lower));
            return is_placeholder(host) ? std::string{} : host;
        }
        case IdentifierKind::device_serial: return upper(lower);
        case IdentifierKind::full_name: return words_in_order(lower);
        default: return lower;
    }
}

}  // namespace bonafide
