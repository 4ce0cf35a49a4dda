//! Selection rates, impact ratios and the four-fifths rule, compared in integers.

use crate::Undefined;

/// How many of a group were selected, of how many who could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    selected: u64,
    eligible: u64,
}

impl Selection {
    /// `selected` of `eligible`. `OutOfRange` where more were selected than could be, and above 2^53 people.
    pub fn try_new(selected: u64, eligible: u64) -> Result<Selection, Undefined> {
        // INVARIANT (counts are exact as floats, and two of them can be added)
        if selected <= eligible && eligible <= 1 << 53 { Ok(Selection { selected, eligible }) } else { Err(Undefined::OutOfRange) }
    }

    /// How many were selected.
    pub fn selected(self) -> u64 {
        self.selected
    }

    /// How many could have been selected.
    pub fn eligible(self) -> u64 {
        self.eligible
    }

    /// How many were not selected.
    pub fn rejected(self) -> u64 {
        self.eligible - self.selected
    }

    /// Selected / eligible. `EmptyTotal` where nobody was eligible.
    pub fn rate(self) -> Result<f64, Undefined> {
        if self.eligible == 0 { Err(Undefined::EmptyTotal) } else { Ok(self.selected as f64 / self.eligible as f64) }
    }

    /// The rate in percent. Undefined as [`Selection::rate`].
    pub fn percent(self) -> Result<f64, Undefined> {
        if self.eligible == 0 { Err(Undefined::EmptyTotal) } else { Ok(100.0 * self.selected as f64 / self.eligible as f64) }
    }
}

/// Rate of the focal group divided by the rate of the reference group.
///
/// `EmptyTotal` where a group has nobody, `NoSelections` where the reference group has no selection. 48/60 against 60/60 is exactly 0.8.
pub fn impact_ratio(focal: Selection, reference: Selection) -> Result<f64, Undefined> {
    comparable(focal, reference)?;
    let (above, below) = products(focal, reference);
    Ok(above as f64 / below as f64)
}

/// Whether the focal rate is less than four fifths of the reference rate: `5·x_f·n_r < 4·x_r·n_f`, in integers (29 CFR 1607.4 D).
///
/// Exactly four fifths is not below. Undefined as [`impact_ratio`].
pub fn below_four_fifths(focal: Selection, reference: Selection) -> Result<bool, Undefined> {
    comparable(focal, reference)?;
    let (above, below) = products(focal, reference);
    Ok(5 * above < 4 * below)
}

/// What a comparison of two rates in binary floating point answers: wrong at exactly 0.8 for 1,053 pairs of groups below 60 (1/3 against 5/12).
/// Shown beside the exact answer, never used. Undefined as [`impact_ratio`].
pub fn below_four_fifths_in_floats(focal: Selection, reference: Selection) -> Result<bool, Undefined> {
    comparable(focal, reference)?;
    Ok(focal.rate()? / reference.rate()? < 0.8)
}

/// Selections the focal group lacks to reach four fifths of the reference rate: `max(0, ceil(4·x_r·n_f / 5·n_r) - x_f)`, in integers.
///
/// `EmptyTotal` where the reference group has nobody.
pub fn missing_to_four_fifths(focal: Selection, reference: Selection) -> Result<u64, Undefined> {
    if reference.eligible == 0 {
        return Err(Undefined::EmptyTotal);
    }
    let needed = (4 * u128::from(reference.selected) * u128::from(focal.eligible)).div_ceil(5 * u128::from(reference.eligible));
    Ok(u64::try_from(needed).unwrap_or(u64::MAX).saturating_sub(focal.selected))
}

fn comparable(focal: Selection, reference: Selection) -> Result<(), Undefined> {
    match (focal.eligible, reference.eligible, reference.selected) {
        (0, _, _) | (_, 0, _) => Err(Undefined::EmptyTotal),
        (_, _, 0) => Err(Undefined::NoSelections),
        _ => Ok(()),
    }
}

/// `x_f·n_r` and `x_r·n_f`, whose quotient is the impact ratio.
fn products(focal: Selection, reference: Selection) -> (u128, u128) {
    (u128::from(focal.selected) * u128::from(reference.eligible), u128::from(reference.selected) * u128::from(focal.eligible))
}

/// What moving one selection from the reference group to the focal group does to the four-fifths flag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swap {
    /// Impact ratio as it is.
    pub ratio_before: Result<f64, Undefined>,
    /// Impact ratio after the move; `NoSelections` where it takes the last selection of the reference group, `OutOfRange` where there is none to take
    /// or none to give.
    pub ratio_after: Result<f64, Undefined>,
    /// Whether the ratio is below four fifths.
    pub flag_before: Result<bool, Undefined>,
    /// Whether it still is after the move.
    pub flag_after: Result<bool, Undefined>,
}

