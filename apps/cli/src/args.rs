//! Flags every subcommand shares, and the usage errors, in both languages.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;

use crate::commands;

/// The text in the language of this run.
pub(crate) fn text(language: Language, id: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// The language is needed before the arguments are parsed, because help and errors are in it.
pub(crate) fn language_of(arguments: &[OsString]) -> Language {
    let mut chosen = std::env::var("JENJANG_LANG").ok();
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        } else if word == "--lang" {
            chosen = words.next().map(str::to_owned).or(chosen);
        } else if let Some(value) = word.strip_prefix("--lang=") {
            chosen = Some(value.to_owned());
        }
    }
    if chosen.as_deref() == Some("en") { Language::En } else { Language::Id }
}

/// The whole command with help in one language.
pub(crate) fn root(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let command = Command::new("jenjang")
        .version(env!("CARGO_PKG_VERSION"))
        .about(t(
            "Aturan karier sebagai data: kebijakan, keputusan, dan alasannya",
            "Career rules as data: policies, decisions and their reasons",
        ))
        .after_help(t(
            "Kode keluar: 0 baik; 1 jawabannya negatif (ada masalah, kasus gagal, tidak memenuhi syarat); 2 tidak dapat diselesaikan.",
            "Exit codes: 0 fine; 1 the answer is negative (problems, failed cases, not eligible); 2 could not complete.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_name("id|en")
                .value_parser(["id", "en"])
                .env("JENJANG_LANG")
                .hide_env(true)
                .display_order(900)
                .help(t("Bahasa keluaran; bawaan: id", "Language of the output; default: id")),
        )
        .arg(Arg::new("format").long("format").global(true).display_order(901).value_name("text|json").value_parser(["text", "json"]).help(
            t("text untuk orang (bawaan), json untuk mesin (docs/json.md)", "text for people (default), json for machines (docs/json.md)"),
        ))
        .arg(
            Arg::new("plain")
                .long("plain")
                .global(true)
                .display_order(902)
                .action(ArgAction::SetTrue)
                .help(t("Tanpa warna dan garis, untuk pembaca layar", "No colour and no lines, for screen readers")),
        );
    let command = commands::all(language).into_iter().fold(command, Command::subcommand);
    localise(command, "jenjang", language)
}

/// Puts clap's own headings and flags into the language.
fn localise(command: Command, path: &str, language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let template = match (language, command.has_subcommands(), command.get_positionals().next().is_some()) {
        (Language::Id, true, _) => "{about}\n\nPemakaian: {usage}\n\nPerintah:\n{subcommands}\n\nPilihan:\n{options}{after-help}",
        (Language::Id, false, true) => "{about}\n\nPemakaian: {usage}\n\nArgumen:\n{positionals}\n\nPilihan:\n{options}{after-help}",
        (Language::Id, false, false) => "{about}\n\nPemakaian: {usage}\n\nPilihan:\n{options}{after-help}",
        (Language::En, true, _) => "{about}\n\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nOptions:\n{options}{after-help}",
        (Language::En, false, true) => "{about}\n\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}{after-help}",
        (Language::En, false, false) => "{about}\n\nUsage: {usage}\n\nOptions:\n{options}{after-help}",
    };
    let is_root = path == "jenjang";
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let usage = usage(&command, path, language);
    let mut command = command
        .help_template(template)
        .override_usage(usage)
        .mut_args(|arg| {
            if arg.get_action().takes_values() {
                arg.hide_possible_values(true).hide_default_value(true).allow_negative_numbers(true)
            } else {
                arg
            }
        })
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .display_order(903)
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(t("Tampilkan bantuan ini", "Show this help")),
        );
    if is_root {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .display_order(904)
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(t("Tampilkan versi", "Show the version")),
        );
    }
    for name in names {
        let below = format!("{path} {name}");
        command = command.mut_subcommand(name, |sub| localise(sub, &below, language));
    }
    command
}

/// `jenjang decide [PILIHAN] --policy <ID|FILE>`
fn usage(command: &Command, path: &str, language: Language) -> String {
    let mut usage = format!("{path} [{}]", text(language, "PILIHAN", "OPTIONS"));
    for arg in command.get_arguments() {
        let value = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        let many = if arg.get_num_args().is_some_and(|n| n.max_values() > 1) { "..." } else { "" };
        match (arg.get_long(), arg.is_required_set()) {
            (None, true) => usage.push_str(&format!(" <{value}>{many}")),
            (None, false) => usage.push_str(&format!(" [{value}]{many}")),
            (Some(long), true) => usage.push_str(&format!(" --{long} <{value}>")),
            (Some(_), false) => {}
        }
    }
    if command.has_subcommands() {
        usage.push_str(&format!(" <{}>", text(language, "PERINTAH", "COMMAND")));
    }
    usage
}

