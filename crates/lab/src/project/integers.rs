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

/// The column with the integers of some people changed, where they fit in its form: a copy of its data instead of a new column.
pub(super) fn patched(column: &Column, meaning: &Meaning, places: &[usize], values: &[i32]) -> Option<Column> {
    let Shape::Narrow { meaning: own, data, base, least, greatest } = &column.shape else { return None };
    if own != meaning {
        return None;
    }
    let (mut low, mut high) = (*least, *greatest);
    let mut changes = Vec::with_capacity(places.len());
    for at in places {
        let value = values.get(*at).copied().filter(|value| *value > NONE).map(i64::from)?;
        let absent = [&column.missing, &column.none].into_iter().any(|bits| bits.as_ref().is_some_and(|bits| bits.get(*at)));
        if absent || *at >= data.len() {
            return None;
        }
        (low, high) = (low.min(value), high.max(value));
        changes.push((*at, value.checked_sub(*base)?));
    }
    fn changed<T: Copy + TryFrom<i64>>(old: &[T], changes: &[(usize, i64)]) -> Option<Vec<T>> {
        let mut new = old.to_vec();
        for (at, distance) in changes {
            *new.get_mut(*at)? = T::try_from(*distance).ok()?;
        }
        Some(new)
    }
    let data = match data {
        Data::U8(old) => Data::U8(changed(old, &changes)?.into()),
        Data::U16(old) => Data::U16(changed(old, &changes)?.into()),
        Data::U32(old) => Data::U32(changed(old, &changes)?.into()),
        Data::I64(old) => Data::I64(changed(old, &changes)?.into()),
    };
    let shape = Shape::Narrow { meaning: meaning.clone(), data, base: *base, least: low, greatest: high };
    Some(Column { shape, missing: column.missing.clone(), none: column.none.clone() })
}

/// Values that cannot be moved.
pub(super) fn too_wide(fact: &Fact) -> LabError {
    let name = &fact.name;
    LabError::refused(
        format!("nilai fakta `{name}` terlalu besar atau terlalu teliti untuk diproyeksikan"),
        format!("values of the fact `{name}` are too large or too precise to be projected"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_changed_in_places_is_the_column_made_anew() {
        let values: Vec<i32> = vec![100, MISSING, 300, NONE, 355];
        let old = column(&Meaning::Date, &values);
        let mut new = values.clone();
        (new[0], new[4]) = (340, 120);
        let patched_column = patched(&old, &Meaning::Date, &[0, 4], &new).unwrap();
        let anew = column(&Meaning::Date, &new);
        assert!((0..6).all(|at| patched_column.value(at) == anew.value(at)));
        // past what a byte holds, and where nothing was told before, the column is made anew
        new[2] = 400;
        assert!(patched(&old, &Meaning::Date, &[2], &new).is_none());
        new[1] = 200;
        assert!(patched(&old, &Meaning::Date, &[1], &new).is_none());
        assert!(patched(&old, &Meaning::Days, &[0], &new).is_none());
    }
}
