//! `index skm`: a public satisfaction survey from its answers.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::index::satisfaction::{Convention, Element, HIGHEST, LOWEST, converted, index};
use jenjang::index::{Comparison, half_up};
use jenjang::legal::{Label, Language};
use jenjang::policy::value::Value;

use super::rules::{Rule, choice, code, compared, decimal, number};
use super::sheet::{Column, Sheet, shown};
use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

const SAMPLE: &str = "asn/index/satisfaction/sample-size";
const GRADE_2017: &str = "asn/index/satisfaction/grade-2017";
const GRADE_2004: &str = "asn/index/satisfaction/grade-2004";
/// Surveys under the bands of 2004 have elements of their own; so many columns `U1`, `U2`, … are read.
const MOST_ELEMENTS: usize = 40;

/// The nine elements of PermenPANRB 14/2017: column names, Indonesian, English.
const ELEMENTS: [(&str, &str, &str); 9] = [
    ("u1 persyaratan requirements", "Persyaratan", "Requirements"),
    ("u2 prosedur procedure", "Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
    ("u3 waktu time", "Waktu penyelesaian", "Completion time"),
    ("u4 biaya cost", "Biaya atau tarif", "Cost or fee"),
    ("u5 produk product", "Produk spesifikasi jenis pelayanan", "Product of the service"),
    ("u6 kompetensi competence", "Kompetensi pelaksana", "Staff competence"),
    ("u7 perilaku behaviour", "Perilaku pelaksana", "Staff behaviour"),
    ("u8 sarana facilities", "Sarana dan prasarana", "Facilities"),
    ("u9 pengaduan complaints", "Penanganan pengaduan, saran, dan masukan", "Complaints, suggestions and input"),
];

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("skm")
        .about(t(
            "Survei kepuasan masyarakat dari jawabannya: rata-rata dan mutu tiap unsur, nilai SKM, kecukupan responden",
            "A public satisfaction survey from its answers: mean and grade of every element, the index, whether there are enough answers",
        ))
        .arg(Arg::new("answers").long("answers").required(true).value_name("FILE|-").help(t(
            "CSV jawaban: satu baris per responden, satu kolom per unsur, jawaban 1 sampai 4, sel kosong bila tidak dijawab",
            "CSV of answers: a line per respondent, a column per element, answers 1 to 4, a blank cell where nothing was answered",
        )))
        .arg(shared::as_of(language))
        .arg(Arg::new("weights").long("weights").value_name("equal|N").default_value("equal").help(t(
            "Bobot tiap unsur: equal (bawaan, sepersembilan untuk sembilan unsur) atau bobot tercetak seperti 0.11 atau 0.111",
            "Weight of each element: equal (default, one ninth for nine elements), or a printed weight such as 0.11 or 0.111",
        )))
        .arg(Arg::new("bands").long("bands").value_name("2004|2017").value_parser(["2004", "2017"]).help(t(
            "Batas mutu; bawaan: yang berlaku pada tanggal itu. 2004 masih dipakai survei persepsi antikorupsi, dengan kolom U1, U2, … miliknya",
            "Bands of the grades; default: those of the day. 2004 is still used for anti-corruption surveys, with columns U1, U2, … of their own",
        )))
        .arg(Arg::new("population").long("population").value_name("N").value_parser(clap::value_parser!(u64).range(1..=1_000_000_000)).help(t(
            "Jumlah penerima layanan setahun, untuk jumlah responden yang diperlukan (Krejcie-Morgan)",
            "People served in a year, for the number of respondents needed (Krejcie-Morgan)",
        )))
        .arg(Arg::new("reported").long("reported").value_name("N").help(t(
            "Nilai SKM yang tercetak dalam laporan, untuk dibandingkan",
            "The index as printed in a report, to be compared",
        )))
        .after_help(t(
            "Kolom: U1 sampai U9, atau menurut nama unsurnya (lebih aman, karena ada instansi yang menukar U8 dan U9): persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, sarana, pengaduan. Kolom `id` boleh ada.\n\
             Contoh jawaban.csv:\n\n\
             \u{20}\u{20}id,persyaratan,prosedur,waktu,biaya,produk,kompetensi,perilaku,sarana,pengaduan\n\
             \u{20}\u{20}R-1,3,3,2,4,3,3,4,3,4\n\
             \u{20}\u{20}R-2,4,3,3,4,,4,4,3,3\n\n\
             \u{20}\u{20}jenjang index skm --answers jawaban.csv --as-of 2026-06-30 --population 500\n\n\
             Rata-rata hanya atas yang menjawab. Nilai dibulatkan dua angka (setengah ke atas) sebelum digolongkan. Kode keluar 1 bila respondennya kurang atau nilainya tidak dapat dihitung.",
            "Columns: U1 to U9, or by the name of the element (safer, because some agencies swap U8 and U9): requirements, procedure, time, cost, product, competence, behaviour, facilities, complaints. A column `id` is allowed.\n\
             Example answers.csv:\n\n\
             \u{20}\u{20}id,requirements,procedure,time,cost,product,competence,behaviour,facilities,complaints\n\
             \u{20}\u{20}R-1,3,3,2,4,3,3,4,3,4\n\
             \u{20}\u{20}R-2,4,3,3,4,,4,4,3,3\n\n\
             \u{20}\u{20}jenjang index skm --answers answers.csv --as-of 2026-06-30 --population 500\n\n\
             Means are of those who answered. Values are rounded to two places, halves up, before they are graded. Exit code 1 where there are too few respondents or no index.",
        ))
}

