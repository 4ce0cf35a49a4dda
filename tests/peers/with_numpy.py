"""python with_numpy.py plain|blocks FOLDER THREADS"""

import sys

import numpy as np

import contender
from population import LEVELS, day

form, folder, threads = sys.argv[1:]
people = contender.columns(folder)
count = len(people["grade"])


def criteria(c, years=4):
    """The ten criteria one by one: a truth value for each person of these columns."""
    gap = np.zeros(len(c["grade"]), np.uint8)
    for place, wanted in enumerate(LEVELS, 1):
        gap += np.uint8(wanted) - np.minimum(c[f"level_{place}"], np.uint8(wanted))
    yield c["grade"] >= 33
    yield c["grade_since"] <= day(2026 - years, 4, 1)
    yield (c["rating_last"] >= 4) & (c["rating_previous"] >= 4)
    yield c["education"] >= 7
    yield c["sanction_until"] < day(2026, 4, 1)  # nobody's sanction is the least number
    yield c["birth"] > day(1970, 4, 1)
    yield gap <= 1
    yield c["evaluation"] >= 7600
    yield c["hours"] >= 20
    yield (c["certificate"] == 1) | (c["position_since"] <= day(2016, 4, 1))


def eligible(c):
    """Whether all hold."""
    each = criteria(c)
    holds = next(each)
    for criterion in each:
        holds &= criterion
    return holds


def blocks(size=32_768):
    """The same, so many people at a time: what is between two steps stays in the cache."""
    holds = np.empty(count, bool)
    for first in range(0, count, size):
        holds[first : first + size] = eligible({name: values[first : first + size] for name, values in people.items()})
    return holds


def oracle():
    """What the lab must say of everybody, and of the draft that asks for three years."""
    failed = ~np.array(list(criteria(people)))
    failed_by_draft = ~np.array(list(criteria(people, years=3)))
    gained, lost = ~failed_by_draft.any(0) & failed.any(0), failed_by_draft.any(0) & ~failed.any(0)
    return {
        "blocked": failed.sum(1).tolist(),
        "alone": failed[:, failed.sum(0) == 1].sum(1).tolist(),
        "unknown": [0] * 10,
        "counts": [int(gained.sum()), int(lost.sum()), 0, 0],
        "gained-by": failed[:, gained].sum(1).tolist(),
        "lost-by": failed_by_draft[:, lost].sum(1).tolist(),
    }


run = {"plain": lambda: eligible(people), "blocks": blocks}[form]
contender.serve(count, run, known=oracle() if form == "plain" else None)
