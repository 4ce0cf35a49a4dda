//! Defining, reporting, calculating, verifying, watching, reviewing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::indicator::{AlertKind, Basis, PromiseLine, ReadingState, Recommendation, Source, Verdict};
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang_service::Seen;
use jenjang_service::indicators::{
    CalculateReadings, DefineIndicators, Defined, PromiseFigures, ReportReading, ReviewPolicy, VerifyReading, attention, calculate, define,
    promise, read_indicator, read_indicators, read_reviews, report, review, verify,
};

use crate::world::{World, as_on, code, d, day, facts, period, person, shipped, unit};

fn defined(world: &World) {
    let command = DefineIndicators { indicators: shipped() };
    as_on!(world, "analyst", "2026-01-05", context => define(&context, &command)).unwrap();
}

fn complaints(value: &str, answered: &str, received: &str) -> ReportReading {
    let inputs = [("answered", answered), ("received", received)].map(|(name, value)| (Arc::from(name), d(value)));
    ReportReading {
        indicator: "complaints-answered".parse().unwrap(),
        period: period("2026-01"),
        value: d(value),
        inputs: BTreeMap::from(inputs),
        evidence: "laporan SP4N Januari".into(),
        correction: None,
        seen: Seen::Anything,
    }
}

#[test]
fn indicators_are_defined_at_once_and_only_by_an_analyst() {
    let world = World::new();
    let command = DefineIndicators { indicators: shipped() };
    assert_eq!(code(as_on!(world, "hr", "2026-01-05", context => define(&context, &command))), "forbidden");
    let n = command.indicators.len();
    let done = as_on!(world, "analyst", "2026-01-05", context => define(&context, &command)).unwrap();
    assert_eq!(done, Defined { new: n, ..Defined::default() });
    let again = as_on!(world, "analyst2", "2026-01-06", context => define(&context, &command)).unwrap();
    assert_eq!(again, Defined { as_before: n, ..Defined::default() });
    // one entry for all, none where nothing changed
    assert_eq!(world.verbs(), ["indicator.manage"]);
    let mut wrong = command.indicators.clone();
    wrong[0].off_track = "achievement".into();
    let command = DefineIndicators { indicators: wrong };
    assert_eq!(code(as_on!(world, "analyst", "2026-01-06", context => define(&context, &command))), "expression");
    let mut unknown = shipped();
    unknown[0].source = Source::Stored { calculation: "survey-index".into(), of: None };
    let command = DefineIndicators { indicators: unknown };
    let error = as_on!(world, "analyst", "2026-01-06", context => define(&context, &command)).unwrap_err();
    assert_eq!(&*error.message().en, "indicator `learning-duty`: calculation `survey-index` needs `of`, the id of a survey");
}

