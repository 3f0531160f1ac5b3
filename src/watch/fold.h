// Pieces added up as they come, also several of one file: what one scan of everything would have collected. Kept by the assessor.
#pragma once

#include <functional>

#include "scan/piece.h"

namespace bonafide::watch {

class Fold {
public:
    explicit Fold(const Content& content);
    /// The piece's files are in the order of their names.
    void add(Piece&& piece);
    [[nodiscard]] const Piece& total() const { return total_; }
    /// The same once more, on the same thread: hits that lie in a file are shared.
    [[nodiscard]] Fold clone() const;
    [[nodiscard]] Piece take() && { return std::move(total_); }
    /// The files as `name_of` calls them.
    [[nodiscard]] Collected finish(const std::function<FileName(const FileName&)>& name_of) &&;

private:
    Fold() = default;
    [[nodiscard]] std::vector<std::uint32_t> place(const std::vector<FileReport>& fresh);
    void add_reports(std::vector<FileReport> fresh, const std::vector<std::uint32_t>& index);
    void add_unread(std::vector<Unread> fresh);
    void gather_hits();

    Piece total_;
    std::map<std::pair<FileName, std::string>, std::size_t> unread_at_;  ///< of a file and a reason
};

}  // namespace bonafide::watch
