//! `policy list`: the shipped policies.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::{Certainty, Language};
use jenjang::policy::document::Kind;
use serde::Serialize;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("list").about(text(language, "Daftar kebijakan bawaan", "List the shipped policies")).args(shared::sources(language)).arg(
        Arg::new("prefix").value_name("PREFIX").help(text(
            language,
            "Hanya id yang diawali ini, misalnya asn/promotion",
            "Only ids that start with this, such as asn/promotion",
        )),
    )
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'p> {
    schema: &'static str,
    id: &'p str,
    decides: Kind,
    title: &'p jenjang::legal::Label,
    effective: jenjang::period::EffectivePeriod,
    certainty: Certainty,
    cases: usize,
    version: jenjang::policy::model::VersionHash,
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let library = shared::library(matches, voice)?;
    let prefix = matches.get_one::<String>("prefix").map_or("", String::as_str);
    let policies: Vec<_> = library.set().iter().filter(|p| p.id.starts_with(prefix)).collect();
    if policies.is_empty() {
        return Err(Failure::said(
            format!("tidak ada kebijakan yang id-nya diawali `{prefix}`"),
            format!("no policy has an id that starts with `{prefix}`"),
        ));
    }
    if voice.is_json() {
        for policy in policies {
            voice.json(&Entry {
                schema: "jenjang/policy-entry/1",
                id: &policy.id,
                decides: policy.kind,
                title: &policy.title,
                effective: policy.effective,
                certainty: policy.certainty(),
                cases: policy.cases.len(),
                version: policy.version,
            })?;
        }
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        "id",
        voice.t("memutuskan", "decides"),
        voice.t("judul", "title"),
        voice.t("berlaku", "in force"),
        voice.t("kasus", "cases"),
    ]);
    for policy in &policies {
        table.row(vec![
            policy.id.to_string(),
            voice.label(&shared::kind(policy.kind)).to_owned(),
            voice.label(&policy.title).to_owned(),
            period(policy.effective, voice),
            policy.cases.len().to_string(),
        ]);
    }
    voice.line(table.render(voice));
    voice.line(match voice.language {
        Language::Id => format!("{} kebijakan. `jenjang policy explain ID` menjelaskan isinya.", policies.len()),
        Language::En => format!("{}. `jenjang policy explain ID` explains one.", plural(policies.len(), "policy", "policies")),
    });
    Ok(Answer::Positive)
}

fn period(period: jenjang::period::EffectivePeriod, voice: &Voice) -> String {
    match (period.from, period.to) {
        (Some(from), None) => format!("{} {from}", voice.t("sejak", "since")),
        (Some(from), Some(to)) => format!("{from} {} {to}", voice.t("sampai sebelum", "until before")),
        (None, Some(to)) => format!("{} {to}", voice.t("sampai sebelum", "until before")),
        (None, None) => voice.t("selalu", "always").to_owned(),
    }
}
