"""python with_duckdb.py memory-count|memory-each|parquet-count|parquet-each FOLDER THREADS"""

import sys

import duckdb

import contender
import sql

form, folder, threads = sys.argv[1:]
place, what = form.split("-")
base = duckdb.connect(config={"threads": int(threads)})
table = f"read_parquet('{folder}/people.parquet')"
people = base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
if place == "memory":
    base.execute(f"CREATE TABLE people AS SELECT * FROM {table}")
    table = "people"
query = sql.queries(lambda level, wanted: f"({wanted}::UTINYINT - least({level}, {wanted}::UTINYINT))", table)[what]
run = {"count": lambda: base.execute(query).fetchone()[0], "each": lambda: base.sql(query).to_arrow_table()}[what]
contender.serve(people, run)
