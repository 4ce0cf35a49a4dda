//! Declared rules against a catalogue and the data: names become places, texts become values, what does not fit is refused.

use std::sync::Arc;

use jenjang::policy::catalogue::{Catalogue, Fact};
use jenjang::policy::scale::{Choice, Scale};
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::result::Rounding;
use super::rules::{Becomes, Draw, Month, ProjectionRules, Vacancy};
use crate::column::{Meaning, day_number};
use crate::error::LabError;
use crate::grouping::{Grouping, stale};
use crate::population::Population;

/// Nobody said, among the integers of a moving column.
pub(super) const MISSING: i32 = i32::MIN;
/// Known not to exist.
pub(super) const NONE: i32 = i32::MIN + 1;

/// Rules that fit the data.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) rules: ProjectionRules,
    pub(super) grade: FactIndex,
    pub(super) scale: Arc<Scale>,
    pub(super) since: FactIndex,
    pub(super) effects: Vec<(FactIndex, Change)>,
    pub(super) yearly: Vec<Renewal>,
    pub(super) birth: Option<FactIndex>,
    /// Facts, their value as text, the age in years.
    pub(super) ages: Vec<(FactIndex, Value, u32)>,
    pub(super) entry: Option<FactIndex>,
    pub(super) vacancies: Vec<Limit>,
    pub(super) tie_breaks: Vec<(FactIndex, bool)>,
    /// Whether the greater value goes first, for each tie-breaker of the score policy.
    pub(super) score_ties: Vec<bool>,
    /// Pay by rank of the grade.
    pub(super) pay: Vec<Option<i64>>,
    pub(super) by: Vec<Grouping>,
}

/// What a promotion does to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Next,
    Day,
    To(i32),
}

/// What changes with a year.
#[derive(Clone, Debug)]
pub(super) struct Renewal {
    pub(super) facts: Vec<FactIndex>,
    /// The one fact is a list with this declared length.
    pub(super) list: Option<usize>,
    pub(super) meaning: Meaning,
    pub(super) source: Source,
}

/// Where a new value comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Own,
    Observed(Option<Grouping>),
    Declared(Vec<(i32, u32)>),
    Add(i64),
}

/// Limited places in the grade of a rank.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pub(super) rank: i32,
    pub(super) within: Option<Grouping>,
    pub(super) is: Option<Arc<str>>,
    pub(super) places: Places,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Places {
    Quota(u64),
    Posts(u64),
}

