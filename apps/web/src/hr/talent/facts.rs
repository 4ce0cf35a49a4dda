//! What a review asks about somebody and no record says, filled in on the page of the person.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::number::format_decimal;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Fact;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang_service::talent::{FillIn, TalentPerson, TalentView, fact_problem, fill_in};

use super::open::may;
use super::person::lay_out;
use super::{asked, read};
use crate::error::Failure;
use crate::evaluations::id;
use crate::form::{Filled, Typed, Version, changed_meanwhile};
use crate::session::SignedIn;
use crate::shell::Shell;
use crate::state::App;

/// The hidden field that says what the form was shown at.
pub(super) const REVISION: &str = "revision-facts";
/// The beginning of the names of the fields.
const FACT: &str = "fact-";
/// What says that there is none.
const NONE: &str = "null";
/// The longest value, in letters.
const VALUE: usize = 200;

/// A field for one fact.
pub(super) struct FactField {
    /// What the form calls it.
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    /// The values there are; none where one is typed.
    pub(super) options: Vec<(String, String)>,
    fact: Arc<str>,
    number: bool,
    /// What was handed in, as it is typed.
    stands: String,
}

impl FactField {
    fn of(shell: &Shell, fact: &Fact, value: &Value) -> FactField {
        let name: String = fact.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
        let unknown = (String::new(), shell.t("belum diketahui", "not known").to_owned());
        let options: Vec<(String, String)> = match &fact.ty {
            Type::Boolean => {
                vec![("true".to_owned(), shell.t("ya", "yes").to_owned()), ("false".to_owned(), shell.t("tidak", "no").to_owned())]
            }
            Type::Choice(scale) => scale.values.iter().map(|one| (one.code.to_string(), shell.label(&one.label).to_owned())).collect(),
            _ => Vec::new(),
        };
        let none = fact.can_be_none.then(|| (NONE.to_owned(), shell.t("tidak ada", "none").to_owned()));
        let options = if options.is_empty() { options } else { [unknown].into_iter().chain(options).chain(none).collect() };
        let hint = match (&fact.ty, fact.range) {
            (Type::Number(_), Some((least, most))) => {
                let [least, most] = [least, most].map(format_decimal);
                format!("{} {least} {} {most}", shell.t("Bilangan", "A number from"), shell.t("sampai", "to"))
            }
            (Type::Date, _) => shell.t("Tanggal, misalnya 2026-04-01", "A day, such as 2026-04-01").to_owned(),
            _ => String::new(),
        };
        FactField {
            name: format!("{FACT}{name}"),
            label: shell.label(&fact.label).to_owned(),
            hint,
            options,
            fact: Arc::clone(&fact.name),
            number: matches!(fact.ty, Type::Number(_)),
            stands: as_typed(value),
        }
    }

    /// What was typed, as a table writes it.
    fn cell(&self, typed: &str) -> String {
        if self.number { typed.replace(',', ".") } else { typed.to_owned() }
    }

    /// What stands for something typed, for people.
    fn shown(&self, typed: &str) -> String {
        self.options.iter().find(|(value, _)| value == typed).map_or_else(|| typed.to_owned(), |(_, label)| label.clone())
    }
}

/// A value as it is typed.
fn as_typed(value: &Value) -> String {
    match value {
        Value::Number(number) => format_decimal(*number),
        Value::Boolean(said) => said.to_string(),
        Value::Choice(choice) => choice.code().to_string(),
        Value::Date(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::None => NONE.to_owned(),
        _ => String::new(),
    }
}

/// The fields for what can be filled in about somebody.
pub(super) fn fields(shell: &Shell, view: &TalentView, known: &TalentPerson) -> Vec<FactField> {
    let catalogue = &view.policy.policy().catalogue;
    let field = |index| FactField::of(shell, catalogue.fact(index), known.dossier.get(index));
    view.fillable(known).into_iter().map(field).collect()
}

/// The form as it was sent, or as it stands.
pub(super) fn form(filled: &Filled, fields: &[FactField]) -> Filled {
    if filled.typed().named(FACT).next().is_some() {
        return filled.clone();
    }
    let stands: Vec<(&str, &str)> = fields.iter().map(|field| (&*field.name, &*field.stands)).collect();
    filled.filled_with(&stands)
}

/// Fills it in.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((review, person)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    may(&me)?;
    let person: PersonId = id(&person)?;
    let context = app.context(&me.visitor.actor);
    let view = read(&app, &context, &review).await?;
    let known = view.people.get(&person).ok_or_else(Failure::not_found)?;
    let shell = me.visitor.shell("");
    let seen = typed.seen(REVISION);
    let mut filled = Filled::of(typed, me.visitor.language);
    let mut facts = BTreeMap::new();
    let fields = fields(&shell, &view, known);
    // a field that was not sent says nothing
    let sent: Vec<&FactField> = fields.iter().filter(|field| filled.typed().fields().any(|(name, _)| name == field.name)).collect();
    for field in sent {
        let typed = filled.value(&field.name).to_owned();
        let text = field.cell(&typed);
        if text.chars().count() > VALUE {
            filled.text(&field.name, VALUE);
        } else if !text.is_empty()
            && let Some(problem) = fact_problem(&view.policy, &field.fact, &text)
        {
            filled.refuse(&field.name, &problem);
        }
        facts.insert(field.fact.to_string(), text);
    }
    if filled.problems().is_empty() {
        let command = FillIn { review: asked(&app, &review), person: &person, facts: &facts, seen };
        match fill_in(&context, command).await {
            Ok(()) => {
                let address = me.visitor.uri.path().trim_end_matches("/facts");
                return Ok(Redirect::to(&format!("{address}?done=filled")).into_response());
            }
            Err(error) if changed_meanwhile(&error) => {
                let now = read(&app, &context, &review).await?;
                let stands = now.people.get(&person).ok_or_else(Failure::not_found)?;
                let versions = versions(&shell, &now, stands, &filled);
                filled.overtake(REVISION, Some(stands.revision), versions);
            }
            Err(error) => filled.refused("", error)?,
        }
    }
    lay_out(&app, &me, &review, &person, filled).await
}

/// What was sent beside what stands.
fn versions(shell: &Shell, view: &TalentView, known: &TalentPerson, filled: &Filled) -> Vec<Version> {
    let fields = fields(shell, view, known);
    let version = |field: &FactField| Version::new(&*field.label, field.shown(filled.value(&field.name)), field.shown(&field.stands));
    fields.iter().map(version).collect()
}
