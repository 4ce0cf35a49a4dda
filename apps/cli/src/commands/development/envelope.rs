//! `development envelope open|list|show|enter|take-back|settle`: money for development and what became of it.

use clap::{Arg, ArgMatches, Command};
use jenjang::development::budget::Stage;
use jenjang::legal::Language;
use jenjang_service::budget::{
    EnterMoney, EnvelopeView, OpenEnvelope, SettleSession, TakeBack, enter_money, list_envelopes, open_envelope, read_envelope,
    settle_session, take_back,
};
use serde_json::json;

use super::money;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    let envelope = || Arg::new("envelope").required(true).value_name("ENVELOPE").help(t("Id pagu", "Id of the envelope"));
    let document = || option("document", "TEXT", "Dokumen yang mendasarinya", "The document it rests on").required(true);
    let over =
        || option("over", "REASON", "Alasan bila melebihi yang tersedia; tercatat", "Why it may go beyond what is available; it is kept");
    let year = || option("year", "YEAR", "Tahun anggaran", "The budget year").value_parser(clap::value_parser!(i32));
    Command::new("envelope")
        .about(t("Pagu anggaran pengembangan: direncanakan, terikat, dibelanjakan", "Money for development: planned, committed, spent"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            Command::new("open")
                .about(t("Buka pagu, sebagai pengelola kepegawaian (--as)", "Open an envelope, as an HR officer (--as)"))
                .arg(envelope())
                .arg(
                    option("unit", "UNIT", "Unit pemilik, dengan semua di bawahnya", "Whose it is, with all units under it").required(true),
                )
                .arg(option("programme", "TEXT", "Program dalam anggaran", "The programme of the budget").required(true))
                .arg(year().required(true))
                .arg(option("money", "RUPIAH", "Jumlah, misalnya 250.000.000", "How much, such as 250,000,000").required(true))
                .arg(document())
                .args(arguments(language)),
            Command::new("list").about(t("Daftar pagu", "Envelopes and where they stand")).arg(year()).args(arguments(language)),
            Command::new("show")
                .about(t("Isi satu pagu dengan rencananya", "One envelope with its entries and plans"))
                .arg(envelope())
                .args(arguments(language)),
            Command::new("enter")
                .about(t("Catat uang, sebagai pengelola kepegawaian (--as)", "Enter money, as an HR officer (--as)"))
                .arg(envelope())
                .arg(
                    option("stage", "STAGE", "Tahapnya", "How far the money has gone")
                        .required(true)
                        .value_parser(Stage::ALL.map(Stage::as_str)),
                )
                .arg(option("what", "TEXT", "Untuk apa", "What for").required(true))
                .arg(option("amount", "RUPIAH", "Jumlah", "How much").required(true))
                .arg(document())
                .arg(
                    option(
                        "settles",
                        "NUMBER",
                        "Nomor catatan tahap sebelumnya yang diselesaikan",
                        "Number of the entry of the stage before that it settles",
                    )
                    .value_parser(clap::value_parser!(u32)),
                )
                .arg(over())
                .args(arguments(language)),
            Command::new("take-back")
                .about(t("Balikkan catatan yang salah dengan catatan lawan", "Take a wrong entry back by a counter-entry"))
                .arg(envelope())
                .arg(
                    Arg::new("entry")
                        .required(true)
                        .value_name("NUMBER")
                        .value_parser(clap::value_parser!(u32))
                        .help(t("Nomor catatan", "Number of the entry")),
                )
                .arg(option("amount", "RUPIAH", "Sebagian saja; bawaan: seluruh sisanya", "Only a part; default: all that is left of it"))
                .arg(option("why", "TEXT", "Mengapa", "Why").required(true))
                .arg(document())
                .args(arguments(language)),
            Command::new("settle")
                .about(t(
                    "Bayar jadwal dari rencana: yang terikat menjadi belanja, sisanya bebas",
                    "Pay for a session of a plan: what is committed is spent, the rest is free",
                ))
                .arg(Arg::new("plan").required(true).value_name("PLAN").help(t("Id rencana", "Id of the plan")))
                .arg(Arg::new("session").required(true).value_name("SESSION").help(t("Id jadwal", "Id of the session")))
                .arg(option(
                    "amount",
                    "RUPIAH",
                    "Jumlah menurut tagihan; bawaan: menurut yang hadir",
                    "What the invoice says; default: by who came",
                ))
                .arg(document())
                .arg(over())
                .args(arguments(language)),
        ])
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let word = |name| shared::word(matches, name);
    let given = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let amount = |name: &str| given(name).map(|text| money::argument(name, text)).transpose();
    let needed = |name: &str| money::argument(name, shared::word(matches, name));
    let said = |value: serde_json::Value, id: String, en: String| {
        if voice.is_json() {
            voice.json(&value)?;
        } else {
            voice.line(if language == Language::Id { id } else { en });
        }
        Ok(Answer::Positive)
    };
    let number = |number: u32| {
        said(
            json!({ "schema": "jenjang/envelope-entry/1", "envelope": word("envelope"), "entry": number }),
            format!("Tercatat sebagai nomor {number}."),
            format!("Entered as number {number}."),
        )
    };
    match name {
        "open" => {
            let command = OpenEnvelope {
                id: shared::id(word("envelope"))?,
                unit: shared::id(word("unit"))?,
                programme: word("programme").into(),
                year: matches.get_one::<i32>("year").copied().unwrap_or_default(),
                money: needed("money")?,
                document: word("document").into(),
            };
            session.ask(async |context| open_envelope(context, &command).await)?;
            let id = &command.id;
            said(
                json!({ "schema": "jenjang/envelope/1", "id": id }),
                format!("Pagu {id} dibuka: {}.", money::shown(&voice, command.money)),
                format!("Envelope {id} is open: {}.", money::shown(&voice, command.money)),
            )
        }
        "list" => {
            let year = matches.get_one::<i32>("year").copied();
            let found = session.ask(async |context| list_envelopes(context, year).await)?;
            list(&found, &voice)
        }
        "enter" => {
            let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == word("stage")).unwrap_or(Stage::Planned);
            let command = EnterMoney {
                envelope: shared::id(word("envelope"))?,
                stage,
                what: word("what").into(),
                amount: needed("amount")?,
                document: word("document").into(),
                settles: matches.get_one::<u32>("settles").copied(),
                over: given("over").map(Into::into),
            };
            number(session.ask(async |context| enter_money(context, &command).await)?)
        }
        "take-back" => {
            let command = TakeBack {
                envelope: shared::id(word("envelope"))?,
                entry: matches.get_one::<u32>("entry").copied().unwrap_or_default(),
                amount: amount("amount")?,
                why: word("why").into(),
                document: word("document").into(),
            };
            number(session.ask(async |context| take_back(context, &command).await)?)
        }
        "settle" => {
            let command = SettleSession {
                plan: shared::id(word("plan"))?,
                session: shared::id(word("session"))?,
                amount: amount("amount")?,
                document: word("document").into(),
                over: given("over").map(Into::into),
            };
            let done = session.ask(async |context| settle_session(context, &command).await)?;
            let (spent, freed) = (money::shown(&voice, done.spent), money::shown(&voice, done.freed));
            said(
                json!({ "schema": "jenjang/envelope-settled/1", "spent": done.spent, "freed": done.freed }),
                format!("Dibelanjakan {spent}; {freed} bebas kembali."),
                format!("{spent} spent; {freed} free again."),
            )
        }
        _ => {
            let id = shared::id(word("envelope"))?;
            let found = session.ask(async |context| read_envelope(context, &id).await)?;
            show(&found, &voice)
        }
    }
}

