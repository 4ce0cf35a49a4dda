//! What people are grouped by: a fact or a column, its bands, and the code of each person's group.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::{DateRounding, add_months, years_between};
use jenjang::policy::catalogue::{Catalogue, ProtectedGround};
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::column::{Data, Meaning, Shape, day_number};
use crate::error::LabError;
use crate::grouping::GroupKey;
use crate::population::Population;
use crate::segment::Segment;

/// A fact or a column that is no fact, and how its values are banded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Name of the fact or column.
    pub name: Arc<str>,
    /// How dates and numbers are banded; as suits the fact where absent.
    pub banding: Option<Banding>,
}

/// How values are banded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Banding {
    /// Dates by completed years until the day: each edge begins a band. `[30, 40]` is under 30, 30 to 39, 40 and over.
    Years(Vec<u32>),
    /// Numbers: each edge begins a band.
    Numbers(Vec<Decimal>),
}

/// Bands of ages.
const AGES: [u32; 8] = [25, 30, 35, 40, 45, 50, 55, 60];
/// Bands of years served, held or waited.
const SPANS: [u32; 9] = [1, 2, 3, 4, 5, 6, 8, 10, 20];
/// More groups than this are names or numbers of people, not groups.
pub(super) const MOST_GROUPS: usize = 10_000;

impl Dimension {
    /// By its name, banded as suits it.
    pub fn named(name: impl Into<Arc<str>>) -> Dimension {
        Dimension { name: name.into(), banding: None }
    }

    /// What a population can be grouped by without being asked: unit, region, grade, kind of position, sex, age, education, as far as it has them.
    pub fn usual(population: &dyn Population) -> Vec<Dimension> {
        Dimension::usual_and_absent(population).0
    }

    /// The usual dimensions there are, and what is left out of them because the data does not tell it: its name and why.
    pub(super) fn usual_and_absent(population: &dyn Population) -> (Vec<Dimension>, Vec<(Arc<str>, Label)>) {
        type Names = &'static [&'static str];
        const BY_NAME: [Names; 5] = [
            &["unit", "unit kerja", "org unit", "organisation", "organization", "department", "agency", "instansi"],
            &["region", "province", "wilayah", "provinsi"],
            &["grade", "golongan", "pangkat", "rank"],
            &["position.kind", "position kind", "jenis jabatan"],
            &["education.level", "education", "pendidikan"],
        ];
        let (catalogue, facts, others) = (population.catalogue(), population.facts(), population.others());
        let by_name = |names: Names| {
            let other = || others.iter().find(|other| names.contains(&&*other.to_lowercase())).cloned();
            let fact =
                |name: &&str| catalogue.find(name).filter(|fact| facts.contains(fact)).map(|fact| Arc::clone(&catalogue.fact(fact).name));
            let found = names.iter().find_map(fact).or_else(other);
            found.ok_or_else(|| {
                let looked_for = names.join(", ");
                let reason = Label::new(
                    format!("data tidak memuatnya; yang dicari fakta atau kolom bernama {looked_for}"),
                    format!("the data does not have it; looked for was a fact or column named {looked_for}"),
                );
                (Arc::from(*names.first().unwrap_or(&"")), reason)
            })
        };
        let by_ground = |ground: ProtectedGround, name: &str| {
            let of_ground = || facts.iter().map(|fact| catalogue.fact(*fact)).filter(move |fact| fact.protected == Some(ground));
            let found = of_ground().find(|fact| fact.ty == Type::Date).or_else(|| of_ground().next()).map(|fact| Arc::clone(&fact.name));
            let reason = || Label::new("data tidak memuat fakta tentangnya", "the data has no fact of it");
            found.ok_or_else(|| (Arc::from(name), reason()))
        };
        let [unit, region, grade, position, education] = BY_NAME.map(by_name);
        let protected = [by_ground(ProtectedGround::Sex, "sex"), by_ground(ProtectedGround::Age, "age")];
        let (mut found, mut absent): (Vec<Dimension>, Vec<(Arc<str>, Label)>) = (Vec::new(), Vec::new());
        for dimension in [unit, region, grade, position].into_iter().chain(protected).chain([education]) {
            match dimension {
                Ok(name) if found.iter().all(|known| known.name != name) => found.push(Dimension::named(name)),
                Ok(_) => {}
                Err(why) => absent.push(why),
            }
        }
        (found, absent)
    }
}

/// Where a value is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Fact(FactIndex),
    Other(Arc<str>),
}

