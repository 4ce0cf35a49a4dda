//! Cohort projection: what a rule does to the same people over years of rounds, retirements, vacancies and recruitment.
//!
//! ```text
//! year ─► new year's facts, entrants ─► who leaves when ─► each round: retire, ask the policy, fill places, promote ─► count
//! ```
//!
//! What moves people is declared in [`ProjectionRules`]; what the policy says of them is asked of the [`Kernel`] in every round. Every choice by
//! chance is a function of the seed, the person and the year, so that neither order nor threads play a part.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::document::Kind;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::value::FactIndex;

use crate::error::LabError;
use crate::grouping::{some, stale};
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};
use crate::segment::Segment;

mod assume;
mod cohort;
mod course;
mod disclosure;
mod integers;
mod nesting;
mod plan;
mod random;
mod rank;
mod result;
mod rounds;
mod rules;
mod tally;

pub use result::{Course, Flow, GradeFlow, GradeSum, GroupFlow, Nesting, PolicyName, Projection, ProjectionYear, Rounding, View, Waiting};
pub use rules::{
    Becomes, Bucket, Draw, Effect, Leaving, Month, ProjectionRules, Ranking, Recruitment, Retirement, TieBreakBy, Vacancy, Yearly,
};

/// A policy and the set that holds what it uses.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'r> {
    /// The set.
    pub set: &'r PolicySet,
    /// The policy: of kind eligibility.
    pub policy: &'r Arc<Policy>,
}

/// Which years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// First day of the first year: the day for which the facts were gathered.
    pub from: NaiveDate,
    /// How many years.
    pub years: u32,
    /// Rules are applied as known on this day, or on the day of the round where that is later.
    pub known_at: NaiveDate,
}

/// People of one piece of work.
const PIECE: usize = 1 << 17;

/// The most years anybody should project.
const MOST_YEARS: u32 = 100;

/// Projects a population under a policy and, where one is given, under a draft beside it. Until the draft binds, the policy in force does.
///
/// Exact when seeded: the same people, rules, policies and seed give the same answer, whatever the number of threads. The columns that are read
/// stay in memory. The answer holds every count, also of few people: what others may see is [`Projection::shown`].
///
/// # Errors
/// [`LabError::Refused`] where rules, policies and data do not fit each other, [`LabError::Prepare`] where no rule binds on the day of a round,
/// and those of reading.
pub fn project(
    population: &dyn Population,
    in_force: Rule<'_>,
    draft: Option<Rule<'_>>,
    rules: &ProjectionRules,
    horizon: Horizon,
    seed: u64,
    threads: Threads,
) -> Result<Projection, LabError> {
    for rule in [Some(in_force), draft].into_iter().flatten() {
        of_kind(rule.policy, Kind::Eligibility)?;
    }
    if horizon.years == 0 || horizon.years > MOST_YEARS {
        let years = horizon.years;
        return Err(LabError::refused(
            format!("proyeksi {years} tahun, diharapkan 1 sampai {MOST_YEARS}"),
            format!("a projection of {years} years, expected 1 to {MOST_YEARS}"),
        ));
    }
    let named = |id: Option<&Arc<str>>, kind: Kind| {
        let Some(id) = id else { return Ok(None) };
        let Some(policy) = in_force.set.get(id) else {
            return Err(LabError::refused(
                format!("kebijakan `{id}` dalam aturan proyeksi tidak ada"),
                format!("the policy `{id}` in the projection rules is not there"),
            ));
        };
        of_kind(policy, kind)?;
        Ok(Some(Rule { set: in_force.set, policy }))
    };
    let score = match &rules.ranking {
        Ranking::Score(id) => named(Some(id), Kind::Score)?,
        Ranking::TimeInGrade => None,
    };
    let retirement = named(rules.retirement.as_ref().and_then(|retirement| retirement.policy.as_ref()), Kind::Points)?;
    let mut plan = plan::Plan::new(population, rules, horizon.from)?;
    plan.score_ties = score.iter().flat_map(|rule| rule.policy.tie_breaks.iter().map(|tie_break| tie_break.descending)).collect();

    let courses: Vec<Vec<Rule<'_>>> = match draft {
        Some(draft) => vec![vec![in_force], vec![draft, in_force]],
        None => vec![vec![in_force]],
    };
    let asked = facts_asked(&plan, &courses, [score, retirement], &horizon)?;
    let moved = plan.moved();
    let dropped = stale(population.catalogue(), &moved, true);
    let (people, unread) = load(population, &plan, &asked, &dropped, threads)?;
    let held: Vec<FactIndex> = asked.iter().copied().filter(|fact| !moved.contains(fact) && !dropped.contains(fact)).collect();
    let dropped: Vec<FactIndex> = dropped.into_iter().filter(|fact| asked.contains(fact)).collect();
    let assumptions = assume::sentences(&plan, &horizon, seed, population.catalogue(), &held, &dropped);
    let mut found = Vec::new();
    for course in &courses {
        found.push(course::Running::new(&plan, &horizon, course, (score, retirement), (seed, threads), &people)?.run()?);
    }
    let mut found = found.into_iter();
    let Some((first, nested)) = found.next() else {
        return Err(LabError::refused("tidak ada kebijakan untuk diproyeksikan", "there is no policy to project"));
    };
    let count = people.iter().map(|(segment, _)| segment.len() as u64).sum();
    Ok(Projection {
        seed,
        from: horizon.from,
        people: count,
        unread,
        in_force: first,
        draft: found.next().map(|(course, _)| course),
        rounding: plan.rounding(),
        nested,
        suppression: None,
        assumptions,
    })
}

