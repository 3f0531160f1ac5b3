#include "screen/known_texts.h"

namespace bonafide::screen {

Result<KnownTexts> KnownTexts::open(Desk& desk) {
    KnownTexts out;
    const std::size_t known = desk.count_texts();
    bool whole = desk.load_similar(known, out.index_, out.numbers_);
    if (whole && known > 2 * std::max<std::size_t>(out.index_.counted(), 1)) whole = false;
    if (!whole) {
        out = KnownTexts();
        out.index_.reserve(known);
        desk.each_text(0, [&](std::int64_t, const WordHashes& words) { out.index_.count(words); });
    }
    const std::size_t before = out.numbers_.size();
    const std::int64_t last = out.numbers_.empty() ? 0 : out.numbers_.back();
    desk.each_text(last, [&](std::int64_t number, const WordHashes& words) {
        out.index_.add(words);
        out.numbers_.push_back(static_cast<std::uint32_t>(number));
    });
    out.index_.settle();
    out.added_ = out.numbers_.size() - before;
    if (out.added_ == 0) return out;
    if (auto saved = desk.save_similar(out.index_, out.numbers_, before); !saved) return std::unexpected(saved.error());
    return out;
}

std::vector<KnownTexts::Found> KnownTexts::like(Desk& desk, std::int64_t number, const std::string& applicant, std::size_t most) const {
    std::vector<Found> out;
    const auto words_of = [&](std::uint32_t slot) { return desk.words_of(numbers_[slot]); };
    for (const SimilarText& found : index_.find(desk.words_of(number), words_of, most)) {
        RememberedText text = desk.text(numbers_[found.number]);
        if (text.number != 0 && text.applicant != applicant) out.push_back({std::move(text), found.similarity});
    }
    return out;
}

}  // namespace bonafide::screen
