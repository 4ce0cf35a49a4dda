//! How far the values of a column reach over a whole population.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::column::{Column, Meaning, Shape};

/// Kinds of texts kept in the metadata of a field, at most.
const TEXTS: usize = 1 << 12;

/// What a column needs to hold everybody's values.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent {
    /// Somebody has none.
    pub(super) none: bool,
    /// The values are lists.
    pub(super) list: bool,
    /// By place of lists.
    pub(super) items: Vec<Extent>,
    meaning: Option<Meaning>,
    least: i64,
    greatest: i64,
    texts: BTreeSet<Arc<str>>,
    /// Values that are no integers of one meaning, or too many texts.
    as_text: bool,
}

/// How a column is laid out in the file.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    Integers { meaning: Meaning, base: i64, least: i64, greatest: i64 },
    Texts,
}

impl Extent {
    /// Takes the values of a segment.
    pub(super) fn add(&mut self, column: &Column) {
        let masked = |bits: &Option<crate::bits::Bits>| bits.as_ref().map_or(0, crate::bits::Bits::count);
        let (missing, none) = (masked(&column.missing), masked(&column.none));
        self.none |= none > 0;
        match &column.shape {
            Shape::Lists { items, .. } => {
                self.list = true;
                if self.items.len() < items.len() {
                    self.items.resize_with(items.len(), Extent::default);
                }
                self.items.iter_mut().zip(items).for_each(|(extent, item)| extent.add(item));
            }
            _ if missing + none >= column.len() as u64 => {}
            Shape::Narrow { meaning, least, greatest, .. } => {
                if let Meaning::Text(texts) = meaning {
                    self.texts.extend(texts.iter().cloned());
                }
                self.join(Extent { meaning: Some(meaning.clone()), least: *least, greatest: *greatest, ..Extent::default() });
            }
            Shape::Wide(_) => self.as_text = true,
        }
    }

    /// Takes what another part needs.
    pub(super) fn join(&mut self, other: Extent) {
        self.none |= other.none;
        self.list |= other.list;
        self.as_text |= other.as_text;
        if self.items.len() < other.items.len() {
            self.items.resize_with(other.items.len(), Extent::default);
        }
        self.items.iter_mut().zip(other.items).for_each(|(extent, item)| extent.join(item));
        self.texts.extend(other.texts);
        if self.texts.len() > TEXTS {
            self.texts.clear();
            self.as_text = true;
        }
        let Some(meaning) = other.meaning else { return };
        let Some(held) = &mut self.meaning else {
            (self.meaning, self.least, self.greatest) = (Some(meaning), other.least, other.greatest);
            return;
        };
        let (mut least, mut greatest) = (other.least, other.greatest);
        match (held, meaning) {
            (Meaning::Number { places }, Meaning::Number { places: others }) => {
                let most = (*places).max(others);
                let ours = 10_i64.checked_pow(most - *places);
                let theirs = 10_i64.checked_pow(most - others);
                let scaled = |n: i64, factor: Option<i64>| n.checked_mul(factor?);
                let ends = [scaled(self.least, ours), scaled(self.greatest, ours), scaled(least, theirs), scaled(greatest, theirs)];
                let [Some(a), Some(b), Some(c), Some(d)] = ends else {
                    self.as_text = true;
                    return;
                };
                (self.least, self.greatest, least, greatest, *places) = (a, b, c, d, most);
            }
            (Meaning::Text(_), Meaning::Text(_)) => {}
            (held, meaning) if *held == meaning => {}
            _ => self.as_text = true,
        }
        self.least = self.least.min(least);
        self.greatest = self.greatest.max(greatest);
    }

    /// Whether lists and something else stand among the values.
    pub(super) fn is_mixed(&self) -> bool {
        self.list && self.as_text
    }

    /// The layout of the values, lists left out.
    pub(super) fn layout(&self) -> Layout {
        match &self.meaning {
            _ if self.as_text => Layout::Texts,
            None => Layout::Integers { meaning: Meaning::Boolean, base: 0, least: 0, greatest: 0 },
            Some(Meaning::Text(_)) => {
                let greatest = i64::try_from(self.texts.len()).unwrap_or(i64::MAX) - 1;
                let meaning = Meaning::Text(self.texts.iter().cloned().collect());
                Layout::Integers { meaning, base: 0, least: 0, greatest }
            }
            Some(meaning) => {
                let narrow = self.greatest.checked_sub(self.least).is_some_and(|width| width <= i64::from(u32::MAX));
                let base = if narrow { self.least } else { 0 };
                Layout::Integers { meaning: meaning.clone(), base, least: self.least, greatest: self.greatest }
            }
        }
    }
}

/// How wide the integers of a column are in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    One,
    Two,
    Four,
    Eight,
}

impl Width {
    /// For a base and a greatest value.
    pub(super) fn of(base: i64, least: i64, greatest: i64) -> Width {
        match greatest.checked_sub(base).filter(|_| base == least) {
            Some(0..=0xFF) => Width::One,
            Some(0x100..=0xFFFF) => Width::Two,
            Some(0x1_0000..=0xFFFF_FFFF) => Width::Four,
            _ => Width::Eight,
        }
    }
}
