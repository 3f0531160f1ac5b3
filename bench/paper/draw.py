"""Draws identity papers that belong to nobody, as a camera or a scanner would give them. Used by make_specimens.py. Needs python3-pil and fonts-ocr-b."""
import io
import math
import os
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

OCRB = os.environ.get("OCRB", "/usr/share/fonts/opentype/ocr-b/OCRB.otf")
SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
_fonts = {}


def font(path, size):
    return _fonts.setdefault((path, size), ImageFont.truetype(path, size))


def check_digit(text):
    value = lambda c: int(c) if c.isdigit() else ord(c) - 55 if c.isalpha() else 0
    return str(sum(value(c) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


FIRST = "ANNA MARIA JOHN PETER LUCIA OMAR YUKI CHEN INGRID PAVEL SOFIA DANIEL AMINA ERIK NOOR TOMAS LENA HUGO MINA IVAN CLARA JONAS ALICE MARTIN".split()
LAST = ("ERIKSSON MUELLER KOWALSKI TANAKA OKAFOR SANTOS NGUYEN BAKER OZTURK JENSEN PETROV LINDQVIST GARCIA MOREAU ROSSI HAKIMI WALKER DUBOIS KELLER "
        "ANDERSSON BRZEZINSKI QUINTANA WEXLER ZHOU XAVIER FLYNN JAKOBSEN VASQUEZ").split()
STATES = "USA CAN GBR FRA D<< ESP ITA POL SWE NOR DNK JPN KOR IND BRA NGA AUS NZL CHE AUT UTO".split()


def person(r):
    birth = (r.randint(1955, 2004), r.randint(1, 12), r.randint(1, 28))
    expiry = (r.randint(2027, 2034), r.randint(1, 12), r.randint(1, 28))
    letters, digits = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"
    number = r.choice(letters) + "".join(r.choice(digits) for _ in range(8)) if r.random() < 0.6 else "".join(r.choice(letters + digits) for _ in range(9))
    return {"surname": r.choice(LAST), "given": " ".join(r.sample(FIRST, r.choice([1, 1, 2]))), "number": number, "state": r.choice(STATES), "birth": birth,
            "expiry": expiry, "sex": r.choice("MF")}


def yymmdd(d):
    return "%02d%02d%02d" % (d[0] % 100, d[1], d[2])


def mrz_of(p, kind, r, optional=None):
    name = (p["surname"] + "<<" + p["given"]).replace(" ", "<")
    num, birth, expiry = p["number"], yymmdd(p["birth"]), yymmdd(p["expiry"])
    num, birth, expiry = num + check_digit(num), birth + check_digit(birth), expiry + check_digit(expiry)
    pad = lambda s, n: (s + "<" * n)[:n]
    extra = optional if optional is not None else r.choice(["", "", "".join(r.choice("0123456789") for _ in range(7))])
    if kind == "TD3":
        opt = pad(extra, 14)
        opt += check_digit(opt) if extra else r.choice("0<")
        return [pad("P<" + p["state"] + name, 44), num + p["state"] + birth + p["sex"] + expiry + opt + check_digit(num + birth + expiry + opt)]
    if kind == "TD2":
        opt = pad(extra, 7)
        return [pad("I<" + p["state"] + name, 36), num + p["state"] + birth + p["sex"] + expiry + opt + check_digit(num + birth + expiry + opt)]
    if kind == "TD1":
        one, two = pad("I<" + p["state"] + num + extra, 30), birth + p["sex"] + expiry + p["state"] + "<" * 11
        return [one, two + check_digit(one[5:] + birth + expiry + "<" * 11), pad(name, 30)]
    if kind == "MRVA":
        return [pad("V<" + p["state"] + name, 44), pad(num + p["state"] + birth + p["sex"] + expiry + extra, 44)]
    return [pad("V<" + p["state"] + name, 36), pad(num + p["state"] + birth + p["sex"] + expiry + extra, 36)]


def ground(size, r):
    """Pastel paper with guilloche lines."""
    w, h = size
    base = [r.randint(205, 240) for _ in range(3)]
    image = Image.new("RGB", size, tuple(base))
    draw = ImageDraw.Draw(image)
    for _ in range(r.randint(3, 6)):
        colour = tuple(max(0, c - r.randint(12, 34)) for c in base)
        amp, period, phase, step = r.uniform(15, 60), r.uniform(120, 420), r.uniform(0, 6.3), r.randint(9, 22)
        for y in range(-60, h + 60, step):
            draw.line([(x, y + amp * math.sin(x / period * 6.28 + phase + y / 90)) for x in range(0, w + 12, 12)], fill=colour, width=1)
    return image


def face(size, r):
    """Something like a portrait: soft shading, hair, eyes; with the fine texture that a camera gives."""
    w, h = size
    image = Image.new("RGB", size, tuple(r.randint(170, 225) for _ in range(3)))
    d = ImageDraw.Draw(image)
    skin = r.choice([(224, 188, 160), (198, 152, 120), (141, 98, 70), (236, 206, 184), (110, 76, 55)])
    hair = r.choice([(40, 30, 25), (90, 60, 35), (150, 110, 60), (70, 70, 75)])
    shirt = tuple(r.randint(30, 200) for _ in range(3))
    cx, cy, rx, ry = w * (0.5 + r.uniform(-.03, .03)), h * 0.44, w * r.uniform(.24, .29), h * r.uniform(.26, .3)
    d.ellipse([w * .05, h * .78, w * .95, h * 1.4], fill=shirt)
    d.rectangle([cx - rx * .45, cy + ry * .6, cx + rx * .45, h * .85], fill=tuple(int(c * .9) for c in skin))
    d.ellipse([cx - rx * 1.18, cy - ry * 1.25, cx + rx * 1.18, cy + ry * .8], fill=hair)
    d.ellipse([cx - rx, cy - ry, cx + rx, cy + ry], fill=skin)
    for side in (-1, 1):
        ex, ey = cx + side * rx * .42, cy - ry * .1
        d.ellipse([ex - rx * .17, ey - ry * .07, ex + rx * .17, ey + ry * .07], fill=(245, 245, 245))
        d.ellipse([ex - rx * .08, ey - ry * .07, ex + rx * .08, ey + ry * .07], fill=(40, 30, 25))
        d.line([ex - rx * .22, ey - ry * .2, ex + rx * .22, ey - ry * .22], fill=hair, width=max(2, w // 60))
    d.line([cx, cy, cx - rx * .08, cy + ry * .28, cx + rx * .08, cy + ry * .3], fill=tuple(int(c * .8) for c in skin), width=2)
    d.ellipse([cx - rx * .32, cy + ry * .5, cx + rx * .32, cy + ry * .62], fill=(170, 90, 90))
    image = image.filter(ImageFilter.GaussianBlur(max(1, w / 160)))
    return noisy(image, r.uniform(2.5, 5))


def noisy(image, sigma):
    if sigma <= 0:
        return image
    bands = [ImageChops.add(b, Image.effect_noise(image.size, sigma), 1, -128) for b in image.split()]
    return Image.merge(image.mode, bands)


def text(draw, xy, words, path, size, fill=(25, 25, 35)):
    draw.text(xy, words, font=font(path, size), fill=fill, anchor="ls")
    return draw.textbbox(xy, words, font=font(path, size), anchor="ls")


def shown(d):
    return "%02d.%02d.%04d" % (d[2], d[1], d[0])


def mrz_lines(draw, x, y, lines, pitch, spacing, path=None, fill=(20, 20, 20)):
    path = path or OCRB
    size = 100
    while font(path, 1000).getlength("H") * size / 1000 > pitch:
        size -= 1
    f = font(path, size)
    for i, line in enumerate(lines):
        for k, c in enumerate(line):
            draw.text((x + k * pitch, y + i * spacing), c, font=f, fill=fill, anchor="ls")


def paper(p, kind, r, lines=None, scale=10, portrait=None):
    """A data page at `scale` pixels a millimetre. Returns the picture and the boxes of its printed fields."""
    lines = lines or mrz_of(p, kind, r)
    wide, high = {"TD3": (125, 88), "TD2": (105, 74), "TD1": (85.6, 54), "MRVA": (120, 80), "MRVB": (105, 74)}[kind]
    w, h = int(wide * scale), int(high * scale)
    image = ground((w, h), r)
    d = ImageDraw.Draw(image)
    boxes = {}
    u = scale / 10
    small, large = max(8, int(17 * u)), max(12, int(29 * u))
    rows = [("SURNAME / NOM", "surname", p["surname"]), ("GIVEN NAMES / PRENOMS", "given_names", p["given"]), ("DATE OF BIRTH", "date_of_birth", shown(p["birth"])),
            ("SEX", "sex", p["sex"]), ("DATE OF EXPIRY", "date_of_expiry", shown(p["expiry"]))]
    if kind == "TD1":  # the back of a card: the zone and little else
        text(d, (5 * scale, 9 * scale), "IDENTITY CARD  " + p["state"].replace("<", ""), BOLD, large)
        x, y = 5 * scale, 15 * scale
    else:
        text(d, (6 * scale, 8 * scale), ("VISA  " if kind.startswith("MRV") else "PASSPORT  ") + p["state"].replace("<", ""), BOLD, large)
        text(d, (wide * .62 * scale, 8 * scale), p["number"], MONO, large)
        boxes["document_number"] = (int(wide * .62 * scale), int(5 * scale), int(wide * .62 * scale + 9.3 * large * .61), int(8.8 * scale))
        size = (int(.25 * w), int(.44 * h))
        picture = portrait or face(size, r)
        image.paste(picture.resize(size), (int(5 * scale), int(12 * scale)))
        boxes["portrait"] = (int(5 * scale), int(12 * scale), int(5 * scale) + size[0], int(12 * scale) + size[1])
        x, y = 5 * scale + size[0] + 5 * scale, 15 * scale
    step = (high * .72 * scale - y) / len(rows) if kind != "TD1" else 0
    if kind != "TD1":
        for i, (label, key, value) in enumerate(rows):
            text(d, (x, y + i * step), label, SANS, small, (90, 90, 110))
            b = text(d, (x, y + i * step + large * 1.15), value, BOLD, large)
            boxes[key] = b
    n = len(lines[0])
    pitch = min(2.54 * scale, (w - 4 * scale) / n)
    spacing = 4.24 * scale if n == 30 else 6.35 * scale * .75
    top = h - (len(lines) - 1) * spacing - 4.5 * scale
    mrz_lines(d, (w - n * pitch) / 2, top, lines, pitch, spacing)
    return image.filter(ImageFilter.GaussianBlur(.6)), boxes, lines


def solve(a, b):
    n = len(b)
    m = [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda k: abs(m[k][i]))
        m[i], m[p] = m[p], m[i]
        for k in range(n):
            if k != i:
                f = m[k][i] / m[i][i]
                m[k] = [x - f * y for x, y in zip(m[k], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def warp(image, size, corners, back):
    """Puts the picture's corners (clockwise from top left) at `corners` of a ground `back`."""
    w, h = image.size
    a, b = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)]):
        a += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        b += [u, v]
    coefficients = solve(a, b)
    out = image.transform(size, Image.PERSPECTIVE, coefficients, Image.BICUBIC)
    mask = Image.new("L", image.size, 255).transform(size, Image.PERSPECTIVE, coefficients, Image.BILINEAR)
    back.paste(out, (0, 0), mask)
    return back


def camera(image, r, angle=0.0, tilt=0.0, zoom=0.8, size=None, blur=0.7, noise=3.0, glare=False, shade=True):
    """A photograph of the paper on a table."""
    w, h = image.size
    size = size or (int(w * 1.1), int(h * 1.15))
    a = math.radians(angle)
    reach = zoom * min(size[0] / (abs(w * math.cos(a)) + abs(h * math.sin(a))), size[1] / (abs(w * math.sin(a)) + abs(h * math.cos(a))))
    corners = []
    for x, y in [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]:
        u, v = (x * math.cos(a) - y * math.sin(a)) * reach, (x * math.sin(a) + y * math.cos(a)) * reach
        f = 1 + tilt * u / size[0] + tilt * .7 * v / size[1]
        corners.append((size[0] / 2 + u / f, size[1] / 2 + v / f))
    table = Image.new("RGB", size, tuple(r.randint(60, 170) for _ in range(3)))
    table = noisy(table, 8).filter(ImageFilter.GaussianBlur(1.5))
    out = warp(image, size, corners, table)
    if shade:
        grad = Image.linear_gradient("L").rotate(r.choice([0, 90, 180, 270])).resize(size).point(lambda v: 215 + v * 40 // 255)
        out = ImageChops.multiply(out, Image.merge("RGB", [grad] * 3))
    if glare:
        spot = Image.new("L", size, 0)
        x, y, rad = r.uniform(.2, .8) * size[0], r.uniform(.2, .9) * size[1], r.uniform(.08, .2) * size[0]
        ImageDraw.Draw(spot).ellipse([x - rad, y - rad * .6, x + rad, y + rad * .6], fill=r.randint(90, 190))
        spot = spot.filter(ImageFilter.GaussianBlur(rad * .4))
        out = ImageChops.add(out, Image.merge("RGB", [spot] * 3))
    if blur:
        out = out.filter(ImageFilter.GaussianBlur(blur))
    return noisy(out, noise)


def jpeg(image, quality, **more):
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def load(data):
    return Image.open(io.BytesIO(data)).convert("RGB")
