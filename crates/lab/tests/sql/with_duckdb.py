"""Runs jobs (a JSON object a line: name, schema, csv, select) on DuckDB and prints their rows, a JSON object a line."""

import decimal
import json
import os
import sys
import tempfile

import duckdb


def cell(value):
    if value is None:
        return None
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)


with open(sys.argv[1], encoding="utf-8") as jobs, tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "people.csv")
    for line in jobs:
        job = json.loads(line)
        engine = duckdb.connect(config={"threads": 1})
        try:
            engine.execute(job["schema"])
            with open(file, "w", encoding="utf-8") as people:
                people.write(job["csv"])
            engine.execute(
                f"COPY people FROM '{file}' (HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', ALLOW_QUOTED_NULLS false)"
            )
            rows = engine.execute(f"SELECT * FROM ({job['select']}\n) ORDER BY CAST(id AS INTEGER)").fetchall()
            print(json.dumps({"rows": [[cell(value) for value in row] for row in rows]}))
        except duckdb.Error as error:
            print(json.dumps({"error": str(error)}))
        engine.close()
