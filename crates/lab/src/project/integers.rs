//! Columns that move, as integers of 32 bits: two of them stand for *missing* and *none*.

use std::sync::Arc;

use jenjang::policy::catalogue::Fact;

use super::plan::{MISSING, NONE, integer};
use crate::bits::Bits;
use crate::column::{Column, Data, Meaning, Shape};
use crate::error::LabError;

/// The integers of a fact's column; all missing where there is none.
pub(super) fn of(fact: &Fact, column: Option<&Arc<Column>>, meaning: &Meaning, len: usize) -> Result<Vec<i32>, LabError> {
    column.map_or_else(|| Ok(vec![MISSING; len]), |column| of_column(fact, column, meaning, len))
}

/// The integers of a column.
pub(super) fn of_column(fact: &Fact, column: &Column, meaning: &Meaning, len: usize) -> Result<Vec<i32>, LabError> {
    let factor = match (&column.shape, meaning) {
        (Shape::Lists { .. }, _) => return Err(too_wide(fact)),
        (Shape::Narrow { meaning: Meaning::Number { places: own }, .. }, Meaning::Number { places }) => {
            places.checked_sub(*own).and_then(|more| 10_i64.checked_pow(more))
        }
        (Shape::Narrow { meaning: own, .. }, meaning) if own == meaning => Some(1),
        _ => None,
    };
    let absent = |at: usize| {
        if column.missing.as_ref().is_some_and(|bits| bits.get(at)) {
            Some(MISSING)
        } else if column.none.as_ref().is_some_and(|bits| bits.get(at)) {
            Some(NONE)
        } else {
            None
        }
    };
    match (&column.shape, factor) {
        (Shape::Narrow { data, base, .. }, Some(factor)) => (0..len)
            .map(|at| match absent(at) {
                Some(absent) => Ok(absent),
                None => {
                    let value = base.wrapping_add(data.get(at)).checked_mul(factor);
                    value.and_then(|value| i32::try_from(value).ok()).filter(|value| *value > NONE).ok_or_else(|| too_wide(fact))
                }
            })
            .collect(),
        _ => (0..len).map(|at| integer(fact, meaning, &column.value(at))).collect(),
    }
}

/// The column of these integers.
pub(super) fn column(meaning: &Meaning, values: &[i32]) -> Column {
    let known = || values.iter().copied().filter(|value| *value > NONE);
    let (least, greatest) = known().fold((i32::MAX, i32::MIN), |(least, greatest), value| (least.min(value), greatest.max(value)));
    let (least, greatest) = if least > greatest { (0, 0) } else { (i64::from(least), i64::from(greatest)) };
    let distances = values.iter().map(|value| if *value > NONE { i64::from(*value) - least } else { 0 });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "each distance lies between 0 and the width")]
    let data = match greatest - least {
        width if width <= i64::from(u8::MAX) => Data::U8(distances.map(|n| n as u8).collect::<Vec<_>>().into()),
        width if width <= i64::from(u16::MAX) => Data::U16(distances.map(|n| n as u16).collect::<Vec<_>>().into()),
        _ => Data::U32(distances.map(|n| n as u32).collect::<Vec<_>>().into()),
    };
    let mask = |sign: i32| values.contains(&sign).then(|| values.iter().map(|value| *value == sign).collect::<Bits>());
    let shape = Shape::Narrow { meaning: meaning.clone(), data, base: least, least, greatest };
    Column { shape, missing: mask(MISSING), none: mask(NONE) }
}

/// Values that cannot be moved.
pub(super) fn too_wide(fact: &Fact) -> LabError {
    let name = &fact.name;
    LabError::refused(
        format!("nilai fakta `{name}` terlalu besar atau terlalu teliti untuk diproyeksikan"),
        format!("values of the fact `{name}` are too large or too precise to be projected"),
    )
}
