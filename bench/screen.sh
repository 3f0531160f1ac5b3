#!/usr/bin/env bash
# The tables that bench/README.md has of screening, in one run: résumés, near-duplicates, identity papers, names.
#   bench/screen.sh [DATA_DIR]      (../shared/data: the labelled names; without it that part is left out, and said to be)
#   BONAFIDE_BENCH_SHARE=20 bench/screen.sh     a twentieth of each set: whether it runs, not what it says
# Takes an hour on two cores, most of it scanned pages and pictures. Needs what tools/setup.sh installs and python3-venv: an environment with nomenklatura, numpy
# and scipy is made in build/names-venv.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data} share=${BONAFIDE_BENCH_SHARE:-1}
bin=build/release out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export PYTHONDONTWRITEBYTECODE=1
cmake --preset release -DBONAFIDE_BENCH=ON >/dev/null
cmake --build --preset release -j "${JOBS:-$(nproc)}" --target bonafide paper_bench similar_bench name_bench >/dev/null

resumes() {  # maker, count, seed, more of the maker's arguments
    local maker=$1 count=$2 seed=$3; shift 3
    echo "== résumés: $maker --count $((count / share)) --seed $seed $*"
    /usr/bin/python3 "tests/screen/$maker" --count $((count / share)) --seed "$seed" --out "$out/resumes" "$@" >/dev/null
    "$bin/bonafide" screen "$out/resumes" --show-claims -q >"$out/claims" || [ $? = 4 ]
    /usr/bin/python3 tests/screen/score_resumes.py "$out/resumes/truth.json" "$out/claims"
    rm -rf "$out/resumes"
}

resumes make_resumes.py 2000 3
resumes make_varied.py 160 77 --formats pdf,chromium,docx,odt,rtf,html,txt,scanned,scanned,scanned
echo "== near-duplicates"
"$bin/bench/similar_bench" $((1000000 / share))
echo "== identity papers"
bench/paper/run.sh "$bin" $((208 / share)) $((640 / share)) 3
echo "== names"
if [ -e "$data/names-and-lists.tar.xz" ]; then
    python=build/names-venv/bin/python
    [ -x $python ] || /usr/bin/python3 -m venv build/names-venv || { echo "install python3-venv" >&2; exit 1; }
    $python -m pip -q install nomenklatura numpy scipy pyyaml
    $python bench/name/run.py "$bin/bonafide" --peer
    mkdir "$out/names" && tar -xJf "$data/names-and-lists.tar.xz" -C "$out/names"
    echo "== names, cross-validated"
    $python bench/name/fit.py "$bin/bonafide" "$out/names"
    echo "== names, speed"
    BONAFIDE_NAMES="$out/names" taskset -c 0 "$bin/bench/name_bench"
else
    echo "no names-and-lists.tar.xz in $data: left out"
fi
