//! Money for development: envelopes that are never overspent unawares, plans chosen for them, and what the money brought.

mod envelope;
mod leadership;
mod outcome;
mod plan;

use rust_decimal::Decimal;

use crate::legal::Label;

pub use envelope::{Balance, Entry, EntryFault, Envelope, NewEntry, Stage};
pub use leadership::{BudgetPolicies, LeadershipError, LeadershipRule};
pub use outcome::{CostOfLevels, Training, by_group, cost_of_levels, cost_per_hour};
pub use plan::{BudgetPlan, BudgetRecord, LineOutcome, PlanFault, PlanLine, PlanState, PlannedFairness, PlannedFloor, PlannedSession};

/// An amount of money as people write it: `Rp 1.250.000` in Indonesian, `Rp 1,250,000` in English; cents, where there are any, to two places.
pub fn rupiah(amount: Decimal) -> Label {
    let rounded = amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let text = rounded.abs().to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    let cents = cents.trim_end_matches('0');
    let write = |group: char, point: char| {
        let mut written = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                written.push(group);
            }
            written.push(digit);
        }
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
        if cents.is_empty() { format!("{sign}Rp {written}") } else { format!("{sign}Rp {written}{point}{cents:0<2}") }
    };
    Label::new(write('.', ','), write(',', '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_people_write_it() {
        let check = |amount: &str, id: &str, en: &str| {
            let written = rupiah(amount.parse().unwrap());
            assert_eq!((&*written.id, &*written.en), (id, en));
        };
        check("1250000", "Rp 1.250.000", "Rp 1,250,000");
        check("0", "Rp 0", "Rp 0");
        check("999", "Rp 999", "Rp 999");
        check("-1000.5", "-Rp 1.000,50", "-Rp 1,000.50");
        check("22945000.00", "Rp 22.945.000", "Rp 22,945,000");
    }
}