#[test]
fn reported_and_calculated_stay_apart_and_a_correction_points_back() {
    let world = World::new();
    defined(&world);
    // 389 of 486 is 80.04, not 82
    let command = complaints("82", "389", "486");
    assert_eq!(code(as_on!(world, "hr", "2026-01-31", context => report(&context, &command))), "period-not-over");
    assert_eq!(code(as_on!(world, "p01", "2026-02-02", context => report(&context, &command))), "forbidden");
    let blank = ReportReading { evidence: " ".into(), ..command.clone() };
    assert_eq!(code(as_on!(world, "hr", "2026-02-02", context => report(&context, &blank))), "blank");
    let first = as_on!(world, "hr", "2026-02-02", context => report(&context, &command)).unwrap();
    assert_eq!(first.reported.as_ref().unwrap().value, d("82"));
    assert_eq!(jenjang::index::half_up(first.calculated.as_ref().unwrap().value, 2), d("80.04"));
    let kinds = |world: &World, on: &str| {
        let found = as_on!(world, "auditor", on, context => attention(&context, &world.library)).unwrap();
        let mine =
            found.alerts.into_iter().filter(|alert| alert.indicator.as_str() == "complaints-answered" && alert.period == period("2026-01"));
        mine.map(|alert| alert.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&world, "2026-02-05"), [AlertKind::Differs]);
    assert_eq!(kinds(&world, "2026-02-11"), [AlertKind::Differs, AlertKind::NotVerified]);
    assert_eq!(code(as_on!(world, "hr", "2026-02-12", context => report(&context, &command))), "figure-there");
    let right = ReportReading { value: d("80.04"), correction: Some("salah salin".into()), ..command };
    let second = as_on!(world, "hr", "2026-02-12", context => report(&context, &right)).unwrap();
    assert_eq!((second.number, second.corrects), (2, Some(1)));
    let seen = VerifyReading { indicator: right.indicator.clone(), period: right.period, refused: None, seen: Seen::Anything };
    let verified = as_on!(world, "auditor", "2026-02-13", context => verify(&context, &seen)).unwrap();
    assert_eq!((verified.number, verified.state.clone()), (2, ReadingState::Verified { on: day("2026-02-13") }));
    assert_eq!(kinds(&world, "2026-02-20"), [AlertKind::OffTrack], "80.04 of 90 is below 90 percent of it");
    // the wrong figure stays to be read
    let view = as_on!(world, "head", "2026-02-13", context => read_indicator(&context, &right.indicator)).unwrap();
    assert_eq!(view.readings.iter().map(|reading| reading.reported.as_ref().unwrap().value).collect::<Vec<_>>(), [d("82"), d("80.04")]);
}

#[test]
fn nobody_verifies_the_own_figure() {
    let world = World::new();
    defined(&world);
    let command = complaints("90", "9", "10");
    as_on!(world, "analyst", "2026-02-02", context => report(&context, &command)).unwrap();
    let seen = VerifyReading { indicator: command.indicator.clone(), period: command.period, refused: None, seen: Seen::Anything };
    assert_eq!(code(as_on!(world, "analyst", "2026-02-03", context => verify(&context, &seen))), "conflict-of-interest");
    assert_eq!(code(as_on!(world, "hr", "2026-02-03", context => verify(&context, &seen))), "forbidden");
    let refused = VerifyReading { refused: Some("bukti tidak ada".into()), ..seen.clone() };
    as_on!(world, "analyst2", "2026-02-03", context => verify(&context, &refused)).unwrap();
    assert_eq!(
        code(as_on!(world, "auditor", "2026-02-03", context => verify(&context, &seen))),
        "not-found",
        "a refused figure counts no more"
    );
}

#[test]
fn figures_are_calculated_from_what_is_stored() {
    let world = World::new();
    defined(&world);
    world.session(12);
    let all = |period| CalculateReadings { indicator: None, period, library: world.needs(), gatherer: &facts };
    let quarter = all(Some(period("2026-Q1")));
    let found = as_on!(world, "hr", "2026-04-02", context => calculate(&context, &quarter)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].reading.calculated.as_ref().unwrap().value, d("100"));
    let command = all(Some(period("2026")));
    let found = as_on!(world, "hr", "2027-01-04", context => calculate(&context, &command)).unwrap();
    let value = |code: &str| {
        let reading = &found.iter().find(|done| done.indicator.id.as_str() == code).unwrap().reading;
        reading.calculated.as_ref().map(|figure| (figure.value.round_dp(4), figure.counted, figure.unknown))
    };
    // 15 of 37 met the 20 hours, a candidate aside; of two people, and of the six without histories, nobody knows
    assert_eq!(value("learning-duty"), Some((d("40.5405"), Some(37), Some(8))));
    // (15 · 24 + 15 · 8) / 38
    assert_eq!(value("learning-mean"), Some((d("12.6316"), Some(38), Some(8))));
    let gini = value("learning-evenness").unwrap();
    assert!(gini.0 > d("0.4") && gini.0 < d("0.5"), "{gini:?}");
    // no appeal was resolved: a reason, not zero
    let appeals = &found.iter().find(|done| done.indicator.id.as_str() == "appeals-upheld").unwrap().reading;
    assert_eq!(appeals.calculated, None);
    assert_eq!(&*appeals.not_calculated.as_ref().unwrap().en, "no appeal was resolved in this period");
    let again = as_on!(world, "hr", "2027-01-05", context => calculate(&context, &command)).unwrap();
    assert!(again.iter().all(|done| !done.new), "the same figures are not kept twice");
    assert_eq!(code(as_on!(world, "p01", "2027-01-05", context => calculate(&context, &command))), "forbidden");
    let id = "complaints-answered".parse().unwrap();
    let reported = CalculateReadings { indicator: Some(&id), period: Some(period("2026-01")), library: world.needs(), gatherer: &facts };
    assert_eq!(code(as_on!(world, "hr", "2027-01-05", context => calculate(&context, &reported))), "reported-indicator");
}

