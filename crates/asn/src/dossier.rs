//! From a civil servant's histories to a dossier: the catalogue's facts as of a date.
//!
//! Facts are derived by *name*: one that the catalogue does not have is skipped, one that nothing here derives stays missing and is
//! supplied by hand (`docs/dossier.md` lists which). What a fact means stands in the catalogue; how it follows from the histories stands in
//! `derivations`, one function a fact.
//!
//! Three answers are kept apart. A register that was not consulted leaves its facts *missing*. A register that was consulted and holds
//! nothing makes them *none* where the catalogue says that a blank means none. What cannot exist for the person (the functional tier of a
//! supervisor) is *none* where the catalogue allows it.

use std::fmt::Write as _;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::{CivilServant, Decree, Discrepancy, View};
use jenjang::policy::catalogue::{Blank, Catalogue, Fact};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::scale::{Choice, Scale};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use chrono::NaiveDate;

mod derivations;

/// The direct superior, as far as the caller knows.
#[derive(Clone, Copy, Debug, Default)]
pub enum Superior<'a> {
    /// Nobody said who it is.
    #[default]
    Unknown,
    /// The person has none.
    None,
    /// This one.
    Known(&'a CivilServant),
}

/// What a dossier is gathered from.
#[derive(Clone, Copy, Debug)]
pub struct Gathering<'a> {
    /// The person.
    pub person: &'a CivilServant,
    /// The direct superior.
    pub superior: Superior<'a>,
    /// The day asked about, and the day whose knowledge counts.
    pub view: View,
}

/// Something in the record that kept a fact missing or casts doubt on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatherProblem {
    /// A code the catalogue's scale does not have.
    #[error("the record gives `{found}` for fact `{fact}`, which is not a code of scale `{scale}`; the fact stays missing")]
    UnknownCode {
        /// The fact.
        fact: Arc<str>,
        /// What was found.
        found: String,
        /// The scale.
        scale: Arc<str>,
    },
    /// The catalogue declares another type than the histories give.
    #[error("the record gives a {found} for fact `{fact}`, which the catalogue declares as {expected}; the fact stays missing")]
    Type {
        /// The fact.
        fact: Arc<str>,
        /// What the histories give.
        found: &'static str,
        /// What the catalogue declares.
        expected: String,
    },
    /// More items than the fact may have.
    #[error("the record gives {found} items for fact `{fact}`, expected at most {max}; the fact stays missing")]
    TooMany {
        /// The fact.
        fact: Arc<str>,
        /// How many.
        found: usize,
        /// The declared maximum.
        max: usize,
    },
    /// The employee number contradicts the record; the record was used.
    #[error("{0}; the record was used")]
    Discrepancy(Discrepancy),
}

impl GatherProblem {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            GatherProblem::UnknownCode { fact, found, scale } => {
                format!("data memberi `{found}` untuk fakta `{fact}`, yang bukan kode skala `{scale}`; fakta itu tetap belum diisi")
            }
            GatherProblem::Type { fact, expected, .. } => {
                format!("data memberi jenis lain untuk fakta `{fact}`, yang dalam katalog berjenis {expected}; fakta itu tetap belum diisi")
            }
            GatherProblem::TooMany { fact, found, max } => {
                format!("data memberi {found} butir untuk fakta `{fact}`, paling banyak {max}; fakta itu tetap belum diisi")
            }
            GatherProblem::Discrepancy(discrepancy) => format!("{}; yang dipakai adalah data pegawai", discrepancy.message().id),
        };
        Label::new(id, self.to_string())
    }
}

/// A dossier and what was noticed while gathering it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The facts.
    pub dossier: Dossier,
    /// Problems, in the catalogue's order of facts; discrepancies first.
    pub problems: Vec<GatherProblem>,
}

/// The names of all facts that can be derived from histories, in the order of `docs/dossier.md`.
pub fn derived_facts() -> impl Iterator<Item = &'static str> {
    derivations::DERIVATIONS.iter().map(|(name, _)| *name)
}

