// Bytes → Document. What is hostile or GPL (PDF text, pictures, OCR) is parsed in a child process under limits of memory, time
// and system calls, so that a crash or a hang costs one document and is reported. Used by screen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "document/document.h"

namespace bonafide::document {

struct Limits {
    std::uint64_t max_bytes = 256ULL << 20;  ///< of one file
    std::uint64_t max_memory = 1ULL << 30;   ///< of the child
    double max_seconds = 30;                 ///< of the child
    std::uint32_t max_pages = 200;
    std::uint64_t max_pixels = 100'000'000;
    std::uint32_t max_objects = 200'000;  ///< of a PDF
    bool recognise = true;                ///< letters in scanned pages and pictures, by Tesseract: one to two seconds a page
    std::uint32_t max_recognised = 20;    ///< pages of one document
    std::string languages = "eng";        ///< Tesseract's, "deu+fra"; for "eng" another is tried where the text turns out to be in it
    std::string reader;                   ///< path of the program `bonafide-reader`; "": beside the running program
};

/// By its first bytes, then by its name's suffix ("wrong suffix" is an Oddity of the Document).
[[nodiscard]] Format detect(std::string_view bytes, std::string_view name);

/// `name` is for messages and the suffix. An Error says what was found, what was expected, and where.
[[nodiscard]] Result<Document> read_document(std::string_view bytes, std::string_view name, const Limits& limits = {});

class ChildServer;

/// The same for many documents, some times quicker: the reader program is loaded once and forks for each document. One a thread.
class DocumentReader {
public:
    explicit DocumentReader(Limits limits = {});
    ~DocumentReader();
    [[nodiscard]] Result<Document> read(std::string_view bytes, std::string_view name);

private:
    Limits limits_;
    std::unique_ptr<ChildServer> server_;
};

}  // namespace bonafide::document