#[test]
fn a_calculated_figure_follows_the_data_and_keeps_what_was_reported() {
    let world = World::new();
    let mut duty = shipped().into_iter().find(|indicator| indicator.id.as_str() == "learning-duty").unwrap();
    duty.scope = Some(unit("layanan"));
    as_on!(world, "analyst", "2026-01-05", context => define(&context, &DefineIndicators { indicators: vec![duty] })).unwrap();
    let id = "learning-duty".parse().unwrap();
    let command = CalculateReadings { indicator: Some(&id), period: None, library: world.needs(), gatherer: &facts };
    let found = as_on!(world, "hr", "2027-01-04", context => calculate(&context, &command)).unwrap();
    let figure = found[0].reading.calculated.clone().unwrap();
    assert_eq!((figure.value, figure.counted, figure.unknown), (d("0"), Some(17), Some(2)), "only the unit's people");
    let told = ReportReading {
        indicator: id.clone(),
        period: period("2026"),
        value: d("5"),
        inputs: BTreeMap::new(),
        evidence: "laporan unit".into(),
        correction: None,
        seen: Seen::Anything,
    };
    let told = as_on!(world, "hr", "2027-01-05", context => report(&context, &told)).unwrap();
    assert_eq!((told.number, told.calculated.as_ref().map(|figure| figure.value)), (2, Some(d("0"))));
    let alerts = as_on!(world, "head", "2027-01-06", context => attention(&context, &world.library)).unwrap().alerts;
    let of_year: Vec<AlertKind> = alerts.iter().filter(|alert| alert.period == period("2026")).map(|alert| alert.kind).collect();
    assert_eq!(of_year, [AlertKind::OffTrack, AlertKind::Differs]);
    // an officer of another unit is not in charge
    assert_eq!(code(as_on!(world, "hr2", "2027-01-06", context => read_indicators(&context))), "forbidden");
}

#[test]
fn what_figures_rest_on_does_not_change_afterwards() {
    let world = World::new();
    defined(&world);
    as_on!(world, "hr", "2026-02-02", context => report(&context, &complaints("90", "9", "10"))).unwrap();
    let change = |change: &dyn Fn(&mut jenjang::indicator::Indicator)| {
        let mut indicator = shipped().into_iter().find(|indicator| indicator.id.as_str() == "complaints-answered").unwrap();
        change(&mut indicator);
        let command = DefineIndicators { indicators: vec![indicator] };
        code(as_on!(world, "analyst", "2026-02-10", context => define(&context, &command)))
    };
    assert_eq!(change(&|i| i.formulas[0].value = "answered / received".into()), "figures-entered");
    assert_eq!(change(&|i| i.direction = jenjang::indicator::Direction::Down), "figures-entered");
    assert_eq!(
        change(&|i| {
            i.targets.insert(period("2026-01"), d("80"));
        }),
        "target-moved"
    );
    assert_eq!(
        change(&|i| {
            i.targets.insert(period("2026-03"), d("80"));
        }),
        "done",
        "a target of the future may change"
    );
}

fn enacted(world: &World, policy: &str, on: &str) -> Digest {
    let version = PolicyVersion {
        policy: policy.into(),
        version: Digest::of(policy),
        text: world.library.sources.get("asn/policies/learning/yearly-duty.toml").into(),
        effective: day(on),
        proposed_by: Some(person("analyst2")),
        purpose: None,
        state: PolicyState::Enacted { on: day(on), by: person("head") },
    };
    crate::world::run(async {
        let mut tx = world.store.begin().await.unwrap();
        tx.policies().save(&version, None).await.unwrap();
        tx.commit().await.unwrap();
    });
    version.version
}

