//! Indicators from a file. The shape is in docs/monitoring.md.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::indicator::definition::ACHIEVEMENT_UP;
use jenjang::indicator::{Direction, Formula, Indicator, PeriodKind, ReportingPeriod, Source};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{IndicatorId, UnitId};
use jenjang::policy::diagnostic::{Diagnostic, Spanned};
use rust_decimal::Decimal;

use crate::keys;
use crate::reader::{Field, Section, read_file, span_of};
use crate::words::{did_you_mean, nearest, shorten};

/// Decimal places shown where the file does not say.
const PLACES: u32 = 2;

/// Reads indicators: those without an error, and everything that is wrong, in the order of the file.
///
/// `calculations` are the names a `calculation` may have. As [`crate::read_policy`]: never panics.
pub fn read_indicators(file_name: &str, bytes: &[u8], calculations: &[&str]) -> (Vec<Indicator>, Vec<Diagnostic>) {
    let (found, problems) = read_file(file_name, bytes, keys::INDICATORS_FILE, |top| Some(indicators(top, calculations)));
    (found.unwrap_or_default(), problems)
}

fn indicators(top: &Section<'_, '_>, calculations: &[&str]) -> Vec<Indicator> {
    let sections = top.repeated("indicators", keys::INDICATOR);
    if sections.is_empty() && top.find("indicators").is_none() {
        top.missing("`[[indicators]]`");
    }
    let mut seen: BTreeSet<IndicatorId> = BTreeSet::new();
    let mut found = Vec::new();
    for section in sections {
        let before = section.reader.problems();
        let Some(indicator) = indicator(&section, calculations) else { continue };
        if !seen.insert(indicator.id.clone()) {
            let id = &indicator.id;
            section.reader.error(
                "duplicate-code",
                section.span,
                Label::new(
                    format!("indikator `{id}` ada dua kali, diharapkan satu kali"),
                    format!("indicator `{id}` stands twice, expected it once"),
                ),
            );
        }
        for fault in indicator.faults() {
            let place = section.find(fault.key).map_or(section.span, |field| span_of(field.item));
            section.reader.error(fault.code, place, fault.message);
        }
        if section.reader.problems() == before {
            found.push(indicator);
        }
    }
    found
}

fn indicator(section: &Section<'_, '_>, calculations: &[&str]) -> Option<Indicator> {
    let id: Option<Spanned<IndicatorId>> = section.need_typed("code");
    let name = section.need_label("name", "-");
    let unit = section.need_label("unit", "-");
    let directions = [Direction::Up, Direction::Down].map(|direction| (direction.as_str(), direction));
    let direction = section.need("direction").and_then(|field| section.reader.word(&field, &directions));
    let kinds = PeriodKind::ALL.map(|kind| (kind.as_str(), kind));
    let kind = section.need("period").and_then(|field| section.reader.word(&field, &kinds));
    let source = match section.text("calculation") {
        Some(calculation) => {
            known_calculation(section, &calculation, calculations);
            Source::Stored { calculation: calculation.value, of: section.plain("of") }
        }
        None => Source::Reported,
    };
    let scope: Option<UnitId> = section.text("scope").and_then(|text| section.reader.typed(&text));
    let achievement = section.plain("achievement").or_else(|| match direction {
        Some(Direction::Up) => Some(ACHIEVEMENT_UP.into()),
        Some(Direction::Down) => {
            // there is no one usual formula where less is better, so it has to be declared
            section.missing("`achievement`");
            None
        }
        None => None,
    });
    let off_track = section.need_text("off-track").map(|text| text.value);
    let places = section.find("places").and_then(|field| section.reader.whole(&field, 0, 10)).and_then(|n| u32::try_from(n).ok());
    let tolerance = section.need("tolerance").and_then(|field| section.reader.decimal(&field));
    let due = section.need("due-days").and_then(|field| section.reader.whole(&field, 0, 366)).and_then(|n| u32::try_from(n).ok());
    let baseline = section.find("baseline").and_then(|field| section.reader.decimal(&field)).map(|value| value.value);
    let since = section.need("since").and_then(|field| period(section, &field));
    let until = section.find("until").and_then(|field| period(section, &field));
    let targets = targets(section);
    let formulas = formulas(section);
    let reference = section.plain("reference").zip(citation(section)).map(|(citation, certainty)| LegalReference { citation, certainty });
    Some(Indicator {
        id: id?.value,
        name,
        unit,
        direction: direction?,
        period: kind?,
        source,
        policy: section.plain("policy"),
        scope,
        formulas,
        achievement: achievement?,
        off_track: off_track?,
        places: places.unwrap_or(PLACES),
        tolerance: tolerance?.value,
        due_days: due?,
        baseline,
        targets,
        since: since?,
        until,
        reference,
    })
}

