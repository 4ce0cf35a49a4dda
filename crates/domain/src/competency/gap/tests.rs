use super::*;

pub(crate) fn row(code: &str, required: i64, actual: Option<i64>, weight: &str, critical: bool) -> CompetencyGap {
    CompetencyGap {
        competency: code.parse().unwrap(),
        required: required.into(),
        actual: actual.map(Decimal::from),
        weight: weight.parse().unwrap(),
        critical,
    }
}

fn codes(rows: &[&CompetencyGap]) -> Vec<String> {
    rows.iter().map(|row| row.competency.to_string()).collect()
}

#[test]
fn deficits_are_sorted_by_weight_and_size() {
    let report = GapReport::try_new(vec![
        row("a", 4, Some(3), "0.3", true),
        row("b", 3, Some(3), "0.2", false),
        row("c", 3, Some(4), "0.2", false),
        row("d", 4, Some(2), "0.2", true),
        row("e", 3, Some(2), "0.3", false),
        row("f", 2, None, "0.1", false),
    ])
    .unwrap();
    assert_eq!(codes(&report.deficits()), ["d", "a", "e"]);
    assert_eq!(codes(&report.critical_deficits()), ["d", "a"]);
    assert_eq!(codes(&report.unmeasured()), ["f"]);
    assert_eq!(report.sum_of_gaps(), Decimal::from(-3));
    assert_eq!(report.weighted_deficit().to_string(), "1");
    assert_eq!(report.critical_deficit(), Some(true));
}

#[test]
fn an_unmeasured_critical_competency_is_not_passed_in_silence() {
    let of = |actual| GapReport::try_new(vec![row("a", 2, actual, "1", true), row("b", 2, Some(2), "1", true)]).unwrap().critical_deficit();
    assert_eq!(of(None), None);
    assert_eq!(of(Some(2)), Some(false));
    assert_eq!(of(Some(1)), Some(true));
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    let said = |row: CompetencyGap| GapReport::try_new(vec![row]).unwrap_err().to_string();
    assert_eq!(said(row("a", 0, Some(1), "1", false)), "`a` requires level 0, expected more than 0");
    assert_eq!(said(row("a", 1, Some(-1), "1", false)), "`a` comes with -1, expected 0 or more");
    assert_eq!(said(row("a", 1, Some(1), "-0.5", false)), "`a` comes with -0.5, expected 0 or more");
    assert_eq!(
        said(row("a", 1_000_001, Some(1), "1", false)),
        "`a` comes with 1000001, expected at most 1000000 and at most 9 decimal places"
    );
}
