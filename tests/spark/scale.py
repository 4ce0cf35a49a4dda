"""How fast Spark answers a policy with one and with two executors: makes people from a few by repetition, writes them as Parquet, and counts outcomes."""

import json
import os
import statistics
import sys
import time

from pyspark.sql import SparkSession, functions

master, job_file, folder, people, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
builder = SparkSession.builder.master(master).appName("jenjang scale").config("spark.ui.enabled", "false")
builder = builder.config("spark.sql.ansi.enabled", "true").config("spark.sql.shuffle.partitions", "4")
builder = builder.config("spark.sql.files.maxPartitionBytes", "16m")
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
with open(job_file, encoding="utf-8") as file:
    job = json.loads(file.readline())
path = os.path.join(folder, "people.parquet")
if not os.path.exists(path):
    from people import rows

    few = spark.createDataFrame(*rows(job))
    count = few.count()
    many = spark.range(0, people, 1, 16).withColumn("of", (functions.col("id") * 7919) % count + 1)
    few = functions.broadcast(few.withColumnRenamed("id", "of_id"))
    made = many.join(few, many["of"] == few["of_id"].cast("bigint")).drop("of", "of_id")
    made.withColumn("id", functions.col("id").cast("string")).write.parquet(path)
spark.read.parquet(path).createOrReplaceTempView("people")
times, counts = [], None
for _ in range(rounds + 1):
    start = time.perf_counter()
    found = spark.sql(f"SELECT outcome, COUNT(*) AS people FROM ({job['select']}\n) GROUP BY outcome ORDER BY outcome").collect()
    times.append(time.perf_counter() - start)
    counts = {str(row[0]): row[1] for row in found}
spark.stop()
# the first round compiles and warms up
print(json.dumps({"master": master, "people": people, "seconds": round(statistics.median(times[1:]), 2), "all": [round(t, 2) for t in times], "outcomes": counts}))
