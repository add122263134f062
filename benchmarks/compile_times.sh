#!/usr/bin/env bash
# What a consumer pays for an include: seconds of the processor to compile each public header alone
# at -O0, and the ratio to the standard headers that nearly every program has anyway. Both are
# measured in turns, so that a busy machine slows both; medians of RUNS (5) pairs.
#
#     [RUNS=n] benchmarks/compile_times.sh [COMPILER [HEADER...]]
#     benchmarks/compile_times.sh g++ ltorisk/ltorisk.hpp
set -euo pipefail
cd "$(dirname "$0")/../include"
compiler=${1:-c++}
shift || true
if (($# == 0)); then
  mapfile -t others < <(find ltorisk -name '*.hpp' ! -name ltorisk.hpp ! -path '*/engine/*' | sort)
  set -- ltorisk/ltorisk.hpp "${others[@]}"
fi
runs=${RUNS:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

standard=(vector string span algorithm cmath memory)
printf '#include <%s>\n' "${standard[@]}" >"$scratch/standard.cpp"

compile() {
  "$compiler" -std=c++20 -O0 -I. -isystem /usr/include/eigen3 -c -o /dev/null "$scratch/$1.cpp"
}
# seconds NAME: user and system time of one compilation.
seconds() {
  local TIMEFORMAT='%U %S'
  { time compile "$1"; } 2>&1 | awk 'END { printf "%.3f", $1 + $2 }'
}
median() { sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }

compile standard # the first run reads the disk
printf '`%s` are 1.0.\n\n| header | seconds | ratio |\n|---|--:|--:|\n' \
  "$(printf '<%s> ' "${standard[@]}" | sed 's/ $//')"
for header in "$@"; do
  printf '#include <%s>\n' "${standard[@]}" "$header" >"$scratch/header.cpp"
  if ! compile header 2>/dev/null; then
    printf '| `%s` | does not compile here: a dependency is missing | |\n' "$header"
    continue
  fi
  for ((i = 0; i < runs; ++i)); do
    printf '%s %s\n' "$(seconds header)" "$(seconds standard)"
  done >"$scratch/pairs"
  printf '| `%s` | %.2f | %.1f |\n' "$header" "$(awk '{ print $1 }' "$scratch/pairs" | median)" \
    "$(awk '{ print $1 / $2 }' "$scratch/pairs" | median)"
done