impl Plan {
    /// Rules against the catalogue and columns of a population.
    pub(super) fn new(population: &dyn Population, rules: &ProjectionRules, from: chrono::NaiveDate) -> Result<Plan, LabError> {
        let catalogue = population.catalogue();
        let given = population.facts();
        let fact = |name: &str| {
            let index = find(catalogue, name)?;
            if given.contains(&index) {
                Ok(index)
            } else {
                Err(LabError::refused(
                    format!("data tidak memiliki kolom bagi fakta `{name}` yang dipakai aturan proyeksi"),
                    format!("the data has no column for the fact `{name}`, which the projection rules use"),
                ))
            }
        };
        let grade = fact(&rules.grade)?;
        let Type::Choice(scale) = &catalogue.fact(grade).ty else {
            return Err(wrong(catalogue.fact(grade), "an ordered scale", "skala berurut"));
        };
        if !scale.ordered {
            return Err(wrong(catalogue.fact(grade), "an ordered scale", "skala berurut"));
        }
        let date = |name: &str| {
            let index = fact(name)?;
            if catalogue.fact(index).ty == Type::Date { Ok(index) } else { Err(wrong(catalogue.fact(index), "a date", "tanggal")) }
        };
        let since = date(&rules.grade_since)?;
        let mut effects = Vec::new();
        for effect in &rules.on_promotion {
            let index = fact(&effect.fact)?;
            let declared = catalogue.fact(index);
            let change = match (&effect.becomes, &declared.ty) {
                (Becomes::Next, Type::Choice(scale)) if scale.ordered => Change::Next,
                (Becomes::Next, _) => return Err(wrong(declared, "an ordered scale", "skala berurut")),
                (Becomes::Day, Type::Date) => Change::Day,
                (Becomes::Day, _) => return Err(wrong(declared, "a date", "tanggal")),
                (Becomes::None, _) => Change::To(NONE),
                (Becomes::Missing, _) => Change::To(MISSING),
                (Becomes::Value(text), ty) => {
                    let value = read(declared, ty, text)?;
                    Change::To(integer(declared, &meaning(declared, ty, 0)?, &value)?)
                }
            };
            effects.push((index, change));
        }
        let yearly = (rules.yearly.iter().map(|rule| renewal(population, catalogue, &fact, rule, from))).collect::<Result<Vec<_>, _>>()?;
        let mut ages = Vec::new();
        for leaving in rules.retirement.iter().flat_map(|retirement| &retirement.ages) {
            let index = fact(&leaving.fact)?;
            let declared = catalogue.fact(index);
            ages.push((index, read(declared, &declared.ty, &leaving.is)?, leaving.age));
        }
        let birth = rules.retirement.as_ref().map(|retirement| date(&retirement.birth)).transpose()?;
        let entry = rules.recruitment.as_ref().map(|recruitment| date(&recruitment.since)).transpose()?;
        let vacancies = rules.vacancies.iter().map(|vacancy| limit(population, scale, vacancy, from)).collect::<Result<Vec<_>, _>>()?;
        let tie_breaks = rules.tie_breaks.iter().map(|by| Ok((fact(&by.fact)?, by.greater_first))).collect::<Result<Vec<_>, LabError>>()?;
        for code in rules.pay.keys() {
            rank(scale, code)?;
        }
        let pay = scale.values.iter().map(|value| rules.pay.get(&value.code).copied()).collect();
        // the grade is always counted by
        let by = rules.by.iter().filter(|name| **name != catalogue.fact(grade).name);
        let by = by.map(|name| Grouping::new(population, name, from)).collect::<Result<Vec<_>, _>>()?;
        let follows = stale(catalogue, &[grade], false);
        if let Some(moving) = by.iter().find(|grouping| catalogue.find(&grouping.name).is_some_and(|fact| follows.contains(&fact))) {
            let (name, grade) = (&moving.name, &catalogue.fact(grade).name);
            return Err(LabError::refused(
                format!("proyeksi tidak dihitung menurut `{name}` karena mengikuti `{grade}`, yang memang selalu dihitung"),
                format!("a projection is not counted by `{name}`, which follows from `{grade}`: that is counted by anyway"),
            ));
        }
        if let Some(protected) = by.iter().find(|grouping| grouping.protected.is_some()) {
            let name = &protected.name;
            return Err(LabError::refused(
                format!("proyeksi tidak dihitung menurut fakta terlindungi `{name}`; pakailah audit keadilan"),
                format!("a projection is not counted by the protected fact `{name}`; the fairness audit is for that"),
            ));
        }
        if let Some(name) = rules.person.as_ref().filter(|name| !population.others().contains(name)) {
            return Err(LabError::refused(
                format!("data tidak memiliki kolom `{name}` yang membedakan orang"),
                format!("the data has no column `{name}` that tells people apart"),
            ));
        }
        if let Some(bad) = rules.rounds.iter().find(|round| !valid(**round)) {
            let Month { month, day } = bad;
            return Err(LabError::refused(
                format!("putaran pada bulan {month} tanggal {day}, diharapkan bulan 1 sampai 12 dan tanggal 1 sampai 28"),
                format!("a round in month {month} on day {day}, expected months 1 to 12 and days 1 to 28"),
            ));
        }
        let mut named = vec![grade, since];
        named.extend(effects.iter().map(|(fact, _)| *fact));
        named.extend(yearly.iter().flat_map(|renewal: &Renewal| renewal.facts.iter().copied()));
        if let Some(twice) = (1..named.len()).find(|at| named.get(..*at).is_some_and(|before| before.contains(&named[*at]))) {
            let name = &catalogue.fact(named[twice]).name;
            return Err(LabError::refused(
                format!("fakta `{name}` diubah oleh lebih dari satu aturan proyeksi"),
                format!("the fact `{name}` is changed by more than one projection rule"),
            ));
        }
        let (rules, scale) = (rules.clone(), Arc::clone(scale));
        Ok(Plan { rules, grade, scale, since, effects, yearly, birth, ages, entry, vacancies, tie_breaks, score_ties: Vec::new(), pay, by })
    }

