#!/usr/bin/env python3
"""Whole-program runs of `bonafide scan` over the corpus: wall time, MB/s, records/s and peak memory, with one and two threads.

    bench/run.py PROGRAM CORPUS_DIR [--runs 3]

Medians of the runs, caches warm (one run before the first is not counted). Peak memory is the kernel's maximum resident set,
mapped pages included.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time


def scan(program, inputs, threads, cores):
    out = tempfile.mkdtemp(prefix="bonafide-bench-")
    command = [program, "scan", *map(str, inputs), "--out", out, "--no-store", "--quiet", "--threads", str(threads)]
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=lambda: os.sched_setaffinity(0, cores))
    errors = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 4):
        raise SystemExit(f"{' '.join(command)}: exit {code}\n{errors}")
    totals = json.loads(pathlib.Path(out, "report.json").read_text())["totals"]
    shutil.rmtree(out)
    return seconds, usage.ru_maxrss / 1024, totals


def row(words, program, inputs, threads, cores, runs):
    size = sum(f.stat().st_size for i in inputs for f in ([i] if i.is_file() else i.rglob("*")) if f.is_file())
    results = [scan(program, inputs, threads, cores) for _ in range(runs)]
    seconds = statistics.median(r[0] for r in results)
    totals = results[0][2]
    print(f"| {words} | {threads} | {size / 1e6:,.0f} | {totals['records']:,} | {seconds:.2f} | {size / 1e6 / seconds:,.0f} | "
          f"{totals['records'] / seconds:,.0f} | {max(r[1] for r in results):,.0f} |", flush=True)
    return seconds


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("corpus", type=pathlib.Path)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    scan(given.program, [given.corpus], len(cores), set(cores))
    print("| input | threads | MB | records | seconds | MB/s | records/s | peak MB |\n|---|---|---|---|---|---|---|---|")
    one = row("everything", given.program, [given.corpus], 1, {cores[0]}, given.runs)
    if len(cores) > 1:
        two = row("everything", given.program, [given.corpus], 2, set(cores[:2]), given.runs)
    for file in sorted(given.corpus.iterdir()):
        if file.stat().st_size > 10_000_000:
            row(file.name, given.program, [file], 1, {cores[0]}, given.runs)
    if len(cores) > 1:
        print(f"\nspeed-up on two cores: {one / two:.2f}")


if __name__ == "__main__":
    main()
