#!/usr/bin/env bash
# Fifty employees on a page: the web application's list of people beside the list of Tryton's module `company` (an open ERP in Python, by JSON-RPC),
# both on SQLite, one after the other in every round, and how many SQL statements Tryton takes for it. Prints a table.
#
#   tests/peers-web.sh                 five rounds with 1,000 and with 10,000 employees
#   tests/peers-web.sh 9 1000          nine rounds with 1,000
#
# Needs cargo, python3 with venv, and the package registry. JENJANG_PEERS names a folder to keep databases and packages in for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${1:-5}"
if [ $# -gt 1 ]; then sizes=("${@:2}"); else sizes=(1000 10000); fi

folder="${JENJANG_PEERS:-}"
if [ -z "$folder" ]; then
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder/web"

python="$folder/venv-web/bin/python"
[ -x "$python" ] || python3 -m venv "$folder/venv-web"
echo "peers: installing packages" >&2
"$python" -m pip install -q --disable-pip-version-check --no-cache-dir -r tests/peers-web/versions.txt

echo "peers: building" >&2
program="$(cargo build --release -p jenjang-web --bin jenjang-web --message-format json | "$python" -c '
import json, sys
built = [json.loads(line) for line in sys.stdin]
print(*[one["executable"] for one in built if one.get("executable")])')"
"$python" -B tests/peers-web/measure.py "$program" "$python" "$folder/web" "$rounds" "${sizes[@]}"