    /// How amounts of pay are shown: to ten times the greatest amount of one person, as a power of ten.
    pub(super) fn rounding(&self) -> Option<Rounding> {
        let paid = || self.pay.iter().flatten().copied();
        let greatest = paid().map(i64::saturating_abs).max()?;
        let steps =
            self.pay.iter().zip(self.pay.iter().skip(1)).filter_map(|(now, then)| Some(then.as_ref()?.saturating_sub(*now.as_ref()?)));
        let step = steps.map(i64::saturating_abs).max().unwrap_or(0);
        let power = |least: i64| std::iter::successors(Some(1_i64), |power| power.checked_mul(10)).find(|power| power / 10 >= least);
        Some(Rounding { payroll: power(greatest).unwrap_or(i64::MAX), promotions: power(step).unwrap_or(i64::MAX) })
    }

    /// The facts that a promotion or a year moves, ascending.
    pub(super) fn moved(&self) -> Vec<FactIndex> {
        let mut moved = vec![self.grade, self.since];
        moved.extend(self.effects.iter().map(|(fact, _)| *fact));
        moved.extend(self.yearly.iter().flat_map(|renewal| renewal.facts.iter().copied()));
        moved.sort_unstable();
        moved.dedup();
        moved
    }

    /// Everything it reads besides the policies.
    pub(super) fn reads(&self) -> Vec<FactIndex> {
        let mut reads = self.moved();
        reads.extend(self.birth.iter().chain(&self.entry).copied());
        reads.extend(self.ages.iter().map(|(fact, ..)| *fact));
        reads.extend(self.tie_breaks.iter().map(|(fact, _)| *fact));
        reads
    }
}

fn valid(round: Month) -> bool {
    (1..=12).contains(&round.month) && (1..=28).contains(&round.day)
}

fn find(catalogue: &Catalogue, name: &str) -> Result<FactIndex, LabError> {
    catalogue.find(name).ok_or_else(|| {
        let id = &catalogue.id;
        LabError::refused(
            format!("fakta `{name}` dalam aturan proyeksi tidak ada dalam katalog `{id}`"),
            format!("the fact `{name}` in the projection rules is not in the catalogue `{id}`"),
        )
    })
}

fn wrong(fact: &Fact, expected: &str, expected_id: &str) -> LabError {
    let (name, ty) = (&fact.name, &fact.ty);
    LabError::refused(
        format!("fakta `{name}` dalam aturan proyeksi bertipe {ty}, diharapkan {expected_id}"),
        format!("the fact `{name}` in the projection rules is of type {ty}, expected {expected}"),
    )
}

fn rank(scale: &Scale, code: &str) -> Result<i32, LabError> {
    scale.rank(code).map(i32::from).ok_or_else(|| {
        let name = &scale.name;
        LabError::refused(
            format!("kode `{code}` dalam aturan proyeksi tidak ada dalam skala `{name}`"),
            format!("the code `{code}` in the projection rules is not in the scale `{name}`"),
        )
    })
}

