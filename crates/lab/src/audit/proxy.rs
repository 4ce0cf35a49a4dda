//! What stands in for a protected attribute: how closely each fact the policy reads goes with it, and how much of the gap goes through the fact.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{Moments, Selection, chi_square, correlation_ratio, part_through, risk_difference};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::counting::tidy;
use super::result::{Found, Measure, Proxy, WithoutGap};
use super::steps::{eligible_without, readers};
use super::told::Told;
use crate::answers::{Detail, Outcomes};
use crate::column::{Column, Meaning, Shape};
use crate::error::LabError;
use crate::grouping::{Assigned, GroupKey, Grouping};
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};
use crate::segment::Segment;
use crate::shown::{Shown, is_few};

/// How many items of a list are looked at.
const ITEMS: usize = 5;

/// A fact, or an item of a list.
#[derive(Clone, Debug)]
struct Subject {
    fact: FactIndex,
    item: Option<usize>,
    /// Ordered: numbers, dates, ranks. Otherwise kinds.
    ordered: bool,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    moments: BTreeMap<GroupKey, Moments>,
    kinds: BTreeMap<GroupKey, BTreeMap<Arc<str>, u64>>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    /// By attribute and subject.
    tallies: Vec<Vec<Tally>>,
    /// By attribute and group.
    people: Vec<BTreeMap<GroupKey, u64>>,
    /// By attribute, set of criteria (the empty one first) and group: who is selected.
    rates: Vec<Vec<BTreeMap<GroupKey, u64>>>,
}

impl Counts {
    fn new(attributes: usize, subjects: usize, sets: usize) -> Counts {
        Counts {
            tallies: vec![vec![Tally::default(); subjects]; attributes],
            people: vec![BTreeMap::new(); attributes],
            rates: vec![vec![BTreeMap::new(); sets]; attributes],
        }
    }

    fn add(&mut self, other: Counts) {
        for (own, other) in self.tallies.iter_mut().flatten().zip(other.tallies.into_iter().flatten()) {
            for (group, moments) in other.moments {
                own.moments.entry(group).or_default().add(&moments);
            }
            for (group, kinds) in other.kinds {
                let own = own.kinds.entry(group).or_default();
                kinds.into_iter().for_each(|(kind, people)| *own.entry(kind).or_insert(0) += people);
            }
        }
        let rates = self.rates.iter_mut().flatten().zip(other.rates.into_iter().flatten());
        for (own, other) in self.people.iter_mut().zip(other.people).chain(rates) {
            other.into_iter().for_each(|(group, people)| *own.entry(group).or_insert(0) += people);
        }
    }
}

