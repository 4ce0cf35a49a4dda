//! The operators: what they accept and what they give.

use super::super::node::{Arithmetic, Comparison, InTest, Node, NodeKind, Quantifier};
use super::super::syntax::{Syntax, SyntaxKind, SyntaxTest};
use super::fit::{item_type, unify};
use super::{Checker, Mismatch, folded};
use crate::policy::diagnostic::Span;
use crate::policy::types::{Type, Unit};
use crate::policy::value::Value;

impl Checker<'_, '_> {
    /// A condition; `place` says whose in messages.
    pub(super) fn truth(&mut self, node: Node, place: &str) -> Option<Node> {
        if matches!(node.ty, Type::Boolean | Type::None | Type::Any) {
            return Some(node);
        }
        let ty = &node.ty;
        let label = crate::legal::Label::new(
            format!("`{place}` membutuhkan `boolean`, ditemukan `{ty}`"),
            format!("`{place}` expects `boolean`, found `{ty}`"),
        );
        self.out.push(crate::policy::diagnostic::Diagnostic::error("type-mismatch", &self.scope.file, node.span, label));
        None
    }

    pub(super) fn logic(&mut self, items: &[Syntax], span: Span, and: bool) -> Option<Node> {
        let nodes: Vec<Option<Node>> = items.iter().map(|item| self.node(item)).collect();
        let nodes = nodes.into_iter().collect::<Option<Vec<Node>>>()?;
        let decisive = Value::Boolean(!and);
        let operator = if and { "and" } else { "or" };
        let decided = nodes.iter().any(|node| matches!(&node.kind, NodeKind::Constant(value) if *value == decisive));
        let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
        let mut wrong = false;
        let types = nodes.iter().map(|node| format!("`{}`", node.ty)).collect::<Vec<_>>();
        for node in nodes {
            let fits = matches!(node.ty, Type::Boolean | Type::None | Type::Any);
            match node {
                Node { kind: NodeKind::And(inner), .. } if and => kept.extend(inner),
                Node { kind: NodeKind::Or(inner), .. } if !and => kept.extend(inner),
                node if fits => kept.push(node),
                node if decided => {
                    let ty = &node.ty;
                    let label = crate::legal::Label::new(
                        format!("`{ty}` di samping `{operator}` tidak pernah dibaca: sisi lain sudah menentukan"),
                        format!("`{ty}` beside `{operator}` is never read: the other side decides"),
                    );
                    self.out.push(crate::policy::diagnostic::Diagnostic::warning("idle-operand", &self.scope.file, node.span, label));
                }
                _ => wrong = true,
            }
        }
        if wrong {
            let (id, en) = (types.join(" dan "), types.join(" and "));
            self.error(
                "type-mismatch",
                span,
                format!("`{operator}` membutuhkan `boolean` di setiap sisi, ditemukan {id}"),
                format!("`{operator}` expects `boolean` on every side, found {en}"),
            );
            return None;
        }
        if kept.len() < 2 {
            return kept.pop();
        }
        let kind = if and { NodeKind::And(kept) } else { NodeKind::Or(kept) };
        Some(self.make(kind, Type::Boolean, span))
    }

    pub(super) fn compare(&mut self, op: Comparison, a: Node, b: Node, span: Span) -> Option<Node> {
        let (a, b) = self.harmonise(a, b)?;
        self.comparable(op, &a.ty, &b.ty, span)?;
        Some(self.make(NodeKind::Compare(op, Box::new(a), Box::new(b)), Type::Boolean, span))
    }

    fn comparable(&mut self, op: Comparison, a: &Type, b: &Type, span: Span) -> Option<()> {
        let ty = match unify(a, b) {
            Ok(ty) => ty,
            Err(mismatch) => {
                self.mismatch(mismatch, op.as_str(), a, b, span);
                return None;
            }
        };
        if matches!(op, Comparison::Equal | Comparison::NotEqual) || ty.is_ordered() {
            return Some(());
        }
        self.error(
            "not-ordered",
            span,
            format!("`{}` membutuhkan nilai yang berurutan, ditemukan `{a}` dan `{b}`", op.as_str()),
            format!("`{}` needs values with an order, found `{a}` and `{b}`", op.as_str()),
        );
        None
    }

