use super::*;
use crate::legal::Certainty;

/// Two competencies with two levels each.
pub(crate) fn draft() -> FrameworkDraft {
    let level = |n: u8| ProficiencyLevel::try_from(n).unwrap();
    let label = |text: &str| Label::new(format!("{text} (id)"), format!("{text} (en)"));
    let competency = |code: &str, group: &str| Competency {
        code: code.parse().unwrap(),
        group: group.into(),
        label: label(code),
        definition: label("definition"),
        source: None,
        scope: None,
        levels: [2, 1]
            .map(|n| CompetencyLevel { level: level(n), description: label("does"), indicators: vec![label("seen"), label("heard")] })
            .into(),
    };
    FrameworkDraft {
        id: "test-1".parse().unwrap(),
        version: "1".into(),
        title: label("test"),
        effective: EffectivePeriod::ALWAYS,
        source: LegalReference { citation: "Test 1".into(), certainty: Certainty::Text },
        note: None,
        scope: Scope::Everywhere,
        assessment: AssessmentRules::default(),
        levels: [1, 2].map(|n| LevelMeaning { level: level(n), label: label("level"), description: label("means") }).into(),
        groups: ["a", "b"].map(|code| Group { code: code.into(), label: label(code) }).into(),
        affairs: vec![Affair { code: "health".into(), label: label("health") }],
        competencies: vec![competency("A.1", "a"), competency("B.1", "b")],
    }
}

fn codes(draft: FrameworkDraft) -> Vec<(FrameworkPlace, &'static str)> {
    let errors = Framework::try_new(draft).unwrap_err();
    assert!(errors.0.iter().all(|fault| !fault.kind.label().id.is_empty()));
    errors.0.iter().map(|fault| (fault.place, fault.kind.code())).collect()
}

#[test]
fn levels_are_put_in_order_and_described() {
    let framework = Framework::try_new(draft()).unwrap();
    let competency = framework.competency(&"A.1".parse().unwrap()).unwrap();
    assert_eq!(competency.levels.iter().map(|l| l.level.get()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(framework.highest_level().get(), 2);
    let mut plain = framework.clone().into_draft();
    plain.competencies[0].levels.clear();
    let plain = Framework::try_new(plain).unwrap();
    let competency = &plain.competencies()[0];
    assert_eq!(plain.describe(competency, competency_level(2)).map(|l| &*l.en), Some("means (en)"));
    assert_eq!(framework.describe(&framework.competencies()[0], competency_level(2)).map(|l| &*l.en), Some("does (en)"));
}

fn competency_level(n: u8) -> ProficiencyLevel {
    ProficiencyLevel::try_from(n).unwrap()
}

#[test]
fn every_fault_is_reported_with_its_place() {
    let mut wrong = draft();
    wrong.competencies[1].code = "A.1".parse().unwrap();
    wrong.competencies[1].group = "c".into();
    wrong.competencies[0].levels.remove(0);
    wrong.competencies[1].levels[0].level = competency_level(3);
    wrong.competencies[1].levels[1].indicators[1].en = " ".into();
    wrong.competencies[1].scope = Some(Scope::Affair("fishery".into()));
    wrong.groups[1].code = "a".into();
    assert_eq!(
        codes(wrong),
        [
            (FrameworkPlace::Group(1), "duplicate-code"),
            (FrameworkPlace::Competency(0), "missing-level"),
            (FrameworkPlace::Competency(1), "duplicate-code"),
            (FrameworkPlace::Competency(1), "unknown-group"),
            (FrameworkPlace::Competency(1), "unknown-affair"),
            (FrameworkPlace::Competency(1), "missing-level"),
            (FrameworkPlace::CompetencyLevel(1, 0), "unknown-level"),
            (FrameworkPlace::Indicator(1, 1, 1), "empty-text"),
        ]
    );
}

#[test]
fn a_scale_has_no_hole_and_is_not_empty() {
    let mut hole = draft();
    hole.levels[0].level = competency_level(3);
    assert!(codes(hole).contains(&(FrameworkPlace::Head, "missing-level")));
    let mut empty = draft();
    empty.levels.clear();
    empty.competencies.clear();
    assert_eq!(codes(empty), [(FrameworkPlace::Head, "no-levels"), (FrameworkPlace::Head, "no-competencies")]);
    assert_eq!(ProficiencyLevel::try_from(0).unwrap_err().to_string(), "`0` is not a level, expected 1 to 20");
}
