#include "name/index.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bonafide::name {

namespace {

enum KeyKind : std::uint64_t {
    sound_key = 1,
    east_key,
    skeleton_key,
    shuffled_key,
    group_key,
    gap_key,
    start_key,
    end_key,
    join_key,
    korean_key,
    chinese_key,
    acronym_key,
    flat_key
};

std::uint64_t key(KeyKind kind, std::uint64_t value) { return mix64(value, kind); }

bool asked(const Token& token) {
    return token.kind == TokenKind::word || token.kind == TokenKind::common || token.kind == TokenKind::place || token.kind == TokenKind::number;
}
/// Words that a match cannot do without.
bool heavy(const Token& token) { return token.kind == TokenKind::word && token.weight >= 1; }

/// "Maria Maria Perez" has two words.
bool is_first(const Name& name, const Token& token) {
    for (const Token* other = name.tokens.data(); other != &token; ++other)
        if (other->hash == token.hash) return false;
    return true;
}

std::uint8_t heavy_words(const Name& name) {
    const auto count = static_cast<std::uint8_t>(std::ranges::count_if(name.tokens, [&](const Token& t) { return heavy(t) && is_first(name, t); }));
    return count ? count : static_cast<std::uint8_t>(std::ranges::count_if(name.tokens, asked));
}

std::uint8_t asked_words(const Name& name) { return static_cast<std::uint8_t>(std::ranges::count_if(name.tokens, asked)); }
bool is_open(const Name& name) {
    constexpr std::uint32_t vowels = 1U << 0U | 1U << 4U | 1U << 8U | 1U << 14U | 1U << 20U | 1U << 24U;
    return name.titled || std::ranges::any_of(name.tokens, [](const Token& t) {
               return t.kind == TokenKind::initial || (t.kind == TokenKind::word && t.length <= 3 && !(t.letters & vowels));  // "JC"
           });
}

float rarity_of(const Name& name) {
    float sum = 0;
    for (const Token& token : name.tokens) sum += token.rarity;
    return sum;
}

/// Keys by which a word is found in another spelling: of both sides, one in common is enough to look closer.
template <class Each>
void each_key(std::string_view text, const Token& token, Each each) {
    each(key(sound_key, token.sound));
    if (token.east) each(key(east_key, token.east));
    if (token.skeleton && text.size() >= 4) each(key(skeleton_key, token.skeleton));
    if (text.size() >= 5) each(key(shuffled_key, token.shuffled));
    for (const std::uint16_t group : token.groups)
        if (group) each(key(group_key, group));
    std::string rest;
    if (text.size() >= 3 && text.size() <= 9)  // a letter missing, changed or exchanged
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i > 0 && text[i] == text[i - 1]) continue;
            rest.assign(text.substr(0, i)).append(text.substr(i + 1));
            each(key(gap_key, hash64(rest)));
        }
    if (text.size() >= 2 && text.size() <= 8) each(key(gap_key, hash64(text)));
    if (text.size() >= 6) {
        each(key(start_key, hash64(text.substr(0, 4))));
        each(key(end_key, hash64(text.substr(text.size() - 4))));
    }
}

template <class Each>
void each_name_key(const Name& name, Each each) {
    for (const Join& join : name.joins) each(key(join_key, join.hash));
    for (const Token& token : name.tokens)
        if (token.length >= 5) each(key(join_key, token.hash));
    if (name.flat) each(key(flat_key, name.flat));
    if (name.korean.given) each(key(korean_key, name.korean.given));
    if (name.chinese.given) each(key(chinese_key, name.chinese.given));
    if (name.company && name.acronym) each(key(acronym_key, name.acronym));
    if (name.company && name.tokens.size() == 1) each(key(acronym_key, name.tokens[0].hash));
}

