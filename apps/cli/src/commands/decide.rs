//! `decide`: people against a policy, with every reason.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::explain::Explainer;
use serde::Serialize;

use crate::args::text;
use crate::commands::shared::{self, Asked};
use crate::output::{Answer, Failure, Voice};
use crate::people;

pub(crate) fn command(language: Language) -> Command {
    Command::new("decide")
        .about(text(
            language,
            "Putuskan menurut sebuah kebijakan, dengan semua temuan dan dasar hukumnya",
            "Decide people by a policy, with every finding and its legal ground",
        ))
        .after_help(text(
            language,
            "Satu orang dalam berkas fakta: {\"id\": \"A-17\", \"grade\": \"III/b\", \"grade.since\": \"2022-04-01\", \"rating\": [\"baik\", \"baik\"], \"sanction.end\": null}. Fakta yang tidak ditulis berarti belum diketahui; null berarti diketahui tidak ada. Nama dan kode fakta: jenjang facts.\n\nDengan --format json: satu keputusan per baris. Kode keluar 1 bila ada yang tidak memenuhi syarat atau belum diketahui.",
            "One person in a file of facts: {\"id\": \"A-17\", \"grade\": \"III/b\", \"grade.since\": \"2022-04-01\", \"rating\": [\"baik\", \"baik\"], \"sanction.end\": null}. A fact that is not written is missing; null says that it is known not to exist. Names and codes of facts: jenjang facts.\n\nWith --format json: one decision per line. Exit code 1 when somebody is not eligible or the answer is unknown.",
        ))
        .args(shared::for_people(language))
}

/// One line of JSON output.
#[derive(Serialize)]
pub(crate) struct Line<'d> {
    pub(crate) schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<&'d str>,
    #[serde(flatten)]
    pub(crate) decision: &'d Decision,
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let mut positive = true;
    for (place, person) in people.iter().enumerate() {
        let decision = decide(&on_date, &person.dossier, &person.waivers);
        positive &= !matches!(decision.outcome, Outcome::NotEligible | Outcome::Unknown);
        if voice.is_json() {
            voice.json(&Line { schema: "jenjang/decision/1", id: person.id.as_deref(), decision: &decision })?;
        } else {
            if place > 0 {
                voice.line("");
            }
            if let Some(id) = &person.id {
                voice.line(format!("── {id}"));
            }
            voice.line(Explainer::new(&policy, voice.language).with_policies(library.set()).on(Some(as_of)).decision(&decision).trim_end());
        }
    }
    Ok(Answer::positive_if(positive))
}
