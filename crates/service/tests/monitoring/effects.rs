//! Results recorded, and the report in four levels.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::effect::{Arm, BehaviourForm, PersonResult, Phase, RaterRole, Satisfaction, Test};
use jenjang::legal::Label;
use jenjang_service::Seen;
use jenjang_service::effects::{
    About, DeclareDesign, EffectQuery, EffectReport, RecordResults, Recorded, Statement, declare_design, effect_report, record_results,
};
use jenjang_service::indicators::{DefineIndicators, ReportReading, define, report};

use crate::world::{World, as_on, code, d, day, period, person, shipped, staff, unit};

const SESSION: &str = "prima-1";

fn result(id: &str, arm: Arm) -> PersonResult {
    PersonResult::new(SESSION.parse().unwrap(), person(id), arm)
}

fn tested(id: &str, before: Option<u32>, after: Option<u32>) -> PersonResult {
    let test = Test { before: before.map(Decimal::from), after: after.map(Decimal::from), maximum: Decimal::ONE_HUNDRED };
    PersonResult { test: Some(test), ..result(id, Arm::Trained) }
}

fn form(
    about: &str,
    role: RaterRole,
    n: usize,
    phase: Phase,
    answers: [u16; 2],
) -> (jenjang::people::id::CourseSessionId, jenjang::people::id::PersonId, BehaviourForm) {
    let behaviour = answers.iter().zip(["a", "b"]).map(|(answer, item)| (Arc::from(item), Some(*answer))).collect();
    let code = format!("{about}-{}-{n}-{}", role.as_str(), phase.as_str());
    let form =
        BehaviourForm { code: code.into(), role, phase, highest: 100, behaviour, impact: BTreeMap::from([(Arc::from("free"), None)]) };
    (SESSION.parse().unwrap(), person(about), form)
}

fn design(comparison: Option<&str>, by_unit: bool) -> DeclareDesign {
    DeclareDesign {
        session: SESSION.parse().unwrap(),
        comparison: comparison.map(str::to_owned),
        by_unit,
        results: Vec::new(),
        surveys: Vec::new(),
    }
}

fn course(world: &World) -> EffectReport {
    let query = EffectQuery { about: About::Course("layanan-prima".parse().unwrap()), from: None, to: None, shipped: &world.library };
    as_on!(world, "analyst", "2026-11-01", context => effect_report(&context, &query)).unwrap()
}

fn statements(report: &EffectReport, level: u8) -> Vec<&Statement> {
    report.levels.iter().filter(|found| found.level == level).flat_map(|level| &level.statements).collect()
}

fn record(world: &World, command: &RecordResults) -> Recorded {
    as_on!(world, "hr", "2026-10-01", context => record_results(&context, command)).unwrap()
}

