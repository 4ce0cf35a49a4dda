use std::sync::Arc;

use super::fixture::{Build, date, dossier, number, on, reference, set};
use super::*;
use crate::legal::Certainty;
use crate::number::{Rounding, RoundingMode};
use crate::policy::decision::{Finding, Remedy, Required, Verdict, WaiverRefusal};
use crate::policy::document::{HitPolicy, MissingRule, RemedyKind, Waivable, WeightSum};
use crate::policy::model::{Cell, CellPart, Policy, Row};
use crate::policy::scale::Choice;
use crate::policy::types::Type;
use crate::policy::value::{Bound, RangeValue};
use rust_decimal::Decimal;

fn finding<'d>(decision: &'d Decision, code: &str) -> &'d Finding {
    decision.findings.iter().find(|finding| &*finding.code == code).unwrap_or_else(|| panic!("no finding {code}"))
}

fn decided(policy: &Arc<Policy>, facts: &[(&str, &str)]) -> Decision {
    decide(&on(policy, "2026-04-01"), &dossier("2026-04-01", facts), &[])
}

fn time_in_grade() -> Arc<Policy> {
    Build::eligibility()
        .parameter("minimum", &[("2000-01-01", "4")])
        .waiting("too-short", "years between(since, as of) >= minimum")
        .criterion("ratings", "every r in ratings satisfies r >= \"good\"")
        .build()
}

#[test]
fn a_finding_says_what_was_found_required_lacking_and_until_when_to_wait() {
    let decision = decided(&time_in_grade(), &[("since", "2023-10-01"), ("ratings", "good|best")]);
    assert_eq!(decision.outcome, Outcome::NotEligible);
    let found = finding(&decision, "too-short");
    assert_eq!(found.verdict, Verdict::NotMet);
    assert_eq!(&*found.measure.subject, "years between(since, as of)");
    assert_eq!(found.measure.found, number("2"));
    assert_eq!(found.measure.required, Required::AtLeast(number("4")));
    assert_eq!(found.measure.distance, Some(number("2")));
    assert_eq!(found.remedy, Some(Remedy::Wait { until: Some(date("2027-10-01")) }));
    assert_eq!(&*found.reference.citation, "Test Act s. 1");
    let ratings = finding(&decision, "ratings");
    assert_eq!(ratings.verdict, Verdict::Met);
    assert_eq!(ratings.measures.len(), 2);
}

#[test]
fn the_deciding_comparison_stands_first() {
    let policy = Build::eligibility().criterion("both", "points >= 10 and hours >= 20 and level > 1").build();
    let decision = decided(&policy, &[("points", "12"), ("hours", "15"), ("level", "1")]);
    let both = finding(&decision, "both");
    assert_eq!(&*both.measure.subject, "hours");
    assert_eq!(both.measure.distance, Some(number("5")));
    let order: Vec<&str> = both.measures.iter().map(|m| &*m.subject).collect();
    assert_eq!(order, ["hours", "points", "level"]);
}

#[test]
fn ratings_are_explained_item_by_item() {
    let decision = decided(&time_in_grade(), &[("since", "2020-01-01"), ("ratings", "best|fair")]);
    let ratings = finding(&decision, "ratings");
    assert_eq!(&*ratings.measure.subject, "ratings[2]");
    assert_eq!(ratings.measure.distance, Some(number("1")));
    assert_eq!(ratings.measure.unit.as_deref(), Some("levels"));
}

#[test]
fn a_missing_fact_makes_unknown_and_is_named_and_a_failed_one_still_refuses() {
    let policy = time_in_grade();
    let unknown = decided(&policy, &[("since", "2020-01-01")]);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    assert_eq!(finding(&unknown, "ratings").missing, ["ratings".into()]);
    assert_eq!(finding(&unknown, "ratings").remedy, Some(Remedy::Supply { facts: vec!["ratings".into()] }));
    assert_eq!(unknown.missing, ["ratings".into()]);
    let refused = decided(&policy, &[("since", "2025-01-01")]);
    assert_eq!(refused.outcome, Outcome::NotEligible, "one failed criterion decides even where another is unknown");
}

#[test]
fn only_the_missing_facts_that_matter_are_named() {
    let policy = Build::eligibility()
        .criterion("decided", "certified or points >= 10")
        .criterion("open", "(exempt and a >= 1) or hours >= 20")
        .criterion("derived", "next grade <= superior grade")
        .criterion("item", "ratings[2] >= \"good\"")
        .build();
    let decision = decided(&policy, &[("certified", "true"), ("exempt", "false"), ("superior grade", "V"), ("ratings", "good|?")]);
    assert_eq!(finding(&decision, "decided").verdict, Verdict::Met);
    assert!(finding(&decision, "decided").missing.is_empty());
    assert_eq!(finding(&decision, "open").missing, ["hours".into()]);
    assert_eq!(finding(&decision, "derived").missing, ["grade".into()]);
    assert_eq!(finding(&decision, "item").missing, ["ratings[2]".into()]);
}

