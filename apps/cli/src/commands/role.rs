//! `role …`: who may do what, of the roles that somebody gives.

use clap::{Arg, ArgMatches, Command};
use jenjang::access::{Grant, GrantedRole};
use jenjang::legal::Language;
use jenjang::people::id::UnitId;
use jenjang_service::people::{EndRole, GrantRole, end_role, grant_role, list_grants};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

const ROLES: [&str; 4] = ["hr-officer", "policy-analyst", "appointing-authority", "auditor"];

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let whom = || {
        Arg::new("person").required(true).value_name("PERSON").help(t("Id internal atau nomor pegawai", "Internal id or employee number"))
    };
    let role = || {
        Arg::new("role").required(true).value_name("ROLE").value_parser(ROLES).help(t(
            "hr-officer (pengelola kepegawaian), policy-analyst, appointing-authority (PPK), auditor",
            "hr-officer, policy-analyst, appointing-authority, auditor",
        ))
    };
    let unit = || {
        Arg::new("unit")
            .long("unit")
            .required(true)
            .value_name("UNIT")
            .help(t("Unit kerja, beserta semua di bawahnya", "The unit, with all under it"))
    };
    Command::new("role")
        .about(t("Peran: siapa boleh berbuat apa", "Roles: who may do what"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            Command::new("grant")
                .about(t("Beri seseorang peran untuk suatu unit dan semua di bawahnya", "Give somebody a role for a unit and all under it"))
                .after_help(t(
                    "Peran pertama diberikan oleh operator, selanjutnya juga oleh pejabat pembina kepegawaian (--as). Tidak seorang pun memberi diri sendiri peran.\nContoh: jenjang role grant 199001012015031900 hr-officer --unit dinas-a",
                    "The first roles are given by the operator, later ones by the appointing authority too (--as). Nobody gives oneself a role.\nExample: jenjang role grant 199001012015031900 hr-officer --unit unit-a",
                ))
                .args([whom(), role(), unit()])
                .arg(Arg::new("since").long("since").value_name("DATE").help(t("Hari pertama; bawaan: hari ini", "First day; default: today")))
                .args(arguments(language)),
            Command::new("end")
                .about(t("Akhiri peran seseorang", "End somebody's role"))
                .args([whom(), role(), unit()])
                .arg(Arg::new("until").long("until").value_name("DATE").help(t("Hari pertama tanpa peran itu; bawaan: hari ini", "First day without the role; default: today")))
                .args(arguments(language)),
            Command::new("list").about(t("Siapa memegang peran apa", "Who holds which role")).args(arguments(language)),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let grants = match name {
        "grant" => {
            let (person, role, unit) = named(matches, &session)?;
            let command = GrantRole { person, role, unit, since: shared::date(matches, "since")? };
            vec![session.ask(async |context| grant_role(context, command).await)?]
        }
        "end" => {
            let (person, role, unit) = named(matches, &session)?;
            let command = EndRole { person, role, unit, until: shared::date(matches, "until")? };
            vec![session.ask(async |context| end_role(context, command).await)?]
        }
        _ => session.ask(async |context| list_grants(context).await)?,
    };
    show(&grants, &voice)?;
    Ok(Answer::Positive)
}

fn named(matches: &ArgMatches, session: &Session) -> Result<(jenjang::people::id::PersonId, GrantedRole, UnitId), Failure> {
    let word = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let role = GrantedRole::ALL.into_iter().find(|role| role.as_str() == word("role"));
    let role = role.ok_or_else(|| Failure::said("peran tidak dikenal", "unknown role"))?;
    Ok((session.person(word("person"))?, role, shared::id::<UnitId>(word("unit"))?))
}

fn show(grants: &[Grant], voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json_pretty(&json!({ "schema": "jenjang/roles/1", "grants": grants }));
    }
    if grants.is_empty() {
        voice.line(voice.t("Belum ada peran.", "There are no roles yet."));
        return Ok(());
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["pegawai", "peran", "unit", "sejak", "sampai"]
    } else {
        &["person", "role", "unit", "since", "until"]
    };
    let mut table = Table::new(header);
    for grant in grants {
        let until = grant.until.map(|day| day.to_string()).unwrap_or_default();
        table.row(vec![grant.person.to_string(), grant.role.as_str().to_owned(), grant.unit.to_string(), grant.since.to_string(), until]);
    }
    voice.line(table.render(voice));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_named() {
        assert_eq!(GrantedRole::ALL.map(GrantedRole::as_str), ROLES);
    }
}
