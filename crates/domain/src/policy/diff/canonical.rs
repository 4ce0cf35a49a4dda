//! Expressions, values and cells as texts that are equal exactly where the meaning is; facts, parameters and tables by name.

use crate::policy::expression::node::{InTest, Node, NodeKind};
use crate::policy::model::{Cell, CellPart, Policy};
use crate::policy::value::{Bound, RangeValue, Value};

/// A value with its type, so that `1` and `"1"` differ.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Choice(choice) => format!("{}:{choice}", choice.scale().name),
        Value::List(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(",")),
        Value::Range(range) => self::range(range),
        Value::Text(text) => format!("{text:?}"),
        other => format!("{}:{other}", other.type_word()),
    }
}

fn range(range: &RangeValue) -> String {
    let end = |bound: &Bound| match bound {
        Bound::Open => "open".to_owned(),
        Bound::Included(v) => format!("included {}", value(v)),
        Bound::Excluded(v) => format!("excluded {}", value(v)),
    };
    format!("({}..{})", end(&range.low), end(&range.high))
}

/// A cell; the order of its alternatives does not count.
pub(super) fn cell(cell: &Cell) -> String {
    let mut parts: Vec<String> = cell
        .parts
        .iter()
        .map(|part| match part {
            CellPart::Equal(v) => value(v),
            CellPart::Range(r) => range(r),
        })
        .collect();
    parts.sort();
    format!("{}{}", if cell.negated { "not " } else { "" }, parts.join("|"))
}

/// An expression.
pub(super) fn node(policy: &Policy, tree: &Node) -> String {
    let name = |kind: &str, found: Option<&str>, index: u16| found.map_or_else(|| format!("{kind} #{index}"), |n| format!("{kind} {n}"));
    let ends = |low: Option<bool>, high: Option<bool>| format!("range {low:?} {high:?}");
    let head = match &tree.kind {
        NodeKind::Constant(v) => return value(v),
        NodeKind::Fact(fact) => return name("fact", policy.catalogue.facts().get(fact.get()).map(|f| &*f.name), fact.0),
        NodeKind::AsOf => return "as of".to_owned(),
        NodeKind::Score => return "score".to_owned(),
        NodeKind::Parameter(i) => return name("parameter", policy.parameters.get(usize::from(*i)).map(|p| &*p.name), *i),
        NodeKind::Definition(i) => return name("definition", policy.definitions.get(usize::from(*i)).map(|d| &*d.name), *i),
        NodeKind::Table(i) => return name("table", policy.tables.get(usize::from(*i)).map(|t| &*t.name), *i),
        NodeKind::Outcome(id) => return format!("outcome {id}"),
        NodeKind::Local(depth) => return format!("local {depth}"),
        NodeKind::Not(_) => "not".to_owned(),
        NodeKind::And(_) => "and".to_owned(),
        NodeKind::Or(_) => "or".to_owned(),
        NodeKind::Compare(operator, ..) => operator.as_str().to_owned(),
        NodeKind::Between(..) => "between".to_owned(),
        NodeKind::In(_, tests) => {
            let shape = |test: &InTest| match test {
                InTest::Compare(operator, _) => operator.as_str().to_owned(),
                InTest::Member(_) => "member".to_owned(),
                InTest::Range { low, high } => ends(low.as_ref().map(|(_, i)| *i), high.as_ref().map(|(_, i)| *i)),
            };
            format!("in {}", tests.iter().map(shape).collect::<Vec<_>>().join(" "))
        }
        NodeKind::Arithmetic(operator, ..) => operator.as_str().to_owned(),
        NodeKind::Negate(_) => "minus".to_owned(),
        NodeKind::If(..) => "if".to_owned(),
        NodeKind::Quantified(quantifier, ..) => format!("{quantifier:?}"),
        NodeKind::Filter(..) => "filter".to_owned(),
        NodeKind::Item(..) => "item".to_owned(),
        NodeKind::List(_) => "list".to_owned(),
        NodeKind::Range { low, high } => ends(low.as_ref().map(|(_, i)| *i), high.as_ref().map(|(_, i)| *i)),
        NodeKind::Call(function, _) => format!("{function:?}"),
    };
    format!("({head} {})", tree.children().into_iter().map(|child| node(policy, child)).collect::<Vec<_>>().join(" "))
}
