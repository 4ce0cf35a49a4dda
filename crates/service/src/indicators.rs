//! Indicators: defined, reported and calculated apart, verified by somebody else, watched; the yearly review of policies; published statistics.

mod alerts;
mod calculate;
pub mod calculations;
mod define;
mod limits;
mod publish;
mod published;
mod read;
mod report;
mod review;
mod verify;

use jenjang::indicator::{Indicator, Reading, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::id::{IndicatorId, PersonId};
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed};
use crate::records;

pub use alerts::{Attention, ReviewDue, attention};
pub use calculate::{CalculateReadings, CalculatedReading, calculate};
pub use calculations::Calculation;
pub use define::{DefineIndicators, Defined, define, define_as_seen};
pub(crate) use limits::{Limit, limit, points};
pub use publish::{Breakdown, Outcome, PublishStatistics, Published, Row, publish};
pub use published::{PublishedTable, list_published, read_published};
pub use read::{IndicatorView, PolicyView, read_indicator, read_indicators, read_reviews};
pub use report::{ReportReading, report};
pub use review::{PromiseFigures, ReviewPolicy, promise, review};
pub use verify::{VerifyReading, verify};

/// What an indicator is, for the right to act on it: its unit, or the whole service.
fn target(indicator: &Indicator) -> Target {
    indicator.scope.as_ref().map_or_else(Target::everything, Target::unit)
}

/// What a conflict calls a figure.
const FIGURE: &str = "figure";

/// A figure as [`Seen`](crate::Seen) knows it: by its number, which grows with every correction.
fn numbered(reading: &Reading) -> Revision {
    Revision(u64::from(reading.number))
}

/// The person who acts.
fn acting<'c>(context: &'c Context<'_>, action: Action) -> Result<&'c PersonId, ServiceError> {
    context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })
}

/// The readings of an indicator, by period and number.
async fn readings(tx: &mut dyn Transaction, indicator: &IndicatorId) -> Result<Vec<Versioned<Reading>>, ServiceError> {
    let mut found: Vec<Versioned<Reading>> = records::list(tx, &RecordFilter::under(indicator.as_str())).await?;
    found.sort_by_key(|stored| (stored.value.period, stored.value.number));
    Ok(found)
}

/// Refuses for a period that the indicator has no figure for, or that is not over.
fn over(context: &Context<'_>, indicator: &Indicator, period: ReportingPeriod) -> Result<(), ServiceError> {
    if !indicator.covers(period) {
        let (kind, since) = (indicator.period.label(), indicator.since);
        return Err(ServiceError::refused(
            "period-not-covered",
            Label::new(
                format!("indikator `{}` tidak mempunyai angka untuk `{period}`, diharapkan {} mulai `{since}`", indicator.id, kind.id),
                format!("indicator `{}` has no figure for `{period}`, expected a {} from `{since}` on", indicator.id, kind.en),
            ),
        ));
    }
    let (today, last) = (context.clock.today(), period.last_day());
    if today <= last {
        return Err(ServiceError::refused(
            "period-not-over",
            Label::new(
                format!("periode `{period}` baru berakhir {last}, sekarang {today}"),
                format!("period `{period}` ends on {last} only, today is {today}"),
            ),
        ));
    }
    Ok(())
}
