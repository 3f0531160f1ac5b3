// The rules of one source applied to one record: the second half of the mapper, after the source is known.
#pragma once

#include "source/rules.h"
#include "source/vocabulary.h"

namespace bonafide::source {

/// Fills `meaning` (cleared before). One for each Mapper; its buffers are reused.
class Interpreter {
public:
    explicit Interpreter(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
    void read(const Source::Rules& rules, const Record& record, const Reading& reading, Meaning& meaning);

private:
    std::uint16_t kind(const Source::Rules& rules, const Reading& reading, Meaning& meaning) const;
    void add_fields(const Source::Rules& rules, const Reading& reading, Meaning& meaning);
    void add_made_fields(const Source::Rules& rules, const Reading& reading, Event& event) const;
    void add_meeting_fields(const Reading& reading, Event& event) const;
    void add_join(const Source::Rules& rules, const Reading& reading, std::uint16_t kind, Meaning& meaning);
    void add_identifiers(const std::vector<IdentityRule>& rules, const Reading& reading, JoinView& join);
    void add_derived(std::uint16_t kind, Meaning& meaning) const;
    void add_stated(const Source::Rules& rules, const Reading& reading, Meaning& meaning);

    static void add_entry(const EntryRule& rule, const Reading& reading, Meaning& meaning);
    static void add_entries(const Source::Rules& rules, const Record& record, const Reading& reading, Meaning& meaning);

    const Vocabulary& vocabulary_;
    std::vector<std::string_view> values_;
};

}  // namespace bonafide::source
