//! Clauses that are said together: the newest items of a list, what exists and what it is, two limits of one subject.

use crate::legal::Language;
use crate::policy::expression::node::{Comparison, Function, Node, NodeKind};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::Explainer;
use super::clause::{is_null, ordered, same};
use super::words::pick;

impl Explainer<'_> {
    /// What `x = null` (or its denial) speaks of, and whether it says that there is none.
    pub(super) fn absence<'n>(&self, node: &'n Node, holds: bool) -> Option<(&'n Node, bool)> {
        let NodeKind::Compare(operator, left, right) = &node.kind else { return None };
        let (operator, subject, object) = ordered(*operator, left, right);
        let operator = if holds { operator } else { operator.negated() };
        match operator {
            Comparison::Equal if is_null(object) => Some((subject, true)),
            Comparison::NotEqual if is_null(object) => Some((subject, false)),
            _ => None,
        }
    }

    /// `x != null and x >= c` (x is on record and is …) and `x = null or x < c` (there is no x, or it is …) as one clause.
    pub(super) fn existence_and_more(&self, first: &Node, second: &Node, all: bool, holds: bool, bound: &[String]) -> Option<String> {
        let (subject, _) = self.absence(first, holds).filter(|(_, absent)| *absent != all)?;
        let name = self.noun(subject, bound);
        let plural = self.is_plural(subject);
        let be = if plural { "are" } else { "is" };
        if let NodeKind::Compare(operator, left, right) = &second.kind {
            let (operator, left, right) = ordered(*operator, left, right);
            let operator = if holds { operator } else { operator.negated() };
            let then = Some((subject, pick(self.language, "tanggal itu", "then")));
            let since = self.elapsed(operator, left, right, then, bound);
            let since = since.or_else(|| self.moved(operator, left, right, then, bound));
            if let Some(text) = since {
                return Some(match (self.language, all) {
                    (Language::Id, true) => format!("{name} ada dan {text}"),
                    (Language::Id, false) => format!("tidak ada {name} atau, jika ada, {text}"),
                    (Language::En, true) => format!("{name} {be} on record and {text}"),
                    (Language::En, false) => format!("{}, or {text}", self.existence(subject, true, bound)),
                });
            }
        }
        if !same(self.about(second)?, subject) {
            return None;
        }
        let predicate = self.predicate(second, &subject.kind, plural, holds, bound)?;
        Some(match (self.language, all) {
            (Language::Id, true) => self.with_words(&name, &format!("ada dan {predicate}")),
            (Language::Id, false) => format!("tidak ada {name} atau, jika ada, {predicate}"),
            (Language::En, true) => self.with_words(&name, &format!("{be} on record and {predicate}")),
            (Language::En, false) => {
                format!("{}, or {} {predicate}", self.existence(subject, true, bound), if plural { "they" } else { "it" })
            }
        })
    }

    /// What a comparison, range or membership test speaks of.
    pub(super) fn about<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        match &node.kind {
            NodeKind::Not(inner) => self.about(inner),
            NodeKind::Compare(operator, left, right) => Some(ordered(*operator, left, right).1),
            NodeKind::Between(left, ..) | NodeKind::In(left, _) => Some(left),
            _ => None,
        }
    }

    /// `x >= a and x <= b`: one subject, two predicates.
    pub(super) fn one_subject(&self, first: &Node, second: &Node, all: bool, holds: bool, bound: &[String]) -> Option<String> {
        let (subject, other) = (self.about(first)?, self.about(second)?);
        let special = |node: &Node| {
            matches!(
                node.kind,
                NodeKind::Call(Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween | Function::StepsBetween, _)
            )
        };
        if !same(subject, other) || special(subject) || self.absence(first, holds).is_some() || self.absence(second, holds).is_some() {
            return None;
        }
        let plural = self.is_plural(subject);
        let predicates = [first, second].map(|node| self.predicate(node, &subject.kind, plural, holds, bound));
        let [Some(a), Some(b)] = predicates else { return None };
        let b = match b.split_once(' ') {
            Some(("is" | "are", rest)) if self.language == Language::En => rest.to_owned(),
            _ => b,
        };
        let word = if all { pick(self.language, "dan", "and") } else { pick(self.language, "atau", "or") };
        Some(self.with_subject(subject, &format!("{a} {word} {b}"), bound))
    }

    /// `list[1] >= c and list[2] >= c` about a list that stands newest first: one clause about the most recent ones.
    pub(super) fn newest_items(&self, items: &[Node], all: bool, holds: bool, bound: &[String]) -> Option<(String, usize)> {
        let parts = |node: &Node, place: u64| -> Option<(Comparison, Node, Node)> {
            let NodeKind::Compare(operator, left, right) = &node.kind else { return None };
            let (operator, subject, object) = ordered(*operator, left, right);
            let NodeKind::Item(list, index) = &subject.kind else { return None };
            let NodeKind::Constant(Value::Number(n)) = &index.kind else { return None };
            (*n == rust_decimal::Decimal::from(place) && self.newest_first(list) && !is_null(object))
                .then(|| (operator, (**list).clone(), object.clone()))
        };
        let (operator, list, object) = parts(items.first()?, 1)?;
        let mut count = 1;
        while let Some((op, l, o)) = items.get(count).and_then(|node| parts(node, count as u64 + 1)) {
            if op != operator || !same(&l, &list) || !same(&o, &object) {
                break;
            }
            count += 1;
        }
        if count < 2 {
            return None;
        }
        let item_type = match &list.ty {
            Type::List { item, .. } => (**item).clone(),
            other => other.clone(),
        };
        let subject = Node { kind: NodeKind::Local(0), ty: item_type, span: list.span };
        let predicate = self.comparison_predicate(if holds { operator } else { operator.negated() }, &subject, &object, false, bound);
        let name = self.noun(&list, bound);
        let bare = name.strip_prefix("the ").unwrap_or(&name);
        let text = match (self.language, all) {
            (Language::Id, true) => format!("masing-masing dari {count} {name} terbaru {predicate}"),
            (Language::Id, false) => format!("sekurang-kurangnya satu dari {count} {name} terbaru {predicate}"),
            (Language::En, true) => format!("each of the {count} most recent {bare} {predicate}"),
            (Language::En, false) => format!("at least one of the {count} most recent {bare} {predicate}"),
        };
        Some((text, count))
    }
}