/// Among thousands of listed names, somebody who shares a part of a common name is met by chance: a list is a harder question than a pair.
double by_chance(const Comparison& names) {
    const auto& f = names.features;
    const double common = static_cast<double>(f[common_names]), slips_of_pen = static_cast<double>(std::min(f[plain_edits], 2.0F));
    if (f[extra_word] + f[nicknames] + f[skeletons] > 0) return 1.5 * common + 0.8 * static_cast<double>(f[extra_word]);
    return 0.5 * common * slips_of_pen;
}

}  // namespace

void KeyTable::freeze() {
    std::ranges::sort(pairs_);
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    std::uint64_t size = 16;
    while (size < pairs_.size() * 2) size *= 2;
    mask_ = size - 1;
    slots_.assign(size, {});
    values_.reserve(pairs_.size());
    for (std::size_t i = 0; i < pairs_.size();) {
        const std::uint64_t key = pairs_[i].first;
        std::uint64_t at = key & mask_;
        while (slots_[at].count) at = (at + 1) & mask_;
        slots_[at] = {key, static_cast<std::uint32_t>(values_.size()), 0};
        for (; i < pairs_.size() && pairs_[i].first == key; ++i, ++slots_[at].count) values_.push_back(pairs_[i].second);
    }
    pairs_ = {};
}

void Index::add(PublishedList list) {
    const auto number = static_cast<std::uint32_t>(lists_.size());
    lists_.push_back({list.name, list.date});
    for (ListEntry& read : list.entries) {
        Entry entry;
        entry.list = number;
        entry.id = std::move(read.id);
        entry.schema = schema_of(read.subject.schema);
        entry.name =
            read.subject.names.empty() ? (read.subject.weak_names.empty() ? std::string() : read.subject.weak_names[0]) : read.subject.names[0];
        entry.prepared = prepare(read.subject, words_);
        const auto at = static_cast<std::uint32_t>(entries_.size());
        for (std::size_t i = 0; i < entry.prepared.names.size(); ++i) {
            const Name& name = entry.prepared.names[i];
            const auto listed = static_cast<std::uint32_t>(names_.size());
            names_.push_back({at, static_cast<std::uint16_t>(i), heavy_words(name), asked_words(name), is_open(name), name.company, rarity_of(name)});
            for (const Token& token : name.tokens)
                if (asked(token)) add_word(name, token, listed);
            each_name_key(name, [&](std::uint64_t k) { name_keys_.add(k, listed); });
        }
        for (const Identifier& id : entry.prepared.identifiers) id_keys_.add(hash64(id.key), at);
        entries_.push_back(std::move(entry));
    }
}

void Index::add_word(const Name& name, const Token& token, std::uint32_t listed) {
    const auto [found, added] = word_ids_.try_emplace(token.hash, static_cast<std::uint32_t>(listed_words_.size()));
    if (added) {
        listed_words_.push_back({std::string(name.word(token)), token, {}});
        each_key(listed_words_.back().text, token, [&](std::uint64_t k) { word_keys_.add(k, found->second); });
    }
    ListedWord& word = listed_words_[found->second];
    if (token.east && !word.token.east) {
        word.token.east = token.east;
        word_keys_.add(key(east_key, token.east), found->second);
    }
    if (word.names.empty() || word.names.back() != listed) word.names.push_back(listed);
}

void Index::finish() {
    word_keys_.freeze();
    name_keys_.freeze();
    id_keys_.freeze();
}

Search::Search(const Index& index) : index_(index), last_token_(index.names_.size(), 0), met_(index.names_.size(), 0) {}

void Search::hit_listed(std::uint32_t word, bool strong) {
    for (const std::uint32_t listed : index_.listed_words_[word].names) {
        if (last_token_[listed] == token_number_) continue;
        last_token_[listed] = token_number_;
        if (met_[listed] == 0) touched_.push_back(listed);
        met_[listed] = static_cast<std::uint8_t>(met_[listed] + (strong ? 0x11 : 0x01));
    }
}

