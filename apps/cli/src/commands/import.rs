//! `import …`: files of the national register, or an agency's own, into a store.

mod check;
mod histories;
mod none;
mod people;
mod rejects;
mod source;
mod units;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::{audit, shared};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("import")
        .about(t(
            "Bawa masuk ekspor SIASN atau tabel sendiri (CSV, XLSX, JSON) ke tempat data",
            "Bring exports of SIASN or own tables (CSV, XLSX, JSON) into the store",
        ))
        .after_help(t(
            "Urutan yang baik: units, people, lalu histories per riwayat. Baris yang baik masuk, yang tidak ditulis ke --rejects untuk diperbaiki dan dibaca lagi. \
             Menjalankan lagi tidak mengubah apa pun. Bentuk tabelnya ada dalam docs/import.md.",
            "A good order: units, people, then histories one by one. Good rows land, the others are written to --rejects to be mended and read again. \
             Running it again changes nothing. docs/import.md has the tables.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([units::command(language), people::command(language), histories::command(language), none::command(language), check::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "units" => units::run(matches, &session, &voice),
        "people" => people::run(matches, &session, &voice),
        "none" => none::run(matches, &session, &voice),
        "check" => check::run(matches, &session, &voice),
        _ => histories::run(matches, &session, &voice),
    }
}

/// What every kind of import takes.
fn args(language: Language) -> Vec<Arg> {
    let t = |id, en| text(language, id, en);
    let mut args = vec![
        Arg::new("file").required(true).value_name("FILE").help(t("Berkas .csv, .xlsx atau .json", "A .csv, .xlsx or .json file")),
        Arg::new("sheet").long("sheet").value_name("NAME").help(t("Lembar buku kerja; bawaan: yang pertama", "Sheet of a workbook; default: the first")),
        Arg::new("mapping").long("mapping").value_name("FILE").help(t(
            "Berkas pemetaan tabel sendiri (.toml, docs/import.md)",
            "Mapping file of an own table (.toml, docs/import.md)",
        )),
        Arg::new("rejects").long("rejects").value_name("FILE").help(t(
            "Berkas CSV untuk baris yang ditolak, dengan sebab dan siapa yang dapat memperbaikinya",
            "CSV file for refused rows, with the reason and who can mend them",
        )),
        Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Hanya sebutkan apa yang akan berubah", "Only say what would change")),
        Arg::new("id-key").long("id-key").value_name("FILE").env("JENJANG_ID_KEY").hide_env(true).display_order(804).help(t(
            "Kunci pembuat id internal dari nomor pegawai, dibuat bila belum ada; juga JENJANG_ID_KEY; bawaan: di samping tempat data (jenjang.id-key)",
            "Key that makes internal ids of employee numbers, made where there is none; also JENJANG_ID_KEY; default: beside the store (jenjang.id-key)",
        )),
    ];
    args.extend(arguments(language));
    args.push(audit::key::argument(language));
    args
}
