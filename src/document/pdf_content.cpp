#include "document/pdf_content.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <unordered_map>

#include "base/text.h"
#include "document/pdf_tokens.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_pieces = 100'000, most_operators = 4'000'000, most_areas = 20'000;
constexpr int most_depth = 12;

struct Matrix {
    float a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
    /// This first, then `after`.
    [[nodiscard]] Matrix then(const Matrix& after) const {
        return {a * after.a + b * after.c, a * after.b + b * after.d,           c * after.a + d * after.c,
                c * after.b + d * after.d, e * after.a + f * after.c + after.e, e * after.b + f * after.d + after.f};
    }
    [[nodiscard]] std::pair<float, float> at(float x, float y) const { return {a * x + c * y + e, b * x + d * y + f}; }
};

Box box_of(const Matrix& m, float left, float bottom, float right, float top) {
    Box out{1e9F, 1e9F, -1e9F, -1e9F};
    for (const auto& [x, y] : {m.at(left, bottom), m.at(right, bottom), m.at(left, top), m.at(right, top)}) {
        out.left = std::min(out.left, x), out.right = std::max(out.right, x);
        out.top = std::min(out.top, y), out.bottom = std::max(out.bottom, y);
    }
    return out;
}

Box common(const Box& a, const Box& b) {
    return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
}

bool inside(const Box& box, float x, float y) { return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom; }

float area(const Box& box) { return std::max(0.0F, box.right - box.left) * std::max(0.0F, box.bottom - box.top); }

/// Nothing: a pattern or a colour that is not known.
using Paint = std::optional<Colour>;

struct State {
    Matrix matrix;
    Paint fill = Colour{0, 0, 0}, stroke = Colour{0, 0, 0};
    std::string space;  ///< of fill: "Pattern", "Separation" or ""
    Box clip{-1e9F, -1e9F, 1e9F, 1e9F};
    float alpha = 1;
    bool masked = false;
    const PdfFont* font = nullptr;
    float size = 0, character_space = 0, word_space = 0, scale = 1, leading = 0, rise = 0;
    int mode = 0;
};

/// An area that covers what was drawn before it.
struct Area {
    Box box;
    Paint colour;
    bool picture = false;
    std::size_t order = 0;
};

/// A letter as drawn, before pieces are made of them.
struct Letter {
    float x = 0, y = 0, end = 0, size = 0;
    std::uint8_t turned = 0;
};

std::uint8_t level(float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0F, 1.0F) * 255); }

Paint colour_of(const std::vector<float>& parts) {
    if (parts.size() == 1) return Colour{level(parts[0]), level(parts[0]), level(parts[0])};
    if (parts.size() == 3) return Colour{level(parts[0]), level(parts[1]), level(parts[2])};
    if (parts.size() != 4) return std::nullopt;
    const float light = 1 - parts[3];
    return Colour{level((1 - parts[0]) * light), level((1 - parts[1]) * light), level((1 - parts[2]) * light)};
}

class Interpreter {
public:
    Interpreter(PdfPageContent& out, PdfFonts& fonts, const std::vector<QPDFObjGen>& hidden_layers)
        : out_(out), fonts_(fonts), layers_(hidden_layers) {}

    void page(QPDFObjectHandle page) {
        const Matrix base = page_matrix(page);
        state_.matrix = base;
        std::string content;
        QPDFObjectHandle contents = pdf_key(page, "/Contents");
        if (contents.isArray())
            for (QPDFObjectHandle part : contents.getArrayAsVector()) content += pdf_stream(part) + "\n";
        else content = pdf_stream(contents);
        run(content, inherited(page, "/Resources"), 0);
        annotations(page, base);
        finish_piece();
        settle();
        draw_marks();
    }

private:
    static QPDFObjectHandle inherited(QPDFObjectHandle node, const std::string& name) {
        for (int i = 0; i < 50 && node.isDictionary(); ++i) {
            QPDFObjectHandle value = node.getKey(name);
            if (!value.isNull()) return value;
            node = node.getKey("/Parent");
        }
        return QPDFObjectHandle::newNull();
    }

