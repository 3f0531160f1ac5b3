#include "document/pdf_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "base/text.h"
#include "document/lines.h"

namespace bonafide::document {

namespace {

constexpr int most_depth = 16;
constexpr std::size_t most_candidates = 80;

/// Pieces on one baseline, from left to right.
struct Row {
    float baseline = 0, size = 0;
    std::vector<const PdfPiece*> pieces;
};
using Pieces = std::vector<const PdfPiece*>;
using Rows = std::vector<Row>;

float text_size(std::span<const Row> rows) {
    std::vector<float> sizes;
    for (const Row& row : rows)
        for (const PdfPiece* piece : row.pieces) sizes.push_back(piece->size);
    if (sizes.empty()) return 10;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::ranges::nth_element(sizes, middle);
    return std::max(*middle, 1.0F);
}

Rows rows_of(Pieces pieces) {
    std::ranges::sort(
        pieces, [](const PdfPiece* a, const PdfPiece* b) { return a->baseline != b->baseline ? a->baseline < b->baseline : a->left < b->left; });
    Rows rows;
    for (const PdfPiece* piece : pieces) {
        if (rows.empty() || piece->baseline - rows.back().baseline > 0.3F * std::min(std::max(rows.back().size, 4.0F), std::max(piece->size, 4.0F)))
            rows.emplace_back().baseline = piece->baseline;
        rows.back().size = std::max(rows.back().size, piece->size);
        rows.back().pieces.push_back(piece);
    }
    for (Row& row : rows) std::ranges::stable_sort(row.pieces, {}, &PdfPiece::left);
    return rows;
}

/// A mark of a list stands apart from its text, but is no column.
bool is_mark(const PdfPiece& piece) {
    if (piece.text.size() > 4) return false;
    std::string probe = piece.text + " x";
    if (take_bullet(probe)) return true;
    const std::string_view t = piece.text;  // "1." and "a)"
    return t.size() <= 3 && (t.ends_with('.') || t.ends_with(')')) && t.size() >= 2 && std::isalnum(static_cast<unsigned char>(t[0])) != 0;
}

/// Does the text read like the dates of a job? They stand at a margin of their own in many layouts.
bool is_date(std::string_view text) {
    std::size_t run = 0;
    bool year = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
            ++run;
            continue;
        }
        if (run == 4) {
            const std::string_view digits = text.substr(i - 4, 2);
            year = year || digits == "19" || digits == "20";
        }
        run = 0;
    }
    return year && text.size() < 40;
}

// ---------------------------------------------------------------- one line
class Lines {
public:
    void row(std::span<const PdfPiece* const> pieces) {
        if (pieces.empty()) return;
        Line line;
        std::string text;
        std::size_t bold = 0, plain = 0;
        const PdfPiece* before = nullptr;
        line.box = {1e9F, 1e9F, -1e9F, -1e9F};
        for (const PdfPiece* piece : pieces) {
            if (before != nullptr) text += between(*before, *piece, text);
            text += piece->text;
            (piece->font != nullptr && piece->font->bold() ? bold : plain) += piece->text.size();
            line.size = std::max(line.size, piece->size);
            line.confidence = std::min(line.confidence, piece->confidence);
            extend(line.box, *piece);
            before = piece;
        }
        line.text = tidy(text);
        line.bold = bold > plain;
        line.hidden = !pieces[0]->hidden.empty();
        line.bullet = take_bullet(line.text);
        close_up(line.text);
        if (!line.text.empty()) out.push_back(std::move(line));
    }
    std::vector<Line> out;

private:
    static std::string_view between(const PdfPiece& a, const PdfPiece& b, std::string_view so_far) {
        const float gap = b.left - a.right, size = std::max(a.size, b.size);
        if (gap > 1.6F * size) return so_far.size() <= 4 && is_mark(a) ? " " : "\t";
        return gap > 0.15F * size ? " " : "";
    }

