"""The labelled pairs of shared/data, as rows for `bonafide lists compare`, and how an answer is judged."""
import csv
import json
import pathlib
import subprocess
import tarfile
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "data" / "names-and-lists.tar.xz"


def unpack(folder):
    with tarfile.open(SHARED) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # Debian 12's Python is older than filters
    return pathlib.Path(folder)


def whole_name(entity):
    """Of an entity of nomenklatura's checks: its name, or its parts in order."""
    return entity.get("name") or " ".join(entity[k] for k in ("firstName", "middleName", "fatherName", "lastName") if k in entity)


def load_pairs(data):
    rows = list(csv.DictReader(open(data / "name-pairs.csv", encoding="utf-8")))
    return [dict(schema=r["schema"], name1=r["name1"], name2=r["name2"], match=r["is_match"] == "true", quality=r["quality"], group=r["case_group"]) for r in rows]


def load_checks(data):
    checks = yaml.safe_load(open(data / "nomenklatura-checks.yml", encoding="utf-8"))["checks"]
    return [dict(schema=c["schema"], name1=whole_name(c["query"]), name2=whole_name(c["candidate"]), match=c["match"], query=c["query"], candidate=c["candidate"],
                 quality="", group="checks") for c in checks]


def compare(program, rows, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="", delete=False) as file:
        out = csv.writer(file)
        out.writerow(["name1", "name2", "schema"])
        for r in rows:
            out.writerow([r["name1"], r["name2"], r["schema"]])
    answer = subprocess.run([*str(program).split(), "lists", "compare", file.name, *options], check=True, capture_output=True, text=True).stdout
    pathlib.Path(file.name).unlink()
    return [json.loads(line) for line in answer.splitlines()]


def f1(truth, said):
    tp = sum(t and s for t, s in zip(truth, said))
    wrong = sum(t != s for t, s in zip(truth, said))
    return 2 * tp / (2 * tp + wrong) if tp + wrong else 1.0


def key(row):
    """Pairs that are one pair but for case, order and punctuation: they go into one fold."""
    def plain(s):
        return " ".join(sorted("".join(c if c.isalnum() else " " for c in s.lower()).split()))
    return tuple(sorted((plain(row["name1"]), plain(row["name2"]))))
