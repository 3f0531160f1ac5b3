// Errors that input, content or the machine can cause, as values. Exceptions do not cross a folder.
// Made by everything that reads something; shown by cli, kept by report.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace bonafide {

/// One thing that went wrong, in words for the person who gave us the input.
struct Error {
    std::string where;  ///< `file:line:column`, `file@offset` or what was asked for; may be empty
    std::string what;   ///< what was found and what was expected
    std::string hint;   ///< how to mend it; may be empty

    /// `where: what (hint)`.
    [[nodiscard]] std::string text() const {
        std::string out = where.empty() ? what : where + ": " + what;
        if (!hint.empty()) out += "\n  hint: " + hint;
        return out;
    }
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(std::string where, std::string what, std::string hint = {}) {
    return std::unexpected<Error>(Error{std::move(where), std::move(what), std::move(hint)});
}

/// All errors of a piece of content at once: loaders add and go on.
using Errors = std::vector<Error>;

}  // namespace bonafide
