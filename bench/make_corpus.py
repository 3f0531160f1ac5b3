#!/usr/bin/env python3
"""Writes the corpus of the whole-program benchmark: a roster and NDJSON logs of Okta, CloudTrail and Sysmon in the real shapes.

The shapes are those of recorded events (saas-events.ndjson.xz, otrf-events.ndjson.xz); people, addresses, hosts, ids and times are
made, so that every record is another one and every person has a history. The same arguments give the same bytes.

    bench/make_corpus.py --data DIR --out DIR --megabytes 1024 [--people 2000]
    bench/make_corpus.py --csv --out DIR --megabytes 300 [--people 4000]    # Entra sign-ins as the portal's CSV instead of the NDJSON logs
"""
import argparse
import csv
import json
import lzma
import pathlib
import random
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2026, 1, 5, tzinfo=timezone.utc)
DAYS = 90
HOMES = [("Austin", "TX", "78701"), ("Boise", "ID", "83702"), ("Tampa", "FL", "33602"), ("Denver", "CO", "80202"), ("Portland", "OR", "97204")]
BLOCKS = ["73.32.%d.%d", "71.56.%d.%d", "24.9.%d.%d", "98.246.%d.%d", "47.197.%d.%d"]


class People:
    def __init__(self, count, rng):
        self.rows = []
        for i in range(count):
            home = i % len(HOMES)
            self.rows.append({"mail": f"worker{i:05d}@example.com", "number": f"{10000 + i}", "home": HOMES[home], "host": f"WS-{i:05d}",
                              "ip": BLOCKS[home] % (rng.randrange(256), rng.randrange(1, 255)), "user": f"worker{i:05d}"})

    def write_roster(self, file):
        with open(file, "w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["Employee ID", "Full Name", "Work Email", "Home Address", "City", "State", "Postal Code", "Country", "Hire Date", "Status", "Laptop Hostname"])
            for i, p in enumerate(self.rows):
                city, state, code = p["home"]
                rows.writerow([p["number"], f"Worker {i:05d}", p["mail"], f"{i + 1} Main St", city, state, code, "US", "2025-03-03", "Active", p["host"]])


def working_time(rng):
    return START + timedelta(days=rng.randrange(DAYS), hours=14 + rng.randrange(9), minutes=rng.randrange(60), milliseconds=rng.randrange(60000))


def okta(events, people, rng):
    event = json.loads(json.dumps(rng.choice(events)))
    person = rng.choice(people.rows)
    at = working_time(rng)
    event["published"] = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
    event["uuid"] = f"{rng.getrandbits(128):032x}"
    event.setdefault("actor", {}).update(alternateId=person["mail"], displayName=person["user"])
    event.setdefault("client", {})["ipAddress"] = person["ip"]
    return event


def cloudtrail(events, people, rng):
    event = json.loads(json.dumps(rng.choice(events)))
    person = rng.choice(people.rows)
    event["eventTime"] = working_time(rng).strftime("%Y-%m-%dT%H:%M:%SZ")
    event["eventID"] = f"{rng.getrandbits(128):032x}"
    event["sourceIPAddress"] = person["ip"]
    if isinstance(event.get("userIdentity"), dict):
        event["userIdentity"].update(type="IAMUser", userName=person["user"], arn=f"arn:aws:iam::123456789012:user/{person['user']}")
    return event


def write_json(file, make, events, people, rng, size):
    written = 0
    with open(file, "w") as out:
        while written < size:
            written += out.write(json.dumps(make(events, people, rng), separators=(",", ":")) + "\n")


def write_windows(file, data, people, rng, size):
    """The recorded Windows events again and again; every repetition is another host."""
    with lzma.open(data / "otrf-events.ndjson.xz") as source:
        lines = source.read().splitlines(keepends=True)
    written = 0
    with open(file, "wb") as out:
        while written < size:
            for start in range(0, len(lines), 2000):
                host = rng.choice(people.rows)["host"].encode()
                for line in lines[start:start + 2000]:
                    written += out.write(line.replace(b'"Hostname":"WORKSTATION5"', b'"Hostname":"' + host + b'"'))
                if written >= size:
                    break


CSV_COLUMNS = ["Date (UTC)", "Request ID", "User agent", "Correlation ID", "User ID", "User", "Username", "User type", "Cross tenant access type",
               "Incoming token type", "Authentication Protocol", "Application", "Application ID", "Resource", "Resource ID", "IP address", "Location",
               "Status", "Sign-in error code", "Failure reason", "Client app", "Device ID", "Browser", "Operating System", "Conditional Access"]
AGENTS = [(f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36 Edg/{major}.0.0.0", f"Edge {major}.0.0", name)
          for system, name in (("Windows NT 10.0; Win64; x64", "Windows10"), ("Macintosh; Intel Mac OS X 10_15_7", "MacOs")) for major in range(138, 144)]
APPLICATIONS = ["Office 365 Exchange Online", "Microsoft Teams", "SharePoint Online", "Azure Portal", "Microsoft Office", "Power BI", "GitHub Enterprise"]
FAILURE = ("Failure", "50126", "Error validating credentials due to invalid username or password.")


def uuid_text(rng):
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def sign_in(people, ids, rng):
    """A row of the portal's export; about one in thirty fails."""
    number = rng.randrange(len(people.rows))
    person, (user_id, device) = people.rows[number], ids[number]
    agent, browser, system = AGENTS[(number + (rng.random() < 0.05)) % len(AGENTS)]
    application = rng.randrange(len(APPLICATIONS))
    status, code, reason = FAILURE if rng.random() < 0.03 else ("Success", "0", "Other.")
    city, state, _ = person["home"]
    return [working_time(rng).strftime("%Y-%m-%dT%H:%M:%SZ"), uuid_text(rng), agent, uuid_text(rng), user_id, f"Worker {number:05d}", person["mail"], "Member",
            "none", "primaryRefreshToken", "none", APPLICATIONS[application], f"00000002-0000-0ff1-ce00-{application:012d}", "Microsoft Graph",
            "00000003-0000-0000-c000-000000000000", person["ip"], f"{city}, {state}, US", status, code, reason, "Browser", device, browser, system,
            "Success" if status == "Success" else "Not applied"]


def write_csv(file, people, rng, size):
    ids = [(uuid_text(rng), uuid_text(rng)) for _ in people.rows]
    with open(file, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(CSV_COLUMNS)
        while out.tell() < size:
            rows.writerows(sign_in(people, ids, rng) for _ in range(1000))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=pathlib.Path)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--megabytes", type=int, default=1024)
    arguments.add_argument("--people", type=int, default=2000)
    arguments.add_argument("--csv", action="store_true")
    given = arguments.parse_args()
    rng = random.Random(1)
    people = People(given.people, rng)
    given.out.mkdir(parents=True, exist_ok=True)
    people.write_roster(given.out / "roster.csv")
    if given.csv:
        return write_csv(given.out / "InteractiveSignIns.csv", people, rng, given.megabytes * 1024 * 1024)
    if not given.data or not (given.data / "otrf-events.ndjson.xz").exists():
        sys.exit(f"{given.data}: no recorded events here (otrf-events.ndjson.xz, saas-events.ndjson.xz)")
    saas = [json.loads(line) for line in lzma.open(given.data / "saas-events.ndjson.xz")]
    of_type = lambda name: [e["event"] for e in saas if e["log_type"] == name]  # noqa: E731
    part = given.megabytes * 1024 * 1024 // 4
    write_json(given.out / "okta.ndjson", okta, of_type("Okta.SystemLog"), people, rng, part)
    write_json(given.out / "cloudtrail.ndjson", cloudtrail, of_type("AWS.CloudTrail"), people, rng, part)
    write_windows(given.out / "windows.ndjson", given.data, people, rng, 2 * part)


if __name__ == "__main__":
    main()
