"""python with_duckdb.py memory-count|memory-each|parquet-count|parquet-each FOLDER THREADS"""

import sys

import duckdb

import contender
import sql

form, folder, threads = sys.argv[1:]
place, what = form.split("-")
base = duckdb.connect(config={"threads": int(threads)})
table = f"read_parquet('{folder}/people.parquet')"
people = base.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
if place == "memory":
    base.execute(f"CREATE TABLE people AS SELECT * FROM {table}")
    table = "people"
gap = "CASE WHEN {0} < {1} THEN {1}::UTINYINT - {0} ELSE 0::UTINYINT END".format  # the fastest of four ways tried
query = sql.queries(gap, table)[what]
run = {"count": lambda: base.execute(query).fetchall()[0][0], "each": lambda: base.sql(query).to_arrow_table()}[what]
contender.serve(people, run)
