//! Whether types meet, and texts that become choices.

use super::super::literal::choice;
use super::super::node::{Node, NodeKind};
use super::Checker;
use crate::policy::diagnostic::{Diagnostic, Span};
use crate::policy::types::Type;
use crate::policy::value::{Bound, RangeValue, Value};
use std::sync::Arc;

/// Why two types do not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Mismatch {
    /// Different kinds of value.
    Types,
    /// Numbers with different units.
    Units,
}

/// The type of a value that may be either.
pub(super) fn unify(a: &Type, b: &Type) -> Result<Type, Mismatch> {
    match (a, b) {
        (Type::None, other) | (other, Type::None) => Ok(other.clone()),
        (Type::Any, _) | (_, Type::Any) => Ok(Type::Any),
        (Type::Number(None), Type::Number(unit)) | (Type::Number(unit), Type::Number(None)) => Ok(Type::Number(unit.clone())),
        (Type::Number(Some(x)), Type::Number(Some(y))) => {
            if x == y {
                Ok(a.clone())
            } else {
                Err(Mismatch::Units)
            }
        }
        (Type::Choice(x), Type::Choice(y)) => {
            if Arc::ptr_eq(x, y) || x == y {
                Ok(a.clone())
            } else {
                Err(Mismatch::Types)
            }
        }
        (Type::List { item: x, max: n }, Type::List { item: y, max: m }) => {
            let max = n.zip(*m).map(|(n, m)| n.max(m));
            Ok(Type::List { item: Box::new(unify(x, y)?), max })
        }
        (Type::Range(x), Type::Range(y)) => Ok(Type::Range(Box::new(unify(x, y)?))),
        (a, b) => {
            if a == b {
                Ok(a.clone())
            } else {
                Err(Mismatch::Types)
            }
        }
    }
}

/// The type of a list's items; a single value stands for the list of it.
pub(super) fn item_type(ty: &Type) -> Type {
    match ty {
        Type::List { item, .. } => (**item).clone(),
        Type::None => Type::Any,
        other => other.clone(),
    }
}

/// The choice type inside a type.
fn choice_inside(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Choice(_) => Some(ty),
        Type::List { item, .. } | Type::Range(item) => choice_inside(item),
        _ => None,
    }
}

fn text_inside(ty: &Type) -> bool {
    match ty {
        Type::Text | Type::Any => true,
        Type::List { item, .. } | Type::Range(item) => text_inside(item),
        _ => false,
    }
}

impl Checker<'_, '_> {
    /// Two sides that meet: quoted codes on one side become choices of the other's scale.
    pub(super) fn harmonise(&mut self, a: Node, b: Node) -> Option<(Node, Node)> {
        match (choice_inside(&a.ty).cloned(), choice_inside(&b.ty).cloned()) {
            (Some(choice), None) if text_inside(&b.ty) => Some((a, self.as_choice(b, &choice)?)),
            (None, Some(choice)) if text_inside(&a.ty) => Some((self.as_choice(a, &choice)?, b)),
            _ => Some((a, b)),
        }
    }

    /// As [`Checker::harmonise`], for a subject that meets several values one after the other.
    pub(super) fn meet(&mut self, subject: &mut Node, value: Node) -> Option<Node> {
        match (choice_inside(&subject.ty).cloned(), choice_inside(&value.ty).cloned()) {
            (Some(choice), None) if text_inside(&value.ty) => self.as_choice(value, &choice),
            (None, Some(choice)) if text_inside(&subject.ty) => {
                *subject = self.as_choice(subject.clone(), &choice)?;
                Some(value)
            }
            _ => Some(value),
        }
    }

    /// Items of which some are choices: the quoted ones become choices too.
    pub(super) fn as_choices(&mut self, nodes: Vec<Node>) -> Option<Vec<Node>> {
        let Some(choice) = nodes.iter().find_map(|node| choice_inside(&node.ty)).cloned() else { return Some(nodes) };
        let made: Vec<Option<Node>> =
            nodes.into_iter().map(|node| if text_inside(&node.ty) { self.as_choice(node, &choice) } else { Some(node) }).collect();
        made.into_iter().collect()
    }