impl Swap {
    /// A flag that one person clears: too small a basis for a sentence about a group.
    pub fn fragile(&self) -> bool {
        self.flag_before == Ok(true) && self.flag_after == Ok(false)
    }
}

/// The one-person swap. Roles stay as given: the reference group remains the reference even where the move makes it the lower one.
pub fn one_person_swap(focal: Selection, reference: Selection) -> Swap {
    let moved = match (focal.rejected(), reference.selected) {
        (0, _) | (_, 0) => Err(Undefined::OutOfRange),
        _ => Ok((Selection { selected: focal.selected + 1, ..focal }, Selection { selected: reference.selected - 1, ..reference })),
    };
    Swap {
        ratio_before: impact_ratio(focal, reference),
        ratio_after: moved.and_then(|(focal, reference)| impact_ratio(focal, reference)),
        flag_before: below_four_fifths(focal, reference),
        flag_after: moved.map(|(focal, reference)| {
            let (above, below) = products(focal, reference);
            5 * above < 4 * below
        }),
    }
}

/// Which groups may serve as the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceRule {
    /// Least number of eligible people.
    pub people: u64,
    /// Least share of the pool, in percent.
    pub percent_of_pool: u64,
}

impl Default for ReferenceRule {
    /// Five people and two percent of the pool.
    fn default() -> Self {
        ReferenceRule { people: 5, percent_of_pool: 2 }
    }
}

/// One group against the reference group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impact {
    /// Its selection rate.
    pub rate: Result<f64, Undefined>,
    /// Its rate over the reference rate; 1 for the reference group itself.
    pub ratio: Result<f64, Undefined>,
    /// Whether that is below four fifths, exactly.
    pub below: Result<bool, Undefined>,
    /// Selections it lacks to reach four fifths.
    pub missing: Result<u64, Undefined>,
}

/// The four-fifths rule over all groups of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct FourFifths {
    /// Index of the reference group.
    pub reference: Result<usize, Undefined>,
    /// One entry for each group, in the order given.
    pub groups: Vec<Impact>,
}

/// The reference group: the highest rate among groups that are large enough; of equal rates the larger group, then the first.
///
/// `NoSelections` where nobody was selected anywhere, `NoReference` where no group is large enough.
pub fn reference_group(groups: &[Selection], rule: ReferenceRule) -> Result<usize, Undefined> {
    let pool: u128 = groups.iter().map(|g| u128::from(g.eligible)).sum();
    if groups.iter().all(|g| g.selected == 0) {
        return Err(Undefined::NoSelections);
    }
    let large_enough = |g: &Selection| {
        g.eligible > 0 && g.eligible >= rule.people && 100 * u128::from(g.eligible) >= u128::from(rule.percent_of_pool) * pool
    };
    let mut best: Option<(usize, Selection)> = None;
    for (at, &group) in groups.iter().enumerate().filter(|(_, g)| large_enough(g)) {
        let better = best.is_none_or(|(_, best)| {
            let (mine, its) = products(group, best);
            mine > its || (mine == its && group.eligible > best.eligible)
        });
        if better {
            best = Some((at, group));
        }
    }
    best.map(|(at, _)| at).ok_or(Undefined::NoReference)
}

