//! Syntax to typed trees: names resolved, types and units checked, literals folded.
//!
//! Diagnostics of this module: `syntax`, `too-deep`, `too-long`, `number-range`, `outside-subset`, `unknown-name`, `unknown-function`, `unknown-policy`, `unknown-choice`,
//! `unknown-type`, `type-mismatch`, `unit-mismatch`, `not-ordered`, `wrong-argument`, `no-value`, `date-rounding-missing` (errors) and `mixed-types`,
//! `never-equal`, `idle-operand` (warnings).

mod calls;
mod fit;
mod operators;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluate::constant;
use super::function::Outside;
use super::literal::{DurationProblem, parse_date, parse_duration};
use super::node::{Function, Node, NodeKind};
use super::parser::{parse, shorten};
use super::suggest::{nearest, suggestion};
use super::syntax::{End, Syntax, SyntaxKind, Word};
use crate::legal::Label;
use crate::policy::catalogue::Catalogue;
use crate::policy::diagnostic::{Diagnostic, Span, Spanned};
use crate::policy::scale::Scale;
use crate::policy::types::{Type, Unit};
use crate::policy::value::{FactIndex, Value};

pub(super) use calls::type_of;
pub(super) use fit::Mismatch;

/// What a name of a policy stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referent {
    /// A fact of the catalogue.
    Fact(FactIndex),
    /// `parameters[i]`
    Parameter(u16),
    /// `definitions[i]`
    Definition(u16),
    /// `tables[i]`
    Table(u16),
    /// The rounded total of a score policy.
    Score,
}

/// What an expression may speak of.
pub struct Scope<'a> {
    /// The facts and shared scales.
    pub catalogue: &'a Catalogue,
    /// The file the expression stands in, for diagnostics.
    pub file: Arc<str>,
    /// Names of the policy with their types; they win over facts.
    pub names: BTreeMap<Arc<str>, (Referent, Type)>,
    /// Scales of the policy's own.
    pub scales: &'a BTreeMap<Arc<str>, Arc<Scale>>,
    /// The type of another policy's result; `None` for an unknown policy.
    pub outcome: &'a dyn Fn(&str) -> Option<Type>,
    /// Whether the policy says how dates round that the calendar does not have. Without it no date may move by months.
    pub dates_round: bool,
}

impl Scope<'_> {
    /// The scale with this name: the policy's own or the catalogue's.
    pub fn scale(&self, name: &str) -> Option<Arc<Scale>> {
        self.scales.get(name).or_else(|| self.catalogue.scale(name)).cloned()
    }

    fn knows(&self, name: &str) -> bool {
        name == "as of" || name == "item" || self.names.contains_key(name) || self.catalogue.find(name).is_some()
    }

    fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(|n| &**n).chain(self.catalogue.facts().iter().map(|f| &*f.name)).chain(["as of"])
    }

    /// A scale that has this code.
    fn scale_with(&self, code: &str) -> Option<&Arc<Scale>> {
        self.scales.values().chain(self.catalogue.scales()).find(|s| s.rank(code).is_some())
    }
}

/// Reads and types an expression.
///
/// `offset` is where `text` begins in the file. `expected` is the type the place asks for. `None` when there is an error; everything found is in `out`.
/// A tree may come back although `out` has errors of code `no-value` (a part that can only be null, such as a division by zero): the tree is total, the policy is
/// still wrong.
pub fn compile(text: &str, offset: u32, scope: &Scope<'_>, expected: Option<&Type>, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let syntax = parse(text, offset, &scope.file, &|name| scope.knows(name), out)?;
    let mut checker = Checker { scope, offset, out, locals: Vec::new() };
    let node = checker.node(&syntax)?;
    match expected {
        Some(expected) => checker.expect(node, expected),
        None => Some(node),
    }
}

