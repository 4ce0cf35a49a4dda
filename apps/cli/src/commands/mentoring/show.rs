//! `mentoring list`: a programme's pairs, or somebody's.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::mentoring::MentoringPair;
use jenjang_service::mentoring::{pairs_of_person, read_programme};
use serde_json::json;

use super::pair::state;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("list")
        .about(t("Pasangan sebuah program, atau pasangan seseorang", "The pairs of a programme, or of somebody"))
        .arg(Arg::new("programme").value_name("PROGRAMME").help(t("Id program", "Id of the programme")))
        .arg(Arg::new("person").long("person").value_name("PERSON").conflicts_with("programme").help(t(
            "Sebagai gantinya pasangan orang ini, sebagai peserta dan mentor",
            "Instead the pairs of this person, as mentee and as mentor",
        )))
        .args(arguments(language))
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let pairs = match (matches.get_one::<String>("programme"), matches.get_one::<String>("person")) {
        (Some(programme), _) => {
            let programme = shared::id(programme)?;
            session.ask(async |context| read_programme(context, &programme).await)?.pairs
        }
        (None, Some(person)) => {
            let person = session.person(person)?;
            session.ask(async |context| pairs_of_person(context, &person).await)?
        }
        (None, None) => return Err(Failure::said("sebutkan program, atau `--person`", "name a programme, or give `--person`")),
    };
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/mentoring-pairs/1", "pairs": pairs }))?;
        return Ok(Answer::Positive);
    }
    show(&pairs, voice);
    Ok(Answer::Positive)
}

fn show(pairs: &[MentoringPair], voice: &Voice) {
    if pairs.is_empty() {
        voice.line(voice.t("Belum ada pasangan.", "There are no pairs yet."));
        return;
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["pasangan", "peserta", "mentor", "keadaan", "pertemuan", "JP", "sasaran"]
    } else {
        &["pair", "mentee", "mentor", "state", "sessions", "JP", "goals"]
    };
    let mut table = Table::new(header);
    for pair in pairs {
        let goal = |(place, goal): (usize, &jenjang::mentoring::Goal)| {
            let mark = match goal.reached {
                None => "",
                Some(true) => voice.t(" (tercapai)", " (reached)"),
                Some(false) => voice.t(" (belum tercapai)", " (not reached)"),
            };
            let code = goal.competency.as_ref().map(|code| format!("{code}: ")).unwrap_or_default();
            format!("{}. {code}{}{mark}", place + 1, goal.text)
        };
        table.row(vec![
            pair.id.to_string(),
            pair.mentee.to_string(),
            pair.mentor.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            state(&pair.state, voice.language),
            pair.sessions.len().to_string(),
            voice.decimal(pair.hours()),
            pair.goals.iter().enumerate().map(goal).collect::<Vec<_>>().join("; "),
        ]);
    }
    voice.line(table.render(voice));
}
