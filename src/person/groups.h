// Identifiers that grow together: union-find (Tarjan 1975, path halving) that refuses to make one of two employed people, or of
// two people who had one laptop after the other. Inside person/ only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "person/person.h"

namespace bonafide {

[[nodiscard]] bool is_device(IdentifierKind kind);
[[nodiscard]] std::string key_text(const IdentifierKey& key);  ///< "email jo@acme.com"

/// Why an account is where it is.
struct Why {
    std::uint16_t reason = 0;  ///< index into Groups::reasons(); 0: nothing joined it
    Evidence evidence;
};

class Groups {
public:
    explicit Groups(const std::vector<Account>& accounts);

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
    void note(std::uint32_t account, const std::string& reason, const Evidence& evidence);
    [[nodiscard]] const std::string& why(std::uint32_t account) const { return reasons_[why_[account].reason]; }
    [[nodiscard]] const Evidence& evidence(std::uint32_t account) const { return why_[account].evidence; }
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
    [[nodiscard]] std::string objection(const Group& a, const Group& b, bool through_device, std::uint32_t device_side) const;

    const std::vector<Account>& accounts_;
    std::vector<Group> groups_;
    std::vector<Why> why_;
    std::vector<std::string> reasons_;
};

}  // namespace bonafide