/// A dimension that can be told apart, with the groups met so far.
///
/// Codes of groups: 0 for a missing value, 1 for none, then bands or names. Names of a scale come first in its order, all others as met; they are
/// put in order when shown, so that who met them first does not matter.
#[derive(Debug)]
pub(crate) struct Axis {
    pub(crate) name: Arc<str>,
    pub(crate) label: Label,
    pub(crate) protected: Option<ProtectedGround>,
    pub(crate) source: Source,
    grouping: Grouping,
}

#[derive(Debug)]
enum Grouping {
    /// Edges in years, and for each the last day on which a date has that many completed years.
    Years {
        edges: Vec<u32>,
        last: Vec<i64>,
    },
    Numbers(Vec<Decimal>),
    Named {
        scale: Option<Arc<Scale>>,
        names: Mutex<Names>,
    },
}

#[derive(Clone, Debug, Default)]
struct Names {
    codes: BTreeMap<Arc<str>, u16>,
    /// How many of them stand in an order of their own.
    ordered: usize,
    too_many: bool,
}

impl Axis {
    /// The dimension over a population on a day; the reason where it cannot be told apart.
    pub(crate) fn of(dimension: &Dimension, population: &dyn Population, as_of: NaiveDate, rounding: DateRounding) -> Result<Axis, Label> {
        let catalogue = population.catalogue();
        let fact = catalogue.find(&dimension.name);
        let other = population.others().into_iter().find(|other| *other == dimension.name);
        let (source, label, protected, grouping) = match (fact, other) {
            (Some(fact), _) if population.facts().contains(&fact) => {
                let declared = catalogue.fact(fact);
                let grouping = Grouping::of_fact(catalogue, fact, dimension.banding.as_ref(), as_of, rounding)?;
                (Source::Fact(fact), declared.label.clone(), declared.protected, grouping)
            }
            (_, Some(other)) => {
                let label = label_of_other(&other);
                let grouping = match &dimension.banding {
                    Some(banding) => Grouping::banded(banding, as_of, rounding)?,
                    None => Grouping::named(None, &[]),
                };
                (Source::Other(other), label, None, grouping)
            }
            (Some(_), None) => {
                return Err(Label::new("data tidak memuat kolom untuk fakta ini", "the data has no column for this fact"));
            }
            (None, None) => {
                return Err(Label::new(
                    "bukan fakta katalog dan bukan kolom data",
                    "neither a fact of the catalogue nor a column of the data",
                ));
            }
        };
        Ok(Axis { name: Arc::clone(&dimension.name), label, protected, source, grouping })
    }

    /// The same groups on another day: bands of years move with it.
    pub(crate) fn on(&self, as_of: NaiveDate, rounding: DateRounding) -> Axis {
        let grouping = match &self.grouping {
            Grouping::Years { edges, .. } => Grouping::Years { edges: edges.clone(), last: last_days(edges, as_of, rounding) },
            Grouping::Numbers(edges) => Grouping::Numbers(edges.clone()),
            Grouping::Named { scale, names } => {
                let names = names.lock().unwrap_or_else(PoisonError::into_inner).clone();
                Grouping::Named { scale: scale.clone(), names: Mutex::new(names) }
            }
        };
        let (name, label, source) = (Arc::clone(&self.name), self.label.clone(), self.source.clone());
        Axis { name, label, protected: self.protected, source, grouping }
    }

    /// The group of a value by itself, whatever other groups were met: bands and choices in their order, names by name.
    pub(crate) fn key(&self, value: &Value) -> GroupKey {
        match (value, &self.grouping) {
            (Value::Missing, _) => GroupKey::Missing,
            (Value::None, _) => GroupKey::None,
            (_, Grouping::Years { .. } | Grouping::Numbers(_)) => match self.code(value).checked_sub(2).map(usize::from) {
                Some(band) => GroupKey::Known(i64::try_from(band).unwrap_or(i64::MAX), self.band(band).0),
                None => GroupKey::Missing,
            },
            (Value::Choice(choice), _) => GroupKey::Known(i64::from(choice.rank()), Arc::clone(choice.code())),
            (Value::Boolean(answer), _) => GroupKey::Known(i64::from(*answer), if *answer { "true" } else { "false" }.into()),
            (Value::Text(text), _) => GroupKey::Known(0, Arc::clone(text)),
            (other, _) => GroupKey::Known(0, other.to_string().into()),
        }
    }

