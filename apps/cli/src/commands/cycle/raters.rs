//! `cycle nominate|nominations|approve|decline`: who rates whom.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::evaluation::nomination::Nomination;
use jenjang::legal::Language;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::policy::diagnostic::Severity;
use jenjang_service::Seen;
use jenjang_service::cycles::{
    ApproveNominations, DeclareConflict, DeclineNomination, Nominate, ProposeRaters, RefuseNomination, Remark, approve_nominations,
    declare_conflict, decline_nomination, nominate, propose_raters, read_nominations, refuse_nomination,
};
use serde_json::json;

use super::{about, cycle_of, ratee_arg};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 4] {
    let t = |id, en| text(language, id, en);
    let ratee = || ratee_arg(language).required(true);
    [
        about("nominate", language, t("Usulkan penilai dari bagan organisasi, atau tunjuk penilai seseorang", "Propose raters from the organisation chart, or name somebody's raters"))
            .after_help(t(
                "Dengan --seed: undian untuk semua orang, oleh pengelola kepegawaian; siapa pun dapat mengulanginya dengan benih yang sama. \
                 Dengan --ratee dan --rater: oleh yang dinilai sendiri atau pengelola kepegawaian.\n\
                 Contoh:\n  jenjang cycle nominate 2026-1 --seed 2026-1\n  jenjang cycle nominate 2026-1 --ratee p-1 --rater p-2=peer --rater p-3=peer --as p-1",
                "With --seed: a draw for everybody, by an HR officer; anybody can repeat it with the same seed. \
                 With --ratee and --rater: by the person rated or an HR officer.\n\
                 Examples:\n  jenjang cycle nominate 2026-1 --seed 2026-1\n  jenjang cycle nominate 2026-1 --ratee p-1 --rater p-2=peer --rater p-3=peer --as p-1",
            ))
            .arg(Arg::new("seed").long("seed").value_name("TEXT").help(t("Benih undian yang diumumkan", "The published seed of the draw")))
            .arg(Arg::new("chosen-too").long("chosen-too").action(ArgAction::SetTrue).help(t(
                "Usulkan juga penilai untuk kelompok yang dipilih sendiri oleh yang dinilai",
                "Propose raters also for groups that the person rated chooses",
            )))
            .arg(ratee_arg(language))
            .arg(Arg::new("rater").long("rater").value_name("PERSON=GROUP").action(ArgAction::Append).help(t(
                "Penilai dan kelompoknya; dapat diulang",
                "A rater and the group; may be repeated",
            ))),
        about("nominations", language, t("Daftar penilai seseorang", "List somebody's raters")).arg(ratee()),
        about("approve", language, t("Setujui penilai bawahan; tanpa --rater semua yang diusulkan", "Approve a subordinate's raters; without --rater all that are proposed"))
            .arg(ratee())
            .arg(Arg::new("rater").long("rater").value_name("PERSON").action(ArgAction::Append).help(t("Penilai; dapat diulang", "A rater; may be repeated"))),
        about("decline", language, t("Tolak menilai; atau, sebagai atasan, tolak seorang penilai", "Decline to rate; or, as the superior, refuse a rater"))
            .arg(ratee())
            .arg(Arg::new("rater").long("rater").value_name("PERSON").help(t(
                "Penilai yang ditolak; tanpa ini yang bertindak menolak menilai",
                "The rater refused; without it whoever acts declines to rate",
            )))
            .arg(Arg::new("conflict").long("conflict").action(ArgAction::SetTrue).help(t("Karena benturan kepentingan", "For a conflict of interest")))
            .arg(Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan", "Why"))),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycle = cycle_of(matches)?;
    if name == "nominate" && matches.get_one::<String>("seed").is_some() {
        return draw(matches, cycle, session, voice);
    }
    let given = shared::word(matches, "ratee");
    if given.is_empty() {
        return Err(Failure::said(
            "sebutkan `--seed` untuk mengundi bagi semua, atau `--ratee` dan `--rater`",
            "give `--seed` to draw for everybody, or `--ratee` and `--rater`",
        ));
    }
    let ratee = session.person(given)?;
    match name {
        "nominate" => by_name(matches, cycle, ratee, session, voice),
        "nominations" => {
            let list = session.ask(async |context| read_nominations(context, &cycle, &ratee).await)?;
            show(&cycle, &ratee, &list, voice)
        }
        "approve" => approve(matches, cycle, ratee, session, voice),
        _ => decline(matches, cycle, ratee, session, voice),
    }
}

fn draw(matches: &ArgMatches, cycle: CycleId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = ProposeRaters {
        cycle,
        seed: shared::word(matches, "seed").into(),
        chosen_too: matches.get_flag("chosen-too"),
        seen: Seen::Anything,
    };
    let proposed = session.ask(async |context| propose_raters(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/cycle-nominated/1", "cycle": command.cycle, "added": proposed.added, "remarks": as_json(&proposed.remarks) }))?;
    } else {
        remarks(&proposed.remarks, voice);
        voice.line(match voice.language {
            Language::Id => format!(
                "{} penilai diusulkan. Berikutnya, oleh tiap atasan: `jenjang cycle approve {} --ratee …`.",
                proposed.added, command.cycle
            ),
            Language::En => format!(
                "{} raters were proposed. Next, by each superior: `jenjang cycle approve {} --ratee …`.",
                proposed.added, command.cycle
            ),
        });
    }
    Ok(sound(&proposed.remarks))
}

fn by_name(matches: &ArgMatches, cycle: CycleId, ratee: PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let one = |given: &String| {
        let (rater, group) = given.rsplit_once('=').ok_or_else(|| {
            Failure::said(
                format!("`--rater {given}`: seharusnya seperti `p-2=peer`"),
                format!("`--rater {given}`: expected something like `p-2=peer`"),
            )
        })?;
        Ok((session.person(rater)?, shared::id(group)?))
    };
    let raters = matches.get_many::<String>("rater").into_iter().flatten().map(one).collect::<Result<Vec<_>, Failure>>()?;
    let command = Nominate { cycle, ratee, raters };
    let found = session.ask(async |context| nominate(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/cycle-nominated/1", "cycle": command.cycle, "added": command.raters.len(), "remarks": as_json(&found) }))?;
    } else {
        remarks(&found, voice);
        voice.line(match voice.language {
            Language::Id => format!("{} penilai {} ditunjuk.", command.raters.len(), command.ratee),
            Language::En => format!("{} raters of {} were named.", command.raters.len(), command.ratee),
        });
    }
    Ok(sound(&found))
}

fn approve(matches: &ArgMatches, cycle: CycleId, ratee: PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let mut raters =
        matches.get_many::<String>("rater").into_iter().flatten().map(|rater| session.person(rater)).collect::<Result<Vec<_>, _>>()?;
    if raters.is_empty() {
        let list = session.ask(async |context| read_nominations(context, &cycle, &ratee).await)?;
        raters = list.iter().filter(|one| one.state().as_str() == "proposed").map(|one| one.rater().clone()).collect();
    }
    let command = ApproveNominations { cycle, ratee, raters };
    if !command.raters.is_empty() {
        session.ask(async |context| approve_nominations(context, &command).await)?;
    }
    if voice.is_json() {
        voice.json(
            &json!({ "schema": "jenjang/cycle-approved/1", "cycle": command.cycle, "ratee": command.ratee, "raters": command.raters }),
        )?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("{} penilai {} disetujui.", command.raters.len(), command.ratee),
            Language::En => format!("{} raters of {} were approved.", command.raters.len(), command.ratee),
        });
    }
    Ok(Answer::Positive)
}

fn decline(matches: &ArgMatches, cycle: CycleId, ratee: PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let reason = shared::word(matches, "reason").to_owned();
    let rater = matches.get_one::<String>("rater").map(|rater| session.person(rater)).transpose()?;
    let acting = session.acting().cloned();
    match (rater, matches.get_flag("conflict")) {
        (rater, true) => {
            let rater = rater.or(acting).ok_or_else(nobody)?;
            let command = DeclareConflict { cycle, ratee, rater, reason };
            session.ask(async |context| declare_conflict(context, &command).await)?;
        }
        (Some(rater), false) => {
            let command = RefuseNomination { cycle, ratee, rater, reason };
            session.ask(async |context| refuse_nomination(context, &command).await)?;
        }
        (None, false) => {
            let command = DeclineNomination { cycle, ratee, reason };
            session.ask(async |context| decline_nomination(context, &command).await)?;
        }
    }
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/cycle-declined/1" }))?;
    } else {
        voice.line(voice.t("Dicatat.", "Noted."));
    }
    Ok(Answer::Positive)
}

fn nobody() -> Failure {
    Failure::said(
        "sebutkan siapa yang bertindak dengan `--as`, atau penilainya dengan `--rater`",
        "name who acts with `--as`, or the rater with `--rater`",
    )
}

fn show(cycle: &CycleId, ratee: &PersonId, list: &[Nomination], voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/cycle-nominations/1", "cycle": cycle, "ratee": ratee, "nominations": list }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id { &["penilai", "kelompok", "keadaan"] } else { &["rater", "group", "state"] };
    let mut table = Table::new(header);
    for one in list {
        table.row(vec![one.rater().to_string(), one.group().to_string(), voice.label(&one.state().label()).to_owned()]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

/// Remarks on nominations, to standard error.
pub(super) fn remarks(remarks: &[Remark], voice: &Voice) {
    for remark in remarks {
        voice.note(voice.label(&remark.message));
    }
}

pub(super) fn as_json(remarks: &[Remark]) -> Vec<serde_json::Value> {
    remarks.iter().map(|remark| json!({ "severity": remark.severity, "code": remark.code, "message": remark.message })).collect()
}

pub(super) fn sound(remarks: &[Remark]) -> Answer {
    Answer::positive_if(!remarks.iter().any(|remark| remark.severity == Severity::Error))
}
