//! Numbers that are an agency's choice, read from the policies in force.

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::{outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::value::Value;
use jenjang_policy_files::Library;

use crate::error::ServiceError;
use crate::policies::rules;

/// The policy that holds the limits.
const POLICY: &str = "asn/monitoring/limits";

/// A limit of monitoring.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// Smallest published cell.
    SmallestCell,
    /// Room a hidden cell must have.
    CellRoom,
    /// Anonymous raters for a figure at least.
    AnonymousFigure,
    /// People in a figure of a report at least.
    PeopleInReport,
    /// Months until a policy is reviewed.
    ReviewMonths,
}

impl Limit {
    fn code(self) -> &'static str {
        match self {
            Limit::SmallestCell => "smallest-cell",
            Limit::CellRoom => "cell-room",
            Limit::AnonymousFigure => "anonymous-figure",
            Limit::PeopleInReport => "people-in-report",
            Limit::ReviewMonths => "review-months",
        }
    }
}

/// A limit as it holds on a day.
///
/// # Errors
/// `no-limit` where the policy in force gives no whole number.
pub(crate) fn limit(library: &Library, limit: Limit, day: NaiveDate) -> Result<u32, ServiceError> {
    let code = limit.code();
    let found = match points(library, POLICY, &[("monitoring.limit", code)], day)? {
        Some(Value::Number(number)) if number.is_integer() => u32::try_from(number).ok(),
        _ => None,
    };
    found.ok_or_else(|| {
        ServiceError::refused(
            "no-limit",
            Label::new(
                format!("kebijakan `{POLICY}` tidak memberi bilangan bulat untuk `{code}` pada {day}"),
                format!("policy `{POLICY}` gives no whole number for `{code}` on {day}"),
            ),
        )
    })
}

/// What a policy that gives a value says about facts on a day; `None` where it gives none.
///
/// # Errors
/// A policy or fact that is not there, a value that is not the fact's.
pub(crate) fn points(library: &Library, id: &str, facts: &[(&str, &str)], day: NaiveDate) -> Result<Option<Value>, ServiceError> {
    let policy = rules::policy(library, id)?;
    let prepared = prepare(&library.set, policy, day, EVERYTHING_KNOWN)
        .map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))?;
    let mut dossier = Dossier::new(std::sync::Arc::clone(&policy.catalogue), day);
    for (name, text) in facts {
        let index = policy.catalogue.find(name).ok_or_else(|| ServiceError::not_found(Label::new("fakta", "fact"), name))?;
        let value =
            parse_value(text, &policy.catalogue.fact(index).ty).map_err(|error| ServiceError::refused(error.code, error.message))?;
        dossier.set(index, value);
    }
    Ok(match outcome(&prepared, &dossier) {
        Outcome::Value(value) if !value.is_missing() && !value.is_none() => Some(value),
        _ => None,
    })
}
