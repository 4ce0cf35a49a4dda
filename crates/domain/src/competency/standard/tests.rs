use super::*;
use crate::competency::framework::tests::draft as framework_draft;
use crate::legal::Certainty;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn standard(target: StandardTarget, level: u8) -> CompetencyStandard {
    CompetencyStandard {
        target,
        label: Label::same("x"),
        effective: EffectivePeriod::ALWAYS,
        source: LegalReference { citation: "Test 1".into(), certainty: Certainty::Unverified },
        summary: None,
        grade: None,
        requirements: vec![Requirement {
            competency: "A.1".parse().unwrap(),
            level: level.try_into().unwrap(),
            weight: Decimal::ONE,
            critical: false,
        }],
        education: None,
        training: Vec::new(),
        experience: Vec::new(),
        performance_indicators: Vec::new(),
    }
}

fn set(id: &str, standards: Vec<CompetencyStandard>) -> StandardsDraft {
    StandardsDraft {
        id: id.parse().unwrap(),
        framework: "test-1".parse().unwrap(),
        title: Label::same(id),
        effective: EffectivePeriod::ALWAYS,
        source: LegalReference { citation: "Test 1".into(), certainty: Certainty::Text },
        note: None,
        standards,
    }
}

fn post(id: &str) -> StandardTarget {
    StandardTarget::Post(id.parse().unwrap())
}

fn tier(code: &str) -> StandardTarget {
    StandardTarget::Tier(code.parse().unwrap())
}

#[test]
fn a_posts_own_standard_wins_over_the_default_of_its_tier() {
    let framework = Framework::try_new(framework_draft()).unwrap();
    let defaults = Standards::try_new(set("defaults", vec![standard(tier("administrator"), 1)]), &framework).unwrap();
    let own = Standards::try_new(set("own", vec![standard(post("head-1"), 2)]), &framework).unwrap();
    let sets = [defaults, own];
    let level = |post: &str, code: &str| {
        let found = standards_for(&sets, Some(&post.parse().unwrap()), Some(&code.parse().unwrap()), day(2026, 1, 1));
        found.iter().map(|found| found.standard.requirements[0].level.get()).collect::<Vec<_>>()
    };
    assert_eq!(level("head-1", "administrator"), [2]);
    assert_eq!(level("head-2", "administrator"), [1]);
    assert_eq!(level("head-2", "pengawas"), Vec::<u8>::new());
}

#[test]
fn a_standard_binds_on_its_days_only() {
    let framework = Framework::try_new(framework_draft()).unwrap();
    let mut before = standard(post("head-1"), 1);
    before.effective.to = Some(day(2024, 1, 1));
    let mut after = standard(post("head-1"), 2);
    after.effective.from = Some(day(2024, 1, 1));
    let standards = Standards::try_new(set("own", vec![before, after]), &framework).unwrap();
    let on = |date| standards.standard_for(Some(&"head-1".parse().unwrap()), None, date).map(|s| s.requirements[0].level.get());
    assert_eq!(on(day(2023, 12, 31)), Some(1));
    assert_eq!(on(day(2024, 1, 1)), Some(2));
}

#[test]
fn every_fault_is_reported() {
    let framework = Framework::try_new(framework_draft()).unwrap();
    let mut wrong = standard(post("head-1"), 3);
    let more = |code: &str, level: u8, weight: i64| Requirement {
        competency: code.parse().unwrap(),
        level: level.try_into().unwrap(),
        weight: weight.into(),
        critical: false,
    };
    wrong.requirements.extend([more("T.1", 1, 1), more("B.1", 1, 0), more("A.1", 1, 1)]);
    let mut empty = standard(post("head-1"), 1);
    empty.requirements.clear();
    let errors = Standards::try_new(set("own", vec![wrong, empty]), &framework).unwrap_err();
    let found: Vec<_> = errors.0.iter().map(|fault| (fault.place, fault.kind.code())).collect();
    assert_eq!(
        found,
        [
            (StandardsPlace::Requirement(0, 0), "unknown-level"),
            (StandardsPlace::Requirement(0, 1), "unknown-competency"),
            (StandardsPlace::Requirement(0, 2), "number-out-of-range"),
            (StandardsPlace::Requirement(0, 3), "duplicate-code"),
            (StandardsPlace::Standard(1), "no-competencies"),
            (StandardsPlace::Standard(1), "duplicate-standard"),
        ]
    );
    assert_eq!(errors.0[1].to_string(), "unknown competency `T.1` in the standard for `head-1`, expected one of framework `test-1`");
}
