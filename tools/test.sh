#!/usr/bin/env bash
# Builds and runs every test: the include check, the release build's tests, the same tests under the address and
# undefined-behaviour sanitizers, the threaded ones under the thread sanitizer, and short runs of the fuzzers.
# The closing line counts them; above it stands why any failed.
set -uo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
passed=0 failed=0 skipped=0 reasons=
mkdir -p build

count() {  # what GoogleTest says of its cases ("PASSED", "FAILED", "SKIPPED"), all programs together
    sed -nE "s/^\[  $1 +\] ([0-9]+) tests?[.,].*/\1/p" "$2" | awk '{n += $1} END {print n + 0}'
}

run_tests() {  # preset, targets ("all", or names), ctest arguments; $GTEST_FILTER chooses cases
    local preset=$1 targets=$2; shift 2
    local log=build/test-$preset.log said=build/$preset/Testing/Temporary/LastTest.log
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
    local total fail skip pass cases
    total=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\2/p' "$log" | tail -1)
    fail=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1/p' "$log" | tail -1)
    if [ -z "$total" ]; then tail -20 "$log"; failed=$((failed + 1)); return; fi
    if [ "$fail" != 0 ]; then
        grep -vE '^ *[0-9]+/[0-9]+ Test.*(Passed|Skipped)|^ *Start|^\[ *(OK|RUN|---*) *\]' "$log" | tail -150
        reasons+=$(echo; echo "== why, in $preset (all of it: $log)"
                   grep -E 'Failure$|^broken:|SUMMARY:|ERROR: |runtime error|terminate called|Base64:|\*\*\*(Failed|Timeout|Exception)|^\[  FAILED' "$log" |
                       cut -c1-400 | head -14)
    fi
    if grep -q '^\[==========\] .* ran' "$said"; then  # programs of several cases: those are counted
        pass=$(count PASSED "$said") skip=$(count SKIPPED "$said") cases=$(count FAILED "$said")
        [ "$cases" -le "$fail" ] || fail=$cases  # a program that died counts none
    else
        skip=$(grep -c '\*\*\*Skipped' "$log"); pass=$((total - fail - skip))
    fi
    grep -E '^\| |^table:' "$log" || true
    echo "   $pass passed, $fail failed, $skip skipped; $((built - begun)) s to build, $((SECONDS - built)) s to run"
    passed=$((passed + pass)); failed=$((failed + fail)); skipped=$((skipped + skip))
}

echo "== includes"
if python3 tools/check_includes.py; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
run_tests release all
# Whole simulated organisations and a hundred laid-out documents take minutes under a sanitizer; the same code is reached by other tests.
GTEST_FILTER='-*Simulate*:*Accuracy*:*Fairness*:*Swapped*:*Layouts*' run_tests asan all
# What is large, killed, or a program started anew is no matter of threads.
GTEST_FILTER='-*Fairness*:*LongLines*:*Bombs*:*Kill*:WatchProgram*' run_tests tsan "test_record test_check test_scan test_watch" -L threads
if command -v clang++-19 >/dev/null; then run_tests fuzz fuzzers; else echo "== fuzz: skipped, clang++-19 is not installed"; skipped=$((skipped + 1)); fi

[ -z "$reasons" ] || echo "$reasons"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
