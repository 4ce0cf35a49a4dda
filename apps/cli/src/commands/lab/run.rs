//! `lab run`: everybody explained.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
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
    let people = People::open(matches, &mut library, &rule.policy.catalogue, rule.as_of, voice)?;
    let watched = people.watched();
    let explanation = explain(&watched, &rule.on, threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice
            .json_pretty(&serde_json::json!({ "schema": "jenjang/lab-run/1", "population": people.origin, "explanation": explanation }))?;
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

/// What was read, and what of it could not be.
pub(super) fn data(data: &DataRead, voice: &Voice) {
    unread(data, voice);
    absent(data, voice);
}

/// Values that could not be read.
pub(super) fn unread(data: &DataRead, voice: &Voice) {
    if data.unread > 0 {
        let number = count(data.unread, voice);
        voice.line(match voice.language {
            Language::Id => {
                format!("{number} nilai tidak dapat dibaca dan dihitung sebagai belum diketahui; tidak seorang pun dikeluarkan:")
            }
            Language::En => format!("{number} values could not be read and count as unknown; nobody was left out:"),
        });
        for value in data.first_unread.iter().take(5) {
            let (row, column, expected) = (value.row, &value.column, voice.label(&value.expected));
            voice.line(match voice.language {
                Language::Id => format!("  baris {row}, kolom `{column}`: diharapkan {expected}"),
                Language::En => format!("  row {row}, column `{column}`: expected {expected}"),
            });
        }
    }
}

fn absent(data: &DataRead, voice: &Voice) {
    if !data.absent_facts.is_empty() {
        let names = data.absent_facts.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Tidak ada kolom untuk {names}: belum diketahui bagi semua orang."),
            Language::En => format!("There is no column for {names}: unknown for everybody."),
        });
    }
}

fn show(explanation: &Explanation, voice: &Voice) {
    let (title, people) = (voice.label(&explanation.policy.title), count(explanation.totals.people, voice));
    let day = explanation.as_of;
    voice.line(match voice.language {
        Language::Id => format!("{title}, {day}: {people} orang."),
        Language::En => format!("{title}, {day}: {people} people."),
    });
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