#[test]
fn none_is_not_met_and_asking_for_none_is_answered() {
    let policy = Build::eligibility()
        .criterion("points", "points >= 10")
        .criterion("sanction", "sanction end = null or sanction end < as of")
        .build();
    let decision = decided(&policy, &[("points", "null"), ("sanction end", "null")]);
    assert_eq!(finding(&decision, "points").verdict, Verdict::NotMet);
    let sanction = finding(&decision, "sanction");
    assert_eq!((sanction.verdict, &sanction.measure.required), (Verdict::Met, &Required::None));
}

#[test]
fn what_does_not_apply_counts_as_met_and_says_why() {
    let policy = Build::eligibility()
        .criterion_with("hours", "hours >= 20", |build, criterion| criterion.when = Some(build.condition("level >= 3")))
        .build();
    let decision = decided(&policy, &[("level", "2")]);
    let hours = finding(&decision, "hours");
    assert_eq!(decision.outcome, Outcome::Eligible);
    assert_eq!((hours.verdict, &*hours.measure.subject), (Verdict::NotApplicable, "level"));
    assert_eq!(decided(&policy, &[("hours", "3")]).outcome, Outcome::Unknown, "whether it applies is unknown and it would fail");
    assert_eq!(decided(&policy, &[("hours", "30")]).outcome, Outcome::Eligible, "it would be met if it applied");
}

#[test]
fn a_group_of_alternatives_needs_one_of_those_that_apply() {
    let policy = Build::eligibility()
        .criterion("certificate", "certified")
        .waiting("tenure", "years between(post since, as of) >= 10")
        .group("certificate-or-tenure", &["certificate", "tenure"], 1)
        .build();
    let met = decided(&policy, &[("certified", "true")]);
    assert_eq!((met.outcome.clone(), finding(&met, "tenure").verdict), (Outcome::Eligible, Verdict::Unknown));
    assert!(met.missing.is_empty(), "the group is met without what is missing");
    let refused = decided(&policy, &[("certified", "false"), ("post since", "2020-02-29")]);
    let group = finding(&refused, "certificate-or-tenure");
    assert_eq!(group.verdict, Verdict::NotMet);
    assert_eq!(group.remedy, Some(Remedy::Wait { until: Some(date("2030-02-28")) }));
    let unknown = decided(&policy, &[("certified", "false")]);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    assert_eq!(finding(&unknown, "certificate-or-tenure").missing, ["post since".into()]);
}

#[test]
fn a_waiver_counts_only_on_the_named_ground_and_others_are_listed_with_the_reason() {
    let policy = Build::eligibility()
        .criterion_with("hours", "hours >= 20", |_, criterion| {
            criterion.waivable = Some(Waivable { by: "president".into(), basis: "Act s. 9".into() });
        })
        .criterion("points", "points >= 10")
        .build();
    let waiver = |criterion: &str, basis: &str| Waiver { criterion: criterion.into(), basis: basis.into(), by: "president".into() };
    let prepared = on(&policy, "2026-04-01");
    let facts = dossier("2026-04-01", &[("hours", "3"), ("points", "12")]);
    let waived = decide(&prepared, &facts, &[waiver("hours", "Act s. 9")]);
    assert_eq!(waived.outcome, Outcome::Eligible);
    assert_eq!(finding(&waived, "hours").verdict, Verdict::Waived);
    assert!(finding(&waived, "hours").waiver.is_some() && finding(&waived, "hours").remedy.is_none());
    let ignored = decide(&prepared, &facts, &[waiver("hours", "Act s. 8"), waiver("points", "Act s. 9"), waiver("x", "Act s. 9")]);
    assert_eq!(ignored.outcome, Outcome::NotEligible);
    let reasons: Vec<WaiverRefusal> = ignored.waivers_ignored.iter().map(|w| w.reason).collect();
    assert_eq!(reasons, [WaiverRefusal::OtherBasis, WaiverRefusal::NotWaivable, WaiverRefusal::NoSuchCriterion]);
    let unknown = decide(&prepared, &dossier("2026-04-01", &[("points", "12")]), &[waiver("hours", "Act s. 9")]);
    assert_eq!((unknown.outcome, unknown.waivers_ignored[0].reason), (Outcome::Unknown, WaiverRefusal::Unknown));
}

