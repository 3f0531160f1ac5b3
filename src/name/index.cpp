#include "name/index.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

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
    joined_key,
    whole_word_key,
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

/// Of the words that are not asked for: particles and the like.
float light_rarity_of(const Name& name) {
    float sum = 0;
    for (const Token& token : name.tokens)
        if (!asked(token)) sum += token.rarity;
    return sum;
}

/// Written in another script, so that vowels and spellings are the romanisation's.
bool is_foreign(const Name& name) { return !name.latin || name.vowels_missing; }

constexpr float another_word = -1000;  ///< below all odds

/// Every edit counts one.
constexpr EditCosts plain_costs{.edit = 8, .vowel = 8, .doubled = 8, .swap = 8, .silent_h = 8, .alike = 8, .last_vowel = 8, .alike_letters = {}};

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

/// Keys of a whole name. A word is looked up among the joined words of the other side and joined words among the words: as they are listed
/// (`listed`) and as they are asked for.
template <class Each>
void each_name_key(const Name& name, bool listed, Each each) {
    for (const Join& join : name.joins) {
        each(key(join_key, join.hash));  // cut differently on both sides
        each(key(listed ? joined_key : whole_word_key, join.hash));
    }
    for (const Token& token : name.tokens)
        if (token.length >= 5) each(key(listed ? whole_word_key : joined_key, token.hash));
    if (name.flat) each(key(flat_key, name.flat));
    if (name.korean.given) each(key(korean_key, name.korean.given));
    if (name.chinese.given) each(key(chinese_key, name.chinese.given));
    if (name.company && name.acronym) each(key(acronym_key, name.acronym));
    if (name.company && name.tokens.size() == 1) each(key(acronym_key, name.tokens[0].hash));
}

/// Among thousands of listed names, somebody who shares a part of a common name is met by chance: a list is a harder question than a pair.
double by_chance(double common, double extra, bool part, double slips_of_pen) {
    return part ? 1.5 * common + 0.8 * extra : 0.5 * common * std::min(slips_of_pen, 2.0);
}
double by_chance(const Comparison& names) {
    const auto& f = names.features;
    return by_chance(static_cast<double>(f[common_names]), static_cast<double>(f[extra_word]), f[extra_word] + f[nicknames] + f[skeletons] > 0,
                     static_cast<double>(f[plain_edits]));
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
            ListedName out{.entry = at,
                           .name = static_cast<std::uint16_t>(i),
                           .words = heavy_words(name),
                           .asked = asked_words(name),
                           .open = is_open(name),
                           .company = name.company,
                           .foreign = is_foreign(name),
                           .rarity = rarity_of(name),
                           .weight = name.weight,
                           .begin = static_cast<std::uint32_t>(name_words_.size())};
            out.length = out.open || out.words < 2 ? any_word : out.words == 2 ? two_words : more_words;
            for (const Token& token : name.tokens)
                if (asked(token) && is_first(name, token)) name_words_.push_back(word_id(name, token));
            out.count = static_cast<std::uint32_t>(name_words_.size()) - out.begin;
            names_.push_back(out);
            each_name_key(name, true, [&](std::uint64_t k) { name_keys_.add(k, listed); });
        }
        for (const Identifier& id : entry.prepared.identifiers) id_keys_.add(hash64(id.key), at);
        entries_.push_back(std::move(entry));
    }
}

std::uint32_t Index::word_id(const Name& name, const Token& token) {
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
    return found->second;
}

/// Counts the names of each word and length, then lays them one behind the other.
void Index::make_postings() {
    for (ListedWord& word : listed_words_) word.begin = {};
    const auto each_word = [&](auto each) {
        for (std::uint32_t listed = 0; listed < names_.size(); ++listed)
            for (std::uint32_t k = 0; k < names_[listed].count; ++k)
                each(listed_words_[name_words_[names_[listed].begin + k]], names_[listed].length, listed);
    };
    each_word([](ListedWord& word, Length length, std::uint32_t) { ++word.begin[length]; });
    std::uint32_t at = 0;
    for (ListedWord& word : listed_words_)
        for (std::uint32_t& begin : word.begin) {
            const std::uint32_t count = begin;
            begin = at;
            at += count;
        }
    postings_.resize(at);
    auto next = std::vector<std::array<std::uint32_t, length_end + 1>>(listed_words_.size());
    for (std::size_t k = 0; k < next.size(); ++k) next[k] = listed_words_[k].begin;
    each_word([&](ListedWord& word, Length length, std::uint32_t listed) {
        postings_[next[static_cast<std::size_t>(&word - listed_words_.data())][length]++] = listed;
    });
}

