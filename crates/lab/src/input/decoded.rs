//! Narrow columns as they lie in memory, in an Arrow file: opened again, nothing is decoded.
//!
//! A column of the file holds what a [`Column`](crate::column::Column) holds: the distance of each integer from a base, in the narrowest type
//! that has room for the whole file. What the integers stand for, the base, the least and the greatest value stand in the metadata of the
//! field. Null is missing, or none where the column `… is none` beside it says so. A list is a column for each place and one of lengths.
//! Texts of more than 4,096 kinds, and numbers too wide for 64 bits, are texts, which are read again as texts.

use std::sync::Arc;

use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use serde::{Deserialize, Serialize};

use crate::column::Meaning;

mod extent;
mod open;
mod write;

pub(super) use open::of;
pub use open::{Decoded, open};
pub use write::write;

/// The key under which a field says what it holds, and a file that it is of this kind.
const KEY: &str = "jenjang.decoded";
/// What the file says under it.
const VERSION: &str = "1";

/// What a field of the file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Said {
    /// Fact or other column.
    name: Arc<str>,
    /// Whether it is a fact.
    fact: bool,
    /// Which of its columns this is.
    role: Role,
    /// What its integers stand for; absent for truth values, lengths and texts as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    integers: Option<Integers>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Role {
    /// The values.
    Values,
    /// The values at a place of lists, from 0.
    Item(u16),
    /// How long lists are.
    Lengths,
    /// Who is known to have none.
    None,
    /// The same for the items at a place.
    ItemNone(u16),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Integers {
    meaning: Stands,
    base: i64,
    least: i64,
    greatest: i64,
}

/// A [`Meaning`] as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stands {
    Boolean,
    Number(u32),
    Date,
    Months,
    Days,
    Choice { scale: Arc<str>, codes: Vec<Arc<str>> },
    Text(Vec<Arc<str>>),
}

impl Stands {
    fn of(meaning: &Meaning) -> Stands {
        match meaning {
            Meaning::Boolean => Stands::Boolean,
            Meaning::Number { places } => Stands::Number(*places),
            Meaning::Date => Stands::Date,
            Meaning::Months => Stands::Months,
            Meaning::Days => Stands::Days,
            Meaning::Choice(scale) => Stands::Choice { scale: Arc::clone(&scale.name), codes: codes(scale) },
            Meaning::Text(texts) => Stands::Text(texts.to_vec()),
        }
    }

    /// The meaning for a fact of a type; absent where they do not fit.
    fn meaning(&self, ty: Option<&Type>) -> Option<Meaning> {
        Some(match (self, ty) {
            // where nobody's value is known
            (Stands::Boolean, _) => Meaning::Boolean,
            (Stands::Number(places), None | Some(Type::Number(_) | Type::Any)) => Meaning::Number { places: *places },
            (Stands::Date, None | Some(Type::Date | Type::Any)) => Meaning::Date,
            (Stands::Months, None | Some(Type::Months | Type::Any)) => Meaning::Months,
            (Stands::Days, None | Some(Type::Days | Type::Any)) => Meaning::Days,
            (Stands::Text(texts), None | Some(Type::Text | Type::Any)) => Meaning::Text(texts.iter().cloned().collect()),
            (Stands::Choice { codes: said, .. }, Some(Type::Choice(scale))) if *said == codes(scale) => Meaning::Choice(Arc::clone(scale)),
            // a choice that is no fact is a text
            (Stands::Choice { codes, .. }, None) => Meaning::Text(codes.iter().cloned().collect()),
            _ => return None,
        })
    }
}

fn codes(scale: &Scale) -> Vec<Arc<str>> {
    scale.values.iter().map(|value| Arc::clone(&value.code)).collect()
}
