//! `when`: the earliest date on which waiting suffices.

use chrono::Months;
use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::earliest::{Earliest, earliest_on, prepare_waiting};
use jenjang::policy::explain::Explainer;

use crate::args::text;
use crate::commands::shared::{self, Asked};
use crate::output::{Answer, Failure, Voice};
use crate::people;

pub(crate) fn command(language: Language) -> Command {
    Command::new("when")
        .about(text(
            language,
            "Kapan paling cepat memenuhi syarat bila hanya menunggu, menurut periode yang berlaku",
            "The earliest date on which waiting alone suffices, on the periods in force",
        ))
        .after_help(text(
            language,
            "Kode keluar 1 bila ada yang tidak akan memenuhi syarat dalam rentang itu dengan menunggu saja.",
            "Exit code 1 when somebody will not qualify within the horizon by waiting alone.",
        ))
        .args(shared::for_people(language))
        .arg(Arg::new("years").long("years").value_name("N").default_value("10").value_parser(clap::value_parser!(u32).range(1..=60)).help(
            text(language, "Berapa tahun ke depan dicari, 1 sampai 60; bawaan: 10", "How many years ahead to look, 1 to 60; default: 10"),
        ))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    let years = matches.get_one::<u32>("years").copied().unwrap_or(10);
    let horizon = as_of
        .checked_add_months(Months::new(years * 12))
        .ok_or_else(|| Failure::said("rentang melewati batas kalender", "the horizon is past the calendar"))?;
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let waiting = prepare_waiting(library.set(), &policy, as_of, horizon, known_at).map_err(|e| Failure { message: e.message() })?;
    let mut positive = true;
    for person in &people {
        let earliest = earliest_on(&waiting, &person.dossier, horizon);
        positive &= matches!(earliest, Earliest::Already | Earliest::On { .. });
        if voice.is_json() {
            voice.json(&serde_json::json!({
                "schema": "jenjang/earliest/1",
                "id": person.id,
                "policy": &*policy.id,
                "version": policy.version,
                "as-of": as_of,
                "horizon": horizon,
                "earliest": earliest,
            }))?;
        } else {
            let who = person.id.as_deref().map(|id| format!("{id}: ")).unwrap_or_default();
            let words = Explainer::new(&policy, voice.language).with_policies(library.set()).earliest(&earliest, horizon);
            voice.line(format!("{who}{words}"));
        }
    }
    Ok(Answer::positive_if(positive))
}
