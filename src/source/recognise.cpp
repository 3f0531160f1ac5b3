// The recogniser in full: slow, with reasons. The mapper's way is plan.cpp; both use the same candidates.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "source/plan.h"

namespace bonafide::source {
namespace {

void append(std::string& list, std::string_view word) {
    if (!list.empty()) list += ", ";
    list += word;
}

/// What the record has of a source's needs, in words, and how much of their weight.
struct Fit {
    std::string has, lacks;
    double met = 0, all = 0;
};

/// Of many synonyms the one that is there.
std::string_view found_words(const Need& need, const Reading& reading) {
    if (need.has_matcher) return need.words;
    const auto there = std::ranges::find_if(need.fields, [&](const FieldRef& field) { return reading.find(field.id) != nullptr; });
    return there == need.fields.end() ? std::string_view(need.words) : std::string_view(there->info->name);
}

/// Of many synonyms the first three.
std::string few_words(const Need& need) {
    std::size_t at = 0;
    for (int i = 0; i < 3 && at != std::string::npos; ++i) at = need.words.find(" or ", at == 0 ? 0 : at + 4);
    return need.has_matcher || at == std::string::npos ? need.words : need.words.substr(0, at) + " or ...";
}

Fit fit(const Source& source, const Reading& reading) {
    Fit out;
    for (const Need& need : source.rules->needs) {
        const bool held = holds(need, reading);
        const double weight = std::max(need.weight, 0.05);
        out.all += weight;
        if (held) out.met += weight;
        if (held && !need.absent) append(out.has, found_words(need, reading));
        if (!held) append(out.lacks, need.absent ? "must not have " + few_words(need) : few_words(need));
    }
    return out;
}

/// Half sure at one bit's worth of evidence; less where another source has nearly as much.
double confidence(double score, double next) {
    const double alone = 1 - std::exp2(-score);
    return next <= 0 ? alone : alone * (1 - 0.5 * std::exp2(-2 * (score - next)));
}

void find_nearest(const Sources::Data& data, Format format, const Reading& reading, Recognition& out) {
    double best = 0.25;  // less than a quarter in common is no kinship
    for (const Source& source : data.sources) {
        if (source.rules->abstract || !fits(source.rules->format, format) || source.rules->needs.empty()) continue;
        const Fit now = fit(source, reading);
        if (now.has.empty() || now.met / now.all <= best) continue;
        best = now.met / now.all;
        out.nearest = &source;
        out.missing = now.lacks;
    }
}

}  // namespace

Recognition recognise(const Sources& sources, const Record& record, const TableHeader* header, const FileName& file) {
    const Sources::Data& data = sources.data();
    Scratch scratch;
    const Reading reading(record, scratch);
    Recognition out;
    if (const Override* pinned = override_for(data, file)) {
        out.source = &pinned->source;
        out.confidence = 1;
        out.because = "bonafide.yml says so for " + pinned->match;
        return out;
    }
    const Keys keys(record, header);
    std::vector<double> scores;
    for (const Candidate& candidate : candidates(data, keys, file_matches(data, file))) {
        if (!std::ranges::all_of(candidate.open, [&](const Need& need) { return holds(need, reading); })) continue;
        if (out.source == nullptr) out.source = candidate.source;
        scores.push_back(candidate.score);
    }
    if (out.source == nullptr) {
        find_nearest(data, keys.format(), reading, out);
        return out;
    }
    out.confidence = confidence(scores[0], scores.size() > 1 ? scores[1] : 0);
    out.because = "has " + fit(*out.source, reading).has;
    return out;
}

}  // namespace bonafide::source