    /// What people read for a group.
    pub(crate) fn label_of(&self, key: &GroupKey) -> Label {
        match (key, &self.grouping) {
            (GroupKey::Missing, _) => Label::new("tidak diketahui", "not known"),
            (GroupKey::None, _) => Label::new("tidak ada", "none"),
            (GroupKey::Known(band, _), Grouping::Years { .. } | Grouping::Numbers(_)) => self.band(usize::try_from(*band).unwrap_or(0)).1,
            (GroupKey::Known(_, code), Grouping::Named { scale, .. }) => label_in(scale.as_deref(), code),
        }
    }

    /// Text and label of a band.
    fn band(&self, band: usize) -> (Arc<str>, Label) {
        let (_, text, label) = match &self.grouping {
            Grouping::Years { edges, .. } => year_band(0, edges, band),
            Grouping::Numbers(edges) => number_band(0, edges, band),
            Grouping::Named { .. } => return ("".into(), Label::same("")),
        };
        (text, label)
    }

    /// How many codes there are now.
    pub(crate) fn len(&self) -> usize {
        2 + match &self.grouping {
            Grouping::Years { edges, .. } => edges.len() + 1,
            Grouping::Numbers(edges) => edges.len() + 1,
            Grouping::Named { names, .. } => names.lock().unwrap_or_else(PoisonError::into_inner).codes.len(),
        }
    }

    /// Whether there are more names than groups can have.
    pub(crate) fn has_too_many(&self) -> bool {
        match &self.grouping {
            Grouping::Named { names, .. } => names.lock().unwrap_or_else(PoisonError::into_inner).too_many,
            _ => false,
        }
    }

    /// Codes, texts and labels of the groups in the order they are shown; missing and none last.
    pub(crate) fn groups(&self) -> Vec<(u16, Arc<str>, Label)> {
        let mut groups: Vec<(u16, Arc<str>, Label)> = match &self.grouping {
            Grouping::Years { edges, .. } => (2..).zip(0..=edges.len()).map(|(code, band)| year_band(code, edges, band)).collect(),
            Grouping::Numbers(edges) => (2..).zip(0..=edges.len()).map(|(code, band)| number_band(code, edges, band)).collect(),
            Grouping::Named { scale, names } => {
                let names = names.lock().unwrap_or_else(PoisonError::into_inner);
                let mut all: Vec<(&Arc<str>, u16)> = names.codes.iter().map(|(name, code)| (name, *code)).collect();
                // the ordered ones by code, the others by name behind them
                all.sort_by_cached_key(|(name, code)| {
                    let ordered = usize::from(*code) < names.ordered + 2;
                    (!ordered, if ordered { *code } else { 0 }, with_numbers(name), Arc::clone(name))
                });
                all.into_iter().map(|(name, code)| (code, Arc::clone(name), label_in(scale.as_deref(), name))).collect()
            }
        };
        groups.push((0, "missing".into(), Label::new("tidak diketahui", "not known")));
        groups.push((1, "none".into(), Label::new("tidak ada", "none")));
        groups
    }

    /// The code of each person's group.
    pub(crate) fn codes(&self, segment: &Segment, codes: &mut Vec<u16>) {
        codes.clear();
        let column = match &self.source {
            Source::Fact(fact) => segment.fact(*fact),
            Source::Other(name) => segment.other(name),
        };
        let Some(column) = column else {
            codes.resize(segment.len(), 0);
            return;
        };
        match &column.shape {
            Shape::Narrow { meaning, data, base, least, greatest } if pays(*base, *least, *greatest, segment.len()) => {
                self.narrow(meaning, data, *base, *least..=*greatest, codes);
            }
            _ => codes.extend((0..segment.len()).map(|place| self.code(&column.value(place)))),
        }
        let mut set = |bits: &Option<crate::bits::Bits>, code: u16| {
            for place in bits.iter().flat_map(crate::bits::Bits::ones) {
                if let Some(found) = codes.get_mut(place) {
                    *found = code;
                }
            }
        };
        set(&column.none, 1);
        set(&column.missing, 0);
        codes.resize(segment.len(), 0);
    }

