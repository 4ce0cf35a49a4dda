//! `development profile import`: competency profiles into the store.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::competency::Profile;
use jenjang::legal::Language;
use jenjang_service::needs::{ImportProfiles, import_profiles};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::competency::sources;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("profile")
        .about(t("Profil kompetensi dalam tempat data", "Competency profiles in the store"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("import")
                .about(t(
                    "Impor hasil penilaian kompetensi; yang sudah ada tidak digandakan",
                    "Import assessed competencies; what is there already is not doubled",
                ))
                .arg(Arg::new("file").required(true).value_name("FILE|-").help(t(
                    "CSV: person,competency,level,date,assessor,method; bila perlu valid-until, framework, purpose, tier, unit, accredited, evidence",
                    "CSV: person,competency,level,date,assessor,method; if needed valid-until, framework, purpose, tier, unit, accredited, evidence",
                )))
                .arg(Arg::new("accredited").long("accredited").action(ArgAction::SetTrue).help(t(
                    "Baris yang tidak menyebutkannya berasal dari unit yang terakreditasi",
                    "Lines that do not say so come from an accredited unit",
                )))
                .arg(
                    Arg::new("dry-run")
                        .long("dry-run")
                        .action(ArgAction::SetTrue)
                        .help(t("Hanya katakan apa yang akan dilakukan", "Only say what would be done")),
                )
                .args(sources::files(language))
                .args(arguments(language)),
        )
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (_, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let mut library = sources::library(matches, &voice)?;
    let people = sources::read_people(&mut library, shared::word(matches, "file"), matches.get_flag("accredited"), &voice)?;
    let profiles: Vec<Profile> = people.into_iter().flat_map(|person| person.profiles).collect();
    let dry_run = matches.get_flag("dry-run");
    let command = ImportProfiles { profiles: &profiles, dry_run };
    let done = session.ask(async |context| import_profiles(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/profile-import/1", "dry-run": dry_run, "done": done }))?;
        return Ok(Answer::Positive);
    }
    let trial = if dry_run { voice.t(" (percobaan, tidak ada yang diubah)", " (a trial, nothing was changed)") } else { "" };
    voice.line(match language {
        Language::Id => format!("{} hasil baru untuk {} orang; {} sudah ada{trial}.", done.new, done.people, done.known),
        Language::En => format!(
            "{} of {}; {} were there already{trial}.",
            plural(done.new, "new result", "new results"),
            plural(done.people, "person", "people"),
            done.known
        ),
    });
    Ok(Answer::Positive)
}
