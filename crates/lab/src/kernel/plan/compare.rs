//! Comparisons: of a column with a number without loading it, of integers with a number, of two.

use std::sync::Arc;

use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Comparison, Node, NodeKind};
use jenjang::policy::types::Type;
use jenjang::policy::value::{Bound, RangeValue, Value};
use rust_decimal::Decimal;

use super::{Asked, Kind, Local, NoOperation, Planner, Scope, Vector};
use crate::column::{Meaning, Shape, day_number};
use crate::kernel::operation::{Binary, Blanks, ColumnId, Half, MaskId, MaskInfo, MaskOp, Operand};

/// A constant as an integer of a kind, perhaps between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// The greatest integer that is not above it.
    floor: i128,
    /// Whether it is that integer.
    exact: bool,
}

impl<'k> Planner<'k> {
    /// `a op b`.
    pub(super) fn compare(&mut self, scope: Scope<'_, 'k>, op: Comparison, a: &'k Node, b: &'k Node) -> Result<MaskId, NoOperation> {
        match (&a.kind, &b.kind) {
            (_, NodeKind::Constant(value)) => self.compare_constant(scope, op, a, value),
            (NodeKind::Constant(value), _) => self.compare_constant(scope, op.flipped(), b, value),
            _ if a.ty == Type::Boolean || b.ty == Type::Boolean => {
                let (a, b) = (self.mask(scope, a)?, self.mask(scope, b)?);
                self.same(op, a, b)
            }
            _ => {
                let (a, b) = (self.vector(scope, a)?, self.vector(scope, b)?);
                self.compare_vectors(op, &a, &b)
            }
        }
    }

    fn same(&mut self, op: Comparison, a: MaskId, b: MaskId) -> Result<MaskId, NoOperation> {
        let (left, right) = (self.program.mask(a), self.program.mask(b));
        let info = MaskInfo { missing: left.missing || right.missing, none: false };
        let same = self.add_mask(MaskOp::Same(a, b), info);
        match op {
            Comparison::Equal => Ok(same),
            Comparison::NotEqual => Ok(self.not(same)),
            _ => Err(NoOperation),
        }
    }

    /// `node op value`.
    pub(super) fn compare_constant(
        &mut self,
        scope: Scope<'_, 'k>,
        op: Comparison,
        node: &'k Node,
        value: &Value,
    ) -> Result<MaskId, NoOperation> {
        match value {
            Value::Missing => return Ok(self.constant(Truth::Missing)),
            Value::None => return self.is_none(scope, op, node),
            Value::Boolean(b) => {
                let mask = self.mask(scope, node)?;
                let other = self.constant((*b).into());
                return self.same(op, mask, other);
            }
            _ => {}
        }
        if let Some(column) = self.plain_column(scope, node)
            && let Shape::Narrow { meaning, .. } = &self.column(column).shape
            && let Some(kind) = as_kind(meaning)
        {
            return match limit(&kind, value)? {
                Some(limit) => self.test_column(column, test(op, limit)),
                None => self.never_equal(Blanks::Column(column), op),
            };
        }
        let vector = self.vector(scope, node)?;
        match limit(&vector.kind, value)? {
            Some(limit) => Ok(self.test_vector(vector.id, test(op, limit))),
            None => self.never_equal(Blanks::Vector(vector.id), op),
        }
    }

