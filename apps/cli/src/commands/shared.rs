//! Arguments several subcommands share.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use clap::{Arg, ArgAction, ArgMatches};
use jenjang::legal::{Label, Language};
use jenjang::people::id::TextError;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::document::Kind;
use jenjang::policy::model::Policy;

use crate::args::text;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

/// What every subcommand takes that applies a policy to people.
pub(crate) fn for_people(language: Language) -> [Arg; 6] {
    let [catalogue, with] = sources(language);
    [policy(language), facts(language), as_of(language), known_at(language), catalogue, with]
}

/// `--policy ID|FILE`
fn policy(language: Language) -> Arg {
    Arg::new("policy").long("policy").required(true).value_name("ID|FILE").help(text(
        language,
        "Kebijakan bawaan menurut id, atau berkas TOML sendiri",
        "A shipped policy by id, or a TOML file of your own",
    ))
}

/// `--catalogue FILE …` and `--with FILE …`: what a command reads besides the shipped rules.
pub(crate) fn sources(language: Language) -> [Arg; 2] {
    let catalogue = Arg::new("catalogue").long("catalogue").value_name("FILE").action(ArgAction::Append).help(text(
        language,
        "Berkas katalog fakta sendiri; dapat diulang",
        "A fact catalogue of your own; may be repeated",
    ));
    let with = Arg::new("with").long("with").value_name("FILE").action(ArgAction::Append).help(text(
        language,
        "Berkas kebijakan sendiri yang dipakai oleh kebijakan lain; dapat diulang",
        "A policy file of your own that other policies use; may be repeated",
    ));
    [catalogue, with]
}

/// `--facts FILE|-`
pub(crate) fn facts(language: Language) -> Arg {
    Arg::new("facts").long("facts").required(true).value_name("FILE|-").help(text(
        language,
        "Fakta orang: .json, .jsonl atau .csv; - membaca salah satunya dari masukan standar",
        "Facts about people: .json, .jsonl or .csv; - reads any of them from standard input",
    ))
}

/// `--as-of DATE`
pub(crate) fn as_of(language: Language) -> Arg {
    Arg::new("as-of").long("as-of").required(true).value_name("DATE").help(text(
        language,
        "Tanggal keputusan, misalnya 2026-04-01",
        "The day decided for, such as 2026-04-01",
    ))
}

/// `--known-at DATE`
pub(crate) fn known_at(language: Language) -> Arg {
    Arg::new("known-at").long("known-at").value_name("DATE").help(text(
        language,
        "Pakai aturan seperti yang diketahui pada tanggal ini; bawaan: semua yang ada dalam berkas",
        "Use the rules as known on this day; default: everything in the files",
    ))
}

/// The shipped rules with the files given to `--catalogue` and `--with`.
pub(crate) fn library(matches: &ArgMatches, voice: &Voice) -> Result<Library, Failure> {
    let files = |name| -> Vec<String> { matches.get_many::<String>(name).into_iter().flatten().cloned().collect() };
    let mut library = Library::open(&files("catalogue"), voice)?;
    library.add_all(&files("with"), voice)?;
    Ok(library)
}

/// A date argument.
pub(crate) fn date(matches: &ArgMatches, name: &str) -> Result<Option<NaiveDate>, Failure> {
    let Some(text) = matches.get_one::<String>(name) else { return Ok(None) };
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| text.len() == 10 && (1..=9999).contains(&date.year()))
        .map(Some)
        .ok_or_else(|| {
            Failure::said(
                format!("`--{name} {text}` bukan tanggal, seharusnya tahun-bulan-hari seperti 2026-04-01"),
                format!("`--{name} {text}` is no date, expected year-month-day such as 2026-04-01"),
            )
        })
}

/// The day of `--known-at`; without it everything in the files is known.
pub(crate) fn known_at_or_all(matches: &ArgMatches) -> Result<NaiveDate, Failure> {
    Ok(date(matches, "known-at")?.unwrap_or(EVERYTHING_KNOWN))
}

/// What a subcommand that applies a policy to people was asked.
pub(crate) struct Asked {
    pub(crate) library: Library,
    pub(crate) policy: Arc<Policy>,
    pub(crate) as_of: NaiveDate,
    pub(crate) known_at: NaiveDate,
}

/// Reads the arguments of [`for_people`], the facts apart.
pub(crate) fn asked(matches: &ArgMatches, voice: &Voice) -> Result<Asked, Failure> {
    let as_of = required_date(matches, "as-of")?;
    let known_at = known_at_or_all(matches)?;
    let mut library = library(matches, voice)?;
    let policy = library.policy(matches.get_one::<String>("policy").map_or("", String::as_str), voice)?;
    Ok(Asked { library, policy, as_of, known_at })
}

/// A date argument that is required.
pub(crate) fn required_date(matches: &ArgMatches, name: &str) -> Result<NaiveDate, Failure> {
    date(matches, name)?.ok_or_else(|| Failure::said(format!("`--{name}` belum diisi"), format!("`--{name}` is missing")))
}

/// What a policy decides, in words.
pub(crate) fn kind(kind: Kind) -> Label {
    match kind {
        Kind::Eligibility => Label::new("kelayakan", "eligibility"),
        Kind::Score => Label::new("nilai", "score"),
        Kind::Points => Label::new("angka", "points"),
        Kind::Classification => Label::new("klasifikasi", "classification"),
    }
}

/// Why a subcommand does not take this policy.
pub(crate) fn wrong_kind(policy: &Policy, id: &str, en: &str) -> Failure {
    let kind = kind(policy.kind);
    Failure::said(
        format!("{id}, sedangkan `{}` memutuskan {}", policy.id, kind.get(Language::Id)),
        format!("{en}, but `{}` decides {}", policy.id, kind.get(Language::En)),
    )
}

/// Facts by their labels, for a sentence.
pub(crate) fn fact_labels(policy: &Policy, names: &[Arc<str>], voice: &Voice) -> String {
    let label = |name: &Arc<str>| {
        policy.catalogue.find(name).map_or_else(|| name.to_string(), |i| voice.label(&policy.catalogue.fact(i).label).to_owned())
    };
    names.iter().map(label).collect::<Vec<_>>().join(", ")
}

/// An id or code as a typed one.
pub(crate) fn id<T: std::str::FromStr<Err = TextError>>(given: &str) -> Result<T, Failure> {
    given.parse().map_err(|error: TextError| Failure::said(format!("`{given}` tidak dapat menjadi id: {error}"), error.to_string()))
}

/// A text argument; empty where it is absent.
pub(crate) fn word<'m>(matches: &'m ArgMatches, name: &str) -> &'m str {
    matches.try_get_one::<String>(name).ok().flatten().map_or("", String::as_str)
}

/// The subcommand that was named, and its arguments.
pub(crate) fn chosen(matches: &ArgMatches) -> Result<(&str, &ArgMatches), Failure> {
    matches.subcommand().ok_or_else(|| Failure::said("perintah belum disebut", "no command given"))
}

/// One answer of a command that did something: a sentence for people, the value for machines.
pub(crate) fn said(voice: &Voice, value: &serde_json::Value, id: String, en: String) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(value)?;
    } else {
        voice.line(if voice.language == Language::Id { id } else { en });
    }
    Ok(Answer::Positive)
}