#[test]
fn a_report_says_number_range_sentence_and_how_many() {
    let world = World::new();
    world.session(16);
    let mut people: Vec<PersonResult> = Vec::new();
    for (n, id) in (0_u32..).zip(staff().iter().take(16)) {
        // the last two took only one of the tests
        let (before, after) = ((n != 15).then_some(50 + n), (n != 14).then_some(62 + n + n % 5));
        let mut person = tested(id, before, after);
        person.reaction = BTreeMap::from([(Arc::from("pengajar"), (n < 12).then_some(if n < 9 { 4 } else { 3 }))]);
        (person.passed_before, person.passed) = (Some(n < 3), Some(n != 3));
        people.push(person);
    }
    let done = record(&world, &RecordResults { people, ..RecordResults::default() });
    assert_eq!((done.people, world.verbs()), (16, vec!["enrolment.result".to_owned()]));
    let report = course(&world);
    assert_eq!((report.participants, report.suppressed, report.levels.len()), (16, false, 4));
    let one = statements(&report, 1);
    assert_eq!(&*one[0].text.en, "Answered: 12 of 16 participants (75%); indicative (below 60% or 30 people).");
    assert_eq!(&*one[1].text.en, "pengajar: mean 3.75 of 5. Satisfied (4 or 5): about 75% (9 of 12); likely between 47% and 91%.");
    assert_eq!(
        &*one[1].text.id,
        "pengajar: rata-rata 3,75 dari 5. Puas (4 atau 5): sekitar 75% (9 dari 12); kemungkinan antara 47% dan 91%."
    );
    let two = statements(&report, 2);
    assert_eq!((two[0].code, two[0].people, two[0].clarity), ("change", Some(14), Some("clear")));
    let (low, high) = two[0].interval.unwrap();
    assert!(low <= two[0].value.unwrap() && two[0].value.unwrap() <= high);
    assert!(two[0].text.en.contains("14 people with both values; 2 with only one are left out."), "{}", two[0].text.en);
    assert!(two[0].text.id.contains("Perubahannya jelas."), "{}", two[0].text.id);
    assert_eq!(two.iter().map(|said| said.code).collect::<Vec<_>>(), ["change", "effect-size", "normalised-gain", "passes"]);
    assert!(two[3].text.en.contains("12 came to pass, 0 no longer do"), "{}", two[3].text.en);
    for said in report.levels.iter().flat_map(|level| &level.statements) {
        for text in [&said.text.id, &said.text.en] {
            assert!(!text.contains("effect of") && !text.contains("pengaruh") && !text.contains("signifi"), "{text}");
        }
    }
    let missing: Vec<(u8, &str)> = report.missing.iter().map(|missing| (missing.level, &*missing.what.en)).collect();
    assert!(missing.contains(&(3, "a comparison group, declared before results are known")), "{missing:?}");
    assert!(missing.iter().any(|(level, _)| *level == 4));
    let provider = EffectQuery { about: About::Provider("bpsdm".parse().unwrap()), from: None, to: None, shipped: &world.library };
    let provider = as_on!(world, "head", "2026-11-01", context => effect_report(&context, &provider)).unwrap();
    assert_eq!((provider.levels, provider.title), (report.levels, Label::same("BPSDM")));
    let field =
        EffectQuery { about: About::Programme("pelayanan".into()), from: Some(day("2026-04-01")), to: None, shipped: &world.library };
    let none = as_on!(world, "head", "2026-11-01", context => effect_report(&context, &field)).unwrap();
    assert_eq!((none.sessions.len(), none.suppressed), (0, true));
}

#[test]
fn with_a_comparison_group_the_report_speaks_of_an_effect_and_of_the_trend_before() {
    let world = World::new();
    world.session(8);
    let who = design(Some("unit dan golongan sama, kebutuhan sama, belum dilatih"), false);
    as_on!(world, "hr", "2026-02-25", context => declare_design(&context, &who)).unwrap();
    let (mut people, mut forms) = (Vec::new(), Vec::new());
    for (n, id) in (0_u16..).zip(staff().iter().take(16)) {
        let arm = if n < 8 { Arm::Trained } else { Arm::Comparison };
        let mut person = result(id, arm);
        person.earlier = vec![Some(Decimal::from(50 + n)), Some(Decimal::from(52 + n + n % 2))];
        person.asked = BTreeMap::from([(RaterRole::Superior, 1), (RaterRole::Peer, 2)]);
        people.push(person);
        let before = 54 + n % 5;
        let after = before + if n < 8 { 20 + n % 3 } else { 6 + n % 4 };
        for (role, n) in [(RaterRole::Superior, 1), (RaterRole::Peer, 1)] {
            forms.push(form(id, role, n, Phase::Before, [before, before]));
            forms.push(form(id, role, n, Phase::After, [after, after]));
        }
    }
    record(&world, &RecordResults { people, ..RecordResults::default() });
    let done = record(&world, &RecordResults { forms: forms.clone(), ..RecordResults::default() });
    assert_eq!((done.people, done.forms), (16, 64));
    let again = record(&world, &RecordResults { forms: forms.clone(), ..RecordResults::default() });
    assert_eq!((again.forms, again.forms_before, again.people), (0, 64, 0));
    let report = course(&world);
    let three = statements(&report, 3);
    let effect = three.iter().find(|said| said.code == "effect").unwrap();
    assert_eq!(effect.clarity, Some("clear"));
    let did = effect.value.unwrap();
    assert!(did > d("12") && did < d("15"), "{did}");
    assert!(effect.text.id.contains("jadi pengaruh pelatihan sekitar"), "{}", effect.text.id);
    assert!(
        effect.text.en.contains("but the comparison group rose by")
            && effect.text.en.contains(" too; so the effect of the training is about"),
        "{}",
        effect.text.en
    );
    assert!(three.iter().any(|said| said.code == "trend-parallel"), "{three:?}");
    let by_role: Vec<&str> = three.iter().filter(|said| said.code == "index-by-role").map(|said| &*said.text.en).collect();
    assert_eq!(by_role.len(), 2);
    assert!(by_role[0].contains("forms came back: 8 of 8") && by_role[1].contains("8 of 16"), "{by_role:?}");
    // 10.5 points between two labels have no label, and the report says so
    let index = three.iter().find(|said| said.code == "index").unwrap();
    assert!(index.text.en.contains("fair") || index.text.en.contains("no label"), "{}", index.text.en);
    assert!(!statements(&report, 4).iter().any(|said| said.code == "index"), "free text is no valid answer");
}

