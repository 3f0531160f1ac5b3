#!/usr/bin/env python3
"""What bench/sigma/run.sh measured, as tables: a block of bench/README.md, and bench/sigma/differences.md, every rule whose matches differ
between this engine and rsigma with why. The why is found by experiment: rsigma is told each event's log sources, and then Sigma's names of the
fields too; what a step makes equal was its reason. What no step makes equal is listed as unexplained, and the exit status is 1.
    report.py WORK RULES EVENTS README        (WORK: the folder with run.sh's logs and hits)
"""
import collections
import datetime
import json
import pathlib
import re
import sys

BEGIN, END = "<!-- bench/sigma/run.sh writes what follows -->", "<!-- end of what bench/sigma/run.sh writes -->"
LANES = {
    "default": "rsigma, by default",
    "schema": "rsigma, schema recognised",
    "windows": "rsigma, told that all is Windows",
    "events": "rsigma, told each event's log sources",
    "named": "rsigma, told each event's log sources and Sigma's names",
}


def hits_of(path):
    """Rule -> byte offsets of its events."""
    out = collections.defaultdict(set)
    for line in path.read_text().splitlines():
        offset, rule = line.split("\t")
        out[rule].add(int(offset))
    return out


def headings_of(folder):
    """Rule -> file, log source as written."""
    out = {}
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text()
        rule = re.search(r"^id: *['\"]?([^\s'\"]+)", text, re.M)
        block = re.search(r"^logsource:\n((?: +.*\n)+)", text, re.M)
        if rule and block:
            parts = dict(re.findall(r"^ +(product|category|service): *['\"]?([^\s'\"#]+)", block[1], re.M))
            source = ", ".join(f"{word} {parts[word]}" for word in ("product", "category", "service") if word in parts)
            out[rule[1]] = (path.stem, source, parts.get("product", ""))
    return out


class Events:
    """What the events at some offsets are: channel and number, the most frequent first."""

    def __init__(self, path):
        self.file = path.open("rb")

    def kinds(self, offsets):
        seen = collections.Counter()
        for offset in offsets:
            self.file.seek(offset)
            event = json.loads(self.file.readline())
            channel = str(event.get("Channel", "")).removeprefix("Microsoft-Windows-").removesuffix("/Operational")
            seen[f"{channel} {event.get('EventID', '')}"] += 1
        most = ", ".join(f"{kind} ({count:,})" for kind, count in seen.most_common(2))
        return most + (f" and {len(seen) - 2} more" if len(seen) > 2 else "")


def difference_rows(hits, headings, events):
    """Of each rule that differs: its group, and the cells of its row. What is left unexplained is a group of its own."""
    ours = hits["ours"]
    for rule in sorted(set().union(*(lane.keys() for lane in hits.values()))):
        mine = ours[rule]
        if all(mine == hits[lane][rule] for lane in ("default", "windows")):
            continue
        name, source, product = headings[rule]
        other = (hits["default"][rule] | hits["windows"][rule]) - mine - hits["events"][rule]
        names = mine ^ hits["events"][rule]
        left = mine ^ hits["named"][rule]
        reasons = []
        if other:
            reasons.append(f"log source: matched {events.kinds(other)}")
        if names - left:
            more, less = len(mine - hits["events"][rule]), len(hits["events"][rule] - mine)
            reasons.append("names: " + ", ".join(words for words in (f"{more} not seen" if more else "", f"{less} not filtered" if less else "") if words)
                           + f" of {events.kinds(names)}")
        if left:
            reasons.append(f"unexplained: {events.kinds(left)}")
        group = ("unexplained" if left else "both" if other and names else "names" if names else
                 "product" if product not in ("", "windows") else "source")
        counts = [len(mine)] + [len(hits[lane][rule]) for lane in ("default", "windows", "events", "named")]
        yield group, (f"{name} `{rule}`", source, *counts, "; ".join(reasons))


GROUPS = {
    "product": ("Rules for another product than Windows",
                "By default rsigma evaluates every rule on every event, so that rules for a router's or a Mac's log match events of Windows. Told that all is "
                "Windows it leaves them out, as the log source of the specification (rules, \"Log source\") asks."),
    "source": ("Rules for another log of Windows",
               "The rule names a category or service that the events are not of; rsigma knows at most the product. Told each event's log sources it agrees."),
    "both": ("Rules for another log of Windows, and names", "Both reasons, this one and the next, in different events of the rule."),
    "names": ("Fields that the vendor calls otherwise",
              "The taxonomy's `Image`, `ParentImage`, `User` and so on are `NewProcessName`, `ParentProcessName`, `SubjectUserName` in event 4688 of the Security log, "
              "and `Provider_Name` is `SourceName` in these exports. content/sources says so to our engine; rsigma, given no pipeline, does not find them: selections "
              "do not hold, and filters do not either. Given the names it agrees."),
    "unexplained": ("Unexplained", "Differences that neither step removes."),
}