#[test]
fn rules_follow_their_dates() {
    let policy = Build::eligibility()
        .parameter("minimum", &[("2000-01-01", "10"), ("2026-01-01", "20")])
        .criterion("points", "points >= minimum")
        .criterion_with("old", "certified", |_, criterion| criterion.effective.to = Some(date("2025-05-20")))
        .build();
    let facts = dossier("2025-01-01", &[("points", "15"), ("certified", "true")]);
    let before = decide(&on(&policy, "2025-05-19"), &facts, &[]);
    assert_eq!((before.findings.len(), before.outcome), (2, Outcome::Eligible));
    let after = decide(&on(&policy, "2026-01-01"), &facts, &[]);
    assert_eq!((after.findings.len(), after.outcome), (1, Outcome::NotEligible));
    let as_then_known = prepare(&set(&[Arc::clone(&policy)]), &policy, date("2026-01-01"), date("2025-12-31")).unwrap();
    let known = decide(&as_then_known, &facts, &[]);
    assert_eq!(known.outcome, Outcome::Eligible, "the value of 2026 was not known, so nothing had ended the one before");
}

#[test]
fn a_policy_that_does_not_bind_is_refused_with_a_sentence() {
    let policy = time_in_grade();
    let error = prepare(&set(&[Arc::clone(&policy)]), &policy, date("1999-12-31"), date("2026-01-01")).unwrap_err();
    assert_eq!(error.to_string(), "policy `test/eligibility` is not in force on 1999-12-31, expected a day from 2000-01-01 on");
    assert!(error.message().id.contains("tidak berlaku"));
    let unknown = prepare(&set(&[Arc::clone(&policy)]), &policy, date("2026-01-01"), date("1999-12-31")).unwrap_err();
    assert!(matches!(unknown, PrepareError::NotKnown { .. }));
}

#[test]
fn a_decision_says_how_uncertain_its_ground_is() {
    let rows = vec![Row { tests: vec![Cell::default()], output: number("10"), span: Default::default() }];
    let mut policy = Build::eligibility()
        .table("least", &["level"], Type::NUMBER, HitPolicy::Unique, rows)
        .criterion("points", "points >= least")
        .criterion("hours", "hours >= 1")
        .policy;
    policy.tables[0].versions[0].reference = Some(reference(Certainty::Unverified));
    let decision = decided(&Arc::new(policy), &[("points", "12"), ("hours", "3"), ("level", "1")]);
    assert_eq!(finding(&decision, "points").reference.certainty, Certainty::Unverified);
    assert_eq!(finding(&decision, "hours").reference.certainty, Certainty::Text);
    assert_eq!(decision.certainty, Certainty::Unverified);
}

fn scoring(missing: MissingRule) -> Arc<Policy> {
    let band = |low: i64, high: Option<i64>, output: &str| Row {
        tests: vec![Cell {
            parts: vec![CellPart::Range(RangeValue {
                low: Bound::Included(number(&low.to_string())),
                high: high.map_or(Bound::Open, |high| Bound::Excluded(number(&high.to_string()))),
            })],
            ..Cell::default()
        }],
        output: Value::Text(output.into()),
        span: Default::default(),
    };
    let mut policy = Build::new("test/score", Kind::Score)
        .parameter("w", &[("2000-01-01", "0.6")])
        .component("first", "w", "a", Some((0, 100)))
        .component("second", "1 - w", "b", Some((0, 100)))
        .score(WeightSum::Share, missing)
        .table("category", &["score"], Type::Text, HitPolicy::Unique, vec![band(0, Some(80), "fair"), band(80, None, "good")])
        .policy;
    policy.tables[0].bands = Some((Decimal::ZERO, Decimal::ONE_HUNDRED));
    Arc::new(policy)
}

#[test]
fn a_score_is_weighted_rounded_once_and_banded() {
    let decision = decided(&scoring(MissingRule::Unknown), &[("a", "83.335"), ("b", "75")]);
    assert_eq!(decision.outcome, Outcome::Value(number("80")), "0.6 × 83.335 + 0.4 × 75 = 80.001");
    assert_eq!(decision.bands, [("category".into(), Value::Text("good".into()))]);
    assert_eq!(decision.components[0].contribution, number("50.001"));
    assert_eq!(decision.components[1].weight, number("0.4"));
}

#[test]
fn a_missing_component_is_unknown_or_carried_by_the_others() {
    let unknown = decided(&scoring(MissingRule::Unknown), &[("a", "90")]);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    assert_eq!(unknown.missing, ["b".into()]);
    assert_eq!(unknown.bands[0].1, Value::Missing);
    let half = MissingRule::Renormalise { minimum_weight: Decimal::new(5, 1) };
    assert_eq!(decided(&scoring(half), &[("a", "90")]).outcome, Outcome::Value(number("90")));
    assert_eq!(decided(&scoring(half), &[("b", "90")]).outcome, Outcome::Unknown, "0.4 is less than the weight that must be present");
    assert_eq!(decided(&scoring(MissingRule::Unknown), &[("a", "90"), ("b", "null")]).outcome, Outcome::Value(Value::None));
}

