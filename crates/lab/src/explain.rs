//! Everybody explained: what a policy says of a whole population, which criterion stops how many, and which fact nobody told.
//!
//! Counts are sums over the masks of [`Answers`], so neither the order of people nor threads change them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::{RoundingMode, round_to_scale};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind;
use jenjang::policy::model::Member;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::answers::{Answers, Detail, Outcomes, Verdicts};
use crate::bits::words_for;
use crate::column::Column;
use crate::compare::{DataRead, MissingFact, PolicyIdentity};
use crate::error::LabError;
use crate::input::ToldApart;
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};

/// What a policy says of everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Explanation {
    /// What the policy decides.
    pub kind: Kind,
    /// The policy.
    pub policy: PolicyIdentity,
    /// The day.
    pub as_of: NaiveDate,
    /// The people.
    pub data: DataRead,
    /// Everybody by answer.
    pub totals: Totals,
    /// Criteria in force, then groups of criteria; eligibility policies only.
    pub rules: Vec<RuleCount>,
    /// Facts that keep somebody's outcome unknown, those of most people first. One person may lack several.
    pub unknown_because: Vec<MissingFact>,
    /// How values are spread; all kinds but eligibility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Spread>,
}

/// Everybody by answer: `people = positive + negative + unknown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// Everybody.
    pub people: u64,
    /// Eligible; with values: there is one.
    pub positive: u64,
    /// Not eligible; with values: it is none.
    pub negative: u64,
    /// Not known.
    pub unknown: u64,
}

/// How people stand with a criterion or group of criteria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleCount {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: Arc<str>,
    /// Whether it is a group of criteria.
    pub group: bool,
    /// Whether it is required by itself, and not as a member of a group only.
    pub required: bool,
    /// It holds.
    pub met: u64,
    /// It does not hold.
    pub not_met: u64,
    /// It alone stands in the way: it is required and not met, and everything else that is required is met or does not apply.
    pub alone: u64,
    /// A fact is missing.
    pub unknown: u64,
    /// It does not apply.
    pub not_applicable: u64,
    /// Facts that keep it unknown, those of most people first. One person may lack several.
    pub unknown_because: Vec<MissingFact>,
}

/// How values are spread over those who have one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Spread {
    /// Scores and points: from the lowest on. Ends and quartiles are values that somebody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
    /// Classes and people, in the order of their scale.
    pub classes: Vec<(Arc<str>, u64)>,
}

/// Scores and points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Numbers {
    /// The lowest.
    pub least: Decimal,
    /// A quarter has at most this.
    pub lower_quartile: Decimal,
    /// Half have at most this.
    pub median: Decimal,
    /// Three quarters have at most this.
    pub upper_quartile: Decimal,
    /// The highest.
    pub greatest: Decimal,
    /// Ten bands of equal width from the lowest to the highest: the lower end of each, and how many people; fewer where all are equal.
    pub bands: Vec<(Decimal, u64)>,
    /// Digits behind the point that were kept, where there were too many different values: the rest is cut off. Below 0 the last digits
    /// before the point are gone as well: −3 keeps thousands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<i32>,
}

/// More different numbers than this are cut to fewer digits, so that memory does not grow with the population.
const MOST_NUMBERS: usize = 65_536;
/// Bands of a spread.
const BANDS: u32 = 10;

