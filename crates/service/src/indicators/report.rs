//! Reporting a figure.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::indicator::reading::current;
use jenjang::indicator::{Calculated, Indicator, Reading, ReadingState, Reported, ReportingPeriod, Source};
use jenjang::legal::Label;
use jenjang::people::id::IndicatorId;
use jenjang::store::Transaction;

use super::{FIGURE, acting, numbered, over, readings, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, authorize};
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// A figure to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportReading {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// The figure, as the report it is taken from prints it.
    pub value: Decimal,
    /// Its parts, where the formula names some.
    pub inputs: BTreeMap<Arc<str>, Decimal>,
    /// Where it can be looked up.
    pub evidence: String,
    /// Why the figure that is there is wrong; needed where there is one.
    pub correction: Option<String>,
    /// What was seen of the period before: its revision is the number of the figure that counts.
    pub seen: Seen,
}

/// Reports a figure, by an HR officer or a policy analyst. Where the formula names parts, the figure they give is calculated and kept beside it.
///
/// A figure that is there is not overwritten: with a reason the new one is kept as its correction and points at it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a period the indicator does not cover or that is not over, no
/// evidence, parts that are not those of the formula, a second figure without a reason; [`ServiceError::Store`], with a conflict where another figure
/// stands than was seen.
pub async fn report(context: &Context<'_>, command: &ReportReading) -> Result<Reading, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &ReportReading) -> Result<Reading, ServiceError> {
    let indicator = records::require::<Indicator>(tx, command.indicator.as_str()).await?.value;
    authorize(context, tx, Action::ReportIndicator, &target(&indicator)).await?;
    let actor = acting(context, Action::ReportIndicator)?.clone();
    over(context, &indicator, command.period)?;
    let evidence = records::said(&command.evidence, &Label::new("bukti", "evidence"))?;
    let formula = indicator.formula(command.period);
    let calculated = match formula {
        Some(formula) => {
            let value = formula.calculate(&command.inputs).map_err(|message| ServiceError::refused("formula-inputs", message))?;
            Some(Calculated { value, counted: None, unknown: None })
        }
        None if command.inputs.is_empty() => None,
        None => {
            return Err(ServiceError::refused(
                "formula-inputs",
                Label::new(
                    format!("indikator `{}` tidak mempunyai rumus untuk `{}`, unsur tidak dipakai", indicator.id, command.period),
                    format!("indicator `{}` has no formula for `{}`, parts are not used", indicator.id, command.period),
                ),
            ));
        }
    };
    let stored: Vec<Reading> = readings(tx, &indicator.id).await?.into_iter().map(|stored| stored.value).collect();
    let before = current(&stored, command.period);
    command.seen.still(FIGURE, format!("{} {}", indicator.id, command.period), before.map(numbered))?;
    let reason = match (&command.correction, before) {
        (Some(reason), Some(_)) => Some(records::said(reason, &Label::new("alasan koreksi", "reason of the correction"))?),
        (None, None) => None,
        (Some(_), None) => {
            return Err(ServiceError::refused(
                "nothing-to-correct",
                Label::new(
                    format!("belum ada angka `{}` yang dapat dikoreksi", command.period),
                    format!("there is no figure of `{}` to correct yet", command.period),
                ),
            ));
        }
        // a figure that was only calculated waits for its report
        (None, Some(before)) if before.reported.is_none() => None,
        (None, Some(before)) => {
            return Err(ServiceError::refused(
                "figure-there",
                Label::new(
                    format!("`{}` sudah mempunyai angka (nomor {}), beri alasan koreksi", command.period, before.number),
                    format!("`{}` has a figure already (number {}), give a reason to correct it", command.period, before.number),
                ),
            ));
        }
    };
    let kept = matches!(indicator.source, Source::Stored { .. }).then(|| before.and_then(|before| before.calculated.clone())).flatten();
    let reading = Reading {
        indicator: indicator.id.clone(),
        period: command.period,
        number: next_number(&stored, command.period),
        corrects: before.map(|before| before.number),
        reason,
        formula: formula.map(|formula| formula.version),
        reported: Some(Reported { value: command.value, inputs: command.inputs.clone(), evidence }),
        calculated: calculated.or(kept),
        not_calculated: None,
        entered: context.clock.today(),
        entered_by: Some(actor),
        verified_by: None,
        state: ReadingState::Entered,
    };
    records::save(tx, &reading, None).await?;
    let subject = records::subject(tx, None, Some(&reading)).await?;
    trail::record(context, tx, Change::new(Action::ReportIndicator, vec![subject])).await?;
    Ok(reading)
}

/// The number of the next reading of a period.
pub(super) fn next_number(readings: &[Reading], period: ReportingPeriod) -> u32 {
    readings.iter().filter(|reading| reading.period == period).map(|reading| reading.number).max().unwrap_or(0).saturating_add(1)
}
