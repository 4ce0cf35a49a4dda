//! The counterfactual flip test: only a protected fact is changed, and everybody is decided again.
//!
//! INVARIANT (merit only): no answer changes but through a criterion whose lawful basis is stated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::period::add_months;
use jenjang::policy::catalogue::{Catalogue, Fact, ProtectedGround};
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::Decimal;

use super::counting::tidy;
use super::result::{CriterionFlips, FlipTest, Flips};
use crate::answers::{Answers, Detail, Outcomes, Verdicts};
use crate::bits::Bits;
use crate::column::Column;
use crate::error::LabError;
use crate::grouping::{GroupKey, Grouping, stale};
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};
use crate::segment::Segment;

/// Values of a text that are tried, in the order of the alphabet.
const TEXTS: usize = 20;

/// One change of one fact.
#[derive(Clone, Debug)]
struct Trial {
    fact: FactIndex,
    change: Change,
    /// Derived facts given in the data that no longer hold.
    stale: Vec<FactIndex>,
}

#[derive(Clone, Debug)]
enum Change {
    To(Value),
    Years(i32),
}

#[derive(Clone, Debug, Default)]
struct Counts {
    tried: u64,
    outcomes: u64,
    values: u64,
    ranks: u64,
    criteria: Vec<u64>,
}

/// Changes every protected fact that the data tells, in every way, for everybody of whom it is known.
pub(super) fn flip_test(
    population: &dyn Population,
    policy: &Arc<PolicyOnDate>,
    years: &[i32],
    threads: Threads,
) -> Result<FlipTest, LabError> {
    let catalogue = Arc::clone(population.catalogue());
    let kernel = Kernel::new(std::slice::from_ref(policy));
    let given = population.facts();
    let mut trials = Vec::new();
    for fact in given.iter().copied().filter(|fact| catalogue.fact(*fact).protected.is_some()) {
        let stale: Vec<FactIndex> = stale(&catalogue, &[fact], false).into_iter().filter(|fact| given.contains(fact)).collect();
        let changes = changes(population, &catalogue, fact, years, threads)?;
        trials.extend(changes.into_iter().map(|change| Trial { fact, change, stale: stale.clone() }));
    }
    let mut wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    wanted.facts.extend(trials.iter().map(|trial| trial.fact));
    tidy(&mut wanted);
    let criteria = policy.criteria().len();
    let fresh = || vec![Counts { criteria: vec![0; criteria], ..Counts::default() }; trials.len()];
    let (parts, _) = run::over(population, &wanted, threads, fresh, |counts, segment| {
        let before = kernel.answer(segment, Detail::Criteria);
        for (trial, counts) in trials.iter().zip(counts) {
            let Some((changed, tried)) = changed(policy, segment, trial) else { continue };
            let after = kernel.answer(&changed, Detail::Criteria);
            if let (Some(before), Some(after)) = (before.first(), after.first()) {
                note(counts, before, after, &tried);
            }
        }
        Ok(())
    })?;
    let mut all = fresh();
    for part in parts {
        all.iter_mut().zip(&part).for_each(|(own, other)| own.add(other));
    }
    let flips: Vec<Flips> = trials.iter().zip(&all).map(|(trial, counts)| flips(&catalogue, policy, trial, counts)).collect();
    let passed = flips.iter().all(|flips| flips.lawful);
    let summary = summary(&catalogue, policy, &given, &flips, passed);
    Ok(FlipTest { flips, passed, summary })
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.tried += other.tried;
        self.outcomes += other.outcomes;
        self.values += other.values;
        self.ranks += other.ranks;
        self.criteria.iter_mut().zip(&other.criteria).for_each(|(own, other)| *own += other);
    }
}