#[test]
fn units_are_compared_as_units_and_few_of_them_have_no_range() {
    let world = World::new();
    world.session(20);
    as_on!(world, "hr", "2026-02-25", context => declare_design(&context, &design(Some("unit lain"), true))).unwrap();
    let (mut people, mut forms) = (Vec::new(), Vec::new());
    for (n, id) in (0_u16..).zip(staff()) {
        people.push(result(&id, if n < 20 { Arm::Trained } else { Arm::Comparison }));
        let before = 50 + n % 7;
        let after = before + if n < 20 { 15 } else { 5 } + n % 3;
        forms.push(form(&id, RaterRole::Superior, 1, Phase::Before, [before, before]));
        forms.push(form(&id, RaterRole::Superior, 1, Phase::After, [after, after]));
    }
    record(&world, &RecordResults { people, forms, ..RecordResults::default() });
    let report = course(&world);
    // one unit a side cannot even give an estimate with an error, so no range and no level
    let effect = statements(&report, 3).into_iter().find(|said| said.code == "effect").unwrap();
    assert_eq!((effect.interval, effect.clarity), (None, None));
    assert!(effect.text.en.contains("Fewer than four units on one side, so there is no range."), "{}", effect.text.en);
    assert!(statements(&report, 3).iter().any(|said| said.code == "trend-unknown"));
}

#[test]
fn few_are_never_shown() {
    let world = World::new();
    world.session(4);
    let people = staff().iter().take(4).map(|id| tested(id, Some(50), Some(70))).collect();
    record(&world, &RecordResults { people, ..RecordResults::default() });
    let report = course(&world);
    assert_eq!((report.suppressed, report.levels.len(), report.participants), (true, 0, 4));
    // six took part, but peers spoke of four only
    let world = World::new();
    world.session(6);
    let forms = staff().into_iter().take(4).map(|id| form(&id, RaterRole::Peer, 1, Phase::After, [80, 90]));
    let superior = staff().into_iter().take(6).map(|id| form(&id, RaterRole::Superior, 1, Phase::After, [70, 70])).collect::<Vec<_>>();
    record(&world, &RecordResults { forms: forms.chain(superior).collect(), ..RecordResults::default() });
    let report = course(&world);
    let three = statements(&report, 3);
    assert_eq!(three.iter().map(|said| said.code).collect::<Vec<_>>(), ["index-by-role", "index-suppressed", "index"]);
    assert_eq!(three[2].value, Some(d("70")), "the hidden role is in no total");
}

#[test]
fn results_are_taken_only_of_who_they_can_be_about() {
    let world = World::new();
    world.session(6);
    let of = |people: Vec<PersonResult>| RecordResults { people, ..RecordResults::default() };
    let tried = |who: &str, on: &str, command: &RecordResults| code(as_on!(world, who, on, context => record_results(&context, command)));
    let fine = of(vec![tested("p01", Some(50), Some(60))]);
    assert_eq!(tried("p02", "2026-10-01", &fine), "forbidden");
    assert_eq!(tried("hr", "2026-02-01", &fine), "session-not-begun");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![result("p07", Arm::Trained)])), "did-not-attend");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![result("p07", Arm::Comparison)])), "no-comparison-declared");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![result("p01", Arm::Comparison)])), "attended");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![result("nobody", Arm::Trained)])), "not-found");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![tested("p01", Some(101), None)])), "figure-off-scale");
    assert_eq!(tried("hr", "2026-10-01", &of(vec![result("hr", Arm::Trained)])), "conflict-of-interest");
    assert_eq!(tried("hr", "2026-10-01", &fine), "done");
    let other = of(vec![tested("p01", Some(55), None)]);
    assert_eq!(tried("hr", "2026-10-02", &other), "figure-there");
    assert_eq!(tried("hr", "2026-10-02", &RecordResults { correct: true, ..other }), "done");
    let early = RecordResults { forms: vec![form("p01", RaterRole::Peer, 1, Phase::After, [50, 50])], ..RecordResults::default() };
    assert_eq!(tried("hr", "2026-03-02", &early), "form-too-early");
    let late = design(Some("siapa saja"), false);
    assert_eq!(code(as_on!(world, "hr", "2026-10-03", context => declare_design(&context, &late))), "results-known");
    let query = EffectQuery { about: About::Course("layanan-prima".parse().unwrap()), from: None, to: None, shipped: &world.library };
    assert_eq!(code(as_on!(world, "p01", "2026-11-01", context => effect_report(&context, &query))), "forbidden");
    let unknown = EffectQuery { about: About::Programme("masak".into()), from: None, to: None, shipped: &world.library };
    assert_eq!(code(as_on!(world, "head", "2026-11-01", context => effect_report(&context, &unknown))), "not-found");
}

