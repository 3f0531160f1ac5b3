#!/usr/bin/env python3
"""Compares our JSON of event logs with evtx_dump's (crate evtx, through its Python package): every event, every value.

compare_dump.py EVTX_RATE FOLDER. Prints what differs, by path, with the first example; nothing where nothing differs.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import evtx


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            if key not in ours or key not in theirs:
                yield f"{path}.{key}", "only theirs" if key not in ours else "only ours"
            else:
                yield from differences(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for one, other in zip(ours, theirs):
            yield from differences(one, other, path + "[]")
    elif type(ours) is not type(theirs) or ours != theirs:
        yield path, f"{ours!r} and not {theirs!r}"


def main(program, folder):
    found, example, events, files = collections.Counter(), {}, 0, 0
    for path in sorted(pathlib.Path(folder).rglob("*.evtx")):
        with tempfile.NamedTemporaryFile("r", suffix=".ndjson") as out:
            subprocess.run([program, "--json", out.name, str(path)], check=True, stdout=subprocess.DEVNULL)
            ours = [json.loads(line) for line in out]
        theirs = [json.loads(record["data"]) for record in evtx.PyEvtxParser(str(path)).records_json()]
        files += 1
        events += len(ours)
        if len(ours) != len(theirs):
            print(f"{path}: {len(ours)} events and not {len(theirs)}")
        number = lambda event: json.dumps(event["Event"]["System"].get("EventRecordID"))
        by_number = {number(event): event for event in theirs}
        for event in ours:
            for where, what in differences(event, by_number.get(number(event), {})):
                found[where] += 1
                example.setdefault(where, f"{path}: {what}")
    for where, count in found.most_common():
        print(f"{count} x {where}: {example[where]}")
    print(f"{events} events of {files} files, {sum(found.values())} differences")


if __name__ == "__main__":
    main(*sys.argv[1:])
