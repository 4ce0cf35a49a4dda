//! The report of a survey: as data and as a table of text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, UnitId};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::{Finding, Survey};
use crate::siasn::Mender;

/// What a survey found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QualityReport {
    /// The day of the report.
    pub as_of: NaiveDate,
    /// How many people were looked at.
    pub people: u64,
    /// How many of them nothing was found with.
    pub clean: u64,
    /// Their share in percent, to one place; none where there was nobody.
    pub clean_percent: Option<Decimal>,
    /// What was found, in the order of [`Finding::ALL`]; what was not found is left out.
    pub findings: Vec<FindingCount>,
    /// By unit, those with most people who are not clean first.
    pub units: Vec<UnitQuality>,
}

/// How often something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FindingCount {
    /// What.
    pub code: Finding,
    /// In words.
    pub label: Label,
    /// Who can mend it.
    pub mender: Mender,
    /// With how many people.
    pub people: u64,
    /// In how many entries of their records.
    pub entries: u64,
    /// Some of them, by internal id only.
    pub examples: Vec<PersonId>,
}

/// What was found in one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnitQuality {
    /// The unit; none for people of whom no unit is known.
    pub unit: Option<UnitId>,
    /// How many people.
    pub people: u64,
    /// How many of them nothing was found with.
    pub clean: u64,
    /// Their share in percent, to one place.
    pub clean_percent: Option<Decimal>,
    /// People by finding.
    pub findings: BTreeMap<Finding, u64>,
}

fn percent(part: u64, whole: u64) -> Option<Decimal> {
    let share = Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(whole))?;
    let mut share = share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    share.rescale(1);
    Some(share)
}

impl QualityReport {
    pub(super) fn new(mut survey: Survey) -> QualityReport {
        let mut findings = Vec::new();
        for finding in Finding::ALL {
            if let Some(tally) = survey.findings.remove(finding) {
                findings.push(FindingCount {
                    code: *finding,
                    label: finding.label(),
                    mender: finding.mender(),
                    people: tally.people,
                    entries: tally.entries,
                    examples: tally.examples,
                });
            }
        }
        let unit = |(unit, tally): (Option<UnitId>, super::UnitTally)| UnitQuality {
            unit,
            people: tally.people,
            clean: tally.clean,
            clean_percent: percent(tally.clean, tally.people),
            findings: tally.findings,
        };
        let mut units: Vec<UnitQuality> = std::mem::take(&mut survey.units).into_iter().map(unit).collect();
        units.sort_by(|a, b| (b.people - b.clean).cmp(&(a.people - a.clean)).then_with(|| a.unit.cmp(&b.unit)));
        QualityReport {
            as_of: survey.expectations.as_of,
            people: survey.people,
            clean: survey.clean,
            clean_percent: percent(survey.clean, survey.people),
            findings,
            units,
        }
    }

    /// The report as text: a summary, the findings, and the units with most to mend.
    pub fn text(&self, language: Language, most_units: usize) -> String {
        let words = |id: &'static str, en: &'static str| match language {
            Language::Id => id,
            Language::En => en,
        };
        let number = |percent: Option<Decimal>| match (percent, language) {
            (None, _) => "-".to_owned(),
            (Some(percent), Language::En) => format!("{percent:.1} %"),
            (Some(percent), Language::Id) => format!("{percent:.1} %").replace('.', ","),
        };
        let mut out = String::new();
        // writing to a string cannot fail
        let _ = writeln!(
            out,
            "{} {}: {} {}, {} {} ({})",
            words("Mutu data per", "Data quality as of"),
            self.as_of,
            self.people,
            words("pegawai", "people"),
            self.clean,
            words("tanpa temuan", "without findings"),
            number(self.clean_percent)
        );
        if !self.findings.is_empty() {
            let head = [
                words("temuan", "finding"),
                words("arti", "meaning"),
                words("pegawai", "people"),
                words("catatan", "entries"),
                words("pembetul", "mended by"),
                words("contoh", "examples"),
            ];
            let rows = self.findings.iter().map(|count| {
                let examples = count.examples.iter().take(3).map(PersonId::as_str).collect::<Vec<_>>().join(", ");
                [
                    count.code.code().to_owned(),
                    count.label.get(language).to_owned(),
                    count.people.to_string(),
                    count.entries.to_string(),
                    count.mender.label().get(language).to_owned(),
                    examples,
                ]
            });
            table(&mut out, head, rows.collect(), [2, 3]);
        }
        if self.units.len() > 1 && most_units > 0 {
            let head = [
                words("unit", "unit"),
                words("pegawai", "people"),
                words("dengan temuan", "with findings"),
                words("tanpa temuan", "without findings"),
            ];
            let rows = self.units.iter().take(most_units).map(|unit| {
                let name = unit.unit.as_ref().map_or(words("(tanpa unit)", "(no unit)"), |unit| unit.as_str());
                [name.to_owned(), unit.people.to_string(), (unit.people - unit.clean).to_string(), number(unit.clean_percent)]
            });
            table(&mut out, head, rows.collect(), [1, 2]);
        }
        out
    }
}

/// Columns side by side; those at `right` are aligned to the right.
fn table<const N: usize>(out: &mut String, head: [&str; N], rows: Vec<[String; N]>, right: [usize; 2]) {
    let mut widths = head.map(|name| name.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    out.push('\n');
    let head = head.map(str::to_owned);
    for row in std::iter::once(&head).chain(&rows) {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let blanks = " ".repeat(width - cell.chars().count());
            let (before, after) = if right.contains(&at) { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
            line.push_str(if at == 0 { "" } else { "  " });
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
