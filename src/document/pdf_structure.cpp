#include "document/pdf_structure.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "document/parse.h"
#include "record/workbook_cells.h"

namespace bonafide::document {

namespace {

/// Kinds of actions that do more than go somewhere (ISO 32000-1, 12.6.4).
struct Action {
    std::string_view name, kind, words;
};
constexpr std::array<Action, 8> actions{{{"JavaScript", "javascript", "holds JavaScript, a program that runs when it is opened or used"},
                                         {"Launch", "launch", "starts another program when it is opened or used"},
                                         {"ImportData", "launch", "loads data from another file when it is used"},
                                         {"SubmitForm", "submits_data", "sends what is filled in to an address"},
                                         {"GoToE", "embedded_file", "opens a file embedded in it"},
                                         {"GoToR", "external_part", "opens another file"},
                                         {"Rendition", "media", "plays media"},
                                         {"RichMediaExecute", "media", "plays media"}}};

void look_at(QPDFObjectHandle object, Document& document, int depth) {
    if (depth > 30) return;
    if (object.isStream()) object = object.getDict();
    if (object.isArray()) {
        for (QPDFObjectHandle item : object.getArrayAsVector())
            if (!item.isIndirect()) look_at(item, document, depth + 1);
        return;
    }
    if (!object.isDictionary()) return;
    const std::string action = pdf_name(pdf_key(object, "/S"));
    const auto found = std::ranges::find(actions, action, &Action::name);
    if (found != actions.end()) add_oddity(document, std::string(found->kind), std::string(found->words));
    else if (object.hasKey("/JS")) add_oddity(document, "javascript", std::string(actions[0].words));
    const std::string kind = pdf_name(pdf_key(object, "/Subtype"));
    if (kind == "RichMedia" || kind == "Movie" || kind == "3D" || kind == "Screen")
        add_oddity(document, "media", "holds media that plays inside of it (" + kind + ")");
    if (kind == "Redact") add_oddity(document, "redaction", "has a mark for blacking out that was not carried out: the text is still there");
    if (object.hasKey("/XFA")) add_oddity(document, "xfa_form", "holds an XFA form: what is shown may differ from viewer to viewer");
    for (const auto& [key, value] : object.getDictAsMap())
        if (key != "/Parent" && !QPDFObjectHandle(value).isIndirect()) look_at(value, document, depth + 1);
}

void embedded_files(QPDF& pdf, const Limits& limits, Document& document) {
    std::size_t total = 0;
    for (QPDFObjectHandle object : pdf.getAllObjects()) {
        if (!object.isDictionary() || !pdf_key(object, "/EF").isDictionary()) continue;
        std::string name = pdf_text(pdf_key(object, "/UF"));
        if (name.empty()) name = pdf_text(pdf_key(object, "/F"));
        add_oddity(document, "embedded_file", "holds another file (" + name + ")");
        std::string bytes = pdf_stream(pdf_key(pdf_key(object, "/EF"), "/F"));
        total += bytes.size();
        if (total > limits.max_memory / 8 || document.attachments.size() > 100) return;
        document.attachments.push_back({std::move(name), std::move(bytes)});
    }
}

// ---------------------------------------------------------------- dates and makers
/// Two ways in which a PDF says the same thing.
struct Twin {
    const char* info;
    std::string_view xmp, property;
};
constexpr std::array<Twin, 6> twins{{{"/Title", "title", "title"},
                                     {"/Author", "creator", "author"},
                                     {"/Creator", "CreatorTool", "creator"},
                                     {"/Producer", "Producer", "producer"},
                                     {"/CreationDate", "CreateDate", "created"},
                                     {"/ModDate", "ModifyDate", "modified"}}};

/// An XMP value, written as an attribute, an element or the first item of a list in one.
std::string xmp_value(const pugi::xml_node& node, std::string_view name, int depth) {
    if (depth > 20) return {};
    for (const pugi::xml_attribute& a : node.attributes())
        if (reading::local_name(a.name()) == name) return a.value();
    for (const pugi::xml_node& child : node.children()) {
        if (reading::local_name(child.name()) == name) {
            pugi::xml_node inner = child;
            while (inner.first_child() && inner.first_child().type() == pugi::node_element) inner = inner.first_child();
            return std::string(trim(inner.child_value()));
        }
        if (std::string value = xmp_value(child, name, depth + 1); !value.empty()) return value;
    }
    return {};
}

bool same_moment(std::string_view a, std::string_view b) {
    const auto x = parse_time(a), y = parse_time(b);
    if (!x || !y) return true;
    constexpr std::int64_t slack = 2 * 60 * 1'000'000LL;
    if (std::abs(x->at.us - y->at.us) <= slack) return true;
    // One of the two may lack its zone: any whole quarter of an hour may be that.
    return (!x->zoned || !y->zoned) && std::abs(x->at.us - y->at.us) <= 14 * 3600 * 1'000'000LL &&
           std::abs(x->at.us - y->at.us) % (900 * 1'000'000LL) <= slack;
}

void dates_and_makers(QPDF& pdf, Document& document) {
    QPDFObjectHandle info = pdf_key(pdf.getTrailer(), "/Info");
    pugi::xml_document xmp;
    const std::string packet = pdf_stream(pdf_key(pdf_key(pdf.getTrailer(), "/Root"), "/Metadata"));
    const bool has_xmp = !packet.empty() && xmp.load_buffer(packet.data(), packet.size());
    for (const Twin& twin : twins) {
        const bool date = twin.property == "created" || twin.property == "modified";
        const std::string raw = pdf_text(pdf_key(info, twin.info));
        const std::string in_info = date ? pdf_date(raw) : raw, in_xmp = has_xmp ? xmp_value(xmp, twin.xmp, 0) : "";
        add_property(document, std::string(twin.property), in_info.empty() ? in_xmp : in_info);
        if (in_info.empty() || in_xmp.empty()) continue;
        add_property(document, "xmp_" + std::string(twin.property), in_xmp);
        if (date && !same_moment(in_info, in_xmp))
            add_oddity(document, "dates_disagree",
                       "says twice when it was " + std::string(twin.property) + ", and not the same: " + in_info + " and " + in_xmp);
        if (!date && twin.property != "title" && twin.property != "author" && fold(in_info) != fold(in_xmp))
            add_oddity(document, "producers_disagree", "names two " + std::string(twin.property) + "s: \"" + in_info + "\" and \"" + in_xmp + "\"");
    }
    const auto created = parse_time(document.property("created")), modified = parse_time(document.property("modified"));
    if (created && modified && created->at.us > modified->at.us + 24 * 3600 * 1'000'000LL)
        add_oddity(document, "dates_disagree",
                   "says it was changed before it was made: " + std::string(document.property("modified")) + " and " +
                       std::string(document.property("created")));
    add_property(document, "keywords", pdf_text(pdf_key(info, "/Keywords")));
    add_property(document, "language", pdf_text(pdf_key(pdf_key(pdf.getTrailer(), "/Root"), "/Lang")));
    add_property(document, "pdf_version", pdf.getPDFVersion());
    if (has_xmp) {
        add_property(document, "metadata_date", xmp_value(xmp, "MetadataDate", 0));
        add_property(document, "document_id", xmp_value(xmp, "DocumentID", 0));
        add_property(document, "instance_id", xmp_value(xmp, "InstanceID", 0));
        add_property(document, "digital_source_type", xmp_value(xmp, "DigitalSourceType", 0));
    }
}

}  // namespace

std::string pdf_date(std::string_view text) {
    std::string_view rest = trim(text);
    if (rest.starts_with("D:")) rest.remove_prefix(2);
    std::string digits;
    while (!rest.empty() && digits.size() < 14 && std::isdigit(static_cast<unsigned char>(rest[0])) != 0) digits += rest[0], rest.remove_prefix(1);
    if (digits.size() < 8) return std::string(trim(text));
    const std::string full = digits + std::string("00000101000000").substr(digits.size());
    std::string out = full.substr(0, 4) + "-" + full.substr(4, 2) + "-" + full.substr(6, 2) + "T" + full.substr(8, 2) + ":" + full.substr(10, 2) +
                      ":" + full.substr(12, 2);
    if (rest.starts_with("Z")) return out + "Z";
    if (!rest.starts_with("+") && !rest.starts_with("-")) return out;
    out += rest[0];
    std::string zone;
    for (const char c : rest.substr(1))
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 && zone.size() < 4) zone += c;
    zone += std::string("0000").substr(zone.size());
    return out + zone.substr(0, 2) + ":" + zone.substr(2);
}

