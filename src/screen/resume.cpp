#include "screen/resume.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "screen/contacts.h"
#include "screen/entries.h"
#include "screen/lines.h"

namespace bonafide::screen {

namespace {

using re2::RE2;
using Lines = std::vector<const TextLine*>;

constexpr std::size_t header_lines = 16;  ///< so far down a name or an address without a heading may stand

/// Does the text read day first? English does not; what stands in the words of the headings decides.
bool reads_day_first(const std::vector<TextLine>& lines) {
    static const RE2 english(R"((?i)\b(?:experience|education|skills|summary|languages|references|the|and|with|for)\b)");
    static const RE2 others(
        R"((?i)\b(?:berufserfahrung|ausbildung|kenntnisse|sprachen|und|mit|formation|compétences|langues|avec|pour|experiencia|educación|idiomas|con|para|experiência|formação|competências|com|der|die|les|des|los)\b)");
    int balance = 0;
    for (const TextLine& line : lines) {
        balance += RE2::PartialMatch(line.text, english) ? -1 : 0;
        balance += RE2::PartialMatch(line.text, others) ? 1 : 0;
    }
    return balance > 0;
}

class ResumeReader {
public:
    ResumeReader(const document::Document& document, const Words& words, const Geo* geo)
        : document_(document), words_(words), geo_(geo), lines_(read_lines(document, words)), day_first_(reads_day_first(lines_)) {}

    Resume read() {
        for (const document::Page& page : document_.pages)
            for (const document::Line& line : page.lines)
                if (line.hidden && !trim(line.text).empty()) out_.hidden.emplace_back(trim(line.text));
        contacts();
        name();
        former_name();
        address();
        birth();
        jobs();
        degrees();
        skills();
        languages();
        certificates();
        body();
        out_.likely = likelihood();
        return std::move(out_);
    }

private:
    void claim(std::string_view attribute, std::string_view value, const TextLine* line, double confidence, std::string_view group = {}) {
        value = trim(value);
        if (value.empty() || value.size() > 400) return;
        Claim c;
        c.attribute = attribute;
        c.value = value;
        c.group = group;
        c.confidence = confidence;
        if (line) {
            c.confidence *= line->source->confidence;
            c.evidence.page = line->page;
            c.evidence.line = line->source->number;
            c.evidence.box = line->source->box;
        }
        out_.claims.push_back(std::move(c));
    }

    [[nodiscard]] bool in_head(std::size_t i) const {
        const Section s = lines_[i].section;
        return s == Section::contact || s == Section::links ||
               ((i < header_lines || lines_[i].from_top < header_lines / 2) && lines_[i].page == 1 && (s == Section::none || s == Section::summary));
    }

