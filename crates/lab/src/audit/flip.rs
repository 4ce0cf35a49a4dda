//! The counterfactual flip test: only a protected fact is changed, and everybody is decided again.
//!
//! INVARIANT (merit only): no answer changes but through a criterion whose lawful basis is stated.

use std::collections::BTreeMap;
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
use super::result::{About, CriterionFlips, FlipTest, Flips};
use crate::answers::{Answers, Detail, Outcomes, Verdicts};
use crate::bits::Bits;
use crate::column::Column;
use crate::error::LabError;
use crate::grouping::stale;
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};
use crate::segment::Segment;

/// Values of a fact that are tried, each a run of the policy over everybody.
const MOST_VALUES: usize = 20;
/// Changes tried of a fact that the policy does not read: that nothing follows from it is known, and only made sure of.
const UNREAD: usize = 2;
/// A text with more values than this is no kind but something written freely, and is not tried.
const MOST_TEXTS: usize = 1_000;

/// One fact, changed in one way or, where its values must not be named, in several.
#[derive(Clone, Debug)]
struct Trial {
    fact: FactIndex,
    label: Label,
    changes: Vec<Change>,
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

/// For whom something changes.
#[derive(Clone, Debug)]
struct Moved {
    tried: Bits,
    outcomes: Bits,
    values: Bits,
    ranks: Bits,
    criteria: Vec<Bits>,
}

/// Changes every protected fact that the data tells, for everybody of whom it is known.
pub(super) fn flip_test(
    population: &dyn Population,
    policy: &Arc<PolicyOnDate>,
    years: &[i32],
    least: u64,
    threads: Threads,
) -> Result<FlipTest, LabError> {
    let catalogue = Arc::clone(population.catalogue());
    let kernel = Kernel::new(std::slice::from_ref(policy));
    let given = population.facts();
    let protected: Vec<FactIndex> = given.iter().copied().filter(|fact| catalogue.fact(*fact).protected.is_some()).collect();
    let texts = texts(population, &catalogue, &protected, threads)?;
    let mut trials = Vec::new();
    let mut untried = Vec::new();
    for fact in &protected {
        let stale: Vec<FactIndex> = stale(&catalogue, &[*fact], false).into_iter().filter(|fact| given.contains(fact)).collect();
        let mut ways = match texts.get(fact) {
            Some(held) => held.as_ref().and_then(|held| to_texts(held, least)).into_iter().collect(),
            None => changes(catalogue.fact(*fact), years),
        };
        if ways.is_empty() {
            untried.push(*fact);
        }
        if !policy.facts().contains(fact) && ways.len() > UNREAD {
            ways.drain(1..ways.len() - 1);
        }
        trials.extend(ways.into_iter().map(|(label, changes)| Trial { fact: *fact, label, changes, stale: stale.clone() }));
    }
    let mut wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    wanted.facts.extend(trials.iter().map(|trial| trial.fact));
    tidy(&mut wanted);
    let criteria = policy.criteria().len();
    let fresh = || vec![Counts { criteria: vec![0; criteria], ..Counts::default() }; trials.len()];
    let (parts, _) = run::over(population, &wanted, threads, fresh, |counts, segment| {
        let before = kernel.answer(segment, Detail::Criteria);
        let Some(before) = before.first() else { return Ok(()) };
        for (trial, counts) in trials.iter().zip(counts) {
            let mut all = Moved::nobody(segment.len(), criteria);
            for change in &trial.changes {
                let Some((changed, tried)) = changed(policy, segment, trial, change) else { continue };
                if let Some(after) = kernel.answer(&changed, Detail::Criteria).first() {
                    all.note(before, after, &tried);
                }
            }
            counts.count(&all);
        }
        Ok(())
    })?;
    let mut all = fresh();
    for part in parts {
        all.iter_mut().zip(&part).for_each(|(own, other)| own.add(other));
    }
    let flips: Vec<Flips> = trials.iter().zip(&all).map(|(trial, counts)| flips(&catalogue, policy, trial, counts, least)).collect();
    let passed = flips.iter().all(|flips| flips.lawful != Some(false));
    let summary = summary(&catalogue, policy, &given, &flips, &untried, passed);
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

    fn count(&mut self, moved: &Moved) {
        self.tried += moved.tried.count();
        self.outcomes += moved.outcomes.count();
        self.values += moved.values.count();
        self.ranks += moved.ranks.count();
        self.criteria.iter_mut().zip(&moved.criteria).for_each(|(own, moved)| *own += moved.count());
    }
}

/// The ways to change a fact that is no text.
fn changes(declared: &Fact, years: &[i32]) -> Vec<(Label, Vec<Change>)> {
    let is_age = declared.protected == Some(ProtectedGround::Age);
    let moved = || years.iter().map(|years| (years_label(*years, is_age), vec![Change::Years(*years)])).collect();
    match &declared.ty {
        Type::Choice(scale) => {
            let to = |choice: Choice| {
                let label = choice.label();
                let label = Label::new(format!("menjadi {}", label.id), format!("to {}", label.en));
                (label, vec![Change::To(Value::Choice(choice))])
            };
            (0..).map_while(|rank| Choice::at(scale, rank)).take(MOST_VALUES).map(to).collect()
        }
        Type::Boolean => {
            let to = |answer, id, en| (Label::new(id, en), vec![Change::To(Value::Boolean(answer))]);
            vec![to(false, "menjadi tidak", "to no"), to(true, "menjadi ya", "to yes")]
        }
        Type::Number(_) if is_age => moved(),
        Type::Date => moved(),
        _ => Vec::new(),
    }
}

/// How a date or an age is moved: a birth makes people younger or older, other dates come later or earlier.
fn years_label(years: i32, is_age: bool) -> Label {
    let (id, en) = match (is_age, years < 0) {
        (true, true) => ("lebih tua", "older"),
        (true, false) => ("lebih muda", "younger"),
        (false, true) => ("lebih awal", "earlier"),
        (false, false) => ("lebih lambat", "later"),
    };
    let years = years.unsigned_abs();
    Label::new(format!("{years} tahun {id}"), format!("{years} {} {en}", if years == 1 { "year" } else { "years" }))
}

/// How many people have which value of each protected text; `None` for one that has too many values.
type Texts = BTreeMap<FactIndex, Option<BTreeMap<Arc<str>, u64>>>;

fn texts(population: &dyn Population, catalogue: &Catalogue, protected: &[FactIndex], threads: Threads) -> Result<Texts, LabError> {
    let facts: Vec<FactIndex> = protected.iter().copied().filter(|fact| catalogue.fact(*fact).ty == Type::Text).collect();
    let fresh = || -> Texts { facts.iter().map(|fact| (*fact, Some(BTreeMap::new()))).collect() };
    if facts.is_empty() {
        return Ok(fresh());
    }
    let wanted = Wanted { facts: facts.clone(), others: Vec::new() };
    let note = |held: &mut Option<BTreeMap<Arc<str>, u64>>, text: Arc<str>, people: u64| {
        if let Some(known) = held {
            *known.entry(text).or_insert(0) += people;
            if known.len() > MOST_TEXTS {
                *held = None;
            }
        }
    };
    let (parts, _) = run::over(population, &wanted, threads, fresh, |all, segment| {
        for (fact, held) in all.iter_mut() {
            let Some(column) = segment.fact(*fact) else { continue };
            for at in 0..segment.len() {
                if let (Value::Text(text), Some(_)) = (column.value(at), &held) {
                    note(held, text, 1);
                }
            }
        }
        Ok(())
    })?;
    let mut all = fresh();
    for (fact, found) in parts.into_iter().flatten() {
        let Some(held) = all.get_mut(&fact) else { continue };
        match found {
            Some(found) => found.into_iter().for_each(|(text, people)| note(held, text, people)),
            None => *held = None,
        }
    }
    Ok(all)
}

/// To the values that most people have, none of which is named: it may be written freely.
fn to_texts(held: &BTreeMap<Arc<str>, u64>, least: u64) -> Option<(Label, Vec<Change>)> {
    let mut common: Vec<(&Arc<str>, u64)> =
        held.iter().map(|(text, people)| (text, *people)).filter(|(_, people)| *people >= least).collect();
    common.sort_by_key(|(text, people)| (std::cmp::Reverse(*people), Arc::clone(text)));
    common.truncate(MOST_VALUES);
    let values = common.len();
    let label = Label::new(
        format!("menjadi nilai lain yang dimiliki sedikitnya {least} orang ({values} dicoba)"),
        format!("to another value that at least {least} people have ({values} tried)"),
    );
    (values > 0).then(|| (label, common.into_iter().map(|(text, _)| Change::To(Value::Text(Arc::clone(text)))).collect()))
}

/// The segment with the fact changed, and for whom it really is another value.
fn changed(policy: &PolicyOnDate, segment: &Segment, trial: &Trial, change: &Change) -> Option<(Segment, Bits)> {
    let column = segment.fact(trial.fact)?;
    let new = |old: Value| match (change, old) {
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

impl Moved {
    fn nobody(len: usize, criteria: usize) -> Moved {
        let none = || Bits::none(len);
        Moved { tried: none(), outcomes: none(), values: none(), ranks: none(), criteria: vec![none(); criteria] }
    }

    fn note(&mut self, before: &Answers, after: &Answers, tried: &Bits) {
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
        let ranks = before.tie_breaks.iter().zip(&after.tie_breaks).fold(values.clone(), |all, (a, b)| all.or(&moved(a, b)));
        self.tried = self.tried.or(tried);
        self.outcomes = self.outcomes.or(&outcomes.and(tried));
        self.values = self.values.or(&values.and(tried));
        self.ranks = self.ranks.or(&ranks.and(tried));
        for (own, (a, b)) in self.criteria.iter_mut().zip(before.criteria.iter().zip(&after.criteria)) {
            *own = own.or(&differing(a, b).and(tried));
        }
    }
}

fn flips(catalogue: &Catalogue, policy: &PolicyOnDate, trial: &Trial, counts: &Counts, least: u64) -> Flips {
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
                people: About::of(*people, least),
                lawful_basis: basis.filter(|_| on_date.reads.contains(&trial.fact)).cloned(),
            })
        })
        .collect();
    let any = counts.outcomes + counts.values + counts.ranks > 0 || !criteria.is_empty();
    let lawful_criteria = criteria.iter().all(|criterion| criterion.lawful_basis.is_some());
    let lawful_rest = (counts.values == 0 && counts.ranks == 0) || declared.lawful_basis.is_some();
    let lawful = lawful_criteria && lawful_rest && (counts.outcomes == 0 || !criteria.is_empty() || declared.lawful_basis.is_some());
    let lawful = any.then_some(lawful);
    let (tried, outcomes) = (About::of(counts.tried, least), About::of(counts.outcomes, least));
    Flips {
        fact: Arc::clone(&fact.name),
        name: fact.label.clone(),
        change: trial.label.clone(),
        reads,
        proof: proof(catalogue, policy, fact, reads),
        tried,
        outcomes,
        values: About::of(counts.values, least),
        ranks: About::of(counts.ranks, least),
        criteria,
        lawful,
        sentence: sentence(fact, &trial.label, (tried.label(least), outcomes.label(least)), lawful),
    }
}

