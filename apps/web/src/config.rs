//! What the operator asks for: arguments and environment.

mod account;
mod server;

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};

pub use account::AccountCommand;
pub use server::Oidc;

pub use crate::security::{PublicUrl, Secret};

/// The most people a demonstration is filled with.
const MOST: u64 = 20_000;

/// How the server runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whether it is the made-up district, where anybody is whoever they like.
    pub demo: bool,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The store: an SQLite file or a PostgreSQL address; without one the demonstration has a file of its own that ends with it.
    pub database: Option<String>,
    /// Folder of the keys to answers of open cycles.
    pub keys: Option<PathBuf>,
    /// Hours of the agency's calendar from UTC.
    pub utc_offset: i32,
    /// How many people the demonstration has.
    pub staff: u64,
    /// What is written to the log.
    pub log: tracing::Level,
    /// The address that people open; a server needs one.
    pub public_url: Option<PublicUrl>,
    /// The provider of identities.
    pub oidc: Option<Oidc>,
    /// The file with the posts of the agency.
    pub posts: Option<PathBuf>,
    /// Proxies that are believed about the address of people.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a second for one session, where the operator said; 0 is without limit.
    pub rate_limit: Option<u32>,
    /// Where figures are served.
    pub metrics_listen: Option<SocketAddr>,
    /// The collector that traces are sent to.
    #[cfg(feature = "otel")]
    pub otlp: Option<String>,
}

/// What became of the arguments.
pub enum Parsed {
    /// A server to run.
    Run(Box<Config>),
    /// Something to do with accounts.
    Account(Box<Config>, AccountCommand),
    /// Help, version or a complaint to show, and the exit code.
    Shown(String, u8),
}

fn text(language: Language, id: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// The language is needed before the arguments are parsed, because help and complaints are in it.
pub fn language_of(arguments: &[OsString]) -> Language {
    let mut chosen = std::env::var("JENJANG_LANG").ok();
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--lang" {
            chosen = words.next().map(str::to_owned).or(chosen);
        } else if let Some(value) = word.strip_prefix("--lang=") {
            chosen = Some(value.to_owned());
        }
    }
    if chosen.as_deref() == Some("en") { Language::En } else { Language::Id }
}

/// The command with help in one language.
pub fn command(language: Language) -> Command {
    let t = move |id, en| text(language, id, en);
    let option = |name: &'static str| Arg::new(name).long(name);
    let command = Command::new("jenjang-web")
        .version(env!("CARGO_PKG_VERSION"))
        .about(t("Aplikasi web Jenjang: pintu setiap pengguna", "The web application of Jenjang: every user's own door"))
        .help_template(t(
            "{about}\n\nPemakaian:\n  jenjang-web --demo [PILIHAN]\n  jenjang-web --database postgres://… --public-url https://… --oidc-issuer URL --oidc-client ID [PILIHAN]\n  jenjang-web account add|remove|list\n\nPerintah:\n{subcommands}\n\nPilihan:\n{options}",
            "{about}\n\nUsage:\n  jenjang-web --demo [OPTIONS]\n  jenjang-web --database postgres://… --public-url https://… --oidc-issuer URL --oidc-client ID [OPTIONS]\n  jenjang-web account add|remove|list\n\nCommands:\n{subcommands}\n\nOptions:\n{options}",
        ))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(option("demo").action(ArgAction::SetTrue).help(t(
            "Daerah contoh dengan pegawai rekaan; masuk sebagai siapa saja tanpa kata sandi",
            "An example district of made-up people; sign in as anybody without a password",
        )))
        .arg(
            option("listen")
                .value_name("ADDRESS")
                .env("JENJANG_LISTEN")
                .hide_env(true)
                .default_value("127.0.0.1:8080")
                .hide_default_value(true)
                .value_parser(move |given: &str| {
                    given
                        .parse::<SocketAddr>()
                        .map_err(|_| t("seharusnya seperti 127.0.0.1:8080", "expected something like 127.0.0.1:8080"))
                })
                .help(t(
                    "Alamat dan port; juga JENJANG_LISTEN; bawaan: 127.0.0.1:8080",
                    "Address and port; also JENJANG_LISTEN; default: 127.0.0.1:8080",
                )),
        )
        .arg(option("database").global(true).value_name("URL|FILE").env("JENJANG_DATABASE").hide_env(true).help(t(
            "Tempat data: berkas SQLite atau postgres://…; juga JENJANG_DATABASE; tanpa ini peragaan memakai berkas sementara",
            "Where the data is: an SQLite file or postgres://…; also JENJANG_DATABASE; without it the demonstration uses a temporary file",
        )))
        .arg(option("keys").global(true).value_name("FOLDER").env("JENJANG_KEYS").hide_env(true).help(t(
            "Folder kunci jawaban periode terbuka, di luar PostgreSQL dan cadangannya; juga JENJANG_KEYS",
            "Folder of the keys to answers of open cycles, outside PostgreSQL and its backups; also JENJANG_KEYS",
        )))
        .arg(
            option("utc-offset")
                .global(true)
                .value_name("HOURS")
                .env("JENJANG_UTC_OFFSET")
                .hide_env(true)
                .default_value("7")
                .hide_default_value(true)
                .allow_negative_numbers(true)
                .value_parser(move |given: &str| {
                    let hours = given.parse::<i32>().ok().filter(|hours| (-12..=14).contains(hours));
                    hours.ok_or_else(|| t("seharusnya bilangan bulat -12 sampai 14", "expected a whole number from -12 to 14"))
                })
                .help(t(
                    "Waktu instansi, selisih jam dari UTC: 7 WIB (bawaan), 8 WITA, 9 WIT; juga JENJANG_UTC_OFFSET",
                    "The agency's time, hours from UTC: 7 WIB (default), 8 WITA, 9 WIT; also JENJANG_UTC_OFFSET",
                )),
        )
        .arg(
            option("staff")
                .value_name("N")
                .default_value("500")
                .hide_default_value(true)
                .value_parser(move |given: &str| {
                    let staff = given.parse::<u64>().ok().filter(|staff| (50..=MOST).contains(staff));
                    staff.ok_or_else(|| t("seharusnya bilangan 50 sampai 20000", "expected a whole number from 50 to 20000"))
                })
                .help(t(
                    "Jumlah pegawai peragaan, 50 sampai 20000; bawaan: 500",
                    "How many people the demonstration has, 50 to 20000; default: 500",
                )),
        )
        .arg(
            option("log").global(true).value_name("LEVEL").env("JENJANG_LOG").hide_env(true).default_value("warn").hide_default_value(true).value_parser(move |given: &str| {
                given.parse::<tracing::Level>().map_err(|_| t("seharusnya error, warn, info, atau debug", "expected error, warn, info or debug"))
            }).help(t(
                "Yang dicatat ke log (stderr, satu baris JSON per kejadian): error, warn (bawaan), info untuk setiap permintaan; juga JENJANG_LOG",
                "What is logged (stderr, one line of JSON an event): error, warn (default), info for every request; also JENJANG_LOG",
            )),
        )
        .arg(
            option("lang")
                .global(true)
                .value_name("id|en")
                .value_parser(["id", "en"])
                .hide_possible_values(true)
                .help(t("Bahasa pesan di terminal; bawaan: id", "Language of messages in the terminal; default: id")),
        )
        .arg(option("help").short('h').global(true).action(ArgAction::Help).help(t("Tampilkan bantuan ini", "Show this help")))
        .arg(option("version").short('V').action(ArgAction::Version).help(t("Tampilkan versi", "Show the version")))
        .disable_help_subcommand(true)
        .subcommand(account::command(language));
    server::arguments(command, language)
}

