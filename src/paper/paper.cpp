#include "paper/paper.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "paper/aamva.h"
#include "paper/mrz.h"
#include "paper/picture.h"
#include "paper/picture_facts.h"
#include "paper/printed.h"

namespace bonafide::paper {
namespace {

using document::Box;
using document::Document;

constexpr float unclear_margin = 0.0225F;

Kind kind_of(MrzFormat format) {
    switch (format) {
        case MrzFormat::td3: return Kind::passport;
        case MrzFormat::mrv_a:
        case MrzFormat::mrv_b: return Kind::visa;
        case MrzFormat::french_licence:
        case MrzFormat::swiss_licence: return Kind::driving_licence;
        case MrzFormat::td1:
        case MrzFormat::td2:
        case MrzFormat::french_id: break;
    }
    return Kind::id_card;
}

constexpr std::size_t words_of_a_page = 20;  ///< a portrait or a picture of work has fewer

/// Collects one document's report.
class Examiner {
public:
    Examiner(const Document& document, const Options& options) : document_(document), options_(options) {}

    Report run() {
        look_for_zone_in_text();
        if (options_.pictures) look_at_pictures();
        if (report_.kind == Kind::unknown && document_.format == document::Format::picture) report_.kind = Kind::picture;
        if (!is_identity(report_.kind)) say_what_is_missing();
        compare();
        if (is_identity(report_.kind)) report_.hashes.clear();
        return std::move(report_);
    }

private:
    void add_field(Zone zone, std::string_view name, std::string value, std::uint32_t page, Box box = {}, float confidence = 1) {
        if (!value.empty()) report_.fields.push_back({zone, std::string(name), std::move(value), page, box, confidence});
    }

    void add_findings(std::vector<Finding> findings, std::uint32_t page, const Box& box = {}) {
        for (Finding& one : findings) {
            one.page = page;
            if (one.box.right <= one.box.left) one.box = box;
            report_.checks.push_back(std::move(one));
        }
    }

    void add_mrz_fields(const Mrz& mrz, std::uint32_t page, const Box& box, float confidence) {
        std::string text;
        for (const std::string& line : mrz.lines) text += (text.empty() ? "" : "\n") + line;
        const auto add = [&](std::string_view name, std::string value) { add_field(Zone::mrz, name, std::move(value), page, box, confidence); };
        add("text", std::move(text));
        add("format", std::string(mrz_format_name(mrz.format)));
        add("document_code", mrz.document_code);
        add("issuer", mrz.issuer);
        add("nationality", mrz.nationality);
        add("surname", mrz.surname);
        add("given_names", mrz.given_names);
        add("document_number", mrz.number);
        add("date_of_birth", mrz.birth.iso());
        add("date_of_expiry", mrz.expiry.iso());
        add("date_of_issue", mrz.issued.iso());
        if (mrz.sex != '<') add("sex", {mrz.sex});
        add("optional", mrz.optional);
        add("optional2", mrz.optional2);
    }

    void expect_mrz(const Mrz& mrz) {
        expected_ = {{"surname", ValueKind::name, mrz.surname, mrz.names_truncated},
                     {"given_names", ValueKind::name, mrz.given_names, mrz.names_truncated},
                     {"document_number", ValueKind::number, mrz.number, false},
                     {"date_of_birth", ValueKind::date, mrz.birth.full() ? mrz.birth.iso() : "", false},
                     {"date_of_expiry", ValueKind::date, mrz.expiry.full() ? mrz.expiry.iso() : "", false}};
    }

    void look_for_zone_in_text() {
        for (const document::Page& page : document_.pages) {
            if (page.scanned || document_.format == document::Format::picture) continue;  // OCR reads < as K: the picture is read instead
            std::vector<std::string> lines;
            for (const document::Line& line : page.lines) lines.push_back(line.text);
            const std::optional<Mrz> mrz = find_mrz(lines, options_.today);
            if (!mrz) continue;
            report_.kind = kind_of(mrz->format);
            add_mrz_fields(*mrz, page.number, {}, 1);
            add_findings(check_mrz(*mrz, options_.today), page.number);
            expect_mrz(*mrz);
            return;
        }
    }

    /// The largest pictures, in the order of the document.
    std::vector<const document::Picture*> pictures() const {
        std::vector<const document::Picture*> out;
        for (const document::Picture& one : document_.pictures) out.push_back(&one);
        if (out.size() <= options_.max_pictures) return out;
        std::ranges::stable_sort(out, std::greater(), [](const document::Picture* p) { return p->bytes.size(); });
        out.resize(options_.max_pictures);
        std::ranges::sort(out, {}, [&](const document::Picture* p) { return p - document_.pictures.data(); });
        return out;
    }