fn of_kind(policy: &Policy, kind: Kind) -> Result<(), LabError> {
    if policy.kind == kind {
        return Ok(());
    }
    let (id, found, kind) = (&policy.id, policy.kind.as_str(), kind.as_str());
    Err(LabError::refused(
        format!("kebijakan `{id}` berjenis `{found}`, diharapkan `{kind}`"),
        format!("policy `{id}` is of kind `{found}`, expected `{kind}`"),
    ))
}

/// Facts the policies read in any round, ascending.
fn facts_asked(
    plan: &plan::Plan,
    courses: &[Vec<Rule<'_>>],
    others: [Option<Rule<'_>>; 2],
    horizon: &Horizon,
) -> Result<Vec<FactIndex>, LabError> {
    let mut facts = Vec::new();
    for year in 1..=horizon.years {
        let (start, end) = rounds::year(horizon, year)?;
        for course in courses {
            let policies = rounds::of_year(plan, course, horizon, (start, end))?;
            facts.extend_from_slice(Kernel::new(&policies).facts());
        }
        for rule in others.into_iter().flatten() {
            facts.extend_from_slice(Kernel::new(&[rounds::prepared(rule, start, horizon)?]).facts());
        }
    }
    facts.sort_unstable();
    facts.dedup();
    Ok(facts)
}

/// Reads the columns that are needed, in pieces of work, and what tells people apart.
fn load(
    population: &dyn Population,
    plan: &plan::Plan,
    asked: &[FactIndex],
    dropped: &[FactIndex],
    threads: Threads,
) -> Result<(Vec<(Segment, Vec<u64>)>, u64), LabError> {
    let mut wanted = Wanted::default();
    wanted.facts.extend(asked.iter().copied().chain(plan.reads()));
    wanted.others.extend(plan.rules.person.iter().cloned());
    let groupings = plan.by.iter().chain(plan.vacancies.iter().filter_map(|limit| limit.within.as_ref()));
    let within = plan.yearly.iter().filter_map(|renewal| match &renewal.source {
        plan::Source::Observed(within) => within.as_ref(),
        _ => None,
    });
    groupings.chain(within).for_each(|grouping| grouping.want(&mut wanted));
    let given = population.facts();
    wanted.facts.retain(|fact| given.contains(fact) && !dropped.contains(fact));
    wanted.facts.sort_unstable();
    wanted.facts.dedup();
    wanted.others.sort_unstable();
    wanted.others.dedup();
    let (parts, reading) = run::over(population, &wanted, threads, Vec::new, |pieces: &mut Vec<Segment>, segment| {
        let only = only(segment, &wanted);
        if only.len() <= PIECE {
            pieces.push(only);
            return Ok(());
        }
        let all: Vec<usize> = (0..only.len()).collect();
        pieces.extend(all.chunks(PIECE).map(|places| some(&only, places)));
        Ok(())
    })?;
    let mut before = 0_u64;
    let mut people = Vec::new();
    for segment in parts.into_iter().flatten() {
        let keys = match &plan.rules.person {
            Some(name) => match segment.other(name) {
                Some(column) => (0..segment.len()).map(|at| random::of_text(&column.value(at).to_string())).collect(),
                None => vec![0; segment.len()],
            },
            None => (0..segment.len() as u64).map(|at| random::mix(before + at)).collect(),
        };
        before += segment.len() as u64;
        people.push((segment, keys));
    }
    Ok((people, reading.unread_count))
}

/// A segment with the wanted columns alone; the columns themselves are shared.
fn only(segment: &Segment, wanted: &Wanted) -> Segment {
    let mut kept = Segment::new(segment.catalogue(), segment.len());
    for fact in &wanted.facts {
        if let Some(column) = segment.fact(*fact) {
            kept.set(*fact, column.as_ref().clone());
        }
    }
    for name in &wanted.others {
        if let Some(column) = segment.other(name) {
            kept.set_other(Arc::clone(name), column.as_ref().clone());
        }
    }
    kept
}
