//! `policy explain`: a policy in plain language.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::explain::Explainer;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("explain")
        .about(text(
            language,
            "Jelaskan kebijakan dalam bahasa sehari-hari, lengkap dengan angka, tanggal, pengecualian, dan pasal",
            "Explain a policy in plain language, with every number, date, exception and article",
        ))
        .arg(Arg::new("policy").required(true).value_name("ID|FILE").help(text(
            language,
            "Id kebijakan bawaan atau berkas TOML",
            "Id of a shipped policy or a TOML file",
        )))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let name = matches.get_one::<String>("policy").map_or("", String::as_str);
    let policy = library.policy(name, voice)?;
    let words = |language| Explainer::new(&policy, language).with_policies(library.set()).policy();
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/explanation/1",
            "id": &*policy.id,
            "version": policy.version,
            "text": { "id": words(Language::Id), "en": words(Language::En) },
        }))?;
    } else {
        voice.line(words(voice.language).trim_end());
    }
    Ok(Answer::Positive)
}
