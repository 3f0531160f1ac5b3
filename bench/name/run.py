#!/usr/bin/env python3
"""Names: our figures beside nomenklatura's logic-v2, in one run.
    bench/name/run.py PROGRAM [--peer] [--sample N]
--peer makes a Python environment in build/names-venv with nomenklatura from PyPI and measures it on the same pairs, and on a sample of the unlisted people
(against what our index finds remotely alike, so its count is a lower bound)."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from pairs import ROOT, SHARED, compare, f1, load_checks, load_pairs, unpack

PEER = r'''
import json, sys, time
from followthemoney import ValueEntity
from nomenklatura.matching import get_algorithm
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
def entity(number, schema, properties):
    return ValueEntity.from_dict({"id": str(number), "schema": schema, "caption": "", "datasets": ["x"], "properties": {k: [v] for k, v in properties.items()}})
rows = json.load(sys.stdin)
pairs = [(entity(2 * n, r["schema"], r["query"]), entity(2 * n + 1, r["schema"], r["candidate"])) for n, r in enumerate(rows)]
start = time.time()
scores = [algorithm.compare(a, b, config).score for a, b in pairs]
print(json.dumps({"scores": scores, "seconds": time.time() - start}))
'''


def peer_python():
    folder = ROOT / "build" / "names-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "-q", "install", "nomenklatura"], check=True)
    return python


def peer_scores(python, rows):
    sent = [dict(schema=r["schema"], query=r.get("query") or {"name": r["name1"]}, candidate=r.get("candidate") or {"name": r["name2"]}) for r in rows]
    answer = json.loads(subprocess.run([str(python), "-c", PEER], input=json.dumps(sent), check=True, capture_output=True, text=True).stdout)
    return answer["scores"], answer["seconds"] / max(1, len(rows))


def match(program, queries, against, *options):
    start = time.time()
    out = subprocess.run([*program.split(), "lists", "match", str(queries), *options, "--against", *map(str, against)], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()], time.time() - start


def main():
    program, peer = sys.argv[1], "--peer" in sys.argv
    if not SHARED.exists():
        print(f"skipped: {SHARED} is not there")
        return
    python = peer_python() if peer else None
    with tempfile.TemporaryDirectory() as folder:
        data = unpack(folder)
        for title, rows in (("name-pairs.csv", load_pairs(data)), ("nomenklatura-checks.yml", load_checks(data))):
            truth = [r["match"] for r in rows]
            said = [a["score"] >= 0.7 for a in compare(program, rows)]
            theirs, cost = peer_scores(python, rows) if peer else ([], 0)
            parts = {"all": range(len(rows))}
            for field in ("quality", "schema"):
                for value in sorted({r[field] for r in rows if r[field]}):
                    parts[value] = [i for i, r in enumerate(rows) if r[field] == value]
            for name, part in parts.items():
                line = f"{title:24s} {name:14s} {len(part):4d}  ours {f1([truth[i] for i in part], [said[i] for i in part]):.3f}"
                if peer:
                    line += f"  logic-v2 {f1([truth[i] for i in part], [theirs[i] >= 0.7 for i in part]):.3f}"
                print(line)
            if peer:
                print(f"{title:24s} logic-v2 {cost * 1e6:.0f} us a pair")
        lists = [data / "ofac", data / "un-names.csv"]
        un = list(csv.DictReader(open(data / "un-names.csv", encoding="utf-8")))
        found, _ = match(program, data / "un-names.csv", [data / "un-names.csv"], "--names-only")
        hits = sum(any(m["name"] == row["listed_name"] for m in answer["matches"]) for row, answer in zip(un, found))
        print(f"un-names.csv             recall {hits / len(un):.4f} ({hits} of {len(un)})")
        alone, seconds = match(program, data / "not-listed-us.csv", lists, "--names-only", "--only-found")
        dated, _ = match(program, data / "not-listed-us.csv", lists, "--only-found")
        print(f"not-listed-us.csv        flagged on the name alone {len(alone)} of 50,000, with dates of birth {len(dated)}; {seconds:.1f} s")
        if peer:
            size = int(next((a.split("=")[1] for a in sys.argv if a.startswith("--sample=")), 5000))
            people = random.Random(4).sample(list(csv.DictReader(open(data / "not-listed-us.csv", encoding="utf-8"))), size)
            queries = data / "sample.csv"
            with open(queries, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["name"], *([p["full_name"]] for p in people)])
            near, _ = match(program, queries, lists, "--only-found", "--least", "0.02")
            rows = [dict(schema="Person", name1=a["query"], name2=m["name"]) for a in near for m in a["matches"][:60]]
            scores, _ = peer_scores(python, rows)
            flagged = {r["name1"] for r, s in zip(rows, scores) if s >= 0.7}
            print(f"of {size} of them           logic-v2 flags at least {len(flagged)}, ours {sum(any(m['score'] >= 0.7 for m in a['matches']) for a in near)}")


main()
