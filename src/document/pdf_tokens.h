// The tokens of PDF content streams and CMaps (ISO 32000-1, 7.2): numbers, names, strings, operators. Used by pdf_content, pdf_font.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::document {

struct PdfToken {
    enum class Kind : std::uint8_t { end, number, name, string, word, array_open, array_close, dictionary_open, dictionary_close };
    Kind kind = Kind::end;
    double number = 0;
    std::string text;  ///< of a name without its slash, of a string its bytes, of a word itself
};

class PdfTokens {
public:
    explicit PdfTokens(std::string_view bytes) : bytes_(bytes) {}
    /// The same object is filled again and again: its text keeps its memory.
    void next(PdfToken& token);
    /// Behind the data of an inline picture: to the EI that ends it.
    void skip_inline_data();

private:
    void literal_string(std::string& out);
    void hex_string(std::string& out);
    void skip_blank();
    std::string_view bytes_;
    std::size_t at_ = 0;
};

}  // namespace bonafide::document
