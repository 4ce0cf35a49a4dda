//! Defining indicators.

use std::collections::BTreeMap;

use jenjang::audit::Subject;
use jenjang::indicator::{Fault, Formula, Indicator, Source};
use jenjang::legal::Label;
use jenjang::people::id::IndicatorId;
use jenjang::store::{Revision, Transaction};

use super::calculations::Calculation;
use super::{readings, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, authorize};
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// Indicators to define, new or anew.
#[derive(Clone, Debug)]
pub struct DefineIndicators {
    /// The indicators.
    pub indicators: Vec<Indicator>,
}

/// What was defined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defined {
    /// New ones.
    pub new: usize,
    /// Those that were there and are another now.
    pub changed: usize,
    /// Those that were there just so.
    pub as_before: usize,
}

/// Defines indicators, by a policy analyst; all of them or none.
///
/// What figures were entered under does not change afterwards: period, direction, source and formula versions of an indicator with figures stay, a new
/// formula is a new version, and the target of a period that is over is not moved.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] for a definition with a fault or a change after the fact; [`ServiceError::Store`].
pub async fn define(context: &Context<'_>, command: &DefineIndicators) -> Result<Defined, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command, None).await)
}

/// Defines indicators where those that are there still are as they were seen: at these revisions, or not there at all.
///
/// # Errors
/// As [`define`]; a conflict for the first that somebody else defined or changed meanwhile.
pub async fn define_as_seen(
    context: &Context<'_>,
    command: &DefineIndicators,
    seen: &BTreeMap<IndicatorId, Revision>,
) -> Result<Defined, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command, Some(seen)).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &DefineIndicators,
    seen: Option<&BTreeMap<IndicatorId, Revision>>,
) -> Result<Defined, ServiceError> {
    let mut defined = Defined::default();
    let mut subjects: Vec<Subject> = Vec::new();
    for indicator in &command.indicators {
        authorize(context, tx, Action::ManageIndicator, &target(indicator)).await?;
        if let Some(Fault { code, message, .. }) = indicator.faults().into_iter().next() {
            return Err(ServiceError::refused(code, about(indicator, &message)));
        }
        if let Some(message) = unusable(&indicator.source) {
            return Err(ServiceError::refused("unknown-calculation", about(indicator, &message)));
        }
        let before = records::find::<Indicator>(tx, indicator.id.as_str()).await?;
        let still = match seen {
            None => Seen::Anything,
            Some(seen) => seen.get(&indicator.id).map_or(Seen::Nothing, |revision| Seen::At(*revision)),
        };
        let still = still.still("indicator", &indicator.id, before.as_ref().map(|stored| stored.revision));
        match &before {
            None => {
                still?;
                defined.new += 1;
            }
            Some(stored) if stored.value == *indicator => {
                defined.as_before += 1;
                continue;
            }
            Some(stored) => {
                // whoever may change it now must be in charge of what it was too
                authorize(context, tx, Action::ManageIndicator, &target(&stored.value)).await?;
                still?;
                unmoved(context, tx, &stored.value, indicator).await?;
                defined.changed += 1;
            }
        }
        records::save(tx, indicator, before.as_ref().map(|stored| stored.revision)).await?;
        subjects.push(records::subject(tx, before.as_ref().map(|stored| &stored.value), Some(indicator)).await?);
    }
    if !subjects.is_empty() {
        trail::record(context, tx, Change::new(Action::ManageIndicator, subjects)).await?;
    }
    Ok(defined)
}

/// Why figures cannot come from there.
fn unusable(source: &Source) -> Option<Label> {
    let Source::Stored { calculation, of } = source else { return None };
    let Some(found) = Calculation::of(calculation) else {
        return Some(Label::new(format!("perhitungan `{calculation}` tidak dikenal"), format!("unknown calculation `{calculation}`")));
    };
    let (id, en) = match (found.asks_of(), of) {
        (true, None) => ("memerlukan `of`, yaitu id survei", "needs `of`, the id of a survey"),
        (false, Some(_)) => ("tidak memakai `of`", "does not use `of`"),
        _ => return None,
    };
    Some(Label::new(format!("perhitungan `{calculation}` {id}"), format!("calculation `{calculation}` {en}")))
}

fn about(indicator: &Indicator, message: &Label) -> Label {
    Label::new(format!("indikator `{}`: {}", indicator.id, message.id), format!("indicator `{}`: {}", indicator.id, message.en))
}

/// Refuses to change what entered figures rest on.
async fn unmoved(context: &Context<'_>, tx: &mut dyn Transaction, before: &Indicator, after: &Indicator) -> Result<(), ServiceError> {
    if readings(tx, &before.id).await?.is_empty() {
        return Ok(());
    }
    let refused = |id: &str, en: &str| {
        Err(ServiceError::refused(
            "figures-entered",
            about(
                before,
                &Label::new(
                    format!("sudah mempunyai angka, {id} tidak dapat diubah; buat indikator baru"),
                    format!("it has figures already, its {en} cannot change; define a new indicator"),
                ),
            ),
        ))
    };
    if before.period != after.period {
        return refused("periodenya", "period");
    }
    if before.direction != after.direction {
        return refused("arahnya", "direction");
    }
    if before.source != after.source || before.scope != after.scope {
        return refused("sumbernya", "source");
    }
    let changed = |old: &&Formula| !after.formulas.contains(old);
    if let Some(old) = before.formulas.iter().find(changed) {
        let version = old.version;
        return Err(ServiceError::refused(
            "figures-entered",
            about(
                before,
                &Label::new(
                    format!("sudah mempunyai angka, rumus versi {version} tidak dapat diubah; tambahkan versi baru"),
                    format!("it has figures already, formula version {version} cannot change; add a new version"),
                ),
            ),
        ));
    }
    let today = context.clock.today();
    let moved = |(period, value): &(&_, &_)| {
        jenjang::indicator::ReportingPeriod::last_day(**period) < today && after.targets.get(*period) != Some(*value)
    };
    if let Some((period, value)) = before.targets.iter().find(moved) {
        return Err(ServiceError::refused(
            "target-moved",
            about(
                before,
                &Label::new(
                    format!("target {value} untuk `{period}` tidak dapat diubah, periodenya sudah berakhir"),
                    format!("the target {value} of `{period}` cannot change, the period is over"),
                ),
            ),
        ));
    }
    Ok(())
}
