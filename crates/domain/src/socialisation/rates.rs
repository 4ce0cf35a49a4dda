//! How many have read it, unit by unit.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::consultation::metrics::{hidden, percent};
use crate::legal::Label;
use crate::people::id::UnitId;

/// How many of a unit have acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitRate {
    /// The unit.
    pub unit: UnitId,
    /// What people read.
    pub label: Label,
    /// How many it concerns; none where it is not shown.
    pub people: Option<u64>,
    /// How many of them have acknowledged; none where it is not shown.
    pub acknowledged: Option<u64>,
    /// The share in percent, one place; none where it is not shown.
    pub share: Option<Decimal>,
}

/// Rates of all units, in the order given: people and those who have acknowledged. Units with fewer than `least` people are not shown, and others with
/// them where the total would give them away.
pub fn rates(units: Vec<(UnitId, Label, u64, u64)>, least: u64) -> Vec<UnitRate> {
    let people: Vec<u64> = units.iter().map(|(_, _, people, _)| *people).collect();
    let hidden = hidden(&people, least);
    let rate = |((unit, label, people, acknowledged), hidden): ((UnitId, Label, u64, u64), bool)| {
        let shown = (!hidden).then_some(());
        UnitRate {
            unit,
            label,
            people: shown.map(|()| people),
            acknowledged: shown.map(|()| acknowledged),
            share: shown.and_then(|()| percent(acknowledged, people)),
        }
    };
    units.into_iter().zip(hidden).map(rate).collect()
}