#[test]
fn a_component_outside_its_range_is_a_mistake_and_not_a_score() {
    let decision = decided(&scoring(MissingRule::Unknown), &[("a", "900"), ("b", "75")]);
    assert_eq!(decision.outcome, Outcome::Unknown);
    let first = finding(&decision, "first");
    assert_eq!((first.verdict, &first.remedy), (Verdict::NotMet, &Some(Remedy::Act { kind: RemedyKind::Record })));
}

#[test]
fn points_are_a_formula_and_policies_use_each_other() {
    let rounding = Rounding { places: 3, mode: RoundingMode::HalfUp };
    let points = Build::new("test/points", Kind::Points).points("points * 37.5 / 100 * 7 / 12", Some(rounding)).build();
    let main = Build::eligibility().uses("test/points", Type::NUMBER).criterion("credit", "outcome(\"test/points\") >= 20").build();
    let both = set(&[Arc::clone(&points), Arc::clone(&main)]);
    let facts = dossier("2026-04-01", &[("points", "100")]);
    let result = decide(&prepare(&both, &points, date("2026-04-01"), date("2026-04-01")).unwrap(), &facts, &[]);
    assert_eq!(result.outcome, Outcome::Value(number("21.875")));
    let prepared = prepare(&both, &main, date("2026-04-01"), date("2026-04-01")).unwrap();
    let decision = decide(&prepared, &facts, &[]);
    assert_eq!(finding(&decision, "credit").measure.found, number("21.875"));
    assert_eq!(decision.outcome, Outcome::Eligible);
    let unknown = decide(&prepared, &dossier("2026-04-01", &[]), &[]);
    assert_eq!((unknown.outcome, unknown.missing), (Outcome::Unknown, vec!["points".into()]));
    let alone = prepare(&set(&[Arc::clone(&main)]), &main, date("2026-04-01"), date("2026-04-01")).unwrap_err();
    assert!(matches!(alone, PrepareError::Missing { .. }));
}

#[test]
fn a_classification_reads_its_table() {
    let grade = fixture::catalogue().scale("grade").unwrap().clone();
    let is = |code: &str| CellPart::Equal(Value::Choice(Choice::parse(&grade, code).unwrap()));
    let row = |parts, output: &str| Row {
        tests: vec![Cell { parts, ..Cell::default() }],
        output: Value::Text(output.into()),
        span: Default::default(),
    };
    let mut build = Build::new("test/class", Kind::Classification).table(
        "class",
        &["grade"],
        Type::Text,
        HitPolicy::Unique,
        vec![row(vec![is("I"), is("II")], "low"), row(vec![is("V")], "high")],
    );
    let result = build.condition("class");
    build.policy.classification =
        Some(crate::policy::model::ResultRule { result, unit: None, rounding: None, range: None, reference: None, reads: Vec::new() });
    let policy = build.build();
    assert_eq!(decided(&policy, &[("grade", "II")]).outcome, Outcome::Value(Value::Text("low".into())));
    let hole = decided(&policy, &[("grade", "III")]);
    assert_eq!((hole.outcome, hole.findings[0].verdict), (Outcome::Value(Value::None), Verdict::NotMet));
    assert_eq!(decided(&policy, &[]).missing, ["grade".into()]);
}

#[test]
fn waiting_sees_rules_that_change() {
    let mut policy = Build::eligibility()
        .parameter("minimum", &[("2000-01-01", "4"), ("2027-01-01", "2")])
        .waiting("too-short", "years between(since, as of) >= minimum")
        .policy;
    // made long before it binds, so that it is known
    policy.parameters[0].values[1].decided = date("2025-01-01");
    let decision = decided(&Arc::new(policy), &[("since", "2024-06-01")]);
    assert_eq!(finding(&decision, "too-short").remedy, Some(Remedy::Wait { until: Some(date("2027-01-01")) }));
}

#[test]
fn waiting_is_solved_for_sanctions_and_refused_where_it_never_helps() {
    let policy = Build::eligibility()
        .waiting("sanctioned", "sanction end = null or sanction end < as of")
        .waiting("too-old", "years between(birth, as of) < 56")
        .waiting("certificate", "count(certificates[item >= as of]) >= 2")
        .build();
    let decision = decided(&policy, &[("sanction end", "2026-09-30"), ("birth", "1960-01-01"), ("certificates", "2027-01-01")]);
    assert_eq!(finding(&decision, "sanctioned").remedy, Some(Remedy::Wait { until: Some(date("2026-10-01")) }));
    assert_eq!(finding(&decision, "too-old").remedy, Some(Remedy::Wait { until: None }));
    assert_eq!(finding(&decision, "certificate").remedy, Some(Remedy::Wait { until: None }));
}

mod properties;