    pub(super) fn between(&mut self, x: Node, low: Node, high: Node, span: Span) -> Option<Node> {
        let (x, low) = self.harmonise(x, low)?;
        let (x, high) = self.harmonise(x, high)?;
        let (low, high) = self.harmonise(low, high)?;
        for end in [&low.ty, &high.ty] {
            match unify(&x.ty, end) {
                Ok(ty) if ty.is_ordered() => {}
                Ok(_) => {
                    self.error(
                        "not-ordered",
                        span,
                        format!("`between` membutuhkan nilai yang berurutan, ditemukan `{}` dan `{end}`", x.ty),
                        format!("`between` needs values with an order, found `{}` and `{end}`", x.ty),
                    );
                    return None;
                }
                Err(mismatch) => {
                    self.mismatch(mismatch, "between", &x.ty, end, span);
                    return None;
                }
            }
        }
        Some(self.make(NodeKind::Between(Box::new(x), Box::new(low), Box::new(high)), Type::Boolean, span))
    }

    pub(super) fn membership(&mut self, x: &Syntax, tests: &[SyntaxTest], span: Span) -> Option<Node> {
        let x = self.node(x);
        let mut x = match x {
            Some(x) => x,
            None => {
                // still report what is wrong in the tests
                for test in tests {
                    let (SyntaxTest::Compare(_, value) | SyntaxTest::Is(value)) = test;
                    self.node(value);
                }
                return None;
            }
        };
        let made: Vec<Option<InTest>> = tests.iter().map(|test| self.in_test(&mut x, test, span)).collect();
        let made = made.into_iter().collect::<Option<Vec<InTest>>>()?;
        Some(self.make(NodeKind::In(Box::new(x), made), Type::Boolean, span))
    }

    /// One alternative; quoted codes in the subject become choices where the alternative is one.
    fn in_test(&mut self, x: &mut Node, test: &SyntaxTest, span: Span) -> Option<InTest> {
        match test {
            SyntaxTest::Compare(op, value) => {
                let value = self.node(value)?;
                let value = self.meet(x, value)?;
                self.comparable(*op, &x.ty, &value.ty, span)?;
                Some(InTest::Compare(*op, value))
            }
            SyntaxTest::Is(Syntax { kind: SyntaxKind::Range { low, high }, span: range_span }) => {
                let (low, high, _) = self.range(low.as_ref(), high.as_ref(), *range_span)?;
                let mut end = |end: Option<(Node, bool)>| -> Option<Option<(Node, bool)>> {
                    let Some((node, closed)) = end else { return Some(None) };
                    let node = self.meet(x, node)?;
                    if let Err(mismatch) = unify(&x.ty, &node.ty) {
                        self.mismatch(mismatch, "in", &x.ty, &Type::Range(Box::new(node.ty)), span);
                        return None;
                    }
                    Some(Some((node, closed)))
                };
                let (low, high) = (end(low)?, end(high)?);
                if !x.ty.is_ordered() {
                    let found = x.ty.clone();
                    self.error(
                        "not-ordered",
                        span,
                        format!("`in` dengan rentang membutuhkan nilai yang berurutan, ditemukan `{found}`"),
                        format!("`in` with a range needs values with an order, found `{found}`"),
                    );
                    return None;
                }
                Some(InTest::Range { low, high })
            }
            SyntaxTest::Is(value) => {
                let value = self.node(value)?;
                let value = self.meet(x, value)?;
                let fits = match &value.ty {
                    Type::List { item, .. } => {
                        let within = match &**item {
                            Type::Range(inner) => unify(&x.ty, inner).or_else(|_| unify(&x.ty, item)),
                            item => unify(&x.ty, item),
                        };
                        within.or_else(|mismatch| unify(&x.ty, &value.ty).map_err(|_| mismatch))
                    }
                    Type::Range(inner) => unify(&x.ty, inner).or_else(|mismatch| unify(&x.ty, &value.ty).map_err(|_| mismatch)),
                    ty => unify(&x.ty, ty),
                };
                if let Err(mismatch) = fits {
                    self.mismatch(mismatch, "in", &x.ty, &value.ty, span);
                    return None;
                }
                Some(match value.ty {
                    Type::List { .. } | Type::Range(_) | Type::Any => InTest::Member(value),
                    _ => InTest::Compare(Comparison::Equal, value),
                })
            }
        }
    }