fn limit(population: &dyn Population, scale: &Scale, vacancy: &Vacancy, from: chrono::NaiveDate) -> Result<Limit, LabError> {
    let grade = &vacancy.grade;
    let places = match (vacancy.quota, vacancy.posts) {
        (Some(quota), None) => Places::Quota(quota),
        (None, Some(posts)) => Places::Posts(posts),
        _ => {
            return Err(LabError::refused(
                format!("lowongan untuk `{grade}` memerlukan tepat satu dari `quota` dan `posts`"),
                format!("the vacancy for `{grade}` needs exactly one of `quota` and `posts`"),
            ));
        }
    };
    if vacancy.is.is_some() && vacancy.within.is_none() {
        return Err(LabError::refused(
            format!("lowongan untuk `{grade}` menyebut `is` tanpa `within`"),
            format!("the vacancy for `{grade}` says `is` without `within`"),
        ));
    }
    let within = vacancy.within.as_ref().map(|name| Grouping::new(population, name, from)).transpose()?;
    if let Some(protected) = within.as_ref().filter(|grouping| grouping.protected.is_some()) {
        let name = &protected.name;
        return Err(LabError::refused(
            format!("lowongan tidak dapat dibagi menurut fakta terlindungi `{name}`"),
            format!("places cannot be divided by the protected fact `{name}`"),
        ));
    }
    Ok(Limit { rank: rank(scale, grade)?, within, is: vacancy.is.as_deref().map(Arc::from), places })
}

fn renewal(
    population: &dyn Population,
    catalogue: &Catalogue,
    fact: &dyn Fn(&str) -> Result<FactIndex, LabError>,
    rule: &super::rules::Yearly,
    from: chrono::NaiveDate,
) -> Result<Renewal, LabError> {
    let facts = rule.facts.iter().map(|name| fact(name)).collect::<Result<Vec<_>, _>>()?;
    let Some(first) = facts.first().map(|index| catalogue.fact(*index)) else {
        return Err(LabError::refused(
            "perubahan tahunan tidak menyebut fakta, diharapkan sedikitnya satu",
            "a yearly change names no fact, expected at least one",
        ));
    };
    let (item, list) = match &first.ty {
        Type::List { item, max } => (&**item, Some(max.unwrap_or(usize::from(u16::MAX)))),
        ty => (ty, None),
    };
    if list.is_some() && facts.len() > 1 {
        return Err(wrong(
            first,
            "the only fact of its yearly change, being a list",
            "satu-satunya fakta pada perubahan tahunannya karena berupa daftar",
        ));
    }
    if let Some(other) = facts.iter().map(|index| catalogue.fact(*index)).find(|other| other.ty != first.ty) {
        let expected = first.ty.to_string();
        return Err(wrong(other, &expected, &expected));
    }
    let mut places = 0;
    let mut declared = Vec::new();
    let source = match &rule.draw {
        Draw::Own => Source::Own,
        Draw::Observed { within } => Source::Observed(within.as_ref().map(|name| Grouping::new(population, name, from)).transpose()?),
        Draw::Declared(buckets) => {
            for bucket in buckets {
                let value = bucket.value.as_ref().map(|text| read(first, item, text)).transpose()?.unwrap_or_default();
                places = places.max(places_of(&value));
                declared.push((value, bucket.weight));
            }
            if buckets.iter().all(|bucket| bucket.weight == 0) {
                let name = &first.name;
                return Err(LabError::refused(
                    format!("bobot nilai baru bagi `{name}` semuanya nol"),
                    format!("the weights of new values of `{name}` are all zero"),
                ));
            }
            Source::Declared(Vec::new())
        }
        Draw::Add(_) if list.is_some() => return Err(wrong(first, "a number that can grow", "bilangan yang dapat bertambah")),
        Draw::Add(amount) => {
            let value = read(first, item, amount)?;
            let Value::Number(number) = &value else { return Err(wrong(first, "a number", "bilangan")) };
            places = number.normalize().scale();
            Source::Add(0)
        }
    };
    let meaning = meaning(first, item, places)?;
    let source = match (source, &rule.draw) {
        (Source::Declared(_), _) => Source::Declared(
            declared.iter().map(|(value, weight)| Ok((integer(first, &meaning, value)?, *weight))).collect::<Result<Vec<_>, LabError>>()?,
        ),
        (Source::Add(_), Draw::Add(amount)) => Source::Add(i64::from(integer(first, &meaning, &read(first, item, amount)?)?)),
        (source, _) => source,
    };
    Ok(Renewal { facts, list, meaning, source })
}

