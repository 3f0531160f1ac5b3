#!/usr/bin/env python3
"""Pictures with machine-readable zones, and what they say: make_mrz.py OUT [COUNT] [SEED]. Writes OUT/NAME.jpg and OUT/truth.tsv (file, kind, lines)."""
import pathlib
import random
import sys

import draw

WAYS = ["flat", "turned", "skewed", "glare", "low_quality", "small", "noisy", "blurred"]


def main():
    out, count, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for i in range(count):
        r = random.Random(seed * 100003 + i)
        way, kind = WAYS[i % len(WAYS)], r.choice(["TD3", "TD3", "TD1", "TD2", "MRVA", "MRVB"])
        p = draw.person(r)
        image, _, lines = draw.paper(p, kind, r)
        options = {"angle": r.uniform(-4, 4), "tilt": 0, "noise": 3, "blur": .7, "zoom": .85}
        quality = r.randint(70, 95)
        if way == "turned":
            options["angle"] = r.uniform(-180, 180)
        if way == "skewed":
            options.update(angle=r.uniform(-25, 25), tilt=r.uniform(-.35, .35))
        if way == "glare":
            options["glare"] = True
        if way == "low_quality":
            quality = r.randint(30, 55)
        if way == "small":  # lines of about 14 pixels
            n = len(lines[0])
            width = int(14 * n / .82 / .93)
            options.update(size=(width, int(width * .72)), blur=.4, zoom=.93, noise=2)
        if way == "noisy":
            options["noise"] = r.uniform(8, 16)
        if way == "blurred":
            options["blur"] = r.uniform(1.5, 2.6)
        name = "%04d_%s.jpg" % (i, way)
        (out / name).write_bytes(draw.jpeg(draw.camera(image, r, **options), quality))
        rows.append("\t".join([name, way, "|".join(lines)]))
    (out / "truth.tsv").write_text("\n".join(rows) + "\n")


main()