    static void extend(Box& box, const PdfPiece& piece) {
        float left = piece.left, right = piece.right, top = piece.top(), bottom = piece.bottom();
        if (piece.turned == 1) std::tie(left, top, right, bottom) = std::tuple(piece.top(), -piece.right, piece.bottom(), -piece.left);
        if (piece.turned == 2) std::tie(left, top, right, bottom) = std::tuple(-piece.right, -piece.bottom(), -piece.left, -piece.top());
        if (piece.turned == 3) std::tie(left, top, right, bottom) = std::tuple(-piece.bottom(), piece.left, -piece.top(), piece.right);
        box.left = std::min(box.left, left), box.right = std::max(box.right, right);
        box.top = std::min(box.top, top), box.bottom = std::max(box.bottom, bottom);
    }

    /// "S K I L L S" → "SKILLS": letters set apart one by one.
    static void close_up(std::string& text) {
        if (text.size() < 7) return;
        std::string joined;
        std::size_t letters = 0;
        for (const std::string_view part : split(text, ' ')) {
            const auto characters = std::ranges::count_if(part, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
            if (characters != 1 || (part.size() == 1 && std::isalpha(static_cast<unsigned char>(part[0])) == 0 && part[0] != '&')) return;
            joined += part == "&" ? " & " : std::string(part);
            ++letters;
        }
        if (letters >= 4) text = joined;
    }
};

// ---------------------------------------------------------------- columns
/// A white strip that parts a run of rows.
struct Gutter {
    std::size_t first = 0, last = 0;  ///< rows
    float left = 0, right = 0;
    float score = 0;
};

struct Side {
    std::size_t rows = 0, pieces = 0;
};

class Layout {
public:
    explicit Layout(Lines& lines) : lines_(lines) {}

    void region(const Rows& rows, int depth) {
        if (rows.empty()) return;
        const std::optional<Gutter> gutter = depth < most_depth ? best_gutter(rows) : std::nullopt;
        if (!gutter) {
            for (const Row& row : rows) lines_.row(row.pieces);
            return;
        }
        region(Rows(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(gutter->first)), depth + 1);
        part(std::span(rows).subspan(gutter->first, gutter->last - gutter->first + 1), *gutter, depth);
        region(Rows(rows.begin() + static_cast<std::ptrdiff_t>(gutter->last + 1), rows.end()), depth + 1);
    }

private:
    static std::vector<float> candidates(const Rows& rows, float size) {
        std::vector<float> lefts;
        for (const Row& row : rows)
            for (const PdfPiece* piece : row.pieces) lefts.push_back(piece->left);
        std::ranges::sort(lefts);
        // Where at least two pieces begin, the more the better; and every gap inside of a row.
        std::vector<std::pair<std::size_t, float>> edges;
        for (std::size_t i = 0; i < lefts.size();) {
            std::size_t j = i;
            while (j < lefts.size() && lefts[j] - lefts[i] < 0.3F * size) ++j;
            if (j - i >= 2) edges.emplace_back(j - i, lefts[i] - 0.05F * size);
            i = j;
        }
        std::ranges::sort(edges, std::greater{});
        std::vector<float> out;
        for (const auto& [count, x] : edges)
            if (out.size() < most_candidates) out.push_back(x);
        for (const Row& row : rows)
            for (std::size_t i = 1; i < row.pieces.size() && out.size() < 2 * most_candidates; ++i)
                if (row.pieces[i]->left - row.pieces[i - 1]->right > 0.9F * size) out.push_back(row.pieces[i]->left - 0.05F * size);
        return out;
    }

    static std::optional<Gutter> best_gutter(const Rows& rows) {
        const float size = text_size(rows);
        std::optional<Gutter> best;
        for (const float x : candidates(rows, size)) {
            for (std::size_t first = 0; first < rows.size();) {
                std::size_t last = first;
                Gutter found{first, first, -1e9F, 1e9F, 0};
                Side left, right;
                for (; last < rows.size() && extends(rows[last], x, size, found, left, right); ++last) {
                }
                if (last > first) {
                    found.last = last - 1;
                    trim_run(rows, x, found, left, right);
                    consider(rows, found, left, right, size, best);
                }
                first = std::max(last, first + 1);
            }
        }
        return best;
    }

