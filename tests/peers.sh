#!/usr/bin/env bash
# Measures the policy lab on 5,000,000 made-up people beside a loop written by hand, NumPy, Polars, DuckDB, DataFusion and OpenFisca-Core, who must
# all find the same people. Prints tables; those of docs/performance.md come from here. Takes half an hour or more and 4 GB of temporary files.
#
#   tests/peers.sh                         nine rounds, sizes up to 50,000,000
#   tests/peers.sh 7 5000000               seven rounds, sizes up to 5,000,000
#   RUSTFLAGS='-C target-cpu=native' tests/peers.sh     loop and lab built for this processor rather than for any
#
# Needs cargo, python3 with venv, and the package registry. JENJANG_PEERS names a folder to keep people and packages in for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${1:-9}"
most="${2:-50000000}"

folder="${JENJANG_PEERS:-}"
if [ -z "$folder" ]; then
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder/data"

venv="$folder/venv"
python="$venv/bin/python"
[ -x "$python" ] || python3 -m venv "$venv"
install() { "$python" -m pip install -q --disable-pip-version-check --no-cache-dir -c tests/peers/versions.txt "$@" 2>&1; }
echo "peers: installing packages" >&2
install numpy pyarrow
engines=()
for engine in numpy polars duckdb datafusion openfisca-core; do
  if error="$(install "$engine")"; then engines+=("$engine"); else engines+=("$engine=$(tail -n 1 <<<"$error")"); fi
done

# people PLACE COUNT SEED [raw]: not made again where they are
people() {
  [ -e "$folder/data/$1/people.json" ] || "$python" tests/peers/population.py "$folder/data/$1" "${@:2}"
}
echo "peers: making people" >&2
for count in 100000 1000000 5000000; do
  people "$count" "$count" 20260401
done
for ((part = 0; part < most / 5000000 && most > 5000000; part++)); do
  people "many/$part" 5000000 "$((20260401 + part))" raw
done

echo "peers: building" >&2
program="$(cargo build --release -p jenjang-lab --bench peers --message-format json | "$python" -c '
import json, sys
built = [json.loads(line) for line in sys.stdin]
print(*[one["executable"] for one in built if one.get("target", {}).get("name") == "peers"])')"
"$python" tests/peers/measure.py "$program" "$python" "$folder/data" "$rounds" "${engines[@]}"
