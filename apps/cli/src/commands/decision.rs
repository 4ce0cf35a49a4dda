//! `decision rerun`: stored decisions decided again, byte for byte.

use std::sync::Mutex;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::RoundId;
use jenjang_service::promotion::{RerunDecisions, rerun_decisions};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::progress::{Interrupt, Progress};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("decision")
        .about(t("Keputusan tersimpan", "Stored decisions"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("rerun")
                .about(t(
                    "Putuskan lagi semua keputusan tersimpan dan bandingkan bita demi bita",
                    "Decide every stored decision again and compare byte for byte",
                ))
                .after_help(t("Kode keluar 1 bila ada yang tidak keluar sama.", "Exit code 1 where one does not come out the same."))
                .arg(Arg::new("round").long("round").value_name("ROUND").help(t("Hanya putaran ini", "Of this round only")))
                .args(arguments(language)),
        )
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (_, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let round = matches.get_one::<String>("round").map(|round| shared::id::<RoundId>(round)).transpose()?;
    let interrupt = Interrupt::watch(&voice);
    let progress = Mutex::new(Progress::new(&voice, voice.t("Memutuskan lagi", "Deciding again"), None));
    let told = |done| {
        if let Ok(progress) = progress.lock() {
            progress.at(done);
        }
        interrupt.flow()
    };
    let report = session.ask(async |context| rerun_decisions(context, RerunDecisions { round: round.as_ref(), progress: &told }).await)?;
    drop(progress);
    let answer = Answer::positive_if(report.mismatches.is_empty());
    if voice.is_json() {
        let mismatches: Vec<_> = report.mismatches.iter().map(|one| json!({ "decision": one.decision, "problem": one.problem })).collect();
        voice.json_pretty(&json!({
            "schema": "jenjang/decisions-rerun/1", "decisions": report.decisions, "scores": report.scores, "mismatches": mismatches, "interrupted": report.interrupted,
        }))?;
        return Ok(answer);
    }
    for one in report.mismatches.iter().take(50) {
        voice.line(format!("{}: {}", one.decision, voice.label(&one.problem)));
    }
    let (decisions, scores, other) = (report.decisions, report.scores, report.mismatches.len());
    voice.line(match voice.language {
        Language::Id => format!("{decisions} keputusan dan {scores} nilai diputuskan lagi; {other} keluar lain."),
        Language::En => format!("{decisions} decisions and {scores} scores worked out again; {other} came out otherwise."),
    });
    Ok(answer)
}
