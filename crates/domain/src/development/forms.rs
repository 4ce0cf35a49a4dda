//! The forms of development and what a unit of each is worth: the answers of four policies, gathered for one day.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::index::learning_hours::{FormRule, Limit, Period};
use crate::legal::{Certainty, Label};
use crate::people::View;
use crate::policy::decide::{PolicyOnDate, PrepareError, decide, prepare};
use crate::policy::decision::Outcome;
use crate::policy::dossier::Dossier;
use crate::policy::model::PolicySet;
use crate::policy::scale::{Choice, Scale};
use crate::policy::types::Type;
use crate::policy::value::Value;

/// Which policies say what a form is worth, and the facts they ask for. A country's crate names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormPolicies {
    /// Points: learning hours for one unit.
    pub hours_per_unit: &'static str,
    /// Classification: the unit of a form.
    pub unit: &'static str,
    /// Points: the most units that count in a period.
    pub limit: &'static str,
    /// Classification: the period of that limit, `day` or `month`.
    pub limit_period: &'static str,
    /// The fact that names the form; its scale lists all of them.
    pub form: &'static str,
    /// The fact that says whether it was held abroad.
    pub abroad: &'static str,
    /// Code of the one unit that can be divided.
    pub divisible: &'static str,
}

/// Why the forms cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FormsError {
    /// No such policy.
    #[error("there is no policy `{0}`")]
    NoPolicy(&'static str),
    /// The catalogue of facts does not list the forms.
    #[error("the catalogue has no fact `{0}` with a scale")]
    NoFact(&'static str),
    /// A policy cannot be prepared for the day.
    #[error(transparent)]
    NotOnDay(#[from] PrepareError),
}

impl FormsError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            FormsError::NoPolicy(id) => Label::new(format!("kebijakan `{id}` tidak ada"), format!("there is no policy `{id}`")),
            FormsError::NoFact(name) => Label::new(
                format!("katalog tidak memuat fakta `{name}` dengan daftar pilihan"),
                format!("the catalogue has no fact `{name}` with a scale"),
            ),
            FormsError::NotOnDay(error) => error.message(),
        }
    }
}

/// What is counted of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormUnit {
    /// Its code (`day`).
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// One form of development.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Form {
    /// Its code (`B3`).
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// What is counted; none where the rules say nothing about the form.
    pub unit: Option<FormUnit>,
    /// What it is worth at home.
    pub home: FormRule,
    /// What it is worth abroad.
    pub abroad: FormRule,
    /// Where that comes from.
    pub reference: Option<Arc<str>>,
    /// How certain it is.
    pub certainty: Certainty,
}

impl Form {
    /// What it is worth at home or abroad.
    pub fn rule(&self, abroad: bool) -> FormRule {
        if abroad { self.abroad } else { self.home }
    }
}

/// All forms on one day, in the order of their scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Forms {
    all: Vec<Form>,
}

struct Asked<'s> {
    on: PolicyOnDate,
    policies: &'s FormPolicies,
}

impl Asked<'_> {
    fn value(&self, form: &Choice, abroad: bool) -> (Value, Certainty) {
        let catalogue = &self.on.policy().catalogue;
        let mut dossier = Dossier::new(Arc::clone(catalogue), self.on.as_of());
        if let Some(fact) = catalogue.find(self.policies.form) {
            dossier.set(fact, Value::Choice(form.clone()));
        }
        if let Some(fact) = catalogue.find(self.policies.abroad) {
            dossier.set(fact, Value::Boolean(abroad));
        }
        let decision = decide(&self.on, &dossier, &[]);
        match decision.outcome {
            Outcome::Value(value) => (value, decision.certainty),
            Outcome::Eligible | Outcome::NotEligible | Outcome::Unknown => (Value::Missing, decision.certainty),
        }
    }

    fn number(&self, form: &Choice, abroad: bool) -> Option<Decimal> {
        if let Value::Number(number) = self.value(form, abroad).0 { Some(number) } else { None }
    }

    fn choice(&self, form: &Choice) -> Option<Choice> {
        if let Value::Choice(choice) = self.value(form, false).0 { Some(choice) } else { None }
    }
}

impl FromIterator<Form> for Forms {
    fn from_iter<I: IntoIterator<Item = Form>>(forms: I) -> Forms {
        Forms { all: forms.into_iter().collect() }
    }
}

impl Forms {
    /// The forms as the policies of a set have them on `view.as_of`, as known on `view.known_at`.
    ///
    /// # Errors
    /// [`FormsError`] where a policy or fact is not there, or no version is in force on the day.
    pub fn on(set: &PolicySet, policies: &FormPolicies, view: View) -> Result<Forms, FormsError> {
        let asked = |id: &'static str| -> Result<Asked<'_>, FormsError> {
            let policy = set.get(id).ok_or(FormsError::NoPolicy(id))?;
            Ok(Asked { on: prepare(set, policy, view.as_of, view.known_at)?, policies })
        };
        let hours = asked(policies.hours_per_unit)?;
        let (unit, limit, period) = (asked(policies.unit)?, asked(policies.limit)?, asked(policies.limit_period)?);
        let scale = scale(&hours.on, policies.form)?;
        let policy = hours.on.policy();
        let reference = policy.reference.as_ref().map(|reference| Arc::clone(&reference.citation));
        let mut all = Vec::with_capacity(scale.values.len());
        for choice in scale.values.iter().filter_map(|value| Choice::parse(&scale, &value.code)) {
            let unit = unit.choice(&choice).map(|unit| FormUnit { code: Arc::clone(unit.code()), label: unit.label().clone() });
            let divisible = unit.as_ref().is_some_and(|unit| &*unit.code == policies.divisible);
            let period = match period.choice(&choice).as_ref().map(|period| &**period.code()) {
                Some("day") => Some(Period::Day),
                Some("month") => Some(Period::Month),
                _ => None,
            };
            let rule = |abroad| FormRule {
                hours_per_unit: hours.number(&choice, abroad),
                limit: limit.number(&choice, abroad).zip(period).map(|(amount, period)| Limit { amount, period }),
                divisible,
            };
            all.push(Form {
                code: Arc::clone(choice.code()),
                label: choice.label().clone(),
                unit,
                home: rule(false),
                abroad: rule(true),
                reference: reference.clone(),
                certainty: hours.value(&choice, false).1,
            });
        }
        Ok(Forms { all })
    }

    /// All of them.
    pub fn all(&self) -> &[Form] {
        &self.all
    }

    /// The form with this code, letters of any case.
    pub fn get(&self, code: &str) -> Option<&Form> {
        self.all.iter().find(|form| form.code.eq_ignore_ascii_case(code))
    }
}

fn scale(policy: &PolicyOnDate, fact: &'static str) -> Result<Arc<Scale>, FormsError> {
    let catalogue = &policy.policy().catalogue;
    let found = catalogue.find(fact).ok_or(FormsError::NoFact(fact))?;
    match &catalogue.fact(found).ty {
        Type::Choice(scale) => Ok(Arc::clone(scale)),
        _ => Err(FormsError::NoFact(fact)),
    }
}
