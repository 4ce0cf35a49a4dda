//! Surroundings for trees that depend on nobody.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::period::DateRounding;
use crate::policy::expression::environment::Environment;
use crate::policy::value::{FactIndex, Value};

/// No facts, no parameters: enough for a tree of constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constants {
    pub(crate) as_of: NaiveDate,
    pub(crate) rounding: DateRounding,
}

impl Environment for Constants {
    fn fact(&self, _: FactIndex) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }

    fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    fn date_rounding(&self) -> DateRounding {
        self.rounding
    }

    fn parameter(&self, _: u16) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }

    fn definition(&self, _: u16) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }

    fn table(&self, _: u16) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }

    fn score(&self) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }

    fn outcome(&self, _: &str) -> Cow<'_, Value> {
        Cow::Owned(Value::Missing)
    }
}
