#!/usr/bin/env bash
# Measures paper: generated zones and specimens, the tables of bench/README.md. bench/paper/run.sh BUILD [ZONES] [SPECIMENS] [SEED]
# Needs python3-pil and fonts-ocr-b; BUILD is a build folder with -DBONAFIDE_BENCH=ON.
set -euo pipefail
build=$1 zones=${2:-208} specimens=${3:-640} seed=${4:-1}
export BENCH="$build/bench/paper_bench" PYTHONDONTWRITEBYTECODE=1
here=$(dirname "$0") out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
/usr/bin/python3 "$here/make_mrz.py" "$out/zones" "$zones" "$seed"
measure() { "$BENCH" "$@" 2> "$out/said" || { tail -n 2 "$out/said" >&2; exit 1; }; }
measure mrz "$out/zones"
/usr/bin/python3 "$here/make_specimens.py" "$out/specimens" "$specimens" "$seed"
measure specimens "$out/specimens"