#[test]
fn a_series_needs_eight_points_on_each_side_and_is_never_an_effect() {
    let world = World::new();
    world.session(6);
    let mut indicator = shipped().into_iter().find(|indicator| indicator.id.as_str() == "complaints-answered").unwrap();
    indicator.since = period("2025-01");
    indicator.formulas[0].from = period("2025-01");
    as_on!(world, "analyst", "2024-12-01", context => define(&context, &DefineIndicators { indicators: vec![indicator] })).unwrap();
    let declared = DeclareDesign { results: vec!["complaints-answered".parse().unwrap()], ..design(None, false) };
    as_on!(world, "hr", "2026-02-25", context => declare_design(&context, &declared)).unwrap();
    let people = staff().iter().take(6).map(|id| tested(id, Some(50), Some(60))).collect();
    record(&world, &RecordResults { people, ..RecordResults::default() });
    let mut at = period("2025-04");
    let mut n = 0_u32;
    let mut add = |until: &str| {
        while at < period(until) {
            let answered = 60 + n % 4 + if at > period("2026-03") { 20 } else { 0 };
            let inputs = [("answered", answered), ("received", 100)].map(|(name, value)| (Arc::from(name), Decimal::from(value)));
            let command = ReportReading {
                indicator: "complaints-answered".parse().unwrap(),
                period: at,
                value: Decimal::from(answered),
                inputs: BTreeMap::from(inputs),
                evidence: "laporan".into(),
                correction: None,
                seen: Seen::Anything,
            };
            as_on!(world, "hr", "2027-01-05", context => report(&context, &command)).unwrap();
            (at, n) = (at.next(), n + 1);
        }
    };
    add("2026-07");
    let codes = |report: &EffectReport| statements(report, 4).iter().map(|said| said.code).collect::<Vec<_>>();
    assert_eq!(codes(&course(&world)), ["series", "chart-only", "control-chart"]);
    add("2027-01");
    let report = course(&world);
    assert_eq!(codes(&report), ["series", "level-change", "control-chart"]);
    let four = statements(&report, 4);
    assert_eq!(four[1].clarity, Some("clear"));
    let moved = four[1].value.unwrap();
    assert!(moved > d("15") && moved < d("25"), "{moved}");
    assert!(four[1].text.en.contains("a change, not proof of a cause") && !four[1].text.en.contains("effect"), "{}", four[1].text.en);
}

#[test]
fn satisfaction_keeps_what_was_printed_beside_what_the_elements_give() {
    let world = World::new();
    world.session(6);
    let figure = |at: &str, mean: &str, printed: Option<&str>| Satisfaction {
        session: SESSION.parse().unwrap(),
        unit: unit("layanan"),
        period: period(at),
        respondents: 150,
        means: vec![d(mean); 9],
        printed: printed.map(d),
    };
    let command = RecordResults {
        satisfaction: vec![figure("2025-S2", "3", None), figure("2026-S1", "3.3", Some("81.7"))],
        ..RecordResults::default()
    };
    assert_eq!(record(&world, &command).satisfaction, 2);
    let four: Vec<String> = statements(&course(&world), 4).iter().map(|said| said.text.en.to_string()).collect();
    assert_eq!(four[0], "Public satisfaction layanan 2025-S2: 75 (C); 150 respondents.");
    assert_eq!(four[1], "Public satisfaction layanan 2026-S1: 82.5 (B); printed was 81.7; 150 respondents.");
    assert!(four[2].contains("is a change"));
    let wrong = RecordResults { satisfaction: vec![figure("2026-S2", "4.2", None)], ..RecordResults::default() };
    assert_eq!(code(as_on!(world, "hr", "2026-10-01", context => record_results(&context, &wrong))), "satisfaction-means");
}
