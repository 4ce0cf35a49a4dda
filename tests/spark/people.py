"""People of a job as rows of Spark."""

import datetime
import decimal

from pyspark.sql.types import _parse_datatype_string


def read(kind, text):
    """A cell of the CSV file as Python's value of a column's type."""
    if text is None:
        return None
    if kind == "boolean":
        return text == "true"
    if kind == "date":
        return datetime.date.fromisoformat(text)
    if kind.startswith("decimal"):
        return decimal.Decimal(text)
    if kind in ("int", "bigint"):
        return int(text)
    return text


def cells(line):
    """The cells of a line of CSV: an empty one is NULL unless it stands in quotes."""
    found, text, quoted, was_quoted, at = [], "", False, False, 0
    while at < len(line):
        c = line[at]
        if quoted and c == '"' and line[at + 1 : at + 2] == '"':
            text, at = text + '"', at + 1
        elif c == '"':
            quoted, was_quoted = not quoted, True
        elif c == "," and not quoted:
            found.append(text if text or was_quoted else None)
            text, was_quoted = "", False
        else:
            text += c
        at += 1
    found.append(text if text or was_quoted else None)
    return found


def fields(schema):
    """The columns of a CREATE TABLE, as Spark's schema without its comments."""
    lines = [line.strip().rstrip(",") for line in schema.splitlines()[1:-1]]
    lines = [line.replace(" NOT NULL", "") for line in lines if not line.startswith("--")]
    return _parse_datatype_string(", ".join(lines))


def rows(job):
    """The people of a job and the schema of their columns."""
    schema = fields(job["schema"])
    kinds = [field.dataType.simpleString() for field in schema.fields]
    people = [[read(kind, text) for kind, text in zip(kinds, cells(line))] for line in job["csv"].splitlines()[1:]]
    return people, schema
