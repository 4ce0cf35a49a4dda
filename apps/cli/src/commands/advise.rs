//! `advise`: the least that must change.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::explain::Explainer;
use jenjang::policy::nearest::nearest_change;

use crate::args::text;
use crate::commands::shared::{self, Asked};
use crate::output::{Answer, Failure, Voice};
use crate::people;

pub(crate) fn command(language: Language) -> Command {
    Command::new("advise")
        .about(text(
            language,
            "Perubahan paling sedikit yang membuat seseorang memenuhi syarat",
            "The least set of changes that would make a person eligible",
        ))
        .after_help(text(
            language,
            "Kode keluar 1 bila ada yang tidak dapat memenuhi syarat dengan perubahan apa pun yang dapat ia lakukan.",
            "Exit code 1 when no change within somebody's reach would make them eligible.",
        ))
        .args(shared::for_people(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    if policy.kind != jenjang::policy::document::Kind::Eligibility {
        return Err(shared::wrong_kind(&policy, "`advise` hanya untuk kebijakan kelayakan", "`advise` is for eligibility policies"));
    }
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let mut positive = true;
    for person in &people {
        let decision = decide(&on_date, &person.dossier, &person.waivers);
        let eligible = decision.outcome == Outcome::Eligible;
        let changes = if eligible { Some(Vec::new()) } else { nearest_change(&on_date, &person.dossier) };
        positive &= changes.is_some();
        if voice.is_json() {
            voice.json(&serde_json::json!({
                "schema": "jenjang/advice/1",
                "id": person.id,
                "policy": &*policy.id,
                "version": policy.version,
                "as-of": as_of,
                "outcome": decision.outcome,
                "changes": changes,
                "missing": decision.missing,
            }))?;
        } else {
            if let Some(id) = &person.id {
                voice.line(format!("── {id}"));
            }
            voice.line(Explainer::new(&policy, voice.language).with_policies(library.set()).advice(&decision, changes.as_deref()));
        }
    }
    Ok(Answer::positive_if(positive))
}