    /// By a table of the codes of all values there can be.
    fn narrow(&self, meaning: &Meaning, data: &Data, base: i64, values: std::ops::RangeInclusive<i64>, codes: &mut Vec<u16>) {
        // stored integers are distances from the base; what stands under a set bit of a mask may lie outside
        let table: Vec<u16> = (base..=*values.end()).map(|n| if n < *values.start() { 0 } else { self.code(&meaning.value(n)) }).collect();
        let code = |at: usize| table.get(at).copied().unwrap_or(0);
        match data {
            Data::U8(found) => codes.extend(found.iter().map(|n| code(usize::from(*n)))),
            Data::U16(found) => codes.extend(found.iter().map(|n| code(usize::from(*n)))),
            Data::U32(found) => codes.extend(found.iter().map(|n| code(usize::try_from(*n).unwrap_or(usize::MAX)))),
            Data::I64(found) => codes.extend(found.iter().map(|n| code(usize::try_from(n.wrapping_sub(base)).unwrap_or(usize::MAX)))),
        }
    }

    fn code(&self, value: &Value) -> u16 {
        match (value, &self.grouping) {
            (Value::Missing, _) => 0,
            (Value::None, _) => 1,
            (Value::Date(date), Grouping::Years { last, .. }) => {
                let day = day_number(*date);
                2 + u16::try_from(last.iter().take_while(|last| day <= **last).count()).unwrap_or(0)
            }
            (Value::Number(number), Grouping::Numbers(edges)) => {
                2 + u16::try_from(edges.iter().take_while(|edge| **edge <= *number).count()).unwrap_or(0)
            }
            (_, Grouping::Years { .. } | Grouping::Numbers(_)) => 0,
            (Value::Text(text), Grouping::Named { names, .. }) => intern(names, text),
            (Value::Choice(choice), Grouping::Named { names, .. }) => intern(names, choice.code()),
            (other, Grouping::Named { names, .. }) => intern(names, &other.to_string().into()),
        }
    }
}

fn intern(names: &Mutex<Names>, name: &Arc<str>) -> u16 {
    let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(code) = names.codes.get(name) {
        return *code;
    }
    if names.codes.len() >= MOST_GROUPS {
        names.too_many = true;
        return 0;
    }
    let code = u16::try_from(names.codes.len() + 2).unwrap_or(0);
    names.codes.insert(Arc::clone(name), code);
    code
}

impl Grouping {
    fn of_fact(
        catalogue: &Catalogue,
        fact: FactIndex,
        banding: Option<&Banding>,
        as_of: NaiveDate,
        rounding: DateRounding,
    ) -> Result<Grouping, Label> {
        let declared = catalogue.fact(fact);
        let edges = || if declared.protected == Some(ProtectedGround::Age) { AGES.to_vec() } else { SPANS.to_vec() };
        match (&declared.ty, banding) {
            (Type::Date, Some(banding @ Banding::Years(_))) | (Type::Number(_), Some(banding @ Banding::Numbers(_))) => {
                Grouping::banded(banding, as_of, rounding)
            }
            (_, Some(_)) => Err(Label::new(
                "pengelompokan tidak cocok dengan jenis nilainya: tahun untuk tanggal, batas untuk bilangan",
                "the bands do not fit the type of the values: years for dates, edges for numbers",
            )),
            (Type::Date, None) => Grouping::banded(&Banding::Years(edges()), as_of, rounding),
            (Type::Number(unit), None) => {
                let years = unit.as_deref() == Some("years");
                let edges = match declared.range {
                    _ if years => edges().into_iter().map(Decimal::from).collect(),
                    Some((least, greatest)) if greatest > least => tenths(least, greatest),
                    _ => {
                        return Err(Label::new(
                            "bilangan tanpa rentang dalam katalog memerlukan batas kelompok",
                            "a number without a range in the catalogue needs the edges of its bands",
                        ));
                    }
                };
                Grouping::banded(&Banding::Numbers(edges), as_of, rounding)
            }
            (Type::Choice(scale), None) => Ok(Grouping::named(Some(scale), &[])),
            (Type::Boolean, None) => Ok(Grouping::named(None, &["false", "true"])),
            (Type::Text, None) => Ok(Grouping::named(None, &[])),
            _ => Err(Label::new("nilai jenis ini tidak dapat dikelompokkan", "values of this type cannot be grouped")),
        }
    }

    fn banded(banding: &Banding, as_of: NaiveDate, rounding: DateRounding) -> Result<Grouping, Label> {
        let unordered = || Label::new("batas kelompok harus naik dan ada isinya", "edges of bands must ascend, and there must be some");
        match banding {
            Banding::Years(edges) if !edges.is_empty() && edges.is_sorted_by(|a, b| a < b) && edges.iter().all(|edge| *edge <= 200) => {
                Ok(Grouping::Years { edges: edges.clone(), last: last_days(edges, as_of, rounding) })
            }
            Banding::Numbers(edges) if !edges.is_empty() && edges.len() <= 1000 && edges.is_sorted_by(|a, b| a < b) => {
                Ok(Grouping::Numbers(edges.clone()))
            }
            _ => Err(unordered()),
        }
    }