/// The ways to change a fact.
fn changes(
    population: &dyn Population,
    catalogue: &Catalogue,
    fact: FactIndex,
    years: &[i32],
    threads: Threads,
) -> Result<Vec<Change>, LabError> {
    let declared: &Fact = catalogue.fact(fact);
    let found = match &declared.ty {
        Type::Choice(scale) => {
            let choice = |rank| Choice::at(scale, rank).map(|choice| Change::To(Value::Choice(choice)));
            (0..).map_while(choice).collect()
        }
        Type::Boolean => [false, true].into_iter().map(|answer| Change::To(Value::Boolean(answer))).collect(),
        Type::Date | Type::Number(_) if declared.protected == Some(ProtectedGround::Age) => {
            years.iter().map(|years| Change::Years(*years)).collect()
        }
        Type::Date => years.iter().map(|years| Change::Years(*years)).collect(),
        Type::Text => {
            let grouping = Grouping::new(population, &declared.name, chrono::NaiveDate::default())?;
            let wanted = Wanted { facts: vec![fact], others: Vec::new() };
            let (parts, _) = run::over(population, &wanted, threads, BTreeSet::new, |texts: &mut BTreeSet<Arc<str>>, segment| {
                texts.extend(grouping.assign(segment).keys.into_iter().filter_map(|key| match key {
                    GroupKey::Known(_, text) => Some(text),
                    _ => None,
                }));
                Ok(())
            })?;
            let texts: BTreeSet<Arc<str>> = parts.into_iter().flatten().collect();
            texts.into_iter().take(TEXTS).map(|text| Change::To(Value::Text(text))).collect()
        }
        _ => Vec::new(),
    };
    Ok(found)
}

/// The segment with the fact changed, and for whom it really is another value.
fn changed(policy: &PolicyOnDate, segment: &Segment, trial: &Trial) -> Option<(Segment, Bits)> {
    let column = segment.fact(trial.fact)?;
    let new = |old: Value| match (&trial.change, old) {
        (_, Value::Missing) => Value::Missing,
        (Change::To(value), _) => value.clone(),
        (Change::Years(years), Value::Date(date)) => {
            let moved = years.checked_mul(12).and_then(|months| add_months(date, months, policy.policy().date_rounding()));
            moved.map_or(Value::Date(date), Value::Date)
        }
        // moving a birth by a year forward makes a person a year younger
        (Change::Years(years), Value::Number(age)) => Value::Number(age.saturating_sub(Decimal::from(*years))),
        (Change::Years(_), old) => old,
    };
    let mut values = Vec::with_capacity(segment.len());
    let mut tried = Vec::with_capacity(segment.len());
    let mut known: BTreeMap<i64, Value> = BTreeMap::new();
    for at in 0..segment.len() {
        let old = column.value(at);
        let next = match &old {
            Value::Date(date) => known.entry(crate::column::day_number(*date)).or_insert_with(|| new(old.clone())).clone(),
            _ => new(old.clone()),
        };
        tried.push(next != old);
        values.push(next);
    }
    let mut changed = segment.clone();
    changed.set(trial.fact, Column::of(&segment.catalogue().fact(trial.fact).ty, values));
    for fact in &trial.stale {
        changed.set(*fact, Column::silent(segment.len()));
    }
    Some((changed, tried.into_iter().collect()))
}

fn differ(a: &Bits, b: &Bits) -> Bits {
    a.with(b, |a, b| a ^ b)
}

fn differing(a: &Verdicts, b: &Verdicts) -> Bits {
    differ(&a.not_met, &b.not_met).or(&differ(&a.unknown, &b.unknown)).or(&differ(&a.not_applicable, &b.not_applicable))
}

fn moved(a: &Column, b: &Column) -> Bits {
    if a == b {
        return Bits::none(a.len());
    }
    (0..a.len()).map(|at| a.value(at) != b.value(at)).collect()
}

