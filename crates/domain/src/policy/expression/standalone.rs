//! An expression by itself: with variables instead of a policy.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::environment::Environment;
use super::evaluate::evaluate;
use super::node::{Node, NodeKind};
use super::typing::{Referent, Scope, compile};
use crate::legal::Label;
use crate::period::DateRounding;
use crate::policy::catalogue::Catalogue;
use crate::policy::diagnostic::{Diagnostic, Severity};
use crate::policy::scale::Scale;
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

/// The file named in diagnostics of expressions that stand alone.
pub const FILE: &str = "expression";

/// A variable of an expression that stands alone.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Name in the expression.
    pub name: Arc<str>,
    /// What it holds.
    pub value: Value,
    /// Its type; [`type_of`] says the one a value has by itself.
    pub ty: Type,
}

impl Variable {
    /// A variable with the type its value has by itself.
    pub fn new(name: impl Into<Arc<str>>, value: Value) -> Variable {
        let ty = type_of(&value);
        Variable { name: name.into(), value, ty }
    }
}

/// What an expression came to.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The value.
    pub value: Value,
    /// The type of the expression.
    pub ty: Type,
    /// Remarks: parts that can only be null, mixed types.
    pub warnings: Vec<Diagnostic>,
}

/// The type a value has by itself. What is missing could be anything.
pub fn type_of(value: &Value) -> Type {
    super::typing::type_of(value)
}

/// Reads, types and evaluates an expression.
///
/// Dates round to the last day of the month, as in FEEL. `scales` are the scales quoted codes may belong to. A part without a value (`1 / 0`) is none here and
/// only a warning, while a policy with such a part is wrong.
///
/// # Errors
/// Everything found in the text: syntax, unknown names, types, constructs outside the language; and `as-of-missing` where it asks for `as of` and no day is given.
pub fn standalone(
    text: &str,
    variables: &[Variable],
    scales: &BTreeMap<Arc<str>, Arc<Scale>>,
    as_of: Option<NaiveDate>,
) -> Result<Evaluated, Vec<Diagnostic>> {
    let catalogue = Catalogue::new(FILE.into(), Label::same(FILE), FILE.into(), Vec::new(), Vec::new());
    let names = variables
        .iter()
        .zip(0u16..)
        .map(|(variable, index)| (Arc::clone(&variable.name), (Referent::Parameter(index), variable.ty.clone())))
        .collect();
    let scope = Scope { catalogue: &catalogue, file: FILE.into(), names, scales, outcome: &|_| None, dates_round: true };
    let mut out = Vec::new();
    let node = compile(text, 0, &scope, None, &mut out);
    for diagnostic in &mut out {
        if diagnostic.code == "no-value" {
            diagnostic.severity = Severity::Warning;
        }
    }
    let Some(node) = node else { return Err(out) };
    if as_of.is_none()
        && let Some(place) = asks_for_the_day(&node)
    {
        let label =
            Label::new("ekspresi memakai `as of`, tetapi tanggalnya tidak diberikan", "the expression uses `as of`, but no date is given");
        out.push(Diagnostic::error("as-of-missing", &scope.file, place.span, label));
    }
    if out.iter().any(|d| d.severity == Severity::Error) {
        return Err(out);
    }
    let environment = Variables { variables, as_of: as_of.unwrap_or_default() };
    Ok(Evaluated { value: evaluate(&node, &environment), ty: node.ty, warnings: out })
}

fn asks_for_the_day(node: &Node) -> Option<&Node> {
    let mut found = None;
    node.walk(&mut |node| {
        if node.kind == NodeKind::AsOf && found.is_none() {
            found = Some(node);
        }
    });
    found
}

struct Variables<'v> {
    variables: &'v [Variable],
    as_of: NaiveDate,
}

const MISSING: Value = Value::Missing;

impl Environment for Variables<'_> {
    fn fact(&self, _: FactIndex) -> Cow<'_, Value> {
        Cow::Owned(MISSING)
    }

    fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    fn date_rounding(&self) -> DateRounding {
        DateRounding::LastDayOfMonth
    }

    fn parameter(&self, index: u16) -> Cow<'_, Value> {
        self.variables.get(usize::from(index)).map_or(Cow::Owned(MISSING), |variable| Cow::Borrowed(&variable.value))
    }

    fn definition(&self, _: u16) -> Cow<'_, Value> {
        Cow::Owned(MISSING)
    }

    fn table(&self, _: u16) -> Cow<'_, Value> {
        Cow::Owned(MISSING)
    }

    fn score(&self) -> Cow<'_, Value> {
        Cow::Owned(MISSING)
    }

    fn outcome(&self, _: &str) -> Cow<'_, Value> {
        Cow::Owned(MISSING)
    }
}