/// The four-fifths rule (29 CFR 1607.4 D; Uniform Guidelines Q&A 11 to 24): rates, ratios to the reference group, and exact flags.
pub fn four_fifths(groups: &[Selection], rule: ReferenceRule) -> FourFifths {
    let reference = reference_group(groups, rule);
    let against =
        |group: Selection| reference.and_then(|at| groups.get(at).copied().ok_or(Undefined::Shape)).map(|reference| (group, reference));
    FourFifths {
        reference,
        groups: groups
            .iter()
            .map(|&group| Impact {
                rate: group.rate(),
                ratio: against(group).and_then(|(focal, reference)| impact_ratio(focal, reference)),
                below: against(group).and_then(|(focal, reference)| below_four_fifths(focal, reference)),
                missing: against(group).and_then(|(focal, reference)| missing_to_four_fifths(focal, reference)),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(selected: u64, eligible: u64) -> Selection {
        Selection::try_new(selected, eligible).unwrap()
    }

    #[test]
    fn exactly_four_fifths_is_not_below_although_floats_say_so() {
        for (focal, reference) in [(of(1, 3), of(5, 12)), (of(2, 3), of(5, 6)), (of(3, 7), of(15, 28)), (of(48, 60), of(60, 60))] {
            assert_eq!(below_four_fifths(focal, reference), Ok(false));
            assert_eq!(impact_ratio(focal, reference), Ok(0.8));
        }
        assert_eq!(below_four_fifths_in_floats(of(1, 3), of(5, 12)), Ok(true));
    }

    #[test]
    fn pairs_below_sixty_on_which_floats_fail_are_1053() {
        let mut wrong = 0;
        for n_f in 1..60 {
            for n_r in 1..60 {
                for x_r in 1..=n_r {
                    // exactly four fifths: 5·x_f·n_r = 4·x_r·n_f
                    if (4 * x_r * n_f) % (5 * n_r) == 0 {
                        let (focal, reference) = (of(4 * x_r * n_f / (5 * n_r), n_f), of(x_r, n_r));
                        assert_eq!(below_four_fifths(focal, reference), Ok(false));
                        wrong += u32::from(below_four_fifths_in_floats(focal, reference) == Ok(true));
                    }
                }
            }
        }
        assert_eq!(wrong, 1053);
    }

    #[test]
    fn small_groups_are_judged_but_never_the_reference() {
        let found = four_fifths(&[of(4, 4), of(30, 50), of(10, 50)], ReferenceRule::default());
        assert_eq!(found.reference, Ok(1));
        assert_eq!(found.groups[0].below, Ok(false));
        assert_eq!(found.groups[2].below, Ok(true));
        // 6 people of 1,006 are less than two percent of the pool
        assert_eq!(reference_group(&[of(6, 6), of(500, 1000)], ReferenceRule::default()), Ok(1));
        assert_eq!(reference_group(&[of(2, 2), of(1, 4)], ReferenceRule::default()), Err(Undefined::NoReference));
    }

    #[test]
    fn of_equal_rates_the_larger_group_is_the_reference() {
        assert_eq!(reference_group(&[of(5, 10), of(50, 100), of(10, 20)], ReferenceRule::default()), Ok(1));
    }

    #[test]
    fn nobody_selected_anywhere_has_no_ratio() {
        let found = four_fifths(&[of(0, 10), of(0, 20)], ReferenceRule::default());
        assert_eq!(found.reference, Err(Undefined::NoSelections));
        assert_eq!(found.groups[0].ratio, Err(Undefined::NoSelections));
        assert_eq!(found.groups[0].rate, Ok(0.0));
        let found = four_fifths(&[of(0, 10), of(4, 20), of(0, 0)], ReferenceRule::default());
        assert_eq!((found.groups[0].ratio, found.groups[0].below), (Ok(0.0), Ok(true)));
        assert_eq!((found.groups[2].rate, found.groups[2].ratio), (Err(Undefined::EmptyTotal), Err(Undefined::EmptyTotal)));
    }

    #[test]
    fn one_person_can_clear_a_flag() {
        let swap = one_person_swap(of(3, 10), of(5, 10));
        assert!(swap.fragile());
        assert_eq!(swap.ratio_after, Ok(1.0));
        // taking the only selection of the reference group leaves no ratio, but no flag either
        let swap = one_person_swap(of(0, 10), of(1, 10));
        assert_eq!((swap.ratio_after, swap.flag_after), (Err(Undefined::NoSelections), Ok(false)));
        assert_eq!(one_person_swap(of(3, 3), of(1, 10)).ratio_after, Err(Undefined::OutOfRange));
    }

    proptest! {
        #[test]
        fn what_is_missing_is_the_least_number_that_clears_the_flag(n_f in 1u64..400, n_r in 1u64..400, x in 0u64..400, y in 1u64..400) {
            let (focal, reference) = (of(x.min(n_f), n_f), of(y.min(n_r), n_r));
            let missing = missing_to_four_fifths(focal, reference).unwrap();
            let with = |more: u64| Selection { selected: focal.selected + more, ..focal };
            prop_assert_eq!(below_four_fifths(with(missing), reference), Ok(false));
            prop_assert_eq!(below_four_fifths(focal, reference), Ok(missing > 0));
            if missing > 0 {
                prop_assert_eq!(below_four_fifths(with(missing - 1), reference), Ok(true));
            }
        }

        #[test]
        fn scaling_both_groups_changes_no_flag(n_f in 1u64..60, n_r in 1u64..60, x in 0u64..60, y in 1u64..60, times in 1u64..1_000_000_000) {
            let (focal, reference) = (of(x.min(n_f), n_f), of(y.min(n_r), n_r));
            let more = |s: Selection| of(s.selected * times, s.eligible * times);
            prop_assert_eq!(below_four_fifths(focal, reference), below_four_fifths(more(focal), more(reference)));
        }
    }
}
