//! `import check`: how good the data in the store is.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_exchange::quality::{Expectations, Survey};
use jenjang_service::people::{ListPeople, list_people};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::progress::Progress;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("check")
        .about(t(
            "Laporan mutu data yang sudah masuk: apa yang bertentangan, kosong, atau mustahil, dan siapa yang dapat memperbaikinya",
            "A report on the data that is in: what contradicts itself, is missing or cannot be, and who can mend it",
        ))
        .after_help(t(
            "Tidak ada yang diubah. Kode keluar 1 bila ada temuan.",
            "Nothing is changed. Exit code 1 where something was found.",
        ))
        .arg(Arg::new("unit").long("unit").value_name("UNIT").help(t("Hanya unit ini dan di bawahnya", "Only this unit and under it")))
        .arg(
            Arg::new("as-of")
                .long("as-of")
                .value_name("DATE")
                .help(t("Hari laporan; bawaan: hari ini", "The day of the report; default: today")),
        )
        .args(arguments(language))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = shared::date(matches, "as-of")?.unwrap_or_else(|| session.today());
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let mut survey = Survey::new(Expectations::national(as_of));
    let progress = Progress::new(voice, voice.t("Memeriksa", "Checking"), None);
    let mut after = None;
    loop {
        let command = ListPeople { unit: unit.clone(), name: None, after: after.take(), limit: 1000 };
        let people = session.ask(async |context| list_people(context, command).await)?;
        let Some(last) = people.last() else { break };
        after = Some(last.record.id.clone());
        for person in &people {
            survey.add(&person.record, person.unit.as_ref());
        }
        progress.add(u64::try_from(people.len()).unwrap_or_default());
    }
    drop(progress);
    let report = survey.finish();
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/data-quality/1", "report": report }))?;
    } else {
        voice.line(report.text(voice.language, 20).trim_end());
    }
    Ok(Answer::positive_if(report.clean == report.people))
}