/// One element with its answers.
struct Answers {
    code: String,
    label: Option<Label>,
    answers: Element,
}

/// A survey as it was read.
struct Survey {
    elements: Vec<Answers>,
    respondents: u64,
    blank: u64,
    silent: u64,
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = shared::required_date(matches, "as-of")?;
    let convention = convention(matches)?;
    let reported = decimal(matches, "reported")?;
    let of_2004 = matches.get_one::<String>("bands").map_or(as_of.year() < 2017, |bands| bands == "2004");
    let survey = read(matches.get_one::<String>("answers").map_or("-", String::as_str), of_2004, voice)?;
    fits_elements(convention, survey.elements.len())?;
    let library = jenjang_asn::library();
    let known_at = jenjang::period::EVERYTHING_KNOWN;
    let grades = Rule::of(&library.set, if of_2004 { GRADE_2004 } else { GRADE_2017 }, as_of, known_at)?;
    let grade = |value: Decimal| grades.value(&[("satisfaction.index", &value.to_string())]);
    let means: Option<Vec<Decimal>> = survey.elements.iter().map(|element| element.answers.mean()).collect();
    let value = means.as_ref().and_then(|means| index(means, convention));
    let needed = match matches.get_one::<u64>("population") {
        Some(population) => {
            Rule::of(&library.set, SAMPLE, as_of, known_at)?.number(&[("satisfaction.population", &population.to_string())])?
        }
        None => None,
    };
    let enough = needed.is_none_or(|needed| Decimal::from(survey.respondents) >= needed);
    let comparison = reported.zip(value).map(|(reported, calculated)| Comparison { reported, calculated });
    let total_grade = value.map(&grade).transpose()?.unwrap_or(Value::None);
    let mut elements = Vec::new();
    for element in &survey.elements {
        let value = element.answers.mean().and_then(converted).map(|value| half_up(value, 2));
        elements.push((element, value, value.map(&grade).transpose()?.unwrap_or(Value::None)));
    }
    let answer = Answer::positive_if(value.is_some() && enough);
    if voice.is_json() {
        let elements: Vec<serde_json::Value> = elements
            .iter()
            .map(|(element, value, grade)| {
                serde_json::json!({
                    "element": element.code,
                    "answers": element.answers.answers,
                    "mean": element.answers.mean().map(|mean| half_up(mean, 4)),
                    "value": value,
                    "grade": code(grade),
                })
            })
            .collect();
        voice.json(&serde_json::json!({
            "schema": "jenjang/index-skm/1",
            "as-of": as_of,
            "bands": if of_2004 { "2004" } else { "2017" },
            "weights": convention.to_string(),
            "respondents": survey.respondents,
            "without-any-answer": survey.silent,
            "blank-cells": survey.blank,
            "elements": elements,
            "index": value,
            "grade": code(&total_grade),
            "needed": needed,
            "enough": needed.map(|_| enough),
            "reported": comparison.map(|comparison| comparison.reported),
            "agrees": comparison.map(Comparison::agrees),
        }))?;
        return Ok(answer);
    }
    let mut table = Table::new(&[
        voice.t("unsur", "element"),
        voice.t("nama", "name"),
        voice.t("jawaban", "answers"),
        voice.t("rata-rata", "mean"),
        voice.t("nilai", "value"),
        voice.t("mutu", "grade"),
    ]);
    for (element, value, grade) in &elements {
        table.row(vec![
            element.code.clone(),
            element.label.as_ref().map_or("", |label| voice.label(label)).to_owned(),
            element.answers.answers.to_string(),
            element.answers.mean().map_or_else(|| "-".to_owned(), |mean| number(half_up(mean, 4), voice)),
            value.map_or_else(|| "-".to_owned(), |value| number(value, voice)),
            choice(grade, voice),
        ]);
    }
    voice.line(table.render(voice));
    say(&survey, as_of, (convention, value, &total_grade), (matches.get_one::<u64>("population").copied(), needed, enough), voice);
    if let Some(comparison) = comparison {
        voice.line(compared(comparison, voice));
    }
    Ok(answer)
}

