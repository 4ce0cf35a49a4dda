//! What is kept of a closed cycle, by reader.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::evaluation::duty::{DutyRecord, deductions};
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{Flag, HrReport, Precision, Reporting};
use jenjang::evaluation::repository::{Audience, ResultRecord};
use jenjang::evaluation::scheme::Scheme;
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RaterGroupCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::ServiceError;
use crate::evaluation::CycleAnalysis;
use crate::trail;

/// What HR reads about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HrResult {
    /// The person.
    pub person: PersonId,
    /// The report, where the person was rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<HrReport>,
    /// What the person left undone as a rater, a superior or in naming raters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// Whether the person enters or leaves the top of the cycle when lenient and severe raters are allowed for.
    #[serde(default)]
    pub sensitive: bool,
    /// Why groups were withdrawn, of a later edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// What somebody left undone in a cycle, in numbers: whom the person did not rate stands in nominations and receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Duty {
    /// People not rated.
    pub not_rated: usize,
    /// Subordinates whose raters were not appointed.
    pub subordinates_without_raters: usize,
    /// Whether the person proposed no raters although it was the person's to do.
    pub did_not_nominate: bool,
    /// Points taken under the scheme, capped; absent where the scheme takes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduction: Option<Decimal>,
}

impl Duty {
    pub(super) fn of(scheme: &Scheme, record: &DutyRecord) -> Duty {
        Duty {
            not_rated: record.not_rated.len(),
            subordinates_without_raters: record.subordinates_without_raters.len(),
            did_not_nominate: record.did_not_nominate,
            deduction: scheme.parts().duty.as_ref().map(|rule| deductions(rule, record).taken),
        }
    }
}

/// Groups withdrawn from a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Withdrawal {
    /// When.
    pub on: NaiveDate,
    /// Which groups.
    pub groups: Vec<RaterGroupCode>,
    /// Why.
    pub reason: Arc<str>,
}

/// The analysis of a cycle, without names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AnalysisResult {
    /// The analysis. Who enters and leaves the top stands with each person's own result for HR.
    pub analysis: CycleAnalysis,
    /// How many people would enter the top by shrinkage.
    pub entering_by_shrinkage: usize,
    /// How many would enter it by the additive model.
    pub entering_by_additive: usize,
}

impl AnalysisResult {
    pub(super) fn of(analysis: &CycleAnalysis) -> AnalysisResult {
        let mut analysis = analysis.clone();
        let severity = &mut analysis.severity;
        let (shrinkage, additive) = (severity.shrinkage.entering.len(), severity.additive.entering.len());
        for check in [&mut severity.shrinkage, &mut severity.additive] {
            check.entering.clear();
            check.leaving.clear();
        }
        AnalysisResult { analysis, entering_by_shrinkage: shrinkage, entering_by_additive: additive }
    }
}

/// What reports are written from.
pub(super) struct Writing<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) instrument: &'a Instrument,
    pub(super) precision: Option<&'a Precision>,
}

/// What HR knows of somebody besides the report.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    pub(super) flags: BTreeMap<Flag, usize>,
    pub(super) duty: Option<Duty>,
    pub(super) sensitive: bool,
    pub(super) withdrawn: Option<Withdrawal>,
}

impl Writing<'_> {
    /// The results of one person for every reader, and what a later edition is made from. The sheet holds what readers may know already.
    pub(super) fn results(&self, kept: &ScoreSheet, beside: Beside) -> Result<Vec<ResultRecord>, ServiceError> {
        let reporting = Reporting { scheme: self.scheme, instrument: self.instrument, sheet: kept, precision: self.precision };
        let person = &kept.ratee;
        let hr = HrResult {
            person: person.clone(),
            report: Some(reporting.for_hr(beside.flags)),
            duty: beside.duty,
            sensitive: beside.sensitive,
            withdrawn: beside.withdrawn,
        };
        Ok(vec![
            record(Some(person), Audience::Ratee, kept.edition, &reporting.for_ratee())?,
            record(Some(person), Audience::Superior, kept.edition, &reporting.for_superior())?,
            record(Some(person), Audience::Hr, kept.edition, &hr)?,
            record(Some(person), Audience::Edition, kept.edition, kept)?,
        ])
    }
}

/// A result as it is kept.
pub(super) fn record<T: Serialize>(
    ratee: Option<&PersonId>,
    audience: Audience,
    edition: u32,
    report: &T,
) -> Result<ResultRecord, ServiceError> {
    Ok(ResultRecord { ratee: ratee.cloned(), audience, edition, report: trail::json(report)?.into() })
}

/// What a result says.
pub(crate) fn read<T: DeserializeOwned>(record: &ResultRecord) -> Result<T, ServiceError> {
    serde_json::from_str(&record.report).map_err(|error| {
        ServiceError::refused(
            "result-unreadable",
            Label::new(
                format!("hasil tersimpan untuk `{}` tidak dapat dibaca: {error}", record.audience.as_str()),
                format!("the stored result for `{}` cannot be read: {error}", record.audience.as_str()),
            ),
        )
    })
}

/// The latest edition of each person among results, which stand in the order of person and edition.
pub(super) fn latest(records: Vec<ResultRecord>) -> Vec<ResultRecord> {
    let mut found: Vec<ResultRecord> = Vec::new();
    for record in records {
        match found.last_mut() {
            Some(last) if last.ratee == record.ratee => *last = record,
            _ => found.push(record),
        }
    }
    found
}
