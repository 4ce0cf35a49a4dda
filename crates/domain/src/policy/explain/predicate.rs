//! What a comparison says of its subject: `is at least 4 years`, `paling tinggi Penata (III/c)`.

use crate::legal::Language;
use crate::policy::catalogue::ProtectedGround;
use crate::policy::expression::node::{Comparison, Function, InTest, Node, NodeKind};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::Explainer;
use super::clause::{is_null, ordered};
use super::noun::{bound_kind, unit_of};
use super::words::{self, pick};

impl Explainer<'_> {
    /// What `node` says of `subject`, without naming it; `None` where it does not speak of it alone.
    pub(super) fn predicate(&self, node: &Node, subject: &NodeKind, plural: bool, holds: bool, bound: &[String]) -> Option<String> {
        let language = self.language;
        let be = if plural { "are" } else { "is" };
        match &node.kind {
            NodeKind::Not(inner) => self.predicate(inner, subject, plural, !holds, bound),
            NodeKind::Compare(operator, left, right) => {
                let (operator, left, right) = ordered(*operator, left, right);
                let operator = if holds { operator } else { operator.negated() };
                if left.kind != *subject || right.children().iter().any(|child| child.kind == *subject) {
                    return None;
                }
                if is_null(right) {
                    return Some(match (operator == Comparison::Equal, language) {
                        (true, Language::Id) => "tidak ada".to_owned(),
                        (false, Language::Id) => "ada".to_owned(),
                        (true, Language::En) => format!("{be} absent"),
                        (false, Language::En) => format!("{be} on record"),
                    });
                }
                if right.ty == Type::Boolean || matches!(right.kind, NodeKind::Constant(Value::Boolean(_))) {
                    return None;
                }
                Some(self.comparison_predicate(operator, left, right, plural, bound))
            }
            NodeKind::Between(left, low, high) if left.kind == *subject => {
                let unit = [&**left, &**low, &**high].iter().find_map(|n| unit_of(&n.ty));
                let end = |n: &Node| Some((self.amount(n, unit, bound), bound_kind(n), true));
                let range = words::range_text(end(low), end(high), language);
                Some(match (language, holds) {
                    (Language::Id, true) => format!("berada dalam rentang {range}"),
                    (Language::Id, false) => format!("berada di luar rentang {range}"),
                    (Language::En, true) => format!("{be} in the range {range}"),
                    (Language::En, false) => format!("{be} outside the range {range}"),
                })
            }
            NodeKind::In(left, tests) if left.kind == *subject => Some(self.membership(left, tests, be, holds, bound)),
            _ => None,
        }
    }

    pub(super) fn membership(&self, subject: &Node, tests: &[InTest], be: &str, holds: bool, bound: &[String]) -> String {
        let language = self.language;
        let plain = |test: &InTest| matches!(test, InTest::Compare(Comparison::Equal, _));
        if tests.iter().all(plain) {
            let options: Vec<String> = tests
                .iter()
                .filter_map(|test| match test {
                    InTest::Compare(_, node) if is_null(node) => Some(pick(language, "tidak ada", "none").to_owned()),
                    InTest::Compare(_, node) => Some(self.amount(node, unit_of(&subject.ty), bound)),
                    _ => None,
                })
                .collect();
            return match (language, holds) {
                (Language::Id, true) => format!("adalah {}", words::or(&options, language)),
                (Language::Id, false) => format!("bukan {}", words::join(&options, "maupun")),
                (Language::En, true) => format!("{be} {}", words::or(&options, language)),
                (Language::En, false) if options.len() > 1 => format!("{be} neither {}", words::join(&options, "nor")),
                (Language::En, false) => format!("{be} not {}", words::or(&options, language)),
            };
        }
        let options: Vec<String> = tests
            .iter()
            .map(|test| match test {
                InTest::Compare(_, node) if is_null(node) => pick(language, "tidak ada", "is absent").to_owned(),
                InTest::Compare(operator, node) => self.comparison_predicate(*operator, subject, node, be == "are", bound),
                InTest::Range { low, high } => {
                    let unit = unit_of(&subject.ty);
                    let end = |end: &Option<(Node, bool)>| end.as_ref().map(|(n, i)| (self.amount(n, unit, bound), bound_kind(n), *i));
                    let range = words::range_text(end(low), end(high), language);
                    match language {
                        Language::Id => format!("berada dalam rentang {range}"),
                        Language::En => format!("{be} in the range {range}"),
                    }
                }
                InTest::Member(node) => match language {
                    Language::Id => format!("termasuk dalam {}", self.noun(node, bound)),
                    Language::En => format!("{be} one of {}", self.noun(node, bound)),
                },
            })
            .collect();
        match (language, holds, options.as_slice()) {
            (_, true, _) => words::or(&options, language),
            (Language::Id, false, [only]) => format!("tidak {only}"),
            (Language::Id, false, _) => format!("tidak memenuhi satu pun dari: {}", options.join("; ")),
            (Language::En, false, [only]) => match only.strip_prefix(be) {
                Some(rest) => format!("{be} not{rest}"),
                None => format!("does not satisfy: {only}"),
            },
            (Language::En, false, _) => format!("satisfies none of these: {}", options.join("; ")),
        }
    }

    /// `is at least 4 years`, `paling tinggi Penata (III/c)`: the predicate of a comparison, without its subject.
    pub(super) fn comparison_predicate(
        &self,
        operator: Comparison,
        subject: &Node,
        object: &Node,
        plural: bool,
        bound: &[String],
    ) -> String {
        let unit = unit_of(&subject.ty).or(unit_of(&object.ty));
        let text = self.amount(object, unit, bound);
        let constant = matches!(object.kind, NodeKind::Constant(_) | NodeKind::Parameter(_));
        let be = if plural { "are" } else { "is" };
        let kind = match (&subject.ty, &object.ty) {
            (Type::Date, _) | (_, Type::Date) => Shape::Day,
            (Type::Choice(_), _) | (_, Type::Choice(_)) if constant => Shape::Level,
            (Type::Choice(_), _) | (_, Type::Choice(_)) => Shape::LevelOf,
            (Type::Number(_) | Type::Months | Type::Days, _) | (_, Type::Number(_) | Type::Months | Type::Days) => Shape::Amount,
            _ => Shape::Other,
        };
        match self.language {
            Language::Id => indonesian_predicate(operator, kind, &text, self.most(subject, unit), constant),
            Language::En => english_predicate(operator, kind, &text, be, constant),
        }
    }

    /// The Indonesian word for an upper bound: `paling lama` of time, `paling tinggi` of age and of plain scores, else `paling banyak`.
    pub(super) fn most(&self, subject: &Node, unit: Option<&str>) -> &'static str {
        let age =
            matches!(&subject.kind, NodeKind::Fact(fact) if self.policy.catalogue.fact(*fact).protected == Some(ProtectedGround::Age));
        let counts = match &subject.kind {
            NodeKind::Fact(fact) => {
                let label = self.policy.catalogue.fact(*fact).label.id.to_lowercase();
                label.starts_with("jumlah") || label.starts_with("banyak")
            }
            NodeKind::Call(Function::Count, _) => true,
            _ => false,
        };
        match unit {
            _ if age => "paling tinggi",
            None if counts => "paling banyak",
            Some("years" | "months" | "days" | "weeks" | "hours") => "paling lama",
            None | Some("share" | "levels" | "percent") => "paling tinggi",
            Some(_) => "paling banyak",
        }
    }
}

