#!/usr/bin/env python3
"""Field F1 of `bonafide screen --show-claims` against truth.json.

    score_resumes.py TRUTH.json CLAIMS.ndjson [--errors N] [--require email=0.95,employer=0.9]     exit status 1 where a field is below"""
import collections
import json
import re
import sys
import unicodedata


def key(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum() or c in "+#")


def link(text):
    return re.sub(r"^(https?://)?(www\.)?", "", text.casefold()).rstrip("/")


def digits(text):
    return re.sub(r"\D", "", text)


def facts_of_truth(t):
    out = collections.defaultdict(list)
    out["name"] = [key(t["name"])]
    out["email"] = [e.casefold() for e in t["emails"]]
    out["phone"] = [digits(p) for p in t["phones"]]
    out["address"] = [key(a) for a in t["addresses"]]
    out["link"] = [link(x) for x in t["links"]]
    if "date_of_birth" in t:
        out["date_of_birth"] = [t["date_of_birth"]]
    for j in t["jobs"]:
        out["employer"].append(key(j["employer"]))
        out["role"].append(key(j["role"]))
        out["job dates"].append((key(j["employer"]), j["from"], j["to"]))
        out["dates"].append((j["from"], j["to"]))
    for d in t["degrees"]:
        out["school"].append(key(d["school"]))
        out["degree"].append(key(d["degree"]))
        out["dates"].append((d["from"], d["to"]))
    out["skill"] = [key(s) or s for s in dict.fromkeys(t["skills"])]
    out["language"] = [key(x) for x in t["languages"]]
    return out


def facts_of_claims(claims):
    out = collections.defaultdict(list)
    seen = set()
    for c in claims:
        a, v = c["attribute"], c["value"]
        if a in ("employer", "school"):
            out["dates"].append((c["from"] or None, c["to"] or None)) if (c["from"] or c["to"]) else None
        if a == "employer":
            out["job dates"].append((key(v), c["from"] or None, c["to"] or None))
        v = digits(v) if a == "phone" else link(v) if a == "link" else v.casefold() if a in ("email",) else v if a == "date_of_birth" else key(v) or v
        if a == "skill" and v in seen:
            continue
        if a == "skill":
            seen.add(v)
        out[a].append(v)
    return out


def main():
    truths = json.load(open(sys.argv[1]))
    by_file = collections.defaultdict(list)
    for text in open(sys.argv[2]):
        c = json.loads(text)
        by_file[c["evidence"]["file"].split("/")[-1]].append(c)
    options = dict(zip(sys.argv[3::2], sys.argv[4::2]))
    errors = int(options.get("--errors", 0))
    required = {k: float(v) for k, v in (x.split("=") for x in options.get("--require", "").split(",") if x)}
    total = collections.defaultdict(lambda: [0, 0, 0])
    for t in truths:
        want, have = facts_of_truth(t), facts_of_claims(by_file[t["file"]])
        for field in want:
            a, b = collections.Counter(want[field]), collections.Counter(have.get(field, []))
            right = sum((a & b).values())
            total[field][0] += right
            total[field][1] += sum(b.values())
            total[field][2] += sum(a.values())
            if a != b and errors > 0 and field not in ("dates",):
                errors -= 1
                print(t["file"], t["language"], field, "missing", list((a - b).elements()), "extra", list((b - a).elements()))
        for field in have:
            if field not in want and field in ("date_of_birth",):
                total[field][1] += len(have[field])
    failed = [f for f in required if f not in total]
    print(f"{'field':<14}{'precision':>10}{'recall':>8}{'F1':>8}{'n':>7}")
    for field, (right, found, there) in total.items():
        p, r = right / max(found, 1), right / max(there, 1)
        if 2 * p * r / max(p + r, 1e-9) < required.get(field, 0):
            failed.append(field)
        print(f"{field:<14}{p:>10.3f}{r:>8.3f}{2 * p * r / max(p + r, 1e-9):>8.3f}{there:>7}")
    if failed:
        print("below what is required:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