    fn named(scale: Option<&Arc<Scale>>, first: &[&str]) -> Grouping {
        let of_scale = scale.iter().flat_map(|scale| &scale.values).map(|value| Arc::clone(&value.code));
        let all = of_scale.chain(first.iter().map(|name| Arc::from(*name)));
        let codes: BTreeMap<Arc<str>, u16> = all.zip(2..).collect();
        let names = Names { ordered: codes.len(), codes, too_many: false };
        Grouping::Named { scale: scale.map(Arc::clone), names: Mutex::new(names) }
    }
}

/// Whether a table of all values between the base and the greatest is worth making for so many people.
pub(crate) fn pays(base: i64, least: i64, greatest: i64, people: usize) -> bool {
    let room = i64::try_from(people.saturating_mul(2)).unwrap_or(i64::MAX).clamp(256, 1 << 17);
    base <= least && least <= greatest && greatest.checked_sub(base).is_some_and(|width| width < room)
}

/// Nine edges that cut a range into ten bands.
#[expect(clippy::arithmetic_side_effects, reason = "inside the declared range of a fact")]
fn tenths(least: Decimal, greatest: Decimal) -> Vec<Decimal> {
    let mut edges: Vec<Decimal> = (1..10).map(|n| (least + (greatest - least) * Decimal::new(n, 1)).normalize()).collect();
    edges.dedup();
    edges
}

/// For each edge the last day on which a date has that many completed years.
fn last_days(edges: &[u32], as_of: NaiveDate, rounding: DateRounding) -> Vec<i64> {
    edges.iter().map(|edge| last_day(as_of, *edge, rounding).map_or(i64::MIN, day_number)).collect()
}

/// The last date that has so many completed years on the day.
fn last_day(as_of: NaiveDate, years: u32, rounding: DateRounding) -> Option<NaiveDate> {
    let years = i32::try_from(years).ok()?;
    let mut day = add_months(as_of, years.checked_mul(-12)?, DateRounding::LastDayOfMonth)?;
    // 28 February minus four years: the 29th has as many years where it counts as the 28th
    while let Some(next) = day.succ_opt().filter(|next| *next <= as_of && years_between(*next, as_of, rounding) >= years) {
        day = next;
    }
    while years_between(day, as_of, rounding) < years {
        day = day.pred_opt()?;
    }
    Some(day)
}

fn year_band(code: u16, edges: &[u32], band: usize) -> (u16, Arc<str>, Label) {
    let low = band.checked_sub(1).and_then(|at| edges.get(at)).copied();
    let high = edges.get(band).copied();
    let (text, label) = match (low, high) {
        (None, Some(high)) => (format!("<{high}"), Label::new(format!("kurang dari {high} tahun"), format!("under {high} years"))),
        (Some(low), Some(high)) if high == low + 1 => {
            (low.to_string(), Label::new(format!("{low} tahun"), format!("{low} {}", if low == 1 { "year" } else { "years" })))
        }
        (Some(low), Some(high)) => {
            (format!("{low}-{}", high - 1), Label::new(format!("{low}–{} tahun", high - 1), format!("{low}–{} years", high - 1)))
        }
        (low, None) => {
            let low = low.unwrap_or(0);
            (format!("{low}+"), Label::new(format!("{low} tahun atau lebih"), format!("{low} years and over")))
        }
    };
    (code, text.into(), label)
}

fn number_band(code: u16, edges: &[Decimal], band: usize) -> (u16, Arc<str>, Label) {
    let low = band.checked_sub(1).and_then(|at| edges.get(at));
    let high = edges.get(band);
    let (text, label) = match (low, high) {
        (None, Some(high)) => (format!("<{high}"), Label::new(format!("di bawah {high}"), format!("below {high}"))),
        (Some(low), Some(high)) => {
            (format!("[{low}..{high})"), Label::new(format!("{low} sampai di bawah {high}"), format!("{low} to below {high}")))
        }
        (low, None) => {
            let low = low.copied().unwrap_or_default();
            (format!(">={low}"), Label::new(format!("{low} atau lebih"), format!("{low} and over")))
        }
    };
    (code, text.into(), label)
}

