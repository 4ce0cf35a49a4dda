//! `policy show`: the source text, to read or to copy.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, write_stdout};

pub(crate) fn command(language: Language) -> Command {
    Command::new("show")
        .about(text(
            language,
            "Tampilkan teks sumber sebuah kebijakan; simpan dan ubah sebagai salinan sendiri",
            "Show the source text of a policy; save it to change a copy of your own",
        ))
        .arg(Arg::new("policy").required(true).value_name("ID").help(text(language, "Id kebijakan", "Id of the policy")))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let name = matches.get_one::<String>("policy").map_or("", String::as_str);
    let policy = library.policy(name, voice)?;
    let source = library.files.sources.get(&policy.file);
    if voice.is_json() {
        voice.json_pretty(
            &serde_json::json!({ "schema": "jenjang/policy-source/1", "id": &*policy.id, "version": policy.version, "source": source }),
        )?;
    } else {
        write_stdout(source);
    }
    Ok(Answer::Positive)
}