/// Reads arguments and environment.
pub fn parse(arguments: Vec<OsString>, language: Language) -> Parsed {
    match command(language).try_get_matches_from(arguments) {
        Ok(matches) => match config(&matches) {
            Ok(config) => match account::asked(&matches) {
                Some(asked) => Parsed::Account(Box::new(config), asked),
                None => Parsed::Run(Box::new(config)),
            },
            Err(label) => Parsed::Shown(format!("jenjang-web: {}", label.get(language)), 2),
        },
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            ) =>
        {
            Parsed::Shown(error.render().to_string(), 0)
        }
        Err(error) => {
            let hint = text(language, "Lihat `--help` untuk cara pemakaian.", "See `--help` for how to use it.");
            Parsed::Shown(format!("jenjang-web: {}\n{hint}", complaint(&error, language)), 2)
        }
    }
}

fn config(matches: &ArgMatches) -> Result<Config, Label> {
    Ok(Config {
        demo: matches.get_flag("demo"),
        listen: matches.get_one("listen").copied().unwrap_or(SocketAddr::new(IpAddr::from([127, 0, 0, 1]), 8080)),
        database: matches.get_one("database").cloned(),
        keys: matches.get_one::<String>("keys").map(PathBuf::from),
        utc_offset: matches.get_one("utc-offset").copied().unwrap_or(7),
        staff: matches.get_one("staff").copied().unwrap_or(500),
        log: matches.get_one("log").copied().unwrap_or(tracing::Level::WARN),
        public_url: matches.get_one("public-url").cloned(),
        oidc: server::oidc(matches)?,
        posts: matches.get_one::<String>("posts").map(PathBuf::from),
        trusted_proxies: matches.get_many("trusted-proxy").map(|proxies| proxies.copied().collect()).unwrap_or_default(),
        rate_limit: matches.get_one("rate-limit").copied(),
        metrics_listen: matches.get_one("metrics-listen").copied(),
        #[cfg(feature = "otel")]
        otlp: matches.get_one("otlp").cloned(),
    })
}

