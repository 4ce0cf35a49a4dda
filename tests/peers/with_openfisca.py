"""python with_openfisca.py calculate|whole FOLDER THREADS

`calculate` begins with the facts set, `whole` with the columns. One variable a criterion, as OpenFisca would have it; scores are hundredths,
because its floats would not be exact.
"""

import datetime
import sys

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

import contender
from population import DATES, LEVELS, NO_DATE

form, folder, threads = sys.argv[1:]
columns = contender.columns(folder)
count = len(columns["grade"])
person = Entity("person", "people", "a civil servant", "")
system = TaxBenefitSystem([person])
DAY = "2026-04-01"


def variable(name, value_type, formula=None):
    """Declares a variable of a person on a day."""
    parts = {"value_type": value_type, "entity": person, "definition_period": DateUnit.DAY, "label": name}
    if formula:
        parts["formula"] = formula
    system.add_variable(type(name, (Variable,), parts))


for name in columns:
    variable(name, datetime.date if name in DATES else bool if name == "certificate" else int)


def back(period, years):
    """The day so many years before."""
    return np.datetime64(str(period.start.offset(-years, "year")))


def gap(person, period):
    return sum(np.maximum(0, wanted - person(f"level_{place}", period)) for place, wanted in enumerate(LEVELS, 1)) <= 1


CRITERIA = {
    "grade_enough": lambda person, period: person("grade", period) >= 33,
    "time_in_grade_enough": lambda person, period: person("grade_since", period) <= back(period, 4),
    "performance_enough": lambda person, period: (person("rating_last", period) >= 4) * (person("rating_previous", period) >= 4),
    "education_enough": lambda person, period: person("education", period) >= 7,
    "no_sanction": lambda person, period: person("sanction_until", period) < np.datetime64(str(period.start)),
    "young_enough": lambda person, period: person("birth", period) > back(period, 56),
    "competent": gap,
    "evaluation_enough": lambda person, period: person("evaluation", period) >= 7600,
    "hours_enough": lambda person, period: person("hours", period) >= 20,
    "certificate_or_tenure": lambda person, period: person("certificate", period) + (person("position_since", period) <= back(period, 10)),
}
for name, formula in CRITERIA.items():
    variable(name, bool, formula)


def all_of(person, period):
    holds = person("grade_enough", period)
    for name in list(CRITERIA)[1:]:
        holds = holds * person(name, period)
    return holds


variable("eligible", bool, all_of)


def simulation():
    """Everybody with the facts set."""
    made = Simulation(system, system.instantiate_entities())
    made.persons.count = count
    made.persons.ids = np.arange(count)
    for name, values in columns.items():
        if name in DATES:
            values = values.astype("datetime64[D]")
        elif name == "certificate":
            values = values == 1
        made.set_input(name, DAY, values)
    return made


# nobody's sanction is long past
columns["sanction_until"] = np.where(columns["sanction_until"] == NO_DATE, 0, columns["sanction_until"])
if form == "calculate":
    made = simulation()

    def forget():
        for name in [*CRITERIA, "eligible"]:
            made.delete_arrays(name)

    contender.serve(count, lambda: made.calculate("eligible", DAY), forget)
else:
    contender.serve(count, lambda: simulation().calculate("eligible", DAY))
