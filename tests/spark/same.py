"""Runs jobs (a JSON object a line: name, schema, csv, select, rows) on Spark and compares its rows with those `decide` gave."""

import decimal
import json
import sys

from people import rows
from pyspark.sql import SparkSession


def cell(value):
    """A value as text, in the form both sides are compared in."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


master, jobs = sys.argv[1], sys.argv[2]
builder = SparkSession.builder.master(master).appName("jenjang sql").config("spark.ui.enabled", "false")
builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.default.parallelism", "2")
builder = builder.config("spark.ui.showConsoleProgress", "false")
spark = builder.config("spark.sql.ansi.enabled", "true").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
same, wrong = 0, []
with open(jobs, encoding="utf-8") as file:
    for number, line in enumerate(file):
        job = json.loads(line)
        # compiling a SELECT takes longer than answering for 60 people without: every eighth is compiled, as it is for millions
        compiled = number % 8 == 0
        spark.conf.set("spark.sql.codegen.wholeStage", compiled)
        spark.conf.set("spark.sql.codegen.factoryMode", "FALLBACK" if compiled else "NO_CODEGEN")
        try:
            spark.createDataFrame(*rows(job)).coalesce(2).createOrReplaceTempView("people")
            found = spark.sql(job["select"]).collect()
            found = sorted(([cell(value) for value in row] for row in found), key=lambda row: int(row[0]))
            if found == job["rows"]:
                same += 1
            else:
                pairs = zip(found, job["rows"])
                first = next(((a, b) for a, b in pairs if a != b), (len(found), len(job["rows"])))
                wrong.append(f"{job['name']}: Spark {first[0]}, decide {first[1]}")
                print(wrong[-1], flush=True)
        except Exception as error:  # noqa: BLE001, whatever Spark says belongs in the report
            wrong.append(f"{job['name']}: {str(error).splitlines()[0][:400]}")
            print(wrong[-1], flush=True)
        if number % 20 == 19:
            print(f"{number + 1} policies asked, {same} the same", flush=True)
spark.stop()
print(f"{same} of {same + len(wrong)} policies: Spark says what `decide` says")
sys.exit(1 if wrong else 0)