    pub(super) fn negate(&mut self, x: Node, span: Span) -> Option<Node> {
        match &x.ty {
            Type::Number(_) | Type::Months | Type::Days | Type::None | Type::Any => {
                let ty = x.ty.clone();
                Some(folded(self.make(NodeKind::Negate(Box::new(x)), ty, span)))
            }
            ty => {
                let ty = ty.clone();
                self.error(
                    "type-mismatch",
                    span,
                    format!("tanda `-` tidak dapat dipakai pada `{ty}`"),
                    format!("the sign `-` does not work on `{ty}`"),
                );
                None
            }
        }
    }

    pub(super) fn condition(&mut self, condition: Node, yes: Node, no: Node, span: Span) -> Option<Node> {
        let condition = self.truth(condition, "if");
        let (yes, no) = self.harmonise(yes, no)?;
        let condition = condition?;
        let ty = match unify(&yes.ty, &no.ty) {
            Ok(ty) => ty,
            Err(Mismatch::Units) => {
                self.mismatch(Mismatch::Units, "if", &yes.ty, &no.ty, span);
                return None;
            }
            Err(Mismatch::Types) => {
                self.warning(
                    "mixed-types",
                    span,
                    format!("`if` menghasilkan `{}` atau `{}`", yes.ty, no.ty),
                    format!("the `if` gives `{}` or `{}`", yes.ty, no.ty),
                );
                Type::Any
            }
        };
        Some(self.make(NodeKind::If(Box::new(condition), Box::new(yes), Box::new(no)), ty, span))
    }

    pub(super) fn quantified(&mut self, quantifier: Quantifier, binders: &[(String, Syntax)], body: &Syntax, span: Span) -> Option<Node> {
        let word = match quantifier {
            Quantifier::Some => "some … satisfies",
            Quantifier::Every => "every … satisfies",
        };
        let outer = self.locals.len();
        let mut lists = Vec::with_capacity(binders.len());
        for (name, list) in binders {
            let list = self.node(list);
            let item = list.as_ref().map_or(Type::Any, |list| item_type(&list.ty));
            self.locals.push((name.clone(), item));
            lists.push(list);
        }
        let body = self.node(body).and_then(|body| self.truth(body, word));
        self.locals.truncate(outer);
        let lists = lists.into_iter().collect::<Option<Vec<Node>>>()?;
        let mut node = body?;
        for list in lists.into_iter().rev() {
            let kind = NodeKind::Quantified(quantifier, Box::new(list), Box::new(node));
            node = self.make(kind, Type::Boolean, span);
        }
        Some(node)
    }

    pub(super) fn arithmetic(&mut self, op: Arithmetic, a: Node, b: Node, span: Span) -> Option<Node> {
        let zero = |node: &Node| match &node.kind {
            NodeKind::Constant(Value::Number(n)) => n.is_zero(),
            NodeKind::Constant(Value::Months(n)) => *n == 0,
            NodeKind::Constant(Value::Days(n)) => *n == 0,
            _ => false,
        };
        let ty = match result(op, &a, &b) {
            Ok(ty) => ty,
            Err(mismatch) => {
                self.mismatch(mismatch, op.as_str(), &a.ty, &b.ty, span);
                return None;
            }
        };
        if op == Arithmetic::Power
            && let NodeKind::Constant(Value::Number(exponent)) = &b.kind
            && !exponent.is_integer()
        {
            self.error(
                "type-mismatch",
                span,
                format!(
                    "`**` dihitung eksak dan membutuhkan pangkat bilangan bulat, ditemukan `{exponent}` pada `{}` dan `{}`",
                    a.ty, b.ty
                ),
                format!("`**` is exact and expects a whole exponent, found `{exponent}` in `{}` and `{}`", a.ty, b.ty),
            );
            return None;
        }
        if op == Arithmetic::Divide && zero(&b) {
            self.no_value(
                span,
                "pembagian dengan nol tidak punya nilai, hasilnya selalu null".into(),
                "a division by zero has no value, the result is always null".into(),
            );
        }
        let moves_months = matches!((&a.ty, &b.ty), (Type::Date, Type::Months) | (Type::Months, Type::Date));
        if moves_months {
            self.needs_date_rounding(op.as_str(), span)?;
        }
        Some(self.make(NodeKind::Arithmetic(op, Box::new(a), Box::new(b)), ty, span))
    }

