#!/usr/bin/env bash
# Everything behind bench/README.md in one run: the limit (simdjson), the parts, and whole scans. Needs the recorded events:
#   bench/run.sh [DATA_DIR]      (../shared/data; without it a simulated organisation is read instead)
# BONAFIDE_BENCH_MB sets the size (1024), BONAFIDE_BENCH_DIR where the corpus lies (build/corpus).
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}
corpus=${BONAFIDE_BENCH_DIR:-build/corpus}
bin=build/release
if [ ! -e "$corpus/roster.csv" ] && [ ! -d "$corpus/exports" ]; then
    if [ -e "$data/otrf-events.ndjson.xz" ]; then
        python3 bench/make_corpus.py --data "$data" --out "$corpus" --megabytes "${BONAFIDE_BENCH_MB:-1024}"
    else
        echo "no recorded events in $data: a simulated organisation is read instead" >&2
        "$bin/bonafide" simulate --people 2000 --days 90 --out "$corpus/exports"
    fi
fi
mapfile -t logs < <(find "$corpus" -name '*.ndjson' -size +10M | sort)
echo "== the limit: simdjson on one core"
[ ${#logs[@]} -eq 0 ] || taskset -c 0 "$bin/bench/parse_rate" "${logs[@]}"
echo "== the parts on one core"
[ ${#logs[@]} -eq 0 ] || taskset -c 0 "$bin/bench/pipeline_bench" --benchmark_counters_tabular=true "${logs[@]}"
echo "== whole scans"
python3 bench/run.py "$bin/bonafide" "$corpus"