fn note(counts: &mut Counts, before: &Answers, after: &Answers, tried: &Bits) {
    counts.tried += tried.count();
    let (outcomes, values) = match (&before.outcome, &after.outcome) {
        (Outcomes::Eligibility { eligible, unknown }, Outcomes::Eligibility { eligible: e, unknown: u }) => {
            (differ(eligible, e).or(&differ(unknown, u)), Bits::none(before.len))
        }
        (Outcomes::Values(a), Outcomes::Values(b)) => {
            let moved = moved(a, b);
            (moved.clone(), moved)
        }
        _ => (tried.clone(), tried.clone()),
    };
    let ties = before.tie_breaks.iter().zip(&after.tie_breaks).fold(values.clone(), |all, (a, b)| all.or(&moved(a, b)));
    counts.outcomes += outcomes.and(tried).count();
    counts.values += values.and(tried).count();
    counts.ranks += ties.and(tried).count();
    for (count, (a, b)) in counts.criteria.iter_mut().zip(before.criteria.iter().zip(&after.criteria)) {
        *count += differing(a, b).and(tried).count();
    }
}

fn flips(catalogue: &Catalogue, policy: &PolicyOnDate, trial: &Trial, counts: &Counts) -> Flips {
    let fact = catalogue.fact(trial.fact);
    let declared = policy.policy();
    let reads = policy.facts().contains(&trial.fact);
    let criteria: Vec<CriterionFlips> = (policy.criteria().iter().zip(&counts.criteria))
        .filter(|(_, people)| **people > 0)
        .filter_map(|(on_date, people)| {
            let criterion = declared.criteria.get(usize::from(on_date.index))?;
            let basis = criterion.lawful_basis.as_ref().or(declared.lawful_basis.as_ref());
            Some(CriterionFlips {
                code: Arc::clone(&criterion.code),
                name: criterion.label.clone(),
                people: *people,
                lawful_basis: basis.filter(|_| on_date.reads.contains(&trial.fact)).cloned(),
            })
        })
        .collect();
    let lawful_criteria = criteria.iter().all(|criterion| criterion.lawful_basis.is_some());
    let lawful_rest = (counts.values == 0 && counts.ranks == 0) || declared.lawful_basis.is_some();
    let lawful = lawful_criteria && lawful_rest && (counts.outcomes == 0 || !criteria.is_empty() || declared.lawful_basis.is_some());
    let change = change_label(&trial.change);
    let proof = proof(catalogue, policy, fact, reads);
    let sentence = sentence(fact, &change, counts, &criteria, lawful);
    Flips {
        fact: Arc::clone(&fact.name),
        name: fact.label.clone(),
        change,
        reads,
        proof,
        tried: counts.tried,
        outcomes: counts.outcomes,
        values: counts.values,
        ranks: counts.ranks,
        criteria,
        lawful,
        sentence,
    }
}

fn change_label(change: &Change) -> Label {
    match change {
        Change::To(Value::Choice(choice)) => {
            let label = choice.label();
            Label::new(format!("menjadi {}", label.id), format!("to {}", label.en))
        }
        Change::To(Value::Boolean(true)) => Label::new("menjadi ya", "to yes"),
        Change::To(Value::Boolean(false)) => Label::new("menjadi tidak", "to no"),
        Change::To(value) => Label::new(format!("menjadi {value}"), format!("to {value}")),
        Change::Years(years) if *years < 0 => {
            let years = years.unsigned_abs();
            Label::new(format!("{years} tahun lebih tua"), format!("{years} {} older", if years == 1 { "year" } else { "years" }))
        }
        Change::Years(years) => {
            Label::new(format!("{years} tahun lebih muda"), format!("{years} {} younger", if *years == 1 { "year" } else { "years" }))
        }
    }
}

/// The facts the policy reads, everything it uses followed: what it does not read cannot change its answers.
fn proof(catalogue: &Catalogue, policy: &PolicyOnDate, fact: &Fact, reads: bool) -> Label {
    let mut names: Vec<&str> = policy.facts().iter().map(|fact| &*catalogue.fact(*fact).name).collect();
    names.sort_unstable();
    let (all, name) = (names.join(", "), &fact.name);
    if reads {
        Label::new(
            format!("Kebijakan ini membaca `{name}`, langsung atau melalui yang dipakainya. Fakta yang dibaca: {all}."),
            format!("The policy reads `{name}`, directly or through what it uses. Facts read: {all}."),
        )
    } else {
        Label::new(
            format!(
                "Kebijakan ini tidak membaca `{name}`, juga tidak melalui fakta turunan, tabel, atau kebijakan lain. Fakta yang dibaca: {all}."
            ),
            format!("The policy does not read `{name}`, nor through derived facts, tables or other policies. Facts read: {all}."),
        )
    }
}