/// Every fact the policy reads, besides protected ones, with each attribute, as `told` lets its groups be shown.
pub(super) fn proxies(
    population: &dyn Population,
    policy: &Arc<PolicyOnDate>,
    attributes: &[Grouping],
    told: &[Told],
    least: u64,
    threads: Threads,
) -> Result<Vec<Proxy>, LabError> {
    let catalogue = Arc::clone(population.catalogue());
    let kernel = Kernel::new(std::slice::from_ref(policy));
    let given = population.facts();
    let subjects = subjects(&catalogue, policy, &given);
    let mut sets: Vec<BTreeSet<u16>> = vec![BTreeSet::new()];
    for subject in &subjects {
        let set = readers(policy, subject.fact);
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    let mut wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    attributes.iter().for_each(|grouping| grouping.want(&mut wanted));
    tidy(&mut wanted);
    let fresh = || Counts::new(attributes.len(), subjects.len(), sets.len());
    let (parts, _) = run::over(population, &wanted, threads, fresh, |counts, segment| {
        let assigned: Vec<Assigned> = attributes.iter().map(|grouping| grouping.assign(segment)).collect();
        count(counts, segment, &subjects, &assigned);
        if let Some(answers) = kernel.answer(segment, Detail::Criteria).first() {
            for (set, aside) in sets.iter().enumerate() {
                let Some(selected) = eligible_without(policy, answers, aside) else { continue };
                for (attribute, assigned) in assigned.iter().enumerate() {
                    let mut local = vec![0_u64; assigned.keys.len()];
                    for at in selected.ones() {
                        if let Some(count) = assigned.of.get(at).and_then(|group| local.get_mut(*group as usize)) {
                            *count += 1;
                        }
                    }
                    if let Some(own) = counts.rates.get_mut(attribute).and_then(|rates| rates.get_mut(set)) {
                        assigned.keys.iter().zip(local).for_each(|(key, people)| *own.entry(key.clone()).or_insert(0) += people);
                    }
                }
            }
        }
        Ok(())
    })?;
    let mut all = fresh();
    parts.into_iter().for_each(|part| all.add(part));
    let decides = matches!(
        kernel.answer(&Segment::new(&catalogue, 0), Detail::Outcome).first().map(|answers| &answers.outcome),
        Some(Outcomes::Eligibility { .. })
    );
    let mut found = Vec::new();
    for (place, attribute) in attributes.iter().enumerate() {
        let people = all.people.get(place).cloned().unwrap_or_default();
        let Some(told) = told.get(place) else { continue };
        let (compared, told) = (told.compared(), told.tell_the_outcome());
        for (at, subject) in subjects.iter().enumerate() {
            let Some(tally) = all.tallies.get(place).and_then(|tallies| tallies.get(at)) else { continue };
            let set = sets.iter().position(|set| *set == readers(policy, subject.fact)).unwrap_or(0);
            let rates = all.rates.get(place).and_then(|rates| Some((rates.first()?, rates.get(set)?)));
            let gap = match rates {
                Some((with, without)) if decides => gap(attribute, &people, &told, (with, without), least),
                _ => Found::Absent(Label::new("kebijakan ini tidak menentukan kelayakan", "this policy does not decide eligibility")),
            };
            let people = (people.iter()).filter(|(key, _)| compared.contains(*key)).map(|(_, people)| people).sum();
            found.push(proxy(&catalogue, policy, subject, attribute, (tally, &compared, people), gap, least));
        }
    }
    Ok(found)
}

fn subjects(catalogue: &Catalogue, policy: &PolicyOnDate, given: &[FactIndex]) -> Vec<Subject> {
    let ordered = |ty: &Type| match ty {
        Type::Number(_) | Type::Date | Type::Months | Type::Days => Some(true),
        Type::Choice(scale) => Some(scale.ordered),
        Type::Boolean | Type::Text => Some(false),
        _ => None,
    };
    let mut facts: Vec<FactIndex> = policy.facts().iter().copied().filter(|fact| given.contains(fact)).collect();
    facts.sort_unstable();
    facts.dedup();
    facts.retain(|fact| catalogue.fact(*fact).protected.is_none());
    let of = |fact: FactIndex| match &catalogue.fact(fact).ty {
        Type::List { item, max } => {
            let items = max.unwrap_or(ITEMS).min(ITEMS);
            let subject = |place| ordered(item).map(|ordered| Subject { fact, item: Some(place), ordered });
            (0..items).filter_map(subject).collect::<Vec<_>>()
        }
        ty => ordered(ty).map(|ordered| Subject { fact, item: None, ordered }).into_iter().collect(),
    };
    facts.into_iter().flat_map(of).collect()
}

fn count(counts: &mut Counts, segment: &Segment, subjects: &[Subject], assigned: &[Assigned]) {
    for (assigned, people) in assigned.iter().zip(&mut counts.people) {
        let mut local = vec![0_u64; assigned.keys.len()];
        for group in &assigned.of {
            if let Some(count) = local.get_mut(*group as usize) {
                *count += 1;
            }
        }
        assigned.keys.iter().zip(local).for_each(|(key, count)| *people.entry(key.clone()).or_insert(0) += count);
    }
    for (at, subject) in subjects.iter().enumerate() {
        let Some(column) = segment.fact(subject.fact) else { continue };
        let values = |place: usize| item(column, subject.item, place);
        let numbers: Vec<Option<i64>> =
            if subject.ordered { (0..segment.len()).map(|place| number(column, subject.item, place)).collect() } else { Vec::new() };
        for (attribute, assigned) in assigned.iter().enumerate() {
            let Some(tally) = counts.tallies.get_mut(attribute).and_then(|tallies| tallies.get_mut(at)) else { continue };
            if subject.ordered {
                let mut local = vec![Moments::default(); assigned.keys.len()];
                for (number, group) in numbers.iter().zip(&assigned.of) {
                    if let (Some(number), Some(moments)) = (number, local.get_mut(*group as usize)) {
                        moments.push(*number);
                    }
                }
                assigned.keys.iter().zip(&local).for_each(|(key, own)| tally.moments.entry(key.clone()).or_default().add(own));
            } else {
                let mut local: Vec<BTreeMap<Arc<str>, u64>> = vec![BTreeMap::new(); assigned.keys.len()];
                for (place, group) in assigned.of.iter().enumerate() {
                    let value = values(place);
                    if value.is_missing() {
                        continue;
                    }
                    if let Some(kinds) = local.get_mut(*group as usize) {
                        *kinds.entry(value.to_string().into()).or_insert(0) += 1;
                    }
                }
                for (key, kinds) in assigned.keys.iter().zip(local) {
                    let own = tally.kinds.entry(key.clone()).or_default();
                    kinds.into_iter().for_each(|(kind, people)| *own.entry(kind).or_insert(0) += people);
                }
            }
        }
    }
}

fn item(column: &Column, item: Option<usize>, at: usize) -> Value {
    match (column.value(at), item) {
        (Value::List(items), Some(place)) => items.get(place).cloned().unwrap_or_default(),
        (_, Some(_)) => Value::Missing,
        (value, None) => value,
    }
}

/// A whole number that orders a value; numbers in millionths.
fn number(column: &Column, place: Option<usize>, at: usize) -> Option<i64> {
    let absent = |bits: &Option<crate::bits::Bits>| bits.as_ref().is_some_and(|bits| bits.get(at));
    match (&column.shape, place) {
        (Shape::Narrow { meaning, data, base, .. }, None) if !matches!(meaning, Meaning::Number { .. }) => {
            (!absent(&column.missing) && !absent(&column.none)).then(|| base.wrapping_add(data.get(at)))
        }
        _ => match item(column, place, at) {
            Value::Number(number) => number.checked_mul(Decimal::from(1_000_000))?.round().to_i64(),
            Value::Date(date) => Some(crate::column::day_number(date)),
            Value::Choice(choice) => Some(i64::from(choice.rank())),
            Value::Months(months) => Some(i64::from(months)),
            Value::Days(days) => Some(days),
            _ => None,
        },
    }
}

/// The two groups with the highest and the lowest rate, with and without some criteria.
fn gap(
    attribute: &Grouping,
    people: &BTreeMap<GroupKey, u64>,
    told: &BTreeSet<GroupKey>,
    (with, without): (&BTreeMap<GroupKey, u64>, &BTreeMap<GroupKey, u64>),
    least: u64,
) -> Found<WithoutGap> {
    let selection = |key: &GroupKey, selected: &BTreeMap<GroupKey, u64>| {
        Selection::try_new(selected.get(key).copied().unwrap_or(0), people.get(key).copied().unwrap_or(0)).ok()
    };
    let shown: Vec<(&GroupKey, Selection)> = (people.iter())
        .filter(|(key, people)| **people > 0 && told.contains(*key))
        .filter_map(|(key, _)| Some((key, selection(key, with)?)))
        .collect();
    // exact: a/b against c/d by a·d and c·b
    let rate = |a: &Selection, b: &Selection| {
        (u128::from(a.selected()) * u128::from(b.eligible())).cmp(&(u128::from(b.selected()) * u128::from(a.eligible())))
    };
    let highest = shown.iter().max_by(|a, b| rate(&a.1, &b.1).then(b.0.cmp(a.0)));
    let lowest = shown.iter().min_by(|a, b| rate(&a.1, &b.1).then(a.0.cmp(b.0)));
    let (Some((highest, high)), Some((lowest, low))) = (highest, lowest) else { return Found::Absent(Undefined::NoReference.label()) };
    if highest == lowest {
        return Found::Absent(Undefined::TooFew { found: 1, needed: 2 }.label());
    }
    let (Some(high_without), Some(low_without)) = (selection(highest, without), selection(lowest, without)) else {
        return Found::Absent(Undefined::OutOfRange.label());
    };
    let gives_away = |with: &Selection, without: &Selection| {
        [without.selected(), without.rejected(), without.selected().abs_diff(with.selected())].into_iter().any(|count| is_few(count, least))
    };
    if gives_away(high, &high_without) || gives_away(low, &low_without) {
        return Found::Absent(Label::new(
            "angkanya disembunyikan karena terlalu sedikit orang",
            "hidden, because too few people are behind it",
        ));
    }
    match (risk_difference(*high, *low), risk_difference(high_without, low_without)) {
        (Ok(with), Ok(without)) => Found::Value(WithoutGap {
            lowest: attribute.group_label(lowest),
            highest: attribute.group_label(highest),
            with,
            without,
            share: part_through(with, without).ok(),
        }),
        (Err(reason), _) | (_, Err(reason)) => Found::Absent(reason.label()),
    }
}

fn proxy(
    catalogue: &Catalogue,
    policy: &PolicyOnDate,
    subject: &Subject,
    attribute: &Grouping,
    (tally, compared, all): (&Tally, &BTreeSet<GroupKey>, u64),
    gap: Found<WithoutGap>,
    least: u64,
) -> Proxy {
    let fact = catalogue.fact(subject.fact);
    let known = |key: &GroupKey| compared.contains(key);
    let (measure, association, people): (_, _, u64) = if subject.ordered {
        let groups: Vec<Moments> = tally.moments.iter().filter(|(key, moments)| known(key) && moments.n > 0).map(|(_, own)| *own).collect();
        let measure = if groups.len() == 2 { Measure::PointBiserial } else { Measure::CorrelationRatio };
        (measure, correlation_ratio(&groups), groups.iter().map(|group| group.n).sum())
    } else {
        let groups: Vec<&BTreeMap<Arc<str>, u64>> =
            tally.kinds.iter().filter(|(key, kinds)| known(key) && !kinds.is_empty()).map(|(_, own)| own).collect();
        let kinds: BTreeSet<&Arc<str>> = groups.iter().flat_map(|group| group.keys()).collect();
        let table: Vec<Vec<u64>> =
            groups.iter().map(|group| kinds.iter().map(|kind| group.get(*kind).copied().unwrap_or(0)).collect()).collect();
        (Measure::CramersV, chi_square(&table).map(|found| found.cramers_v), table.iter().flatten().sum())
    };
    let people = match Shown::of(people, least) {
        // of so few it is not known
        Shown::Value(most) if is_few(all.saturating_sub(most), least) => Shown::Protecting,
        people => people,
    };
    let criteria: Vec<Arc<str>> = (readers(policy, subject.fact).iter())
        .filter_map(|index| policy.policy().criteria.get(usize::from(*index)).map(|criterion| Arc::clone(&criterion.code)))
        .collect();
    let (name, fact_name) = match subject.item {
        Some(place) => {
            let number = place + 1;
            let label = Label::new(format!("{} (ke-{number})", fact.label.id), format!("{} (item {number})", fact.label.en));
            (Arc::from(format!("{}[{number}]", fact.name)), label)
        }
        None => (Arc::clone(&fact.name), fact.label.clone()),
    };
    let sentence = sentence(&fact_name, &attribute.label, measure, association, &gap);
    Proxy {
        fact: name,
        fact_name,
        attribute: Arc::clone(&attribute.name),
        attribute_name: attribute.label.clone(),
        measure,
        association: association.into(),
        people,
        criteria,
        gap,
        sentence,
    }
}

fn measure_label(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::PointBiserial => ("korelasi titik-biserial", "point-biserial correlation"),
        Measure::CorrelationRatio => ("rasio korelasi", "correlation ratio"),
        Measure::CramersV => ("V Cramér", "Cramér's V"),
    }
}

