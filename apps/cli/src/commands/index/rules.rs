//! Asking shipped policies about single facts, and figures that arguments give.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ArgMatches;
use jenjang::Decimal;
use jenjang::index::Comparison;
use jenjang::legal::{Certainty, Label, Language};
use jenjang::number::parse_decimal;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::model::PolicySet;
use jenjang::policy::value::Value;

use crate::output::{Failure, Voice};

/// A policy prepared for a day, to be asked with a few facts at a time.
pub(crate) struct Rule {
    on: PolicyOnDate,
    as_of: NaiveDate,
}

impl Rule {
    pub(crate) fn of(set: &PolicySet, id: &str, as_of: NaiveDate, known_at: NaiveDate) -> Result<Rule, Failure> {
        let policy =
            set.get(id).ok_or_else(|| Failure::said(format!("kebijakan `{id}` tidak ada"), format!("there is no policy `{id}`")))?;
        let on = prepare(set, policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
        Ok(Rule { on, as_of })
    }

    /// The decision about facts written as in a facts file.
    pub(super) fn decision(&self, facts: &[(&str, &str)]) -> Result<Decision, Failure> {
        let catalogue = &self.on.policy().catalogue;
        let mut dossier = Dossier::new(Arc::clone(catalogue), self.as_of);
        for (name, text) in facts {
            let fact = catalogue
                .find(name)
                .ok_or_else(|| Failure::said(format!("tidak ada fakta `{name}`"), format!("there is no fact `{name}`")))?;
            let value = parse_value(text, &catalogue.fact(fact).ty)
                .map_err(|_| Failure::said(format!("`{text}` bukan nilai untuk `{name}`"), format!("`{text}` is no value of `{name}`")))?;
            dossier.set(fact, value);
        }
        Ok(decide(&self.on, &dossier, &[]))
    }

    /// The value of a points, score or classification policy.
    pub(crate) fn value(&self, facts: &[(&str, &str)]) -> Result<Value, Failure> {
        Ok(match self.decision(facts)?.outcome {
            Outcome::Value(value) => value,
            Outcome::Eligible | Outcome::NotEligible | Outcome::Unknown => Value::Missing,
        })
    }

    /// Its value where that is a number.
    pub(super) fn number(&self, facts: &[(&str, &str)]) -> Result<Option<Decimal>, Failure> {
        Ok(match self.value(facts)? {
            Value::Number(number) => Some(number),
            _ => None,
        })
    }
}

/// A number as people write it in the language of this run.
pub(super) fn number(value: Decimal, voice: &Voice) -> String {
    jenjang::policy::explain::value(&Value::Number(value.normalize()), None, voice.language)
}

/// A choice as people read it; `-` for none.
pub(crate) fn choice(value: &Value, voice: &Voice) -> String {
    match value {
        Value::Choice(choice) => voice.label(choice.label()).to_owned(),
        _ => "-".to_owned(),
    }
}

/// A choice as its code; `None` otherwise.
pub(crate) fn code(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Choice(choice) => Some(Arc::clone(choice.code())),
        _ => None,
    }
}

/// A decimal argument, if it was given.
pub(super) fn decimal(matches: &ArgMatches, name: &str) -> Result<Option<Decimal>, Failure> {
    let Some(text) = matches.get_one::<String>(name) else { return Ok(None) };
    parse_decimal(text).map(Some).map_err(|_| {
        Failure::said(
            format!("`--{name} {text}` bukan bilangan desimal, seharusnya misalnya 78.41"),
            format!("`--{name} {text}` is no decimal number, expected one such as 78.41"),
        )
    })
}

/// The printed figure beside the computed one.
pub(super) fn compared(comparison: Comparison, voice: &Voice) -> String {
    let (reported, calculated) = (number(comparison.reported, voice), number(comparison.calculated, voice));
    let difference = comparison.difference().map_or_else(|| "?".to_owned(), |difference| number(difference, voice));
    match (voice.language, comparison.agrees()) {
        (Language::Id, true) => format!("Tercetak {reported}, dihitung {calculated}: sama."),
        (Language::Id, false) => format!("Tercetak {reported}, dihitung {calculated}: selisih {difference}. Kedua angka disimpan."),
        (Language::En, true) => format!("Printed {reported}, computed {calculated}: they agree."),
        (Language::En, false) => format!("Printed {reported}, computed {calculated}: they differ by {difference}. Both figures are kept."),
    }
}

/// A remark where a result rests on something no source confirms.
pub(super) fn certainty_note(certainty: Certainty) -> Option<Label> {
    (certainty == Certainty::Unverified).then(|| {
        Label::new(
            "Hasil ini bertumpu pada nilai yang belum diverifikasi (lihat `jenjang policy explain`).",
            "This result rests on a value no source confirms (see `jenjang policy explain`).",
        )
    })
}
