#!/usr/bin/env python3
"""Lays hits of rules beside those of Zircolite or Hayabusa on the same event logs.

hits_by_rule.py OURS.ndjson --zircolite OUT.json | --hayabusa OUT.jsonl RULES_DIR: rules with other counts, and the sums.
"""
import collections
import json
import pathlib
import re
import sys


def titles(folder):
    out = {}
    for path in pathlib.Path(folder).rglob("*.yml"):
        text = path.read_text()
        rule, title = re.search(r"^id:\s*(\S+)", text, re.M), re.search(r"^title:\s*(.+)$", text, re.M)
        if rule and title:
            out[rule[1]] = title[1].strip().strip("'\"")
    return out


def main(ours, kind, theirs, rules):
    title_of = titles(rules)
    mine, other = collections.Counter(), collections.Counter()
    for line in open(ours):
        rule = json.loads(line)["rule"]
        if rule in title_of:
            mine[title_of[rule]] += 1
    if kind == "--zircolite":
        for rule in json.load(open(theirs)):
            other[rule["title"].strip().strip("'\"")] += rule["count"]
    else:
        for line in open(theirs):
            other[json.loads(line)["RuleTitle"]] += 1
    more = [t for t in sorted(mine | other) if mine[t] != other[t]]
    for title in more:
        print(f"{mine[title]:6} {other[title]:6}  {title}")
    print(f"ours: {sum(mine.values())} hits of {len(mine)} rules; theirs: {sum(other.values())} of {len(other)}; equal: {len(mine | other) - len(more)} rules")


if __name__ == "__main__":
    main(*sys.argv[1:])