    /// Takes the row into the run if nothing of it crosses x and enough white is left.
    static bool extends(const Row& row, float x, float size, Gutter& gutter, Side& left, Side& right) {
        float l = gutter.left, r = gutter.right;
        bool has_left = false, has_right = false;
        for (const PdfPiece* piece : row.pieces) {
            if (piece->left < x && piece->right > x + 0.1F * size) return false;
            if (piece->left < x) l = std::max(l, piece->right), has_left = true;
            else r = std::min(r, piece->left), has_right = true;
        }
        if (r - l < 0.8F * size) return false;
        gutter.left = l, gutter.right = r;
        left.rows += has_left ? 1 : 0, right.rows += has_right ? 1 : 0;
        return true;
    }

    /// Rows at the ends of the run that have only one side are part of it only where the layout goes on: a title over columns is not.
    static void trim_run(const Rows& rows, float x, Gutter& gutter, Side& left, Side& right) {
        const auto sides = [&](std::size_t i) {
            std::pair<bool, bool> out{false, false};
            for (const PdfPiece* piece : rows[i].pieces) (piece->left < x ? out.first : out.second) = true;
            return out;
        };
        // At the top a left-sided row with large letters, as names and titles have.
        const float size = text_size(rows);
        while (gutter.first < gutter.last) {
            const auto [l, r] = sides(gutter.first);
            if ((l && r) || rows[gutter.first].size < 1.45F * size || left.rows <= 1 || !l) break;
            --left.rows;
            ++gutter.first;
        }
        (void)right;
    }

    /// Which share of the rows right of the strip begins at its edge, as a column's rows do and dates at a margin do not.
    static float aligned(const Rows& rows, const Gutter& gutter, float size) {
        std::size_t all = 0, at_edge = 0;
        for (std::size_t i = gutter.first; i <= gutter.last; ++i) {
            const auto first = std::ranges::find_if(rows[i].pieces, [&](const PdfPiece* piece) { return piece->left >= gutter.right - 0.01F; });
            if (first == rows[i].pieces.end()) continue;
            ++all;
            at_edge += (*first)->left - gutter.right < 0.4F * size ? 1 : 0;
        }
        return all == 0 ? 0 : static_cast<float>(at_edge) / static_cast<float>(all);
    }

    static void consider(const Rows& rows, Gutter& found, const Side& left, const Side& right, float size, std::optional<Gutter>& best) {
        if (left.rows == 0 || right.rows == 0 || left.rows + right.rows < 3) return;
        const auto both = static_cast<float>(std::min(left.rows, right.rows));
        const auto height = static_cast<float>(found.last - found.first + 1);
        // Many rows on both sides that begin at one edge, then a wide strip.
        found.score = both * (1 + 2 * aligned(rows, found, size)) + height + std::min(found.right - found.left, 4 * size) / size * 0.3F;
        if (both < 2 && height > 6) found.score -= height * 0.7F;  // a single date somewhere
        if (!best || found.score > best->score) best = found;
    }

    struct Cell {
        std::size_t first = 0, last = 0;  ///< rows of its side
    };

    static std::vector<Cell> cells_of(const Rows& side, float size) {
        std::vector<Cell> cells;
        for (std::size_t i = 0; i < side.size(); ++i) {
            const bool goes_on = i > 0 && side[i].baseline - side[i - 1].baseline < 1.75F * std::max(size, std::min(side[i].size, side[i - 1].size));
            if (goes_on) cells.back().last = i;
            else cells.push_back({i, i});
        }
        return cells;
    }

    static std::string text_of(const Row& row) {
        std::string out;
        for (const PdfPiece* piece : row.pieces) out += piece->text + " ";
        return out;
    }