Result<void> open_pdf(QPDF& pdf, std::string_view bytes, const Limits& limits) {
    pdf.setSuppressWarnings(true);
    try {
        pdf.processMemoryFile("the document", bytes.data(), bytes.size());
        if (pdf.getObjectCount() > limits.max_objects)
            return fail("", "has " + std::to_string(pdf.getObjectCount()) + " objects, more than the limit of " + std::to_string(limits.max_objects) +
                                ": it may be a bomb");
        if (pdf.getAllPages().empty()) return fail("", "is a damaged PDF: it has no pages");
    } catch (const QPDFExc& error) {
        if (error.getErrorCode() == qpdf_e_password) return fail("", "is a PDF encrypted with a password", "ask for a copy without a password");
        if (error.getErrorCode() == qpdf_e_unsupported)
            return fail("", "is a PDF of a kind that is not supported: " + repair_utf8(error.getMessageDetail()));
        return fail("", "is a damaged PDF: " + repair_utf8(error.getMessageDetail()));
    } catch (const std::exception& error) {  // qpdf lets the standard's own through: numbers out of range
        return fail("", "is a damaged PDF: " + repair_utf8(error.what()));
    }
    return {};
}

std::vector<QPDFObjGen> layers_that_are_off(QPDF& pdf) {
    std::vector<QPDFObjGen> out;
    QPDFObjectHandle properties = pdf_key(pdf.getRoot(), "/OCProperties");
    QPDFObjectHandle standard = pdf_key(properties, "/D");
    const auto add = [&](QPDFObjectHandle list) {
        if (!list.isArray()) return;
        for (QPDFObjectHandle group : list.getArrayAsVector()) out.push_back(group.getObjGen());
    };
    if (pdf_is(standard, "/BaseState", "OFF")) {
        add(pdf_key(properties, "/OCGs"));
        QPDFObjectHandle on = pdf_key(standard, "/ON");
        if (on.isArray())
            for (QPDFObjectHandle group : on.getArrayAsVector()) std::erase(out, group.getObjGen());
    }
    add(pdf_key(standard, "/OFF"));
    return out;
}

void describe_pdf(QPDF& pdf, std::string_view bytes, const Limits& limits, Document& document) {
    dates_and_makers(pdf, document);
    for (QPDFObjectHandle object : pdf.getAllObjects()) look_at(object, document, 0);
    look_at(pdf.getTrailer(), document, 0);
    embedded_files(pdf, limits, document);
    describe_revisions(bytes, limits, document);
    verify_signatures(pdf, bytes, document);
}

}  // namespace bonafide::document
