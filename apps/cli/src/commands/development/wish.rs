//! `development wish`: what somebody wishes to learn.

use clap::{Arg, ArgMatches, Command};
use jenjang::development::wish::Wish;
use jenjang::legal::Language;
use jenjang_service::needs::{AddWish, WithdrawWish, add_wish, list_wishes, withdraw_wish};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let person = || {
        Arg::new("person").required(true).value_name("PERSON").help(t("Id internal atau nomor pegawai", "Internal id or employee number"))
    };
    Command::new("wish")
        .about(t(
            "Minat pelatihan: ditampilkan di samping kebutuhan terukur, tidak pernah menaikkan nilai",
            "Wishes for training: shown beside measured need, never raising a score",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("add")
                .about(t("Nyatakan minat sendiri (--as)", "Say what you wish to learn (--as)"))
                .arg(person())
                .arg(Arg::new("topic").required(true).value_name("TEXT").help(t("Yang ingin dipelajari", "What you wish to learn")))
                .arg(
                    Arg::new("competency")
                        .long("competency")
                        .value_name("CODE")
                        .help(t("Kompetensinya, misalnya M.03", "Its competency, such as M.03")),
                )
                .arg(Arg::new("course").long("course").value_name("ID").help(t("Pelatihan dari katalog", "A course of the catalogue")))
                .args(arguments(language)),
        )
        .subcommand(
            Command::new("withdraw")
                .about(t("Tarik minat", "Take a wish back"))
                .arg(Arg::new("wish").required(true).value_name("ID").help(t("Id minat", "Id of the wish")))
                .args(arguments(language)),
        )
        .subcommand(Command::new("list").about(t("Minat seseorang", "Somebody's wishes")).arg(person()).args(arguments(language)))
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let word = |name| shared::word(matches, name);
    match name {
        "add" => {
            let command = AddWish {
                person: session.person(word("person"))?,
                topic: word("topic").to_owned(),
                competency: matches.get_one::<String>("competency").map(|code| shared::id(code)).transpose()?,
                course: matches.get_one::<String>("course").map(|id| shared::id(id)).transpose()?,
            };
            let wish = session.ask(async |context| add_wish(context, &command).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/wish/1", "wish": wish }))?;
            } else {
                voice.line(match language {
                    Language::Id => format!("Minat `{}` dicatat sebagai {}.", wish.topic, wish.id),
                    Language::En => format!("The wish `{}` is noted as {}.", wish.topic, wish.id),
                });
            }
        }
        "withdraw" => {
            let command = WithdrawWish { id: word("wish").into() };
            session.ask(async |context| withdraw_wish(context, &command).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/wish/1", "withdrawn": command.id }))?;
            } else {
                voice.line(voice.t("Ditarik.", "Taken back."));
            }
        }
        _ => {
            let person = session.person(word("person"))?;
            let wishes = session.ask(async |context| list_wishes(context, &person).await)?;
            if voice.is_json() {
                voice.json_pretty(&json!({ "schema": "jenjang/wishes/1", "person": person, "wishes": wishes }))?;
            } else {
                table(&wishes, &voice);
            }
        }
    }
    Ok(Answer::Positive)
}

/// Wishes as people read them.
pub(super) fn table(wishes: &[Wish], voice: &Voice) {
    if wishes.is_empty() {
        voice.line(voice.t("Belum ada minat yang dinyatakan.", "Nobody said a wish yet."));
        return;
    }
    let mut table = Table::new(&["id", voice.t("minat", "wish"), voice.t("kompetensi", "competency"), voice.t("sejak", "since")]);
    for wish in wishes {
        let competency = wish.competency.as_ref().map(ToString::to_string).unwrap_or_default();
        table.row(vec![wish.id.to_string(), wish.topic.to_string(), competency, wish.on.to_string()]);
    }
    voice.line(table.render(voice));
}
