#include "screen/entries.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/country.h"
#include "base/text.h"
#include "screen/contacts.h"

namespace bonafide::screen {

namespace {

using re2::RE2;

enum class FragmentKind : std::uint8_t { unknown, title, organisation, place, noise };

struct Fragment {
    std::string text;
    const TextLine* line = nullptr;
    bool after_comma = false;  ///< parted from the one before by a comma only
    bool aside = false;        ///< stood in brackets
    FragmentKind kind = FragmentKind::unknown;
    int title = 0, organisation = 0, place = 0;  ///< how much speaks for each
};

/// What differs between jobs and degrees.
struct Domain {
    const WordSet& titles;
    const WordSet& organisations;
    const WordSet& suffixes;
    const WordSet& at;
    std::string_view title_label, organisation_label;
    bool degrees;
};

struct LineInfo {
    const TextLine* line = nullptr;
    std::vector<Span> spans;
    std::string rest;     ///< the text without its dates
    bool anchor = false;  ///< its date is that of an entry
    bool body = false;    ///< description
};

bool sentence(std::string_view text) {
    const std::size_t count = word_count(text);
    if (count > 16) return true;
    return count > 5 && (text.ends_with('.') || text.ends_with(';')) && !text.ends_with("Inc.") && !text.ends_with("Ltd.") &&
           !text.ends_with("Co.") && !text.ends_with("S.A.");
}

/// Most words are small ones that no name is made of: "Reduced ticket backlog from 1,200 to 90".
bool prose(std::string_view text, const Words& words) {
    std::size_t all = 0, small = 0;
    for (const Token& token : tokens(text)) {
        const bool letters = has_letters(token.raw.substr(0, 1));
        if (all == 0 && words.roles.has(token.folded)) return false;
        ++all;
        small += letters && !begins_upper(token.raw) && !words.particles.has(token.folded) ? 1 : 0;
    }
    return all >= 5 && small >= 3 && 2 * small >= all;
}

bool begins_lower(std::string_view text) { return !text.empty() && text.front() >= 'a' && text.front() <= 'z'; }

/// The text without its dates, brackets left empty by that, durations and dangling separators.
std::string without_spans(std::string_view text, const std::vector<Span>& spans) {
    static const RE2 duration(
        R"((?i)\(?\b\d+(?:[.,]\d+)?\+?\s*(?:yrs?|years?|mos?|months?|ans?|mois|años?|anos?|meses|mes|mês|jahre?|monate?)\b\.?(?:\s*(?:,|and|und|et|y|e)?\s*\d+\s*(?:mos?|months?|mois|meses|mes|monate?)\b\.?)?\)?)");
    static const RE2 empty_brackets(R"(\(\s*[,;·\-–—]?\s*\)|\[\s*\])");
    std::string out;
    std::size_t at = 0;
    for (const Span& span : spans) {
        out += text.substr(at, span.begin - at);
        out += "\t";
        at = span.end;
    }
    out += text.substr(at);
    RE2::GlobalReplace(&out, duration, "");
    RE2::GlobalReplace(&out, empty_brackets, "\t");
    static const RE2 dangling(R"((?i)\s(?:in|im|en|em|on|since|from|le|el)\s*[\t.,]*\s*$)");  // "Acme, in 2014"
    if (!spans.empty()) RE2::Replace(&out, dangling, "");
    return out;
}

std::vector<LineInfo> inspect(std::span<const TextLine* const> lines, const Words& words, bool day_first, bool degrees) {
    std::vector<LineInfo> out;
    std::size_t plain_ranges = 0;
    for (const TextLine* line : lines) {
        LineInfo info;
        info.line = line;
        if (line->text.size() < 400) info.spans = find_spans(line->text, words, day_first);
        info.rest = without_spans(line->text, info.spans);
        plain_ranges += !line->bullet && !info.spans.empty() && info.spans.front().range && word_count(info.rest) <= 14;
        out.push_back(std::move(info));
    }
    std::map<int, std::size_t> lefts;  // where lines begin, as far as boxes tell
    for (const TextLine* line : lines)
        if (line->source->box.bottom > 0) ++lefts[static_cast<int>(std::lround(line->source->box.left))];
    /// Set in from where headings of entries begin: the mark of a list item was lost.
    const auto indented = [&](const TextLine* line) {
        if (line->source->box.bottom <= 0) return false;
        const int left = static_cast<int>(std::lround(line->source->box.left));
        std::size_t outer = 0;
        for (auto at = lefts.lower_bound(left - 34); at != lefts.end() && at->first <= left - 9; ++at) outer += at->second;
        return outer >= 2;
    };
    for (LineInfo& info : out) {
        const std::size_t rest = word_count(info.rest);
        const Labelled labelled = split_label(info.line->text);
        const bool technologies = is_label(words, "skills", labelled.label);
        const bool own_label = is_label(words, "dates", labelled.label);
        const bool has_range = std::ranges::any_of(info.spans, [](const Span& s) { return s.range; });
        if (!info.spans.empty() && !technologies) {
            const std::size_t last = info.rest.find_last_of(' ');  // "... entre 2019 et 2020"
            const bool compares = last != std::string::npos && words.between.has(plain(info.rest.substr(last + 1)));
            const bool long_text =
                compares || rest > 14 || (sentence(info.line->text) && rest > 8) || (!has_range && !degrees && prose(info.rest, words));
            if (own_label) info.anchor = true;
            else if (has_range) info.anchor = !long_text && (!info.line->bullet || plain_ranges == 0 || degrees);
            else info.anchor = !long_text && (degrees ? rest <= 14 : !info.line->bullet && (rest <= 8 && plain_ranges == 0));
            if (!info.anchor && !has_range && !degrees && !info.line->bullet && !long_text && rest <= 6) {
                // a single date among ranges: only where the line is nothing but that, or the date is in brackets or at an end
                const Span& span = info.spans.front();
                const std::string_view text = info.line->text;
                const bool at_end = trim(text.substr(span.end)).size() <= 1 || trim(text.substr(0, span.begin)).size() <= 1;
                info.anchor = at_end && span.from.size() >= 4 &&
                              (rest == 0 || span.from.size() > 4 || text.substr(0, span.begin).find_first_of("|(\t") != std::string_view::npos ||
                               trim(text.substr(0, span.begin)).empty());
            }
        }
        info.body = !info.anchor && (info.line->bullet || technologies || sentence(info.line->text) || (begins_lower(info.line->text) && rest > 3) ||
                                     (info.spans.empty() && rest >= 3 && indented(info.line)) || (!degrees && prose(info.line->text, words)));
        if (degrees && info.line->bullet && !info.anchor && (words.schools.inside(info.line->text) || words.degrees.inside(info.line->text)) &&
            rest <= 14)
            info.body = false;
    }
    return out;
}

/// Parts of a header line at separators; what stands in brackets is put last.
std::vector<Fragment> cut(const TextLine* line, std::string_view text) {
    static constexpr std::string_view separators[] = {"\t",  " | ",  "|",    " • ", "•",   " · ", "·",   " – ", " — ",
                                                      " - ", " -- ", " // ", "; ",  " ~ ", " : ", " » ", " > ", "   "};
    std::vector<Fragment> out, asides;
    std::string rest(text);
    for (std::size_t open = rest.find('('); open != std::string::npos; open = rest.find('(')) {
        const std::size_t close = rest.find(')', open);
        const std::string inner = rest.substr(open + 1, close == std::string::npos ? std::string::npos : close - open - 1);
        asides.push_back({std::string(strip_symbols(inner)), line, false, true});
        const bool last = close == std::string::npos || trim(std::string_view(rest).substr(close + 1)).empty();
        rest = rest.substr(0, open) + (last ? "" : " ") + (close == std::string::npos ? "" : rest.substr(close + 1));
    }
    std::string current;
    std::vector<std::pair<std::string, bool>> parts;
    bool comma = false;
    const auto flush = [&](bool next_comma) {
        const std::string_view part = strip_symbols(trim(current));
        if (!part.empty()) parts.emplace_back(std::string(part), comma);
        current.clear();
        comma = next_comma;
    };
    for (std::size_t at = 0; at < rest.size();) {
        std::size_t size = 0;
        for (const std::string_view separator : separators)
            if (std::string_view(rest).substr(at, separator.size()) == separator) {
                size = separator.size();
                break;
            }
        if (size) {
            flush(false);
            at += size;
        } else if (rest[at] == ',' && (at + 1 >= rest.size() || rest[at + 1] == ' ')) {
            flush(true);
            ++at;
        } else {
            current += rest[at++];
        }
    }
    flush(false);
    for (auto& [part, after_comma] : parts) out.push_back({std::move(part), line, after_comma});
    for (Fragment& aside : asides)
        if (!aside.text.empty()) out.push_back(std::move(aside));
    return out;
}

/// "Engineer at Acme" → two; for degrees "BSc at MIT", "Informatik an der TU Berlin".
void cut_at(std::vector<Fragment>& fragments, const Domain& domain, const Words& words) {
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        const std::string text = fragments[i].text;
        const std::vector<Token> parts = tokens(text);
        for (std::size_t t = 1; t + 1 < parts.size(); ++t) {
            const bool two = t + 2 < parts.size() && domain.at.has(parts[t].folded + " " + parts[t + 1].folded);
            if (!two && !domain.at.has(parts[t].folded)) continue;
            if (begins_upper(parts[t].raw)) continue;
            const std::size_t after = t + (two ? 2 : 1);
            const auto left =
                std::string(strip_symbols(std::string_view(text).substr(0, static_cast<std::size_t>(parts[t].raw.data() - text.data()))));
            const std::string_view right = std::string_view(text).substr(static_cast<std::size_t>(parts[after].raw.data() - text.data()));
            if (!begins_upper(right) && !std::isdigit(static_cast<unsigned char>(right.front()))) continue;
            const bool weak = parts[t].folded == "en" || parts[t].folded == "na" || parts[t].folded == "no" || parts[t].folded == "em" ||
                              parts[t].folded == "for" || parts[t].folded == "a" || parts[t].folded == "la" || parts[t].folded == "der" ||
                              parts[t].folded == "von";
            const bool titled = domain.titles.inside(left) || (domain.degrees && !weak);
            const bool known = domain.organisations.inside(right) || domain.suffixes.inside(right);
            const bool strong = domain.degrees && (parts[t].folded == "from" || parts[t].folded == "at") && domain.titles.inside(left);
            if (domain.degrees ? !(titled && known) && !strong : !titled) continue;
            if (weak && !known && (domain.degrees || words.roles.inside(right))) continue;
            Fragment organisation{std::string(right), fragments[i].line};
            organisation.organisation = 4;
            fragments[i].text = left;
            fragments[i].title = domain.degrees ? 1 : 2;
            fragments.insert(fragments.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(organisation));
            break;
        }
    }
}

bool only_employment(std::string_view text, const Words& words) {
    std::string key;
    for (const Token& token : tokens(text)) key += (key.empty() ? "" : " ") + token.folded;
    return words.employment_types.has(key);
}

void weigh(Fragment& f, const Domain& domain, const Words& words, const Geo* geo) {
    std::vector<Token> parts = tokens(f.text);
    if (parts.empty() || f.text.size() > 110) {
        f.kind = FragmentKind::noise;
        return;
    }
    if (only_employment(f.text, words)) {
        // "Freelance" is what stands for a firm; "Full-time" is not
        if (!domain.degrees && words.companies.inside(f.text)) f.organisation = 1;
        else if (!domain.degrees && words.roles.inside(f.text)) f.title = 1;  // "Stage", "Praktikum"
        else f.kind = FragmentKind::noise;
        return;
    }
    if (!has_letters(f.text) || word_count(f.text) > 12) {
        f.kind = FragmentKind::noise;
        return;
    }
    const Labelled labelled = split_label(f.text);
    if (!labelled.rest.empty() || f.text.ends_with(':')) {
        std::string rest(labelled.rest);  // before the text it looks into is replaced
        if (is_label(words, domain.title_label, labelled.label)) f.text = std::move(rest), f.title += 10;
        else if (is_label(words, domain.organisation_label, labelled.label)) f.text = std::move(rest), f.organisation += 10;
        else if (is_label(words, "address", labelled.label)) f.text = std::move(rest), f.place += 10;
        else if (is_label(words, "dates", labelled.label)) f.kind = FragmentKind::noise;
        parts = tokens(f.text);
        if (parts.empty()) {
            f.kind = FragmentKind::noise;
            return;
        }
    }
    const auto some = [](const WordSet& set, std::string_view text) { return set.inside(text); };
    if (some(domain.titles, f.text)) {
        f.title += 2;
        if (some(domain.titles, parts.back().raw) || some(domain.titles, parts.front().raw)) f.title += 2;
        else if (parts.size() > 1 && domain.titles.has(parts[parts.size() - 2].folded)) f.title += 1;
    }
    if (some(domain.organisations, f.text)) f.organisation += domain.degrees ? 3 : 1;
    if (!domain.degrees && parts.size() > 1 && some(domain.suffixes, parts.back().raw) && begins_upper(parts.front().raw)) f.organisation += 4;
    if (!domain.degrees && some(words.schools, f.text)) f.organisation += 2;
    if (domain.degrees && f.title > 0 && f.organisation > 0 && domain.degrees && parts.size() > 1 && some(domain.organisations, parts.back().raw))
        f.organisation += 1;
    f.place += place_rank(f.text, words, geo);
}

/// Pieces that a comma has parted wrongly: "Acme, Inc", "Austin, TX", "VP, Engineering".
void join(std::vector<Fragment>& fragments, const Domain& domain, const Words& words, const Geo* geo) {
    for (std::size_t i = 1; i < fragments.size();) {
        Fragment &before = fragments[i - 1], &f = fragments[i];
        const bool near = f.after_comma && before.line == f.line && !before.aside;
        bool together = false;
        if (near && word_count(f.text) <= 2 && !domain.degrees &&
            domain.suffixes.has(tokens(f.text).empty() ? std::string_view{} : std::string_view(tokens(f.text).front().folded)) &&
            word_count(f.text) == 1)
            together = true;
        if (near && !domain.degrees && domain.titles.inside(before.text) && words.departments.has(plain(f.text))) together = true;
        if (near && !together) {
            const std::string both = before.text + ", " + f.text;
            together = place_rank(f.text, words, geo) >= 2 && !domain.titles.inside(before.text) && !domain.suffixes.inside(before.text) &&
                       !domain.organisations.inside(before.text) && place_rank(both, words, geo) >= 2 &&
                       place_rank(before.text, words, geo) >= (geo ? 1 : 0) && word_count(before.text) <= 3 && (i > 1 || fragments.size() > 2 || geo);
        }
        if (!together) {
            ++i;
            continue;
        }
        before.text += ", " + f.text;
        fragments.erase(fragments.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

struct Block {
    std::vector<std::size_t> lead, tail, body;
    std::size_t anchor = SIZE_MAX;
};

/// Lines of each entry. Where nothing else tells, every entry begins as many lines before its date as the first does.
std::vector<Block> cut_blocks(const std::vector<LineInfo>& lines) {
    std::vector<std::size_t> anchors;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].anchor) anchors.push_back(i);
    std::vector<Block> out;
    if (anchors.empty()) return out;
    std::size_t lead = 0;
    while (lead < 3 && lead < anchors.front() && !lines[anchors.front() - 1 - lead].body) ++lead;
    for (std::size_t a = 0; a < anchors.size(); ++a) {
        Block block;
        block.anchor = anchors[a];
        const std::size_t from = a == 0 ? 0 : anchors[a - 1] + 1;
        std::size_t start = anchors[a];  // of the entry
        if (a == 0) {
            start = anchors[a] - lead;
        } else {
            std::size_t after_body = from;
            for (std::size_t i = from; i < anchors[a]; ++i)
                if (lines[i].body) after_body = i + 1;
            const std::size_t room = anchors[a] - after_body;
            std::size_t gap = SIZE_MAX;
            for (std::size_t i = after_body; i < anchors[a]; ++i)
                if (lines[i].line->gap && i > from) gap = i;
            const bool gap_here = lines[anchors[a]].line->gap;
            if (after_body > from)
                start = anchors[a] - std::min(room, std::max<std::size_t>(lead, lead ? 0 : (word_count(lines[anchors[a]].rest) ? 0 : 0)));
            else if (gap != SIZE_MAX && !gap_here && anchors[a] - gap <= 3) start = gap;
            else if (gap_here && lead == 0) start = anchors[a];
            else start = anchors[a] - std::min(room, lead);
            if (after_body > from && gap != SIZE_MAX && anchors[a] - gap <= 3) start = std::min(start, gap);
        }
        for (std::size_t i = start; i < anchors[a]; ++i) block.lead.push_back(i);
        if (a > 0) {
            Block& before = out.back();
            bool ended = false;
            for (std::size_t i = from; i < start; ++i) {
                ended |= lines[i].body;
                (ended ? before.body : before.tail).push_back(i);
            }
        }
        out.push_back(std::move(block));
    }
    bool ended = false;
    for (std::size_t i = anchors.back() + 1; i < lines.size(); ++i) {
        ended |= lines[i].body;
        (ended ? out.back().body : out.back().tail).push_back(i);
    }
    return out;
}

/// Without dates: an entry begins where a school or a degree comes again.
std::vector<Block> cut_by_repetition(const std::vector<LineInfo>& lines, const Domain& domain) {
    std::vector<Block> out;
    bool title = false, organisation = false, dated = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].body) {
            if (!out.empty()) out.back().body.push_back(i);
            continue;
        }
        const bool has_organisation = domain.organisations.inside(lines[i].rest), has_title = domain.titles.inside(lines[i].rest),
                   has_date = lines[i].anchor;
        const bool again = (has_organisation && organisation) || (has_title && title && !(has_organisation && !organisation)) || (has_date && dated);
        if (out.empty() || again || (lines[i].line->gap && organisation && (title || dated))) {
            out.emplace_back();
            title = organisation = dated = false;
        }
        title |= has_title, organisation |= has_organisation, dated |= has_date;
        if (has_date && out.back().anchor == SIZE_MAX) out.back().anchor = i;
        out.back().lead.push_back(i);
    }
    return out;
}