    /// Pixels of a picture → where its page has it.
    static Box on_page(const Box& box, const PictureFacts& facts, const document::Picture& picture, bool is_file) {
        if (is_file || box.right <= box.left || picture.box.right <= picture.box.left || facts.width == 0 || facts.height == 0) return box;
        const float x = (picture.box.right - picture.box.left) / static_cast<float>(facts.width),
                    y = (picture.box.bottom - picture.box.top) / static_cast<float>(facts.height);
        return {picture.box.left + box.left * x, picture.box.top + box.top * y, picture.box.left + box.right * x, picture.box.top + box.bottom * y};
    }

    void look_at_pictures() {
        const bool is_file = document_.format == document::Format::picture;
        PictureOptions options{options_.today, options_.lists, options_.overlays, options_.max_pixels, options_.model};
        for (const document::Picture* picture : pictures()) {
            Result<PictureFacts> facts = look_at(picture->bytes, options);
            if (!facts) {
                Finding unread = Finding::unclear("picture.read", facts.error().what + (facts.error().hint.empty() ? "" : "; " + facts.error().hint));
                unread.page = picture->page;
                report_.checks.push_back(std::move(unread));
                continue;
            }
            take(*facts, *picture, is_file);
        }
    }

    /// A scanned page: it fills at least half of its page, and the page has words.
    [[nodiscard]] bool is_page_of_text(const document::Picture& picture, bool is_file) const {
        for (const document::Page& page : document_.pages) {
            if (page.number != picture.page) continue;
            const float covered = (picture.box.right - picture.box.left) * (picture.box.bottom - picture.box.top);
            if (!is_file && !page.scanned && covered < page.width * page.height / 2) return false;
            std::size_t words = 0;
            for (const document::Line& line : page.lines)
                if (!line.hidden && !line.text.empty()) words += 1 + static_cast<std::size_t>(std::ranges::count(line.text, ' '));
            return words >= words_of_a_page;
        }
        return false;
    }

    void take(PictureFacts& facts, const document::Picture& picture, bool is_file) {
        const std::uint32_t page = picture.page;
        if (facts.mrz) take_mrz(*facts.mrz, page, on_page(facts.mrz->box, facts, picture, is_file));
        for (const Barcode& barcode : facts.barcodes) take_barcode(barcode, page, on_page(barcode.box, facts, picture, is_file));
        for (Finding& one : facts.findings) {
            one.page = page;
            one.box = on_page(one.box, facts, picture, is_file);
            report_.checks.push_back(std::move(one));
        }
        for (Overlay& one : facts.overlays) {
            one.page = page;
            report_.overlays.push_back(std::move(one));
        }
        for (auto& [name, value] : facts.says) add_field(Zone::picture, name, value, page);
        if (!is_page_of_text(picture, is_file)) report_.hashes.push_back(facts.hash);
    }

    /// A check digit that fails where a character could as well be another says nothing.
    static void soften(std::vector<Finding>& findings, const MrzReading& reading) {
        for (Finding& one : findings) {
            if (one.verdict != Verdict::contradicted || !one.check.ends_with("_check_digit")) continue;
            for (const MrzCheckDigit& digit : reading.mrz.digits) {
                if (one.check != fmt::format("mrz.{}_check_digit", digit.name)) continue;
                int doubtful = 0;
                for (const MrzPlace& place : digit.places)
                    for (std::size_t i = place.from; i < static_cast<std::size_t>(place.from) + place.length; ++i)
                        doubtful += reading.margins[place.line][i] < unclear_margin;
                if (doubtful == 0) continue;
                one.verdict = Verdict::cannot_be_said;
                one.reason += fmt::format("; but {} character(s) there are unclear in the picture", doubtful);
            }
        }
    }

    void take_mrz(const MrzReading& reading, std::uint32_t page, const Box& box) {
        std::vector<Finding> findings = check_mrz(reading.mrz, options_.today);
        soften(findings, reading);
        report_.kind = kind_of(reading.mrz.format);
        add_mrz_fields(reading.mrz, page, box, reading.quality);
        add_findings(std::move(findings), page, box);
        expect_mrz(reading.mrz);
        zone_ = box;
        zone_page_ = page;
    }

