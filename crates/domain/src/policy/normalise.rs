//! Folding a typed tree for a day: what does not depend on the person becomes a constant, and comparisons over spans of time become
//! comparisons of dates (`years between(x, as of) >= 4` is `x <= 2022-04-01`).
//!
//! Decisions, columns and SQL read the same folded tree. The folded tree gives the same answer as the original for every dossier
//! (INVARIANT (same answer everywhere)), with one limit: dates lie between the years 1 and 9999, as everywhere in policy files and data.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::decide::table::lookup;
use super::expression::evaluate::{Truth, compare_values, evaluate};
use super::expression::node::{Arithmetic, Comparison, Function, Node, NodeKind};
use super::types::Type;
use super::value::Value;
use crate::period::{DateRounding, add_months, months_between, years_between};

mod constant;
mod rebuild;

pub(crate) use constant::Constants;
pub(crate) use rebuild::{map_children, substitute};

/// How large a definition may be that is written out where it is used; larger ones stay references.
const INLINE_LIMIT: usize = 12;

/// What is known about a policy on a day while its trees are folded.
#[derive(Clone, Copy)]
pub(crate) struct Fold<'a> {
    /// Values of the parameters; none where a parameter has no value that day.
    pub(crate) parameters: &'a [Value],
    /// Folded definitions; only those before the one that is being folded are used.
    pub(crate) definitions: &'a [Node],
    /// Rows and folded inputs of the tables.
    pub(crate) tables: &'a [FoldTable<'a>],
    /// The day, or nothing to keep `as of` open.
    pub(crate) as_of: Option<NaiveDate>,
    /// How dates the calendar does not have round.
    pub(crate) rounding: DateRounding,
}

/// A table while trees are folded.
#[derive(Clone, Copy)]
pub(crate) struct FoldTable<'a> {
    /// The table.
    pub(crate) table: &'a super::model::Table,
    /// The rows in force, if any.
    pub(crate) rows: Option<&'a [super::model::Row]>,
    /// Folded inputs.
    pub(crate) inputs: &'a [Node],
}

