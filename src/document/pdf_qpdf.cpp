#include "document/pdf_qpdf.h"

#include <new>

#include "base/text.h"

namespace bonafide::document {

QPDFObjectHandle pdf_key(QPDFObjectHandle dictionary, const std::string& name) {
    if (dictionary.isStream()) dictionary = dictionary.getDict();
    return dictionary.isDictionary() ? dictionary.getKey(name) : QPDFObjectHandle::newNull();
}

std::string pdf_name(QPDFObjectHandle object) { return object.isName() ? repair_utf8(std::string_view(object.getName()).substr(1)) : std::string(); }

std::string pdf_text(QPDFObjectHandle string) { return string.isString() ? repair_utf8(string.getUTF8Value()) : std::string(); }

float pdf_number(QPDFObjectHandle object, float fallback) {
    if (!object.isNumber()) return fallback;
    const double value = object.getNumericValue();
    return value > -1e7 && value < 1e7 ? static_cast<float>(value) : fallback;
}

long long pdf_integer(QPDFObjectHandle object, long long fallback) { return object.isInteger() ? object.getIntValue() : fallback; }

std::string pdf_stream(QPDFObjectHandle stream) {
    if (!stream.isStream()) return {};
    try {
        const auto buffer = stream.getStreamData(qpdf_dl_generalized);
        return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return {};
    }
}

bool pdf_is(QPDFObjectHandle dictionary, const std::string& key, std::string_view name) {
    QPDFObjectHandle value = pdf_key(std::move(dictionary), key);
    return value.isName() && std::string_view(value.getName()).substr(1) == name;
}

}  // namespace bonafide::document