/// Words of the lists that are the word in another spelling; the lowest bit says surely (by table or sound), the rest which.
const std::vector<std::uint32_t>& Search::near_words(const Name& query, const Token& token) {
    if (near_.size() > 40'000) near_.clear();
    const auto [known, added] = near_.try_emplace(mix64(token.hash, token.east * 2ULL + query.vowels_missing));
    std::vector<std::uint32_t>& out = known->second;
    if (!added) return out;
    const std::string_view text = query.word(token);
    std::vector<std::uint32_t> hits;
    each_key(text, token, [&](std::uint64_t k) { index_.word_keys_.each(k, [&](std::uint32_t word) { hits.push_back(word); }); });
    std::ranges::sort(hits);
    hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
    for (const std::uint32_t word : hits) {
        const Index::ListedWord& listed = index_.listed_words_[word];
        if (listed.token.hash == token.hash) continue;
        bool sure = listed.token.sound == token.sound || (token.east && listed.token.east == token.east) || listed.token.shuffled == token.shuffled ||
                    (query.vowels_missing && listed.token.skeleton == token.skeleton);
        for (const std::uint16_t g : token.groups)
            for (const std::uint16_t h : listed.token.groups) sure = sure || (g && g == h);
        if (sure) {
            out.push_back(word * 2 + 1);
            continue;
        }
        const auto longest = static_cast<unsigned>(std::max(text.size(), listed.text.size()));
        const unsigned limit = longest <= 4 ? 8 : std::min(longest * 5 / 2, 20U), cheapest = query.vowels_missing ? 2 : 4;
        const auto missing = static_cast<unsigned>(
            std::max(std::popcount(token.letters & ~listed.token.letters), std::popcount(listed.token.letters & ~token.letters)));
        if (missing * cheapest <= limit && spelling_distance(text, listed.text, index_.words_.costs, query.vowels_missing, limit) <= limit)
            out.push_back(word * 2);
    }
    return out;
}

void Search::hit_word(const Name& query, const Token& token) {
    ++token_number_;
    if (const auto same = index_.word_ids_.find(token.hash); same != index_.word_ids_.end()) hit_listed(same->second, true);
    for (const std::uint32_t word : near_words(query, token)) hit_listed(word / 2, word & 1U);
}

void Search::candidate(std::uint32_t listed) { candidates_.push_back(listed); }

/// A bound of the odds of a name that has `extra` words more or less, before it is compared.
double Search::at_most(const Name& query, unsigned extra, double rarity) const {
    const std::vector<double>& w = query.company ? index_.words_.model.company : index_.words_.model.person;
    const double common = std::clamp(26 - rarity, 0.0, 16.0) / 8, extras = static_cast<double>(extra);
    const double whole = w[constant] + w[matched_share] + w[matched_one] + w[matched_two] + w[matched_many];
    return whole + (w[extra_word] - 0.8) * extras + (w[common_names] - 1.5) * common + (query.latin ? 0.7 : 1.5);
}

void Search::collect(const Name& query, double least) {
    candidates_.clear();
    for (const Token& token : query.tokens)
        if (asked(token) && is_first(query, token)) hit_word(query, token);
    const std::uint8_t words = heavy_words(query), all = asked_words(query);
    const bool open = is_open(query);
    const double rarity = static_cast<double>(rarity_of(query)), wanted = logit_of(std::clamp(least, 0.01, 0.99));
    for (const std::uint32_t listed : touched_) {
        const Index::ListedName& name = index_.names_[listed];
        const unsigned need = std::min(words, name.words), met = met_[listed] & 0xFU, sure = met_[listed] >> 4U;
        met_[listed] = 0;
        if (met + (need >= 4 ? 1 : 0) < need) continue;
        // One word in common is a name only where there is no more, or where initials stand for it.
        if (met == 1 && std::max(all, name.asked) > 1 && !open && !name.open) continue;
        if (sure == 0 && need > 1) continue;  // a slip in every word
        if (const unsigned extra = std::max(words, name.words) - need;
            extra > 0 && at_most(query, extra, std::min(rarity, static_cast<double>(name.rarity))) < wanted)
            continue;
        candidate(listed);
    }
    touched_.clear();
    if (token_number_ > 0xFFFFFF00U) {  // the numbers of words begin again
        std::ranges::fill(last_token_, 0U);
        token_number_ = 0;
    }
    each_name_key(query, [&](std::uint64_t k) { index_.name_keys_.each(k, [&](std::uint32_t listed) { candidate(listed); }); });
    std::ranges::sort(candidates_);
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

std::vector<ListMatch> Search::find(const Prepared& query, Schema schema, double least) {
    struct Best {
        std::uint32_t entry;
        std::uint16_t query_name, listed_name;
        Comparison names;
        double score;
    };
    std::vector<Best> best;
    const auto fits = [&](const Index::Entry& entry, const Name& name) {
        const bool person = schema == Schema::person || (schema == Schema::unknown && !name.company);
        return entry.schema == Schema::unknown || (entry.schema == Schema::person) == person;
    };
    // What the name alone must reach so that dates and numbers can lift it over `least`.
    for (std::size_t q = 0; q < query.names.size(); ++q) {
        collect(query.names[q], query.birth_dates.empty() && query.addresses.empty() ? least : least - 0.3);
        for (const std::uint32_t listed : candidates_) {
            const Index::ListedName& at = index_.names_[listed];
            const Index::Entry& entry = index_.entries_[at.entry];
            if (!fits(entry, query.names[q])) continue;
            if (query.identifiers.empty() && compare_dates(query.birth_dates, entry.prepared.birth_dates) == DateVerdict::differs)
                continue;  // no name outweighs that
            ++compared_;
            Comparison names = compare(query.names[q], entry.prepared.names[at.name], index_.words_);
            names.logit -= static_cast<float>(by_chance(names));
            names.score = static_cast<float>(score_of(static_cast<double>(names.logit)));
            const bool weak = at.name + entry.prepared.weak >= entry.prepared.names.size() && entry.prepared.weak > 0;
            const double score = combine(names, weak, {}).score;
            if (score < least - (query.birth_dates.empty() && query.addresses.empty() && query.identifiers.empty() ? 0.0 : 0.3)) continue;
            auto known = std::ranges::find(best, at.entry, &Best::entry);
            if (known == best.end()) best.push_back({at.entry, static_cast<std::uint16_t>(q), at.name, names, score});
            else if (score > known->score) *known = {at.entry, static_cast<std::uint16_t>(q), at.name, names, score};
        }
    }
    for (const Identifier& id : query.identifiers)
        index_.id_keys_.each(hash64(id.key), [&](std::uint32_t entry) {
            if (std::ranges::find(best, entry, &Best::entry) != best.end()) return;
            Comparison none;
            none.logit = -20;
            if (!query.names.empty() && !index_.entries_[entry].prepared.names.empty())
                none = compare(query.names[0], index_.entries_[entry].prepared.names[0], index_.words_);
            best.push_back({entry, 0, 0, none, 0});
        });
    std::vector<ListMatch> out;
    for (const Best& found : best) {
        const Index::Entry& entry = index_.entries_[found.entry];
        const bool weak = found.listed_name + entry.prepared.weak >= entry.prepared.names.size() && entry.prepared.weak > 0;
        const Match whole = combine(found.names, weak, compare_fields(query, entry.prepared, nullptr));
        if (whole.score < least) continue;
        ListMatch match{found.entry, whole.score, whole.bits, entry.name, {}};
        if (!query.names.empty() && !entry.prepared.names.empty()) {
            const Name &a = query.names[found.query_name], &b = entry.prepared.names[found.listed_name];
            match.name = b.written;
            match.why = explain(a, b, found.names, index_.words_);
            if (weak) match.why.push_back("the list calls this a weak alias");
        }
        (void)compare_fields(query, entry.prepared, &match.why);
        out.push_back(std::move(match));
    }
    std::ranges::sort(out, [](const ListMatch& a, const ListMatch& b) { return a.score != b.score ? a.score > b.score : a.entry < b.entry; });
    return out;
}

}  // namespace bonafide::name
