//! `policy propose|submit|enact|withdraw|versions`: how a text becomes law in a store, by two people.

use clap::{Arg, ArgMatches, Command};
use jenjang::audit::Digest;
use jenjang::legal::Language;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::repository::PolicyVersion;
use jenjang_service::ServiceError;
use jenjang_service::policies::{
    EnactPolicy, PolicyListing, ProposePolicy, SubmitPolicy, WithdrawPolicy, enact_policy, list_policies, propose_policy, submit_policy,
    withdraw_policy,
};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 5] {
    let t = |id, en| text(language, id, en);
    let version = || {
        Arg::new("version").required(true).value_name("VERSION").help(t(
            "Versi, atau beberapa huruf pertamanya, dari `policy versions`",
            "The version, or its first letters, from `policy versions`",
        ))
    };
    let policy = || Arg::new("policy").required(true).value_name("ID").help(t("Id kebijakan", "Id of the policy"));
    let effective = || {
        Arg::new("effective").long("effective").value_name("DATE").help(t(
            "Hari pertama versi ini mengikat; bawaan: yang disebut naskahnya, atau hari ini",
            "First day this version binds; default: what its text says, or today",
        ))
    };
    [
        Command::new("propose")
            .about(t("Usulkan sebuah naskah sebagai rancangan dalam tempat data", "Propose a text as a draft in the store"))
            .after_help(t(
                "Oleh analis kebijakan (--as). Naskah diperiksa terhadap kebijakan yang berlaku. Berikutnya: `policy submit`, lalu `policy enact` oleh orang lain.",
                "By a policy analyst (--as). The text is checked against the policies in force. Next: `policy submit`, then `policy enact` by somebody else.",
            ))
            .arg(Arg::new("file").required(true).value_name("FILE").help(t("Naskah kebijakan (.toml)", "The policy's text (.toml)")))
            .arg(Arg::new("purpose").long("purpose").value_name("TEXT").help(t("Alasan pengusulan", "Why it is proposed")))
            .arg(effective())
            .args(arguments(language)),
        Command::new("submit")
            .about(t("Ajukan rancangan untuk ditetapkan", "Hand a draft in to be enacted"))
            .args([policy(), version()])
            .args(arguments(language)),
        Command::new("enact")
            .about(t("Tetapkan versi yang diajukan; bukan oleh pengusulnya", "Put a version that was handed in in force; not by its proposer"))
            .args([policy(), version(), effective()])
            .args(arguments(language)),
        Command::new("withdraw")
            .about(t("Tarik rancangan yang belum ditetapkan", "Withdraw a draft that was not enacted"))
            .args([policy(), version()])
            .arg(Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan penarikan", "Why it is withdrawn")))
            .args(arguments(language)),
        Command::new("versions")
            .about(t("Versi kebijakan dalam tempat data, dan yang berlaku hari ini", "Versions of policies in the store, and which is in force today"))
            .arg(Arg::new("policy").value_name("ID").help(t("Id kebijakan; bawaan: semua", "Id of the policy; default: all")))
            .args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let mut library = Library::open(&[], voice)?;
    let word = |name| shared::word(matches, name);
    let done = match name {
        "propose" => return propose(matches, &session, &mut library, voice),
        "versions" => return versions(matches, &session, voice),
        "submit" => {
            let version = version(matches, &session)?;
            let command = SubmitPolicy { shipped: &library.files, policy: word("policy"), version };
            session.try_ask(async |context| submit_policy(context, command).await)
        }
        "enact" => {
            let version = version(matches, &session)?;
            let effective = shared::date(matches, "effective")?;
            let command = EnactPolicy { shipped: &library.files, policy: word("policy"), version, effective };
            session.try_ask(async |context| enact_policy(context, command).await)
        }
        _ => {
            let version = version(matches, &session)?;
            let command = WithdrawPolicy { policy: word("policy"), version, reason: word("reason") };
            session.try_ask(async |context| withdraw_policy(context, command).await)
        }
    };
    show(&done?, &[], voice)?;
    Ok(Answer::Positive)
}

fn propose(matches: &ArgMatches, session: &Session, library: &mut Library, voice: &Voice) -> Result<Answer, Failure> {
    let file = shared::word(matches, "file");
    let bytes = read_file(file)?;
    let text = String::from_utf8(bytes.clone())
        .map_err(|_| Failure::said(format!("`{file}` bukan teks UTF-8"), format!("`{file}` is not UTF-8 text")))?;
    let shipped = library.files.clone();
    let purpose = matches.get_one::<String>("purpose").map(String::as_str);
    let effective = shared::date(matches, "effective")?;
    let command = ProposePolicy { shipped: &shipped, file, text: &text, purpose, effective };
    match session.try_ask(async |context| propose_policy(context, command).await) {
        Ok(proposed) => {
            library.files.sources.insert(file, &bytes);
            show(&proposed.version, &proposed.remarks, voice)?;
            library.show(&proposed.remarks, jenjang::policy::diagnostic::Severity::Warning, voice);
            Ok(Answer::Positive)
        }
        Err(ServiceError::Unsound(problems)) => {
            library.files.sources.insert(file, &bytes);
            library.show(&problems, jenjang::policy::diagnostic::Severity::Error, voice);
            voice.note(match voice.language {
                Language::Id => format!("`{file}` tidak lulus pemeriksaan dan tidak diusulkan."),
                Language::En => format!("`{file}` does not pass its check and was not proposed."),
            });
            Ok(Answer::Negative)
        }
        Err(error) => Err(Failure::of(&error)),
    }
}

/// The one version of the policy that begins so.
fn version(matches: &ArgMatches, session: &Session) -> Result<Digest, Failure> {
    let (policy, given) = (shared::word(matches, "policy"), shared::word(matches, "version").to_ascii_lowercase());
    let listed = session.ask(async |context| list_policies(context, Some(policy)).await)?;
    let fitting: Vec<Digest> =
        listed.iter().map(|listing| listing.version.version).filter(|version| version.to_string().starts_with(&given)).collect();
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::said(
            format!("tidak ada versi `{given}` dari kebijakan `{policy}` yang boleh Anda lihat (lihat `jenjang policy versions`)"),
            format!("there is no version `{given}` of policy `{policy}` that you may see (see `jenjang policy versions`)"),
        )),
        _ => Err(Failure::said(
            format!("`{given}` cocok dengan {} versi dari `{policy}`; sebutkan lebih banyak huruf", fitting.len()),
            format!("`{given}` fits {} versions of `{policy}`; give more letters", fitting.len()),
        )),
    }
}