/// Reads a type word: `number`, `boolean`, `date`, `duration`, `days`, `text`, the name of a scale, or `list of` one of these.
///
/// `None` when there is no such type; what is wrong is in `out`.
pub fn parse_type(
    word: &Spanned<Arc<str>>,
    unit: Option<&Unit>,
    max_length: Option<usize>,
    scales: &dyn Fn(&str) -> Option<Arc<Scale>>,
    file: &Arc<str>,
    out: &mut Vec<Diagnostic>,
) -> Option<Type> {
    let text = word.value.trim();
    // lists of lists have no use in facts, and refusing them bounds the recursion
    if let Some(item) = text.strip_prefix("list of ").filter(|item| !item.trim_start().starts_with("list of ")) {
        let item = Spanned::new(Arc::from(item), word.span);
        let item = Box::new(parse_type(&item, unit, None, scales, file, out)?);
        return Some(Type::List { item, max: max_length });
    }
    let ty = match text {
        "number" => Some(Type::Number(unit.cloned())),
        "boolean" => Some(Type::Boolean),
        "date" => Some(Type::Date),
        "duration" => Some(Type::Months),
        "days" => Some(Type::Days),
        "text" => Some(Type::Text),
        name => scales(name).map(Type::Choice),
    };
    if ty.is_none() {
        let words = ["number", "boolean", "date", "duration", "days", "text"];
        let (id, en) = suggestion(nearest(text, words.into_iter()));
        let found = shorten(text);
        let label = Label::new(
            format!("`{found}` bukan jenis nilai{id}; seharusnya {}, `list of …` atau nama sebuah skala", words.join(", ")),
            format!("`{found}` is no type{en}; expected {}, `list of …` or the name of a scale", words.join(", ")),
        );
        out.push(Diagnostic::error("unknown-type", file, word.span, label));
    }
    if let (Some(found), Some(unit)) = (&ty, unit)
        && !matches!(found, Type::Number(_))
    {
        let label = Label::new(
            format!("satuan `{unit}` hanya untuk angka, jenisnya `{found}`"),
            format!("the unit `{unit}` is for numbers only, the type is `{found}`"),
        );
        out.push(Diagnostic::error("unit-mismatch", file, word.span, label));
    }
    ty
}

struct Checker<'c, 's> {
    scope: &'c Scope<'s>,
    offset: u32,
    out: &'c mut Vec<Diagnostic>,
    /// Bound variables, outermost first.
    locals: Vec<(String, Type)>,
}

impl Checker<'_, '_> {
    fn error(&mut self, code: &'static str, span: Span, id: String, en: String) {
        self.out.push(Diagnostic::error(code, &self.scope.file, span.shift(self.offset), Label::new(id, en)));
    }

    fn warning(&mut self, code: &'static str, span: Span, id: String, en: String) {
        self.out.push(Diagnostic::warning(code, &self.scope.file, span.shift(self.offset), Label::new(id, en)));
    }

    fn outside(&mut self, construct: Outside, span: Span) {
        self.out.push(construct.diagnostic(&self.scope.file, span.shift(self.offset)));
    }

    /// A part that is null whatever the facts are.
    fn no_value(&mut self, span: Span, id: String, en: String) {
        self.error("no-value", span, id, en);
    }

    fn make(&self, kind: NodeKind, ty: Type, span: Span) -> Node {
        Node { kind, ty, span: span.shift(self.offset) }
    }

    fn node(&mut self, syntax: &Syntax) -> Option<Node> {
        let span = syntax.span;
        match &syntax.kind {
            SyntaxKind::Number(n) => Some(self.make(NodeKind::Constant(Value::Number(*n)), Type::NUMBER, span)),
            SyntaxKind::Text(text) => Some(self.make(NodeKind::Constant(Value::Text(text.as_str().into())), Type::Text, span)),
            SyntaxKind::Boolean(b) => Some(self.make(NodeKind::Constant(Value::Boolean(*b)), Type::Boolean, span)),
            SyntaxKind::Null => Some(self.make(NodeKind::Constant(Value::None), Type::None, span)),
            SyntaxKind::At(text) => self.at(text, span),
            SyntaxKind::Name(name) => self.name(name, span),
            SyntaxKind::List(items) => {
                let nodes: Vec<Option<Node>> = items.iter().map(|item| self.node(item)).collect();
                let nodes = nodes.into_iter().collect::<Option<Vec<Node>>>()?;
                Some(self.list(nodes, span, true)?)
            }
            SyntaxKind::Range { low, high } => {
                let (low, high, ty) = self.range(low.as_ref(), high.as_ref(), span)?;
                let boxed = |end: Option<(Node, bool)>| end.map(|(node, closed)| (Box::new(node), closed));
                let kind = NodeKind::Range { low: boxed(low), high: boxed(high) };
                Some(folded(self.make(kind, Type::Range(Box::new(ty)), span)))
            }
            SyntaxKind::And(items) => self.logic(items, span, true),
            SyntaxKind::Or(items) => self.logic(items, span, false),
            SyntaxKind::Compare(op, a, b) => {
                let (a, b) = (self.node(a), self.node(b));
                self.compare(*op, a?, b?, span)
            }
            SyntaxKind::Between(x, low, high) => {
                let (x, low, high) = (self.node(x), self.node(low), self.node(high));
                self.between(x?, low?, high?, span)
            }
            SyntaxKind::In(x, tests) => self.membership(x, tests, span),
            SyntaxKind::Arithmetic(op, a, b) => {
                let (a, b) = (self.node(a), self.node(b));
                self.arithmetic(*op, a?, b?, span)
            }
            SyntaxKind::Negate(x) => {
                let x = self.node(x)?;
                self.negate(x, span)
            }
            SyntaxKind::If(condition, yes, no) => {
                let (condition, yes, no) = (self.node(condition), self.node(yes), self.node(no));
                self.condition(condition?, yes?, no?, span)
            }
            SyntaxKind::Quantified(quantifier, binders, body) => self.quantified(*quantifier, binders, body, span),
            SyntaxKind::Bracket(list, inner) => {
                let list = self.node(list);
                self.bracket(list, inner, span)
            }
            SyntaxKind::Property(x, name) => self.property(x, name, span),
            SyntaxKind::Call(name, arguments) => self.call(name, arguments, span),
        }
    }