fn list(found: &[EnvelopeView], voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/envelope-list/1", "envelopes": found }))?;
        return Ok(Answer::Positive);
    }
    if found.is_empty() {
        voice.line(voice.t("Belum ada pagu.", "There are no envelopes."));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["pagu", "tahun", "unit", "program", "uang", "direncanakan", "terikat", "dibelanjakan", "tersedia"],
        Language::En => &["envelope", "year", "unit", "programme", "money", "planned", "committed", "spent", "available"],
    };
    let mut table = Table::new(header);
    for EnvelopeView { envelope, balance, .. } in found {
        let money = |amount| money::shown(voice, amount);
        table.row(vec![
            envelope.id.to_string(),
            envelope.year.to_string(),
            envelope.unit.to_string(),
            envelope.programme.to_string(),
            money(envelope.money),
            money(balance.planned),
            money(balance.committed),
            money(balance.spent),
            money(balance.available),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn show(found: &EnvelopeView, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        let mut value = serde_json::to_value(found).map_err(|error| Failure::said(format!("JSON: {error}"), format!("JSON: {error}")))?;
        if let Some(members) = value.as_object_mut() {
            members.insert("schema".to_owned(), json!("jenjang/envelope/1"));
        }
        voice.json_pretty(&value)?;
        return Ok(Answer::Positive);
    }
    list(std::slice::from_ref(found), voice)?;
    if !found.envelope.entries.is_empty() {
        let header: &[&str] = match voice.language {
            Language::Id => &["no.", "tanggal", "tahap", "untuk", "jumlah", "dokumen", "catatan"],
            Language::En => &["no.", "day", "stage", "what for", "amount", "document", "remark"],
        };
        let mut table = Table::new(header);
        for entry in &found.envelope.entries {
            let mut remarks = Vec::new();
            if let Some(settled) = entry.settles {
                remarks.push(format!("{} {settled}", voice.t("menyelesaikan", "settles")));
            }
            if let Some(corrected) = entry.corrects {
                remarks.push(format!("{} {corrected}", voice.t("membalikkan", "takes back")));
            }
            if let Some(over) = &entry.over {
                remarks.push(format!("{}: {over}", voice.t("melebihi pagu", "beyond the money")));
            }
            table.row(vec![
                entry.number.to_string(),
                entry.on.to_string(),
                voice.label(&entry.stage.label()).to_owned(),
                entry.what.to_string(),
                money::shown(voice, entry.amount),
                entry.document.to_string(),
                remarks.join("; "),
            ]);
        }
        voice.line(table.render(voice));
    }
    for plan in &found.plans {
        let (state, cost) = (plan.state.label(), money::shown(voice, plan.cost));
        voice.line(match voice.language {
            Language::Id => format!("Rencana {}: {}, {cost}, menutup {}.", plan.id, state.id, voice.decimal(plan.gain)),
            Language::En => format!("Plan {}: {}, {cost}, closes {}.", plan.id, state.en, voice.decimal(plan.gain)),
        });
    }
    Ok(Answer::Positive)
}
