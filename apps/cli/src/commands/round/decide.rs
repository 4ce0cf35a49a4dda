//! `round decide|publish`: the choice, and making it public.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::promotion::Pick;
use jenjang_service::promotion::{Choice, DecideRound, PublishRound, decide_round, publish_round};
use serde_json::json;

use super::steps::said;
use super::{about, round_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::audit;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        about("decide", language, t("Putuskan siapa yang terpilih, sebagai pejabat pembina kepegawaian (--as)", "Decide who is chosen, as the appointing authority (--as)"))
            .after_help(t(
                "Bukan oleh yang merencanakan, membuka, memeriksa, menilai, atau memeringkat putaran. Tanpa --choose semua yang diajukan terpilih. Siapa yang dipilih di luar yang diajukan memerlukan alasan: --choose ORANG=ALASAN.",
                "Not by whoever planned, opened, screened, scored or ranked the round. Without --choose everybody put forward is chosen. Choosing somebody who was not put forward needs a reason: --choose PERSON=REASON.",
            ))
            .arg(Arg::new("choose").long("choose").value_name("PERSON[=REASON]").action(ArgAction::Append).help(t("Yang terpilih; dapat diulang", "Who is chosen; may be repeated")))
            .arg(Arg::new("nobody").long("nobody").action(ArgAction::SetTrue).conflicts_with("choose").help(t("Tidak seorang pun terpilih", "Nobody is chosen")))
            .arg(audit::key::argument(language)),
        about("publish", language, t("Umumkan hasil putaran", "Publish the round")).arg(audit::key::argument(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let round = round_of(matches)?;
    if name == "publish" {
        let file = session.ask(async |context| publish_round(context, PublishRound { round: round.clone() }).await)?;
        audit::after_bulk(matches, session, voice)?;
        let edition = file.edition;
        return said(
            voice,
            &json!({ "schema": "jenjang/round-file/1", "round": file }),
            format!("Putaran {round} diumumkan, edisi {edition}."),
            format!("Round {round} is published, edition {edition}."),
        );
    }
    let picks = picks(matches, session)?;
    let choice = if picks.is_empty() && !matches.get_flag("nobody") { Choice::Everybody } else { Choice::These(picks) };
    let selection = session.ask(async |context| decide_round(context, DecideRound { round: round.clone(), choice }).await)?;
    audit::after_bulk(matches, session, voice)?;
    let chosen = selection.chosen();
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/round-selection/1", "round": round, "selection": selection }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("{} orang terpilih dari {} yang diajukan.", chosen.len(), selection.passed_on().len()),
        Language::En => format!("{} chosen of {} put forward.", chosen.len(), selection.passed_on().len()),
    });
    for pick in chosen.iter().take(20) {
        voice.line(format!("  {}{}", pick.person, pick.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default()));
    }
    if let Some(more) = chosen.len().checked_sub(20).filter(|more| *more > 0) {
        voice.line(match voice.language {
            Language::Id => format!("  dan {more} lagi"),
            Language::En => format!("  and {more} more"),
        });
    }
    Ok(Answer::Positive)
}

fn picks(matches: &ArgMatches, session: &Session) -> Result<Vec<Pick>, Failure> {
    let one = |given: &String| {
        let (person, reason) = given.split_once('=').map_or((given.as_str(), None), |(person, reason)| (person, Some(reason.into())));
        Ok(Pick { person: session.person(person)?, reason })
    };
    matches.get_many::<String>("choose").into_iter().flatten().map(one).collect()
}