fn versions(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let policy = matches.get_one::<String>("policy").map(String::as_str);
    let listed = session.ask(async |context| list_policies(context, policy).await)?;
    if voice.is_json() {
        let one = |listing: &PolicyListing| {
            let mut value = as_json(&listing.version);
            value["in-force"] = json!(listing.in_force);
            value
        };
        voice.json_pretty(&json!({ "schema": "jenjang/policy-versions/1", "versions": listed.iter().map(one).collect::<Vec<_>>() }))?;
        return Ok(Answer::Positive);
    }
    if listed.is_empty() {
        voice.line(voice.t(
            "Tidak ada versi dalam tempat data: yang berlaku adalah kebijakan bawaan (`jenjang policy list`).",
            "There are no versions in the store: the shipped policies are in force (`jenjang policy list`).",
        ));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["kebijakan", "versi", "keadaan", "mengikat sejak", "berlaku hari ini", "pengusul"],
        Language::En => &["policy", "version", "state", "binds from", "in force today", "proposed by"],
    };
    let mut table = Table::new(header);
    for PolicyListing { version, in_force } in &listed {
        table.row(vec![
            version.policy.to_string(),
            short(&version.version),
            voice.label(&version.state.label()).to_owned(),
            version.effective.to_string(),
            if *in_force { voice.t("ya", "yes").to_owned() } else { String::new() },
            version.proposed_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn short(version: &Digest) -> String {
    version.to_string().chars().take(12).collect()
}

fn as_json(version: &PolicyVersion) -> serde_json::Value {
    json!({
        "policy": &*version.policy,
        "version": version.version,
        "effective": version.effective,
        "state": version.state.as_str(),
        "proposed-by": version.proposed_by,
        "purpose": version.purpose,
    })
}

fn show(version: &PolicyVersion, remarks: &[Diagnostic], voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        let mut value = as_json(version);
        value["schema"] = json!("jenjang/policy-version/1");
        value["remarks"] =
            json!(remarks.iter().map(|remark| json!({ "code": remark.code, "message": remark.message })).collect::<Vec<_>>());
        return voice.json_pretty(&value);
    }
    let (id, hash, state) = (&version.policy, short(&version.version), version.state.label());
    voice.line(match voice.language {
        Language::Id => format!("{id} versi {hash}: {}, mengikat sejak {}.", state.id, version.effective),
        Language::En => format!("{id} version {hash}: {}, binds from {}.", state.en, version.effective),
    });
    Ok(())
}