    /// Quoted texts of a literal as choices. Texts that are no literals stay what they are.
    pub(super) fn as_choice(&mut self, node: Node, target: &Type) -> Option<Node> {
        let Type::Choice(_) = target else { return Some(node) };
        let Node { kind, ty, span } = node;
        let converted = |ty: &Type| replace_text(ty, target);
        Some(match kind {
            NodeKind::Constant(value) => {
                let value = self.value_to_choice(value, target, span)?;
                let ty = if matches!(&value, Value::List(_)) { list_type(&value, &ty, target) } else { converted(&ty) };
                Node { kind: NodeKind::Constant(value), ty, span }
            }
            NodeKind::List(items) => {
                let items: Vec<Option<Node>> = items.into_iter().map(|item| self.as_choice(item, target)).collect();
                let items = items.into_iter().collect::<Option<Vec<Node>>>()?;
                let item = items.iter().try_fold(Type::None, |ty, item| unify(&ty, &item.ty)).unwrap_or(Type::Any);
                let max = Some(items.len());
                Node { kind: NodeKind::List(items), ty: Type::List { item: Box::new(item), max }, span }
            }
            NodeKind::If(condition, yes, no) => {
                let (yes, no) = (self.as_choice(*yes, target), self.as_choice(*no, target));
                let (yes, no) = (yes?, no?);
                let ty = unify(&yes.ty, &no.ty).unwrap_or(Type::Any);
                Node { kind: NodeKind::If(condition, Box::new(yes), Box::new(no)), ty, span }
            }
            NodeKind::Range { low, high } => {
                let mut end = |end: Option<(Box<Node>, bool)>| match end {
                    None => Some(None),
                    Some((node, closed)) => self.as_choice(*node, target).map(|node| Some((Box::new(node), closed))),
                };
                let (low, high) = (end(low), end(high));
                let (low, high) = (low?, high?);
                let mut inner = Type::None;
                for (node, _) in low.iter().chain(&high) {
                    inner = unify(&inner, &node.ty).unwrap_or(Type::Any);
                }
                Node { kind: NodeKind::Range { low, high }, ty: Type::Range(Box::new(inner)), span }
            }
            kind => Node { kind, ty, span },
        })
    }

    fn value_to_choice(&mut self, value: Value, target: &Type, span: Span) -> Option<Value> {
        let Type::Choice(scale) = target else { return Some(value) };
        match value {
            Value::Text(code) => match choice(&code, scale) {
                Ok(choice) => Some(Value::Choice(choice)),
                Err(error) => {
                    self.out.push(Diagnostic::error(error.code, &self.scope.file, span, error.message));
                    None
                }
            },
            Value::List(items) => {
                let items: Vec<Option<Value>> = items.iter().map(|item| self.value_to_choice(item.clone(), target, span)).collect();
                items.into_iter().collect::<Option<Vec<Value>>>().map(|items| Value::List(items.into()))
            }
            Value::Range(range) => {
                let mut bound = |bound: &Bound| match bound {
                    Bound::Open => Some(Bound::Open),
                    Bound::Included(v) => self.value_to_choice(v.clone(), target, span).map(Bound::Included),
                    Bound::Excluded(v) => self.value_to_choice(v.clone(), target, span).map(Bound::Excluded),
                };
                let (low, high) = (bound(&range.low), bound(&range.high));
                Some(Value::Range(Arc::new(RangeValue { low: low?, high: high? })))
            }
            other => Some(other),
        }
    }

    /// A node where the place asks for a type.
    pub(super) fn expect(&mut self, node: Node, expected: &Type) -> Option<Node> {
        let node = match choice_inside(expected).cloned() {
            Some(choice) if text_inside(&node.ty) => self.as_choice(node, &choice)?,
            _ => node,
        };
        match unify(&node.ty, expected) {
            Ok(_) => Some(node),
            Err(mismatch) => {
                let found = &node.ty;
                let code = if mismatch == Mismatch::Units { "unit-mismatch" } else { "type-mismatch" };
                let label = crate::legal::Label::new(
                    format!("ekspresi bernilai `{found}`, di sini dibutuhkan `{expected}`"),
                    format!("the expression is `{found}`, expected `{expected}` here"),
                );
                self.out.push(Diagnostic::error(code, &self.scope.file, node.span, label));
                None
            }
        }
    }

    /// The error for an operator whose sides do not meet.
    pub(super) fn mismatch(&mut self, mismatch: Mismatch, operator: &str, left: &Type, right: &Type, span: Span) {
        match mismatch {
            Mismatch::Units => self.error(
                "unit-mismatch",
                span,
                format!("`{operator}` mempertemukan angka dengan satuan berbeda: `{left}` dan `{right}`"),
                format!("`{operator}` meets numbers with different units: `{left}` and `{right}`"),
            ),
            Mismatch::Types => self.error(
                "type-mismatch",
                span,
                format!("`{operator}` tidak dapat dipakai antara `{left}` dan `{right}`"),
                format!("`{operator}` does not work between `{left}` and `{right}`"),
            ),
        }
    }
}

/// The type with its texts turned into the target.
fn replace_text(ty: &Type, target: &Type) -> Type {
    match ty {
        Type::Text => target.clone(),
        Type::List { item, max } => Type::List { item: Box::new(replace_text(item, target)), max: *max },
        Type::Range(item) => Type::Range(Box::new(replace_text(item, target))),
        other => other.clone(),
    }
}

/// The type of a constant list after its texts became choices; lists of values and ranges stay mixed.
fn list_type(value: &Value, ty: &Type, target: &Type) -> Type {
    let Value::List(items) = value else { return replace_text(ty, target) };
    let all_choices = !items.is_empty() && items.iter().all(|item| matches!(item, Value::Choice(_) | Value::None));
    if all_choices { Type::List { item: Box::new(target.clone()), max: Some(items.len()) } } else { replace_text(ty, target) }
}
