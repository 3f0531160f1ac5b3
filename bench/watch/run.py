#!/usr/bin/env python3
"""Latency from event to alert, memory, and what assessing costs, of `bonafide watch`: writes events of a fixed population to a followed file at a given
rate and waits for the alerts of those that fire in the alerts file.
bench/watch/run.py BONAFIDE [--rate 50000] [--seconds 20] [--people 300] [--beside FOLDER] [--sigma RULES]"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rate", type=int, default=50_000)
parser.add_argument("--seconds", type=float, default=20)
parser.add_argument("--people", type=int, default=300, help="who start programs, each on a computer of theirs")
parser.add_argument("--beside", help="folder that is followed as well and does not grow, as `bonafide simulate` writes it: for what assessing costs")
parser.add_argument("--every", type=int, default=500, help="one event in so many fires")
parser.add_argument("--sigma", help="folder of further rules")
options = parser.parse_args()

work = pathlib.Path(tempfile.mkdtemp(prefix="bonafide-bench-"))
(work / "in").mkdir()
(work / "rules").mkdir()
(work / "rules/a.yml").write_text("""title: AnyDesk
id: anydesk
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\\AnyDesk.exe'}, condition: s}
""")
events = work / "in/events.ndjson"
alerts = work / "alerts.ndjson"


def event(number, fires):
    return json.dumps({"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1, "UtcTime": "2026-03-02 08:00:00.%06d" % (number % 1000000),
                       "Computer": "L%d" % (number % options.people), "TerminalSessionId": 1, "ProcessId": number,
                       "User": "ACME\\u%d" % (number % options.people),
                       "Image": "C:\\Program Files\\%s" % ("AnyDesk.exe" if fires else "x.exe"),
                       "CommandLine": "a command line as they are, with an option or two -n %d" % number}) + "\n"


events.write_text("".join(event(i, False) for i in range(1000)))  # more than 64 KiB: followed from the beginning
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
rules = ["--rules", str(work / "rules")] + (["--rules", options.sigma] if options.sigma else [])
watch = subprocess.Popen([options.program, "watch", str(work / "in"), *([options.beside] if options.beside else []), "--state", str(work / "state"), "--alerts", str(alerts), "--window", "0s",
                          "--per-minute", "0", "--metrics", f"127.0.0.1:{port}", "--quiet", *rules])
def metric(name):
    for line in urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode().splitlines():
        if line.startswith(f"bonafide_{name} "):
            return float(line.split()[1])


while not alerts.exists() and watch.poll() is None:
    time.sleep(0.05)
time.sleep(2)
while options.beside and (metric("people") or 0) < 2 or metric("behind_bytes") > 0:
    time.sleep(1)

written, arrived, memory = {}, {}, []
done = threading.Event()


def listen():
    with open(alerts, "rb") as file:
        rest = b""
        while not done.is_set():
            block = file.read()
            now = time.monotonic()
            if not block:
                time.sleep(0.0005)
                continue
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                alert = json.loads(line)
                if alert["kind"] == "rule":
                    offset = int(alert["locator"].rsplit("@", 1)[1].split("+")[0])
                    arrived.setdefault(offset, now)


def weigh():
    while not done.is_set():
        for line in open(f"/proc/{watch.pid}/status"):
            if line.startswith("VmRSS"):
                memory.append(int(line.split()[1]) / 1024)
        time.sleep(1)


def assessing():
    """Processor time of the thread that assesses, which is the one of lower priority: it works for nobody else."""
    out = 0
    for task in pathlib.Path(f"/proc/{watch.pid}/task").iterdir():
        if task.name != str(watch.pid) and int((task / "stat").read_text().rsplit(")", 1)[1].split()[16]) == 10:
            out += int((task / "schedstat").read_text().split()[0]) / 1e9
    return out


def used():
    """Processor time of what has ended: watch."""
    times = os.times()
    return times.children_user + times.children_system


threads = [threading.Thread(target=listen), threading.Thread(target=weigh)]
for thread in threads:
    thread.start()
batch = options.rate // 100
blocks = []
number = 1000
assessed_before, spent_before = None, None
offset = events.stat().st_size
for _ in range(max(200, -(-options.people // batch))):  # made beforehand: making costs more than writing
    texts = [event(number + i, (number + i) % options.every == 0) for i in range(batch)]
    blocks.append((texts, [i for i in range(batch) if (number + i) % options.every == 0]))
    number += batch
begun = time.monotonic()
with open(events, "ab", buffering=0) as file:
    for round_ in range(int(options.seconds * 100)):
        texts, fire = blocks[round_ % len(blocks)]
        block = "".join(texts).encode()
        starts, at = [], offset
        for text in texts:
            starts.append(at)
            at += len(text)
        wait = begun + round_ / 100 - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        now = time.monotonic()
        if assessed_before is None and now - begun > options.seconds / 2:
            assessed_before, spent_before = metric("assessments_total"), assessing()
            now = time.monotonic()
        file.write(block)
        for i in fire:
            written[starts[i]] = now
        offset = at
took = time.monotonic() - begun
assessments, spent, last = metric("assessments_total") - assessed_before, assessing() - spent_before, metric("assessment_seconds")
people = metric("people")
time.sleep(5)
done.set()
for thread in threads:
    thread.join()
ran, waited = (int(number) / 1e9 for number in open(f"/proc/{watch.pid}/task/{watch.pid}/schedstat").read().split()[:2])
watch.send_signal(signal.SIGTERM)
watch.wait()
late = sorted((arrived[o] - t) * 1000 for o, t in written.items() if o in arrived)
print(f"{int(options.seconds * 100) * batch / took:.0f} events/s for {took:.0f} s, {len(written)} fire, {len(late)} told")
if late:
    print(f"event to alert in the file: median {late[len(late) // 2]:.1f} ms, 99th percentile {late[int(len(late) * .99)]:.1f} ms, worst {late[-1]:.1f} ms")
print("memory after minutes: " + ", ".join(f"{minute}: {memory[60 * minute]:.0f} MB" for minute in range(1, len(memory) // 60 + 1) if 60 * minute < len(memory)))
half = memory[len(memory) // 2:]
mean_x, mean_y = (len(half) - 1) / 2, sum(half) / len(half)
spread = sum((x - mean_x) ** 2 for x in range(len(half))) or 1
slope = sum((x - mean_x) * (y - mean_y) for x, y in enumerate(half)) / spread * 60
print(f"memory: {memory[0]:.0f} MB at the start, {half[0]:.0f} MB in the middle, {memory[-1]:.0f} MB at the end, {max(memory):.0f} MB at most, "
      f"{slope:+.1f} MB a minute over the second half")
if assessments:
    print(f"{assessments:.0f} assessments of {people:.0f} people in the second half: {1000 * spent / assessments:.0f} ms of a processor each (with adding up "
          f"what came in between), the last took {1000 * last:.0f} ms")
print(f"the reading thread: {ran:.1f} s on a processor, {waited:.1f} s ready and waiting for one that others had")
print(f"processor of watch: {used():.0f} s; load of the machine (1 minute): {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
shutil.rmtree(work)
