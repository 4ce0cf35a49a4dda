//! How long until waiting alone suffices.
//!
//! Who is eligible waits for nothing; whom a requirement stops that never looks at the day waits for ever, as long as no rule changes: both are told
//! for everybody from the answers of today. All others are put together by their facts, and the day is searched for each combination, or for those
//! with the least hashes where there are too many; then the figures are estimates and carry an interval.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::{Earliest, earliest_on};
use jenjang::policy::value::{FactIndex, Value};
use jenjang_statistics::surveys::weighted_share;
use rust_decimal::Decimal;
use serde::Serialize;

use super::affected::share;
use super::reasons::{Place, Rule, rules};
use super::sketch::{Ceiling, Hasher, Mixed, Sketch};
use super::totals::{Everybody, Whole};
use super::{Options, WaitingOptions};
use crate::answers::Answers;
use crate::bits::Bits;
use crate::error::LabError;
use crate::population::Population;
use crate::run::Threads;
use crate::segment::Segment;
use crate::shown::{Parts, Shown};

/// Waiting times before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting {
    /// Under the rule in force.
    pub before: WaitingTimes,
    /// Under the draft.
    pub after: WaitingTimes,
    /// Up to how many months ahead days were tried.
    pub horizon_months: u32,
}

/// How long people wait under one policy. Every person is in one bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WaitingTimes {
    /// The buckets in the order of [`Bucket::ALL`].
    pub buckets: Vec<WaitingBucket>,
    /// People whose bucket follows from their answers on the day for everybody: eligible now, or stopped by what no waiting changes.
    pub settled: Shown,
    /// People whose bucket was found by trying the days.
    pub tried: Shown,
    /// People whose bucket is estimated from those tried; 0 where every figure is exact.
    pub estimated: Shown,
    /// Different combinations of facts that were tried, out of how many at least.
    pub combinations_tried: u64,
}

/// People who wait about as long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WaitingBucket {
    /// Which.
    pub bucket: Bucket,
    /// What people read.
    pub label: Label,
    /// How many; estimated where [`WaitingTimes::estimated`] is not 0.
    pub people: Shown,
    /// 95 % interval of `people`, where it is estimated and shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(u64, u64)>,
    /// Share of everybody, to four places.
    pub share: Shown<Decimal>,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Eligible on the day.
    Now,
    /// Within 6 months.
    To6,
    /// 7 to 12 months.
    To12,
    /// 13 to 24.
    To24,
    /// 25 to 36.
    To36,
    /// 37 to 60.
    To60,
    /// More than 60, within the horizon.
    Longer,
    /// Not by waiting.
    Never,
    /// Unknown: a fact is missing.
    Unknown,
}

impl Bucket {
    /// All, from soon to never.
    pub const ALL: [Bucket; 9] =
        [Bucket::Now, Bucket::To6, Bucket::To12, Bucket::To24, Bucket::To36, Bucket::To60, Bucket::Longer, Bucket::Never, Bucket::Unknown];

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Bucket::Now => Label::new("sekarang", "now"),
            Bucket::To6 => Label::new("sampai 6 bulan", "up to 6 months"),
            Bucket::To12 => Label::new("7–12 bulan", "7–12 months"),
            Bucket::To24 => Label::new("13–24 bulan", "13–24 months"),
            Bucket::To36 => Label::new("25–36 bulan", "25–36 months"),
            Bucket::To60 => Label::new("37–60 bulan", "37–60 months"),
            Bucket::Longer => Label::new("lebih dari 60 bulan", "more than 60 months"),
            Bucket::Never => Label::new("tidak dengan menunggu saja", "never by waiting"),
            Bucket::Unknown => Label::new("tidak diketahui", "unknown"),
        }
    }
}

/// What one thread counts.
#[derive(Clone, Debug)]
pub(super) struct Waits {
    before: Side,
    after: Side,
}

#[derive(Clone, Debug)]
struct Side {
    now: u64,
    never: u64,
    open: u64,
    combinations: Sketch<Vec<Value>>,
}

impl Waits {
    pub(super) fn add(&mut self, other: Waits) {
        self.before.add(other.before);
        self.after.add(other.after);
    }
}

impl Side {
    fn new(most: usize) -> Side {
        Side { now: 0, never: 0, open: 0, combinations: Sketch::new(most) }
    }

    fn add(&mut self, other: Side) {
        self.now += other.now;
        self.never += other.never;
        self.open += other.open;
        self.combinations.add(other.combinations);
    }
}

/// How waiting is looked at.
#[derive(Debug)]
pub(super) struct Waiter {
    options: Option<WaitingOptions>,
    /// Facts that are held of each combination, present in the data.
    facts: Vec<FactIndex>,
    before: Timeless,
    after: Timeless,
    seed: u64,
}

/// The required rules of a policy that no waiting changes; none where rules change within the horizon.
#[derive(Debug, Default)]
struct Timeless {
    rules: Vec<Rule>,
    ceiling: Ceiling,
}

