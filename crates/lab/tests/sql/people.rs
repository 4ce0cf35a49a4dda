//! Made-up people with every value that hurts.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::{Catalogue, Fact};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_tests::{Random, random_dossier, random_value};
use rust_decimal::Decimal;

const DAYS: &[&str] = &[
    "2024-02-29",
    "2020-02-29",
    "2000-02-29",
    "2023-02-28",
    "2025-02-28",
    "2024-02-28",
    "2023-03-01",
    "2024-01-31",
    "2024-03-31",
    "2024-04-30",
    "2023-12-31",
    "2024-01-01",
    "1900-02-28",
    "1600-02-29",
    "0001-01-01",
    "0001-12-31",
    "9999-12-31",
    "9998-01-31",
    "2022-04-01",
    "2022-03-31",
];

fn nasty_value(fact: &Fact, ty: &Type, as_of: NaiveDate, random: &mut Random) -> Value {
    match ty {
        Type::Date => match random.below(4) {
            0 => Value::Date(as_of),
            1 => Value::Date(as_of.pred_opt().unwrap()),
            _ => Value::Date(DAYS[random.below(DAYS.len() as u64) as usize].parse().unwrap()),
        },
        Type::Number(_) => {
            let (low, high) = fact.range.unwrap_or((Decimal::ZERO, Decimal::from(120)));
            // ends, halves of cents and of hundredths of cents, thirds, whole numbers
            let within = |n: Decimal| n.clamp(low, high);
            let wide = high >= Decimal::from(10_000_000);
            let part = Decimal::new([5, 15, 25, 3_333, 4_999, 9_950, 1_250, 6_755][random.below(8) as usize], if wide { 2 } else { 4 });
            Value::Number(match random.below(6) {
                0 => low,
                1 => high,
                2 => Decimal::ZERO,
                3 => within(low + part),
                _ => within(low + Decimal::from(random.below(100)) + part),
            })
        }
        Type::List { item, max } => {
            let length = [0, 1, max.unwrap_or(4) as u64, random.below(max.unwrap_or(4) as u64 + 1)][random.below(4) as usize];
            let mut one = || match random.below(12) {
                0 => Value::Missing,
                1 => Value::None,
                2..6 => nasty_value(fact, item, as_of, random),
                _ => random_value(fact, item, random),
            };
            Value::List((0..length).map(|_| one()).collect())
        }
        Type::Text => Value::Text(["", "A", "it's; -- \"x\"", "\\n ${y} /* z", "B"][random.below(5) as usize].into()),
        ty => random_value(fact, ty, random),
    }
}

/// A dossier in which every fact may be ordinary, on an edge, none or missing; derived facts are given now and then.
pub(crate) fn dossier(catalogue: &Arc<Catalogue>, as_of: NaiveDate, random: &mut Random) -> Dossier {
    let missing_in_ten = [0, 0, 1, 3, 7][random.below(5) as usize];
    let mut dossier = random_dossier(catalogue, as_of, missing_in_ten, random);
    let nasty_in_ten = random.below(8);
    for (place, fact) in catalogue.facts().iter().enumerate() {
        let index = FactIndex(u16::try_from(place).unwrap());
        let rarely = if fact.derive.is_some() { 4 } else { 1 };
        if random.below(10 * rarely) < nasty_in_ten {
            let value = match random.below(10) {
                0 if fact.can_be_none => Value::None,
                1 => Value::Missing,
                _ => nasty_value(fact, &fact.ty, as_of, random),
            };
            dossier.set(index, value);
        }
    }
    dossier
}
