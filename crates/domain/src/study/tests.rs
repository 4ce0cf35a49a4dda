use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn eligibility(outcome: OutcomeKind, not_met: &[&str], unknown: &[&str]) -> StudyEligibility {
    let codes = |codes: &[&str]| codes.iter().map(|code| Arc::from(*code)).collect();
    StudyEligibility {
        policy: "asn/training/study-assignment".into(),
        version: Digest::of("v"),
        rules: Digest::of("r"),
        as_of: day("2026-02-01"),
        outcome,
        not_met: codes(not_met),
        unknown: codes(unknown),
        dossier: StoredDossier { as_of: day("2026-02-01"), facts: BTreeMap::new() },
        proof: "{}".into(),
    }
}

fn study() -> StudyAssignment {
    StudyAssignment {
        id: "s2-2026/a".parse().unwrap(),
        person: "a".parse().unwrap(),
        programme: "S2".parse().unwrap(),
        field: None,
        institution: "Universitas contoh".into(),
        accreditation: Some("A".into()),
        remote_or_needed: Some(false),
        self_funded: false,
        abroad: false,
        competency: None,
        cost: Some(Decimal::from(96_000_000)),
        first: day("2026-09-01"),
        last: day("2028-08-31"),
        requested: day("2026-02-01"),
        eligibility: eligibility(OutcomeKind::Eligible, &[], &[]),
        longest_years: Some(Decimal::TWO),
        extensions: Vec::new(),
        semesters: Vec::new(),
        bond: None,
        state: StudyState::Applied,
    }
}

fn bond(first: &str, months: u32) -> Bond {
    Bond::of(day(first), months, "asn/training/study-bond".into(), "contoh".into()).unwrap()
}

#[test]
fn a_study_goes_from_application_to_the_end_of_the_bond() {
    let mut study = study();
    study.check().unwrap();
    assert_eq!(study.months(), 24);
    let refused = eligibility(OutcomeKind::NotEligible, &["service-too-short"], &["accreditation-too-low"]);
    let said = study.grant(refused, day("2026-03-01"), "SK 1".into()).unwrap_err();
    assert_eq!(said.to_string(), "study `s2-2026/a` cannot be granted: not met `service-too-short`; not known `accreditation-too-low`");
    study.grant(eligibility(OutcomeKind::Eligible, &[], &[]), day("2026-03-01"), "SK 1".into()).unwrap();
    assert_eq!(study.start(day("2026-08-31")).unwrap_err().to_string(), "the first day is 2026-08-31, expected 2026-09-01 or later");
    study.start(day("2026-09-01")).unwrap();
    assert_eq!(study.can_complete(2, day("2027-02-28")).unwrap_err().code(), "study-semester");
    study.can_complete(1, day("2027-02-28")).unwrap();
    study.semesters.push(Semester { number: 1, completed: day("2027-02-28"), hours: Decimal::from(20) });
    let again = study.can_complete(1, day("2027-02-28")).unwrap_err().to_string();
    assert_eq!(again, "semester 1 was named, expected semester 2: each is credited once, in order");
    let extension = |until: &str| Extension { on: day("2028-08-01"), until: day(until), decree: "SK 2".into() };
    assert_eq!(study.extend(extension("2028-08-31")).unwrap_err().code(), "study-day");
    study.extend(extension("2029-02-28")).unwrap();
    assert_eq!((study.state.clone(), study.months()), (StudyState::Extended { since: day("2026-09-01") }, 30));
    study.end(day("2028-12-31"), None).unwrap();
    assert_eq!(study.months(), 28);
    assert_eq!(study.can_return(day("2028-12-31")).unwrap_err().code(), "study-day");
    study.come_back(bond("2029-01-01", 56)).unwrap();
    assert_eq!(study.bond.as_ref().unwrap().last, day("2033-08-31"));
    let early = study.release(day("2033-08-31")).unwrap_err().to_string();
    assert_eq!(early, "the end of the bond is 2033-08-31, expected 2033-09-01 or later");
    study.release(day("2033-09-01")).unwrap();
    assert_eq!(study.start(day("2033-09-01")).unwrap_err().to_string(), "study `s2-2026/a` is bond over, expected granted");
}

#[test]
fn a_breach_counts_the_months_still_owed() {
    let mut study = study();
    study.state = StudyState::Graduated { on: day("2028-08-31") };
    study.come_back(bond("2028-09-01", 48)).unwrap();
    // a month begun is owed whole
    assert_eq!(study.missing_after(day("2029-08-30")).unwrap(), 37);
    assert_eq!(study.missing_after(day("2029-08-31")).unwrap(), 36);
    assert_eq!(study.missing_after(day("2032-08-31")).unwrap_err().code(), "study-day");
    let breach = Breach { on: day("2029-08-31"), reason: "pindah".into(), missing_months: 36, pay_back: None, fine_at_most: None };
    study.breach(breach.clone()).unwrap();
    assert_eq!(study.state, StudyState::Breached(breach));
    assert_eq!(study.missing_after(day("2029-09-01")).unwrap_err().code(), "study-state");
}

#[test]
fn length_and_dates_are_checked() {
    let long = StudyAssignment { last: day("2028-09-01"), ..study() };
    assert_eq!(long.check().unwrap_err().to_string(), "the study takes 25 months, expected at most 24 (programme `S2`)");
    StudyAssignment { longest_years: None, ..long }.check().unwrap();
    assert_eq!(StudyAssignment { last: day("2026-08-31"), ..study() }.check().unwrap_err().code(), "study-day");
    assert_eq!(study().forget(&"a".parse().unwrap()), None);
}

proptest! {
    /// Served and missing months add up to the bond; nothing is missing on its last day, and a day more served never leaves more owed.
    #[test]
    fn bonds_are_served_month_by_month(start in 0_u64..3_000, months in 1_u32..120, after in 0_u64..4_000) {
        let first = day("2020-01-01") + chrono::Days::new(start);
        let bond = Bond::of(first, months, "p".into(), "r".into()).unwrap();
        prop_assert_eq!(bond.missing(bond.last), 0);
        prop_assert!(bond.missing(bond.last.pred_opt().unwrap()) > 0);
        let on = first + chrono::Days::new(after);
        prop_assert_eq!(bond.served(on) + bond.missing(on), months);
        prop_assert!(bond.missing(on.succ_opt().unwrap()) <= bond.missing(on));
    }
}