impl Fold<'_> {
    /// The folded tree.
    pub(crate) fn node(&self, node: &Node) -> Node {
        self.fold(node, 0)
    }

    fn fold(&self, node: &Node, binders: usize) -> Node {
        let constant = |value: Value| Node::constant(value, node.ty.clone(), node.span);
        match &node.kind {
            NodeKind::Parameter(index) => {
                return constant(self.parameters.get(usize::from(*index)).cloned().unwrap_or(Value::None));
            }
            NodeKind::AsOf => return self.as_of.map_or_else(|| node.clone(), |date| constant(Value::Date(date))),
            NodeKind::Definition(index) => {
                return match self.definitions.get(usize::from(*index)) {
                    Some(folded) if binders == 0 && size(folded) <= INLINE_LIMIT || is_constant(folded) => folded.clone(),
                    _ => node.clone(),
                };
            }
            NodeKind::Table(index) => return self.table(node, *index),
            _ => {}
        }
        let folded = match &node.kind {
            NodeKind::Quantified(quantifier, list, body) => Node {
                kind: NodeKind::Quantified(*quantifier, Box::new(self.fold(list, binders)), Box::new(self.fold(body, binders + 1))),
                ty: node.ty.clone(),
                span: node.span,
            },
            NodeKind::Filter(list, body) => Node {
                kind: NodeKind::Filter(Box::new(self.fold(list, binders)), Box::new(self.fold(body, binders + 1))),
                ty: node.ty.clone(),
                span: node.span,
            },
            _ => map_children(node, |child| self.fold(child, binders)),
        };
        if binders == 0 && is_closed(&folded) {
            let environment = Constants { as_of: self.as_of.unwrap_or_default(), rounding: self.rounding };
            return constant(evaluate(&folded, &environment));
        }
        self.simplify(folded)
    }

    fn table(&self, node: &Node, index: u16) -> Node {
        let constants = self.tables.get(usize::from(index)).and_then(|table| {
            let inputs: Option<Vec<Value>> = table.inputs.iter().map(|input| constant_of(input).cloned()).collect();
            let (rows, inputs) = (table.rows?, inputs?);
            Some(lookup(rows, table.table.hit, table.table.default.as_ref(), &inputs))
        });
        constants.map_or_else(|| node.clone(), |value| Node::constant(value, node.ty.clone(), node.span))
    }

    fn simplify(&self, node: Node) -> Node {
        let Node { kind, ty, span } = node;
        let kind = match kind {
            NodeKind::And(items) => return join(items, true, ty, span),
            NodeKind::Or(items) => return join(items, false, ty, span),
            NodeKind::If(condition, then, otherwise) => match constant_of(&condition) {
                Some(Value::Boolean(true)) => return *then,
                Some(Value::Boolean(false)) => return *otherwise,
                _ => NodeKind::If(condition, then, otherwise),
            },
            NodeKind::Compare(comparison, left, right) => {
                if let Some(dates) = self.as_dates(comparison, &left, &right, span) {
                    return dates;
                }
                NodeKind::Compare(comparison, left, right)
            }
            NodeKind::Between(subject, low, high) if is_time_span(&subject) && is_constant(&low) && is_constant(&high) => {
                let from = self.as_dates(Comparison::GreaterOrEqual, &subject, &low, span);
                let to = self.as_dates(Comparison::LessOrEqual, &subject, &high, span);
                match (from, to) {
                    (Some(from), Some(to)) => NodeKind::And(vec![from, to]),
                    _ => NodeKind::Between(subject, low, high),
                }
            }
            kind => kind,
        };
        Node { kind, ty, span }
    }

    /// A comparison of a span of time with a constant as a comparison of dates; `None` where it is not one.
    fn as_dates(&self, comparison: Comparison, left: &Node, right: &Node, span: super::diagnostic::Span) -> Option<Node> {
        let (subject, limit, comparison) = match (constant_of(left), constant_of(right)) {
            (None, Some(limit)) => (left, limit, comparison),
            (Some(limit), None) => (right, limit, comparison.flipped()),
            _ => return None,
        };
        let (date, function) = DateFunction::of(subject, self.rounding)?;
        let compare = |comparison: Comparison| function.solve(comparison, limit).map(|half| half.over(date, span));
        // `=` and `!=` have an answer for none, inequalities have not: ask for it apart
        let null = |comparison: Comparison| {
            let null = Node::constant(Value::None, Type::None, span);
            Node { kind: NodeKind::Compare(comparison, Box::new(date.clone()), Box::new(null)), ty: Type::Boolean, span }
        };
        let node = |kind: NodeKind| Some(Node { kind, ty: Type::Boolean, span });
        match comparison {
            Comparison::Equal => node(NodeKind::And(vec![
                null(Comparison::NotEqual),
                compare(Comparison::GreaterOrEqual)?,
                compare(Comparison::LessOrEqual)?,
            ])),
            Comparison::NotEqual => {
                node(NodeKind::Or(vec![null(Comparison::Equal), compare(Comparison::Less)?, compare(Comparison::Greater)?]))
            }
            inequality => compare(inequality),
        }
    }
}

/// `and` / `or` without parts that cannot change the answer.
fn join(items: Vec<Node>, is_and: bool, ty: Type, span: super::diagnostic::Span) -> Node {
    let mut kept: Vec<Node> = Vec::with_capacity(items.len());
    for item in items {
        match constant_of(&item) {
            Some(Value::Boolean(value)) if *value == is_and => {}
            Some(Value::Boolean(value)) => return Node::constant(Value::Boolean(*value), ty, span),
            _ => kept.push(item),
        }
    }
    if kept.len() == 1 && kept.first().is_some_and(|only| only.ty == Type::Boolean) {
        return kept.swap_remove(0);
    }
    if kept.len() < 2 {
        // one part of undetermined type, or nothing left: keep the form so that the answer stays a truth value
        kept.push(Node::constant(Value::Boolean(is_and), Type::Boolean, span));
        if kept.len() == 1 {
            return kept.swap_remove(0);
        }
    }
    Node { kind: if is_and { NodeKind::And(kept) } else { NodeKind::Or(kept) }, ty, span }
}

