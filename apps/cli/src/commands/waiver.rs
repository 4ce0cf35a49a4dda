//! `waiver grant`: an exception that the law provides for.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::promotion::{GrantWaiver, grant_waiver};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let needed =
        |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).required(true).value_name(value).help(t(id, en));
    Command::new("waiver")
        .about(t("Pengecualian dari syarat", "Waivers of criteria"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("grant")
                .about(t(
                    "Beri pengecualian yang diatur kebijakan, sebagai pejabat pembina kepegawaian (--as)",
                    "Grant a waiver the policy provides for, as the appointing authority (--as)",
                ))
                .arg(Arg::new("waiver").required(true).value_name("WAIVER").help(t("Id pengecualian", "Id of the waiver")))
                .arg(needed("person", "PERSON", "Untuk siapa", "For whom"))
                .arg(needed("policy", "ID", "Id kebijakan", "Id of the policy"))
                .arg(needed("criterion", "CODE", "Kode syarat", "Code of the criterion"))
                .arg(needed("basis", "TEXT", "Dasar hukum, seperti disebut kebijakan", "Legal ground, as the policy names it"))
                .arg(needed("reason", "TEXT", "Mengapa orang ini dikecualikan", "Why this person is granted it"))
                .arg(
                    Arg::new("until")
                        .long("until")
                        .value_name("DATE")
                        .help(t("Hari terakhir dapat dipakai; bawaan: tanpa batas", "Last day it may be used; default: it does not lapse")),
                )
                .args(arguments(language)),
        )
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (_, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let library = Library::open(&[], &voice)?;
    let word = |name| shared::word(matches, name);
    let command = GrantWaiver {
        shipped: &library.files,
        id: shared::id(word("waiver"))?,
        person: session.person(word("person"))?,
        policy: word("policy"),
        criterion: word("criterion"),
        basis: word("basis"),
        reason: word("reason"),
        last_day: shared::date(matches, "until")?,
    };
    let record = session.ask(async |context| grant_waiver(context, command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/waiver/1", "waiver": record }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Pengecualian {} dari syarat `{}` dicatat untuk {}.", record.id, record.waiver.criterion, record.person),
        Language::En => format!("Waiver {} of criterion `{}` is noted for {}.", record.id, record.waiver.criterion, record.person),
    });
    Ok(Answer::Positive)
}
