// The index of literals against looking for each of them, one after the other.
#include "sigma/text_index.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

namespace bonafide::sigma {
namespace {

struct Literal {
    Op op = Op::contains;
    std::string text;
};

class Texts {
public:
    explicit Texts(unsigned seed) : random_(seed) {}
    /// Of few letters, so that much fits by chance.
    std::string text(std::size_t least, std::size_t most) {
        std::string out;
        for (std::size_t i = least + random_() % (most - least + 1); i > 0; --i)
            out += std::array{"a", "b", "\\", ".", "a", "b", "\\", ".", "\xC3\xA9"}[random_() % 9];
        return out;
    }
    std::size_t below(std::size_t end) { return random_() % end; }

private:
    std::mt19937 random_;
};

bool fits(const Literal& literal, const std::string& text) {
    switch (literal.op) {
        case Op::equal: return text == literal.text;
        case Op::starts: return text.starts_with(literal.text);
        case Op::ends: return text.ends_with(literal.text);
        default: return text.find(literal.text) != std::string::npos;
    }
}

TEST(TextIndex, FindsWhatIsThereAndNothingElse) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        Texts random(seed);
        const std::size_t shortest = 1 + random.below(14), longest = shortest + random.below(12);
        std::vector<Literal> literals;
        TextIndex index;
        for (std::size_t i = random.below(40); i > 0; --i) {
            Literal literal{std::array{Op::equal, Op::starts, Op::ends, Op::contains, Op::contains}[random.below(5)], random.text(shortest, longest)};
            const bool can = literal.op != Op::contains || literal.text.size() >= TextIndex::least_substring || !is_ascii(literal.text);
            ASSERT_EQ(index.add(literal.op, literal.text, static_cast<std::uint32_t>(literals.size())), can);
            if (can) literals.push_back(std::move(literal));
        }
        index.finish();
        for (int round = 0; round < 40; ++round) {
            std::string text = random.text(0, 60);
            if (!literals.empty() && random.below(2)) text.insert(random.below(text.size() + 1), literals[random.below(literals.size())].text);
            std::set<std::uint32_t> found, wanted;
            index.scan(text, [&](std::uint32_t id) { found.insert(id); });
            for (std::uint32_t id = 0; id < literals.size(); ++id)
                if (fits(literals[id], text)) wanted.insert(id);
            ASSERT_EQ(found, wanted) << "seed " << seed << ": " << text;
        }
    }
}

TEST(TextIndex, ManyLongLiteralsAreFoundToo) {
    Texts random(1);
    TextIndex index;
    std::vector<std::string> literals;
    for (std::uint32_t i = 0; i < 3000; ++i) {
        literals.push_back(std::to_string(i * 7919) + random.text(8, 20));
        ASSERT_TRUE(index.add(Op::contains, literals.back(), i));
    }
    index.finish();
    for (std::uint32_t i = 0; i < literals.size(); i += 7) {
        std::set<std::uint32_t> found, wanted;
        const std::string text = random.text(0, 9) + literals[i] + random.text(0, 9);
        index.scan(text, [&](std::uint32_t id) { found.insert(id); });
        for (std::uint32_t id = 0; id < literals.size(); ++id)
            if (text.find(literals[id]) != std::string::npos) wanted.insert(id);
        ASSERT_EQ(found, wanted);
    }
}

}  // namespace
}  // namespace bonafide::sigma
