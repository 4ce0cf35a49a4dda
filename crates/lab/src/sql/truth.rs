//! Conditions, with their four answers.

use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Comparison, Function, InTest, Node, NodeKind, Quantifier};
use jenjang::policy::types::Type;
use jenjang::policy::value::{Bound, FactIndex, Value};

use super::term::{Term, Test, all_of, any_of, atom, every, joint_none, some};
use super::writer::{Writer, one_of};
use crate::LabError;

/// The fact of which a condition asks whether there is none (`x = null`), or, in an `and`, whether there is one (`x != null`).
fn asked_for_none(node: &Node, all: bool) -> Option<FactIndex> {
    let wanted = if all { Comparison::NotEqual } else { Comparison::Equal };
    match &node.kind {
        NodeKind::Compare(op, a, b) if *op == wanted => match (&a.kind, &b.kind) {
            (NodeKind::Fact(fact), NodeKind::Constant(Value::None)) => Some(*fact),
            _ => None,
        },
        _ => None,
    }
}

/// An end of a range.
type End = Option<(Term, bool)>;

impl Writer<'_> {
    /// The answer of a condition.
    pub(super) fn test(&mut self, node: &Node) -> Result<Test, LabError> {
        match &node.kind {
            NodeKind::Not(x) => Ok(self.test(x)?.not()),
            NodeKind::And(items) => Ok(every(self.tests(items, true)?)),
            NodeKind::Or(items) => Ok(some(self.tests(items, false)?)),
            NodeKind::Compare(op, a, b) => {
                let (left, right) = (self.value(a)?, self.value(b)?);
                self.compared(*op, (&a.ty, &left), (&b.ty, &right))
            }
            NodeKind::Between(x, low, high) => {
                let (value, low_value, high_value) = (self.value(x)?, self.value(low)?, self.value(high)?);
                let from = self.compared(Comparison::GreaterOrEqual, (&x.ty, &value), (&low.ty, &low_value))?;
                let to = self.compared(Comparison::LessOrEqual, (&x.ty, &value), (&high.ty, &high_value))?;
                Ok(every(vec![from, to]))
            }
            NodeKind::In(x, tests) => self.within_any(x, tests),
            NodeKind::Quantified(quantifier, list, body) => self.quantified(*quantifier, list, body),
            NodeKind::If(condition, yes, no) => {
                let test = self.test(condition)?;
                let (yes, no) = (self.test(yes)?, self.test(no)?);
                let pick = |a: &str, b: &str| {
                    if test.missing {
                        format!("CASE {} WHEN TRUE THEN {a} WHEN FALSE THEN {b} END", atom(&test.yes))
                    } else {
                        format!("CASE WHEN {} THEN {a} ELSE {b} END", test.yes)
                    }
                };
                let none = (yes.none.is_some() || no.none.is_some()).then(|| {
                    let of = |test: &Test| test.none.clone().unwrap_or_else(|| "FALSE".to_owned());
                    format!("CASE {} WHEN TRUE THEN {} WHEN FALSE THEN {} ELSE FALSE END", atom(&test.yes), of(&yes), of(&no))
                });
                let missing = test.missing || yes.missing || no.missing;
                Ok(Test { yes: pick(&yes.yes, &no.yes), maybe: pick(&yes.maybe, &no.maybe), none, missing })
            }
            NodeKind::Call(
                function @ (Function::All | Function::Any | Function::ListContains | Function::Contains | Function::StartsWith),
                arguments,
            ) => match arguments.as_slice() {
                [first, rest @ ..] => self.test_call(*function, first, rest),
                [] => Ok(Test::constant(Truth::None)),
            },
            _ => {
                let term = self.value(node)?;
                if !matches!(node.ty, Type::Boolean | Type::None | Type::Any) {
                    return Err(self.refused("syarat yang bukan nilai benar/salah", "a condition that is no truth value"));
                }
                Ok(match &term.constant {
                    Some(value) => Test::constant(Truth::of(value)),
                    None => Test::with_none(&term.sql, term.none, term.missing),
                })
            }
        }
    }

    /// The parts of an `and` or `or`. `x = null or x < 3` and `x != null and x < 3` are said in fewer words than their parts: where `x` is
    /// missing, the comparison is unknown anyhow.
    fn tests(&mut self, nodes: &[Node], all: bool) -> Result<Vec<Test>, LabError> {
        let mut tests = Vec::new();
        let mut rest: Vec<&Node> = nodes.iter().collect();
        while !rest.is_empty() {
            let node = rest.remove(0);
            let together = asked_for_none(node, all).and_then(|fact| {
                let compared = |node: &&Node| matches!(&node.kind, NodeKind::Compare(op, a, b) if *op != Comparison::NotEqual
                    && a.kind == NodeKind::Fact(fact) && matches!(&b.kind, NodeKind::Constant(value) if !value.is_none() && !value.is_missing()));
                rest.iter().position(compared).map(|at| (fact, at))
            });
            let Some((fact, at)) = together else {
                tests.push(self.test(node)?);
                continue;
            };
            let (term, test) = (self.fact(fact)?, self.test(rest.remove(at))?);
            let (Some(none), NodeKind::Compare(..)) = (&term.none, &node.kind) else {
                tests.extend([self.test(node)?, test]);
                continue;
            };
            tests.push(if all {
                Test::plain(test.yes, test.missing)
            } else {
                // without the part that says it of none: that is asked for apart
                let known = test.yes.strip_suffix(&format!(" AND NOT {}", atom(none))).map_or(test.yes.clone(), str::to_owned);
                Test::plain(any_of(&[none.clone(), known]), test.missing)
            });
        }
        Ok(tests)
    }

    /// `a op b`.
    pub(super) fn compared(
        &mut self,
        op: Comparison,
        (left_type, a): (&Type, &Term),
        (right_type, b): (&Type, &Term),
    ) -> Result<Test, LabError> {
        if matches!(left_type, Type::List { .. } | Type::Range(_)) || matches!(right_type, Type::List { .. } | Type::Range(_)) {
            return Err(self.refused("perbandingan daftar atau rentang", "a comparison of lists or ranges"));
        }
        match op {
            Comparison::Equal => self.equal((left_type, a), (right_type, b)),
            Comparison::NotEqual => Ok(self.equal((left_type, a), (right_type, b))?.not()),
            _ => {
                if a.is_missing() || b.is_missing() {
                    return Ok(Test::constant(Truth::Missing));
                }
                if a.is_none() || b.is_none() {
                    let told: Vec<String> = [a, b].iter().filter_map(|term| term.told()).collect();
                    if told.is_empty() {
                        return Ok(Test::constant(Truth::None));
                    }
                    return Ok(Test::with_none("CAST(NULL AS BOOLEAN)", Some(all_of(&told)), true));
                }
                let sql = self.ordered(op, (left_type, a), (right_type, b))?;
                Ok(Test::with_none(&sql, joint_none(&[a, b]), a.missing || b.missing))
            }
        }
    }

    /// The SQL of an inequality.
    fn ordered(&mut self, op: Comparison, (left_type, a): (&Type, &Term), (right_type, b): (&Type, &Term)) -> Result<String, LabError> {
        let plain = |op: Comparison, a: &str, b: &str| format!("{} {} {}", atom(a), op.as_str(), atom(b));
        match (left_type, right_type) {
            (Type::Choice(left), Type::Choice(right)) => {
                let codes = |op: Comparison, limit: &jenjang::policy::scale::Choice| {
                    let accepted = left.values.iter().enumerate().filter(|(rank, _)| op.accepts(rank.cmp(&usize::from(limit.rank()))));
                    accepted.map(|(_, value)| self.dialect.text(&value.code)).collect::<Vec<_>>()
                };
                let listed = |sql: &str, codes: &[String]| {
                    // nobody is below the lowest, and yet a missing answer stays missing
                    if codes.is_empty() { format!("{} <> {}", atom(sql), atom(sql)) } else { one_of(sql, codes) }
                };
                Ok(match (&a.constant, &b.constant) {
                    (_, Some(Value::Choice(limit))) => listed(&a.sql, &codes(op, limit)),
                    (Some(Value::Choice(limit)), _) => listed(&b.sql, &codes(op.flipped(), limit)),
                    _ => {
                        let (x, y) = (self.rank(a, left), self.rank(b, right));
                        plain(op, &x, &y)
                    }
                })
            }
            (Type::Text, _) | (_, Type::Text) => Ok(plain(op, &self.dialect.collated(&a.sql), &self.dialect.collated(&b.sql))),
            _ => Ok(plain(op, &a.sql, &b.sql)),
        }
    }

    fn equal(&mut self, (left_type, a): (&Type, &Term), (right_type, b): (&Type, &Term)) -> Result<Test, LabError> {
        if a.is_missing() || b.is_missing() {
            return Ok(Test::constant(Truth::Missing));
        }
        if a.is_none() && b.is_none() {
            return Ok(Test::constant(Truth::True));
        }
        // `x = null` asks whether there is none
        for (x, y) in [(a, b), (b, a)] {
            if y.is_none() {
                return Ok(match (&x.none, x.missing) {
                    (None, false) => Test::constant(Truth::False),
                    (Some(none), false) => Test::plain(none.clone(), false),
                    (None, true) => Test::plain(format!("CASE WHEN {} IS NOT NULL THEN FALSE END", atom(&x.sql)), true),
                    (Some(none), true) => {
                        Test::plain(format!("CASE WHEN {none} THEN TRUE WHEN {} IS NOT NULL THEN FALSE END", atom(&x.sql)), true)
                    }
                });
            }
        }
        let missing = a.missing || b.missing;
        let same_scale = match (left_type, right_type) {
            (Type::Choice(left), Type::Choice(right)) => left.name == right.name,
            _ => true,
        };
        if !same_scale {
            return Err(self.refused("perbandingan dua skala", "a comparison of two scales"));
        }
        let same = format!("{} = {}", atom(&a.sql), atom(&b.sql));
        let sql = match (&a.none, &b.none) {
            (None, None) => same,
            (Some(none), None) if !b.missing => format!("{same} AND NOT {}", atom(none)),
            (None, Some(none)) if !a.missing => format!("{same} AND NOT {}", atom(none)),
            (Some(none), None) => format!("CASE WHEN {} AND {} IS NOT NULL THEN FALSE ELSE {same} END", atom(none), atom(&b.sql)),
            (None, Some(none)) => format!("CASE WHEN {} AND {} IS NOT NULL THEN FALSE ELSE {same} END", atom(none), atom(&a.sql)),
            (Some(x), Some(y)) => format!(
                "CASE WHEN {} AND {} THEN TRUE WHEN {} AND {} IS NOT NULL THEN FALSE WHEN {} AND {} IS NOT NULL THEN FALSE ELSE {same} END",
                atom(x),
                atom(y),
                atom(x),
                atom(&b.sql),
                atom(y),
                atom(&a.sql)
            ),
        };
        Ok(Test::plain(sql, missing))
    }

    /// `x in (…)`.
    fn within_any(&mut self, x: &Node, tests: &[InTest]) -> Result<Test, LabError> {
        let value = self.value(x)?;
        let mut found = Vec::new();
        // plain values stand together
        let mut same: Vec<String> = Vec::new();
        for test in tests {
            match test {
                InTest::Compare(Comparison::Equal, Node { kind: NodeKind::Constant(constant), ty, .. })
                    if !constant.is_none() && !constant.is_missing() =>
                {
                    same.push(self.constant(constant, ty)?.sql);
                }
                InTest::Compare(op, node) => {
                    let other = self.value(node)?;
                    found.push(self.compared(*op, (&x.ty, &value), (&node.ty, &other))?);
                }
                InTest::Range { low, high } => {
                    let mut end = |end: &Option<(Node, bool)>| -> Result<End, LabError> {
                        end.as_ref().map(|(node, closed)| Ok((self.value(node)?, *closed))).transpose()
                    };
                    let (low, high) = (end(low)?, end(high)?);
                    found.push(self.inside((&x.ty, &value), &low, &high)?);
                }
                InTest::Member(node) => found.push(self.member((&x.ty, &value), node)?),
            }
        }
        if !same.is_empty() {
            if value.constant.is_some() && value.none.is_some() {
                found.push(Test::constant(Truth::False));
            } else {
                let sql = one_of(&value.sql, &same);
                let sql = match &value.none {
                    Some(none) => format!("{sql} AND NOT {}", atom(none)),
                    None => sql,
                };
                found.push(Test::plain(sql, value.missing));
            }
        }
        Ok(some(found))
    }

    fn inside(&mut self, x: (&Type, &Term), low: &End, high: &End) -> Result<Test, LabError> {
        let mut tests = Vec::new();
        if let Some((low, closed)) = low {
            let op = if *closed { Comparison::GreaterOrEqual } else { Comparison::Greater };
            tests.push(self.compared(op, x, (x.0, low))?);
        }
        if let Some((high, closed)) = high {
            let op = if *closed { Comparison::LessOrEqual } else { Comparison::Less };
            tests.push(self.compared(op, x, (x.0, high))?);
        }
        Ok(every(tests))
    }

    /// Whether a value belongs to a list or range, or equals a value.
    fn member(&mut self, (ty, x): (&Type, &Term), of: &Node) -> Result<Test, LabError> {
        let constant_range = |writer: &mut Self, range: &jenjang::policy::value::RangeValue| -> Result<Test, LabError> {
            let mut end = |bound: &Bound| -> Result<End, LabError> {
                Ok(match bound {
                    Bound::Open => None,
                    Bound::Included(value) => Some((writer.constant(value, ty)?, true)),
                    Bound::Excluded(value) => Some((writer.constant(value, ty)?, false)),
                })
            };
            let (low, high) = (end(&range.low)?, end(&range.high)?);
            writer.inside((ty, x), &low, &high)
        };
        match &of.kind {
            NodeKind::Constant(Value::Range(range)) => constant_range(self, range),
            NodeKind::Constant(Value::List(items)) => {
                let mut tests = Vec::new();
                for item in items.iter() {
                    tests.push(match item {
                        Value::Range(range) => constant_range(self, range)?,
                        item => {
                            let item = self.constant(item, ty)?;
                            self.equal((ty, x), (ty, &item))?
                        }
                    });
                }
                Ok(some(tests))
            }
            _ if matches!(of.ty, Type::List { .. }) => {
                let list = self.list(of)?;
                self.listed(&list, ty, x)
            }
            NodeKind::Range { low, high } => {
                let mut end = |end: &Option<(Box<Node>, bool)>| -> Result<End, LabError> {
                    end.as_ref().map(|(node, closed)| Ok((self.value(node)?, *closed))).transpose()
                };
                let (low, high) = (end(low)?, end(high)?);
                self.inside((ty, x), &low, &high)
            }
            _ => {
                let other = self.value(of)?;
                self.equal((ty, x), (&of.ty, &other))
            }
        }
    }

    fn quantified(&mut self, quantifier: Quantifier, list: &Node, body: &Node) -> Result<Test, LabError> {
        let list = self.list(list)?;
        let mut tests = Vec::new();
        for item in &list.items {
            self.locals.push(item.term.clone());
            let test = self.test(body);
            self.locals.pop();
            tests.push(item.counted(test?, quantifier));
        }
        let joined = if quantifier == Quantifier::Some { some(tests) } else { every(tests) };
        Ok(list.guarded(joined))
    }

    pub(super) fn test_call(&mut self, function: Function, first: &Node, rest: &[Node]) -> Result<Test, LabError> {
        match (function, rest) {
            (Function::All | Function::Any, _) => {
                let list = self.list(first)?;
                let quantifier = if function == Function::Any { Quantifier::Some } else { Quantifier::Every };
                let of = |term: &Term| match &term.constant {
                    Some(value) => Test::constant(Truth::of(value)),
                    None => Test::with_none(&term.sql, term.none.clone(), term.missing),
                };
                let tests = list.items.iter().map(|item| item.counted(of(&item.term), quantifier)).collect();
                Ok(list.guarded(if quantifier == Quantifier::Some { some(tests) } else { every(tests) }))
            }
            (Function::ListContains, [element]) => {
                let list = self.list(first)?;
                let value = self.value(element)?;
                self.listed(&list, &element.ty, &value)
            }
            (Function::Contains | Function::StartsWith, [part]) => {
                let (text, part) = (self.value(first)?, self.value(part)?);
                let place = format!("POSITION({} IN {})", part.sql, text.sql);
                let sql = if function == Function::Contains { format!("{place} > 0") } else { format!("{place} = 1") };
                Ok(Test::with_none(&sql, joint_none(&[&text, &part]), text.missing || part.missing))
            }
            _ => Err(self.refused("fungsi ini", "this function")),
        }
    }

    /// Whether a list has an item equal to a value.
    fn listed(&mut self, list: &super::list::List, ty: &Type, x: &Term) -> Result<Test, LabError> {
        let mut tests = Vec::new();
        for item in &list.items {
            let same = self.equal((ty, &item.term), (ty, x))?;
            tests.push(item.counted(same.settled(), Quantifier::Some));
        }
        Ok(list.guarded(some(tests)))
    }
}