#[test]
fn a_policy_is_reviewed_with_its_promise_beside_what_happened() {
    let world = World::new();
    defined(&world);
    let policy: Arc<str> = "asn/learning/yearly-duty".into();
    enacted(&world, &policy, "2026-01-10");
    let line = |expected: &str, basis| PromiseLine {
        indicator: "learning-duty".parse().unwrap(),
        period: period("2026"),
        expected: d(expected),
        basis,
    };
    let figures = PromiseFigures { policy: Arc::clone(&policy), version: None, lines: vec![line("38", Basis::Simulated)] };
    as_on!(world, "analyst2", "2026-01-12", context => promise(&context, &figures)).unwrap();
    assert_eq!(code(as_on!(world, "analyst2", "2026-01-12", context => promise(&context, &figures))), "promise-there");
    let due = |on: &str| as_on!(world, "auditor", on, context => attention(&context, &world.library)).unwrap().reviews.len();
    assert_eq!((due("2027-01-10"), due("2027-01-11")), (0, 1), "a year in force without a review");
    let command = |reasons: &str| ReviewPolicy {
        policy: Arc::clone(&policy),
        version: None,
        recommendation: Recommendation::Amend,
        reasons: reasons.into(),
    };
    assert_eq!(code(as_on!(world, "analyst2", "2027-01-12", context => review(&context, &command("cukup")))), "conflict-of-interest");
    assert_eq!(code(as_on!(world, "analyst", "2027-01-12", context => review(&context, &command(" ")))), "blank");
    let id = "learning-duty".parse().unwrap();
    let calculation = CalculateReadings { indicator: Some(&id), period: None, library: world.needs(), gatherer: &facts };
    as_on!(world, "hr", "2027-01-12", context => calculate(&context, &calculation)).unwrap();
    let early = as_on!(world, "analyst", "2027-01-12", context => review(&context, &command("belum diverifikasi"))).unwrap();
    assert_eq!((early.lines[0].happened, early.lines[0].verdict), (None, Verdict::Unknown));
    let seen = VerifyReading { indicator: id.clone(), period: period("2026"), refused: None, seen: Seen::Anything };
    as_on!(world, "auditor", "2027-01-13", context => verify(&context, &seen)).unwrap();
    let found = as_on!(world, "analyst", "2027-01-14", context => review(&context, &command("capaian di atas simulasi"))).unwrap();
    let [line] = found.lines.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (line.promised, line.happened.map(|value| value.round_dp(2)), line.verdict),
        (Some(d("38")), Some(d("40.54")), Verdict::Kept)
    );
    assert_eq!(found.promised, Some(day("2026-01-12")));
    assert_eq!(due("2027-06-01"), 0);
    assert_eq!(as_on!(world, "head", "2027-06-01", context => read_reviews(&context, Some(&policy))).unwrap().kept.len(), 3);
}

#[test]
fn a_promise_comes_before_its_result() {
    let world = World::new();
    defined(&world);
    enacted(&world, "asn/learning/yearly-duty", "2026-01-10");
    let line =
        |at: &str| PromiseLine { indicator: "learning-duty".parse().unwrap(), period: period(at), expected: d("50"), basis: Basis::Stated };
    let figures = |lines| PromiseFigures { policy: "asn/learning/yearly-duty".into(), version: None, lines };
    let tried = |lines| code(as_on!(world, "analyst", "2027-01-02", context => promise(&context, &figures(lines))));
    assert_eq!(tried(vec![line("2026")]), "promise-too-late");
    assert_eq!(tried(vec![line("2025")]), "period-not-covered");
    assert_eq!(tried(Vec::new()), "no-figures");
    assert_eq!(tried(vec![line("2027"), line("2027")]), "duplicate-figure");
    assert_eq!(tried(vec![line("2027")]), "done");
}