fn places_of(value: &Value) -> u32 {
    if let Value::Number(number) = value { number.normalize().scale() } else { 0 }
}

/// A value of a type from text.
fn read(fact: &Fact, ty: &Type, text: &str) -> Result<Value, LabError> {
    let value = match ty {
        Type::Choice(scale) => Choice::parse(scale, text).map(Value::Choice),
        Type::Number(_) => text.parse::<Decimal>().ok().map(Value::Number),
        Type::Date => text.parse().ok().map(Value::Date),
        Type::Boolean => text.parse().ok().map(Value::Boolean),
        Type::Text => Some(Value::Text(text.into())),
        _ => None,
    };
    value.ok_or_else(|| {
        let name = &fact.name;
        LabError::refused(
            format!("nilai `{text}` bagi fakta `{name}` dalam aturan proyeksi tidak dikenal, diharapkan {ty}"),
            format!("the value `{text}` of the fact `{name}` in the projection rules is not known, expected {ty}"),
        )
    })
}

/// What the integers of a moving fact stand for.
pub(super) fn meaning(fact: &Fact, ty: &Type, places: u32) -> Result<Meaning, LabError> {
    match ty {
        Type::Choice(scale) => Ok(Meaning::Choice(Arc::clone(scale))),
        // four digits behind the point unless more are declared: what the data holds beyond them is refused, never rounded
        Type::Number(_) => Ok(Meaning::Number { places: places.max(4) }),
        Type::Date => Ok(Meaning::Date),
        Type::Boolean => Ok(Meaning::Boolean),
        Type::Months => Ok(Meaning::Months),
        Type::Days => Ok(Meaning::Days),
        _ => Err(wrong(
            fact,
            "a choice, a number, a date, a duration or a truth value",
            "pilihan, bilangan, tanggal, lamanya waktu, atau nilai kebenaran",
        )),
    }
}

/// The integer of a value of a moving fact.
pub(super) fn integer(fact: &Fact, meaning: &Meaning, value: &Value) -> Result<i32, LabError> {
    let found = match (meaning, value) {
        (_, Value::Missing) => return Ok(MISSING),
        (_, Value::None) => return Ok(NONE),
        (Meaning::Choice(_), Value::Choice(choice)) => Some(i64::from(choice.rank())),
        (Meaning::Number { places }, Value::Number(number)) => {
            let scaled = number.checked_mul(Decimal::from(10_i64.pow(*places)));
            scaled.filter(Decimal::is_integer).and_then(|scaled| scaled.to_i64())
        }
        (Meaning::Date, Value::Date(date)) => Some(day_number(*date)),
        (Meaning::Boolean, Value::Boolean(answer)) => Some(i64::from(*answer)),
        (Meaning::Months, Value::Months(months)) => Some(i64::from(*months)),
        (Meaning::Days, Value::Days(days)) => Some(*days),
        _ => None,
    };
    found.and_then(|found| i32::try_from(found).ok()).filter(|found| *found > NONE).ok_or_else(|| {
        let name = &fact.name;
        LabError::refused(
            format!("nilai `{value}` bagi fakta `{name}` terlalu besar atau terlalu teliti untuk diproyeksikan"),
            format!("the value `{value}` of the fact `{name}` is too large or too precise to be projected"),
        )
    })
}
