#!/usr/bin/env bash
# All rules of SigmaHQ on recorded events: events a second on one core and on two, load time, peak memory, matches; the same without
# optimisations; what simdjson alone does with the same bytes; and the engine of rsigma, where cargo is.
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
peer=tests/conformance/sigma/engines/rsigma
if command -v cargo > /dev/null && cargo build --release --quiet --manifest-path "$peer/Cargo.toml" --target-dir "$work/peer"; then
    echo "== rsigma-eval 0.23.0 on the first 20,000 events, one core: by default, and told that all is Windows"
    taskset -c 0 "$work/peer/release/bench" "$rules" "$work/head.ndjson" "$work/rsigma.txt"
    taskset -c 0 "$work/peer/release/bench" "$rules" "$work/head.ndjson" "$work/rsigma-windows.txt" --product windows
    echo "rules whose matches differ (rule, ours, rsigma's with --product windows):"
    join -t "$(printf '\t')" -a 1 -a 2 -e 0 -o 0,1.2,2.2 <(sort "$work/head.txt") <(sort "$work/rsigma-windows.txt") | awk -F '\t' '$2 != $3'
else
    echo "rsigma was not built: it needs cargo (docs/sigma-conformance.md)"
fi