/// The certainty of the reference; one without the other is reported.
fn citation(section: &Section<'_, '_>) -> Option<jenjang::legal::Certainty> {
    let marks = jenjang::legal::Certainty::ALL.map(|mark| (mark.as_str(), mark));
    if section.find("reference").is_some() && section.find("certainty").is_none() {
        section.missing("`certainty`");
    }
    section.word("certainty", &marks)
}

fn known_calculation(section: &Section<'_, '_>, name: &Spanned<Arc<str>>, calculations: &[&str]) {
    if calculations.contains(&&*name.value) {
        return;
    }
    let found = shorten(&name.value);
    let problem = Diagnostic::error(
        "unknown-calculation",
        &section.reader.file,
        name.span,
        Label::new(format!("perhitungan `{found}` tidak dikenal"), format!("unknown calculation `{found}`")),
    );
    section.reader.report(problem.with_help(match nearest(&name.value, calculations.iter().copied()) {
        Some(word) => did_you_mean(word),
        None => {
            let all = calculations.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Label::new(format!("perhitungan yang ada: {all}"), format!("there are: {all}"))
        }
    }));
}

/// A period: a text, or a whole number for a year.
fn period(section: &Section<'_, '_>, field: &Field<'_>) -> Option<ReportingPeriod> {
    let text = section.reader.expression(field)?;
    match text.value.parse::<ReportingPeriod>() {
        Ok(period) => Some(period),
        Err(error) => {
            section.reader.error("bad-period", text.span, error.message());
            None
        }
    }
}

fn targets(section: &Section<'_, '_>) -> BTreeMap<ReportingPeriod, Decimal> {
    let mut targets = BTreeMap::new();
    let Some(field) = section.find("targets") else { return targets };
    let Some(table) = Section::free(section.reader, &field) else {
        section.reader.wrong_kind(&field, &Label::new("tabel seperti `{ \"2026\" = \"80\" }`", "a table such as `{ \"2026\" = \"80\" }`"));
        return targets;
    };
    for entry in table.fields() {
        let value = section.reader.decimal(&entry);
        match entry.key.value.parse::<ReportingPeriod>() {
            Ok(period) => {
                if let Some(value) = value {
                    targets.insert(period, value.value);
                }
            }
            Err(error) => section.reader.error("bad-period", entry.key.span, error.message()),
        }
    }
    targets
}

