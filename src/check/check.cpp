#include "check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "check/loader.h"
#include "check/run.h"

namespace bonafide {

std::string_view kind_name(CheckKind kind) {
    constexpr std::string_view names[] = {"match", "mismatch", "shared", "unusual"};
    return names[static_cast<std::size_t>(kind)];
}

namespace {

bool is_fixture(const std::filesystem::path& path) { return path.stem().extension() == ".test"; }

/// What reading has to keep for this check of attributes that keep matched values only.
void watch(const check::Plan& plan, const Attributes& attributes, std::vector<check::WatchedValues>& watched) {
    if (const auto* match = std::get_if<check::MatchPlan>(&plan.how)) {
        for (const AttributeId id : match->attributes) watched[id].add(match->matcher, attributes[id].type);
        if (match->share) watched[match->share->of].add_all();
    } else if (const auto* mismatch = std::get_if<check::MismatchPlan>(&plan.how)) {
        for (const auto* ids : {&mismatch->claims, &mismatch->observed})
            for (const AttributeId id : *ids) watched[id].add_all();
    } else if (const auto* shared = std::get_if<check::SharedPlan>(&plan.how)) {
        for (const AttributeId id : shared->attributes) watched[id].add_all();
    } else if (const auto* unusual = std::get_if<check::UnusualPlan>(&plan.how)) {
        if (unusual->with.attribute != no_attribute) watched[unusual->with.attribute].add_all();
        for (const std::string_view name : unusual->statistic->attributes)
            if (const Attribute* found = attributes.find(name)) watched[found->id].add_all();
    }
    for (const check::Condition& condition : plan.unless) {
        if (condition.matches_value) watched[condition.attribute].add_all();
        else watched[condition.attribute].add(condition.matcher, attributes[condition.attribute].type);
    }
}

}  // namespace

CheckSet::CheckSet() : data_(std::make_unique<Data>()) {}
CheckSet::~CheckSet() = default;
CheckSet::CheckSet(CheckSet&&) noexcept = default;
CheckSet& CheckSet::operator=(CheckSet&&) noexcept = default;

CheckSet CheckSet::load(const std::filesystem::path& folder, const Attributes& attributes, const Lists& lists, Errors& errors) {
    CheckSet out;
    Data& data = *out.data_;
    check::CheckReader reader(attributes, lists);
    std::set<std::string> ids;
    for (const auto& path : yaml_files(folder)) {
        if (is_fixture(path)) continue;
        const std::size_t before = errors.size();
        const auto documents = load_yaml_file(path, errors);
        if (documents.size() != 1 || !documents.front().is_map()) {
            if (errors.size() == before) errors.push_back({path.string(), "expected one check (a map with id, title, kind)", "docs/checks.md"});
            continue;
        }
        auto [check, plan] = reader.read(documents.front(), path, data.checks.size() + 1);
        if (!check.id.empty() && !ids.insert(check.id).second) documents.front().error(fmt::format("a check \"{}\" is already there", check.id));
        if (errors.size() != before) continue;
        data.checks.push_back(std::move(check));
        data.plans.push_back(std::move(plan));
    }
    data.watched.resize(std::max<std::size_t>(1, attributes.all().size()));
    data.types.resize(data.watched.size());
    for (const Attribute& attribute : attributes.all()) data.types[attribute.id] = attribute.type;
    for (const check::Plan& plan : data.plans) watch(plan, attributes, data.watched);
    for (check::WatchedValues& values : data.watched) values.finish();
    return out;
}

const std::vector<Check>& CheckSet::checks() const { return data_->checks; }

CheckSet::Sharing CheckSet::sharing() const {
    Sharing out;
    for (const check::Plan& plan : data_->plans)
        if (const auto* shared = std::get_if<check::SharedPlan>(&plan.how)) {
            out.attributes.insert(out.attributes.end(), shared->attributes.begin(), shared->attributes.end());
            out.at_most = std::max(out.at_most, shared->at_most);
        }
    std::ranges::sort(out.attributes);
    const auto twice = std::ranges::unique(out.attributes);
    out.attributes.erase(twice.begin(), twice.end());
    return out;
}

std::size_t CheckSet::add(Check check) {
    data_->checks.push_back(std::move(check));
    return data_->checks.size() - 1;
}

bool CheckSet::wanted(AttributeId attribute, std::string_view value) const {
    return attribute < data_->watched.size() && data_->watched[attribute].wanted(value, data_->types[attribute]);
}

CheckOutcome CheckSet::run(const People& people, const Attributes& attributes, const Geo& geo, Timestamp now, unsigned threads,
                           const std::vector<AttributeId>& stated) const {
    std::vector<std::size_t> all(data_->plans.size());  // those that were added have none
    std::iota(all.begin(), all.end(), 0);
    return check::run_checks({*data_, people, attributes, geo, now, threads}, all, stated);
}

}  // namespace bonafide
