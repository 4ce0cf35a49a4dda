//! `cycle open|progress|close|release|withdraw-group|list`: running a cycle.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::people::id::CompetencyCode;
use jenjang_service::Seen;
use jenjang_service::cycles::{
    CloseCycle, OpenCycle, Share, WithdrawGroups, close, list_cycles, open, read_progress, release, withdraw_groups,
};
use rust_decimal::Decimal;
use serde_json::json;

use super::{about, cycle_of, ratee_arg, raters};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::{audit, shared};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 6] {
    let t = |id, en| text(language, id, en);
    let day = |name: &'static str, id, en| Arg::new(name).long(name).value_name("DATE").help(t(id, en));
    [
        about("open", language, t("Buka periode: jawaban diterima, tidak ada yang dapat dibaca", "Open a cycle: answers are taken, nothing can be read"))
            .arg(day("since", "Hari pertama; bawaan: hari ini", "First day; default: today"))
            .arg(day("until", "Hari terakhir jawaban diterima", "Last day on which answers are taken").required(true)),
        about("progress", language, t("Berapa yang sudah menjawab, dalam perempat; bukan siapa", "How many have answered, in quarters; never who")),
        about("close", language, t("Tutup periode: hitung hasil, lalu hancurkan hubungan penilai dengan jawaban", "Close a cycle: compute the results, then destroy the link between raters and answers"))
            .after_help(t(
                "Tidak dapat dibatalkan. Yang perlu melihat satu penilai pada beberapa orang dihitung sebelum pemutusan; tanda terima tetap ada.",
                "This cannot be undone. What needs one rater seen across people is computed before the cut; receipts stay.",
            ))
            .arg(Arg::new("importance").long("importance").value_name("CODE=NUMBER").action(ArgAction::Append).help(t(
                "Kepentingan sebuah dimensi; dapat diulang; bawaan: semua sama",
                "Importance of a dimension; may be repeated; default: all equal",
            )))
            .arg(audit::key::argument(language)),
        about("release", language, t("Umumkan hasil kepada yang berhak", "Release the results to those they are for")),
        about("withdraw-group", language, t("Tarik kelompok penilai dari hasil seseorang: edisi baru", "Withdraw groups of raters from somebody's result: a new edition"))
            .arg(ratee_arg(language).required(true))
            .arg(Arg::new("group").long("group").required(true).value_name("GROUP").action(ArgAction::Append).help(t("Kelompok penilai; dapat diulang", "A group of raters; may be repeated")))
            .arg(Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan", "Why"))),
        Command::new("list").about(t("Semua periode dan keadaannya", "All cycles and their states")).args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "list" => return list(session, voice),
        "progress" => return progress(matches, session, voice),
        _ => {}
    }
    let cycle = cycle_of(matches)?;
    match name {
        "open" => {
            let since = shared::date(matches, "since")?.unwrap_or_else(|| session.today());
            let command = OpenCycle { cycle, since, until: shared::required_date(matches, "until")?, seen: Seen::Anything };
            let opened = session.ask(async |context| open(context, &command).await)?;
            raters::remarks(&opened.remarks, voice);
            said(
                voice,
                &json!({ "schema": "jenjang/cycle-opened/1", "cycle": command.cycle, "ratees": opened.ratees, "nominations": opened.nominations, "undecided": opened.undecided, "remarks": raters::as_json(&opened.remarks) }),
                format!(
                    "Dibuka {} sampai {}: {} orang dinilai oleh {} penilaian yang disetujui; {} belum diputuskan atasan.",
                    since, command.until, opened.ratees, opened.nominations, opened.undecided
                ),
                format!(
                    "Open from {} to {}: {} people, {} approved nominations; {} the superior has not decided on.",
                    since, command.until, opened.ratees, opened.nominations, opened.undecided
                ),
            )
        }
        "close" => {
            let command = CloseCycle { cycle, importance: importance(matches)?, recommended: None };
            let closed = session.ask(async |context| close(context, &command).await)?;
            audit::after_bulk(matches, session, voice)?;
            said(
                voice,
                &json!({ "schema": "jenjang/cycle-closed/1", "cycle": command.cycle, "ratees": closed.ratees, "scored": closed.scored, "responses": closed.responses, "left-out": closed.left_out }),
                format!(
                    "Ditutup: {} orang dinilai, {} mempunyai nilai, dari {} jawaban. Hubungan penilai dengan jawaban sudah dihancurkan.",
                    closed.ratees, closed.scored, closed.responses
                ),
                format!(
                    "Closed: {} people rated, {} with a score, from {} responses. The link between raters and answers is destroyed.",
                    closed.ratees, closed.scored, closed.responses
                ),
            )
        }
        "release" => {
            session.ask(async |context| release(context, &cycle).await)?;
            said(
                voice,
                &json!({ "schema": "jenjang/cycle-released/1", "cycle": cycle }),
                format!("Hasil periode {cycle} diumumkan."),
                format!("The results of cycle {cycle} are released."),
            )
        }
        _ => {
            let groups =
                matches.get_many::<String>("group").into_iter().flatten().map(|group| shared::id(group)).collect::<Result<_, _>>()?;
            let ratee = session.person(shared::word(matches, "ratee"))?;
            let command = WithdrawGroups { cycle, ratee, groups, reason: shared::word(matches, "reason").into() };
            let edition = session.ask(async |context| withdraw_groups(context, &command).await)?;
            said(
                voice,
                &json!({ "schema": "jenjang/cycle-edition/1", "cycle": command.cycle, "ratee": command.ratee, "edition": edition }),
                format!("Hasil {} sekarang edisi {edition}.", command.ratee),
                format!("The result of {} is now edition {edition}.", command.ratee),
            )
        }
    }
}

fn said(voice: &Voice, value: &serde_json::Value, id: String, en: String) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json(value)?;
    } else {
        voice.line(if voice.language == Language::Id { id } else { en });
    }
    Ok(Answer::Positive)
}

