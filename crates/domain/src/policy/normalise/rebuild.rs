//! Rebuilding a tree with other children.

use crate::policy::expression::node::{InTest, Node, NodeKind};
use crate::policy::value::Value;

/// The node with every node directly below it replaced.
pub(crate) fn map_children(node: &Node, mut replace: impl FnMut(&Node) -> Node) -> Node {
    let kind = match &node.kind {
        NodeKind::Constant(_)
        | NodeKind::Fact(_)
        | NodeKind::AsOf
        | NodeKind::Parameter(_)
        | NodeKind::Definition(_)
        | NodeKind::Table(_)
        | NodeKind::Score
        | NodeKind::Outcome(_)
        | NodeKind::Local(_) => node.kind.clone(),
        NodeKind::Not(x) => NodeKind::Not(Box::new(replace(x))),
        NodeKind::Negate(x) => NodeKind::Negate(Box::new(replace(x))),
        NodeKind::And(items) => NodeKind::And(items.iter().map(replace).collect()),
        NodeKind::Or(items) => NodeKind::Or(items.iter().map(replace).collect()),
        NodeKind::List(items) => NodeKind::List(items.iter().map(replace).collect()),
        NodeKind::Call(function, items) => NodeKind::Call(*function, items.iter().map(replace).collect()),
        NodeKind::Compare(op, a, b) => NodeKind::Compare(*op, Box::new(replace(a)), Box::new(replace(b))),
        NodeKind::Arithmetic(op, a, b) => NodeKind::Arithmetic(*op, Box::new(replace(a)), Box::new(replace(b))),
        NodeKind::Quantified(q, a, b) => NodeKind::Quantified(*q, Box::new(replace(a)), Box::new(replace(b))),
        NodeKind::Filter(a, b) => NodeKind::Filter(Box::new(replace(a)), Box::new(replace(b))),
        NodeKind::Item(a, b) => NodeKind::Item(Box::new(replace(a)), Box::new(replace(b))),
        NodeKind::Between(a, b, c) => NodeKind::Between(Box::new(replace(a)), Box::new(replace(b)), Box::new(replace(c))),
        NodeKind::If(a, b, c) => NodeKind::If(Box::new(replace(a)), Box::new(replace(b)), Box::new(replace(c))),
        NodeKind::In(x, tests) => {
            let subject = Box::new(replace(x));
            let tests = tests
                .iter()
                .map(|test| match test {
                    InTest::Compare(op, node) => InTest::Compare(*op, replace(node)),
                    InTest::Member(node) => InTest::Member(replace(node)),
                    InTest::Range { low, high } => InTest::Range {
                        low: low.as_ref().map(|(node, included)| (replace(node), *included)),
                        high: high.as_ref().map(|(node, included)| (replace(node), *included)),
                    },
                })
                .collect();
            NodeKind::In(subject, tests)
        }
        NodeKind::Range { low, high } => NodeKind::Range {
            low: low.as_ref().map(|(node, included)| (Box::new(replace(node)), *included)),
            high: high.as_ref().map(|(node, included)| (Box::new(replace(node)), *included)),
        },
    };
    Node { kind, ty: node.ty.clone(), span: node.span }
}

/// The body of a binder with its variable replaced by a value; variables of binders inside it move one place out, so that the
/// result stands by itself.
pub(crate) fn substitute(body: &Node, local: u8, value: &Value) -> Node {
    match &body.kind {
        NodeKind::Local(index) if *index == local => Node::constant(value.clone(), body.ty.clone(), body.span),
        NodeKind::Local(index) if *index > local => Node { kind: NodeKind::Local(index - 1), ty: body.ty.clone(), span: body.span },
        _ => map_children(body, |child| substitute(child, local, value)),
    }
}
