//! Where a person stands on a route, and what service does to the facts.

use std::cell::RefCell;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::map::{CareerMap, Placed};
use super::moves::MoveRule;
use super::pattern::{CareerPattern, Growth, Rate, months_of_years, years_of_months};
use super::post::Post;
use super::route::GradeStep;
use crate::period::{add_months, months_between};
use crate::policy::dossier::Dossier;
use crate::policy::scale::Choice;
use crate::policy::value::{FactIndex, Value};

/// A post somebody holds, or one that is sought.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub(crate) post: &'a Post,
    /// Its place on the map; absent for a present post that is not on it.
    pub(crate) at: Option<usize>,
    pub(crate) stage: usize,
}

impl<'a> Spot<'a> {
    pub(crate) fn on(map: &'a CareerMap, at: usize) -> Spot<'a> {
        let (post, placed) = map.at(at);
        Spot { post, at: Some(at), stage: placed.stage }
    }
}

/// Time in a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served<'a> {
    spot: Spot<'a>,
    since: Option<NaiveDate>,
    until: NaiveDate,
}

/// A person on the first day in a post of a route, or today in the present one.
#[derive(Clone, Debug)]
pub(crate) struct State<'a> {
    pub(crate) spot: Spot<'a>,
    /// First day in the post.
    pub(crate) since: Option<NaiveDate>,
    /// The day from which the next step is worked towards.
    pub(crate) day: NaiveDate,
    pub(crate) dossier: Dossier,
    /// Posts of the route before this one.
    pub(crate) log: Vec<Served<'a>>,
    /// The grade promotions in the post, in order, as far as they were asked for; the last is absent where there is none.
    pub(crate) ladder: RefCell<Vec<Option<GradeStep>>>,
}

/// A fact on the move.
#[derive(Clone, Debug)]
pub(crate) enum Growing {
    /// Whole months as years: so many, and those since a day beyond an offset.
    Years { fact: FactIndex, months: i32, since: Option<(NaiveDate, i32)>, at_least: bool },
    /// An amount, and so much for every month since a day beyond an offset.
    Amount { fact: FactIndex, amount: Decimal, yearly: Decimal, since: (NaiveDate, i32), at_least: bool },
}

impl Growing {
    pub(crate) fn fact(&self) -> FactIndex {
        match self {
            Growing::Years { fact, .. } | Growing::Amount { fact, .. } => *fact,
        }
    }

    /// The day its months count from, while it moves.
    pub(crate) fn since(&self) -> Option<NaiveDate> {
        match self {
            Growing::Years { since, .. } => since.map(|(day, _)| day),
            Growing::Amount { since, .. } => Some(since.0),
        }
    }

    /// Whether only known service is counted, because nobody said how much there was before.
    pub(crate) fn at_least(&self) -> bool {
        matches!(self, Growing::Years { at_least: true, .. } | Growing::Amount { at_least: true, .. })
    }

    fn on(&self, pattern: &CareerPattern, day: NaiveDate) -> Value {
        let beyond = |(since, offset): (NaiveDate, i32)| (months_between(since, day, pattern.rounding) - offset).max(0);
        match self {
            Growing::Years { months, since, .. } => Value::Number(years_of_months(months + since.map_or(0, beyond))),
            Growing::Amount { amount, yearly, since, .. } => {
                let grown = *yearly * Decimal::from(beyond(*since)) / Decimal::from(12);
                Value::Number(*amount + grown.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::ToZero))
            }
        }
    }
}

/// Everything that moves a dossier while its person stays in a post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moving {
    pub(crate) growing: Vec<Growing>,
    /// Grades taken on the way, by day.
    pub(crate) grades: Vec<(NaiveDate, Choice)>,
}

impl Moving {
    /// Puts the facts as they stand on a day into a dossier.
    pub(crate) fn apply(&self, pattern: &CareerPattern, dossier: &mut Dossier, day: NaiveDate) {
        for growing in &self.growing {
            dossier.set(growing.fact(), growing.on(pattern, day));
        }
        if let Some((on, grade)) = self.grades.iter().rev().find(|(on, _)| *on <= day) {
            if let Some(fact) = pattern.present.grade {
                dossier.set(fact, Value::Choice(grade.clone()));
            }
            if let Some(fact) = pattern.present.grade_since {
                dossier.set(fact, Value::Date(*on));
            }
        }
    }

    /// The facts it moves.
    pub(crate) fn facts(&self, pattern: &CareerPattern) -> Vec<FactIndex> {
        let grows = |growing: &&Growing| growing.since().is_some();
        let mut facts: Vec<FactIndex> = self.growing.iter().filter(grows).map(Growing::fact).collect();
        if !self.grades.is_empty() {
            facts.extend(pattern.present.grade);
            facts.extend(pattern.present.grade_since);
        }
        facts
    }

