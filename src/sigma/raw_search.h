// Keywords: is any of them in a record at all? Looks through the raw bytes with Vectorscan, which for the few dozen keywords of a
// log source runs at several GB/s; only where something is found are the values taken apart and compared. Built by program.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::sigma {

class RawSearch {
public:
    RawSearch();
    ~RawSearch();
    RawSearch(RawSearch&&) noexcept;
    RawSearch& operator=(RawSearch&&) noexcept;

    /// A literal that must be in some value. What JSON may write in another way (backslashes, quotes, anything beyond ASCII) is left
    /// out of the search; a literal of which too little is left makes `found_in` say yes to everything.
    void add(std::string_view literal);
    void finish();

    /// What one worker needs beside the search.
    class Scratch {
    public:
        explicit Scratch(const RawSearch& search);
        ~Scratch();
        Scratch(Scratch&&) noexcept;
        Scratch& operator=(Scratch&&) noexcept;

    private:
        friend class RawSearch;
        void* memory_ = nullptr;
    };
    /// False only if no value of the record contains any of the literals.
    [[nodiscard]] bool found_in(std::string_view bytes, const Scratch& scratch) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bonafide::sigma
