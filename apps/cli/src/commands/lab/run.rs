//! `lab run`: everybody explained.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::policy::document::Kind;
use jenjang_lab::compare::{DataRead, MissingFact};
use jenjang_lab::explain::{Explanation, Spread, explain};

use super::people::People;
use super::{days, library, population, rule, rules, threads};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("run")
        .about(t(
            "Terapkan kebijakan pada semua orang: berapa yang memenuhi syarat, syarat mana yang menghalangi, fakta mana yang belum ada",
            "Apply a policy to everybody: how many are eligible, which criterion stops them, which fact is missing",
        ))
        .after_help(t(
            "Contoh: jenjang lab run asn/promotion/regular --population synthetic:2000 --as-of 2026-10-01",
            "Example: jenjang lab run asn/promotion/regular --population synthetic:2000 --as-of 2026-10-01",
        ))
        .arg(
            Arg::new("policy")
                .required(true)
                .value_name("ID|FILE")
                .help(t("Kebijakan bawaan menurut id, atau berkas TOML sendiri", "A shipped policy by id, or a TOML file of your own")),
        )
        .args(days(language))
        .args(rules(language))
        .args(population(language))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let rule = rule(&mut library, matches, "policy", voice)?;
    let population = People::open(matches, &mut library, &rule.policy.catalogue, rule.as_of, voice)?;
    let watched = population.watched();
    let explanation = explain(&watched, &rule.on, threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice.json_pretty(
            &serde_json::json!({ "schema": "jenjang/lab-run/1", "population": population.origin, "explanation": explanation }),
        )?;
        return Ok(Answer::Positive);
    }
    show(&explanation, voice);
    Ok(Answer::Positive)
}

/// `12.345` in Indonesian, `12,345` in English.
pub(super) fn count(number: u64, voice: &Voice) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(if voice.language == Language::Id { '.' } else { ',' });
        }
        text.push(digit);
    }
    text
}

/// `1 person`, `12,345 people`.
pub(super) fn people(number: u64, voice: &Voice) -> String {
    let word = if number == 1 { voice.t("orang", "person") } else { voice.t("orang", "people") };
    format!("{} {word}", count(number, voice))
}

/// What was read, and what of it could not be.
pub(super) fn data(data: &DataRead, voice: &Voice) {
    unread(data, voice);
    absent(data, voice);
    twice(data, voice);
}

/// Values that could not be read.
pub(super) fn unread(data: &DataRead, voice: &Voice) {
    let first = data.first_unread.iter().take(5);
    unread_lines(data.unread, first.map(|value| (value.row, &*value.column, value.found.as_deref(), &value.expected)), voice);
}

/// How many values could not be read, and the first of them: row, column (`*` for a whole row), what was found and what was expected.
pub(super) fn unread_lines<'v>(unread: u64, first: impl Iterator<Item = (u64, &'v str, Option<&'v str>, &'v Label)>, voice: &Voice) {
    if unread == 0 {
        return;
    }
    let number = count(unread, voice);
    voice.line(match voice.language {
        Language::Id => format!("{number} nilai tidak dapat dibaca dan dihitung sebagai belum diketahui; tidak seorang pun dikeluarkan:"),
        Language::En if unread == 1 => "1 value could not be read and counts as unknown; nobody was left out:".to_owned(),
        Language::En => format!("{number} values could not be read and count as unknown; nobody was left out:"),
    });
    for (row, column, found, expected) in first {
        let expected = voice.label(expected);
        let place = match (voice.language, column) {
            (Language::Id, "*") => format!("baris {row}, seluruhnya"),
            (Language::En, "*") => format!("row {row}, all of it"),
            (Language::Id, _) => format!("baris {row}, kolom `{column}`"),
            (Language::En, _) => format!("row {row}, column `{column}`"),
        };
        // what a cell says of somebody's sex or birth is shown by `lab open` alone
        let found = found.map_or_else(
            || voice.t("isi yang dilindungi", "something protected").to_owned(),
            |found| if column == "*" { format!("{found} {}", voice.t("sel", "cells")) } else { format!("`{found}`") },
        );
        voice.line(match voice.language {
            Language::Id => format!("  {place}: ditemukan {found}, diharapkan {expected}"),
            Language::En => format!("  {place}: found {found}, expected {expected}"),
        });
    }
}

fn absent(data: &DataRead, voice: &Voice) {
    if !data.absent_facts.is_empty() {
        let labels = data.absent_facts.iter().zip(&data.absent_labels);
        let names = labels.map(|(name, label)| format!("{} (`{name}`)", voice.label(label))).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Tidak ada kolom untuk {names}: belum diketahui bagi semua orang."),
            Language::En => format!("There is no column for {names}: unknown for everybody."),
        });
    }
}

/// People who are there twice, and whether anybody looked.
pub(super) fn twice(data: &DataRead, voice: &Voice) {
    let Some(twice) = &data.twice else { return };
    if let Some(reason) = &twice.not_checked {
        let reason = voice.label(reason);
        voice.line(match voice.language {
            Language::Id => format!("Orang yang ganda tidak diperiksa: {reason}."),
            Language::En => format!("Nobody looked for people who are there twice: {reason}."),
        });
        return;
    }
    twice_lines(twice.rows, twice.first.iter().take(5).map(|row| (row.row, row.first)), voice);
    without_id(twice.without_id, voice);
}

