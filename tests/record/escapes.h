// How the cases of texts.yml write bytes. For the tests of this folder and the fuzzers' seeds.
#pragma once

#include <string>

namespace bonafide::test {

/// \n \r \t \\ and \xHH.
inline std::string unescape_bytes(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out.push_back(text[i]);
            continue;
        }
        const char c = text[++i];
        if (c == 'x') {
            out.push_back(static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
            i += 2;
        } else {
            out.push_back(c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c);
        }
    }
    return out;
}

}  // namespace bonafide::test