/// The value of a folded part.
pub(crate) fn constant_of(node: &Node) -> Option<&Value> {
    match &node.kind {
        NodeKind::Constant(value) => Some(value),
        _ => None,
    }
}

fn is_constant(node: &Node) -> bool {
    constant_of(node).is_some()
}

fn size(node: &Node) -> usize {
    let mut count = 0;
    node.walk(&mut |_| count += 1);
    count
}

/// Whether nothing in the tree depends on a person, a day or a binder outside it.
fn is_closed(node: &Node) -> bool {
    let mut closed = !is_constant(node);
    node.walk(&mut |part| {
        closed &= !matches!(
            part.kind,
            NodeKind::Fact(_)
                | NodeKind::AsOf
                | NodeKind::Parameter(_)
                | NodeKind::Definition(_)
                | NodeKind::Table(_)
                | NodeKind::Score
                | NodeKind::Outcome(_)
        );
    });
    closed
}

fn is_time_span(node: &Node) -> bool {
    DateFunction::of(node, DateRounding::LastDayOfMonth).is_some()
}

/// A function of one unknown date, everything else constant. Each is monotone, which is what makes a threshold exact.
#[derive(Clone, Debug)]
pub(crate) enum DateFunction {
    /// Whole years from the unknown to the day, or the other way round.
    Years { day: NaiveDate, unknown_first: bool, rounding: DateRounding },
    /// Whole months; as a number or as a duration.
    Months { day: NaiveDate, unknown_first: bool, rounding: DateRounding, duration: bool },
    /// Days; as a number or as a duration.
    Days { day: NaiveDate, unknown_first: bool, duration: bool },
    /// The unknown moved by months.
    PlusMonths { months: i32, rounding: DateRounding },
    /// The unknown moved by days.
    PlusDays { days: i64 },
    /// The calendar year of the unknown.
    CalendarYear,
}

/// The first and last day a threshold is looked for.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// The dates that satisfy an inequality: those up to a day, or those from a day on.
pub(crate) enum Half {
    UpTo(NaiveDate),
    From(NaiveDate),
    Never,
}

impl Half {
    fn over(self, date: &Node, span: super::diagnostic::Span) -> Node {
        let (comparison, limit) = match self {
            Half::UpTo(limit) => (Comparison::LessOrEqual, limit),
            Half::From(limit) => (Comparison::GreaterOrEqual, limit),
            // still a comparison: a missing date stays unknown, none stays none
            Half::Never => (Comparison::Less, first_day()),
        };
        let limit = Node::constant(Value::Date(limit), Type::Date, span);
        Node { kind: NodeKind::Compare(comparison, Box::new(date.clone()), Box::new(limit)), ty: Type::Boolean, span }
    }
}

