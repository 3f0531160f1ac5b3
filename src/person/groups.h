// Identifiers that grow together: union-find (Tarjan 1975, path halving) that refuses to make one of two employed people, or of
// two people who had one laptop after the other. Inside person/ only.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "person/person.h"

namespace bonafide {

[[nodiscard]] bool is_device(IdentifierKind kind);
[[nodiscard]] std::string key_text(const IdentifierKey& key);  ///< "email jo@acme.com"

class Groups {
public:
    explicit Groups(const Accounts& accounts);

    [[nodiscard]] std::uint32_t root(std::uint32_t account);
    [[nodiscard]] bool employed(std::uint32_t account) { return groups_[root(account)].number != none; }
    [[nodiscard]] bool has_human(std::uint32_t account) { return groups_[root(account)].human; }
    /// The identifier of the roster row of an employed group: an employee number where the row had one.
    [[nodiscard]] std::uint32_t number(std::uint32_t account) { return groups_[root(account)].number; }
    /// The file of that row.
    [[nodiscard]] std::uint32_t roster(std::uint32_t account) { return groups_[root(account)].roster; }
    void employ(std::uint32_t account, std::uint32_t number, std::uint32_t roster);

    /// True if they are one now. Otherwise `refused` gets the reason, where it is given.
    bool unite(std::uint32_t a, std::uint32_t b, const std::string& reason, const Evidence& evidence, std::vector<RefusedJoin>* refused);
    /// Remembers why an account is in its group; the first reason stays.
    void note(std::uint32_t account, const std::string& reason);
    [[nodiscard]] std::uint32_t why(std::uint32_t account) const { return why_[account]; }  ///< index into the reasons; 0: nothing joined it
    [[nodiscard]] std::vector<std::string> take_reasons() { return std::move(reasons_); }
    /// A person on the roster, in words: "1042 (Ann Lee)".
    [[nodiscard]] std::string words(std::uint32_t number) const;

    static constexpr std::uint32_t none = UINT32_MAX;

private:
    struct Group {
        std::uint32_t parent = 0;
        std::uint32_t number = none;  ///< set where a roster row says that they are employed
        std::uint32_t roster = 0;
        bool human = false;  ///< holds an identifier of a person, not only of devices
    };
    /// Why two groups must stay apart: in words, and what all such cases have in common.
    struct Objection {
        std::string words, alike;
    };
    [[nodiscard]] Objection objection(const Group& a, const Group& b, bool through_device, std::uint32_t device_side) const;

    const Accounts& accounts_;
    std::vector<Group> groups_;
    std::vector<std::uint32_t> why_;
    std::vector<std::string> reasons_{"seen in the logs"};
    std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> reason_numbers_;
};

}  // namespace bonafide