    /// The column of a fact or item that needs no derivation.
    fn plain_column(&mut self, scope: Scope<'_, 'k>, node: &Node) -> Option<ColumnId> {
        match &node.kind {
            NodeKind::Fact(fact) => {
                let id = self.fact_column(*fact);
                let derived = scope.policy.policy().catalogue.fact(*fact).derive.is_some();
                (!derived || self.column(id).missing.is_none()).then_some(id)
            }
            NodeKind::Local(index) => match scope.locals.get(usize::from(*index)) {
                Some(Local::Column(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// A text that is in no list of texts equals nobody's.
    fn never_equal(&mut self, of: Blanks, op: Comparison) -> Result<MaskId, NoOperation> {
        match op {
            Comparison::Equal => Ok(self.same_for_all(false, false, true, of)),
            Comparison::NotEqual => Ok(self.same_for_all(false, true, true, of)),
            _ => Err(NoOperation),
        }
    }

    /// `node = null` and `node != null`.
    fn is_none(&mut self, scope: Scope<'_, 'k>, op: Comparison, node: &'k Node) -> Result<MaskId, NoOperation> {
        let blanks = match self.plain_column(scope, node) {
            Some(column) => Blanks::Column(column),
            None if node.ty == Type::Boolean => Blanks::Mask(self.mask(scope, node)?),
            None => Blanks::Vector(self.vector(scope, node)?.id),
        };
        let info = self.program.blanks(blanks);
        let none = if info.none {
            self.add_mask(MaskOp::IsNone(blanks), MaskInfo { missing: info.missing, none: false })
        } else {
            let no = self.constant(Truth::False);
            self.under(blanks, no)
        };
        match op {
            Comparison::Equal => Ok(none),
            Comparison::NotEqual => Ok(self.not(none)),
            _ => Err(NoOperation),
        }
    }

    /// `a op b` of integers.
    pub(super) fn compare_vectors(&mut self, op: Comparison, a: &Vector, b: &Vector) -> Result<MaskId, NoOperation> {
        let (a, b) = self.aligned(a, b)?;
        if let (Kind::Text(_), false) = (&a.kind, matches!(op, Comparison::Equal | Comparison::NotEqual)) {
            return Err(NoOperation);
        }
        let (left, right) = (self.program.vector(a.id), self.program.vector(b.id));
        let lane = left.lane.max(right.lane);
        let (x, y) = (self.cast(a.id, lane), self.cast(b.id, lane));
        let missing = left.missing || right.missing;
        let ordered = MaskInfo { missing, none: left.none || right.none };
        let mut less = |a, b, equal| self.add_mask(MaskOp::Compare { a, b, less: true, equal }, ordered);
        Ok(match op {
            Comparison::Less => less(x, y, false),
            Comparison::LessOrEqual => less(x, y, true),
            Comparison::Greater => less(y, x, false),
            Comparison::GreaterOrEqual => less(y, x, true),
            Comparison::Equal | Comparison::NotEqual => {
                let equal = self.add_mask(MaskOp::Compare { a: x, b: y, less: false, equal: true }, MaskInfo { missing, none: false });
                if op == Comparison::Equal { equal } else { self.not(equal) }
            }
        })
    }

    /// Two registers of one kind: numbers with as many digits behind the point.
    pub(super) fn aligned(&mut self, a: &Vector, b: &Vector) -> Result<(Vector, Vector), NoOperation> {
        match (&a.kind, &b.kind) {
            (Kind::Number { places: left }, Kind::Number { places: right }) => {
                let places = *left.max(right);
                Ok((self.with_places(a, places)?, self.with_places(b, places)?))
            }
            (left, right) if left == right => Ok((a.clone(), b.clone())),
            _ => Err(NoOperation),
        }
    }

    /// A number with more digits behind the point.
    pub(super) fn with_places(&mut self, vector: &Vector, places: u32) -> Result<Vector, NoOperation> {
        let Kind::Number { places: now } = vector.kind else { return Err(NoOperation) };
        let more = places.checked_sub(now).ok_or(NoOperation)?;
        if more == 0 {
            return Ok(vector.clone());
        }
        let factor = 10_i64.checked_pow(more).ok_or(NoOperation)?;
        let id = self.binary(Binary::Multiply, Operand::Vector(vector.id), Operand::Number(factor))?;
        Ok(Vector { id: self.as_vector(id), kind: Kind::Number { places } })
    }

    /// Whether a value lies in a range.
    pub(super) fn in_range(&mut self, scope: Scope<'_, 'k>, node: &'k Node, range: &RangeValue) -> Result<MaskId, NoOperation> {
        let mut ends = Vec::new();
        for (bound, closed, open) in
            [(&range.low, Comparison::GreaterOrEqual, Comparison::Greater), (&range.high, Comparison::LessOrEqual, Comparison::Less)]
        {
            ends.push(match bound {
                Bound::Open => self.constant(Truth::True),
                Bound::Included(value) => self.compare_constant(scope, closed, node, value)?,
                Bound::Excluded(value) => self.compare_constant(scope, open, node, value)?,
            });
        }
        Ok(self.all(ends))
    }
}

fn as_kind(meaning: &Meaning) -> Option<Kind> {
    Some(match meaning {
        Meaning::Number { places } => Kind::Number { places: *places },
        Meaning::Date => Kind::Date,
        Meaning::Months => Kind::Months,
        Meaning::Days => Kind::Days,
        Meaning::Choice(scale) => Kind::Choice(Arc::clone(scale)),
        Meaning::Text(texts) => Kind::Text(Arc::clone(texts)),
        Meaning::Boolean => return None,
    })
}

/// A constant among the integers of a kind; `Ok(None)` for a text nobody has.
fn limit(kind: &Kind, value: &Value) -> Result<Option<Limit>, NoOperation> {
    let exact = |floor: i64| Ok(Some(Limit { floor: floor.into(), exact: true }));
    match (kind, value) {
        (Kind::Number { places }, Value::Number(n)) => number_limit(*places, *n).map(Some),
        (Kind::Date, Value::Date(date)) => exact(day_number(*date)),
        (Kind::Months, Value::Months(months)) => exact(i64::from(*months)),
        (Kind::Days, Value::Days(days)) => exact(*days),
        (Kind::Choice(scale), Value::Choice(choice)) if Arc::ptr_eq(scale, choice.scale()) || scale == choice.scale() => {
            exact(i64::from(choice.rank()))
        }
        (Kind::Text(texts), Value::Text(text)) => match texts.iter().position(|other| other == text) {
            Some(at) => exact(i64::try_from(at).map_err(|_| NoOperation)?),
            None => Ok(None),
        },
        _ => Err(NoOperation),
    }
}

/// A number among numbers of so many places, which may have fewer digits than it.
pub(super) fn number_limit(places: u32, n: Decimal) -> Result<Limit, NoOperation> {
    let n = n.normalize();
    let (mantissa, scale) = (n.mantissa(), n.scale());
    let power = 10_i128.checked_pow(scale.abs_diff(places)).ok_or(NoOperation)?;
    if scale <= places {
        return Ok(Limit { floor: mantissa.checked_mul(power).ok_or(NoOperation)?, exact: true });
    }
    Ok(Limit { floor: mantissa.div_euclid(power), exact: mantissa.rem_euclid(power) == 0 })
}

/// The test of integers that a comparison with a constant is.
pub(super) fn test(op: Comparison, limit: Limit) -> Asked {
    let Limit { floor, exact } = limit;
    let above = floor.saturating_add(1);
    let at_least = |limit, inverted| Asked { half: Half::AtLeast, limit, inverted, equality: false };
    match op {
        Comparison::GreaterOrEqual => at_least(if exact { floor } else { above }, false),
        Comparison::Greater => at_least(above, false),
        Comparison::Less => at_least(if exact { floor } else { above }, true),
        Comparison::LessOrEqual => at_least(above, true),
        Comparison::Equal | Comparison::NotEqual => {
            // between two integers lies nobody's value
            let limit = if exact { floor } else { i128::MIN };
            Asked { half: Half::Equal, limit, inverted: op == Comparison::NotEqual, equality: true }
        }
    }
}