void Index::finish() {
    word_keys_.freeze();
    name_keys_.freeze();
    id_keys_.freeze();
    make_postings();
}

Search::Search(const Index& index) : index_(index), seen_(index.names_.size(), 0), first_hit_(index.listed_words_.size(), 0) {}

/// What a listed word that is met by way of some key is to the question's word; odds below all bounds where it is another word.
Search::Near Search::nearness(const Name& query, const Token& token, const Index::ListedWord& listed) const {
    constexpr Near other{.odds = another_word};
    const std::vector<double>& w = index_.words_.model.person;
    const std::string_view text = query.word(token);
    Near out{.rarity = std::min(token.rarity, listed.token.rarity)};
    bool alike = listed.token.sound == token.sound || (token.east && listed.token.east == token.east) || listed.token.shuffled == token.shuffled ||
                 (query.vowels_missing && listed.token.skeleton == token.skeleton);
    for (const std::uint16_t g : token.groups)
        for (const std::uint16_t h : listed.token.groups)
            if (g && g == h) (index_.words_.group_kinds[g] == GroupKind::nickname ? out.nickname : alike) = true;
    out.sure = alike || out.nickname;
    const double by_table = std::max({0.0, w[spellings], w[sounds]});
    if (alike) {
        out.nickname = false;
        out.odds = static_cast<float>(by_table);
        return out;
    }
    const auto longest = static_cast<unsigned>(std::max(text.size(), listed.text.size()));
    const unsigned limit = longest <= 4 ? 8 : std::min(longest * 5 / 2, 20U), cheapest = query.vowels_missing ? 2 : 4;
    if (out.nickname) {
        out.odds = static_cast<float>(w[nicknames]);
        out.rarity *= 0.6F;  // as Features::matched() has it
        return out;
    }
    const auto missing =
        static_cast<unsigned>(std::max(std::popcount(token.letters & ~listed.token.letters), std::popcount(listed.token.letters & ~token.letters)));
    if (missing * cheapest > limit) return other;
    const unsigned eighths = spelling_distance(text, listed.text, index_.words_.costs, query.vowels_missing, limit);
    if (eighths > limit) return other;
    const double cost = eighths / 8.0;
    out.slips = static_cast<float>(spelling_distance(text, listed.text, plain_costs, query.vowels_missing, 255)) / 8;
    out.odds = static_cast<float>(w[edits] * std::min(cost, 5.0) + w[worst_part] * cost / longest + w[slips] +
                                  w[plain_edits] * static_cast<double>(out.slips) + (longest <= 4 ? w[short_slips] : 0));
    out.rarity *= static_cast<float>(std::max(0.0, 1 - 2 * cost / longest));
    return out;
}

/// Words of the lists that are the word, in this or another spelling.
const std::vector<Search::Near>& Search::near_words(const Name& query, const Token& token) {
    const auto [known, added] = near_.try_emplace(mix64(token.hash, token.east * 2ULL + query.vowels_missing));
    std::vector<Near>& out = known->second;
    if (!added) return out;
    if (const auto same = index_.word_ids_.find(token.hash); same != index_.word_ids_.end())
        out.push_back({.word = same->second, .rarity = std::min(token.rarity, index_.listed_words_[same->second].token.rarity), .sure = true});
    std::vector<std::uint32_t> words;
    each_key(query.word(token), token, [&](std::uint64_t k) { index_.word_keys_.each(k, [&](std::uint32_t word) { words.push_back(word); }); });
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const std::uint32_t word : words) {
        const Index::ListedWord& listed = index_.listed_words_[word];
        if (listed.token.hash == token.hash) continue;
        Near near = nearness(query, token, listed);
        if (near.odds <= another_word) continue;
        near.word = word;
        out.push_back(near);
    }
    return out;
}

