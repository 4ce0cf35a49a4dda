"""The people that the policy lab and its peers are measured on: made up, the same for ever from one seed and one version of NumPy.

    python population.py FOLDER PEOPLE [SEED [raw]]

writes FOLDER/people.parquet, one raw little-endian file a column (FOLDER/grade.u8, FOLDER/birth.i32, ...) and FOLDER/people.json with the
count; with `raw` no Parquet. Nothing is decided here. Order and shape of the draws must stay: with seed 20260401 and the NumPy of versions.txt, 307,743 of 5,000,000
and 6,126 of 100,000 are eligible by the reference policy (tests/benches/reference/policy.toml).

Dates are days since 1970-01-01, the 360 score is in hundredths, and nobody's sanction is said by NO_DATE in the raw file and null in Parquet.
"""

import datetime
import json
import pathlib
import sys

import numpy as np

SEED = 20260401
NO_DATE = np.iinfo(np.int32).min
# what the post asks for in each of the nine competencies
LEVELS = (3, 3, 3, 3, 4, 3, 3, 2, 3)
# the columns in the order of the Parquet file, with the type of the raw file
COLUMNS = {
    "grade": "u8",
    "grade_since": "i32",
    "rating_last": "u8",
    "rating_previous": "u8",
    "education": "u8",
    "sanction_until": "i32",
    "birth": "i32",
    **{f"level_{place}": "u8" for place in range(1, 10)},
    "evaluation": "u16",
    "hours": "u16",
    "certificate": "u8",
    "position_since": "i32",
}
DATES = ("grade_since", "sanction_until", "birth", "position_since")


def day(year, month, day):
    """Days since 1970-01-01."""
    return (datetime.date(year, month, day) - datetime.date(1970, 1, 1)).days


def people(count, seed=SEED):
    """The columns of so many people, by name."""
    draw = np.random.default_rng(seed)

    def dates(first, behind_last):
        return draw.integers(first, behind_last, count).astype(np.int32)

    def codes(values, shares=None):
        return draw.choice(np.array(values, np.int8), count, p=shares)

    made = {"grade": codes([31, 32, 33, 34, 41, 42, 43, 44]), "grade_since": dates(day(2010, 1, 1), day(2026, 4, 1))}
    for rating in ("rating_last", "rating_previous"):
        made[rating] = codes([1, 2, 3, 4, 5], [0.02, 0.05, 0.10, 0.43, 0.40])
    made["education"] = draw.integers(5, 11, count)
    until = dates(day(2025, 1, 1), day(2027, 7, 1))
    made["sanction_until"] = np.where(draw.random(count) < 0.05, until, NO_DATE)
    made["birth"] = dates(day(1960, 1, 1), day(2000, 1, 1))
    for place, wanted in enumerate(LEVELS, 1):
        distance = codes([-2, -1, 0, 1], [0.01, 0.05, 0.54, 0.40])
        made[f"level_{place}"] = np.clip(wanted + distance, 0, 5)
    made["evaluation"] = draw.integers(6000, 10001, count)
    made["hours"] = draw.integers(0, 101, count)
    made["certificate"] = draw.random(count) < 0.6
    made["position_since"] = dates(day(2006, 1, 1), day(2026, 4, 1))
    return {name: made[name].astype(f"<{raw[0]}{int(raw[1:]) // 8}") for name, raw in COLUMNS.items()}


def table(columns):
    """The same as an Arrow table: ids from 0, real dates, the score as a decimal of two places."""
    import pyarrow as pa

    count = len(columns["grade"])
    arrays = {"id": pa.array(np.arange(count, dtype=np.int64))}
    for name, values in columns.items():
        if name in DATES:
            arrays[name] = pa.array(values, mask=values == NO_DATE).cast(pa.date32())
        elif name == "evaluation":
            # a 128-bit decimal is its hundredths in the lower half and, as none is negative, zero in the upper
            halves = np.zeros((count, 2), "<u8")
            halves[:, 0] = values
            arrays[name] = pa.Array.from_buffers(pa.decimal128(5, 2), count, [None, pa.py_buffer(halves)])
        elif name == "certificate":
            arrays[name] = pa.array(values == 1)
        else:
            arrays[name] = pa.array(values)
    return pa.table(arrays)


def write(folder, count, seed=SEED, raw=False):
    """Writes them into a folder, people.json last."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    columns = people(count, seed)
    for name, values in columns.items():
        values.tofile(folder / f"{name}.{COLUMNS[name]}")
    if not raw:
        from pyarrow import parquet

        parquet.write_table(table(columns), folder / "people.parquet", compression="snappy", row_group_size=122_880)
    (folder / "people.json").write_text(json.dumps({"people": count, "seed": seed, "numpy": np.__version__}) + "\n")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4, 5):
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:4]), raw=sys.argv[4:] == ["raw"])
