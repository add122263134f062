#!/usr/bin/env bash
# Seconds to compile each public header alone at -O0, as a table: what a consumer pays for an
# include. The first line is what the standard headers that nearly every program has cost anyway.
#
#     benchmarks/compile_times.sh [COMPILER [FLAGS...]]
set -euo pipefail
cd "$(dirname "$0")/../include"
compiler=${1:-c++}
shift || true
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The median of five, the processor's time and not the clock's.
seconds() {
  local TIMEFORMAT='%U %S'
  for _ in 1 2 3 4 5; do
    { time "$compiler" -std=c++20 -O0 -I. -isystem /usr/include/eigen3 "$@" -c -o /dev/null \
      "$scratch/one.cpp"; } 2>&1 | awk '{ printf "%.3f\n", $1 + $2 }'
  done | sort -n | sed -n 3p
}

printf '| header | seconds | above the standard headers |\n|---|--:|--:|\n'
printf '#include <%s>\n' vector string span algorithm cmath memory >"$scratch/one.cpp"
base=$(seconds "$@")
printf '| `<vector> <string> <span> <algorithm> <cmath> <memory>` | %.2f | |\n' "$base"
for header in ltorisk/ltorisk.hpp $(find ltorisk -name '*.hpp' ! -name ltorisk.hpp ! -path '*/engine/*' | sort); do
  printf '#include <vector>\n#include <string>\n#include <span>\n#include <algorithm>\n#include <cmath>\n#include <memory>\n#include <%s>\n' \
    "$header" >"$scratch/one.cpp"
  s=$(seconds "$@")
  awk -v h="$header" -v s="$s" -v b="$base" \
    'BEGIN { printf "| `%s` | %.2f | %.2f |\n", h, s, (s > b ? s - b : 0) }'
done