fn importance(matches: &ArgMatches) -> Result<BTreeMap<CompetencyCode, Decimal>, Failure> {
    let one = |given: &String| {
        let wrong = || {
            Failure::said(
                format!("`--importance {given}`: seharusnya seperti `M.01=0.2`"),
                format!("`--importance {given}`: expected something like `M.01=0.2`"),
            )
        };
        let (code, number) = given.split_once('=').ok_or_else(wrong)?;
        Ok((shared::id(code)?, parse_decimal(number).map_err(|_| wrong())?))
    };
    matches.get_many::<String>("importance").into_iter().flatten().map(one).collect()
}

fn progress(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycle = cycle_of(matches)?;
    let found = session.ask(async |context| read_progress(context, &cycle).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/cycle-progress/1", "cycle": cycle, "progress": found }))?;
        return Ok(Answer::Positive);
    }
    let few = Label::new("terlalu sedikit untuk disebut", "too few to say");
    let whole = found.whole.map_or(few, Share::label);
    let header: &[&str] = if voice.language == Language::Id { &["unit", "sudah menjawab"] } else { &["unit", "answered"] };
    let mut table = Table::new(header);
    table.row(vec![voice.t("seluruh periode", "the whole cycle").to_owned(), voice.label(&whole).to_owned()]);
    for one in &found.units {
        table.row(vec![voice.label(&one.name).to_owned(), voice.label(&one.share.label()).to_owned()]);
    }
    voice.line(table.render(voice));
    if found.too_small > 0 {
        let said = voice.t("unit terlalu kecil untuk disebut sendiri", "units too small to be said on their own");
        voice.line(format!("{} {said}", found.too_small));
    }
    Ok(Answer::Positive)
}

fn list(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycles = session.ask(async |context| list_cycles(context).await)?;
    if voice.is_json() {
        let list: Vec<_> = cycles
            .iter()
            .map(|one| json!({ "cycle": one.cycle, "title": one.title, "unit": one.unit, "scheme": &*one.scheme, "instrument": &*one.instrument, "severed": one.severed }))
            .collect();
        voice.json_pretty(&json!({ "schema": "jenjang/cycles/1", "cycles": list }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] =
        if voice.language == Language::Id { &["periode", "judul", "unit", "keadaan"] } else { &["cycle", "title", "unit", "state"] };
    let mut table = Table::new(header);
    for one in &cycles {
        let state = one.cycle.state().label();
        table.row(vec![
            one.cycle.id().to_string(),
            voice.label(&one.title).to_owned(),
            one.unit.to_string(),
            voice.label(&state).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
