//! The years until formal requirements are met, one field per person: no record says them.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::people::id::PersonId;
use jenjang_service::talent::{SuccessionView, wait_taken};

use super::super::name_of;
use crate::error::shortened;
use crate::form::{Filled, Typed};
use crate::state::App;

/// The most empty fields at once.
const EMPTY: usize = 50;

/// The beginning of the fields that hold people, and of those that hold years: each pair ends with the same number.
const PERSON: &str = "person-";
const YEARS: &str = "wait-";

/// What was typed, for the post the fields were shown for.
pub(super) struct TypedWaits {
    /// Years of whom they could be read.
    pub(super) years: BTreeMap<PersonId, Decimal>,
    /// Number of the field of each who has one with something in it.
    places: BTreeMap<PersonId, usize>,
    /// What is wrong, by number of the field.
    problems: Vec<(usize, Label)>,
}

/// A field.
pub(super) struct WaitField {
    pub(super) at: usize,
    /// What the form calls the field.
    pub(super) field: String,
    pub(super) person: PersonId,
    /// What the person is called; empty where the page does not show the field, but carries it.
    pub(super) name: String,
}

/// The fields of a page.
#[derive(Default)]
pub(super) struct Waits {
    pub(super) fields: Vec<WaitField>,
    /// Whether they are shown; else they are carried along.
    pub(super) shown: bool,
    /// Who has no field yet.
    pub(super) more: usize,
}

impl TypedWaits {
    /// Years that were typed for another post or review than the one asked for now say nothing about this one.
    pub(super) fn of(app: &App, typed: &Typed) -> TypedWaits {
        let mut found = TypedWaits { years: BTreeMap::new(), places: BTreeMap::new(), problems: Vec::new() };
        if typed.get("of-post") != typed.get("post") || typed.get("of-review") != typed.get("review") {
            return found;
        }
        for (number, person) in typed.named(PERSON) {
            let (Ok(at), Ok(person)) = (number.parse::<usize>(), person.parse::<PersonId>()) else { continue };
            let text = typed.get(&format!("{YEARS}{number}"));
            if text.is_empty() || found.places.contains_key(&person) {
                continue;
            }
            found.places.insert(person.clone(), at);
            match read(app, text) {
                Ok(years) => drop(found.years.insert(person, years)),
                Err(problem) => found.problems.push((at, problem)),
            }
        }
        found
    }

    /// All that was typed, where the page cannot show whom it is about.
    pub(super) fn carried(&self) -> Waits {
        let carried = |(person, at): (&PersonId, &usize)| field(*at, person, String::new());
        Waits { fields: self.places.iter().map(carried).collect(), shown: false, more: 0 }
    }

    /// A field for each who has typed years, and for those of the group who lack them, by name; says what is wrong beside each.
    pub(super) fn fields(&self, view: &SuccessionView, filled: &mut Filled) -> Waits {
        for (at, problem) in &self.problems {
            filled.refuse(&format!("{YEARS}{at}"), problem);
        }
        let known = self.places.iter().filter(|(person, _)| view.review.people.contains_key(*person));
        let mut fields: Vec<WaitField> = known.map(|(person, at)| field(*at, person, name_of(&view.review, person))).collect();
        let lacking: BTreeSet<(String, &PersonId)> = view
            .without_wait()
            .filter(|person| !self.places.contains_key(*person))
            .map(|person| (name_of(&view.review, person), person))
            .collect();
        let first = self.places.values().max().map_or(0, |last| last.saturating_add(1));
        let more = lacking.len().saturating_sub(EMPTY);
        let new = lacking.into_iter().take(EMPTY).zip(first..);
        fields.extend(new.map(|((name, person), at)| field(at, person, name)));
        fields.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.person.cmp(&b.person)));
        Waits { fields, shown: true, more }
    }
}

fn field(at: usize, person: &PersonId, name: String) -> WaitField {
    WaitField { at, field: format!("{YEARS}{at}"), person: person.clone(), name }
}

/// Years as they are typed, with a comma or a point.
fn read(app: &App, text: &str) -> Result<Decimal, Label> {
    let years = parse_decimal(&text.replace(',', ".")).map_err(|_| {
        let found = shortened(text);
        Label::new(format!("`{found}` bukan bilangan, seharusnya seperti 1,5"), format!("`{found}` is no number, expected one such as 1.5"))
    })?;
    match app.catalogue() {
        Some(catalogue) => wait_taken(catalogue, years).map(|()| years),
        None => Ok(years),
    }
}
