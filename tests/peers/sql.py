"""The reference policy as SQL for the engines that take it."""

from population import LEVELS


def policy(gap):
    """The ten criteria; `gap` writes what lacks in one competency of what is asked."""
    return f"""
        grade >= 33
        AND grade_since <= DATE '2022-04-01'
        AND rating_last >= 4 AND rating_previous >= 4
        AND education >= 7
        AND (sanction_until IS NULL OR sanction_until < DATE '2026-04-01')
        AND birth > DATE '1970-04-01'
        AND {" + ".join(gap(f"level_{place}", wanted) for place, wanted in enumerate(LEVELS, 1))} <= 1
        AND evaluation >= 76.00
        AND hours >= 20
        AND (certificate OR position_since <= DATE '2016-04-01')"""


def queries(gap, table):
    """How many are eligible, and who, as SQL."""
    holds = policy(gap)
    return {"count": f"SELECT count(*) AS eligible FROM {table} WHERE {holds}", "each": f"SELECT id, ({holds}) AS eligible FROM {table}"}
