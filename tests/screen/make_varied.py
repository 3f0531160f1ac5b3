#!/usr/bin/env python3
"""Varied résumés as documents: truth for tests/document/make_documents.py (layouts and converters: two columns, tables, sidebars, PDF by two makers,
scans, DOCX, ODT, RTF, HTML, text), and truth.json for score_resumes.py.

    make_varied.py --count 160 --seed 5 --out DIR [--formats pdf,docx,...]"""
import argparse
import json
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from make_resumes import LANG, TECH, MAIL, ascii_of  # noqa: E402

LAYOUTS = ["one", "two", "sidebar", "sidebar_right", "table", "timeline"]
FORMATS = ["pdf", "chromium", "docx", "odt", "rtf", "html", "txt", "scanned"]


def one(r, number, formats):
    lang = r.choice(["en", "en", "de", "fr", "es", "pt"])
    L = LANG[lang]
    first, last = r.choice(L["first"]), r.choice(L["last"])
    y, m, jobs = 2025, r.randrange(1, 12), []
    for i, firm in enumerate(r.sample(L["firms"], r.randrange(2, 5))):
        to = "" if i == 0 and r.random() < 0.7 else f"{y}-{m:02}"
        y, m = y - r.randrange(1, 5), r.randrange(1, 13)
        jobs.append(dict(employer=firm, role=r.choice(L["roles"]), place=r.choice(L["cities"]), bullets=r.sample(L["bullets"], r.randrange(0, 4)), **{"from": f"{y}-{m:02}", "to": to}))
        m = max(1, m - 1)
    schools = []
    for school in r.sample(L["schools"], r.randrange(1, 3)):
        begin = y - r.randrange(2, 5)
        schools.append(dict(school=school, degree=r.choice(L["degrees"]), to=str(y), **{"from": str(begin)}))
        y = begin
    links = [f"https://www.linkedin.com/in/{ascii_of(first)}-{ascii_of(last)}"] if r.random() < 0.6 else []
    if r.random() < 0.5:
        links.append(f"https://github.com/{ascii_of(first)}{ascii_of(last)}")
    return dict(id=f"r{number:04}", name=f"{first} {last}", title=r.choice(L["roles"]), locale=lang,
                contacts=dict(email=f"{ascii_of(first)}.{ascii_of(last)}@{r.choice(MAIL)}", phone=r.choice(L["phones"]), address=r.choice(L["addresses"])),
                links=links, summary=L["para"] if r.random() < 0.6 else "", jobs=jobs, schools=schools, skills=r.sample(TECH, r.randrange(4, 10)),
                languages=[dict(language=x, level=r.choice(L["levels"])) for x in r.sample(L["langs"], r.randrange(2, 4))], layout=r.choice(LAYOUTS), format=r.choice(formats))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--count", type=int, default=160)
    a.add_argument("--seed", type=int, default=5)
    a.add_argument("--out", required=True)
    a.add_argument("--formats", default=",".join(FORMATS))
    a = a.parse_args()
    folder = pathlib.Path(a.out)
    folder.mkdir(parents=True, exist_ok=True)
    resumes = [one(random.Random(f"{a.seed}/{i}"), i, a.formats.split(",")) for i in range(a.count)]
    structured = folder / "structured.json"
    structured.write_text(json.dumps(resumes, ensure_ascii=False), encoding="utf-8")
    maker = pathlib.Path(__file__).resolve().parent.parent / "document" / "make_documents.py"
    subprocess.run(["/usr/bin/python3", str(maker), str(structured), str(folder / "documents")], check=True, stdout=subprocess.DEVNULL)
    manifest = {e["id"]: e for e in json.loads((folder / "documents" / "manifest.json").read_text())}
    truth = []
    for x in resumes:
        entry = manifest.get(x["id"])
        if not entry:
            continue
        style = entry.get("style", {})
        cut = 4 if style.get("date") == "year" else 7
        day = lambda t: t[:cut] or None
        truth.append(dict(file=entry["file"].split("/")[-1], language=x["locale"], layout=entry["layout"], format=entry["format"], name=x["name"], emails=[x["contacts"]["email"]], phones=[x["contacts"]["phone"]], addresses=[x["contacts"]["address"]],
                          links=x["links"], jobs=[dict(employer=j["employer"], role=j["role"], to=day(j["to"]), **{"from": day(j["from"])}) for j in x["jobs"]],
                          degrees=[dict(school=s["school"], degree=s["degree"], to=s["to"], **{"from": s["from"]}) for s in x["schools"]], skills=x["skills"], languages=[l["language"] for l in x["languages"]]))
    structured.unlink()
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
