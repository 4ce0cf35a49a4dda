//! An expression as text, for findings: the left side of a comparison as a drafter would write it.

use std::fmt::Write;

use crate::policy::expression::node::{Arithmetic, Comparison, Function, InTest, Node, NodeKind, Quantifier};
use crate::policy::model::Policy;
use crate::policy::value::Value;

/// The expression in the policy's own names.
pub(crate) fn write(policy: &Policy, node: &Node) -> String {
    let mut out = String::new();
    Writer { policy, bound: Vec::new() }.node(&mut out, node);
    out
}

struct Writer<'a> {
    policy: &'a Policy,
    /// Names of the variables bound around the node, outermost first.
    bound: Vec<&'static str>,
}

/// Names of quantifier variables by depth.
const VARIABLES: [&str; 4] = ["x", "y", "z", "w"];

const OR: u8 = 1;
const AND: u8 = 2;
/// What needs no brackets anywhere.
const PLAIN: u8 = 9;

/// How tightly the parts of an expression hold together.
fn tightness(node: &Node) -> u8 {
    match &node.kind {
        NodeKind::If(..) | NodeKind::Quantified(..) => 0,
        NodeKind::Or(_) => OR,
        NodeKind::And(_) => AND,
        NodeKind::Compare(..) | NodeKind::Between(..) | NodeKind::In(..) => 3,
        NodeKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => 4,
        NodeKind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => 5,
        NodeKind::Arithmetic(Arithmetic::Power, ..) => 6,
        NodeKind::Negate(_) => 7,
        _ => PLAIN,
    }
}

