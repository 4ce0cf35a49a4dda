//! Values of expressions.

use jenjang::number::RoundingMode;
use jenjang::policy::expression::node::{Arithmetic, Function, Node, NodeKind};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::policy;
use super::term::{Term, Width, all_of, any_of, joint_none};
use super::writer::Writer;
use crate::LabError;

impl<'p> Writer<'p> {
    /// The value of an expression.
    pub(super) fn value(&mut self, node: &Node) -> Result<Term, LabError> {
        match &node.kind {
            NodeKind::Constant(value) => self.constant(value, &node.ty),
            NodeKind::Fact(fact) => self.fact(*fact),
            NodeKind::AsOf => {
                let day = self.on().map_or(Value::Missing, |on| Value::Date(on.as_of()));
                self.constant(&day, &Type::Date)
            }
            NodeKind::Parameter(index) => {
                let value = self.on().and_then(|on| on.parameters().get(usize::from(*index))).cloned().unwrap_or(Value::None);
                self.constant(&value, &node.ty)
            }
            NodeKind::Definition(index) => self.definition(*index),
            NodeKind::Table(index) => self.table(*index),
            NodeKind::Score => Ok(self.scope().and_then(|scope| scope.score.clone()).unwrap_or_else(Term::missing)),
            NodeKind::Outcome(id) => policy::outcome_of(self, id),
            NodeKind::Local(index) => Ok(self.locals.get(usize::from(*index)).cloned().unwrap_or_else(Term::none)),
            NodeKind::Not(_)
            | NodeKind::And(_)
            | NodeKind::Or(_)
            | NodeKind::Compare(..)
            | NodeKind::Between(..)
            | NodeKind::In(..)
            | NodeKind::Quantified(..) => Ok(self.test(node)?.term()),
            NodeKind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b),
            NodeKind::Negate(x) => {
                let x = self.value(x)?;
                if x.is_none() || x.is_missing() {
                    return Ok(x);
                }
                Ok(Term { sql: format!("-{}", super::term::atom(&x.sql)), constant: None, ..x })
            }
            NodeKind::If(condition, yes, no) => self.choice(condition, yes, no),
            NodeKind::Item(list, index) => self.item(list, index),
            NodeKind::Call(function, arguments) => self.call(*function, arguments),
            NodeKind::List(_) | NodeKind::Filter(..) => Err(self.refused("daftar sebagai nilai", "a list as a value")),
            NodeKind::Range { .. } => Err(self.refused("rentang sebagai nilai", "a range as a value")),
        }
    }

    fn definition(&mut self, index: u16) -> Result<Term, LabError> {
        if let Some(known) = self.scope().and_then(|scope| scope.definitions.get(&index).cloned()) {
            return Ok(known);
        }
        let place = usize::from(index);
        let found = self.on().and_then(|on| Some((on.definitions().get(place)?, on.policy().definitions.get(place)?)));
        let Some((tree, declared)) = found else { return Ok(Term::missing()) };
        // a definition stands outside every list it is used in
        let locals = std::mem::take(&mut self.locals);
        let term = self.deeper(|writer| writer.value(&tree.folded));
        self.locals = locals;
        let comment = format!("{} / {}", declared.label.id, declared.label.en);
        let term = self.bind(&declared.name, &tree.folded.ty, term?, Some(comment))?;
        if let Some(scope) = self.scope() {
            scope.definitions.insert(index, term.clone());
        }
        Ok(term)
    }

    fn choice(&mut self, condition: &Node, yes: &Node, no: &Node) -> Result<Term, LabError> {
        let test = self.test(condition)?;
        let (yes, no) = (self.value(yes)?, self.value(no)?);
        let needed_twice = yes.none.is_some() || no.none.is_some();
        let test = if needed_twice { self.shorter("condition", test) } else { test };
        let (sqls, width) = self.alike(&[&yes, &no])?;
        let [a, b] = sqls.as_slice() else { return Ok(Term::missing()) };
        let pick = |a: &str, b: &str, silent: &str| {
            if test.missing {
                format!("CASE {} WHEN TRUE THEN {a} WHEN FALSE THEN {b}{silent} END", super::term::atom(&test.yes))
            } else {
                format!("CASE WHEN {} THEN {a} ELSE {b} END", test.yes)
            }
        };
        let none = needed_twice.then(|| {
            let of = |term: &Term| term.none.clone().unwrap_or_else(|| "FALSE".to_owned());
            pick(&of(&yes), &of(&no), " ELSE FALSE")
        });
        let sql = pick(a, b, "");
        let missing = test.missing || yes.missing || no.missing;
        let integer = yes.integer && no.integer && self.dialect == super::Dialect::Postgres;
        Ok(Term { sql, none, missing, width, integer, constant: None })
    }

    fn arithmetic(&mut self, op: Arithmetic, a: &Node, b: &Node) -> Result<Term, LabError> {
        let (left, right) = (self.value(a)?, self.value(b)?);
        let number = |node: &Node, term: &Term| matches!(node.ty, Type::Number(_)) || term.width.is_some();
        if left.is_none() || right.is_none() {
            return self.no_value(&[&left, &right]);
        }
        if number(a, &left) && number(b, &right) {
            return self.numbers(op, &left, &right);
        }
        self.durations(op, (&a.ty, &left), (&b.ty, &right))
    }

    fn call(&mut self, function: Function, arguments: &[Node]) -> Result<Term, LabError> {
        let [first, rest @ ..] = arguments else { return Ok(Term::none()) };
        match function {
            Function::Count | Function::Sum | Function::Min | Function::Max | Function::Mean => self.over_list(function, first),
            Function::All | Function::Any | Function::ListContains | Function::Contains | Function::StartsWith => {
                Ok(self.test_call(function, first, rest)?.term())
            }
            Function::Abs => {
                let x = self.value(first)?;
                if x.is_none() || x.is_missing() {
                    return Ok(x);
                }
                Ok(Term { sql: format!("ABS({})", x.sql), constant: None, ..x })
            }
            Function::Floor
            | Function::Ceiling
            | Function::Decimal
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundHalfUp
            | Function::RoundHalfDown => self.rounding(function, first, rest),
            Function::Successor | Function::Predecessor => self.neighbour(function, first),
            Function::StepsBetween => {
                let [second] = rest else { return Ok(Term::none()) };
                let (from, to) = (self.value(first)?, self.value(second)?);
                let (Type::Choice(from_scale), Type::Choice(to_scale)) = (&first.ty, &second.ty) else {
                    return Err(self.refused("jarak antara yang bukan pilihan", "steps between what are no choices"));
                };
                let (x, y) = (self.rank(&from, from_scale), self.rank(&to, to_scale));
                let none = joint_none(&[&from, &to]);
                let missing = from.missing || to.missing;
                let width = Some(Width::new(3, 0));
                Ok(Term { sql: format!("{y} - {x}"), none, missing, width, integer: true, constant: None })
            }
            Function::YearsBetween
            | Function::MonthsBetween
            | Function::YearsAndMonthsDuration
            | Function::DaysBetween
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::DayOfYear => self.dates(function, first, rest),
            other => {
                let name = format!("{other:?}");
                Err(self.refused(&format!("fungsi `{name}`"), &format!("the function `{name}`")))
            }
        }
    }

    /// An explicit rounding step.
    fn rounding(&mut self, function: Function, first: &Node, rest: &[Node]) -> Result<Term, LabError> {
        let places = match rest.first().map(|node| &node.kind) {
            None => Some(0),
            Some(NodeKind::Constant(Value::Number(n))) if n.is_integer() => u32::try_from(n.mantissa()).ok().filter(|places| *places <= 28),
            Some(_) => None,
        };
        let Some(places) = places else {
            return Err(self.refused("pembulatan ke jumlah desimal yang tidak tetap", "rounding to places that are not fixed"));
        };
        let mode = match function {
            Function::RoundUp => RoundingMode::Up,
            Function::RoundDown => RoundingMode::Down,
            Function::RoundHalfUp => RoundingMode::HalfUp,
            Function::RoundHalfDown => RoundingMode::HalfDown,
            Function::Decimal => RoundingMode::HalfEven,
            _ => {
                let x = self.value(first)?;
                if x.is_none() || x.is_missing() {
                    return Ok(x);
                }
                if places != 0 {
                    return Err(self.refused("pembulatan ke bawah atau ke atas dengan desimal", "floor or ceiling with places"));
                }
                return self.whole_number(&x, if function == Function::Floor { "FLOOR" } else { "CEIL" });
            }
        };
        self.rounded_node(first, places, mode)
    }

    /// A rounded expression; a quotient is divided and rounded in one step.
    pub(super) fn rounded_node(&mut self, node: &Node, places: u32, mode: RoundingMode) -> Result<Term, LabError> {
        if let NodeKind::Arithmetic(Arithmetic::Divide, a, b) = &node.kind
            && matches!((&a.ty, &b.ty), (Type::Number(_), Type::Number(_)))
        {
            let (a, b) = (self.value(a)?, self.value(b)?);
            return self.rounded_quotient(&a, &b, places, mode);
        }
        let term = self.value(node)?;
        if term.is_none() || term.is_missing() {
            return Ok(term);
        }
        self.rounded(&term, places, mode)
    }

    /// The next higher or lower choice.
    fn neighbour(&mut self, function: Function, node: &Node) -> Result<Term, LabError> {
        let x = self.value(node)?;
        let Type::Choice(scale) = &node.ty else {
            return Err(self.refused("tingkat berikut dari yang bukan pilihan", "the neighbour of what is no choice"));
        };
        let codes: Vec<String> = scale.values.iter().map(|value| self.dialect.text(&value.code)).collect();
        let pairs: Vec<(&String, &String)> = match function {
            Function::Successor => codes.iter().zip(codes.iter().skip(1)).collect(),
            _ => codes.iter().skip(1).zip(codes.iter()).collect(),
        };
        let Some(end) = (if function == Function::Successor { codes.last() } else { codes.first() }) else { return Ok(Term::none()) };
        let whens: Vec<String> = pairs.iter().map(|(from, to)| format!("WHEN {from} THEN {to}")).collect();
        let sql = if whens.is_empty() { "NULL".to_owned() } else { format!("CASE {} {} END", x.sql, whens.join(" ")) };
        let at_end = format!("COALESCE({} = {end}, FALSE)", x.sql);
        let none = any_of(&x.none.clone().into_iter().chain([at_end]).collect::<Vec<_>>());
        Ok(Term { sql, none: Some(none), missing: x.missing, width: None, integer: false, constant: None })
    }

    /// The place of a choice in its scale.
    pub(super) fn rank(&mut self, term: &Term, scale: &jenjang::policy::scale::Scale) -> String {
        if let Some(Value::Choice(choice)) = &term.constant {
            return choice.rank().to_string();
        }
        let whens: Vec<String> =
            scale.values.iter().enumerate().map(|(at, value)| format!("WHEN {} THEN {at}", self.dialect.text(&value.code))).collect();
        let sql = format!("CASE {} {} END", term.sql, whens.join(" "));
        let near: String = if self.is_column(&term.sql) { term.sql.clone() } else { scale.name.to_string() };
        let scopes = std::mem::take(&mut self.scopes);
        let name = self.column(&format!("{near} rank"), sql, None);
        self.scopes = scopes;
        name
    }

    /// A joint value of terms: NULL where any has none.
    pub(super) fn joint(&self, sql: String, terms: &[&Term], width: Option<Width>, integer: bool) -> Term {
        Term { sql, none: joint_none(terms), missing: terms.iter().any(|term| term.missing), width, integer, constant: None }
    }

    /// Conditions that all terms have a value; absent where always so.
    pub(super) fn all_known(terms: &[&Term]) -> Option<String> {
        let parts: Vec<String> = terms
            .iter()
            .filter(|term| term.missing || term.none.is_some())
            .map(|term| format!("{} IS NOT NULL", super::term::atom(&term.sql)))
            .collect();
        (!parts.is_empty()).then(|| all_of(&parts))
    }
}
