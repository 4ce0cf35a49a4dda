//! The credit tables of PermenPANRB 1/2023 and Peraturan BKN 3/2023 stand in several policies, because each reads another fact. They are one law: they must agree.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{decide, outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{CellPart, PolicySet};
use jenjang::policy::scale::Choice;
use jenjang::policy::value::Value;
use rust_decimal::{Decimal, RoundingStrategy};

struct Law {
    catalogue: Arc<Catalogue>,
    set: PolicySet,
}

impl Law {
    fn shipped() -> Law {
        let (catalogue, set, _) = jenjang_tests::shipped();
        Law { catalogue, set }
    }

    /// A one-input table as code of the input and output.
    fn table(&self, policy: &str, table: &str) -> BTreeMap<String, Value> {
        let policy = self.set.get(policy).unwrap();
        let table = policy.tables.iter().find(|t| &*t.name == table).unwrap();
        let rows = &table.versions.last().unwrap().value;
        let key = |part: &CellPart| match part {
            CellPart::Equal(value) => value.to_string(),
            CellPart::Range(_) => panic!("a range where a code was expected"),
        };
        rows.iter().flat_map(|row| row.tests[0].parts.iter().map(move |part| (key(part), row.output.clone()))).collect()
    }

    fn choice(&self, scale: &str, code: &str) -> Value {
        Value::Choice(Choice::parse(self.catalogue.scale(scale).unwrap(), code).unwrap())
    }

    fn codes(&self, scale: &str) -> Vec<String> {
        self.catalogue.scale(scale).unwrap().values.iter().map(|v| v.code.to_string()).collect()
    }

    /// What a policy gives on 1 July 2024.
    fn ask(&self, policy: &str, facts: &[(&str, Value)]) -> Value {
        let day = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
        let mut dossier = Dossier::new(Arc::clone(&self.catalogue), day);
        for (name, value) in facts {
            dossier.set(self.catalogue.find(name).unwrap(), value.clone());
        }
        match outcome(&prepare(&self.set, self.set.get(policy).unwrap(), day, day).unwrap(), &dossier) {
            Outcome::Value(value) => value,
            other => panic!("{policy}: a value was expected, found {other:?}"),
        }
    }
}

fn number(value: &Value) -> Decimal {
    match value {
        Value::Number(number) => *number,
        other => panic!("a number was expected, found {other}"),
    }
}

#[test]
fn permenpanrb_1_2023_art_37_has_one_share_per_label_and_one_coefficient_per_tier() {
    let law = Law::shipped();
    let (shares, coefficients) = (law.table("asn/credit/yearly", "label-share"), law.table("asn/credit/yearly", "coefficient"));
    assert_eq!(shares.len(), 5);
    for policy in ["asn/credit/periodic", "asn/credit/periodic-three-places", "asn/credit/transfer-service"] {
        assert_eq!(law.table(policy, "label-share"), shares, "{policy}");
    }
    for policy in ["asn/credit/periodic", "asn/credit/periodic-three-places"] {
        assert_eq!(law.table(policy, "coefficient"), coefficients, "{policy}");
    }
    let by_tier: BTreeMap<String, Value> = coefficients.into_iter().filter(|(tier, _)| tier != "null").collect();
    assert_eq!(law.table("asn/credit/transfer-service", "target-coefficient"), by_tier);
}

#[test]
fn twelve_months_are_a_year_for_every_tier_and_label() {
    let law = Law::shipped();
    for tier in law.codes("tier") {
        for label in law.codes("rating") {
            let facts = [
                ("tier", law.choice("tier", &tier)),
                ("credit.label", law.choice("rating", &label)),
                ("credit.months", Value::Number(Decimal::from(12))),
            ];
            // the year is exact, the twelfths are written with two places
            let year = number(&law.ask("asn/credit/yearly", &facts));
            let year = year.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
            assert_eq!(number(&law.ask("asn/credit/periodic", &facts)), year, "{tier} {label}");
        }
    }
}

#[test]
fn the_grade_range_of_a_tier_is_the_same_wherever_it_stands() {
    let law = Law::shipped();
    let mut highest = law.table("asn/credit/tier-range", "highest-grade");
    highest.remove("null");
    assert_eq!(law.table("asn/credit/transfer", "highest-grade"), highest);
}

