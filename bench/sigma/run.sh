#!/usr/bin/env bash
# All rules of SigmaHQ on recorded events: events a second on one core and on two, load time, peak memory, matches; the same without
# optimisations; what simdjson alone does with the same bytes; and rsigma, where it is installed (cargo install rsigma --version 0.21).
#   bench/sigma/run.sh [DATA_DIR] [RULES_DIR]     (../shared/data has sigma-rules.tar.xz and otrf-events.ndjson.xz)
# BONAFIDE_BENCH_MB: size of the events, repeated (1024). BONAFIDE_BENCH_BIN: where the benchmarks were built (build/release/bench).
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data}
bin=${BONAFIDE_BENCH_BIN:-build/release/bench}
work=${BONAFIDE_BENCH_DIR:-build/sigma-bench}
mkdir -p "$work"
rules=${2:-$work/rules}
if [ ! -e "$rules" ]; then
    mkdir -p "$rules"
    tar -xf "$data/sigma-rules.tar.xz" -C "$rules"
fi
events=$work/events.ndjson
if [ ! -e "$events" ]; then
    xz -dc "$data/otrf-events.ndjson.xz" > "$work/one.ndjson"
    while [ ! -e "$events" ] || [ "$(stat -c %s "$events")" -lt $((${BONAFIDE_BENCH_MB:-1024} * 1000000)) ]; do cat "$work/one.ndjson" >> "$events"; done
    rm "$work/one.ndjson"
fi
echo "rules: $(find "$rules" -name '*.yml' | wc -l) files; events: $(wc -l < "$events"), $(stat -c %s "$events") bytes; $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2)"
echo "== the limit: simdjson on one core"
taskset -c 0 "$bin/parse_rate" "$events"
echo "== one core"
taskset -c 0 "$bin/sigma_bench" "$rules" "$events" --matches "$work/one.txt"
if [ "$(nproc)" -gt 1 ]; then
    echo "== two cores"
    taskset -c 0,1 "$bin/sigma_bench" "$rules" "$events" --threads 2 --matches "$work/two.txt"
    cmp "$work/one.txt" "$work/two.txt" && echo "matches: equal"
fi
echo "== without optimisations, on the first 20,000 events"
head -n 20000 "$events" > "$work/head.ndjson"
"$bin/sigma_bench" "$rules" "$work/head.ndjson" --runs 1 --matches "$work/head.txt" | grep '^events'
"$bin/sigma_bench" "$rules" "$work/head.ndjson" --runs 1 --plain --matches "$work/plain.txt" | grep -E '^(events|threads)'
cmp "$work/head.txt" "$work/plain.txt" && echo "matches: equal"
if command -v rsigma > /dev/null; then
    echo "== $(rsigma --version) on the first 20,000 events, one core"
    head -n 1 "$work/head.ndjson" > "$work/single.ndjson"
    for input in single head; do   # the difference of the two is net of loading
        /usr/bin/time -f "$input: %e s, %M KB" taskset -c 0 rsigma eval -r "$rules" -e "@$work/$input.ndjson" > "$work/rsigma.txt" 2> "$work/rsigma.err" || tail -n 3 "$work/rsigma.err"
        tail -n 1 "$work/rsigma.err"
        echo "matches: $(grep -c '"rule' "$work/rsigma.txt" || true)"
    done
else
    echo "rsigma is not installed"
fi