/// Says of every listed word which words of the question it may be.
void Search::mark(const Name& query) {
    for (const Hit& hit : hits_)
        if (hit.near) first_hit_[hit.near->word] = 0;
    hits_.assign(1, {});  // 0 stands for none
    if (near_.size() > 40'000) near_.clear();
    asked_.clear();
    for (const Token& token : query.tokens) {
        if (!asked(token) || !is_first(query, token)) continue;
        Asked asked{&near_words(query, token), {}};
        for (const Near& near : *asked.near) {
            const Index::ListedWord& word = index_.listed_words_[near.word];
            for (std::size_t k = 0; k < Index::length_end; ++k) asked.postings[k] += word.begin[k + 1] - word.begin[k];
            hits_.push_back({static_cast<std::uint32_t>(asked_.size()), &near, first_hit_[near.word]});
            first_hit_[near.word] = static_cast<std::uint32_t>(hits_.size() - 1);
        }
        asked_.push_back(asked);
    }
}

/// A bound of the odds of a name that has `extra` words more or less, before it is compared.
double Search::at_most(const Asking& asking, const Index::ListedName& name, unsigned extra) const {
    const std::vector<double>& w = asking.name->company ? index_.words_.model.company : index_.words_.model.person;
    const double common = std::clamp(26 - static_cast<double>(std::min(asking.rarity, name.rarity)), 0.0, 16.0) / 8;
    const double whole = w[constant] + w[matched_share] + w[matched_one] + w[matched_two] + w[matched_many];
    return whole + (w[extra_word] - 0.8) * extra + (w[common_names] - 1.5) * common + (asking.name->latin ? 0.7 : 1.5);
}

/// The same of two people's names in Latin letters, by which words met which: no alignment can make more of them.
double Search::at_most(const Asking& asking, const Index::ListedName& name, unsigned extra, const std::array<Near, Name::max_tokens>& met) const {
    const std::vector<double>& w = index_.words_.model.person;
    double odds = w[constant] + w[matched_share] + w[matched_one] + w[matched_two] + w[matched_many] + std::max(0.0, w[joined_words]);
    double rarity = static_cast<double>(asking.light_rarity), slips_of_pen = 0;
    bool nickname = false;
    for (std::size_t k = 0; k < asked_.size(); ++k) {
        const Near& near = met[k];
        if (near.odds <= another_word) continue;
        odds += static_cast<double>(near.odds);
        rarity += static_cast<double>(near.rarity);
        slips_of_pen += static_cast<double>(near.slips);
        nickname = nickname || near.nickname;
    }
    odds += extra * (w[extra_word] + w[extra_share] / static_cast<double>(std::max(asking.name->weight, name.weight)));
    if (extra == 0 && !nickname && slips_of_pen <= 0) return odds;
    const double common = std::clamp(26 - rarity, 0.0, 16.0) / 8;
    return odds + w[common_names] * common - by_chance(common, extra, extra > 0 || nickname, slips_of_pen);
}

/// Looks closer at one listed name that shares a word with the question.
void Search::meet(const Asking& asking, std::uint32_t listed) {
    if (seen_[listed] == question_) return;
    seen_[listed] = question_;
    const Index::ListedName& name = index_.names_[listed];
    std::array<Near, Name::max_tokens> met;
    std::fill_n(met.begin(), asked_.size(), Near{.odds = another_word});
    for (std::uint32_t k = 0; k < name.count; ++k)
        for (std::uint32_t at = first_hit_[index_.name_words_[name.begin + k]]; at; at = hits_[at].next)
            if (Near& best = met[hits_[at].asked]; best.odds < hits_[at].near->odds) best = *hits_[at].near;
    unsigned count = 0, sure = 0;
    for (std::size_t k = 0; k < asked_.size(); ++k) {
        count += met[k].odds > another_word;
        sure += met[k].sure;
    }
    const unsigned need = std::min<unsigned>(asking.words, name.words);
    if (count + (need >= 4 ? 1 : 0) < need) return;
    // One word in common is a name only where there is no more, or where initials stand for it.
    if (count == 1 && std::max<unsigned>(asking.all, name.asked) > 1 && !asking.open && !name.open) return;
    if (sure == 0 && need > 1) return;  // a slip in every word
    const unsigned extra = std::max<unsigned>(asking.words, name.words) - need;
    if (extra > 0 && at_most(asking, name, extra) < asking.wanted) return;
    const bool bounded = !asking.open && !name.open && !asking.foreign && !name.foreign && !asking.name->company && !name.company && need >= 2;
    if (bounded && at_most(asking, name, extra, met) < asking.wanted) return;
    candidates_.push_back(listed);
}

/// Meets the names of one length that share at least `need` words with the question: they share one of any words but need - 1, so the rarest do.
void Search::visit(const Asking& asking, Index::Length length, unsigned need) {
    if (need > asked_.size()) return;
    std::array<std::uint8_t, Name::max_tokens> order{};
    for (std::size_t k = 0; k < asked_.size(); ++k) order[k] = static_cast<std::uint8_t>(k);
    std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(asked_.size()),
              [&](std::uint8_t a, std::uint8_t b) { return asked_[a].postings[length] < asked_[b].postings[length]; });
    for (std::size_t k = 0; k + need <= asked_.size(); ++k)
        for (const Near& near : *asked_[order[k]].near) {
            const Index::ListedWord& word = index_.listed_words_[near.word];
            for (std::uint32_t at = word.begin[length]; at < word.begin[length + 1U]; ++at) meet(asking, index_.postings_[at]);
        }
}