/// People who cannot be told apart.
pub(super) fn without_id(number: u64, voice: &Voice) {
    if number > 0 {
        let people = people(number, voice);
        voice.line(match voice.language {
            Language::Id => format!("{people} tidak punya id: tidak dapat dilihat apakah ada yang ganda di antara mereka."),
            Language::En => format!("No id is told of {people}: whether they are there twice cannot be seen."),
        });
    }
}

/// How many rows are people who are there already, and the first of them.
pub(super) fn twice_lines(rows: u64, first: impl Iterator<Item = (u64, u64)>, voice: &Voice) {
    if rows == 0 {
        return;
    }
    let number = count(rows, voice);
    voice.line(match voice.language {
        Language::Id => format!("{number} baris adalah orang yang sudah ada; mereka dihitung setiap kali ada:"),
        Language::En if rows == 1 => "1 row is somebody who is there already, and counts each time:".to_owned(),
        Language::En => format!("{number} rows are people who are there already; they count each time:"),
    });
    for (row, first) in first {
        voice.line(match voice.language {
            Language::Id => format!("  baris {row}, sudah di baris {first}"),
            Language::En => format!("  row {row}, already in row {first}"),
        });
    }
}

fn show(explanation: &Explanation, voice: &Voice) {
    let (title, day) = (voice.label(&explanation.policy.title), explanation.as_of);
    voice.line(format!("{title}, {day}: {}.", people(explanation.totals.people, voice)));
    let totals = explanation.totals;
    let words = if explanation.kind == Kind::Eligibility {
        [voice.t("memenuhi syarat", "eligible"), voice.t("tidak memenuhi syarat", "not eligible"), voice.t("belum diketahui", "unknown")]
    } else {
        [voice.t("bernilai", "have a value"), voice.t("tanpa nilai", "have none"), voice.t("belum diketahui", "unknown")]
    };
    for (word, number) in words.iter().zip([totals.positive, totals.negative, totals.unknown]) {
        voice.line(format!("  {word}: {}", count(number, voice)));
    }
    data(&explanation.data, voice);
    if explanation.kind == Kind::Eligibility && totals.people > 0 {
        voice.line("");
        voice.line(criteria(explanation, voice).render(voice));
    }
    if let Some(spread) = &explanation.values {
        spread_lines(spread, voice);
    }
    if !explanation.unknown_because.is_empty() {
        voice.line("");
        voice.line(voice.t(
            "Belum diketahui karena fakta ini belum ada (satu orang dapat kurang beberapa):",
            "Unknown because these facts are missing (one person may lack several):",
        ));
        for fact in &explanation.unknown_because {
            voice.line(format!("  {}: {}", voice.label(&fact.label), count(fact.people, voice)));
        }
    }
}

fn criteria(explanation: &Explanation, voice: &Voice) -> Table {
    let mut table = Table::new(&[
        voice.t("syarat", "criterion"),
        voice.t("dasar", "legal ground"),
        voice.t("menghalangi", "stops"),
        voice.t("sendirian", "alone"),
        voice.t("belum diketahui", "unknown"),
        voice.t("karena fakta", "for want of"),
    ]);
    for rule in &explanation.rules {
        let label = voice.label(&rule.label);
        let label = match (rule.group, rule.required) {
            (true, _) => format!("{label} {}", voice.t("(kelompok)", "(group)")),
            (false, false) => format!("{label} {}", voice.t("(anggota kelompok)", "(of a group)")),
            (false, true) => label.to_owned(),
        };
        let because = |fact: &MissingFact| format!("{} ({})", voice.label(&fact.label), count(fact.people, voice));
        table.row(vec![
            label,
            rule.reference.to_string(),
            count(rule.not_met, voice),
            if rule.required { count(rule.alone, voice) } else { String::new() },
            count(rule.unknown, voice),
            rule.unknown_because.iter().take(3).map(because).collect::<Vec<_>>().join("; "),
        ]);
    }
    table
}

fn spread_lines(spread: &Spread, voice: &Voice) {
    voice.line("");
    if let Some(numbers) = &spread.numbers {
        let [least, lower, median, upper, greatest] =
            [numbers.least, numbers.lower_quartile, numbers.median, numbers.upper_quartile, numbers.greatest].map(|n| voice.decimal(n));
        voice.line(match voice.language {
            Language::Id => format!(
                "Terendah {least}; seperempat paling banyak {lower}; separuh {median}; tiga perempat {upper}; tertinggi {greatest}."
            ),
            Language::En => {
                format!("Lowest {least}; a quarter have at most {lower}; half {median}; three quarters {upper}; highest {greatest}.")
            }
        });
        let mut table = Table::new(&[voice.t("dari", "from"), voice.t("orang", "people")]);
        for (edge, people) in &numbers.bands {
            table.row(vec![voice.decimal(*edge), count(*people, voice)]);
        }
        voice.line(table.render(voice));
    }
    for (code, people) in &spread.classes {
        voice.line(format!("  {code}: {}", count(*people, voice)));
    }
}