/// Applies a policy to everybody and counts why.
///
/// # Errors
/// [`LabError::Refused`] where the policy reads another catalogue than the population has; those of reading.
pub fn explain(population: &dyn Population, policy: &Arc<PolicyOnDate>, threads: Threads) -> Result<Explanation, LabError> {
    let (declared, catalogue) = (policy.policy(), population.catalogue());
    if declared.catalogue.id != catalogue.id || declared.catalogue.facts().len() != catalogue.facts().len() {
        return Err(LabError::refused(
            format!("`{}` membaca katalog `{}`, sedangkan data memakai katalog `{}`", declared.id, declared.catalogue.id, catalogue.id),
            format!(
                "`{}` reads catalogue `{}`, but the data is described by catalogue `{}`",
                declared.id, declared.catalogue.id, catalogue.id
            ),
        ));
    }
    let kernel = Kernel::new(std::slice::from_ref(policy));
    let wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    let rules = rules(policy);
    let apart = ToldApart::new(population);
    let (tallies, reading) = run::over(
        &apart,
        &wanted,
        threads,
        || Tally::new(rules.len()),
        |tally, segment| {
            for answers in kernel.answer(segment, Detail::Missing) {
                tally.count(&rules, &answers);
            }
            Ok(())
        },
    )?;
    let mut tally = Tally::new(rules.len());
    tallies.iter().for_each(|one| tally.add(one));
    let present = population.facts();
    let absent = kernel.facts().iter().filter(|fact| !present.contains(fact)).map(|fact| catalogue.fact(*fact));
    let mut absent: Vec<Arc<str>> = absent.filter(|fact| fact.derive.is_none()).map(|fact| Arc::clone(&fact.name)).collect();
    absent.sort();
    let people = tally.totals.people;
    Ok(Explanation {
        kind: declared.kind,
        policy: PolicyIdentity::of(policy),
        as_of: policy.as_of(),
        data: DataRead::new(population, &reading, absent, Some(apart.finish()?))?,
        totals: tally.totals,
        rules: rules.iter().zip(&tally.rules).map(|(rule, count)| count.shown(rule, people, catalogue)).collect(),
        unknown_because: missing_facts(&tally.missing, catalogue),
        values: (declared.kind != Kind::Eligibility).then(|| tally.spread()),
    })
}

/// A criterion in force or a group, and where its answers stand.
struct Rule {
    code: Arc<str>,
    label: Label,
    reference: Arc<str>,
    group: bool,
    place: usize,
    required: bool,
}

impl Rule {
    fn verdicts<'a>(&self, answers: &'a Answers) -> Option<&'a Verdicts> {
        if self.group { answers.groups.get(self.place) } else { answers.criteria.get(self.place) }
    }
}

fn rules(policy: &PolicyOnDate) -> Vec<Rule> {
    let declared = policy.policy();
    let is_required = |member: Member| declared.groups.is_empty() || declared.required.contains(&member);
    let criteria = policy.criteria().iter().enumerate().filter_map(|(place, on_date)| {
        let criterion = declared.criteria.get(usize::from(on_date.index))?;
        Some(Rule {
            code: Arc::clone(&criterion.code),
            label: criterion.label.clone(),
            reference: Arc::clone(&criterion.reference.citation),
            group: false,
            place,
            required: is_required(Member::Criterion(on_date.index)),
        })
    });
    let groups = (0_u16..).zip(&declared.groups).map(|(place, group)| Rule {
        code: Arc::clone(&group.code),
        label: group.label.clone(),
        reference: Arc::clone(&group.reference.citation),
        group: true,
        place: usize::from(place),
        required: declared.required.contains(&Member::Group(place)),
    });
    criteria.chain(groups).collect()
}

#[derive(Clone, Debug, Default)]
struct Count {
    not_met: u64,
    alone: u64,
    unknown: u64,
    not_applicable: u64,
    missing: BTreeMap<Arc<str>, u64>,
}

impl Count {
    fn shown(&self, rule: &Rule, people: u64, catalogue: &Catalogue) -> RuleCount {
        RuleCount {
            code: Arc::clone(&rule.code),
            label: rule.label.clone(),
            reference: Arc::clone(&rule.reference),
            group: rule.group,
            required: rule.required,
            met: people.saturating_sub(self.not_met + self.unknown + self.not_applicable),
            not_met: self.not_met,
            alone: self.alone,
            unknown: self.unknown,
            not_applicable: self.not_applicable,
            unknown_because: missing_facts(&self.missing, catalogue),
        }
    }
}

/// What is counted; of parts, then of everybody.
struct Tally {
    totals: Totals,
    rules: Vec<Count>,
    missing: BTreeMap<Arc<str>, u64>,
    numbers: BTreeMap<Decimal, u64>,
    /// Digits behind the point that numbers were cut to.
    places: Option<i32>,
    /// By rank where there is a scale, then by code.
    classes: BTreeMap<(u16, Arc<str>), u64>,
}

impl Tally {
    fn new(rules: usize) -> Tally {
        Tally {
            totals: Totals::default(),
            rules: vec![Count::default(); rules],
            missing: BTreeMap::new(),
            numbers: BTreeMap::new(),
            places: None,
            classes: BTreeMap::new(),
        }
    }

