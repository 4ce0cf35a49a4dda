//! Values and dossiers in a form that is read back exactly, whatever the type: what a stored decision rests on.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use super::dossier::Dossier;
use super::model::Policy;
use super::scale::{Choice, Scale};
use super::value::{Bound, FactIndex, RangeValue, Value};

/// A scale by its name.
type Scales<'s> = dyn Fn(&str) -> Option<&'s Arc<Scale>> + 's;

/// A value with its type: `{"number":"4"}`, `{"choice":["grade","III/b"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredValue {
    /// Nobody said.
    Missing,
    /// Known not to exist.
    None,
    /// Truth value.
    Boolean(bool),
    /// Exact decimal.
    Number(Decimal),
    /// Text or code.
    Text(Arc<str>),
    /// Date.
    Date(NaiveDate),
    /// Duration in months.
    Months(i32),
    /// Duration in days.
    Days(i64),
    /// Scale and code.
    Choice(Arc<str>, Arc<str>),
    /// A list.
    List(Vec<StoredValue>),
    /// A range.
    Range(StoredBound, StoredBound),
}

/// One end of a stored range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredBound {
    /// No limit.
    Open,
    /// The limit belongs to the range.
    Included(Box<StoredValue>),
    /// The limit does not belong to the range.
    Excluded(Box<StoredValue>),
}

/// Why a stored value cannot be read with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// A scale the catalogue does not have.
    #[error("unknown scale `{0}`")]
    UnknownScale(Arc<str>),
    /// A code the scale does not have.
    #[error("unknown code `{code}` of scale `{scale}`")]
    UnknownCode {
        /// The scale.
        scale: Arc<str>,
        /// The code.
        code: Arc<str>,
    },
    /// A fact the catalogue does not have.
    #[error("unknown fact `{0}`")]
    UnknownFact(Arc<str>),
}

impl StoredBound {
    fn of(bound: &Bound) -> StoredBound {
        match bound {
            Bound::Open => StoredBound::Open,
            Bound::Included(value) => StoredBound::Included(Box::new(StoredValue::of(value))),
            Bound::Excluded(value) => StoredBound::Excluded(Box::new(StoredValue::of(value))),
        }
    }

    fn restore_with(&self, scales: &Scales<'_>) -> Result<Bound, RestoreError> {
        Ok(match self {
            StoredBound::Open => Bound::Open,
            StoredBound::Included(value) => Bound::Included(value.restore_with(scales)?),
            StoredBound::Excluded(value) => Bound::Excluded(value.restore_with(scales)?),
        })
    }
}

impl StoredValue {
    /// The value with its type.
    pub fn of(value: &Value) -> StoredValue {
        match value {
            Value::Missing => StoredValue::Missing,
            Value::None => StoredValue::None,
            Value::Boolean(b) => StoredValue::Boolean(*b),
            Value::Number(n) => StoredValue::Number(*n),
            Value::Text(t) => StoredValue::Text(Arc::clone(t)),
            Value::Date(d) => StoredValue::Date(*d),
            Value::Months(m) => StoredValue::Months(*m),
            Value::Days(d) => StoredValue::Days(*d),
            Value::Choice(c) => StoredValue::Choice(Arc::clone(&c.scale().name), Arc::clone(c.code())),
            Value::List(items) => StoredValue::List(items.iter().map(StoredValue::of).collect()),
            Value::Range(range) => StoredValue::Range(StoredBound::of(&range.low), StoredBound::of(&range.high)),
        }
    }

    /// The value again.
    ///
    /// # Errors
    /// [`RestoreError`] for a scale or code the catalogue does not have.
    pub fn restore(&self, catalogue: &Catalogue) -> Result<Value, RestoreError> {
        self.restore_with(&|name| catalogue.scale(name))
    }

    /// The value again, with the scales of a policy besides those of its catalogue.
    ///
    /// # Errors
    /// As [`StoredValue::restore`].
    pub fn restore_under(&self, policy: &Policy, catalogue: &Catalogue) -> Result<Value, RestoreError> {
        self.restore_with(&|name| policy.scales.get(name).or_else(|| catalogue.scale(name)))
    }

    fn restore_with(&self, scales: &Scales<'_>) -> Result<Value, RestoreError> {
        Ok(match self {
            StoredValue::Missing => Value::Missing,
            StoredValue::None => Value::None,
            StoredValue::Boolean(b) => Value::Boolean(*b),
            StoredValue::Number(n) => Value::Number(*n),
            StoredValue::Text(t) => Value::Text(Arc::clone(t)),
            StoredValue::Date(d) => Value::Date(*d),
            StoredValue::Months(m) => Value::Months(*m),
            StoredValue::Days(d) => Value::Days(*d),
            StoredValue::Choice(scale, code) => {
                let found = scales(scale).ok_or_else(|| RestoreError::UnknownScale(Arc::clone(scale)))?;
                let unknown = || RestoreError::UnknownCode { scale: Arc::clone(scale), code: Arc::clone(code) };
                Value::Choice(Choice::parse(found, code).ok_or_else(unknown)?)
            }
            StoredValue::List(items) => {
                Value::List(items.iter().map(|item| item.restore_with(scales)).collect::<Result<Vec<_>, _>>()?.into())
            }
            StoredValue::Range(low, high) => {
                Value::Range(Arc::new(RangeValue { low: low.restore_with(scales)?, high: high.restore_with(scales)? }))
            }
        })
    }
}

/// A fact with the record it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StoredFact {
    /// The value.
    pub value: StoredValue,
    /// The record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<str>>,
}

/// Every fact of a dossier that is not missing.
///
/// INVARIANT (re-run is equal): restored with the same catalogue it decides as the dossier it was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StoredDossier {
    /// The day the facts were gathered for.
    pub as_of: NaiveDate,
    /// Facts by name.
    pub facts: BTreeMap<Arc<str>, StoredFact>,
}

impl StoredDossier {
    /// The facts of a dossier.
    pub fn of(dossier: &Dossier) -> StoredDossier {
        let mut facts = BTreeMap::new();
        let named = dossier.catalogue().facts().iter().zip(dossier.values()).zip(0_u16..);
        for ((fact, value), place) in named.filter(|((_, value), _)| !value.is_missing()) {
            let source = dossier.source(FactIndex(place)).cloned();
            facts.insert(Arc::clone(&fact.name), StoredFact { value: StoredValue::of(value), source });
        }
        StoredDossier { as_of: dossier.as_of(), facts }
    }

    /// The dossier again.
    ///
    /// # Errors
    /// [`RestoreError`] for a fact, scale or code the catalogue does not have.
    pub fn restore(&self, catalogue: &Arc<Catalogue>) -> Result<Dossier, RestoreError> {
        let mut dossier = Dossier::new(Arc::clone(catalogue), self.as_of);
        for (name, fact) in &self.facts {
            let place = catalogue.find(name).ok_or_else(|| RestoreError::UnknownFact(Arc::clone(name)))?;
            let value = fact.value.restore(catalogue)?;
            match &fact.source {
                Some(source) => dossier.set_from(place, value, Arc::clone(source)),
                None => dossier.set(place, value),
            }
        }
        Ok(dossier)
    }
}
