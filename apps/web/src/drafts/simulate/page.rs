//! The report of a run as a page of this application: the figures of the lab, as the lab shows them, in the order people ask.

#![allow(clippy::float_arithmetic, reason = "shares are shown rounded; what was counted stays whole")]

use askama::Template;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::policy::document::Kind;
use jenjang_lab::audit::{Found, StepKind};
use jenjang_lab::compare::{Cause, Change, Comparison};
use jenjang_lab::report::{self, Contents};
use jenjang_lab::shown::Shown;

use crate::drafts::pick;
use crate::format;
use crate::shell::Shell;

/// The most groups of a dimension that are shown; the files have all.
const MOST: usize = 30;

/// A row of a table: what it is about, and its figures.
pub(super) struct Row {
    label: String,
    figures: Vec<String>,
}

/// A table with what its columns are.
pub(super) struct Table {
    id: String,
    title: String,
    /// Said under the title, where something has to be.
    note: Option<String>,
    columns: Vec<String>,
    rows: Vec<Row>,
    /// How many rows are not shown.
    more: usize,
}

#[derive(Template)]
#[template(path = "drafts/report.html")]
pub(super) struct ReportPage {
    shell: Shell,
    path: String,
    run: String,
    title: String,
    before: String,
    people: String,
    as_of: NaiveDate,
    /// Become eligible, no longer eligible, eligible before, eligible after: words and figure.
    answers: Vec<(&'static str, String, &'static str)>,
    changes: Vec<String>,
    tables: Vec<Table>,
    warnings: Vec<String>,
    notes: Vec<String>,
    files: Vec<String>,
    hidden: bool,
}

/// A count as people write it: `1.234` or `1,234`.
pub(super) fn count(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push_str(pick(language, ".", ","));
        }
        grouped.push(digit);
    }
    grouped
}

/// A figure, or the mark that says why it is hidden.
fn figure(shown: Shown, language: Language) -> String {
    match shown {
        Shown::Value(number) => count(number, language),
        Shown::Few => "<5".to_owned(),
        Shown::Protecting => "·".to_owned(),
    }
}

impl ReportPage {
    pub(super) fn of(contents: &Contents, shell: Shell, path: String, run: &str, language: Language) -> ReportPage {
        let comparison = &contents.comparison;
        let totals = &comparison.totals;
        let eligibility = comparison.kind == Kind::Eligibility;
        let t = |id: &'static str, en: &'static str| pick(language, id, en);
        let said = |labels: &[Label]| labels.iter().map(|label| format::sentence(label.get(language))).collect::<Vec<_>>();
        let mut answers = vec![
            (
                if eligibility { t("menjadi memenuhi syarat", "become eligible") } else { t("nilai naik", "better value") },
                figure(totals.gained, language),
                "met",
            ),
            (
                if eligibility { t("tidak lagi memenuhi syarat", "no longer eligible") } else { t("nilai turun", "worse value") },
                figure(totals.lost, language),
                "not-met",
            ),
        ];
        if eligibility {
            answers.push((
                t("memenuhi syarat menurut aturan yang berlaku", "eligible under the rule in force"),
                figure(totals.before(0), language),
                "aside",
            ));
            answers.push((t("memenuhi syarat menurut rancangan", "eligible under the draft"), figure(totals.after(0), language), "aside"));
        }
        let mut tables = vec![matrix(comparison, language)];
        tables.extend(causes(comparison, language));
        tables.extend(groups(comparison, language));
        tables.extend(waiting(comparison, language));
        tables.extend(cost(comparison, language));
        tables.extend(fairness(contents, language));
        let hidden = tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.figures).any(|figure| figure == "<5" || figure == "·");
        let changes = contents.clause_diff.diff.changes.iter();
        ReportPage {
            path,
            run: run.to_owned(),
            title: comparison.after.title.get(language).to_owned(),
            before: comparison.before.title.get(language).to_owned(),
            people: count(totals.people, language),
            as_of: comparison.as_of,
            answers,
            changes: changes.map(|change| format::sentence(&format::with_dates(change.sentence.get(language), language))).collect(),
            hidden: hidden || answers_hidden(totals.gained, totals.lost),
            tables,
            warnings: said(&comparison.warnings),
            notes: said(&comparison.notes),
            files: report::csv(contents, language).map(|files| files.into_iter().map(|(name, _)| name).collect()).unwrap_or_default(),
            shell,
        }
    }
}