    static std::optional<std::array<float, 4>> numbers4(QPDFObjectHandle array) {
        if (!array.isArray() || array.getArrayNItems() != 4) return std::nullopt;
        std::array<float, 4> out{};
        for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(i)] = pdf_number(array.getArrayItem(i));
        return out;
    }

    /// From the page's own space to Box: the crop box at the origin, y downwards, turned as the page is shown.
    Matrix page_matrix(QPDFObjectHandle page) {
        auto box = numbers4(inherited(page, "/CropBox"));
        if (!box) box = numbers4(inherited(page, "/MediaBox"));
        std::array<float, 4> b = box.value_or(std::array<float, 4>{0, 0, 612, 792});
        if (b[0] > b[2]) std::swap(b[0], b[2]);
        if (b[1] > b[3]) std::swap(b[1], b[3]);
        const float width = b[2] - b[0], height = b[3] - b[1];
        const int turns = static_cast<int>(((pdf_integer(inherited(page, "/Rotate")) / 90) % 4 + 4) % 4);
        out_.width = turns % 2 == 0 ? width : height;
        out_.height = turns % 2 == 0 ? height : width;
        state_.clip = {0, 0, out_.width, out_.height};
        switch (turns) {
            case 1: return {0, 1, 1, 0, -b[1], -b[0]};
            case 2: return {-1, 0, 0, 1, b[2], -b[1]};
            case 3: return {0, -1, -1, 0, b[3], b[2]};
            default: return {1, 0, 0, -1, -b[0], b[3]};
        }
    }

    // -------------------------------------------------- operators
    void run(std::string_view content, QPDFObjectHandle resources, int depth) {
        if (depth > most_depth) return;
        PdfTokens tokens(content);
        PdfToken token;
        std::vector<PdfToken> operands;
        std::size_t count = 0;
        const std::size_t saved = stack_.size();
        int array_depth = 0;
        for (tokens.next(token); token.kind != PdfToken::Kind::end; tokens.next(token)) {
            if (token.kind != PdfToken::Kind::word || array_depth > 0) {
                array_depth += token.kind == PdfToken::Kind::array_open ? 1 : token.kind == PdfToken::Kind::array_close ? -1 : 0;
                array_depth = std::max(array_depth, 0);
                if (count < 20'000) {
                    if (count == operands.size()) operands.emplace_back();
                    std::swap(operands[count++], token);
                }
                continue;
            }
            if (++operators_ > most_operators || out_.pieces.size() > most_pieces) {
                out_.cut_off = true;
                break;
            }
            operation(token.text, std::span(operands.data(), count), resources, depth, tokens);
            count = 0;
        }
        while (stack_.size() > saved) pop();
    }

    using Operands = std::span<const PdfToken>;
    static float number(Operands operands, std::size_t index) {
        if (index >= operands.size() || operands[index].kind != PdfToken::Kind::number) return 0;
        return static_cast<float>(std::clamp(operands[index].number, -1e7, 1e7));
    }

    void push() {
        if (stack_.size() < 500) stack_.push_back(state_);
        else ++lost_;
    }
    void pop() {
        if (lost_ > 0) {
            --lost_;
            return;
        }
        if (stack_.empty()) return;
        state_ = std::move(stack_.back());
        stack_.pop_back();
    }

    void operation(const std::string& name, Operands operands, QPDFObjectHandle& resources, int depth, PdfTokens& tokens) {
        const auto n = [&](std::size_t i) { return number(operands, i); };
        using Handler = void (*)(Interpreter&, Operands);
        static const std::unordered_map<std::string_view, Handler> handlers{
            {"q", [](Interpreter& self, Operands) { self.push(); }},
            {"Q", [](Interpreter& self, Operands) { self.pop(); }},
            {"BT", [](Interpreter& self, Operands) { self.text_ = self.line_ = {}; }},
            {"Td", [](Interpreter& self, Operands o) { self.move(number(o, 0), number(o, 1)); }},
            {"TD", [](Interpreter& self, Operands o) { self.state_.leading = -number(o, 1), self.move(number(o, 0), number(o, 1)); }},
            {"T*", [](Interpreter& self, Operands) { self.move(0, -self.state_.leading); }},
            {"Tc", [](Interpreter& self, Operands o) { self.state_.character_space = number(o, 0); }},
            {"Tw", [](Interpreter& self, Operands o) { self.state_.word_space = number(o, 0); }},
            {"Tz", [](Interpreter& self, Operands o) { self.state_.scale = number(o, 0) / 100; }},
            {"TL", [](Interpreter& self, Operands o) { self.state_.leading = number(o, 0); }},
            {"Ts", [](Interpreter& self, Operands o) { self.state_.rise = number(o, 0); }},
            {"Tr", [](Interpreter& self, Operands o) { self.state_.mode = static_cast<int>(number(o, 0)); }},
            {"g", [](Interpreter& self, Operands o) { self.state_.fill = colour_of({number(o, 0)}); }},
            {"rg", [](Interpreter& self, Operands o) { self.state_.fill = colour_of({number(o, 0), number(o, 1), number(o, 2)}); }},
            {"k", [](Interpreter& self, Operands o) { self.state_.fill = colour_of({number(o, 0), number(o, 1), number(o, 2), number(o, 3)}); }},
            {"G", [](Interpreter& self, Operands o) { self.state_.stroke = colour_of({number(o, 0)}); }},
            {"RG", [](Interpreter& self, Operands o) { self.state_.stroke = colour_of({number(o, 0), number(o, 1), number(o, 2)}); }},
            {"sc", [](Interpreter& self, Operands o) { self.set_colour(o); }},
            {"scn", [](Interpreter& self, Operands o) { self.set_colour(o); }},
            {"m", [](Interpreter& self, Operands o) { self.point(number(o, 0), number(o, 1)); }},
            {"l", [](Interpreter& self, Operands o) { self.point(number(o, 0), number(o, 1)); }},
            {"c", [](Interpreter& self, Operands o) { self.curve(o); }},
            {"v", [](Interpreter& self, Operands o) { self.curve(o); }},
            {"y", [](Interpreter& self, Operands o) { self.curve(o); }},
            {"re", [](Interpreter& self, Operands o) { self.rectangle(number(o, 0), number(o, 1), number(o, 2), number(o, 3)); }},
            {"W", [](Interpreter& self, Operands) { self.clipping_ = true; }},
            {"W*", [](Interpreter& self, Operands) { self.clipping_ = true; }},
            {"n", [](Interpreter& self, Operands) { self.end_path(false); }},
            {"S", [](Interpreter& self, Operands) { self.end_path(false), ++self.out_.strokes; }},
            {"s", [](Interpreter& self, Operands) { self.end_path(false), ++self.out_.strokes; }},
            {"f", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"F", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"f*", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"B", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"B*", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"b", [](Interpreter& self, Operands) { self.end_path(true); }},
            {"b*", [](Interpreter& self, Operands) { self.end_path(true); }},
        };
        if (const auto handler = handlers.find(name); handler != handlers.end()) return handler->second(*this, operands);
        if (name == "Tj" && !operands.empty()) show(operands[0].text);
        else if (name == "TJ") show_array(operands);
        else if (name == "'" && !operands.empty()) move(0, -state_.leading), show(operands[0].text);
        else if (name == "\"" && operands.size() >= 3) {
            state_.word_space = n(0), state_.character_space = n(1);
            move(0, -state_.leading);
            show(operands[2].text);
        } else if (name == "Tm") text_ = line_ = {n(0), n(1), n(2), n(3), n(4), n(5)};
        else if (name == "cm") state_.matrix = Matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.then(state_.matrix);
        else if (name == "Tf" && operands.size() >= 2) {
            state_.font = fonts_.get(pdf_key(pdf_key(resources, "/Font"), "/" + operands[0].text));
            state_.size = n(1);
        } else if (name == "cs" && !operands.empty()) colour_space(operands[0].text, resources);
        else if (name == "gs" && !operands.empty()) graphics_state(pdf_key(pdf_key(resources, "/ExtGState"), "/" + operands[0].text));
        else if (name == "Do" && !operands.empty()) object(pdf_key(pdf_key(resources, "/XObject"), "/" + operands[0].text), resources, depth);
        else if (name == "ID") tokens.skip_inline_data();
        else if (name == "BDC" || name == "BMC") begin_marked(operands, resources);
        else if (name == "EMC" && !marked_.empty()) {
            hidden_marks_ -= marked_.back() ? 1 : 0;
            marked_.pop_back();
        }
    }

    // -------------------------------------------------- paint
    void set_colour(Operands operands) {
        std::vector<float> parts;
        for (const PdfToken& token : operands)
            if (token.kind == PdfToken::Kind::number) parts.push_back(static_cast<float>(token.number));
        if (state_.space == "Pattern" || (!operands.empty() && operands.back().kind == PdfToken::Kind::name)) state_.fill = std::nullopt;
        else if (state_.space == "Separation" && parts.size() == 1) state_.fill = colour_of({1 - parts[0]});  // how much ink
        else if (state_.space.empty()) state_.fill = colour_of(parts);
        else state_.fill = std::nullopt;
    }

    void colour_space(const std::string& name, QPDFObjectHandle& resources) {
        state_.fill = Colour{0, 0, 0};
        state_.space.clear();
        if (name == "Pattern") state_.space = name;
        QPDFObjectHandle space = pdf_key(pdf_key(resources, "/ColorSpace"), "/" + name);
        if (!space.isArray() || space.getArrayNItems() < 1) return;
        const std::string kind = pdf_name(space.getArrayItem(0));
        if (kind == "Separation" || kind == "DeviceN" || kind == "Pattern") state_.space = kind == "DeviceN" ? "Separation" : kind;
        else if (kind == "Indexed" || kind == "Lab") state_.space = "unknown";
    }

    void graphics_state(QPDFObjectHandle state) {
        state_.alpha = pdf_number(pdf_key(state, "/ca"), state_.alpha);
        QPDFObjectHandle mask = pdf_key(state, "/SMask");
        if (!mask.isNull()) state_.masked = mask.isDictionary();
        QPDFObjectHandle font = pdf_key(state, "/Font");
        if (font.isArray() && font.getArrayNItems() == 2)
            state_.font = fonts_.get(font.getArrayItem(0)), state_.size = pdf_number(font.getArrayItem(1));
    }

    // -------------------------------------------------- paths
    void point(float x, float y) {
        const auto [px, py] = state_.matrix.at(x, y);
        path_.left = std::min(path_.left, px), path_.right = std::max(path_.right, px);
        path_.top = std::min(path_.top, py), path_.bottom = std::max(path_.bottom, py);
        ++points_;
    }
    void curve(Operands operands) {
        for (std::size_t i = 0; i + 1 < operands.size(); i += 2) point(number(operands, i), number(operands, i + 1));
        curved_ = true;
    }
    void rectangle(float x, float y, float width, float height) {
        point(x, y), point(x + width, y), point(x, y + height), point(x + width, y + height);
        ++rectangles_;
    }
    void end_path(bool filled) {
        if (clipping_ && points_ > 0) state_.clip = common(state_.clip, path_);
        // One rectangle covers its box; rounded corners hide nothing that matters. Of other shapes it is not known.
        const bool plain = (rectangles_ == 1 && points_ == 4) || (rectangles_ == 0 && points_ >= 4 && points_ <= (curved_ ? 17U : 5U));
        if (filled && plain && state_.alpha > 0.95F && !state_.masked && areas_.size() < most_areas && hidden_marks_ == 0)
            areas_.push_back({common(path_, state_.clip), state_.fill, false, order_++});
        if (filled) ++out_.strokes, mark(common(path_, state_.clip));
        path_ = {1e9F, 1e9F, -1e9F, -1e9F};
        points_ = rectangles_ = 0;
        clipping_ = curved_ = false;
    }

    // -------------------------------------------------- marks of lists
    /// Browsers draw the marks of lists as discs and squares, not as letters.
    void mark(const Box& box) {
        const float width = box.right - box.left, height = box.bottom - box.top;
        if (width > 0.8F && width < 8 && std::abs(width - height) < 0.15F * width && hidden_marks_ == 0 && marks_.size() < most_areas)
            marks_.push_back(box);
    }
    /// A small shape close before the first letters of a line, at the height of its small letters, is the letter "•" from here on.
    void draw_marks() {
        const std::size_t letters = out_.pieces.size();
        for (const Box& box : marks_) {
            const float width = box.right - box.left, y = (box.top + box.bottom) / 2;
            const PdfPiece* item = nullptr;
            bool alone = true;
            for (std::size_t i = 0; i < letters && alone; ++i) {
                const PdfPiece& piece = out_.pieces[i];
                if (piece.turned != 0 || y < piece.baseline - 0.6F * piece.size || y > piece.baseline - 0.08F * piece.size) continue;
                const float gap = piece.left - box.right;
                if (gap < 0) alone = box.left - piece.right > 3 * piece.size;  // letters before it: no mark, or one of another column
                else if (gap > 0.15F * piece.size && gap < 1.6F * piece.size && width < 0.5F * piece.size && width > 0.15F * piece.size &&
                         piece.hidden.empty())
                    item = &piece;
            }
            if (!item || !alone) continue;
            PdfPiece drawn;
            drawn.text = "\u2022";
            drawn.left = box.left, drawn.right = box.right, drawn.baseline = item->baseline, drawn.size = item->size;
            out_.pieces.push_back(std::move(drawn));
        }
    }

    // -------------------------------------------------- objects
    void object(QPDFObjectHandle xobject, QPDFObjectHandle& resources, int depth) {
        if (!xobject.isStream() || is_off(pdf_key(xobject, "/OC"))) return;
        if (pdf_is(xobject, "/Subtype", "Image")) return image(xobject);
        if (!pdf_is(xobject, "/Subtype", "Form") || ++forms_ > 5000) return;
        if (std::ranges::count(open_, xobject.getObjGen()) != 0) return;  // a form that draws itself
        open_.push_back(xobject.getObjGen());
        push();
        const Matrix line = line_, text = text_;
        form(xobject, resources, depth);
        line_ = line, text_ = text;
        pop();
        open_.pop_back();
    }

    void form(QPDFObjectHandle& xobject, QPDFObjectHandle& resources, int depth) {
        QPDFObjectHandle matrix = pdf_key(xobject, "/Matrix");
        if (matrix.isArray() && matrix.getArrayNItems() == 6) {
            std::array<float, 6> m{};
            for (int i = 0; i < 6; ++i) m[static_cast<std::size_t>(i)] = pdf_number(matrix.getArrayItem(i));
            state_.matrix = Matrix{m[0], m[1], m[2], m[3], m[4], m[5]}.then(state_.matrix);
        }
        if (const auto box = numbers4(pdf_key(xobject, "/BBox")))
            state_.clip = common(state_.clip, box_of(state_.matrix, (*box)[0], (*box)[1], (*box)[2], (*box)[3]));
        QPDFObjectHandle own = pdf_key(xobject, "/Resources");
        run(pdf_stream(xobject), own.isDictionary() ? own : resources, depth + 1);
    }

    void image(QPDFObjectHandle& xobject) {
        const Box box = box_of(state_.matrix, 0, 0, 1, 1);
        const bool see_through = !pdf_key(xobject, "/SMask").isNull() || !pdf_key(xobject, "/Mask").isNull() ||
                                 pdf_is(xobject, "/ImageMask", "true") ||
                                 (pdf_key(xobject, "/ImageMask").isBool() && pdf_key(xobject, "/ImageMask").getBoolValue());
        if (out_.images.size() < 1000) out_.images.push_back({xobject, common(box, {0, 0, out_.width, out_.height})});
        if (!see_through && state_.alpha > 0.95F && areas_.size() < most_areas)
            areas_.push_back({common(box, state_.clip), std::nullopt, true, order_++});
    }

    bool is_off(QPDFObjectHandle group) {
        if (pdf_is(group, "/Type", "OCMD")) {
            QPDFObjectHandle groups = pdf_key(group, "/OCGs");
            if (groups.isArray() && groups.getArrayNItems() > 0) group = groups.getArrayItem(0);
            else if (groups.isDictionary()) group = groups;
        }
        return group.isIndirect() && std::ranges::count(layers_, group.getObjGen()) != 0;
    }

    void begin_marked(Operands operands, QPDFObjectHandle& resources) {
        const bool off =
            operands.size() >= 2 && operands[0].text == "OC" && is_off(pdf_key(pdf_key(resources, "/Properties"), "/" + operands[1].text));
        marked_.push_back(off);
        hidden_marks_ += off ? 1 : 0;
    }

    /// What forms and comments show is drawn by their appearance streams.
    void annotations(QPDFObjectHandle page, const Matrix& base) {
        QPDFObjectHandle list = pdf_key(page, "/Annots");
        if (!list.isArray()) return;
        int count = 0;
        for (QPDFObjectHandle annotation : list.getArrayAsVector()) {
            if (++count > 2000) return;
            const long long flags = pdf_integer(pdf_key(annotation, "/F"));
            if ((flags & 2) != 0 || (flags & 32) != 0 || pdf_is(annotation, "/Subtype", "Popup")) continue;
            QPDFObjectHandle normal = pdf_key(pdf_key(annotation, "/AP"), "/N");
            if (normal.isDictionary()) normal = pdf_key(normal, "/" + pdf_name(pdf_key(annotation, "/AS")));
            const auto rectangle = numbers4(pdf_key(annotation, "/Rect"));
            const auto box = numbers4(pdf_key(normal, "/BBox"));
            if (!normal.isStream() || !rectangle || !box || (*box)[2] - (*box)[0] == 0 || (*box)[3] - (*box)[1] == 0) continue;
            const auto& r = *rectangle;
            const auto& b = *box;
            const float sx = (r[2] - r[0]) / (b[2] - b[0]), sy = (r[3] - r[1]) / (b[3] - b[1]);
            state_ = State{};
            state_.clip = {0, 0, out_.width, out_.height};
            state_.matrix = Matrix{sx, 0, 0, sy, r[0] - b[0] * sx, r[1] - b[1] * sy}.then(base);
            QPDFObjectHandle own = pdf_key(normal, "/Resources");
            run(pdf_stream(normal), own, 1);
        }
    }

    // -------------------------------------------------- text
    void move(float x, float y) { text_ = line_ = Matrix{1, 0, 0, 1, x, y}.then(line_); }

    void show_array(Operands operands) {
        for (const PdfToken& token : operands) {
            if (token.kind == PdfToken::Kind::string) show(token.text);
            else if (token.kind == PdfToken::Kind::number) {
                const auto shift = static_cast<float>(-token.number / 1000) * state_.size * state_.scale;
                text_ = Matrix{1, 0, 0, 1, shift, 0}.then(text_);
            }
        }
    }

    void show(std::string_view bytes) {
        if (state_.font == nullptr) return;
        PdfFont& font = const_cast<PdfFont&>(*state_.font);  // decoding reuses a buffer of the font
        const Matrix rendering = text_.then(state_.matrix);
        const float along = std::hypot(rendering.a, rendering.b), across = std::hypot(rendering.c, rendering.d);
        while (!bytes.empty()) {
            const PdfFont::Glyph glyph = font.next(bytes);
            const float spacing = state_.character_space + (glyph.blank && glyph.single ? state_.word_space : 0);
            const float width = glyph.width * state_.size * state_.scale;
            letter(glyph, width * along, spacing * state_.scale * along, std::abs(state_.size) * across);
            text_ = Matrix{1, 0, 0, 1, width + spacing * state_.scale, 0}.then(text_);
        }
    }

    /// Along the writing: x grows with the text, y downwards from line to line.
    static std::pair<float, float> turn(float x, float y, std::uint8_t turns) {
        switch (turns) {
            case 1: return {-y, x};  // upwards
            case 2: return {-x, -y};
            case 3: return {y, -x};
            default: return {x, y};
        }
    }

    void letter(const PdfFont::Glyph& glyph, float width, float spacing, float size) {
        const Matrix m = Matrix{1, 0, 0, 1, 0, state_.rise}.then(text_).then(state_.matrix);
        Letter now;
        now.turned = std::abs(m.a) >= std::abs(m.b) ? (m.a * state_.size >= 0 ? 0 : 2) : (m.b * state_.size < 0 ? 1 : 3);
        const auto [x, y] = turn(m.e, m.f, now.turned);
        now.x = x, now.y = y, now.end = x + width, now.size = size;
        if (glyph.blank) {
            blank_ = true;
            return;
        }
        glyph.text.empty() ? ++out_.unknown : ++out_.known;
        const std::string hidden = why_hidden(m, width, size);
        const float gap = now.x - last_.end - last_spacing_;
        const float reach = std::max(last_.size, size);
        const bool joins = piece_ && now.turned == piece_->turned && std::abs(now.y - piece_->baseline) < 0.3F * reach && gap < 1.2F * reach &&
                           gap > -0.6F * reach && size < 2.2F * piece_->size && piece_->size < 2.2F * size && hidden == piece_->hidden &&
                           !parts_from(state_.fill) && (now.x > piece_->left - 0.2F * reach);
        if (!joins) begin_piece(now, hidden);
        else if (blank_ || gap > 0.17F * reach) end_token(), piece_->text += ' ';
        append(glyph, now);
        last_ = now;
        last_spacing_ = std::max(spacing, 0.0F);
        blank_ = false;
    }

    /// White letters in the middle of black ones are a piece of their own.
    bool parts_from(const Paint& colour) const {
        if (!colour || !piece_colour_) return colour.has_value() != piece_colour_.has_value();
        const auto light = [](const Colour& c) { return c.red + c.green + c.blue > 600; };
        return !colour->close_to(*piece_colour_) && (light(*colour) || light(*piece_colour_));
    }

    void begin_piece(const Letter& at, const std::string& hidden) {
        finish_piece();
        piece_.emplace();
        piece_->left = at.x, piece_->baseline = at.y, piece_->size = at.size, piece_->turned = at.turned;
        piece_->font = state_.font, piece_->hidden = hidden;
        piece_order_ = order_++;
        piece_colour_ = state_.fill;
        piece_mode_ = state_.mode;
    }

    void append(const PdfFont::Glyph& glyph, const Letter& at) {
        piece_->text += glyph.text;
        piece_->unknown += glyph.text.empty() ? 1 : 0;
        piece_->right = std::max(piece_->right, at.end);
        if (piece_->text.size() == glyph.text.size()) piece_->right = at.end;
        if (at.size > piece_->size) piece_->size = at.size;
        if (glyph.text.size() == 1 && (std::isdigit(static_cast<unsigned char>(glyph.text[0])) != 0 ||
                                       (!token_.empty() && std::string_view(".,:'").find(glyph.text[0]) != std::string_view::npos))) {
            if (token_.empty()) token_left_ = at.x;
            token_ += glyph.text;
            token_right_ = at.end;
            if (std::isdigit(static_cast<unsigned char>(glyph.text[0])) != 0 && (token_fonts_.empty() || token_fonts_.back() != state_.font))
                token_fonts_.push_back(state_.font);
        } else end_token();
    }

    /// A number ended: were all of its digits set in one font?
    void end_token() {
        const auto digits = std::ranges::count_if(token_, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
        if (digits >= 3 && token_fonts_.size() > 1 && piece_ && out_.mixed.size() < 100) {
            std::vector<const PdfFont*> fonts = token_fonts_;
            std::ranges::sort(fonts);
            fonts.erase(std::ranges::unique(fonts).begin(), fonts.end());
            std::string names;
            for (const PdfFont* font : fonts)
                names += (names.empty() ? "" : ", ") + (font->prefix().empty() ? "" : font->prefix() + "+") + font->name();
            if (fonts.size() > 1) out_.mixed.push_back({token_, names, {token_left_, piece_->top(), token_right_, piece_->bottom()}});
        }
        token_.clear();
        token_fonts_.clear();
    }

    void finish_piece() {
        end_token();
        blank_ = false;
        if (!piece_) return;
        PdfPiece piece = std::move(*piece_);
        piece_.reset();
        if (piece.text.empty() && piece.unknown == 0) return;
        drawn_.push_back({piece_order_, piece_colour_, piece_mode_});
        out_.pieces.push_back(std::move(piece));
    }

    /// What can be told when a letter is drawn; what covers it or lies behind it is told at the end, by settle().
    std::string why_hidden(const Matrix& m, float width, float size) const {
        if (hidden_marks_ > 0) return "it is on a layer that is switched off";
        if (state_.mode == 3 || state_.mode == 7) return "it is drawn in the invisible mode";
        if (state_.alpha < 0.05F) return "it is drawn fully transparent";
        if (size < 2.2F) return "its letters are " + std::to_string(size).substr(0, 3) + " points high";
        const float x = m.e + width / 2 * (m.a >= 0 ? 1.0F : -1.0F) * (std::abs(m.a) >= std::abs(m.b) ? 1.0F : 0.0F), y = m.f;
        if (x < -1 || y < -1 || x > out_.width + 1 || y > out_.height + size) return "it lies off the page";
        const Box& clip = state_.clip;
        if (x < clip.left - size || x > clip.right + size || y < clip.top - size || y > clip.bottom + size) return "it is clipped away";
        return {};
    }

    /// Of every piece: what it stands on, and what was drawn over it afterwards.
    void settle() {
        // Areas that stand behind or before a text are few; those too small for that are dropped.
        std::erase_if(areas_, [](const Area& a) { return a.box.right - a.box.left < 3 || a.box.bottom - a.box.top < 3; });
        const float page = std::max(out_.width * out_.height, 1.0F);
        const std::size_t budget = 20'000'000 / std::max<std::size_t>(out_.pieces.size(), 1);
        if (areas_.size() > budget) areas_.resize(budget);
        for (std::size_t i = 0; i < out_.pieces.size(); ++i) {
            PdfPiece& piece = out_.pieces[i];
            if (!piece.hidden.empty()) continue;
            const auto [ax, ay] = unturn((piece.left + piece.right) / 2, piece.baseline - piece.size * 0.3F, piece.turned);
            Paint behind = Colour{255, 255, 255};
            const Area* under = nullptr;
            bool covered = false;
            for (const Area& a : areas_) {
                if (!inside(a.box, ax, ay)) continue;
                if (a.order < drawn_[i].order) behind = a.colour, under = &a;
                else covered = covered || covers(a.box, piece);
            }
            const Paint& ink = drawn_[i].colour;
            if (covered) piece.hidden = "it is covered by what was drawn over it";
            else if (ink && behind && ink->close_to(*behind) && drawn_[i].mode != 1 && drawn_[i].mode != 2)
                piece.hidden = "its letters have the colour of the ground";
            else if (under != nullptr && under->picture && area(under->box) > 0.5F * page) out_.text_over_picture.push_back(box_of_piece(piece));
        }
    }

    static std::pair<float, float> unturn(float x, float y, std::uint8_t turns) {
        switch (turns) {
            case 1: return {y, -x};
            case 2: return {-x, -y};
            case 3: return {-y, x};
            default: return {x, y};
        }
    }
    static Box box_of_piece(const PdfPiece& piece) {
        const auto [x1, y1] = unturn(piece.left, piece.top(), piece.turned);
        const auto [x2, y2] = unturn(piece.right, piece.bottom(), piece.turned);
        return {std::min(x1, x2), std::min(y1, y2), std::max(x1, x2), std::max(y1, y2)};
    }
    static bool covers(const Box& box, const PdfPiece& piece) {
        const Box own = box_of_piece(piece);
        return area(common(box, own)) > 0.8F * area(own);
    }

    struct Drawn {
        std::size_t order = 0;
        Paint colour;
        int mode = 0;
    };

    PdfPageContent& out_;
    PdfFonts& fonts_;
    const std::vector<QPDFObjGen>& layers_;
    State state_;
    std::vector<State> stack_;
    std::size_t lost_ = 0, operators_ = 0, order_ = 0, forms_ = 0;
    Matrix text_, line_;
    Box path_{1e9F, 1e9F, -1e9F, -1e9F};
    std::size_t points_ = 0, rectangles_ = 0;
    bool clipping_ = false, curved_ = false;
    std::vector<QPDFObjGen> open_;
    std::vector<bool> marked_;
    int hidden_marks_ = 0;
    std::vector<Area> areas_;
    std::vector<Box> marks_;
    std::optional<PdfPiece> piece_;
    std::size_t piece_order_ = 0;
    Paint piece_colour_;
    int piece_mode_ = 0;
    std::vector<Drawn> drawn_;  // beside out_.pieces
    Letter last_;
    float last_spacing_ = 0;
    bool blank_ = false;
    std::string token_;
    std::vector<const PdfFont*> token_fonts_;
    float token_left_ = 0, token_right_ = 0;
};

}  // namespace

const PdfFont* PdfFonts::get(QPDFObjectHandle font) {
    if (!font.isDictionary()) return nullptr;
    if (!font.isIndirect()) {
        if (direct_.size() > 1000) return nullptr;
        return direct_.emplace_back(std::make_unique<PdfFont>(font)).get();
    }
    std::unique_ptr<PdfFont>& known = fonts_[font.getObjGen()];
    if (!known) known = std::make_unique<PdfFont>(font);
    return known.get();
}

PdfPageContent read_page_content(QPDFObjectHandle page, PdfFonts& fonts, const std::vector<QPDFObjGen>& hidden_layers) {
    PdfPageContent out;
    Interpreter(out, fonts, hidden_layers).page(std::move(page));
    return out;
}

}  // namespace bonafide::document
