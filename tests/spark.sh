#!/usr/bin/env bash
# The SELECT of every shipped policy on Spark against `decide`, and how fast Spark is with one and with two executors.
#
# Takes about a quarter of an hour and 2 GB below the target folder. It installs by itself: PySpark (tests/spark/requirements.txt, about 500 MB) into a
# Python environment below the target folder, and, where there is no Java and this may install one, Debian's default-jre-headless.
#
#   tests/spark.sh            everything
#   tests/spark.sh same       only the comparison
#   tests/spark.sh scale      only the scaling; PEOPLE=… (default 4000000) and ROUNDS=… (default 3)
#   tests/spark.sh clean      remove what it installed and made
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
place="$target/tmp/spark"
what=${1:-all}
if [ "$what" = clean ]; then
  rm -rf "$place"
  exit
fi
mkdir -p "$place"

if ! command -v java >/dev/null; then
  echo "spark.sh: no Java; installing default-jre-headless" >&2
  apt-get install -y --no-install-recommends default-jre-headless >&2 || { echo "spark.sh: install a Java runtime (17 or later)" >&2; exit 2; }
fi
python="$place/python/bin/python"
if ! cmp -s tests/spark/requirements.txt "$place/installed.txt"; then
  echo "spark.sh: installing $(tr '\n' ' ' <tests/spark/requirements.txt)below $place" >&2
  rm -rf "$place/python"
  python3 -m venv "$place/python"
  "$python" -m pip install --quiet --no-cache-dir --disable-pip-version-check -r tests/spark/requirements.txt
  cp tests/spark/requirements.txt "$place/installed.txt"
fi

export JENJANG_SPARK_JOBS="$place/jobs.jsonl" JENJANG_SPARK_SCALE="$place/scale.jsonl"
cargo test --quiet -p jenjang-lab --test sql jobs_for_spark -- --ignored --nocapture
# Spark's own files and the standalone cluster's work folder stay below the target folder
export SPARK_LOCAL_DIRS="$place/local" SPARK_WORKER_DIR="$place/work" PYSPARK_PYTHON="$python" SPARK_LOCAL_IP=127.0.0.1
source=$PWD/tests/spark
cd "$place"

if [ "$what" != scale ]; then
  "$python" "$source/same.py" "local-cluster[2,1,1024]" "$JENJANG_SPARK_JOBS"
fi
if [ "$what" != same ]; then
  rm -rf "$place/people"
  mkdir -p "$place/people"
  for executors in 1 2; do
    "$python" "$source/scale.py" "local-cluster[$executors,1,1024]" "$JENJANG_SPARK_SCALE" "$place/people" "${PEOPLE:-4000000}" "${ROUNDS:-3}"
  done
  rm -rf "$place/people"
fi
