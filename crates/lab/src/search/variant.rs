//! A policy with another value of one parameter.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::{Parameter, Policy, PolicySet, in_force};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::Varied;
use crate::error::LabError;

/// Which parameter is varied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Id of the policy that has it, where that is one the draft uses; the draft itself where absent.
    pub policy: Option<Arc<str>>,
    /// Its name.
    pub parameter: Arc<str>,
}

impl Variable {
    /// A parameter of the draft itself.
    pub fn named(parameter: impl Into<Arc<str>>) -> Variable {
        Variable { policy: None, parameter: parameter.into() }
    }
}

/// The draft as data, and for which day.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'p> {
    /// The draft and what it uses.
    pub set: &'p PolicySet,
    /// The draft.
    pub policy: &'p Arc<Policy>,
    /// The day.
    pub as_of: NaiveDate,
    /// The day whose knowledge of the rules is used.
    pub known_at: NaiveDate,
}

/// The values to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Numbers from one to another, both included where the steps reach it.
    Numbers {
        /// The first.
        from: Decimal,
        /// The last.
        to: Decimal,
        /// How far apart; above 0.
        step: Decimal,
    },
    /// Dates from one to another.
    Dates {
        /// The first.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
        /// Whole months apart; days where 0.
        months: u32,
        /// Whole days apart.
        days: u32,
    },
    /// These values, such as choices of a scale.
    Values(Vec<Value>),
}

/// More values than this are not tried.
const MOST_VALUES: usize = 2_000;

impl Steps {
    /// The values, in order.
    ///
    /// # Errors
    /// [`LabError::Refused`] for no values, too many, or steps that lead nowhere.
    pub fn values(&self) -> Result<Vec<Value>, LabError> {
        let values: Vec<Value> = match self {
            Steps::Numbers { from, to, step } => {
                if *step <= Decimal::ZERO {
                    return Err(LabError::refused(
                        format!("langkah `{step}` tidak maju, seharusnya lebih dari 0"),
                        format!("a step of `{step}` leads nowhere, expected more than 0"),
                    ));
                }
                let next = |now: &Decimal| now.checked_add(*step);
                let numbers = std::iter::successors(Some(*from), next).take_while(|now| now <= to);
                numbers.take(MOST_VALUES + 1).map(|number| Value::Number(number.normalize())).collect()
            }
            Steps::Dates { from, to, months, days } => {
                let at = |n: u32| match months {
                    0 => from.checked_add_days(Days::new(u64::from(n) * u64::from(*days))),
                    months => add_months(*from, i32::try_from(n.checked_mul(*months)?).ok()?, DateRounding::LastDayOfMonth),
                };
                if *months == 0 && *days == 0 {
                    return Err(LabError::refused("langkah 0 bulan dan 0 hari tidak maju", "a step of 0 months and 0 days leads nowhere"));
                }
                let dates = (0..).map_while(at).take_while(|date| date <= to);
                dates.take(MOST_VALUES + 1).map(Value::Date).collect()
            }
            Steps::Values(values) => values.clone(),
        };
        match values.len() {
            0 => Err(LabError::refused("tidak ada nilai untuk dicoba", "there is no value to try")),
            found if found > MOST_VALUES => Err(LabError::refused(
                format!("lebih dari {MOST_VALUES} nilai untuk dicoba; perbesar langkahnya"),
                format!("more than {MOST_VALUES} values to try; widen the steps"),
            )),
            _ => Ok(values),
        }
    }
}

