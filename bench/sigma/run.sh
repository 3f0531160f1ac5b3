#!/usr/bin/env bash
# All rules of SigmaHQ on recorded events: events a second on one core and on two, load time, peak memory, matches; the same without
# optimisations; what simdjson alone does with the same bytes; and the engine of rsigma, where cargo is. Writes its table into bench/README.md
# and the rules that differ, with why, to bench/sigma/differences.md (report.py).
#   bench/sigma/run.sh [DATA_DIR] [RULES_DIR]     (../shared/data has sigma-rules.tar.xz and otrf-events.ndjson.xz)
# BONAFIDE_BENCH_MB: size of the events, repeated (1024). BONAFIDE_BENCH_BIN: where the benchmarks were built (build/release/bench).
# BONAFIDE_BENCH_DIR: where files are made (build/sigma-bench; about twice the size of the events).
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data}
bin=${BONAFIDE_BENCH_BIN:-build/release/bench}
work=${BONAFIDE_BENCH_DIR:-build/sigma-bench}
mkdir -p "$work"
work=$(realpath "$work")
rules=${2:-$work/rules}
if [ ! -e "$rules" ]; then
    mkdir -p "$rules"
    tar -xf "$data/sigma-rules.tar.xz" -C "$rules"
fi
once=$work/once.ndjson
if [ ! -e "$once" ]; then
    xz -dc "$data/otrf-events.ndjson.xz" > "$work/half.ndjson"
    mv "$work/half.ndjson" "$once"
fi
events=$work/events.ndjson
times=$((${BONAFIDE_BENCH_MB:-1024} * 1000000 / $(stat -c %s "$once") + 1))
if [ "$(stat -c %s "$events" 2> /dev/null || echo 0)" -ne $((times * $(stat -c %s "$once"))) ]; then
    for _ in $(seq "$times"); do cat "$once"; done > "$events"
fi
{
    echo "files=$(find "$rules" -name '*.yml' | wc -l)"
    echo "version=$(sed -n 's/.*SigmaHQ\/sigma \([0-9a-f]*\).*/\1/p' "$data/README.md" | head -n 1)"
    echo "bytes=$(stat -c %s "$events")"
    echo "cores=$(nproc)"
    echo "cpu=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2)"
    echo "load=$(cut -d ' ' -f 1 /proc/loadavg)"
} > "$work/facts"
cat "$work/facts"

echo "== the limit: simdjson on one core"
taskset -c 0 "$bin/parse_rate" "$events" | tee "$work/simdjson.log"
echo "== one core"
taskset -c 0 "$bin/sigma_bench" "$rules" "$events" --matches "$work/one.txt" | tee "$work/one.log"
echo "== two threads"
"$bin/sigma_bench" "$rules" "$events" --threads 2 --matches "$work/two.txt" | tee "$work/two.log"
cmp "$work/one.txt" "$work/two.txt"
echo "matches: equal"
echo "== without optimisations, on the first 20,000 events"
head -n 20000 "$once" > "$work/head.ndjson"
"$bin/sigma_bench" "$rules" "$work/head.ndjson" --runs 1 --matches "$work/head.txt" | grep '^events'
"$bin/sigma_bench" "$rules" "$work/head.ndjson" --runs 1 --plain --matches "$work/plain.txt" | grep -E '^(events|threads)'
cmp "$work/head.txt" "$work/plain.txt"
echo "matches: equal"
echo "== one core, the events once"
taskset -c 0 "$bin/sigma_bench" "$rules" "$once" --hits "$work/ours.hits" | tee "$work/ours.log"

peer=tests/conformance/sigma/engines/rsigma
build=(build --release --locked --quiet --manifest-path "$peer/Cargo.toml" --target-dir "$work/peer")
rm -f "$work"/rsigma-*.log "$work"/rsigma-*.hits
rust=
for toolchain in "" +nightly; do  # the newest crates may want a Rust that is not stable yet
    # shellcheck disable=SC2086
    if command -v cargo > /dev/null && cargo $toolchain "${build[@]}" 2> "$work/cargo.log"; then
        rust=$(rustc $toolchain --version)
        break
    fi
done
if [ -n "$rust" ]; then
    echo "rsigma=$(grep -A1 'name = "rsigma-eval"' "$peer/Cargo.lock" | sed -n 's/version = "\(.*\)"/\1/p')" >> "$work/facts"
    echo "rustc=$rust" >> "$work/facts"
    for lane in default schema windows events named; do
        echo "== rsigma, $lane, one core, the events once"
        taskset -c 0 "$work/peer/release/bench" "$rules" "$once" --lane "$lane" --hits "$work/rsigma-$lane.hits" | tee "$work/rsigma-$lane.log"
    done
else
    cat "$work/cargo.log" 2> /dev/null || true
    echo "rsigma was not built: it needs cargo and a Rust as new as it asks for (docs/sigma-conformance.md)"
fi
python3 bench/sigma/report.py "$work" "$rules" "$once" bench/README.md
