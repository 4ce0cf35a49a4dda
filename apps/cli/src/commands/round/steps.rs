//! `round open|add|stand|withdraw|screen|panel-score|score|rank`: one step each.

use std::sync::Mutex;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::{PersonId, RoundId};
use jenjang_service::promotion::{
    AddCandidates, Candidates, GivenScore, OpenRound, RankRound, ScoreCandidate, ScoreRound, ScreenRound, Screening, Stand,
    WithdrawCandidate, add_candidates, open_round, rank_round, score_candidate, score_round, screen_round, stand, withdraw_candidate,
};
use serde_json::{Value, json};

use super::show::ranking_table;
use super::{about, gatherer, round_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::{audit, shared};
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice};
use crate::progress::{Interrupt, Progress};

pub(crate) fn commands(language: Language) -> [Command; 8] {
    let t = |id, en| text(language, id, en);
    let people = || {
        Arg::new("person")
            .long("person")
            .value_name("PERSON")
            .action(ArgAction::Append)
            .help(t("Pegawai; dapat diulang", "A person; may be repeated"))
    };
    [
        about("open", language, t("Buka putaran: orang dapat dicalonkan", "Open a round: people may stand")),
        about("add", language, t("Calonkan pegawai, atau semua pegawai sebuah unit", "Put people forward, or everybody of a unit"))
            .arg(people())
            .arg(
                Arg::new("unit")
                    .long("unit")
                    .value_name("UNIT")
                    .help(t("Semua pegawai unit ini dan di bawahnya", "Everybody of this unit and under it")),
            )
            .arg(
                Arg::new("list")
                    .long("list")
                    .value_name("FILE|-")
                    .help(t("Berkas, satu id atau nomor pegawai satu baris", "A file, one id or employee number a line")),
            ),
        about("stand", language, t("Calonkan diri (--as)", "Stand oneself (--as)")),
        about("withdraw", language, t("Keluarkan calon, atau mengundurkan diri", "Take a candidate off, or withdraw")).arg(people()),
        about(
            "screen",
            language,
            t("Putuskan kelayakan semua calon dan simpan keputusannya", "Decide everybody's eligibility and keep the decisions"),
        )
        .after_help(t(
            "Yang sudah diputuskan tidak diulang: setelah Ctrl-C perintah yang sama meneruskan. --dry-run hanya menghitung.",
            "Who is decided is not decided again: after Ctrl-C the same command goes on. --dry-run only counts.",
        ))
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(t("Hanya sebutkan apa yang akan keluar", "Only say what would come out")),
        )
        .arg(audit::key::argument(language)),
        about(
            "panel-score",
            language,
            t("Nilai seorang calon sebagai anggota panitia (--as)", "Score a candidate as a member of the panel (--as)"),
        )
        .arg(Arg::new("candidate").long("candidate").required(true).value_name("PERSON").help(t("Calon", "The candidate")))
        .arg(Arg::new("score").long("score").required(true).value_name("FACT=SCORE").action(ArgAction::Append).help(t(
            "Komponen dan nilai, misalnya selection.interview=82.5; dapat diulang",
            "Component and score, such as selection.interview=82.5; may be repeated",
        ))),
        about("score", language, t("Hitung nilai semua yang memenuhi syarat", "Score everybody eligible"))
            .arg(audit::key::argument(language)),
        about("rank", language, t("Peringkatkan yang bernilai", "Rank those with a score")),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let round = round_of(matches)?;
    match name {
        "open" => {
            let file = session.ask(async |context| open_round(context, OpenRound { round: round.clone() }).await)?;
            let value = json!({ "schema": "jenjang/round-file/1", "round": file });
            said(voice, &value, format!("Putaran {round} dibuka."), format!("Round {round} is open."))
        }
        "add" => add(matches, &round, session, voice),
        "stand" => {
            session.ask(async |context| stand(context, Stand { round: round.clone() }).await)?;
            let value = json!({ "schema": "jenjang/round-stand/1", "round": round });
            said(voice, &value, format!("Anda tercatat sebagai calon putaran {round}."), format!("You stand in round {round}."))
        }
        "withdraw" => withdraw(matches, &round, session, voice),
        "screen" => screen(matches, &round, session, voice),
        "panel-score" => panel_score(matches, &round, session, voice),
        "score" => {
            let scored = session.ask(async |context| score_round(context, ScoreRound { round: round.clone() }).await)?;
            audit::after_bulk(matches, session, voice)?;
            let value = json!({ "schema": "jenjang/round-scored/1", "round": round, "known": scored.known, "unknown": scored.unknown });
            said(
                voice,
                &value,
                format!("{} calon mempunyai nilai, {} kekurangan fakta.", scored.known, scored.unknown),
                format!("{} candidates have a score, {} lack a fact for one.", scored.known, scored.unknown),
            )
        }
        _ => {
            let ranking = session.ask(async |context| rank_round(context, RankRound { round: round.clone() }).await)?;
            if voice.is_json() {
                voice.json_pretty(&json!({ "schema": "jenjang/round-ranking/1", "round": round, "ranking": ranking }))?;
            } else {
                ranking_table(ranking.ranked(), voice);
            }
            Ok(Answer::Positive)
        }
    }
}

