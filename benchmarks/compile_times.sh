#!/usr/bin/env bash
# Seconds to compile each public header alone at -O0, as a table: what a consumer pays for an
# include. The first line is what the standard headers that nearly every program has cost anyway.
#
#     benchmarks/compile_times.sh [COMPILER [HEADER...]]
#     benchmarks/compile_times.sh g++ ltorisk/ltorisk.hpp
set -euo pipefail
cd "$(dirname "$0")/../include"
compiler=${1:-c++}
shift || true
if (($# == 0)); then
  mapfile -t others < <(find ltorisk -name '*.hpp' ! -name ltorisk.hpp ! -path '*/engine/*' | sort)
  set -- ltorisk/ltorisk.hpp "${others[@]}"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

standard=(vector string span algorithm cmath memory)

# seconds HEADER...: the median of three, the processor's time and not the clock's.
seconds() {
  local TIMEFORMAT='%U %S'
  printf '#include <%s>\n' "$@" >"$scratch/one.cpp"
  for _ in 1 2 3; do
    { time "$compiler" -std=c++20 -O0 -I. -isystem /usr/include/eigen3 -c -o /dev/null \
      "$scratch/one.cpp"; } 2>&1 | awk 'END { printf "%.3f\n", $1 + $2 }'
  done | sort -n | sed -n 2p
}

printf '| header | seconds | above the standard headers |\n|---|--:|--:|\n'
base=$(seconds "${standard[@]}")
printf '| `%s` | %.2f | |\n' "$(printf '<%s> ' "${standard[@]}")" "$base"
for header in "$@"; do
  s=$(seconds "${standard[@]}" "$header")
  awk -v h="$header" -v s="$s" -v b="$base" \
    'BEGIN { printf "| `%s` | %.2f | %.2f |\n", h, s, (s > b ? s - b : 0) }'
done
