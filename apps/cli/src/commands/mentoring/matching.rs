//! `mentoring match`: the best pairs, with the reasons for each.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::mentoring::{Matching, PairScore};
use jenjang_service::mentoring::{MatchMentors, MatchPerson, Matched, match_mentors};
use serde_json::json;

use super::{Shipped, about_programme, programme_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::index::sheet::{Column, Sheet, shown};
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about_programme("match", language, t("Pasangkan peserta dengan mentor sebaik-baiknya", "Find the best pairs of mentees and mentors"))
        .after_help(t(
            "Kolom berkas: pegawai, peran (peserta atau mentor), bahasa (dipisah |), tempat, batas; tiga yang terakhir boleh tidak ada.\n\
             Unit, bidang, pangkat, dan kompetensi dibaca dari data. Contoh:\n\
             \x20 pegawai,peran,tempat\n\
             \x20 P-11,peserta,Kota\n\
             \x20 P-2,mentor,Kota\n\n\
             Tanpa --keep tidak ada yang disimpan. Kode keluar 1 bila ada peserta tanpa mentor.",
            "Columns of the file: person, role (mentee or mentor), languages (separated by |), place, limit; the last three may be absent.\n\
             Unit, field, grade and competencies are read from the store. Example:\n\
             \x20 person,role,place\n\
             \x20 P-11,mentee,Town\n\
             \x20 P-2,mentor,Town\n\n\
             Without --keep nothing is kept. Exit code 1 when a mentee has no mentor.",
        ))
        .arg(Arg::new("people").long("people").required(true).value_name("FILE|-").help(t("CSV peserta dan mentor", "CSV of mentees and mentors")))
        .arg(Arg::new("keep").long("keep").action(ArgAction::SetTrue).help(t("Simpan pasangannya", "Keep the pairs")))
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let programme = programme_of(matches)?;
    let (mentees, mentors) = people(matches, session, voice)?;
    let shipped = Shipped::new()?;
    let keep = matches.get_flag("keep");
    let matched = session.ask(async |context| {
        let sources = shipped.sources();
        match_mentors(context, MatchMentors { programme: &programme, mentees: &mentees, mentors: &mentors, sources, keep }).await
    })?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/mentoring-match/1", "matching": matched.matching, "kept": matched.kept }))?;
    } else {
        show(&matched, keep, voice);
    }
    Ok(Answer::positive_if(matched.matching.unmatched.is_empty()))
}

