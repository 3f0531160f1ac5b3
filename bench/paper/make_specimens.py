#!/usr/bin/env python3
"""Genuine-looking and tampered papers: make_specimens.py OUT [COUNT] [SEED]. Writes OUT/NAME and OUT/truth.tsv: file, kind, "genuine" or
"tampered", what must be contradicted ("rules", "picture" or "-"), the fields printed (name=value|...). Set BENCH to paper_bench for bar codes."""
import os
import pathlib
import random
import subprocess
import sys

from PIL import Image, ImageChops, ImageDraw, ImageFilter

import draw

GENUINE = ["photo", "scan_png", "resent", "glare", "licence", "plain"]
TAMPERED = ["edited_field", "pasted_portrait", "copied", "recompressed", "rephotographed", "wrong_digit", "barcode_front", "edited_then_resent"]


def shot(image, r, **more):
    options = {"angle": r.uniform(-4, 4), "tilt": r.uniform(-.06, .06), "noise": r.uniform(2.2, 5), "blur": r.uniform(.4, .9), "zoom": .88, "size": (1500, 1080)}
    options.update(more)
    return draw.camera(image, r, **options)


def scan(image, r):
    return draw.noisy(image.resize((int(image.width * 1.1), int(image.height * 1.1)), Image.BICUBIC), r.uniform(1.5, 3.5))


def first_file(image, r):
    """What the genuine holder would have: one JPEG of a phone."""
    return draw.jpeg(image, r.randint(80, 94))


def edit_field(image, boxes, r, p):
    key = r.choice(["surname", "given_names", "date_of_birth", "date_of_expiry"])
    x0, y0, x1, y1 = [int(v * 1.1) for v in boxes[key]]
    x0, y0, x1, y1 = x0 - 6, y0 - 6, max(x1, x0 + 260) + 6, y1 + 8
    d = ImageDraw.Draw(image)
    ground = image.crop((x0, y0 - 2, x1, y0)).resize((1, 1), Image.BOX).getpixel((0, 0))
    how = r.choice(["flat", "flat", "cloned"])
    if how == "flat":
        d.rectangle([x0, y0, x1, y1], fill=ground)
    else:
        image.paste(image.crop((x0, y0 - 2, x1, y0 + 2)).resize((x1 - x0, y1 - y0), Image.BICUBIC), (x0, y0))
    words = r.choice(draw.LAST) if "name" in key else draw.shown((r.randint(1960, 2000), r.randint(1, 12), r.randint(1, 28)))
    draw.text(d, (x0 + 6, y1 - 8), words, draw.BOLD, int((y1 - y0) * .72))
    return image


def paste_portrait(image, boxes, r):
    x0, y0, x1, y1 = [int(v * 1.1) for v in boxes["portrait"]]
    other = draw.face((r.randint(400, 700), r.randint(500, 800)), r)
    other = draw.load(draw.jpeg(draw.noisy(other, r.uniform(0, 6)), r.randint(60, 92)))
    image.paste(other.resize((x1 - x0, y1 - y0), r.choice([Image.BICUBIC, Image.BILINEAR, Image.LANCZOS])), (x0, y0))
    return image


def copy_move(image, boxes, r):
    x0, y0, x1, y1 = [int(v * 1.1) for v in boxes[r.choice(["surname", "date_of_birth", "date_of_expiry"])]]
    width = r.randint(60, 140)
    part = image.crop((x0 - 4, y0 - 4, x0 + width, y1 + 4))
    image.paste(part, (x0 + r.randint(150, 260), y0 - 4 + r.choice([-90, 0, 0, 84])))
    return image