using Parts = std::vector<Fragment>;

Parts parts_of(const Block& block, const std::vector<LineInfo>& lines, const Domain& domain, const Words& words, const Geo* geo) {
    Parts out;
    std::vector<std::size_t> order = block.lead;
    if (block.anchor != SIZE_MAX && std::ranges::find(order, block.anchor) == order.end()) order.push_back(block.anchor);
    std::size_t tails = 0;
    for (const std::size_t i : block.tail)
        if (tails++ < 3) order.push_back(i);
    for (const std::size_t i : order) {
        Parts line = cut(lines[i].line, lines[i].rest);
        cut_at(line, domain, words);
        join(line, domain, words, geo);
        int title = 0, organisation = 0;
        for (std::size_t k = 0; k < line.size(); ++k) {
            Fragment& f = line[k];
            // "Organisation : Acme", cut at the colon
            if (k + 1 < line.size() &&
                (is_label(words, domain.title_label, f.text) || is_label(words, domain.organisation_label, f.text) ||
                 is_label(words, "dates", f.text)) &&
                word_count(f.text) <= 3 && lines[i].line->text.find(':') != std::string::npos) {
                (is_label(words, domain.title_label, f.text) ? title : organisation) = is_label(words, "dates", f.text) ? 0 : 10;
                continue;
            }
            f.title += title;
            f.organisation += organisation;
            title = organisation = 0;
            weigh(f, domain, words, geo);
            if (f.kind != FragmentKind::noise) out.push_back(std::move(f));
        }
    }
    return out;
}