    void take_barcode(const Barcode& barcode, std::uint32_t page, const Box& box) {
        const Result<Licence> licence = parse_aamva(barcode.bytes);
        if (!licence) {
            Finding odd = Finding::unclear("aamva.header", "a PDF417 symbol that is no licence's: " + licence.error().what);
            odd.page = page, odd.box = box;
            report_.checks.push_back(std::move(odd));
            return;
        }
        if (!is_identity(report_.kind)) report_.kind = licence->is_licence() ? Kind::driving_licence : Kind::id_card;
        const auto add = [&](std::string_view name, std::string value) { add_field(Zone::barcode, name, std::move(value), page, box); };
        const auto iso = [&](std::string_view element) -> std::string {
            const std::optional<Date> d = licence->date(element);
            return d ? fmt::format("{:04}-{:02}-{:02}", d->year, d->month, d->day) : std::string();
        };
        const Jurisdiction* issuer = jurisdiction_of_iin(licence->iin);
        add("issuer", issuer ? std::string(issuer->name) : licence->iin);
        add("version", fmt::format("{:02}", licence->version));
        add("surname", licence->surname());
        add("given_names", licence->given_names());
        add("document_number", std::string(licence->get("DAQ")));
        add("date_of_birth", iso("DBB"));
        add("date_of_issue", iso("DBD"));
        add("date_of_expiry", iso("DBA"));
        const std::string_view sex = licence->get("DBC");
        add("sex", sex == "1" ? "M" : sex == "2" ? "F" : std::string(sex));
        for (const auto& [element, name] : {std::pair{"DAG", "address"},
                                            {"DAI", "city"},
                                            {"DAJ", "region"},
                                            {"DAK", "post_code"},
                                            {"DCG", "country"},
                                            {"DCF", "discriminator"},
                                            {"DAU", "height"}})
            add(name, std::string(licence->get(element)));
        if (barcode.security_level >= 0) add("security_level", std::to_string(barcode.security_level));
        add_findings(check_aamva(*licence, options_.today, options_.lists), page, box);
        licence_expected_ = {{"surname", ValueKind::name, licence->surname(), licence->get("DDE") == "T"},
                             {"given_names", ValueKind::name, licence->given_names(), licence->get("DDF") == "T"},
                             {"document_number", ValueKind::number, std::string(licence->get("DAQ")), false},
                             {"date_of_birth", ValueKind::date, iso("DBB"), false},
                             {"date_of_expiry", ValueKind::date, iso("DBA"), false},
                             {"date_of_issue", ValueKind::date, iso("DBD"), false}};
    }

    void compare() {
        // A licence that has both is held against its bar code; the zone and the bar code were read without OCR.
        const std::vector<Expected>& expected = licence_expected_.empty() ? expected_ : licence_expected_;
        if (expected.empty()) return;
        PrintedComparison comparison = compare_printed(expected, document_.pages, zone_, zone_page_);
        for (Finding& one : comparison.findings) report_.checks.push_back(std::move(one));
        for (PrintedValue& one : comparison.values) add_field(Zone::printed, one.field, std::move(one.value), one.page, one.box, one.confidence);
        compare_zones();
    }

    /// Where one document has both a zone and a bar code (front and back of one card), they must agree.
    void compare_zones() {
        if (expected_.empty() || licence_expected_.empty()) return;
        for (const Expected& zone : expected_)
            for (const Expected& code : licence_expected_) {
                if (zone.field != code.field || zone.kind == ValueKind::name || zone.value.empty() || code.value.empty()) continue;
                report_.checks.push_back(
                    zone.value == code.value
                        ? Finding::consistent("zones." + zone.field, "the zone and the bar code agree")
                        : Finding::contradicted("zones." + zone.field, fmt::format("the zone says {}, the bar code {}", zone.value, code.value)));
            }
    }

    /// A page that calls itself a passport and shows no zone: too small, cut off, or no passport.
    void say_what_is_missing() {
        const std::string text = fold(document_.text());
        for (const auto& [word, kind, what] : {std::tuple{"passport", Kind::passport, "machine-readable zone"},
                                               {"passeport", Kind::passport, "machine-readable zone"},
                                               {"reisepass", Kind::passport, "machine-readable zone"},
                                               {"identity card", Kind::id_card, "machine-readable zone"},
                                               {"personalausweis", Kind::id_card, "machine-readable zone"},
                                               {"driver license", Kind::driving_licence, "bar code"},
                                               {"driver's license", Kind::driving_licence, "bar code"},
                                               {"driver licence", Kind::driving_licence, "bar code"}}) {
            if (text.find(word) == std::string::npos || report_.kind != Kind::picture) continue;
            report_.kind = kind;
            report_.checks.push_back(
                Finding::unclear(kind == Kind::driving_licence ? "aamva.found" : "mrz.found",
                                 fmt::format("the print says \"{}\", and no {} could be read: cut off, too small, or not there", word, what)));
            return;
        }
    }

    const Document& document_;
    const Options& options_;
    Report report_;
    std::vector<Expected> expected_, licence_expected_;
    Box zone_;
    std::uint32_t zone_page_ = 0;
};

}  // namespace

Report examine(const Document& document, const Options& options) { return Examiner(document, options).run(); }

Result<Report> examine_picture(std::string_view bytes, const Options& options) {
    if (const Result<PictureSize> size = picture_size(bytes); !size) return std::unexpected(size.error());
    Document document;
    document.format = document::Format::picture;
    document.pages.push_back({});
    document.pictures.push_back({std::string(bytes), 1, {}});
    return examine(document, options);
}

}  // namespace bonafide::paper