/// What became of the arguments.
pub(crate) enum Parsed {
    /// A command to run.
    Run(ArgMatches),
    /// Help, version or a usage error was shown.
    Shown(ExitCode),
}

/// Parses the arguments; help goes to standard output, usage errors in the language to standard error with exit code 2.
pub(crate) fn parse(arguments: Vec<OsString>, language: Language) -> Parsed {
    let error = match root(language).try_get_matches_from(arguments) {
        Ok(matches) => return Parsed::Run(matches),
        Err(error) => error,
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        crate::output::write_stdout(&unbroken(&error.render().to_string()));
        return Parsed::Shown(ExitCode::SUCCESS);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        crate::output::write_stderr(&unbroken(&error.render().to_string()));
    } else {
        let hint = text(language, "Lihat `--help` untuk cara pemakaian.", "See `--help` for how to use it.");
        crate::output::write_stderr(&format!("jenjang: {}\n{hint}\n", usage_error(&error, language)));
    }
    Parsed::Shown(ExitCode::from(2))
}

/// Help as it is shown: a no-break space only keeps a line of an example in one piece, and must not be copied into a file.
pub(crate) fn unbroken(help: &str) -> String {
    help.replace('\u{a0}', " ")
}

/// What clap's number parsers found wrong, in the language; the text itself where it is another.
fn wrong_number(source: &str, language: Language) -> String {
    if let Some((low, high)) = source.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        return match language {
            Language::Id => format!("diharapkan bilangan bulat {low} sampai {high}"),
            Language::En => format!("expected a whole number from {low} to {high}"),
        };
    }
    if source.contains("digit") || source.contains("number too") {
        return text(language, "diharapkan bilangan bulat", "expected a whole number").to_owned();
    }
    source.to_owned()
}

fn usage_error(error: &clap::Error, language: Language) -> String {
    let part = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let argument = part(ContextKind::InvalidArg).unwrap_or_default();
    let value = part(ContextKind::InvalidValue).unwrap_or_default();
    let subcommand = part(ContextKind::InvalidSubcommand).unwrap_or_default();
    let valid = part(ContextKind::ValidValue).or_else(|| match error.kind() {
        ErrorKind::MissingSubcommand => part(ContextKind::ValidSubcommand),
        _ => None,
    });
    let suggestion =
        part(ContextKind::SuggestedArg).or_else(|| part(ContextKind::SuggestedSubcommand)).or_else(|| part(ContextKind::SuggestedValue));
    let mut sentence = match (error.kind(), language) {
        (ErrorKind::UnknownArgument, Language::Id) => format!("argumen `{argument}` tidak dikenal"),
        (ErrorKind::UnknownArgument, Language::En) => format!("unknown argument `{argument}`"),
        (ErrorKind::InvalidSubcommand, Language::Id) => format!("perintah `{subcommand}` tidak dikenal"),
        (ErrorKind::InvalidSubcommand, Language::En) => format!("unknown command `{subcommand}`"),
        (ErrorKind::InvalidValue, Language::Id) if value.is_empty() => format!("`{argument}` memerlukan sebuah nilai"),
        (ErrorKind::InvalidValue, Language::En) if value.is_empty() => format!("`{argument}` needs a value"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::Id) => format!("nilai `{value}` tidak sesuai untuk `{argument}`"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::En) => format!("the value `{value}` does not fit `{argument}`"),
        (ErrorKind::MissingRequiredArgument, Language::Id) => format!("argumen yang wajib belum diisi: {argument}"),
        (ErrorKind::MissingRequiredArgument, Language::En) => format!("required arguments are missing: {argument}"),
        (ErrorKind::MissingSubcommand, Language::Id) => "perintah belum disebut".to_owned(),
        (ErrorKind::MissingSubcommand, Language::En) => "a command is missing".to_owned(),
        (ErrorKind::ArgumentConflict, Language::Id) => format!("`{argument}` tidak dapat dipakai bersama argumen yang lain"),
        (ErrorKind::ArgumentConflict, Language::En) => format!("`{argument}` cannot be used together with the others"),
        (_, Language::Id) => "argumen tidak dapat dibaca".to_owned(),
        (_, Language::En) => "the arguments cannot be read".to_owned(),
    };
    if let Some(source) = std::error::Error::source(error) {
        sentence.push_str(&format!(": {}", wrong_number(&source.to_string(), language)));
    }
    if let Some(valid) = valid.filter(|v| !v.is_empty()) {
        sentence.push_str(&match language {
            Language::Id => format!(", pilihannya: {valid}"),
            Language::En => format!(", expected one of: {valid}"),
        });
    }
    if let Some(suggestion) = suggestion.map(|words| words.replace(", ", "`, `")) {
        sentence.push_str(&match language {
            Language::Id => format!("; mungkin maksudnya `{suggestion}`?"),
            Language::En => format!("; did you mean `{suggestion}`?"),
        });
    }
    sentence
}