void settle(Parts& parts) {
    for (Fragment& f : parts) {
        if (f.place >= 2 && f.place >= f.title && f.place > f.organisation) f.kind = FragmentKind::place;
        else if (f.title > f.organisation) f.kind = FragmentKind::title;
        else if (f.organisation > 0 && f.organisation >= f.title) f.kind = FragmentKind::organisation;
        else if (f.place == 1) f.kind = FragmentKind::place;
    }
}

const Fragment* best(const Parts& parts, FragmentKind kind) {
    const Fragment* found = nullptr;
    for (const Fragment& f : parts) {
        if (f.kind != kind || f.aside) continue;
        const auto strength = [&](const Fragment& x) { return kind == FragmentKind::title ? x.title - x.organisation : x.organisation - x.title; };
        if (!found || (kind == FragmentKind::organisation && strength(f) > strength(*found) + 1)) found = &f;
    }
    return found;
}

const Fragment* first_unknown(const Parts& parts, const Fragment* except, bool aside_too) {
    for (const Fragment& f : parts)
        if (f.kind == FragmentKind::unknown && &f != except && (!f.aside || aside_too) && (begins_upper(f.text) || f.text.front() == '"')) return &f;
    return nullptr;
}

/// Fragments that a comma parted from the title and that nobody else needs: "VP, Engineering", "B.Sc., Physics".
std::string with_followers(const Parts& parts, const Fragment* title, const Fragment* organisation) {
    std::string out = title->text;
    for (auto at = static_cast<std::size_t>(title - parts.data()) + 1; at < parts.size(); ++at) {
        const Fragment& f = parts[at];
        if (!f.after_comma || f.line != title->line || f.kind != FragmentKind::unknown || &f == organisation) break;
        out += ", " + f.text;
    }
    return out;
}