def moire(image, r):
    """A screen's cells, photographed: stripes of its pixels in colour, resampled by a camera that is not quite parallel."""
    w, h = image.size
    pitch = r.uniform(2.6, 4.2)
    cell = Image.new("RGB", (12, 12))
    for x in range(12):
        for y in range(12):
            c = [40, 40, 40]
            c[x * 3 // 12] = 255
            cell.putpixel((x, y), tuple(int(v * (.55 if y >= 10 else 1)) for v in c))
    k = 12
    tile = Image.new("RGB", (w // 3 // 1 * 1, h // 3))
    big = Image.new("RGB", (1200, 1200))
    for x in range(0, 1200, k):
        for y in range(0, 1200, k):
            big.paste(cell, (x, y))
    scale = k / pitch
    grid = Image.new("RGB", (w, h))
    piece = big.resize((int(1200 / scale), int(1200 / scale)), Image.BILINEAR)
    for x in range(0, w, piece.width):
        for y in range(0, h, piece.height):
            grid.paste(piece, (x, y))
    grid = grid.rotate(r.uniform(-6, 6), Image.BICUBIC, expand=False).point(lambda v: 150 + v * 105 // 255)
    return ImageChops.multiply(image, grid)


def licence_payload(p, r, number):
    mdy = lambda d: "%02d%02d%04d" % (d[1], d[2], d[0])
    issue = (r.randint(2020, 2024), r.randint(1, 12), r.randint(1, 28))
    e = [("DAQ", number), ("DCS", p["surname"]), ("DDE", "N"), ("DAC", p["given"].split()[0]), ("DDF", "N"), ("DAD", (p["given"].split() + ["NONE"])[1]), ("DDG", "N"),
         ("DCA", "C"), ("DCB", "NONE"), ("DCD", "NONE"), ("DBD", mdy(issue)), ("DBB", mdy(p["birth"])), ("DBA", mdy((issue[0] + 5, p["birth"][1], p["birth"][2]))),
         ("DBC", "1" if p["sex"] == "M" else "2"), ("DAU", "0%d in" % r.randint(60, 76)), ("DAY", r.choice(["BRO", "BLU", "GRN"])), ("DAG", "%d OAK STREET" % r.randint(10, 9999)),
         ("DAI", "AUSTIN"), ("DAJ", "TX"), ("DAK", "78701%04d" % r.randint(0, 9999)), ("DCF", "%020d" % r.randint(0, 10**20 - 1)), ("DCG", "USA"), ("DDA", "F")]
    body = "DL" + "".join(k + v + "\n" for k, v in e)[:-1] + "\r"
    head = "@\n\x1e\rANSI 636015080101DL"
    return head + "%04d%04d" % (len(head) + 8, len(body)) + body


def licence(p, r, out, other=None):
    number = "%08d" % r.randint(10**7, 10**8 - 1)
    code = pathlib.Path(out) / "symbol.tmp"
    code.write_bytes(licence_payload(other or p, r, number).encode("latin-1"))
    picture = pathlib.Path(out) / "symbol.png"
    subprocess.run([os.environ["BENCH"], "symbol", str(code), str(picture)], check=True)
    image = draw.ground((1010, 1280), r)
    d = ImageDraw.Draw(image)
    draw.text(d, (40, 70), "TEXAS  DRIVER LICENSE", draw.BOLD, 40)
    image.paste(draw.face((250, 320), r), (40, 110))
    for i, (label, value) in enumerate([("DL", number), ("LN", p["surname"]), ("FN", p["given"]), ("DOB", "%02d/%02d/%04d" % (p["birth"][1], p["birth"][2], p["birth"][0]))]):
        draw.text(d, (330, 140 + i * 84), label, draw.SANS, 22, (90, 90, 110))
        draw.text(d, (330, 176 + i * 84), value, draw.BOLD, 36)
    symbol = Image.open(picture).convert("RGB")
    symbol = symbol.resize((900, int(900 * symbol.height / symbol.width)), Image.LANCZOS)
    image.paste(symbol, (55, 760))
    return image.filter(ImageFilter.GaussianBlur(.5)), number


def make(kind, r, out):
    """Returns the file's bytes, its suffix, what must be contradicted, the printed fields."""
    p = draw.person(r)
    if kind == "wrong_digit":
        lines = draw.mrz_of(p, "TD3", r)
        at = r.choice([9, 19, 27])
        lines[1] = lines[1][:at] + str((int(lines[1][at]) + r.randint(1, 9)) % 10) + lines[1][at + 1:]
        image, boxes, _ = draw.paper(p, "TD3", r, lines=lines)
        return first_file(shot(image, r), r), "jpg", "rules", p
    if kind in ("licence", "barcode_front"):
        other = draw.person(r) if kind == "barcode_front" else None
        if other:
            other = dict(p, surname=r.choice([n for n in draw.LAST if n != p["surname"]]), birth=(p["birth"][0] - r.randint(2, 9), r.randint(1, 12), r.randint(1, 28)))
        image, number = licence(p, r, out, other)
        return first_file(shot(image, r, size=(1250, 1560), tilt=0, angle=r.uniform(-2, 2), noise=2.2), r), "jpg", "rules" if other else "-", dict(p, number=number)
    image, boxes, _ = draw.paper(p, "TD3", r)
    if kind == "photo":
        return first_file(shot(image, r), r), "jpg", "-", p
    if kind == "glare":
        return first_file(shot(image, r, glare=True), r), "jpg", "-", p
    if kind == "plain":  # drawn, without a camera
        return draw.jpeg(scan(image, r) if r.random() < .5 else image, r.randint(75, 95)), "jpg", "-", p
    if kind == "scan_png":
        return draw.png(scan(image, r)), "png", "-", p
    if kind == "resent":  # a messenger: smaller, and compressed again, lower
        first = draw.load(draw.jpeg(shot(image, r), r.randint(88, 95)))
        scale = r.choice([1, .8, .6])
        return draw.jpeg(first.resize((int(first.width * scale), int(first.height * scale)), Image.LANCZOS) if scale < 1 else first, r.randint(70, 82)), "jpg", "-", p
    if kind == "rephotographed":
        screen = moire(shot(image, r, blur=.3, noise=1), r)
        return first_file(draw.camera(screen, r, angle=r.uniform(-2, 2), zoom=1.2, size=(1500, 1080), noise=2.5, blur=.5), r), "jpg", "picture", p
    # The rest begins with a genuine file (a scan), is opened, changed, and saved again.
    q1 = r.randint(70, 90)
    source = draw.load(draw.jpeg(scan(image, r), q1))
    if kind == "recompressed":
        return draw.jpeg(source, r.randint(q1 + 6, 98)), "jpg", "picture", p
    if kind == "edited_field":
        changed = edit_field(source, boxes, r, p)
    elif kind == "pasted_portrait":
        changed = paste_portrait(source, boxes, r)
    elif kind == "copied":
        changed = copy_move(source, boxes, r)
    else:
        changed = edit_field(source, boxes, r, p)
        return draw.jpeg(draw.load(draw.jpeg(changed, 92)), r.randint(70, 80)), "jpg", "picture", p
    if r.random() < .2:
        return draw.png(changed), "png", "picture", p
    return draw.jpeg(changed, r.randint(85, 97)), "jpg", "picture", p


def main():
    out, count, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 640, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for i in range(count):
        r = random.Random(seed * 100003 + i)
        kind = GENUINE[i // 2 % len(GENUINE)] if i % 2 == 0 else TAMPERED[i // 2 % len(TAMPERED)]
        data, suffix, expect, p = make(kind, r, out)
        name = "%04d_%s.%s" % (i, kind, suffix)
        (out / name).write_bytes(data)
        fields = "|".join(["surname=" + p["surname"], "given_names=" + p["given"], "document_number=" + p["number"], "date_of_birth=%04d-%02d-%02d" % p["birth"]])
        rows.append("\t".join([name, kind, "genuine" if kind in GENUINE else "tampered", expect, fields]))
    (out / "truth.tsv").write_text("\n".join(rows) + "\n")
    for rest in ("symbol.tmp", "symbol.png"):
        (out / rest).unlink(missing_ok=True)


main()
