//! What `decide` says, in the words a SELECT uses.

use jenjang::number::format_decimal;
use jenjang::policy::decide::{PolicyOnDate, decide, tie_breaks};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;
use jenjang_lab::sql::{Part, Translation};

/// A value as text, and whether it is none; neither where it is missing.
type Told = (Option<String>, bool);

fn told(value: &Value) -> Told {
    match value {
        Value::Missing => (None, false),
        Value::None => (None, true),
        Value::Number(n) => (Some(format_decimal(*n)), false),
        Value::Months(months) => (Some(months.to_string()), false),
        Value::Days(days) => (Some(days.to_string()), false),
        other => (Some(other.to_string()), false),
    }
}

fn word(verdict: Verdict) -> Told {
    let word = match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not-met",
        Verdict::Unknown => "unknown",
        Verdict::NotApplicable => "not-applicable",
        Verdict::Waived => "waived",
    };
    (Some(word.to_owned()), false)
}

fn verdict(decision: &Decision, code: &str) -> Told {
    // a group none of whose members is in force has no finding, and asks nothing
    word(decision.findings.iter().find(|finding| &*finding.code == code).map_or(Verdict::NotApplicable, |finding| finding.verdict))
}

fn part(on: &PolicyOnDate, dossier: &Dossier, decision: &Decision, part: Part) -> Told {
    let policy = on.policy();
    match part {
        Part::Id => (None, false),
        Part::Outcome => match &decision.outcome {
            Outcome::Eligible => (Some("eligible".into()), false),
            Outcome::NotEligible => (Some("not-eligible".into()), false),
            Outcome::Unknown if policy.kind == jenjang::policy::document::Kind::Eligibility => (Some("unknown".into()), false),
            Outcome::Unknown => (None, false),
            Outcome::Value(value) => told(value),
        },
        Part::Criterion(place) => {
            let index = on.criteria()[usize::from(place)].index;
            verdict(decision, &policy.criteria[usize::from(index)].code)
        }
        Part::Group(at) => verdict(decision, &policy.groups[usize::from(at)].code),
        Part::Component(place) => told(&decision.components[usize::from(place)].value),
        Part::Band(at) => {
            let name = &policy.tables[usize::from(at)].name;
            told(&decision.bands.iter().find(|(band, _)| band == name).map_or(Value::Missing, |(_, value)| value.clone()))
        }
        Part::TieBreak(at) => told(&tie_breaks(on, dossier)[usize::from(at)]),
    }
}

/// The cells of a person's row, in the order of the SELECT's columns, the id left out.
pub(crate) fn row(on: &PolicyOnDate, translation: &Translation, dossier: &Dossier) -> Vec<Option<String>> {
    let decision = decide(on, dossier, &[]);
    let mut cells = Vec::new();
    for column in translation.columns.iter().skip(1) {
        let (value, none) = part(on, dossier, &decision, column.part);
        assert!(!none || column.none.is_some(), "{}: `{}` is none and has no column to say so", on.policy().id, column.name);
        cells.push(value);
        if column.none.is_some() {
            cells.push(Some(none.to_string()));
        }
    }
    cells
}

/// A cell in the one form both sides are compared in: decimals without zeros at their end, truth values in words.
pub(crate) fn plain(cell: &str) -> String {
    match cell {
        "t" | "True" | "TRUE" => return "true".into(),
        "f" | "False" | "FALSE" => return "false".into(),
        _ => {}
    }
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    if digits.contains('.') && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let short = cell.trim_end_matches('0').trim_end_matches('.');
        return if short == "-0" { "0".into() } else { short.into() };
    }
    cell.into()
}
