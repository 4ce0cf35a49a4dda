//! A fairness audit of one attribute: every step for every group, in one value.

use jenjang::legal::Label;

use super::{
    Conditional, Fisher, Flag, Precision, ReferenceRule, Selection, Stratum, Swap, below_four_fifths, conditional, conditional_odds_ratio,
    fisher_exact, flag, holm, impact_ratio, is_reversed, missing_to_four_fifths, newcombe, one_person_swap, reference_group,
    risk_difference, standardised_rates, wilson,
};
use crate::Undefined;

/// Groups below this are computed and not displayed.
pub const SHOWN_FROM: u64 = 5;

/// Everything the page of a fairness audit says about one attribute (sex, region of origin, disability, …).
///
/// For auditors: protected attributes are never shown to the people who decide about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// The attribute.
    pub attribute: Label,
    /// What people were grouped by for the comparison of like with like: names of units and grades. Empty where nothing was given.
    pub strata: Vec<Label>,
    /// The groups, in the order given.
    pub groups: Vec<AuditedGroup>,
    /// Index of the group the others are compared with.
    pub reference: Result<usize, Undefined>,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditedGroup {
    /// Its name.
    pub name: Label,
    /// Selected and eligible, over all strata.
    pub whole: Selection,
    /// Selection rate.
    pub rate: Result<f64, Undefined>,
    /// 95 % Wilson interval of the rate.
    pub wilson: Result<(f64, f64), Undefined>,
    /// The comparison; absent for the reference group itself and where there is none.
    pub against: Option<Against>,
}

impl AuditedGroup {
    /// Whether the group is large enough to be displayed.
    pub fn is_shown(&self) -> bool {
        self.whole.eligible() >= SHOWN_FROM
    }
}

/// A group against the reference group.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// Its rate over the reference rate.
    pub ratio: Result<f64, Undefined>,
    /// Whether that is below four fifths, exactly.
    pub below: Result<bool, Undefined>,
    /// Selections it lacks to reach four fifths.
    pub missing: Result<u64, Undefined>,
    /// Its rate minus the reference rate.
    pub difference: Result<f64, Undefined>,
    /// 95 % Newcombe interval of the difference.
    pub newcombe: Result<(f64, f64), Undefined>,
    /// Fisher's exact test, mid-p beside it.
    pub fisher: Result<Fisher, Undefined>,
    /// Fisher's two-sided p adjusted for the number of groups compared (Holm).
    pub holm: Result<f64, Undefined>,
    /// Conditional odds ratio.
    pub odds_ratio: Result<f64, Undefined>,
    /// What moving one selection would do.
    pub swap: Swap,
    /// How urgently to look.
    pub flag: Result<Flag, Undefined>,
    /// The comparison of people in the same unit and grade, where strata were given.
    pub within: Option<Within>,
}

/// Like compared with like.
#[derive(Clone, Debug, PartialEq)]
pub struct Within {
    /// Tests over the strata; odds ratios are reference against group.
    pub conditional: Conditional,
    /// Rates of the reference and of the group if both were spread over the strata like the two together.
    pub standardised: Result<(f64, f64), Undefined>,
    /// Impact ratio within each stratum.
    pub ratios: Vec<Result<f64, Undefined>>,
    /// Whether every stratum points the other way than the combined figures.
    pub reversed: Result<bool, Undefined>,
}

/// Counts of one group: its name, and selected of eligible in each stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCounts {
    /// Its name.
    pub name: Label,
    /// One entry for each stratum, in the order of the strata; one entry where there are none.
    pub counts: Vec<Selection>,
}

impl Audit {
    /// Audits one attribute. `Shape` unless every group has one entry for each stratum (one in all where `strata` is empty), `OutOfRange` where counts do
    /// not fit into 64 bits.
    pub fn of(attribute: Label, strata: Vec<Label>, groups: &[GroupCounts], rule: ReferenceRule) -> Result<Audit, Undefined> {
        let parts = strata.len().max(1);
        if groups.iter().any(|group| group.counts.len() != parts) {
            return Err(Undefined::Shape);
        }
        let wholes: Vec<Selection> = groups.iter().map(|group| whole(&group.counts)).collect::<Result<_, _>>()?;
        let reference = reference_group(&wholes, rule);
        let chosen = reference.ok().and_then(|at| Some((at, groups.get(at)?)));
        let mut audited = Vec::with_capacity(groups.len());
        for (at, (group, own)) in groups.iter().zip(&wholes).enumerate() {
            let against = match (chosen, chosen.and_then(|(at, _)| wholes.get(at))) {
                (Some((place, counts)), Some(reference)) if place != at => {
                    let pairs =
                        group.counts.iter().zip(&counts.counts).map(|(focal, reference)| Stratum { first: *reference, second: *focal });
                    let pairs: Vec<Stratum> = if strata.is_empty() { Vec::new() } else { pairs.collect() };
                    Some(compare(*own, *reference, &pairs))
                }
                _ => None,
            };
            audited.push(AuditedGroup { name: group.name.clone(), whole: *own, rate: own.rate(), wilson: wilson(*own, 0.95), against });
        }
        adjust(&mut audited)?;
        Ok(Audit { attribute, strata, groups: audited, reference })
    }

