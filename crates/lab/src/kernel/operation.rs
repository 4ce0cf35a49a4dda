//! What a plan is made of: operations over registers, each used only after it stands.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::period::{DateRounding, add_months, months_between, years_between};
use jenjang::policy::expression::evaluate::Truth;

use super::lanes::Lane;
use crate::column::{Column, day, day_number};

/// A mask register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MaskId(pub(super) u32);

/// An integer register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct VectorId(pub(super) u32);

/// A column of the segment, by its place among those the plan reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ColumnId(pub(super) u32);

/// Every inequality over integers is one of these, or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Half {
    AtLeast,
    Equal,
}

/// What is asked of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Test {
    pub(super) half: Half,
    pub(super) limit: i64,
    /// The opposite is asked.
    pub(super) inverted: bool,
    /// `=` and `!=` have an answer for none, inequalities have not.
    pub(super) equality: bool,
}

/// An integer operation of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Min,
    Max,
}

/// Rounding to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Places {
    HalfUp,
    HalfEven,
    HalfDown,
    Up,
    Down,
    Floor,
    Ceiling,
}

impl Places {
    /// The whole number of units.
    pub(super) fn apply(self, value: i64, unit: i64) -> i64 {
        let (quotient, rest) = (value / unit, value % unit);
        let away = if value < 0 { -1 } else { 1 };
        let double = rest.unsigned_abs().saturating_mul(2);
        let half = double.cmp(&unit.unsigned_abs());
        let step = match self {
            Places::HalfUp => half.is_ge(),
            Places::HalfDown => half.is_gt(),
            Places::HalfEven => half.is_gt() || (half.is_eq() && quotient % 2 != 0),
            Places::Up => rest != 0,
            Places::Down => false,
            Places::Floor => rest < 0,
            Places::Ceiling => rest > 0,
        };
        if step { quotient + away } else { quotient }
    }
}

/// A function of dates and spans that has no shorter form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Calendar {
    Year,
    Month,
    Day,
    DayOfYear,
    /// Years of a duration in months.
    WholeYears,
    /// Months of a duration beyond whole years.
    RestMonths,
    YearsBetween(DateRounding),
    MonthsBetween(DateRounding),
    AddMonths(DateRounding),
}

impl Calendar {
    /// The value for one person; `None` where there is none.
    pub(super) fn apply(self, a: i64, b: i64) -> Option<i64> {
        let from = || day(a);
        let to = || day(b);
        let number = |date: Option<NaiveDate>, part: fn(&NaiveDate) -> u32| date.map(|date| i64::from(part(&date)));
        match self {
            Calendar::Year => from().map(|date| i64::from(date.year())),
            Calendar::Month => number(from(), Datelike::month),
            Calendar::Day => number(from(), Datelike::day),
            Calendar::DayOfYear => number(from(), Datelike::ordinal),
            Calendar::WholeYears => Some(a / 12),
            Calendar::RestMonths => Some(a % 12),
            Calendar::YearsBetween(rounding) => Some(years_between(from()?, to()?, rounding).into()),
            Calendar::MonthsBetween(rounding) => Some(months_between(from()?, to()?, rounding).into()),
            Calendar::AddMonths(rounding) => Some(day_number(add_months(from()?, i32::try_from(b).ok()?, rounding)?)),
        }
    }
}

/// A register or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operand {
    Vector(VectorId),
    Number(i64),
}

/// How a table picks its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Pick {
    First,
    Agreed,
}

/// The output of a table: which outputs there are, by place; `None` for the output *none*.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Lookup {
    /// For each row its answer and the place of its output.
    pub(super) rows: Vec<(MaskId, usize)>,
    /// The place of the output where no row matches.
    pub(super) default: usize,
    /// Different outputs.
    pub(super) outputs: Vec<Option<i64>>,
    pub(super) pick: Pick,
}

/// Operations that give a mask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum MaskOp {
    Constant(TruthKey),
    /// A test of the integers of a column, its base taken off.
    Column(ColumnId, Test),
    /// The truth values of a column.
    Truth(ColumnId),
    /// A test of a register.
    Vector(VectorId, Test),
    /// `a < b`, `a <= b` or `a = b` of two registers of one lane.
    Compare {
        a: VectorId,
        b: VectorId,
        less: bool,
        equal: bool,
    },
    And(Vec<MaskId>),
    Or(Vec<MaskId>),
    Not(MaskId),
    If(MaskId, MaskId, MaskId),
    /// `a = b` of truth values.
    Same(MaskId, MaskId),
    /// None counts as no; missing stays missing.
    Settled(MaskId),
    /// None counts as yes; missing stays missing.
    Granted(MaskId),
    /// Yes where it is yes, else no.
    Yes(MaskId),
    /// The first, or the second where the first is missing.
    Fill(MaskId, MaskId),
    /// True where it is none; missing stays missing.
    IsNone(Blanks),
    /// True where it is missing.
    IsMissing(Blanks),
    /// The mask, but missing or none where the other is.
    Under(Blanks, MaskId),
    /// A table whose outputs are 0 and 1.
    Lookup(Lookup),
    /// A criterion: its condition and its requirement; none where it does not apply.
    Criterion {
        when: MaskId,
        require: MaskId,
    },
    /// At least so many of these, which may not apply.
    AtLeast(u32, Vec<(MaskId, Option<MaskId>)>),
}