impl Timeless {
    fn of(policy: &PolicyOnDate, horizon: Option<NaiveDate>) -> Timeless {
        if policy.until().is_some_and(|until| horizon.is_none_or(|horizon| until <= horizon)) {
            return Timeless::default();
        }
        let timeless = |rule: &Rule| match rule.place {
            Place::Criterion(at) => rule.required && policy.criteria().get(at).is_some_and(|criterion| criterion.is_timeless()),
            Place::Group(_) => false,
        };
        Timeless { rules: rules(policy).into_iter().filter(timeless).collect(), ceiling: Ceiling::default() }
    }
}

fn horizon(policy: &PolicyOnDate, months: u32) -> Option<NaiveDate> {
    add_months(policy.as_of(), i32::try_from(months).ok()?, DateRounding::LastDayOfMonth)
}

impl Waiter {
    pub(super) fn new(
        population: &dyn Population,
        before: &PolicyOnDate,
        after: &PolicyOnDate,
        facts: &[FactIndex],
        options: Option<WaitingOptions>,
        seed: u64,
    ) -> Waiter {
        let present = population.facts();
        let timeless = |policy: &PolicyOnDate| match options {
            Some(options) => Timeless::of(policy, horizon(policy, options.horizon_months)),
            None => Timeless::default(),
        };
        Waiter {
            facts: facts.iter().copied().filter(|fact| present.contains(fact)).collect(),
            before: timeless(before),
            after: timeless(after),
            options,
            seed,
        }
    }

    pub(super) fn fresh(&self) -> Waits {
        let most = self.options.map_or(0, |options| options.most);
        Waits { before: Side::new(most), after: Side::new(most) }
    }

    pub(super) fn count(&self, waits: &mut Waits, segment: &Segment, before: &Answers, after: &Answers) {
        if self.options.is_none() {
            return;
        }
        let open = |side: &mut Side, timeless: &Timeless, answers: &Answers| {
            let eligible = answers.outcome.eligible();
            let mut never = Bits::none(answers.len);
            for verdicts in timeless.rules.iter().filter_map(|rule| rule.place.verdicts(answers)) {
                never = never.or(&verdicts.not_met);
            }
            let open = eligible.or(&never).inverted();
            side.now += eligible.count();
            side.never += never.count();
            side.open += open.count();
            open
        };
        let before_open = open(&mut waits.before, &self.before, before);
        let after_open = open(&mut waits.after, &self.after, after);
        let any = before_open.or(&after_open);
        if any.words().iter().all(|word| *word == 0) {
            return;
        }
        let hashers: Vec<Hasher<'_>> =
            self.facts.iter().map(|fact| Hasher::of(segment.fact(*fact).map(|column| &**column), false)).collect();
        let values = |place: usize| self.facts.iter().map(|fact| segment.value(*fact, place)).collect();
        for place in any.ones() {
            let hash = hashers.iter().fold(Mixed::new(self.seed), |hash, hasher| hash.with(hasher.hash(place)));
            if before_open.get(place) {
                waits.before.combinations.offer(hash, &self.before.ceiling, || values(place));
            }
            if after_open.get(place) {
                waits.after.combinations.offer(hash, &self.after.ceiling, || values(place));
            }
        }
    }

    pub(super) fn finish(
        &self,
        waits: Waits,
        before: &PolicyOnDate,
        after: &PolicyOnDate,
        waiting: WaitingOptions,
        everybody: &Everybody,
        options: &Options,
    ) -> Result<Waiting, LabError> {
        Ok(Waiting {
            before: self.times(&waits.before, before, waiting, everybody.before(0), options)?,
            after: self.times(&waits.after, after, waiting, everybody.after(0), options)?,
            horizon_months: waiting.horizon_months,
        })
    }

