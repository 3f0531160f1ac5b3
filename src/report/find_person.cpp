#include "base/text.h"
#include "report/writers.h"

namespace bonafide {

namespace {

enum class Fit { none, part, whole };

Fit fit(const ReportPerson& person, std::string_view wanted, const std::string& folded) {
    if (equals_ignore_case(person.id, wanted)) return Fit::whole;
    for (const PersonIdentifier& identifier : person.identifiers)
        if (equals_ignore_case(identifier.shown, wanted) || identifier.key.text == wanted) return Fit::whole;
    const std::string name = fold(person.name);
    if (name == folded) return Fit::whole;
    return !folded.empty() && name.find(folded) != std::string::npos ? Fit::part : Fit::none;
}

}  // namespace

Result<const ReportPerson*> find_person(const Report& report, std::string_view wanted) {
    const std::string folded = fold(wanted);
    std::vector<const ReportPerson*> whole, part;
    for (const ReportPerson& person : report.people) {
        const Fit how = fit(person, wanted, folded);
        if (how == Fit::whole) whole.push_back(&person);
        if (how == Fit::part) part.push_back(&person);
    }
    const auto& found = whole.empty() ? part : whole;
    if (found.size() == 1) return found.front();
    if (found.empty())
        return fail(std::string(wanted), "nobody in the report has this id, name or identifier", "`report.csv` lists everybody with a finding");
    std::string list;
    for (std::size_t i = 0; i < found.size() && i < 10; ++i) list += (i ? ", " : "") + found[i]->id + " (" + found[i]->name + ")";
    return fail(std::string(wanted), std::to_string(found.size()) + " people fit: " + list, "use the id");
}

}  // namespace bonafide