/// The facts the policy reads, everything it uses followed: what it does not read cannot change its answers.
fn proof(catalogue: &Catalogue, policy: &PolicyOnDate, fact: &Fact, reads: bool) -> Label {
    let (id, en) = names(policy.facts().iter().map(|fact| catalogue.fact(*fact)));
    let name = &fact.label;
    if reads {
        Label::new(
            format!("Kebijakan ini membaca “{}”, langsung atau melalui yang dipakainya. Data yang dibaca: {id}.", name.id),
            format!("The policy reads “{}”, directly or through what it uses. Facts read: {en}.", name.en),
        )
    } else {
        Label::new(
            format!(
                "Kebijakan ini tidak membaca “{}”, juga tidak melalui data turunan, tabel, atau kebijakan lain. Data yang dibaca: {id}.",
                name.id
            ),
            format!("The policy does not read “{}”, nor through derived facts, tables or other policies. Facts read: {en}.", name.en),
        )
    }
}

/// What people read for some facts, in each language, one after the other.
fn names<'f>(facts: impl Iterator<Item = &'f Fact>) -> (String, String) {
    let labels: Vec<&Label> = facts.map(|fact| &fact.label).collect();
    let listed = |pick: fn(&Label) -> &Arc<str>| {
        let mut own: Vec<&str> = labels.iter().map(|label| &**pick(label)).collect();
        own.sort_unstable();
        own.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
    };
    (listed(|label| &label.id), listed(|label| &label.en))
}