/// Mentees and mentors of the file, in its order.
fn people(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<(Vec<MatchPerson>, Vec<MatchPerson>), Failure> {
    let mut sheet = Sheet::read(matches.get_one::<String>("people").map_or("-", String::as_str))?;
    let columns = [
        Column::new("person pegawai id", true),
        Column::new("role peran", true),
        Column::new("languages bahasa", false),
        Column::new("place tempat", false),
        Column::new("limit batas", false),
    ];
    let places = sheet.columns(&columns);
    let (mut mentees, mut mentors) = (Vec::new(), Vec::new());
    let at = |column: usize| places.get(column).copied().flatten();
    for row in &sheet.rows {
        let cell = |column: usize| at(column).map(|place| row.cell(place)).filter(|cell| !cell.is_empty());
        let (Some(name), Some(role)) = (cell(0), cell(1)) else {
            sheet.problems.add(row.line, "pegawai atau perannya kosong", "the person or the role is blank");
            continue;
        };
        let person = match session.person(name) {
            Ok(person) => person,
            Err(failure) => {
                sheet.problems.add(row.line, failure.message.id, failure.message.en);
                continue;
            }
        };
        let limit = match cell(4).map(str::parse::<u32>).transpose() {
            Ok(limit) => limit,
            Err(_) => {
                let found = shown(cell(4).unwrap_or_default());
                sheet.problems.add(
                    row.line,
                    format!("batas `{found}` bukan bilangan bulat"),
                    format!("the limit `{found}` is no whole number"),
                );
                None
            }
        };
        let languages = cell(2).map(|text| text.split('|').map(|one| one.trim().to_lowercase().into()).collect());
        let said = MatchPerson { person, languages, place: cell(3).map(Into::into), limit };
        match role.to_lowercase().as_str() {
            "mentee" | "peserta" => mentees.push(said),
            "mentor" => mentors.push(said),
            other => {
                let other = shown(other);
                sheet.problems.add(
                    row.line,
                    format!("peran `{other}` tidak dikenal, diharapkan peserta atau mentor"),
                    format!("unknown role `{other}`, expected mentee or mentor"),
                );
            }
        }
    }
    sheet.problems.refuse_any(voice)?;
    Ok((mentees, mentors))
}

fn show(matched: &Matched, keep: bool, voice: &Voice) {
    let matching = &matched.matching;
    let header: &[&str] =
        if voice.language == Language::Id { &["peserta", "mentor", "nilai", "alasan"] } else { &["mentee", "mentor", "points", "why"] };
    let mut table = Table::new(header);
    for pair in &matching.pairs {
        let points = format!("{} / {}", voice.decimal(pair.score.total), voice.decimal(pair.score.of));
        table.row(vec![pair.mentee.to_string(), pair.mentor.to_string(), points, why(&pair.score, voice)]);
    }
    if !matching.pairs.is_empty() {
        voice.line(table.render(voice));
    }
    remarks(matching, voice);
    let count = matching.pairs.len();
    voice.line(match (voice.language, keep) {
        (Language::Id, true) => format!("{count} pasangan disimpan."),
        (Language::Id, false) => format!("{count} pasangan; tidak ada yang disimpan (--keep menyimpannya)."),
        (Language::En, true) => format!("{} kept.", plural(count, "pair", "pairs")),
        (Language::En, false) => format!("{}; nothing was kept (--keep keeps them).", plural(count, "pair", "pairs")),
    });
}

/// `same unit 2; higher grade 1; shared language: not known`
pub(super) fn why(score: &PairScore, voice: &Voice) -> String {
    let part = |one: &jenjang::mentoring::CriterionScore| {
        let label = one.criterion.label();
        match one.share {
            None => format!("{}: {}", voice.label(&label), voice.t("belum diketahui", "not known")),
            Some(_) => format!("{} {}", voice.label(&label), voice.decimal(one.points)),
        }
    };
    score.criteria.iter().map(part).collect::<Vec<_>>().join("; ")
}

fn remarks(matching: &Matching, voice: &Voice) {
    for pair in matching.pairs.iter().filter(|pair| !pair.also.is_empty() || pair.or_nobody) {
        let others = pair.also.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let nobody = match (pair.or_nobody, others.is_empty()) {
            (true, true) => voice.t("tanpa mentor", "no mentor"),
            (true, false) => voice.t(", atau tanpa mentor", ", or no mentor"),
            (false, _) => "",
        };
        voice.line(match voice.language {
            Language::Id => format!("Seri: {} sama baiknya dengan {others}{nobody}; dipilih menurut id.", pair.mentee),
            Language::En => format!("A tie: {} would do as well with {others}{nobody}; chosen by id.", pair.mentee),
        });
    }
    for left in &matching.unmatched {
        if left.refusals.is_empty() {
            voice.line(match voice.language {
                Language::Id => format!("Tanpa mentor: {}; semua mentor yang cocok sudah penuh.", left.mentee),
                Language::En => format!("No mentor: {}; every mentor who fits is taken.", left.mentee),
            });
        }
        for (mentor, refusal) in &left.refusals {
            let reason = refusal.message();
            let reason = voice.label(&reason);
            voice.line(match voice.language {
                Language::Id => format!("Tanpa mentor: {}; {mentor}: {reason}.", left.mentee),
                Language::En => format!("No mentor: {}; {mentor}: {reason}.", left.mentee),
            });
        }
    }
    for people in &matching.circles {
        let names = people.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ");
        voice.line(match voice.language {
            Language::Id => format!("Lingkaran {names} dihindari dengan melepas pasangan terlemahnya; hasilnya belum tentu yang terbaik."),
            Language::En => format!("The circle {names} was avoided by setting its weakest pair aside; the rest need not be the best."),
        });
    }
}