/// "University of California", which has its campus behind a comma
bool is_campus_of_state(std::string_view school) {
    constexpr std::string_view prefix = "University of ";
    return school.starts_with(prefix) && !region_code("US", school.substr(prefix.size())).empty();
}

std::vector<Entry> read_entries(std::span<const TextLine* const> section, const Domain& domain, const Words& words, const Geo* geo, bool day_first) {
    const std::vector<LineInfo> lines = inspect(section, words, day_first, domain.degrees);
    std::vector<Block> blocks = cut_blocks(lines);
    if (domain.degrees) {
        std::size_t organisations = 0;
        for (const LineInfo& line : lines) organisations += !line.body && domain.organisations.inside(line.rest);
        if (blocks.empty() || organisations > blocks.size()) blocks = cut_by_repetition(lines, domain);
    } else if (blocks.empty()) {
        return {};
    }
    std::vector<Parts> all;
    int title_first = 0;
    for (const Block& block : blocks) {
        all.push_back(parts_of(block, lines, domain, words, geo));
        settle(all.back());
        const Fragment* title = best(all.back(), FragmentKind::title);
        const Fragment* other = best(all.back(), FragmentKind::organisation);
        if (!other) other = first_unknown(all.back(), title, false);
        if (title && other) title_first += title < other ? 1 : -1;
    }
    std::vector<Entry> out;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        const Parts& parts = all[b];
        Entry entry;
        const Fragment* title = best(parts, FragmentKind::title);
        const Fragment* organisation = best(parts, FragmentKind::organisation);
        if (!organisation) {
            organisation = first_unknown(parts, title, false);
            if (organisation && title && title->line == organisation->line && organisation->after_comma && organisation > title) {
                // "VP, Engineering" on one line, the firm on another
                for (const Fragment& f : parts)
                    if (f.kind == FragmentKind::unknown && f.line != title->line && !f.aside && begins_upper(f.text)) {
                        organisation = &f;
                        break;
                    }
            }
            if (domain.degrees) {  // a field of study is no school, nor is a mark; a line of its own may be one
                organisation = nullptr;
                if (title)
                    for (const Fragment& f : parts)
                        if (f.kind == FragmentKind::unknown && !f.aside && begins_upper(f.text) && (f.line != title->line || !f.after_comma) &&
                            word_count(f.text) >= 1 && f.text.find_first_of("0123456789%:") == std::string::npos) {
                            organisation = &f;
                            break;
                        }
            }
            entry.confidence = 0.75;
        }
        if (!title && !domain.degrees) {
            const Fragment* other = first_unknown(parts, organisation, false);
            if (other && organisation && organisation->kind == FragmentKind::unknown && title_first > 0) std::swap(other, organisation);
            title = other;
            entry.confidence = 0.6;
        }
        if (!organisation && !domain.degrees) {
            for (const Fragment& f : parts)
                if (f.kind == FragmentKind::place && f.place == 1 && !f.aside) {
                    organisation = &f;  // a firm with the name of a town
                    break;
                }
            if (!organisation) organisation = first_unknown(parts, title, true);
        }
        if (title) {
            entry.title = with_followers(parts, title, organisation);
            entry.title_line = title->line;
        }
        if (organisation) {
            entry.organisation = organisation->text;
            const auto next = static_cast<std::size_t>(organisation - parts.data()) + 1;
            if (domain.degrees && next < parts.size() && parts[next].after_comma && parts[next].line == organisation->line &&
                is_campus_of_state(organisation->text))
                entry.organisation += ", " + parts[next].text;
            entry.organisation_line = organisation->line;
        }
        for (const Fragment& f : parts)
            if (f.kind == FragmentKind::place && &f != organisation && entry.place.empty()) entry.place = f.text;
        const Block& block = blocks[b];
        if (block.anchor != SIZE_MAX) {
            const auto& spans = lines[block.anchor].spans;
            const auto range = std::ranges::find_if(spans, [](const Span& s) { return s.range; });
            entry.dates = range != spans.end() ? *range : spans.front();
            entry.dated = true;
            entry.date_line = lines[block.anchor].line;
        }
        for (const std::size_t i : block.body) entry.body.push_back(lines[i].line);
        if (!entry.title.empty() || !entry.organisation.empty()) out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace

std::vector<Entry> read_jobs(std::span<const TextLine* const> lines, const Words& words, const Geo* geo, bool day_first) {
    std::vector<Entry> out =
        read_entries(lines, {words.roles, words.companies, words.company_suffixes, words.at, "role", "employer", false}, words, geo, day_first);
    for (std::size_t i = 1; i < out.size(); ++i)
        if (out[i].organisation.empty() && !out[i - 1].organisation.empty() && !out[i].title.empty()) {  // several roles at one firm
            out[i].organisation = out[i - 1].organisation;
            out[i].organisation_line = out[i - 1].organisation_line;
            out[i].confidence = 0.7;
        }
    return out;
}

std::vector<Entry> read_degrees(std::span<const TextLine* const> lines, const Words& words, const Geo* geo, bool day_first) {
    return read_entries(lines, {words.degrees, words.schools, words.schools, words.school_at, "degree", "school", true}, words, geo, day_first);
}

}  // namespace bonafide::screen
