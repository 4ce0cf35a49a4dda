//! `database init`: an empty store.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, place};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("init")
        .about(text(language, "Buat tempat data yang kosong; yang sudah ada tidak ditimpa", "Make an empty store; one that is there is not overwritten"))
        .after_help(text(
            language,
            "Contoh:\n  jenjang database init\n  jenjang database init --database sqlite:/data/kabupaten.db\n  jenjang database init --database postgres://jenjang@localhost/jenjang --keys /data/kunci",
            "Examples:\n  jenjang database init\n  jenjang database init --database sqlite:/data/district.db\n  jenjang database init --database postgres://jenjang@localhost/jenjang --keys /data/keys",
        ))
        .args(place(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::create(matches)?;
    let shown = session.place().shown();
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/database/1", "database": shown, "state": "created" }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Tempat data kosong dibuat di {shown}. Berikutnya: `jenjang import units`, `jenjang import people` atau `jenjang generate --staff 500 --seed 1`."),
        Language::En => format!("An empty store was made at {shown}. Next: `jenjang import units`, `jenjang import people` or `jenjang generate --staff 500 --seed 1`."),
    });
    Ok(Answer::Positive)
}
