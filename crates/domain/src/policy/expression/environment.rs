//! What an expression needs from outside while it is evaluated.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::period::DateRounding;
use crate::policy::value::{FactIndex, Value};

/// The surroundings of one evaluation: one person's facts, one policy's values on one day.
///
/// Every answer is total; what nobody said is [`Value::Missing`].
pub trait Environment {
    /// A fact, derived where it is not given.
    fn fact(&self, fact: FactIndex) -> Cow<'_, Value>;
    /// The day decided for.
    fn as_of(&self) -> NaiveDate;
    /// How dates the calendar does not have round.
    fn date_rounding(&self) -> DateRounding;
    /// The policy's parameter on the day; none where it has no value that day.
    fn parameter(&self, index: u16) -> Cow<'_, Value>;
    /// The policy's definition.
    fn definition(&self, index: u16) -> Cow<'_, Value>;
    /// The policy's table or bands.
    fn table(&self, index: u16) -> Cow<'_, Value>;
    /// The rounded total of a score policy.
    fn score(&self) -> Cow<'_, Value>;
    /// The result of another policy: a truth value for eligibility (missing where unknown), else its value.
    fn outcome(&self, policy: &str) -> Cow<'_, Value>;
}
