//! Carries out `jenjang-web account …`.

use std::io::{BufRead, IsTerminal};

use jenjang::legal::{Label, Language};
use jenjang::people::id::{AccountName, TextError};
use jenjang_service::accounts::{AddAccount, add_account, list_accounts, remove_account};
use jenjang_service::{Actor, ServiceError};

use super::passwords::{self, digest};
use crate::backend::Backend;
use crate::config::AccountCommand;

fn said(error: ServiceError) -> Label {
    error.message()
}

fn account(text: &str) -> Result<AccountName, Label> {
    text.parse().map_err(|error: TextError| Label::same(error.to_string()))
}

/// Carries out a command on accounts; `say` is given what the operator should read.
///
/// # Errors
/// The sentence for the operator.
pub(crate) async fn carry_out(backend: &Backend, command: &AccountCommand, language: Language, say: &impl Fn(&str)) -> Result<(), Label> {
    let context = backend.context(&Actor::Operator);
    let t = |id: String, en: String| if language == Language::Id { id } else { en };
    match command {
        AccountCommand::Add { name, person } => {
            let name = account(name)?;
            let password = password(language)?;
            let (kept, whom) = (digest(password.as_bytes())?, person.clone());
            let person = add_account(&context, AddAccount { name: name.clone(), person: whom, password: kept }).await.map_err(said)?;
            say(&t(format!("akun `{name}` untuk `{person}` sudah dibuat"), format!("the account `{name}` for `{person}` is made")));
        }
        AccountCommand::Remove { name } => {
            remove_account(&context, &account(name)?).await.map_err(said)?;
            say(&t(
                format!("akun `{name}` sudah dihapus, dan sesi yang dibuka dengannya berakhir"),
                format!("the account `{name}` is removed, and the sessions opened with it have ended"),
            ));
        }
        AccountCommand::List => {
            let found = list_accounts(&context).await.map_err(said)?;
            if found.is_empty() {
                say(&t("belum ada akun darurat".to_owned(), "there is no emergency account".to_owned()));
            }
            for account in found {
                say(&format!("{}\t{}\t{}", account.name, account.person, account.since.format("%Y-%m-%d")));
            }
        }
    }
    Ok(())
}

/// A line of standard input: typed at a terminal, or handed on by another program.
fn password(language: Language) -> Result<String, Label> {
    let unreadable = |error: std::io::Error| {
        Label::new(format!("kata sandi tidak dapat dibaca: {error}"), format!("the password cannot be read: {error}"))
    };
    let input = std::io::stdin();
    let typed = if input.is_terminal() {
        let prompt = if language == Language::Id { "Kata sandi: " } else { "Password: " };
        rpassword::prompt_password(prompt).map_err(unreadable)?
    } else {
        let mut line = String::new();
        input.lock().read_line(&mut line).map_err(unreadable)?;
        line.trim_end_matches(['\n', '\r']).to_owned()
    };
    passwords::sound(&typed)?;
    Ok(typed)
}