/// The sentences under the table.
fn say(
    survey: &Survey,
    as_of: NaiveDate,
    (convention, value, grade): (Convention, Option<Decimal>, &Value),
    (population, needed, enough): (Option<u64>, Option<Decimal>, bool),
    voice: &Voice,
) {
    let count = survey.elements.len();
    match value {
        Some(value) => {
            let (value, grade) = (number(value, voice), choice(grade, voice));
            voice.line(match (voice.language, convention) {
                (Language::Id, Convention::Equal) => format!("Nilai SKM per {as_of}: {value}, mutu {grade}; bobot tiap unsur 1/{count}."),
                (Language::En, Convention::Equal) => format!("Index on {as_of}: {value}, grade {grade}; each element weighs 1/{count}."),
                (Language::Id, Convention::Printed(weight)) => format!(
                    "Nilai SKM per {as_of}: {value}, mutu {grade}; bobot tercetak {}, jumlah bobot {}.",
                    number(weight, voice),
                    weight.checked_mul(Decimal::from(count)).map_or_else(|| "?".to_owned(), |all| number(all, voice))
                ),
                (Language::En, Convention::Printed(weight)) => format!(
                    "Index on {as_of}: {value}, grade {grade}; printed weight {}, weights add up to {}.",
                    number(weight, voice),
                    weight.checked_mul(Decimal::from(count)).map_or_else(|| "?".to_owned(), |all| number(all, voice))
                ),
            });
        }
        None => {
            let silent: Vec<&str> =
                survey.elements.iter().filter(|element| element.answers.answers == 0).map(|element| element.code.as_str()).collect();
            let silent = silent.join(", ");
            voice.line(match voice.language {
                Language::Id => format!("Nilai SKM tidak dapat dihitung: tidak ada jawaban untuk {silent}."),
                Language::En => format!("There is no index: nobody answered {silent}."),
            });
        }
    }
    let (respondents, blank) = (survey.respondents, survey.blank);
    voice.line(match voice.language {
        Language::Id => format!("{respondents} responden; {blank} jawaban kosong, tidak dihitung sebagai nol."),
        Language::En => format!(
            "{}; {}, not counted as zero.",
            plural(usize::try_from(respondents).unwrap_or(usize::MAX), "respondent", "respondents"),
            plural(usize::try_from(blank).unwrap_or(usize::MAX), "blank answer", "blank answers")
        ),
    });
    if survey.silent > 0 {
        let silent = survey.silent;
        voice.line(match voice.language {
            Language::Id => format!("{silent} baris tanpa satu jawaban pun tidak dihitung sebagai responden."),
            Language::En => format!("{silent} of the lines hold no answer at all and are no respondents."),
        });
    }
    let Some((population, needed)) = population.zip(needed) else {
        voice.line(voice.t(
            "Kecukupan responden tidak diperiksa: sebutkan jumlah penerima layanan dengan `--population`.",
            "Whether the answers suffice was not checked: give the number of people served with `--population`.",
        ));
        return;
    };
    let needed = number(needed, voice);
    voice.line(match (voice.language, enough) {
        (Language::Id, true) => {
            format!("Responden cukup: {respondents} dari {needed} yang diperlukan untuk {population} penerima layanan.")
        }
        (Language::En, true) => format!("Enough respondents: {respondents} of the {needed} needed for {population} people served."),
        (Language::Id, false) => {
            format!("Responden kurang: {respondents} dari {needed} yang diperlukan untuk {population} penerima layanan.")
        }
        (Language::En, false) => format!("Too few respondents: {respondents} of the {needed} needed for {population} people served."),
    });
}

