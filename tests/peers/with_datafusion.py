"""python with_datafusion.py memory-count|memory-each|parquet-count|parquet-each FOLDER THREADS"""

import sys

import pyarrow as pa
from pyarrow import parquet
from datafusion import SessionConfig, SessionContext

import contender
import sql

BATCH = 65_536  # of 8,192, the usual size, everything takes a tenth longer
form, folder, threads = sys.argv[1:]
place, what = form.split("-")
context = SessionContext(SessionConfig().with_target_partitions(int(threads)).with_batch_size(BATCH))
path = f"{folder}/people.parquet"
people = parquet.read_metadata(path).num_rows
if place == "memory":
    batches = parquet.read_table(path).to_batches(max_chunksize=BATCH)
    share = -(-len(batches) // int(threads))
    context.register_record_batches("people", [batches[first : first + share] for first in range(0, len(batches), share)])
else:
    context.register_parquet("people", path)
cast = "arrow_cast({}, 'UInt8')".format
query = sql.queries(lambda level, wanted: f"({cast(wanted)} - least({level}, {cast(wanted)}))", "people")[what]


def run():
    batches = context.sql(query).collect()
    return batches[0].column(0)[0].as_py() if what == "count" else pa.Table.from_batches(batches)


contender.serve(people, run)
