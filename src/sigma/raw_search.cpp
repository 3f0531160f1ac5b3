#include "sigma/raw_search.h"

#include <hs/hs.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace bonafide::sigma {

namespace {

constexpr std::size_t least = 3;

/// The longest part of a literal that every writer of JSON leaves as it is.
std::string plain_part(std::string_view literal) {
    std::string_view best;
    for (std::size_t i = 0; i < literal.size();) {
        std::size_t end = i;
        const auto plain = [&](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '.' || c == '_' || c == ':' || c == '-' || c == ',' ||
                   c == '(' || c == ')';
        };
        while (end < literal.size() && plain(literal[end])) ++end;
        if (end - i > best.size()) best = literal.substr(i, end - i);
        i = end + 1;
    }
    return std::string(best);
}

struct FreeDatabase {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
};

int stop_at_first(unsigned, unsigned long long, unsigned long long, unsigned, void* found) {
    *static_cast<bool*>(found) = true;
    return 1;
}

}  // namespace

struct RawSearch::State {
    // A letter may hide behind an escape (an ASCII one behind \\u00), or in a letter that folds to ASCII: U+00DF, U+0130, U+0149, U+017F,
    // U+01F0, U+1E96 to U+1E9E, U+212A, U+FB00 to U+FB06. Such records are always taken apart.
    std::vector<std::string> literals{"\\u00",    "\\u01",    "\\u1e",    "\\u21",    "\\ufb",        "\xC3\x9F", "\xC4\xB0",
                                      "\xC5\x89", "\xC5\xBF", "\xC7\xB0", "\xE1\xBA", "\xE2\x84\xAA", "\xEF\xAC"};
    std::unique_ptr<hs_database_t, FreeDatabase> database;
    bool everything = false;
};

RawSearch::RawSearch() : state_(std::make_unique<State>()) {}
RawSearch::~RawSearch() = default;
RawSearch::RawSearch(RawSearch&&) noexcept = default;
RawSearch& RawSearch::operator=(RawSearch&&) noexcept = default;

void RawSearch::add(std::string_view literal) {
    std::string part = plain_part(literal);
    const bool ascii = std::ranges::none_of(literal, [](char c) { return (c & 0x80) != 0; });
    if (part.size() < least || !ascii) state_->everything = true;
    else state_->literals.push_back(std::move(part));
}

void RawSearch::finish() {
    if (state_->everything) return;
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    std::vector<unsigned> flags, ids;
    for (const std::string& literal : state_->literals) {
        texts.push_back(literal.data());
        lengths.push_back(literal.size());
        flags.push_back(HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH);
        ids.push_back(static_cast<unsigned>(ids.size()));
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const hs_error_t outcome = hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(), static_cast<unsigned>(texts.size()),
                                                    HS_MODE_BLOCK, nullptr, &database, &error);
    if (error) hs_free_compile_error(error);
    state_->everything = outcome != HS_SUCCESS;  // an old processor: slower, and still right
    state_->database.reset(database);
}

RawSearch::Scratch::Scratch(const RawSearch& search) {
    hs_scratch_t* memory = nullptr;
    if (search.state_->database) hs_alloc_scratch(search.state_->database.get(), &memory);
    memory_ = memory;
}
RawSearch::Scratch::~Scratch() { hs_free_scratch(static_cast<hs_scratch_t*>(memory_)); }
RawSearch::Scratch::Scratch(Scratch&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}
RawSearch::Scratch& RawSearch::Scratch::operator=(Scratch&& other) noexcept {
    std::swap(memory_, other.memory_);
    return *this;
}

bool RawSearch::found_in(std::string_view bytes, const Scratch& scratch) const {
    if (state_->everything || !scratch.memory_) return true;
    bool found = false;
    hs_scan(state_->database.get(), bytes.data(), static_cast<unsigned>(bytes.size()), 0, static_cast<hs_scratch_t*>(scratch.memory_), stop_at_first,
            &found);
    return found;
}

}  // namespace bonafide::sigma
