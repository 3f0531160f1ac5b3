// Which applications have anything to do with others: by a contact that makes them one person's, or by a value that checks compare between people.
// The others can be assessed one by one and forgotten, so that memory does not grow with them. Inside of screen only.
#pragma once

#include <cstdint>
#include <vector>

namespace bonafide::screen {

/// Values are given as 64-bit hashes. Not thread-safe.
class Links {
public:
    /// A value that more than `at_most` people share says nothing about one of them; checks need to see that many, and no more, to know it.
    explicit Links(std::size_t at_most) : most_(2 * at_most + 1) {}

    /// Whoever has it is the same person, however many they are.
    void add_identity(std::uint64_t hash, std::uint32_t application) { identities_.push_back({hash, application}); }
    void add_value(std::uint64_t hash, std::uint32_t application) { values_.push_back({hash, application}); }
    /// Something that an export says: whoever has it too is linked.
    void add_outside(std::uint64_t hash) { outside_.push_back(hash); }

    /// For each of `applications`: is it linked? Of a value that very many have, the first ones are. Forgets what was added, but for held_by().
    [[nodiscard]] std::vector<bool> linked(std::size_t applications);
    /// By how many applications a very common value is held; 0: it is not so common. After linked().
    [[nodiscard]] std::size_t held_by(std::uint64_t hash) const;

private:
    struct Entry {
        std::uint64_t hash = 0;
        std::uint32_t application = 0;
        auto operator<=>(const Entry&) const = default;
    };
    void link(std::vector<Entry>& entries, std::size_t most, std::vector<bool>& out);

    std::size_t most_;
    std::vector<Entry> identities_, values_;
    std::vector<std::uint64_t> outside_;
    std::vector<std::pair<std::uint64_t, std::size_t>> common_;  ///< sorted
};

}  // namespace bonafide::screen
