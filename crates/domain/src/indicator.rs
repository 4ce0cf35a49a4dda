//! Indicators: what a policy promises in figures, what came of it, and who says so.
//!
//! A figure somebody *reports* and the figure that stored data or its own parts *calculate* are kept apart: published tables contain slips, and neither
//! replaces the other. Every formula is an expression of the policy language ([`standalone`](crate::policy::expression::standalone)), so that a policy
//! team learns one language. Nothing that is missing becomes zero: an achievement without target, a share of nobody is `None` with a reason.
//!
//! Reading order: [`period`] months to years, [`definition`] what an indicator is, [`reading`] its figures, [`alert`] what needs somebody's attention,
//! [`review`] the promise of a policy beside what happened, [`publication`] tables for everybody.

pub mod alert;
pub mod definition;
pub mod period;
pub mod publication;
pub mod reading;
pub mod review;

#[cfg(test)]
mod tests;

pub use alert::{Alert, AlertKind, alerts};
pub use definition::{Direction, Fault, Formula, Indicator, Source};
pub use period::{PeriodKind, ReportingPeriod};
pub use publication::{Dimension, Publication, PublishedRow};
pub use reading::{Calculated, Reading, ReadingState, Reported};
pub use review::{Basis, PolicyReview, Promise, PromiseLine, Recommendation, Review, ReviewLine, Verdict};
