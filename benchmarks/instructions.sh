#!/usr/bin/env bash
# Counts the instructions of the main cases under callgrind and compares them with instructions.txt:
# they repeat where times do not, so that a regression shows on a busy machine. Fails where a case
# needs 3 % more than it did. A case that needs less is reported, so that the gain can be kept.
#
#     benchmarks/instructions.sh [COMPILER]            check
#     benchmarks/instructions.sh --update [COMPILER]   write instructions.txt anew
#
# Counts belong to a compiler: instructions.txt names its own, and another's are not compared.
set -euo pipefail
cd "$(dirname "$0")"
tolerance=${LTORISK_TOLERANCE:-3}
update=false
if [[ ${1:-} == --update ]]; then
  update=true
  shift
fi
compiler=${1:-g++}
flags=(-std=c++20 -O3 -DNDEBUG -march=x86-64-v3)  # valgrind knows no AVX-512
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

made_by="# $("$compiler" --version | head -1), ${flags[*]}"
"$compiler" "${flags[@]}" -I../include instructions.cpp -o "$scratch/cases" -pthread
"$scratch/cases" | while read -r name; do
  valgrind --tool=callgrind --toggle-collect=measured --callgrind-out-file="$scratch/out" \
    "$scratch/cases" "$name" >/dev/null 2>"$scratch/log" || { cat "$scratch/log" >&2; exit 1; }
  echo "$name $(awk '/Collected :/ { print $NF }' "$scratch/log")"
done >"$scratch/counts"

if $update; then
  { echo "$made_by"; cat "$scratch/counts"; } >instructions.txt
  cat instructions.txt
  exit
fi
if [[ $(head -1 instructions.txt) != "$made_by" ]]; then
  printf 'not compared, instructions.txt is of another compiler:\n%s\n%s\n' \
    "$(head -1 instructions.txt)" "$made_by"
  cat "$scratch/counts"
  exit
fi
awk -v tolerance="$tolerance" '
  NR == FNR { if ($1 != "#") was[$1] = $2; next }
  {
    seen[$1] = 1
    if (!($1 in was)) { printf "%-34s %12d  NEW: --update\n", $1, $2; bad = 1; next }
    change = 100 * ($2 / was[$1] - 1)
    word = change > tolerance ? "MORE" : change < -tolerance ? "less: --update keeps the gain" : ""
    printf "%-34s %12d  %+6.1f %%  %s\n", $1, $2, change, word
    if (change > tolerance) bad = 1
  }
  END {
    for (name in was) if (!(name in seen)) { printf "%-34s GONE: --update\n", name; bad = 1 }
    exit bad
  }' instructions.txt "$scratch/counts"