    /// A date or something set like a heading.
    static bool stands_out(const Rows& rows, const Cell& cell, float size) {
        std::string text;
        bool loud = true;
        for (std::size_t i = cell.first; i <= cell.last; ++i) {
            text += text_of(rows[i]);
            const PdfPiece& first = *rows[i].pieces[0];
            loud = loud && ((first.font != nullptr && first.font->bold()) || first.size > 1.12F * size);
        }
        const bool capitals = std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; }) &&
                              std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; }) > 3;
        return is_date(trim(text)) || loud || capitals;
    }

    /// Do the lines of `labels` name what stands beside them (dates of jobs, names of sections), rather than being a column of their own?
    static bool are_labels(const Rows& labels, const Rows& texts, float size) {
        if (labels.empty() || texts.empty()) return false;
        const std::vector<Cell> cells = cells_of(labels, size);
        std::size_t dated = 0, lines = 0, aligned = 0, bullets = 0, loud = 0, apart = 0;
        for (const Cell& cell : cells) {
            std::string text;
            for (std::size_t i = cell.first; i <= cell.last; ++i) text += text_of(labels[i]);
            dated += is_date(trim(text)) ? 1 : 0;
            loud += stands_out(labels, cell, size) ? 1 : 0;
            lines += cell.last - cell.first + 1;
            const float y = labels[cell.first].baseline;
            const auto beside = [&](float reach) {
                return std::ranges::any_of(texts, [&](const Row& row) { return std::abs(row.baseline - y) < reach * size; });
            };
            aligned += beside(0.9F) ? 1 : 0;
            apart += cell.first == cell.last && !beside(1.4F) ? 1 : 0;
            for (std::size_t i = cell.first; i <= cell.last; ++i) bullets += labels[i].pieces.size() > 1 || is_mark(*labels[i].pieces[0]) ? 1 : 0;
        }
        const auto per_cell = static_cast<float>(lines) / static_cast<float>(cells.size());
        const bool sparse = lines * 3 <= texts.size() * 2 + 2, mostly_aligned = aligned * 4 >= cells.size() * 3;
        if (dated * 2 >= cells.size() && per_cell <= 4 && (mostly_aligned || loud == cells.size())) return true;
        // Headings between the entries stand in rows of their own; of a scan nobody knows that they are bold.
        if (dated >= 2 && dated * 2 >= cells.size() - apart && per_cell <= 4 && aligned * 4 >= (cells.size() - apart) * 3) return true;
        if (bullets * 2 > lines || cells.size() < 2) return false;
        if (loud * 5 >= cells.size() * 4 && per_cell <= 2.2F && lines <= texts.size()) return true;
        return sparse && per_cell <= 1.5F && mostly_aligned && loud * 2 >= cells.size();
    }

    static Rows cut(std::span<const Row> rows, float x, bool left) {
        Rows out;
        for (const Row& row : rows) {
            Row kept{row.baseline, 0, {}};
            for (const PdfPiece* piece : row.pieces)
                if ((piece->left < x) == left)
                    kept.pieces.push_back(piece), kept.size = std::max(kept.size, piece->size), kept.baseline = piece->baseline;
            if (!kept.pieces.empty()) out.push_back(std::move(kept));
        }
        return out;
    }

    void part(std::span<const Row> rows, const Gutter& gutter, int depth) {
        const float x = (gutter.left + gutter.right) / 2, size = text_size(rows);
        const Rows left = cut(rows, x, true), right = cut(rows, x, false);
        // A cell's share of every row: where the labels are sparse the table is read row by row.
        if (is_margin(right, left, size)) return margin(rows, depth, gutter);
        if (are_labels(left, right, size)) return table(left, right, size, depth);
        region(left, depth + 1);
        region(right, depth + 1);
    }

    /// Dates and places at the right margin belong to the lines they stand in.
    static bool is_margin(const Rows& right, const Rows& left, float size) {
        std::size_t dated = 0, beside = 0;
        for (const Row& row : right) {
            dated += is_date(trim(text_of(row))) ? 1 : 0;
            beside += std::ranges::any_of(left, [&](const Row& l) { return std::abs(l.baseline - row.baseline) < 0.35F * size; }) ? 1 : 0;
        }
        if (beside < right.size()) return false;
        if (dated * 3 >= right.size()) return true;
        return right.size() * 2 <= left.size() && cells_of(right, size).size() == right.size();
    }

    /// Row by row; further strips inside of the left part (other than this one) are looked for.
    void margin(std::span<const Row> rows, int, const Gutter&) {
        for (const Row& row : rows) lines_.row(row.pieces);
    }

    void table(const Rows& labels, const Rows& texts, float size, int depth) {
        const std::vector<Cell> cells = cells_of(labels, size);
        std::size_t text = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::size_t before = text;
            text = first_beside(texts, text, labels[cells[i].first].baseline, size);
            emit(texts, before, text, depth);
            region(
                Rows(labels.begin() + static_cast<std::ptrdiff_t>(cells[i].first), labels.begin() + static_cast<std::ptrdiff_t>(cells[i].last + 1)),
                depth + 1);
        }
        emit(texts, text, texts.size(), depth);
    }

    /// Which text is the first that a label at `y` names: not far above it, and there the beginning of a block.
    static std::size_t first_beside(const Rows& texts, std::size_t from, float y, float size) {
        std::size_t first = from;
        while (first < texts.size() && texts[first].baseline < y - 0.9F * size) ++first;
        for (std::size_t i = first; i > from && texts[i - 1].baseline > y - 2.4F * size; --i) {
            const bool begins = i == 1 || texts[i - 1].baseline - texts[i - 2].baseline > 1.5F * size;
            if (begins) return i - 1;
        }
        return first;
    }

    void emit(const Rows& rows, std::size_t first, std::size_t last, int depth) {
        if (first < last)
            region(Rows(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(last)), depth + 1);
    }

    Lines& lines_;
};