fn complaint(error: &clap::Error, language: Language) -> String {
    let part = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let (argument, value) = (part(ContextKind::InvalidArg), part(ContextKind::InvalidValue));
    let source = std::error::Error::source(error).map_or_else(String::new, |source| format!(": {source}"));
    match (error.kind(), language) {
        (ErrorKind::UnknownArgument, Language::Id) => format!("argumen `{argument}` tidak dikenal"),
        (ErrorKind::UnknownArgument, Language::En) => format!("unknown argument `{argument}`"),
        (ErrorKind::InvalidValue, Language::Id) if value.is_empty() => format!("`{argument}` memerlukan sebuah nilai"),
        (ErrorKind::InvalidValue, Language::En) if value.is_empty() => format!("`{argument}` needs a value"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::Id) => {
            format!("nilai `{value}` tidak sesuai untuk `{argument}`{source}")
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::En) => {
            format!("the value `{value}` does not fit `{argument}`{source}")
        }
        (ErrorKind::MissingRequiredArgument, Language::Id) => format!("masih diperlukan: {}", missing(error)),
        (ErrorKind::MissingRequiredArgument, Language::En) => format!("still needed: {}", missing(error)),
        (_, Language::Id) => "argumen tidak dapat dibaca".to_owned(),
        (_, Language::En) => "the arguments cannot be read".to_owned(),
    }
}

fn missing(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        Some(ContextValue::String(name)) => format!("`{name}`"),
        _ => "`--help`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Parsed {
        parse(std::iter::once("jenjang-web").chain(words.iter().copied()).map(OsString::from).collect(), Language::En)
    }

    #[test]
    fn the_usual_address_is_this_machine_alone() {
        let Parsed::Run(config) = read(&["--demo"]) else { panic!("`--demo` is enough") };
        assert!(config.demo && config.listen.ip().is_loopback());
        assert_eq!((config.listen.port(), config.staff), (8080, 500));
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence() {
        for (words, sentence) in [
            (&["--listen", "here"][..], "the value `here` does not fit `--listen <ADDRESS>`: expected something like 127.0.0.1:8080"),
            (&["--staff", "1"], "the value `1` does not fit `--staff <N>`: expected a whole number from 50 to 20000"),
            (&["--log", "loud"], "the value `loud` does not fit `--log <LEVEL>`: expected error, warn, info or debug"),
            (&["--port"], "unknown argument `--port`"),
            (
                &["--public-url", "http://karier.contoh.go.id"],
                "the value `http://karier.contoh.go.id` does not fit `--public-url <URL>`: http:// is for the own machine only; use https://",
            ),
            (
                &["--oidc-issuer", "http://sso.contoh.go.id", "--oidc-client", "a"],
                "the value `http://sso.contoh.go.id` does not fit `--oidc-issuer <URL>`: http:// is for the own machine only; use https://",
            ),
            (&["--oidc-issuer", "https://sso.contoh.go.id"], "still needed: `--oidc-client <ID>`"),
            (
                &["--oidc-issuer", "https://a", "--oidc-client", "b", "--oidc-claim", "email"],
                "`--oidc-claim email` needs `--oidc-domain`: without it anybody's `siti@` would be `siti`",
            ),
            (
                &["--oidc-issuer", "https://a", "--oidc-client", "b", "--oidc-secret-file", "/nowhere"],
                "`--oidc-secret-file` `/nowhere`: No such file or directory (os error 2)",
            ),
            (&["--oidc-secret", "x"], "unknown argument `--oidc-secret`"),
            (
                &["--trusted-proxy", "proxy"],
                "the value `proxy` does not fit `--trusted-proxy <IP>`: expected an IP address such as 127.0.0.1",
            ),
            (&["--rate-limit", "-1"], "the value `-1` does not fit `--rate-limit <N>`: expected a whole number from 0 to 100000"),
        ] {
            let Parsed::Shown(text, code) = read(words) else { panic!("{words:?} is refused") };
            assert_eq!((text.lines().next().unwrap(), code), (format!("jenjang-web: {sentence}").as_str(), 2));
        }
    }

    #[test]
    fn secrets_are_not_shown_by_accident() {
        let file = std::env::temp_dir().join(format!("jenjang-config-{}", std::process::id()));
        std::fs::write(&file, " rahasia\n").unwrap();
        let words = [
            "--oidc-issuer",
            "https://a",
            "--oidc-client",
            "b",
            "--oidc-secret-file",
            file.to_str().unwrap(),
            "--trusted-proxy",
            "127.0.0.1,::1",
        ];
        let Parsed::Run(config) = read(&words) else { panic!() };
        assert_eq!(config.oidc.as_ref().unwrap().secret.as_ref().unwrap().reveal(), "rahasia");
        assert!(!format!("{config:?}").contains("rahasia"));
        assert_eq!((config.trusted_proxies.len(), config.oidc.unwrap().claim.as_str()), (2, "nip"));
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn help_is_in_both_languages() {
        for (language, word) in [(Language::Id, "Pemakaian"), (Language::En, "Usage")] {
            let Parsed::Shown(text, code) = parse(vec!["jenjang-web".into(), "--help".into()], language) else { panic!() };
            assert!(text.contains(word) && code == 0, "{text}");
        }
    }
}
