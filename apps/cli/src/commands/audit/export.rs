//! `audit export`: the trail as a file.

use std::fs::File;
use std::io::{BufWriter, Write};

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::audit::export;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Progress;

pub(crate) fn command(language: Language) -> Command {
    Command::new("export")
        .about(text(
            language,
            "Tulis jejak audit sebagai baris JSON yang dapat diperiksa orang luar dengan sha256sum dan jq",
            "Write the audit trail as JSON lines that an outsider can check with sha256sum and jq",
        ))
        .after_help(text(
            language,
            "Periksa berkasnya tanpa tempat data: `jenjang audit verify --file jejak.jsonl`. docs/audit.md memuat caranya tanpa program ini.",
            "Check the file without the store: `jenjang audit verify --file trail.jsonl`. docs/audit.md tells how without this program.",
        ))
        .args(arguments(language))
        .arg(Arg::new("output").long("output").value_name("FILE").help(text(language, "Berkas tujuan; bawaan: keluaran standar", "File to write; default: standard output")))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let Some(output) = matches.get_one::<String>("output") else {
        let mut out = Out;
        session.ask(async |context| export(context, &mut out, &mut |_, _| {}).await)?;
        return Ok(Answer::Positive);
    };
    let unwritable = |error: std::io::Error| {
        Failure::said(format!("`{output}` tidak dapat ditulis: {error}"), format!("cannot write `{output}`: {error}"))
    };
    let mut out = BufWriter::new(File::create(output).map_err(unwritable)?);
    let progress = Progress::new(voice, voice.t("Mengekspor", "Exporting"), Some(0));
    let entries = session.ask(async |context| export(context, &mut out, &mut |done, total| progress.of(done, total)).await)?;
    drop(progress);
    out.into_inner().map_err(|error| unwritable(error.into_error()))?.sync_all().map_err(unwritable)?;
    voice.note(match voice.language {
        Language::Id => format!("{entries} catatan ditulis ke {output}."),
        Language::En => format!(
            "{} written to {output}.",
            crate::output::plural(usize::try_from(entries).unwrap_or(usize::MAX), "entry was", "entries were")
        ),
    });
    Ok(Answer::Positive)
}

/// Standard output, which ends the program quietly where the reader left.
struct Out;

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        crate::output::write_stdout(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().flush()
    }
}
