// The characters of a machine-readable zone as small pictures, made by tools/make-mrz-shapes.py. Used by mrz_line.cpp.
#pragma once

#include <array>
#include <string_view>

namespace bonafide::paper {

inline constexpr std::string_view mrz_characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/// One cell: letters are `mrz_cap` high and stand on the row `mrz_base`.
inline constexpr int mrz_cell_width = 20, mrz_cell_height = 28, mrz_cap = 22, mrz_base = 24;

struct MrzShapeSet {
    std::string_view name;
    std::array<std::string_view, 37> pixels;  ///< rows of hexadecimal digits, 0 paper to f ink
};
extern const std::array<MrzShapeSet, 2> mrz_shape_sets;

}  // namespace bonafide::paper