    fn count(&mut self, rules: &[Rule], answers: &Answers) {
        let people = answers.len as u64;
        let (positive, unknown) = match &answers.outcome {
            Outcomes::Eligibility { eligible, unknown } => (eligible.count(), unknown.count()),
            Outcomes::Values(values) => {
                self.values(values);
                (answers.outcome.eligible().count(), answers.outcome.unknown().count())
            }
        };
        self.totals.people += people;
        self.totals.positive += positive;
        self.totals.unknown += unknown;
        self.totals.negative += people.saturating_sub(positive + unknown);
        add_masks(&mut self.missing, &answers.missing);
        let stopped = stopped_by_one(rules, answers);
        for (rule, count) in rules.iter().zip(&mut self.rules) {
            let Some(verdicts) = rule.verdicts(answers) else { continue };
            count.not_met += verdicts.not_met.count();
            count.unknown += verdicts.unknown.count();
            count.not_applicable += verdicts.not_applicable.count();
            if rule.required {
                let alone = verdicts.not_met.words().iter().zip(&stopped).map(|(failed, one)| u64::from((failed & one).count_ones()));
                count.alone += alone.sum::<u64>();
            }
            add_masks(&mut count.missing, &verdicts.missing);
        }
    }

    fn values(&mut self, column: &Column) {
        for place in 0..column.len() {
            match column.value(place) {
                Value::Number(number) => self.number(number, 1),
                Value::Choice(choice) => *self.classes.entry((choice.rank(), Arc::clone(choice.code()))).or_default() += 1,
                Value::Missing | Value::None => {}
                other => *self.classes.entry((0, other.to_string().into())).or_default() += 1,
            }
        }
    }

    /// Cutting off is the same in one step or several, so the order of parts changes nothing.
    fn number(&mut self, number: Decimal, people: u64) {
        let number = self.places.map_or(number, |places| cut(number, places));
        *self.numbers.entry(number).or_default() += people;
        while self.numbers.len() > MOST_NUMBERS {
            let most = || self.numbers.keys().map(Decimal::scale).max().and_then(|most| i32::try_from(most).ok()).unwrap_or_default();
            // whole numbers go on to tens, hundreds and so on
            let places = self.places.unwrap_or_else(most) - 1;
            self.cut_to(places);
        }
    }

    fn cut_to(&mut self, places: i32) {
        self.places = Some(self.places.map_or(places, |known| known.min(places)));
        for (number, people) in std::mem::take(&mut self.numbers) {
            *self.numbers.entry(cut(number, places)).or_default() += people;
        }
    }

    fn add(&mut self, other: &Tally) {
        self.totals.people += other.totals.people;
        self.totals.positive += other.totals.positive;
        self.totals.negative += other.totals.negative;
        self.totals.unknown += other.totals.unknown;
        add(&mut self.missing, &other.missing);
        for (count, more) in self.rules.iter_mut().zip(&other.rules) {
            count.not_met += more.not_met;
            count.alone += more.alone;
            count.unknown += more.unknown;
            count.not_applicable += more.not_applicable;
            add(&mut count.missing, &more.missing);
        }
        if let Some(places) = other.places {
            self.cut_to(places);
        }
        for (number, people) in &other.numbers {
            self.number(*number, *people);
        }
        for (class, people) in &other.classes {
            *self.classes.entry(class.clone()).or_default() += people;
        }
    }

    fn spread(&self) -> Spread {
        let classes = self.classes.iter().map(|((_, code), people)| (Arc::clone(code), *people)).collect();
        Spread { numbers: self.numbers_spread(), classes }
    }