/// The label of a name: of its scale where it has one.
fn label_in(scale: Option<&Scale>, name: &Arc<str>) -> Label {
    let of_scale = scale.and_then(|scale| scale.values.iter().find(|value| value.code == *name));
    of_scale.map_or_else(|| label_of_value(name), |value| value.label.clone())
}

fn label_of_value(name: &Arc<str>) -> Label {
    match &**name {
        "true" => Label::new("ya", "yes"),
        "false" => Label::new("tidak", "no"),
        _ => Label::same(Arc::clone(name)),
    }
}

fn label_of_other(name: &Arc<str>) -> Label {
    match name.to_lowercase().as_str() {
        "unit" => Label::new("Unit kerja", "Unit"),
        "region" => Label::new("Wilayah", "Region"),
        "province" => Label::new("Provinsi", "Province"),
        "agency" => Label::new("Instansi", "Agency"),
        "department" => Label::new("Bagian", "Department"),
        "grade" => Label::new("Golongan", "Grade"),
        "position.kind" => Label::new("Jenis jabatan", "Kind of position"),
        "education.level" => Label::new("Pendidikan", "Education"),
        "sex" => Label::new("Jenis kelamin", "Sex"),
        "age" => Label::new("Usia", "Age"),
        _ => Label::same(Arc::clone(name)),
    }
}

/// What people read for the name of a fact or column.
pub(super) fn label_of_name(catalogue: &Catalogue, name: &Arc<str>) -> Label {
    catalogue.find(name).map_or_else(|| label_of_other(name), |fact| catalogue.fact(fact).label.clone())
}

/// The axes of the dimensions asked for, and those that cannot be told apart with the reason.
pub(crate) fn axes(
    dimensions: &[Dimension],
    population: &dyn Population,
    as_of: NaiveDate,
    rounding: DateRounding,
) -> Result<(Vec<Axis>, Vec<(Arc<str>, Label)>), LabError> {
    let (mut found, mut left_out): (Vec<Axis>, Vec<(Arc<str>, Label)>) = (Vec::new(), Vec::new());
    for dimension in dimensions {
        if found.iter().any(|axis: &Axis| axis.name == dimension.name) {
            let name = &dimension.name;
            return Err(LabError::refused(format!("dimensi `{name}` disebut dua kali"), format!("dimension `{name}` is named twice")));
        }
        match Axis::of(dimension, population, as_of, rounding) {
            Ok(axis) => found.push(axis),
            Err(reason) => left_out.push((Arc::clone(&dimension.name), reason)),
        }
    }
    Ok((found, left_out))
}

/// A name as people order it: `Unit 2` before `Unit 10`.
fn with_numbers(name: &str) -> Vec<(String, u128)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (text, from) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (digits, after) = from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        // more digits than a number has room for come last
        parts.push((text.to_owned(), if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u128::MAX) }));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_completed_years_at_every_edge() {
        for as_of in ["2026-02-28", "2028-02-29", "2026-10-01", "2027-03-01"] {
            let as_of: NaiveDate = as_of.parse().unwrap();
            for rounding in [DateRounding::LastDayOfMonth, DateRounding::FirstDayOfNextMonth] {
                for years in [1, 2, 3, 4, 30] {
                    let last = last_day(as_of, years, rounding).unwrap();
                    assert!(years_between(last, as_of, rounding) >= i32::try_from(years).unwrap(), "{as_of} {years}");
                    assert!(years_between(last.succ_opt().unwrap(), as_of, rounding) < i32::try_from(years).unwrap(), "{as_of} {years}");
                }
            }
        }
    }

    #[test]
    fn bands_are_named_by_what_they_hold() {
        let edges = [25, 30, 31];
        let names: Vec<String> = (0..4).map(|band| year_band(2, &edges, band).2.en.to_string()).collect();
        assert_eq!(names, ["under 25 years", "25–29 years", "30 years", "31 years and over"]);
        assert_eq!(number_band(2, &[Decimal::TEN], 1).1.as_ref(), ">=10");
    }

    #[test]
    fn names_with_numbers_stand_as_people_order_them() {
        let mut names = ["Dinas 10", "Dinas 2", "Bidang", "Dinas", "Dinas 2 Utara", "2 Ilir", "Dinas 02"];
        names.sort_by_key(|name| (with_numbers(name), *name));
        assert_eq!(names, ["2 Ilir", "Bidang", "Dinas", "Dinas 02", "Dinas 2", "Dinas 2 Utara", "Dinas 10"]);
    }
}