    fn at(&mut self, text: &str, span: Span) -> Option<Node> {
        if let Some(date) = parse_date(text) {
            return Some(self.make(NodeKind::Constant(Value::Date(date)), Type::Date, span));
        }
        match parse_duration(text) {
            Ok(value) => {
                let ty = if matches!(value, Value::Months(_)) { Type::Months } else { Type::Days };
                return Some(self.make(NodeKind::Constant(value), ty, span));
            }
            Err(DurationProblem::Hours) => {
                self.outside(Outside::Hours, span);
                return None;
            }
            Err(DurationProblem::Invalid) => {}
        }
        if text.contains(':') {
            self.outside(if text.contains('T') { Outside::DateTime } else { Outside::TimeOfDay }, span);
            return None;
        }
        let found = shorten(text);
        self.no_value(
            span,
            format!("`@\"{found}\"` bukan tanggal maupun durasi, seharusnya seperti `@\"2026-04-01\"`, `@\"P1Y6M\"` atau `@\"P30D\"`"),
            format!(
                "`@\"{found}\"` is neither a date nor a duration, expected something like `@\"2026-04-01\"`, `@\"P1Y6M\"` or `@\"P30D\"`"
            ),
        );
        Some(self.make(NodeKind::Constant(Value::None), Type::None, span))
    }

