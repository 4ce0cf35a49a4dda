//! What money spent on training brought.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

/// One person's part in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    /// What it cost: the seat and an equal part of what the session cost as a whole, in rupiah.
    pub cost: Decimal,
    /// Learning hours credited.
    pub hours: Decimal,
    /// For each competency the course leads to, the level assessed last up to its first day, and the one assessed first after its last day; `None`
    /// where there was no assessment.
    pub levels: Vec<(Option<Decimal>, Option<Decimal>)>,
}

/// What levels cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostOfLevels {
    /// Parts of people in sessions of which all levels are known before and after.
    pub measured: u32,
    /// Those of which some level is not known: nothing is said of them.
    pub not_measured: u32,
    /// What the measured ones cost, in rupiah.
    pub cost: Decimal,
    /// The sum of level after less level before; below zero where people fell back.
    pub levels: Decimal,
    /// Rupiah for each level gained, to two places; none where no level was gained.
    pub per_level: Option<Decimal>,
}

/// What levels cost: only where both levels were assessed.
pub fn cost_of_levels(trainings: &[Training]) -> CostOfLevels {
    let mut found = CostOfLevels::default();
    for training in trainings {
        let gained: Option<Vec<Decimal>> = training.levels.iter().map(|(before, after)| Some((*after)? - (*before)?)).collect();
        match gained.filter(|gained| !gained.is_empty()) {
            Some(gained) => {
                found.measured += 1;
                found.cost += training.cost;
                found.levels += gained.into_iter().sum::<Decimal>();
            }
            None => found.not_measured += 1,
        }
    }
    found.per_level = divided(found.cost, found.levels);
    found
}

/// Rupiah for each learning hour, to two places; none where there were no hours.
pub fn cost_per_hour(trainings: &[Training]) -> Option<Decimal> {
    divided(trainings.iter().map(|training| training.cost).sum(), trainings.iter().map(|training| training.hours).sum())
}

fn divided(cost: Decimal, by: Decimal) -> Option<Decimal> {
    if by <= Decimal::ZERO {
        return None;
    }
    Some(cost.checked_div(by)?.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize())
}

/// Values by group, without groups of fewer people than `least`, and without a further group where leaving out one alone would let readers subtract it
/// from the total: then the smallest of the others goes too.
pub fn by_group<G: Ord + Clone>(values: &[(G, Decimal)], least: usize) -> (BTreeMap<G, Vec<Decimal>>, Vec<G>) {
    let mut groups: BTreeMap<G, Vec<Decimal>> = BTreeMap::new();
    for (group, value) in values {
        groups.entry(group.clone()).or_default().push(*value);
    }
    let mut hidden: Vec<G> = groups.iter().filter(|(_, values)| values.len() < least).map(|(group, _)| group.clone()).collect();
    let together: usize = hidden.iter().map(|group| groups[group].len()).sum();
    if !hidden.is_empty() && (hidden.len() == 1 || together < least) {
        let next =
            groups.iter().filter(|(group, _)| !hidden.contains(group)).min_by_key(|(group, values)| (values.len(), (*group).clone()));
        hidden.extend(next.map(|(group, _)| group.clone()));
    }
    hidden.sort();
    for group in &hidden {
        groups.remove(group);
    }
    (groups, hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn training(cost: &str, hours: &str, levels: &[(Option<&str>, Option<&str>)]) -> Training {
        let levels = levels.iter().map(|(before, after)| (before.map(d), after.map(d))).collect();
        Training { cost: d(cost), hours: d(hours), levels }
    }

    #[test]
    fn levels_count_only_where_both_were_assessed() {
        let trainings = [
            training("2000000", "20", &[(Some("2"), Some("3"))]),
            training("1000000", "10", &[(Some("2"), Some("2"))]),
            training("5000000", "40", &[(Some("1"), None)]),
            training("500000", "4", &[]),
        ];
        let found = cost_of_levels(&trainings);
        assert_eq!((found.measured, found.not_measured, found.cost, found.levels), (2, 2, d("3000000"), d("1")));
        assert_eq!(found.per_level, Some(d("3000000")));
        assert_eq!(cost_per_hour(&trainings), Some(d("114864.86")));
    }

    #[test]
    fn without_a_level_gained_there_is_no_cost_of_one() {
        assert_eq!(cost_of_levels(&[training("1", "0", &[(Some("3"), Some("2"))])]).per_level, None);
        assert_eq!(cost_per_hour(&[training("1", "0", &[])]), None);
        assert_eq!(cost_of_levels(&[]), CostOfLevels::default());
    }

    #[test]
    fn small_groups_are_hidden_and_cannot_be_subtracted() {
        let value = |group: &'static str, count: usize| std::iter::repeat_n((group, d("1")), count).collect::<Vec<_>>();
        let all = [value("a", 9), value("b", 6), value("c", 2)].concat();
        let (shown, hidden) = by_group(&all, 5);
        assert_eq!((shown.keys().copied().collect::<Vec<_>>(), hidden), (vec!["a"], vec!["b", "c"]));
        let all = [value("a", 9), value("b", 6)].concat();
        assert_eq!(by_group(&all, 5).1, Vec::<&str>::new());
        // two small groups of four and three hide each other
        let all = [value("a", 9), value("b", 4), value("c", 3)].concat();
        assert_eq!(by_group(&all, 5).1, vec!["b", "c"]);
    }
}