void Search::collect(const Name& query, double least) {
    candidates_.clear();
    if (++question_ == 0) {  // the numbers of questions begin again
        std::ranges::fill(seen_, 0U);
        question_ = 1;
    }
    mark(query);
    const Asking asking{.name = &query,
                        .words = heavy_words(query),
                        .all = asked_words(query),
                        .open = is_open(query),
                        .foreign = is_foreign(query),
                        .rarity = rarity_of(query),
                        .light_rarity = light_rarity_of(query),
                        .wanted = logit_of(std::clamp(least, 0.01, 0.99))};
    visit(asking, Index::any_word, 1);
    const unsigned least_words = asking.open ? 1 : 2;
    visit(asking, Index::two_words, std::max(std::min(asking.words, 2U), least_words));
    visit(asking, Index::more_words, std::max(std::min(asking.words, 3U), least_words));
    each_name_key(query, false, [&](std::uint64_t k) { index_.name_keys_.each(k, [&](std::uint32_t listed) { candidates_.push_back(listed); }); });
    std::ranges::sort(candidates_);
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

/// Compares the candidates with one name of the question.
void Search::judge(const Prepared& query, std::size_t q, Schema schema, double least, std::vector<Best>& best) {
    const Name& name = query.names[q];
    const bool person = schema == Schema::person || (schema == Schema::unknown && !name.company);
    const bool names_only = query.birth_dates.empty() && query.addresses.empty() && query.identifiers.empty();
    for (const std::uint32_t listed : candidates_) {
        const Index::ListedName& at = index_.names_[listed];
        const Index::Entry& entry = index_.entries_[at.entry];
        if (entry.schema != Schema::unknown && (entry.schema == Schema::person) != person) continue;
        if (query.identifiers.empty() && compare_dates(query.birth_dates, entry.prepared.birth_dates) == DateVerdict::differs)
            continue;  // no name outweighs that
        ++compared_;
        Comparison names = compare(name, entry.prepared.names[at.name], index_.words_);
        names.logit -= static_cast<float>(by_chance(names));
        names.score = static_cast<float>(score_of(static_cast<double>(names.logit)));
        const bool weak = at.name + entry.prepared.weak >= entry.prepared.names.size() && entry.prepared.weak > 0;
        const double score = combine(names, weak, {}).score;
        if (score < least - (names_only ? 0.0 : 0.3)) continue;
        auto known = std::ranges::find(best, at.entry, &Best::entry);
        if (known == best.end()) best.push_back({at.entry, static_cast<std::uint16_t>(q), at.name, names, score});
        else if (score > known->score) *known = {at.entry, static_cast<std::uint16_t>(q), at.name, names, score};
    }
}

std::vector<ListMatch> Search::find(const Prepared& query, Schema schema, double least) { return find(query, schema, least, false); }
std::vector<ListMatch> Search::find_slowly(const Prepared& query, Schema schema, double least) { return find(query, schema, least, true); }

std::vector<ListMatch> Search::find(const Prepared& query, Schema schema, double least, bool slowly) {
    std::vector<Best> best;
    for (std::size_t q = 0; q < query.names.size(); ++q) {
        if (slowly) {
            candidates_.resize(index_.names_.size());
            std::iota(candidates_.begin(), candidates_.end(), 0U);
        } else  // what the name alone must reach so that dates and numbers can lift it over `least`
            collect(query.names[q], query.birth_dates.empty() && query.addresses.empty() ? least : least - 0.3);
        judge(query, q, schema, least, best);
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
    return answer(query, best, least);
}

std::vector<ListMatch> Search::answer(const Prepared& query, const std::vector<Best>& best, double least) const {
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
