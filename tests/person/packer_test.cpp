// What is packed in parts is what is packed as a whole, and is read again whatever the parts; missing and surplus parts are noticed.
#include "person/packer.h"

#include <gmock/gmock.h>

#include "tests/person/world.h"

namespace bonafide {
namespace {

using test::Row;
using test::World;

Unpacker in_parts(std::string_view bytes, std::size_t size, std::uint64_t said) {
    return {[bytes, size]() mutable {
                const std::string part(bytes.substr(0, size));
                bytes.remove_prefix(part.size());
                return part;
            },
            said};
}

/// A ledger of many people, more than one part of bytes.
Ledger large_ledger(const World& world) {
    Ledger ledger = world.ledger();
    for (std::size_t i = 0; i < 9'000; ++i) {
        Row row;
        row.line = i + 1;
        row.actor = {IdentifierKind::email, "person." + std::to_string(i) + "@example.com"};
        row.said = {{.attribute = "home.address", .value = std::to_string(i) + " Main Street, Austin, TX 78701"}};
        world.add(ledger, row);
    }
    return ledger;
}

TEST(Packer, PartsAreTheWhole) {
    const World world;
    const Ledger ledger = large_ledger(world);
    const std::string whole = ledger.save();
    std::string added;
    std::size_t parts = 0, largest = 0;
    Packer out([&](std::string_view part) {
        added += part;
        largest = std::max(largest, part.size());
        ++parts;
    });
    ledger.save(out);
    out.flush();
    EXPECT_EQ(added == whole, true);
    EXPECT_GT(parts, 1U);
    EXPECT_LT(largest, Packer::part_bytes + 1000);
    EXPECT_TRUE(out.out.empty());
}

TEST(Unpacker, ReadsPartsOfAnySize) {
    const World world;
    const std::string whole = large_ledger(world).save();
    for (const std::size_t size : {std::size_t{5}, std::size_t{1000}, std::size_t{1} << 20}) {
        Unpacker in = in_parts(whole, size, whole.size());
        Ledger back = world.ledger();
        ASSERT_TRUE(back.load(in)) << size;
        EXPECT_TRUE(in.done());
        EXPECT_EQ(back.save() == whole, true);
    }
}

TEST(Unpacker, NoticesWhatIsMissingOrTooMuch) {
    const World world;
    const std::string whole = large_ledger(world).save();
    const auto good = [&](std::string_view bytes, std::uint64_t said) {
        Unpacker in = in_parts(bytes, 100'000, said);
        Ledger back = world.ledger();
        return back.load(in) && in.done();
    };
    EXPECT_TRUE(good(whole, whole.size()));
    EXPECT_FALSE(good(whole, whole.size() + 1));
    EXPECT_FALSE(good(whole, whole.size() - 1));
    EXPECT_FALSE(good(std::string_view(whole).substr(0, 250'000), whole.size()));
    EXPECT_FALSE(good(std::string_view(whole).substr(0, 250'000), 250'000));
    EXPECT_FALSE(good("", 0));
}

}  // namespace
}  // namespace bonafide
