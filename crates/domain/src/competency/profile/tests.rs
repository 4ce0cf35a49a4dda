use proptest::prelude::*;

use super::*;
use crate::competency::framework::tests::draft;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn assessment(competency: &str, level: i64, date: NaiveDate) -> Assessment {
    Assessment {
        competency: competency.parse().unwrap(),
        level: level.into(),
        date,
        valid_until: None,
        assessor: "assessor".into(),
        method: "assessment centre".into(),
        purpose: None,
        tier: None,
        unit: Some(AssessmentUnit { name: "unit".into(), accredited: Some(true) }),
        evidence: Vec::new(),
    }
}

fn profile(assessments: Vec<Assessment>) -> Profile {
    Profile::try_new("p-1".parse().unwrap(), &Framework::try_new(draft()).unwrap(), assessments).unwrap()
}

/// Three years, accredited units, same tier: the rules of Peraturan BKN 26/2019.
fn rules() -> AssessmentRules {
    AssessmentRules { valid_months: Some(36), accredited_only: true, same_tier: true, ..AssessmentRules::default() }
}

fn reasons(current: &CurrentProfile<'_>) -> Vec<SetAsideReason> {
    current.set_aside.iter().map(|aside| aside.reason.clone()).collect()
}

fn asked(rules: &AssessmentRules, date: NaiveDate) -> ProfileQuestion<'_> {
    ProfileQuestion { date, rules, tier: None, purpose: None }
}

#[test]
fn the_latest_valid_assessment_is_used_and_the_others_say_why_not() {
    let mut unaccredited = assessment("A.1", 2, day(2025, 6, 1));
    unaccredited.unit = Some(AssessmentUnit { name: "unit".into(), accredited: Some(false) });
    let mut unknown = assessment("A.1", 2, day(2025, 6, 1));
    unknown.unit = None;
    let profile = profile(vec![
        assessment("A.1", 1, day(2024, 1, 1)),
        assessment("A.1", 2, day(2025, 1, 1)),
        assessment("A.1", 1, day(2022, 1, 1)),
        unaccredited,
        unknown,
        assessment("A.1", 2, day(2027, 1, 1)),
    ]);
    let rules = rules();
    let current = profile.current(&asked(&rules, day(2026, 1, 1)));
    assert_eq!(current.levels(), BTreeMap::from([("A.1".parse().unwrap(), Decimal::TWO)]));
    assert_eq!(
        reasons(&current),
        [
            SetAsideReason::Superseded { by: day(2025, 1, 1) },
            SetAsideReason::Expired { last_day: day(2024, 12, 31) },
            SetAsideReason::NotAccredited,
            SetAsideReason::AccreditationUnknown,
            SetAsideReason::Later,
        ]
    );
}

#[test]
fn the_last_day_is_the_earlier_of_the_rule_and_the_result() {
    let mut short = assessment("A.1", 1, day(2024, 2, 29));
    short.valid_until = Some(day(2025, 2, 28));
    let mut long = assessment("B.1", 1, day(2024, 2, 29));
    long.valid_until = Some(day(2030, 1, 1));
    let profile = profile(vec![short, long]);
    let rules = rules();
    let used = |date| profile.current(&asked(&rules, date)).levels().keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(used(day(2025, 2, 28)), ["A.1", "B.1"]);
    assert_eq!(used(day(2025, 3, 1)), ["B.1"]);
    assert_eq!(used(day(2027, 2, 27)), ["B.1"]);
    assert_eq!(used(day(2027, 2, 28)), Vec::<String>::new(), "three years after 29 February 2024 are over on 28 February 2027");
}

#[test]
fn a_result_is_reused_for_posts_of_the_same_tier_only() {
    let mut made_for = assessment("A.1", 2, day(2025, 1, 1));
    made_for.tier = Some("administrator".parse().unwrap());
    made_for.purpose = Some(Purpose::Mapping);
    let profile = profile(vec![made_for]);
    let rules = rules();
    let (same, other) = ("administrator".parse().unwrap(), "jpt-pratama".parse().unwrap());
    let with = |tier, purpose| profile.current(&ProfileQuestion { tier, purpose, ..asked(&rules, day(2026, 1, 1)) });
    assert_eq!(with(Some(&same), None).assessments.len(), 1);
    assert_eq!(reasons(&with(Some(&other), None)), [SetAsideReason::OtherTier { assessed: same.clone() }]);
    assert_eq!(reasons(&with(None, Some(Purpose::Filling))), [SetAsideReason::OtherPurpose { assessed: Purpose::Mapping }]);
}

#[test]
fn two_results_of_one_day_that_disagree_are_both_set_aside() {
    let profile =
        profile(vec![assessment("A.1", 1, day(2025, 1, 1)), assessment("A.1", 2, day(2025, 1, 1)), assessment("A.1", 2, day(2024, 1, 1))]);
    let rules = rules();
    let current = profile.current(&asked(&rules, day(2026, 1, 1)));
    assert!(current.assessments.is_empty(), "the older result does not step in for two that contradict each other");
    assert_eq!(reasons(&current)[0], SetAsideReason::Contradicted { other: Decimal::TWO });
    assert_eq!(reasons(&current)[1], SetAsideReason::Contradicted { other: Decimal::ONE });
}

#[test]
fn assessments_outside_the_framework_are_refused() {
    let framework = Framework::try_new(draft()).unwrap();
    let mut short = assessment("A.1", 1, day(2025, 1, 1));
    short.valid_until = Some(day(2024, 12, 31));
    let mut fine = assessment("A.1", 1, day(2025, 1, 1));
    fine.level = Decimal::new(15_000_001, 7);
    let wrong = vec![
        assessment("X.1", 1, day(2025, 1, 1)),
        assessment("A.1", 3, day(2025, 1, 1)),
        assessment("B.1", -1, day(2025, 1, 1)),
        short,
        fine,
    ];
    let errors = Profile::try_new("p-1".parse().unwrap(), &framework, wrong).unwrap_err();
    let said: Vec<String> = errors.0.iter().map(|fault| format!("{}: {fault}", fault.assessment)).collect();
    assert_eq!(
        said,
        [
            "0: unknown competency `X.1`, expected one of framework `test-1`",
            "1: `A.1` is assessed at level 3, expected 0 to 2",
            "2: `B.1` is assessed at level -1, expected 0 to 2",
            "3: the assessment of `A.1` on 2025-01-01 is valid until 2024-12-31, expected a day from then on",
            "4: `A.1` is assessed at level 1.5000001, expected at most 6 decimal places",
        ]
    );
}

proptest! {
    #[test]
    fn the_order_of_assessments_does_not_matter(rows in prop::collection::vec((0i64..3, 0u64..3000, any::<bool>()), 0..8)) {
        let assessments: Vec<Assessment> = rows
            .iter()
            .map(|(level, days, a)| assessment(if *a { "A.1" } else { "B.1" }, *level, day(2020, 1, 1) + chrono::Days::new(*days / 400 * 400)))
            .collect();
        let mut reversed = assessments.clone();
        reversed.reverse();
        let rules = rules();
        let question = asked(&rules, day(2026, 1, 1));
        let (forth, back) = (profile(assessments), profile(reversed));
        let (forth, back) = (forth.current(&question), back.current(&question));
        prop_assert_eq!(forth.levels(), back.levels());
        // used or set aside; equal results of one day are used as one
        prop_assert!(forth.set_aside.len() + forth.assessments.len() <= rows.len());
        prop_assert_eq!(forth.set_aside.len(), back.set_aside.len());
    }
}
