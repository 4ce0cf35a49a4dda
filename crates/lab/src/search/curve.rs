//! Values tried together, so that what variants of a policy have in common is evaluated once.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Label;
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::decide::{PolicyOnDate, PrepareError};
use jenjang::policy::document::Kind;
use jenjang::policy::earliest::is_permitted;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::variant::{Draft, Steps, Variable, with_value};
use super::{Measure, Point, Sweep, Varied};
use crate::answers::Detail;
use crate::bits::Bits;
use crate::compare::{DataRead, PolicyIdentity, Pool, absent_facts, check};
use crate::error::LabError;
use crate::kernel::Kernel;
use crate::population::{Population, Reading, Wanted};
use crate::run::{self, Threads};

/// Policies evaluated in one pass over the population.
const AT_ONCE: usize = 32;

/// The values tried so far, with what was counted.
pub(super) struct Curve<'a> {
    population: &'a dyn Population,
    before: &'a Arc<PolicyOnDate>,
    draft: &'a Draft<'a>,
    variable: &'a Variable,
    measure: Measure,
    threads: Threads,
    values: Vec<Value>,
    varied: Varied,
    /// Days that are tried besides the draft's own.
    days: Vec<NaiveDate>,
    points: BTreeMap<usize, Point>,
    answers: BTreeMap<usize, [[u64; 3]; 3]>,
    counts: BTreeMap<usize, u64>,
    reading: Option<Reading>,
    policy: PolicyIdentity,
}