fn convention(matches: &ArgMatches) -> Result<Convention, Failure> {
    let word = matches.get_one::<String>("weights").map_or("equal", String::as_str);
    let refused = || {
        Failure::said(
            format!("`--weights {word}` bukan bobot, seharusnya equal atau bilangan di antara 0 dan 1 seperti 0.111"),
            format!("`--weights {word}` is no weight, expected equal or a number between 0 and 1 such as 0.111"),
        )
    };
    match word.parse() {
        Ok(Convention::Printed(weight)) if weight <= Decimal::ZERO || weight > Decimal::ONE => Err(refused()),
        Ok(convention) => Ok(convention),
        Err(_) => Err(refused()),
    }
}

/// A printed weight is one part of as many as there are elements, rounded or cut to its places; another would give an index above 100, or one
/// that means nothing.
fn fits_elements(convention: Convention, count: usize) -> Result<(), Failure> {
    let Convention::Printed(weight) = convention else { return Ok(()) };
    let part = Decimal::ONE.checked_div(Decimal::from(count)).unwrap_or(Decimal::ONE);
    let places = weight.normalize().scale();
    if weight.normalize() == half_up(part, places).normalize() || weight.normalize() == part.trunc_with_scale(places).normalize() {
        return Ok(());
    }
    let all = weight.checked_mul(Decimal::from(count)).unwrap_or(weight);
    Err(Failure::said(
        format!(
            "`--weights {weight}`: bobot {count} unsur berjumlah {all}, diharapkan 1 atau pembulatannya, misalnya {}",
            half_up(part, 3)
        ),
        format!(
            "`--weights {weight}`: the weights of {count} elements add up to {all}, expected 1 but for rounding, such as {}",
            half_up(part, 3)
        ),
    ))
}

fn read(file: &str, of_2004: bool, voice: &Voice) -> Result<Survey, Failure> {
    let mut sheet = Sheet::read(file)?;
    let mut known = vec![Column::new("id responden respondent", false)];
    if of_2004 {
        known.extend((1..=MOST_ELEMENTS).map(|n| Column::new(&format!("u{n}"), false)));
    } else {
        known.extend(ELEMENTS.iter().map(|(names, _, _)| Column::new(names, true)));
    }
    let places = sheet.columns(&known);
    let mut columns = Vec::new();
    for (at, place) in places.iter().enumerate().skip(1) {
        let Some(place) = place else { continue };
        let label = ELEMENTS.get(at - 1).filter(|_| !of_2004).map(|(_, id, en)| Label::new(*id, *en));
        columns.push((*place, Answers { code: format!("U{at}"), label, answers: Element::default() }));
    }
    if columns.is_empty() {
        sheet.problems.add(1, "tidak ada kolom unsur, misalnya U1", "there is no column of an element, such as U1");
    }
    let mut survey = Survey { elements: Vec::new(), respondents: 0, blank: 0, silent: 0 };
    let mut lines: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &sheet.rows {
        let id = places.first().copied().flatten().map_or("", |place| row.cell(place));
        let first = if id.is_empty() { None } else { lines.insert(id, row.line) };
        if let Some(first) = first {
            let id = shown(id);
            sheet.problems.add(
                row.line,
                format!("responden `{id}` sudah ada pada baris {first}, seharusnya satu baris per responden"),
                format!("respondent `{id}` is on line {first} already, expected one line per respondent"),
            );
        }
        let mut blank = 0;
        for (place, column) in &mut columns {
            let cell = row.cell(*place);
            if cell.is_empty() {
                blank += 1;
                continue;
            }
            if cell.len() != 1 || !cell.parse().is_ok_and(|answer| column.answers.add(answer)) {
                let (code, cell) = (&column.code, shown(cell));
                sheet.problems.add(
                    row.line,
                    format!(
                        "jawaban `{cell}` untuk {code} di luar skala, seharusnya bilangan bulat {LOWEST} sampai {HIGHEST}, atau kosong"
                    ),
                    format!(
                        "the answer `{cell}` to {code} is outside the scale, expected a whole number from {LOWEST} to {HIGHEST}, or blank"
                    ),
                );
            }
        }
        if blank == columns.len() {
            survey.silent += 1;
        } else {
            survey.respondents += 1;
            survey.blank += u64::try_from(blank).unwrap_or(u64::MAX);
        }
    }
    sheet.problems.refuse_any(voice)?;
    survey.elements = columns.into_iter().map(|(_, column)| column).collect();
    Ok(survey)
}
