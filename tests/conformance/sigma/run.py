#!/usr/bin/env python3
"""Holds any engine against the suite (docs/sigma-conformance.md).

  run.py write DIR              each case as DIR/CASE/rules.yml, events.ndjson and, where needed, placeholders.json
  run.py check ANSWERS.ndjson   what the engine answered, as a table; every difference with --verbose

Answers, one JSON object a line:
  {"case": ID, "event": N, "rule": RULE}                        rule matched event N (from 0)
  {"case": ID, "rule": RULE, "time": TIME, "group": [..]}       a correlation fired
  {"case": ID, "rejected": true}                                the rules were refused
  {"case": ID, "skipped": "why"}                                the engine does not claim to know this
A case without an answer is one in which nothing matched.
"""
import argparse
import collections
import datetime
import json
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent


def load():
    """Every case of every file."""
    for path in sorted(HERE.glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def rules_of(case):
    if "rules" in case:
        return case["rules"]
    body = "\n".join("  " + line for line in case["detection"].rstrip("\n").split("\n"))
    return f"title: r\nid: r\nlogsource: {{product: test}}\ndetection:\n{body}\n"


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def wanted(case):
    expect = case.get("expect", {})
    if isinstance(expect, list):
        expect = {"r": expect}
    matches = {(rule, event) for rule, events in expect.items() for event in events}
    firings = sorted((f["rule"], moment(f["time"]), tuple(f.get("group", []))) for f in case.get("firings", []))
    return matches, firings, "reject" in case


def write(folder):
    for count, case in enumerate(load(), 1):
        place = folder / case["id"]
        place.mkdir(parents=True, exist_ok=True)
        (place / "rules.yml").write_text(rules_of(case), encoding="utf-8")
        (place / "events.ndjson").write_text(case["events"], encoding="utf-8")
        if "placeholders" in case:
            (place / "placeholders.json").write_text(json.dumps(case["placeholders"]), encoding="utf-8")
    print(f"{count} cases")


def check(path, verbose):
    answers = collections.defaultdict(lambda: [set(), [], False, None])
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        answer = json.loads(line)
        if "case" not in answer:
            sys.exit(f"{path}:{number}: no case")
        known = answers[answer["case"]]
        if "skipped" in answer:
            known[3] = answer["skipped"]
        elif answer.get("rejected"):
            known[2] = True
        elif "event" in answer:
            known[0].add((answer["rule"], answer["event"]))
        else:
            known[1].append((answer["rule"], moment(answer["time"]), tuple(answer.get("group", []))))
    table = collections.defaultdict(collections.Counter)
    cases = {case["id"]: case for case in load()}
    for unknown in sorted(set(answers) - set(cases)):
        print(f"no such case: {unknown}", file=sys.stderr)
    for case_id, case in cases.items():
        matches, firings, rejected = wanted(case)
        topic = case_id.split("/")[0]
        found = answers[case_id]
        if found[3] is not None:
            table[topic]["skipped"] += 1
            continue
        ask_matches = "firings" not in case or "expect" in case
        right = found[2] == rejected and sorted(found[1]) == firings and (not ask_matches or found[0] == matches)
        kind = "right" if right else "wrong, by choice" if "choice" in case else "wrong"
        table[topic][kind] += 1
        if verbose and not right:
            print(f"{case_id} ({case['spec']}){': ' + case['choice'] if 'choice' in case else ''}")
            if found[2] != rejected:
                print("  must be refused" if rejected else "  must be loaded")
            for rule, event in sorted(matches ^ found[0]) if ask_matches else []:
                print(f"  {rule} {'must match' if (rule, event) in matches else 'must not match'} {case['events'].splitlines()[event]}")
            if sorted(found[1]) != firings:
                print(f"  fired {sorted(found[1])}, expected {firings}")
    kinds = ("right", "wrong", "wrong, by choice", "skipped")
    print(f"{'topic':14}" + "".join(f"{kind:>18}" for kind in kinds))
    for topic in sorted(table) + ["all"]:
        row = table[topic] if topic != "all" else sum(table.values(), collections.Counter())
        print(f"{topic:14}" + "".join(f"{row[kind]:18}" for kind in kinds))
    total = sum(table.values(), collections.Counter())
    return 1 if total["wrong"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write").add_argument("folder", type=pathlib.Path)
    checking = commands.add_parser("check")
    checking.add_argument("answers", type=pathlib.Path)
    checking.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if arguments.command == "write":
        write(arguments.folder)
    else:
        sys.exit(check(arguments.answers, arguments.verbose))


if __name__ == "__main__":
    main()