impl<'a> Curve<'a> {
    pub(super) fn new(
        population: &'a dyn Population,
        before: &'a Arc<PolicyOnDate>,
        draft: &'a Draft<'a>,
        variable: &'a Variable,
        steps: &Steps,
        measure: Measure,
        threads: Threads,
    ) -> Result<Curve<'a>, LabError> {
        let values = steps.values()?;
        let varied = draft.varied(variable)?;
        let Some(first) = values.first() else {
            return Err(LabError::refused("tidak ada nilai untuk dicoba", "there is no value to try"));
        };
        let one = with_value(draft, variable, first, draft.as_of)?;
        check(population, before, &one)?;
        if before.policy().kind != Kind::Eligibility {
            return Err(LabError::refused(
                "pencarian nilai parameter memerlukan kebijakan kelayakan",
                "a search over a parameter needs an eligibility policy",
            ));
        }
        let days = if measure == Measure::WithinYear { days_of_year(draft) } else { Vec::new() };
        Ok(Curve {
            population,
            before,
            draft,
            variable,
            measure,
            threads,
            values,
            varied,
            days,
            points: BTreeMap::new(),
            answers: BTreeMap::new(),
            counts: BTreeMap::new(),
            reading: None,
            policy: PolicyIdentity::of(&one),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn value(&self, place: usize) -> Option<&Value> {
        self.values.get(place)
    }

    /// The numbers of what was tried, by the place of the value.
    pub(super) fn counts(&self) -> &BTreeMap<usize, u64> {
        &self.counts
    }

    /// Tries those of these values that have not been tried.
    pub(super) fn try_all(&mut self, places: Vec<usize>) -> Result<(), LabError> {
        let new: Vec<usize> = places.into_iter().filter(|place| !self.points.contains_key(place)).collect();
        let together = ((AT_ONCE - 1) / (1 + self.days.len())).max(1);
        for batch in new.chunks(together) {
            self.try_batch(batch)?;
        }
        Ok(())
    }

    fn try_batch(&mut self, places: &[usize]) -> Result<(), LabError> {
        let mut policies = vec![Arc::clone(self.before)];
        // for each value: where its policies stand, the draft's own day first
        let mut spans: Vec<std::ops::Range<usize>> = Vec::with_capacity(places.len());
        for place in places {
            let Some(value) = self.values.get(*place) else { continue };
            let start = policies.len();
            policies.push(Arc::new(with_value(self.draft, self.variable, value, self.draft.as_of)?));
            for day in &self.days {
                match with_value(self.draft, self.variable, value, *day) {
                    Ok(on_day) => policies.push(Arc::new(on_day)),
                    // nobody is promoted on a day on which the policy does not bind
                    Err(LabError::Prepare(PrepareError::NotInForce { .. })) => {}
                    Err(other) => return Err(other),
                }
            }
            spans.push(start..policies.len());
        }
        let kernel = Kernel::new(&policies);
        let wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
        let pool: Pool<Vec<[u64; 9]>> = Pool::new();
        let own_day_counts = self.counts_own_day();
        let (_, reading) = run::over(
            self.population,
            &wanted,
            self.threads,
            || (),
            |(), segment| {
                let answers = kernel.answer(segment, Detail::Outcome);
                let outcome = |at: usize| answers.get(at).map(|answers| (answers.outcome.eligible(), answers.outcome.unknown()));
                let Some((eligible_before, unknown_before)) = outcome(0) else { return Ok(()) };
                let sums: Vec<[u64; 9]> = spans
                    .iter()
                    .map(|span| {
                        let none = || (Bits::none(segment.len()), Bits::none(segment.len()));
                        let (eligible, unknown) = outcome(span.start).unwrap_or_else(none);
                        let mut within = if own_day_counts { eligible.clone() } else { Bits::none(segment.len()) };
                        for at in span.clone().skip(1) {
                            within = within.or(&outcome(at).unwrap_or_else(none).0);
                        }
                        let both = |one: &Bits, other: &Bits| one.and(other).count();
                        [
                            within.count(),
                            eligible_before.count(),
                            unknown_before.count(),
                            eligible.count(),
                            unknown.count(),
                            both(&eligible_before, &eligible),
                            both(&eligible_before, &unknown),
                            both(&unknown_before, &eligible),
                            both(&unknown_before, &unknown),
                        ]
                    })
                    .collect();
                pool.with(
                    || vec![[0; 9]; spans.len()],
                    |mine| mine.iter_mut().flatten().zip(sums.iter().flatten()).for_each(|(mine, found)| *mine += found),
                );
                Ok(())
            },
        )?;
        self.reading.get_or_insert(reading);
        let mut sums = vec![[0_u64; 9]; spans.len()];
        for counted in pool.into_all() {
            sums.iter_mut().flatten().zip(counted.iter().flatten()).for_each(|(sum, found)| *sum += found);
        }
        let people = self.reading.as_ref().map_or(0, |reading| reading.people);
        for (place, sums) in places.iter().zip(sums) {
            let Some(value) = self.values.get(*place).cloned() else { continue };
            let ([count, _, _, eligible, unknown, ..], answers) = (sums, by_answers(people, sums));
            let [[_, lost, _], [gained, _, _], _] = answers;
            self.points.insert(*place, Point { value, count, eligible, unknown, gained, lost });
            self.answers.insert(*place, answers);
            self.counts.insert(*place, count);
        }
        Ok(())
    }

    /// Whether a decision may take effect on the draft's own day, as far as the measure asks.
    fn counts_own_day(&self) -> bool {
        self.measure == Measure::Eligible || is_permitted(self.draft.policy, self.draft.as_of, self.draft.known_at)
    }

    pub(super) fn sweep(self) -> Result<Sweep, LabError> {
        let mut facts: Vec<_> = self.before.facts().to_vec();
        facts.extend(with_value_facts(&self)?);
        facts.sort_unstable();
        facts.dedup();
        let absent = absent_facts(self.population, &facts);
        let data = DataRead::new(self.population, &self.reading.unwrap_or_default(), absent, None)?;
        Ok(Sweep {
            before: PolicyIdentity::of(self.before),
            policy: self.policy,
            as_of: self.draft.as_of,
            data,
            varied: self.varied,
            measure: self.measure.label(),
            notes: notes(&self.points),
            points: self.points.into_values().collect(),
            answers: self.answers.into_values().collect(),
            suppression: None,
        })
    }
}

/// Everybody by the answer before and after, from the counts of a point.
fn by_answers(people: u64, [_, before, unknown_before, after, unknown_after, both, became, ceased, stayed]: [u64; 9]) -> [[u64; 3]; 3] {
    // each cell is what the parts of its row or column leave: sums of people counted once
    let rest = |whole: u64, parts: [u64; 2]| whole.saturating_sub(parts.iter().sum());
    let lost = rest(before, [both, became]);
    let gained = rest(after, [both, ceased]);
    let not_unknown = rest(unknown_after, [became, stayed]);
    let unknown_not = rest(unknown_before, [ceased, stayed]);
    let neither = rest(rest(people, [before, unknown_before]), [gained, not_unknown]);
    [[both, lost, became], [gained, neither, not_unknown], [ceased, unknown_not, stayed]]
}

/// That a value with a fraction does as the next whole one, where that is so at every one tried.
fn notes(points: &BTreeMap<usize, Point>) -> Vec<Label> {
    let number = |point: &Point| if let Value::Number(number) = &point.value { Some(*number) } else { None };
    let counted = |point: &Point| (point.count, point.eligible, point.unknown, point.gained, point.lost);
    let whole: BTreeMap<Decimal, _> = points.values().filter_map(|point| Some((number(point)?, counted(point)))).collect();
    let mut between = points.values().filter_map(|point| Some((number(point)?, counted(point)))).filter(|(number, _)| !number.is_integer());
    let mut any = false;
    let all = between.all(|(number, counted)| {
        let next = whole.get(&number.ceil());
        any |= next.is_some();
        next.is_none_or(|next| *next == counted)
    });
    if !(any && all) {
        return Vec::new();
    }
    vec![Label::new(
        "Pada setiap nilai pecahan yang dicoba jumlahnya sama dengan pada bilangan bulat berikutnya: aturan ini menghitung satuan yang penuh.",
        "At every value with a fraction that was tried the numbers are those of the next whole one: the rule counts whole units.",
    )]
}

/// The facts the draft reads.
fn with_value_facts(curve: &Curve<'_>) -> Result<Vec<jenjang::policy::value::FactIndex>, LabError> {
    let Some(first) = curve.values.first() else { return Ok(Vec::new()) };
    Ok(with_value(curve.draft, curve.variable, first, curve.draft.as_of)?.facts().to_vec())
}

/// The days within a year after the draft's own on which a decision may take effect; the first of each month where the policy names none.
fn days_of_year(draft: &Draft<'_>) -> Vec<NaiveDate> {
    let Some(end) = add_months(draft.as_of, 12, DateRounding::LastDayOfMonth) else { return Vec::new() };
    let days = draft.as_of.iter_days().skip(1).take_while(|day| *day < end);
    match draft.policy.periods {
        Some(_) => days.filter(|day| is_permitted(draft.policy, *day, draft.known_at)).collect(),
        None => days.filter(|day| day.day() == 1).collect(),
    }
}