    /// Refuses month arithmetic in a policy that does not say how dates round.
    pub(super) fn needs_date_rounding(&mut self, what: &str, span: Span) -> Option<()> {
        if self.scope.dates_round {
            return Some(());
        }
        self.error(
            "date-rounding-missing",
            span,
            format!("`{what}` menghitung tanggal per bulan, tetapi kebijakan belum menyebut `date-rounding` (misalnya untuk 29 Februari)"),
            format!("`{what}` moves dates by months, but the policy does not say `date-rounding` (what becomes of 29 February)"),
        );
        None
    }
}

/// The type of `a op b`.
fn result(op: Arithmetic, a: &Node, b: &Node) -> Result<Type, Mismatch> {
    use Arithmetic::{Add, Divide, Multiply, Power, Subtract};
    use Type::{Any, Date, Days, Months, Number, Text};
    let (left, right) = (&a.ty, &b.ty);
    match (op, left, right) {
        (_, Type::None, Type::None) => Ok(Type::None),
        // null with anything the operator knows is null
        (op, Type::None, other) => {
            if works_on(op, other, false) {
                Ok(unknown_side(op, other))
            } else {
                Err(Mismatch::Types)
            }
        }
        (op, other, Type::None) => {
            if works_on(op, other, true) {
                Ok(unknown_side(op, other))
            } else {
                Err(Mismatch::Types)
            }
        }
        (op, Any, other) => {
            if works_on(op, other, false) {
                Ok(Any)
            } else {
                Err(Mismatch::Types)
            }
        }
        (op, other, Any) => {
            if works_on(op, other, true) {
                Ok(Any)
            } else {
                Err(Mismatch::Types)
            }
        }
        (Add | Subtract, Number(_), Number(_)) => unify(left, right),
        (Multiply, Number(x), Number(y)) => Ok(Number(product_unit(a, b, x, y))),
        (Divide, Number(x), Number(y)) => Ok(Number(if x == y { None } else { x.clone().filter(|_| y.is_none() && plain(b)) })),
        (Power, Number(_), Number(_)) => Ok(Type::NUMBER),
        (Add, Text, Text) => Ok(Text),
        (Add, Date, Months | Days) | (Add, Months | Days, Date) | (Subtract, Date, Months | Days) => Ok(Date),
        (Subtract, Date, Date) => Ok(Days),
        (Add | Subtract, Months, Months) => Ok(Months),
        (Add | Subtract, Days, Days) => Ok(Days),
        (Multiply, Months, Number(_)) | (Multiply, Number(_), Months) | (Divide, Months, Number(_)) => Ok(Months),
        (Multiply, Days, Number(_)) | (Multiply, Number(_), Days) | (Divide, Days, Number(_)) => Ok(Days),
        (Divide, Months, Months) | (Divide, Days, Days) => Ok(Type::NUMBER),
        _ => Err(Mismatch::Types),
    }
}

/// Whether an operator accepts a type on one side at all.
fn works_on(op: Arithmetic, ty: &Type, left: bool) -> bool {
    match ty {
        Type::Number(_) | Type::Any => true,
        Type::Months | Type::Days => op != Arithmetic::Power,
        Type::Text => op == Arithmetic::Add,
        Type::Date => op == Arithmetic::Add || op == Arithmetic::Subtract && (left || ty == &Type::Date),
        _ => false,
    }
}

/// The type of an operation of which one side is null.
fn unknown_side(op: Arithmetic, known: &Type) -> Type {
    match (op, known) {
        (Arithmetic::Add | Arithmetic::Subtract, Type::Number(_) | Type::Text) => known.clone(),
        (_, Type::Number(_)) => Type::None,
        _ => Type::None,
    }
}

/// The unit of a product: a plain literal scales a measure, two measures make something without a known unit.
fn product_unit(a: &Node, b: &Node, x: &Option<Unit>, y: &Option<Unit>) -> Option<Unit> {
    let measure = |unit: &Option<Unit>| unit.clone().filter(|u| !matches!(&**u, "share" | "percent"));
    match (x, y) {
        (Some(_), None) if plain(b) => measure(x),
        (None, Some(_)) if plain(a) => measure(y),
        _ => None,
    }
}

/// Whether a number is written out, so that it has no unit of its own.
fn plain(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Constant(_))
}