impl Writer<'_> {
    /// The writer inside a binder.
    fn inside(&self, variable: &'static str) -> Writer<'_> {
        Writer { policy: self.policy, bound: self.bound.iter().copied().chain([variable]).collect() }
    }

    fn node(&self, out: &mut String, node: &Node) {
        let name = |out: &mut String, name: Option<&str>| out.push_str(name.unwrap_or("?"));
        match &node.kind {
            NodeKind::Constant(value) => constant(out, value),
            NodeKind::Fact(fact) => name(out, self.policy.catalogue.facts().get(fact.get()).map(|f| &*f.name)),
            NodeKind::AsOf => out.push_str("as of"),
            NodeKind::Parameter(at) => name(out, self.policy.parameters.get(usize::from(*at)).map(|p| &*p.name)),
            NodeKind::Definition(at) => name(out, self.policy.definitions.get(usize::from(*at)).map(|d| &*d.name)),
            NodeKind::Table(at) => name(out, self.policy.tables.get(usize::from(*at)).map(|t| &*t.name)),
            NodeKind::Score => out.push_str("score"),
            NodeKind::Outcome(policy) => {
                let _ = write!(out, "outcome(\"{policy}\")");
            }
            NodeKind::Local(index) => out.push_str(self.bound.get(usize::from(*index)).unwrap_or(&"item")),
            NodeKind::Not(x) => self.call(out, "not", &[x]),
            NodeKind::And(items) => self.joined(out, items, " and ", AND),
            NodeKind::Or(items) => self.joined(out, items, " or ", OR),
            NodeKind::Compare(op, a, b) => self.infix(out, a, op.as_str(), b, tightness(node)),
            NodeKind::Between(x, a, b) => {
                self.operand(out, x, PLAIN);
                out.push_str(" between ");
                self.operand(out, a, PLAIN);
                out.push_str(" and ");
                self.operand(out, b, PLAIN);
            }
            NodeKind::In(x, tests) => {
                self.operand(out, x, PLAIN);
                out.push_str(" in (");
                for (at, test) in tests.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    self.test(out, test);
                }
                out.push(')');
            }
            NodeKind::Arithmetic(op, a, b) => self.infix(out, a, op.as_str(), b, tightness(node)),
            NodeKind::Negate(x) => {
                out.push('-');
                self.operand(out, x, PLAIN);
            }
            NodeKind::If(c, a, b) => {
                out.push_str("if ");
                self.node(out, c);
                out.push_str(" then ");
                self.node(out, a);
                out.push_str(" else ");
                self.node(out, b);
            }
            NodeKind::Quantified(quantifier, list, body) => {
                let word = match quantifier {
                    Quantifier::Some => "some",
                    Quantifier::Every => "every",
                };
                let variable = VARIABLES[self.bound.len() % VARIABLES.len()];
                let _ = write!(out, "{word} {variable} in ");
                self.operand(out, list, PLAIN);
                out.push_str(" satisfies ");
                self.inside(variable).node(out, body);
            }
            NodeKind::Filter(list, condition) => {
                self.operand(out, list, PLAIN);
                out.push('[');
                self.inside("item").node(out, condition);
                out.push(']');
            }
            NodeKind::Item(list, index) => {
                self.operand(out, list, PLAIN);
                out.push('[');
                self.node(out, index);
                out.push(']');
            }
            NodeKind::List(items) => {
                out.push('[');
                self.listed(out, &items.iter().collect::<Vec<_>>());
                out.push(']');
            }
            NodeKind::Range { low, high } => {
                let end = |end: &Option<(Box<Node>, bool)>| end.as_ref().map(|(node, included)| ((**node).clone(), *included));
                self.test(out, &InTest::Range { low: end(low), high: end(high) });
            }
            NodeKind::Call(function, arguments) => self.function(out, *function, arguments),
        }
    }

    fn function(&self, out: &mut String, function: Function, arguments: &[Node]) {
        let property = match function {
            Function::Year => Some(".year"),
            Function::Month => Some(".month"),
            Function::Day => Some(".day"),
            _ => None,
        };
        if let (Some(property), [subject]) = (property, arguments) {
            self.operand(out, subject, PLAIN);
            out.push_str(property);
            return;
        }
        // `max(a, b)` is kept as `max([a, b])`
        let written = match arguments {
            [Node { kind: NodeKind::List(items), .. }] => items,
            other => other,
        };
        self.call(out, function.as_str(), &written.iter().collect::<Vec<_>>());
    }

    fn call(&self, out: &mut String, name: &str, arguments: &[&Node]) {
        out.push_str(name);
        out.push('(');
        self.listed(out, arguments);
        out.push(')');
    }

    fn listed(&self, out: &mut String, items: &[&Node]) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            self.node(out, item);
        }
    }

    fn joined(&self, out: &mut String, items: &[Node], word: &str, own: u8) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push_str(word);
            }
            self.operand(out, item, own + 1);
        }
    }

    /// Operators read from the left: `a - b - c` is `(a - b) - c`.
    fn infix(&self, out: &mut String, a: &Node, op: &str, b: &Node, own: u8) {
        self.operand(out, a, own);
        let _ = write!(out, " {op} ");
        self.operand(out, b, own + 1);
    }

    /// In brackets where the part binds less tightly than what it stands in.
    fn operand(&self, out: &mut String, node: &Node, least: u8) {
        let bracketed = tightness(node) < least;
        if bracketed {
            out.push('(');
        }
        self.node(out, node);
        if bracketed {
            out.push(')');
        }
    }

    fn test(&self, out: &mut String, test: &InTest) {
        match test {
            InTest::Compare(Comparison::Equal, node) | InTest::Member(node) => self.node(out, node),
            InTest::Compare(op, node) => {
                let _ = write!(out, "{} ", op.as_str());
                self.node(out, node);
            }
            InTest::Range { low, high } => {
                match low {
                    Some((node, included)) => {
                        out.push(if *included { '[' } else { '(' });
                        self.node(out, node);
                    }
                    None => out.push('('),
                }
                out.push_str("..");
                match high {
                    Some((node, included)) => {
                        self.node(out, node);
                        out.push(if *included { ']' } else { ')' });
                    }
                    None => out.push(')'),
                }
            }
        }
    }
}

fn constant(out: &mut String, value: &Value) {
    let _ = match value {
        Value::Text(_) | Value::Choice(_) => write!(out, "\"{value}\""),
        Value::Date(_) | Value::Months(_) | Value::Days(_) => write!(out, "@\"{value}\""),
        other => write!(out, "{other}"),
    };
}