/// How closely two things go together, in a word.
fn closeness(value: f64) -> (&'static str, &'static str) {
    match value {
        v if v < 0.1 => ("hampir tidak berkaitan", "hardly related"),
        v if v < 0.3 => ("berkaitan lemah", "weakly related"),
        v if v < 0.5 => ("berkaitan sedang", "moderately related"),
        _ => ("berkaitan erat", "closely related"),
    }
}

/// Percentage points, one decimal, of a difference of rates.
fn points(difference: f64, comma: bool) -> String {
    let exact = Decimal::from_f64_retain(difference).unwrap_or_default() * Decimal::ONE_HUNDRED;
    let text = format!("{:.1}", exact.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero));
    if comma { text.replace('.', ",") } else { text }
}

fn sentence(fact: &Label, attribute: &Label, measure: Measure, association: Result<f64, Undefined>, gap: &Found<WithoutGap>) -> Label {
    let (measure_id, measure_en) = measure_label(measure);
    let (first_id, first_en) = match association {
        Ok(value) => {
            let (id, en) = closeness(value);
            let number = format!("{value:.2}");
            let number_id = number.replace('.', ",");
            (
                format!("{} {id} dengan {} ({measure_id} {number_id})", fact.id, attribute.id),
                format!("{} is {en} to {} ({measure_en} {number})", fact.en, attribute.en),
            )
        }
        Err(reason) => {
            let reason = reason.label();
            (
                format!("Kaitan {} dengan {} tidak dapat dihitung: {}", fact.id, attribute.id, reason.id),
                format!("How {} goes with {} cannot be computed: {}", fact.en, attribute.en, reason.en),
            )
        }
    };
    let (then_id, then_en) = match gap {
        Found::Value(gap) => (
            format!(
                "; selisih kelayakan {} terhadap {} {} poin, tanpa syarat yang membacanya {} poin",
                gap.highest.id,
                gap.lowest.id,
                points(gap.with, true),
                points(gap.without, true)
            ),
            format!(
                "; {} are ahead of {} by {} points, without the criteria that read it by {} points",
                gap.highest.en,
                gap.lowest.en,
                points(gap.with, false),
                points(gap.without, false)
            ),
        ),
        Found::Absent(_) => (String::new(), String::new()),
    };
    Label::new(format!("{first_id}{then_id}."), format!("{first_en}{then_en}."))
}
