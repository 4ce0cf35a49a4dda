//! Calculating figures from stored data.

use std::collections::BTreeSet;

use jenjang::audit::Subject;
use jenjang::indicator::reading::current;
use jenjang::indicator::{Calculated, Indicator, Reading, ReadingState, ReportingPeriod, Source};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::IndicatorId;
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};
use jenjang_policy_files::Library;

use super::calculations::{Calculation, Data};
use super::report::next_number;
use super::{acting, over, readings, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::needs::NeedLibrary;
use crate::people::scope::under;
use crate::permissions::{Action, authorize};
use crate::policies::in_force;
use crate::promotion::Gatherer;
use crate::records;
use crate::trail::{self, Change};

/// Which figures to calculate.
#[derive(Clone, Copy)]
pub struct CalculateReadings<'a> {
    /// One indicator, or all that are calculated from stored data.
    pub indicator: Option<&'a IndicatorId>,
    /// One period, or the last of each indicator that is over.
    pub period: Option<ReportingPeriod>,
    /// Policies, catalogue, frameworks and standards that came with the program.
    pub library: NeedLibrary<'a>,
    /// Gathers the facts about people.
    pub gatherer: &'a dyn Gatherer,
}

/// What was calculated of one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalculatedReading {
    /// The indicator.
    pub indicator: Indicator,
    /// The reading.
    pub reading: Reading,
    /// Whether it is new; otherwise the figure was the same before.
    pub new: bool,
}

/// Calculates figures from stored data, by an HR officer or policy analyst: one transaction and one audit entry.
///
/// A figure that comes out as before is left as it is. Another one is kept as a new reading that points at the old; what was reported beside the old
/// one stays beside the new, and both wait to be verified. Where nothing can be calculated the reading says why.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for an indicator that is reported, a period it does not cover or that
/// is not over; [`ServiceError::Unsound`] where a policy in force cannot be read; [`ServiceError::Store`].
pub async fn calculate(context: &Context<'_>, command: &CalculateReadings<'_>) -> Result<Vec<CalculatedReading>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &CalculateReadings<'_>,
) -> Result<Vec<CalculatedReading>, ServiceError> {
    let today = context.clock.today();
    let library = in_force(tx, command.library.shipped, View { as_of: today, known_at: today }).await?;
    let mut chosen: Vec<Versioned<Indicator>> = match command.indicator {
        Some(id) => vec![records::require(tx, id.as_str()).await?],
        None => records::list(tx, &RecordFilter::all()).await?,
    };
    if command.indicator.is_none() {
        chosen.retain(|stored| matches!(stored.value.source, Source::Stored { .. }));
        if let Some(period) = command.period {
            chosen.retain(|stored| stored.value.covers(period));
        }
    }
    let mut found = Vec::new();
    let mut subjects: Vec<Subject> = Vec::new();
    for Versioned { value: indicator, .. } in chosen {
        let period = match command.period {
            Some(period) => period,
            None => {
                let last = ReportingPeriod::containing(indicator.period, today).previous();
                // an indicator that begins later has no period that is over
                if command.indicator.is_none() && !indicator.covers(last) {
                    continue;
                }
                last
            }
        };
        let done = one(context, tx, command, &library, indicator, period).await?;
        if done.new {
            subjects.push(records::subject(tx, None, Some(&done.reading)).await?);
        }
        found.push(done);
    }
    if !subjects.is_empty() {
        trail::record(context, tx, Change::new(Action::ReportIndicator, subjects)).await?;
    }
    Ok(found)
}

async fn one(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &CalculateReadings<'_>,
    library: &Library,
    indicator: Indicator,
    period: ReportingPeriod,
) -> Result<CalculatedReading, ServiceError> {
    authorize(context, tx, Action::ReportIndicator, &target(&indicator)).await?;
    let actor = acting(context, Action::ReportIndicator)?.clone();
    let Source::Stored { calculation: name, of } = &indicator.source else {
        return Err(ServiceError::refused(
            "reported-indicator",
            Label::new(
                format!("indikator `{}` dilaporkan, bukan dihitung dari data tersimpan", indicator.id),
                format!("indicator `{}` is reported, not calculated from stored data", indicator.id),
            ),
        ));
    };
    over(context, &indicator, period)?;
    let calculation = Calculation::of(name).ok_or_else(|| ServiceError::not_found(Label::new("perhitungan", "calculation"), name))?;
    let units: Option<BTreeSet<_>> = match &indicator.scope {
        Some(unit) => Some(under(tx, unit).await?),
        None => None,
    };
    let data = Data {
        library,
        needs: Some(command.library),
        gatherer: command.gatherer,
        units: units.as_ref(),
        scope: indicator.scope.as_ref(),
        policy: indicator.policy.as_ref(),
        of: of.as_deref(),
        period,
        today: context.clock.today(),
    };
    let (calculated, not_calculated): (Option<Calculated>, Option<Label>) = match calculation.run(tx, &data).await? {
        Ok(calculated) => (Some(calculated), None),
        Err(why) => (None, Some(why)),
    };
    let stored: Vec<Reading> = readings(tx, &indicator.id).await?.into_iter().map(|stored| stored.value).collect();
    let before = current(&stored, period);
    if let Some(before) = before
        && before.calculated == calculated
        && before.not_calculated == not_calculated
    {
        return Ok(CalculatedReading { reading: before.clone(), indicator, new: false });
    }
    let reading = Reading {
        indicator: indicator.id.clone(),
        period,
        number: next_number(&stored, period),
        corrects: before.map(|before| before.number),
        reason: before.map(|_| "dihitung ulang / calculated anew".into()),
        formula: None,
        reported: before.and_then(|before| before.reported.clone()),
        calculated,
        not_calculated,
        entered: context.clock.today(),
        entered_by: Some(actor),
        verified_by: None,
        state: ReadingState::Entered,
    };
    records::save(tx, &reading, None).await?;
    Ok(CalculatedReading { indicator, reading, new: true })
}