/// How a comparison is spoken.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Day,
    /// A choice against a named choice.
    Level,
    /// A choice against another value.
    LevelOf,
    Amount,
    Other,
}

pub(super) fn indonesian_predicate(operator: Comparison, shape: Shape, text: &str, most: &str, constant: bool) -> String {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match (shape, operator) {
        (Shape::Day, Equal) => format!("jatuh tepat pada {text}"),
        (Shape::Day, NotEqual) => format!("tidak jatuh tepat pada {text}"),
        (Shape::Day, Less) => format!("jatuh sebelum {text}"),
        (Shape::Day, LessOrEqual) => format!("jatuh paling lambat pada {text}"),
        (Shape::Day, Greater) => format!("jatuh setelah {text}"),
        (Shape::Day, GreaterOrEqual) => format!("jatuh pada atau setelah {text}"),
        (Shape::Level, Equal) => format!("adalah {text}"),
        (Shape::Level, NotEqual) => format!("bukan {text}"),
        (Shape::LevelOf, Equal) => format!("sama dengan {text}"),
        (Shape::LevelOf, NotEqual) => format!("berbeda dengan {text}"),
        (Shape::Level | Shape::LevelOf, Less) => format!("lebih rendah daripada {text}"),
        (Shape::Level | Shape::LevelOf, Greater) => format!("lebih tinggi daripada {text}"),
        (Shape::Level, LessOrEqual) => format!("paling tinggi {text}"),
        (Shape::Level, GreaterOrEqual) => format!("sekurang-kurangnya {text}"),
        (Shape::LevelOf, LessOrEqual) => format!("tidak lebih tinggi daripada {text}"),
        (Shape::LevelOf, GreaterOrEqual) => format!("tidak lebih rendah daripada {text}"),
        (Shape::Amount, Equal) if constant => format!("tepat {text}"),
        (Shape::Amount, NotEqual) if constant => format!("tidak tepat {text}"),
        (Shape::Amount, Equal) => format!("sama dengan {text}"),
        (Shape::Amount, NotEqual) => format!("tidak sama dengan {text}"),
        (_, Equal) => format!("adalah {text}"),
        (_, NotEqual) => format!("bukan {text}"),
        (_, Less) => format!("kurang dari {text}"),
        (_, LessOrEqual) => format!("{most} {text}"),
        (_, Greater) => format!("lebih dari {text}"),
        (_, GreaterOrEqual) => format!("sekurang-kurangnya {text}"),
    }
}

