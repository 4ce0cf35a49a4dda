use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn code(text: &str) -> CompetencyCode {
    text.parse().unwrap()
}

fn aspect(factors: &[(&str, i64, bool)]) -> Aspect {
    let factor = |(name, target, core): &(&str, i64, bool)| Factor { competency: code(name), target: (*target).into(), core: *core };
    Aspect {
        name: "all".into(),
        weight: Decimal::ONE,
        core: decimal("0.6"),
        secondary: decimal("0.4"),
        factors: factors.iter().map(factor).collect(),
    }
}

const STAFF: [(&str, i64, bool); 5] =
    [("education", 4, false), ("experience", 5, true), ("technical", 5, true), ("communication", 4, false), ("leadership", 4, true)];

fn levels(values: [i64; 5]) -> BTreeMap<CompetencyCode, Decimal> {
    STAFF.iter().zip(values).map(|((name, ..), value)| (code(name), value.into())).collect()
}

/// ruang-belajar/dss docs/profile-matching.md: staff selection, 4 candidates, printed 4.40, 4.60, 4.20, 4.10.
#[test]
fn the_published_staff_selection_is_reproduced() {
    let plan = MatchingPlan::try_new(vec![aspect(&STAFF)], GapTable::classic(), FractionalGap::Refuse).unwrap();
    let total = |values| plan.score(&levels(values)).unwrap().total.unwrap().to_string();
    assert_eq!(total([4, 5, 4, 3, 3]), "4.4");
    assert_eq!(total([3, 4, 5, 4, 4]), "4.6");
    assert_eq!(total([4, 3, 4, 5, 5]), "4.2");
    assert_eq!(total([5, 5, 3, 4, 2]), "4.1");
}

#[test]
fn a_gap_outside_the_table_is_clamped_with_a_warning() {
    let plan = MatchingPlan::try_new(vec![aspect(&[("a", 6, true), ("b", 1, false)])], GapTable::classic(), FractionalGap::Refuse).unwrap();
    let found = plan.score(&BTreeMap::from([(code("a"), Decimal::ZERO), (code("b"), decimal("7"))])).unwrap();
    assert_eq!(found.aspects[0].core, Some(Decimal::ONE));
    assert_eq!(found.aspects[0].secondary, Some(decimal("1.5")));
    assert_eq!(
        found.warnings,
        [
            MatchingWarning::GapOutsideTable { competency: code("a"), gap: decimal("-6"), moved_to: decimal("-4") },
            MatchingWarning::GapOutsideTable { competency: code("b"), gap: decimal("6"), moved_to: decimal("4") },
        ]
    );
}

#[test]
fn a_gap_between_levels_is_refused_or_interpolated() {
    let table = GapTable::classic();
    let refused = table.value(decimal("-0.5"), FractionalGap::Refuse).unwrap_err();
    assert_eq!(refused.to_string(), "gap -0.5 is not a whole number of levels, the table has no value for it");
    let value = |gap: &str| table.value(decimal(gap), FractionalGap::Interpolate).unwrap().value.to_string();
    assert_eq!(value("-0.5"), "4.5");
    assert_eq!(value("0.25"), "4.875");
    assert_eq!(value("-4.5"), "1");
    assert_eq!(table.value(decimal("1.0"), FractionalGap::Refuse).unwrap().value, decimal("4.5"));
}

#[test]
fn an_aspect_with_one_kind_of_factor_gives_it_all_and_an_unmeasured_factor_leaves_no_total() {
    let plan = MatchingPlan::try_new(vec![aspect(&[("a", 3, true)])], GapTable::capped(), FractionalGap::Refuse).unwrap();
    let found = plan.score(&BTreeMap::from([(code("a"), decimal("2"))])).unwrap();
    assert_eq!((found.total, found.aspects[0].secondary), (Some(decimal("4")), None));
    assert_eq!(found.warnings, [MatchingWarning::NoSecondaryFactor { aspect: "all".into() }]);
    let unknown = plan.score(&BTreeMap::new()).unwrap();
    assert_eq!((unknown.total, unknown.unmeasured), (None, vec![code("a")]));
}

#[test]
fn plans_that_do_not_add_up_are_refused() {
    let said = |aspects: Vec<Aspect>| MatchingPlan::try_new(aspects, GapTable::classic(), FractionalGap::Refuse).unwrap_err().to_string();
    assert_eq!(said(Vec::new()), "there are no aspects, expected at least one");
    let mut half = aspect(&STAFF);
    half.weight = decimal("0.5");
    assert_eq!(said(vec![half]), "the weights of the aspects add up to 0.5, expected 1");
    let mut more = aspect(&STAFF);
    more.core = decimal("0.7");
    assert_eq!(said(vec![more]), "the shares of core and secondary factors of aspect `all` add up to 1.1, expected 1");
    assert_eq!(said(vec![aspect(&[("a", 1, true), ("a", 1, true)])]), "aspect `all` names `a` twice, expected it once");
    let hole = GapTable::try_new(BTreeMap::from([(0, Decimal::ONE), (2, Decimal::ONE)])).unwrap_err();
    assert_eq!(hole, MatchingError::TableHole { gap: 1 });
}

proptest! {
    #[test]
    fn on_the_capped_table_more_is_never_worse(values in prop::array::uniform5(0i64..8), which in 0usize..5) {
        let plan = MatchingPlan::try_new(vec![aspect(&STAFF)], GapTable::capped(), FractionalGap::Refuse).unwrap();
        let mut better = values;
        better[which] += 1;
        prop_assert!(plan.score(&levels(better)).unwrap().total >= plan.score(&levels(values)).unwrap().total);
    }
}
