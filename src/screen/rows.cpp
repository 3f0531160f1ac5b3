#include "screen/rows.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "screen/row_claims.h"

namespace bonafide::screen {

namespace {

constexpr std::pair<std::string_view, std::string_view> pairs[] = {{"person.name", "name"},
                                                                   {"person.former_name", "former_name"},
                                                                   {"person.preferred_name", "preferred_name"},
                                                                   {"person.personal_email", "email"},
                                                                   {"person.email", "email"},
                                                                   {"person.phone", "phone"},
                                                                   {"home.address", "address"},
                                                                   {"person.linkedin", "link"},
                                                                   {"person.portfolio", "link"},
                                                                   {"person.github", "link"},
                                                                   {"education.school", "school"},
                                                                   {"education.degree", "degree"},
                                                                   {"employer.previous", "employer"},
                                                                   {"person.birth_date", "date_of_birth"},
                                                                   {"person.document_number", "document_number"},
                                                                   {"reference.email", "reference_email"},
                                                                   {"reference.phone", "reference_phone"}};

constexpr std::string_view prefixes[] = {"person.",   "home.",      "education.", "employer.", "application.", "screening.",
                                         "identity.", "interview.", "reference.", "meeting.",  "employment.",  "profile."};

class RowSink : public RecordSink {
public:
    RowSink(const Content& content, const Words& words, const std::set<FileName>& given, Desk& desk, std::mutex& mutex, RowsRead& out)
        : content_(content),
          words_(words),
          given_(given),
          mapper_(content.sources, content.attributes, content.names),
          desk_(desk),
          mutex_(mutex),
          out_(out),
          ledger_(std::make_unique<Ledger>(content.attributes, content.geo, content.checks)) {}
    ~RowSink() override { flush(); }
    RowSink(const RowSink&) = delete;
    RowSink& operator=(const RowSink&) = delete;

    void begin_file(std::uint32_t index, const FileName& name) override {
        index_ = index;
        file_ = name;
        skip_ = !is_of(name, given_);
    }
    void record(const Record& record, const TableHeader* header) override {
        if (skip_) return;
        mapper_.map(record, header, file_, meaning_);
        do take(record);
        while (mapper_.next(meaning_));
    }
    /// The ledger of this worker, to be merged by the last.
    void flush() {
        const std::lock_guard lock(mutex_);
        put();
        if (!ledger_) return;
        if (out_.ledger) out_.ledger->merge(std::move(*ledger_));
        else out_.ledger = std::move(ledger_);
        ledger_.reset();
    }

private:
    void take(const Record& record) {
        const bool nobodys = meaning_.event.source && meaning_.event.source->profile;
        if (!meaning_.problem.empty() || nobodys) {
            const std::lock_guard lock(mutex_);
            out_.problems.emplace(index_,
                                  nobodys ? "a file of somebody's own profile: put it into the applicant's folder, with the other files of the export"
                                          : std::string(meaning_.problem));
            return;
        }
        ledger_->add(meaning_);
        {
            const std::lock_guard lock(mutex_);
            ++out_.rows;
            ++out_.understood[index_];
        }
        const IdentifierView who = !meaning_.join.identifiers.empty() ? meaning_.join.identifiers.front() : meaning_.event.actor;
        if (who.kind == IdentifierKind::none) return;
        const std::string key = row_key(who.kind, normalise_identifier(who.kind, who.text));
        Claims claims;
        GroupNumbers numbers;
        claims_of(meaning_, content_, words_, numbers, claims);
        for (Claim& claim : claims) {
            if (!claim.group.empty()) claim.group += "@" + std::to_string(record.locator().offset);  // numbered when the rows of one person are read
            claim.evidence.file = file_;
            claim.evidence.line = record.locator().line;
            rows_.emplace_back(key, std::move(claim));
        }
        for (const IdentifierView& also : meaning_.join.identifiers)
            if (also.kind == IdentifierKind::personal_email || also.kind == IdentifierKind::email)
                if (std::string mail = row_key(IdentifierKind::personal_email, normalise_identifier(also.kind, also.text)); mail != key)
                    names_.emplace_back(std::move(mail), key);
        if (rows_.size() > 5000) {
            const std::lock_guard lock(mutex_);
            put();
        }
    }
    void put() {  // under the lock
        if (!rows_.empty()) (void)desk_.put_rows(rows_);
        if (!names_.empty()) (void)desk_.put_row_names(names_);
        rows_.clear();
        names_.clear();
    }

    const Content& content_;
    const Words& words_;
    const std::set<FileName>& given_;
    Mapper mapper_;
    Meaning meaning_;
    Desk& desk_;
    std::mutex& mutex_;
    RowsRead& out_;
    std::unique_ptr<Ledger> ledger_;
    std::vector<std::pair<std::string, Claim>> rows_;
    std::vector<std::pair<std::string, std::string>> names_;  ///< an e-mail address, and under what its rows are filed
    bool skip_ = false;
    FileName file_;
    std::uint32_t index_ = 0;
};

}  // namespace

std::string claim_attribute(std::string_view attribute, std::string_view) {
    for (const auto& [fact, claim] : pairs)
        if (fact == attribute) return std::string(claim);
    if (attribute == "application.resume_sentence" || attribute == "application.resume_text") return {};
    for (const std::string_view prefix : prefixes)
        if (attribute.starts_with(prefix)) return std::string(attribute);
    return {};
}

std::string fact_attribute(const Claim& claim) {
    if (claim.attribute == "link") {
        const std::string lower = ascii_lower(claim.value);
        return lower.find("linkedin.com/in") != std::string::npos ? "person.linkedin"
               : lower.find("github.com/") != std::string::npos   ? "person.github"
                                                                  : "person.portfolio";
    }
    if (claim.attribute == "name") return "person.name";
    if (claim.attribute == "email") return "person.personal_email";
    for (const auto& [fact, attribute] : pairs)
        if (attribute == claim.attribute) return std::string(fact);
    return claim.attribute.find('.') != std::string::npos ? claim.attribute : "";
}

std::string row_key(IdentifierKind kind, std::string_view normalised) {
    return std::string(identifier_kind_name(kind)) + ":" + std::string(normalised);
}

bool is_of(FileName name, const std::set<FileName>& given) {
    while (!given.contains(name)) {
        if (name.member.empty()) return false;
        const std::size_t mark = name.member.rfind('!');
        name.member.resize(mark == std::string::npos ? 0 : mark);
    }
    return true;
}

Result<RowsRead> read_rows(const Content& content, const Words& words, const std::vector<std::string>& paths, const std::set<FileName>& given,
                           unsigned threads, Cancel* cancel, Desk& desk) {
    RowsRead out;
    std::mutex mutex;
    ReadOptions options;
    options.threads = threads;
    options.cancel = cancel;
    auto read = read_all(paths, content.names, options,
                         [&](unsigned) -> std::unique_ptr<RecordSink> { return std::make_unique<RowSink>(content, words, given, desk, mutex, out); });
    if (!read) return std::unexpected(read.error());
    out.read = std::move(*read);
    if (!out.ledger) out.ledger = std::make_unique<Ledger>(content.attributes, content.geo, content.checks);
    return out;
}

}  // namespace bonafide::screen
