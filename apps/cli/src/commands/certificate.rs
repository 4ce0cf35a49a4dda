//! `certificate …`: certificates as signed files, from the key to the list of those taken back.

mod change;
mod files;
mod issue;
mod key;
mod list;
pub(crate) mod pdf;
mod verify;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::CertificateId;

use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("certificate")
        .about(t(
            "Sertifikat: terbitkan, periksa, cabut, perbarui; kunci penerbit, daftar pencabutan, PDF",
            "Certificates: issue, verify, revoke, renew; the issuer's keys, the list of revoked ones, PDF",
        ))
        .after_help(t(
            "Mulai dengan `certificate key rotate` (oleh operator), lalu `certificate issue --as PENGELOLA`. Siapa pun memeriksa dengan `certificate verify`, tanpa tempat data dan tanpa jaringan.",
            "Begin with `certificate key rotate` (by the operator), then `certificate issue --as OFFICER`. Anybody checks with `certificate verify`, without a store and without a network.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(key::command(language))
        .subcommand(issue::command(language))
        .subcommand(verify::command(language))
        .subcommands(change::commands(language))
        .subcommands(list::commands(language))
        .subcommand(pdf::command(language))
        .subcommands(files::commands(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    if name == "verify" {
        return verify::run(matches, &Voice::of(matches, language));
    }
    if name == "key" {
        return key::run(matches, language);
    }
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "issue" => issue::run(matches, &session, &voice),
        "revoke" | "renew" => change::run(name, matches, &session, &voice),
        "pdf" => pdf::run(matches, &session, &voice),
        "issuer" | "revocations" => files::run(name, matches, &session, &voice),
        _ => list::run(name, matches, &session, &voice),
    }
}

/// The certificate a command is about.
fn certificate(language: Language) -> Arg {
    Arg::new("certificate").required(true).value_name("CERTIFICATE").help(text(language, "Id sertifikat", "Id of the certificate"))
}

fn certificate_of(matches: &ArgMatches) -> Result<CertificateId, Failure> {
    shared::id(shared::word(matches, "certificate"))
}

/// `--output FILE`
pub(crate) fn output(language: Language) -> Arg {
    Arg::new("output").long("output").value_name("FILE").help(text(
        language,
        "Berkas tujuan; bawaan: keluaran standar",
        "File to write; default: standard output",
    ))
}

/// Writes a file where `--output` says, or to standard output; whether it was a file.
pub(crate) fn write(matches: &ArgMatches, bytes: &[u8]) -> Result<bool, Failure> {
    let Some(path) = matches.get_one::<String>("output") else {
        crate::output::write_stdout(&String::from_utf8_lossy(bytes));
        return Ok(false);
    };
    std::fs::write(path, bytes)
        .map_err(|error| Failure::said(format!("`{path}` tidak dapat ditulis: {error}"), format!("cannot write `{path}`: {error}")))?;
    Ok(true)
}
