#!/usr/bin/env python3
"""Latency from event to alert, and memory, of `bonafide watch`: writes events to a followed file at a given rate and waits for the alerts of those
that fire in the alerts file.   bench/watch/run.py BONAFIDE [--rate 50000] [--seconds 20] [--sigma RULES]"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rate", type=int, default=50_000)
parser.add_argument("--seconds", type=float, default=20)
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
                       "Computer": "L%d" % (number % 300), "TerminalSessionId": 1, "ProcessId": number, "User": "ACME\\u%d" % (number % 300),
                       "Image": "C:\\Program Files\\%s" % ("AnyDesk.exe" if fires else "x.exe"),
                       "CommandLine": "a command line as they are, with an option or two -n %d" % number}) + "\n"


events.write_text("".join(event(i, False) for i in range(1000)))  # more than 64 KiB: followed from the beginning
rules = ["--rules", str(work / "rules")] + (["--rules", options.sigma] if options.sigma else [])
watch = subprocess.Popen([options.program, "watch", str(work / "in"), "--state", str(work / "state"), "--alerts", str(alerts), "--window", "0s",
                          "--per-minute", "0", "--quiet", *rules])
while not alerts.exists() and watch.poll() is None:
    time.sleep(0.05)
time.sleep(2)

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
offset = events.stat().st_size
for _ in range(200):  # made beforehand: making costs more than writing
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
        file.write(block)
        for i in fire:
            written[starts[i]] = now
        offset = at
took = time.monotonic() - begun
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
half = memory[len(memory) // 2:]
mean_x, mean_y = (len(half) - 1) / 2, sum(half) / len(half)
spread = sum((x - mean_x) ** 2 for x in range(len(half))) or 1
slope = sum((x - mean_x) * (y - mean_y) for x, y in enumerate(half)) / spread * 60
print(f"memory: {memory[0]:.0f} MB at the start, {half[0]:.0f} MB in the middle, {memory[-1]:.0f} MB at the end, {max(memory):.0f} MB at most, "
      f"{slope:+.1f} MB a minute over the second half")
print(f"the reading thread: {ran:.1f} s on a processor, {waited:.1f} s ready and waiting for one that others had")
print(f"processor of watch: {used():.0f} s; load of the machine (1 minute): {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
shutil.rmtree(work)