fn sentence(fact: &Fact, change: &Label, counts: &Counts, criteria: &[CriterionFlips], lawful: bool) -> Label {
    let (tried, outcomes) = (counts.tried, counts.outcomes);
    let any = outcomes + counts.values + counts.ranks + criteria.iter().map(|criterion| criterion.people).sum::<u64>() > 0;
    let (first_id, first_en) = (
        format!("{} {}: {tried} orang dicoba, hasil {outcomes} orang berubah", fact.label.id, change.id),
        format!("{} {}: {tried} people tried, the outcome of {outcomes} changes", fact.label.en, change.en),
    );
    let (id, en) = match (any, lawful) {
        (false, _) => ("tidak satu pun jawaban berubah", "not one answer changes"),
        (true, true) => (
            "semua perubahan lewat syarat yang dasar hukumnya dinyatakan",
            "every change comes through a criterion whose lawful basis is stated",
        ),
        (true, false) => ("ada perubahan tanpa dasar hukum yang dinyatakan", "there are changes without a stated lawful basis"),
    };
    Label::new(format!("{first_id}; {id}."), format!("{first_en}; {en}."))
}

fn summary(catalogue: &Catalogue, policy: &PolicyOnDate, given: &[FactIndex], flips: &[Flips], passed: bool) -> Label {
    let protected = |read: bool| {
        let facts = (0..).map(FactIndex).zip(catalogue.facts()).filter(|(fact, declared)| {
            declared.protected.is_some() && policy.facts().contains(fact) == read && (read || !given.contains(fact))
        });
        facts.map(|(_, declared)| declared.name.to_string()).collect::<Vec<_>>().join(", ")
    };
    let (read, untold) = (protected(true), protected(false));
    let trials = flips.iter().filter(|flips| flips.tried > 0).count();
    // a fact that is read and that nobody's file tells cannot be changed
    let untried = flips.iter().filter(|flips| flips.reads && flips.tried > 0).count() == 0 && !read.is_empty();
    let (mut id, mut en) = if !passed {
        (
            format!("Uji balik tidak lulus: {trials} perubahan dicoba, dan ada jawaban yang berubah tanpa dasar hukum yang dinyatakan."),
            format!("The flip test fails: {trials} changes tried, and answers change without a stated lawful basis."),
        )
    } else if trials == 0 || untried {
        (
            "Uji balik tidak dapat dijalankan: tidak ada orang yang fakta terlindunginya diketahui dan dapat diubah.".to_owned(),
            "The flip test could not be made: there is nobody whose protected fact is known and can be changed.".to_owned(),
        )
    } else {
        (
            format!("Uji balik lulus: {trials} perubahan dicoba, dan tidak ada jawaban yang berubah selain lewat syarat berdasar hukum."),
            format!("The flip test passes: {trials} changes tried, and no answer changes but through criteria with a lawful basis."),
        )
    };
    if read.is_empty() {
        id.push_str(" Kebijakan ini tidak membaca satu pun fakta terlindungi.");
        en.push_str(" The policy reads no protected fact at all.");
    } else {
        id.push_str(&format!(" Fakta terlindungi yang dibaca: {read}."));
        en.push_str(&format!(" Protected facts it reads: {read}."));
    }
    if !untold.is_empty() {
        id.push_str(&format!(" Tidak ada dalam data dan tidak dibaca, jadi tidak dapat berpengaruh: {untold}."));
        en.push_str(&format!(" Not in the data and not read, so that they can play no part: {untold}."));
    }
    Label::new(id, en)
}