fn sentence(fact: &Fact, change: &Label, (tried, outcomes): (Label, Label), lawful: Option<bool>) -> Label {
    let (id, en) = match lawful {
        None => ("tidak satu pun jawaban berubah", "not one answer changes"),
        Some(true) => (
            "semua perubahan lewat syarat yang dasar hukumnya dinyatakan",
            "every change comes through a criterion whose lawful basis is stated",
        ),
        Some(false) => ("ada perubahan tanpa dasar hukum yang dinyatakan", "there are changes without a stated lawful basis"),
    };
    Label::new(
        format!("{} {}: dicoba pada {} orang, hasil berubah pada {} orang; {id}.", fact.label.id, change.id, tried.id, outcomes.id),
        format!("{} {}: tried on {} people, the outcome changes for {}; {en}.", fact.label.en, change.en, tried.en, outcomes.en),
    )
}

fn summary(catalogue: &Catalogue, policy: &PolicyOnDate, given: &[FactIndex], flips: &[Flips], left: &[FactIndex], passed: bool) -> Label {
    // what follows from facts that are told is told with them
    let told = stale(catalogue, given, true);
    let protected = |read: bool| {
        let facts = (0..).map(FactIndex).zip(catalogue.facts()).filter(|(fact, declared)| {
            let known = given.contains(fact) || told.contains(fact);
            declared.protected.is_some() && policy.facts().contains(fact) == read && (read || !known)
        });
        names(facts.map(|(_, fact)| fact))
    };
    let ((read_id, read_en), (untold_id, untold_en)) = (protected(true), protected(false));
    let (left_id, left_en) = names(left.iter().map(|fact| catalogue.fact(*fact)));
    let trials = flips.iter().filter(|flips| flips.tried.is_somebody()).count();
    // a fact that is read and that nobody's file tells cannot be changed
    let untried = flips.iter().filter(|flips| flips.reads && flips.tried.is_somebody()).count() == 0 && !read_id.is_empty();
    let (mut id, mut en) = if !passed {
        (
            format!("Uji balik tidak lulus: {trials} perubahan dicoba, dan ada jawaban yang berubah tanpa dasar hukum yang dinyatakan."),
            format!("The flip test fails: {trials} changes tried, and answers change without a stated lawful basis."),
        )
    } else if trials == 0 || untried {
        (
            "Uji balik tidak dapat dijalankan: tidak ada orang yang data terlindunginya diketahui dan dapat diubah.".to_owned(),
            "The flip test could not be made: there is nobody whose protected fact is known and can be changed.".to_owned(),
        )
    } else {
        (
            format!("Uji balik lulus: {trials} perubahan dicoba, dan tidak ada jawaban yang berubah selain lewat syarat berdasar hukum."),
            format!("The flip test passes: {trials} changes tried, and no answer changes but through criteria with a lawful basis."),
        )
    };
    if read_id.is_empty() {
        id.push_str(" Kebijakan ini tidak membaca satu pun data terlindungi.");
        en.push_str(" The policy reads no protected fact at all.");
    } else {
        id.push_str(&format!(" Data terlindungi yang dibaca: {read_id}."));
        en.push_str(&format!(" Protected facts it reads: {read_en}."));
    }
    if !left.is_empty() {
        id.push_str(&format!(" Tidak dicoba, karena ditulis bebas atau setiap nilainya dimiliki terlalu sedikit orang: {left_id}."));
        en.push_str(&format!(" Not tried, because written freely or because too few people have each value: {left_en}."));
    }
    if !untold_id.is_empty() {
        id.push_str(&format!(" Tidak ada dalam data dan tidak dibaca, jadi tidak dapat berpengaruh: {untold_id}."));
        en.push_str(&format!(" Not in the data and not read, so that they can play no part: {untold_en}."));
    }
    Label::new(id, en)
}
