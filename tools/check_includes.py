#!/usr/bin/env python3
"""Fails where a folder of src/ includes one below it (or beside it) in the order of the design."""
import pathlib
import re
import sys

ORDER = ["base", "name", "record", "document", "paper", "video", "source", "sigma", "person", "check", "link", "assess", "trace|code", "store", "report",
         "simulate", "scan", "screen|watch", "serve", "cli"]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names.split("|")}
MAY_ONLY = {"simulate": {"base", "simulate"}}  # written apart from what it tests

root = pathlib.Path(__file__).resolve().parent.parent / "src"
errors = []
for path in sorted(root.glob("*/**/*")):
    if path.suffix not in {".h", ".cpp"}:
        continue
    folder = path.relative_to(root).parts[0]
    if folder not in RANK:
        errors.append(f"{path.relative_to(root.parent)}: folder '{folder}' is not in the order of tools/check_includes.py")
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#include "([a-z_]+)/', line)
        if not match:
            continue
        other = match.group(1)
        allowed = other in MAY_ONLY.get(folder, RANK) and other in RANK and (
            other == folder or RANK[other] < RANK[folder])
        if not allowed:
            errors.append(f"{path.relative_to(root.parent)}:{number}: '{folder}' may not include '{other}'")
print("\n".join(errors) if errors else f"includes: {len(RANK)} folders, none includes one below it")
sys.exit(1 if errors else 0)
