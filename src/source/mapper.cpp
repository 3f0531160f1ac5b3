#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "source/interpret.h"
#include "source/plan.h"

namespace bonafide {
namespace {

using namespace source;

constexpr std::size_t most_shapes = 4096;  // hostile input makes the cache miss, not grow
constexpr std::string_view nothing_known = "no source knows it, and no time, person, address or action was found by a common name";
constexpr std::string_view passed_over = "passed over, as bonafide.yml says";

/// What the name of a file says about its records. Worked out when the file changes.
struct FileContext {
    FileName name;
    bool known = false;
    const Override* pinned = nullptr;
    std::vector<bool> matches;
    std::uint64_t hash = 0;
};

/// What is known of all records of one shape.
struct Shape {
    explicit Shape(Keys k) : keys(std::move(k)) {}
    Keys keys;
    std::vector<Candidate> candidates;
    Candidate generic;
};

bool claims(const Candidate& candidate, const Reading& reading) {
    return std::ranges::all_of(candidate.open, [&](const Need& need) { return holds(need, reading); });
}

bool found_something(const Meaning& meaning) {
    return meaning.event.actor.kind != IdentifierKind::none || !meaning.event.src_ip.empty() || !meaning.event.fields.empty() ||
           meaning.event.device.kind != IdentifierKind::none;
}

}  // namespace

struct Mapper::State {
    State(const Sources& all, const Attributes& attributes) : sources(all), vocabulary(attributes), interpreter(vocabulary) {}

    const Sources& sources;
    Vocabulary vocabulary;
    Interpreter interpreter;
    Scratch scratch;
    FileContext file;
    std::unordered_map<std::uint64_t, Shape> shapes;
    std::unordered_map<std::uint64_t, std::unique_ptr<const Source::Rules>> plans;  // of these shapes

    void enter(const FileName& name);
    /// The record that is read; `next`: its next row, where its source reads each row by itself.
    struct Current {
        const Record* record = nullptr;
        const Source::Rules* plan = nullptr;
        const Value* next = nullptr;
    };
    Current current;
    Rows rows;

    void find_rows();
    void read(Meaning& meaning);
    Shape& shape_of(const Record& record, const TableHeader* header);
    const Candidate* claimant(Shape& shape, const Reading& reading);
};

void Mapper::State::enter(const FileName& name) {
    if (file.known && file.name == name) return;
    file.name = name;
    file.known = true;
    file.pinned = override_for(sources.data(), name);
    file.matches = file_matches(sources.data(), name);
    std::uint64_t bits = 0;
    file.hash = file.pinned ? hash64(file.pinned->match, 1) : 0;
    for (std::size_t i = 0; i < file.matches.size(); ++i) {
        bits = bits << 1 | (file.matches[i] ? 1U : 0U);
        if (i % 64 == 63 || i + 1 == file.matches.size()) file.hash = mix64(file.hash, std::exchange(bits, 0));
    }
}

Shape& Mapper::State::shape_of(const Record& record, const TableHeader* header) {
    const std::uint64_t key = mix64(mix64(record.shape(), file.hash), static_cast<std::uint64_t>(record.format()) * 2 + (header != nullptr));
    if (const auto found = shapes.find(key); found != shapes.end()) return found->second;
    if (shapes.size() >= most_shapes) {
        shapes.clear();
        plans.clear();
    }
    Shape& shape = shapes.emplace(key, Shape(Keys(record, header))).first->second;
    if (file.pinned) shape.candidates.emplace_back().source = &file.pinned->source;
    else shape.candidates = candidates(sources.data(), shape.keys, file.matches);
    shape.generic.source = &sources.generic();
    return shape;
}

const Candidate* Mapper::State::claimant(Shape& shape, const Reading& reading) {
    const auto found = std::ranges::find_if(shape.candidates, [&](const Candidate& candidate) { return claims(candidate, reading); });
    Candidate& chosen = found == shape.candidates.end() ? shape.generic : *found;
    if (chosen.plan == nullptr) {
        std::unique_ptr<const Source::Rules>& plan = plans[plan_number(*chosen.source, shape.keys)];
        if (!plan) plan = plan_for(*chosen.source, shape.keys);
        chosen.plan = plan.get();
    }
    return &chosen;
}

void Mapper::State::find_rows() {
    const Record& record = *current.record;
    for (const FieldRef& field : current.plan->rows) {
        const Value* first = record.find(field.id);
        if (first == nullptr || first->kind != ValueKind::object) continue;
        const Value* last = first;
        while (const Value* further = record.next(*last)) last = further;
        current.next = first;
        rows.all = {first->raw.data(), static_cast<std::size_t>(last->raw.data() + last->raw.size() - first->raw.data())};
        rows.at.clear();
        return;
    }
}

/// One row, or the record as a whole.
void Mapper::State::read(Meaning& meaning) {
    Rows* of = current.next ? &rows : nullptr;
    if (of) {
        rows.row = current.next->raw;
        current.next = current.record->next(*current.next);
    }
    interpreter.read(*current.plan, *current.record, Reading(*current.record, scratch, of), meaning);
}

Mapper::Mapper(const Sources& sources, const Attributes& attributes, const FieldNames&) : state_(std::make_unique<State>(sources, attributes)) {}
Mapper::~Mapper() = default;

void Mapper::map(const Record& record, const TableHeader* header, const FileName& file, Meaning& meaning) {
    meaning.clear();
    meaning.event.record = &record;
    state_->scratch.reset();
    state_->current = {};
    state_->enter(file);
    Shape& shape = state_->shape_of(record, header);
    const Reading reading(record, state_->scratch);
    const Candidate* chosen = state_->claimant(shape, reading);
    meaning.event.source = chosen->source;
    meaning.generic = chosen == &shape.generic;
    if (chosen->plan->ignore) {
        meaning.problem = meaning.generic ? nothing_known : passed_over;
        return;
    }
    state_->current = {.record = &record, .plan = chosen->plan, .next = nullptr};
    state_->find_rows();
    state_->read(meaning);
    if (meaning.generic && !found_something(meaning)) meaning.problem = nothing_known;
}

bool Mapper::next(Meaning& meaning) {
    if (state_->current.next == nullptr) return false;
    const Source* source = meaning.event.source;
    meaning.clear();
    meaning.event.record = state_->current.record;
    meaning.event.source = source;
    state_->scratch.reset();
    state_->read(meaning);
    return true;
}

Recognition Mapper::recognise(const Record& record, const TableHeader* header, const FileName& file) const {
    return source::recognise(state_->sources, record, header, file);
}

}  // namespace bonafide
