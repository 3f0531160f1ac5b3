#!/usr/bin/env python3
"""Fits content/names/weights.yml: logistic regression on what a comparison finds, drawn towards prior weights and held to their signs.
    bench/name/fit.py PROGRAM DATA [--strangers] [--write] [--errors]      DATA: where names-and-lists.tar.xz was unpacked
Cross-validated: ten folds, all copies of a pair in one fold; `fold` figures are of pairs that the fit has not seen.
Where a pair is labelled both ways (twelve of nomenklatura's checks are), the label of the whole entity is fitted."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize

from pairs import ROOT, compare, f1, key, load_checks, load_pairs

STRANGER_WEIGHT, UN_WEIGHT = 0.1, 0.3

# name: (person, company, sign). What one would say before seeing any data; natural logarithm of the odds.
PRIOR = {
    "constant": (0.0, 0.0, 0), "edits": (-0.3, -0.3, -1), "edits_squared": (-0.1, -0.1, -1), "plain_edits": (-0.8, -0.8, -1), "worst_part": (-1, -1, -1),
    "first_letter": (-0.3, -0.3, -1), "slips": (-0.2, -0.2, -1), "conflict": (-3.5, -4, -1), "conflict_common": (-2, -3, -1), "conflict_first": (-0.5, -0.5, -1),
    "conflict_last": (-0.7, -0.5, -1), "conflict_place": (-2, -3.5, -1), "extra_word": (-0.3, -1.5, -1), "extra_share": (-1, -1, -1), "extra_common": (-0.8, -1.2, -1),
    "extra_place": (-0.5, -1, -1), "extra_light": (-0.2, -0.2, -1), "matched_share": (1.5, 1.5, 1), "matched_one": (1, 1.5, 1), "matched_two": (0.7, 0.5, 1),
    "matched_many": (0.3, 0.3, 1), "one_word_each": (0.3, 0.8, 0), "one_word_of_many": (-3, -0.3, -1), "short_name": (-0.8, -0.8, -1), "spellings": (-0.1, -0.1, 0),
    "nicknames": (-0.3, -0.5, 0), "sounds": (-0.1, -0.1, 0), "initials": (-0.3, -0.5, -1), "initial_only": (-0.3, -0.5, -1), "joined_words": (0.2, 0.2, 0),
    "backwards": (-1, -1, -1), "anagram": (-1.2, -1.5, -1), "acronym_found": (2, 3, 1), "reordered": (-0.2, -0.6, -1), "number_differs": (-1.5, -2, -1),
    "number_extra": (-1, -2, -1), "form_same": (0, 0.1, 1), "form_alike": (0, -0.2, -1), "form_differs": (-1, -2.5, -1), "form_missing": (-0.2, -0.1, -1),
    "other_script": (0.5, 1.2, 1), "no_vowels": (0, 0, 0), "common_names": (-0.2, 0, -1), "titled_single": (2, 0, 1), "initial_differs": (-3, -2, -1),
    "vessel_number": (-2, -3, -1), "short_slips": (-0.5, -0.3, -1), "skeletons": (-1.5, -1, -1)}


def fit(X, y, w, prior, sign, strength):
    bounds = [(None if s <= 0 else 0.0, None if s >= 0 else 0.0) for s in sign]

    def loss(beta):
        z = X @ beta
        value = np.sum(w * (np.logaddexp(0, z) - y * z)) + strength / 2 * np.sum((beta - prior) ** 2)
        p = 1 / (1 + np.exp(-z))
        return value, X.T @ (w * (p - y)) + strength * (beta - prior)

    return minimize(loss, prior.copy(), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x


def strangers(program, data):
    """Pairs of an unlisted person and a listed name that the weights of now find alike, from the odd rows of not-listed-us.csv: what must not match.
    And the odd altered names of the UN's list: what must."""
    with tempfile.TemporaryDirectory() as folder:
        people = pathlib.Path(folder) / "people.csv"
        lines = open(data / "not-listed-us.csv", encoding="utf-8").read().splitlines()
        people.write_text("\n".join(lines[:1] + lines[1::2]), encoding="utf-8")
        answer = subprocess.run([*str(program).split(), "lists", "match", str(people), "--names-only", "--only-found", "--least", "0.35", "--against", str(data / "ofac"),
                                 str(data / "un-names.csv")], check=True, capture_output=True, text=True).stdout
    out = []
    for line in answer.splitlines():
        found = json.loads(line)
        for match in found["matches"][:2]:
            if any(" is in both" not in why and "many people" not in why and "another order" not in why for why in match["why"]):
                out.append(dict(schema="Person", name1=found["query"], name2=match["name"], match=False, quality="", group="strangers"))
    out.sort(key=lambda r: (r["name1"], r["name2"]))
    un = list(csv.DictReader(open(data / "un-names.csv", encoding="utf-8")))[::2]
    return out, [dict(schema="Person", name1=r["query_name"], name2=r["listed_name"], match=True, quality="", group="un") for r in un]


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    pairs, checks = load_pairs(data), load_checks(data)
    negatives, positives = strangers(program, data) if "--strangers" in sys.argv else ([], [])
    if len(negatives) > 3000:
        negatives = random.Random(5).sample(negatives, 3000)
    kept = pathlib.Path(data) / "strangers.json"  # those of earlier rounds
    if negatives:
        known = {(r["name1"], r["name2"]) for r in negatives}
        negatives += [r for r in (json.loads(kept.read_text()) if kept.exists() else []) if (r["name1"], r["name2"]) not in known]
        kept.write_text(json.dumps(negatives))
    rows = pairs + checks + negatives + positives
    answers = compare(program, rows, "--features")
    names = list(answers[0]["features"])
    assert set(names) == set(PRIOR), set(names) ^ set(PRIOR)
    X = np.array([[a["features"][n] for n in names] for a in answers])
    company = np.array([bool(a["company"]) for a in answers])
    y = np.array([float(r["match"]) for r in rows])
    known = {(key(r), r["schema"]): r["match"] for r in checks}
    fitted = np.array([float(known.get((key(r), r["schema"]), r["match"])) for r in rows])
    weight = np.array([STRANGER_WEIGHT if r["group"] == "strangers" else UN_WEIGHT if r["group"] == "un" else 1.0 for r in rows])
    groups = {}
    group = np.array([groups.setdefault(key(r), len(groups)) for r in rows])
    prior = {False: np.array([PRIOR[n][0] for n in names]), True: np.array([PRIOR[n][1] for n in names])}
    sign = [PRIOR[n][2] for n in names]
    strength = float(next((a.split("=")[1] for a in sys.argv if a.startswith("--strength=")), 1.0))

    def model(train):
        return {c: fit(X[train & (company == c)], fitted[train & (company == c)], weight[train & (company == c)], prior[c], sign, strength) for c in (False, True)}

    def logits(beta):
        return np.where(company, X @ beta[True], X @ beta[False])

    n = len(pairs)
    part = {"pairs": np.arange(len(rows)) < n, "checks": np.array([r["group"] == "checks" for r in rows])}
    part["checks, persons"] = part["checks"] & np.array([r["schema"] == "Person" for r in rows])
    for q in ("STRONG", "MEDIUM", "WEAK"):
        part["pairs, " + q] = part["pairs"] & np.array([r["quality"] == q for r in rows])
    for s in ("Person", "Company", "Organization", "LegalEntity", "Vessel"):
        part["pairs, " + s] = part["pairs"] & np.array([r["schema"] == s for r in rows])
    for g in ("nk_checks", "nk_unit_tests", "synth_people", "synth_companies"):
        part["pairs, " + g] = part["pairs"] & np.array([r["group"] == g for r in rows])
    rng = np.random.RandomState(7)
    scores = {k: [] for k in part}
    mean = np.zeros(len(rows))
    for _ in range(5):
        fold = rng.permutation(group.max() + 1)[group] % 10
        z = np.zeros(len(rows))
        for k in range(10):
            z[fold == k] = logits(model(fold != k))[fold == k]
        mean += z / 5
        for k, mask in part.items():
            scores[k].append(f1(y[mask], z[mask] > 0))
    everything = model(np.ones(len(rows), bool))
    z = logits(everything)
    print(f"{'F1 at 0.7':26s} {'n':>4s} fold (least..most of 5)    fitted on all")
    for k, mask in part.items():
        print(f"{k:26s} {mask.sum():4d} {np.mean(scores[k]):.3f} ({min(scores[k]):.3f}..{max(scores[k]):.3f})   {f1(y[mask], z[mask] > 0):.3f}")
    if "--errors" in sys.argv:
        for i in sorted(range(len(rows)), key=lambda i: -abs(mean[i])):
            if (mean[i] > 0) != (y[i] > 0) and rows[i]["group"] not in ("strangers", "un"):
                print("pairs " if i < n else "CHECKS", "T" if y[i] else "F", f"{mean[i]:6.2f}", rows[i]["schema"][:3], rows[i]["quality"][:1], rows[i]["name1"], "|", rows[i]["name2"], answers[i]["why"])
    if "--weights" in sys.argv:
        for k, name in enumerate(names):
            print(f"{name:18s} {everything[False][k]:6.2f} ({prior[False][k]:5.2f}) {everything[True][k]:6.2f} ({prior[True][k]:5.2f})  n={int((X[~company, k] != 0).sum())},{int((X[company, k] != 0).sum())}")
    if "--write" in sys.argv:
        with open(ROOT / "content" / "names" / "weights.yml", "w") as file:
            file.write("# Made by bench/name/fit.py (cross-validated there); natural logarithm of the odds that two names are one.\n"
                       "title: How much each thing that a comparison of names finds counts\n"
                       "description: The sum is the odds; even odds are the score 0.7. docs/lists-of-names.md says what each thing is.\n"
                       "source: '530 labelled pairs and 228 checks of opensanctions/nomenklatura (MIT), fitted towards prior weights'\ndate: 2026-11-24\n")
            for c, title in ((False, "person"), (True, "company")):
                file.write(f"{title}:\n" + "".join(f"  {name}: {everything[c][k]:.3f}\n" for k, name in enumerate(names)))


main()
