#!/usr/bin/env python3
"""Writes src/paper/mrz_shapes_data.cpp: the 37 characters of a machine-readable zone as small grey pictures, from OCR-B (Debian package
fonts-ocr-b; Norbert Schwarz and Matthew Skala, free of any limitation) and, for zones that were not set in OCR-B, DejaVu Sans Mono.
Needs python3-pil. Run again only to change the size; the result is in git, so that a build needs neither."""
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
WIDTH, HEIGHT, CAP, BASE, FINE = 20, 28, 22, 24, 8  # one cell; letters are CAP high and stand on BASE
FONTS = {"ocr_b": "/usr/share/fonts/opentype/ocr-b/OCRB.otf", "sans_mono": "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"}


def ink_top(font, text):
    image = Image.new("L", (2000, 2000), 0)
    ImageDraw.Draw(image).text((500, 1500), text, font=font, fill=255, anchor="ls")
    return 1500 - image.getbbox()[1]


def cell(font, letter):
    advance, cap = font.getlength("H"), ink_top(font, "H")
    wide, high = int(advance * 3), int(cap * 3)
    image = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(image).text((advance, cap * 2), letter, font=font, fill=255, anchor="ls")
    scale_x, scale_y = WIDTH / advance, CAP / cap
    # The cell's corners in the large picture: one advance wide, from BASE below to HEIGHT above.
    left, top = advance, cap * 2 - BASE / scale_y
    box = (left, top, left + WIDTH / scale_x, top + HEIGHT / scale_y)
    return image.resize((WIDTH * FINE, HEIGHT * FINE), Image.BOX, box=box).resize((WIDTH, HEIGHT), Image.BOX)


def main():
    fonts = dict(FONTS)
    fonts.update(argument.split("=", 1) for argument in sys.argv[1:])
    out = ["// Made by tools/make-mrz-shapes.py; a hexadecimal digit is one pixel, 0 paper to f ink; 20 by 28 pixels a character.",
           '#include "paper/mrz_shapes.h"', "", "namespace bonafide::paper {", "", "// clang-format off",
           f"const std::array<MrzShapeSet, {len(fonts)}> mrz_shape_sets{{{{"]
    for name, path in fonts.items():
        font = ImageFont.truetype(path, 600)
        out.append(f'    {{"{name}", {{')
        for letter in CHARACTERS:
            pixels = "".join("0123456789abcdef"[min(15, p * 16 // 256)] for p in cell(font, letter).getdata())
            rows = [pixels[i:i + 140] for i in range(0, len(pixels), 140)]
            out.append("        " + "\n        ".join(f'"{row}"' for row in rows) + f",  // {letter}")
        out.append("    }},")
    out += ["}};", "// clang-format on", "", "}  // namespace bonafide::paper", ""]
    target = pathlib.Path(__file__).resolve().parent.parent / "src/paper/mrz_shapes_data.cpp"
    target.write_text("\n".join(out))


main()