/// A mark and what follows it in its row become one for the search of columns.
struct Joined {
    std::vector<PdfPiece> pieces;
};

Joined join_marks(const Pieces& pieces) {
    Joined out;
    out.pieces.reserve(pieces.size());
    for (const Row& row : rows_of(pieces)) {
        for (std::size_t i = 0; i < row.pieces.size(); ++i) {
            const PdfPiece& piece = *row.pieces[i];
            const bool mark = i + 1 < row.pieces.size() && is_mark(piece) &&
                              row.pieces[i + 1]->left - piece.right < 4 * std::max(piece.size, row.pieces[i + 1]->size);
            if (!mark) {
                out.pieces.push_back(piece);
                continue;
            }
            PdfPiece both = *row.pieces[++i];
            both.text = piece.text + " " + both.text;
            both.left = piece.left;
            out.pieces.push_back(std::move(both));
        }
    }
    return out;
}

/// Pieces that touch in a row are one: bold words inside of a sentence cannot be a column.
void join_touching(std::vector<PdfPiece>& pieces) {
    Pieces all;
    for (const PdfPiece& piece : pieces) all.push_back(&piece);
    std::vector<PdfPiece> out;
    out.reserve(pieces.size());
    for (const Row& row : rows_of(all)) {
        const std::size_t begin = out.size();
        for (const PdfPiece* piece : row.pieces) {
            const float gap = out.size() > begin ? piece->left - out.back().right : 0;
            if (out.size() > begin && gap < 0.75F * piece->size && gap > -1.0F * piece->size && piece->left > out.back().left) {
                const bool bold = out.back().font != nullptr && piece->font != nullptr && !out.back().font->bold() && piece->font->bold() &&
                                  piece->text.size() > out.back().text.size();
                if (bold) out.back().font = piece->font;
                out.back().text += (gap > 0.15F * std::max(piece->size, out.back().size) ? " " : "") + piece->text;
                out.back().right = std::max(out.back().right, piece->right);
                out.back().size = std::max(out.back().size, piece->size);
            } else out.push_back(*piece);
        }
    }
    pieces = std::move(out);
}

}  // namespace

std::vector<Line> lay_out(const std::vector<PdfPiece>& all) {
    Lines lines;
    for (std::uint8_t turned = 0; turned < 4; ++turned) {
        for (const bool hidden : {false, true}) {
            Pieces chosen;
            for (const PdfPiece& piece : all)
                if (piece.turned == turned && piece.hidden.empty() != hidden && !trim(piece.text).empty()) chosen.push_back(&piece);
            if (chosen.empty()) continue;
            Joined joined = join_marks(chosen);
            join_touching(joined.pieces);
            Pieces pieces;
            for (const PdfPiece& piece : joined.pieces) pieces.push_back(&piece);
            Layout(lines).region(rows_of(pieces), hidden ? most_depth : 0);
        }
    }
    return std::move(lines.out);
}

}  // namespace bonafide::document