    fn numbers_spread(&self) -> Option<Numbers> {
        let (least, _) = self.numbers.first_key_value()?;
        let (greatest, _) = self.numbers.last_key_value()?;
        let people: u64 = self.numbers.values().sum();
        // the lowest value that at least so many quarters do not exceed
        let quartile = |quarters: u64| {
            let mut so_far = 0;
            let reached = self.numbers.iter().find(|(_, count)| {
                so_far += **count;
                u128::from(so_far) * 4 >= u128::from(people) * u128::from(quarters)
            });
            reached.map_or(*greatest, |(number, _)| *number)
        };
        let width = greatest.checked_sub(*least).and_then(|span| span.checked_div(Decimal::from(BANDS))).unwrap_or_default();
        let mut bands: Vec<(Decimal, u64)> = Vec::new();
        let edges = (0..BANDS).filter_map(|at| width.checked_mul(Decimal::from(at))?.checked_add(*least));
        for edge in edges {
            if bands.last().is_none_or(|(before, _)| *before < edge) {
                bands.push((edge, 0));
            }
        }
        for (number, count) in &self.numbers {
            if let Some((_, people)) = bands.iter_mut().rev().find(|(edge, _)| edge <= number) {
                *people += count;
            }
        }
        Some(Numbers {
            least: *least,
            lower_quartile: quartile(1),
            median: quartile(2),
            upper_quartile: quartile(3),
            greatest: *greatest,
            bands: bands.into_iter().map(|(edge, people)| (edge.normalize(), people)).collect(),
            places: self.places,
        })
    }
}

fn cut(number: Decimal, places: i32) -> Decimal {
    let toward = if number.is_sign_negative() { RoundingMode::Up } else { RoundingMode::Down };
    round_to_scale(number, places, toward).unwrap_or(number).normalize()
}

/// Words of the people whom exactly one required rule stops, everything else that is required being known not to.
fn stopped_by_one(rules: &[Rule], answers: &Answers) -> Vec<u64> {
    let required: Vec<&Verdicts> = rules.iter().filter(|rule| rule.required).filter_map(|rule| rule.verdicts(answers)).collect();
    let word = |at: usize| {
        let (mut one, mut more, mut open) = (0, 0, 0);
        for verdicts in &required {
            let failed = verdicts.not_met.words().get(at).copied().unwrap_or(0);
            more |= one & failed;
            one |= failed;
            open |= verdicts.unknown.words().get(at).copied().unwrap_or(0);
        }
        one & !more & !open
    };
    (0..words_for(answers.len)).map(word).collect()
}

fn add_masks(counts: &mut BTreeMap<Arc<str>, u64>, masks: &[(Arc<str>, crate::bits::Bits)]) {
    for (name, mask) in masks {
        let people = mask.count();
        if people > 0 {
            *counts.entry(Arc::clone(name)).or_default() += people;
        }
    }
}

fn add(counts: &mut BTreeMap<Arc<str>, u64>, more: &BTreeMap<Arc<str>, u64>) {
    for (name, people) in more {
        *counts.entry(Arc::clone(name)).or_default() += people;
    }
}

/// Those of most people first, then by name.
fn missing_facts(counts: &BTreeMap<Arc<str>, u64>, catalogue: &Catalogue) -> Vec<MissingFact> {
    let mut facts: Vec<MissingFact> = counts
        .iter()
        .map(|(name, people)| MissingFact { name: Arc::clone(name), label: label(name, catalogue), people: *people })
        .collect();
    facts.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    facts
}

/// What people read for `rating` and for `rating[2]`.
fn label(name: &Arc<str>, catalogue: &Catalogue) -> Label {
    if let Some(fact) = catalogue.find(name) {
        return catalogue.fact(fact).label.clone();
    }
    let item = name.strip_suffix(']').and_then(|name| name.rsplit_once('['));
    let found = item.and_then(|(list, number)| Some((catalogue.find(list)?, number)));
    found.map_or_else(
        || Label::same(Arc::clone(name)),
        |(fact, number)| {
            let Label { id, en } = &catalogue.fact(fact).label;
            Label::new(format!("{id}, ke-{number}"), format!("{en}, item {number}"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_different_whole_numbers_are_cut_to_tens_and_hundreds() {
        let mut tally = Tally::new(0);
        for n in 0..300_000_i64 {
            tally.number(Decimal::from(n * 7 - 5), 1);
        }
        assert!(tally.numbers.len() <= MOST_NUMBERS);
        assert_eq!(tally.numbers.values().sum::<u64>(), 300_000);
        // 2,099,989 keeps its hundreds, and -5 goes down, not towards zero
        assert_eq!((tally.places, tally.numbers_spread().unwrap().greatest), (Some(-2), Decimal::from(2_099_900)));
        assert_eq!(tally.numbers_spread().unwrap().least, Decimal::from(-100));
    }
}
