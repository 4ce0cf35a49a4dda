//! `mentoring programme`: declares a programme before anybody is matched.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::mentoring::{Criterion, MentoringProgramme, Weighted};
use jenjang::number::parse_decimal;
use jenjang_service::mentoring::declare_programme;
use serde_json::json;

use super::about_programme;
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let needed =
        |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).required(true).value_name(value).help(t(id, en));
    about_programme(
        "programme",
        language,
        t("Tetapkan program: tanggal, kriteria, batas beban", "Declare a programme: dates, criteria, load limit"),
    )
    .after_help(t(
        "Kriteria: same-unit, other-unit, same-field, higher-grade, higher-tier, competency, shared-language, same-place.\n\
             Contoh:\n\
             \x20 jenjang mentoring programme cpns-2026 --unit pemda --title 'Pendampingan CPNS 2026' \\\n\
             \x20   --first 2026-03-01 --last 2026-12-31 --load 2 \\\n\
             \x20   --criterion same-field=2 --criterion higher-grade=1 --require higher-grade --as P-1",
        "Criteria: same-unit, other-unit, same-field, higher-grade, higher-tier, competency, shared-language, same-place.\n\
             Example:\n\
             \x20 jenjang mentoring programme cpns-2026 --unit pemda --title 'Mentoring of new staff 2026' \\\n\
             \x20   --first 2026-03-01 --last 2026-12-31 --load 2 \\\n\
             \x20   --criterion same-field=2 --criterion higher-grade=1 --require higher-grade --as P-1",
    ))
    .arg(needed("unit", "UNIT", "Unit penyelenggara", "The unit that runs it"))
    .arg(needed("title", "TEXT", "Nama program", "What it is called"))
    .arg(needed("first", "DATE", "Hari pertama", "First day"))
    .arg(needed("last", "DATE", "Hari terakhir", "Last day"))
    .arg(
        needed("load", "N", "Paling banyak peserta bagi seorang mentor pada satu waktu", "The most mentees of a mentor at a time")
            .value_parser(clap::value_parser!(u32)),
    )
    .arg(
        needed("criterion", "WORD=WEIGHT", "Kriteria dan bobotnya; dapat diulang", "A criterion and its weight; may be repeated")
            .action(ArgAction::Append),
    )
    .arg(
        Arg::new("require")
            .long("require")
            .value_name("WORD")
            .action(ArgAction::Append)
            .help(t("Kriteria yang wajib terpenuhi; dapat diulang", "A criterion that has to be met; may be repeated")),
    )
    .arg(Arg::new("framework").long("framework").value_name("ID").help(t(
        "Kerangka kompetensi bagi kriteria `competency`, misalnya permenpanrb-38-2017",
        "Competency framework of the criterion `competency`, such as permenpanrb-38-2017",
    )))
    .arg(
        Arg::new("superior-allowed")
            .long("superior-allowed")
            .action(ArgAction::SetTrue)
            .help(t("Atasan langsung boleh menjadi mentor", "The direct superior may be the mentor")),
    )
}

fn criterion(word: &str) -> Result<Criterion, Failure> {
    Criterion::parse(word).ok_or_else(|| {
        let all = Criterion::ALL.map(Criterion::as_str).join(", ");
        Failure::said(
            format!("kriteria `{word}` tidak dikenal, diharapkan salah satu dari {all}"),
            format!("unknown criterion `{word}`, expected one of {all}"),
        )
    })
}

fn weighted(matches: &ArgMatches) -> Result<Vec<Weighted>, Failure> {
    let given = |name| matches.get_many::<String>(name).into_iter().flatten();
    let required: Vec<Criterion> = given("require").map(|word| criterion(word)).collect::<Result<_, _>>()?;
    let mut all = Vec::new();
    for text in given("criterion") {
        let (word, weight) = text.split_once('=').unwrap_or((text, ""));
        let weight = parse_decimal(&weight.replace(',', ".")).map_err(|_| {
            Failure::said(
                format!("`--criterion {text}`: bobotnya bukan bilangan, diharapkan seperti same-field=2"),
                format!("`--criterion {text}`: the weight is no number, expected such as same-field=2"),
            )
        })?;
        let criterion = criterion(word)?;
        all.push(Weighted { criterion, weight, required: required.contains(&criterion) });
    }
    match required.iter().find(|wanted| all.iter().all(|weighted| weighted.criterion != **wanted)) {
        None => Ok(all),
        Some(other) => {
            let word = other.as_str();
            Err(Failure::said(
                format!("`--require {word}`: kriteria itu tidak ada di antara `--criterion`; bobot 0 boleh (`--criterion {word}=0`)"),
                format!("`--require {word}`: that criterion is not among `--criterion`; a weight of 0 will do (`--criterion {word}=0`)"),
            ))
        }
    }
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let word = |name| shared::word(matches, name);
    let programme = MentoringProgramme {
        id: super::programme_of(matches)?,
        title: word("title").into(),
        unit: shared::id(word("unit"))?,
        first: shared::required_date(matches, "first")?,
        last: shared::required_date(matches, "last")?,
        framework: matches.get_one::<String>("framework").map(|id| shared::id(id)).transpose()?,
        load_limit: matches.get_one::<u32>("load").copied().unwrap_or_default(),
        no_superior: !matches.get_flag("superior-allowed"),
        criteria: weighted(matches)?,
    };
    session.ask(async |context| declare_programme(context, &programme).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/mentoring-programme/1", "programme": programme }))?;
    } else {
        let id = &programme.id;
        voice.line(match voice.language {
            Language::Id => format!("Program {id} ditetapkan. Berikutnya: `jenjang mentoring match {id} --people BERKAS`."),
            Language::En => format!("Programme {id} is declared. Next: `jenjang mentoring match {id} --people FILE`."),
        });
    }
    Ok(Answer::Positive)
}
