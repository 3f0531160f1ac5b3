// Pieces as bytes that outlive a change of content: rules, their counts and their hits are known by name, not by number. Made by the
// pipeline for each commit, read back at the start and by the assessor.
#pragma once

#include <string>
#include <string_view>

#include "scan/piece.h"

namespace bonafide::watch {

/// `piece` is read only, but for the file its hits may lie in.
[[nodiscard]] Result<std::string> pack_piece(const Piece& piece, const Content& content);
/// Counts and hits of rules that are gone, or whose correlations read other fields now, are left out: `lost` counts the hits.
/// An Error where the vocabulary (attributes.yml) is another one.
[[nodiscard]] Result<Piece> unpack_piece(std::string_view bytes, const Content& content, std::uint64_t& lost);

/// Can what was kept under one content be used under the other?
[[nodiscard]] bool same_vocabulary(const Content& a, const Content& b);

}  // namespace bonafide::watch
