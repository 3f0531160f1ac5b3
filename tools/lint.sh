#!/usr/bin/env bash
# clang-format and clang-tidy over the sources, and the include check. Fails on the first finding; takes minutes.
#   tools/lint.sh            everything
#   tools/lint.sh FILE...    only these
set -euo pipefail
cd "$(dirname "$0")/.."
python3 tools/check_includes.py
if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files 'src/*.cpp' 'src/*.h'); fi
clang-format-19 --dry-run --Werror "${files[@]}"
cmake --preset dev >/dev/null
printf '%s\n' "${files[@]}" | grep '\.cpp$' | xargs -P "$(nproc)" -n 4 clang-tidy-19 --quiet -p build/dev