/// Base credit, the step to the next grade, the sum inside the tier and the requirement of the tier were found in different sources; they fit together.
#[test]
fn base_credit_and_step_add_up_to_the_sum_inside_the_tier() {
    let law = Law::shipped();
    let (lowest, highest) = (law.table("asn/credit/tier-range", "lowest-grade"), law.table("asn/credit/tier-range", "highest-grade"));
    for tier in ["ahli-pertama", "ahli-muda", "ahli-madya", "ahli-utama"] {
        let grades = law.codes("grade");
        let place = |grade: &Value| grades.iter().position(|code| *code == grade.to_string()).unwrap();
        for grade in &grades[place(&lowest[tier])..=place(&highest[tier])] {
            let facts = [("tier", law.choice("tier", tier)), ("grade", law.choice("grade", grade))];
            let (base, step, sum) = (
                law.ask("asn/credit/base", &facts),
                law.ask("asn/credit/rank-requirement", &facts),
                law.ask("asn/credit/rank-threshold", &facts),
            );
            if step.is_none() {
                assert!(sum.is_none() && grade == "IV/e", "{tier} {grade}");
                continue;
            }
            assert_eq!(number(&base) + number(&step), number(&sum), "{tier} {grade}");
            if grade == &grades[place(&highest[tier])] {
                assert_eq!(sum, law.ask("asn/credit/tier-requirement", &facts), "{tier}: the last sum is the requirement of the next tier");
            }
        }
    }
}

#[test]
fn integrated_ranges_run_from_base_credit_to_the_sum_inside_the_tier() {
    let law = Law::shipped();
    assert_eq!(law.table("asn/credit/integration-range", "lowest"), law.table("asn/credit/base", "base-credit"));
    let highest = law.table("asn/credit/integration-range", "highest");
    for (tier, grade) in [
        ("ahli-pertama", "III/a"),
        ("ahli-pertama", "III/b"),
        ("ahli-muda", "III/c"),
        ("ahli-muda", "III/d"),
        ("ahli-madya", "IV/c"),
        ("ahli-utama", "IV/d"),
    ] {
        let facts = [("tier", law.choice("tier", tier)), ("grade", law.choice("grade", grade))];
        assert_eq!(law.ask("asn/credit/rank-threshold", &facts), highest[grade], "{tier} {grade}");
    }
}

/// Old threshold less old base is the base credit of the integrated scheme, for every grade.
#[test]
fn conventional_thresholds_integrate_to_base_credit() {
    let law = Law::shipped();
    let thresholds = law.table("asn/credit/conventional-threshold", "cumulative");
    assert_eq!(thresholds.len(), 9);
    for (grade, threshold) in thresholds {
        let facts = [("grade", law.choice("grade", &grade)), ("credit.conventional", threshold)];
        assert_eq!(law.ask("asn/credit/integration", &facts), law.ask("asn/credit/base", &facts), "{grade}");
    }
}

/// Slides of BKN, July 2023: 18.75 for 2023 and 2.08 for two months of 2024 are 20.83 on the assessment form.
#[test]
fn peraturan_bkn_3_2023_rows_are_rounded_before_they_are_added() {
    let law = Law::shipped();
    let facts = |label: &str| vec![("tier", law.choice("tier", "ahli-pertama")), ("credit.label", law.choice("rating", label))];
    let year = law.ask("asn/credit/yearly", &facts("sangat-baik"));
    let months = law.ask("asn/credit/periodic", &[facts("baik"), vec![("credit.months", Value::Number(Decimal::TWO))]].concat());
    let nothing = || Value::Number(Decimal::ZERO);
    let form = [
        ("credit.base", nothing()),
        ("credit.former", nothing()),
        ("credit.adjustment", nothing()),
        ("credit.conversion", Value::List([year, months].into())),
        ("credit.education", nothing()),
    ];
    assert_eq!(law.ask("asn/credit/total", &form).to_string(), "20.83");
}

/// Rule documentation of the Jombang application: parts 39.82, 40.0 and 20.0, final 99.82.
#[test]
fn bps_jombang_parts_are_shown_as_printed() {
    let law = Law::shipped();
    let day = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
    let mut dossier = Dossier::new(Arc::clone(&law.catalogue), day);
    for (name, value) in [
        ("practice.kipapp", Decimal::new(9956, 2)),
        ("practice.attendance", Decimal::ONE_HUNDRED),
        ("practice.activity", Decimal::ONE_HUNDRED),
    ] {
        dossier.set(law.catalogue.find(name).unwrap(), Value::Number(value));
    }
    let policy = prepare(&law.set, law.set.get("asn/practice/jombang/final").unwrap(), day, day).unwrap();
    let decision = decide(&policy, &dossier, &[]);
    let parts: Vec<String> = decision.components.iter().map(|c| number(&c.contribution).round_dp(2).normalize().to_string()).collect();
    assert_eq!(parts, ["39.82", "40", "20"]);
    assert_eq!(decision.outcome, Outcome::Value(Value::Number(Decimal::new(9982, 2))));
}
