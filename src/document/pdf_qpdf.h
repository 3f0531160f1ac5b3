// qpdf, and the few ways of asking its objects that all readers of PDF here share.
#pragma once

#define POINTERHOLDER_TRANSITION 4  // only std::shared_ptr, as qpdf 11 asks to say
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <string_view>

namespace bonafide::document {

/// The value of a dictionary, or of a stream's dictionary; null where there is none.
[[nodiscard]] QPDFObjectHandle pdf_key(QPDFObjectHandle dictionary, const std::string& name);
[[nodiscard]] std::string pdf_name(QPDFObjectHandle object);  ///< without its slash; "" for what is no name
[[nodiscard]] std::string pdf_text(QPDFObjectHandle string);  ///< UTF-8; "" for what is no string
[[nodiscard]] float pdf_number(QPDFObjectHandle object, float fallback = 0);
[[nodiscard]] long long pdf_integer(QPDFObjectHandle object, long long fallback = 0);
[[nodiscard]] std::string pdf_stream(QPDFObjectHandle stream);  ///< decoded; "" for what is none or is damaged
[[nodiscard]] bool pdf_is(QPDFObjectHandle dictionary, const std::string& key, std::string_view name);  ///< its value is this name

}  // namespace bonafide::document
