//! The types of the expression language.

use std::fmt;
use std::sync::Arc;

use super::scale::Scale;

/// A unit of measure. Numbers with different known units neither compare nor add; an absent unit fits every unit.
pub type Unit = Arc<str>;

/// The type of an expression, fact, parameter or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Exact decimal, with its unit where one is known.
    Number(Option<Unit>),
    /// Calendar date.
    Date,
    /// Years-and-months duration, held in months.
    Months,
    /// Duration in whole days.
    Days,
    /// Truth value.
    Boolean,
    /// A choice of one scale.
    Choice(Arc<Scale>),
    /// Free text or code.
    Text,
    /// A list; `max` is the declared maximum length, where one is declared.
    List {
        /// Type of the items.
        item: Box<Type>,
        /// Declared maximum length.
        max: Option<usize>,
    },
    /// A range of an ordered type.
    Range(Box<Type>),
    /// The type of `null`: fits every type.
    None,
    /// Mixed or undetermined (items of `[1, "a"]`, result of a failed check): accepted everywhere so that one mistake is reported once.
    Any,
}

impl Type {
    /// A number without a unit.
    pub const NUMBER: Type = Type::Number(None);

    /// A list of this type without a declared length.
    pub fn list(item: Type) -> Type {
        Type::List { item: Box::new(item), max: None }
    }

    /// Whether `<` means something for values of this type.
    pub fn is_ordered(&self) -> bool {
        match self {
            Type::Number(_) | Type::Date | Type::Months | Type::Days | Type::Text | Type::None | Type::Any => true,
            Type::Choice(scale) => scale.ordered,
            Type::Boolean | Type::List { .. } | Type::Range(_) => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Number(None) => f.write_str("number"),
            Type::Number(Some(unit)) => write!(f, "number ({unit})"),
            Type::Date => f.write_str("date"),
            Type::Months => f.write_str("duration"),
            Type::Days => f.write_str("days"),
            Type::Boolean => f.write_str("boolean"),
            Type::Choice(scale) => f.write_str(&scale.name),
            Type::Text => f.write_str("text"),
            Type::List { item, .. } => write!(f, "list of {item}"),
            Type::Range(item) => write!(f, "range of {item}"),
            Type::None => f.write_str("null"),
            Type::Any => f.write_str("any"),
        }
    }
}