pub(super) fn english_predicate(operator: Comparison, shape: Shape, text: &str, be: &str, constant: bool) -> String {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match (shape, operator) {
        (Shape::Day, Equal) => format!("{be} {text}"),
        (Shape::Day, NotEqual) => format!("{be} not {text}"),
        (Shape::Day, Less) => format!("{be} before {text}"),
        (Shape::Day, LessOrEqual) => format!("{be} no later than {text}"),
        (Shape::Day, Greater) => format!("{be} after {text}"),
        (Shape::Day, GreaterOrEqual) => format!("{be} on or after {text}"),
        (Shape::Level, Equal) => format!("{be} {text}"),
        (Shape::Level, NotEqual) => format!("{be} not {text}"),
        (Shape::LevelOf, Equal) => format!("{be} the same as {text}"),
        (Shape::LevelOf, NotEqual) => format!("{be} not the same as {text}"),
        (Shape::Level | Shape::LevelOf, Less) => format!("{be} lower than {text}"),
        (Shape::Level | Shape::LevelOf, Greater) => format!("{be} higher than {text}"),
        (Shape::Level, LessOrEqual) if text.contains(" or ") => format!("{be} at most {text}"),
        (Shape::Level, GreaterOrEqual) if text.contains(" or ") => format!("{be} at least {text}"),
        (Shape::Level, LessOrEqual) => format!("{be} {text} or lower"),
        (Shape::Level, GreaterOrEqual) => format!("{be} {text} or higher"),
        (Shape::LevelOf, LessOrEqual) => format!("{be} no higher than {text}"),
        (Shape::LevelOf, GreaterOrEqual) => format!("{be} no lower than {text}"),
        (Shape::Amount, Equal) if constant => format!("{be} exactly {text}"),
        (Shape::Amount, NotEqual) if constant => format!("{be} not exactly {text}"),
        (Shape::Amount, Equal) => format!("{be} equal to {text}"),
        (Shape::Amount, NotEqual) => format!("{be} not equal to {text}"),
        (_, Equal) => format!("{be} {text}"),
        (_, NotEqual) => format!("{be} not {text}"),
        (_, Less) => format!("{be} less than {text}"),
        (_, LessOrEqual) => format!("{be} at most {text}"),
        (_, Greater) => format!("{be} more than {text}"),
        (_, GreaterOrEqual) => format!("{be} at least {text}"),
    }
}