fn formulas(section: &Section<'_, '_>) -> Vec<Formula> {
    let mut found = Vec::new();
    for formula in section.repeated("formulas", keys::FORMULA) {
        let version = formula.need("version").and_then(|field| formula.reader.whole(&field, 1, 9_999)).and_then(|n| u32::try_from(n).ok());
        let from = formula.need("from").and_then(|field| period(&formula, &field));
        let value = formula.need_text("value").map(|text| text.value);
        let mut inputs = BTreeMap::new();
        if let Some(table) = formula.need("inputs").and_then(|field| Section::free(formula.reader, &field)) {
            for entry in table.fields() {
                if let Some(label) = formula.reader.label(&entry) {
                    inputs.insert(Arc::from(entry.key.value), label);
                }
            }
        }
        let share = formula.find("share").and_then(|field| {
            let texts = formula.reader.texts(&field)?;
            match texts.as_slice() {
                [part, whole] => Some((Arc::clone(&part.value), Arc::clone(&whole.value))),
                other => {
                    let n = other.len();
                    formula.reader.error(
                        "wrong-kind",
                        span_of(field.item),
                        Label::new(
                            format!("`share` berisi {n} unsur, diharapkan dua: yang dihitung dan keseluruhannya"),
                            format!("`share` has {n} parts, expected two: what is counted, and among what"),
                        ),
                    );
                    None
                }
            }
        });
        if let (Some(version), Some(from), Some(value)) = (version, from, value) {
            found.push(Formula { version, from, inputs, value, share });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["learning-duty-share", "learning-hours-gini"];

    const SOUND: &str = r#"
[[indicators]]
code      = "duty"
name      = { id = "Pegawai dengan 20 JP", en = "Staff with 20 JP" }
unit      = { id = "%", en = "%" }
direction = "up"
period    = "year"
calculation = "learning-duty-share"
off-track = "achievement < 90"
tolerance = "0.5"
due-days  = 31
baseline  = "35.23"
since     = "2026"
targets   = { 2026 = "60", 2027 = "80" }

[[indicators]]
code      = "complaints"
name      = { id = "Pengaduan terjawab", en = "Complaints answered" }
unit      = { id = "%", en = "%" }
direction = "up"
period    = "quarter"
off-track = "realised < target"
tolerance = "0"
due-days  = 15
since     = "2026-Q1"

[[indicators.formulas]]
version = 1
from    = "2026-Q1"
value   = "answered / received * 100"
share   = ["answered", "received"]

[indicators.formulas.inputs]
answered = { id = "terjawab", en = "answered" }
received = { id = "diterima", en = "received" }
"#;

    #[test]
    fn a_sound_file_gives_its_indicators() {
        let (found, problems) = read_indicators("i.toml", SOUND.as_bytes(), NAMES);
        assert_eq!(problems, []);
        let [duty, complaints] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(duty.achievement.as_ref(), ACHIEVEMENT_UP);
        assert_eq!(duty.targets.len(), 2);
        assert_eq!(complaints.formulas[0].inputs.len(), 2);
        assert_eq!(complaints.source, Source::Reported);
    }

    #[test]
    fn problems_are_found_all_at_once_at_their_lines() {
        let wrong = SOUND
            .replace("learning-duty-share", "learning-duty-shar")
            .replace("\"answered / received * 100\"", "\"answered / recieved * 100\"")
            .replace("period    = \"quarter\"", "period    = \"quarterly\"")
            .replace("{ 2026 = \"60\"", "{ 2026-Q9 = \"60\"")
            .replace("tolerance = \"0.5\"", "tolerance = 0.5")
            + "\n[[indicators]]\ncode = \"late\"\ndirection = \"down\"\n";
        let (found, problems) = read_indicators("i.toml", wrong.as_bytes(), NAMES);
        assert_eq!(found, []);
        let said: Vec<(&str, usize)> =
            problems.iter().map(|problem| (problem.code, wrong[..problem.span.start as usize].matches('\n').count() + 1)).collect();
        let expected = [("unknown-calculation", 8), ("float-refused", 10), ("bad-period", 14), ("unknown-word", 21)];
        for (code, line) in expected {
            assert!(said.contains(&(code, line)), "{code} {line}: {said:?}");
        }
        assert!(said.iter().filter(|(code, _)| *code == "missing-key").count() >= 6, "{said:?}");
        assert!(problems.iter().any(|problem| problem.message.en.contains("`achievement`")), "{problems:?}");
    }

    #[test]
    fn anything_may_be_read_without_a_panic() {
        for text in
            ["", "indicators = 3", "[[indicators]]", "[indicators]\na = 1", "[[indicators]]\ntargets = 3\nformulas = 4", "\u{feff}["]
        {
            let (found, problems) = read_indicators("i.toml", text.as_bytes(), NAMES);
            assert!(found.is_empty() && !problems.is_empty(), "{text:?}");
        }
    }
}