impl DateFunction {
    /// The function a node is, and its unknown date.
    pub(crate) fn of(node: &Node, rounding: DateRounding) -> Option<(&Node, DateFunction)> {
        let one_constant = |a: &'_ Node, b: &'_ Node| match (constant_of(a), constant_of(b)) {
            (None, Some(Value::Date(day))) => Some((true, *day)),
            (Some(Value::Date(day)), None) => Some((false, *day)),
            _ => None,
        };
        match &node.kind {
            NodeKind::Call(function, arguments) => match (function, arguments.as_slice()) {
                (Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween | Function::YearsAndMonthsDuration, [a, b]) => {
                    let (unknown_first, day) = one_constant(a, b)?;
                    let found = match function {
                        Function::YearsBetween => DateFunction::Years { day, unknown_first, rounding },
                        Function::MonthsBetween => DateFunction::Months { day, unknown_first, rounding, duration: false },
                        Function::YearsAndMonthsDuration => DateFunction::Months { day, unknown_first, rounding, duration: true },
                        _ => DateFunction::Days { day, unknown_first, duration: false },
                    };
                    Some((if unknown_first { a } else { b }, found))
                }
                (Function::Year, [date]) if date.ty == Type::Date && !is_constant(date) => Some((date, DateFunction::CalendarYear)),
                _ => None,
            },
            NodeKind::Arithmetic(operator, a, b) if a.ty == Type::Date && b.ty == Type::Date && *operator == Arithmetic::Subtract => {
                // a − b is the days from b to a
                let (unknown_first, day) = one_constant(b, a)?;
                Some((if unknown_first { b } else { a }, DateFunction::Days { day, unknown_first, duration: true }))
            }
            NodeKind::Arithmetic(operator, a, b) => {
                let (date, step) = match (operator, &a.ty, &b.ty) {
                    (Arithmetic::Add | Arithmetic::Subtract, Type::Date, _) => (a, constant_of(b)?),
                    (Arithmetic::Add, _, Type::Date) => (b, constant_of(a)?),
                    _ => return None,
                };
                if is_constant(date) {
                    return None;
                }
                let back = *operator == Arithmetic::Subtract;
                let found = match step {
                    Value::Months(months) => {
                        DateFunction::PlusMonths { months: if back { months.checked_neg()? } else { *months }, rounding }
                    }
                    Value::Days(days) => DateFunction::PlusDays { days: if back { days.checked_neg()? } else { *days } },
                    _ => return None,
                };
                Some((date, found))
            }
            _ => None,
        }
    }

    /// The function's value for a date; `None` past the calendar.
    fn value(&self, date: NaiveDate) -> Option<Value> {
        let ordered = |day: NaiveDate, unknown_first: bool| if unknown_first { (date, day) } else { (day, date) };
        Some(match self {
            DateFunction::Years { day, unknown_first, rounding } => {
                let (a, b) = ordered(*day, *unknown_first);
                Value::Number(Decimal::from(years_between(a, b, *rounding)))
            }
            DateFunction::Months { day, unknown_first, rounding, duration } => {
                let (a, b) = ordered(*day, *unknown_first);
                let months = months_between(a, b, *rounding);
                if *duration { Value::Months(months) } else { Value::Number(Decimal::from(months)) }
            }
            DateFunction::Days { day, unknown_first, duration } => {
                let (a, b) = ordered(*day, *unknown_first);
                let days = (b - a).num_days();
                if *duration { Value::Days(days) } else { Value::Number(Decimal::from(days)) }
            }
            DateFunction::PlusMonths { months, rounding } => Value::Date(add_months(date, *months, *rounding)?),
            DateFunction::PlusDays { days } => Value::Date(date.checked_add_signed(chrono::Duration::try_days(*days)?)?),
            DateFunction::CalendarYear => Value::Number(Decimal::from(date.year())),
        })
    }

    /// The dates for which `function(date) comparison limit` holds; `None` where it is no inequality, or leaves the calendar.
    pub(crate) fn solve(&self, comparison: Comparison, limit: &Value) -> Option<Half> {
        let holds = |date: NaiveDate| -> Option<bool> {
            match compare_values(comparison, &self.value(date)?, limit) {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::None | Truth::Missing => None,
            }
        };
        let (first, last) = (first_day(), last_day());
        match (holds(first)?, holds(last)?) {
            (true, true) => Some(Half::From(first)),
            (false, false) => Some(Half::Never),
            (at_first, _) => {
                // monotone, so there is one day where the answer changes: the first whose answer is the last day's
                let (mut low, mut high) = (first.num_days_from_ce(), last.num_days_from_ce());
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if holds(NaiveDate::from_num_days_from_ce_opt(middle)?)? == at_first { low = middle } else { high = middle }
                }
                if at_first {
                    NaiveDate::from_num_days_from_ce_opt(low).map(Half::UpTo)
                } else {
                    NaiveDate::from_num_days_from_ce_opt(high).map(Half::From)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
