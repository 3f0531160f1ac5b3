#!/usr/bin/env python3
"""What a person costs: rosters of several sizes, with and without a week of sign-ins, scanned with every check on.

    bench/people.py PROGRAM WORK_DIR [--sizes 10000,100000,1000000] [--store]

Peak memory is the kernel's maximum resident set. The cost of a person is the slope between two sizes, so that the content and
the readers' buffers do not count.
"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import time

CITIES = [("Austin", "TX", "78701"), ("Denver", "CO", "80202"), ("Columbus", "OH", "43215"), ("Portland", "OR", "97201"), ("Raleigh", "NC", "27601")]
FIRST = ["Ann", "Bo", "Carla", "Dev", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jon"]
LAST = ["Adler", "Brooks", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Hughes", "Ito", "Jensen", "Kaur"]


def name_of(i):
    return FIRST[i % len(FIRST)], LAST[i // len(FIRST) % len(LAST)]


def write(folder, people, signins):
    folder.mkdir(parents=True)
    with open(folder / "roster.csv", "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Employee ID", "Full Name", "Work Email", "Personal Email", "Phone", "Home Address", "City", "State", "Postal Code", "Country",
                       "Hire Date", "Status", "Job Title", "Department", "Manager", "Laptop Hostname", "Laptop Serial"])
        for i in range(people):
            first, last = name_of(i)
            city, state, code = CITIES[i % len(CITIES)]
            rows.writerow([100000 + i, f"{first} {last}", f"{first}.{last}.{i}@acme.example".lower(), f"{last}{i}@mail.example".lower(),
                           f"+1 512 {200 + i // 10000 % 800:03d} {i % 10000:04d}", f"{i + 1} Main St, {city}, {state} {code}", city, state, code, "US",
                           "2025-03-03", "Active", "Engineer", "Platform", f"manager.{i % 50}@acme.example", f"LT-{i:07d}", f"SN{i:08d}"])
    if not signins:
        return
    start = datetime.datetime(2026, 9, 7, 14)
    with open(folder / "signins.ndjson", "w") as out:
        for day in range(5):
            for i in range(people):
                first, last = name_of(i)
                at = start + datetime.timedelta(days=day, minutes=i % 420)
                event = {"eventType": "user.session.start", "published": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "uuid": f"{day:04x}{i:028x}",
                         "outcome": {"result": "SUCCESS"}, "severity": "INFO", "displayMessage": "User login to Okta",
                         "actor": {"id": f"00u{i:012d}", "type": "User", "alternateId": f"{first}.{last}.{i}@acme.example".lower(), "displayName": f"{first} {last}"},
                         "client": {"ipAddress": f"73.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}", "userAgent": {"os": "Mac OS X", "browser": "CHROME"}}}
                out.write(json.dumps(event, separators=(",", ":")) + "\n")


def scan(program, folder, store):
    out = folder.parent / "out"
    command = [program, "scan", str(folder), "--out", str(out), "--quiet"] + ([] if store else ["--no-store"])
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder.parent)
    errors = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 4):
        raise SystemExit(f"{' '.join(command)}: {os.waitstatus_to_exitcode(status)}\n{errors}")
    shutil.rmtree(out, ignore_errors=True)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=lambda path: str(pathlib.Path(path).resolve()))
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--sizes", default="10000,100000,1000000")
    arguments.add_argument("--store", action="store_true")
    given = arguments.parse_args()
    print("| people | sign-ins | seconds | CPU seconds | peak MB | bytes a person more |\n|---|---|---|---|---|---|")
    for signins in (False, True):
        before = None
        for people in map(int, given.sizes.split(",")):
            work = given.work / f"people-{people}"
            shutil.rmtree(work, ignore_errors=True)
            write(work / "in", people, signins)
            seconds, cpu, peak = scan(given.program, work / "in", given.store)
            shutil.rmtree(work)
            more = f"{(peak - before[1]) / (people - before[0]):,.0f}" if before else ""
            print(f"| {people:,} | {5 * people if signins else 0:,} | {seconds:.1f} | {cpu:.1f} | {peak / 1e6:,.0f} | {more} |", flush=True)
            before = people, peak


if __name__ == "__main__":
    main()