fn answers_hidden(gained: Shown, lost: Shown) -> bool {
    gained.is_hidden() || lost.is_hidden()
}

/// Everybody by answer before and after.
fn matrix(comparison: &Comparison, language: Language) -> Table {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let words = if comparison.kind == Kind::Eligibility {
        [t("memenuhi syarat", "eligible"), t("tidak memenuhi syarat", "not eligible"), t("belum diketahui", "unknown")]
    } else {
        [t("bernilai", "has a value"), t("tanpa nilai", "without a value"), t("belum diketahui", "unknown")]
    };
    let totals = &comparison.totals;
    let columns = words.iter().map(|word| format!("{}: {word}", t("rancangan", "draft"))).chain([t("jumlah", "total")]).collect();
    let mut rows: Vec<Row> = (words.iter().zip(&totals.table).enumerate())
        .map(|(at, (word, cells))| Row {
            label: format!("{}: {word}", t("berlaku", "in force")),
            figures: cells.iter().copied().chain([totals.before(at)]).map(|cell| figure(cell, language)).collect(),
        })
        .collect();
    let after = totals.after.iter().map(|cell| figure(*cell, language)).chain([count(totals.people, language)]);
    rows.push(Row { label: t("jumlah", "total"), figures: after.collect() });
    Table {
        id: "totals".to_owned(),
        title: t("Jawaban sebelum dan sesudah", "Answers before and after"),
        note: None,
        columns,
        rows,
        more: 0,
    }
}

