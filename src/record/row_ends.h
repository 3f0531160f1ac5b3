// Follows quotes through a growing text of rows and remembers where the last whole row ended. Used by the row splitter and by watch.
#pragma once

#include <string_view>

#include "record/table.h"

namespace bonafide::reading {

class RowEnds {
public:
    explicit RowEnds(const TableLayout& layout) : layout_(&layout) {}

    /// `text` is all that there is since the first row, longer with each call; `ended`: there will be no more.
    void scan(std::string_view text, bool ended);
    /// Behind the last line feed outside of quotes; 0 if there is none.
    [[nodiscard]] std::size_t last() const { return last_; }

private:
    [[nodiscard]] bool begins_field(std::string_view text, std::size_t quote) const {
        return quote == last_ || text[quote - 1] == layout_->header.delimiter;
    }
    void plain(std::string_view text, std::size_t end);

    const TableLayout* layout_;
    std::size_t at_ = 0, last_ = 0;
};

}  // namespace bonafide::reading
