//! Time that has passed, ages reached, levels apart.

use crate::legal::Language;
use crate::policy::catalogue::ProtectedGround;
use crate::policy::expression::node::{Arithmetic, Comparison, Function, Node, NodeKind};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::Explainer;
use super::clause::same;
use super::predicate::{Shape, english_predicate, indonesian_predicate};
use super::words::pick;

impl Explainer<'_> {
    /// `years between(x, as of) >= n`: at least n years have passed since x. Whole units, so only `>=` and `<` may drop the word *full*.
    /// With `known`, a moment named just before is said with that word.
    pub(super) fn elapsed(
        &self,
        operator: Comparison,
        subject: &Node,
        object: &Node,
        known: Option<(&Node, &str)>,
        bound: &[String],
    ) -> Option<String> {
        let NodeKind::Call(function, arguments) = &subject.kind else { return None };
        let unit = match function {
            Function::YearsBetween => "years",
            Function::MonthsBetween => "months",
            Function::DaysBetween => "days",
            _ => return None,
        };
        let [from, to] = arguments.as_slice() else { return None };
        let until_now = to.kind == NodeKind::AsOf;
        if !until_now && from.kind != NodeKind::AsOf {
            return None;
        }
        let language = self.language;
        let exact = matches!(operator, Comparison::GreaterOrEqual | Comparison::Less) || unit == "days";
        let moment = if until_now { from } else { to };
        let moment = match known {
            Some((subject, word)) if same(subject, moment) => word.to_owned(),
            Some(_) => return None,
            None => self.noun(moment, bound),
        };
        let mut amount = self.amount(object, Some(unit), bound);
        let counted = matches!(object.kind, NodeKind::Constant(_))
            || matches!(&object.kind, NodeKind::Parameter(_)) && amount.starts_with(|c: char| c.is_ascii_digit());
        if counted && !exact {
            amount = match language {
                Language::Id => format!("{amount} penuh"),
                Language::En => amount.replacen(' ', " full ", 1),
            };
        }
        let one = language == Language::En && (amount.starts_with("1 ") || !counted);
        let quantity = how_much(operator, &amount, language);
        Some(match (until_now, language) {
            (true, Language::Id) if operator == Comparison::Less => format!("belum lewat {amount} sejak {moment}"),
            (true, Language::Id) => format!("telah lewat {quantity} sejak {moment}"),
            (true, Language::En) => format!("{quantity} {} passed since {moment}", if one { "has" } else { "have" }),
            (false, Language::Id) => format!("masih tersisa {quantity} sampai {moment}"),
            (false, Language::En) => format!("{quantity} {} until {moment}", if one { "remains" } else { "remain" }),
        })
    }

    /// A date of birth moved by an age: the day on which that age is reached.
    pub(super) fn age_day(&self, date: &Node, duration: &Node, bound: &[String]) -> Option<String> {
        let NodeKind::Fact(fact) = &date.kind else { return None };
        if self.policy.catalogue.fact(*fact).protected != Some(ProtectedGround::Age) || duration.ty != Type::Months {
            return None;
        }
        let year = |node: &Node| matches!(node.kind, NodeKind::Constant(Value::Months(12)));
        // `1 year × maximum age`: the factor is the age
        let amount = match &duration.kind {
            NodeKind::Arithmetic(Arithmetic::Multiply, a, b) if year(a) => self.amount(b, Some("years"), bound),
            NodeKind::Arithmetic(Arithmetic::Multiply, a, b) if year(b) => self.amount(a, Some("years"), bound),
            _ => self.noun(duration, bound),
        };
        let counted = amount.starts_with(|c: char| c.is_ascii_digit());
        Some(match (counted, self.language) {
            (true, Language::Id) => format!("hari genap berusia {amount}"),
            (false, Language::Id) => format!("hari tercapainya {amount}"),
            (true, Language::En) => format!("the day on which the age of {amount} is reached"),
            (false, Language::En) => format!("the day on which {amount} is reached"),
        })
    }

    /// `x + 2 years < as of`: more than 2 years have passed since x. A date of birth plus an age is the day that age is reached.
    pub(super) fn moved(
        &self,
        operator: Comparison,
        subject: &Node,
        object: &Node,
        known: Option<(&Node, &str)>,
        bound: &[String],
    ) -> Option<String> {
        let language = self.language;
        let sum = |node: &Node| matches!(node.kind, NodeKind::Arithmetic(Arithmetic::Add, ..));
        let (operator, sum, moment) = match (sum(subject), sum(object)) {
            (true, false) => (operator, subject, object),
            (false, true) => (operator.flipped(), object, subject),
            _ => return None,
        };
        let NodeKind::Arithmetic(_, left, right) = &sum.kind else { return None };
        if left.ty != Type::Date || right.ty != Type::Months || moment.ty != Type::Date {
            return None;
        }
        if let Some(reached) = self.age_day(left, right, bound) {
            let predicate = match language {
                Language::Id => indonesian_predicate(operator.flipped(), Shape::Day, &reached, "", false),
                Language::En => english_predicate(operator.flipped(), Shape::Day, &reached, "is", false),
            };
            return Some(format!("{} {predicate}", self.noun(moment, bound)));
        }
        let amount = self.noun(right, bound);
        let from = match known {
            Some((subject, word)) if same(subject, left) => word.to_owned(),
            Some(_) => return None,
            None => self.noun(left, bound),
        };
        let quantity = how_much(operator.flipped(), &amount, language);
        let one = amount.starts_with("1 ") && !amount.contains(" and ");
        Some(match (moment.kind == NodeKind::AsOf, language) {
            (true, Language::Id) if operator == Comparison::Greater => format!("belum lewat {amount} sejak {from}"),
            (true, Language::Id) => format!("telah lewat {quantity} sejak {from}"),
            (true, Language::En) => format!("{quantity} {} passed since {from}", if one { "has" } else { "have" }),
            (false, Language::Id) => format!("{} {quantity} setelah {from}", self.noun(moment, bound)),
            (false, Language::En) => format!("{} is {quantity} after {from}", self.noun(moment, bound)),
        })
    }

    /// `steps between(a, b) >= n`: b is at least n levels above a.
    pub(super) fn levels(&self, operator: Comparison, subject: &Node, object: &Node, bound: &[String]) -> Option<String> {
        let NodeKind::Call(Function::StepsBetween, arguments) = &subject.kind else { return None };
        let [low, high] = arguments.as_slice() else { return None };
        let negative = matches!(&object.kind, NodeKind::Constant(Value::Number(n)) if n.is_sign_negative() || n.is_zero())
            || matches!(object.kind, NodeKind::Negate(_));
        if negative {
            return None;
        }
        let amount = self.amount(object, Some("levels"), bound);
        let (low, high) = (self.noun(low, bound), self.noun(high, bound));
        Some(match (operator, self.language) {
            (Comparison::GreaterOrEqual, Language::Id) => format!("{high} sekurang-kurangnya {amount} di atas {low}"),
            (Comparison::Greater, Language::Id) => format!("{high} lebih dari {amount} di atas {low}"),
            (Comparison::LessOrEqual, Language::Id) => format!("{high} paling tinggi {amount} di atas {low}"),
            (Comparison::Less, Language::Id) => format!("{high} kurang dari {amount} di atas {low}"),
            (Comparison::Equal, Language::Id) => format!("{high} tepat {amount} di atas {low}"),
            (Comparison::NotEqual, Language::Id) => format!("{high} tidak tepat {amount} di atas {low}"),
            (Comparison::GreaterOrEqual, Language::En) => format!("{high} is at least {amount} above {low}"),
            (Comparison::Greater, Language::En) => format!("{high} is more than {amount} above {low}"),
            (Comparison::LessOrEqual, Language::En) => format!("{high} is at most {amount} above {low}"),
            (Comparison::Less, Language::En) => format!("{high} is less than {amount} above {low}"),
            (Comparison::Equal, Language::En) => format!("{high} is exactly {amount} above {low}"),
            (Comparison::NotEqual, Language::En) => format!("{high} is not exactly {amount} above {low}"),
        })
    }
}

/// `at least 4 years`, `kurang dari 4 tahun`.
fn how_much(operator: Comparison, amount: &str, language: Language) -> String {
    let word = match operator {
        Comparison::GreaterOrEqual => pick(language, "sekurang-kurangnya", "at least"),
        Comparison::Greater => pick(language, "lebih dari", "more than"),
        Comparison::LessOrEqual => pick(language, "paling lama", "at most"),
        Comparison::Less => pick(language, "kurang dari", "less than"),
        Comparison::Equal => pick(language, "tepat", "exactly"),
        Comparison::NotEqual => pick(language, "tidak tepat", "not exactly"),
    };
    format!("{word} {amount}")
}