    /// The days from `from` to `to` on which a growing fact takes another value, those of grades among them.
    pub(crate) fn days(&self, pattern: &CareerPattern, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self.grades.iter().map(|(on, _)| *on).filter(|on| *on >= from && *on <= to).collect();
        let mut anchors: Vec<NaiveDate> = self.growing.iter().filter_map(Growing::since).collect();
        anchors.sort_unstable();
        anchors.dedup();
        for anchor in anchors {
            let mut months = months_between(anchor, from, pattern.rounding).max(0);
            while let Some(day) = add_months(anchor, months, pattern.rounding).filter(|day| *day <= to) {
                if day >= from {
                    days.push(day);
                }
                months += 1;
            }
        }
        days
    }
}

/// What grows while the person stays in a post and another is sought under a move, or whatever is sought. `origin` is the dossier of today, `yearly` gives the amount of a
/// policy for a year in the post.
pub(crate) fn growing(
    pattern: &CareerPattern,
    state: &State<'_>,
    sought: Option<(&Spot<'_>, &MoveRule)>,
    (origin, today): (&Dossier, NaiveDate),
    yearly: impl Fn(&Growth) -> Option<Decimal>,
) -> Vec<Growing> {
    let mut found = Vec::new();
    let fits = |growth: &&Growth| match sought {
        Some((_, rule)) => growth.moves.is_empty() || growth.moves.contains(&rule.code),
        None => growth.moves.is_empty() && growth.same.is_empty(),
    };
    for growth in pattern.growth.iter().filter(fits) {
        let alike = |spot: &Spot<'_>| sought.is_none_or(|(to, _)| growth.same.iter().all(|same| same.holds(spot.post, to.post)));
        let counts = |spot: &Spot<'_>| growth.stages.contains(&spot.stage) && alike(spot);
        match &growth.rate {
            Rate::Years => found.extend(years(pattern, growth.fact, state, origin, today, counts)),
            Rate::Policy(_) => {
                let given = match state.dossier.get(growth.fact) {
                    Value::Number(amount) => Some(*amount),
                    // of the present post nobody said how much there is; of one on the way what is earned there is known
                    Value::Missing if !state.log.is_empty() => None,
                    _ => continue,
                };
                if !counts(&state.spot) {
                    continue;
                }
                let Some(yearly) = yearly(growth) else { continue };
                let anchor = state.since.filter(|since| *since <= state.day).unwrap_or(state.day);
                let since = (anchor, months_between(anchor, state.day, pattern.rounding));
                let amount = given.unwrap_or_default();
                found.push(Growing::Amount { fact: growth.fact, amount, yearly, since, at_least: given.is_none() });
            }
        }
    }
    found
}

/// Years served in posts that count: what the person had today and what the route adds; where nobody said what there was, what is known of it.
fn years(
    pattern: &CareerPattern,
    fact: FactIndex,
    state: &State<'_>,
    origin: &Dossier,
    today: NaiveDate,
    counts: impl Fn(&Spot<'_>) -> bool,
) -> Option<Growing> {
    let given = match origin.get(fact) {
        Value::Number(years) => Some(months_of_years(*years)),
        Value::Missing => None,
        _ => return None,
    };
    let span = |from: NaiveDate, to: NaiveDate| months_between(from, to, pattern.rounding);
    // of time before today only what is not in the given figure
    let offset = |since: NaiveDate| if given.is_some() && since < today { span(since, today) } else { 0 };
    let mut months = given.unwrap_or(0);
    let mut any = false;
    for served in state.log.iter().filter(|served| counts(&served.spot)) {
        any = true;
        let since = served.since.unwrap_or(today);
        months += span(since, served.until) - offset(since);
    }
    let since = counts(&state.spot).then(|| {
        any = true;
        let since = state.since.unwrap_or(state.day.min(today));
        (since, offset(since))
    });
    (given.is_some() || any).then_some(Growing::Years { fact, months, since, at_least: given.is_none() })
}

impl<'a> State<'a> {
    /// The state on the first day in another post, with the dossier as it stands then; what the move itself changes is up to the caller.
    pub(crate) fn arrive(&self, pattern: &CareerPattern, to: Spot<'a>, placed: &Placed, day: NaiveDate, mut dossier: Dossier) -> State<'a> {
        let present = &pattern.present;
        let before = present.tier.map(|fact| dossier.get(fact).clone());
        dossier.set(present.kind, placed.kind.clone());
        dossier.set(present.since, Value::Date(day));
        if let Some(fact) = present.echelon {
            dossier.set(fact, placed.echelon.clone());
        }
        if let Some(fact) = present.tier {
            dossier.set(fact, placed.tier.clone());
        }
        if let Some(fact) = present.tier_since {
            match (&placed.tier, before) {
                (Value::None, _) => dossier.set(fact, Value::None),
                (tier, Some(before)) if *tier == before => {}
                _ => dossier.set(fact, Value::Date(day)),
            }
        }
        for fact in &pattern.renewed {
            dossier.set(*fact, Value::Missing);
        }
        let mut log = self.log.clone();
        log.push(Served { spot: self.spot, since: self.since, until: day });
        State { spot: to, since: Some(day), day, dossier, log, ladder: RefCell::default() }
    }
}