    fn times(
        &self,
        side: &Side,
        policy: &PolicyOnDate,
        waiting: WaitingOptions,
        eligible: Whole,
        options: &Options,
    ) -> Result<WaitingTimes, LabError> {
        let Some(horizon) = horizon(policy, waiting.horizon_months) else {
            return Err(LabError::refused(
                format!("cakrawala {} bulan melampaui kalender", waiting.horizon_months),
                format!("a horizon of {} months is past the calendar", waiting.horizon_months),
            ));
        };
        let combinations: Vec<(&Vec<Value>, u64)> = side.combinations.kept().map(|kept| (&kept.what, kept.people)).collect();
        let buckets = self.buckets(&combinations, policy, horizon, options.threads);
        let found: Vec<(Bucket, u64)> = buckets.into_iter().zip(combinations.iter().map(|(_, people)| *people)).collect();
        let tried: u64 = found.iter().map(|(_, people)| people).sum();
        let exact = side.combinations.is_complete();
        let mut rows: Vec<(Bucket, u64, Option<(u64, u64)>)> = Vec::with_capacity(Bucket::ALL.len());
        for bucket in Bucket::ALL {
            let settled = match bucket {
                Bucket::Now => side.now,
                Bucket::Never => side.never,
                _ => 0,
            };
            let sampled: u64 = found.iter().filter(|(other, _)| *other == bucket).map(|(_, people)| people).sum();
            let (more, interval) = if exact { (sampled, None) } else { estimate(&found, bucket, side.open)? };
            rows.push((bucket, settled + more, interval.map(|(low, high)| (settled + low, settled + high))));
        }
        // who is eligible now stands among the totals, hidden or not
        let counts: Vec<u64> = rows.iter().map(|(_, people, _)| *people).collect();
        let now = Bucket::Now as usize;
        let must = if eligible.shown.is_hidden() { vec![now] } else { Vec::new() };
        let parts = Parts::of(
            &counts,
            &must,
            &Parts::sparing(&counts, (0..counts.len()).filter(|at| *at != now), options.suppression),
            options.suppression,
        );
        let people = side.now + side.never + side.open;
        let buckets = rows.into_iter().enumerate().map(|(at, (bucket, count, interval))| {
            let shown = if at == now && !eligible.shown.is_hidden() { Shown::Value(count) } else { parts.part(at) };
            WaitingBucket {
                bucket,
                label: bucket.label(),
                people: shown,
                interval: interval.filter(|_| !shown.is_hidden()),
                share: shown.map(|count| share(count, people).unwrap_or_default()),
            }
        });
        // settled: eligible now, which is told elsewhere, and stopped for ever
        let estimated = if exact { 0 } else { side.open.saturating_sub(tried) };
        let how = [side.now, side.never, tried, estimated];
        let how = Parts::of(&how, &must, &Parts::sparing(&how, 1..4, options.suppression), options.suppression);
        Ok(WaitingTimes {
            buckets: buckets.collect(),
            settled: how.sum(&[0, 1]),
            tried: how.part(2),
            estimated: if exact { Shown::Value(0) } else { how.part(3) },
            combinations_tried: combinations.len() as u64,
        })
    }

    /// The bucket of each combination, on all threads, in order.
    fn buckets(&self, combinations: &[(&Vec<Value>, u64)], policy: &PolicyOnDate, horizon: NaiveDate, threads: Threads) -> Vec<Bucket> {
        let edges: Vec<Option<NaiveDate>> =
            [6, 12, 24, 36, 60].iter().map(|months| add_months(policy.as_of(), *months, policy.policy().date_rounding())).collect();
        let bucket = |values: &[Value], dossier: &mut Dossier| {
            self.facts.iter().zip(values).for_each(|(fact, value)| dossier.set(*fact, value.clone()));
            match earliest_on(policy, dossier, horizon) {
                Earliest::Already => Bucket::Now,
                Earliest::On { date, .. } => {
                    let within = |at: usize| edges.get(at).copied().flatten().is_none_or(|edge| date <= edge);
                    let later = [Bucket::To6, Bucket::To12, Bucket::To24, Bucket::To36, Bucket::To60];
                    later.into_iter().enumerate().find(|(at, _)| within(*at)).map_or(Bucket::Longer, |(_, bucket)| bucket)
                }
                Earliest::NotWithinHorizon { .. } => Bucket::Never,
                Earliest::Unknown { .. } => Bucket::Unknown,
            }
        };
        let chunk = combinations.len().div_ceil(threads.0.get()).max(1);
        let work = |part: &[(&Vec<Value>, u64)]| -> Vec<Bucket> {
            let mut dossier = Dossier::new(Arc::clone(&policy.policy().catalogue), policy.as_of());
            part.iter().map(|(values, _)| bucket(values, &mut dossier)).collect()
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> = combinations.chunks(chunk).map(|part| scope.spawn(move || work(part))).collect();
            // a thread that ended badly leaves its part unknown
            let lengths = combinations.chunks(chunk).map(<[_]>::len);
            parts.into_iter().zip(lengths).flat_map(|(part, len)| part.join().unwrap_or_else(|_| vec![Bucket::Unknown; len])).collect()
        })
    }
}

/// How many of the open people are in a bucket, from the combinations tried, and the 95 % interval.
fn estimate(found: &[(Bucket, u64)], bucket: Bucket, open: u64) -> Result<(u64, Option<(u64, u64)>), LabError> {
    if open == 0 {
        return Ok((0, None));
    }
    let shares: Vec<(u64, bool)> = found.iter().map(|(other, people)| (*people, *other == bucket)).collect();
    let (low, high) = weighted_share(&shares, 0.95).map_err(|reason| {
        let label = reason.label();
        LabError::refused(
            format!("waktu tunggu tidak dapat diperkirakan: {}", label.id),
            format!("waiting times cannot be estimated: {}", label.en),
        )
    })?;
    let (hits, tried) = shares.iter().fold((0_u128, 0_u128), |(hits, tried), (people, hit)| {
        (hits + if *hit { u128::from(*people) } else { 0 }, tried + u128::from(*people))
    });
    let people = (hits * u128::from(open) * 2 + tried).checked_div(tried * 2).unwrap_or(0);
    let scaled = |millionths: u64| u64::try_from(u128::from(millionths) * u128::from(open) / 1_000_000).unwrap_or(open);
    Ok((u64::try_from(people).unwrap_or(open), Some((scaled(low), scaled(high)))))
}