/// Who has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Blanks {
    Column(ColumnId),
    Vector(VectorId),
    Mask(MaskId),
}

/// A truth in an order of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum TruthKey {
    True,
    False,
    None,
    Missing,
}

impl From<Truth> for TruthKey {
    fn from(truth: Truth) -> TruthKey {
        match truth {
            Truth::True => TruthKey::True,
            Truth::False => TruthKey::False,
            Truth::None => TruthKey::None,
            Truth::Missing => TruthKey::Missing,
        }
    }
}

/// Operations that give integers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum VectorOp {
    /// A column, base added.
    Load(ColumnId),
    /// The same in another lane.
    Cast(VectorId),
    Binary(Binary, Operand, Operand),
    /// Where the mask holds the first, where it is missing missing, else the second.
    Select(MaskId, Operand, Operand),
    /// The first, or the second where the first is missing.
    Fill(VectorId, VectorId),
    /// Missing where the mask holds.
    Hide(VectorId, MaskId),
    /// Missing or none where the other is.
    Under(Blanks, VectorId),
    /// The same number for everybody.
    Number(i64),
    /// Nobody has a value: missing, or none.
    Blank {
        missing: bool,
    },
    Round(VectorId, i64, Places),
    Calendar(Calendar, Operand, Operand),
    Lookup(Lookup),
}

/// What is known of a mask before it is computed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MaskInfo {
    pub(super) missing: bool,
    pub(super) none: bool,
}

/// What is known of a register before it is computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct VectorInfo {
    pub(super) lane: Lane,
    pub(super) least: i64,
    pub(super) greatest: i64,
    pub(super) missing: bool,
    pub(super) none: bool,
}

/// A step of a plan.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Mask(MaskId),
    Vector(VectorId),
}

/// Operations in an order in which they can run.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) columns: Vec<Arc<Column>>,
    pub(super) masks: Vec<(MaskOp, MaskInfo)>,
    pub(super) vectors: Vec<(VectorOp, VectorInfo)>,
    pub(super) steps: Vec<Step>,
}

impl Program {
    pub(super) fn mask(&self, id: MaskId) -> MaskInfo {
        self.masks.get(id.0 as usize).map_or(MaskInfo::default(), |(_, info)| *info)
    }

    pub(super) fn vector(&self, id: VectorId) -> VectorInfo {
        let silent = VectorInfo { lane: Lane::I8, least: 0, greatest: 0, missing: true, none: false };
        self.vectors.get(id.0 as usize).map_or(silent, |(_, info)| *info)
    }

    /// Whether anybody may be missing or none there.
    pub(super) fn blanks(&self, blanks: Blanks) -> MaskInfo {
        match blanks {
            Blanks::Mask(id) => self.mask(id),
            Blanks::Vector(id) => {
                let info = self.vector(id);
                MaskInfo { missing: info.missing, none: info.none }
            }
            Blanks::Column(id) => self
                .columns
                .get(id.0 as usize)
                .map_or(MaskInfo::default(), |column| MaskInfo { missing: column.missing.is_some(), none: column.none.is_some() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jenjang::number::{RoundingMode, round_to_scale};
    use rust_decimal::Decimal;

    #[test]
    fn rounding_agrees_with_decimals() {
        let modes = [
            (Places::HalfUp, RoundingMode::HalfUp),
            (Places::HalfEven, RoundingMode::HalfEven),
            (Places::HalfDown, RoundingMode::HalfDown),
            (Places::Up, RoundingMode::Up),
            (Places::Down, RoundingMode::Down),
        ];
        for value in -260..=260 {
            for (places, mode) in modes {
                let expected = round_to_scale(Decimal::new(value, 2), 1, mode).unwrap() * Decimal::TEN;
                assert_eq!(Decimal::from(places.apply(value, 10)), expected, "{value} {mode:?}");
            }
            assert_eq!(Places::Floor.apply(value, 10), value.div_euclid(10));
            assert_eq!(Places::Ceiling.apply(value, 10), -(-value).div_euclid(10));
        }
    }
}
