#!/usr/bin/env bash
# Kills programs while they write, many times, on SQLite and on PostgreSQL, and prints what was seen. Figures of such a run are in docs/quality.md.
#
#   tests/faults.sh [kills of each store, 200 unless told] [seed of the moments]
#
# PostgreSQL must be installed, as for tests/run; the server is a private one.
set -euo pipefail
cd "$(dirname "$0")/.."
export JENJANG_FAULT_KILLS="${1:-200}"
if [ $# -ge 2 ]; then export JENJANG_FAULT_SEED="$2"; fi
exec cargo test -p jenjang-faults --test kill -- --nocapture --test-threads=1
