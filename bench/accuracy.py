#!/usr/bin/env python3
"""How well the scan tells planted workers from everybody else, over several demonstration organisations.

    bench/accuracy.py PROGRAM [--seeds 1-10] [--people 300] [--days 90] [--keep DIR] [--verbose]

Each organisation is simulated, scanned without its truth, and only then held against it. Exit 1 if under 95% of the planted are at
review or above, or if anybody innocent is.
"""
import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


def one(program, folder, seed, people, days):
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "exports").exists():
        subprocess.run([program, "simulate", "--people", str(people), "--days", str(days), "--seed", str(seed), "--out", folder / "exports", "--quiet"], check=True)
    done = subprocess.run([program, "scan", folder / "exports", "--out", folder / "report", "--no-store", "--quiet"])
    if done.returncode not in (0, 4):
        sys.exit(f"seed {seed}: scan exited {done.returncode}")
    truth = json.loads((folder / "exports.truth.json").read_text())
    report = json.loads((folder / "report" / "report.json").read_text())
    return truth, report


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--seeds", default="1-10")
    arguments.add_argument("--people", type=int, default=300)
    arguments.add_argument("--days", type=int, default=90)
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--verbose", action="store_true")
    given = arguments.parse_args()
    first, _, last = given.seeds.partition("-")
    base = given.keep or pathlib.Path(tempfile.mkdtemp(prefix="bonafide-accuracy-"))
    found, planted, wrong, innocent = collections.Counter(), collections.Counter(), [], 0
    print("| seed | planted | at review or above | innocent | at review or above |\n|---|---|---|---|---|")
    for seed in range(int(first), int(last or first) + 1):
        truth, report = one(given.program, base / str(seed), seed, given.people, given.days)
        guilty = {p["email"]: p for p in truth["people"] if p["planted"]}
        hard = {p["email"]: p for p in truth["people"] if not p["planted"]}
        hits, misses = set(), []
        for person in report["people"]:
            keys = {i["value"] for i in person["identifiers"]} | {i["key"] for i in person["identifiers"]}
            who = next((guilty[k] for k in keys if k in guilty), None)
            high = person["band"] in ("review", "urgent")
            if who and high:
                hits.add(who["email"])
            elif who:
                misses.append((who["kind"], person))
            elif high:
                kind = next((hard[k]["kind"] for k in keys if k in hard), "ordinary")
                wrong.append((seed, kind, person))
            if not who:
                innocent += 1
        for email, who in guilty.items():
            planted[who["kind"]] += 1
            found[who["kind"]] += email in hits
        here = [w for w in wrong if w[0] == seed]
        print(f"| {seed} | {len(guilty)} | {len(hits)} | {len(report['people']) - len(guilty)} | {len(here)} |", flush=True)
        if given.verbose:
            for kind, person in misses:
                print(f"   missed {kind}: {describe(person)}")
            for _, kind, person in here:
                print(f"   wrong {kind}: {describe(person)}")
        if not given.keep:
            shutil.rmtree(base / str(seed))
    print("\n| archetype | planted | found |\n|---|---|---|")
    for kind in sorted(planted):
        print(f"| {kind} | {planted[kind]} | {found[kind]} |")
    share = sum(found.values()) / max(1, sum(planted.values()))
    print(f"\n{sum(found.values())} of {sum(planted.values())} planted found ({share:.1%}); {len(wrong)} of {innocent} innocent people at review or above")
    return 0 if share >= 0.95 and not wrong else 1


def describe(person):
    return f"{person['name']} {person['band']} {person['bits']:.1f}: " + "; ".join(f"{s['check']} {s['counted_bits']:+.1f}" for s in person["signals"])


if __name__ == "__main__":
    sys.exit(main())