    void contacts() {
        std::set<std::string> seen;
        const auto fresh = [&](std::string key) { return seen.insert(std::move(key)).second; };
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const TextLine& line = lines_[i];
            const bool reference = line.section == Section::references;
            for (const Match& m : find_emails(line.text))
                if (fresh("@" + ascii_lower(m.value))) claim(reference ? "reference_email" : "email", m.value, &line, 0.99);
            const bool head = in_head(i);
            for (const Match& m : find_links(line.text, head))
                if (!reference && fresh(link_key(m.value))) claim("link", m.value, &line, head ? 0.97 : 0.85);
            if (!head && !reference && line.section != Section::none && line.section != Section::other && !labelled_phone(line.text)) continue;
            for (const std::string& piece : pieces_of(line.text))
                for (const Match& m : find_phones(piece, words_, labelled_phone(piece))) {
                    std::string digits;
                    for (const char c : m.value)
                        if (c >= '0' && c <= '9') digits += c;
                    if (fresh("+" + digits)) claim(reference ? "reference_phone" : "phone", m.value, &line, head ? 0.97 : 0.8);
                }
        }
        for (const document::Link& link : document_.links) {
            const std::string_view target = trim(link.target);
            const TextLine* line = line_with(link.text);
            const bool reference = line && line->section == Section::references;
            if (target.starts_with("mailto:")) {
                std::string_view mail = target.substr(7);
                mail = mail.substr(0, mail.find('?'));
                if (!reference && mail.find('@') != std::string_view::npos && fresh("@" + ascii_lower(mail))) claim("email", mail, line, 0.95);
            } else if (target.starts_with("http") && fresh(link_key(target))) {
                claim("link", target, line, 0.9);
            }
        }
    }
    [[nodiscard]] const TextLine* line_with(std::string_view text) const {
        if (text.empty()) return nullptr;
        for (const TextLine& line : lines_)
            if (line.text.find(text) != std::string::npos) return &line;
        return nullptr;
    }
    [[nodiscard]] bool labelled_phone(std::string_view text) const {
        static const RE2 label(
            R"((?i)(?:^|[\s|,;•·(])(?:phone|telephone|tel|mobile|mob|cell|telefon|handy|mobil|téléphone|tél|portable|teléfono|móvil|celular|telefone|telemóvel|fon|whatsapp|contact number|ph|telefono)(?:\s*(?:no|nr|number|nummer))?\s*[.:)]|☎|📞|📱|✆)");
        return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), label) || text.starts_with("T:") || text.starts_with("M:") ||
               text.starts_with("P:");
    }

    // --- the name ----------------------------------------------------------------------------------------------------------
    [[nodiscard]] std::string name_in(std::string_view text) const {
        std::string candidate(strip_symbols(text));
        const std::string folded = plain(candidate);
        if (const std::size_t n = words_.titles.prefix(folded); n > 0) {  // "Resume of Jane Doe", "Lebenslauf Max Mustermann"
            std::size_t skip = 0, letters = 0;
            while (skip < candidate.size() && letters < n) {
                ++skip;
                letters = plain(std::string_view(candidate).substr(0, skip)).size();
            }
            std::string_view rest = strip_symbols(std::string_view(candidate).substr(skip));
            for (const std::string_view of : {"of ", "von ", "de ", "for "})
                if (rest.starts_with(of)) rest = rest.substr(of.size());
            candidate = std::string(strip_symbols(rest));
            if (candidate.starts_with(":")) candidate = std::string(strip_symbols(std::string_view(candidate).substr(1)));
        }
        // what stands behind a comma: titles only ("Jane Doe, MBA"), or the given name ("Doe, Jane")
        std::vector<std::string_view> parts = split(candidate, ',');
        std::string name(trim(parts.front()));
        const bool turned = parts.size() == 2 && word_count(parts[0]) == 1 && word_count(parts[1]) <= 2 && !words_.name_titles.inside(parts[1]);
        if (turned) name = candidate;
        else if (parts.size() > 1 && !words_.name_titles.inside(parts[1])) return {};
        if (const std::size_t bracket = name.find('('); bracket != std::string::npos && bracket > 0)
            name = std::string(trim(std::string_view(name).substr(0, bracket)));
        std::vector<Token> words = tokens(name);
        std::size_t begin = 0, end = words.size();
        while (begin < end && words_.name_titles.has(words[begin].folded) && words[begin].folded != "m") ++begin;
        while (end > begin + 1 && words_.name_titles.has(words[end - 1].folded)) --end;
        if (begin >= end) return {};
        std::size_t real = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const Token& word = words[i];
            if (word.raw.find_first_of("0123456789@&/:+#") != std::string_view::npos) return {};
            if (words_.not_names.has(word.folded)) return {};
            const bool particle = words_.particles.has(word.folded);
            if (!particle && !begins_upper(word.raw)) return {};
            real += !particle;
        }
        const std::size_t count = end - begin;
        const bool one_word_script = count == 1 && words[begin].raw.size() >= 6 && static_cast<unsigned char>(words[begin].raw.front()) >= 0xE3;
        if (!one_word_script && (count < 2 || count > 6 || real < 1)) return {};
        std::string out;
        if (turned) return name;
        for (std::size_t i = begin; i < end; ++i) {
            const auto from = static_cast<std::size_t>(words[i].raw.data() - name.data());
            const std::size_t to = from + words[i].raw.size();
            const bool initial = to < name.size() && name[to] == '.';
            out += (i > begin ? " " : "") + name.substr(from, to - from + (initial ? 1 : 0));
        }
        return out;
    }
    [[nodiscard]] bool other_thing(std::string_view text) const {
        return words_.roles.inside(text) || words_.headings.contains(plain(text)) || words_.schools.inside(text) ||
               place_rank(text, words_, nullptr) >= 2 || words_.companies.count(text) > 1;
    }

    void name() {
        std::string first, last;
        const TextLine *first_line = nullptr, *best_line = nullptr;
        std::string best;
        double best_score = -1e9;
        float largest = 0;
        for (const TextLine& line : lines_)
            if (line.page == 1) largest = std::max(largest, line.size);
        std::vector<std::string> users;
        for (const Claim& c : out_.claims)
            if (c.attribute == "email") users.push_back(plain(c.value.substr(0, c.value.find('@'))));
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const TextLine& line = lines_[i];
            if (line.heading) continue;
            const bool personal = line.section == Section::contact || line.section == Section::none;
            if (!personal) continue;
            const Labelled labelled = split_label(line.text);
            if (!labelled.rest.empty()) {
                if (is_label(words_, "name", labelled.label) && !labelled.rest.empty() && word_count(labelled.rest) <= 6) {
                    const std::string clean = name_in(head_of(labelled.rest));
                    return claim("name", clean.empty() ? head_of(labelled.rest) : std::string_view(clean), &line, 0.97);
                }
                if (is_label(words_, "first_name", labelled.label)) first = labelled.rest, first_line = &line;
                if (is_label(words_, "last_name", labelled.label)) last = labelled.rest;
                continue;
            }
        }
        if (!first.empty() && !last.empty()) return claim("name", first + " " + last, first_line, 0.97);
        std::size_t looked = 0;
        for (std::size_t i = 0; i < lines_.size() && lines_[i].page == 1; ++i) {
            const TextLine& line = lines_[i];
            if (line.heading) continue;
            // far down only what stands out: behind a sidebar, say
            const bool outstanding = line.source->heading || (line.size > 1 && line.size > 0.95F * largest && line.size > lines_.back().size * 1.2F);
            if (looked >= header_lines && !outstanding) continue;
            ++looked;
            std::vector<std::string> pieces = pieces_of(line.text);
            if (i + 1 < lines_.size() && word_count(line.text) == 1 && word_count(lines_[i + 1].text) == 1 && looked <= 3 && !lines_[i + 1].heading &&
                std::abs(line.size - lines_[i + 1].size) < 0.5F)
                pieces.push_back(line.text + " " + lines_[i + 1].text);  // given name above, family name below
            for (std::size_t p = 0; p < pieces.size(); ++p) {
                const std::string name = name_in(pieces[p]);
                if (name.empty()) continue;
                double score = outstanding ? 10.0 - std::min(static_cast<double>(looked), 5.0)
                                           : 10.0 - static_cast<double>(looked) - 0.5 * static_cast<double>(p);
                if (other_thing(pieces[p])) score -= 12;
                if (largest > 0 && line.size > 0.95F * largest && largest > 1) score += 4;
                if (line.bold) score += 1;
                if (line.bullet || sentence_like(line.text)) score -= 8;
                if (line.section != Section::none && line.section != Section::contact) score -= 4;
                for (const std::string& user : users)
                    for (const Token& word : tokens(name))
                        if (word.folded.size() >= 3 && user.find(word.folded) != std::string::npos) score += 4;
                if (score > best_score) {
                    best_score = score;
                    best = name;
                    best_line = &line;
                }
            }
        }
        if (best_score > -2) claim("name", best, best_line, best_score > 12 ? 0.97 : best_score > 6 ? 0.9 : 0.6);
    }
    /// "Anna Weber (née Schulz)", "formerly: Ben Ott", "Geburtsname: Schulz"
    void former_name() {
        static const RE2 said(
            R"((?i)(?:\(|^|[\s,;])(?:née|né|nee|formerly(?: known as)?|previously|maiden name|former name|birth name|geborene?|geburtsname|nom de naissance|apellido de soltera|nome de solteira)\s*:?\s+([^\s\d,;()|][^\d,;()|]{1,40}))");
        for (std::size_t i = 0; i < std::min(lines_.size(), header_lines); ++i) {
            std::string name;
            if (lines_[i].text.size() < 200 && RE2::PartialMatch(lines_[i].text, said, &name) && begins_upper(name) && word_count(name) <= 4 &&
                find_date(name, words_, day_first_).empty())
                return claim("former_name", trim(name), &lines_[i], 0.9);
        }
    }
    [[nodiscard]] static std::string_view head_of(std::string_view text) {
        for (const std::string_view separator : {" | ", " • ", " · ", "\t", "  ", ";"}) text = text.substr(0, text.find(separator));
        return trim(text);
    }
    [[nodiscard]] static bool sentence_like(std::string_view text) {
        return word_count(text) > 8 && text.find('|') == std::string_view::npos && text.find("•") == std::string_view::npos;
    }

    /// A header line at its separators: "Jane Doe | Austin, TX | 512-555-0100".
    [[nodiscard]] static std::vector<std::string> pieces_of(std::string_view text) {
        std::vector<std::string> out(1);
        static constexpr std::string_view separators[] = {" | ", "|",  " • ", "•",   " · ", "·",   "\t",   " – ", " — ",
                                                          " - ", "; ", "   ", " ◆ ", " ♦ ", " ⋅ ", " // ", "  "};
        for (std::size_t at = 0; at < text.size();) {
            std::size_t size = 0;
            for (const std::string_view s : separators)
                if (text.substr(at, s.size()) == s) {
                    size = s.size();
                    break;
                }
            // "São Paulo - SP": a state, no other piece
            const std::string_view after = text.substr(std::min(at + size, text.size()));
            if (size >= 3 && text[at] == ' ' && after.size() >= 2 && after[0] >= 'A' && after[0] <= 'Z' && after[1] >= 'A' && after[1] <= 'Z' &&
                (after.size() == 2 || after[2] == ' ' || after[2] == ','))
                size = 0;
            if (size) out.emplace_back();
            else out.back() += text[at];
            at += size ? size : 1;
        }
        std::erase_if(out, [](const std::string& s) { return trim(s).empty(); });
        return out;
    }

    // --- the address -------------------------------------------------------------------------------------------------------
    void address() {
        struct Found {
            std::string text;
            const TextLine* line = nullptr;
            int rank = 0;
            std::size_t index = 0;
        };
        std::vector<Found> found;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const TextLine& line = lines_[i];
            if (line.heading || !in_head(i)) continue;
            const Labelled whole = split_label(line.text);
            if (is_label(words_, "ignored", whole.label) || is_label(words_, "birth", whole.label)) continue;
            for (const std::string& raw : pieces_of(line.text)) {
                std::string_view piece = trim(raw);
                const Labelled labelled = split_label(piece);
                const bool named = is_label(words_, "address", labelled.label);
                if (named) piece = labelled.rest;
                else if (!labelled.rest.empty() && !labelled.label.empty()) continue;
                std::string text(piece);
                // what is a number to call or a place on the web is none
                if (!find_emails(text).empty()) continue;
                for (const Match& m : find_phones(text, words_, labelled_phone(text)))
                    if (const std::size_t at = text.find(m.value); at != std::string::npos && address_rank(m.value, words_, geo_) == 0)
                        text.erase(at, m.value.size());
                text = std::string(strip_symbols(text));
                int rank = address_rank(text, words_, geo_);
                if (named && !text.empty() && word_count(text) <= 16) rank = std::max(rank, 3);
                if (rank == 0 || (rank < 3 && sentence_like(text)) || (rank < 3 && words_.roles.inside(text))) continue;
                if (rank == 1 && (i == 0 || (!named && word_count(line.text) > 12))) continue;
                if (!out_.claims.empty() &&
                    std::ranges::any_of(out_.claims, [&](const Claim& c) { return c.attribute == "name" && c.value == text; }))
                    continue;
                found.push_back({text, &line, rank, i});
            }
        }
        if (found.empty()) return;
        // street on one line (or piece), post code and city on the next
        const auto top = std::ranges::max_element(found, {}, &Found::rank);
        std::string text = top->text;
        std::size_t last = top->index;
        for (auto next = top + 1;
             next != found.end() &&
             (next->rank >= 2 ||
              (next->rank == 1 && top->rank == 3 && top->text.find_first_of("0123456789") != std::string::npos && next->index == top->index + 1)) &&
             next->index <= last + 1 && text.size() + next->text.size() < 150 && next->index <= top->index + 2;
             ++next) {
            text += ", " + next->text;
            last = next->index;
        }
        claim("address", text, top->line, top->rank == 3 ? 0.95 : top->rank == 2 ? 0.85 : 0.7);
    }

    void birth() {
        for (const TextLine& line : lines_) {
            if (line.section != Section::none && line.section != Section::contact && line.section != Section::other) continue;
            for (const std::string& piece : pieces_of(line.text)) {
                static const RE2 label(
                    R"((?i)^\W*(?:date of birth|d\.?o\.?b\.?|born(?: on)?|birth ?date|birthday|geburtsdatum|geboren(?: am)?|geb\.(?: am)?|geburtstag|date de naissance|née? le|fecha de nacimiento|nacid[oa] el|data de nascimento|nascid[oa] em|nascimento)\b\W*(.+)$)");
                std::string rest;
                if (!RE2::PartialMatch(piece, label, &rest)) continue;
                const std::string date = find_date(rest, words_, day_first_);
                if (!date.empty()) return claim("date_of_birth", date, &line, 0.95);
            }
        }
    }

    // --- jobs and degrees --------------------------------------------------------------------------------------------------
    [[nodiscard]] Lines section(Section wanted) const {
        Lines out;
        for (const TextLine& line : lines_)
            if (line.section == wanted && !line.heading) out.push_back(&line);
        return out;
    }

    void entry_claims(const std::vector<Entry>& entries, std::string_view kind, std::string_view organisation, std::string_view title) {
        std::size_t number = 0;
        for (const Entry& entry : entries) {
            const std::string group = std::string(kind) + std::to_string(++number);
            const auto put = [&](std::string_view attribute, const std::string& value, const TextLine* line) {
                if (value.empty()) return;
                const std::size_t before = out_.claims.size();
                claim(attribute, value, line, entry.confidence, group);
                if (out_.claims.size() == before || !entry.dated) return;
                Claim& c = out_.claims.back();
                c.from = entry.dates.from;
                c.to = entry.dates.to;
                c.current = entry.dates.current;
                if (!entry.dates.range && kind == "degree") c.from.clear();  // one year is that of the degree
            };
            put(organisation, entry.organisation, entry.organisation_line);
            put(title, entry.title, entry.title_line);
            if (!entry.place.empty()) put("place", entry.place, entry.organisation_line ? entry.organisation_line : entry.title_line);
            for (const TextLine* line : entry.body) {
                const Labelled labelled = split_label(line->text);
                if (!is_label(words_, "skills", labelled.label)) continue;
                for (const std::string& skill : skill_names(labelled.rest)) {
                    put("skill", skill, line);
                }
            }
        }
    }

    void jobs() {
        Lines lines = section(Section::experience);
        if (lines.empty() && std::ranges::none_of(lines_, [](const TextLine& l) { return l.section == Section::experience; })) {
            std::size_t index = 0;
            for (const TextLine& line : lines_)
                if (index++ > 3 && !line.heading && (line.section == Section::none || line.section == Section::summary)) lines.push_back(&line);
        }
        entry_claims(read_jobs(lines, words_, geo_, day_first_), "job", "employer", "role");
    }
    void degrees() { entry_claims(read_degrees(section(Section::education), words_, geo_, day_first_), "degree", "school", "degree"); }

    // --- skills and languages ----------------------------------------------------------------------------------------------
    [[nodiscard]] std::vector<std::string> skill_names(std::string_view text) const {
        std::vector<std::string> out;
        std::string current;
        int depth = 0;
        const auto flush = [&] {
            std::string_view item = strip_symbols(current);
            for (const std::string_view joint : {"and ", "und ", "et ", "y ", "e "})
                if (item.starts_with(joint)) item = trim(item.substr(joint.size()));
            if (item.size() >= 1 && item.size() <= 60 && word_count(item) <= 5) out.emplace_back(item);
            current.clear();
        };
        for (std::size_t at = 0; at < text.size(); ++at) {
            const char c = text[at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            const bool dot = text.substr(at, 3) == "•" || text.substr(at, 3) == "●" || text.substr(at, 3) == "∙";
            const bool middle = text.substr(at, 2) == "·";
            if (depth <= 0 && (c == ',' || c == ';' || c == '|' || c == '\t' || dot || middle || (c == ' ' && text.substr(at, 3) == " / ") ||
                               (c == ' ' && text.substr(at, 2) == "  "))) {
                flush();
                at += dot ? 2 : middle ? 1 : c == ' ' ? (text.substr(at, 3) == " / " ? 2 : 1) : 0;
                depth = 0;
                continue;
            }
            current += c;
        }
        if (current.ends_with('.')) current.pop_back();
        flush();
        return out;
    }

    void skill(std::string_view item, const TextLine* line) {
        static const RE2 years(R"((?i)[\s(\[–—:\-]*(?:over\s+)?(\d{1,2})\+?\s*(?:yrs?|years?|jahre?|ans|años|anos)\b[^)]*[)\]]?\s*)");
        static const RE2 level(
            R"((?i)\s*[(\[:–—\-]\s*(?:advanced|expert|intermediate|beginner|basic|proficient|familiar|fluent|fortgeschritten|grundlagen|sehr gut|gut|experte|avancé|intermédiaire|débutant|avanzado|intermedio|básico|avançado|intermediário|\d+\s*/\s*\d+|\d+\s*%|[★☆●○■□*]+)\s*[)\]]?\s*$)");
        std::string name(item);
        int count = 0;
        if (RE2::PartialMatch(name, years, &count)) RE2::Replace(&name, years, "");
        RE2::Replace(&name, level, "");
        const auto spans = find_spans(name, words_, day_first_);
        Span span;
        if (!spans.empty() && spans.front().begin > 0) {
            span = spans.front();
            name = name.substr(0, span.begin);
        }
        const std::string_view clean =
            strip_symbols(trim(name.ends_with('(') ? std::string_view(name).substr(0, name.size() - 1) : std::string_view(name)));
        if (clean.empty() || word_count(clean) > 5) return;
        const std::string key = plain(clean);
        if (key.empty() || !skills_.insert(key).second) return;
        const std::size_t before = out_.claims.size();
        claim("skill", clean, line, 0.9);
        if (out_.claims.size() == before) return;
        out_.claims.back().years = count;
        if (span.range) {
            out_.claims.back().from = span.from;
            out_.claims.back().to = span.to;
            out_.claims.back().current = span.current;
        }
    }

    void skills() {
        for (const TextLine& line : lines_) {
            if (line.section != Section::skills || line.heading) continue;
            std::string_view text = line.text;
            const Labelled labelled = split_label(text);
            if (!labelled.label.empty()) {
                if (labelled.rest.empty()) continue;  // a heading of its own
                static const RE2 figures(R"((?i)^\W*\d{1,2}\+?\s*(?:yrs?|years?|jahre?|ans|años|anos)\W*$)");
                if (!RE2::FullMatch(re2::StringPiece(labelled.rest.data(), labelled.rest.size()), figures)) text = labelled.rest;
                if (words_.languages.inside(labelled.label) || is_spoken(labelled)) {
                    language_line(line, text);
                    continue;
                }
            }
            if (word_count(text) > 8 && text.find(',') == std::string_view::npos && text.ends_with('.')) continue;
            for (const std::string& item : skill_names(text)) skill(item, &line);
        }
        // "10+ years of Kubernetes", wherever it is said
        static const RE2 phrase(
            R"((?i:(\d{1,2})\+?\s*(?:years?|yrs?)(?:'|’)?\s+(?:of\s+)?(?:professional\s+|hands-on\s+|industry\s+|commercial\s+)?(?:experience\s+)?(?:of|in|with|using|working with|building with|developing in)\s+)([A-Z][A-Za-z\d+#.]*(?:\s[A-Z][A-Za-z\d+#.]*)?))");
        for (const TextLine& line : lines_) {
            int count = 0;
            std::string name;
            if (line.text.size() > 1000 || !RE2::PartialMatch(line.text, phrase, &count, &name)) continue;
            while (name.ends_with('.')) name.pop_back();
            claim("skill", name, &line, 0.8);
            if (!out_.claims.empty()) out_.claims.back().years = count;
        }
    }
    [[nodiscard]] bool is_spoken(const Labelled& labelled) const {
        const auto heading = words_.headings.find(plain(labelled.label));
        return heading != words_.headings.end() && heading->second == Section::languages && words_.languages.inside(labelled.rest);
    }

    void language_line(const TextLine& line, std::string_view text) {
        for (const Token& word : tokens(text)) {
            std::string key = word.folded;
            if (!words_.languages.has(key)) {
                const std::size_t cut = key.find_first_of("/-:&");
                key = key.substr(0, cut);
                if (cut == std::string::npos || !words_.languages.has(key)) continue;
            }
            if (!spoken_.insert(key).second) continue;
            const std::size_t from = static_cast<std::size_t>(word.raw.data() - text.data());
            claim(
                "language",
                text.substr(from, std::min(word.raw.size(), word.raw.find_first_of("/:&") == std::string_view::npos ? word.raw.size()
                                                                                                                    : word.raw.find_first_of("/:&"))),
                &line, 0.95);
        }
    }
    void languages() {
        for (const TextLine& line : lines_)
            if (line.section == Section::languages && !line.heading) language_line(line, line.text);
    }

    void certificates() {
        for (const TextLine& line : lines_) {
            if (line.section != Section::certifications || line.heading || word_count(line.text) > 16) continue;
            const auto spans = find_spans(line.text, words_, day_first_);
            std::string text = spans.empty() ? line.text : line.text.substr(0, spans.front().begin);
            if (!spans.empty() && trim(text).empty()) text = line.text.substr(spans.front().end);
            const std::string_view clean =
                strip_symbols(text.ends_with('(') ? std::string_view(text).substr(0, text.size() - 1) : std::string_view(text));
            const std::size_t before = out_.claims.size();
            claim("certificate", clean, &line, 0.8);
            if (out_.claims.size() > before && !spans.empty()) out_.claims.back().to = spans.front().from;
        }
    }

    void body() {
        for (const TextLine& line : lines_)
            if (!line.heading &&
                (line.section == Section::experience || line.section == Section::summary || line.section == Section::projects ||
                 line.section == Section::none) &&
                word_count(line.text) >= 5 && find_emails(line.text).empty())
                out_.body.push_back(line.text);
    }

    [[nodiscard]] double likelihood() const {
        double score = 0;
        std::set<Section> sections;
        for (const TextLine& line : lines_)
            if (line.heading) sections.insert(line.section);
        score += sections.contains(Section::experience) ? 0.35 : 0;
        score += sections.contains(Section::education) ? 0.25 : 0;
        score += sections.contains(Section::skills) ? 0.15 : 0;
        score += sections.contains(Section::summary) || sections.contains(Section::languages) || sections.contains(Section::contact) ? 0.1 : 0;
        for (const Claim& c : out_.claims) {
            if (c.attribute == "email" || c.attribute == "phone") score += 0.1;
            if (c.attribute == "employer" && !c.from.empty()) score += 0.1;
        }
        for (std::size_t i = 0; i < std::min<std::size_t>(3, lines_.size()); ++i)
            if (words_.titles.inside(lines_[i].text) && word_count(lines_[i].text) <= 5) score += 0.3;
        return std::min(score, 1.0);
    }

    const document::Document& document_;
    const Words& words_;
    const Geo* geo_;
    std::vector<TextLine> lines_;
    bool day_first_;
    std::set<std::string> skills_, spoken_;
    Resume out_;
};

}  // namespace

Resume read_resume(const document::Document& document, const Words& words, const Geo* geo) { return ResumeReader(document, words, geo).read(); }

}  // namespace bonafide::screen