def write_differences(path, rows, total):
    lines = ["# Rules whose matches differ from rsigma's", "",
             "Written by `bench/sigma/run.sh`; the figures beside: [bench/README.md](../README.md), \"Sigma\". Counts are matches in the "
             f"{total:,} events of `otrf-events.ndjson`, in each of the ways in which rsigma was run: by default; told that all events are of Windows; told each "
             "event's log sources (`tests/conformance/sigma/engines/rsigma`, `windows_log_sources`); told these and the names that Sigma has for the vendor's fields "
             "(`give_names`). Sets of events are compared, not counts. A reason stands where that step made the sets equal.", ""]
    for group, (title, text) in GROUPS.items():
        mine = [row for of, row in rows if of == group]
        if not mine:
            continue
        lines += [f"## {title}: {len(mine)}", text, "", "| rule | its log source | ours | default | Windows | log sources | and names | why |",
                  "|---|---|---|---|---|---|---|---|"]
        lines += ["| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) + " |" for row in mine] + [""]
    path.write_text("\n".join(lines).rstrip() + "\n")


def found(text, pattern):
    match = re.search(pattern, text)
    if not match:
        sys.exit(f"report.py: no \"{pattern}\" in a log of run.sh")
    return match[1]


class Run:
    """One run of sigma_bench, or of rsigma's `bench`."""

    def __init__(self, path):
        text = path.read_text()
        self.events, self.matches, self.rules = (int(found(text, word + r" (\d+)")) for word in ("events", "matches", "rules_matched"))
        self.load, self.loaded = found(text, r"load .*?([\d.]+) s cpu"), int(found(text, r"rules (\d+)"))
        self.refused = int(found(text, r"(?:rejected|refused) (\d+)"))
        self.wall, self.cpu = (float(found(text, word + r" [\d.]+ s = (\d+)")) for word in ("wall", "cpu"))
        peak = re.search(r"peak memory (\d+)", text)
        self.peak = peak[1] if peak else ""


def rate_row(name, run, base=None):
    times = f"{base / run.cpu:.1f}" if base else ""
    return f"| {name} | {run.events:,} | {run.cpu:,.0f} | {run.wall:,.0f} | {times} | {run.rules} | {run.matches:,} |"


def block(work, rows, same):
    """`same`: with log sources and names, rsigma's matches are ours."""
    facts = dict(line.split("=", 1) for line in (work / "facts").read_text().splitlines())
    one, two, here = (Run(work / f"{name}.log") for name in ("one", "two", "ours"))
    lanes = {lane: Run(work / f"rsigma-{lane}.log") for lane in LANES if (work / f"rsigma-{lane}.log").exists()}
    simdjson = int(found((work / "simdjson.log").read_text(), r"all keys and strings +\d+ MB/s +(\d+)"))
    lines = [f"`bench/sigma/run.sh`, {datetime.date.today()}: {int(facts['files']):,} files of SigmaHQ {facts['version']}, `otrf-events.ndjson` ({here.events:,} events) and the same "
             f"repeated to {int(facts['bytes']) / 1e6:,.0f} MB ({one.events:,}); {facts['cores']} cores, {facts['cpu'].strip()}, load {facts['load']} before it began.", "",
             "| | events | events/s of one core (processor time) | events/s (wall time) | times as slow as ours | rules that matched | matches |", "|---|---|---|---|---|---|---|",
             f"| simdjson on demand, all keys and strings | {one.events:,} | {simdjson:,} | | | | |",
             rate_row("ours, one core", one), rate_row("ours, two threads", two), rate_row("ours, the events once", here)]
    lines += [rate_row(f"{LANES[lane]}", run, one.cpu) for lane, run in lanes.items()]
    lines += ["", f"Ours: {one.cpu / simdjson:.0%} of simdjson's rate; {one.loaded:,} rules loaded in {one.load} s of processor time, {one.refused} rejected (placeholders "
              f"without values); peak {one.peak} MB; two threads {two.wall / one.wall:.2f} times one by wall time, "
              f"for {one.cpu / two.cpu:.2f} times the processor time, matches equal; the same matches without optimisations on the first 20,000 events."]
    if lanes:
        counts = collections.Counter(group for group, _ in rows)
        words = {"product": "another product", "source": "another log of Windows", "names": "names of fields", "both": "the last two", "unexplained": "unexplained"}
        reasons = ", ".join(f"{words[group]} {counts[group]}" for group in words if counts[group])
        lines += [f"rsigma-eval {facts['rsigma']} (its engine as a library, {facts['rustc']}; JSON by serde_json) loads all {lanes['default'].loaded:,} rules, in {lanes['default'].load} s.", "",
                  f"{len(rows)} rules match other events in rsigma by default or told that all is Windows; each is explained in "
                  f"[sigma/differences.md](sigma/differences.md): {reasons}. "
                  + ("Told log sources and names, rsigma matches the very same events by the same rules as ours." if same else "")]
    return lines


def main():
    work, rules, events, readme = map(pathlib.Path, sys.argv[1:5])
    rows, same = [], False
    if (work / "rsigma-default.hits").exists():
        hits = {lane: hits_of(work / f"rsigma-{lane}.hits") for lane in LANES}
        hits["ours"] = hits_of(work / "ours.hits")
        same = {rule: at for rule, at in hits["ours"].items() if at} == {rule: at for rule, at in hits["named"].items() if at}
        rows = list(difference_rows(hits, headings_of(rules), Events(events)))
        write_differences(readme.parent / "sigma/differences.md", rows, Run(work / "ours.log").events)
    text = readme.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(before + BEGIN + "\n" + "\n".join(block(work, rows, same)) + "\n" + END + after)
    unexplained = sum(group == "unexplained" for group, _ in rows)
    print(f"{len(rows)} rules differ, {unexplained} unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
