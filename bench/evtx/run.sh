#!/usr/bin/env bash
# Event logs: MB/s and events a second of our reader and of evtx_dump (crate evtx) on one core, in one run, and whether both say the same of
# every event.   bench/evtx/run.sh [DATA_DIR]   (../shared/data has evtx-attack-samples.tar.xz and sigma-regression.tar.xz)
# BONAFIDE_BENCH_BIN: where the benchmarks were built (build/release/bench). evtx_dump: cargo install evtx; python3 -m pip install evtx.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data}
bin=${BONAFIDE_BENCH_BIN:-build/release/bench}
work=${BONAFIDE_BENCH_DIR:-build/evtx-bench}
mkdir -p "$work/logs"
[ -e "$work/logs/done" ] || { for f in evtx-attack-samples sigma-regression; do tar -xf "$data/$f.tar.xz" -C "$work/logs"; done; touch "$work/logs/done"; }
[ -e "$work/big.evtx" ] || python3 bench/evtx/make_log.py "$work/big.evtx" "${BONAFIDE_BENCH_MB:-500}" "$work/logs"
echo "$(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2), load $(cut -d' ' -f1 /proc/loadavg)"
for run in 1 2 3; do
    /usr/bin/time -f "  %U s of processor time, %M KB" taskset -c 0 "$bin/evtx_rate" "$work/big.evtx"
    if command -v evtx_dump > /dev/null; then
        /usr/bin/time -f "$(evtx_dump --version): %e s, %U s of processor time, %M KB" taskset -c 0 evtx_dump -t 1 -o jsonl "$work/big.evtx" > /dev/null
    fi
done
python3 -c 'import evtx' 2> /dev/null && python3 bench/evtx/compare_dump.py "$bin/evtx_rate" "$work/logs" || echo "python's evtx is not installed: nothing compared"