    fn resolve(&self, name: &str) -> Option<(NodeKind, Type)> {
        if let Some((index, (_, ty))) = self.locals.iter().enumerate().rev().find(|(_, (local, _))| local == name) {
            return Some((NodeKind::Local(u8::try_from(index).ok()?), ty.clone()));
        }
        if let Some((referent, ty)) = self.scope.names.get(name) {
            let kind = match referent {
                Referent::Fact(index) => NodeKind::Fact(*index),
                Referent::Parameter(index) => NodeKind::Parameter(*index),
                Referent::Definition(index) => NodeKind::Definition(*index),
                Referent::Table(index) => NodeKind::Table(*index),
                Referent::Score => NodeKind::Score,
            };
            return Some((kind, ty.clone()));
        }
        if let Some(index) = self.scope.catalogue.find(name) {
            return Some((NodeKind::Fact(index), self.scope.catalogue.fact(index).ty.clone()));
        }
        (name == "as of").then_some((NodeKind::AsOf, Type::Date))
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Node> {
        if let Some((kind, ty)) = self.resolve(name) {
            return Some(self.make(kind, ty, span));
        }
        self.unknown_name(name, span);
        None
    }

    fn unknown_name(&mut self, name: &str, span: Span) {
        let found = shorten(name);
        let known = self.scope.all_names().chain(self.locals.iter().map(|(local, _)| local.as_str()));
        let (id, en) = suggestion(nearest(name, known));
        let label = Label::new(format!("nama `{found}` tidak dikenal{id}"), format!("the name `{found}` is not known{en}"));
        let mut diagnostic = Diagnostic::error("unknown-name", &self.scope.file, span.shift(self.offset), label);
        if let Some(scale) = self.scope.scale_with(name) {
            diagnostic = diagnostic.with_help(Label::new(
                format!("untuk pilihan skala `{}` tulis `\"{found}\"` dengan tanda kutip", scale.name),
                format!("for the choice of scale `{}` write `\"{found}\"` in quotes", scale.name),
            ));
        }
        self.out.push(diagnostic);
    }

    /// A list of typed items. Items of different types make a list of anything, with a warning where `warn`.
    fn list(&mut self, nodes: Vec<Node>, span: Span, warn: bool) -> Option<Node> {
        let nodes = self.as_choices(nodes)?;
        let mut item = Type::None;
        let mut mixed = None;
        for node in &nodes {
            match fit::unify(&item, &node.ty) {
                Ok(ty) => item = ty,
                Err(_) => {
                    mixed = Some((item, node.ty.clone()));
                    item = Type::Any;
                    break;
                }
            }
        }
        if nodes.is_empty() {
            item = Type::Any;
        }
        if let (Some((a, b)), true) = (mixed, warn) {
            self.warning("mixed-types", span, format!("daftar mencampur `{a}` dan `{b}`"), format!("the list mixes `{a}` and `{b}`"));
        }
        let max = Some(nodes.len());
        Some(folded(self.make(NodeKind::List(nodes), Type::List { item: Box::new(item), max }, span)))
    }

    /// The ends of a range and the type they share.
    fn range(&mut self, low: Option<&End>, high: Option<&End>, span: Span) -> Option<(Option<(Node, bool)>, Option<(Node, bool)>, Type)> {
        let low = low.map(|(end, closed)| (self.node(end), *closed));
        let high = high.map(|(end, closed)| (self.node(end), *closed));
        let (low, high) = match (low, high) {
            (Some((a, a_closed)), Some((b, b_closed))) => {
                let (a, b) = (a?, b?);
                let (a, b) = self.harmonise(a, b)?;
                (Some((a, a_closed)), Some((b, b_closed)))
            }
            (Some((a, closed)), None) => (Some((a?, closed)), None),
            (None, Some((b, closed))) => (None, Some((b?, closed))),
            (None, None) => return None,
        };
        let mut ty = Type::None;
        for (end, _) in low.iter().chain(high.iter()) {
            match fit::unify(&ty, &end.ty) {
                Ok(joined) => ty = joined,
                Err(mismatch) => {
                    let found = end.ty.clone();
                    self.mismatch(mismatch, "..", &ty, &found, span);
                    return None;
                }
            }
        }
        if !ty.is_ordered() {
            self.error(
                "not-ordered",
                span,
                format!("rentang membutuhkan nilai yang berurutan, ditemukan `{ty}`"),
                format!("a range needs values with an order, found `{ty}`"),
            );
            return None;
        }
        Some((low, high, ty))
    }

    /// `list[…]`: an item by its place, or the items for which a condition holds.
    fn bracket(&mut self, list: Option<Node>, inner: &Syntax, span: Span) -> Option<Node> {
        let item = list.as_ref().map_or(Type::Any, |list| fit::item_type(&list.ty));
        if mentions_item(inner) {
            self.locals.push(("item".to_owned(), item.clone()));
            let condition = self.node(inner);
            self.locals.pop();
            let (list, condition) = (list?, condition?);
            let condition = self.truth(condition, "[…]")?;
            let ty = filtered(&list.ty, item);
            return Some(self.make(NodeKind::Filter(Box::new(list), Box::new(condition)), ty, span));
        }
        let inner = self.node(inner);
        let (list, inner) = (list?, inner?);
        match &inner.ty {
            Type::Number(_) | Type::None | Type::Any => {
                if matches!(&inner.kind, NodeKind::Constant(Value::Number(n)) if !n.is_integer()) {
                    let found = inner.span;
                    self.out.push(Diagnostic::error(
                        "wrong-argument",
                        &self.scope.file,
                        found,
                        Label::new("tempat dalam daftar harus bilangan bulat", "a place in a list must be a whole number"),
                    ));
                    return None;
                }
                Some(self.make(NodeKind::Item(Box::new(list), Box::new(inner)), item, span))
            }
            Type::Boolean => {
                // the condition is the same for every item: all of them or none
                let ty = filtered(&list.ty, item);
                let list = if matches!(list.ty, Type::List { .. } | Type::None | Type::Any) {
                    list
                } else {
                    let whole = list.span;
                    Node { kind: NodeKind::List(vec![list]), ty: ty.clone(), span: whole }
                };
                let empty = Node::constant(Value::List(Arc::from([])), ty.clone(), inner.span);
                Some(self.make(NodeKind::If(Box::new(inner), Box::new(list), Box::new(empty)), ty, span))
            }
            other => {
                let other = other.clone();
                self.error(
                    "type-mismatch",
                    span,
                    format!("`[…]` setelah `{}` membutuhkan `number` atau `boolean`, ditemukan `{other}`", list.ty),
                    format!("`[…]` after `{}` expects `number` or `boolean`, found `{other}`", list.ty),
                );
                None
            }
        }
    }

    fn property(&mut self, x: &Syntax, name: &Word, span: Span) -> Option<Node> {
        if let SyntaxKind::Name(start) = &x.kind
            && !matches!(name.value.as_str(), "year" | "month" | "day" | "years" | "months" | "days")
        {
            let whole = format!("{start}.{}", name.value);
            if self.resolve(start).is_none() || nearest(&whole, self.scope.all_names().filter(|known| known != start)).is_some() {
                self.unknown_name(&whole, span);
                return None;
            }
        }
        let x = self.node(x)?;
        let named = |unit: &str| Type::Number(Some(unit.into()));
        let (function, ty) = match (&x.ty, name.value.as_str()) {
            (Type::Date | Type::Any | Type::None, "year") => (Function::Year, Type::NUMBER),
            (Type::Date | Type::Any | Type::None, "month") => (Function::Month, Type::NUMBER),
            (Type::Date | Type::Any | Type::None, "day") => (Function::Day, Type::NUMBER),
            (Type::Months, "years") => (Function::Year, named("years")),
            (Type::Months, "months") => (Function::Month, named("months")),
            (Type::Days, "days") => (Function::Day, named("days")),
            (Type::Date | Type::Days, "hour" | "hours" | "minute" | "minutes" | "second" | "seconds" | "time" | "timezone") => {
                self.outside(Outside::TimeOfDay, name.span);
                return None;
            }
            (Type::Date, "weekday") => {
                self.outside(Outside::OtherFunction, name.span);
                return None;
            }
            (ty, property) => {
                let (ty, property) = (ty.clone(), shorten(property));
                self.error(
                    "unknown-name",
                    name.span,
                    format!("`{ty}` tidak punya properti `{property}`; tanggal punya year, month, day; durasi punya years, months; hari punya days"),
                    format!("`{ty}` has no property `{property}`; a date has year, month, day; a duration years, months; days have days"),
                );
                return None;
            }
        };
        Some(self.make(NodeKind::Call(function, vec![x]), ty, span))
    }
}

fn filtered(list: &Type, item: Type) -> Type {
    match list {
        Type::List { max, .. } => Type::List { item: Box::new(item), max: *max },
        _ => Type::list(item),
    }
}

/// A literal made of constants is itself a constant.
fn folded(mut node: Node) -> Node {
    let constant_children = node.children().iter().all(|child| matches!(child.kind, NodeKind::Constant(_)));
    if constant_children {
        node.kind = NodeKind::Constant(constant(&node));
    }
    node
}

/// Whether the condition of a filter speaks of the item itself, not of one of a filter inside.
fn mentions_item(syntax: &Syntax) -> bool {
    use super::syntax::{Arguments, SyntaxTest};
    match &syntax.kind {
        SyntaxKind::Name(name) => name == "item",
        SyntaxKind::Number(_) | SyntaxKind::Text(_) | SyntaxKind::Boolean(_) | SyntaxKind::Null | SyntaxKind::At(_) => false,
        SyntaxKind::List(items) | SyntaxKind::And(items) | SyntaxKind::Or(items) => items.iter().any(mentions_item),
        SyntaxKind::Range { low, high } => low.iter().chain(high.iter()).any(|(end, _)| mentions_item(end)),
        SyntaxKind::Compare(_, a, b) | SyntaxKind::Arithmetic(_, a, b) => mentions_item(a) || mentions_item(b),
        SyntaxKind::Between(a, b, c) | SyntaxKind::If(a, b, c) => mentions_item(a) || mentions_item(b) || mentions_item(c),
        SyntaxKind::In(x, tests) => {
            mentions_item(x) || tests.iter().any(|(SyntaxTest::Compare(_, s) | SyntaxTest::Is(s))| mentions_item(s))
        }
        SyntaxKind::Negate(x) | SyntaxKind::Property(x, _) | SyntaxKind::Bracket(x, _) => mentions_item(x),
        SyntaxKind::Quantified(_, binders, body) => {
            binders.iter().any(|(_, list)| mentions_item(list)) || (binders.iter().all(|(name, _)| name != "item") && mentions_item(body))
        }
        SyntaxKind::Call(_, Arguments::Positional(items)) => items.iter().any(mentions_item),
        SyntaxKind::Call(_, Arguments::Named(items)) => items.iter().any(|(_, s)| mentions_item(s)),
    }
}