    /// The reference group.
    pub fn reference_group(&self) -> Option<&AuditedGroup> {
        self.reference.ok().and_then(|at| self.groups.get(at))
    }

    /// How many comparisons were made.
    pub fn comparisons(&self) -> usize {
        self.groups.iter().filter(|group| group.against.is_some()).count()
    }

    /// The most urgent flag of all groups; `None` where no group could be compared.
    pub fn flag(&self) -> Option<Flag> {
        self.groups.iter().filter_map(|group| group.against.as_ref()?.flag.ok()).max()
    }
}

fn whole(counts: &[Selection]) -> Result<Selection, Undefined> {
    let sum =
        |part: fn(Selection) -> u64| counts.iter().try_fold(0u64, |sum, own| sum.checked_add(part(*own))).ok_or(Undefined::OutOfRange);
    Selection::try_new(sum(Selection::selected)?, sum(Selection::eligible)?)
}

fn compare(focal: Selection, reference: Selection, strata: &[Stratum]) -> Against {
    let within = (!strata.is_empty()).then(|| Within {
        conditional: conditional(strata),
        standardised: standardised_rates(strata),
        ratios: strata.iter().map(|s| impact_ratio(s.second, s.first)).collect(),
        reversed: is_reversed(strata),
    });
    Against {
        ratio: impact_ratio(focal, reference),
        below: below_four_fifths(focal, reference),
        missing: missing_to_four_fifths(focal, reference),
        difference: risk_difference(focal, reference),
        newcombe: newcombe(focal, reference, 0.95),
        fisher: fisher_exact(focal, reference),
        holm: Err(Undefined::EmptyTotal),
        odds_ratio: conditional_odds_ratio(focal, reference, Precision::Full),
        swap: one_person_swap(focal, reference),
        flag: flag(focal, reference),
        within,
    }
}

/// Puts Holm's adjusted p beside each Fisher p that there is.
fn adjust(groups: &mut [AuditedGroup]) -> Result<(), Undefined> {
    let p: Vec<f64> = groups.iter().filter_map(|group| Some(group.against.as_ref()?.fisher.ok()?.two_sided)).collect();
    let mut adjusted = holm(&p)?.into_iter();
    for against in groups.iter_mut().filter_map(|group| group.against.as_mut()) {
        against.holm = match against.fisher {
            Ok(_) => adjusted.next().ok_or(Undefined::Shape),
            Err(reason) => Err(reason),
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, counts: &[(u64, u64)]) -> GroupCounts {
        let counts = counts.iter().map(|&(x, n)| Selection::try_new(x, n).unwrap()).collect();
        GroupCounts { name: Label::new(name, name), counts }
    }

    fn audit(strata: usize, groups: &[GroupCounts]) -> Audit {
        let strata = (0..strata).map(|at| Label::new(format!("unit {at}"), format!("unit {at}"))).collect();
        Audit::of(Label::new("jenis kelamin", "sex"), strata, groups, ReferenceRule::default()).unwrap()
    }

    #[test]
    fn every_step_is_there_for_every_group_but_the_reference() {
        let found = audit(0, &[group("white", &[(25, 43)]), group("black", &[(6, 19)]), group("hispanic", &[(3, 15)])]);
        assert_eq!((found.reference, found.comparisons()), (Ok(0), 2));
        assert!(found.reference_group().unwrap().against.is_none());
        let hispanic = found.groups[2].against.as_ref().unwrap();
        assert!((hispanic.fisher.unwrap().two_sided - 0.015_927_622_098_1).abs() < 1e-10);
        // two comparisons: the smaller p counts twice
        assert!((hispanic.holm.unwrap() - 2.0 * 0.015_927_622_098_1).abs() < 1e-10);
        assert_eq!((hispanic.flag, hispanic.missing, found.flag()), (Ok(Flag::Red), Ok(4), Some(Flag::Red)));
        assert!(hispanic.within.is_none());
    }

    #[test]
    fn strata_are_compared_like_with_like() {
        let men = group("men", &[(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)]);
        let women = group("women", &[(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)]);
        let found = audit(6, &[women, men]);
        assert_eq!(found.reference, Ok(1));
        let women = found.groups[0].against.as_ref().unwrap();
        let within = women.within.as_ref().unwrap();
        assert_eq!((women.below, women.flag), (Ok(true), Ok(Flag::Red)));
        assert!((within.conditional.cmh_corrected.unwrap().p - 0.232_263_462_817).abs() < 1e-9);
        assert!(within.ratios[0].unwrap() > 1.0);
    }

    #[test]
    fn nobody_selected_compares_nobody() {
        let found = audit(0, &[group("a", &[(0, 10)]), group("b", &[(0, 12)])]);
        assert_eq!((found.reference, found.comparisons(), found.flag()), (Err(Undefined::NoSelections), 0, None));
        let uneven = [group("a", &[(0, 10)]), group("b", &[(0, 12), (1, 2)])];
        let attribute = Label::new("x", "x");
        assert_eq!(Audit::of(attribute, Vec::new(), &uneven, ReferenceRule::default()), Err(Undefined::Shape));
    }
}
