//! `lab sql`: a policy as one SELECT.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_lab::sql::{self, Dialect};
use serde_json::json;

use super::{days, library, rule, rules};
use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("sql")
        .about(t(
            "Kebijakan sebagai satu SELECT, untuk basis data tempat orangnya berada; jawabannya sama dengan `decide`",
            "A policy as one SELECT, for the database where the people are; its answers are those of `decide`",
        ))
        .after_help(t(
            "Contoh: jenjang lab sql asn/promotion/regular --dialect postgres --as-of 2026-10-01 > layak.sql",
            "Example: jenjang lab sql asn/promotion/regular --dialect postgres --as-of 2026-10-01 > eligible.sql",
        ))
        .arg(
            Arg::new("policy")
                .required(true)
                .value_name("ID|FILE")
                .help(t("Kebijakan bawaan menurut id, atau berkas TOML sendiri", "A shipped policy by id, or a TOML file of your own")),
        )
        .arg(
            Arg::new("dialect")
                .long("dialect")
                .required(true)
                .value_name("postgres|duckdb|spark")
                .value_parser(Dialect::ALL.map(Dialect::as_str))
                .help(t("Basis datanya", "The engine")),
        )
        .arg(
            Arg::new("table").long("table").value_name("NAME").default_value("people").help(t(
                "Tabel orangnya, ditulis apa adanya; bawaan: people",
                "The table of people, written as it stands; default: people",
            )),
        )
        .arg(Arg::new("schema").long("schema").action(ArgAction::SetTrue).help(t(
            "Tulis CREATE TABLE yang dibaca SELECT itu, bukan SELECT-nya",
            "Write the CREATE TABLE that the SELECT reads, instead of the SELECT",
        )))
        .args(days(language))
        .args(rules(language))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let rule = rule(&mut library, matches, "policy", voice)?;
    let given = shared::word(matches, "dialect");
    // the parser lets nothing else through
    let dialect = Dialect::parse(given).ok_or_else(|| {
        Failure::said(
            format!("`--dialect {given}`: diharapkan postgres, duckdb atau spark"),
            format!("`--dialect {given}`: expected postgres, duckdb or spark"),
        )
    })?;
    let table = shared::word(matches, "table");
    let statement = if matches.get_flag("schema") { sql::schema(&rule.on, dialect, table) } else { sql::select(&rule.on, dialect, table)? };
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/lab-sql/1", "policy": rule.policy.id, "version": rule.policy.version, "as-of": rule.as_of, "dialect": given, "statement": statement,
        }))?;
    } else {
        voice.line(format!("{};", statement.trim_end()));
    }
    Ok(Answer::Positive)
}
