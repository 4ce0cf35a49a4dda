//! How long until waiting alone suffices.

use jenjang::legal::Label;
use rust_decimal::Decimal;
use serde::Serialize;

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
    /// People whose bucket follows from their answers today for everybody: eligible now, or stopped by what no waiting changes.
    pub settled: u64,
    /// People whose bucket was found by trying the days.
    pub tried: u64,
    /// People whose bucket is estimated from those tried; 0 where every figure is exact.
    pub estimated: u64,
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
    pub people: u64,
    /// 95 % interval of `people`, where it is estimated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(u64, u64)>,
    /// Share of everybody, to four places.
    pub share: Decimal,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Eligible today.
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
