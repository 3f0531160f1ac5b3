#include "name/index.h"

#include <algorithm>
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

std::uint8_t heavy_words(const Name& name) {
    const auto count = static_cast<std::uint8_t>(std::ranges::count_if(name.tokens, heavy));
    return count ? count : static_cast<std::uint8_t>(std::ranges::count_if(name.tokens, asked));
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

using KeyTable = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

template <class Each>
void each_found(const KeyTable& table, std::uint64_t wanted, Each each) {
    for (auto at = std::ranges::lower_bound(table, std::pair<std::uint64_t, std::uint32_t>{wanted, 0}); at != table.end() && at->first == wanted;
         ++at)
        each(at->second);
}

}  // namespace

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
            names_.push_back({at, static_cast<std::uint16_t>(i), heavy_words(name), name.company});
            for (const Token& token : name.tokens)
                if (asked(token)) add_word(name, token, listed);
            each_name_key(name, [&](std::uint64_t k) { name_keys_.emplace_back(k, listed); });
        }
        for (const Identifier& id : entry.prepared.identifiers) id_keys_.emplace_back(hash64(id.key), at);
        entries_.push_back(std::move(entry));
    }
}

void Index::add_word(const Name& name, const Token& token, std::uint32_t listed) {
    const auto [found, added] = word_ids_.try_emplace(token.hash, static_cast<std::uint32_t>(listed_words_.size()));
    if (added) {
        listed_words_.push_back({std::string(name.word(token)), token, {}});
        each_key(listed_words_.back().text, token, [&](std::uint64_t k) { word_keys_.emplace_back(k, found->second); });
    }
    ListedWord& word = listed_words_[found->second];
    if (token.east && !word.token.east) {
        word.token.east = token.east;
        word_keys_.emplace_back(key(east_key, token.east), found->second);
    }
    if (word.names.empty() || word.names.back() != listed) word.names.push_back(listed);
}

void Index::finish() {
    for (KeyTable* table : {&word_keys_, &name_keys_, &id_keys_}) {
        std::ranges::sort(*table);
        table->erase(std::unique(table->begin(), table->end()), table->end());
    }
}

Search::Search(const Index& index) : index_(index), last_token_(index.names_.size(), 0), met_(index.names_.size(), 0) {}

void Search::hit_listed(std::uint32_t word) {
    for (const std::uint32_t listed : index_.listed_words_[word].names) {
        if (last_token_[listed] == token_number_) continue;
        last_token_[listed] = token_number_;
        if (met_[listed]++ == 0) touched_.push_back(listed);
    }
}

void Search::hit_word(const Name& query, const Token& token) {
    ++token_number_;
    const std::string_view text = query.word(token);
    word_hits_.clear();
    each_key(text, token, [&](std::uint64_t k) { each_found(index_.word_keys_, k, [&](std::uint32_t word) { word_hits_.push_back(word); }); });
    std::ranges::sort(word_hits_);
    word_hits_.erase(std::unique(word_hits_.begin(), word_hits_.end()), word_hits_.end());
    if (const auto same = index_.word_ids_.find(token.hash); same != index_.word_ids_.end()) hit_listed(same->second);
    for (const std::uint32_t word : word_hits_) {
        const Index::ListedWord& listed = index_.listed_words_[word];
        if (listed.token.hash == token.hash) continue;
        bool near = listed.token.sound == token.sound || (token.east && listed.token.east == token.east) || listed.token.shuffled == token.shuffled ||
                    (query.vowels_missing && listed.token.skeleton == token.skeleton);
        for (const std::uint16_t g : token.groups)
            for (const std::uint16_t h : listed.token.groups) near = near || (g && g == h);
        if (!near) {
            const auto limit = static_cast<unsigned>(std::max(text.size(), listed.text.size())) * 3;
            near = spelling_distance(text, listed.text, index_.words_.costs, query.vowels_missing, limit) <= limit;
        }
        if (near) hit_listed(word);
    }
}

void Search::candidate(std::uint32_t listed) { candidates_.push_back(listed); }

void Search::collect(const Name& query) {
    candidates_.clear();
    for (const Token& token : query.tokens)
        if (asked(token)) hit_word(query, token);
    const std::uint8_t words = heavy_words(query);
    for (const std::uint32_t listed : touched_) {
        const std::uint8_t need = std::min(words, index_.names_[listed].words);
        if (met_[listed] + (need >= 4 ? 1 : 0) >= need) candidate(listed);
        met_[listed] = 0;
    }
    touched_.clear();
    if (token_number_ > 0xFFFFFF00U) {  // the numbers of words begin again
        std::ranges::fill(last_token_, 0U);
        token_number_ = 0;
    }
    each_name_key(query, [&](std::uint64_t k) { each_found(index_.name_keys_, k, [&](std::uint32_t listed) { candidate(listed); }); });
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
        collect(query.names[q]);
        for (const std::uint32_t listed : candidates_) {
            const Index::ListedName& at = index_.names_[listed];
            const Index::Entry& entry = index_.entries_[at.entry];
            if (!fits(entry, query.names[q])) continue;
            ++compared_;
            Comparison names = compare(query.names[q], entry.prepared.names[at.name], index_.words_);
            names.logit -= static_cast<float>(by_chance(names));
            names.score = static_cast<float>(score_of(static_cast<double>(names.logit)));
            const bool weak = at.name + entry.prepared.weak >= entry.prepared.names.size() && entry.prepared.weak > 0;
            const double score = combine(names, weak, {}).score;
            if (score < least - 0.3) continue;
            auto known = std::ranges::find(best, at.entry, &Best::entry);
            if (known == best.end()) best.push_back({at.entry, static_cast<std::uint16_t>(q), at.name, names, score});
            else if (score > known->score) *known = {at.entry, static_cast<std::uint16_t>(q), at.name, names, score};
        }
    }
    for (const Identifier& id : query.identifiers)
        each_found(index_.id_keys_, hash64(id.key), [&](std::uint32_t entry) {
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