fn causes(comparison: &Comparison, language: Language) -> Vec<Table> {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let Some(causes) = &comparison.causes else { return Vec::new() };
    let table = |id: &str, title: String, causes: &[Cause]| {
        let some: Vec<&Cause> = causes.iter().filter(|cause| cause.people.may_be_some()).collect();
        let rows = some.iter().take(MOST).map(|cause| Row {
            label: format!("{} ({})", cause.label.get(language), cause.reference),
            figures: vec![figure(cause.people, language), figure(cause.alone, language)],
        });
        Table {
            id: id.to_owned(),
            title,
            note: None,
            columns: vec![t("orang", "people"), t("hanya karena ini", "by this alone")],
            rows: rows.collect(),
            more: some.len().saturating_sub(MOST),
        }
    };
    let tables = [
        table("gained-because", t("Yang tadinya menghalangi mereka yang untung", "What stopped those who gain"), &causes.gained),
        table("lost-because", t("Yang sekarang menghalangi mereka yang rugi", "What stops those who lose"), &causes.lost),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn groups(comparison: &Comparison, language: Language) -> Vec<Table> {
    let kind = comparison.kind;
    let shown = [Change::Gained, Change::Lost, Change::BecameUnknown];
    let table = |dimension: &jenjang_lab::compare::ByDimension| {
        let label = dimension.label.get(language);
        let rows = dimension.rows.iter().take(MOST).map(|row| Row {
            label: row.label.get(language).to_owned(),
            figures: std::iter::once(count(row.people, language))
                .chain(shown.iter().map(|change| figure(row.shown(*change), language)))
                .collect(),
        });
        Table {
            id: format!("by-{}", dimension.name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")),
            title: match language {
                Language::Id => format!("Menurut {label}"),
                Language::En => format!("By {label}"),
            },
            note: dimension.protected.is_some().then(|| {
                pick(
                    language,
                    "Fakta yang dilindungi: ditampilkan untuk memeriksa keadilan, tidak untuk memutuskan.",
                    "A protected fact: shown to look at fairness, never to decide.",
                )
                .to_owned()
            }),
            columns: std::iter::once(pick(language, "orang", "people").to_owned())
                .chain(shown.iter().map(|change| change.label(kind).get(language).to_owned()))
                .collect(),
            rows: rows.collect(),
            more: dimension.rows.len().saturating_sub(MOST),
        }
    };
    comparison.dimensions.iter().map(table).collect()
}

fn waiting(comparison: &Comparison, language: Language) -> Option<Table> {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let waiting = comparison.waiting.as_ref()?;
    let pairs = waiting.before.buckets.iter().zip(&waiting.after.buckets);
    Some(Table {
        id: "waiting".to_owned(),
        title: t("Menunggu sampai memenuhi syarat", "Waiting until eligible"),
        note: None,
        columns: vec![t("aturan yang berlaku", "rule in force"), t("rancangan", "draft")],
        rows: pairs
            .map(|(before, after)| Row {
                label: before.label.get(language).to_owned(),
                figures: vec![figure(before.people, language), figure(after.people, language)],
            })
            .collect(),
        more: 0,
    })
}

fn cost(comparison: &Comparison, language: Language) -> Option<Table> {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let cost = comparison.cost.as_ref()?;
    let amount = |shown: Shown<i128>| match shown {
        Shown::Value(amount) => {
            let digits = count(u64::try_from(amount.unsigned_abs()).unwrap_or(u64::MAX), language);
            format!("{}{digits}", if amount < 0 { "−" } else { "" })
        }
        Shown::Few => "<5".to_owned(),
        Shown::Protecting => "·".to_owned(),
    };
    let row = |label: String, before: String, after: String| Row { label, figures: vec![before, after] };
    Some(Table {
        id: "cost".to_owned(),
        title: format!("{} ({})", t("Biaya setahun", "Cost a year"), cost.currency),
        note: None,
        columns: vec![t("aturan yang berlaku", "rule in force"), t("rancangan", "draft")],
        rows: vec![
            row(t("tambahan gaji", "added pay"), amount(cost.before.increase), amount(cost.after.increase)),
            row(t("orang yang dihitung", "people counted"), figure(cost.before.promoted, language), figure(cost.after.promoted, language)),
            row(t("tidak terhitung", "not counted"), figure(cost.before.not_computed, language), figure(cost.after.not_computed, language)),
            row(t("selisih", "difference"), String::new(), amount(cost.difference)),
        ],
        more: 0,
    })
}

/// The final outcome by group of every protected fact; the steps before it are in the files.
fn fairness(contents: &Contents, language: Language) -> Vec<Table> {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let Some(audit) = &contents.audit else { return Vec::new() };
    let percent = |rate: &f64| {
        let tenths = (rate * 1000.0).round();
        let text = format!("{:.1} %", tenths / 10.0);
        if language == Language::Id { text.replace('.', ",") } else { text }
    };
    let tables = audit.attributes.iter().filter_map(|attribute| {
        let step = attribute.steps.iter().find(|step| step.kind == StepKind::Outcome)?;
        let rows = step.groups.iter().map(|group| {
            let rate = group.rate.value().map(percent).unwrap_or_default();
            let flag = group.against.as_ref().and_then(|against| against.flag.value()).copied();
            let flag = match flag {
                Some("red") => t("merah", "red"),
                Some("amber") => t("kuning", "amber"),
                Some("grey") => t("abu-abu", "grey"),
                Some(_) => t("tidak ada", "none"),
                None if matches!(&step.reference, Found::Value(name) if *name == group.name) => t("pembanding", "reference"),
                None => String::new(),
            };
            Row {
                label: group.name.get(language).to_owned(),
                figures: vec![figure(group.pool, language), figure(group.selected, language), rate, flag],
            }
        });
        Some(Table {
            id: format!("fairness-{}", attribute.attribute.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")),
            title: format!("{}: {}", t("Keadilan", "Fairness"), attribute.name.get(language)),
            note: Some(t("Tanda adalah pertanyaan, bukan temuan.", "A flag is a question, not a finding.")),
            columns: vec![t("orang", "people"), t("memenuhi syarat", "eligible"), t("persen", "percent"), t("tanda", "flag")],
            rows: rows.take(MOST).collect(),
            more: step.groups.len().saturating_sub(MOST),
        })
    });
    tables.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_people_write_them() {
        for (number, id, en) in [(0, "0", "0"), (999, "999", "999"), (1_234, "1.234", "1,234"), (1_234_567, "1.234.567", "1,234,567")] {
            assert_eq!((count(number, Language::Id).as_str(), count(number, Language::En).as_str()), (id, en));
        }
    }
}
