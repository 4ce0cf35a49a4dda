#!/usr/bin/env bash
# Fuzzes the reader of files, the formatter, facts and the expression parser. Needs a C++ compiler; installs cargo-fuzz where it is missing.
#
#   tests/fuzz.sh                 every target for a minute each
#   tests/fuzz.sh reader 600      one target, for so many seconds
#
# cargo-fuzz wants an unstable compiler flag; RUSTC_BOOTSTRAP lets the stable compiler take it. Corpora grow under fuzz/corpus, findings under
# fuzz/artifacts; neither is kept in the repository. To see a finding again: cargo fuzz run TARGET fuzz/artifacts/TARGET/FILE
set -euo pipefail
cd "$(dirname "$0")/.."
export RUSTC_BOOTSTRAP=1
seconds="${2:-60}"

if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "tests/fuzz.sh: installing cargo-fuzz"
  RUSTC_BOOTSTRAP=0 cargo install cargo-fuzz --locked
fi

# every policy, catalogue and facts file we have is a seed
seed() {
  mkdir -p "fuzz/corpus/$1"
  local file
  while IFS= read -r file; do
    cp "$file" "fuzz/corpus/$1/$(echo "$file" | tr '/' '-')"
  done
}
for target in reader format; do
  find crates -path '*/data/*' -name '*.toml' | seed "$target"
done
find tests crates \( -name '*.json' -o -name '*.jsonl' -o -name '*.csv' \) -size -64k | seed facts
mkdir -p fuzz/corpus/expression
grep -rhoE "^(require|when|expression|derive|value|result) += .*" crates/asn/data | sed -E "s/^[a-z]+ += +['\"]//; s/['\"]\$//" | sort -u |
  awk '{ print > ("fuzz/corpus/expression/shipped-" NR) }'

for target in ${1:-reader format facts expression}; do
  echo "== $target, $seconds s"
  cargo fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
    -dict=fuzz/policy.dict -print_final_stats=1
done
