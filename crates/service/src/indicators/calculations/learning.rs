//! Learning hours: who met the duty, how many there were, how evenly.

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::indicator::Calculated;
use jenjang::legal::Label;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::people::{CivilServant, View};
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::value::Value;
use jenjang::store::{Page, Transaction};
use jenjang_statistics::fairness::gini;

use super::{Data, Figure, share};
use crate::error::ServiceError;
use crate::evaluation::figures::{decimal, rounded};
use crate::policies::rules;
use crate::promotion::{Gatherer, Sources};

/// The policy that says who met the duty.
const DUTY: &str = "asn/learning/yearly-duty";
/// The fact it reads.
const HOURS: &str = "learning.hours this year";
/// Decimal places of the Gini index.
const GINI_PLACES: usize = 6;

/// People read at once.
const BATCH: usize = 1_000;

/// What the duty of a year came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::indicators) enum Duty {
    /// Met.
    Met,
    /// Some hours, but too few.
    Below,
    /// No hours at all.
    None,
    /// The duty does not concern the person.
    NotConcerned,
    /// Nobody knows: the register was not consulted, or a fact is missing.
    Unknown,
}

/// The duty of a year on its last day counted.
pub(in crate::indicators) struct DutyOfYear<'a> {
    policy: PolicyOnDate,
    catalogue: std::sync::Arc<jenjang::policy::catalogue::Catalogue>,
    gatherer: &'a dyn Gatherer,
    first: NaiveDate,
    last: NaiveDate,
}

impl<'a> DutyOfYear<'a> {
    pub(in crate::indicators) fn new(data: &Data<'a>) -> Result<DutyOfYear<'a>, ServiceError> {
        let last = data.period.last_day();
        let policy = rules::policy(data.library, DUTY)?;
        let prepared = prepare(&data.library.set, policy, last, EVERYTHING_KNOWN)
            .map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))?;
        let first = NaiveDate::from_ymd_opt(data.period.year(), 1, 1).unwrap_or_default();
        let catalogue = std::sync::Arc::clone(&policy.catalogue);
        Ok(DutyOfYear { policy: prepared, catalogue, gatherer: data.gatherer, first, last })
    }

    /// What the duty of a person came to.
    pub(in crate::indicators) fn of(&self, file: &PersonFile) -> Duty {
        let Some(hours) = hours(file, self.first, self.last) else { return Duty::Unknown };
        let Ok(person) = CivilServant::try_from(file.record.clone()) else { return Duty::Unknown };
        let view = View { as_of: self.last, known_at: EVERYTHING_KNOWN };
        let mut dossier = self.gatherer.gather(&self.catalogue, Sources { person: &person, superior: None, view });
        let Some(fact) = self.catalogue.find(HOURS) else { return Duty::Unknown };
        dossier.set(fact, Value::Number(hours));
        let decision = decide(&self.policy, &dossier, &[]);
        match decision.outcome {
            // whom no condition of the duty applies to has not met it
            Outcome::Eligible if decision.findings.iter().all(|finding| finding.verdict == Verdict::NotApplicable) => Duty::NotConcerned,
            Outcome::Eligible => Duty::Met,
            Outcome::NotEligible if hours.is_zero() => Duty::None,
            Outcome::NotEligible => Duty::Below,
            Outcome::Unknown | Outcome::Value(_) => Duty::Unknown,
        }
    }
}

/// Learning hours completed between two days; `None` where the register was not consulted.
fn hours(file: &PersonFile, first: NaiveDate, last: NaiveDate) -> Option<Decimal> {
    let entries = file.record.registers.learning.as_ref()?;
    let counted = entries.iter().filter(|entry| first <= entry.completed && entry.completed <= last);
    counted.map(|entry| entry.hours).try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Shows every person of the units to a function, a page at a time.
pub(in crate::indicators) async fn everybody(
    tx: &mut dyn Transaction,
    units: Option<&std::collections::BTreeSet<jenjang::people::id::UnitId>>,
    mut show: impl FnMut(&PersonFile) + Send,
) -> Result<(), ServiceError> {
    let filter = PeopleFilter { units: units.cloned(), ..PeopleFilter::default() };
    let mut page = Page::first(BATCH);
    loop {
        let people = tx.people().list(&filter, &page).await?;
        let Some(last) = people.last().map(|file| file.value.id().clone()) else { return Ok(()) };
        for file in &people {
            show(&file.value);
        }
        page = Page::after(last, BATCH);
    }
}

fn nobody() -> Label {
    Label::new(
        "tidak seorang pun riwayat pengembangannya diketahui; dilengkapi oleh unit kepegawaian",
        "nobody's learning register is known; the personnel unit supplies it",
    )
}

pub(super) async fn duty_share(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let duty = DutyOfYear::new(data)?;
    let (mut met, mut known, mut unknown) = (0_u64, 0_u64, 0_u64);
    everybody(tx, data.units, |file| match duty.of(file) {
        Duty::Met => {
            met += 1;
            known += 1;
        }
        Duty::Below | Duty::None => known += 1,
        Duty::NotConcerned => {}
        Duty::Unknown => unknown += 1,
    })
    .await?;
    Ok(share(met, known, unknown, || {
        Label::new(
            "tidak seorang pun yang terkena kewajiban diketahui riwayat pengembangannya; dilengkapi oleh unit kepegawaian",
            "of nobody under the duty the learning register is known; the personnel unit supplies it",
        )
    }))
}

async fn all_hours(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<(Vec<Decimal>, u64), ServiceError> {
    let (first, last) = (data.period.first_day(), data.period.last_day());
    let (mut known, mut unknown) = (Vec::new(), 0_u64);
    everybody(tx, data.units, |file| match hours(file, first, last) {
        Some(hours) => known.push(hours),
        None => unknown += 1,
    })
    .await?;
    Ok((known, unknown))
}

pub(super) async fn mean_hours(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let (hours, unknown) = all_hours(tx, data).await?;
    let counted = u64::try_from(hours.len()).ok();
    let mean = jenjang::index::mean(&hours).map(|value| Calculated { value, counted, unknown: Some(unknown) });
    Ok(mean.ok_or_else(nobody))
}

pub(super) async fn gini_hours(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let (hours, unknown) = all_hours(tx, data).await?;
    if hours.is_empty() {
        return Ok(Err(nobody()));
    }
    let counted = u64::try_from(hours.len()).ok();
    let values: Vec<f64> = hours.into_iter().map(decimal).collect();
    let value = gini(&values)
        .map_err(|reason| reason.label())
        .and_then(|value| rounded(value, GINI_PLACES).ok_or_else(|| Label::new("bukan bilangan", "not a number")));
    Ok(value.map(|value| Calculated { value, counted, unknown: Some(unknown) }))
}