impl Draft<'_> {
    /// The policy that has the parameter, and where it stands in it.
    fn find(&self, variable: &Variable) -> Result<(Arc<Policy>, usize), LabError> {
        let policy = match &variable.policy {
            Some(id) if *id != self.policy.id => self
                .set
                .get(id)
                .cloned()
                .ok_or_else(|| LabError::refused(format!("tidak ada kebijakan `{id}`"), format!("there is no policy `{id}`")))?,
            _ => Arc::clone(self.policy),
        };
        let name = &variable.parameter;
        let place = policy.parameters.iter().position(|parameter| parameter.name == *name).ok_or_else(|| {
            let names: Vec<&str> = policy.parameters.iter().map(|parameter| &*parameter.name).collect();
            LabError::refused(
                format!("kebijakan `{}` tidak memuat parameter `{name}`, yang ada: {}", policy.id, names.join(", ")),
                format!("policy `{}` has no parameter `{name}`, there are: {}", policy.id, names.join(", ")),
            )
        })?;
        Ok((policy, place))
    }

    pub(super) fn varied(&self, variable: &Variable) -> Result<Varied, LabError> {
        let (policy, place) = self.find(variable)?;
        let Some(parameter) = policy.parameters.get(place) else {
            return Err(LabError::refused("parameter tidak ada", "there is no such parameter"));
        };
        let present = in_force(&parameter.values, self.as_of, self.known_at);
        let unit = if let Type::Number(unit) = &parameter.ty { unit.clone() } else { None };
        Ok(Varied {
            policy: Arc::clone(&policy.id),
            parameter: Arc::clone(&parameter.name),
            label: parameter.label.clone(),
            unit,
            present: present.map_or(Value::None, |entry| entry.value.clone()),
        })
    }
}

/// The draft prepared for a day with another value of a parameter: the entry of its history that binds on the draft's day holds the value instead
/// of its own, for as long as it binds. Everything else stays, its version hash included, so it must not be stored or shown as the draft.
///
/// # Errors
/// [`LabError::Refused`] where there is no such parameter, it has no value on the day, or the value does not fit it; and as
/// [`jenjang::policy::decide::prepare`].
pub fn with_value(draft: &Draft<'_>, variable: &Variable, value: &Value, day: NaiveDate) -> Result<PolicyOnDate, LabError> {
    let (owner, place) = draft.find(variable)?;
    let mut changed = Policy::clone(&owner);
    if let Some(parameter) = changed.parameters.get_mut(place) {
        fits(parameter, value)?;
        let bound = in_force(&parameter.values, draft.as_of, draft.known_at).map(|entry| (entry.period, entry.decided));
        let entry = bound.and_then(|bound| parameter.values.iter_mut().find(|entry| (entry.period, entry.decided) == bound));
        match entry {
            Some(entry) => entry.value = value.clone(),
            None => {
                let (name, day) = (&parameter.name, draft.as_of);
                return Err(LabError::refused(
                    format!("parameter `{name}` tidak mempunyai nilai pada {day}"),
                    format!("parameter `{name}` has no value on {day}"),
                ));
            }
        }
    }
    let changed = Arc::new(changed);
    let mut set = draft.set.clone();
    set.insert(Arc::clone(&changed));
    let policy = if changed.id == draft.policy.id { &changed } else { draft.policy };
    set.insert(Arc::clone(policy));
    Ok(prepare(&set, policy, day, draft.known_at)?)
}

/// Whether a value is one the parameter may have.
fn fits(parameter: &Parameter, value: &Value) -> Result<(), LabError> {
    let name = &parameter.name;
    let typed = match (&parameter.ty, value) {
        (Type::Number(_), Value::Number(_))
        | (Type::Date, Value::Date(_))
        | (Type::Boolean, Value::Boolean(_))
        | (Type::Months, Value::Months(_))
        | (Type::Days, Value::Days(_))
        | (Type::Text, Value::Text(_)) => true,
        (Type::Choice(scale), Value::Choice(choice)) => **choice.scale() == **scale,
        _ => false,
    };
    if !typed {
        let (ty, found) = (&parameter.ty, value.type_word());
        return Err(LabError::refused(
            format!("nilai `{value}` berjenis {found}, seharusnya {ty} untuk parameter `{name}`"),
            format!("value `{value}` is of type {found}, expected {ty} for parameter `{name}`"),
        ));
    }
    if let (Some((least, greatest)), Value::Number(number)) = (parameter.range, value)
        && !(least..=greatest).contains(number)
    {
        return Err(LabError::refused(
            format!("nilai `{value}` di luar rentang {least} sampai {greatest} dari parameter `{name}`"),
            format!("value `{value}` is outside the range {least} to {greatest} of parameter `{name}`"),
        ));
    }
    Ok(())
}
