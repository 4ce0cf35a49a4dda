//! `jenjang-web account …`: accounts that need no provider.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;

use super::text;

/// What is done with accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountCommand {
    /// Makes one, or gives one a new password.
    Add {
        /// What is typed at the door.
        name: String,
        /// Internal id or employee number.
        person: String,
    },
    /// Removes one.
    Remove {
        /// What is typed at the door.
        name: String,
    },
    /// Lists them.
    List,
}

/// The command.
pub(super) fn command(language: Language) -> Command {
    let t = move |id, en| text(language, id, en);
    let name =
        || Arg::new("name").required(true).value_name("NAME").help(t("Nama yang diketik saat masuk", "The name that is typed to sign in"));
    Command::new("account")
        .about(t(
            "Akun darurat, bila layanan masuk instansi tidak berfungsi",
            "Emergency accounts, when the agency's sign-in service does not work",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            Command::new("add")
                .about(t(
                    "Buat akun atau ganti kata sandinya; kata sandi dibaca dari masukan standar",
                    "Make an account or change its password; the password is read from standard input",
                ))
                .arg(name())
                .arg(Arg::new("person").long("person").required(true).value_name("PERSON").help(t(
                    "Pegawai yang masuk dengannya: id internal atau nomor pegawai",
                    "Whom it signs in: internal id or employee number",
                ))),
            Command::new("remove").about(t("Hapus akun", "Remove an account")).arg(name()),
            Command::new("list").about(t("Daftar akun", "List the accounts")),
        ])
}

/// What was asked for, where it is about accounts.
pub(super) fn asked(matches: &ArgMatches) -> Option<AccountCommand> {
    let (verb, matches) = matches.subcommand_matches("account")?.subcommand()?;
    let word = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    Some(match verb {
        "add" => AccountCommand::Add { name: word("name"), person: word("person") },
        "remove" => AccountCommand::Remove { name: word("name") },
        _ => AccountCommand::List,
    })
}
