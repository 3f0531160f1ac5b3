#!/usr/bin/env bash
# Builds and runs every test: the include check, the release build's tests, the same tests under the address and
# undefined-behaviour sanitizers, the threaded ones under the thread sanitizer, and short runs of the fuzzers.
# The closing line counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
passed=0 failed=0 skipped=0
mkdir -p build

run_tests() {  # preset, targets ("all", or names), ctest arguments
    local preset=$1 targets=$2; shift 2
    local log=build/test-$preset.log
    echo "== $preset"
    local begun=$SECONDS
    if ! { cmake --preset "$preset" && cmake --build --preset "$preset" -j "$jobs" --target $targets; } >build/build-"$preset".log 2>&1; then
        grep -E 'error|FAILED' build/build-"$preset".log | head -40
        tail -5 build/build-"$preset".log
        failed=$((failed + 1))
        return
    fi
    local built=$SECONDS
    ctest --preset "$preset" -j "$jobs" "$@" >"$log" 2>&1
    local total fail skip
    total=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\2/p' "$log" | tail -1)
    fail=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1/p' "$log" | tail -1)
    skip=$(grep -c '\*\*\*Skipped' "$log")
    if [ -z "$total" ]; then tail -20 "$log"; failed=$((failed + 1)); return; fi
    [ "$fail" = 0 ] || grep -vE '^ *[0-9]+/[0-9]+ Test.*(Passed|Skipped)|^ *Start' "$log" | tail -150
    grep -E '^\| |^table:' "$log" || true
    echo "   $((total - fail - skip)) passed, $fail failed, $skip skipped; $((built - begun)) s to build, $((SECONDS - built)) s to run"
    passed=$((passed + total - fail - skip)); failed=$((failed + fail)); skipped=$((skipped + skip))
}

echo "== includes"
if python3 tools/check_includes.py; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
run_tests release all
# Whole simulated organisations and a hundred laid-out documents take minutes under a sanitizer; the same code is reached by other tests.
run_tests asan all -E 'Simulate|Accuracy|Fairness|Swapped|Layouts'
# Of the checks' fixtures, which all take the same way, one in ten.
run_tests tsan "test_record test_check test_scan" -L threads -E 'NOT_BUILT|CheckFixtures.*= [0-9]*[1-9]$'
if command -v clang++-19 >/dev/null; then run_tests fuzz fuzzers; else echo "== fuzz: skipped, clang++-19 is not installed"; skipped=$((skipped + 1)); fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