pub(super) fn said(voice: &Voice, value: &Value, id: String, en: String) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(value)?;
    } else {
        voice.line(if voice.language == Language::Id { id } else { en });
    }
    Ok(Answer::Positive)
}

fn named(matches: &ArgMatches, session: &Session) -> Result<Vec<PersonId>, Failure> {
    let mut names: Vec<String> = matches.get_many::<String>("person").into_iter().flatten().cloned().collect();
    if let Some(file) = matches.try_get_one::<String>("list").ok().flatten() {
        let bytes = read_file(file)?;
        names.extend(String::from_utf8_lossy(&bytes).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    names.iter().map(|name| session.person(name)).collect()
}

fn add(matches: &ArgMatches, round: &RoundId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let people = named(matches, session)?;
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let candidates = match (&unit, people.is_empty()) {
        (Some(unit), true) => Candidates::Unit(unit),
        (None, false) => Candidates::People(&people),
        _ => return Err(Failure::said("sebutkan `--unit`, atau `--person` dan `--list`", "give `--unit`, or `--person` and `--list`")),
    };
    let added = session.ask(async |context| add_candidates(context, AddCandidates { round: round.clone(), candidates }).await)?;
    said(
        voice,
        &json!({ "schema": "jenjang/round-added/1", "round": round, "new": added.new, "already": added.already }),
        format!("{} calon baru, {} sudah tercatat.", added.new, added.already),
        format!("{} new candidates, {} stood already.", added.new, added.already),
    )
}

fn withdraw(matches: &ArgMatches, round: &RoundId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let mut people = named(matches, session)?;
    if people.is_empty() {
        people.extend(session.acting().cloned());
    }
    if people.is_empty() {
        return Err(Failure::said(
            "sebutkan calon dengan `--person`, atau diri sendiri dengan `--as`",
            "name a candidate with `--person`, or yourself with `--as`",
        ));
    }
    for person in &people {
        let command = WithdrawCandidate { round: round.clone(), person: person.clone() };
        session.ask(async |context| withdraw_candidate(context, command).await)?;
    }
    said(
        voice,
        &json!({ "schema": "jenjang/round-withdrawn/1", "round": round, "people": people }),
        format!("{} calon dikeluarkan.", people.len()),
        format!("{} taken off.", crate::output::plural(people.len(), "candidate was", "candidates were")),
    )
}

fn screen(matches: &ArgMatches, round: &RoundId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let dry_run = matches.get_flag("dry-run");
    let interrupt = Interrupt::watch(voice);
    let progress = Mutex::new(Progress::new(voice, voice.t("Memeriksa syarat", "Screening"), Some(0)));
    let told = |screening: Screening| {
        if let Ok(progress) = progress.lock() {
            progress.of(screening.done, screening.of);
        }
        interrupt.flow()
    };
    let command = ScreenRound { round, shipped: &library.files, gatherer: &gatherer::facts, dry_run, progress: &told };
    let screened = session.ask(async |context| screen_round(context, command).await)?;
    drop(progress);
    let (eligible, not_eligible, unknown) = (screened.eligible, screened.not_eligible, screened.unknown);
    if screened.interrupted {
        let done = eligible + not_eligible + unknown;
        return Err(Failure::said(
            format!("dihentikan setelah {done} keputusan, yang sudah disimpan; jalankan perintah yang sama lagi untuk meneruskan"),
            format!("stopped after {done} decisions, which are kept; run the same command again to go on"),
        ));
    }
    if !dry_run {
        audit::after_bulk(matches, session, voice)?;
    }
    let (id, en) = if dry_run { (" Tidak ada yang disimpan.", " Nothing was kept.") } else { ("", "") };
    said(
        voice,
        &json!({ "schema": "jenjang/round-screened/1", "round": round, "dry-run": dry_run, "eligible": eligible, "not-eligible": not_eligible, "unknown": unknown }),
        format!("{eligible} memenuhi syarat, {not_eligible} tidak, {unknown} belum dapat diputuskan.{id}"),
        format!("{eligible} eligible, {not_eligible} not eligible, {unknown} unknown.{en}"),
    )
}

fn panel_score(matches: &ArgMatches, round: &RoundId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let candidate = session.person(shared::word(matches, "candidate"))?;
    let one = |given: &String| {
        let read = given.split_once('=').and_then(|(fact, score)| Some((fact, parse_decimal(score).ok()?)));
        let (component, score) = read.ok_or_else(|| {
            Failure::said(
                format!("`--score {given}`: seharusnya seperti `selection.interview=82.5`"),
                format!("`--score {given}`: expected something like `selection.interview=82.5`"),
            )
        })?;
        Ok(GivenScore { candidate: candidate.clone(), component: component.into(), score })
    };
    let scores = matches.get_many::<String>("score").into_iter().flatten().map(one).collect::<Result<Vec<_>, Failure>>()?;
    session.ask(async |context| score_candidate(context, ScoreCandidate { round, scores: &scores }).await)?;
    said(
        voice,
        &json!({ "schema": "jenjang/round-panel-scored/1", "round": round, "candidate": candidate, "scores": scores.len() }),
        format!("{} nilai untuk {candidate} dicatat.", scores.len()),
        format!("{} of {candidate} noted.", crate::output::plural(scores.len(), "score", "scores")),
    )
}
