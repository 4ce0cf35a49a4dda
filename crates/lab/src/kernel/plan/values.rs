//! Numbers, dates, spans and choices: trees to integer registers.

use jenjang::policy::expression::node::{Arithmetic, Function, Node, NodeKind};
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

use super::{Kind, Local, NoOperation, Planned, Planner, Scope, Vector, kind_of};
use crate::column::day_number;
use crate::kernel::lanes::Lane;
use crate::kernel::operation::{Binary, Calendar, Operand, Places, VectorId, VectorInfo, VectorOp};

/// More digits than this behind the point leave too little room in 64 bits.
const PLACES_LIMIT: u32 = 15;

/// The calendar of chrono, in days since 1970, with room to move by months.
const FIRST_DAY: i64 = -90_000_000;
const LAST_DAY: i64 = 90_000_000;

impl<'k> Planner<'k> {
    /// The operation for a value.
    pub(super) fn value(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<Vector, NoOperation> {
        match &node.kind {
            NodeKind::Constant(value) => self.constant_vector(value, &node.ty),
            NodeKind::Fact(fact) => self.fact(scope, *fact, &node.ty),
            NodeKind::Local(index) => match scope.locals.get(usize::from(*index)) {
                Some(Local::Column(id)) => self.load(*id, &node.ty),
                Some(Local::Node(item)) => self.vector(Scope { locals: &[], ..scope }, item),
                None => Err(NoOperation),
            },
            NodeKind::Definition(index) => match self.definition(scope, *index)? {
                Planned::Vector(vector) => Ok(vector),
                Planned::Mask(_) => Err(NoOperation),
            },
            NodeKind::Table(index) => match self.table(scope, *index)? {
                Planned::Vector(vector) => Ok(vector),
                Planned::Mask(_) => Err(NoOperation),
            },
            NodeKind::Score => scope.score.cloned().ok_or(NoOperation),
            NodeKind::Outcome(policy) => match scope.policy.uses().get(policy) {
                None | Some(None) => Ok(Vector { id: self.blank(false), kind: kind_of(&node.ty)? }),
                Some(Some(used)) => self.outcome_value(used, scope.depth),
            },
            NodeKind::Arithmetic(op, a, b) => self.arithmetic(scope, *op, a, b),
            NodeKind::Negate(x) => {
                let x = self.vector(scope, x)?;
                if !matches!(x.kind, Kind::Number { .. } | Kind::Months | Kind::Days) {
                    return Err(NoOperation);
                }
                let id = self.binary(Binary::Subtract, Operand::Number(0), Operand::Vector(x.id))?;
                self.within(id, x.kind)
            }
            NodeKind::If(condition, yes, no) => {
                let condition = self.mask(scope, condition)?;
                let (yes, no) = (self.vector(scope, yes)?, self.vector(scope, no)?);
                let (yes, no) = self.aligned(&yes, &no)?;
                Ok(Vector { id: self.select(condition, Operand::Vector(yes.id), Operand::Vector(no.id)), kind: yes.kind })
            }
            NodeKind::Item(list, index) => self.item(scope, list, index, &node.ty),
            NodeKind::Call(function, arguments) => self.call(scope, *function, arguments, &node.ty),
            _ => Err(NoOperation),
        }
    }

    fn constant_vector(&mut self, value: &Value, ty: &Type) -> Result<Vector, NoOperation> {
        let (number, kind) = match value {
            Value::Missing => return Ok(Vector { id: self.blank(true), kind: kind_of(ty)? }),
            Value::None => return Ok(Vector { id: self.blank(false), kind: kind_of(ty)? }),
            Value::Number(n) => {
                let n = n.normalize();
                (i64::try_from(n.mantissa()).map_err(|_| NoOperation)?, Kind::Number { places: n.scale() })
            }
            Value::Date(date) => (day_number(*date), Kind::Date),
            Value::Months(months) => (i64::from(*months), Kind::Months),
            Value::Days(days) => (*days, Kind::Days),
            Value::Choice(choice) => (i64::from(choice.rank()), Kind::Choice(Arc::clone(choice.scale()))),
            _ => return Err(NoOperation),
        };
        if let Kind::Number { places } = kind
            && places > PLACES_LIMIT
        {
            return Err(NoOperation);
        }
        Ok(Vector { id: self.as_vector(Operand::Number(number)), kind })
    }

    /// A fact, derived where it is not given.
    fn fact(&mut self, scope: Scope<'_, 'k>, fact: FactIndex, ty: &Type) -> Result<Vector, NoOperation> {
        let column = self.fact_column(fact);
        let given = self.load(column, ty)?;
        let Some(derivation) = &scope.policy.policy().catalogue.fact(fact).derive else { return Ok(given) };
        if self.column(column).missing.is_none() {
            return Ok(given);
        }
        let derived = self.vector(Scope { locals: &[], ..scope }, derivation)?;
        if super::is_blank(self.column(column)) && self.column(column).none.is_none() {
            return Ok(derived);
        }
        let (given, derived) = self.aligned(&given, &derived)?;
        Ok(Vector { id: self.fill(given.id, derived.id), kind: given.kind })
    }

    fn fill(&mut self, given: VectorId, derived: VectorId) -> VectorId {
        let (first, second) = (self.program.vector(given), self.program.vector(derived));
        let lane = first.lane.max(second.lane);
        let (a, b) = (self.cast(given, lane), self.cast(derived, lane));
        let info = VectorInfo {
            lane,
            least: first.least.min(second.least),
            greatest: first.greatest.max(second.greatest),
            missing: first.missing && second.missing,
            none: first.none || second.none,
        };
        self.add_vector(VectorOp::Fill(a, b), info)
    }

    /// A result that must lie in the calendar, or in the months a duration can have.
    fn within(&mut self, operand: Operand, kind: Kind) -> Result<Vector, NoOperation> {
        let id = self.as_vector(operand);
        let info = self.program.vector(id);
        let (low, high) = match kind {
            Kind::Date => (FIRST_DAY, LAST_DAY),
            Kind::Months => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        };
        if info.least < low || info.greatest > high { Err(NoOperation) } else { Ok(Vector { id, kind }) }
    }

    fn arithmetic(&mut self, scope: Scope<'_, 'k>, op: Arithmetic, a: &'k Node, b: &'k Node) -> Result<Vector, NoOperation> {
        if op == Arithmetic::Divide {
            return self.divide(scope, a, b);
        }
        let (a, b) = (self.vector(scope, a)?, self.vector(scope, b)?);
        let integer = match op {
            Arithmetic::Add => Binary::Add,
            Arithmetic::Subtract => Binary::Subtract,
            Arithmetic::Multiply => Binary::Multiply,
            Arithmetic::Divide | Arithmetic::Power => return Err(NoOperation),
        };
        let (x, y) = (Operand::Vector(a.id), Operand::Vector(b.id));
        match (op, &a.kind, &b.kind) {
            (Arithmetic::Multiply, Kind::Number { places: left }, Kind::Number { places: right }) => {
                let places = left + right;
                if places > PLACES_LIMIT {
                    return Err(NoOperation);
                }
                let id = self.binary(integer, x, y)?;
                self.within(id, Kind::Number { places })
            }
            (Arithmetic::Multiply, ..) => Err(NoOperation),
            (_, Kind::Number { .. }, Kind::Number { .. }) => {
                let (a, b) = self.aligned(&a, &b)?;
                let id = self.binary(integer, Operand::Vector(a.id), Operand::Vector(b.id))?;
                self.within(id, a.kind)
            }
            (_, Kind::Months, Kind::Months) | (_, Kind::Days, Kind::Days) => {
                let id = self.binary(integer, x, y)?;
                self.within(id, a.kind)
            }
            (_, Kind::Date, Kind::Days) => {
                let id = self.binary(integer, x, y)?;
                self.within(id, Kind::Date)
            }
            (Arithmetic::Add, Kind::Days, Kind::Date) => {
                let id = self.binary(integer, x, y)?;
                self.within(id, Kind::Date)
            }
            (Arithmetic::Subtract, Kind::Date, Kind::Date) => {
                let id = self.binary(integer, x, y)?;
                self.within(id, Kind::Days)
            }
            (Arithmetic::Add, Kind::Date, Kind::Months) => self.add_months(scope, x, y),
            (Arithmetic::Add, Kind::Months, Kind::Date) => self.add_months(scope, y, x),
            (Arithmetic::Subtract, Kind::Date, Kind::Months) => {
                let back = self.binary(Binary::Subtract, Operand::Number(0), y)?;
                self.add_months(scope, x, back)
            }
            _ => Err(NoOperation),
        }
    }

    fn add_months(&mut self, scope: Scope<'_, 'k>, date: Operand, months: Operand) -> Result<Vector, NoOperation> {
        let (from, by) = (self.bounds(date), self.bounds(months));
        let reach = by.least.abs().max(by.greatest.abs()).checked_mul(31).ok_or(NoOperation)?;
        let (least, greatest) = (from.least.saturating_sub(reach + 1), from.greatest.saturating_add(reach + 1));
        let function = Calendar::AddMonths(scope.policy.policy().date_rounding());
        let id = self.calendar(function, date, months, least, greatest);
        self.within(Operand::Vector(id), Kind::Date)
    }

    fn calendar(&mut self, function: Calendar, a: Operand, b: Operand, least: i64, greatest: i64) -> VectorId {
        let (left, right) = (self.bounds(a), self.bounds(b));
        let missing = left.missing || right.missing;
        // a garbled integer under a blank is never looked at, and a date outside the calendar gives none
        let info = VectorInfo { lane: Lane::holding(least, greatest), least, greatest, missing, none: true };
        self.add_vector(VectorOp::Calendar(function, a, b), info)
    }

    /// A division whose result has an end: by 2, by 100, not by 3.
    fn divide(&mut self, scope: Scope<'_, 'k>, a: &'k Node, b: &'k Node) -> Result<Vector, NoOperation> {
        let NodeKind::Constant(Value::Number(divisor)) = &b.kind else { return Err(NoOperation) };
        let (factor, more) = inverse(*divisor).ok_or(NoOperation)?;
        let a = self.vector(scope, a)?;
        let Kind::Number { places } = a.kind else { return Err(NoOperation) };
        let places = places + more;
        if places > PLACES_LIMIT {
            return Err(NoOperation);
        }
        let id = self.binary(Binary::Multiply, Operand::Vector(a.id), Operand::Number(factor))?;
        self.within(id, Kind::Number { places })
    }

    fn call(&mut self, scope: Scope<'_, 'k>, function: Function, arguments: &'k [Node], ty: &Type) -> Result<Vector, NoOperation> {
        match (function, arguments) {
            (Function::Sum | Function::Min | Function::Max, [Node { kind: NodeKind::List(items), .. }]) => {
                self.fold(scope, function, items)
            }
            (Function::Sum | Function::Min | Function::Max, [list]) => self.fold_list(scope, function, list),
            (Function::Count, [list]) => self.count(scope, list),
            (Function::Abs, [x]) => {
                let x = self.vector(scope, x)?;
                if !matches!(x.kind, Kind::Number { .. } | Kind::Months | Kind::Days) {
                    return Err(NoOperation);
                }
                let negative = self.binary(Binary::Subtract, Operand::Number(0), Operand::Vector(x.id))?;
                let id = self.binary(Binary::Max, Operand::Vector(x.id), negative)?;
                self.within(id, x.kind)
            }
            (
                Function::Floor
                | Function::Ceiling
                | Function::Decimal
                | Function::RoundUp
                | Function::RoundDown
                | Function::RoundHalfUp
                | Function::RoundHalfDown,
                [x, rest @ ..],
            ) => {
                let places = match rest {
                    [] => 0,
                    [Node { kind: NodeKind::Constant(Value::Number(n)), .. }] if n.is_integer() => {
                        n.to_u32().filter(|n| *n <= 28).ok_or(NoOperation)?
                    }
                    _ => return Err(NoOperation),
                };
                let mode = match function {
                    Function::Floor => Places::Floor,
                    Function::Ceiling => Places::Ceiling,
                    Function::RoundUp => Places::Up,
                    Function::RoundDown => Places::Down,
                    Function::RoundHalfUp => Places::HalfUp,
                    Function::RoundHalfDown => Places::HalfDown,
                    _ => Places::HalfEven,
                };
                let x = self.vector(scope, x)?;
                self.rounded(&x, places, mode)
            }
            (Function::Date, [x]) if x.ty == Type::Date => self.vector(scope, x),
            (Function::Day, [x]) if x.ty == Type::Days => {
                let x = self.vector(scope, x)?;
                Ok(Vector { id: x.id, kind: Kind::Number { places: 0 } })
            }
            (Function::Year | Function::Month | Function::Day | Function::DayOfYear, [x]) => {
                let x = self.vector(scope, x)?;
                let info = self.program.vector(x.id);
                let (function, least, greatest) = match (function, &x.kind) {
                    (Function::Year, Kind::Date) => (Calendar::Year, -300_000, 300_000),
                    (Function::Month, Kind::Date) => (Calendar::Month, 1, 12),
                    (Function::Day, Kind::Date) => (Calendar::Day, 1, 31),
                    (Function::DayOfYear, Kind::Date) => (Calendar::DayOfYear, 1, 366),
                    (Function::Year, Kind::Months) => (Calendar::WholeYears, info.least / 12, info.greatest / 12),
                    (Function::Month, Kind::Months) => (Calendar::RestMonths, -11, 11),
                    _ => return Err(NoOperation),
                };
                let id = self.calendar(function, Operand::Vector(x.id), Operand::Number(0), least, greatest);
                Ok(Vector { id, kind: Kind::Number { places: 0 } })
            }
            (Function::DaysBetween, [a, b]) => {
                let (a, b) = (self.dates(scope, a)?, self.dates(scope, b)?);
                let id = self.binary(Binary::Subtract, Operand::Vector(b), Operand::Vector(a))?;
                self.within(id, Kind::Number { places: 0 })
            }
            (Function::YearsBetween | Function::MonthsBetween | Function::YearsAndMonthsDuration, [a, b]) => {
                let (a, b) = (self.dates(scope, a)?, self.dates(scope, b)?);
                let rounding = scope.policy.policy().date_rounding();
                let (function, reach) = match function {
                    Function::YearsBetween => (Calendar::YearsBetween(rounding), 600_000),
                    _ => (Calendar::MonthsBetween(rounding), 7_200_000),
                };
                let id = self.calendar(function, Operand::Vector(a), Operand::Vector(b), -reach, reach);
                let kind = if *ty == Type::Months { Kind::Months } else { Kind::Number { places: 0 } };
                Ok(Vector { id, kind })
            }
            (Function::StepsBetween, [a, b]) => {
                let (a, b) = (self.vector(scope, a)?, self.vector(scope, b)?);
                if a.kind != b.kind || !matches!(a.kind, Kind::Choice(_)) {
                    return Err(NoOperation);
                }
                let id = self.binary(Binary::Subtract, Operand::Vector(b.id), Operand::Vector(a.id))?;
                self.within(id, Kind::Number { places: 0 })
            }
            (Function::Successor | Function::Predecessor, [x]) => {
                let x = self.vector(scope, x)?;
                let Kind::Choice(scale) = &x.kind else { return Err(NoOperation) };
                let last = i64::try_from(scale.values.len()).map_err(|_| NoOperation)? - 1;
                let (step, end) = if function == Function::Successor { (1, last) } else { (-1, 0) };
                let moved = self.binary(Binary::Add, Operand::Vector(x.id), Operand::Number(step))?;
                let at_end = self.equals(x.id, end);
                let none = self.blank(false);
                Ok(Vector { id: self.select(at_end, Operand::Vector(none), moved), kind: x.kind })
            }
            _ => Err(NoOperation),
        }
    }

    fn equals(&mut self, id: VectorId, limit: i64) -> crate::kernel::operation::MaskId {
        use super::Asked;
        use crate::kernel::operation::Half;
        // an inequality, so that none stays none and missing missing
        let at_least = self.test_vector(id, Asked { half: Half::AtLeast, limit: limit.into(), inverted: false, equality: false });
        let above = self.test_vector(id, Asked { half: Half::AtLeast, limit: i128::from(limit) + 1, inverted: true, equality: false });
        self.all(vec![at_least, above])
    }

    fn dates(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<VectorId, NoOperation> {
        let vector = self.vector(scope, node)?;
        if vector.kind == Kind::Date { Ok(vector.id) } else { Err(NoOperation) }
    }

    /// Sum, least or greatest of values written out.
    fn fold(&mut self, scope: Scope<'_, 'k>, function: Function, items: &'k [Node]) -> Result<Vector, NoOperation> {
        let (first, rest) = items.split_first().ok_or(NoOperation)?;
        let mut so_far = self.vector(scope, first)?;
        for item in rest {
            let item = self.vector(scope, item)?;
            so_far = self.joined(function, &so_far, &item)?;
        }
        if function == Function::Sum && !matches!(so_far.kind, Kind::Number { .. }) {
            return Err(NoOperation);
        }
        Ok(so_far)
    }

    /// The sum, the lesser or the greater of two.
    pub(super) fn joined(&mut self, function: Function, a: &Vector, b: &Vector) -> Result<Vector, NoOperation> {
        let (a, b) = self.aligned(a, b)?;
        let operation = match (function, &a.kind) {
            (Function::Sum, Kind::Number { .. }) => Binary::Add,
            (Function::Sum, _) | (_, Kind::Text(_)) => return Err(NoOperation),
            (_, Kind::Choice(scale)) if !scale.ordered => return Err(NoOperation),
            (Function::Min, _) => Binary::Min,
            (Function::Max, _) => Binary::Max,
            _ => return Err(NoOperation),
        };
        let id = self.binary(operation, Operand::Vector(a.id), Operand::Vector(b.id))?;
        self.within(id, a.kind)
    }

    /// A number with fewer digits behind the point.
    pub(super) fn rounded(&mut self, vector: &Vector, places: u32, mode: Places) -> Result<Vector, NoOperation> {
        let Kind::Number { places: now } = vector.kind else { return Err(NoOperation) };
        let Some(gone @ 1..) = now.checked_sub(places) else { return Ok(vector.clone()) };
        let unit = 10_i64.checked_pow(gone).ok_or(NoOperation)?;
        let info = self.program.vector(vector.id);
        // all modes are monotone; the lane stays, so that the loop has one
        let info = VectorInfo { least: mode.apply(info.least, unit), greatest: mode.apply(info.greatest, unit), ..info };
        Ok(Vector { id: self.add_vector(VectorOp::Round(vector.id, unit, mode), info), kind: Kind::Number { places } })
    }
}

/// What to multiply by instead of dividing, and how many digits more lie behind the point; `None` where the result would have no end.
fn inverse(divisor: Decimal) -> Option<(i64, u32)> {
    let divisor = divisor.normalize();
    let (mantissa, scale) = (i64::try_from(divisor.mantissa()).ok()?, divisor.scale());
    // 1 / (m / 10^s) = 10^s / m = 10^(s + k) / m / 10^k
    (0..=6).find_map(|more: u32| {
        let power = 10_i64.checked_pow(scale + more)?;
        (mantissa != 0 && power % mantissa == 0).then_some((power / mantissa, more))
    })
}