/// Gathers every fact of the catalogue that follows from the histories.
///
/// INVARIANT (no foresight): events that begin after `view.as_of`, or were decreed after `view.known_at`, change nothing.
///
/// Each fact carries the record it came from: the register's name, the day and the decree's number, such as
/// `riwayat golongan 2022-04-01 (823/contoh/2022)`. Register names are cited in Indonesian, as legal references are.
pub fn gather(catalogue: &Arc<Catalogue>, gathering: Gathering<'_>) -> Gathered {
    let mut dossier = Dossier::new(Arc::clone(catalogue), gathering.view.as_of);
    let mut problems: Vec<GatherProblem> = gathering.person.discrepancies().into_iter().map(GatherProblem::Discrepancy).collect();
    let mut derivable: Vec<_> =
        derivations::DERIVATIONS.iter().filter_map(|(name, derive)| catalogue.find(name).map(|index| (index, derive))).collect();
    derivable.sort_by_key(|(index, _)| *index);
    for (index, derive) in derivable {
        let fact = catalogue.fact(index);
        let found = derive(&gathering, fact);
        match into_value(fact, found) {
            Ok(Some((value, source))) => dossier.set_from(index, value, source),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    Gathered { dossier, problems }
}

/// What a derivation found.
enum Found<'a> {
    /// Nobody said.
    Missing,
    /// The register was consulted and holds nothing.
    Nothing,
    /// It cannot exist for the person.
    NotApplicable,
    /// A record needed for it has a code that its list does not hold.
    Unreadable {
        /// The code.
        code: &'a str,
        /// The list.
        list: &'static str,
    },
    /// Found, in these records.
    Known(Raw<'a>, Vec<Place<'a>>),
}

/// A value before the catalogue's scales are applied.
enum Raw<'a> {
    /// A code of the fact's scale.
    Code(&'a str),
    /// The highest of these codes; the place of the highest is the one cited.
    Highest(Vec<&'a str>),
    /// Codes of the item's scale; `None` where one is missing.
    Codes(Vec<Option<&'a str>>),
    /// A value as it is.
    Value(Value),
}

/// Where in a register something stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    day: NaiveDate,
    decree: Option<&'a Decree>,
}

impl<'a> Found<'a> {
    fn code(code: &'a str, place: Place<'a>) -> Found<'a> {
        Found::Known(Raw::Code(code), vec![place])
    }

    fn value(value: impl Into<Value>, places: impl IntoIterator<Item = Place<'a>>) -> Found<'a> {
        Found::Known(Raw::Value(value.into()), places.into_iter().collect())
    }
}

fn into_value(fact: &Fact, found: Found<'_>) -> Result<Option<(Value, Arc<str>)>, GatherProblem> {
    let (raw, mut places) = match found {
        Found::Missing => return Ok(None),
        Found::Unreadable { code, list } => {
            return Err(GatherProblem::UnknownCode { fact: Arc::clone(&fact.name), found: code.to_owned(), scale: list.into() });
        }
        Found::Nothing if fact.blank == Blank::None => return Ok(Some((Value::None, cite(fact, &[])))),
        Found::NotApplicable if fact.can_be_none => return Ok(Some((Value::None, cite(fact, &[])))),
        Found::Nothing | Found::NotApplicable => return Ok(None),
        Found::Known(raw, places) => (raw, places),
    };
    let value = match raw {
        Raw::Value(value) => value,
        Raw::Code(code) => choice(fact, &fact.ty, code)?,
        Raw::Highest(codes) => {
            let mut highest: Option<(usize, Choice)> = None;
            for (i, code) in codes.into_iter().enumerate() {
                let Value::Choice(found) = choice(fact, &fact.ty, code)? else { continue };
                if highest.as_ref().is_none_or(|(_, best)| best.rank() < found.rank()) {
                    highest = Some((i, found));
                }
            }
            let Some((i, highest)) = highest else { return Ok(None) };
            places = places.get(i).copied().into_iter().collect();
            Value::Choice(highest)
        }
        Raw::Codes(codes) => {
            let item = match &fact.ty {
                Type::List { item, .. } => item,
                other => other,
            };
            let items = codes.into_iter().map(|code| code.map_or(Ok(Value::Missing), |code| choice(fact, item, code)));
            Value::List(items.collect::<Result<Vec<_>, _>>()?.into())
        }
    };
    if let (Value::List(items), Type::List { max: Some(max), .. }) = (&value, &fact.ty)
        && items.len() > *max
    {
        return Err(GatherProblem::TooMany { fact: Arc::clone(&fact.name), found: items.len(), max: *max });
    }
    if !fits(&value, &fact.ty) {
        return Err(GatherProblem::Type { fact: Arc::clone(&fact.name), found: value.type_word(), expected: fact.ty.to_string() });
    }
    let source = cite(fact, &places);
    Ok(Some((value, source)))
}

fn choice(fact: &Fact, ty: &Type, code: &str) -> Result<Value, GatherProblem> {
    let unknown = |scale: &Arc<Scale>| GatherProblem::UnknownCode {
        fact: Arc::clone(&fact.name),
        found: code.to_owned(),
        scale: Arc::clone(&scale.name),
    };
    match ty {
        Type::Choice(scale) => Choice::parse(scale, code).map(Value::Choice).ok_or_else(|| unknown(scale)),
        _ => Ok(Value::Text(code.into())),
    }
}

fn fits(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Missing, _)
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Number(_), Type::Number(_))
        | (Value::Text(_), Type::Text)
        | (Value::Date(_), Type::Date)
        | (Value::Choice(_), Type::Choice(_)) => true,
        (Value::List(items), Type::List { item, .. }) => items.iter().all(|value| fits(value, item)),
        _ => false,
    }
}

/// The register's name, the days cited and the decrees they rest on.
fn cite(fact: &Fact, places: &[Place<'_>]) -> Arc<str> {
    let mut text = fact.source.id.to_string();
    for (i, place) in places.iter().enumerate() {
        text.push_str(if i == 0 { " " } else { ", " });
        // writing to a string cannot fail
        let _ = write!(text, "{}", place.day);
        if let Some(decree) = place.decree {
            let _ = write!(text, " ({})", decree.number);
        }
    }
    text.into()
}

#[cfg(test)]
mod tests;
