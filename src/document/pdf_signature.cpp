// Signatures in a PDF (ISO 32000-1, 12.8): does the signed digest fit the bytes, do the bytes cover the file, who signed? Whether the
// signer is to be trusted cannot be said here: that needs a list of trusted issuers and, mostly, the network.
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/text.h"
#include "document/parse.h"
#include "document/pdf_structure.h"

namespace bonafide::document {

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* p) const {
        Free(p);
    }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Deleter<CMS_ContentInfo_free>>;

Bio bio_of(std::string_view bytes) { return Bio(::BIO_new_mem_buf(bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1U << 30)))); }

struct SignedBytes {
    std::string bytes;
    bool whole = false;  ///< from the first byte to the last but for the signature itself
    std::size_t end = 0;
};

/// The two ranges around the signature.
std::optional<SignedBytes> signed_bytes(QPDFObjectHandle range, std::string_view file) {
    if (!range.isArray() || range.getArrayNItems() != 4) return std::nullopt;
    std::array<std::size_t, 4> r{};
    for (int i = 0; i < 4; ++i) {
        const long long value = pdf_integer(range.getArrayItem(i), -1);
        if (value < 0 || static_cast<unsigned long long>(value) > file.size()) return std::nullopt;
        r[static_cast<std::size_t>(i)] = static_cast<std::size_t>(value);
    }
    if (r[1] > file.size() - r[0] || r[3] > file.size() - r[2] || r[2] < r[0] + r[1]) return std::nullopt;
    SignedBytes out;
    out.bytes.append(file.substr(r[0], r[1])).append(file.substr(r[2], r[3]));
    out.end = r[2] + r[3];
    // Between the ranges stands the signature, in <hex>; anything else there would be unsigned.
    const std::string_view hole = file.substr(r[0] + r[1], r[2] - r[0] - r[1]);
    const bool hex = hole.starts_with("<") && hole.ends_with(">") &&
                     hole.substr(1, hole.size() - 2).find_first_not_of("0123456789abcdefABCDEF \r\n") == std::string_view::npos;
    out.whole = r[0] == 0 && hex && trim(file.substr(out.end)).empty();
    return out;
}

std::string name_of(X509* certificate) {
    const X509_NAME* subject = certificate == nullptr ? nullptr : ::X509_get_subject_name(certificate);
    if (subject == nullptr) return "nobody named";
    std::array<char, 256> out{};
    if (::X509_NAME_get_text_by_NID(subject, NID_commonName, out.data(), static_cast<int>(out.size())) <= 0) return "nobody named";
    return repair_utf8(out.data());
}

bool self_signed(X509* certificate) {
    return certificate != nullptr && ::X509_NAME_cmp(::X509_get_subject_name(certificate), ::X509_get_issuer_name(certificate)) == 0;
}

class Verifier {
public:
    Verifier(std::string_view file, Document& document) : file_(file), document_(document) {}

    void signature(QPDFObjectHandle value, const std::string& field) {
        const std::string name = field.empty() ? "a signature" : "the signature \"" + field + "\"";
        const auto covered = signed_bytes(pdf_key(value, "/ByteRange"), file_);
        QPDFObjectHandle contents = pdf_key(value, "/Contents");
        if (!covered || !contents.isString()) return add_oddity(document_, "signature_damaged", name + " does not say which bytes it signs");
        const std::string der = contents.getStringValue();
        const Bio in = bio_of(der);
        const Cms cms(::d2i_CMS_bio(in.get(), nullptr));
        if (!cms)
            return add_oddity(document_, "signature_unknown",
                              name + " is of a kind that cannot be checked (" + pdf_name(pdf_key(value, "/SubFilter")) + ")");
        const Bio content = bio_of(covered->bytes);
        const bool good =
            ::CMS_verify(cms.get(), nullptr, nullptr, content.get(), nullptr, CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY) == 1;
        ::ERR_clear_error();
        report(name, value, *covered, cms.get(), good);
    }

private:
    void report(const std::string& name, QPDFObjectHandle value, const SignedBytes& covered, CMS_ContentInfo* cms, bool good) {
        STACK_OF(X509)* certificates = ::CMS_get1_certs(cms);
        STACK_OF(X509)* signers = good ? ::CMS_get0_signers(cms) : nullptr;
        STACK_OF(X509)* named = signers != nullptr ? signers : certificates;
        X509* first = named != nullptr && sk_X509_num(named) > 0 ? sk_X509_value(named, 0) : nullptr;
        const std::string signer = name_of(first);
        const bool own = self_signed(first);
        const std::string when = pdf_date(pdf_text(pdf_key(value, "/M")));
        add_property(document_, "signed_by", signer);
        add_property(document_, "signed_at", when);
        if (!good)
            add_oddity(document_, "signature_broken", name + " by " + signer + " does not fit the bytes it signs: they were changed after signing");
        else if (!covered.whole)
            add_oddity(
                document_, "signature_partial",
                name + " by " + signer + " fits, but the file was added to after signing (" + std::to_string(file_.size() - covered.end) + " bytes)");
        else
            add_oddity(document_, "signature",
                       name + " by " + signer + (own ? ", who vouches for himself," : "") +
                           " fits the whole file; whether the signer can be trusted was not checked");
        sk_X509_free(signers);
        sk_X509_pop_free(certificates, ::X509_free);
    }

    std::string_view file_;
    Document& document_;
};

}  // namespace

void verify_signatures(QPDF& pdf, std::string_view bytes, Document& document) {
    Verifier verifier(bytes, document);
    std::size_t count = 0;
    std::vector<QPDFObjGen> seen;
    for (QPDFObjectHandle object : pdf.getAllObjects()) {
        if (!object.isDictionary() || !pdf_is(object, "/FT", "Sig")) continue;
        QPDFObjectHandle value = pdf_key(object, "/V");
        if (!value.isDictionary()) {
            add_oddity(document, "signature_empty", "has a place for a signature that is not signed");
            continue;
        }
        if (std::ranges::find(seen, value.getObjGen()) != seen.end() || ++count > 20) continue;
        seen.push_back(value.getObjGen());
        verifier.signature(value, pdf_text(pdf_key(object, "/T")));
    }
    // A signature dictionary whose field was taken away.
    for (QPDFObjectHandle object : pdf.getAllObjects()) {
        const bool orphan = object.isDictionary() && pdf_is(object, "/Type", "Sig") && object.hasKey("/ByteRange") &&
                            std::ranges::find(seen, object.getObjGen()) == seen.end();
        if (orphan) add_oddity(document, "signature_removed", "holds a signature whose field was removed");
    }
}

}  // namespace bonafide::document
