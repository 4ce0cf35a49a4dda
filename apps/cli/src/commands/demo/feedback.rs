//! A 360° cycle of the district, and the report of one person.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{RateeReport, Reporting, Status};
use jenjang::evaluation::scheme::Scheme;
use jenjang::people::id::PersonId;
use jenjang_service::evaluation::{CycleAnalysis, analyse_cycle, score_cycle};

use super::district::missing;
use crate::output::Failure;

/// The scheme of the demonstration.
const SCHEME: &str = "asn/360/default";

/// A cycle held, scored and released.
pub(super) struct Feedback {
    pub(super) scheme: Arc<Scheme>,
    pub(super) instrument: Arc<Instrument>,
    /// Answers given in all.
    pub(super) answers: usize,
    pub(super) analysis: CycleAnalysis,
    /// The report of one person who led to a complete score; absent where the district is too small for any.
    pub(super) report: Option<RateeReport>,
}

/// Everybody in the district rates and is rated, once.
pub(super) fn hold(people: &[PersonId], seed: u64) -> Result<Feedback, Failure> {
    let library = jenjang_asn::evaluation();
    let scheme = library.schemes.into_iter().find(|scheme| scheme.parts().id == SCHEME).ok_or_else(|| missing(SCHEME))?;
    let named = &scheme.parts().instrument;
    let instrument = library.instruments.into_iter().find(|i| i.parts().id == *named).ok_or_else(|| missing(named))?;
    let cycle = jenjang_asn::synthetic::cycle::cycle(&scheme, &instrument, people, seed)
        .map_err(|e| Failure::said(e.to_string(), e.to_string()))?;
    let sheets = score_cycle(&scheme, &instrument, &cycle, &BTreeMap::new()).map_err(|error| Failure { message: error.message() })?;
    let analysis = analyse_cycle(&scheme, &instrument, &cycle, &sheets, None);
    let reports = sheets
        .iter()
        .map(|sheet| Reporting { scheme: &scheme, instrument: &instrument, sheet, precision: Some(analysis.precision()) }.for_ratee());
    let mut complete: Vec<RateeReport> = reports.filter(|report| report.summary.status == Status::Complete).collect();
    // somebody with comments shows more of what a report holds
    let with_comments = complete.iter().position(|report| !report.comments.is_empty()).unwrap_or(0);
    let report = if complete.is_empty() { None } else { Some(complete.swap_remove(with_comments)) };
    Ok(Feedback { scheme, instrument, answers: cycle.answers(), analysis, report })
}
